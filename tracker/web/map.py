"""`/map`: agencies and the data flows between them on a day, drawn by status, and the same as a table."""

from flask import Blueprint, render_template

from tracker.outputs.map import ARROW_FROM, ARROW_TO, LEFT, RIGHT, ROW, build_map
from tracker.web.board import flow_rows
from tracker.web.context import read_view, set_etag
from tracker.web.errors import known_arguments

bp = Blueprint("map", __name__)


@bp.get("/map")
def show() -> str:
    known_arguments("as_of", "known_at")
    view = read_view()
    set_etag(view.today)
    return render_template(
        "map.html",
        view=view,
        map=build_map(flow_rows(view)),
        at={"left": LEFT, "from": ARROW_FROM, "to": ARROW_TO, "right": RIGHT, "row": ROW},
    )
