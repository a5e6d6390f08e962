"""Events in the order of days: the newest of a set, those between two days, those known by an instant."""

import json
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta

from pyroaring import BitMap

from tracker.dates import utc_text
from tracker.storage.postings import Postings, day_number
from tracker.storage.store import Store
from tracker.storage.word_lists import SHIFT

_LAST = 2**63 - 1
# So many events are put in order one by one sooner than they are looked for day by day, where many of them are wanted.
_FEW = 2_000
# A day is looked into in the time that two events are put in order.
_EVENTS_A_DAY = 2


def between(lists: Postings, first: date | None, last: date | None) -> BitMap:
    """The events of these days, both included: whole months where they fit, days at the edges."""
    low, high = first.isoformat() if first else "", last.isoformat() if last else "9999-99"
    parts = []
    for month, numbers in lists.months.items():
        if low[:7] < month < high[:7]:
            parts.append(numbers)
        elif month in (low[:7], high[:7]):
            parts += [lists.of("day", day) for day in days_of(lists, month) if low <= day <= high]
    return BitMap.union(*parts) if parts else BitMap()


def days_of(lists: Postings, month: str) -> list[str]:
    return lists.days[bisect_right(lists.days, month) : bisect_right(lists.days, month + "-99")]


def newest(lists: Postings, among: BitMap, after: tuple[str, int] | None, limit: int) -> list[int]:
    """The numbers of the newest events among these, newest first, from behind `after` (day, number) on."""
    if len(among) <= _FEW and not _spread(lists, among, limit):
        return _put_in_order(lists, among, after)[:limit]
    found: list[int] = []
    for day, numbers in by_day(lists, among, after):
        if after and day == after[0]:
            numbers = numbers - BitMap(range(after[1], numbers.max() + 1)) if numbers.max() >= after[1] else numbers
        found += reversed(numbers[-(limit - len(found)) :])
        if len(found) >= limit:
            break
    return found


def _spread(lists: Postings, among: BitMap, limit: int) -> bool:
    """Whether so few are wanted that looking through the newest days finds them sooner than putting all in order. If
    these events lie as all do, they are found within `limit` parts of all days."""
    return len(among) ** 2 > _EVENTS_A_DAY * limit * len(lists.days)


def _put_in_order(lists: Postings, among: BitMap, after: tuple[str, int] | None) -> list[int]:
    """All of them; looking through months and days, most of which hold none, would take longer."""
    dated, before = lists.day_of, day_number(after[0]) * SHIFT + after[1] if after else _LAST
    places = [at for number in among if (at := dated[number] * SHIFT + number) < before]
    places.sort(reverse=True)
    return [at % SHIFT for at in places]


def by_day(lists: Postings, among: BitMap, after: tuple[str, int] | None = None) -> Iterator[tuple[str, BitMap]]:
    """The days that hold some of these events, newest first, the undated ("") last; from the day of `after` on."""
    if after is None or after[0]:
        for month in sorted(lists.months, reverse=True):
            if after and month > after[0][:7]:
                continue
            if not (part := among & lists.months[month]):
                continue
            for day in reversed(days_of(lists, month)):
                if (not after or day <= after[0]) and (numbers := part & lists.of("day", day)):
                    yield day, numbers
    if undated := among & lists.of("day", ""):
        yield "", undated


def known_by(store: Store, lists: Postings, among: BitMap, known_at: datetime) -> BitMap:
    """Those of these events that were stored by an instant."""
    moment = utc_text(known_at)
    day = moment[:10]
    days = sorted(lists.values("seen"))
    earlier, later = days[: bisect_left(days, day)], days[bisect_right(days, day) :]
    # The shorter of the two.
    if len(later) < len(earlier):
        found = among - lists.any_of(("seen", value) for value in later) - lists.of("seen", day)
    else:
        found = among & lists.any_of(("seen", value) for value in earlier)
    if rest := among & lists.of("seen", day):
        one_by_one = "event_no in (select value from json_each(?))", json.dumps(list(rest))
        condition, value = one_by_one if len(rest) < 2_000 else ("substr(first_seen_at, 1, 10) = ?", day)
        rows = store.execute(f"select event_no from events where {condition} and first_seen_at <= ?", [value, moment])
        found = found | among & BitMap(number for (number,) in rows)
    return found


def up_to(lists: Postings, among: BitMap, day: date) -> BitMap:
    """Those of these events that had happened by a day, and the undated."""
    later = sum(month > day.isoformat() for month in lists.months)
    if 2 * later < len(lists.months):
        return among - between(lists, day + timedelta(days=1), None)
    return among & (between(lists, None, day) | lists.of("day", ""))


def first_of(found: Iterable[tuple[str, BitMap]]) -> str:
    """The first day of a walk by days; "" when there is none, or no dated one."""
    return next((day for day, _ in found), "")


def lowest(lists: Postings, among: BitMap) -> str:
    """A day before which none of these events lies; "" where one of them has none."""
    if not among or among.intersect(lists.of("day", "")):
        return ""
    return next((f"{month}-01" for month in sorted(lists.months) if among.intersect(lists.months[month])), "")
