"""`/cases` and one case: dockets, parties, state of play, the picture of its courts, and everything that happened."""

from dataclasses import dataclass
from datetime import date

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from tracker.dates import span
from tracker.errors import NotFoundError
from tracker.law.answers import OrderHistory
from tracker.law.engine import interval_on
from tracker.outputs.board import notes_on, stale_note
from tracker.outputs.filters import EventFilter
from tracker.outputs.lanes import build_lanes
from tracker.outputs.picture import stretch
from tracker.outputs.ties import among, threads
from tracker.outputs.timeline import months
from tracker.outputs.words import STATE
from tracker.register.rows import case_flows
from tracker.register.schema import Case
from tracker.storage.news_shown import coverage_of
from tracker.storage.ties import case_ties, ties_on
from tracker.storage.timeline import case_counts, newest_events, withheld_cases
from tracker.web.context import MANY, View, read_view, set_etag, site, store, unknown_then, until
from tracker.web.errors import known_arguments
from tracker.web.missing import missing_in_case
from tracker.web.ticks import lane_ticks
from tracker.web.timeline import filter_names

bp = Blueprint("cases", __name__)
# So many of the newest events have a tick in the picture.
_TICKS = 300


@dataclass(frozen=True, slots=True)
class CaseLine:
    """A case in the list. events, orders: how many; last: the day of its newest event; stale: a warning in words;
    pending: whether a ruling was entered that may change an order and that nobody has read."""

    case: Case
    filed: str | None
    events: int
    last: date | None
    in_force: tuple[OrderHistory, ...]
    stale: str | None
    orders: int
    flows: tuple[str, ...]
    pending: bool


@bp.get("/cases")
def index() -> str:
    known_arguments("as_of", "known_at")
    view = read_view()
    set_etag(view.today)
    counts = case_counts(store(), view.as_of)
    hidden = withheld_cases(store())
    waiting = {p.case_id for p in view.page.law.pending if p.entered <= view.as_of}
    lines = []
    for case in view.page.cases.values():
        if case.id in hidden:
            continue
        histories = [h for h in view.page.law.orders.values() if h.case_id == case.id and h.entered <= view.as_of]
        standing = [h for h in histories if (i := interval_on(h.intervals, view.as_of)) and i.state == "in_force"]
        number, last = counts.get(case.id, (0, None))
        filed = min((d.filed for d in case.dockets if d.filed), default=None)
        stale = [s for h in standing if (s := stale_note(view.as_of, h.verified_through, "blocked"))]
        lines.append(
            CaseLine(
                case,
                filed,
                number,
                last,
                tuple(standing),
                min(stale, default=None),
                len(histories),
                tuple(case_flows(case)),
                case.id in waiting,
            )
        )
    lines.sort(key=lambda c: (not c.in_force, -(c.last or date.min).toordinal(), c.case.name))
    return render_template("cases.html", view=view, lines=lines, flow_names=filter_names(view)["flow"])


@bp.get("/cases/<case_id>")
def show(case_id: str) -> str | Response:
    known_arguments("as_of", "known_at")
    view = read_view()
    case = view.page.cases.get(case_id)
    if case is None:
        return _of_docket(case_id, view)
    if reason := withheld_cases(store()).get(case_id):
        raise NotFoundError(f"Withheld: {reason}")
    missing = missing_in_case(case, view)
    set_etag(view.today, missing)
    orders = view.page.law.orders
    past = until(view)
    found = newest_events(store(), EventFilter(case=(case_id,)), MANY, *past, marks=_TICKS)
    events = found.events
    ties = ties_on(store(), [e.event_id for e in events], *past)
    courts = {d.court: site().courts.citation(d.court) for d in case.dockets}
    own = sorted((h for h in orders.values() if h.case_id == case_id), key=lambda h: (h.entered, h.order_id))
    return render_template(
        "case.html",
        view=view,
        case=case,
        lanes=build_lanes(case, found.marks, orders, courts, view.as_of, view.upto),
        notes_on=notes_on,
        orders=[
            (
                h,
                interval_on(h.intervals, view.as_of),
                stale_note(view.as_of, h.verified_through, "blocked"),
                [
                    f"{STATE[i.state]}: {stretch(i.from_, i.until)}"
                    for i in h.intervals
                    if i.until and i.until <= view.as_of
                ],
            )
            for h in own
            if h.entered <= view.upto
        ],
        orders_later=sum(h.entered > view.upto for h in own),
        months=months(tuple(e for e in events if e.day) + tuple(reversed([e for e in events if not e.day]))),
        ties=ties,
        threads=threads(*(case_ties(store(), case_id, *past) if len(events) == found.fitting else among(events, ties))),
        events=found.fitting,
        listed=len(events),
        drawn=len(found.marks),
        drawn_all=found.fitting <= _TICKS,
        lane_ticks=lane_ticks,
        later=found.all - found.fitting,
        names={c.id: c.name for c in view.page.cases.values()},
        flow_names=filter_names(view)["flow"],
        flows=tuple(case_flows(case)),
        pending=[p for p in view.page.law.pending if p.case_id == case_id and p.entered <= view.as_of],
        coverage=coverage_of(store(), "case", case_id),
        missing=missing,
        filed=min((span(d.filed)[0] for d in case.dockets if d.filed), default=None),
    )


def _of_docket(docket_id: str, view: View) -> Response:
    """An address made of a docket's id leads to the case that the docket belongs to."""
    for case in view.page.cases.values():
        if any(d.id == docket_id for d in case.dockets):
            # With the day that was asked for: else a link to a past view would quietly show today's.
            query = f"?{request.query_string.decode('latin-1')}" if request.query_string else ""
            return redirect(url_for("cases.show", case_id=case.id) + query, 301)
    raise NotFoundError(
        "No case has this id. It may have joined another case: look for it in the list of cases." + unknown_then(view)
    )
