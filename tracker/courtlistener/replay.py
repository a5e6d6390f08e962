"""Archived pages, pushes and docket feeds of CourtListener, read again by today's parsers.

They name a docket by its number there. Which of ours that is, is known of dockets watched there; what is of another
one is left, and said.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from tracker.courtlistener.entries import docket_of, ordered_drafts
from tracker.courtlistener.signals import feed_drafts
from tracker.errors import ParseError
from tracker.ingest.papers import Paper, take_paper
from tracker.ingest.tools import Tools
from tracker.models import EntryDraft, FeedRun
from tracker.outputs.words import counted
from tracker.papers.courtlistener import ClDocket, ClEntry, dockets_in, parse_courtlistener
from tracker.papers.courtlistener_feed import parse_docket_feed
from tracker.storage.courtlistener import watched_row
from tracker.storage.store import Store


def replay_body(
    store: Store, source_id: str, body: bytes, row: Mapping[str, Any], site: str, tools: Tools, now: datetime
) -> FeedRun:
    """Read an archived body again; only what reads differently changes, and nobody is owed a mail of it.

    row: of the archive. site: whose API it came from. One run for all dockets of the body; `ignored` and a note tell of
    entries that were left.
    """
    try:
        known, left = _by_docket(store, body, site)
    except ParseError as error:
        return FeedRun(source_id, "failed", error=str(error))
    total = FeedRun(source_id, "ok", ignored=left, bytes=len(body))
    for docket, drafts in known:
        paper = Paper(
            "courtlistener", source_id, tools.courts[docket.court_id], drafts, row["url"] or None, body, private=False
        )
        run = take_paper(store, paper, tools, now, replay=True)
        if run.status == "failed":
            return run
        total = replace(
            total, new=total.new + run.new, changed=total.changed + run.changed, items=total.items + run.items,
            unchanged=total.unchanged + run.unchanged, ignored=total.ignored + run.ignored,
        )  # fmt: skip
    if left:
        note = (
            f"not read again: {counted(left, 'entry', 'entries')} of dockets that are not watched at CourtListener now"
        )
        total = replace(total, notes=(note,))
    return total


def _by_docket(store: Store, body: bytes, site: str) -> tuple[list[tuple[ClDocket, tuple[EntryDraft, ...]]], int]:
    """The drafts of each docket that is known, and how many entries are of others. Raises ParseError."""
    if body.lstrip()[:1] == b"<":
        feed = parse_docket_feed(body)
        docket = _ours(store, feed.docket_cl_id)
        return ([(docket, feed_drafts(feed, docket))], 0) if docket else ([], len(feed.entries))
    carried = dockets_in(body)
    by_docket: dict[int | None, list[ClEntry]] = defaultdict(list)
    for entry in parse_courtlistener(body, site).entries:
        by_docket[entry.docket_cl_id].append(entry)
    known, left = [], 0
    for cl_id, entries in by_docket.items():
        # As `ingest` of a saved file does.
        docket = (carried.get(cl_id) if cl_id is not None else None) or _ours(store, cl_id)
        if docket is None:
            left += len(entries)
        else:
            known.append((docket, ordered_drafts(entries, docket)))
    return known, left


def _ours(store: Store, cl_id: int | None) -> ClDocket | None:
    row = watched_row(store, cl_id) if cl_id is not None else None
    return docket_of(row) if row is not None and row["state"] != "wrong" else None
