"""A chronology out of what the store and the law say. Pure: no store, no clock; the material is handed in."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime

from tracker.courts import DEFAULT_ZONE
from tracker.law.docketing import UNTIMED, sort_key
from tracker.law.engine import LawModel, order_state
from tracker.outputs.chronology import Chronology
from tracker.outputs.chronology_material import Appendix, Material, case_name
from tracker.outputs.chronology_orders import expected, flow_rows, order_changes, order_rows
from tracker.outputs.chronology_rows import ChronologyRow, FlowEffect, Scope, Standing
from tracker.outputs.chronology_words import title_of
from tracker.outputs.citation import cite_event
from tracker.outputs.records import EventRecord
from tracker.outputs.redline import body_text
from tracker.text import one_line
from tracker.vocab import FlowStatus


def build(material: Material) -> Chronology:
    """The chronology: rows oldest first, undated last; orders and flows as they stand on `scope.as_of`."""
    scope, law = material.scope, material.law
    appendix = Appendix(material.archived)
    shown = sorted((e for e in material.events if _within(e, scope)), key=lambda e: _place(e, law))
    if material.differences is not None:
        shown = [e for e in shown if e.event_id in material.differences]
    caused = _caused(material)
    rows = tuple(_row(n, event, material, appendix, caused) for n, event in enumerate(shown, 1))
    in_force, other = order_rows(material, appendix)
    days = [n.verified_through for n in (*scope.cases, *scope.flows)]
    return Chronology(
        scope=scope,
        title=title_of(scope),
        site=material.site,
        version=material.version,
        made_at=material.made_at,
        verified_through=min((d for d in days if d), default=None) if all(days) else None,
        rows=rows,
        orders_in_force=in_force,
        orders_other=other,
        flows=flow_rows(material),
        sources=appendix.all(),
        gaps=tuple(material.gaps),
        readings=tuple(material.readings),
        expected=expected(material),
        order_changes=order_changes(material),
    )


def _within(event: EventRecord, scope: Scope) -> bool:
    last = min(scope.to, scope.as_of) if scope.to else scope.as_of
    if event.day is not None and ((scope.from_ and event.day < scope.from_) or event.day > last):
        return False
    if scope.courts and event.court_id not in {c.id for c in scope.courts}:
        return False
    if scope.kinds and (event.kind not in scope.kinds or event.withheld):
        return False
    return (not scope.orders_only or event.order_id is not None) and (not scope.confirmed_only or event.confirmed)


def _place(event: EventRecord, law: LawModel) -> tuple[bool, date, int, int, int, str]:
    """Day, then the order of acts within it as the law has it; entries only read from a docket by their time."""
    placed = law.index.events.get(event.event_id)
    if placed is not None and event.day is not None:
        _, minute, depth, rank, name = sort_key(law.index, placed)
        return False, event.day, minute, depth, rank, name
    minute = UNTIMED
    if event.entered_at and event.day:
        midnight = datetime(event.day.year, event.day.month, event.day.day, tzinfo=event.entered_at.tzinfo)
        minute = int((event.entered_at - midnight).total_seconds() // 60)
    number = event.event_id.rpartition("-")[2]
    return event.day is None, event.day or date.max, minute, 0, int(number) if number.isdigit() else 0, event.event_id


def _caused(material: Material) -> dict[tuple[str, str], tuple[FlowStatus | None, FlowStatus]]:
    """(event, flow) to the status before and after, where the event changed it by the day of the chronology."""
    found: dict[tuple[str, str], tuple[FlowStatus | None, FlowStatus]] = {}
    for flow_id, spans in material.law.histories.items():
        for i, span in enumerate(spans):
            if span.cause and span.from_ <= material.scope.as_of:
                found[span.cause, flow_id] = (spans[i - 1].status if i else None), span.status
    return found


def _row(
    number: int,
    event: EventRecord,
    material: Material,
    appendix: Appendix,
    caused: Mapping[tuple[str, str], tuple[FlowStatus | None, FlowStatus]],
) -> ChronologyRow:
    courts = material.courts
    court = courts.get(event.court_id or "")
    change, changes = (material.differences or {}).get(event.event_id, ("", ()))
    row = ChronologyRow(
        number=number, event_id=event.event_id, day=event.day, precision=event.precision,
        time=None, date_filed=None, entered_at=event.entered_at, zone=court.zone if court else DEFAULT_ZONE,
        case_id=event.case_id, case_name=case_name(material, event.case_id, event.case_name),
        court_id=event.court_id, court=courts.citation(event.court_id), docket_number=event.docket_number or "",
        document_number="", judge="", kind=event.kind, title=f"Withheld: {event.withheld}", text="", conflict="",
        actions=(), effects=(), order_id=event.order_id or "", order_state=None, citation="", sources=(),
        standing="withheld", confirmed_by="", pending=False, outcome_unknown=False, known_since=event.first_seen_at,
        change=change,
    )  # fmt: skip
    if event.withheld:
        return row
    return replace(
        row,
        time=one_line(event.body.get("time")) or None,
        date_filed=material.filed.get(event.event_id),
        document_number=event.document or "",
        judge=event.judge or "",
        title=event.title,
        text=body_text(event),
        conflict=one_line(event.body.get("conflict")),
        actions=tuple((relief, disposition or None) for relief, disposition in event.actions),
        effects=_effects(event, material, caused),
        order_state=_state(material, event.order_id),
        citation=cite_event(event, courts) or "",
        sources=tuple(appendix.use(s.url, s.retrieved_at, s.archive_sha) for s in event.sources),
        standing=_standing(event),
        confirmed_by=event.confirmed_by or "",
        pending=event.pending,
        outcome_unknown=event.outcome_unknown,
        changes=changes,
    )


def _effects(
    event: EventRecord,
    material: Material,
    caused: Mapping[tuple[str, str], tuple[FlowStatus | None, FlowStatus]],
) -> tuple[FlowEffect, ...]:
    """What the event does to each flow; also to flows that it names nowhere and whose status it changed."""
    effects = dict(event.flows)
    for event_id, flow_id in caused:
        if event_id == event.event_id:
            effects.setdefault(flow_id, "")
    found = []
    for flow_id, effect in effects.items():
        before, after = caused.get((event.event_id, flow_id), (None, None))
        name = material.flows[flow_id].name if flow_id in material.flows else flow_id
        found.append(FlowEffect(flow_id, name, effect, before, after))
    # What restrains before what merely concerns.
    return tuple(sorted(found, key=lambda f: (not f.effect, f.after is None)))


def _state(material: Material, order_id: str | None) -> str | None:
    if order_id not in material.law.orders:
        return None
    found = order_state(material.law, order_id or "", material.scope.as_of)
    return found.state if found else None


def _standing(event: EventRecord) -> Standing:
    if event.reported_only:
        return "reported"
    return "confirmed" if event.confirmed else "machine-read"
