"""Aware datetimes, court-local days, and how both are written. Pure: `now` is always an argument."""

from calendar import monthrange
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo

EASTERN = ZoneInfo("America/New_York")


def utc_text(moment: datetime) -> str:
    """The stored form of an instant: `2026-11-22T09:00:00Z`. Raises ValueError on a naive datetime."""
    if type(moment.tzinfo) is timezone:
        return _utc_text(moment)
    if moment.tzinfo is None:
        raise ValueError(f"naive datetime {moment!r}: a time without a zone cannot be stored")
    return moment.astimezone(UTC).isoformat()[:19] + "Z"


# Of one entry four columns hold the same instant. Only for zones without summer time: of two instants that a clock
# shows alike the second would be found under the first.
@lru_cache(maxsize=4096)
def _utc_text(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat()[:19] + "Z"


# What one poll stored has one instant, and so have several columns of an event.
@lru_cache(maxsize=4096)
def from_utc_text(text: str) -> datetime:
    """The instant that `utc_text` wrote. Raises ValueError on any other form."""
    if len(text) != 20 or text[19] != "Z":
        raise ValueError(f"{text!r} is no instant such as 2026-11-22T09:00:00Z")
    return datetime.fromisoformat(text)


def end_of_day_utc(day: date) -> datetime:
    """The last second of a bare date in UTC: what `known_at=2026-05-01` means."""
    return datetime(day.year, day.month, day.day, 23, 59, 59, tzinfo=UTC)


def today_eastern(now: datetime) -> date:
    return now.astimezone(EASTERN).date()


def span(when: str) -> tuple[date, date]:
    """First and last day that an imprecise date may mean: `2026-02` is all of February."""
    if len(when) == 10:
        day = date.fromisoformat(when)
        return day, day
    first = date.fromisoformat(when + "-01")
    return first, first.replace(day=monthrange(first.year, first.month)[1])


MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def show_day(day: date) -> str:
    """`Nov 21, 2025`."""
    return f"{MONTHS[day.month - 1]} {day.day}, {day.year}"


def show_instant(moment: datetime, zone: tzinfo = EASTERN) -> str:
    """`Nov 21, 2025, 4:05 p.m. EST`, on the clock of `zone`."""
    # In UTC two instants are never taken for one, as they are in the hour that a clock shows twice.
    return _show_instant(moment.astimezone(UTC), zone)


@lru_cache(maxsize=4096)
def _show_instant(moment: datetime, zone: tzinfo) -> str:
    local = moment.astimezone(zone)
    hour = f"{local.hour % 12 or 12}:{local.minute:02d} {'a.m.' if local.hour < 12 else 'p.m.'}"
    return f"{show_day(local.date())}, {hour} {local.tzname()}"


def show_when(when: str | None) -> str:
    """`Nov 21, 2025`, `Nov 2025` for a month, `date not known` for null."""
    if when is None:
        return "date not known"
    first, last = span(when)
    return show_day(first) if first == last else f"{MONTHS[first.month - 1]} {first.year}"


def next_day(day: date) -> date:
    return day + timedelta(days=1)
