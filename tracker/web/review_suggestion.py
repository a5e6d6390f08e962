"""One suggestion on the desk: what was found and why, accept or dismiss, and the lines that the register would take."""

from flask import Blueprint, redirect, render_template, request
from flask.typing import ResponseReturnValue

from tracker.errors import NotFoundError
from tracker.review.queue import SUGGESTED
from tracker.review.suggested import decide, register_text
from tracker.storage.decisions import decisions_on
from tracker.storage.suggestions import find_suggestion, is_private
from tracker.storage.users import User
from tracker.text import one_line
from tracker.web.context import now, site, store
from tracker.web.errors import answer
from tracker.web.forms import one_of, writable
from tracker.web.review_event import done, on_to_next
from tracker.web.signin import desk_token, editors, private, staff

bp = Blueprint("suggestion", __name__)
bp.after_request(private)


@bp.get("/suggestion/<int:number>")
@staff
def show(user: User, number: int) -> ResponseReturnValue:
    found = find_suggestion(store(), number)
    if found is None or (not user.edits and is_private(store(), found)):
        return answer(404, None)
    page = site().lawbook.page(store())
    return render_template(
        "review/suggestion.html", user=user, desk_token=desk_token, done=done(), s=found,
        says=SUGGESTED[found.kind], cases=[page.cases[i] for i in found.body.get("cases", ()) if i in page.cases],
        flows=[page.flows[i] for i in found.body.get("flows", ()) if i in page.flows],
        lines=register_text(found, page.cases, site().courts),
        history=decisions_on(store(), "suggestion", str(number)),
    )  # fmt: skip


@bp.post("/suggestion/<int:number>")
@editors
def settle(user: User, number: int) -> ResponseReturnValue:
    why = one_line(request.form.get("why"))[:2000]
    action = one_of("accept", "dismiss")
    try:
        with writable() as own:
            found = decide(own, number, action, user.name, why, now())
            made = decisions_on(own, "suggestion", str(number))[0].decision_id
    except NotFoundError as error:
        return answer(404, str(error))
    if action == "accept" and found.kind != "notice":
        # Stay: what follows is the text to copy.
        return redirect(f"/review/suggestion/{number}?done={made}", 303)
    return on_to_next(f"suggestion/{number}", made)
