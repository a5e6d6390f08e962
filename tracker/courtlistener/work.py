"""Spending the calls that CourtListener allows: plan, reserve, ask, store. One call leaves one run in `feed_runs`.

A call is reserved in the database before it is made. What a page brings and how far the docket is read are one
transaction, so that a crash reads a page again and never skips one.
"""

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from tracker.config import Config
from tracker.courtlistener.client import Api
from tracker.courtlistener.entries import Unread, chain_of, docket_of, read_page
from tracker.courtlistener.plan import Ask, plan
from tracker.courtlistener.standing import limits_of
from tracker.dates import utc_text
from tracker.docket_numbers import same_docket
from tracker.errors import FetchError, TrackerError
from tracker.feeds.schedule import rest_for
from tracker.ingest.papers import Paper, take_paper
from tracker.ingest.poll import rest_asked
from tracker.ingest.tools import Tools
from tracker.models import FeedRun
from tracker.outputs.words import counted
from tracker.papers.courtlistener import ClDocket
from tracker.papers.courtlistener_search import sight_of
from tracker.storage import courtlistener as watch
from tracker.storage import courtlistener_calls as calls
from tracker.storage import feeds as feed_store
from tracker.storage.store import Store

log = logging.getLogger(__name__)

FEED = "courtlistener"
PAGES_OF_A_LOOK = 3
# When the schedule comes round again.
ROUND = timedelta(minutes=1)
# After so many failures in a row everything rests, longer each time.
# That a docket is not there (404) is an answer; only when nothing else comes is the address itself in doubt.
ALL_GONE = 12
PATIENCE, REST, LONGEST_REST = 3, timedelta(minutes=10), timedelta(hours=2)
TOKEN_REST = timedelta(hours=6)
DOUBT_AFTER_FAILURE, DOUBT_AFTER_MISS = timedelta(hours=2), timedelta(days=1)
# An entry that the search has not shown for so long is one that it misses.
SEARCH_LAG = timedelta(minutes=30)
GONE_REST, LONGEST_DOCKET_REST = timedelta(days=7), timedelta(hours=12)


@dataclass(frozen=True, slots=True)
class Errand:
    """What every call works with."""

    store: Store
    config: Config
    tools: Tools
    api: Api
    clock: Callable[[], datetime]


def spend(
    store: Store, config: Config, tools: Tools, clock: Callable[[], datetime], *, api: Api | None = None
) -> Iterator[tuple[Ask, FeedRun]]:
    """Ask what is worth asking now, as far as the budget goes; yields each call with its run.

    Nothing is asked without a token. Every failure is a run; none is raised.
    """
    if not config.courtlistener_token:
        return
    errand = Errand(store, config, tools, api or Api(config), clock)
    _prepare(store, config, clock())
    while (ask := _next_ask(errand)) is not None and (run := _make(errand, ask)) is not None:
        yield ask, run
    rest = calls.resting(store, clock())
    with store.atomic():
        feed_store.set_next_due(store, FEED, rest.until if rest else clock() + ROUND)


def _prepare(store: Store, config: Config, now: datetime) -> None:
    with store.atomic():
        watch.add_source(store, FEED, config.courtlistener_url)
        watch.sync_watched(store)
        calls.forget_old_calls(store, now)
        given_up = watch.give_up_stubs(store, now)
        if given_up:
            entries = counted(sum(n for _, n in given_up), "entry", "entries")
            said = f"no text came in four weeks for {entries} on {counted(len(given_up), 'docket')}; no longer awaited"
            run = FeedRun(FEED, "unchanged", notes=(said,))
            feed_store.close_run(store, feed_store.open_run(store, FEED, now), run, now)


def _next_ask(errand: Errand) -> Ask | None:
    store, now, limits = errand.store, errand.clock(), limits_of(errand.config)
    if calls.resting(store, now):
        return None
    unknown = [row["docket_id"] for row in watch.unknown_dockets(store, now)]
    left = calls.calls_left(store, limits, now)
    asks = plan(now, watch.watched(store, now), unknown, left, limits, trusted=calls.search_trusted(store, now))
    return asks[0] if asks else None


def _make(errand: Errand, ask: Ask) -> FeedRun | None:
    """One call, counted first. None when another process has taken the last one."""
    about = ask.docket_id or " ".join(map(str, ask.cl_ids))
    call_id = calls.reserve_call(errand.store, ask.what, about, limits_of(errand.config), errand.clock())
    if call_id is None:
        return None
    try:
        run = _DOERS.get(ask.what, _read_entries)(errand, ask)
    except TrackerError as error:
        run = _failed(errand, ask, error)
    except Exception as error:
        # A bug in reading one answer must not make the same call again every minute.
        log.exception("CourtListener: %s %s", ask.what, about)
        run = _failed(
            errand, ask, Unread(f"unexpected {type(error).__name__} while reading CourtListener; see the log")
        )
    with errand.store.atomic():
        calls.note_answer(errand.store, call_id, run.http_status, run.error)
        _rest_if_needed(errand, run)
    return run


# What a call does ----------------------------------------------------------------------------------------------------


def _check(errand: Errand, ask: Ask) -> FeedRun:
    """Read the page of a docket: is it the one that the register means?"""
    (cl_id,) = ask.cl_ids
    row = watch.watched_row(errand.store, cl_id) or {}
    found = next((d for d in errand.api.docket(cl_id, errand.clock()).dockets if d.cl_id == cl_id), None)
    if found is None:
        raise Unread(f"CourtListener answered with another docket than {cl_id}")
    with errand.store.atomic():
        if not _is_ours(found, row["court_id"], row["docket_number"]):
            said = (
                f"docket {cl_id} there is {found.docket_number} of {found.court_id}, not {row['docket_number']} of "
                f"{row['court_id']}: correct `courtlistener:` of {row['docket_id']} in the register"
            )
            watch.note_wrong(errand.store, cl_id, said)
            return _close(errand, FeedRun(FEED, "failed", error=said, http_status=200))
        watch.note_checked(errand.store, found)
        return _close(errand, FeedRun(FEED, "unchanged", http_status=200))


def _find(errand: Errand, ask: Ask) -> FeedRun:
    """Look for a docket by court and number; all that match are it, since one may be split there."""
    docket_id = ask.docket_id or ""
    ours = next(row for row in watch.unknown_dockets(errand.store, errand.clock()) if row["docket_id"] == docket_id)
    page = errand.api.find(ours["court_id"], ours["docket_number"], errand.clock())
    found = [d for d in page.dockets if _is_ours(d, ours["court_id"], ours["docket_number"])][:3]
    with errand.store.atomic():
        for docket in found:
            watch.watch(errand.store, docket.cl_id, docket_id)
            watch.note_checked(errand.store, docket)
        watch.note_find(errand.store, docket_id, len(found), errand.clock())
        return _close(errand, FeedRun(FEED, "unchanged", http_status=200, items=len(found)))


def _is_ours(docket: ClDocket, court_id: str, number: str | None) -> bool:
    return docket.court_id == court_id and (number is None or same_docket(docket.docket_number, number))


def _look_at_many(errand: Errand, ask: Ask) -> FeedRun:
    """Which of these dockets have documents that were not seen before? They are brought forward."""
    store, asked = errand.store, set(ask.cl_ids)
    cursor: str | None = None
    changed: set[int] = set()
    for turn in range(PAGES_OF_A_LOOK):
        if turn and calls.reserve_call(store, ask.what, "next page", limits_of(errand.config), errand.clock()) is None:
            break
        page = errand.api.newest(ask.cl_ids, cursor, errand.clock())
        sights = [sight for sight in page.sights if sight.docket_cl_id in asked]
        if page.sights and not sights:
            raise Unread("the CourtListener search answered with other dockets than those it was asked for")
        with store.atomic():
            now = errand.clock()
            new = watch.take_sights(store, sights, now)
            watch.mark_changed(store, {sight.docket_cl_id for sight in new}, now)
            watch.note_covered(store, asked, now)
        changed |= {sight.docket_cl_id for sight in new}
        # One more page where all of this one was new: there may be more behind it.
        if page.next_url is None or len(new) < len(page.sights):
            break
        cursor = page.next_url
    with store.atomic():
        note = (f"{len(changed)} of {len(asked)} dockets have something new",) if changed else ()
        return _close(errand, FeedRun(FEED, "unchanged", http_status=200, notes=note))


def _read_entries(errand: Errand, ask: Ask) -> FeedRun:
    """Read one page of a docket's entries and store it together with how far the docket is read."""
    store, (cl_id,) = errand.store, ask.cl_ids
    row = watch.watched_row(store, cl_id) or {}
    asked_at = errand.clock()
    page, fetched = errand.api.entries(cl_id, watch.since_of(row), row["cursor"], asked_at)
    read = read_page(page, cl_id, watch.since_of(row), chain_of(row), row["cursor"])
    docket = docket_of(row)
    court = errand.tools.courts[docket.court_id]
    paper = Paper("courtlistener", FEED, court, read.drafts(docket), fetched.url, fetched.body, private=False)
    with store.atomic():
        now = errand.clock()
        run = take_paper(store, paper, errand.tools, now)
        if run.status == "failed":
            watch.note_docket_failure(store, cl_id, run.error or "", now + REST)
            return replace(run, http_status=200)
        watch.take_stubs(store, page.entries, cl_id, now)
        watch.take_sights(store, (sight_of(entry, cl_id) for entry in page.entries), now)
        watch.note_page(store, cl_id, read.since, page.next_url, read.chain, asked_at)
        if _search_missed(ask, row, read.newest) and run.new:
            calls.doubt_search(store, now + DOUBT_AFTER_MISS)
    return replace(run, http_status=200)


def _search_missed(ask: Ask, row: dict[str, str], newest: datetime | None) -> bool:
    """Whether an entry was there, and the search had looked since and kept silent."""
    known = newest is not None and row["covered_at"] and row["looked_at"]
    if ask.what not in ("pending", "sweep") or row["changed_at"] or not known or newest is None:
        return False
    return row["looked_at"] < utc_text(newest) < utc_text(newest + SEARCH_LAG) < row["covered_at"]


_DOERS: dict[str, Callable[[Errand, Ask], FeedRun]] = {
    "check": _check, "find": _find, "group": _look_at_many, "group_pending": _look_at_many,
}  # fmt: skip


# How it ends ---------------------------------------------------------------------------------------------------------


def _close(errand: Errand, run: FeedRun) -> FeedRun:
    """Leave a run row for a call that brought no entries. Call inside a transaction."""
    now = errand.clock()
    feed_store.close_run(errand.store, feed_store.open_run(errand.store, FEED, now), run, now)
    if run.status == "failed":
        feed_store.note_failure(errand.store, FEED, now, run)
    else:
        feed_store.note_paper(errand.store, run, now)
    return run


def _failed(errand: Errand, ask: Ask, error: TrackerError) -> FeedRun:
    status = error.status if isinstance(error, FetchError) else 200
    wait = error.retry_after if isinstance(error, FetchError) else None
    run = FeedRun(FEED, "failed", error=str(error), http_status=status, retry_after=wait)
    with errand.store.atomic():
        now = errand.clock()
        if ask.together:
            calls.doubt_search(errand.store, now + DOUBT_AFTER_FAILURE)
        elif ask.docket_id:
            # Where nobody answered, nothing is known of the docket; it is looked for again soon.
            if status in (200, 400, 404):
                watch.note_find(errand.store, ask.docket_id, 0, now)
        elif status not in (401, 403, 429):
            row = watch.watched_row(errand.store, ask.cl_ids[0]) or {"failures": 0}
            pause = min(LONGEST_DOCKET_REST, REST * 2 ** min(int(row["failures"]), 8))
            # A list that is not there says something of the API and nothing of the docket.
            gone = status == 404 and ask.what == "check"
            watch.note_docket_failure(
                errand.store, ask.cl_ids[0], str(error), now + (GONE_REST if gone else pause), gone
            )
        return _close(errand, run)


def _rest_if_needed(errand: Errand, run: FeedRun) -> None:
    """Leave the API alone where it asks for it, refuses the token, or fails again and again."""
    if run.status != "failed":
        return
    now, why = errand.clock(), run.error or ""
    failures = calls.failures_in_a_row(errand.store)
    asked = rest_asked(run.http_status, run.retry_after)
    if asked is not None:
        calls.rest_until(errand.store, now + rest_for(asked), why)
    elif run.http_status in (401, 403):
        calls.rest_until(errand.store, now + TOKEN_REST, why)
    elif failures >= (patience := ALL_GONE if run.http_status == 404 else PATIENCE):
        calls.rest_until(errand.store, now + min(LONGEST_REST, REST * 2 ** min(failures - patience, 6)), why)
