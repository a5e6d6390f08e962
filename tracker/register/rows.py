"""Register events as timeline rows. Pure."""

from collections.abc import Mapping
from functools import lru_cache

from tracker.courts import Courts
from tracker.dates import span
from tracker.register.schema import Act, Case, Event, Flow, event_id
from tracker.storage.events import EventRow
from tracker.vocab import RESTRAINING_EFFECTS, ROUTINE_KINDS


def event_row(
    case: Case,
    event: Event,
    flows: Mapping[str, Flow],
    courts: Courts,
    *,
    row_id: str | None = None,
    entry_id: int | None = None,
    confirmed_by: str | None = None,
) -> EventRow:
    """The timeline row of a register event, or (with `row_id`, `entry_id`, `confirmed_by`) of a person's reading."""
    docket = None
    if not event.out_of_court:
        docket = next((d for d in case.dockets if d.id == event.docket), case.dockets[0])
    first, last = span(event.date) if event.date else (None, None)
    touched = flows_touched(case, event)
    return EventRow(
        event_id=row_id or event_id(case.id, event.key),
        case_id=case.id,
        docket_id=docket.id if docket else None,
        court_id=docket.court if docket else None,
        origin="docket" if entry_id is not None else "register",
        kind=event.kind,
        title=event.title,
        text=" ".join(part for part in (event.text, event.note, event.conflict) if part),
        names=_names(case, event, touched, flows, courts),
        # A month sorts at its last day: from then on it is certain to have happened.
        day=last.isoformat() if last else None,
        day_precision="none" if last is None else "day" if first == last else "month",
        entered_at=None,
        document=event.document,
        judge=event.judge or (docket.judge if docket else None),
        confirmed=event.confirmed,
        confirmed_by=confirmed_by,
        reported_only=not event.confirmed,
        order_id=event.order.id if event.order else None,
        # What changes the law of something is never folded away nor left out of mail, whatever the paper is called.
        routine=event.kind in ROUTINE_KINDS and not (event.order or event.acts),
        entry_id=entry_id,
        body=event.model_dump_json(),
        actions=tuple((a.relief, a.disposition) for a in event.actions),
        flows=tuple(touched.items()),
        sources=tuple((url, None, None) for url in event.sources),
    )


def flows_touched(case: Case, event: Event) -> dict[str, str]:
    """Flow ids that the event concerns, with its strongest effect on each ("" where it has none of its own).

    An act on an order touches the flows of that order.
    """
    strength: list[str] = [*RESTRAINING_EFFECTS, "permits", "declares", "declines", ""]
    found: dict[str, str] = {}

    def note(flow_id: str, effect: str) -> None:
        if flow_id not in found or strength.index(effect) < strength.index(found[flow_id]):
            found[flow_id] = effect

    for restriction in event.order.restrictions if event.order else []:
        note(restriction.flow, restriction.effect)
    for touch in event.flows:
        note(touch.flow, touch.effect or "")
    orders = {e.order.id: e.order for e in case.events if e.order}
    for act in event.acts:
        for order_id in _orders_meant(case, act):
            for restriction in orders[order_id].restrictions if order_id in orders and not act.flows else ():
                note(restriction.flow, "")
        for restriction in act.restrictions:
            note(restriction.flow, restriction.effect)
        for flow_id in act.flows:
            note(flow_id, "")
    return found


def _orders_meant(case: Case, act: Act) -> list[str]:
    """The order that an act names, or those of the stay that it lifts or the judgment whose mandate it is."""
    if act.order:
        return [act.order]
    behind = {event_id(case.id, e.key): e for e in case.events}.get(act.stay or act.judgment or "")
    return [a.order for a in behind.acts if a.order] if behind else []


def case_flows(case: Case) -> dict[str, None]:
    """Every flow that any event of the case concerns, in order of first mention."""
    return dict.fromkeys(flow for event in case.events for flow in flows_touched(case, event))


# What people type instead of the full name of a relief.
_SHORT = {
    "temporary_restraining_order": "TRO", "preliminary_injunction": "PI", "stay_of_agency_action": "705 stay",
    "vacatur_of_agency_action": "706 set aside",
}  # fmt: skip


@lru_cache(maxsize=1024)
@lru_cache(maxsize=512)
def searched(relief: str) -> str:
    """The words by which search finds a relief: its name and the short form in use."""
    return f"{relief.replace('_', ' ')} {_SHORT.get(relief, '')}".strip()


def _names(case: Case, event: Event, touched: Mapping[str, str], flows: Mapping[str, Flow], courts: Courts) -> str:
    parts: list[str | None] = [case.name, case.caption, event.judge, event.document]
    for docket in case.dockets:
        if event.docket in (None, docket.id):
            parts += [docket.number, courts.citation(docket.court), docket.judge]
    parts += [flows[f].name for f in touched if f in flows]
    parts += [event.order.title] if event.order else []
    parts += [searched(a.relief) for a in event.actions]
    return " ".join(part for part in parts if part)
