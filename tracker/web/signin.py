"""Signing in to the review desk and out of it, and who it is that asks. Nothing here is for readers of the site.

The cookie holds a random word; the store holds its hash. A sign-in always makes a new session and ends the one that
the browser brought. Failed sign-ins wait longer and longer, by name and by network.
"""

import hmac
from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from flask import Blueprint, Response, abort, current_app, g, make_response, redirect, render_template, request, url_for
from flask import session as form_session
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import generate_csrf
from werkzeug.wrappers import Response as BaseResponse

from tracker.storage import users
from tracker.storage.users import User
from tracker.subscriptions import bucket
from tracker.web.context import now, site, store
from tracker.web.forms import genuine, network_of, secret, writable

bp = Blueprint("signin", __name__)

P = ParamSpec("P")
_COOKIE = "desk"


def _cookie_name() -> str:
    # The prefix makes a browser refuse the cookie from anything but this host over TLS.
    return f"__Host-{_COOKIE}" if current_app.config["SESSION_COOKIE_SECURE"] else _COOKIE


def current_user() -> User | None:
    """Who is signed in, looked up once a request."""
    if "user" not in g:
        g.user = _look_up()
    found: User | None = g.user
    return found


def _look_up() -> User | None:
    token = request.cookies.get(_cookie_name())
    if not token or not site().config.db_path.exists():
        return None
    found = users.session_user(store(), token, now())
    if found is None:
        return None
    user, note = found
    if note:
        with writable() as own:
            users.note_use(own, token, now())
    return user


def desk_token() -> str:
    """What every form of the desk carries: bound to the session, so that it lasts as long and no longer."""
    return bucket(secret(), "desk-form", request.cookies.get(_cookie_name(), ""))


def _desk_form() -> bool:
    return hmac.compare_digest(request.form.get("csrf_token", "").encode(), desk_token().encode())


def staff(
    view: Callable[Concatenate[User, P], ResponseReturnValue],
) -> Callable[P, ResponseReturnValue]:
    """Only for those signed in; the view is handed who it is. Others are led to the sign-in page and back."""

    @wraps(view)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> ResponseReturnValue:
        user = current_user()
        if user is None:
            wanted = request.full_path.rstrip("?") if request.method == "GET" else "/review"
            return redirect(url_for("signin.show", next=wanted), 303)
        if request.method == "POST" and not _desk_form():
            abort(403)
        return view(user, *args, **kwargs)

    return guarded


def editors(
    view: Callable[Concatenate[User, P], ResponseReturnValue],
) -> Callable[P, ResponseReturnValue]:
    """Only for editors; a reader of the desk gets a plain refusal."""

    @staff
    @wraps(view)
    def guarded(user: User, /, *args: P.args, **kwargs: P.kwargs) -> ResponseReturnValue:
        if not user.edits:
            text = "You may look at everything on the desk. Deciding needs the role of an editor."
            return render_template("error.html", code=403, title="Only editors decide", text=text, detail=None), 403
        return view(user, *args, **kwargs)

    return guarded


def private(response: Response) -> Response:
    """For blueprints of the desk: nothing is kept by caches or found by search engines."""
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


bp.after_request(private)


def _wanted(text: str | None) -> str:
    """Where to go after the sign-in: a page of the desk and nothing else."""
    fits = text and (text == "/review" or text.startswith(("/review/", "/review?"))) and "\\" not in text
    return text if text and fits and text.isprintable() else "/review"


@bp.get("/signin")
def show() -> BaseResponse:
    if current_user():
        return redirect(_wanted(request.args.get("next")), 303)
    return _form()


def _form(trouble: str = "", code: int = 200, name: str = "") -> Response:
    wanted = _wanted(request.values.get("next"))
    html = render_template("signin.html", csrf_token=generate_csrf, trouble=trouble, name=name, wanted=wanted)
    return make_response(html, code)


@bp.post("/signin")
def enter() -> BaseResponse:
    name, password = request.form.get("name", "").strip()[:100], request.form.get("password", "")
    if not genuine():
        return _form("This page had been open too long. Please try once more.", 400, name)
    by_name = bucket(secret(), "signin-name", name.casefold())
    by_network = bucket(secret(), "signin-network", network_of(request.remote_addr))
    with writable() as own:
        wait = users.signin_wait(own, [(by_name, users.FREE_BY_NAME), (by_network, users.FREE_BY_NETWORK)], now())
        if (seconds := int(wait.total_seconds())) > 0:
            response = _form(f"After several failed tries, please wait {_said(seconds)} before the next.", 429, name)
            response.headers["Retry-After"] = str(seconds)
            return response
        user = users.check_password(own, name, password)
        if user is None:
            users.note_failure(own, [by_name, by_network], now())
            return _form("Name and password do not belong together, or the account is disabled.", 403, name)
        users.forget_failures(own, by_name)
        if old := request.cookies.get(_cookie_name()):
            users.end_session(own, old, now())
        token = users.start_session(own, user, now())
    form_session.clear()
    answer = redirect(_wanted(request.form.get("next")), 303)
    answer.set_cookie(
        _cookie_name(), token, max_age=int(users.LONGEST.total_seconds()), httponly=True, samesite="Lax",
        secure=current_app.config["SESSION_COOKIE_SECURE"], path="/",
    )  # fmt: skip
    return answer


def _said(seconds: int) -> str:
    return f"{seconds} seconds" if seconds < 90 else f"{round(seconds / 60)} minutes"


@bp.post("/signout")
@staff
def leave(user: User) -> BaseResponse:
    with writable() as own:
        users.end_session(own, request.cookies[_cookie_name()], now())
    response = redirect(url_for("signin.show"), 303)
    response.delete_cookie(
        _cookie_name(), path="/", httponly=True, samesite="Lax", secure=current_app.config["SESSION_COOKIE_SECURE"]
    )
    return response
