"""Polling what is due: bodies fetched side by side, stored one after the other.

One host is asked one feed at a time with a pause between, and left alone for as long as it asks.
"""

import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from tracker.config import Config
from tracker.courts import Court
from tracker.dates import from_utc_text, utc_text
from tracker.errors import FetchError, NotFoundError
from tracker.feeds.fetch import Limits, fetch
from tracker.feeds.maintenance import rest_until
from tracker.feeds.schedule import next_due, pace, rest_for
from tracker.ingest.run import ingest
from tracker.ingest.tools import Tools
from tracker.models import FeedRun, FeedSource, Fetched
from tracker.storage import feeds as feed_store
from tracker.storage.store import Store
from tracker.text import without_keys

SIDE_BY_SIDE = 6
PAUSE = 1.0  # seconds between two requests to one host
# Seconds that a host which says "too many requests" without naming a time is left alone.
UNNAMED_REST = 600
# After so many failures in a row at the address that a feed moved to, the one in the list is asked again.
BACK_TO_LIST = 3


@dataclass(frozen=True, slots=True)
class Polled:
    """One feed's run and when it is asked again. said: what the operator should know besides, in words."""

    source: FeedSource
    run: FeedRun
    next_due: datetime
    said: str | None = None


class _HostRestsError(Exception):
    """Not asked: another feed of the host was just told to wait."""

    def __init__(self, until: datetime, why: str):
        super().__init__(why)
        self.until = until
        self.why = why


@dataclass(frozen=True, slots=True)
class _Call:
    """One feed to ask, and where its answer goes."""

    source: FeedSource
    known: Mapping[str, Any]
    answer: "Future[Fetched]"

    @property
    def url(self) -> str:
        return address_of(self.known, self.source.url or "")


def choose(
    store: Store,
    sources: Iterable[FeedSource],
    feed_id: str | None,
    every: bool,
    now: datetime,
    courts: Mapping[str, Court] | None = None,
) -> list[FeedSource]:
    """The sources to poll: one by id, every one with an address, or those that are due. What is due while its court's
    machines are worked on waits until they are not; a person who names a feed, or all, is not held up.

    Raises NotFoundError for an unknown id, or for one without a feed.
    """
    by_id = {source.id: source for source in sources}
    if feed_id is not None:
        source = by_id.get(feed_id)
        if source is None:
            raise NotFoundError(f"no feed {feed_id!r} in data/feeds.toml; `tracker status` lists them")
        if source.url is None:
            raise NotFoundError(f"feed {feed_id!r} has no address: {source.reason}")
        return [source]
    if every:
        return [source for source in by_id.values() if source.url]
    due = feed_store.due_feed_ids(store, now)
    return [by_id[found] for found in due if found in by_id and not _worked_on(by_id[found], courts or {}, now)]


def _worked_on(source: FeedSource, courts: Mapping[str, Court], now: datetime) -> bool:
    court = courts.get(source.court_id or "")
    return court is not None and rest_until(court.maintenance, court.zone, now) is not None


def poll(
    store: Store,
    sources: Sequence[FeedSource],
    config: Config,
    tools: Tools,
    clock: Callable[[], datetime],
    *,
    accept: bool = False,
    pause: float = PAUSE,
) -> Iterator[Polled]:
    """Fetch the sources (hosts side by side) and ingest each body as it comes. Yields one result a feed.

    accept: store also bodies that would be quarantined; a person has said that they are right.
    """
    with store.atomic():
        feed_store.register_feeds(store, sources)
    by_host: dict[str, list[_Call]] = defaultdict(list)
    calls: dict[Future[Fetched], _Call] = {}
    for source in sources:
        known = feed_store.feed_row(store, source.id) or {}
        if (known.get("held_until") or "") > utc_text(clock()):
            yield _held(source, from_utc_text(known["held_until"]), known["held_why"])
            continue
        call = _Call(source, known, Future())
        calls[call.answer] = call
        by_host[host_of(call.url)].append(call)
    with ThreadPoolExecutor(SIDE_BY_SIDE, thread_name_prefix="fetch") as pool:
        for own in by_host.values():
            pool.submit(_ask_host, own, config, clock, pause)
        for answer in as_completed(calls):
            yield _finish(store, calls[answer], tools, clock, accept)


def host_of(address: str) -> str:
    return urlsplit(address).netloc.lower()


def address_of(known: Mapping[str, Any], listed: str) -> str:
    """Where a feed is asked: where it has moved for good, else the address in the list."""
    if known.get("moved_to") and int(known.get("failures") or 0) < BACK_TO_LIST:
        return str(known["moved_to"])
    return listed


# In the fetching threads: no store here -----------------------------------------------------------------------------


def _ask_host(calls: Sequence[_Call], config: Config, clock: Callable[[], datetime], pause: float) -> None:
    """Ask one host for its feeds, one after the other. Every call gets an answer, whatever happens."""
    rests: _HostRestsError | None = None
    for place, call in enumerate(calls):
        if rests is not None:
            call.answer.set_exception(rests)
            continue
        if place:
            time.sleep(pause)
        try:
            call.answer.set_result(_fetch(call, config, clock()))
        except FetchError as error:
            if (seconds := rest_asked(error.status, error.retry_after)) is not None:
                rests = _HostRestsError(clock() + rest_for(seconds), str(error))
            call.answer.set_exception(error)
        except BaseException as error:
            call.answer.set_exception(error)


def _fetch(call: _Call, config: Config, now: datetime) -> Fetched:
    return fetch(
        call.url, etag=call.known.get("etag"), last_modified=call.known.get("last_modified"),
        user_agent=config.user_agent, limits=Limits(), allow_hosts=config.allow_hosts, now=now,
    )  # fmt: skip


def rest_asked(status: int | None, retry_after: int | None) -> int | None:
    """Seconds for which an answer wants its whole host left alone (RFC 6585 section 4, RFC 9110 section 15.6.4)."""
    if status == 429:
        return UNNAMED_REST if retry_after is None else retry_after
    return retry_after if status == 503 else None


# In the storing thread ----------------------------------------------------------------------------------------------


def _finish(store: Store, call: _Call, tools: Tools, clock: Callable[[], datetime], accept: bool) -> Polled:
    source, failed = call.source, call.answer.exception()
    if isinstance(failed, _HostRestsError):
        return _held(source, failed.until, failed.why)
    run = ingest(store, source, call.answer.result, tools, clock(), accept=accept)
    now = clock()
    row = feed_store.feed_row(store, source.id) or {}
    paced = replace(source, interval=pace(source, row.get("items"), row.get("span_seconds")))
    due = next_due(paced, run, int(row.get("failures") or 0), now, retry_after=run.retry_after)
    rest = rest_asked(run.http_status, run.retry_after) if run.status == "failed" else None
    with store.atomic():
        feed_store.set_next_due(store, source.id, due)
        if run.status in ("ok", "unchanged") and call.url == source.url and call.answer.result().moved_to is None:
            feed_store.forget_move(store, source.id)
        if rest is not None:
            due = max(due, _hold_host(store, host_of(call.url), now, rest, run.error or ""))
    return Polled(source, run, due, _said(call.known, row))


def _hold_host(store: Store, host: str, now: datetime, seconds: int, why: str) -> datetime:
    """Ask no feed of the host before the time it named, and a little longer."""
    until = now + rest_for(seconds)
    own = [r["feed_id"] for r in feed_store.feed_rows(store) if r["url"] and host_of(address_of(r, r["url"])) == host]
    feed_store.hold(store, own, until, why)
    return until


def _held(source: FeedSource, until: datetime, why: str) -> Polled:
    return Polled(source, FeedRun(source.id, "held", error=f"not asked: {why}"), until)


def _said(before: Mapping[str, Any], after: Mapping[str, Any]) -> str | None:
    if after.get("moved_to") and after["moved_to"] != before.get("moved_to"):
        moved_to = without_keys(after["moved_to"])
        return f"the feed has moved for good to {moved_to}, asked from now on; note it in data/feeds.toml"
    if after.get("gone_since") and not before.get("gone_since"):
        return "the server says that the feed is gone for good; it is asked once a day from now on"
    return None
