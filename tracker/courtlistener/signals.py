"""Atom feeds of dockets at CourtListener, for those without a token: a signal that something was filed, and its words
where they say enough. One docket a visit, visits a minute apart."""

import hashlib
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from tracker.config import Config
from tracker.courtlistener.entries import docket_of
from tracker.errors import FetchError, ParseError, TrackerError
from tracker.feeds.fetch import Limits, fetch
from tracker.feeds.schedule import rest_for
from tracker.ingest.papers import Paper, take_paper
from tracker.ingest.poll import rest_asked
from tracker.ingest.tools import Tools
from tracker.models import EntryDraft, FeedRun, Fetched
from tracker.papers.courtlistener import ClDocket
from tracker.papers.courtlistener_feed import DocketFeed, FeedEntry, parse_docket_feed
from tracker.storage import courtlistener as watch
from tracker.storage import feeds as feed_store
from tracker.storage.courtlistener_calls import rest_until, resting
from tracker.storage.store import Store

FEED = "courtlistener-feeds"
EVERY, PENDING_EVERY = timedelta(hours=6), timedelta(hours=2)
LONGEST = timedelta(days=2)
# The feed prints a document's short name where the entry has no text; a text is longer than a name.
WORDS_OF_A_TEXT = 9
LIMITS = Limits(max_bytes=5 * 1024 * 1024, redirects=2)


def read_next_feed(
    store: Store, config: Config, tools: Tools, clock: Callable[[], datetime], *, limits: Limits = LIMITS
) -> FeedRun | None:
    """Ask for the one docket feed that has waited longest; None when none is due, or with a token, which says more."""
    if config.courtlistener_token or not config.courtlistener_feeds or resting(store, clock()):
        return None
    with store.atomic():
        watch.sync_watched(store)
    row = watch.feed_due(store, clock())
    if row is None:
        return None
    with store.atomic():
        watch.add_source(store, FEED, config.courtlistener_url)
    try:
        return _take(store, config, tools, clock, row, limits)
    except TrackerError as error:
        return _failed(store, row, error, clock())


def _take(
    store: Store, config: Config, tools: Tools, clock: Callable[[], datetime], row: dict[str, Any], limits: Limits
) -> FeedRun:
    fetched = fetch(
        f"{config.courtlistener_url}/docket/{row['cl_id']}/feed/", etag=row["feed_etag"],
        last_modified=row["feed_modified"], user_agent=config.user_agent, limits=limits,
        allow_hosts=config.allow_hosts, now=clock(),
    )  # fmt: skip
    feed = None if fetched.not_modified else parse_docket_feed(fetched.body)
    if feed is not None and feed.docket_cl_id != row["cl_id"]:
        raise ParseError(f"the feed is of docket {feed.docket_cl_id}, where {row['cl_id']} was asked for")
    sha = _mark(feed) if feed else None
    with store.atomic():
        now = clock()
        run = FeedRun(FEED, "unchanged", http_status=fetched.status, bytes=len(fetched.body))
        if feed is not None and sha != row["feed_sha"]:
            run = take_paper(store, _paper(feed, row, fetched, tools), tools, now)
            watch.mark_changed(store, [row["cl_id"]], now)
        else:
            feed_store.close_run(store, feed_store.open_run(store, FEED, now), run, now)
            feed_store.note_paper(store, run, now)
        every = PENDING_EVERY if row["docket_id"] in watch.pending_dockets(store, now) else EVERY
        watch.note_feed(store, row["cl_id"], now + every, fetched.etag, fetched.last_modified, sha, failed=False)
    return run


def _paper(feed: DocketFeed, row: dict[str, Any], fetched: Fetched, tools: Tools) -> Paper:
    docket = docket_of(row)
    court, drafts = tools.courts[docket.court_id], feed_drafts(feed, docket)
    return Paper("courtlistener", FEED, court, drafts, fetched.url, fetched.body, private=False)


def feed_drafts(feed: DocketFeed, docket: ClDocket) -> tuple[EntryDraft, ...]:
    return tuple(_draft(entry, docket, index) for index, entry in enumerate(feed.entries))


def _draft(entry: FeedEntry, docket: ClDocket, index: int) -> EntryDraft:
    """A short text may be only a document's name, which is what a feed calls a type."""
    whole = len(entry.text.split()) >= WORDS_OF_A_TEXT
    return EntryDraft(
        court_id=docket.court_id, docket_number=docket.docket_number, pacer_case_id=docket.pacer_case_id,
        caption=docket.caption, date_entered=None,
        document_number=str(entry.entry_number) if entry.entry_number is not None else None, pacer_doc_id=None,
        pacer_seq_no=None, short_descriptions=(entry.text,) if entry.text and not whole else (),
        description=entry.text if whole else "", date_filed=entry.filed, source_url=entry.url, item_index=index,
    )  # fmt: skip


def _mark(feed: DocketFeed) -> str:
    said = "\x00".join(f"{e.entry_number} {e.minute_id} {e.filed} {e.text}" for e in feed.entries)
    return hashlib.sha256(said.encode()).hexdigest()


def _failed(store: Store, row: dict[str, Any], error: TrackerError, now: datetime) -> FeedRun:
    status = error.status if isinstance(error, FetchError) else None
    wait = error.retry_after if isinstance(error, FetchError) else None
    run = FeedRun(FEED, "failed", error=f"docket {row['cl_id']}: {error}", http_status=status, retry_after=wait)
    with store.atomic():
        if (asked := rest_asked(status, wait)) is not None:
            rest_until(store, now + rest_for(asked), run.error or "")
        pause = min(LONGEST, EVERY * 2 ** min(int(row["feed_failures"]), 4))
        watch.note_feed(store, row["cl_id"], now + pause, None, None, None, failed=True)
        feed_store.close_run(store, feed_store.open_run(store, FEED, now), run, now)
        feed_store.note_failure(store, FEED, now, run)
    return run
