"""Subscribing, confirming, changing and leaving, without a password: signed links do what a sign-in would.

Whoever asks learns nothing about an address: the answer is the same whether it is new, waits, is confirmed or must
not be written to. An address never reaches a log or an address line.
"""

from datetime import datetime, timedelta

from flask import Blueprint, Response, jsonify, make_response, redirect, render_template, request, url_for
from flask_wtf.csrf import generate_csrf
from werkzeug.wrappers import Response as BaseResponse

from tracker.courts import load_courts
from tracker.dates import EASTERN, today_eastern
from tracker.storage import subscribers
from tracker.storage.digest_reads import case_names
from tracker.storage.rename import present_ids
from tracker.storage.store import Store
from tracker.storage.subscribers import Subscriber
from tracker.subscriptions import (
    CONFIRM_WITHIN,
    WEEKDAYS,
    Purpose,
    Ticket,
    bucket,
    describe_period,
    describe_scope,
    same_salt,
    settings_from_json,
    unsign,
)
from tracker.text import in_order
from tracker.web.context import now, site
from tracker.web.forms import genuine, network_of, secret, writable
from tracker.web.letter_page import letter_page
from tracker.web.subscribe_form import ZONES, Choices, Form, blank, read

bp = Blueprint("subscribe", __name__, url_prefix="/subscribe")

HOUR = timedelta(hours=1)
PER_ADDRESS = 5
PER_NETWORK = 20
SAMPLE_DAYS = timedelta(days=30)


@bp.after_request
def _keep_private(response: Response) -> Response:
    response.headers["X-Robots-Tag"] = "noindex"
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["Cache-Control"] = "no-store"
    return response


def _names(store: Store, choices: Choices) -> dict[str, str]:
    courts = load_courts(site().config.courts_file)
    return {**{i: c.citation for i, c in courts.items()}, **case_names(store), **dict(choices["flows"])}


def _choices(store: Store) -> Choices:
    found = subscribers.list_choices(store)
    courts = load_courts(site().config.courts_file)
    # The list of courts names some courts of the United States so, and some not.
    named = [(i, courts[i].name.removeprefix("United States ") if i in courts else i) for i, _ in found["courts"]]
    # A form may have been opened, and a link made, before a case had another id.
    before = list(present_ids(store).items())
    return {**found, "courts": sorted(named, key=lambda court: in_order(court[1])), "formerly": before}


def _page(name: str, code: int = 200, **context: object) -> Response:
    return make_response(
        render_template(f"subscribe/{name}.html", csrf_token=generate_csrf, weekdays=WEEKDAYS, **context), code
    )


@bp.get("")
def show_form() -> Response:
    with writable() as store:
        choices = _choices(store)
    return _show(blank(request.args, choices), choices)


def _show(form: Form, choices: Choices, code: int = 200, trouble: str = "") -> Response:
    return _page("form", code, form=form, choices=choices, zones=_zones(form), trouble=trouble)


def _zones(form: Form) -> list[tuple[str, str]]:
    own = form.settings.zone
    return [*ZONES, *([] if own in dict(ZONES) else [(own, own.replace("_", " "))])]


@bp.post("")
def ask() -> BaseResponse:
    network = bucket(secret(), "network", network_of(request.remote_addr))
    with writable() as store:
        # First of all, and with a short page: who asks ten thousand times must not cost ten thousand forms.
        if subscribers.count_attempts(store, network, now() - HOUR) >= PER_NETWORK:
            return _crowded()
        choices = _choices(store)
        form = read(request.form, choices, with_email=True)
        if not genuine():
            return _show(form, choices, 400, "This form had been open too long. Please send it once more.")
        with store.atomic():
            if subscribers.count_attempts(store, network, now() - HOUR) >= PER_NETWORK:
                return _crowded()
            if not form.errors:
                _ask_mailbox(store, form, network, choices)
    if form.errors:
        return _show(form, choices, 400)
    return redirect(url_for("subscribe.sent"), 303)


def _crowded() -> Response:
    return _page("message", 429, title="Too many requests", text=(
        "Too many requests came from your network. Please try again in an hour."
    ))  # fmt: skip


def _ask_mailbox(store: Store, form: Form, network: str, choices: Choices) -> None:
    """Write the one confirmation, unless this address was asked often or must not be written to."""
    moment, address = now(), bucket(secret(), "address", form.email)
    often = subscribers.count_attempts(store, address, moment - HOUR) >= PER_ADDRESS
    # Only letters written count against an address: else a stranger could keep its owner out by asking on and on.
    subscribers.note_attempt(store, [network] if often else [network, address], moment)
    person = None if often else subscribers.request_subscription(store, form.email, form.settings, moment)
    # Imported here and for the sample: the first page of a started site waits for no letter.
    from tracker.web.subscribe_letters import put_confirmation

    extra = _request_mark(person.requested if person else None, moment)
    until = (moment + CONFIRM_WITHIN).astimezone(EASTERN).date()
    put_confirmation(store, site().config, person, form.settings, _names(store, choices), extra, until, moment)


def _request_mark(requested: str | None, moment: datetime) -> str:
    """When it was asked, and a hash of what: a link confirms the settings that its letter named, no others."""
    return f"{int(moment.timestamp())}:{bucket(secret(), 'requested', requested or '')}"


@bp.get("/sent")
def sent() -> Response:
    return _page("message", title="Check your mail", text=(
        "If this address can get our mail, a letter is on its way to it. Open the link in it to confirm; until then "
        "nothing else is sent. The link works for three days. Look among unwanted mail if you do not find it."
    ))  # fmt: skip


def _open(store: Store, purpose: Purpose, token: str) -> tuple[Subscriber | None, Ticket | None]:
    """Whom a link speaks for. (None, ticket) when the link is ours and the person is gone."""
    ticket = unsign(secret(), purpose, token)
    if ticket is None:
        return None, None
    person = subscribers.get_subscriber(store, ticket.subscriber_id)
    if person is None or not same_salt(person.salt, ticket.salt):
        return None, ticket
    return person, ticket


def _no_link() -> Response:
    return _page("message", 404, title="This link does not work", text=(
        "It may have been cut in two by a mail program, or be for an address that has been deleted. "
        "You can subscribe anew at any time."
    ))  # fmt: skip


@bp.route("/confirm/<token>", methods=["GET", "POST"])
def confirm(token: str) -> Response:
    """GET shows what would be confirmed and changes nothing: link scanners open every link."""
    with writable() as store:
        person, ticket = _open(store, "confirm", token)
        if person is None or ticket is None:
            return _no_link()
        asked_at, _, mark = ticket.extra.partition(":")
        if now().timestamp() - int(asked_at) > CONFIRM_WITHIN.total_seconds():
            return _page("message", 410, title="This link is too old", text=(
                "It worked for three days. Subscribe once more to get a new one."
            ))  # fmt: skip
        if person.requested is None or mark != bucket(secret(), "requested", person.requested):
            return _page("message", 410, title="Nothing to confirm here", text=(
                "This was confirmed already, or there has been a newer request since; then the newest letter counts."
            ))  # fmt: skip
        wanted = settings_from_json(person.requested)
        what = describe_scope(wanted.scope, _names(store, _choices(store))), describe_period(wanted)
        if request.method == "GET":
            return _page("confirm", what=what[0], when=what[1], known=person.state == "confirmed", trouble="")
        if not genuine():
            trouble = "This page had been open too long. Please press the button once more."
            return _page("confirm", 400, what=what[0], when=what[1], known=person.state == "confirmed", trouble=trouble)
        with store.atomic():
            subscribers.confirm_subscription(store, person.subscriber_id, person.requested, now())
    return _page("message", title="Confirmed", text=(
        f"You follow {what[0]}, {what[1]}. When there is nothing new, there is no mail. "
        "Every digest has a link to change this and one to leave."
    ))  # fmt: skip


@bp.route("/manage/<token>", methods=["GET", "POST"])
def manage(token: str) -> Response:
    with writable() as store:
        person, _ = _open(store, "manage", token)
        if person is None:
            return _no_link()
        choices = _choices(store)
        form = Form(person.settings, person.settings.scope.all)
        if request.method == "GET":
            return _manage_page(person, form, choices, token)
        if not genuine():
            trouble = "This page had been open too long. Please send it once more."
            return _manage_page(person, form, choices, token, 400, trouble=trouble)
        return _act(store, person, choices, token)


def _act(store: Store, person: Subscriber, choices: Choices, token: str) -> Response:
    action = request.form.get("action")
    if action == "leave":
        with store.atomic():
            subscribers.leave(store, person.subscriber_id, now())
        return _left()
    if action == "erase":
        with store.atomic():
            subscribers.erase(store, person.subscriber_id)
        return _page("message", title="Deleted", text="Your address and all that was kept with it are deleted.")
    form = read(request.form, choices, with_email=False, was_everything=person.settings.scope.all)
    if form.errors or person.state != "confirmed":
        return _manage_page(person, form, choices, token, 400)
    with store.atomic():
        subscribers.change_settings(store, person.subscriber_id, form.settings)
    return _manage_page(person, form, choices, token, saved=True)


def _manage_page(
    person: Subscriber, form: Form, choices: Choices, token: str, code: int = 200, *, saved: bool = False,
    trouble: str = "",
) -> Response:  # fmt: skip
    user, _, host = person.email.partition("@")
    return _page(
        "manage", code, form=form, choices=choices, zones=_zones(form), token=token, saved=saved, trouble=trouble,
        masked=f"{user[:1]}…@{host}", following=person.state == "confirmed",
    )  # fmt: skip


@bp.get("/manage/<token>/my-data.json")
def my_data(token: str) -> Response:
    with writable() as store:
        person, _ = _open(store, "manage", token)
        if person is None:
            return _no_link()
        response = jsonify(subscribers.export_person(store, person.subscriber_id))
    response.headers["Content-Disposition"] = "attachment; filename=my-data.json"
    return response


def _left() -> Response:
    return _page("message", title="You have left this list", text=(
        "You will get no more mail from us. What waited to be sent to you is deleted."
    ))  # fmt: skip


@bp.get("/leave/<token>")
def leave_page(token: str) -> Response:
    """Shows a button and changes nothing (RFC 8058 section 1: scanners open every link)."""
    with writable() as store:
        _, ticket = _open(store, "leave", token)
    return _page("leave", token=token) if ticket else _no_link()


@bp.post("/leave/<token>")
def leave_now(token: str) -> Response:
    """One click, no cookie, no redirect (RFC 8058 section 3.2). The button of the page posts the same."""
    if request.form.get("List-Unsubscribe") != "One-Click":
        return _page("leave", 400, token=token)
    with writable() as store:
        person, ticket = _open(store, "leave", token)
        if ticket is None:
            return _no_link()
        if person is not None:
            with store.atomic():
                subscribers.leave(store, person.subscriber_id, now())
    return _left()


@bp.route("/sample", methods=["GET", "POST"])
def sample() -> Response:
    """What a digest of the last 30 days would look like for the scope in the query string, or in the posted form (so
    that an address typed into it stays out of the address line)."""
    from tracker.web.subscribe_letters import sample_letter

    config, today = site().config, today_eastern(now())
    args = request.form if request.method == "POST" else request.args
    with writable() as store:
        choices = _choices(store)
        settings = (read(args, choices, with_email=False) if "what" in args else blank(args, choices)).settings
        letter = sample_letter(store, site().lawbook.page(store), config, settings, today - SAMPLE_DAYS, today)
    if letter is None:
        return _page("message", title="Nothing in the last 30 days", text=(
            "Nothing happened that this choice covers, so there would have been no mail."
        ))  # fmt: skip
    if args.get("format") == "txt":
        return Response(letter.text, mimetype="text/plain")
    page, policy = letter_page(letter.html)
    response = Response(page, mimetype="text/html")
    response.headers["Content-Security-Policy"] = policy
    return response
