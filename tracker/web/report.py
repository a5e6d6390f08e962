"""`/report`: a reader says what is wrong; and `/corrections`: what has been corrected. Open to all.

A report lands on the desk and nowhere else. Whoever sends one learns only that it arrived.
"""

from dataclasses import dataclass, field
from datetime import timedelta

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from flask_wtf.csrf import generate_csrf
from werkzeug.wrappers import Response

from tracker.review.corrections import Correction, corrections
from tracker.storage.reports import add_report, is_repeated
from tracker.storage.subscribers import count_attempts, note_attempt
from tracker.subscriptions import bucket
from tracker.text import plain, safe_url
from tracker.web.context import now, set_etag, store
from tracker.web.errors import known_arguments
from tracker.web.forms import genuine, network_of, secret, writable

bp = Blueprint("report", __name__)

HOUR = timedelta(hours=1)
PER_NETWORK = 5
LONGEST = 4000


@dataclass(slots=True)
class Filled:
    """What somebody typed, cleaned of what reorders or hides text."""

    page: str = "/"
    text: str = ""
    source: str = ""
    email: str = ""
    errors: dict[str, str] = field(default_factory=dict)


def _path(text: str | None) -> str:
    """A path on this site, or "/"."""
    path = plain(text).strip()[:300]
    fits = path.startswith("/") and not path.startswith(("//", "/\\")) and not any(c.isspace() for c in path)
    return path if fits else "/"


def _read() -> Filled:
    given = request.form
    filled = Filled(
        _path(given.get("page")), plain(given.get("text")).strip(), plain(given.get("source")).strip(),
        plain(given.get("email")).strip(),
    )  # fmt: skip
    if len(filled.text) < 10:
        filled.errors["text"] = "Say in a sentence what is wrong."
    elif len(filled.text) > LONGEST:
        filled.errors["text"] = f"Please keep it under {LONGEST} characters; name a source for the rest."
    if filled.source and (len(filled.source) > 500 or not safe_url(filled.source)):
        filled.errors["source"] = "Write a whole address that begins with https://, or leave it out."
    if filled.email:
        _read_email(filled)
    return filled


def _read_email(filled: Filled) -> None:
    from email_validator import EmailNotValidError, validate_email

    try:
        filled.email = validate_email(filled.email[:254], check_deliverability=False).normalized
    except EmailNotValidError:
        filled.errors["email"] = "This is no e-mail address. Leave it out if you want no answer."


def _page(filled: Filled, code: int = 200, trouble: str = "") -> Response:
    html = render_template("report.html", f=filled, csrf_token=generate_csrf, trouble=trouble, sent=False)
    response = make_response(html, code)
    response.headers["Cache-Control"] = "no-store"
    return response


@bp.get("/report")
def show() -> Response:
    return _page(Filled(page=_path(request.args.get("page"))))


@bp.post("/report")
def take() -> Response:
    filled = _read()
    if not genuine():
        return _page(filled, 400, "This form had been open too long. Please send it once more.")
    if request.form.get("website"):
        # Only a program fills in what people cannot see; it is answered as everybody is.
        return redirect(url_for("report.sent"), 303)
    if filled.errors:
        return _page(filled, 400)
    network = bucket(secret(), "report", network_of(request.remote_addr))
    with writable() as own, own.atomic():
        if is_repeated(own, filled.page, filled.text):
            return redirect(url_for("report.sent"), 303)
        if count_attempts(own, network, now() - HOUR) >= PER_NETWORK:
            return _page(filled, 429, "Several reports came from your network. Please try again in an hour.")
        note_attempt(own, [network], now())
        add_report(own, filled.page, filled.text, filled.source or None, filled.email or None, now())
    return redirect(url_for("report.sent"), 303)


@bp.get("/report/sent")
def sent() -> str:
    return render_template("report.html", f=Filled(), csrf_token=str, trouble="", sent=True)


@bp.get("/corrections")
def log() -> str:
    known_arguments("page")
    wanted = max(1, request.args.get("page", 1, int) or 1)
    set_etag()
    found: list[Correction] = corrections(store())
    size = 50
    return render_template(
        "corrections.html", corrections=found[(wanted - 1) * size : wanted * size], page=wanted,
        more=len(found) > wanted * size, total=len(found),
    )  # fmt: skip
