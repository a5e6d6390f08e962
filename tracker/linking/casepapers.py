"""The papers of one case and the dockets that they stand on, to be found by id, by order and by number. Pure."""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple

from tracker.docket_numbers import same_docket
from tracker.linking.references import own_number

_DIGITS = re.compile(r"\d+")


class Court(NamedTuple):
    """One docket of the case. reviews: the docket whose rulings it reviews."""

    docket_id: str
    number: str | None
    reviews: str | None


class Paper(NamedTuple):
    """One event of the case. day: `YYYY-MM-DD`, "" where none is known. acts: (what is done, order or event id) as the
    register or a person says; named: (what, event id) likewise. told_by: the register event that tells this entry."""

    event_id: str
    kind: str
    day: str
    docket_id: str | None = None
    document: str | None = None
    text: str = ""
    actions: tuple[tuple[str, str], ...] = ()
    rules_on: tuple[int, ...] = ()
    origin: str = "docket"
    order_id: str | None = None
    acts: tuple[tuple[str, str], ...] = ()
    named: tuple[tuple[str, str], ...] = ()
    told_by: str | None = None

    @property
    def reliefs(self) -> frozenset[str]:
        """What it asks for or decides, whatever the outcome."""
        return frozenset(relief for relief, _ in self.actions)


class Tie(NamedTuple):
    """to_event None: `to_document` was named and never seen. because: the words it was read from, the act that the
    register names, or the reason why only one paper can be meant."""

    from_event: str
    to_event: str | None
    to_document: str | None
    what: str
    certainty: str
    because: str


def likely(paper: Paper, to: Paper, what: str, because: str) -> Tie:
    """A tie that no word states: only one paper can be meant."""
    return Tie(paper.event_id, to.event_id, to.document, what, "likely", because)


def days_before(day: str, time: timedelta) -> str:
    """The day so long before `day`."""
    return date.fromordinal(max(date.fromisoformat(day).toordinal() - time.days, 1)).isoformat()


def relief_words(relief: str) -> str:
    return relief.replace("_", " ")


class Before(NamedTuple):
    """What was worked out earlier of papers whose ties stand, where only the later ones of a case are tied.

    standing: ids of these papers; open: of them, motions that none of them decides; opposed: of these, the ones that
    one of them opposes or answers; appeals: the ties of them that say what is appealed."""

    standing: frozenset[str] = frozenset()
    open: frozenset[str] = frozenset()
    opposed: frozenset[str] = frozenset()
    appeals: tuple[Tie, ...] = ()


NOTHING_BEFORE = Before()


class Docketed:
    """The papers of a case, to be found by id, by order, and by docket and number."""

    def __init__(self, papers: Iterable[Paper], dockets: Sequence[Court]):
        self.papers = sorted(papers, key=lambda p: (p.day or "9999", place(p.document), p.event_id))
        self.dockets = {docket.docket_id: docket for docket in dockets}
        self.by_id = {paper.event_id: paper for paper in self.papers}
        self.by_order = {paper.order_id: paper for paper in self.papers if paper.order_id}
        self._by_number: dict[tuple[str | None, str], list[Paper]] = defaultdict(list)
        for paper in self.papers:
            for number in numbers_of(paper):
                self._by_number[paper.docket_id, number].append(paper)

    def numbered(self, docket_id: str | None, number: str) -> list[Paper]:
        """The docket's own entries first: the register may tell the same paper in other words."""
        return sorted(self._by_number.get((docket_id, number), ()), key=lambda p: p.origin != "docket")

    def docket_numbered(self, number: str) -> str | None:
        """The docket of this case that a docket number means; None for one of another case."""
        return next((d.docket_id for d in self.dockets.values() if d.number and same_docket(d.number, number)), None)


def numbers_of(paper: Paper) -> frozenset[str]:
    """The numbers that a paper answers to: "12-1" and "12" are one, "111, 112" are two."""
    own = own_number(paper.text) if "[" in paper.text else None
    found = _numbers(paper.document) if paper.document else frozenset()
    return found | {own} if own else found


@lru_cache(maxsize=4096)
def _numbers(document: str) -> frozenset[str]:
    return frozenset(part.split("-", 1)[0] for part in re.split(r"[,; ]+", document) if part[:1].isdigit())


def place(document: str | None) -> int:
    found = _DIGITS.match(document) if document else None
    return int(found.group()) if found else 0
