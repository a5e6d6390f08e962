"""The pipeline on a real database: feeds of an invented court through the real parser, tagger and store."""

import os
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from threading import Event

import pytest

from tests.conftest import NOW
from tests.factories import CASE, FLOW, demo_courts, demo_register, item
from tracker import archive
from tracker.config import Config
from tracker.demo.feed import Item, feed
from tracker.errors import FetchError
from tracker.ingest.register import load_into_store
from tracker.ingest.run import ingest
from tracker.ingest.tools import Tools, make_tools
from tracker.lawbook import Lawbook
from tracker.models import FeedRun, FeedSource, Fetched
from tracker.storage import feeds as feed_store
from tracker.storage.store import Store, open_store

SOURCE = FeedSource("demod", "cmecf", "Demo court", "https://ecf.demod.example/rss", 300, "demod")
Poll = Callable[..., FeedRun]


@pytest.fixture
def tools(store: Store, tmp_path: Path) -> Tools:
    courts = demo_courts()
    load_into_store(store, demo_register(), courts, NOW - timedelta(days=30))
    with store.atomic():
        feed_store.register_feeds(store, [SOURCE])
    return make_tools(Config(data_dir=tmp_path), courts, store)


@pytest.fixture
def poll(store: Store, tools: Tools) -> Poll:
    def run(*items: Item, now: datetime = NOW, body: bytes | None = None, built: datetime | None = None) -> FeedRun:
        data = body if body is not None else feed(built or now, *items)
        return ingest(store, SOURCE, lambda: Fetched(SOURCE.url or "", 200, data, now), tools, now)

    return run


def count(store: Store, table: str) -> int:
    return int(store.value(f"select count(*) from {table}"))


def test_an_entry_of_a_tracked_docket_is_stored_with_revision_provenance_and_event(store: Store, poll: Poll) -> None:
    run = poll(item("Order on Motion for Preliminary Injunction", 44), item("Answer", 9, docket="1:26-cv-00007"))
    assert (run.status, run.new, run.ignored) == ("ok", 1, 1)
    entry = store.row("select * from docket_entries")
    assert entry and entry["document_number"] == "17" and entry["pacer_seq_no"] == "44"
    assert count(store, "entry_revisions") == 1
    seen = store.row("select * from source_items")
    assert seen and seen["archive_sha"] and seen["run_id"]
    event = store.row("select * from events where origin = 'docket'")
    assert event and event["kind"] == "order" and event["case_id"] == CASE and not event["confirmed"]


def test_the_same_serial_number_of_another_office_or_kind_is_another_docket(store: Store, poll: Poll) -> None:
    run = poll(item("Order", 44, docket="5:26-cv-00042"), item("Order", 45, 18, docket="1:26-cr-00042"))
    assert (run.status, run.new, run.ignored) == ("ok", 0, 2)
    assert count(store, "docket_entries") == 0


def test_a_short_type_leaves_the_outcome_unknown_and_pending(store: Store, poll: Poll) -> None:
    poll(item("Order on Motion for Preliminary Injunction", 44))
    event = store.row("select * from events where origin = 'docket'")
    assert event and event["outcome_unknown"] and event["pending"]
    assert "not yet known" in event["title"]
    actions = store.rows("select relief, disposition from event_actions where event_id = ?", [event["event_id"]])
    assert actions == [{"relief": "preliminary_injunction", "disposition": ""}]


def test_a_pending_act_shows_on_the_flow_and_changes_no_status(store: Store, poll: Poll) -> None:
    from tracker.law.engine import flow_answer

    poll(item("Order on Motion for Preliminary Injunction", 44))
    answer = flow_answer(Lawbook(demo_courts()).law(store), FLOW, NOW.date())
    assert answer.status == "open"
    assert [p.event_id for p in answer.pending] == ["entry-1"]


def test_polling_twice_changes_nothing(store: Store, poll: Poll) -> None:
    first = [item("Order", 44), item("Notice of Appearance", 31, 11)]
    poll(*first)
    tables = ("docket_entries", "entry_revisions", "source_items", "events", "archive")
    before = [count(store, table) for table in tables]
    again = poll(*first, now=NOW + timedelta(minutes=5), built=NOW)
    assert (again.status, again.new, again.changed) == ("unchanged", 0, 0)
    later = poll(*first, item("Status Report", 3, docket="1:25-cv-00001"), built=NOW)
    assert (later.status, later.new, later.changed, later.unchanged) == ("ok", 0, 0, 2)
    assert before == [
        count(store, t) for t in ("docket_entries", "entry_revisions", "source_items", "events", "archive")
    ]


def test_a_changed_type_is_a_revision_and_the_old_words_stay(store: Store, poll: Poll) -> None:
    poll(item("Order", 44), built=NOW)
    run = poll(item("Order on Motion for TRO", 44), built=NOW, now=NOW + timedelta(minutes=9))
    assert (run.new, run.changed) == (0, 1)
    words = [r["short_description"] for r in store.rows("select * from entry_revisions order by revision")]
    assert words == ["Order", "Order on Motion for TRO"]
    assert count(store, "docket_entries") == 1


@pytest.mark.parametrize(
    "body",
    [b"", b"<html><body>Maintenance</body></html>", feed(NOW, item("Order", 50))[:-60], b"\x00\xff\xfe garbage"],
    ids=["empty", "html", "truncated", "garbage"],
)
def test_a_broken_feed_keeps_the_old_rows_and_reports_itself(store: Store, poll: Poll, body: bytes) -> None:
    poll(item("Order", 44))
    run = poll(body=body, now=NOW + timedelta(minutes=5))
    assert run.status == "failed" and run.error and "\n" not in run.error
    assert count(store, "docket_entries") == 1
    row = feed_store.feed_row(store, "demod")
    assert row and row["failures"] == 1 and row["last_error"] == run.error


def test_a_failed_fetch_closes_its_run_and_the_next_good_read_clears_it(store: Store, poll: Poll, tools: Tools) -> None:
    def refuse() -> Fetched:
        raise FetchError("ecf.demod.example did not answer within 30 s", kind="timeout")

    run = ingest(store, SOURCE, refuse, tools, NOW)
    assert (run.status, run.error) == ("failed", "ecf.demod.example did not answer within 30 s")
    assert not store.value("select 1 from feed_runs where status = 'in_progress'")
    poll(item("Order", 44), now=NOW + timedelta(minutes=5))
    row = feed_store.feed_row(store, "demod")
    assert row and row["failures"] == 0 and row["last_error"] is None


def test_a_gap_is_recorded_when_the_oldest_item_is_newer_than_the_last_good_read(store: Store, poll: Poll) -> None:
    poll(item("Order", 44))
    run = poll(item("Order", 45, minutes=5), now=NOW + timedelta(hours=6))
    assert run.gap
    gap = store.row("select * from gaps")
    assert gap and gap["from_at"] == "2026-11-22T15:00:00Z" and gap["to_at"] == "2026-11-22T20:55:00Z"


def test_overlapping_reads_are_no_gap(store: Store, poll: Poll) -> None:
    poll(item("Order", 44))
    run = poll(item("Order", 45), item("Order", 44, minutes=400), now=NOW + timedelta(hours=6))
    assert not run.gap and count(store, "gaps") == 0


def test_a_late_entry_at_night_gets_the_courts_own_day(store: Store, poll: Poll) -> None:
    # 03:30 UTC on the 21st is still the 20th in New York.
    poll(item("Order", 44, minutes=0), now=datetime(2026, 11, 21, 3, 30, tzinfo=NOW.tzinfo))
    assert store.value("select day from events where origin = 'docket'") == "2026-11-20"


def test_nothing_is_stored_when_the_store_fails_half_way(
    store: Store, poll: Poll, monkeypatch: pytest.MonkeyPatch
) -> None:
    import tracker.ingest.entries as entries

    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("power cut")

    monkeypatch.setattr(entries, "add_events", fail)
    run = poll(item("Order", 44))
    assert run.status == "failed"
    assert [count(store, t) for t in ("docket_entries", "entry_revisions", "source_items")] == [0, 0, 0]
    monkeypatch.undo()
    assert poll(item("Order", 44), now=NOW + timedelta(minutes=5), built=NOW).new == 1


def test_a_body_that_cannot_be_kept_stores_nothing_and_is_taken_when_it_can(
    store: Store, poll: Poll, tools: Tools
) -> None:
    tools.archive_dir.write_text("in the way")
    run = poll(item("Order", 44))
    assert run.status == "failed" and "cannot keep a feed body" in (run.error or "")
    assert (
        count(store, "docket_entries") == count(store, "events where origin = 'docket'") == count(store, "archive") == 0
    )
    tools.archive_dir.unlink()
    assert poll(item("Order", 44)).new == 1


def test_no_entry_is_committed_before_the_disk_has_the_body_that_it_cites(
    store: Store, poll: Poll, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked, stored_before, wait, fsync = Event(), list[int](), archive.Keeping.wait, os.fsync

    def waiting(keeping: archive.Keeping) -> None:
        asked.set()
        wait(keeping)

    def confirming(file: int) -> None:
        # All is written by now but the commit; another connection must see nothing of it.
        assert asked.wait(60)
        other = open_store(store.path, readonly=True)
        stored_before.append(count(other, "docket_entries"))
        other.close()
        fsync(file)

    monkeypatch.setattr(archive.Keeping, "wait", waiting)
    monkeypatch.setattr("tracker.archive.os.fsync", confirming)
    assert poll(item("Order", 44)).new == 1
    assert stored_before == [0] and count(store, "docket_entries") == 1


def test_a_short_full_text_keeps_its_outcome_and_a_bare_type_has_none(tools: Tools) -> None:
    from dataclasses import replace

    from tests.factories import draft

    text = tools.read(replace(draft("Order"), description="ORDER granting 6 Motion for Preliminary Injunction."))
    bare = tools.read(draft("Order on Motion for Preliminary Injunction"))
    assert [(a.relief, a.disposition) for a in text.actions] == [("preliminary_injunction", "granted")]
    assert [(a.relief, a.disposition) for a in bare.actions] == [("preliminary_injunction", None)]
