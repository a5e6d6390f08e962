"""One event on the desk: the words it was read from, the reading as a form, what it would do to the board, and the
decisions about it."""

from dataclasses import dataclass, replace
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from tracker.dates import today_eastern
from tracker.errors import NotFoundError, TrackerError
from tracker.law.answers import OrderHistory
from tracker.lawbook import Page
from tracker.register.rows import case_flows
from tracker.register.schema import Case, Event
from tracker.register.schema import event_id as id_of
from tracker.review import decide
from tracker.review.confirm import (
    Reading,
    StaleReadingError,
    build_event,
    case_of,
    check,
    confirm,
    event_id_key,
    readable_event,
)
from tracker.review.form import Form, from_event, from_posted
from tracker.review.form_reading import to_reading
from tracker.review.marks import Piece, mark
from tracker.review.preview import Preview, preview
from tracker.review.queue import in_words, standing_orders
from tracker.review.snapshot import read
from tracker.review.suggest import suggest
from tracker.storage.coverage import told_of_event
from tracker.storage.decisions import Decision, adopted_by, decisions_on, event_mark, find_decision
from tracker.storage.desk import docket_words, matches_of
from tracker.storage.events import event_row
from tracker.storage.facts import reading_of
from tracker.storage.retagged import Change, MachineReading, open_change, said_otherwise
from tracker.storage.store import Store
from tracker.storage.users import User
from tracker.storage.withheld import is_withheld
from tracker.web.context import now, site, store
from tracker.web.errors import answer
from tracker.web.forms import writable
from tracker.web.signin import desk_token, editors, private, staff

bp = Blueprint("event", __name__)
bp.after_request(private)


@bp.app_template_filter("reading")
def reading_said(reading: MachineReading) -> str:
    return in_words(reading)


@bp.app_template_filter("stated")
def stated(row: dict[str, Any]) -> str:
    """The outcomes of an event's row, as `in_words` says a machine's."""
    return in_words(MachineReading(row["kind"], frozenset((a["relief"], a["disposition"]) for a in row["actions"])))


@dataclass(frozen=True, slots=True)
class Scene:
    """Everything about one event that its page shows, read in one go."""

    event_id: str
    row: dict[str, Any]
    case: Case | None
    event: Event | None  # as the register or a person has it
    standing: tuple[OrderHistory, ...]
    words: dict[str, Any] | None
    pieces: tuple[Piece, ...]
    decisions: tuple[Decision, ...]
    by_person: bool
    withheld: bool
    told_by: str | None
    mark: str
    differs: str = ""  # what the rules would say, where a person says otherwise
    change: Change | None = None  # where tagging again read it otherwise, and nobody has looked at that yet


def scene(opened: Store, event_id: str, page: Page, user: User) -> Scene:
    """Raises NotFoundError, also where the words came by private mail and the user may not release them."""
    row = event_row(opened, event_id)
    words = docket_words(opened, row["entry_id"]) if row else None
    hidden = words is not None and words["private"] and not user.edits
    if row is None or row["retracted_at"] or hidden:
        raise NotFoundError(f"No event has the id {event_id[:80]!r}. The timeline shows each one's id under “Why?”.")
    case = page.cases.get(row["case_id"] or "")
    event = next((e for e in case.events if id_of(case.id, e.key) == event_id), None) if case else None
    told = told_of_event(opened, event_id) if event is None and row["reported_only"] else None
    if told and told["relief"] != "none":
        # What the news says of it is offered in the form, and stored nowhere until somebody saves it.
        row["actions"] = [{"relief": told["relief"], "disposition": told["disposition"]}]
    decisions = tuple(decisions_on(opened, "event", event_id))
    text = (words["description"] or words["short_description"]) if words else row["text"]
    standing = standing_orders(page.law, today_eastern(now())).get(row["case_id"] or "", [])
    return Scene(
        event_id, row, case, event, tuple(sorted(standing, key=lambda o: o.order_id)), words,
        mark(text, _matches(opened, event_id, decisions)), decisions, reading_of(opened, event_id) is not None,
        is_withheld(opened, event_id), row["body"].get("told_by") or adopted_by(opened, event_id),
        event_mark(opened, event_id), said_otherwise(opened, event_id) if reading_of(opened, event_id) else "",
        open_change(opened, event_id),
    )  # fmt: skip


def _matches(opened: Store, event_id: str, decisions: tuple[Decision, ...]) -> list[tuple[str, str, int, int, str]]:
    """What the machine read; after a person's reading, as the first decision found it."""
    if found := matches_of(opened, event_id):
        return found
    for decision in reversed(decisions):
        if decision.action in ("confirm", "reject"):
            return list(read(decision.before).row.matches)
    return []


def posted() -> Form:
    return from_posted(request.form.to_dict(flat=False))


def form_of(found: Scene) -> Form:
    if found.event:
        return from_event(found.event)
    return suggest(found.row, found.case, found.standing) if found.case else Form()


def _page() -> Page:
    return site().lawbook.page(store())


@bp.get("/<event_id>")
@staff
def show(user: User, event_id: str) -> ResponseReturnValue:
    found = scene(store(), event_id, _page(), user)
    return _render(user, found, form_of(found))


def _render(
    user: User, found: Scene, form: Form, *, trouble: str = "", ahead: Preview | None = None, code: int = 200,
    more: str = "", checked: bool = False,
) -> tuple[str, int]:  # fmt: skip
    page = _page()
    orders = [(o.order_id, f"{o.title} ({o.order_id})") for o in page.law.orders.values()
              if found.case and o.case_id == found.case.id]  # fmt: skip
    known = {value for value, _ in orders}
    # An act may name an order of another case; it must not be lost by being opened here.
    named = dict.fromkeys([*(a.order for a in form.acts), *form.replaces, *(r.of for r in form.restrictions)])
    orders += [(o, o) for o in named if o and o not in known]
    html = render_template(
        "review/event.html", user=user, s=found, form=form.with_room(more), trouble=trouble, ahead=ahead,
        checked=checked, desk_token=desk_token, orders=orders, done=done(),
        stays=_events(found, "stays"), judgments=_events(found, "ends", "affirms"),
        flow_choices=[(f.id, f.name) for f in sorted(page.flows.values(), key=lambda f: f.name)],
        own_flows=_own_flows(found), today=today_eastern(now()),
        names={c.id: c.name for c in page.cases.values()},
    )  # fmt: skip
    return html, code


def done() -> Decision | None:
    """The decision just made, which the page offers to take back."""
    made = request.args.get("done", 0, int)
    return find_decision(store(), made) if 0 < made < 2**63 else None  # what SQLite can hold


def _events(found: Scene, *acts: str) -> list[tuple[str, str]]:
    if found.case is None:
        return []
    return [
        (id_of(found.case.id, e.key), f"{e.date or 'no date'}: {e.title}")
        for e in found.case.events
        if any(act.do in acts for act in e.acts)
    ]


def _own_flows(found: Scene) -> set[str]:
    return set(case_flows(found.case)) if found.case else set()


@bp.post("/<event_id>/preview")
@staff
def look_ahead(user: User, event_id: str) -> ResponseReturnValue:
    """What the board would say. Stores nothing, so a reader of the desk may ask too."""
    found = scene(store(), event_id, _page(), user)
    form = posted()
    if more := request.form.get("more"):
        return _render(user, _seen_as(found), form, more=more)
    reading, errors = to_reading(form, user.name)
    if errors:
        return _render(user, _seen_as(found), replace(form, errors=errors), code=422)
    try:
        ahead = _ahead(found, reading)
    except TrackerError as error:
        return _render(user, _seen_as(found), form, trouble=sentence_of(error), code=422)
    return _render(user, _seen_as(found), form, ahead=ahead, checked=True)


def _ahead(found: Scene, reading: Reading) -> Preview:
    page, courts = _page(), site().courts
    row = readable_event(store(), found.event_id)
    case = case_of(page.cases, row)
    event = build_event(row, reading, case)
    check(event, case, page.cases, page.flows, courts)
    key = event_id_key(found.event_id)
    return preview(
        page.cases, page.flows, courts, page.law, case, event, key, found.event_id, today_eastern(now())
    )  # fmt: skip


def _seen_as(found: Scene) -> Scene:
    """With the mark that the person's form carries: what they look at is what they opened, not what is there now."""
    return replace(found, mark=request.form.get("mark", found.mark))


def sentence_of(error: TrackerError) -> str:
    text = str(error)
    return text[:1].upper() + text[1:] + ("" if text.endswith(".") else ".")


@bp.post("/<event_id>")
@editors
def save(user: User, event_id: str) -> ResponseReturnValue:
    form = posted()
    found = scene(store(), event_id, _page(), user)
    reading, errors = to_reading(form, user.name)
    if errors:
        return _render(user, _seen_as(found), replace(form, errors=errors), code=422)
    try:
        with writable() as own:
            confirm(own, event_id, reading, site().courts, now(), mark=request.form.get("mark", ""))
            made = decisions_on(own, "event", event_id)[0].decision_id
    except StaleReadingError as error:
        return _told(user, event_id, form, error)
    except TrackerError as error:
        return _render(user, _seen_as(found), form, trouble=sentence_of(error), code=422)
    return on_to_next(event_id, made)


def _told(user: User, event_id: str, form: Form, error: TrackerError) -> tuple[str, int]:
    """The second of two: their words are still in the form, what the first one stored is above it."""
    trouble = (
        f"{sentence_of(error)} Nothing of yours was stored. See below what holds now, and compare before you save."
    )
    return _render(user, scene(store(), event_id, _page(), user), form, trouble=trouble, code=409)


@bp.post("/<event_id>/reject")
@editors
def turn_down(user: User, event_id: str) -> ResponseReturnValue:
    why = posted().why
    try:
        with writable() as own:
            decide.reject(own, event_id, user.name, why, site().courts, now(), request.form.get("mark", ""))
            made = decisions_on(own, "event", event_id)[0].decision_id
    except StaleReadingError as error:
        return _told(user, event_id, posted(), error)
    except TrackerError as error:
        return answer(422, sentence_of(error))
    return on_to_next(event_id, made)


@bp.post("/<event_id>/<any(dismiss, withhold, release):what>")
@editors
def small(user: User, event_id: str, what: str) -> ResponseReturnValue:
    why, mark = posted().why, request.form.get("mark", "")
    try:
        with writable() as own:
            if what == "dismiss":
                decide.dismiss(own, "event", event_id, user.name, why, now(), mark)
            elif what == "withhold":
                decide.withhold_event(own, event_id, user.name, why, now(), mark)
            else:
                decide.release(own, event_id, user.name, why, now(), mark)
            made = decisions_on(own, "event", event_id)[0].decision_id
    except StaleReadingError as error:
        # The short form of "looked at" carries no reading: what holds now is filled in, not a blank one.
        form = posted() if "title" in request.form else form_of(scene(store(), event_id, _page(), user))
        return _told(user, event_id, form, error)
    except TrackerError as error:
        found = scene(store(), event_id, _page(), user)
        return _render(user, _seen_as(found), posted(), trouble=sentence_of(error), code=422)
    if what == "dismiss":
        return on_to_next(event_id, made)
    return redirect(url_for("review.event.show", event_id=event_id, done=made), 303)


def on_to_next(key: str, decision_id: int | None = None) -> Response:
    return redirect(url_for("review.following", after=key, done=decision_id), 303)
