"""Dates as feeds write them: RFC 822 with the zone names of the American courts, and RFC 3339. Pure.

A date without a zone is no instant and is refused (None): the reader says that it is not known, never guesses it.
"""

import re
from datetime import datetime, timedelta, timezone

_MONTHS = {name: number for number, name in enumerate(
    ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"), start=1
)}  # fmt: skip

# RFC 822 section 5.1 fixes the four continental zones; the others are the ones that courts outside them print.
_HOURS = {
    "UT": 0, "UTC": 0, "GMT": 0, "Z": 0, "EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8,
    "PDT": -7, "AKST": -9, "AKDT": -8, "HST": -10, "HDT": -9, "AST": -4, "ADT": -3, "CHST": 10, "SST": -11,
}  # fmt: skip
_ZONES = {name: timezone(timedelta(hours=hours)) for name, hours in _HOURS.items()}

_RFC822 = re.compile(
    r"(?:[A-Za-z]{3,9},?\s*)?([0-9]{1,2})[\s-]+([A-Za-z]{3})[a-z]{0,6}[\s-]+([0-9]{4}|[0-9]{2})[\s,]+"
    r"([0-9]{1,2}):([0-9]{2})(?::([0-9]{2}))?\s*([A-Za-z]{1,5}|[+-][0-9]{2}:?[0-9]{2})(?:\s*\([^()]*\))?"
)
_RFC3339 = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt ][0-9]{2}:[0-9]{2}")
# Outside these years a date is a misprint, and arithmetic on it could overflow.
_YEARS = range(1970, 2200)


def parse_date(text: str) -> datetime | None:
    """An aware datetime in the zone that the feed wrote, or None when the text is no date or names no known zone."""
    text = text.strip()
    if len(text) > 80:
        return None
    found = _RFC822.fullmatch(text)
    if found:
        return _from_rfc822(found)
    if not _RFC3339.match(text):
        return None
    try:
        moment = datetime.fromisoformat(text.upper())
    except ValueError:
        return None
    return moment if moment.tzinfo is not None and moment.year in _YEARS else None


def _from_rfc822(found: re.Match[str]) -> datetime | None:
    day, month_name, year_text, hour, minute, second, zone_text = found.groups()
    month = _MONTHS.get(month_name.lower())
    zone = _zone(zone_text)
    year = int(year_text)
    if len(year_text) == 2:
        # RFC 2822 section 4.3: 00-49 are 20xx, 50-99 are 19xx.
        year += 2000 if year < 50 else 1900
    if month is None or zone is None or year not in _YEARS:
        return None
    try:
        # A leap second is written :60; Python's clock has none.
        return datetime(year, month, int(day), int(hour), int(minute), min(int(second or 0), 59), tzinfo=zone)
    except ValueError:
        return None


def _zone(text: str) -> timezone | None:
    if text[0] not in "+-":
        return _ZONES.get(text.upper())
    digits = text[1:].replace(":", "")
    hours, minutes = int(digits[:2]), int(digits[2:])
    if hours > 14 or minutes > 59:
        return None
    offset = timedelta(hours=hours, minutes=minutes)
    return timezone(-offset if text[0] == "-" else offset)
