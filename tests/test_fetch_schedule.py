"""When a feed is asked again."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.feeds.schedule import LONGEST_WAIT, SLOWEST, next_due
from tracker.models import FeedRun, FeedSource

NOW = datetime(2026, 3, 2, 15, 0, tzinfo=UTC)
COURT = FeedSource("dcd", "cmecf", "D.D.C.", "https://x.example/", 300, "dcd")
NEWS = FeedSource("some-news", "news", "News", "https://y.example/", 3600)
OK, FAILED = FeedRun("dcd", "ok"), FeedRun("dcd", "failed")


def _wait(source: FeedSource, run: FeedRun, failures: int, retry_after: int | None = None) -> float:
    return (next_due(source, run, failures, NOW, retry_after=retry_after) - NOW).total_seconds()


@pytest.mark.parametrize("run", [OK, FeedRun("dcd", "unchanged")])
def test_a_feed_that_answered_is_asked_again_after_its_interval(run: FeedRun) -> None:
    assert 300 <= _wait(COURT, run, 0) <= 330


def test_a_failing_feed_is_asked_more_and_more_seldom_but_always_again() -> None:
    waits = [_wait(COURT, FAILED, failures) for failures in range(1, 60)]
    assert 300 <= waits[0] <= 330
    assert 600 <= waits[1] <= 660
    assert 1200 <= waits[2] <= 1320
    slowest = SLOWEST["cmecf"].total_seconds()
    assert all(slowest <= wait <= slowest * 1.1 for wait in waits[5:])


def test_a_slow_feed_is_never_asked_faster_because_it_fails() -> None:
    daily = FeedSource("daily", "news", "Daily", "https://z.example/", 86_400)
    assert _wait(daily, FAILED, 9) >= 86_400


def test_the_same_feed_gets_the_same_time_and_feeds_are_spread() -> None:
    assert _wait(COURT, OK, 0) == _wait(COURT, OK, 0)
    others = {_wait(FeedSource(f"f{n}", "cmecf", "", "https://x.example/", 300), OK, 0) for n in range(40)}
    assert len(others) > 30


def test_a_server_that_asks_for_time_gets_a_little_more() -> None:
    assert 1000 < _wait(COURT, FAILED, 1, retry_after=1000) < 1100
    assert _wait(COURT, FAILED, 1, retry_after=5) >= 300


def test_a_server_that_asks_for_a_year_gets_a_day() -> None:
    assert _wait(COURT, FAILED, 1, retry_after=31_536_000) < LONGEST_WAIT.total_seconds() * 1.06


@given(st.integers(0, 10**6), st.none() | st.integers(-5, 10**12), st.sampled_from([COURT, NEWS]))
def test_the_next_visit_is_always_ahead_and_never_far(failures: int, asked: int | None, source: FeedSource) -> None:
    due = next_due(source, FAILED, failures, NOW, retry_after=asked)
    assert NOW + timedelta(seconds=source.interval) <= due <= NOW + timedelta(hours=26)
