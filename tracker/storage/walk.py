"""The newest events that hold words whose lists are not in memory: from the index of words, or event by event.

The index keeps events in the order of days, so a walk back from the newest day stops when the page is full. Where other
filters leave few events, most of what a walk meets would be thrown away; these few are then looked at themselves, with
an index of words made for them alone.
"""

import json
from datetime import date

from pyroaring import BitMap

from tracker.outputs.filters import EventFilter
from tracker.storage.beginnings import of_many_words, spread_out
from tracker.storage.days import lowest, newest
from tracker.storage.postings import Postings
from tracker.storage.store import Store
from tracker.storage.word_lists import SHIFT, numbers_of, place

# As the migration m0007_postings writes it: what stands before kind, court and case among the words.
_SIGN = "\ue000"
# The same words as in the index of all events, but for the signs.
_COLUMNS, _TOKENS = "title, text, names", "tokenize='unicode61 remove_diacritics 2'"
# So many rows of the index are read in the time that one event is looked at.
_ROWS_AN_EVENT = 30
# A walk over so few rows needs no thought.
_SHORT = 3_000
_FIRST_LOOK = 150
# No more rows of the index than these are read at once.
_STRETCH = 50_000
# So many events may be looked at themselves before the index is asked: each takes some thirty microseconds.
_LOOKED_AT = 1_000


class Walk:
    """The words of one search among the events that fit its other filters."""

    def __init__(self, store: Store, lists: Postings, filter_: EventFilter, wanted: list[str], unwanted: list[str]):
        self.store, self.lists, self.filter = store, lists, filter_
        self.wanted, self.unwanted = wanted, unwanted
        self._terms = (*wanted, *unwanted)

    def newest(self, among: BitMap, after: tuple[str, int] | None, limit: int) -> list[int]:
        """The newest of these events that hold the words."""
        found: list[int] = []
        step = _SHORT
        if not self.wanted or any(map(of_many_words, self._terms)):
            found, after, step = self._looked_at(among, after, limit)
            if after is None:
                return found
            limit -= len(found)
            self.wanted, self.unwanted = (
                [spread_out(self.store, t) for t in ts] for ts in (self.wanted, self.unwanted)
            )
            self._terms = (*self.wanted, *self.unwanted)
        rest = self._met_soonest(among, after, limit) if self.wanted else self._without(among, after, limit, step)
        return found + rest

    def _looked_at(
        self, among: BitMap, after: tuple[str, int] | None, limit: int
    ) -> tuple[list[int], tuple[str, int] | None, int]:
        """Those of the newest events, as many as may be looked at, that hold the words themselves; where to go on, None
        if nothing is missing; and how many more it may take. Most events lack a word, and many hold one of hundreds
        that begin alike: the page is then full before the index of words has been asked for each of these."""
        found: list[int] = []
        seen, step = 0, 3 * limit
        while True:
            some = newest(self.lists, among, after, step)
            found += self._holding(some)
            seen += len(some)
            if len(found) >= limit or len(some) < step:
                return found[:limit], None, 0
            after = (self._day(some[-1]), some[-1])
            step = 4 * seen * (limit - len(found)) // (3 * max(len(found), 1)) + 1
            if seen + step > _LOOKED_AT:
                return found, after, step

    def _met_soonest(self, among: BitMap, after: tuple[str, int] | None, limit: int) -> list[int]:
        rows = self._met() / max(len(among), 1) * self._weight()  # of the index, for each event that fits
        if limit * rows <= _SHORT:
            return self._by_words(among, after, limit)
        found: list[int] = []
        seen, step = 0, max(_FIRST_LOOK, limit + limit // 2)
        while True:
            some = newest(self.lists, among, after, step)
            found += self._holding(some)
            seen += len(some)
            if len(found) >= limit or len(some) < step:
                return found[:limit]
            after = (self._day(some[-1]), some[-1])
            share, missing = max(len(found), 1) / seen, limit - len(found)
            one_by_one = min(missing / share, len(among) - seen) * _ROWS_AN_EVENT
            if one_by_one > min(missing, share * len(among)) * rows:
                return found + self._by_words(among, after, missing)
            step *= 4

    def _weight(self) -> float:
        """How much a row costs: the index looks at many places for many words, in a row or side by side, and for each
        event of another list that it meets."""
        words = sum(1 + term.count(" OR ") + 4 * (" " in term and " OR " not in term) for term in self._terms)
        met = self.filter.kind or self.filter.court or self.filter.case
        return (1 + words / 2) * (20 if met else 1)

    def _met(self) -> int:
        """How many events hold what of the filter stands among the words."""
        met = self.lists.known
        for name, values in (("kind", self.filter.kind), ("court", self.filter.court), ("case", self.filter.case)):
            if values:
                met = met & self.lists.any_of((name, value) for value in values)
        return len(met)

    def _without(self, among: BitMap, after: tuple[str, int] | None, limit: int, step: int) -> list[int]:
        """The newest that hold none of the unwanted words: those of a stretch of days are taken from its events."""
        found: list[int] = []
        step = min(step, _STRETCH)
        while some := newest(self.lists, among, after, step):
            last, first = (place(self._day(number), number) for number in (some[0], some[-1]))
            listed = self.store.value(
                f"select json_group_array(rowid % {SHIFT}) from events_fts where events_fts match ?"
                " and rowid between ? and ?",
                [" OR ".join(self.unwanted), first, last],
            )
            holding = numbers_of(listed)
            found += [number for number in some if number not in holding]
            if len(found) >= limit or len(some) < step:
                break
            after, step = (self._day(some[-1]), some[-1]), min(step * 4, _STRETCH)
        return found[:limit]

    def _day(self, number: int) -> str:
        day = self.lists.day_of[number]
        return date.fromordinal(day).isoformat() if day else ""

    def _by_words(self, among: BitMap, after: tuple[str, int] | None, limit: int) -> list[int]:
        """From the newest day back, without reading the rest."""
        found: list[int] = []
        if not (first := newest(self.lists, among, after, 1)):
            return found
        expression, step = self._narrowed(), max(4 * limit, 400)
        before, last = place(self._day(first[0]), first[0]) + 1, place(lowest(self.lists, among), 0)
        while len(found) < limit:
            places = self._places(expression, last, before, step)
            found += [number for p in places if (number := p % SHIFT) in among]
            if len(places) < step:
                break
            before, step = places[-1], min(step * 4, _STRETCH)
        return found[:limit]

    def _places(self, expression: str, first: int, before: int, most: int) -> list[int]:
        """Where the words stand, newest first."""
        text = self.store.value(
            "select json_group_array(rowid) from (select rowid from events_fts where events_fts match ?"
            " and rowid >= ? and rowid < ? order by rowid desc limit ?)",
            [expression, first, before, most],
        )
        return sorted(json.loads(text), reverse=True)

    def _narrowed(self) -> str:
        """The search, and what of the filter stands among the words."""
        parts = list(self.wanted)
        for letter, values, joint in (("k", self.filter.kind, "_"), ("c", self.filter.court, ""),
                                      ("d", self.filter.case, "-")):  # fmt: skip
            marks = [f'"{_SIGN}{letter}{value.replace(joint, "") if joint else value}"' for value in values]
            if marks:
                parts.append(f"({' OR '.join(marks)})")
        without = f" NOT ({' OR '.join(self.unwanted)})" if self.unwanted else ""
        return f"({' AND '.join(parts)}){without}"

    def _holding(self, numbers: list[int]) -> list[int]:
        """Those of these events that hold the words, in their order."""
        if not numbers:
            return []
        few, run = "temp.few_words", self.store.execute
        run(f"create virtual table if not exists {few} using fts5({_COLUMNS}, content='', {_TOKENS})")
        run("insert into temp.few_words (few_words) values ('delete-all')")
        run(
            f"insert into {few} (rowid, {_COLUMNS}) select event_no, {_COLUMNS} from main.events"
            " where event_no in (select value from json_each(?))",
            [json.dumps(numbers)],
        )
        held = set(self._matching(" AND ".join(self.wanted)) if self.wanted else numbers)
        if self.unwanted:
            held.difference_update(self._matching(" OR ".join(self.unwanted)))
        return [number for number in numbers if number in held]

    def _matching(self, expression: str) -> list[int]:
        rows = self.store.execute("select rowid from temp.few_words where few_words match ?", [expression])
        return [number for (number,) in rows]
