"""One page of a docket's entries: is it what was asked for, how far does it reach, which drafts does it hold? Pure."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Any

from tracker.errors import ParseError
from tracker.models import EntryDraft
from tracker.papers.courtlistener import ClDocket, ClEntry, ClPage, entry_draft

# A docket of tens of thousands of entries has fewer pages than this.
LONGEST_CHAIN = 2_000


class Unread(ParseError):
    """An answer that is sound in itself and not what was asked for."""


@dataclass(frozen=True, slots=True)
class ReadPage:
    """since: up to where all is read now, None for as before. newest: of the page. chain: marks of the pages read."""

    entries: tuple[ClEntry, ...]
    since: datetime | None
    newest: datetime | None
    chain: tuple[str, ...]

    def drafts(self, docket: ClDocket) -> tuple[EntryDraft, ...]:
        return ordered_drafts(self.entries, docket)


def ordered_drafts(entries: Iterable[ClEntry], docket: ClDocket) -> tuple[EntryDraft, ...]:
    """In the order of the docket: entries may arrive out of it."""
    order = sorted(entries, key=lambda e: (e.sort_key, e.entry_number or 0, e.cl_id))
    return tuple(entry_draft(entry, docket, index) for index, entry in enumerate(order))


def read_page(page: ClPage, cl_id: int, since: datetime | None, chain: Sequence[str], cursor: str | None) -> ReadPage:
    """Check one page of entries of `cl_id`, asked for in the order in which they were changed.

    chain: marks of the pages of this list that were read before, without this one. cursor: its address, None for the
    first page. Raises Unread: entries of other dockets, a list that goes in a circle or has no end.
    """
    foreign = {e.docket_cl_id for e in page.entries if e.docket_cl_id is not None} - {cl_id}
    if foreign:
        raise Unread(f"CourtListener answered with entries of docket {min(foreign)} where {cl_id} was asked for")
    if page.next_url and not page.entries:
        raise Unread("CourtListener sent an empty page that names a next one")
    mark, following = _mark(cursor), _mark(page.next_url)
    read = (*chain, mark) if cursor else (mark,)
    if page.next_url and following in read:
        raise Unread("the pages of CourtListener's list lead in a circle; the list is begun again later")
    if len(read) > LONGEST_CHAIN:
        raise Unread("CourtListener's list has no end; it is begun again later")
    times = [entry.modified for entry in page.entries if entry.modified]
    sorted_so = all(a <= b for a, b in pairwise(times)) and (since is None or not times or times[0] >= since)
    # In another order than asked, the list says how far it reaches only at its end.
    reaches = max(times, default=None) if sorted_so or page.next_url is None else None
    if reaches is not None and since is not None:
        reaches = max(reaches, since)
    return ReadPage(page.entries, reaches, max(times, default=None), read if page.next_url else ())


def chain_of(row: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(json.loads(row["chain"])) if row["cursor"] else ()


def docket_of(row: Mapping[str, Any]) -> ClDocket:
    """The docket of a watched row: court and number are ours, the rest as its page there said."""
    body = json.loads(row["body"] or "{}")
    url = body.get("url") or f"https://www.courtlistener.com/docket/{row['cl_id']}/-/"
    return ClDocket(
        cl_id=row["cl_id"], court_id=row["court_id"], docket_number=row["docket_number"] or "",
        pacer_case_id=body.get("pacer_case_id") or row["pacer_case_id"],
        caption=body.get("caption") or row["caption"] or "",
        filed=None, terminated=None, last_filing=None, appeal_from=None, lower_docket_number=None, url=url,
        blocked=False,
    )  # fmt: skip


def _mark(url: str | None) -> str:
    return hashlib.sha256((url or "").encode()).hexdigest()[:12]
