"""Pages that only the published files have: the list of days, the search in the browser, the way to the server."""

from datetime import date

from flask import Blueprint, Response, render_template

from tracker.dates import today_eastern
from tracker.web.context import now, read_view, site
from tracker.web.errors import answer
from tracker.web.timeline import filter_names

bp = Blueprint("published", __name__, url_prefix="/published")


@bp.get("/on")
def days() -> str:
    published = site().published
    assert published is not None
    found = [date.fromisoformat(day) for day in reversed(published.days)]
    years = {day.year: [d for d in found if d.year == day.year] for day in found}
    return render_template("published/on.html", years=years, today=today_eastern(now()))


@bp.get("/search")
def search() -> str:
    return render_template("published/search.html", names=filter_names(read_view()))


@bp.get("/subscribe")
def subscribe() -> str:
    return render_template("published/subscribe.html")


@bp.get("/404")
def missing() -> Response | str:
    return answer(404, None)[0]
