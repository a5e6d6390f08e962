"""`/calendar` and `/calendar.ics`: days ahead, and days that passed in the last month, each with how it is known."""

from datetime import timedelta
from urllib.parse import urlencode

from flask import Blueprint, Response, render_template, request

from tracker.outputs.calendar import BASIS, LATELY, Entry, build_entries, by_month, choose, dated, render_ics
from tracker.outputs.filters import BadParameter, EventFilter
from tracker.outputs.records import EventRecord
from tracker.storage.timeline import events_by_id, list_events, withheld_cases
from tracker.text import one_line
from tracker.web.context import View, read_view, set_etag, site, store
from tracker.web.errors import known_arguments
from tracker.web.timeline import filter_names

bp = Blueprint("calendar", __name__)
_MOST = 2_000


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
        chosen=chosen,
        cases=sorted(((i, n) for i, n in names["case"].items() if i not in hidden), key=lambda c: c[1].casefold()),
        flows=sorted(names["flow"].items(), key=lambda f: f[1].casefold()),
        case_names=names["case"],
        flow_names=names["flow"],
        basis=BASIS,
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
    config = site().config
    about = [names[kind][value] for kind, value in chosen.items() if value]
    title = ": ".join((config.site_name, " and ".join(about))) if about else config.site_name
    body = render_ics(_entries(view, chosen), names["case"], names["court"], config.public_url, title)
    headers = {"Content-Disposition": 'inline; filename="calendar.ics"'}
    return Response(body, content_type="text/calendar; charset=utf-8", headers=headers)


def _chosen(view: View) -> dict[str, str]:
    """The case and flow asked for. An unknown one is refused: an empty calendar would say that nothing is due."""
    chosen = {name: one_line(request.args.get(name)) for name in ("case", "flow")}
    known = {"case": view.page.cases.keys() - withheld_cases(store()).keys(), "flow": view.page.flows.keys()}
    for name, value in chosen.items():
        if value and value not in known[name]:
            raise BadParameter(name, f"`{name}`: there is no {name} with the id {value[:80]!r}")
    return chosen


def _entries(view: View, chosen: dict[str, str]) -> tuple[Entry, ...]:
    entries = build_entries(view.page.law, view.page.flows, _events(view), view.as_of, view.today)
    entries = choose(entries, chosen["case"], chosen["flow"], withheld_cases(store()))
    return dated(entries, events_by_id(store(), (i for e in entries for i in e.rests_on)))


def _events(view: View) -> list[EventRecord]:
    """Hearings from a month before the day on, and whatever is dated after today, as far as known."""
    hearings = EventFilter(kind=("hearing",), from_=view.as_of - LATELY)
    to_come = EventFilter(from_=view.today + timedelta(days=1))
    found = {e.event_id: e for f in (hearings, to_come) for e in list_events(store(), f, None, _MOST).events}
    return [e for e in found.values() if view.known_at is None or e.first_seen_at <= view.known_at]


def _query(chosen: dict[str, str]) -> str:
    pairs = [(name, value) for name, value in chosen.items() if value]
    return "?" + urlencode(pairs) if pairs else ""
