"""Reading what CourtListener pushed: a docket-alert webhook that was queued when it came, stored here, each once.

What a delivery brings and that it was read are one transaction: a kill in between leaves it waiting, whole.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from tracker.config import Config
from tracker.courtlistener.entries import docket_of
from tracker.errors import ParseError
from tracker.ingest.papers import Paper, take_paper
from tracker.ingest.tools import Tools
from tracker.models import FeedRun
from tracker.papers.common import field_int, field_text, load_json
from tracker.papers.courtlistener import DOCKET_ALERT, MAX_PAGE, ClEntry, entry_draft, parse_webhook
from tracker.storage import courtlistener as watch
from tracker.storage import feeds as feed_store
from tracker.storage import hook_queue
from tracker.storage.hook_queue import Delivery
from tracker.storage.store import Store

SOURCE = "courtlistener"
FEED = "courtlistener-hook"
AGAIN, TRIES = timedelta(minutes=10), 5
_EVENTS = {
    2: "a search alert",
    3: "a finished fetch from PACER",
    4: "a report on old docket alerts",
    5: "a granted prayer",
}


def read_deliveries(store: Store, config: Config, tools: Tools, clock: Callable[[], datetime]) -> Iterator[FeedRun]:
    """Store what waits in the queue, oldest first; yields a run for each delivery."""
    if not config.courtlistener_hook:
        return
    with store.atomic():
        hook_queue.forget_old(store, clock())
        watch.sync_watched(store)
    while delivery := hook_queue.next_waiting(store, SOURCE, clock()):
        if (run := _read_one(store, delivery, tools, clock())) is not None:
            yield run


def _read_one(store: Store, delivery: Delivery, tools: Tools, now: datetime) -> FeedRun | None:
    with store.atomic():
        if not hook_queue.is_waiting(store, delivery.delivery_id):
            # Another process has just read it.
            return None
        feed_store.add_source(store, FEED, "courtlistener")
        try:
            kind, notes = _event(delivery.body)
            entries = parse_webhook(delivery.body).entries if kind == DOCKET_ALERT else ()
        except ParseError as error:
            return _end(store, delivery, "failed", FeedRun(FEED, "failed", error=str(error)), now)
        if kind != DOCKET_ALERT:
            said = f"the webhook told of {_EVENTS.get(kind or 0, f'something of event type {kind}')}; nothing to store"
            return _end(store, delivery, "noted", FeedRun(FEED, "unchanged", notes=(said, *notes)), now)
        return _store(store, delivery, entries, notes, tools, now)


def _event(body: bytes) -> tuple[int | None, tuple[str, ...]]:
    """The event type of a webhook, and a note where its form will not be sent much longer. Raises ParseError."""
    loaded = load_json(body, "CourtListener webhook", MAX_PAGE)
    webhook = loaded.get("webhook") if isinstance(loaded, dict) else None
    if not isinstance(webhook, dict):
        raise ParseError('the message is no CourtListener webhook: it has no "webhook"')
    kind = field_int(webhook, "event_type")
    if kind is None:
        raise ParseError("the CourtListener webhook does not say of which event type it is")
    ends, version = field_text(webhook, "deprecation_date"), field_int(webhook, "version")
    if not ends:
        return kind, ()
    said = f"version {version} of the webhook ends on {ends[:10]}: choose the newest version in its settings there"
    return kind, (said,)


def _store(
    store: Store, delivery: Delivery, entries: tuple[ClEntry, ...], notes: tuple[str, ...], tools: Tools, now: datetime
) -> FeedRun:
    by_docket: dict[int | None, list[ClEntry]] = defaultdict(list)
    for entry in entries:
        by_docket[entry.docket_cl_id].append(entry)
    total = FeedRun(FEED, "ok", items=len(entries), bytes=len(delivery.body))
    strange: list[str] = []
    for cl_id, own in by_docket.items():
        row = watch.watched_row(store, cl_id) if cl_id is not None else None
        if row is None or row["state"] == "wrong":
            strange.append(str(cl_id))
            total = replace(total, ignored=total.ignored + len(own))
            continue
        run = _take(store, row, own, delivery, tools, now)
        if run.status == "failed":
            return _again(store, delivery, run, now)
        total = replace(
            total, new=total.new + run.new, changed=total.changed + run.changed,
            unchanged=total.unchanged + run.unchanged,
        )  # fmt: skip
    if strange:
        notes = (*notes, f"entries of docket {', '.join(strange)} there, which is not tracked here")
    state = "noted" if len(strange) == len(by_docket) else "done"
    if notes:
        _end(store, delivery, state, FeedRun(FEED, "unchanged", ignored=total.ignored, notes=notes), now)
    else:
        hook_queue.end(store, delivery.delivery_id, state, None, now)
    return replace(total, notes=notes)


def _take(
    store: Store, row: dict[str, Any], entries: list[ClEntry], delivery: Delivery, tools: Tools, now: datetime
) -> FeedRun:
    docket = docket_of(row)
    drafts = tuple(entry_draft(entry, docket, index) for index, entry in enumerate(entries))
    paper = Paper(
        "courtlistener", FEED, tools.courts[docket.court_id], drafts, docket.url, delivery.body, private=False
    )
    run = take_paper(store, paper, tools, now)
    if run.status != "failed":
        watch.take_stubs(store, entries, docket.cl_id, now)
    return run


def _again(store: Store, delivery: Delivery, run: FeedRun, now: datetime) -> FeedRun:
    """It could not be stored, by no fault of its own perhaps: tried again a few times."""
    if delivery.tries + 1 >= TRIES:
        hook_queue.end(store, delivery.delivery_id, "failed", run.error, now)
    else:
        hook_queue.again(store, delivery.delivery_id, run.error or "", now + AGAIN * 2**delivery.tries)
    return run


def _end(store: Store, delivery: Delivery, state: str, run: FeedRun, now: datetime) -> FeedRun:
    """Take the delivery out of the queue and leave its run. Call inside the transaction that stores it."""
    hook_queue.end(store, delivery.delivery_id, state, run.error or "; ".join(run.notes) or None, now)
    feed_store.close_run(store, feed_store.open_run(store, FEED, now), run, now)
    if run.status == "failed":
        feed_store.note_failure(store, FEED, now, run)
    else:
        feed_store.note_paper(store, run, now)
    return run
