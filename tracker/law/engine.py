"""The law engine's doors: build the model once, then ask it about orders and flows on any day. Pure; nothing is kept
outside the model, and the model never changes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from tracker.courts import Courts
from tracker.errors import NotFoundError
from tracker.law import wording
from tracker.law.answers import (
    Change,
    FlowAnswer,
    FlowOrder,
    Interval,
    OrderHistory,
    Pending,
    StatusSpan,
)  # fmt: skip
from tracker.law.because import Standing, conflict, reasons
from tracker.law.docketing import Index, Placed, build_index
from tracker.law.life import OwnState, operating_on, own_state_on, own_states
from tracker.law.resolve import resolve
from tracker.law.statuses import Weight, bears, extent_at, history, status_of, weights
from tracker.law.steps import collect
from tracker.register.schema import Case, Flow, Restriction, Touch
from tracker.vocab import RESTRAINING_EFFECTS


@dataclass(frozen=True, slots=True)
class LawModel:
    """Everything the register says, resolved. `orders` by order id; `histories` by flow id."""

    index: Index
    flows: Mapping[str, Flow]
    orders: dict[str, OrderHistory]
    histories: dict[str, tuple[StatusSpan, ...]]
    own: dict[str, tuple[OwnState, ...]]
    flow_orders: dict[str, tuple[str, ...]]  # flow id -> orders that ever restricted it, oldest first
    touches: dict[str, tuple[tuple[Placed, Touch], ...]]
    pending: tuple[Pending, ...]


def build_model(
    cases: Mapping[str, Case], flows: Mapping[str, Flow], courts: Courts, pending: Sequence[Pending] = ()
) -> LawModel:
    """Resolve every order and every flow's status through time. The order in which facts are given does not matter."""
    index = build_index(cases, courts)
    bearings = collect(index)
    orders = {order_id: resolve(index, order_id, bearings) for order_id in sorted(index.orders)}
    changes: dict[str, list[Weight]] = {}
    touching: dict[str, set[str]] = {}
    for order in orders.values():
        for flow_id, weight in weights(order):
            changes.setdefault(flow_id, []).append(weight)
        for flow_id in order.by_flow:
            touching.setdefault(flow_id, set()).add(order.order_id)
    own = {flow_id: own_states(flow) for flow_id, flow in flows.items()}
    histories = {
        flow_id: history(index, changes.get(flow_id, []), own[flow_id], flow.first_known)
        for flow_id, flow in flows.items()
    }
    flow_orders = {
        flow_id: tuple(sorted(ids, key=lambda i: (orders[i].entered, i))) for flow_id, ids in touching.items()
    }
    return LawModel(
        index, flows, orders, histories, own, flow_orders, _touches(index), tuple(sorted(pending, key=_pending_key))
    )


def _pending_key(pending: Pending) -> tuple[date, str]:
    return pending.entered, pending.event_id


def _touches(index: Index) -> dict[str, tuple[tuple[Placed, Touch], ...]]:
    found: dict[str, list[tuple[Placed, Touch]]] = {}
    for placed in index.events.values():
        touches = list(placed.event.flows)
        if placed.event.order and not placed.event.confirmed:
            # An order that is only reported restricts nothing; that it was reported is told all the same.
            touches += [Touch(flow=flow_id) for flow_id in {r.flow for r in placed.event.order.restrictions}]
        for touch in touches:
            found.setdefault(touch.flow, []).append((placed, touch))
    return {flow_id: tuple(sorted(rows, key=lambda r: r[0].id)) for flow_id, rows in found.items()}


def interval_on(intervals: Sequence[Interval], day: date) -> Interval | None:
    """The interval that holds at the end of `day`, or None before the first."""
    for interval in reversed(intervals):
        if interval.from_ <= day:
            return interval if interval.until is None or day < interval.until else None
    return None


def get_order(model: LawModel, order_id: str) -> OrderHistory:
    """Raises NotFoundError for an unknown id."""
    try:
        return model.orders[order_id]
    except KeyError:
        raise NotFoundError(f"no order {order_id!r} in the register") from None


def order_state(model: LawModel, order_id: str, day: date) -> Interval | None:
    """The state of the whole order at the end of `day` in its court's zone; None before it existed."""
    return interval_on(get_order(model, order_id).intervals, day)


def extent_on(model: LawModel, order_id: str, day: date) -> tuple[Restriction, ...]:
    """What the order says on `day`, whether or not it is in force; a suspended order keeps its extent."""
    return extent_at(get_order(model, order_id), day)


def flow_history(model: LawModel, flow_id: str) -> tuple[StatusSpan, ...]:
    """The flow's status from its first dated fact on. Empty where nothing about it is dated."""
    _flow(model, flow_id)
    return model.histories[flow_id]


def orders_in_force(model: LawModel, day: date) -> tuple[OrderHistory, ...]:
    """All orders in force at the end of `day`, whole or in part, oldest first."""
    found = [o for o in model.orders.values() if (i := interval_on(o.intervals, day)) and i.state == "in_force"]
    return tuple(sorted(found, key=lambda o: (o.entered, o.order_id)))


def changes_between(model: LawModel, first: date, last: date) -> tuple[Change, ...]:
    """Changes of flows' status from `first` to `last`, both included, newest first."""
    found = []
    for flow_id, spans in model.histories.items():
        for i, span in enumerate(spans):
            if first <= span.from_ <= last:
                before = spans[i - 1].status if i else None
                found.append(Change(flow_id, span.from_, before, span.status, span.cause))
    return tuple(sorted(found, key=lambda c: (-c.day.toordinal(), c.flow_id)))


def pending_on_order(model: LawModel, order_id: str, as_of: date) -> tuple[Pending, ...]:
    """Acts that only a machine has read and that may touch the order, entered by `as_of`."""
    case_id = get_order(model, order_id).case_id
    return tuple(p for p in model.pending if p.entered <= as_of and _may_touch(p, order_id, case_id))


def _may_touch(pending: Pending, order_id: str, case_id: str) -> bool:
    if pending.order_ids or pending.flow_ids:
        return order_id in pending.order_ids
    return pending.case_id == case_id


def flow_answer(model: LawModel, flow_id: str, as_of: date) -> FlowAnswer:
    """Status of the flow at the end of `as_of`, with what it rests on. Raises NotFoundError for an unknown flow.

    Only facts dated on or before `as_of` explain it; `history` tells all time.
    """
    flow = _flow(model, flow_id)
    standings = _standings(model, flow_id, as_of)
    counted = [s for s in standings if s.interval.state in ("in_force", "unknown")]
    restraining = [_flow_order(s) for s in counted if any(r.effect in RESTRAINING_EFFECTS for r in s.restrictions)]
    own = own_state_on(model.own[flow_id], as_of)
    weighed = {s.order.order_id: bears(s.restrictions, flow_id, s.interval.state) for s in counted}
    status = status_of(
        model.index, {o: force for o, (force, _) in weighed.items()}, [o for o, (_, p) in weighed.items() if p],
        own.status,
    )  # fmt: skip
    span = next((s for s in model.histories[flow_id] if s.from_ <= as_of and (not s.until or as_of < s.until)), None)
    return FlowAnswer(
        flow_id=flow_id, as_of=as_of, status=status, since=span.from_ if span else None,
        operating=operating_on(flow, as_of)[0], verified_through=_verified(flow, standings),
        orders_in_force=tuple(sorted((o for o in restraining if o.state == "in_force"), key=_strength)),
        orders_uncertain=tuple(sorted((o for o in restraining if o.state == "unknown"), key=_strength)),
        pending=_flow_pending(model, flow_id, as_of),
        because=reasons(model.index, flow, as_of, standings, model.touches.get(flow_id, ()), own),
        conflict=conflict(model.index, standings, as_of), history=model.histories[flow_id],
    )  # fmt: skip


def _flow(model: LawModel, flow_id: str) -> Flow:
    try:
        return model.flows[flow_id]
    except KeyError:
        raise NotFoundError(f"no data flow {flow_id!r} in the register") from None


def _standings(model: LawModel, flow_id: str, day: date) -> list[Standing]:
    """The orders that have restricted the flow by `day`, with their state and their restrictions on it that day."""
    found = []
    for order_id in model.flow_orders.get(flow_id, ()):
        order = model.orders[order_id]
        interval = interval_on(order.by_flow[flow_id], day)
        if interval:
            restrictions = tuple(r for r in extent_at(order, day) if r.flow == flow_id)
            if restrictions:
                found.append(Standing(order, interval, restrictions))
    return found


def _flow_order(standing: Standing) -> FlowOrder:
    order, interval, restrictions = standing
    effects = [r.effect for r in restrictions if r.effect in RESTRAINING_EFFECTS]
    strongest = min(effects, key=RESTRAINING_EFFECTS.index)
    return FlowOrder(
        order_id=order.order_id, case_id=order.case_id, entered=order.entered, effect=strongest,
        whole=any(r.effect == "bars" and r.whole for r in restrictions),
        extent=wording.extent(tuple(r for r in restrictions if r.effect in RESTRAINING_EFFECTS)),
        restrictions=restrictions, state=interval.state, since=interval.from_, title=order.title,
    )  # fmt: skip


def _strength(order: FlowOrder) -> tuple[int, bool, date, str]:
    return RESTRAINING_EFFECTS.index(order.effect), not order.whole, order.entered, order.order_id


def _verified(flow: Flow, standings: list[Standing]) -> date | None:
    """Never later than the last source read for any order that the status rests on; None where one has no date.

    A suspended order counts too: that the flow is open rests on the suspension.
    """
    own = date.fromisoformat(flow.verified_through) if flow.verified_through else None
    resting = [
        s.order.verified_through
        for s in standings
        if s.interval.state != "ended" and any(r.effect in RESTRAINING_EFFECTS for r in s.restrictions)
    ]
    if any(day is None for day in resting):
        return None
    days = [day for day in (*resting, own) if day is not None]
    return min(days, default=None)


def _flow_pending(model: LawModel, flow_id: str, as_of: date) -> tuple[Pending, ...]:
    orders = [(o, model.orders[o].case_id) for o in model.flow_orders.get(flow_id, ())]
    return tuple(
        p
        for p in model.pending
        if p.entered <= as_of and (flow_id in p.flow_ids or any(_may_touch(p, o, case) for o, case in orders))
    )
