"""`/about`: what this is, how a status is worked out, and what this is not."""

from flask import Blueprint, render_template

from tracker.storage.timeline import totals
from tracker.web.context import store
from tracker.web.errors import known_arguments

bp = Blueprint("about", __name__)


@bp.get("/about")
def show() -> str:
    known_arguments()
    return render_template("about.html", totals=totals(store()))
