"""`/about`: what this is, how a status is worked out, and what this is not."""

from flask import Blueprint, render_template

from tracker.datafile import dataset
from tracker.storage.timeline import totals
from tracker.web.context import site, store
from tracker.web.errors import known_arguments

bp = Blueprint("about", __name__)


@bp.get("/about")
def show() -> str:
    known_arguments()
    config = site().config
    described = dataset(config.site_name, config.site_url)
    return render_template("about.html", totals=totals(store()), dataset=described)
