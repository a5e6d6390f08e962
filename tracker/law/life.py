"""A flow's own state, orders apart: proposed, there, or gone; and whether data is said to move. From dated facts."""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from tracker.dates import next_day, span
from tracker.register.schema import Flow, LifeFact, OperatingFact
from tracker.vocab import FlowStatus, Operating

STAGE: dict[str, FlowStatus] = {"proposed": "proposed", "exists": "open", "ended": "ended"}
ORDER_OF_LIFE = ("proposed", "exists", "ended")


class OwnState(NamedTuple):
    """The flow's own state from `day` on (None: from the beginning); `fact` is what says so."""

    day: date | None
    status: FlowStatus
    fact: LifeFact | None


def own_states(flow: Flow) -> tuple[OwnState, ...]:
    """The flow's own state through time, oldest first; the first entry has no day.

    Before the first dated fact the flow is proposed. A fact known to the month makes the state `unknown` from the
    month's first day to the last but one. Facts that are undated or not confirmed date nothing: with no others, the
    flow is `open` if one of them says that it exists, else `unknown`.
    """
    dated = [f for f in flow.life if f.date and counts(f, flow)]
    if not dated:
        told = next((f for f in flow.life if f.state == "exists"), None)
        return (OwnState(None, "open" if told else "unknown", told or next(iter(flow.life), None)),)
    found = [OwnState(None, "proposed", None)]
    for fact, (first, last) in _in_order(dated):
        while (before := found[-1].day) and before >= last:
            found.pop()  # the later fact of one month settles when the earlier state was over
        if before:
            first = max(first, next_day(before))
        if found[-1].status == STAGE[fact.state]:
            last = first
        if first < last:
            found.append(OwnState(first, "unknown", fact))
        found.append(OwnState(last, STAGE[fact.state], fact))
    return tuple(found)


def counts(fact: LifeFact | OperatingFact, flow: Flow) -> bool:
    """Whether a fact is confirmed: sourced itself, or by the sources of the whole flow."""
    return not fact.unverified and bool(fact.sources or flow.sources)


def _in_order(facts: Iterable[LifeFact]) -> list[tuple[LifeFact, tuple[date, date]]]:
    """By date; within a month where a day is missing, in the order of life: proposed, exists, ended."""
    facts = list(facts)
    vague = {(f.date or "")[:7] for f in facts if len(f.date or "") == 7}

    def key(fact: LifeFact) -> tuple[str, int, str]:
        when = fact.date or ""
        stage = ORDER_OF_LIFE.index(fact.state) if when[:7] in vague else -1
        return when[:7], stage, when

    return [(fact, span(fact.date or "")) for fact in sorted(facts, key=key)]


def own_state_on(states: tuple[OwnState, ...], day: date) -> OwnState:
    return [s for s in states if s.day is None or s.day <= day][-1]


def operating_on(flow: Flow, day: date) -> tuple[Operating, OperatingFact | None]:
    """Whether data is said to move on `day`, by the latest confirmed fact; unknown while a month leaves it open."""
    facts = sorted(
        ((span(f.date), i, f) for i, f in enumerate(flow.operating) if f.date and counts(f, flow)),
        key=lambda row: (row[0][1], row[1]),
    )
    known = [f for (_, last), _, f in facts if last <= day]
    unsure = [f for (first, last), _, f in facts if first <= day < last]
    value: Operating = known[-1].value if known else "unknown"
    if any(f.value != value for f in unsure):
        return "unknown", unsure[-1]
    return value, known[-1] if known else None
