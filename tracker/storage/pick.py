"""Which events fit a filter, the newest of them, and how many each choice would show: all from lists in memory.

Only words are asked of the database, and only those whose lists are not in memory.
"""

from collections.abc import Iterator, Sequence

from pyroaring import BitMap

from tracker.outputs.filters import EventFilter
from tracker.outputs.search import parse_query
from tracker.storage.beginnings import expression
from tracker.storage.days import between, newest
from tracker.storage.postings import Counted, Postings, Term, word_lists
from tracker.storage.store import Store
from tracker.storage.walk import Walk

DIMENSIONS = ("kind", "court", "case", "relief", "disposition", "flow", "agency")


class Search:
    """The words of a filter: terms that must and must not be there, and the lists of those that were asked for.

    Made before the lists of events are locked: reading a common word's list takes a while.
    """

    def __init__(self, store: Store, filter_: EventFilter, *, whole: bool, wait: bool = True):
        """whole: every event that fits is wanted, not only the newest. wait: however long that takes; without it
        `late` says that the words of all cannot be told yet, and only the newest can be given."""
        terms = parse_query(filter_.q)
        self.given = bool(filter_.q)
        self.wanted = [expression(store, t) for t in terms if not t.minus]
        self.unwanted = [expression(store, t) for t in terms if t.minus]
        self.nothing = self.given and not terms
        self.late = False
        # None: the index of words, or the words of single events, are asked for the newest alone.
        self.lists: list[BitMap] | None = None
        self.without: list[BitMap] = []
        words = word_lists(store)
        every = (*self.wanted, *self.unwanted)
        if whole or all(words.has(term) for term in every):
            told: list[BitMap] = []
            for term in every:
                numbers = words.of(store, term) if wait else words.soon(store, term, read=not self.late)
                self.late |= numbers is None
                told += [numbers] if numbers is not None else []
            if not self.late:
                self.lists, self.without = told[: len(self.wanted)], told[len(self.wanted) :]


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
        among, search = self.all(), self.search
        if search.lists is None and among:
            walk = Walk(self.store, self.lists, self.filter, search.wanted, search.unwanted)
            return walk.newest(among, after, limit)
        return newest(self.lists, among, after, limit)

    def counted(self) -> Counted:
        """How many fit; for each filter and each choice of it how many it would show, the other filters as they are."""
        whole = self.all()
        found: dict[str, dict[str, int]] = {}
        for name in DIMENSIONS:
            base = self.all(name) if getattr(self.filter, name) else whole
            found[name] = {v: n for v, numbers in self._choices(name) if (n := base.intersection_cardinality(numbers))}
        return Counted(len(whole), found)

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
