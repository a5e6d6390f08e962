"""`/timeline` and one event's own page. Filters live in the address."""

from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, render_template, request

from tracker.errors import NotFoundError
from tracker.lawbook import Page
from tracker.outputs.board import agencies
from tracker.outputs.citation import cite_event
from tracker.outputs.filters import NAMES, EventFilter
from tracker.outputs.records import EventRecord
from tracker.outputs.timeline import active_filters, choices, months, vocabulary_names
from tracker.storage.news_shown import coverage_of
from tracker.storage.ties import ties_on
from tracker.storage.timeline import entry_texts, find_event, look
from tracker.text import one_line
from tracker.web.asked import asked_cursor, asked_filter
from tracker.web.context import View, keep_nothing, read_view, set_etag, site, store
from tracker.web.errors import known_arguments
from tracker.web.missing import missing_in_view

bp = Blueprint("timeline", __name__)
PER_PAGE = 50
# The filters that a chronology knows too.
_EXPORTED = ("case", "flow", "court", "kind", "from", "to", "orders", "confirmed")


@bp.get("/timeline")
def show() -> str:
    known_arguments(*NAMES, "after", "as_of", "known_at")
    filter_, after = asked_filter(request.args), asked_cursor(request.args, "after")
    view = read_view()
    missing = missing_in_view(filter_, view)
    set_etag(missing)
    seen = look(store(), filter_, after, PER_PAGE, wait=bool(site().published))
    found, counts = seen.page, seen.choices
    if counts is None:
        keep_nothing()
    names = filter_names(view)
    return render_template(
        "timeline.html",
        filter=filter_,
        exportable=urlencode([(n, v) for n, v in filter_.pairs() if n in _EXPORTED]),
        months=months(found.events),
        next=_with(filter_, ("after", found.next)) if found.next else None,
        first=after is None,
        total=seen.total,
        counted=counts is not None,
        choices={
            name: choices(names[name], counts.get(name) if counts is not None else None, getattr(filter_, name))
            for name in ("kind", "court", "case", "relief", "disposition", "flow", "agency")
        },
        active=active_filters(filter_, names),
        flow_names=names["flow"],
        orders=view.page.law.orders,
        missing=missing,
        ties=ties_on(store(), [e.event_id for e in found.events]),
        view=view,
        upto=""
        if filter_.to or (filter_.from_ or view.as_of) > view.as_of
        else f"/timeline?{_with(filter_, ('to', view.as_of.isoformat()))}",
    )


@bp.get("/search")
def search() -> str:
    return show()


@bp.get("/events/<event_id>")
def event(event_id: str) -> str:
    """One event on a page of its own, with everything known about it."""
    known_arguments("as_of", "known_at")
    view = read_view()
    found = find_event(store(), event_id)
    if found is None:
        raise NotFoundError(f"No event has the id {one_line(event_id)[:80]!r}.")
    set_etag()
    return render_template(
        "event.html",
        view=view,
        e=found,
        case=view.page.cases.get(found.case_id or ""),
        flow_names={flow.id: flow.name for flow in view.page.flows.values()},
        citation=event_citation(found),
        coverage=coverage_of(store(), "event", event_id),
        docket_text=entry_texts(store(), [event_id]).get(event_id, "") if not found.withheld else "",
        touched=[h for h in view.page.law.orders.values() if event_id in h.touched_by],
        order=view.page.law.orders.get(found.order_id or ""),
        ties=ties_on(store(), [event_id]),
    )


def event_citation(event: EventRecord) -> str | None:
    """How to cite it; None for acts outside a court."""
    return cite_event(event, site().courts)


def filter_names(view: View) -> dict[str, dict[str, str]]:
    """The words beside each choice of each filter. Not to be changed: the next page gets the same."""
    return site().of_law(view.page, _filter_names)


def _filter_names(page: Page) -> dict[str, dict[str, str]]:
    courts = {d.court: site().courts.citation(d.court) for case in page.cases.values() for d in case.dockets}
    agency = {name: name for name in agencies(page.flows.values())}
    return {
        **vocabulary_names(),
        "court": courts,
        "case": {case.id: case.name for case in page.cases.values()},
        "flow": {flow.id: flow.name for flow in page.flows.values()},
        "agency": agency,
    }


def _with(filter_: EventFilter, *more: tuple[str, Any]) -> str:
    return urlencode(filter_.pairs() + list(more))
