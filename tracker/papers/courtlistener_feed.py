"""The Atom feed of one docket at CourtListener (`/docket/<id>/feed/`): the newest thirty entries. Pure.

What it lacks matters more than what it holds: its times are midnight in California and mean a day, no more; an entry
that gets a number later changes its id; text that is filled in later is not announced. It tells that something was
filed, and the rest is fetched.
"""

import re
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from tracker.captions import clean_caption
from tracker.errors import ParseError
from tracker.feeds.parse import parse_feed
from tracker.feeds.when import parse_date
from tracker.papers.common import counted, squeeze
from tracker.papers.courtlistener import words
from tracker.text import safe_url

_PACIFIC = ZoneInfo("America/Los_Angeles")
_FEED_TITLE = re.compile(r"Docket updates for\s+(.+)", re.IGNORECASE)
_DOCKET = re.compile(r"/docket/([0-9]{1,12})/")
_NUMBERED = re.compile(r"#entry-([0-9]{1,12})$")
_MINUTE = re.compile(r"#minute-entry-([0-9]{1,12})$")


@dataclass(frozen=True, slots=True)
class FeedEntry:
    """`entry_number` or `minute_id` (CourtListener's row), never both. filed: the court's day. text: "" for a stub."""

    entry_number: int | None
    minute_id: int | None
    filed: date | None
    text: str
    url: str


@dataclass(frozen=True, slots=True)
class DocketFeed:
    docket_cl_id: int
    caption: str
    entries: tuple[FeedEntry, ...]
    notes: tuple[str, ...] = ()


def parse_docket_feed(body: bytes) -> DocketFeed:
    """Raises ParseError when it is no sound feed, or none of a CourtListener docket."""
    feed = parse_feed(body)
    title = _FEED_TITLE.match(squeeze(feed.title))
    if title is None:
        raise ParseError('the feed is no CourtListener docket feed: its title is not "Docket updates for …"')
    entries: list[FeedEntry] = []
    dockets: set[int] = set()
    unread = 0
    for item in feed.items:
        url = safe_url(item.link)
        docket = _DOCKET.search(url or "")
        if url is None or docket is None:
            unread += 1
            continue
        dockets.add(int(docket.group(1)))
        number, minute = _NUMBERED.search(url), _MINUTE.search(url)
        moment = parse_date(item.published)
        entries.append(
            FeedEntry(
                entry_number=int(number.group(1)) if number else None,
                minute_id=int(minute.group(1)) if minute else None,
                filed=moment.astimezone(_PACIFIC).date() if moment else None,
                text=words(squeeze(item.summary)),
                url=url,
            )
        )
    if len(dockets) > 1:
        raise ParseError("the feed holds entries of several dockets: it is no feed of one docket")
    if not dockets:
        raise ParseError("the feed holds no entry, so that its docket is not known")
    notes = counted(unread, "item", "not read, having no docket's address")
    return DocketFeed(dockets.pop(), clean_caption(title.group(1)), tuple(entries), notes)
