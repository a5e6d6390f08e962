"""Days that an item states, and the day on which its news happened. Pure; "today" is the item's own day."""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = (
    r"(?P<month>Jan(?:uary|\.)?|Feb(?:ruary|\.)?|Mar(?:ch|\.)?|Apr(?:il|\.)?|May|June?\.?|July?\.?|Aug(?:ust|\.)?|"
    r"Sept?(?:ember|\.)?|Oct(?:ober|\.)?|Nov(?:ember|\.)?|Dec(?:ember|\.)?)"
)
_DAY = r"(?P<day>[0-3]?\d)(?:st|nd|rd|th)?"
_STATED = (
    re.compile(rf"\b{_MONTH}\s+{_DAY}\b(?!,\d|\.\d|\d)(?:,?\s+(?P<year>20\d\d))?"),
    re.compile(rf"\b{_DAY}\s+{_MONTH}\b(?:,?\s+(?P<year>20\d\d))?"),
    re.compile(r"\b(?P<year>20\d\d)-(?P<number>[01]\d)-(?P<day>[0-3]\d)\b"),
)
_MONTH_ALONE = re.compile(
    rf"\b(?:[Ii]n|[Ss]ince|[Dd]uring|[Ll]ast|of|from|its|her|his|[Ll]ate|[Ee]arly)\s+(?:late |early |mid-)?{_MONTH}"
    r"(?!\s+\d{1,2}\b(?!\d))(?:\s+(?:of\s+)?(?P<year>20\d\d))?"
)
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_RELATIVE = re.compile(
    r"\b(?:(?P<weekday>Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday)|(?P<today>[Tt]oday)|[Yy]esterday)\b"
)


@dataclass(frozen=True, slots=True)
class Stated:
    """A day, a month (`day` None), or a day whose year the words leave open (`year` None). at: where it stands.

    relative: worked out from the item's own day ("Friday")."""

    year: int | None
    month: int
    day: int | None
    at: int
    relative: bool = False

    def is_day(self, iso: str) -> bool:
        """Whether this day is the register's `iso` (a full day)."""
        if self.day is None or len(iso) != 10:
            return False
        return iso[5:] == f"{self.month:02}-{self.day:02}" and self.year in (None, int(iso[:4]))

    def is_month(self, iso: str, published: date | None) -> bool:
        """Whether it is the month of the register's `iso`; without a year, the last such month before the item."""
        if int(iso[5:7]) != self.month:
            return False
        if self.year:
            return int(iso[:4]) == self.year
        return published is None or 0 <= (published - date(int(iso[:4]), self.month, 1)).days < 366


def stated_in(line: str, published: date | None) -> tuple[Stated, ...]:
    """All days and months that a sentence names, in order."""
    found = list(_days(line))
    taken = {(s.at) for s in found}
    for match in _MONTH_ALONE.finditer(line):
        at = match.start("month")
        if at not in taken:
            found.append(Stated(_int(match["year"]), _month(match["month"]), None, at))
    if published:
        found.extend(_relative(line, published))
    return tuple(sorted(found, key=lambda s: s.at))


def _days(line: str) -> Iterator[Stated]:
    seen: set[int] = set()
    for pattern in _STATED:
        for match in pattern.finditer(line):
            if any(at in seen for at in range(match.start(), match.end())):
                continue
            month = int(match["number"]) if "number" in match.groupdict() else _month(match["month"])
            day = int(match["day"])
            if 1 <= day <= 31 and 1 <= month <= 12:
                seen.update(range(match.start(), match.end()))
                at = match.start("month") if "month" in match.groupdict() else match.start()
                yield Stated(_int(match["year"]), month, day, at)


def _relative(line: str, published: date) -> Iterator[Stated]:
    """Weekdays: the last such day up to the item's own. `today`, `yesterday` count from the item's day."""
    for match in _RELATIVE.finditer(line):
        back = 0 if match["today"] else 1
        if match["weekday"]:
            back = (published.weekday() - _WEEKDAYS.index(match["weekday"].lower())) % 7
        day = published - timedelta(days=back)
        yield Stated(day.year, day.month, day.day, match.start(), relative=True)


def _month(word: str) -> int:
    return _MONTHS.index(word[:3].lower()) + 1


def _int(text: str | None) -> int | None:
    return int(text) if text else None


_DEADLINE = re.compile(
    r"\b(?:by|until|through|before|since|after|starting|from|effective|as of|between|due|than)\s+(?:\w+day,?\s+)?$"
)


def event_day(lines: Sequence[str], published: date | None, known: Collection[str]) -> date | None:
    """The day of an item's news: `lines` are its title, its lead and what else it tells as news.

    A stated day, or a weekday counted from `published`. A day without its year takes it from `published`, else from
    `known`, the ISO days that the register has for the linked cases and flows. None where the words leave it open.
    """
    title, *told = lines
    for at, line in enumerate(told):
        days = [d for d in stated_in(line, published) if d.day and not _is_limit(d, line)]
        days.sort(key=lambda d: d.relative)
        found = next((day for d in days if (day := _whole(d, published, known))), None)
        if found:
            return found
        if _RELATIVE.search(line) and at == 0:
            break
    days = [d for d in stated_in(title, None) if d.day and not _is_limit(d, title)]
    return next((day for d in days if (day := _whole(d, published, known))), None)


def _is_limit(stated: Stated, line: str) -> bool:
    """ "by January 20", "since March 1": when something ends or began, not when it happened."""
    before = line[max(0, stated.at - 24) : stated.at]
    return bool(_DEADLINE.search(before)) and not (stated.relative and re.search(r"\b(?:after|before)\s+$", before))


def _whole(stated: Stated, published: date | None, known: Collection[str]) -> date | None:
    if stated.day is None:
        return None
    years = [stated.year] if stated.year else []
    if not years and published:
        years = [published.year, published.year - 1]
    if not years:
        years = sorted({int(iso[:4]) for iso in known if stated.is_day(iso)})
        if len(years) != 1:
            return None
    for year in years:
        try:
            day = date(year, stated.month, stated.day)
        except ValueError:
            continue
        if published is None or day <= published or stated.year:
            return day
    return None
