"""Chronologies from the store: which events, in which words, as of which day."""

from collections.abc import Sequence
from datetime import date, datetime

from tracker.courts import Courts
from tracker.dates import utc_text
from tracker.errors import NotFoundError
from tracker.law.engine import order_state
from tracker.lawbook import Lawbook, Page
from tracker.outputs.chronology import ChronologyRow, Scope
from tracker.outputs.citation import cite
from tracker.outputs.records import EventRecord
from tracker.outputs.words import EFFECT, KIND, STATE, action, label
from tracker.storage.store import Store
from tracker.storage.timeline import case_events, flow_events


def build_chronology(
    store: Store,
    lawbook: Lawbook,
    courts: Courts,
    case_ids: Sequence[str],
    flow_ids: Sequence[str],
    *,
    from_: date | None,
    to: date | None,
    as_of: date,
    now: datetime,
) -> tuple[Scope, list[ChronologyRow]]:
    """Events of the cases and of the flows up to `as_of`, oldest first, undated last; one that several name stands
    once. Raises NotFoundError for an unknown case or flow."""
    page = lawbook.page(store)
    for kind, ids, known in (("case", case_ids, page.cases), ("flow", flow_ids, page.flows)):
        for found in ids:
            if found not in known:
                raise NotFoundError(f"no {kind} {found!r} in the register")
    events = {e.event_id: e for c in case_ids for e in case_events(store, c)}
    events |= {e.event_id: e for f in flow_ids for e in reversed(flow_events(store, f))}
    last = min(to or as_of, as_of)
    chosen = [e for e in events.values() if e.day is None or ((not from_ or e.day >= from_) and e.day <= last)]
    # Stable, so that events of one day stay in the order of the record.
    chosen.sort(key=lambda e: (e.day is None, e.day or date.min))
    checked = [d for d in (page.cases[c].verified_through for c in case_ids) if d]
    checked += [d for d in (page.flows[f].verified_through for f in flow_ids) if d]
    scope = Scope(
        tuple(page.cases[c].name for c in case_ids), tuple(page.flows[f].name for f in flow_ids), from_, to, as_of,
        now, date.fromisoformat(min(checked)) if checked else None,
    )  # fmt: skip
    return scope, [_row(event, page, courts, as_of) for event in chosen]


def _row(event: EventRecord, page: Page, courts: Courts, as_of: date) -> ChronologyRow:
    court = courts.citation(event.court_id)
    effects = [f"{label(EFFECT, effect)} {_flow(page, flow_id)}".strip() for flow_id, effect in event.flows if effect]
    effects += [f"concerns {_flow(page, flow_id)}" for flow_id, effect in event.flows if not effect]
    state = order_state(page.law, event.order_id, as_of) if event.order_id in page.law.orders else None
    confirmed = "machine-read" if not event.confirmed else f"confirmed by {event.confirmed_by or 'the register'}"
    return ChronologyRow(
        date=_day(event),
        date_entered=utc_text(event.entered_at) if event.entered_at else "",
        case=event.case_name or "",
        court=court,
        docket_number=event.docket_number or "",
        document_number=event.document or "",
        kind=label(KIND, event.kind),
        event=event.title,
        detail=event.text,
        actions="; ".join(action(relief, disposition) for relief, disposition in event.actions),
        effect_on_flows="; ".join(effects),
        order_id=event.order_id or "",
        order_status=f"{label(STATE, state.state)} on {as_of}" if state else "",
        citation=_citation(event, court),
        sources="; ".join(source.url for source in event.sources),
        retrieved="; ".join(utc_text(s.retrieved_at) for s in event.sources if s.retrieved_at),
        sha256="; ".join(s.archive_sha for s in event.sources if s.archive_sha),
        confirmed="reported, not confirmed" if event.reported_only else confirmed,
        known_since=utc_text(event.first_seen_at),
        event_id=event.event_id,
    )


def _flow(page: Page, flow_id: str) -> str:
    return page.flows[flow_id].name if flow_id in page.flows else flow_id


def _day(event: EventRecord) -> str:
    if event.day is None:
        return ""
    return event.day.isoformat()[:7] if event.precision == "month" else event.day.isoformat()


def _citation(event: EventRecord, court: str) -> str:
    if not event.docket_id:
        return ""
    return cite(
        case_name=event.case_name or "", docket_number=event.docket_number, court=court, day=event.day,
        what=label(KIND, event.kind), document=event.document, month_only=event.precision == "month",
    )  # fmt: skip
