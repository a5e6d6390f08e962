"""News items that concern a case, a flow or an event. They are never orders."""

import json
from datetime import datetime
from typing import Any

from tracker.dates import utc_text
from tracker.feeds.dialects.news import NewsItem
from tracker.linking.model import NewsLink
from tracker.storage.facts import compact
from tracker.storage.store import Store


def coverage_by_url(store: Store, urls: list[str]) -> dict[str, dict[str, Any]]:
    # In slices: SQLite takes a limited number of parameters a statement.
    found: dict[str, dict[str, Any]] = {}
    for start in range(0, len(urls), 500):
        part = urls[start : start + 500]
        marks = ", ".join("?" * len(part))
        found.update({r["url"]: r for r in store.rows(f"select * from coverage where url in ({marks})", part)})
    return found


def words_said(store: Store, coverage_ids: list[int], feed_id: str) -> dict[int, list[str]]:
    """By item, the sums of the words that this feed has shown of it, in that order; without those never shown."""
    rows = store.rows(
        "select coverage_id, content_sha from coverage_revisions where feed_id = ?"
        " and coverage_id in (select value from json_each(?)) order by revision_id",
        [feed_id, json.dumps(coverage_ids)],
    )
    said: dict[int, list[str]] = {}
    for row in rows:
        said.setdefault(row["coverage_id"], []).append(row["content_sha"])
    return said


def note_words(
    store: Store, coverage_id: int, item: NewsItem, sha: str, feed_id: str, run_id: int, archive_sha: str | None,
    now: datetime,
) -> None:  # fmt: skip
    store.execute(
        "insert into coverage_revisions (coverage_id, seen_at, feed_id, run_id, archive_sha, title, summary,"
        " content_sha) values (?, ?, ?, ?, ?, ?, ?, ?)",
        [coverage_id, utc_text(now), feed_id, run_id, archive_sha, item.title, item.summary, sha],
    )


def put_coverage(
    store: Store, item: NewsItem, link: NewsLink, sha: str, feed_id: str, run_id: int, archive_sha: str | None,
    now: datetime,
) -> int:  # fmt: skip
    """Insert an item or, where its address is known, renew its words and links; what it said before stays among its
    revisions. Returns its id."""
    event = None
    if link.event:
        event = compact({
            "kind": link.event.kind, "relief": link.event.relief, "disposition": link.event.disposition,
            "date": link.event_date.isoformat() if link.event_date else None,
        })  # fmt: skip
    store.execute(
        "insert into coverage (url, outlet, title, summary, published_at, first_seen_at, content_sha, feed_id, run_id,"
        " archive_sha, event_body, because, score) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
        " on conflict (url) do update set title = excluded.title,"
        " summary = excluded.summary, content_sha = excluded.content_sha,"
        " run_id = excluded.run_id, archive_sha = excluded.archive_sha, event_body = excluded.event_body,"
        " because = excluded.because, score = excluded.score",
        [item.url, item.outlet, item.title, item.summary, utc_text(item.published) if item.published else None,
         utc_text(now), sha, feed_id, run_id, archive_sha, event, compact(list(link.because)),
         link.score],
    )  # fmt: skip
    coverage_id = int(store.value("select coverage_id from coverage where url = ?", [item.url]))
    note_words(store, coverage_id, item, sha, feed_id, run_id, archive_sha, now)
    if store.value(
        "select 1 from decisions where target_kind = 'coverage' and target_id = cast(? as text) limit 1", [coverage_id]
    ):
        # A person has set the links of this item; a new headline does not undo that.
        return coverage_id
    store.execute("delete from coverage_links where coverage_id = ?", [coverage_id])
    targets = [("case", i) for i in link.case_ids] + [("flow", i) for i in link.flow_ids]
    for kind, target in targets + [("event", i) for i in link.event_ids]:
        store.execute("insert or ignore into coverage_links values (?, ?, ?)", [coverage_id, kind, target])
    return coverage_id


def coverage_row(store: Store, coverage_id: int) -> dict[str, Any] | None:
    return store.row("select * from coverage where coverage_id = ?", [coverage_id])


def links_of(store: Store, coverage_id: int) -> list[tuple[str, str]]:
    """What an item is linked to: (`case`, `flow` or `event`, id)."""
    rows = store.rows(
        "select target_kind, target_id from coverage_links where coverage_id = ? order by target_kind, target_id",
        [coverage_id],
    )
    return [(r["target_kind"], r["target_id"]) for r in rows]


def told_of_event(store: Store, event_id: str) -> dict[str, Any] | None:
    """What the first item that tells of this event says: `kind, relief, disposition, date`; None without one."""
    body = store.value(
        "select c.event_body from coverage c join coverage_links l on l.coverage_id = c.coverage_id"
        " where l.target_kind = 'event' and l.target_id = ? and c.event_body is not null"
        " order by c.coverage_id limit 1",
        [event_id],
    )
    return json.loads(body) if body else None


def set_links(store: Store, coverage_id: int, links: list[tuple[str, str]]) -> None:
    """Link the item to these and to nothing else. Call inside a transaction."""
    store.execute("delete from coverage_links where coverage_id = ?", [coverage_id])
    for kind, target in dict.fromkeys(links):
        store.execute("insert into coverage_links values (?, ?, ?)", [coverage_id, kind, target])
