"""Which events fit a filter, the newest of them, and how many each choice would show: all from lists in memory.

Only words are asked of the database, and only those whose lists are not in memory.
"""

from collections.abc import Iterator, Sequence

from pyroaring import BitMap

from tracker.outputs.filters import EventFilter
from tracker.outputs.search import parse_query
from tracker.storage.agencies import agencies_of_flows
from tracker.storage.beginnings import expression, of_many_words
from tracker.storage.days import between, newest
from tracker.storage.postings import Counted, Postings, word_lists
from tracker.storage.store import Store
from tracker.storage.traits import Term, Told, telling
from tracker.storage.walk import Walk

# So few events are counted by what they are sooner than by the lists of all choices.
FEW = 4_000
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
        soon = not (whole and wait)
        self.wanted = [expression(store, t, soon=soon) for t in terms if not t.minus]
        self.unwanted = [expression(store, t, soon=soon) for t in terms if t.minus]
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
                at_once = not self.late and not of_many_words(term)
                numbers = words.of(store, term) if wait else words.soon(store, term, read=at_once)
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
            for flow_id, names in agencies_of_flows(self.store).items():
                for name in names:
                    self._agencies.setdefault(name, []).append(flow_id)
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
        of_whole = self._told(whole)
        found: dict[str, dict[str, int]] = {}
        for name in DIMENSIONS:
            given = getattr(self.filter, name)
            base = self.all(name) if given else whole
            told = self._told(base) if given else of_whole
            found[name] = self._by_traits(name, told) if told else self._by_lists(name, base)
        return Counted(len(whole), found)

    def _told(self, among: BitMap) -> Told | None:
        traits = self.lists.traits
        return traits.told(among) if len(among) <= FEW and not traits.full else None

    def _by_traits(self, name: str, told: Told) -> dict[str, int]:
        found: dict[str, int] = {}
        if name == "agency":
            of_flow: dict[str, list[str]] = {}
            for agency, flows in self.agencies.items():
                for flow in flows:
                    of_flow.setdefault(flow, []).append(agency)
        for terms, times in telling(told, {"agency": "flow", "relief": "act", "disposition": "act"}.get(name, name)):
            if name == "agency":
                values = {agency for of, flow in terms if of == "flow" for agency in of_flow.get(flow, ())}
            elif name in ("relief", "disposition"):
                values = self._acted(name, terms)
            else:
                values = {value for of, value in terms if of == name}
            for value in values:
                found[value] = found.get(value, 0) + times
        return found

    def _acted(self, name: str, terms: Sequence[Term]) -> set[str]:
        """The reliefs, or dispositions, of the acts among these terms, as far as the other of the two is wanted."""
        pairs = [value.partition(" ")[::2] for of, value in terms if of == "act"]
        if name == "relief":
            found = {r for r, d in pairs if not self.filter.disposition or d in self.filter.disposition}
        else:
            found = {d for r, d in pairs if not self.filter.relief or r in self.filter.relief}
        return found - {""}

    def _by_lists(self, name: str, base: BitMap) -> dict[str, int]:
        # Lists of many events meet what does not fit sooner than what does, where that is a thirtieth of all or more:
        # both are then laid over each other in whole words of the processor.
        if 32 * len(base) > len(self.lists.known):
            rest = self.lists.known - base
            counts = ((v, len(held) - rest.intersection_cardinality(held)) for v, held in self._choices(name))
        else:
            counts = ((v, base.intersection_cardinality(held)) for v, held in self._choices(name))
        return {value: number for value, number in counts if number}

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
