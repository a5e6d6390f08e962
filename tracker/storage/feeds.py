"""What is known of each feed, every attempt at it, the bodies kept, the gaps found, and what a court says it shows."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from tracker.dates import from_utc_text, utc_text
from tracker.ingest.checks import Window, in_words
from tracker.models import FeedRun, FeedSource, Fetched
from tracker.storage.store import Store

# What a visit says that a killed process left open.
STOPPED = "the tracker stopped before this run ended"
RUNS_KEPT = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class GoodRead:
    """What a good reading of a feed tells about the feed. body_sha, window, built_at: None for a body not read
    because it was the same; coverage: of court feeds, (`full` `partial` `none`, the types declared)."""

    fetched: Fetched
    body_sha: str | None = None
    built_at: datetime | None = None
    window: Window | None = None
    coverage: tuple[str, tuple[str, ...]] | None = None


def register_feeds(store: Store, sources: Iterable[FeedSource]) -> None:
    """Make a row for each source. What is known of one stays; an address that a person changed is asked at once, and
    what belonged to the old address (validators, where it moved, that it was gone) is forgotten."""
    for source in sources:
        store.execute(
            "update feeds set etag = null, last_modified = null, moved_to = null, move_seen = null, gone_since = null,"
            " held_until = null, held_why = null, next_due_at = null where feed_id = ? and url is not ?",
            [source.id, source.url],
        )
        store.execute(
            "insert into feeds (feed_id, kind, url) values (?, ?, ?)"
            " on conflict (feed_id) do update set kind = excluded.kind, url = excluded.url"
            " where kind is not excluded.kind or url is not excluded.url",
            [source.id, source.kind, source.url],
        )


def add_source(store: Store, feed_id: str, kind: str) -> None:
    """Make a row for a source that is not polled as a feed; one that is there stays as it is."""
    store.execute("insert into feeds (feed_id, kind) values (?, ?) on conflict (feed_id) do nothing", [feed_id, kind])


def drop_unlisted(store: Store, listed: Iterable[str]) -> None:
    """Feeds that are no longer in the list are not asked any more; what is known of them stays. Sources that are not
    polled as feeds never stood in it."""
    store.execute(
        "update feeds set url = null where url is not null and kind in ('cmecf', 'news', 'scotus')"
        " and feed_id not in (select value from json_each(?))",
        [json.dumps(list(listed))],
    )


def feed_row(store: Store, feed_id: str) -> dict[str, Any] | None:
    return store.row("select * from feeds where feed_id = ?", [feed_id])


def feed_rows(store: Store) -> list[dict[str, Any]]:
    return store.rows("select * from feeds order by feed_id")


# A check that lies so far ahead was made by a clock that has been set back since: what it planned is no plan.
CLOCK_SET_BACK = timedelta(minutes=2)


def due_feed_ids(store: Store, now: datetime) -> list[str]:
    """Feeds with an address whose next check has come, longest waiting first."""
    rows = store.rows(
        "select feed_id from feeds where url is not null and (next_due_at is null or next_due_at <= ?"
        " or last_checked_at > ?) order by next_due_at is not null, next_due_at, feed_id",
        [utc_text(now), utc_text(now + CLOCK_SET_BACK)],
    )
    return [row["feed_id"] for row in rows]


def is_due(store: Store, feed_id: str, now: datetime) -> bool:
    """Whether the next look at a source without an address of its own has come."""
    row = feed_row(store, feed_id) or {}
    if not row.get("next_due_at") or from_utc_text(row["next_due_at"]) <= now:
        return True
    return bool(row["last_checked_at"]) and from_utc_text(row["last_checked_at"]) > now + CLOCK_SET_BACK


# Attempts ----------------------------------------------------------------------------------------------------------


def open_run(store: Store, feed_id: str, now: datetime) -> int:
    cursor = store.execute(
        "insert into feed_runs (feed_id, started_at, status) values (?, ?, 'in_progress')", [feed_id, utc_text(now)]
    )
    return int(cursor.lastrowid or 0)


def close_run(store: Store, run_id: int, run: FeedRun, now: datetime) -> None:
    store.execute(
        "update feed_runs set finished_at = ?, status = ?, http_status = ?, bytes = ?, items = ?, new = ?, changed = ?,"
        " unchanged = ?, ignored = ?, gap = ?, built_at = ?, error = ?, notes = ?, archive_sha = ? where run_id = ?",
        [utc_text(now), run.status, run.http_status, run.bytes, run.items, run.new, run.changed, run.unchanged,
         run.ignored, int(run.gap), utc_text(run.built_at) if run.built_at else None, run.error, in_words(run.notes),
         run.archive_sha, run_id],
    )  # fmt: skip


def close_stale_runs(store: Store, now: datetime) -> int:
    """Runs that a killed process left open are failures; returns how many there were."""
    cursor = store.execute(
        "update feed_runs set status = 'failed', finished_at = ?, error = ? where status = 'in_progress'",
        [utc_text(now), STOPPED],
    )
    return cursor.rowcount


def forget_old_runs(store: Store, now: datetime) -> int:
    """Attempts of long ago that brought nothing are forgotten, so that a tracker left alone does not grow by them; one
    that stored something, kept a body or found a gap stays. Returns how many went."""
    cursor = store.execute(
        "delete from feed_runs where started_at < ? and new = 0 and changed = 0 and gap = 0 and archive_sha is null"
        " and status <> 'in_progress'",
        [utc_text(now - RUNS_KEPT)],
    )
    return cursor.rowcount


def last_runs(store: Store, feed_id: str, limit: int, before: int | None = None) -> list[dict[str, Any]]:
    """The newest attempts at a feed, newest first: when, status, bytes, items, new, changed, gap, error, notes.
    before: only those older than this run."""
    return store.rows(
        "select * from feed_runs where feed_id = ? and (? is null or run_id < ?) order by run_id desc limit ?",
        [feed_id, before, before, limit],
    )


def note_success(store: Store, run: FeedRun, read: GoodRead, now: datetime) -> None:
    """The feed was read well, or was as before. Build date and newest entry never go back, and are never later than
    our own clock: one copy of a feed may be a minute older than another, and a clock may be wrong."""
    at, window = utc_text(now), read.window or Window(0, None, None)
    changed = run.new + run.changed > 0
    store.execute(
        "update feeds set last_checked_at = ?, last_ok_at = ?, last_status = ?, failures = 0, failing_since = null,"
        " last_error = null, gone_since = null, held_until = null, held_why = null, etag = ?, last_modified = ?,"
        " last_changed_at = case when ? then ? else last_changed_at end, body_sha = coalesce(?, body_sha),"
        " last_build_date = max(coalesce(?, last_build_date), coalesce(last_build_date, '')),"
        " newest_entered = max(coalesce(?, newest_entered), coalesce(newest_entered, '')) where feed_id = ?",
        [at, at, run.status, read.fetched.etag, read.fetched.last_modified, int(changed), at, read.body_sha,
         _known_by(read.built_at, now), _known_by(window.newest, now), run.feed_id],
    )  # fmt: skip
    if read.window is not None:
        span = read.window.span
        store.execute(
            "update feeds set items = ?, span_seconds = ? where feed_id = ?",
            [read.window.items, int(span.total_seconds()) if span is not None else None, run.feed_id],
        )
    if read.coverage is not None:
        note_types(store, run.feed_id, *read.coverage, now)
    _note_move(store, run.feed_id, read.fetched.moved_to)


def note_paper(store: Store, run: FeedRun, now: datetime) -> None:
    """A paper of this source was read well. What belongs to a polled body (validators, window) is not touched."""
    at = utc_text(now)
    store.execute(
        "update feeds set last_checked_at = ?, last_ok_at = ?, last_status = ?, failures = 0, failing_since = null,"
        " last_error = null, items = ?, last_changed_at = case when ? then ? else last_changed_at end"
        " where feed_id = ?",
        [at, at, run.status, run.items, int(run.new + run.changed > 0), at, run.feed_id],
    )


def _known_by(when: datetime | None, now: datetime) -> str | None:
    return utc_text(min(when, now)) if when else None


def note_failure(store: Store, feed_id: str, now: datetime, run: FeedRun) -> None:
    """Count a failure in a row: what went wrong, since when. 410 marks the feed as gone until it is read again. A feed
    that was read in part counts as failing, and what was last seen whole of it stays what the next is compared with."""
    at = utc_text(now)
    store.execute(
        "update feeds set last_checked_at = ?, last_status = ?, failures = failures + 1, last_error = ?,"
        " failing_since = coalesce(failing_since, ?), move_seen = null,"
        " last_changed_at = case when ? then ? else last_changed_at end,"
        " gone_since = case when ? = 'partial' then null when ? then coalesce(gone_since, ?) else gone_since end"
        " where feed_id = ?",
        [at, run.status, run.error or "", at, int(run.new + run.changed > 0), at, run.status,
         int(run.http_status == 410), at, feed_id],
    )  # fmt: skip


def set_next_due(store: Store, feed_id: str, when: datetime) -> None:
    store.execute("update feeds set next_due_at = ? where feed_id = ?", [utc_text(when), feed_id])


def hold(store: Store, feed_ids: Iterable[str], until: datetime, why: str) -> None:
    """Their host wants rest: ask none of them before `until`."""
    for feed_id in feed_ids:
        store.execute(
            "update feeds set held_until = max(coalesce(held_until, ''), ?), held_why = ?,"
            " next_due_at = max(coalesce(next_due_at, ''), ?) where feed_id = ?",
            [utc_text(until), why, utc_text(until), feed_id],
        )


def note_told(store: Store, feed_id: str, what: str | None) -> None:
    """Add to what the operator has been told of this feed: `failing`, `gone`, `quarantined`, `unsteady`, with commas
    between; None: that all is well again."""
    store.execute("update feeds set told = coalesce(told || ',', '') || ? where feed_id = ?", [what, feed_id])


def _note_move(store: Store, feed_id: str, address: str | None) -> None:
    """A new address is kept when two good readings in a row have named it."""
    store.execute(
        "update feeds set moved_to = case when ? is not null and move_seen = ? then ? else moved_to end, move_seen = ?"
        " where feed_id = ?",
        [address, address, address, address, feed_id],
    )


def forget_move(store: Store, feed_id: str) -> None:
    """The address in the list answers by itself: where the feed once moved no longer matters."""
    store.execute("update feeds set moved_to = null where feed_id = ? and moved_to is not null", [feed_id])


def note_types(store: Store, feed_id: str, coverage: str, types: Iterable[str], now: datetime) -> None:
    """A row when the court says something else than it said before."""
    held = store.row("select coverage, types from feed_types where feed_id = ? order by since desc limit 1", [feed_id])
    text = json.dumps(list(types), ensure_ascii=False)
    if held is None or (held["coverage"], held["types"]) != (coverage, text):
        store.execute(
            "insert into feed_types (feed_id, since, coverage, types) values (?, ?, ?, ?) on conflict (feed_id, since)"
            " do update set coverage = excluded.coverage, types = excluded.types",
            [feed_id, utc_text(now), coverage, text],
        )


def all_feed_types(store: Store) -> dict[str, list[dict[str, Any]]]:
    """Per feed, what the court has declared it to carry, newest first: `since, coverage, types` (a list)."""
    found: dict[str, list[dict[str, Any]]] = {}
    for row in store.rows("select * from feed_types order by feed_id, since desc"):
        found.setdefault(row.pop("feed_id"), []).append({**row, "types": json.loads(row["types"])})
    return found


# Bodies ------------------------------------------------------------------------------------------------------------


def add_archive(store: Store, sha: str, feed_id: str, url: str, size: int, path: str, now: datetime) -> None:
    store.execute(
        "insert into archive (body_sha, feed_id, url, stored_at, bytes, path) values (?, ?, ?, ?, ?, ?)"
        " on conflict (body_sha) do nothing",
        [sha, feed_id, url, utc_text(now), size, path],
    )


def archived(store: Store) -> list[dict[str, Any]]:
    return store.rows("select * from archive order by stored_at, body_sha")


def taken_bodies(store: Store) -> set[str]:
    """Archived bodies of which something was stored, among them odd ones that a person let in."""
    rows = store.rows(
        "select distinct archive_sha from feed_runs where status in ('ok', 'partial') and archive_sha is not null"
    )
    return {row["archive_sha"] for row in rows}


def forget_last_read(store: Store, feed_id: str) -> None:
    """Compare the next body with nothing that came before, as if the feed were new."""
    store.execute("update feeds set last_build_date = null, body_sha = null where feed_id = ?", [feed_id])
