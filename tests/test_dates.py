"""Instants as they are stored."""

from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest

from tracker.dates import from_utc_text, utc_text


def test_an_instant_is_stored_alike_whatever_zone_it_was_written_in() -> None:
    moment = datetime(2026, 11, 22, 9, 0, 5, 999_999, tzinfo=UTC)
    for zone in (UTC, timezone(timedelta(hours=-5)), ZoneInfo("Pacific/Guam")):
        assert utc_text(moment.astimezone(zone)) == "2026-11-22T09:00:05Z"
    assert from_utc_text("2026-11-22T09:00:05Z") == moment.replace(microsecond=0)


def test_the_hour_that_a_clock_shows_twice_is_stored_as_two() -> None:
    first = datetime(2026, 11, 1, 1, 30, tzinfo=ZoneInfo("America/New_York"))
    assert [utc_text(first), utc_text(first.replace(fold=1))] == ["2026-11-01T05:30:00Z", "2026-11-01T06:30:00Z"]


def test_a_time_without_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="without a zone"):
        utc_text(datetime(2026, 11, 22))
