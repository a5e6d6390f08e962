"""`/flows` and one data flow: who gives what to whom, by which instrument, what stands in its way, and why."""

from flask import Blueprint, render_template

from tracker.dates import show_day
from tracker.errors import NotFoundError
from tracker.outputs.board import group_rows, month_only
from tracker.outputs.filters import EventFilter
from tracker.outputs.picture import (
    Axis,
    carried_from,
    describe,
    months_back,
    order_rows,
    status_axis,
    status_bars,
    ticks,
)
from tracker.outputs.timeline import months
from tracker.storage.news_shown import coverage_of
from tracker.storage.ties import ties_on
from tracker.storage.timeline import newest_events
from tracker.text import one_line
from tracker.web.board import flow_rows, order_courts
from tracker.web.context import MANY, View, read_view, set_etag, store, unknown_then, until
from tracker.web.errors import known_arguments
from tracker.web.timeline import filter_names

bp = Blueprint("flows", __name__)
_STRIP_HEIGHT = 40


@bp.get("/flows")
def index() -> str:
    known_arguments("as_of", "known_at")
    view = read_view()
    set_etag(view.today)
    return render_template("flows.html", view=view, groups=group_rows(flow_rows(view)))


@bp.get("/flows/<flow_id>")
def show(flow_id: str) -> str:
    known_arguments("as_of", "known_at")
    view = read_view()
    flow = view.page.flows.get(flow_id)
    if flow is None:
        raise NotFoundError(
            f"No data flow has the id {one_line(flow_id)[:80]!r}. All flows are listed under /flows."
            + unknown_then(view)
        )
    set_etag(view.today)
    row = flow_rows(view, [flow])[0]
    found = newest_events(store(), EventFilter(flow=(flow_id,)), MANY, *until(view))
    axis = _axis(view, flow_id)
    orders = view.page.law.orders
    courts = order_courts(orders.values())
    bearing = sorted((h for h in orders.values() if flow_id in h.by_flow), key=lambda h: (h.entered, h.order_id))
    names = {c.id: c.name for c in view.page.cases.values()}
    labelled = [
        (h, h.by_flow[flow_id], f"{show_day(h.entered)}: {names[h.case_id]}, {courts[h.order_id]}") for h in bearing
    ]
    bars = status_bars(axis, row.answer.history)
    return render_template(
        "flow.html",
        view=view,
        flow=flow,
        row=row,
        answer=row.answer,
        bars=bars,
        months_only={s.from_: month_only(flow, s.status, s.from_) for s in row.answer.history},
        described=describe(bars),
        carried=carried_from(axis, row.answer.verified_through),
        ticks=ticks(axis),
        order_rows=order_rows(axis, labelled, _STRIP_HEIGHT),
        bearing=labelled,
        months=months(found.events),
        events=found.fitting,
        listed=len(found.events),
        later=found.all - found.fitting,
        ties=ties_on(store(), [e.event_id for e in found.events], *until(view)),
        flow_names=filter_names(view)["flow"],
        coverage=coverage_of(store(), "flow", flow_id),
    )


def _axis(view: View, flow_id: str) -> Axis:
    """At least 18 months, and back to the first order or status."""
    first = status_axis(view.as_of).first
    for history in view.page.law.orders.values():
        for interval in history.by_flow.get(flow_id, ()):
            first = min(first, interval.from_)
    return Axis(months_back(first, 0), view.as_of, view.upto)
