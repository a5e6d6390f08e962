"""What a chronology holds: which events and orders, in which order, as of which day, as known when."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from tests.chronology_world import AS_OF, CASE, FLOW, ORDER, World, changed_register, with_events
from tests.website import SOURCE
from tracker.documents import render
from tracker.errors import NotFoundError
from tracker.outputs.calendar import order_days
from tracker.outputs.chronology_words import COLUMNS, chronology_csv, flat, title_of
from tracker.storage.gaps import fill_gap
from tracker.storage.withheld import withhold


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    found = World(tmp_path)
    yield found
    found.store.close()


def test_events_of_cases_and_flows_stand_once_oldest_first_undated_last(world: World) -> None:
    rows = world.chronology(flow_ids=[FLOW, "board-to-office-lists"]).rows
    ids = [row.event_id for row in rows]
    assert len(ids) == len(set(ids)) == 8 and "list-v-board.2026-02-02-complaint" in ids
    days = [row.day for row in rows]
    assert days[:-1] == sorted(d for d in days if d) and days[-1] is None
    assert [row.number for row in rows] == list(range(1, 9))


def test_a_day_known_to_the_month_stands_at_its_end_and_shows_only_the_month(world: World) -> None:
    row = next(r for r in world.chronology().rows if r.event_id == f"{CASE}.2025-07-sent")
    assert row.day == date(2025, 7, 31) and flat(row, AS_OF)[0] == "2025-07"


def test_the_table_of_orders_follows_the_day(world: World) -> None:
    before = world.chronology(as_of=date(2025, 11, 30))
    assert not before.orders_in_force and not before.orders_other and len(before.rows) == 4
    stayed = world.chronology(as_of=date(2026, 1, 15))
    assert not stayed.orders_in_force and [o.state for o in stayed.orders_other] == ["suspended"]
    (order,) = world.chronology(as_of=date(2026, 2, 1)).orders_in_force
    assert order.order_id == ORDER and order.state == "in_force" and order.since == date(2026, 1, 20)
    assert order.terms[0][2] == "The Bureau may not give tenancy files to the Office."


def test_knowledge_older_than_a_fortnight_is_said_with_the_order(world: World) -> None:
    (order,) = world.chronology().orders_in_force
    assert order.stale == "in force when last checked, Jul 28, 2026"
    assert world.chronology().verified_through == date(2026, 7, 28)


def test_a_case_without_a_day_of_reading_leaves_the_whole_unverified(world: World) -> None:
    assert world.chronology(case_ids=[CASE, "list-v-board"]).verified_through is None


def test_an_event_tells_how_it_changed_a_flow(world: World) -> None:
    rows = {r.event_id: r for r in world.chronology().rows}
    (effect,) = rows[f"{CASE}.2025-12-01-stay"].effects
    assert effect.words == "bars Bureau → Office files (open → blocked)"
    (effect,) = rows[f"{CASE}.2026-01-10-admin-stay"].effects
    assert effect.words == "concerns Bureau → Office files (blocked → open)"


def test_courts_kinds_orders_and_confirmation_narrow(world: World) -> None:
    world.read(7)
    assert {r.court for r in world.chronology(court_ids=["cadc"]).rows} == {"D.C. Cir."}
    assert {r.kind for r in world.chronology(kinds=["complaint", "disclosure"]).rows} == {"complaint", "disclosure"}
    assert [r.order_id for r in world.chronology(orders_only=True).rows] == [ORDER]
    assert "entry-7" in {r.event_id for r in world.chronology().rows}
    assert {r.standing for r in world.chronology(confirmed_only=True).rows} == {"confirmed"}
    everything = world.chronology(case_ids=[], court_ids=["mad"]).rows
    assert [r.event_id for r in everything] == ["list-v-board.2026-02-02-complaint"]


def test_days_narrow_from_both_sides(world: World) -> None:
    rows = world.chronology(from_=date(2025, 12, 1), to=date(2026, 1, 10)).rows
    assert [r.day for r in rows if r.day] == [date(2025, 12, 1), date(2026, 1, 10)]


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"case_ids": ["nobody-v-nobody"]}, "no case 'nobody-v-nobody'"),
        ({"flow_ids": ["x-to-y"]}, "no flow 'x-to-y'"),
        ({"court_ids": ["dcx"]}, "no court 'dcx'"),
    ],
)
def test_what_is_not_known_is_named(world: World, asked: dict[str, list[str]], words: str) -> None:
    with pytest.raises(NotFoundError, match=words):
        world.chronology(**asked)


def test_filing_and_entry_are_kept_apart(world: World) -> None:
    world.read(7, day="2026-11-19")
    world.store.execute("update docket_entries set date_filed = '2026-11-19' where entry_id = 7")
    row = next(r for r in world.chronology().rows if r.event_id == "entry-7")
    assert row.date_filed == date(2026, 11, 19) and row.entered_at == datetime(2026, 11, 20, 18, tzinfo=UTC)
    cells = dict(zip(COLUMNS, flat(row, AS_OF), strict=True))
    assert cells["date_filed"] == "2026-11-19" and cells["date_entered"] == "2026-11-20T18:00:00Z"
    register = next(r for r in world.chronology().rows if r.event_id == f"{CASE}.2025-12-01-stay")
    assert register.date_filed is None and register.entered_at is None


def test_what_a_machine_read_says_so_and_a_pending_ruling_is_told_on_the_order(world: World) -> None:
    world.read(7, pending=True)
    found = world.chronology()
    row = next(r for r in found.rows if r.event_id == "entry-7")
    assert row.standing == "machine-read" and row.pending and row.citation.startswith("Order on Mot. for TRO, ")
    assert any(note.startswith("Pending: a ruling that may change this") for note in found.orders_in_force[0].notes)
    assert found.orders_in_force[0].state == "in_force"


def test_sources_are_numbered_by_first_use_with_what_was_archived(world: World) -> None:
    with world.store.atomic():
        world.store.execute(
            "insert into archive (body_sha, feed_id, url, stored_at, bytes, path) values (?, 'x', ?, ?, 1, 'x')",
            ["ab" * 32, "https://news.example.com/a", "2026-03-01T10:00:00Z"],
        )
    found = world.chronology()
    assert [s.number for s in found.sources] == [1, 2]
    assert found.sources[0].url == SOURCE and found.sources[0].sha256 is None
    assert found.sources[1].sha256 == "ab" * 32
    assert found.sources[1].retrieved_at == datetime(2026, 3, 1, 10, tzinfo=UTC)
    stay = next(r for r in found.rows if r.event_id == f"{CASE}.2025-12-01-stay")
    assert [s.number for s in stay.sources] == [1, 2]


def test_gaps_and_last_readings_of_the_courts_in_scope_are_told(world: World) -> None:
    with world.store.atomic():
        for court in ("dcd", "mad"):
            world.store.execute(
                "insert into gaps (feed_id, court_id, from_at, to_at, found_at) values (?, ?, ?, ?, ?)",
                [court, court, "2026-11-01T00:00:00Z", "2026-11-02T00:00:00Z", "2026-11-02T01:00:00Z"],
            )
        world.store.execute(
            "insert into feeds (feed_id, kind, last_ok_at) values ('dcd', 'cmecf', '2026-11-22T10:00:00Z')"
        )
    found = world.chronology()
    assert [(g.court, g.closed_at) for g in found.gaps] == [("D.D.C.", None)]
    assert dict(found.readings) == {"D.D.C.": datetime(2026, 11, 22, 10, tzinfo=UTC), "D.C. Cir.": None}


def test_no_gap_on_record_is_no_promise_where_a_feed_was_never_read(world: World) -> None:
    assert "A feed that has not been read shows none" in render(world.chronology(), "md").decode()
    with world.store.atomic():
        for court in ("dcd", "cadc"):
            world.store.execute(
                "insert into feeds (feed_id, kind, last_ok_at) values (?, 'cmecf', '2026-11-22T10:00:00Z')", [court]
            )
    told = render(world.chronology(), "md").decode()
    assert "No gap in the court feeds is on record" in told and "has not been read" not in told


def test_a_chronology_tells_of_a_gap_as_it_is_for_its_cases(world: World) -> None:
    """One before the case began is none of its gaps; one in which its docket was read in full since is closed."""
    with world.store.atomic():
        for first in ("2001-11-01", "2026-11-01"):
            world.store.execute(
                "insert into gaps (feed_id, court_id, from_at, to_at, found_at) values ('dcd', 'dcd', ?, ?, ?)",
                [f"{first}T00:00:00Z", f"{first}T06:00:00Z", f"{first}T07:00:00Z"],
            )
    (open_gap,) = world.chronology().gaps
    assert open_gap.from_.year == 2026 and open_gap.closed_at is None
    with world.store.atomic():
        docket = world.store.value("select docket_id from dockets where case_id = ? and court_id = 'dcd'", [CASE])
        fill_gap(world.store, 2, [docket], "docket sheet of Nov 3", datetime(2026, 11, 3, tzinfo=UTC))
    (closed,) = world.chronology().gaps
    assert closed.closed_at == datetime(2026, 11, 3, tzinfo=UTC) and closed.why == "docket sheet of Nov 3"
    (before,) = world.chronology(known_at=datetime(2026, 11, 2, tzinfo=UTC)).gaps
    assert before.closed_at is None and before.why == ""


def test_the_version_of_the_data_is_that_of_the_facts_not_of_the_clock(world: World, tmp_path: Path) -> None:
    other = World(tmp_path / "other")
    first = world.chronology()
    assert other.chronology().version == first.version and first.made_at == datetime(2026, 3, 1, 12, tzinfo=UTC)
    other.reload(changed_register(k2025_12_01_stay={"text": "Now with words."}))
    assert other.chronology().version != first.version
    assert other.chronology(known_at=datetime(2026, 3, 2, tzinfo=UTC)).version == first.version
    other.store.close()


def test_a_withheld_event_leaves_its_id_its_days_and_the_reason(world: World) -> None:
    world.read(7, title="A secret ruling", text="The secret words.")
    withhold(world.store, "entry-7", "sealed by the court", "op", "2026-11-21T00:00:00Z")
    row = next(r for r in world.chronology().rows if r.event_id == "entry-7")
    assert row.title == "Withheld: sealed by the court" and row.day == date(2026, 11, 20)
    assert not (row.text or row.citation or row.sources or row.effects or row.document_number or row.judge)


def test_a_withheld_order_says_nothing_of_itself(world: World) -> None:
    withhold(world.store, f"{CASE}.2025-12-01-stay", "sealed by the court", "op", "2026-11-21T00:00:00Z")
    (order,) = world.chronology().orders_in_force
    assert order.title == "Withheld: sealed by the court"
    assert not (order.terms or order.citation or order.relief or order.sources or order.notes)


def test_hearings_and_days_on_which_orders_end_by_themselves_are_expected(world: World) -> None:
    world.reload(
        with_events(
            {"key": "2026-12-01-hearing", "date": "2026-12-01", "time": "14:30", "kind": "hearing",
             "title": "Argument on the motion", "sources": [SOURCE]},
            {"key": "2026-11-20-tro", "date": "2026-11-20", "kind": "order", "title": "Restraining order",
             "actions": ["temporary_restraining_order granted"], "sources": [SOURCE],
             "order": {"id": f"{CASE}.2026-11-20", "relief": "temporary_restraining_order", "ends_on": "2026-12-03",
                       "restrictions": [{"flow": FLOW, "effect": "limits", "text": "Only under seal."}]}},
            {"key": "2026-11-19-tro", "date": "2026-11-19", "kind": "order", "title": "Order without notice",
             "actions": ["temporary_restraining_order granted"], "sources": [SOURCE],
             "order": {"id": f"{CASE}.2026-11-19", "relief": "temporary_restraining_order", "without_notice": True,
                       "restrictions": [{"flow": FLOW, "effect": "limits", "text": "Only under seal."}]}},
        )
    )  # fmt: skip
    found = {e.summary.split(":")[0]: e for e in world.chronology().expected}
    assert found["Argument on the motion"].time == "14:30" and found["Argument on the motion"].day == date(2026, 12, 1)
    stated, computed = found["Last day in force"], found["Computed limit of the order"]
    assert stated.day == date(2026, 12, 3) and not stated.computed and stated.key == f"order-end.{CASE}.2026-11-20"
    assert stated.summary == "Last day in force: Temporary restraining order (Tenants v. Bureau)"
    assert computed.day == date(2026, 12, 3) and computed.computed
    assert "14 days after entry (Fed. R. Civ. P. 65(b)(2)" in computed.detail
    assert "its status is not known" in computed.detail


def test_the_last_day_of_a_stay_is_kept_and_what_follows_is_said(world: World) -> None:
    world.reload(
        with_events(
            {"key": "2026-11-20-stay", "date": "2026-11-20", "kind": "order", "title": "Short stay",
             "sources": [SOURCE], "acts": [{"do": "stays", "order": f"{CASE}.2025-12-01", "stay_kind": "administrative",
                                            "until": [{"on": "date", "date": "2026-12-04"}]}]},
        )
    )  # fmt: skip
    (stay,) = [e for e in world.chronology().expected if e.what == "lapse"]
    assert stay.day == date(2026, 12, 4) and stay.summary.startswith("Last day of a stay of the order: ")
    assert stay.key == f"stay-end.{CASE}.2026-11-20-stay.{CASE}.2025-12-01" and "the order revives if" in stay.detail


def test_a_chronology_and_the_calendar_tell_the_same_days(world: World) -> None:
    world.reload(
        with_events(
            {"key": "2026-12-01-hearing", "date": "2026-12-01", "kind": "hearing", "title": "Argument",
             "sources": [SOURCE]},
            {"key": "2026-11-19-tro", "date": "2026-11-19", "kind": "order", "title": "Order without notice",
             "actions": ["temporary_restraining_order granted"], "sources": [SOURCE],
             "order": {"id": f"{CASE}.2026-11-19", "relief": "temporary_restraining_order", "without_notice": True,
                       "restrictions": [{"flow": FLOW, "effect": "limits", "text": "Only under seal."}]}},
        )
    )  # fmt: skip
    law, as_of = world.lawbook.page(world.store).law, world.chronology().scope.as_of
    days = {(e.key, e.day) for e in order_days(law, as_of) if e.day >= as_of}
    told = world.chronology(case_ids=[]).expected
    assert {(e.key, e.day) for e in told if e.what == "lapse"} == days and len(days) == 1


def test_a_stated_end_that_lies_behind_is_no_day_ahead(world: World) -> None:
    assert not [e for e in world.chronology().expected if e.what == "lapse"]


def test_the_title_names_three_and_counts_the_rest(world: World) -> None:
    scope = world.chronology(case_ids=[CASE, "list-v-board"], flow_ids=[FLOW, "board-to-office-lists"]).scope
    assert title_of(scope) == "Chronology: Tenants v. Bureau; List v. Board; Bureau → Office files; and 1 more"


def test_the_csv_is_rfc_4180_in_utf_8(world: World) -> None:
    body = chronology_csv(world.chronology().rows, AS_OF)
    assert body.startswith(b"\xef\xbb\xbfdate,date_filed,date_entered,case,")
    assert body.count(b"\r\n") == len(world.chronology().rows) + 1 and b"\n\n" not in body
    assert "Bureau → Office files".encode() in body
