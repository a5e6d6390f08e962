"""`/timeline.atom`, `.json` and `.csv`: exactly the timeline's view, for feed readers and spreadsheets."""

from dataclasses import replace
from datetime import UTC, datetime

from flask import Blueprint, Response, jsonify, request

from tracker.outputs.feeds import FeedHead, render_atom, render_csv, render_json_feed
from tracker.outputs.filters import NAMES, read_cursor
from tracker.outputs.lasting import first_ids
from tracker.outputs.records import EventRecord
from tracker.outputs.timeline import view_title
from tracker.storage.timeline import list_events
from tracker.web.asked import asked_filter
from tracker.web.context import read_view, set_etag, site, store
from tracker.web.errors import known_arguments
from tracker.web.timeline import filter_names

bp = Blueprint("feeds", __name__)
_ITEMS = 100
_ROWS, _MOST_ROWS = 2_000, 50_000
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@bp.get("/timeline.atom")
def atom() -> Response:
    head, events, names = _view("/timeline.atom")
    body = render_atom(head, events, names["flow"], names["court"])
    return Response(body, content_type="application/atom+xml; charset=utf-8")


@bp.get("/timeline.json")
def json_feed() -> Response:
    head, events, names = _view("/timeline.json")
    response = jsonify(render_json_feed(head, events, names["flow"], names["court"]))
    response.content_type = "application/feed+json; charset=utf-8"
    return response


@bp.get("/timeline.csv")
def csv_file() -> Response:
    known_arguments(*NAMES)
    filter_ = asked_filter(request.args)
    names = filter_names(read_view())
    set_etag()
    events: list[EventRecord] = []
    page = list_events(store(), filter_, None, _ROWS)
    events += page.events
    while page.next and len(events) < _MOST_ROWS:
        page = list_events(store(), filter_, read_cursor(page.next), _ROWS)
        events += page.events
    body = render_csv(site().config.public_url, events, names["flow"], names["court"])
    name = f"timeline-newest-{len(events)}.csv" if page.next else "timeline.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(body, content_type="text/csv; charset=utf-8", headers=headers)


def _view(path: str) -> tuple[FeedHead, tuple[EventRecord, ...], dict[str, dict[str, str]]]:
    known_arguments(*NAMES)
    filter_ = asked_filter(request.args)
    names = filter_names(read_view())
    set_etag()
    events = list_events(store(), filter_, None, _ITEMS).events
    # The newest change, not the clock: a feed that did not change must stay the same to the byte.
    updated = max((e.changed_at for e in events), default=None)
    config = site().config
    suffix = "?" + filter_.query() if filter_ else ""
    first = first_ids(site().lawbook.page(store()).cases.values())
    began = replace(filter_, case=tuple(first.get(one, one) for one in filter_.case))
    head = FeedHead(
        view_title(config.site_name, filter_, names), config.site_name, config.public_url, path + suffix,
        "/timeline" + suffix, updated or _EPOCH, path + ("?" + began.query() if began else ""), first,
    )  # fmt: skip
    return head, events, names
