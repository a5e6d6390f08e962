"""What ingest learns of the feeds themselves: gaps, coverage, runs in words, and bodies that wait for a person."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest

import tracker.ingest.checks
from tests.conftest import NOW
from tests.factories import demo_courts, demo_register, item
from tracker import archive
from tracker.config import Config
from tracker.demo.feed import Item, feed
from tracker.feeds.schedule import next_due
from tracker.ingest.register import load_into_store
from tracker.ingest.run import ingest
from tracker.ingest.tools import Tools, make_tools
from tracker.models import FeedRun, FeedSource, Fetched
from tracker.storage import feeds as feed_store
from tracker.storage.gaps import close_gap, gap_notes
from tracker.storage.store import Store
from tracker.storage.withheld import withhold

SOURCE = FeedSource("demod", "cmecf", "Demo court", "https://ecf.demod.example/rss", 300, "demod")
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
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
    def run(
        *items: Item, now: datetime = NOW, built: datetime | None = None, says: str = "", accept: bool = False
    ) -> FeedRun:
        data = feed(built or now, *items)
        if says:
            data = data.replace(b"Docket entries of type: all", says.encode())
        return ingest(store, SOURCE, lambda: Fetched(SOURCE.url or "", 200, data, now), tools, now, accept=accept)

    return run


def row_of(store: Store) -> dict[str, object]:
    return feed_store.feed_row(store, "demod") or {}


# Gaps --------------------------------------------------------------------------------------------------------------


def test_a_gap_is_kept_with_court_and_period_until_a_person_has_filled_it(store: Store, poll: Poll) -> None:
    poll(item("Order", 44))
    poll(item("Order", 45, minutes=5), now=NOW + 6 * HOUR)
    (gap,) = gap_notes(store, ["dcd", "demod"])
    assert gap.open and (gap.from_at, gap.to_at) == (NOW, NOW + 5 * HOUR + 55 * MINUTE)
    assert gap_notes(store) == (gap,) and gap_notes(store, ["dcd"]) == ()
    with store.atomic():
        assert close_gap(store, gap.gap_id, "read the docket sheet of Nov 22", NOW + 7 * HOUR)
        assert not close_gap(store, gap.gap_id, "again", NOW + 8 * HOUR)
    (closed,) = gap_notes(store, ["demod"])
    assert not closed.open and closed.closed_why == "read the docket sheet of Nov 22"


def test_the_same_gap_is_noted_once(store: Store, poll: Poll) -> None:
    poll(item("Order", 44))
    for minutes in (0, 5, 10):
        now = NOW + 6 * HOUR + minutes * MINUTE
        poll(item("Order", 45, minutes=5 + minutes), item("Order", 46 + minutes, 18, minutes=1), now=now)
    assert len(gap_notes(store)) == 1


def test_entries_of_other_dockets_count_too_when_reads_are_compared(store: Store, poll: Poll) -> None:
    poll(item("Order", 44))
    run = poll(item("Order", 45), item("Answer", 9, docket="1:26-cv-00007", minutes=400), now=NOW + 6 * HOUR)
    assert not run.gap


def test_a_failed_read_in_between_does_not_hide_a_gap(store: Store, poll: Poll, tools: Tools) -> None:
    poll(item("Order", 44))
    broken = ingest(store, SOURCE, lambda: Fetched("", 200, b"<html>", NOW), tools, NOW + HOUR)
    assert broken.status == "failed"
    assert poll(item("Order", 45), now=NOW + 6 * HOUR).gap


def test_a_build_date_that_wobbles_by_a_minute_makes_no_gap(store: Store, poll: Poll) -> None:
    old = item("Order", 44, minutes=0)
    poll(old, built=NOW, now=NOW + MINUTE)
    # The other copy of the feed is a minute older; then an entry of between the two is all there is.
    poll(item("Order", 44, minutes=-1), built=NOW - MINUTE, now=NOW + 2 * MINUTE)
    assert row_of(store)["last_build_date"] == "2026-11-22T15:00:00Z"
    run = poll(item("Order", 45, minutes=0), built=NOW - timedelta(seconds=30), now=NOW + 3 * MINUTE)
    assert not run.gap


def test_a_build_date_in_the_future_does_not_hide_the_next_gap(store: Store, poll: Poll) -> None:
    poll(item("Order", 44, minutes=725), built=NOW + 12 * HOUR)
    assert row_of(store)["last_build_date"] == "2026-11-22T15:00:00Z"
    assert poll(item("Order", 45, minutes=5), now=NOW + 6 * HOUR).gap


def test_the_newest_entry_of_any_docket_is_remembered_and_never_goes_back(store: Store, poll: Poll) -> None:
    poll(item("Answer", 9, docket="1:26-cv-00007", minutes=2), item("Order", 44, minutes=30))
    assert row_of(store)["newest_entered"] == "2026-11-22T14:58:00Z"
    assert (row_of(store)["items"], row_of(store)["span_seconds"]) == (2, 28 * 60)
    poll(item("Order", 44, minutes=25), now=NOW + 5 * MINUTE)
    assert row_of(store)["newest_entered"] == "2026-11-22T14:58:00Z"


def test_a_feed_of_another_court_is_a_failed_visit_and_nothing_of_it_is_stored(store: Store, tools: Tools) -> None:
    """Somebody wrote the wrong address into the list of feeds, or the court's host answers for its neighbour."""
    body = feed(NOW, item("Order", 44)).replace(b"ecf.demod.example", b"ecf.dcd.uscourts.gov")
    run = ingest(store, SOURCE, lambda: Fetched(SOURCE.url or "", 200, body, NOW), tools, NOW)
    assert (run.status, run.error) == ("failed", "the feed's links lead to the court 'dcd', not to 'demod'")
    assert store.value("select count(*) from docket_entries") == 0 and row_of(store)["last_ok_at"] is None
    assert run.archive_sha, "kept for whoever looks into it"


# Coverage ----------------------------------------------------------------------------------------------------------


def test_what_a_court_declares_is_kept_with_the_day_it_changed(store: Store, poll: Poll) -> None:
    poll(item("Order", 44))
    poll(item("Order", 45), now=NOW + HOUR)
    poll(item("Order", 46), now=NOW + 2 * HOUR, says="Docket entries of type: order, motion")
    rows = feed_store.all_feed_types(store)["demod"]
    assert [(r["since"], r["coverage"], r["types"]) for r in rows] == [
        ("2026-11-22T17:00:00Z", "partial", ["order", "motion"]),
        ("2026-11-22T15:00:00Z", "full", ["all"]),
    ]


# Quarantine --------------------------------------------------------------------------------------------------------


def test_a_feed_from_the_future_is_kept_and_not_stored_until_a_person_takes_it(store: Store, poll: Poll) -> None:
    ahead = NOW + timedelta(days=3)
    run = poll(item("Order", 44), built=ahead)
    assert run.status == "quarantined" and run.error and "tracker fetch --feed demod --accept" in run.error
    assert store.value("select count(*) from docket_entries") == 0
    assert store.value("select count(*) from archive") == 1
    (kept,) = feed_store.last_runs(store, "demod", 1)
    assert kept["status"] == "quarantined" and kept["archive_sha"] and kept["error"] == run.error
    assert (row_of(store)["failures"], row_of(store)["last_status"]) == (1, "quarantined")
    taken = poll(item("Order", 44), built=ahead, accept=True)
    assert (taken.status, taken.new) == ("ok", 1)
    assert row_of(store)["failures"] == 0


def test_a_flood_of_new_entries_waits_for_a_person(store: Store, poll: Poll, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tracker.ingest.checks, "TOO_MANY", 5)
    many = [item("Order", n, n, minutes=n) for n in range(1, 7)]
    assert poll(*many[:1]).status == "ok"
    later = NOW + 5 * MINUTE
    assert poll(*many[:6], now=later, built=NOW).new == 5
    flood = [item("Order", n, n, minutes=n) for n in range(1, 14)]
    run = poll(*flood, now=later, built=NOW)
    assert run.status == "quarantined" and run.error and run.error.startswith("7 new entries on tracked dockets")
    assert store.value("select count(*) from docket_entries") == 6
    assert poll(*flood, now=later, built=NOW, accept=True).new == 7


def test_the_first_reading_of_a_feed_may_bring_any_number(
    store: Store, poll: Poll, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tracker.ingest.checks, "TOO_MANY", 5)
    assert poll(*[item("Order", n, n, minutes=n) for n in range(1, 9)]).new == 8


# Bodies that are broken --------------------------------------------------------------------------------------------


@pytest.fixture
def take(store: Store, tools: Tools) -> Callable[[bytes, datetime], FeedRun]:
    return lambda data, now: ingest(store, SOURCE, lambda: Fetched(SOURCE.url or "", 200, data, now), tools, now)


def test_a_cut_off_body_gives_its_whole_items_and_proves_no_silence(
    store: Store, poll: Poll, take: Callable[[bytes, datetime], FeedRun]
) -> None:
    poll(item("Order", 44))
    later = NOW + 6 * HOUR
    data = feed(
        later, item("Order", 45, 18, minutes=5), item("Order", 46, 19, minutes=10), item("Order", 44, minutes=400)
    )
    run = take(data[: data.rindex(b"<item>") - 40], later)
    assert (run.status, run.new, run.gap) == ("partial", 1, False)
    assert run.error and "cut off" in run.error and "1 item was not whole and left out: item 2" in run.error
    row = row_of(store)
    assert row["last_build_date"] == "2026-11-22T15:00:00Z" and row["last_ok_at"] == "2026-11-22T15:00:00Z"
    assert (row["failures"], row["last_status"], row["last_changed_at"]) == (1, "partial", "2026-11-22T21:00:00Z")
    assert store.value("select count(*) from archive where body_sha = ?", [run.archive_sha]) == 1
    # The whole body overlaps the last whole one: nothing was missed, and what was cut off is new now.
    whole = take(data, later + MINUTE)
    assert (whole.status, whole.new, whole.unchanged, whole.gap) == ("ok", 1, 2, False)
    assert row_of(store)["failures"] == 0


def test_after_half_read_bodies_a_gap_is_counted_from_the_last_whole_one(
    store: Store, poll: Poll, take: Callable[[bytes, datetime], FeedRun]
) -> None:
    poll(item("Order", 44))
    data = feed(NOW + 3 * HOUR, item("Order", 45, 18, minutes=5))
    assert take(data.replace(b"</channel></rss>", b""), NOW + 3 * HOUR).status == "partial"
    assert poll(item("Order", 46, 19, minutes=5), now=NOW + 6 * HOUR).gap
    (gap,) = gap_notes(store)
    assert gap.from_at == NOW


def test_a_feed_that_always_carries_a_broken_item_is_read_as_often_and_its_coverage_is_known(
    store: Store, poll: Poll, take: Callable[[bytes, datetime], FeedRun]
) -> None:
    """That an item is broken says nothing of the types that the court publishes; what it hides stays a gap until seen."""
    for hours in range(5):
        now = NOW + hours * HOUR
        data = feed(now, item("Order", 44 + hours, 17 + hours, minutes=5), item("Answer", 9, 3, minutes=30))
        run = take(data.replace(b"</link><description>[Answer]", b"</limp><description>[Answer]"), now)
        assert (run.status, run.new) == ("partial", 1)
    assert [(r["since"], r["coverage"]) for r in feed_store.all_feed_types(store)["demod"]] == [
        ("2026-11-22T15:00:00Z", "full")
    ]
    assert next_due(SOURCE, run, 5, NOW) < NOW + timedelta(seconds=SOURCE.interval * 1.2)
    row = row_of(store)
    assert (row["failures"], row["last_ok_at"], row["last_build_date"]) == (5, None, None)
    whole = poll(item("Order", 49, 22, minutes=5), now=NOW + 5 * HOUR)
    assert whole.status == "ok" and row_of(store)["failures"] == 0


# Runs --------------------------------------------------------------------------------------------------------------


def test_every_run_says_when_what_and_how_much(store: Store, poll: Poll) -> None:
    poll(item("Order", 44), item("Answer", 9, docket="1:26-cv-00007"), item("Untitled", 3, docket="no number"))
    (run,) = feed_store.last_runs(store, "demod", 5)
    assert (run["status"], run["items"], run["new"], run["ignored"]) == ("ok", 3, 1, 1)
    assert run["built_at"] == "2026-11-22T15:00:00Z" and run["bytes"] > 500 and run["http_status"] == 200
    assert run["notes"].startswith("1 item was not read, because the title holds no docket number")


def test_a_bug_in_reading_a_feed_keeps_its_body(store: Store, poll: Poll, monkeypatch: pytest.MonkeyPatch) -> None:
    import tracker.ingest.run as run_module

    def fail(*_: object) -> None:
        raise KeyError("unforeseen")

    monkeypatch.setattr(run_module, "entries_from", fail)
    run = poll(item("Order", 44))
    assert run.status == "failed" and run.error == "unexpected KeyError while reading this feed; see the log"
    assert store.value("select count(*) from archive") == 1


def test_a_revision_of_a_withheld_entry_stays_out_of_sight(store: Store, poll: Poll) -> None:
    poll(item("Order", 44), built=NOW)
    assert withhold(store, "entry-1", "sealed by the court", "Ada", "2026-11-22T15:01:00Z")
    run = poll(item("Order on Motion to Seal", 44), built=NOW, now=NOW + 5 * MINUTE)
    assert run.changed == 1
    event = store.row("select title, text, names from events where event_id = 'entry-1'")
    assert event == {"title": "Withheld: sealed by the court", "text": "", "names": ""}
    assert store.value("select count(*) from entry_revisions") == 2


def test_a_type_that_left_the_window_is_no_revision(store: Store, poll: Poll) -> None:
    twins = [item("Order", 44, minutes=30), item("Memorandum Opinion", 44, minutes=30)]
    poll(item("Answer", 45, 18, minutes=10), *twins)
    run = poll(item("Answer", 45, 18, minutes=10), twins[0], built=NOW, now=NOW + 5 * MINUTE)
    assert (run.status, run.changed, run.unchanged) == ("ok", 0, 2)


# Reading the archive again -----------------------------------------------------------------------------------------


def replay(store: Store, tools: Tools, sha: str, *, taken: bool) -> FeedRun:
    row = store.row("select * from archive where body_sha = ?", [sha])
    assert row is not None
    body = archive.read(tools.archive_dir, row["path"])
    fetched = Fetched(row["url"], 200, body, NOW)
    return ingest(store, SOURCE, lambda: fetched, tools, NOW + DAY, accept=taken, replay=True)


def test_a_body_that_a_person_took_stays_taken_when_the_archive_is_read_again(
    store: Store, poll: Poll, tools: Tools
) -> None:
    ahead = NOW + 3 * DAY
    refused = poll(item("Order", 44), built=ahead)
    assert refused.archive_sha and refused.archive_sha not in feed_store.taken_bodies(store)
    assert replay(store, tools, refused.archive_sha, taken=False).status == "quarantined"
    assert poll(item("Order", 44), built=ahead, accept=True).archive_sha == refused.archive_sha
    assert refused.archive_sha in feed_store.taken_bodies(store)
    assert replay(store, tools, refused.archive_sha, taken=True).status == "ok"


def test_a_body_that_was_taken_and_brought_nothing_is_remembered_as_taken(store: Store, poll: Poll) -> None:
    poll(item("Order", 44))
    odd = poll(item("Order", 44), built=NOW + 3 * DAY, now=NOW + MINUTE, accept=True)
    assert (odd.status, odd.new + odd.changed) == ("ok", 0) or odd.archive_sha
    assert odd.archive_sha in feed_store.taken_bodies(store)


def test_reading_the_archive_again_leaves_what_is_known_of_the_live_feed(
    store: Store, poll: Poll, tools: Tools
) -> None:
    first = poll(item("Order", 44))
    poll(item("Order", 45), now=NOW + MINUTE, says="Docket entries of type: order")
    before, types = row_of(store), feed_store.all_feed_types(store)["demod"]
    assert first.archive_sha and replay(store, tools, first.archive_sha, taken=True).status == "ok"
    assert (row_of(store), feed_store.all_feed_types(store)["demod"]) == (before, types)
    assert gap_notes(store) == ()


def test_reading_the_archive_again_does_not_go_through_an_entrys_history_once_more(
    store: Store, poll: Poll, tools: Tools
) -> None:
    kinds = ("Order", "Memorandum Opinion", "Amended Order")
    kept = [poll(item(kind, 44), now=NOW + n * MINUTE).archive_sha or "" for n, kind in enumerate(kinds)]
    before = store.rows("select * from entry_revisions"), store.rows("select * from docket_entries")
    for _ in range(2):
        runs = [replay(store, tools, sha, taken=True) for sha in kept]
        assert [(run.changed, run.unchanged) for run in runs] == [(0, 1)] * 3
    assert (store.rows("select * from entry_revisions"), store.rows("select * from docket_entries")) == before


def test_what_an_archived_body_now_reads_otherwise_is_a_revision(store: Store, poll: Poll, tools: Tools) -> None:
    kept = poll(item("Order", 44)).archive_sha or ""
    with store.atomic():
        # As an older parser had read it.
        store.execute("update docket_entries set short_description = 'Ord', content_sha = ''")
        store.execute("update entry_revisions set short_description = 'Ord', content_sha = ''")
    assert replay(store, tools, kept, taken=True).changed == 1
    assert store.value("select short_description from docket_entries") == "Order"
