"""JSON Feed 1.0 and 1.1 (jsonfeed.org/version/1.1). Pure."""

import json
from typing import Any

from tracker.errors import ParseError
from tracker.models import FeedItem, ParsedFeed


def from_json(body: bytes) -> ParsedFeed:
    """Raises ParseError for what is no whole JSON Feed."""
    try:
        found = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise ParseError(f"the body is JSON that cannot be read ({str(error)[:120]}): nothing of it is used") from None
    if not isinstance(found, dict) or "jsonfeed.org/version" not in str(found.get("version", "")):
        raise ParseError("the body is JSON but no JSON Feed: it names no jsonfeed.org version")
    rows = found.get("items", [])
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise ParseError("the JSON Feed's items are not a list of objects: nothing of it is used")
    items = tuple(
        FeedItem(
            _text(row, "title").strip(),
            (_text(row, "url") or _text(row, "external_url")).strip(),
            _text(row, "summary") or _text(row, "content_html") or _text(row, "content_text"),
            str(row.get("id") or ""),
            _text(row, "date_published") or _text(row, "date_modified"),
        )
        for row in rows
    )
    return ParsedFeed(_text(found, "title"), _text(found, "description"), None, items)


def _text(holder: dict[str, Any], name: str) -> str:
    value = holder.get(name)
    return value if isinstance(value, str) else ""
