"""What no parser is to see: pages instead of feeds, and declarations that load or expand something. Pure."""

import re
from html import unescape

from tracker.errors import ParseError
from tracker.feeds.salvage import find_root, holds_feed, past_comments

_DOCTYPE_START = re.compile(rb"\s*<!DOCTYPE")
_DOCTYPE = re.compile(rb"\s*<!DOCTYPE[^\[<>]{1,500}(?:\[[^\[\]]{0,500}\]\s*)?>")
# An entity that stands for a few characters, as feeds declare for accents; nothing else is let in.
_ENTITY = re.compile(
    rb"<!ENTITY\s+([A-Za-z][\w.-]{0,40})\s+(?:\"([^\"<&%]{0,16}|&#x?[0-9A-Fa-f]{1,7};)\"|'([^'<&%]{0,16}|&#x?[0-9A-Fa-f]{1,7};)')\s*>"
)
_HTML_TITLE = re.compile(rb"<title[^>]{0,200}>([^<]{1,400})", re.IGNORECASE)


def refuse_html(body: bytes) -> None:
    """Raises ParseError for an HTML page, with its title, and for what is neither XML nor JSON."""
    start = past_comments(body)
    rest = body[start : start + 4096].lstrip()
    lowered = rest[:40].lower()
    if not lowered.startswith((b"<!doctype html", b"<html", b"<head", b"<body", b"<script")):
        if not rest.startswith(b"<") and not holds_feed(body):
            raise ParseError("the body is not a feed: it is neither XML nor a JSON object")
        return
    title = _HTML_TITLE.search(body[:65536])
    words = " ".join(unescape(title.group(1).decode("utf-8", "replace")).split())[:80] if title else ""
    named = f' ("{words}")' if words else ""
    raise ParseError(f"the body is an HTML page{named}, not a feed; the server may be down for maintenance")


def without_doctype(body: bytes) -> tuple[bytes, dict[bytes, bytes]]:
    """The body less its DOCTYPE, so that nothing is ever loaded for it, and the entities it declares that stand for a
    few characters. Others are refused: they could expand without end or read files, and no feed needs them.

    Raises ParseError."""
    position = past_comments(body)
    if not _DOCTYPE_START.match(body, position):
        return body, {}
    root = find_root(body)
    subset = body[position : root.start() if root else len(body)][:20_000]
    entities = {found.group(1): found.group(2) or found.group(3) or b"" for found in _ENTITY.finditer(subset)}
    plain = _ENTITY.sub(b"", subset)
    if b"<!ENTITY" in plain or b"<!ENTITY" in body[position + 20_000 : root.start() if root else len(body)]:
        raise ParseError("the feed declares XML entities, which can hide an attack; it is refused")
    doctype = _DOCTYPE.match(plain)
    if doctype is None:
        raise ParseError("the feed has a DOCTYPE that cannot be read: nothing of it is used")
    return body[:position] + plain[doctype.end() :] + body[position + len(subset) :], entities
