"""One letter when a feed needs its operator, one when it is well again; never one a visit."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import NOW
from tracker.config import Config
from tracker.dates import utc_text
from tracker.deliver import send_due
from tracker.ingest.alerts import mail_address, operator_news, tell_operator
from tracker.models import FeedRun, FeedSource, Fetched
from tracker.outputs.feed_state import feed_state
from tracker.storage import feeds as feed_store
from tracker.storage.feeds import GoodRead
from tracker.storage.store import Store

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
FEEDS = [FeedSource(name, "cmecf", name, f"https://{name}.example/rss", 300, name) for name in ("dcd", "mad", "nysd")]


@pytest.fixture
def feeds(store: Store) -> Store:
    with store.atomic():
        feed_store.register_feeds(store, FEEDS)
    return store


@pytest.fixture
def config(tmp_path: Path) -> Config:
    return Config(data_dir=tmp_path, contact="operator@example.org", public_url="https://docket.example.org")


def fail(store: Store, name: str, at: timedelta, *, status: str = "failed", http: int | None = 500) -> None:
    with store.atomic():
        run = FeedRun(name, status, error=f"{name} has an error of its own (HTTP {http})", http_status=http)
        feed_store.note_failure(store, name, NOW + at, run)


def recover(store: Store, name: str, at: timedelta) -> None:
    with store.atomic():
        feed_store.note_success(store, FeedRun(name, "ok"), GoodRead(Fetched("", 200, b"", NOW)), NOW + at)


def letters(config: Config, store: Store) -> list[Any]:
    """What has been written, oldest first."""
    send_due(store, config, NOW + 30 * DAY)
    files = sorted(config.outbox_dir.glob("*.eml"), key=lambda file: file.stat().st_mtime_ns)
    return [message_from_bytes(file.read_bytes(), policy=default) for file in files]


def test_a_feed_that_fails_for_less_than_a_day_is_no_news(feeds: Store, config: Config) -> None:
    fail(feeds, "dcd", timedelta(0))
    fail(feeds, "dcd", 23 * HOUR)
    assert tell_operator(feeds, config, NOW + 23 * HOUR) == []


def test_one_letter_after_a_day_and_one_when_it_is_back(feeds: Store, config: Config) -> None:
    for hours in range(30):
        fail(feeds, "dcd", hours * HOUR)
        tell_operator(feeds, config, NOW + hours * HOUR)
    (first,) = letters(config, feeds)
    assert first["To"] == "operator@example.org" and first["Subject"] == "dcd needs you: The Data-Sharing Docket"
    text = first.get_body(("plain",)).get_content()
    assert "not read since Nov 22, 2026, 15:00 UTC" in text and "has an error of its own (HTTP 500)" in text
    assert "https://docket.example.org/sources" in text
    recover(feeds, "dcd", 31 * HOUR)
    tell_operator(feeds, config, NOW + 31 * HOUR)
    tell_operator(feeds, config, NOW + 32 * HOUR)
    assert [m["Subject"].partition(":")[0] for m in letters(config, feeds)] == ["dcd needs you", "dcd is read again"]


def test_feeds_that_fail_together_share_a_letter(feeds: Store, config: Config) -> None:
    for place, source in enumerate(FEEDS):
        fail(feeds, source.id, place * timedelta(minutes=20))
        fail(feeds, source.id, 24 * HOUR)
    tell_operator(feeds, config, NOW + 24 * HOUR)
    tell_operator(feeds, config, NOW + 25 * HOUR)
    (letter,) = letters(config, feeds)
    assert letter["Subject"].startswith("dcd, mad, nysd need you")


def test_a_feed_that_is_gone_or_waits_for_a_word_is_told_at_once(feeds: Store, config: Config) -> None:
    fail(feeds, "dcd", timedelta(0), http=410)
    fail(feeds, "mad", timedelta(0), status="quarantined", http=200)
    told = tell_operator(feeds, config, NOW)
    assert "gone for good (HTTP 410)" in told[0] and told[1].startswith("mad: ")
    fail(feeds, "dcd", 2 * DAY, http=410)
    assert tell_operator(feeds, config, NOW + 2 * DAY) == []


def test_a_short_failure_that_was_never_told_is_not_told_when_it_ends(feeds: Store, config: Config) -> None:
    fail(feeds, "dcd", timedelta(0))
    recover(feeds, "dcd", HOUR)
    assert tell_operator(feeds, config, NOW + HOUR) == []


def test_a_feed_whose_trouble_changes_from_visit_to_visit_is_told_of_once_for_each(
    feeds: Store, config: Config
) -> None:
    told = []
    for hour in range(60):
        fail(feeds, "dcd", hour * HOUR, status="quarantined" if hour % 2 else "failed")
        told += tell_operator(feeds, config, NOW + hour * HOUR)
    assert len(told) == 2
    recover(feeds, "dcd", 61 * HOUR)
    assert "is read again" in tell_operator(feeds, config, NOW + 61 * HOUR)[0]
    fail(feeds, "dcd", 62 * HOUR, status="quarantined")
    assert len(tell_operator(feeds, config, NOW + 62 * HOUR)) == 1, "after a good reading it is news again"


# Now and then -------------------------------------------------------------------------------------------------------


def visit(store: Store, name: str, at: datetime, good: bool, bad: str = "failed", http: int = 500) -> None:
    """One visit as a round makes it: a row of its own, and how the feed stands after it."""
    run = FeedRun(name, bad, error=f"{name} sent no feed (HTTP {http})", http_status=http)
    run = FeedRun(name, "unchanged") if good else run
    with store.atomic():
        feed_store.close_run(store, feed_store.open_run(store, name, at), run, at)
        if good:
            feed_store.note_success(store, run, GoodRead(Fetched("", 200, b"", at)), at)
        else:
            feed_store.note_failure(store, name, at, run)


def visits(
    store: Store, config: Config, goods: Iterable[bool], begun: timedelta, every: timedelta, *bad: Any
) -> list[str]:
    """What is told while a feed is asked at this pace."""
    told = []
    for number, good in enumerate(goods):
        at = NOW + begun + number * every
        visit(store, "dcd", at, good, *bad)
        told += tell_operator(store, config, at)
    return told


def test_a_feed_that_fails_most_visits_and_never_for_a_day_is_told_of_once_and_once_when_it_is_well(
    feeds: Store, config: Config
) -> None:
    quarter = timedelta(minutes=15)
    (first,) = visits(feeds, config, [n % 4 == 0 for n in range(7 * 96)], timedelta(0), quarter)
    assert first.startswith(
        "dcd: read now and then, but of the 25 hours of the last 3 days in which it was asked, 24 had"
    )
    assert "HTTP 500" in first
    (again,) = visits(feeds, config, [True] * (7 * 96), 7 * DAY, quarter)
    assert again.startswith("dcd is read again without much trouble: of the 73 hours")
    subjects = [m["Subject"].partition(":")[0] for m in letters(config, feeds)]
    assert subjects == ["dcd needs you", "dcd is read again"]


def test_a_feed_that_fails_in_a_third_of_its_hours_is_no_news(feeds: Store, config: Config) -> None:
    assert visits(feeds, config, [n % 3 != 0 for n in range(7 * 24)], timedelta(0), HOUR) == []


def test_a_feed_asked_four_times_a_day_is_measured_too(feeds: Store, config: Config) -> None:
    told = visits(feeds, config, [n % 2 == 0 for n in range(7 * 4)], timedelta(0), 6 * HOUR + timedelta(minutes=30))
    assert len(told) == 1 and "unsteady" in str(feeds.value("select told from feeds where feed_id = 'dcd'"))


def test_one_long_failure_is_told_of_as_that_and_not_again_as_a_share(feeds: Store, config: Config) -> None:
    hours = [True] * 24 + [False] * 40 + [n % 12 != 0 for n in range(72)]
    told = visits(feeds, config, hours, timedelta(0), HOUR)
    assert [line.split(",")[0].split(" since")[0] for line in told] == ["dcd: not read", "dcd is read again"]


def test_a_night_of_failures_is_no_news(feeds: Store, config: Config) -> None:
    assert visits(feeds, config, [True] * 40 + [False] * 20 + [True] * 5 + [False], timedelta(0), HOUR) == []


def test_bodies_read_again_from_the_archive_count_for_one_hour_at_most(feeds: Store, config: Config) -> None:
    """`reparse` leaves a row for each body, and a hundred may be broken."""
    assert visits(feeds, config, [True] * 24, timedelta(0), HOUR) == []
    for number in range(100):
        at = NOW + 24 * HOUR + number * timedelta(seconds=1)
        feed_store.close_run(feeds, feed_store.open_run(feeds, "dcd", at), FeedRun("dcd", "failed", error="x"), at)
    assert visits(feeds, config, [False, True], 25 * HOUR, HOUR) == []


@pytest.mark.parametrize("bad", [("quarantined", 200), ("failed", 410)])
@pytest.mark.parametrize("every", [timedelta(minutes=15), HOUR, 5 * HOUR])
def test_a_feed_good_and_gone_or_put_aside_by_turns_is_no_flood_of_letters(
    feeds: Store, config: Config, bad: tuple[str, int], every: timedelta
) -> None:
    """Two servers answer for one address, and one of them holds an old body or none."""
    told = visits(feeds, config, [n % 2 == 0 for n in range(7 * DAY // every)], timedelta(0), every, *bad)
    assert len(told) <= 6 and "times. It is asked again by itself" in told[-1]
    (well,) = visits(feeds, config, [True] * (7 * DAY // every), 8 * DAY, every)
    assert well.startswith("dcd is read again without much trouble")


def test_a_feed_whose_pace_was_slowed_down_is_told_of_as_well_too(feeds: Store, config: Config) -> None:
    assert len(visits(feeds, config, [n % 2 == 0 for n in range(48)], timedelta(0), HOUR)) == 1
    told = visits(feeds, config, [True] * 20, 3 * DAY, 12 * HOUR)
    assert len(told) == 1 and "read again without much trouble" in told[0]


def test_visits_that_ended_with_the_tracker_are_no_failures_of_the_feed(feeds: Store, config: Config) -> None:
    for number in range(3 * 24):
        at = NOW + number * HOUR
        feed_store.open_run(feeds, "dcd", at)
        feed_store.close_stale_runs(feeds, at)
        if number % 3 == 0:
            visit(feeds, "dcd", at, good=True)
    assert visits(feeds, config, [False, True, False], 3 * DAY, HOUR) == []


def test_until_it_is_steady_the_state_of_the_feed_says_so_also_after_a_good_visit(feeds: Store, config: Config) -> None:
    visits(feeds, config, [n % 4 == 0 for n in range(101)], timedelta(0), timedelta(minutes=15))
    row = feed_store.feed_row(feeds, "dcd") or {}
    found = feed_state(row, FEEDS[0], None, [], [], NOW + 26 * HOUR)
    assert [remark.code for remark in found.remarks] == ["unsteady"] and found.trouble


def test_without_a_mail_address_the_log_is_told(feeds: Store, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    fail(feeds, "dcd", timedelta(0))
    assert tell_operator(feeds, Config(data_dir=tmp_path, contact="https://example.org/contact"), NOW + DAY)
    assert "dcd: not read since" in caplog.text
    assert feeds.value("select count(*) from outbox") == 0


@pytest.mark.parametrize("kind", ["cmecf", "news", "scotus"])
def test_a_feed_taken_from_the_list_is_no_news(kind: str) -> None:
    row: Mapping[str, Any] = {
        "feed_id": "old", "kind": kind, "url": None, "failures": 9, "gone_since": None, "last_status": "failed", "told": None,
        "failing_since": utc_text(NOW - 9 * DAY), "last_error": "x", "last_ok_at": None,
    }  # fmt: skip
    assert operator_news([row], NOW) == []


@pytest.mark.parametrize(
    ("contact", "address"),
    [
        ("desk@example.org", "desk@example.org"),
        ("mailto:desk@example.org", "desk@example.org"),
        ("https://example.org/@desk", None),
        ("desk@localhost", None),
        ("a@b@example.org", None),
        ("desk@example.org, other@example.org", None),
        ("", None),
    ],
)
def test_only_a_plain_address_is_written_to(contact: str, address: str | None) -> None:
    assert mail_address(contact) == address
