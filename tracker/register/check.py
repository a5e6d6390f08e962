"""What no single register file can know: ids that must resolve elsewhere, and orders that must fit together.

Pure. It refuses to judge the law of an order; it only asks that what is written can be followed.
"""

import re
from calendar import monthrange
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from tracker.register.in_time import act_in_time, after_in_time, order_in_time
from tracker.register.schema import Act, Case, Docket, Event, Flow, Order, event_id

Path_ = tuple[str | int, ...]
Problem = tuple[str, Path_, str]  # owner id, path inside its file, message
Found = tuple[Path_, str]


@dataclass(slots=True)
class _Register:
    """Every id that something may refer to. `broken`: ids of files that could not be read; what they hold is unknown,
    so a reference into them is no error of the file that makes it."""

    cases: Mapping[str, Case]
    flows: Mapping[str, Flow]
    court_ids: frozenset[str]
    broken: frozenset[str]
    orders: dict[str, str] = field(default_factory=dict)  # order id -> the day or month it was entered
    dockets: dict[str, Docket] = field(default_factory=dict)
    events: dict[str, Event] = field(default_factory=dict)
    former: dict[str, str] = field(default_factory=dict)  # former id -> the case that had it

    def lacks(self, wanted: str, table: Iterable[str]) -> bool:
        if wanted in table:
            return False
        return not any(wanted == b or wanted.startswith((f"{b}.", f"{b}-")) for b in self.broken)


def cross_check(
    cases: Mapping[str, Case],
    flows: Mapping[str, Flow],
    court_ids: frozenset[str],
    broken: frozenset[str] = frozenset(),
) -> Iterator[Problem]:
    """Every id resolves, every order is sourced, no id is used twice, no act comes before the order that it touches."""
    register = _Register(cases, flows, court_ids, broken)
    for case in cases.values():
        yield from ((case.id, path, message) for path, message in _collect(case, register))
    for case in cases.values():
        yield from ((case.id, path, message) for path, message in _check_case(case, register))


def _collect(case: Case, register: _Register) -> Iterator[Found]:
    for index, docket in enumerate(case.dockets):
        if docket.id in register.dockets:
            yield ("dockets", index, "id"), f"docket id {docket.id!r} is used twice in the register"
        register.dockets[docket.id] = docket
    for index, event in enumerate(case.events):
        own_id = event_id(case.id, event.key)
        if own_id in register.events:
            yield ("events", index, "key"), f"event key {event.key!r} is used twice in this case"
        register.events[own_id] = event
        if event.order:
            if event.order.id in register.orders:
                yield ("events", index, "order", "id"), f"order id {event.order.id!r} is used twice"
            register.orders[event.order.id] = event.date or ""


def _check_formerly(case: Case, register: _Register) -> Iterator[Found]:
    for index, old in enumerate(case.formerly):
        if old == case.id and index + 1 < len(case.formerly):
            # It has the id again that it had before those behind it.
            continue
        if old in register.cases or old in register.flows:
            yield ("formerly", index), f"{old!r} is the id of a case or flow of the register; an id is given once"
        elif (owner := register.former.setdefault(old, case.id)) != case.id or old in case.formerly[:index]:
            yield (
                ("formerly", index),
                f"{old!r} stands twice as a former id" + (f"; {owner} has it too" if owner != case.id else ""),
            )
        elif old in register.dockets and register.dockets[old] not in case.dockets:
            yield ("formerly", index), f"{old!r} is the id of a docket of another case, whose address leads there"


def _check_case(case: Case, register: _Register) -> Iterator[Found]:
    yield from _check_formerly(case, register)
    for index, other in enumerate(case.related):
        if other == case.id:
            yield ("related", index), "a case is not related to itself"
        elif register.lacks(other, register.cases):
            yield ("related", index), f"related case {other!r} is not in the register"
    for index, docket in enumerate(case.dockets):
        for path, message in _check_docket(docket, register):
            yield ("dockets", index, *path), message
    for index, event in enumerate(case.events):
        for path, message in _check_event(case, event, register):
            yield ("events", index, *path), message


def _check_docket(docket: Docket, register: _Register) -> Iterator[Found]:
    if docket.court not in register.court_ids:
        yield ("court",), f"court {docket.court!r} is neither a courts-db id nor in data/courts.toml"
    if docket.reviews and register.lacks(docket.reviews, register.dockets):
        yield ("reviews",), f"docket {docket.reviews!r} is not in the register"
    above = docket.reviews
    for _ in register.dockets:
        if above == docket.id:
            yield ("reviews",), "dockets review each other in a circle; the trial court's docket reviews nothing"
            return
        above = register.dockets[above].reviews if above in register.dockets else None


def _check_event(case: Case, event: Event, register: _Register) -> Iterator[Found]:
    if event.docket and event.docket not in {d.id for d in case.dockets}:
        yield ("docket",), f"docket {event.docket!r} is not a docket of this case"
    if event.out_of_court and event.docket:
        yield ("docket",), "an act out of court has no docket; drop `docket` or `out_of_court`"
    if event.time and not (event.time[:2] < "24" and event.time[3:] < "60"):
        yield ("time",), f"{event.time!r} is no time of day; write it by the court's clock, from 00:00 to 23:59"
    for number, line in enumerate(event.ties):
        key = line.split()[1]
        if all(e.key != key for e in case.events):
            yield ("ties", number), f"{key!r} is no event of this case"
    if event.after:
        yield from _check_after(case, event)
    if event.order:
        yield from _check_order(case, event, event.order, register)
    actions = [f"{action.relief} {action.disposition}" for action in event.actions]
    for name, items in (("actions", actions), ("sources", event.sources)):
        for index, item in enumerate(items):
            if item in items[:index]:
                yield (name, index), f"{item!r} stands twice"
    yield from _flows_exist(("flows",), [t.flow for t in event.flows], register)
    for index, act in enumerate(event.acts):
        for path, message in _check_act(event, act, register):
            yield ("acts", index, *path), message


def _check_after(case: Case, event: Event) -> Iterator[Found]:
    earlier = next((e for e in case.events if e.key == event.after), None)
    if earlier is None:
        yield ("after",), f"{event.after!r} is no event of this case"
    elif earlier is event or earlier.date != event.date:
        yield ("after",), f"`after` orders two events of one date; {event.after!r} is not another event of {event.date}"
    else:
        yield from after_in_time(case, event, earlier)


def _check_order(case: Case, event: Event, order: Order, register: _Register) -> Iterator[Found]:
    if not event.sources:
        yield ("order",), f"order {order.id} has no source: an order must be sourced, or written as a plain event"
    if event.out_of_court:
        yield ("order",), f"order {order.id} is an act of a court; it cannot be `out_of_court`"
    if event.date is None:
        return
    shown = _last(event.date)
    if not re.fullmatch(rf"{re.escape(f'{case.id}.{shown}')}(\.([2-9]|[1-9]\d+))?", order.id):
        yield ("order", "id"), f"order id must be {case.id}.{shown} (with .2, .3 for further ones of that day)"
    for name, stated in (("effective", order.effective), ("ends_on", order.ends_on)):
        if stated and stated < event.date:
            yield ("order", name), f"{name} {stated} is before the order was entered ({event.date})"
    yield from order_in_time(event, order, register.orders)
    yield from _flows_exist(("order", "restrictions"), [r.flow for r in order.restrictions], register)
    for index, old in enumerate(order.replaces):
        if old == order.id:
            yield ("order", "replaces", index), "an order does not replace itself"
        elif register.lacks(old, register.orders):
            yield ("order", "replaces", index), f"order {old!r} is not in the register"


def _check_act(event: Event, act: Act, register: _Register) -> Iterator[Found]:
    if act.order and register.lacks(act.order, register.orders):
        yield ("order",), f"order {act.order!r} is not in the register"
    elif act.order and event.date and _last(event.date) < register.orders.get(act.order, ""):
        entered = register.orders[act.order]
        yield ("order",), f"order {act.order!r} was entered on {entered}, after this event of {event.date}"
    yield from act_in_time(event, act, register.orders, register.events)
    for name, wanted in (("stay", act.stay), ("judgment", act.judgment)):
        if wanted and register.lacks(wanted, register.events):
            yield (name,), f"event {wanted!r} is not in the register; write <case>.<key>"
    stay = register.events.get(act.stay or "")
    if stay and not any(other.do == "stays" for other in stay.acts):
        yield ("stay",), f"event {act.stay!r} stays no order; name the event whose act is `do: stays`"
    if act.docket and register.lacks(act.docket, register.dockets):
        yield ("docket",), f"docket {act.docket!r} is not in the register"
    yield from _flows_exist(("flows",), act.flows, register)
    yield from _flows_exist(("restrictions",), [r.flow for r in act.restrictions], register)


def _flows_exist(path: Path_, ids: list[str], register: _Register) -> Iterator[Found]:
    for index, flow_id in enumerate(ids):
        if flow_id not in register.flows and flow_id not in register.broken:
            yield (*path, index, "flow"), f"flow {flow_id!r} is not in the register"


def _last(when: str) -> str:
    """The last day that a day or a month can mean."""
    if len(when) == 10:
        return when
    year, month = int(when[:4]), int(when[5:7])
    return f"{when}-{monthrange(year, month)[1]:02d}"
