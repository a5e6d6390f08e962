"""One order: what it forbids, allows and demands, whether it stands, how it came to that, and how to cite it."""

from dataclasses import dataclass
from datetime import date

from flask import Blueprint, render_template

from tracker.dates import show_day
from tracker.errors import NotFoundError
from tracker.law.answers import ExtentVersion, Interval, OrderHistory
from tracker.law.engine import order_state, pending_on_order
from tracker.outputs.board import STALE_AFTER, notes_on
from tracker.outputs.citation import cite_order
from tracker.outputs.picture import Axis, carried_from, describe, months_back, state_bars, ticks
from tracker.outputs.records import EventRecord
from tracker.register.schema import Event, Restriction
from tracker.storage.news_shown import coverage_of
from tracker.storage.ties import ties_on
from tracker.storage.timeline import events_by_id, withheld_cases
from tracker.text import one_line
from tracker.web.context import View, read_view, set_etag, site, store, unknown_then
from tracker.web.errors import known_arguments
from tracker.web.timeline import filter_names

bp = Blueprint("orders", __name__)


@dataclass(frozen=True, slots=True)
class Says:
    """What the order says must not, may, or must be done, each as its restrictions say it."""

    heading: str
    restrictions: tuple[Restriction, ...]


_HEADINGS = (
    ("May not be done", ("bars",)),
    ("May be done only under conditions", ("limits",)),
    ("Nobody may be compelled, or penalised for not sharing", ("shields",)),
    ("Must be done", ("requires",)),
    ("May be done", ("permits",)),
    ("Declared, without an injunction", ("declares",)),
    ("The court does not compel it", ("declines",)),
)


@bp.get("/orders/<order_id>")
def show(order_id: str) -> str:
    known_arguments("as_of", "known_at")
    view = read_view()
    history = view.page.law.orders.get(order_id)
    if history is None:
        raise NotFoundError(
            f"No order has the id {one_line(order_id)[:80]!r}. The case lists its orders." + unknown_then(view)
        )
    if reason := withheld_cases(store()).get(history.case_id):
        raise NotFoundError(f"Withheld: {reason}")
    set_etag(view.today)
    current = order_state(view.page.law, order_id, view.as_of)
    version = version_on(history, view.as_of)
    event = register_event(view, history)
    causes = events_by_id(store(), _mentioned(history))
    past = (view.as_of if view.turned else None, view.known_at)
    ties = ties_on(store(), [history.event_id, *history.touched_by], *past)
    # A page turned back to before the order tells all of it: that it was not yet entered stands above.
    entered = view.as_of >= history.entered
    upto = view.upto if entered else date.max
    axis = Axis(months_back(history.entered, 1), view.as_of if entered else view.today, upto)
    bars = state_bars(axis, history.intervals)
    return render_template(
        "order.html",
        view=view,
        h=history,
        case=view.page.cases[history.case_id],
        current=current,
        stale=_stale(view, history, current),
        version=version,
        says=_says(version),
        event=event,
        own=causes.get(history.event_id),
        causes=causes,
        upto=upto,
        notes=notes_on(history, min(view.as_of, upto)),
        later=[causes[i] for i in history.touched_by if i in causes and _by(causes[i], upto)],
        unseen=sum(1 for i in history.touched_by if i in causes and not _by(causes[i], upto)),
        ties=ties,
        attacked=[t for t in ties.get(history.event_id, ()) if t.inverse and t.what in ("appeals", "concerns")],
        partial={f: i for f, i in history.by_flow.items() if tuple(i) != tuple(history.intervals)},
        bars=bars,
        described=describe(bars),
        carried=carried_from(axis, history.verified_through) if current and current.state != "ended" else None,
        ticks=ticks(axis),
        citation=order_citation(view, history, event),
        flow_names=filter_names(view)["flow"],
        replaces=[view.page.law.orders[o] for o in _replaces(event) if o in view.page.law.orders],
        pending=pending_on_order(view.page.law, order_id, view.as_of),
        coverage=coverage_of(store(), "event", history.event_id),
    )


def _stale(view: View, history: OrderHistory, current: Interval | None) -> str | None:
    """When it was last checked, if that is long ago; an order that has ended stays so."""
    if current is None or current.state == "ended":
        return None
    if history.verified_through is None:
        return "when it was last checked is not known"
    old = view.as_of - history.verified_through > STALE_AFTER
    return f"last checked {show_day(history.verified_through)}" if old else None


def _by(event: EventRecord, day: date) -> bool:
    return event.day is None or event.day <= day


def version_on(history: OrderHistory, day: date) -> ExtentVersion | None:
    """The extent in its version of a day; the first one before the order began."""
    found = [v for v in history.versions if v.from_ <= day]
    return found[-1] if found else (history.versions[0] if history.versions else None)


def _says(version: ExtentVersion | None) -> tuple[Says, ...]:
    if version is None:
        return ()
    found = []
    for heading, effects in _HEADINGS:
        if group := tuple(r for r in version.restrictions if r.effect in effects):
            found.append(Says(heading, group))
    return tuple(found)


def register_event(view: View, history: OrderHistory) -> Event | None:
    """The event that made the order, as the register or a person wrote it."""
    for event in view.page.cases[history.case_id].events:
        if event.order and event.order.id == history.order_id:
            return event
    return None


def _mentioned(history: OrderHistory) -> set[str]:
    found = {history.event_id, *history.touched_by, *(v.cause for v in history.versions)}
    for intervals in (history.intervals, *history.by_flow.values()):
        found |= {i.cause for i in intervals if i.cause}
    return found


def _replaces(event: Event | None) -> list[str]:
    return event.order.replaces if event and event.order else []


def order_citation(view: View, history: OrderHistory, event: Event | None) -> str:
    return cite_order(view.page.cases[history.case_id], history, event, site().courts)
