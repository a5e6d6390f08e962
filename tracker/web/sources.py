"""`/sources`: how current this is. Each feed, when it was last read, what is missing, and why, in words."""

from flask import Blueprint, render_template

from tracker.storage.timeline import feeds_now, totals
from tracker.web.context import now, read_view, store
from tracker.web.errors import known_arguments

bp = Blueprint("sources", __name__)


@bp.get("/sources")
def show() -> str:
    known_arguments()
    view = read_view()
    feeds = feeds_now(store())
    cases = sorted(view.page.cases.values(), key=lambda c: (c.verified_through or "", c.name))
    return render_template(
        "sources.html",
        feeds=[f for f in feeds if f.url],
        unread=[f for f in feeds if not f.url],
        gaps=[(f, gap) for f in feeds for gap in f.gaps],
        cases=cases,
        totals=totals(store()),
        checked=max((f.last_ok_at for f in feeds if f.last_ok_at), default=None),
        moment=now(),
    )
