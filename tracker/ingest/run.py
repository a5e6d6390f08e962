"""One attempt at one feed: fetch → archive → parse → dialect → tag → decide → store. Returns what happened; never
raises for what a feed or a network may do."""

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from tracker import archive
from tracker.courts import Courts
from tracker.dates import from_utc_text, utc_text
from tracker.errors import FetchError, ParseError, TrackerError
from tracker.feeds.dialects import entries_from
from tracker.feeds.dialects.news import read_news
from tracker.feeds.parse import parse_feed
from tracker.ingest.entries import Plan, plan_entries, store_plan
from tracker.ingest.news import plan_news, store_news
from tracker.linking.news import LinkBook, link
from tracker.models import EntryDraft, FeedRun, FeedSource, Fetched, ParsedFeed
from tracker.storage import feeds as feed_store
from tracker.storage.store import Store
from tracker.tagging.rules import Rules

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Tools:
    """What ingest needs besides the store."""

    courts: Courts
    rules: Rules
    archive_dir: Path
    linkbook: Callable[[], LinkBook]


def ingest(store: Store, source: FeedSource, fetch: Callable[[], Fetched], tools: Tools, now: datetime) -> FeedRun:
    """Run `fetch` and store what it brings. Every outcome closes a run row; a failure keeps all old rows."""
    with store.atomic():
        run_id = feed_store.open_run(store, source.id, now)
    try:
        fetched = fetch()
        return _take(store, source, fetched, tools, run_id, now)
    except FetchError as error:
        run = FeedRun(source.id, "failed", error=str(error), http_status=error.status, retry_after=error.retry_after)
    except TrackerError as error:
        run = FeedRun(source.id, "failed", error=str(error))
    except Exception as error:
        # The one broad catch: a bug in reading one feed must close its run as failed and leave the others alone.
        log.exception("feed %s", source.id)
        run = FeedRun(
            source.id, "failed", error=f"unexpected {type(error).__name__} while reading this feed; see the log"
        )
    with store.atomic():
        feed_store.close_run(store, run_id, run, now)
        feed_store.note_failure(store, source.id, now, run.error or "")
    return run


def _take(store: Store, source: FeedSource, fetched: Fetched, tools: Tools, run_id: int, now: datetime) -> FeedRun:
    known = feed_store.feed_row(store, source.id) or {}
    sha = archive.body_sha(fetched.body)
    run = FeedRun(source.id, "unchanged", http_status=fetched.status, bytes=len(fetched.body))
    if fetched.not_modified or sha == known.get("body_sha"):
        with store.atomic():
            feed_store.close_run(store, run_id, run, now)
            _note_success(store, source.id, fetched, None, None, False, now)
        return run
    try:
        feed = parse_feed(fetched.body, fetched.content_type)
    except ParseError as error:
        return _keep_broken(store, source, fetched, tools, run_id, error, now)
    if source.kind == "news":
        return _take_news(store, source, fetched, feed, tools, run_id, run, now)
    return _take_court(store, source, fetched, feed, tools, run_id, run, known.get("last_build_date"), now)


def _take_court(
    store: Store,
    source: FeedSource,
    fetched: Fetched,
    feed: ParsedFeed,
    tools: Tools,
    run_id: int,
    run: FeedRun,
    last_build: str | None,
    now: datetime,
) -> FeedRun:
    court = tools.courts[source.court_id or ""]
    drafts, notes = entries_from(feed, court)
    plan = plan_entries(store, court, drafts)
    gap = find_gap(drafts, last_build)
    run = replace(
        run, status="ok", new=plan.count("new"), changed=plan.count("changed"), unchanged=plan.count("same"),
        ignored=plan.ignored, gap=gap is not None, notes=(*feed.notes, *notes),
    )  # fmt: skip
    kept = archive.keep(tools.archive_dir, source.id, fetched.body) if plan.brings_something else None
    with store.atomic():
        # Decided again inside the transaction where another process may have stored in between.
        plan = plan_entries(store, court, drafts)
        run = replace(run, new=plan.count("new"), changed=plan.count("changed"), unchanged=plan.count("same"))
        if kept:
            feed_store.add_archive(store, kept[0], source.id, fetched.url, len(fetched.body), kept[1], now)
        store_plan(
            store, plan, tools.courts, tools.rules, source.id, run_id, kept[0] if kept else None, fetched.url, now
        )
        if gap:
            feed_store.add_gap(store, source.id, source.court_id, gap[0], gap[1], now)
        feed_store.close_run(store, run_id, run, now, kept[0] if kept else None)
        _note_success(store, source.id, fetched, feed, archive.body_sha(fetched.body), _brings(plan), now)
    return run


def _brings(plan: Plan) -> bool:
    return plan.brings_something


def _take_news(
    store: Store,
    source: FeedSource,
    fetched: Fetched,
    feed: ParsedFeed,
    tools: Tools,
    run_id: int,
    run: FeedRun,
    now: datetime,
) -> FeedRun:
    book = tools.linkbook()
    items, unread = read_news(feed)
    plan = plan_news(store, items, lambda text: link(book, text))
    run = replace(
        run, status="ok", new=plan.count("new"), changed=plan.count("changed"), unchanged=plan.count("same"),
        ignored=plan.ignored, notes=(*feed.notes, *unread),
    )  # fmt: skip
    kept = archive.keep(tools.archive_dir, source.id, fetched.body) if run.new + run.changed else None
    with store.atomic():
        if kept:
            feed_store.add_archive(store, kept[0], source.id, fetched.url, len(fetched.body), kept[1], now)
        store_news(store, plan, source.id, run_id, kept[0] if kept else None, now)
        feed_store.close_run(store, run_id, run, now, kept[0] if kept else None)
        _note_success(store, source.id, fetched, feed, archive.body_sha(fetched.body), bool(run.new + run.changed), now)
    return run


def _keep_broken(
    store: Store, source: FeedSource, fetched: Fetched, tools: Tools, run_id: int, error: ParseError, now: datetime
) -> FeedRun:
    """A body that cannot be read is kept for whoever mends the parser; old rows stay as they are."""
    kept = archive.keep(tools.archive_dir, source.id, fetched.body) if fetched.body else None
    run = FeedRun(source.id, "failed", error=str(error), http_status=fetched.status, bytes=len(fetched.body))
    with store.atomic():
        if kept:
            feed_store.add_archive(store, kept[0], source.id, fetched.url, len(fetched.body), kept[1], now)
        feed_store.close_run(store, run_id, run, now, kept[0] if kept else None)
        feed_store.note_failure(store, source.id, now, str(error))
    return run


def _note_success(
    store: Store,
    feed_id: str,
    fetched: Fetched,
    feed: ParsedFeed | None,
    sha: str | None,
    changed: bool,
    now: datetime,
) -> None:
    feed_store.note_success(
        store, feed_id, now, changed=changed, etag=fetched.etag, last_modified=fetched.last_modified,
        built_at=utc_text(feed.built_at) if feed and feed.built_at else None, body_sha=sha,
    )  # fmt: skip


def find_gap(drafts: tuple[EntryDraft, ...], last_build: str | None) -> tuple[str, str] | None:
    """The period that nobody saw: the oldest item now was entered after the build date of the last good read.

    Instants in UTC text. None when the reads overlap, or when there is nothing to compare.
    """
    entered = [draft.date_entered for draft in drafts if draft.date_entered]
    if not entered or not last_build:
        return None
    oldest = min(entered).astimezone(ZoneInfo("UTC"))
    return (last_build, utc_text(oldest)) if oldest > from_utc_text(last_build) else None
