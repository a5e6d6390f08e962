"""From orders to the status of a flow through time: blocked, limited, unknown, else the flow's own state."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import NamedTuple

from tracker.dates import span
from tracker.law.answers import Interval, OrderHistory, StatusSpan
from tracker.law.docketing import Index
from tracker.law.life import OwnState
from tracker.register.schema import Restriction
from tracker.vocab import RESTRAINING_EFFECTS, FlowStatus

NONE, UNSURE, PARTLY, WHOLLY = 0, 1, 2, 3


class Weight(NamedTuple):
    """How an order bears on a flow from `day` on. permits: in force, it allows or commands part of the sharing."""

    day: date
    order_id: str
    force: int
    permits: bool
    cause: str | None


def bears(restrictions: Iterable[Restriction], flow_id: str, state: str) -> tuple[int, bool]:
    """The force of an order in `state` on a flow, and whether it permits a part of it."""
    return _in_state(_says(restrictions, flow_id), state)


def _says(restrictions: Iterable[Restriction], flow_id: str) -> tuple[int, bool]:
    force, permits = NONE, False
    for r in restrictions:
        if r.flow != flow_id:
            continue
        if r.effect in RESTRAINING_EFFECTS:
            force = max(force, WHOLLY if r.effect == "bars" and r.whole else PARTLY)
        elif r.effect == "permits":
            permits = permits or is_partial(r)
    return force, permits


def _in_state(said: tuple[int, bool], state: str) -> tuple[int, bool]:
    if state == "in_force":
        return said
    return (UNSURE if state == "unknown" and said[0] else NONE), False


def is_partial(r: Restriction) -> bool:
    """Whether a restriction reaches some people, places, data or recipients only."""
    people = r.people is not None and r.people.kind not in ("everyone", "agency_action")
    return people or bool(r.places or r.data or r.recipients or r.exceptions)


def weights(history: OrderHistory) -> Iterable[tuple[str, Weight]]:
    """(flow id, weight) at every change of the order's state or extent."""
    versions = history.versions
    for flow_id, intervals in history.by_flow.items():
        before = (NONE, False)
        said = _says(versions[0].restrictions, flow_id)
        for interval in intervals:
            points = [(interval.from_, interval.cause, said)]
            if len(versions) > 1:
                points = [
                    (day, cause, _says(extent_at(history, day), flow_id)) for day, cause in _points(history, interval)
                ]
            for day, cause, now_said in points:
                now = _in_state(now_said, interval.state)
                if now != before:
                    yield flow_id, Weight(day, history.order_id, now[0], now[1], cause)
                    before = now


def _points(history: OrderHistory, interval: Interval) -> list[tuple[date, str | None]]:
    """The interval's own first day, and the days within it on which the extent changed."""
    return [(interval.from_, interval.cause)] + [
        (v.from_, v.cause)
        for v in history.versions
        if interval.from_ < v.from_ and (interval.until is None or v.from_ < interval.until)
    ]


def extent_at(history: OrderHistory, day: date) -> tuple[Restriction, ...]:
    """The restrictions of the version that counts on `day`; none before the order's first day."""
    for version in reversed(history.versions):
        if version.from_ <= day:
            return version.restrictions
    return ()


def countered(index: Index, bar: str, permits: Iterable[str]) -> list[str]:
    """Orders in force of another court of equal rank that allow a part of what order `bar` bars."""
    own = index.orders[bar]
    return [p for p in permits if index.orders[p].court_id != own.court_id and index.orders[p].rank == own.rank]


def status_of(index: Index, forces: Mapping[str, int], permits: Iterable[str], own: FlowStatus) -> FlowStatus:
    """Precedence: blocked, limited, unknown, then the flow's own state. Two partial orders never make a whole one.

    A whole bar that an order of equal rank cuts into still stands, but on those days it limits what it barred.
    """
    strongest = max(forces.values(), default=NONE)
    if strongest == WHOLLY:
        permits = list(permits)
        if permits and all(countered(index, o, permits) for o, force in forces.items() if force == WHOLLY):
            return "limited"
        return "blocked"
    if strongest == PARTLY:
        return "limited"
    return "unknown" if strongest == UNSURE else own


def history(
    index: Index, changes: list[Weight], states: tuple[OwnState, ...], first_known: str | None
) -> tuple[StatusSpan, ...]:
    """The flow's status through time, from its first dated fact on; neighbours differ."""
    days = {w.day for w in changes} | {s.day for s in states if s.day}
    if first_known and len(states) == 1:  # no dated fact of its own life
        days.add(span(first_known)[0])
    changes.sort(key=lambda w: (w.day, w.order_id))
    forces: dict[str, int] = {}
    permits: set[str] = set()
    spans: list[tuple[date, FlowStatus, str | None]] = []
    at, own_at, own = 0, 0, states[0].status
    for day in sorted(days):
        today: list[tuple[Weight, int]] = []
        while at < len(changes) and changes[at].day == day:
            change = changes[at]
            today.append((change, forces.get(change.order_id, NONE)))
            forces[change.order_id] = change.force
            (permits.add if change.permits else permits.discard)(change.order_id)
            at += 1
        while own_at + 1 < len(states) and (states[own_at + 1].day or day) <= day:
            own_at += 1
            own = states[own_at].status
        status = status_of(index, forces, permits, own)
        if not spans or spans[-1][1] != status:
            spans.append((day, status, _cause(today, status)))
    return tuple(
        StatusSpan(day, spans[i + 1][0] if i + 1 < len(spans) else None, status, cause)
        for i, (day, status, cause) in enumerate(spans)
    )


def _cause(today: list[tuple[Weight, int]], status: FlowStatus) -> str | None:
    """The event that explains the new status: one that brought its force, else one that took a greater one away."""
    wanted = {"blocked": WHOLLY, "limited": PARTLY, "unknown": UNSURE}.get(status, NONE)

    def key(row: tuple[Weight, int]) -> tuple[int, bool, str]:
        change, before = row
        if change.force == wanted and before != wanted:
            rank = 0
        else:
            rank = 1 if change.permits else 2 if change.force < before else 3
        return rank, change.cause is None, change.order_id

    return min(today, key=key)[0].cause if today else None
