"""Polling what is due: bodies fetched side by side, stored one after the other."""

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime

from tracker.config import Config
from tracker.errors import NotFoundError
from tracker.feeds.fetch import Limits, fetch
from tracker.feeds.schedule import next_due
from tracker.ingest.run import ingest
from tracker.ingest.tools import Tools
from tracker.models import FeedRun, FeedSource, Fetched
from tracker.storage import feeds as feed_store
from tracker.storage.store import Store

SIDE_BY_SIDE = 6


@dataclass(frozen=True, slots=True)
class Polled:
    """One feed's run and when it is asked again."""

    source: FeedSource
    run: FeedRun
    next_due: datetime


def choose(
    store: Store, sources: Iterable[FeedSource], feed_id: str | None, every: bool, now: datetime
) -> list[FeedSource]:
    """The sources to poll: one by id, every one with an address, or those that are due.

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
    return [by_id[found] for found in due if found in by_id]


def poll(
    store: Store, sources: list[FeedSource], config: Config, tools: Tools, clock: Callable[[], datetime]
) -> Iterator[Polled]:
    """Fetch the sources (a few at a time) and ingest each body as it comes. Yields one result a feed."""
    with store.atomic():
        feed_store.register_feeds(store, sources)
    limits = Limits()
    with ThreadPoolExecutor(SIDE_BY_SIDE, thread_name_prefix="fetch") as pool:
        known = {source.id: feed_store.feed_row(store, source.id) or {} for source in sources}
        waiting = [(s, pool.submit(_fetch, s, known[s.id], config, limits, clock())) for s in sources]
        for source, body in waiting:
            yield _finish(store, source, body, tools, clock)


def _fetch(source: FeedSource, known: dict[str, str | None], config: Config, limits: Limits, now: datetime) -> Fetched:
    return fetch(
        source.url or "", etag=known.get("etag"), last_modified=known.get("last_modified"),
        user_agent=config.user_agent, limits=limits, allow_hosts=config.allow_hosts, now=now,
    )  # fmt: skip


def _finish(
    store: Store, source: FeedSource, body: "Future[Fetched]", tools: Tools, clock: Callable[[], datetime]
) -> Polled:
    run = ingest(store, source, body.result, tools, clock())
    now = clock()
    row = feed_store.feed_row(store, source.id) or {}
    due = next_due(source, run, int(row.get("failures") or 0), now, retry_after=run.retry_after)
    with store.atomic():
        feed_store.set_next_due(store, source.id, due)
    return Polled(source, run, due)
