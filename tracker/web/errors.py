"""What a reader sees when something is not there or cannot be understood: a page that helps, or JSON for programs."""

import logging
import re
from difflib import get_close_matches

from flask import Flask, Response, jsonify, make_response, redirect, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException, MethodNotAllowed

from tracker.errors import NotFoundError, StorageError
from tracker.outputs.filters import BadParameter
from tracker.storage.timeline import withheld_cases
from tracker.text import one_line
from tracker.web.context import UnchangedError, keep_nothing, site, store

# The header with which site.js asks for a view while the reader is still choosing.
LIVE = "X-Live-Filter"
log = logging.getLogger(__name__)
_WORDS = {
    400: ("This address cannot be understood", "A part of the address is not in the form expected here."),
    403: ("Not allowed", "This request was not accepted. Go back, load the page again, and try once more."),
    404: ("There is no such page", "It may have been renamed, or the address was copied in part."),
    405: ("Not possible here", "This address does not take that kind of request."),
    413: ("Too large", "What was sent is larger than this site accepts."),
    429: ("Too many requests", "Please wait a little and try again."),
    500: ("Something went wrong on this site", "It is no fault of yours. The error has been noted."),
    503: ("Nothing to show yet", "The tracker has not been loaded."),
}


def register_errors(app: Flask) -> None:
    app.register_error_handler(BadParameter, _bad_parameter)
    app.register_error_handler(NotFoundError, _not_found)
    app.register_error_handler(StorageError, _storage)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(UnchangedError, lambda e: Response(status=304))


def _not_found(error: NotFoundError) -> ResponseReturnValue:
    """An address with an id that a case had before leads to what it names now, for good."""
    if request.method in ("GET", "HEAD") and (path := _moved_to(request.path)):
        query = f"?{request.query_string.decode('latin-1')}" if request.query_string else ""
        return redirect(path + query, 301)
    return answer(404, str(error))


def _moved_to(path: str) -> str | None:
    """The same address with the present id of the case; None where none of its parts is an id of before."""
    try:
        cases = site().lawbook.page(store()).cases.values()
    except StorageError:
        return None
    if not (called := {old: case.id for case in cases for old in case.formerly}):
        return None
    parts = [(part, *part.partition(".")) for part in path.split("/")]
    moved = "/".join(called[id_] + dot + rest if id_ in called else part for part, id_, dot, rest in parts)
    return moved if moved != path else None


def _storage(error: StorageError) -> tuple[Response | str, int]:
    """That nothing is loaded, or that the disk is full, locked or gone. What names a path is the operator's alone."""
    if str(site().config.data_dir) not in str(error):
        return answer(503, str(error))
    log.error("%s: %s", request.endpoint, error)
    return answer(503, "The tracker's database cannot be used at the moment. Please try again in a few minutes.")


def _bad_parameter(error: BadParameter) -> tuple[Response | str, int]:
    if _wants_json():
        return jsonify(error=str(error), parameter=error.parameter), 400
    page, status = answer(400, str(error))
    if request.headers.get(LIVE):
        # Asked by the page's own script, which shows the words beside the fields. Browsers note each answer of 400 on
        # their console as a fault; this one is none. Nobody may keep it: the address itself stays refused.
        keep_nothing()
        return page, 200
    return page, status


def _http(error: HTTPException) -> ResponseReturnValue:
    if error.response is not None or (error.code or 500) < 400:
        return error.get_response()
    page, code = answer(error.code or 500, None)
    response = make_response(page, code)
    if isinstance(error, MethodNotAllowed) and error.valid_methods:
        response.headers["Allow"] = ", ".join(sorted(error.valid_methods))  # RFC 9110, 15.5.6: it must say which
    return response


def answer(code: int, detail: str | None) -> tuple[Response | str, int]:
    title, text = _WORDS.get(code, ("This did not work", "The request could not be answered."))
    if _wants_json():
        if code == 404 and detail is None:
            text = "there is no such address; /api/v1/openapi.json describes all of them"
        return jsonify(error=detail or text), code
    near = _near() if code == 404 else []
    guess = " ".join(re.findall(r"[^\W_]+", request.path)[-6:]) if code == 404 and not site().published else ""
    return render_template("error.html", code=code, title=title, text=text, detail=detail, near=near, guess=guess), code


def _near() -> list[tuple[str, str]]:
    """Cases and flows whose ids read like the end of the address: path and name."""
    wanted = one_line(request.path.rstrip("/").rsplit("/", 1)[-1])[:80].lower()
    try:
        page, hidden = site().lawbook.page(store()), withheld_cases(store())
    except StorageError:
        return []
    known = {c.id: (f"/cases/{c.id}", c.name) for c in page.cases.values() if c.id not in hidden}
    known |= {f.id: (f"/flows/{f.id}", f.name) for f in page.flows.values()}
    return [known[i] for i in get_close_matches(wanted, known, 4, 0.6)]


def _wants_json() -> bool:
    return request.path.startswith("/api/") or request.path.endswith(".json")


def known_arguments(*names: str) -> None:
    """Refuse a misspelt parameter: `as-of=2026-01-01` must not quietly answer for today. Raises BadParameter."""
    for name in request.args:
        if name not in names:
            shown = one_line(name)[:40]
            raise BadParameter(shown, f"`{shown}` is no parameter here; known are: {', '.join(names) or 'none'}")
