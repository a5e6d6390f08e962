"""`/calendar` and `/calendar.ics`: days ahead, and days that passed in the last month, each with how it is known.

`/timeline.ics` is the timeline's view as days: its hearings, and the days on which its orders end by themselves.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from urllib.parse import urlencode

from flask import Blueprint, Response, render_template, request

from tracker.outputs.calendar import (
    LATELY,
    Entry,
    build_entries,
    by_month,
    choose,
    dated,
    event_day,
    order_days,
)  # fmt: skip
from tracker.outputs.filters import NAMES, EventFilter
from tracker.outputs.lasting import first_ids
from tracker.outputs.records import EventRecord
from tracker.outputs.timeline import view_title
from tracker.storage.timeline import events_by_id, list_events, withheld_cases
from tracker.text import one_line
from tracker.web.asked import asked_filter, now_called, refuse_unknown
from tracker.web.calendar_rows import calendar_rows
from tracker.web.context import View, read_view, set_etag, site, store
from tracker.web.errors import known_arguments
from tracker.web.timeline import filter_names

bp = Blueprint("calendar", __name__)
_MOST = 2_000
# Of a day long past the days ahead are years of hearings: the page holds those of a month.
_AHEAD = timedelta(days=30)


@bp.get("/calendar")
def show() -> str:
    known_arguments("as_of", "known_at", "case", "flow")
    view = read_view()
    chosen = _chosen(view)
    set_etag(view.today)
    entries = _entries(view, chosen)
    names = filter_names(view)
    hidden = withheld_cases(store())
    return render_template(
        "calendar.html",
        view=view,
        ahead=by_month(e for e in entries if e.day >= view.as_of),
        lately=by_month(e for e in reversed(entries) if e.day < view.as_of),
        since=view.as_of - LATELY,
        last=_last(view),
        chosen=chosen,
        cases=sorted(((i, n) for i, n in names["case"].items() if i not in hidden), key=lambda c: c[1].casefold()),
        flows=sorted(names["flow"].items(), key=lambda f: f[1].casefold()),
        case_names=names["case"],
        flow_names=names["flow"],
        rows=calendar_rows,
        ics="/calendar.ics" + _query(chosen),
        public_url=site().config.public_url,
    )


@bp.get("/calendar.ics")
def ics() -> Response:
    known_arguments("case", "flow")
    view = read_view()
    chosen = _chosen(view)
    set_etag(view.today)
    names = filter_names(view)
    about = [names[kind][value] for kind, value in chosen.items() if value]
    name = site().config.site_name
    return _file(_entries(view, chosen), names, f"{name}: {' and '.join(about)}" if about else name, "calendar")


@bp.get("/timeline.ics")
def timeline_ics() -> Response:
    """The hearings in the view, and the days on which the orders in it end or begin by themselves."""
    known_arguments(*NAMES)
    filter_ = asked_filter(request.args)
    view = read_view()
    set_etag(view.today)
    names = filter_names(view)
    hearings = list(_in_view(_hearings(filter_)))
    entries = [event_day(e) for e in hearings if e.day]
    # Withheld orders keep their day and lose their words, as on the calendar.
    entered = {e.event_id for e in _in_view([replace(filter_, orders=True)])}
    law = view.page.law
    orders = {order_id for order_id, history in law.orders.items() if history.event_id in entered}
    entries += order_days(law, view.as_of, orders)
    shown = dated(entries, _rested_on(entries, hearings))
    hidden = withheld_cases(store())
    kept = sorted((e for e in shown if e.case_id not in hidden), key=lambda e: (e.day, e.about, e.key))
    return _file(kept, names, view_title(site().config.site_name, filter_, names), "timeline")


def _hearings(filter_: EventFilter) -> list[EventFilter]:
    return [replace(filter_, kind=("hearing",))] if not filter_.kind or "hearing" in filter_.kind else []


def _in_view(filters: Iterable[EventFilter]) -> Iterator[EventRecord]:
    """The newest events of each view, as many as a calendar program will bear."""
    for filter_ in filters:
        page = list_events(store(), filter_, None, _MOST, bare=True)
        yield from page.events


def _file(entries: Iterable[Entry], names: dict[str, dict[str, str]], title: str, name: str) -> Response:
    # Imported here: the library of calendars takes a tenth of a second, and most starts see no calendar read.
    from tracker.outputs.ics import render_ics

    courts = site().courts
    zones = {court_id: court.zone for court_id in names["court"] if (court := courts.get(court_id))}
    first = first_ids(site().lawbook.page(store()).cases.values())
    body = render_ics(entries, names["case"], names["court"], site().config.public_url, title, zones, first)
    headers = {"Content-Disposition": f'inline; filename="{name}.ics"'}
    return Response(body, content_type="text/calendar; charset=utf-8", headers=headers)


def _chosen(view: View) -> dict[str, str]:
    """The case and flow asked for. An unknown one is refused: an empty calendar would say that nothing is due."""
    chosen = {name: one_line(request.args.get(name)) for name in ("case", "flow")}
    chosen["case"] = now_called(chosen["case"])
    known = {"case": view.page.cases.keys() - withheld_cases(store()).keys(), "flow": view.page.flows.keys()}
    for name, value in chosen.items():
        refuse_unknown(name, filter(None, [value]), known[name])
    return chosen


def _entries(view: View, chosen: dict[str, str]) -> tuple[Entry, ...]:
    events = _events(view)
    entries = build_entries(view.page.law, view.page.flows, events, view.as_of, view.today)
    entries = choose(entries, chosen["case"], chosen["flow"], withheld_cases(store()))
    return dated(entries, _rested_on(entries, events))


def _rested_on(entries: Iterable[Entry], read: Iterable[EventRecord]) -> dict[str, EventRecord]:
    """The events that the entries rest on, by id; those that were read before are not read again."""
    held = {e.event_id: e for e in read}
    return held | events_by_id(store(), {i for e in entries for i in e.rests_on} - held.keys())


def _events(view: View) -> list[EventRecord]:
    """Hearings from a month before the day on, up to `_last` where that is set, and else whatever is dated after today;
    as far as known."""
    last = _last(view)
    filters = [EventFilter(kind=("hearing",), from_=view.as_of - LATELY, to=last)]
    if last is None:
        filters.append(EventFilter(from_=view.today + timedelta(days=1)))
    found = {e.event_id: e for f in filters for e in list_events(store(), f, None, _MOST, bare=True).events}
    return [e for e in found.values() if view.known_at is None or e.first_seen_at <= view.known_at]


def _last(view: View) -> date | None:
    """The last day of which a page about a past day tells the hearings; None where it tells all that are ahead."""
    last = view.as_of + _AHEAD
    return last if last < view.today else None


def _query(chosen: dict[str, str]) -> str:
    pairs = [(name, value) for name, value in chosen.items() if value]
    return "?" + urlencode(pairs) if pairs else ""
