"""The review desk: what needs a person, most consequential first, and what people decided."""

import json
import re
from datetime import timedelta
from typing import Any

from flask import Blueprint, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from tracker.dates import today_eastern
from tracker.errors import NotFoundError, TrackerError
from tracker.lawbook import Page
from tracker.register.schema import event_id
from tracker.review import decide
from tracker.review.firstreport import docket_told, report_event
from tracker.review.queue import GROUPS, LOW, Item, Material, after, build_queue, standing_orders, told_in_words
from tracker.review.suggested import waiting
from tracker.review.undo import UNDOABLE, undo
from tracker.storage.coverage import coverage_row, links_of
from tracker.storage.decisions import Decision, decisions_on, last_decisions, last_of_each, settled
from tracker.storage.desk import bare_rulings, private_entries, unclear_coverage, unread_acts
from tracker.storage.gaps import find_gap, open_gaps
from tracker.storage.reports import find_report, open_reports
from tracker.storage.retagged import open_changes
from tracker.storage.store import Store
from tracker.storage.suggestions import is_private, open_suggestions
from tracker.storage.timeline import instant
from tracker.storage.users import User
from tracker.storage.withheld import list_withheld
from tracker.text import one_line, plain
from tracker.web import review_event, review_mail, review_suggestion
from tracker.web.context import now, site, store
from tracker.web.errors import answer
from tracker.web.filters import time_instant
from tracker.web.forms import one_of, writable
from tracker.web.review_event import done, on_to_next
from tracker.web.signin import current_user, desk_token, editors, private, staff

bp = Blueprint("review", __name__, url_prefix="/review")
bp.after_request(private)
bp.register_blueprint(review_event.bp)
bp.register_blueprint(review_suggestion.bp)
bp.register_blueprint(review_mail.bp)

# An order of which only "Order" is known waits so long; what it decided is told by other papers by then.
NEWLY = timedelta(days=60)

DECIDED = {
    "confirm": "read and confirmed", "reject": "read; it changes nothing", "undo": "taken back",
    "withhold": "withheld from the public", "release": "released to the public", "link": "linked",
    "report": "put on the timeline as reported",
    "unlink": "taken off every page", "dismiss": "looked at; nothing to do", "close": "closed",
    "accept": "accepted; the register is edited by hand",
}  # fmt: skip


@bp.app_template_filter("pretty")
def pretty(data: Any) -> str:
    """Before or after of a decision, as indented text."""
    return "nothing" if data is None else plain(json.dumps(data, ensure_ascii=False, indent=1))


@bp.app_template_filter("stored_instant")
def stored_instant(text: str) -> Markup | str:
    return time_instant(instant(text))


@bp.context_processor
def _words() -> dict[str, Any]:
    return {
        "DECIDED": DECIDED,
        "UNDOABLE": UNDOABLE,
        "last_of_each": last_of_each,
        "address": address,
        "withheld_ids": withheld_ids,
        "event_id": event_id,
    }


def withheld_ids() -> set[str]:
    """What even the desk does not repeat: the words of a sealed paper may stand in an old decision. For those who do
    not edit, also what came by private mail."""
    if "withheld_ids" not in g:
        g.withheld_ids = {w["target_id"] for w in list_withheld(store())}
        user = current_user()
        if user is None or not user.edits:
            g.withheld_ids |= {row["event_id"] for row in private_entries(store())}
    found: set[str] = g.withheld_ids
    return found


def address(decision: Decision) -> str:
    """The desk's page on what a decision was about."""
    prefix = "" if decision.target_kind == "event" else f"{decision.target_kind}/"
    return f"/review/{prefix}{decision.target_id}"


def queue(user: User) -> tuple[Item, ...]:
    """What waits; what came by private mail is shown only to those who may release it."""
    opened = store()
    page = site().lawbook.page(opened)
    today = today_eastern(now())
    bare = bare_rulings(opened, standing_orders(page.law, today), (today - NEWLY).isoformat())
    acts = [row for row in [*unread_acts(opened), *bare] if user.edits or not row["private"]]
    found = [each for each in open_suggestions(opened) if user.edits or not is_private(opened, each)]
    material = Material(
        acts, unclear_coverage(opened, LOW), open_gaps(opened), open_reports(opened),
        frozenset(settled(opened, "event")), frozenset(settled(opened, "coverage")),
        waiting(found, page.cases), private_entries(opened) if user.edits else (),
        [change for change in open_changes(opened) if user.edits or not change.private],
    )  # fmt: skip
    return build_queue(material, page.cases, page.law, today)


def _page(user: User, name: str, code: int = 200, **values: Any) -> tuple[str, int]:
    return render_template(f"review/{name}.html", user=user, desk_token=desk_token, done=done(), **values), code


@bp.get("")
@staff
def index(user: User) -> ResponseReturnValue:
    if wanted := one_line(request.args.get("id")):
        return redirect(url_for("review.event.show", event_id=wanted.removeprefix("/events/")), 302)
    found = queue(user)
    groups = [(name, title, [i for i in found if i.group == name]) for name, title in GROUPS]
    return _page(
        user, "queue", groups=[g for g in groups if g[2]], total=len(found),
        looked=request.args.get("looked", type=int), asked=request.args.get("asked", 0, int),
    )  # fmt: skip


@bp.post("/looked-at")
@editors
def look_over(user: User) -> ResponseReturnValue:
    """Several entries that today's rules read otherwise, marked or all shown, are looked at and need nothing."""
    marked = request.form.getlist("change") if "all" not in request.form else request.form.get("shown", "").split()
    numbers = [int(text) for text in marked if re.fullmatch(r"[0-9]{1,15}", text)]
    with writable() as own:
        made = decide.look_over(own, numbers, user.name, now())
    return redirect(url_for("review.index", looked=len(made), asked=len(set(numbers))), 303)


@bp.get("/next")
@staff
def following(user: User) -> ResponseReturnValue:
    """The item behind `after`; the queue, when there is no other."""
    item = after(queue(user), request.args.get("after", ""))
    made = request.args.get("done", type=int)
    if item is None:
        return redirect(url_for("review.index", done=made), 302)
    return redirect(f"/review/{item.key}" + (f"?done={made}" if made else ""), 302)


@bp.get("/decisions")
@staff
def decisions(user: User) -> ResponseReturnValue:
    found = last_decisions(store())
    return _page(user, "decisions", decisions=found)


@bp.post("/decisions/<int:decision_id>/undo")
@editors
def take_back(user: User, decision_id: int) -> ResponseReturnValue:
    why = one_line(request.form.get("why"))[:2000]
    try:
        with writable() as own:
            undone = undo(own, decision_id, user.name, why, site().courts, now())
            made = decisions_on(own, undone.target_kind, undone.target_id)[0].decision_id
    except NotFoundError as error:
        return answer(404, str(error))
    except TrackerError as error:
        return answer(422, review_event.sentence_of(error))
    return redirect(f"{address(undone)}?done={made}", 303)


@bp.get("/coverage/<int:coverage_id>")
@staff
def news(user: User, coverage_id: int) -> ResponseReturnValue:
    return _news(user, coverage_id)


MEANWHILE = "Somebody has decided about this meanwhile. Nothing of yours was stored; below is what holds now."


def _news(user: User, coverage_id: int, trouble: str = "") -> ResponseReturnValue:
    row = coverage_row(store(), coverage_id)
    if row is None:
        return answer(404, "There is no such news item.")
    links = links_of(store(), coverage_id)
    page = site().lawbook.page(store())
    told = json.loads(row["event_body"]) if row["event_body"] else None
    own = [page.cases[i] for kind, i in links if kind == "case" and i in page.cases]
    return _page(
        user, "news", 409 if trouble else 200, trouble=trouble,
        row=row, links=links, linked=set(links), because=json.loads(row["because"]), told=told,
        told_words=told_in_words(told) if told else "", own_cases=own, names=_names(page, links),
        acted=docket_told(own, site().courts, plain(f"{row['title']}. {row['summary']}"), told),
        cases=sorted(page.cases.values(), key=lambda c: c.name),
        flows=sorted(page.flows.values(), key=lambda f: f.name),
        history=decisions_on(store(), "coverage", str(coverage_id)),
    )  # fmt: skip


def _stale(own: Store, coverage_id: int) -> bool:
    """Whether somebody has decided about the item since the form was opened: it carries the last decision seen."""
    last = decisions_on(own, "coverage", str(coverage_id))
    return request.form.get("mark", "") != str(last[0].decision_id if last else 0)


def _names(page: Page, links: list[tuple[str, str]]) -> dict[str, str]:
    """What the linked things are called; an event with its day."""
    found = {c.id: c.name for c in page.cases.values()} | {f.id: f.name for f in page.flows.values()}
    linked = {target for kind, target in links if kind == "event"}
    for case in page.cases.values() if linked else ():
        for event in case.events:
            if event_id(case.id, event.key) in linked:
                found[event_id(case.id, event.key)] = f"{event.date or 'no date'}: {event.title}"
    return found


@bp.post("/coverage/<int:coverage_id>")
@editors
def set_news(user: User, coverage_id: int) -> ResponseReturnValue:
    target, why = str(coverage_id), one_line(request.form.get("why"))[:2000]
    page = site().lawbook.page(store())
    known = {"case": set(page.cases), "flow": set(page.flows)}
    known["event"] = {event_id(c.id, e.key) for c in page.cases.values() for e in c.events}
    links = [(kind, i) for kind in ("case", "flow", "event") for i in request.form.getlist(kind) if i in known[kind]]
    do = one_of("dismiss", "link", "unlink")
    # One transaction: two who save at once must not both find the item as they saw it.
    with writable() as own, own.atomic():
        if _stale(own, coverage_id):
            return _news(user, coverage_id, MEANWHILE)
        if do == "dismiss":
            decide.dismiss(own, "coverage", target, user.name, why, now())
        else:
            decide.relink(own, target, user.name, [] if do == "unlink" else links, why, now())
        made = decisions_on(own, "coverage", target)[0].decision_id
    return on_to_next(f"coverage/{coverage_id}", made)


@bp.post("/coverage/<int:coverage_id>/event")
@editors
def new_event(user: User, coverage_id: int) -> ResponseReturnValue:
    """From a first report: an event that is shown as reported, then read in full on its own page."""
    given = {name: one_line(request.form.get(name))[:200] for name in ("docket", "day", "title", "kind")}
    try:
        with writable() as own, own.atomic():
            if _stale(own, coverage_id):
                return _news(user, coverage_id, MEANWHILE)
            made = report_event(
                own, coverage_id, given["docket"], given["day"], given["title"], given["kind"], user.name,
                site().courts, now(),
            )  # fmt: skip
    except NotFoundError as error:
        return answer(404, str(error))
    except TrackerError as error:
        return answer(422, review_event.sentence_of(error))
    return redirect(url_for("review.event.show", event_id=made), 303)


@bp.get("/gap/<int:number>")
@staff
def gap(user: User, number: int) -> ResponseReturnValue:
    row = find_gap(store(), number)
    return _page(user, "gap", row=row, history=decisions_on(store(), "gap", str(number))) if row else answer(404, None)


@bp.get("/report/<int:number>")
@staff
def reported(user: User, number: int) -> ResponseReturnValue:
    found = find_report(store(), number)
    history = decisions_on(store(), "report", str(number))
    return _page(user, "report", r=found, history=history) if found else answer(404, None)


@bp.post("/<any(gap, report):kind>/<int:number>")
@editors
def close(user: User, kind: str, number: int) -> ResponseReturnValue:
    why = one_line(request.form.get("why"))[:2000]
    try:
        with writable() as own:
            (decide.close_gap if kind == "gap" else decide.close_report)(own, number, user.name, why, now())
            made = decisions_on(own, kind, str(number))[0].decision_id
    except TrackerError as error:
        return answer(422, review_event.sentence_of(error))
    return on_to_next(f"{kind}/{number}", made)
