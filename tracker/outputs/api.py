"""The shapes of the HTTP interface. Pure; the contract itself is described by `openapi` and in docs/api.md."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from tracker.dates import utc_text
from tracker.law.answers import ExtentVersion, FlowAnswer, FlowOrder, Interval, OrderHistory, Pending, Reason
from tracker.outputs.board import month_only, notes_on
from tracker.outputs.gaps import GapNote
from tracker.outputs.records import EventRecord, FeedRecord
from tracker.outputs.ties import TieRecord, inverse_word
from tracker.register.schema import Case, Flow, Restriction
from tracker.text import one_line, plain

Json = dict[str, Any]


def day(value: date | None) -> str | None:
    return value.isoformat() if value else None


def instant(value: datetime | None) -> str | None:
    return utc_text(value) if value else None


def restriction(r: Restriction, *, with_flow: bool = False) -> Json:
    """A restriction in the shape of the contract (docs/api.md); with_flow: where the order is told, not the flow."""
    found: Json = {"flow_id": r.flow} if with_flow else {}
    return found | {
        "effect": r.effect,
        "whole": r.whole,
        "people": {"kind": r.people.kind, "who": list(r.people.who)} if r.people else None,
        "places": r.places,
        "data": r.data,
        "recipients": r.recipients,
        "exceptions": list(r.exceptions),
        "text": r.text,
    }


def flow_order(o: FlowOrder) -> Json:
    """The `O` of the contract."""
    return {
        "order_id": o.order_id,
        "case_id": o.case_id,
        "entered": o.entered.isoformat(),
        "effect": o.effect,
        "whole": o.whole,
        "extent": o.extent,
        "restrictions": [restriction(r) for r in o.restrictions],
    }


def pending(p: Pending) -> Json:
    return {
        "event_id": p.event_id,
        "entered": p.entered.isoformat(),
        "text": p.text,
        "case_id": p.case_id,
        "order_ids": list(p.order_ids),
        "flow_ids": list(p.flow_ids),
    }


def flow_answer(a: FlowAnswer, known_at: datetime) -> Json:
    """A flow on a day, in the shape of `/api/v1/flows/<id>` (docs/api.md)."""
    return {
        "id": a.flow_id,
        "as_of": a.as_of.isoformat(),
        "known_at": instant(known_at),
        "status": a.status,
        "operating": a.operating,
        "verified_through": day(a.verified_through),
        "orders_in_force": [flow_order(o) for o in a.orders_in_force],
        "orders_uncertain": [flow_order(o) for o in a.orders_uncertain],
        "pending": [pending(p) for p in a.pending],
        "because": [
            {"text": b.text, "event_id": b.event_id, "order_id": b.order_id, "sources": list(b.sources)}
            for b in (*a.because, *_conflict(a))
        ],
        "history": [
            {"from": s.from_.isoformat(), "until": day(s.until), "status": s.status, "cause": s.cause}
            for s in a.history
        ],
    }


def _conflict(a: FlowAnswer) -> tuple[Reason, ...]:
    """Courts that pull in opposite directions are a reason of their own: the contract has no other place for it."""
    return (Reason(a.conflict, None, None, ()),) if a.conflict else ()


def flow_row(flow: Flow, a: FlowAnswer, url: str) -> Json:
    """A flow in the list of `/api/v1/flows`; url: of its own answer."""
    return {
        "id": flow.id,
        "name": flow.name,
        "source": _agency(flow, "source"),
        "recipient": _agency(flow, "recipient"),
        "data": list(flow.data),
        "purpose": flow.purpose,
        "instrument": flow.instrument,
        "authority_claimed": flow.authority_claimed,
        "legal_barrier": flow.legal_barrier,
        "as_of": a.as_of.isoformat(),
        "status": a.status,
        "since": day(a.since),
        "since_precision": _precision(flow, a),
        "operating": a.operating,
        "verified_through": day(a.verified_through),
        "orders_in_force": [o.order_id for o in a.orders_in_force],
        "orders_uncertain": [o.order_id for o in a.orders_uncertain],
        "pending": [p.event_id for p in a.pending],
        "url": url,
    }


def _precision(flow: Flow, a: FlowAnswer) -> str | None:
    """`month` where `since` is the last day of a month of which no source names the day."""
    if a.since is None:
        return None
    return "month" if month_only(flow, a.status, a.since) else "day"


def _agency(flow: Flow, side: str) -> Json:
    agency = flow.source if side == "source" else flow.recipient
    return {"name": agency.name, "short": agency.short, "part_of": agency.part_of, "system": agency.system}


def _interval(i: Interval) -> Json:
    return {
        "from": i.from_.isoformat(),
        "until": day(i.until),
        "state": i.state,
        "cause": i.cause,
        "reason": i.reason,
    }


def _version(v: ExtentVersion) -> Json:
    return {
        "from": v.from_.isoformat(),
        "cause": v.cause,
        "restrictions": [restriction(r, with_flow=True) for r in v.restrictions],
    }


def order(h: OrderHistory, state: Interval | None, version: ExtentVersion | None, as_of: date, extra: Json) -> Json:
    """`state` null: not yet entered on `as_of`. `extra`: citation, url, known_at, pending."""
    return {
        "id": h.order_id,
        "as_of": as_of.isoformat(),
        "case_id": h.case_id,
        "docket_id": h.docket_id,
        "court_id": h.court_id,
        "event_id": h.event_id,
        "title": h.title,
        "relief": h.relief,
        "term": h.term,
        "judge": h.judge,
        "entered": h.entered.isoformat(),
        "state": state.state if state else None,
        "since": day(state.from_) if state else None,
        "reason": state.reason if state else "not yet entered on this day",
        "verified_through": day(h.verified_through),
        "restrictions": [restriction(r, with_flow=True) for r in version.restrictions] if version else [],
        "intervals": [_interval(i) for i in h.intervals],
        "by_flow": {flow_id: [_interval(i) for i in found] for flow_id, found in h.by_flow.items()},
        "versions": [_version(v) for v in h.versions],
        "touched_by": list(h.touched_by),
        "notes": list(notes_on(h, as_of)),
        "sources": list(h.sources),
    } | extra


def _tie(t: TieRecord) -> Json:
    return {
        "what": inverse_word(t.what) if t.inverse else t.what,
        "event_id": t.other.event_id if t.other else None,
        "document": t.other.document if t.other else t.document,
        "certainty": t.certainty,
        "because": t.because,
    }


def event(e: EventRecord, url: str, ties: Sequence[TieRecord] = (), *, names: bool = False) -> Json:
    """One event. names: say who confirmed it.

    A withheld one keeps its id, its dates and the reason, and nothing else.
    """
    if e.withheld:
        return {"id": e.event_id, "withheld": e.withheld, "date": day(e.day), "first_seen_at": instant(e.first_seen_at)}
    return {
        "id": e.event_id,
        "case_id": e.case_id,
        "docket_id": e.docket_id,
        "court_id": e.court_id,
        "docket_number": e.docket_number,
        "origin": e.origin,
        "kind": e.kind,
        "title": e.title,
        "text": plain(e.body.get("text", e.text)),
        "note": e.body.get("note"),
        "conflict": e.body.get("conflict"),
        "date": day(e.day) if e.precision != "month" or e.day is None else e.day.strftime("%Y-%m"),
        "date_precision": e.precision,
        "entered_at": instant(e.entered_at),
        "document": e.document,
        "judge": e.judge,
        "actions": [{"relief": r, "disposition": d or None} for r, d in e.actions],
        "flows": [{"flow_id": f, "effect": effect or None} for f, effect in e.flows],
        "order_id": e.order_id,
        "confirmed": e.confirmed,
        "confirmed_by": e.confirmed_by if names else None,
        "reported_only": e.reported_only,
        "pending": e.pending,
        "outcome_unknown": e.outcome_unknown,
        "routine": e.routine,
        "first_seen_at": instant(e.first_seen_at),
        "changed_at": instant(e.changed_at),
        "sources": [
            {"url": s.url, "retrieved_at": instant(s.retrieved_at), "sha256": s.archive_sha} for s in e.sources
        ],
        "matches": [{"label": m.label, "rule": m.rule, "words": m.words} for m in e.matches],
        "ties": [_tie(t) for t in ties],
        "url": url,
    }


def case(c: Case, courts: Mapping[str, str], url: str, extra: Json) -> Json:
    """`courts`: court id to citation form. `extra`: orders, counts, verified_through as dates."""
    return {
        "id": c.id,
        "name": c.name,
        "caption": c.caption,
        "topics": list(c.topics),
        "plaintiffs": list(c.plaintiffs),
        "defendants": list(c.defendants),
        "claims": list(c.claims),
        "related": list(c.related),
        "state": {"text": c.state.text, "as_of": c.state.as_of, "sources": list(c.state.sources)} if c.state else None,
        "verified_through": c.verified_through,
        "dockets": [
            {
                "id": d.id,
                "court_id": d.court,
                "court": courts.get(d.court, d.court),
                "docket_number": d.number,
                "pacer_case_id": d.pacer_case_id,
                "judge": d.judge,
                "filed": d.filed,
                "reviews": d.reviews,
            }
            for d in c.dockets
        ],
        "url": url,
    } | extra


def gap(g: GapNote) -> Json:
    """A stretch of time in which entries of a court may have come and gone unseen; for a case, as it is for it."""
    return {
        "court_id": g.court_id,
        "from": instant(g.from_at),
        "to": instant(g.to_at),
        "found_at": instant(g.found_at),
        "closed_at": instant(g.closed_at),
        "closed_why": one_line(g.closed_why) or None,
    }


def feed(f: FeedRecord) -> Json:
    """A feed in the list of `/api/v1/feeds`; instants UTC."""
    return {
        "id": f.feed_id,
        "kind": f.kind,
        "url": f.url,
        "last_checked_at": instant(f.last_checked_at),
        "last_ok_at": instant(f.last_ok_at),
        "last_changed_at": instant(f.last_changed_at),
        "next_due_at": instant(f.next_due_at),
        "newest_entered": instant(f.newest_entered),
        "failures": f.failures,
        "failing_since": instant(f.failing_since),
        "last_error": f.last_error,
        "gaps": [
            {"from": g["from_at"], "to": g["to_at"], "found_at": g["found_at"], "closed_at": g["closed_at"]}
            for g in f.gaps
        ],
    }
