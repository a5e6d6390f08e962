"""Chronologies to download."""

from flask import Blueprint, Response, abort, request

from tracker.chronicle import build_chronology
from tracker.dates import today_eastern
from tracker.errors import NotFoundError
from tracker.outputs.chronology import chronology_csv
from tracker.outputs.filters import BadParameter, parse_day
from tracker.web.context import now, site, store

bp = Blueprint("export", __name__)


@bp.get("/export/chronology.csv")
def chronology() -> Response:
    cases, flows = request.args.getlist("case"), request.args.getlist("flow")
    if not cases and not flows:
        raise BadParameter("case", "name at least one case or flow")
    try:
        _, rows = build_chronology(
            store(), site().lawbook, site().courts, cases, flows,
            from_=parse_day(request.args, "from"), to=parse_day(request.args, "to"),
            as_of=parse_day(request.args, "as_of") or today_eastern(now()), now=now(),
        )  # fmt: skip
    except NotFoundError as error:
        abort(404, str(error))
    name = "-".join([*cases, *flows])[:80]
    return Response(
        chronology_csv(rows),
        mimetype="text/csv",
        headers={"Content-Disposition": f'attachment; filename="chronology-{name}.csv"'},
    )
