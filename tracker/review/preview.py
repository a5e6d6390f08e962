"""What the board would say if a reading were stored: the law worked out with it and without it. Stores nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from tracker.courts import Courts
from tracker.law.answers import FlowAnswer, Interval, OrderHistory, Pending
from tracker.law.engine import LawModel, build_model, flow_answer, interval_on
from tracker.register.rows import flows_touched
from tracker.register.schema import Case, Event, Flow
from tracker.review.confirm import put_into


@dataclass(frozen=True, slots=True)
class FlowChange:
    """What the board says of a flow without and with a reading."""

    flow: Flow
    before: FlowAnswer
    after: FlowAnswer

    @property
    def same(self) -> bool:
        """Whether a reader of the board would see no difference on that day."""
        return _seen(self.before) == _seen(self.after)

    @property
    def past_differs(self) -> bool:
        return self.before.history != self.after.history


@dataclass(frozen=True, slots=True)
class OrderChange:
    """One order of the case whose state differs; None: there is no such order, or not yet."""

    order: OrderHistory
    before: Interval | None
    after: Interval | None
    is_new: bool


@dataclass(frozen=True, slots=True)
class Preview:
    flows: tuple[FlowChange, ...]
    orders: tuple[OrderChange, ...]


def preview(
    cases: Mapping[str, Case], flows: Mapping[str, Flow], courts: Courts, before: LawModel, case: Case,
    event: Event | None, key: str, event_id: str, day: date,
) -> Preview:  # fmt: skip
    """Compare `before` with the law in which `event` stands in the place of the one with `key`, on `day`.

    Every flow that the event touches in either state is told, and every other that would differ.
    """
    pending: Sequence[Pending] = [p for p in before.pending if p.event_id != event_id]
    after = build_model({**cases, case.id: put_into(case, key, event)}, flows, courts, pending)
    old = next((e for e in case.events if e.key == key), None)
    touched = {f for e in (old, event) if e for f in flows_touched(put_into(case, key, e), e)}
    touched |= {f for p in before.pending if p.event_id == event_id for f in p.flow_ids}
    changes = []
    for flow_id, flow in flows.items():
        change = FlowChange(flow, flow_answer(before, flow_id, day), flow_answer(after, flow_id, day))
        if flow_id in touched or not change.same or change.past_differs:
            changes.append(change)
    changes.sort(key=lambda c: (c.same, c.flow.name))
    return Preview(tuple(changes), tuple(_orders(before, after, day)))


def _seen(answer: FlowAnswer) -> object:
    return (answer.status, answer.since, answer.orders_in_force, answer.orders_uncertain, answer.pending)


def _orders(before: LawModel, after: LawModel, day: date) -> Sequence[OrderChange]:
    found = []
    for order_id in sorted(before.orders.keys() | after.orders.keys()):
        was, will = before.orders.get(order_id), after.orders.get(order_id)
        if was and will and was.intervals == will.intervals and was.by_flow == will.by_flow:
            continue
        states = [interval_on(o.intervals, day) if o else None for o in (was, will)]
        order = will or was
        if order:
            found.append(OrderChange(order, states[0], states[1], was is None))
    return found
