"""One attempt at one feed: fetch → archive → parse → dialect → tag → decide → store. Returns what happened; never
raises for what a feed or a network may do."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from tracker import archive
from tracker.courts import Court
from tracker.errors import FetchError, ParseError, StorageError, TrackerError
from tracker.feeds.dialects import entries_from
from tracker.feeds.dialects.news import read_news
from tracker.feeds.parse import parse_feed
from tracker.ingest.checks import Window, coverage_of, find_gap, refusal, window_of
from tracker.ingest.entries import Plan, plan_entries, store_plan
from tracker.ingest.listed import docket_source_id
from tracker.ingest.news import plan_news, store_news
from tracker.ingest.papers import Paper, store_paper
from tracker.ingest.suggest import suggest
from tracker.ingest.tools import Tools
from tracker.linking.news import link
from tracker.models import EntryDraft, FeedRun, FeedSource, Fetched, ParsedFeed
from tracker.papers.common import counted, refuse_another_court
from tracker.papers.scotus import docket_page, parse_scotus, scotus_drafts
from tracker.storage import feeds as feed_store
from tracker.storage.entries import Seen
from tracker.storage.feeds import GoodRead
from tracker.storage.gaps import add_gap
from tracker.storage.store import Store
from tracker.storage.suggestions import add_suggestions

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Attempt:
    """One open run. accept: a person has said that an odd body is to be taken. replay: an archived body is read again,
    which tells nothing about how the live feed stands."""

    store: Store
    source: FeedSource
    tools: Tools
    run_id: int
    now: datetime
    accept: bool
    replay: bool


def ingest(
    store: Store,
    source: FeedSource,
    fetch: Callable[[], Fetched],
    tools: Tools,
    now: datetime,
    *,
    accept: bool = False,
    replay: bool = False,
) -> FeedRun:
    """Run `fetch` and store what it brings. Every outcome closes a run row; a failure keeps all old rows.

    accept: store also a body that would be quarantined. A file given by hand (a source without address) always is.
    replay: the body comes from the archive: nothing of it changes what is known of the live feed, and no gap is sought.
    """
    with store.atomic():
        run_id = feed_store.open_run(store, source.id, now)
    attempt = _Attempt(store, source, tools, run_id, now, accept or source.url is None, replay)
    fetched = None
    try:
        fetched = fetch()
        return _take(attempt, fetched)
    except FetchError as error:
        run = FeedRun(source.id, "failed", error=str(error), http_status=error.status, retry_after=error.retry_after)
    except TrackerError as error:
        run, fetched = FeedRun(source.id, "failed", error=str(error)), None
    except Exception as error:
        # The one broad catch: a bug in reading one feed must close its run as failed and leave the others alone.
        log.exception("feed %s", source.id)
        run = FeedRun(
            source.id, "failed", error=f"unexpected {type(error).__name__} while reading this feed; see the log"
        )
    return _close_bad(attempt, run, fetched)


def _take(attempt: _Attempt, fetched: Fetched) -> FeedRun:
    known = feed_store.feed_row(attempt.store, attempt.source.id) or {}
    sha = archive.body_sha(fetched.body)
    run = FeedRun(attempt.source.id, "unchanged", http_status=fetched.status, bytes=len(fetched.body))
    if not attempt.replay and (fetched.not_modified or sha == known.get("body_sha")):
        with attempt.store.atomic():
            _close_good(attempt, run, GoodRead(fetched))
        return run
    if attempt.source.kind == "scotus":
        return _take_docket(attempt, fetched, sha)
    try:
        feed = parse_feed(fetched.body, fetched.content_type, whole_items=attempt.source.kind != "news")
        if attempt.source.court_id and attempt.source.kind != "news":
            refuse_another_court(fetched.body, attempt.source.court_id)
    except ParseError as error:
        # Kept for whoever mends the parser; old rows stay as they are.
        return _close_bad(attempt, replace(run, status="failed", error=str(error)), fetched)
    run = replace(run, status="ok", items=len(feed.items), built_at=feed.built_at)
    if feed.partial:
        run = replace(run, status="partial", error="; ".join(feed.notes))
    read = GoodRead(fetched, sha, feed.built_at)
    if attempt.source.kind == "news":
        return _take_news(attempt, run, read, feed)
    return _take_court(attempt, run, read, feed)


def _take_docket(attempt: _Attempt, fetched: Fetched, sha: str) -> FeedRun:
    """A docket of the Supreme Court: the whole of it in one body. A body of another case is refused."""
    court = attempt.tools.courts[attempt.source.court_id or ""]
    failed = FeedRun(attempt.source.id, "failed")
    try:
        docket = parse_scotus(fetched.body)
    except ParseError as error:
        return _close_bad(attempt, replace(failed, error=str(error)), fetched)
    if docket.status == "missing":
        return _close_bad(attempt, replace(failed, error="the Court answers that it has no such docket"), fetched)
    if not attempt.source.id.endswith(docket_source_id("", docket.docket_number)):
        said = f"the Court's file is of No. {docket.docket_number}, another docket than was asked for"
        return _close_bad(attempt, replace(failed, error=said), fetched)
    page = docket_page(docket.docket_number)
    paper = Paper("scotus", attempt.source.id, court, scotus_drafts(docket), page, fetched.body, False)
    with attempt.store.atomic():
        run = store_paper(attempt.store, paper, attempt.tools, attempt.run_id, attempt.now)
        run = replace(run, http_status=fetched.status, notes=(*docket.notes, *run.notes))
        _close_good(attempt, run, GoodRead(fetched, sha, window=Window(run.items, None, None)))
    return run


def _take_court(attempt: _Attempt, run: FeedRun, read: GoodRead, feed: ParsedFeed) -> FeedRun:
    store, source, now = attempt.store, attempt.source, attempt.now
    court = attempt.tools.courts[source.court_id or ""]
    drafts, notes = entries_from(feed, court)
    window = window_of(len(feed.items), (draft.date_entered for draft in drafts))
    read = replace(read, window=window, coverage=coverage_of(feed))
    run = replace(run, notes=_notes(feed, notes))
    written = store.others_wrote()
    known = feed_store.feed_row(store, source.id) or {}
    plan = _plan(attempt, court, drafts)
    new, clock = plan.count("new"), read.fetched.fetched_at
    odd = refusal(source.id, feed.built_at, window, new, known.get("last_ok_at") is not None, clock)
    if odd and not attempt.accept:
        return _close_bad(attempt, replace(run, status="quarantined", error=odd), read.fetched)
    # An odd body that was taken is kept, and its run with it: a later `reparse` knows by them that it may.
    keeping = _begin_to_keep(attempt, read) if plan.brings_something or odd or feed.partial else None
    with store.atomic():
        if store.others_wrote() != written:
            # Somebody wrote since: what was new a moment ago may be stored by now.
            known = feed_store.feed_row(store, source.id) or {}
            plan = _plan(attempt, court, drafts)
            keeping = keeping or (_begin_to_keep(attempt, read) if plan.brings_something else None)
        # A half-read body may lack its oldest items; the next whole one is compared with the last whole one.
        gap = (
            None
            if attempt.replay or feed.partial
            else find_gap(window.oldest, known.get("last_build_date"), known.get("newest_entered"))
        )
        kept = (keeping.sha, keeping.path) if keeping else None
        run = _counted(replace(run, gap=gap is not None, archive_sha=_note_kept(attempt, read.fetched, kept)), plan)
        seen = Seen(source.id, attempt.run_id, run.archive_sha, now)
        store_plan(store, plan, court, attempt.tools.read, read.fetched.url, seen)
        suggestions = add_suggestions(store, suggest(store, attempt.tools, court, drafts, plan), now)
        if suggestions:
            run = replace(run, notes=(*run.notes, *counted(suggestions, "docket", "suggested for the register")))
        if gap:
            add_gap(store, source.id, source.court_id, gap[0], gap[1], now)
        _close_good(attempt, run, read)
        if keeping:
            # What cites a body is committed when the body is on the disk, and not before.
            keeping.wait()
    return run


def _plan(attempt: _Attempt, court: Court, drafts: Sequence[EntryDraft]) -> Plan:
    tracked = attempt.tools.tracked(court.court_id)
    return plan_entries(attempt.store, tracked, drafts, attempt.source.id, court.zone, attempt.replay)


def _notes(feed: ParsedFeed, notes: tuple[str, ...]) -> tuple[str, ...]:
    """What was odd, once: of a feed that was read in part, its own notes are the error."""
    return notes if feed.partial else (*feed.notes, *notes)


def _counted(run: FeedRun, plan: Plan) -> FeedRun:
    return replace(
        run, new=plan.count("new"), changed=plan.count("changed"), unchanged=plan.count("same"), ignored=plan.ignored
    )


def _take_news(attempt: _Attempt, run: FeedRun, read: GoodRead, feed: ParsedFeed) -> FeedRun:
    store, book = attempt.store, attempt.tools.linkbook()
    items, notes = read_news(feed)
    plan = plan_news(store, items, attempt.source.id, lambda text: link(book, text), attempt.replay)
    window = window_of(len(feed.items), (item.published for item in items))
    run = replace(
        run, new=plan.count("new"), changed=plan.count("changed"),
        unchanged=plan.count("same") + plan.count("noted"), ignored=plan.ignored, notes=_notes(feed, notes),
    )  # fmt: skip
    kept = _keep(attempt, read.fetched) if plan.brings_something or feed.partial else None
    with store.atomic():
        run = replace(run, archive_sha=_note_kept(attempt, read.fetched, kept))
        store_news(store, plan, attempt.source.id, attempt.run_id, run.archive_sha, attempt.now)
        _close_good(attempt, run, replace(read, window=window))
    return run


def _begin_to_keep(attempt: _Attempt, read: GoodRead) -> archive.Keeping:
    body = read.fetched.body
    return archive.Keeping(attempt.tools.archive_dir, attempt.source.id, body, read.body_sha or archive.body_sha(body))


def _keep(attempt: _Attempt, fetched: Fetched) -> tuple[str, str]:
    return archive.keep(attempt.tools.archive_dir, attempt.source.id, fetched.body)


def _note_kept(attempt: _Attempt, fetched: Fetched, kept: tuple[str, str] | None) -> str | None:
    """The row of a body that lies in the archive, or will when the transaction is committed; its SHA-256."""
    if kept is None:
        return None
    sha, path = kept
    feed_store.add_archive(attempt.store, sha, attempt.source.id, fetched.url, len(fetched.body), path, attempt.now)
    return sha


def _close_good(attempt: _Attempt, run: FeedRun, read: GoodRead) -> None:
    """Call inside the transaction that stores what the run brought."""
    feed_store.close_run(attempt.store, attempt.run_id, run, attempt.now)
    if attempt.replay:
        return
    if run.status == "partial":
        feed_store.note_failure(attempt.store, attempt.source.id, attempt.now, run)
        if read.coverage and read.coverage[0] != "none":
            # What the court says that it publishes stands at the head, whatever an item further down is like. That
            # it says nothing is not to be told from a body whose head is lost.
            feed_store.note_types(attempt.store, attempt.source.id, *read.coverage, attempt.now)
    else:
        feed_store.note_success(attempt.store, run, read, attempt.now)


def _close_bad(attempt: _Attempt, run: FeedRun, fetched: Fetched | None) -> FeedRun:
    """Close a run that stored nothing. A body that came is kept, so that a person can look at it."""
    kept = None
    if fetched and fetched.body:
        run = replace(run, http_status=fetched.status, bytes=len(fetched.body))
        try:
            kept = _keep(attempt, fetched)
        except StorageError as error:
            run = replace(run, notes=(*run.notes, str(error)))
    with attempt.store.atomic():
        run = replace(run, archive_sha=_note_kept(attempt, fetched, kept) if fetched else None)
        feed_store.close_run(attempt.store, attempt.run_id, run, attempt.now)
        if not attempt.replay:
            feed_store.note_failure(attempt.store, attempt.source.id, attempt.now, run)
    return run
