"""The chronology as JSON, in the shape of docs/chronology.schema.json. Everything that the paper says, typed."""

import json
from datetime import UTC, date, datetime
from typing import Any

from tracker.outputs.chronology import NOTICE, Chronology
from tracker.outputs.chronology_rows import ChronologyRow, Expected, FlowEffect, FlowRow, Named, OrderRow, SourceUse
from tracker.outputs.chronology_words import iso_day

FORMAT = "data-sharing-docket.chronology"
VERSION = 1
Json = dict[str, Any]


def write_json(chronology: Chronology) -> bytes:
    return write_lines(as_data(chronology))


def write_lines(data: Json) -> bytes:
    """A line for each event, order, source: the encoder that indents everything takes ten times as long."""
    parts = (f"{_dumps(name)}: {_lines(value)}" for name, value in data.items())
    return ("{\n" + ",\n".join(parts) + "\n}\n").encode("utf-8")


def _lines(value: Any) -> str:
    if not isinstance(value, list) or not value:
        return _dumps(value)
    return "[\n" + ",\n".join(_dumps(one) for one in value) + "\n]"


def _dumps(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def as_data(chronology: Chronology) -> Json:
    """The chronology in the shape of docs/chronology.schema.json; days `YYYY-MM-DD`, instants UTC."""
    c = chronology
    return {
        "format": FORMAT,
        "format_version": VERSION,
        "title": c.title,
        "notice": NOTICE,
        "publisher": c.site or None,
        "scope": _scope(c),
        "data_version": c.version,
        "rows_sha256": c.rows_sha256,
        "made_at": _instant(c.made_at),
        "verified_through": _day(c.verified_through),
        "flows": [_flow(f) for f in c.flows],
        "orders_in_force": [_order(o) for o in c.orders_in_force],
        "orders_suspended_or_unknown": [_order(o) for o in c.orders_other],
        "orders_told_differently": [
            {"order_id": o.order_id, "title": o.title, "before": o.before, "after": o.after, "reason": o.reason}
            for o in c.order_changes
        ],
        "days_ahead_and_hearings": [_expected(e) for e in c.expected],
        "coverage": {
            "feeds": [{"court": court, "last_read_at": _instant(at)} for court, at in c.readings],
            "gaps": [
                {"court": g.court, "from": _instant(g.from_), "to": _instant(g.to), "closed_at": _instant(g.closed_at),
                 "closed_why": g.why or None}
                for g in c.gaps
            ],
        },
        "events": [_event(row) for row in c.rows],
        "sources": [_source(s) for s in c.sources],
    }  # fmt: skip


def _day(value: date | None) -> str | None:
    return value.isoformat() if value else None


def _instant(value: datetime | None) -> str | None:
    return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if value else None


def _scope(c: Chronology) -> Json:
    s = c.scope
    return {
        "cases": [_named(n) for n in s.cases],
        "flows": [_named(n) for n in s.flows],
        "courts": [{"id": n.id, "name": n.name} for n in s.courts],
        "kinds": list(s.kinds),
        "from": _day(s.from_),
        "to": _day(s.to),
        "as_of": s.as_of.isoformat(),
        "known_at": _instant(s.known_at),
        "changed_since": _instant(s.since),
        "orders_only": s.orders_only,
        "confirmed_only": s.confirmed_only,
    }


def _named(n: Named) -> Json:
    return {"id": n.id, "name": n.name, "verified_through": _day(n.verified_through)}


def _source(s: SourceUse) -> Json:
    return {"number": s.number, "url": s.url, "retrieved_at": _instant(s.retrieved_at), "sha256": s.sha256}


def _effect(e: FlowEffect) -> Json:
    return {
        "flow_id": e.flow_id, "name": e.name, "effect": e.effect or None, "status_before": e.before,
        "status_after": e.after,
    }  # fmt: skip


def _event(row: ChronologyRow) -> Json:
    return {
        "id": row.event_id,
        "date": iso_day(row) or None,
        "date_precision": row.precision,
        "time": row.time,
        "zone": row.zone,
        "date_filed": _day(row.date_filed),
        "entered_at": _instant(row.entered_at),
        "case_id": row.case_id,
        "case": row.case_name,
        "court_id": row.court_id,
        "court": row.court,
        "docket_number": row.docket_number or None,
        "document": row.document_number or None,
        "judge": row.judge or None,
        "kind": row.kind,
        "event": row.title,
        "detail": row.text,
        "sources_differ": row.conflict or None,
        "actions": [{"relief": relief, "disposition": disposition} for relief, disposition in row.actions],
        "effects": [_effect(e) for e in row.effects],
        "order_id": row.order_id or None,
        "order_state": row.order_state,
        "citation": row.citation or None,
        "sources": [s.number for s in row.sources],
        "standing": row.standing,
        "confirmed_by": row.confirmed_by or None,
        "pending": row.pending,
        "outcome_unknown": row.outcome_unknown,
        "known_since": _instant(row.known_since),
        "change": row.change or None,
        "changes": [{"field": f.field, "before": f.before, "after": f.after} for f in row.changes],
    }


def _order(o: OrderRow) -> Json:
    return {
        "order_id": o.order_id,
        "event_id": o.event_id,
        "case_id": o.case_id,
        "case": o.case_name,
        "court": o.court,
        "docket_number": o.docket_number or None,
        "entered": o.entered.isoformat(),
        "title": o.title,
        "relief": o.relief,
        "state": o.state,
        "since": o.since.isoformat(),
        "reason": o.reason,
        "terms": [{"flow_id": e.flow_id, "name": e.name, "effect": e.effect, "whole": whole, "text": text}
                  for e, whole, text in o.terms],
        "apart": list(o.apart),
        "notes": list(o.notes),
        "age_of_knowledge": o.stale,
        "ends": o.ends,
        "verified_through": _day(o.verified_through),
        "citation": o.citation or None,
        "sources": [s.number for s in o.sources],
    }  # fmt: skip


def _flow(f: FlowRow) -> Json:
    return {
        "flow_id": f.flow_id,
        "name": f.name,
        "status": f.status,
        "since": _day(f.since),
        "operating": f.operating,
        "verified_through": _day(f.verified_through),
        "age_of_knowledge": f.stale,
        "conflict": f.conflict,
        "orders": list(f.orders),
        "pending": list(f.pending),
    }


def _expected(e: Expected) -> Json:
    return {
        "key": e.key,
        "what": e.what,
        "day": e.day.isoformat(),
        "time": e.time,
        "zone": e.zone,
        "summary": e.summary,
        "detail": e.detail,
        "computed": e.computed,
    }
