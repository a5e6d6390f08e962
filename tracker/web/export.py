"""Chronologies to download: any set of cases, flows, courts and kinds, in every form."""

from datetime import datetime
from threading import BoundedSemaphore
from typing import TYPE_CHECKING, Any

from flask import Blueprint, Response, abort, g, request

from tracker.dates import today_eastern
from tracker.documents import FORMS, render
from tracker.outputs.filters import BadParameter, parse_day
from tracker.storage.timeline import withheld_cases
from tracker.web.asked import asked_filter
from tracker.web.context import now, parse_known_at, set_etag, site, store
from tracker.web.errors import known_arguments

if TYPE_CHECKING:
    from tracker.chronicle import Ask

bp = Blueprint("export", __name__)


@bp.app_context_processor
def _forms() -> dict[str, Any]:
    return {"export_forms": [(form.extension, form.name) for form in FORMS.values()]}


_NAMES = (
    "case", "flow", "court", "kind", "from", "to", "as_of", "known_at", "since", "orders", "confirmed",
)  # fmt: skip
# Forms whose names end alike are told apart by the part before.
_FORMS = {form.extension: name for name, form in FORMS.items()} | {name: name for name in FORMS}

MOST_EVENTS = 10_000
# A long document keeps a core busy for seconds: two at once leave the pages their share.
_AT_ONCE = BoundedSemaphore(2)
_PATIENCE = 20.0


@bp.get("/export/chronology.<path:extension>")
def chronology(extension: str) -> Response:
    # Imported here, where a chronology is asked for: the first page of a started site waits for none of it.
    from tracker.chronicle import build_chronology, file_name

    known_arguments(*_NAMES)
    name = _FORMS.get(extension)
    if name is None:
        abort(404, f"A chronology comes as: {', '.join(FORMS)}.")
    ask = _ask()
    set_etag(ask.as_of)
    if request.if_none_match.contains_weak(g.etag):
        return Response(status=304)
    form = FORMS[name]
    if not _AT_ONCE.acquire(timeout=_PATIENCE):
        abort(503, "Many documents are being written. Please try again in a minute.")
    try:
        found = build_chronology(
            store(), site().lawbook, site().courts, ask, site=site().config.site_name, names=site().config.show_names
        )
        if len(found.rows) > MOST_EVENTS:
            raise BadParameter("from", f"this names {len(found.rows):,} events; at most {MOST_EVENTS:,} fit into one "
                               "document: narrow it by `from` and `to`, or ask the operator for an export")  # fmt: skip
        body = render(found, name)
    finally:
        _AT_ONCE.release()
    headers = {"Content-Disposition": f'attachment; filename="{file_name(found, form.extension)}"'}
    return Response(body, content_type=form.media, headers=headers)


def _ask() -> "Ask":
    """What the address asks for. Raises BadParameter."""
    from tracker.chronicle import Ask

    filter_ = asked_filter(request.args)
    if not (filter_.case or filter_.flow or filter_.court):
        raise BadParameter("case", "name at least one case, flow or court")
    hidden = withheld_cases(store())
    for case_id in filter_.case:
        if case_id in hidden:
            abort(404, description=hidden[case_id])
    known_at, since = (_moment(name) for name in ("known_at", "since"))
    return Ask(
        as_of=parse_day(request.args, "as_of") or today_eastern(now()), case_ids=filter_.case, flow_ids=filter_.flow,
        court_ids=filter_.court, kinds=filter_.kind, from_=filter_.from_, to=filter_.to, known_at=known_at, since=since,
        orders_only=filter_.orders, confirmed_only=filter_.confirmed,
    )  # fmt: skip


def _moment(name: str) -> datetime | None:
    try:
        moment = parse_known_at(request.args.get(name))
    except BadParameter as error:
        raise BadParameter(name, str(error).replace("known_at", name)) from None
    return None if name == "known_at" and moment and moment >= now() else moment
