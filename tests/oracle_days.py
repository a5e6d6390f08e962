"""What happened, in which order, on which days: the first part of the oracle for the law (`oracle_law.py`).

A fact known to the month is tried in several worlds: on the month's first day, on its last, and on and after the day of
every other event. From the month's last day on, only that one counts.
"""

import calendar
import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from tracker.register.schema import Case, Event

RANK = {"dcd": 1, "cand": 1, "nysd": 1, "cadc": 2, "ca9": 2, "scotus": 3}
ZONE = {"cand": "America/Los_Angeles", "ca9": "America/Los_Angeles"}

Moment = tuple[date, int]


@dataclass(frozen=True, eq=False)
class Happened:
    """A confirmed event of one world: its day is certain there."""

    case: Case
    event: Event
    day: date
    place: int

    @property
    def id(self) -> str:
        return f"{self.case.id}.{self.event.key}"

    @property
    def docket(self) -> str:
        return self.event.docket or self.case.dockets[0].id

    @property
    def court(self) -> str:
        return next(d.court for d in self.case.dockets if d.id == self.docket)

    @property
    def moment(self) -> Moment:
        return self.day, self.place


@cache
def month_days(text: str) -> list[date]:
    """The days that a date may mean: itself, or the first and the last of its month."""
    if len(text) == 10:
        return [date.fromisoformat(text)]
    year, month = int(text[:4]), int(text[5:])
    return [date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1])]


def worlds(cases: Iterable[Case]) -> list[list[Happened]]:
    """Every way in which the months may have been days. Events that are not confirmed happened in none of them."""
    sure = [(case, event) for case in cases for event in case.events if event.confirmed]
    marks = {date.fromisoformat(e.date) for _, e in sure if e.date and len(e.date) == 10}
    marks |= {d + timedelta(1) for d in marks}
    orders = {e.order.id: month_days(e.date or "")[0] for _, e in sure if e.order}
    choices = []
    for _, event in sure:
        days = month_days(event.date or "")
        first = max([days[0], *(orders[a.order] for a in event.acts if a.order in orders)])  # no act before its order
        choices.append(sorted({min(first, days[-1]), days[-1], *(d for d in marks if first < d < days[-1])}))
    return [placed([(c, e, d) for (c, e), d in zip(sure, pick, strict=True)]) for pick in itertools.product(*choices)]


def still_possible(world: Sequence[Happened], day: date) -> bool:
    """Once its month is over, or at its last day, a fact counts from that last day."""
    return all(h.day == (last := month_days(h.event.date or "")[-1]) or day < last for h in world)


def placed(dated: list[tuple[Case, Event, date]]) -> list[Happened]:
    """In order: by day, by clock, by `after`, an order before an act, a lower court before a higher one."""

    def habit(h: Happened) -> tuple[bool, datetime, int, int]:
        zone = ZoneInfo(ZONE.get(h.court, "America/New_York"))
        # Without a clock time: before those that have one, and alike in every zone.
        written = f"2025-01-01T{h.event.time}" if h.event.time else "2024-01-01T00:00+00:00"
        clock = datetime.fromisoformat(written)
        clock = clock if clock.tzinfo else clock.replace(tzinfo=zone)
        return len(h.event.date or "") < 10, clock, 0 if h.event.order else 1, RANK[h.court]

    result: list[Happened] = []
    for day in sorted({d for _, _, d in dated}):
        left = sorted((Happened(c, e, d, 0) for c, e, d in dated if d == day), key=habit)
        keys = {(h.case.id, h.event.key) for h in left}
        while left:
            free = [h for h in left if not h.event.after or (h.case.id, h.event.after) not in keys]
            first = free[0]
            left.remove(first)
            keys.discard((first.case.id, first.event.key))
            result.append(Happened(first.case, first.event, day, len(result)))
    return result
