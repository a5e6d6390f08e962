"""From dated facts about one part of an order to its intervals. Knows dates and precedence, not acts or courts.

Precedence on a day: ended, then unknown or suspended (whichever began later), then in force.
"""

from datetime import date
from typing import NamedTuple

from tracker.dates import next_day, show_day
from tracker.law.answers import Interval
from tracker.law.docketing import Key
from tracker.vocab import OrderState


class Fact(NamedTuple):
    """Something that surely holds from `last` and may hold from `first` (they differ where only a month is known)."""

    first: date
    last: date
    key: Key
    cause: str | None
    reason: str


class Stay(NamedTuple):
    """A stay from its beginning to whichever of its ends comes first; each may be known to a span of days only."""

    begin: Fact
    ends: tuple[Fact, ...] = ()  # each would end it; the earliest does

    def surely(self, day: date) -> bool:
        return self.begin.last <= day and not any(end.first <= day for end in self.ends)

    def maybe(self, day: date) -> bool:
        return self.begin.first <= day and not any(end.last <= day for end in self.ends)

    def ended(self) -> Fact | None:
        return min(self.ends, key=_when, default=None)


class Doubt(NamedTuple):
    """From `begin` it is not known whether the order binds, until a later act makes it clear."""

    begin: Fact
    cleared: Fact | None = None

    def holds(self, day: date) -> bool:
        return self.begin.first <= day and not (self.cleared and self.cleared.last <= day)


class Term(NamedTuple):
    """How long the order lasts, as set by `fact`: `last_day` stated by the court, `cap` computed under a rule."""

    fact: Fact
    last_day: date | None
    cap: date | None
    cap_reason: str
    rule: str = ""  # what the cap was computed by


class Part(NamedTuple):
    """All dated facts about the part of an order that concerns one flow."""

    start: Fact
    terms: tuple[Term, ...]
    ends: tuple[Fact, ...] = ()
    stays: tuple[Stay, ...] = ()
    doubts: tuple[Doubt, ...] = ()
    blurs: tuple[Fact, ...] = ()  # the extent changed some time between first and last


def _when(fact: Fact) -> tuple[date, Key]:
    return fact.last, fact.key


Answer = tuple[OrderState, str | None, str]


def intervals(part: Part) -> tuple[Interval, ...]:
    """The states of the part through time: no hole, no overlap, neighbours differ."""
    if _is_plain(part):
        return _plain_intervals(part)
    runs: list[tuple[date, Answer]] = []
    for day in _days(part):
        answer = _state(part, day)
        if not runs or runs[-1][1][0] != answer[0]:
            runs.append((day, answer))
    return tuple(
        Interval(day, runs[i + 1][0] if i + 1 < len(runs) else None, state, cause, reason)
        for i, (day, (state, cause, reason)) in enumerate(runs)
    )


def _is_plain(part: Part) -> bool:
    """Most orders: no stay, no doubt, one term, every date a day, no limit before the first. They need no search."""
    start, terms, ends, stays, doubts, blurs = part
    if stays or doubts or blurs or len(terms) > 1 or start.first != start.last:
        return False
    _, last_day, cap, *_ = terms[0]
    if (last_day and last_day < start.first) or (cap and cap < start.first):
        return False
    return all(end.first == end.last for end in ends)


def _plain_intervals(part: Part) -> tuple[Interval, ...]:
    start, (_, last_day, cap, cap_reason, _) = part.start, part.terms[0]
    end = min(part.ends, key=_when) if part.ends else None
    if end and end.last <= start.first:
        return (Interval(end.last, None, "ended", end.cause, end.reason),)
    answer: Answer = ("ended", end.cause, end.reason) if end else _ran_out(last_day)
    stop = end.last if end else None
    if last_day and (stop is None or next_day(last_day) < stop):
        stop, answer = next_day(last_day), _ran_out(last_day)
    lapse = next_day(cap) if cap else None
    if lapse and (stop is None or lapse < stop):
        found = [Interval(start.first, lapse, "in_force", start.cause, start.reason)]
        found.append(Interval(lapse, stop, "unknown", None, cap_reason))
    else:
        found = [Interval(start.first, stop, "in_force", start.cause, start.reason)]
    if stop:
        found.append(Interval(stop, None, *answer))
    return tuple(found)


def _ran_out(last_day: date | None) -> Answer:
    day = show_day(last_day) if last_day else ""
    return "ended", None, f"Ended after {day}, the last day in force that the court itself set."


def _days(part: Part) -> list[date]:
    """Every day on which the state may change, from the first one on."""
    facts = [part.start, *part.ends, *part.blurs, *(term.fact for term in part.terms)]
    for stay in part.stays:
        facts += (stay.begin, *stay.ends)
    for doubt in part.doubts:
        facts += (doubt.begin, doubt.cleared) if doubt.cleared else (doubt.begin,)
    days = {f.first for f in facts} | {f.last for f in facts}
    for term in part.terms:
        days |= {next_day(day) for day in (term.last_day, term.cap) if day}
    # An order vacated before its first day in force never was in force: its story begins with the end.
    first = min([part.start.first, *(end.last for end in part.ends)])
    return sorted(day for day in days if day >= first)


def _state(part: Part, day: date) -> Answer:
    return _ended(part, day) or _not_yet_sure(part, day) or _suspended_or_doubtful(part, day) or _in_force(part, day)


def _ended(part: Part, day: date) -> Answer | None:
    end = min((e for e in part.ends if e.last <= day), key=_when, default=None) if part.ends else None
    term = _term(part, day)
    if term.last_day and day > term.last_day and (end is None or end.last > next_day(term.last_day)):
        if any(t.fact.first <= day < t.fact.last and _outlasts(t, day) for t in part.terms[1:]):
            return "unknown", None, "Extended at some time in the month; until its last day that is not certain."
        return _ran_out(term.last_day)
    return ("ended", end.cause, end.reason) if end else None


def _outlasts(term: Term, day: date) -> bool:
    return term.last_day is None or term.last_day >= day


def _term(part: Part, day: date) -> Term:
    """The term that counts on `day`: the last one set by then. The first was set at entry, however late it begins."""
    extended = [t for t in part.terms[1:] if t.fact.last <= day]
    return max(extended, key=lambda t: (t.fact.last, t.fact.key)) if extended else part.terms[0]


def _not_yet_sure(part: Part, day: date) -> Answer | None:
    """Facts known to the month: unknown between their first and their last possible day."""
    if day < part.start.last:
        return "unknown", part.start.cause, "Entered some time in the month; counted from its last day."
    for end in part.ends:
        if end.first <= day < end.last:
            return "unknown", end.cause, "Ended some time in the month; until its last day that is not certain."
    for blur in part.blurs:
        if blur.first <= day < blur.last:
            return "unknown", blur.cause, blur.reason
    for term in part.terms[1:]:
        if term.fact.first <= day < term.fact.last and not _outlasts(term, day):
            return "unknown", term.fact.cause, "Its last day was set some time in the month, and may have passed."
    return None


def _suspended_or_doubtful(part: Part, day: date) -> Answer | None:
    doubts = [d.begin for d in part.doubts if d.holds(day)]
    term = _term(part, day)
    if term.cap and day > term.cap:
        after = next_day(term.cap)
        doubts.append(Fact(after, after, (after, -(10**6), 0, 0, ""), None, term.cap_reason))
    stays = [s for s in part.stays if s.surely(day)]
    latest = max(((d.last, d.key) for d in doubts), default=None)
    governing = [s for s in stays if latest is None or (s.begin.last, s.begin.key) > latest]
    if governing:
        return _suspended(part, governing, day)
    if doubts:
        first = min(doubts, key=lambda d: (d.first, d.key))
        return "unknown", first.cause, first.reason
    for stay in part.stays:
        if stay.maybe(day):
            end = stay.ended()
            cause = stay.begin.cause if day < stay.begin.last or end is None else end.cause
            return "unknown", cause, "A stay began or ended some time in the month; on this day that is not certain."
    return None


def _suspended(part: Part, stays: list[Stay], day: date) -> Answer:
    today = [s for s in stays if s.begin.last == day]
    stay = min(today or stays, key=lambda s: (s.begin.last, s.begin.key))
    cleared = [d.cleared for d in part.doubts if d.cleared and d.cleared.last == day]
    if cleared and not today:
        return "suspended", cleared[0].cause, f"{cleared[0].reason} {stay.begin.reason}"
    return "suspended", stay.begin.cause, stay.begin.reason


def _in_force(part: Part, day: date) -> Answer:
    """In force since the latest of: its start, the end of a stay, a doubt made clear, an extension."""
    facts: list[tuple[date, int, Fact]] = [(part.start.last, 9, part.start)]
    facts += [(t.fact.last, 1, t.fact) for t in part.terms[1:]]
    facts += [(b.last, 2, b) for b in part.blurs]
    facts += [(d.cleared.last, 3, d.cleared) for d in part.doubts if d.cleared]
    facts += [(end.last, 4, end) for stay in part.stays if (end := stay.ended())]
    _, _, fact = max((f for f in facts if f[0] <= day), key=lambda f: (f[0], f[1], f[2].key))
    return "in_force", fact.cause, fact.reason
