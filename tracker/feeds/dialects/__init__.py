"""From parsed feeds to docket entry drafts, court by court. Pure.

A new kind of feed is a module and a line in DIALECTS. Nothing is dropped silently: an item that cannot
be read is counted in a note.
"""

import re
from collections.abc import Callable
from typing import Any

from tracker.courts import Court
from tracker.errors import ParseError
from tracker.feeds.dialects import appellate, district
from tracker.feeds.dialects.common import describe_item, merge_twins
from tracker.models import EntryDraft, FeedItem, ParsedFeed

Dialect = Callable[[FeedItem, int, Court], EntryDraft | None]

# By level of court (tracker.courts). State courts and the Supreme Court publish no CM/ECF feed.
DIALECTS: dict[str, Dialect] = {
    "appeals": appellate.read_item,
    "district": district.read_item,
    "bankruptcy": district.read_item,
    "other": district.read_item,
}
_DECLARED = re.compile(r"entries of type:\s*(.+)", re.IGNORECASE)


def entries_from(feed: ParsedFeed, court: Court) -> tuple[tuple[EntryDraft, ...], tuple[str, ...]]:
    """Entry drafts in feed order, twins merged, and notes on items that could not be read in whole or part.

    Raises ParseError for a court that publishes no CM/ECF feed.
    """
    read_item = DIALECTS.get(court.level)
    if read_item is None:
        raise ParseError(
            f"{court.name} publishes no CM/ECF feed: there is no way to read docket entries from this file"
        )
    drafts: list[EntryDraft] = []
    unread: list[str] = []
    undated: list[str] = []
    for index, item in enumerate(feed.items):
        draft = read_item(item, index, court)
        if draft is None:
            unread.append(describe_item(item, index))
            continue
        if draft.date_entered is None:
            undated.append(describe_item(item, index))
        drafts.append(draft)
    notes = _note(unread, "not read, because the title holds no docket number")
    notes += _note(undated, "kept without a time, because the date or its zone cannot be read")
    return merge_twins(drafts), notes


def _note(items: list[str], what: str) -> tuple[str, ...]:
    if not items:
        return ()
    count = "1 item was" if len(items) == 1 else f"{len(items)} items were"
    return (f"{count} {what}: {', '.join(items[:3])}{' and others' if len(items) > 3 else ''}",)


def declared_types(feed: ParsedFeed) -> tuple[str, ...]:
    """What the court says that its feed carries, from the channel's description: ("orders", "opinions"), ("all",).

    () when it does not say so in the usual words ("Docket entries of type: …").
    """
    found = _DECLARED.search(feed.description)
    return tuple(part.strip().lower() for part in found.group(1).split(",") if part.strip()) if found else ()


def entry_json(draft: EntryDraft) -> dict[str, Any]:
    """One line of `parse-feed`: ids are text or null, `date_entered` is ISO 8601 with the feed's own offset or null."""
    return {
        "court_id": draft.court_id,
        "docket_number": draft.docket_number,
        "pacer_case_id": draft.pacer_case_id,
        "caption": draft.caption,
        "date_entered": draft.date_entered.isoformat() if draft.date_entered else None,
        "document_number": draft.document_number,
        "pacer_doc_id": draft.pacer_doc_id,
        "pacer_seq_no": draft.pacer_seq_no,
        "short_descriptions": list(draft.short_descriptions),
    }
