"""`/api/v1`: the same answers for programs. Read-only JSON; shapes in `outputs/api.py`, the contract in docs/api.md."""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar
from urllib.parse import urlencode

from flask import Blueprint, Response, abort, g, jsonify, redirect, request, url_for

from tracker import __version__
from tracker.dates import utc_text
from tracker.errors import NotFoundError
from tracker.law.engine import order_state, pending_on_order
from tracker.outputs import api
from tracker.outputs.filters import NAMES, BadParameter, Cursor, EventFilter, parse_cursor, parse_limit
from tracker.outputs.gaps import GapNote, gaps_of_case
from tracker.outputs.openapi import openapi
from tracker.outputs.words import STATUS
from tracker.register.schema import Case
from tracker.storage.facts import version
from tracker.storage.ties import ties_on
from tracker.storage.timeline import (
    case_counts,
    feeds_now,
    find_event,
    latest_check,
    list_events,
    totals,
    withheld_cases,
)
from tracker.text import one_line
from tracker.web.asked import asked_cursor, asked_filter
from tracker.web.context import View, now, read_view, set_etag, site, store
from tracker.web.errors import known_arguments
from tracker.web.missing import known_gaps
from tracker.web.orders import order_citation, register_event, version_on

bp = Blueprint("api", __name__, url_prefix="/api/v1")
T = TypeVar("T")
_DEFAULT, _MOST = 100, 500
# Nothing in such an id is written otherwise in an address.
_PLAIN_ID = re.compile(r"[A-Za-z0-9_.-]+")
_TIMES = ("as_of", "known_at")


@bp.get("/cases")
def cases() -> Response:
    known_arguments(*_TIMES, "cursor", "limit")
    view = read_view()
    set_etag(view.today)
    hidden = withheld_cases(store())
    shown = {case_id: case for case_id, case in view.page.cases.items() if case_id not in hidden}
    counts = case_counts(store(), view.as_of)
    gaps = known_gaps(None, view)
    return _page(shown, lambda case: _case(view, case, counts, gaps))


@bp.get("/cases/<case_id>")
def case(case_id: str) -> Response:
    known_arguments(*_TIMES)
    view = read_view()
    found = _shown_case(view, case_id)
    set_etag(view.today)
    gaps = known_gaps({d.court for d in found.dockets}, view)
    return jsonify(_case(view, found, case_counts(store(), view.as_of), gaps) | {"known_at": _known(view)})


@bp.get("/cases/<case_id>/events")
def case_events(case_id: str) -> Response:
    known_arguments(*(n for n in NAMES if n != "case"), "cursor", "limit")
    _shown_case(read_view(), case_id)
    args = request.args.copy()
    args.setlist("case", [case_id])
    return _events(asked_filter(args))


@bp.get("/events")
def events() -> Response:
    known_arguments(*NAMES, "cursor", "limit")
    return _events(asked_filter(request.args))


@bp.get("/events/<event_id>")
def event(event_id: str) -> Response:
    known_arguments()
    found = find_event(store(), event_id)
    if found is None:
        raise NotFoundError(f"no event has the id {one_line(event_id)[:80]!r}")
    set_etag()
    ties = ties_on(store(), [event_id]).get(event_id, ())
    return jsonify(api.event(found, event_url(event_id), ties, names=site().config.show_names))


@bp.get("/orders/<order_id>")
def order(order_id: str) -> Response:
    known_arguments(*_TIMES)
    view = read_view()
    history = view.page.law.orders.get(order_id)
    if history is None or history.case_id in withheld_cases(store()):
        raise NotFoundError(f"no order has the id {one_line(order_id)[:80]!r}")
    set_etag(view.today)
    state = order_state(view.page.law, history.order_id, view.as_of)
    version = version_on(history, view.as_of) if state else None
    extra = {
        "known_at": _known(view),
        "pending": [api.pending(p) for p in pending_on_order(view.page.law, order_id, view.as_of)],
        "citation": order_citation(view, history, register_event(view, history)),
        "url": _url("orders.show", order_id=order_id),
    }
    return jsonify(api.order(history, state, version, view.as_of, extra))


@bp.get("/flows")
def flows() -> Response:
    known_arguments(*_TIMES, "status", "cursor", "limit")
    view = read_view()
    set_etag(view.today)
    answers = site().answers(view.page, view.as_of)
    wanted = _status()
    shown = {f: flow for f, flow in view.page.flows.items() if wanted is None or answers[f].status == wanted}
    return _page(shown, lambda flow: api.flow_row(flow, answers[flow.id], _url("flows.show", flow_id=flow.id)))


@bp.get("/flows/<flow_id>")
def flow(flow_id: str) -> Response:
    known_arguments(*_TIMES)
    view = read_view()
    if flow_id not in view.page.flows:
        raise NotFoundError(f"no data flow has the id {one_line(flow_id)[:80]!r}" + _then(view))
    set_etag(view.today)
    answer = site().answers(view.page, view.as_of)[flow_id]
    return jsonify(api.flow_answer(answer, view.known_at or now()))


@bp.get("/feeds")
def feeds() -> Response:
    known_arguments("cursor", "limit")
    set_etag(feeds=True)
    return _page({f.feed_id: f for f in feeds_now(store()) if f.public}, api.feed)


@bp.get("/health")
def health() -> Response:
    """200 as long as the store can be read; what is behind or failing is said, not hidden."""
    known_arguments()
    found = feeds_now(store())
    failing = [f.feed_id for f in found if f.failures]
    late = [f.feed_id for f in found if f.url and f.next_due_at and (now() - f.next_due_at).total_seconds() > 3600]
    return jsonify(
        status="degraded" if failing or late else "ok",
        version=__version__,
        time=utc_text(now()),
        register_version=version(store()),
        last_feed_read_at=api.instant(latest_check(store(), None)),
        feeds={"total": len(found), "failing": failing, "late": late},
        counts=totals(store()),
    )


@bp.get("/openapi.json")
def description() -> Response:
    known_arguments()
    set_etag()
    return jsonify(openapi(request.url_root.rstrip("/"), site().config.site_name, __version__))


def _case(view: View, found: Case, counts: Mapping[str, tuple[int, Any]], gaps: Sequence[GapNote]) -> api.Json:
    number, last = counts.get(found.id, (0, None))
    courts = {d.court: site().courts.citation(d.court) for d in found.dockets}
    histories = sorted(
        (h for h in view.page.law.orders.values() if h.case_id == found.id), key=lambda h: (h.entered, h.order_id)
    )
    orders = []
    for history in histories:
        state = order_state(view.page.law, history.order_id, view.as_of)
        orders.append(
            {
                "order_id": history.order_id,
                "title": history.title,
                "entered": history.entered.isoformat(),
                "state": state.state if state else None,
                "since": api.day(state.from_) if state else None,
            }
        )
    extra = {
        "as_of": view.as_of.isoformat(), "orders": orders, "events": number, "last_event": api.day(last),
        "gaps": [api.gap(gap) for gap in gaps_of_case(found, gaps)],
    }  # fmt: skip
    return api.case(found, courts, _url("cases.show", case_id=found.id), extra)


def _shown_case(view: View, case_id: str) -> Case:
    found = view.page.cases.get(case_id)
    if found is None or case_id in withheld_cases(store()):
        owner = next((c.id for c in view.page.cases.values() if any(d.id == case_id for d in c.dockets)), None)
        if found is None and owner and owner not in withheld_cases(store()):
            # The id of a docket, or of a case that joined another: as on the pages, it leads to the case for good.
            query = f"?{request.query_string.decode('latin-1')}" if request.query_string else ""
            abort(redirect(url_for(str(request.endpoint), case_id=owner) + query, 301))
        raise NotFoundError(f"no case has the id {one_line(case_id)[:80]!r}{_then(view)}")
    return found


def _then(view: View) -> str:
    return f" in what was known at {utc_text(view.known_at)}" if view.known_at else ""


def _known(view: View) -> str | None:
    return api.instant(view.known_at or now())


def _events(filter_: EventFilter) -> Response:
    limit, after = parse_limit(request.args, _DEFAULT, _MOST), asked_cursor(request.args)
    set_etag()
    found = list_events(store(), filter_, after, limit)
    ties = ties_on(store(), [e.event_id for e in found.events])
    names = site().config.show_names
    results = [api.event(e, event_url(e.event_id), ties.get(e.event_id, ()), names=names) for e in found.events]
    return jsonify(results=results, next=_next(found.next))


def event_url(event_id: str) -> str:
    """The address of an event's page. A list has a hundred that differ in the id alone: working out each anew took a
    quarter of its time."""
    if not _PLAIN_ID.fullmatch(event_id):
        return _url("timeline.event", event_id=event_id)
    if "events_at" not in g:
        g.events_at = _url("timeline.event", event_id="0")[:-1]
    return f"{g.events_at}{event_id}"


def _page(rows: Mapping[str, T], shape: Callable[[T], api.Json]) -> Response:
    """One page of a list kept in memory, by id; the cursor is the last id given."""
    limit, after = parse_limit(request.args, _DEFAULT, _MOST), parse_cursor(request.args)
    ids: Sequence[str] = sorted(i for i in rows if after is None or i > after.event_id)
    shown = ids[:limit]
    cursor = Cursor("", shown[-1]).text() if len(ids) > limit else None
    return jsonify(results=[shape(rows[i]) for i in shown], next=_next(cursor))


def _next(cursor: str | None) -> str | None:
    if cursor is None:
        return None
    kept = [(n, v) for n, values in request.args.lists() for v in values if n != "cursor"]
    return f"{request.base_url}?{urlencode([*kept, ('cursor', cursor)])}"


def _status() -> str | None:
    wanted = (request.args.get("status") or "").strip()
    if wanted and wanted not in STATUS:
        raise BadParameter("status", f"`status` is one of: {', '.join(STATUS)}")
    return wanted or None


def _url(endpoint: str, **values: Any) -> str:
    return request.url_root.rstrip("/") + url_for(endpoint, **values)
