"""`POST /hooks/courtlistener/<secret>`: what CourtListener pushes is put on disk and answered; it is read later.

The address is the password: it is compared in constant time and never written to a log. There is no form and no cookie
here, hence no CSRF token.
"""

import hmac
import ipaddress
import logging
import re
from typing import TYPE_CHECKING

from flask import Blueprint, Response, request
from werkzeug.exceptions import RequestEntityTooLarge

from tracker.storage.hook_queue import queue
from tracker.web.context import now, site, store
from tracker.web.forms import writable

if TYPE_CHECKING:
    from tracker.courtlistener.standing import Standing

bp = Blueprint("hooks", __name__)
log = logging.getLogger(__name__)
PLACE = "/hooks/courtlistener/"
LONGEST = 5 * 1024 * 1024
# CourtListener sends a UUID; any word that a header may hold and that fits is taken.
_KEY = re.compile(r"[!-~]{8,200}")
_SECRET = re.compile(re.escape(PLACE) + r"[^\s\"'?#]+")
_METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]


@bp.route(f"{PLACE}<secret>", methods=_METHODS, provide_automatic_options=False)
def courtlistener(secret: str) -> Response:
    config = site().config
    expected = config.courtlistener_hook
    right = hmac.compare_digest(secret.encode("utf-8", "replace"), expected.encode())
    if not expected or not right or request.method != "POST":
        # Never the site's own page for it, which repeats the address.
        return _answer(404, "not found")
    if not _allowed(request.remote_addr, config.courtlistener_hook_from):
        log.warning("a webhook call from %s was refused: not in TRACKER_COURTLISTENER_HOOK_FROM", request.remote_addr)
        return _answer(403, "not from here")
    key = request.headers.get("Idempotency-Key", "").strip()
    if not _KEY.fullmatch(key):
        return _answer(400, "the header Idempotency-Key is missing")
    request.max_content_length = LONGEST
    try:
        return _put(key, request.get_data(cache=False))
    except RequestEntityTooLarge:
        return _answer(413, "too large")


def _put(key: str, body: bytes) -> Response:
    try:
        with writable() as own:
            outcome = queue(own, "courtlistener", key, body, now())
    except Exception:
        # Flask would log the address with the error, and the address is the secret.
        log.exception("a webhook delivery could not be put on disk; it will be sent again")
        return _answer(503, "not stored; send it again")
    if outcome == "full":
        return _answer(503, "too many wait; send it again")
    return _answer(200 if outcome == "known" else 202, outcome)


def _allowed(address: str | None, allowed: tuple[str, ...]) -> bool:
    if not allowed:
        return True
    try:
        found = ipaddress.ip_address(address or "")
    except ValueError:
        return False
    mapped = getattr(found, "ipv4_mapped", None)
    return str(mapped or found) in allowed


def _answer(code: int, said: str) -> Response:
    return Response(f"{said}\n", code, mimetype="text/plain", headers={"Cache-Control": "no-store"})


class MaskHook(logging.Filter):
    """Takes the secret out of every line that names the hook's address, such as a server's access log."""

    def filter(self, record: logging.LogRecord) -> bool:
        text = record.getMessage()
        if PLACE in text:
            record.msg, record.args = _SECRET.sub(f"{PLACE}***", text), ()
        return True


@bp.record_once
def _mask_logs(_: object) -> None:
    for name in ("werkzeug", "waitress", "waitress.queue", "tracker.web", __name__):
        logger = logging.getLogger(name)
        if not any(isinstance(f, MaskHook) for f in logger.filters):
            logger.addFilter(MaskHook())


@bp.app_context_processor
def _for_templates() -> dict[str, object]:
    """`courtlistener()`: how that source stands, for the part of the sources page about it."""
    return {"courtlistener": _standing}


def _standing() -> "Standing":
    # Imported here: only the sources page tells it.
    from tracker.courtlistener.standing import standing

    return standing(store(), site().config, now())
