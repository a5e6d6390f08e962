"""Which events fit a filter, the newest of them, and how many each choice would show: all from lists in memory.

Only words are asked of the database: its index of words keeps events in the order of days, so that a search walks back
from the newest day and stops when the page is full.
"""

import json
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime

from pyroaring import BitMap

from tracker.dates import utc_text
from tracker.outputs.filters import EventFilter
from tracker.outputs.search import parse_query
from tracker.storage.beginnings import expression
from tracker.storage.postings import Postings, Term, word_lists
from tracker.storage.store import Store
from tracker.storage.word_lists import SHIFT, place

# As the migration m0007_postings writes it: what stands before kind, court and case among the words.
_SIGN = "\ue000"
_LAST_PLACE = 2**63 - 1

DIMENSIONS = ("kind", "court", "case", "relief", "disposition", "flow", "agency")


class Search:
    """The words of a filter: terms that must and must not be there, and the lists of those that were asked for.

    Made before the lists of events are locked: reading a common word's list takes a while.
    """

    def __init__(self, store: Store, filter_: EventFilter, *, whole: bool, wait: bool = True):
        """whole: every event that fits is wanted, not only the newest. wait: however long that takes; without it
        `late` says that the words of all cannot be told yet."""
        terms = parse_query(filter_.q)
        self.given = bool(filter_.q)
        self.wanted = [expression(store, t) for t in terms if not t.minus]
        self.unwanted = [expression(store, t) for t in terms if t.minus]
        self.nothing = self.given and not terms
        words = word_lists(store)
        read = words.of if wait else words.soon
        # Otherwise FTS5 is asked for the newest alone.
        listed = whole or not self.wanted or all(words.has(term) for term in (*self.wanted, *self.unwanted))
        wanted = [read(store, term) for term in self.wanted] if listed else []
        without = [read(store, term) for term in self.unwanted] if listed else []
        self.lists = [numbers for numbers in wanted if numbers is not None] if listed else None
        self.without = [numbers for numbers in without if numbers is not None]
        self.late = None in wanted or None in without


class Picked:
    """The events that fit a filter."""

    def __init__(self, store: Store, lists: Postings, filter_: EventFilter, search: Search):
        self.store, self.lists, self.filter, self.search = store, lists, filter_, search
        self._agencies: dict[str, list[str]] | None = None

    def all(self, leave_out: str = "") -> BitMap:
        """What fits all filters but the one named; the words too, where their lists are there."""
        found = self.lists.shown
        if self.search.nothing:
            return BitMap()
        for part in self._parts(leave_out):
            found = found & part
        if self.search.given:
            found = found - self.lists.withheld
        for numbers in self.search.without:
            found = found - numbers
        for numbers in self.search.lists or ():
            found = found & numbers
        return found

    def _parts(self, leave_out: str) -> Iterator[BitMap]:
        filter_, lists = self.filter, self.lists
        for name, values in (("kind", filter_.kind), ("court", filter_.court), ("case", filter_.case),
                             ("flow", filter_.flow)):  # fmt: skip
            if values and name != leave_out:
                yield lists.any_of((name, value) for value in values)
        if filter_.agency and leave_out != "agency":
            yield lists.any_of(("flow", flow) for name in filter_.agency for flow in self.agencies.get(name, ()))
        reliefs = () if leave_out == "relief" else filter_.relief
        dispositions = () if leave_out == "disposition" else filter_.disposition
        if reliefs or dispositions:
            yield lists.any_of(self.acts(reliefs, dispositions))
        if filter_.from_ or filter_.to:
            yield between(lists, filter_.from_, filter_.to)
        for flag, wanted in (("confirmed", filter_.confirmed), ("order", filter_.orders)):
            if wanted:
                yield lists.of("is", flag)

    def acts(self, reliefs: Sequence[str], dispositions: Sequence[str]) -> list[Term]:
        """The acts that are of one of these reliefs and of one of these dispositions; none given means any."""
        found = []
        for value in self.lists.values("act"):
            relief, _, disposition = value.partition(" ")
            if (not reliefs or relief in reliefs) and (not dispositions or disposition in dispositions):
                found.append(("act", value))
        return found

    @property
    def agencies(self) -> dict[str, list[str]]:
        """The flows of each agency, by every name it is filtered by."""
        if self._agencies is None:
            self._agencies = {}
            for row in self.store.rows("select flow_id, source_group, source_agency, recipient_agency from flows"):
                for name in {row["source_group"], row["source_agency"], row["recipient_agency"]}:
                    self._agencies.setdefault(name, []).append(row["flow_id"])
        return self._agencies

    def newest(self, after: tuple[str, int] | None, limit: int) -> list[int]:
        """Numbers of events, the newest day first, of one day the later stored first, the undated last. `after`: the
        day ("" for undated) and number of the last event already given."""
        among = self.all()
        if self.search.lists is not None:
            return newest(self.lists, among, after, limit)
        return self._walk(among, place(*after) if after else _LAST_PLACE, limit)

    def _walk(self, among: BitMap, before: int, limit: int) -> list[int]:
        """The newest that hold the words, from the newest day back, without reading the rest."""
        found: list[int] = []
        expression, step = self._narrowed(), max(4 * limit, 400)
        while len(found) < limit:
            text = self.store.value(
                "select json_group_array(rowid) from (select rowid from events_fts where events_fts match ?"
                " and rowid < ? order by rowid desc limit ?)",
                [expression, before, step],
            )
            places = sorted(json.loads(text), reverse=True)
            found += [number for p in places if (number := p % SHIFT) in among]
            if len(places) < step:
                break
            before, step = places[-1], min(step * 4, 50_000)
        return found[:limit]

    def _narrowed(self) -> str:
        """The search, and what of the filter stands among the words."""
        parts = list(self.search.wanted)
        for letter, values, joint in (("k", self.filter.kind, "_"), ("c", self.filter.court, ""),
                                      ("d", self.filter.case, "-")):  # fmt: skip
            marks = [f'"{_SIGN}{letter}{value.replace(joint, "") if joint else value}"' for value in values]
            if marks:
                parts.append(f"({' OR '.join(marks)})")
        without = f" NOT ({' OR '.join(self.search.unwanted)})" if self.search.unwanted else ""
        return f"({' AND '.join(parts)}){without}"

    def choices(self) -> dict[str, dict[str, int]]:
        """For each filter and each choice of it, how many events it would show, the other filters as they are."""
        whole = self.all()
        found: dict[str, dict[str, int]] = {}
        for name in DIMENSIONS:
            base = self.all(name) if getattr(self.filter, name) else whole
            found[name] = {v: n for v, numbers in self._choices(name) if (n := base.intersection_cardinality(numbers))}
        return found

    def _choices(self, name: str) -> Iterator[tuple[str, BitMap]]:
        lists = self.lists
        if name == "agency":
            for agency, flows in self.agencies.items():
                yield agency, lists.any_of(("flow", flow) for flow in flows)
        elif name in ("relief", "disposition"):
            of_relief = name == "relief"
            acts = self.acts((), self.filter.disposition) if of_relief else self.acts(self.filter.relief, ())
            by_value: dict[str, list[Term]] = {}
            for term in acts:
                relief, _, disposition = term[1].partition(" ")
                by_value.setdefault(relief if of_relief else disposition, []).append(term)
            yield from ((value, lists.any_of(terms)) for value, terms in by_value.items() if value)
        else:
            yield from ((value, lists.of(name, value)) for value in lists.values(name))


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
    found: list[int] = []
    for day, numbers in by_day(lists, among, after):
        if after and day == after[0]:
            numbers = numbers - BitMap(range(after[1], numbers.max() + 1)) if numbers.max() >= after[1] else numbers
        found += reversed(numbers[-(limit - len(found)) :])
        if len(found) >= limit:
            break
    return found


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
    found = lists.any_of(("seen", value) for value in lists.values("seen") if value < day)
    if rest := among & lists.of("seen", day):
        one_by_one = "event_no in (select value from json_each(?))", json.dumps(list(rest))
        condition, value = one_by_one if len(rest) < 2_000 else ("substr(first_seen_at, 1, 10) = ?", day)
        rows = store.execute(f"select event_no from events where {condition} and first_seen_at <= ?", [value, moment])
        found = found | BitMap(number for (number,) in rows)
    return among & found


def up_to(lists: Postings, among: BitMap, day: date) -> BitMap:
    """Those of these events that had happened by a day, and the undated."""
    return among & (between(lists, None, day) | lists.of("day", ""))


def first_of(found: Iterable[tuple[str, BitMap]]) -> str:
    """The first day of a walk by days; "" when there is none, or no dated one."""
    return next((day for day, _ in found), "")
