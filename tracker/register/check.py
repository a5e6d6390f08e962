"""What no single register file can know: ids that must resolve elsewhere, and orders that must fit together. Pure."""

from collections.abc import Iterator, Mapping

from tracker.register.schema import Act, Case, Event, Flow

Path_ = tuple[str | int, ...]
Problem = tuple[str, Path_, str]  # owner id, path inside its file, message


def cross_check(cases: Mapping[str, Case], flows: Mapping[str, Flow], court_ids: frozenset[str]) -> Iterator[Problem]:
    """Every id resolves, every order is sourced, no docket or order id is used twice."""
    orders: dict[str, str] = {}
    dockets: dict[str, str] = {}
    events = {f"{c.id}.{e.key}" for c in cases.values() for e in c.events}
    for case in cases.values():
        yield from _unique_ids(case, orders, dockets)
    for case in cases.values():
        yield from _check_dockets(case, dockets, court_ids)
        for other in case.related:
            if other not in cases:
                yield case.id, ("related",), f"related case {other!r} is not in the register"
        for index, event in enumerate(case.events):
            path: Path_ = ("events", index)
            yield from ((case.id, path + p, m) for p, m in _check_event(event, flows, orders, events, dockets))


def _unique_ids(case: Case, orders: dict[str, str], dockets: dict[str, str]) -> Iterator[Problem]:
    for index, docket in enumerate(case.dockets):
        if docket.id in dockets:
            yield case.id, ("dockets", index, "id"), f"docket {docket.id!r} is already in case {dockets[docket.id]!r}"
        dockets[docket.id] = case.id
    for index, event in enumerate(case.events):
        if event.order is None:
            continue
        if event.order.id in orders:
            yield case.id, ("events", index, "order", "id"), f"order id {event.order.id!r} is used twice"
        orders[event.order.id] = case.id


def _check_dockets(case: Case, dockets: Mapping[str, str], court_ids: frozenset[str]) -> Iterator[Problem]:
    for index, docket in enumerate(case.dockets):
        if docket.court not in court_ids:
            yield (
                case.id,
                ("dockets", index, "court"),
                f"court {docket.court!r} is neither a courts-db id nor in data/courts.toml",
            )
        if docket.reviews and docket.reviews not in dockets:
            yield case.id, ("dockets", index, "reviews"), f"docket {docket.reviews!r} is not in the register"


def _check_event(
    event: Event,
    flows: Mapping[str, Flow],
    orders: Mapping[str, str],
    events: set[str],
    dockets: Mapping[str, str],
) -> Iterator[tuple[Path_, str]]:
    if event.order and not event.sources:
        yield ("order",), f"order {event.order.id} has no source: an order must be sourced, or written as a plain event"
    if event.order:
        yield from _flows_exist(("order", "restrictions"), [r.flow for r in event.order.restrictions], flows)
        for old in event.order.replaces:
            if old not in orders:
                yield ("order", "replaces"), f"order {old!r} is not in the register"
    yield from _flows_exist(("flows",), [t.flow for t in event.flows], flows)
    for index, act in enumerate(event.acts):
        for path, message in _check_act(act, flows, orders, events, dockets):
            yield ("acts", index, *path), message


def _check_act(
    act: Act, flows: Mapping[str, Flow], orders: Mapping[str, str], events: set[str], dockets: Mapping[str, str]
) -> Iterator[tuple[Path_, str]]:
    if act.order and act.order not in orders:
        yield ("order",), f"order {act.order!r} is not in the register"
    for name, event_id in (("stay", act.stay), ("judgment", act.judgment)):
        if event_id and event_id not in events:
            yield (name,), f"event {event_id!r} is not in the register; write <case>.<key>"
    if act.docket and act.docket not in dockets:
        yield ("docket",), f"docket {act.docket!r} is not in the register"
    yield from _flows_exist(("flows",), act.flows, flows)
    yield from _flows_exist(("restrictions",), [r.flow for r in act.restrictions], flows)


def _flows_exist(path: Path_, ids: list[str], flows: Mapping[str, Flow]) -> Iterator[tuple[Path_, str]]:
    for index, flow_id in enumerate(ids):
        if flow_id not in flows:
            yield (*path, index), f"flow {flow_id!r} is not in the register"
