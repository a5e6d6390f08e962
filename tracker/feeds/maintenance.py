"""The hours of the week in which a court's machines are being worked on, and are not asked. Pure."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_WEEK = 7 * 24 * 60
_DAY = "|".join(_DAYS)
_WINDOW = re.compile(rf"({_DAY}) (\d\d):(\d\d)-(?:({_DAY}) )?(\d\d):(\d\d)")


@dataclass(frozen=True, slots=True)
class Window:
    """From and until, in minutes of the week since Monday 0:00 on the court's clock; until may lie in the next week."""

    start: int
    minutes: int
    text: str


def parse_window(text: str) -> Window:
    """`Thu 21:00-23:30`, `Sat 22:00-Sun 02:00`, `Wed 21:00-24:00`. Raises ValueError, in words."""
    found = _WINDOW.fullmatch(text)
    if found is None:
        raise ValueError(f'{text!r} is no weekly window; write for example "Thu 21:00-23:30" or "Sat 22:00-Sun 02:00"')
    first, hour, minute, last, until_hour, until_minute = found.groups()
    start = _minute(first, hour, minute, text)
    minutes = (_minute(last or first, until_hour, until_minute, text) - start) % _WEEK
    if not 0 < minutes <= 24 * 60:
        raise ValueError(f"{text!r} lasts {minutes // 60} hours; a window lasts at most a day and ends after it begins")
    return Window(start, minutes, text)


def _minute(day: str, hour: str, minute: str, text: str) -> int:
    if int(minute) > 59 or int(hour) * 60 + int(minute) > 24 * 60:
        raise ValueError(f"{text!r} names a time that no clock shows")
    return _DAYS.index(day) * 24 * 60 + int(hour) * 60 + int(minute)


def rest_until(windows: Iterable[Window], zone: str, now: datetime) -> datetime | None:
    """When the window ends that `now` lies in, on the court's clock; None outside of all."""
    local = now.astimezone(ZoneInfo(zone))
    at = local.weekday() * 24 * 60 + local.hour * 60 + local.minute
    ends = [
        local.replace(second=0, microsecond=0) + timedelta(minutes=window.minutes - passed)
        for window in windows
        if (passed := (at - window.start) % _WEEK) < window.minutes
    ]
    return max(ends).astimezone(now.tzinfo) if ends else None
