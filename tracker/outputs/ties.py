"""Ties between papers as a reader sees them: a line on a paper's row, and the threads of a case. Pure.

A thread is a motion with its answers, replies and ruling, and below the ruling what came of it: nested, and in the
order of time.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from tracker.outputs.records import EventRecord


@dataclass(frozen=True, slots=True)
class Side:
    """The paper at the other end of a tie. withheld: its words must not be shown."""

    event_id: str
    title: str
    kind: str
    day: date | None
    document: str | None
    docket_id: str | None
    withheld: bool = False


@dataclass(frozen=True, slots=True)
class TieRecord:
    """One tie of a paper. inverse: the other paper ties itself to this one. document: the number that the words give.
    other None: that paper was never seen here."""

    what: str
    inverse: bool
    certainty: str
    because: str
    document: str | None
    other: Side | None


@dataclass(frozen=True, slots=True)
class Pair:
    """A tie of two events that are both there. what, certainty, because: as in `linking.casepapers.Tie`."""

    from_event: str
    to_event: str
    what: str
    certainty: str
    because: str = ""


_SAID = {
    "decides": ("Decides", "Decided by"), "opposes": ("Opposes", "Opposed by"), "answers": ("Answers", "Answered by"),
    "replies": ("Replies on", "Reply in"), "supports": ("Supports", "Supported by"),
    "appeals": ("Appeals from", "Appealed by"), "changes": ("Acts on", "Acted on by"),
    "concerns": ("Asks about", "Asked about in"),
}  # fmt: skip
_ACTS = {
    "stays": "Stays", "lifts_stay": "Lifts", "extends": "Extends", "modifies": "Changes", "ends": "Ends",
    "affirms": "Affirms", "mandate": "Carries out", "clouds": "May touch", "replaces": "Takes the place of",
}  # fmt: skip
# What a page of rows has room for; the event's own page shows all.
SHOWN = 6
_ORDER = {name: number for number, name in enumerate(_SAID)}
_FAR = date.max


def place(tie: TieRecord) -> tuple[bool, int, date, str]:
    """What the paper itself does comes first, then what others did to it, in the order of time."""
    other = tie.other
    return (tie.inverse, _ORDER[tie.what] if not tie.inverse else 0, (other and other.day) or _FAR, tie.document or "")


def said(tie: TieRecord) -> str:
    """The verb of a tie's line, with its doubt: "Decides", "Probably opposed by", "Stays"."""
    words = _SAID[tie.what][tie.inverse]
    if tie.what == "changes" and not tie.inverse:
        words = _ACTS.get(tie.because, words)
    return f"Probably {words[0].lower()}{words[1:]}" if tie.certainty == "likely" else words


def inverse_word(what: str) -> str:
    """The interface's word for a tie seen from its other end."""
    return {"decides": "decided_by", "opposes": "opposed_by", "answers": "answered_by", "replies": "replied_by",
            "supports": "supported_by", "appeals": "appealed_by", "changes": "changed_by",
            "concerns": "concerned_by"}[what]  # fmt: skip


@dataclass(slots=True)
class Thread:
    """A paper and those tied to it; `pair` says how it hangs on the one above, None at the top."""

    side: Side
    pair: Pair | None = None
    below: list["Thread"] = field(default_factory=list)

    @property
    def said(self) -> str:
        if self.pair is None:
            return ""
        return said(TieRecord(self.pair.what, False, self.pair.certainty, self.pair.because, None, None))

    @property
    def size(self) -> int:
        return 1 + sum(child.size for child in self.below)

    @property
    def last(self) -> date:
        return max([self.side.day or date.min, *(child.last for child in self.below)])


_DEEPEST = 4


def among(
    events: Iterable[EventRecord], ties: Mapping[str, Sequence[TieRecord]]
) -> tuple[tuple[Pair, ...], dict[str, Side]]:
    """The ties of these events as pairs of papers, and the papers at either end: what `threads` is made of."""
    sides, pairs = {}, set()
    for e in events:
        if e.withheld:
            continue
        sides[e.event_id] = Side(e.event_id, e.title, e.kind, e.day, e.document, e.docket_id, False)
        for tie in ties.get(e.event_id, ()):
            if tie.other and not tie.other.withheld:
                sides.setdefault(tie.other.event_id, tie.other)
                ends = (tie.other.event_id, e.event_id) if tie.inverse else (e.event_id, tie.other.event_id)
                pairs.add(Pair(*ends, tie.what, tie.certainty))
    return tuple(sorted(pairs, key=lambda p: (p.from_event, p.to_event, p.what))), sides


def threads(pairs: Sequence[Pair], sides: Mapping[str, Side]) -> tuple[Thread, ...]:
    """Threads of a case, the one with the newest paper first; within each the order of time.

    A paper that decides two motions stands under both. A paper tied to nothing makes no thread.
    """
    children: dict[str, dict[str, Pair]] = {}
    tied: set[str] = set()
    for pair in pairs:
        held = children.setdefault(pair.to_event, {}).get(pair.from_event)
        if held is None or _ORDER[pair.what] < _ORDER[held.what]:
            children[pair.to_event][pair.from_event] = pair
        tied.add(pair.from_event)
    # Whatever hangs on no other paper begins a thread; so does the oldest of a ring, which no words should make.
    roots = [event_id for event_id in children if event_id not in tied]
    made = [_thread(sides[root], None, children, sides, (root,)) for root in roots]
    return tuple(sorted(made, key=lambda t: (t.last, t.side.event_id), reverse=True))


def _thread(
    side: Side, pair: Pair | None, children: Mapping[str, Mapping[str, Pair]], sides: Mapping[str, Side],
    above: tuple[str, ...],
) -> Thread:  # fmt: skip
    found = Thread(side, pair)
    if len(above) <= _DEEPEST:
        below = [p for p in children.get(side.event_id, {}).values() if p.from_event not in above]
        below.sort(key=lambda p: (sides[p.from_event].day or _FAR, _number(sides[p.from_event]), p.from_event))
        found.below = [_thread(sides[p.from_event], p, children, sides, (*above, p.from_event)) for p in below]
    return found


def _number(side: Side) -> int:
    head = (side.document or "").split("-")[0].split(",")[0]
    return int(head) if head.isdigit() else 0
