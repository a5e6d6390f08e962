"""Changes since an earlier state of knowledge: what was added, changed, confirmed, corrected, taken off."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.chronology_world import CASE, FLOW, ORDER, World, changed_register, with_events
from tests.website import SOURCE
from tracker.documents import render
from tracker.outputs.redline import marked
from tracker.review.confirm import Reading, confirm
from tracker.storage.withheld import withhold

THEN = datetime(2026, 3, 15, tzinfo=UTC)  # after the first load, before anything else
LATER = datetime(2026, 11, 21, tzinfo=UTC)  # after the docket entry of 2026-11-20 was seen


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    found = World(tmp_path)
    yield found
    found.store.close()


def changes(world: World, since: datetime) -> dict[str, tuple[str, dict[str, tuple[str, str]]]]:
    rows = world.chronology(since=since).rows
    return {r.event_id: (r.change, {c.field: (c.before, c.after) for c in r.changes}) for r in rows}


def test_nothing_changed_is_an_empty_chronology(world: World) -> None:
    assert changes(world, THEN) == {}


def test_before_the_first_load_everything_is_new(world: World) -> None:
    found = changes(world, datetime(2026, 1, 1, tzinfo=UTC))
    assert len(found) == 7 and {kind for kind, _ in found.values()} == {"added"}


def test_a_new_event_is_added(world: World) -> None:
    world.reload(with_events({"key": "new", "date": "2026-04-01", "kind": "motion", "title": "A motion",
                              "sources": [SOURCE]}))  # fmt: skip
    assert changes(world, THEN) == {f"{CASE}.new": ("added", {})}


def test_a_statement_of_the_register_that_was_replaced_is_corrected(world: World) -> None:
    world.reload(changed_register(k2025_06_10_complaint={"title": "Tenants and others sue", "date": "2025-06-11"}))
    kind, fields = changes(world, THEN)[f"{CASE}.2025-06-10-complaint"]
    assert kind == "corrected"
    assert fields == {"date": ("2025-06-10", "2025-06-11"), "event": ("Tenants sue", "Tenants and others sue")}


def test_a_change_in_what_an_event_does_is_a_correction_though_its_words_stay(world: World) -> None:
    world.reload(changed_register(k2026_01_20_stay_lifted={"unverified": True, "acts": []}))
    kind, fields = changes(world, THEN)[f"{CASE}.2026-01-20-stay-lifted"]
    assert kind == "corrected" and fields["standing"] == ("confirmed", "reported")
    assert fields["what it does to orders"] == (f"lifts stay {CASE}.2026-01-10-admin-stay", "")
    (told,) = world.chronology(since=THEN).order_changes
    assert (told.order_id, told.before, told.after) == (ORDER, "in_force", "suspended")


def test_an_event_that_left_the_register_is_told_as_it_was(world: World) -> None:
    world.reload(changed_register(k2025_06_11_appearance=None))
    assert changes(world, THEN) == {f"{CASE}.2025-06-11-appearance": ("removed", {})}
    (row,) = world.chronology(since=THEN).rows
    assert row.title == "Counsel appears"


def test_a_court_that_edits_its_entry_changes_it(world: World) -> None:
    world.read(7, text="ORDER denying the motion.")
    assert changes(world, THEN)["entry-7"][0] == "added"
    world.revise(7, "Order on Motion for TRO", "ORDER granting the motion.", 2, datetime(2026, 11, 22, tzinfo=UTC))
    kind, fields = changes(world, LATER)["entry-7"]
    assert kind == "changed" and fields["detail"] == ("ORDER denying the motion.", "ORDER granting the motion.")


def test_a_persons_reading_confirms_what_a_machine_had_read(world: World) -> None:
    world.read(7, text="ORDER granting the motion.")
    reading = Reading("Ada", outcomes=("temporary_restraining_order granted",), touches=(FLOW,))
    confirm(world.store, "entry-7", reading, world.courts, datetime(2026, 11, 22, tzinfo=UTC))
    kind, fields = changes(world, LATER)["entry-7"]
    assert kind == "confirmed" and fields["standing"] == ("machine-read", "confirmed")


def test_words_that_are_withheld_now_are_not_shown_as_they_were(world: World) -> None:
    world.read(7, text="Secret words.")
    withhold(world.store, "entry-7", "sealed by the court", "op", "2026-11-22T00:00:00Z")
    withhold(world.store, f"{CASE}.2025-06-11-appearance", "a wrong name", "op", "2026-11-22T00:00:00Z")
    assert "Secret" not in repr(world.chronology(since=THEN)) + repr(world.chronology(since=LATER))
    assert "Counsel appears" not in repr(world.chronology(known_at=THEN))


def test_an_event_that_was_withheld_since_is_told_as_removed_with_the_reason_alone(world: World) -> None:
    world.read(7, text="Secret words.")
    name, before = f"{CASE}.2025-06-11-appearance", changes(world, THEN)
    withhold(world.store, name, "a wrong name", "op", "2026-11-21T00:00:00Z")
    withhold(world.store, "entry-7", "sealed by the court", "op", "2026-11-22T00:00:00Z")
    assert changes(world, LATER) == {"entry-7": ("removed", {})}, "the other was withheld before"
    assert changes(world, THEN) == before | {name: ("removed", {})}, "never told and never to be"
    found = world.chronology(since=LATER)
    paper = render(found, "md").decode()
    assert "Taken off the record" in paper and "Secret" not in paper and "~~" not in paper
    assert [row.title for row in found.rows] == ["Withheld: sealed by the court"]


def test_an_earlier_state_of_knowledge_tells_the_words_of_then(world: World) -> None:
    world.reload(changed_register(k2025_06_10_complaint={"title": "Tenants and others sue"}))
    then = {r.event_id: r.title for r in world.chronology(known_at=THEN).rows}
    now = {r.event_id: r.title for r in world.chronology().rows}
    key = f"{CASE}.2025-06-10-complaint"
    assert then[key] == "Tenants sue" and now[key] == "Tenants and others sue" and set(then) == set(now)


def test_an_entry_is_told_in_the_words_of_its_revision_of_then(world: World) -> None:
    world.read(7, text="First words.")
    world.revise(7, "Order", "Second words.", 2, datetime(2026, 11, 22, tzinfo=UTC))
    rows = {r.event_id: r for r in world.chronology(known_at=LATER).rows}
    assert rows["entry-7"].text == "First words." and rows["entry-7"].standing == "machine-read"
    assert "entry-7" not in {r.event_id for r in world.chronology(known_at=THEN).rows}


def test_the_words_of_then_are_cited_to_the_bytes_of_then(world: World) -> None:
    """What a court edited stands in other bytes later; and a second source was not known yet."""
    world.read(7, text="ORDER denying the motion.")
    first, later = datetime(2026, 11, 20, 18, 5, tzinfo=UTC), datetime(2026, 11, 22, tzinfo=UTC)
    world.revise(7, "Order on Motion for TRO", "ORDER granting the motion.", 2, later)
    sights = [(1, "https://a.example/1", "a" * 64, first), (2, "https://a.example/1", "b" * 64, later),
              (2, "https://b.example/2", "c" * 64, later)]  # fmt: skip
    for revision, url, sha, at in sights:
        seen = at.strftime("%Y-%m-%dT%H:%M:%SZ")
        world.store.execute(
            "insert or ignore into archive (body_sha, url, stored_at, bytes, path) values (?, ?, ?, 1, 'x')",
            [sha, url, seen],
        )
        world.store.execute(
            "insert into source_items (entry_id, revision, archive_sha, url, seen_at) values (7, ?, ?, ?, ?)",
            [revision, sha, url, seen],
        )
    world.store.execute("delete from event_sources where event_id = 'entry-7'")
    for place, (_, url, sha, at) in enumerate(sights[1:]):
        world.store.execute(
            "insert into event_sources values ('entry-7', ?, ?, ?, ?)",
            [place, url, at.strftime("%Y-%m-%dT%H:%M:%SZ"), sha],
        )

    def cited(known_at: datetime | None) -> list[tuple[str, datetime | None, str | None]]:
        (row,) = (r for r in world.chronology(known_at=known_at).rows if r.event_id == "entry-7")
        return [(s.url, s.retrieved_at, s.sha256) for s in row.sources]

    assert cited(first) == [("https://a.example/1", first, "a" * 64)]
    assert cited(None) == [("https://a.example/1", later, "b" * 64), ("https://b.example/2", later, "c" * 64)]


def test_words_are_marked_one_by_one() -> None:
    assert marked("The court denies the motion.", "The court grants the motion.") == (
        ("", "The court "), ("del", "denies"), ("ins", "grants"), ("", " the motion."),
    )  # fmt: skip
    assert marked("", "new") == (("ins", "new"),) and marked("old", "") == (("del", "old"),)


@given(st.text(alphabet="ab \n", max_size=40), st.text(alphabet="ab \n", max_size=40))
def test_marks_give_back_both_texts(before: str, after: str) -> None:
    found = marked(before, after)
    assert "".join(text for mark, text in found if mark != "ins") == before
    assert "".join(text for mark, text in found if mark != "del") == after
