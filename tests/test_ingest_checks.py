"""What a reading says about its feed: gaps, window, coverage, staleness, and what a person must see first."""

from datetime import UTC, datetime, timedelta

import pytest

from tracker.dates import utc_text
from tracker.ingest.checks import TOO_MANY, Window, coverage_of, find_gap, is_stale, refusal, window_of
from tracker.models import ParsedFeed

# A Monday, 11:00 in New York.
NOW = datetime(2026, 11, 23, 16, 0, tzinfo=UTC)
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
BUILT = utc_text(NOW)


def test_items_all_entered_after_the_last_build_are_a_gap() -> None:
    assert find_gap(NOW + HOUR, BUILT) == (BUILT, utc_text(NOW + HOUR))


@pytest.mark.parametrize("ago", [timedelta(0), MINUTE, 20 * HOUR])
def test_an_oldest_item_from_before_the_last_build_is_no_gap(ago: timedelta) -> None:
    assert find_gap(NOW - ago, BUILT) is None


def test_a_fraction_of_a_second_is_no_gap() -> None:
    assert find_gap(NOW + timedelta(milliseconds=400), BUILT) is None


def test_nothing_to_compare_is_no_gap() -> None:
    assert find_gap(None, BUILT) is None
    assert find_gap(NOW, None) is None
    assert find_gap(NOW + HOUR, None, utc_text(NOW)) is None


def test_an_item_that_the_last_read_already_showed_proves_that_nothing_is_missing() -> None:
    # The last copy said 16:00 and held an entry of 16:00:40: its build date was behind by a minute.
    shown = NOW + timedelta(seconds=40)
    assert find_gap(shown, BUILT, utc_text(shown)) is None
    assert find_gap(shown + MINUTE, BUILT, utc_text(shown)) is not None


def test_the_window_reaches_from_the_oldest_to_the_newest_time_that_is_known() -> None:
    found = window_of(4, [NOW, None, NOW - 3 * HOUR, NOW - HOUR])
    assert (found.oldest, found.newest, found.span) == (NOW - 3 * HOUR, NOW, 3 * HOUR)
    assert window_of(0, []).span is None and window_of(1, [NOW]).span is None


def test_a_clock_more_than_a_day_ahead_is_not_believed() -> None:
    window = window_of(2, [NOW - HOUR, NOW])
    assert refusal("dcd", NOW + 23 * HOUR, window, 1, True, NOW) is None
    words = refusal("dcd", NOW + 25 * HOUR, window, 1, True, NOW)
    assert words and "2026-11-24 17:00 UTC" in words and "tracker fetch --feed dcd --accept" in words
    ahead = refusal("dcd", NOW, window_of(1, [NOW + 26 * HOUR]), 1, True, NOW)
    assert ahead and "an entry is dated 2026-11-24 18:00 UTC" in ahead


def test_too_many_new_entries_at_once_wait_for_a_person_unless_the_feed_is_new() -> None:
    window = Window(3000, NOW - HOUR, NOW)
    assert refusal("dcd", NOW, window, TOO_MANY, True, NOW) is None
    assert refusal("dcd", NOW, window, TOO_MANY + 1, False, NOW) is None
    words = refusal("dcd", NOW, window, TOO_MANY + 1, True, NOW)
    assert words and words.startswith("2,001 new entries") and "nothing of it was stored" in words


@pytest.mark.parametrize(
    ("description", "coverage", "types"),
    [
        ("Docket entries of type: all", "full", ("all",)),
        ("All docket entries.", "full", ("all",)),
        ("Docket entries of type: Order, motion", "partial", ("order", "motion")),
        ("Public filings in the last 24 hours", "none", ()),
        ("", "none", ()),
    ],
)
def test_what_a_court_declares_is_full_partial_or_nothing(
    description: str, coverage: str, types: tuple[str, ...]
) -> None:
    assert coverage_of(ParsedFeed("", description, None, ())) == (coverage, types)


@pytest.mark.parametrize(
    ("now", "age", "stale"),
    [
        (NOW, timedelta(hours=2, seconds=1), True),
        (NOW, timedelta(hours=2), False),
        (NOW - 3 * HOUR, 20 * HOUR, False),  # 8:00: the court has not opened
        (NOW + 6 * HOUR, 20 * HOUR, True),  # 17:00: it has closed, and the feed stood still all day
        (NOW - 2 * 24 * HOUR, 20 * HOUR, False),  # Saturday
    ],
)
def test_a_feed_is_stale_when_it_is_not_made_anew_while_its_court_is_at_work(
    now: datetime, age: timedelta, stale: bool
) -> None:
    assert is_stale({"last_build_date": utc_text(now - age)}, "America/New_York", now) is stale


# Built on Monday at 10:00 in New York, then not again; or at 16:30, as at the end of any day.
@pytest.mark.parametrize(
    ("built", "now", "stale"),
    [("2026-11-23T15:00", "2026-11-23T22:30", True),  # Monday 17:30
     ("2026-11-23T15:00", "2026-11-24T08:00", True),  # Tuesday 3:00
     ("2026-11-23T21:30", "2026-11-24T08:00", False),
     ("2026-11-23T21:30", "2026-11-24T14:30", True),  # Tuesday 9:30
     ("2026-11-20T15:00", "2026-11-23T08:00", True),  # Friday 10:00, Monday 3:00
     ("2026-11-20T21:30", "2026-11-23T08:00", False),
     ("2026-11-20T15:00", "2026-11-21T15:00", False),  # Saturday
     ("2026-10-30T19:30", "2026-11-02T11:00", False),  # over the end of summer time: Friday 15:30, Monday 6:00
     ("2026-10-30T18:30", "2026-11-02T11:00", True)],
)  # fmt: skip
def test_what_stopped_while_its_court_was_at_work_stays_stale_through_the_night(
    built: str, now: str, stale: bool
) -> None:
    when = datetime.fromisoformat(now).replace(tzinfo=UTC)
    assert is_stale({"last_build_date": f"{built}:00Z"}, "America/New_York", when) is stale


def test_the_courts_own_clock_decides_what_a_working_hour_is() -> None:
    row = {"last_build_date": utc_text(NOW - 5 * HOUR)}
    assert is_stale(row, "America/New_York", NOW)
    assert not is_stale(row, "America/Los_Angeles", NOW)  # 8:00 there


def test_a_feed_without_a_build_date_is_never_called_stale() -> None:
    assert not is_stale({"last_build_date": None}, "America/New_York", NOW)
