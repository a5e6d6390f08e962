"""What is known of each feed, every attempt at it, the bodies kept, and the gaps found."""

from datetime import datetime
from typing import Any

from tracker.dates import utc_text
from tracker.models import FeedRun, FeedSource
from tracker.storage.store import Store


def register_feeds(store: Store, sources: list[FeedSource]) -> None:
    """Make a row for each source; what is known of one stays when only its address changed."""
    for source in sources:
        store.execute(
            "insert into feeds (feed_id, kind, url) values (?, ?, ?)"
            " on conflict (feed_id) do update set kind = excluded.kind, url = excluded.url",
            [source.id, source.kind, source.url],
        )


def feed_row(store: Store, feed_id: str) -> dict[str, Any] | None:
    return store.row("select * from feeds where feed_id = ?", [feed_id])


def feed_rows(store: Store) -> list[dict[str, Any]]:
    return store.rows("select * from feeds order by feed_id")


def due_feed_ids(store: Store, now: datetime) -> list[str]:
    """Feeds with an address whose next check has come, longest waiting first."""
    rows = store.rows(
        "select feed_id from feeds where url is not null and (next_due_at is null or next_due_at <= ?)"
        " order by next_due_at is not null, next_due_at, feed_id",
        [utc_text(now)],
    )
    return [row["feed_id"] for row in rows]


def open_run(store: Store, feed_id: str, now: datetime) -> int:
    cursor = store.execute(
        "insert into feed_runs (feed_id, started_at, status) values (?, ?, 'in_progress')", [feed_id, utc_text(now)]
    )
    return int(cursor.lastrowid or 0)


def close_run(store: Store, run_id: int, run: FeedRun, now: datetime, archive_sha: str | None = None) -> None:
    store.execute(
        "update feed_runs set finished_at = ?, status = ?, http_status = ?, bytes = ?, new = ?, changed = ?,"
        " unchanged = ?, ignored = ?, gap = ?, error = ?, archive_sha = ? where run_id = ?",
        [utc_text(now), run.status, run.http_status, run.bytes, run.new, run.changed, run.unchanged, run.ignored,
         int(run.gap), run.error, archive_sha, run_id],
    )  # fmt: skip


def close_stale_runs(store: Store, now: datetime) -> int:
    """Runs that a killed process left open are failures; returns how many there were."""
    cursor = store.execute(
        "update feed_runs set status = 'failed', finished_at = ?, error = 'the tracker stopped before this run ended'"
        " where status = 'in_progress'",
        [utc_text(now)],
    )
    return cursor.rowcount


def note_success(
    store: Store,
    feed_id: str,
    now: datetime,
    *,
    changed: bool,
    etag: str | None,
    last_modified: str | None,
    built_at: str | None,
    body_sha: str | None,
) -> None:
    at = utc_text(now)
    store.execute(
        "update feeds set last_checked_at = ?, last_ok_at = ?, failures = 0, failing_since = null, last_error = null,"
        " last_changed_at = case when ? then ? else last_changed_at end, etag = ?, last_modified = ?,"
        " last_build_date = coalesce(?, last_build_date), body_sha = coalesce(?, body_sha) where feed_id = ?",
        [at, at, int(changed), at, etag, last_modified, built_at, body_sha, feed_id],
    )


def note_failure(store: Store, feed_id: str, now: datetime, error: str) -> int:
    """Count a failure in a row; returns how many there are now."""
    at = utc_text(now)
    store.execute(
        "update feeds set last_checked_at = ?, failures = failures + 1, last_error = ?,"
        " failing_since = coalesce(failing_since, ?) where feed_id = ?",
        [at, error, at, feed_id],
    )
    return int(store.value("select failures from feeds where feed_id = ?", [feed_id]) or 0)


def set_next_due(store: Store, feed_id: str, when: datetime) -> None:
    store.execute("update feeds set next_due_at = ? where feed_id = ?", [utc_text(when), feed_id])


def add_archive(store: Store, sha: str, feed_id: str, url: str, size: int, path: str, now: datetime) -> None:
    store.execute(
        "insert into archive (body_sha, feed_id, url, stored_at, bytes, path) values (?, ?, ?, ?, ?, ?)"
        " on conflict (body_sha) do nothing",
        [sha, feed_id, url, utc_text(now), size, path],
    )


def archived(store: Store) -> list[dict[str, Any]]:
    return store.rows("select * from archive order by stored_at, body_sha")


def add_gap(store: Store, feed_id: str, court_id: str | None, from_at: str, to_at: str, now: datetime) -> None:
    store.execute(
        "insert into gaps (feed_id, court_id, from_at, to_at, found_at) values (?, ?, ?, ?, ?)",
        [feed_id, court_id, from_at, to_at, utc_text(now)],
    )


def restore_state(store: Store, feed_id: str, state: dict[str, Any]) -> None:
    """Put back what was known of a feed before an old body of it was read again."""
    columns = [name for name in state if name != "feed_id"]
    if columns:
        store.execute(
            f"update feeds set {', '.join(f'{c} = ?' for c in columns)} where feed_id = ?",
            [*(state[c] for c in columns), feed_id],
        )
