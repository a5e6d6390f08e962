"""One round with CourtListener: read what was pushed, spend what the budget allows, look at one docket feed."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime

from tracker.config import Config
from tracker.courtlistener.deliveries import read_deliveries
from tracker.courtlistener.signals import read_next_feed
from tracker.courtlistener.work import FEED, spend
from tracker.ingest.tools import Tools
from tracker.models import FeedRun
from tracker.storage.courtlistener_calls import resting
from tracker.storage.store import Store


def one_round(store: Store, config: Config, tools: Tools, clock: Callable[[], datetime]) -> Iterator[FeedRun]:
    """Yields each run as it ends: of deliveries, of calls, of a docket's feed. What is not set up is passed over."""
    yield from read_deliveries(store, config, tools, clock)
    for _, run in spend(store, config, tools, clock):
        yield run
    if (signal := read_next_feed(store, config, tools, clock)) is not None:
        yield signal


def summed(store: Store, config: Config, runs: list[FeedRun], now: datetime) -> list[FeedRun]:
    """One row a source: counts added up; the first failure is the row's. With a token there is always one for the API,
    also when it is left alone or everything is fresh."""
    found: dict[str, FeedRun] = {}
    if config.courtlistener_token and not any(run.feed_id == FEED for run in runs):
        rest = resting(store, now)
        found[FEED] = FeedRun(FEED, "held", error=f"not asked: {rest.why}") if rest else FeedRun(FEED, "unchanged")
    for run in runs:
        held = found.get(run.feed_id)
        if held is None:
            found[run.feed_id] = run
            continue
        bad = held if held.status == "failed" else run
        found[run.feed_id] = replace(
            bad if bad.status == "failed" else held, new=held.new + run.new, changed=held.changed + run.changed,
            unchanged=held.unchanged + run.unchanged, ignored=held.ignored + run.ignored,
        )  # fmt: skip
    return list(found.values())


def run_line(run: FeedRun) -> str | None:
    """A line for the operator's log; None for a run that says nothing."""
    if run.status == "failed":
        return f"{run.feed_id}: {run.error}"
    if run.new + run.changed:
        return f"{run.feed_id}: {run.new} new, {run.changed} changed, {run.unchanged} as before"
    return f"{run.feed_id}: {'; '.join(run.notes)}" if run.notes else None
