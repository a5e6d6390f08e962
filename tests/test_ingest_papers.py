"""Papers through the real store: one filing is one entry whatever shows it, and a notice stays private."""

import gzip
import logging
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import permutations
from pathlib import Path

import pytest

from tests.conftest import NOW
from tests.paper_world import World, case_of, feed_item, make_world
from tests.papers_samples import (
    COMPLAINT,
    MINUTE,
    NUMBERED,
    PLAIN,
    cl_entry,
    cl_page,
    district_sheet,
    notice_html,
    notice_mail,
    paper_link,
    scotus_json,
    scotus_line,
    sheet_row,
)
from tracker.models import EntryDraft
from tracker.papers.detect import read_paper
from tracker.storage.store import Store

TEXT = "ORDER granting in part 12 Motion for Temporary Restraining Order as to the permit rolls. (jrt)"
SHEET_ORDER = sheet_row(
    "02/27/2026", paper_link("04501234567", 39, 98),
    "ORDER granting in part 12 Motion for Temporary Restraining Order as to the permit rolls. (jrt)"
    " (Entered: 03/02/2026)",
)  # fmt: skip
MARCH = datetime(2026, 3, 3, 15, 0, tzinfo=UTC)


@pytest.fixture
def world(store: Store, tmp_path: Path) -> World:
    return make_world(store, tmp_path)


def run_of(world: World, feed_id: str) -> dict[str, object]:
    row = world.store.row("select * from feed_runs where feed_id = ? order by run_id desc", [feed_id])
    assert row
    return row


# One filing, one entry ----------------------------------------------------------------------------------------------

WAYS = {
    "feed": lambda w: w.feed(feed_item()),
    "notice": lambda w: w.take(notice_mail()),
    "sheet": lambda w: w.take(district_sheet(SHEET_ORDER), url="https://www.example.org/sheet"),
    "courtlistener": lambda w: w.take(cl_page(cl_entry(text=TEXT))),
}


@pytest.mark.parametrize("order", list(permutations(WAYS)), ids="-".join)
def test_one_filing_seen_through_four_sources_in_any_order_is_one_public_entry(
    world: World, order: tuple[str, ...]
) -> None:
    for name in order:
        assert WAYS[name](world).status == "ok"
    entry = world.only()
    assert world.seen_in() == ["dcd" if name == "feed" else name for name in order]
    assert entry["description"].startswith("ORDER granting in part") and not entry["private"]
    assert (entry["document_number"], entry["pacer_doc_id"], entry["pacer_seq_no"]) == ("39", "04501234567", "98")
    assert entry["date_entered"] and entry["date_filed"]
    assert world.count("events where origin = 'docket'") == 1
    assert world.count("event_actions where disposition = 'granted_in_part'") == 1
    # Again, each of them: nothing is new, nothing changes, nothing is noted twice.
    before = [world.count(t) for t in ("entry_revisions", "source_items", "archive")]
    for name in order:
        run = WAYS[name](world)
        assert (run.new, run.changed) == (0, 0)
    assert [world.count(t) for t in ("entry_revisions", "source_items", "archive")] == before


def test_the_text_wins_and_the_stub_stays_in_the_history(world: World) -> None:
    world.feed(feed_item())
    run = world.take(cl_page(cl_entry(text=TEXT)), url="https://www.courtlistener.com/docket/70010001/")
    assert (run.new, run.changed, run.unchanged) == (0, 1, 0)
    assert world.revisions() == ["Order on Motion for TRO|", f"Order on Motion for TRO|{TEXT}"]
    assert world.only()["revision"] == 2


def test_a_stub_after_the_text_changes_nothing_and_is_noted_once(world: World) -> None:
    world.take(cl_page(cl_entry(text=TEXT)))
    for minute in range(3):
        other = feed_item("Status Report", 50 + minute, f"0451000000{minute}", 200 + minute, docket="1:26-cv-00999")
        run = world.feed(feed_item(), other, now=NOW + timedelta(minutes=5 * minute))
        assert (run.new, run.changed, run.unchanged) == (0, 0, 1)
    assert world.seen_in() == ["courtlistener", "dcd"]
    assert world.revisions() == [f"Order on Motion for TRO|{TEXT}"]


def test_a_paperless_entry_of_the_feed_meets_the_minute_order_of_the_sheet(world: World) -> None:
    at = datetime(2026, 3, 2, 20, 15, tzinfo=UTC)
    world.feed(feed_item("Order on Motion for Leave to File", None, seq=70, entered=at))
    run = world.take(district_sheet(MINUTE, NUMBERED))
    assert (run.new, run.changed) == (1, 1)
    assert world.seen_in(1) == ["dcd", "sheet"] and "MINUTE ORDER" in world.entries()[0]["description"]


def test_and_the_sheets_minute_order_is_met_by_the_feed_that_comes_later(world: World) -> None:
    world.take(district_sheet(MINUTE, NUMBERED))
    at = datetime(2026, 3, 2, 20, 15, tzinfo=UTC)
    item = feed_item("Order on Motion for Leave to File", None, seq=70, entered=at)
    assert world.feed(item).new == 0
    assert len(world.entries()) == 2 and world.seen_in(1) == ["sheet", "dcd"]
    assert world.entries()[0]["date_entered"] == "2026-03-02T20:15:00Z"
    # The feed's key is known from now on.
    assert world.store.value("select identity_key from entry_keys") == "at:2026-03-02T20:15:00Z#1"
    assert world.feed(item, feed_item(docket="1:26-cv-00999")).unchanged == 1


def test_two_minute_orders_of_one_minute_are_two_entries(world: World) -> None:
    (first,) = read_paper(PLAIN.encode(), world.courts["dcd"])
    bare = replace(first, document_number=None, pacer_doc_id=None, pacer_seq_no=None)
    texts = ("MINUTE ORDER granting 12 Motion for Leave.", "MINUTE ORDER granting 13 Motion for Leave.")
    for text in texts:
        assert world.take_drafts("notice", "dcd", (replace(bare, description=text),)).new == 1
    assert [entry["description"] for entry in world.entries()] == list(texts)


def test_two_lines_of_one_sheet_that_look_alike_are_two_entries_and_stay_two(world: World) -> None:
    line = sheet_row("03/03/2026", "&nbsp;", "Set/Reset Hearings: Motion Hearing set. (jrt) (Entered: 03/03/2026)")
    assert world.take(district_sheet(line, line)).new == 2
    again = world.take(district_sheet(line, line, line))
    assert (again.new, again.changed, again.unchanged) == (1, 0, 2)


def test_one_order_in_consolidated_cases_is_one_order_on_each_docket(store: Store, tmp_path: Path) -> None:
    world = make_world(store, tmp_path, case_of("brooks", ("dcd", "1:26-cv-00124")))
    (draft,) = read_paper(cl_page(cl_entry(text=TEXT)), world.courts["dcd"], dockets=_cl_dockets())
    both = (draft, replace(draft, docket_number="1:26-cv-00124"))
    assert world.take_drafts("sheet", "dcd", both).new == 2
    assert {entry["docket_id"] for entry in world.entries()} == {"dcd-1-26-cv-00123", "dcd-1-26-cv-00124"}
    assert world.take_drafts("courtlistener", "dcd", both).unchanged == 2


def _cl_dockets() -> dict[int, object]:
    from tests.papers_samples import cl_docket
    from tracker.papers.courtlistener import parse_courtlistener

    return {d.cl_id: d for d in parse_courtlistener(cl_page(cl_docket())).dockets}  # type: ignore[return-value]


def test_entries_of_other_dockets_are_looked_at_and_not_kept(world: World) -> None:
    (draft,) = read_paper(cl_page(cl_entry()), world.courts["dcd"], dockets=_cl_dockets())  # type: ignore[arg-type]
    run = world.take_drafts("courtlistener", "dcd", (replace(draft, docket_number="1:26-cv-09999"),))
    assert (run.status, run.ignored, run.new) == ("ok", 1, 0)
    assert world.count("docket_entries") == 0 and world.count("archive") == 0


def test_two_sources_that_differ_do_not_overwrite_each_other_for_ever(world: World) -> None:
    first, second = TEXT, "ORDER granting 12 Motion for Temporary Restraining Order in part. (clerk)"
    for _ in range(3):
        world.take(cl_page(cl_entry(text=first)))
        world.take(district_sheet(SHEET_ORDER.replace("ORDER granting in part 12 Motion for Temporary Restraining"
                                                      " Order as to the permit rolls. (jrt)", second)))  # fmt: skip
    assert len(world.revisions()) == 2
    # A court that goes back to its first words has changed them.
    run = world.take(cl_page(cl_entry(text="ORDER denying 12 Motion.")))
    assert run.changed == 1 and world.take(cl_page(cl_entry(text=first))).changed == 1
    assert len(world.revisions()) == 4


def test_an_edited_line_of_the_supreme_court_is_a_revision(world: World) -> None:
    filed = scotus_line("Mar 02 2026", "Application (25A1088) for a stay, submitted to The Chief Justice.", 401)
    due = scotus_line("Mar 03 2026", "Response to application (25A1088) requested, due March 9, 2026.")
    assert world.take(scotus_json(filed, due), "scotus").new == 2
    later = scotus_line("Mar 03 2026", "Response to application (25A1088) requested, due by 4 p.m. March 11, 2026.")
    waiver = scotus_line("Mar 03 2026", "Brief amicus curiae of the Harbor Association submitted.")
    run = world.take(scotus_json(filed, later, waiver), "scotus")
    assert (run.new, run.changed, run.unchanged) == (1, 1, 1)
    assert len(world.revisions(2)) == 2 and world.entries()[1]["description"].endswith("March 11, 2026.")
    assert world.take(scotus_json(filed, later, waiver), "scotus").unchanged == 3


# Kept, not kept -----------------------------------------------------------------------------------------------------


def test_a_sheet_that_brings_something_is_archived_and_cited(world: World) -> None:
    body = district_sheet(COMPLAINT)
    run = world.take(body, url="https://www.example.org/sheet")
    kept = world.store.row("select * from archive")
    assert kept and run.archive_sha == kept["body_sha"]
    assert gzip.decompress((world.tools.archive_dir / kept["path"]).read_bytes()) == body
    assert world.store.value("select archive_sha from source_items") == kept["body_sha"]
    assert world.store.value("select archive_sha from event_sources") == kept["body_sha"]
    assert run_of(world, "sheet")["archive_sha"] == kept["body_sha"]


SECRETS = (b"wilma", b"harborlaw", b"subscriber.example", b"Otto Pier", b"Quay Street", b"55551234", b"magic_num",
           b"Notice has been electronically mailed", b"Return-Path", b"Message-Id")  # fmt: skip


def test_a_raw_notice_never_reaches_the_disk(
    world: World, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    caplog.set_level(logging.DEBUG)
    world.take(notice_mail())
    world.take(notice_mail(notice_html("ORDER of wilma@harborlaw.example to show cause. (jrt)")))

    def fail(*_: object, **__: object) -> None:
        raise RuntimeError(f"cannot store {notice_mail()!r}")

    monkeypatch.setattr("tracker.ingest.papers.store_plan", fail)
    assert world.take(notice_mail(notice_html("ORDER. (x)"))).status == "failed"
    assert world.count("docket_entries") == 1
    files = [path for path in world.folder.rglob("*") if path.is_file()]
    assert {path.name for path in files} >= {"tracker.db", "tracker.db-wal"}
    everything = b"".join(path.read_bytes() for path in files) + caplog.text.encode()
    for secret in SECRETS:
        assert secret.lower() not in everything.lower(), secret
    assert not world.tools.archive_dir.exists() or not list(world.tools.archive_dir.rglob("*.gz"))


# Private until public -----------------------------------------------------------------------------------------------


def test_what_a_notice_brings_is_private_until_a_public_source_shows_it(world: World) -> None:
    world.subscribe()
    assert world.take(notice_mail(), now=MARCH).new == 1
    assert world.only()["private"] == 1 and world.owed() == []
    run = world.feed(feed_item(), now=MARCH)
    assert (run.new, run.changed) == (0, 1)
    assert world.only()["private"] == 0 and world.only()["description"].startswith("ORDER granting in part")
    assert world.owed() == [("entry-1", "new")]


@pytest.mark.parametrize("name", ["sheet", "courtlistener"])
def test_other_public_sources_release_it_too(world: World, name: str) -> None:
    world.take(notice_mail())
    assert WAYS[name](world).changed == 1
    assert world.only()["private"] == 0


def test_a_notice_never_makes_a_public_entry_private(world: World) -> None:
    world.feed(feed_item())
    assert world.take(notice_mail()).changed == 1
    assert world.only()["private"] == 0 and world.only()["description"].startswith("ORDER granting in part")


@pytest.mark.parametrize("text", ["SEALED ORDER granting 12 Motion. (jrt)", "ORDER granting 12 Ex Parte Motion. (jrt)"])
def test_sealed_and_ex_parte_entries_are_never_released_by_themselves(world: World, text: str) -> None:
    run = world.take(notice_mail(notice_html(text)))
    assert "stays private until a person releases it" in run.notes[0]
    for name in ("feed", "sheet", "courtlistener"):
        WAYS[name](world)
    assert world.only()["private"] == 1


def test_a_sealed_text_is_not_published_through_an_entry_that_is_public(world: World) -> None:
    world.feed(feed_item())
    run = world.take(notice_mail(notice_html("SEALED ORDER granting 12 Motion as to Otto. (jrt)")))
    assert "it was not stored" in run.notes[0]
    assert world.only()["private"] == 0 and "Otto" not in str(world.entries())
    assert world.count("entry_revisions where description like '%Otto%'") == 0


# Who is told --------------------------------------------------------------------------------------------------------


def test_the_text_of_a_pending_ruling_is_told_once_and_waits_at_the_desk_with_its_outcome(world: World) -> None:
    world.subscribe()
    world.feed(feed_item(), now=MARCH)
    assert world.store.value("select outcome_unknown from events") == 1
    world.take(cl_page(cl_entry(text=TEXT)), now=MARCH)
    world.take(district_sheet(SHEET_ORDER), now=MARCH)
    event = world.store.row("select * from events")
    assert event and (event["outcome_unknown"], event["pending"]) == (0, 1)
    assert world.owed() == [("entry-1", "changed"), ("entry-1", "new")]


def test_the_text_of_a_filing_is_nothing_to_write_about(world: World) -> None:
    world.subscribe()
    world.feed(feed_item("Status Report"), now=MARCH)
    world.take(cl_page(cl_entry(text="STATUS REPORT by RIVERS. (abc)")), now=MARCH)
    assert world.owed() == [("entry-1", "new")]


def test_a_backfill_owes_nobody_a_flood(world: World) -> None:
    world.subscribe()
    rows = [
        sheet_row("03/02/2026", paper_link(f"0450123{n:04d}", n, n), f"NOTICE {n} by RIVERS. (abc) (Entered: 03/02/2026)")
        for n in range(1, 41)
    ]  # fmt: skip
    assert world.take(district_sheet(*rows), now=NOW).new == 40
    assert world.owed() == []


def test_a_single_late_find_is_an_addition_to_the_record(world: World) -> None:
    world.subscribe()
    world.take(cl_page(cl_entry(text=TEXT)), now=NOW)
    assert world.owed() == [("entry-1", "late")]


# Bad luck -----------------------------------------------------------------------------------------------------------


def test_a_failure_leaves_one_failed_run_and_nothing_else(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("power cut")

    monkeypatch.setattr("tracker.ingest.papers.store_plan", fail)
    run = world.take(district_sheet(COMPLAINT))
    assert run.status == "failed" and run.error and "RuntimeError" in run.error
    assert world.count("docket_entries") == 0 and world.count("archive") == 0 and world.count("feed_runs") == 1
    monkeypatch.undo()
    assert world.take(district_sheet(COMPLAINT)).new == 1


def test_a_sheet_of_a_thousand_entries_is_taken_twice_in_seconds(world: World) -> None:
    def line(n: int) -> EntryDraft:
        words = f"MINUTE ORDER granting {n} Motion for Leave to File." if n % 2 else f"NOTICE {n} of RIVERS."
        return EntryDraft(
            "dcd", "1:26-cv-00123", "277123", "Rivers v. Agency", None, None if n % 2 else str(n),
            None if n % 2 else f"0450{n:07d}", None, (), words, date(2025, 1, 1) + timedelta(days=n // 4), None, n,
        )  # fmt: skip

    drafts = tuple(line(n) for n in range(1000))
    assert world.take_drafts("sheet", "dcd", drafts).new == 1000
    started = datetime.now(tz=UTC)
    again = world.take_drafts("courtlistener", "dcd", drafts)
    assert (again.new, again.changed, again.unchanged) == (0, 0, 1000)
    assert datetime.now(tz=UTC) - started < timedelta(seconds=20)
