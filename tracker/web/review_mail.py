"""`/review/mail`: how well digests arrive, for staff. Numbers and mail servers' words; no address stands here."""

from datetime import timedelta

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from tracker.storage.bounces import by_day, last_troubles, standing, suspensions
from tracker.storage.users import User
from tracker.web.context import now, store
from tracker.web.signin import desk_token, staff

bp = Blueprint("review_mail", __name__)

SHOWN = timedelta(days=30)
# Large mailbox providers ask senders to stay below 0.1 % complaints and never to reach 0.3 %.
TOO_MANY_COMPLAINTS = 0.001


@bp.get("/mail")
@staff
def show(user: User) -> ResponseReturnValue:
    since = now() - SHOWN
    days = by_day(store(), since)
    total = {key: sum(day[key] for day in days) for key in ("sent", "failed", "hard", "soft", "complaint", "unmatched")}
    return render_template(
        "review/mail.html", user=user, done=None, desk_token=desk_token, days=days, total=total,
        standing=standing(store()), troubles=last_troubles(store(), since), suspended=suspensions(store()),
        complaints_high=total["complaint"] > total["sent"] * TOO_MANY_COMPLAINTS,
    )  # fmt: skip
