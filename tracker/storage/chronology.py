"""What a chronology needs beside the events: days of filing, earlier texts, and a mark of the data's state."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from tracker.dates import from_utc_text, utc_text
from tracker.storage.store import Store
from tracker.storage.timeline import instant


@dataclass(frozen=True, slots=True)
class EntryText:
    """A docket entry as it stood at an instant; `latest` where nothing newer is kept."""

    short_description: str
    description: str
    document_number: str | None
    latest: bool


def filed_days(store: Store, event_ids: Iterable[str]) -> dict[str, date]:
    """The day of filing of events read from a docket, where a source gave one."""
    rows = store.rows(
        "select e.event_id, n.date_filed from events e join docket_entries n on n.entry_id = e.entry_id"
        " where n.date_filed is not null and n.private = 0 and e.event_id in (select value from json_each(?))",
        [json.dumps(sorted(set(event_ids)))],
    )
    return {r["event_id"]: date.fromisoformat(r["date_filed"][:10]) for r in rows}


def texts_at(store: Store, event_ids: Iterable[str], at: datetime) -> dict[str, EntryText]:
    """The words of docket entries as known at an instant, by event id. Entries not yet seen then have none."""
    rows = store.rows(
        "select e.event_id, r.short_description, r.description, r.document_number, r.revision = n.revision latest"
        " from events e join docket_entries n on n.entry_id = e.entry_id"
        " join entry_revisions r on r.entry_id = n.entry_id and r.revision = (select max(x.revision)"
        " from entry_revisions x where x.entry_id = n.entry_id and x.seen_at <= ?)"
        " where n.private = 0 and e.event_id in (select value from json_each(?))",
        [utc_text(at), json.dumps(sorted(set(event_ids)))],
    )
    return {
        r["event_id"]: EntryText(r["short_description"], r["description"], r["document_number"], bool(r["latest"]))
        for r in rows
    }


def sights_at(
    store: Store, event_ids: Iterable[str], at: datetime
) -> dict[str, dict[str, tuple[datetime, str | None]]]:
    """Where docket entries had been seen by an instant, by event id: address to the last sight by then and the SHA-256
    of what was archived of it, the newest last."""
    rows = store.rows(
        "select e.event_id, i.url, i.seen_at, i.archive_sha from events e"
        " join source_items i on i.entry_id = e.entry_id"
        " where i.url is not null and i.seen_at <= ? and e.event_id in (select value from json_each(?))"
        " order by i.seen_at, i.item_id",
        [utc_text(at), json.dumps(sorted(set(event_ids)))],
    )
    found: dict[str, dict[str, tuple[datetime, str | None]]] = {}
    for r in rows:
        own = found.setdefault(r["event_id"], {})
        own.pop(r["url"], None)
        own[r["url"]] = from_utc_text(r["seen_at"]), r["archive_sha"]
    return found


def first_known(store: Store) -> dict[str, datetime]:
    """When each register event or person's reading was first stored, by event id."""
    rows = store.rows("select object_id, min(known_from) first from facts where kind = 'event' group by object_id")
    return {r["object_id"]: from_utc_text(r["first"]) for r in rows}


def withheld_marks(store: Store) -> dict[tuple[str, str], str]:
    """Everything withheld now: (kind, id) to the reason. Kinds: `event`, `entry`, `order`, `case`, `coverage`."""
    rows = store.rows("select target_kind, target_id, reason from withheld")
    return {(r["target_kind"], r["target_id"]): r["reason"] for r in rows}


def withheld_between(store: Store, since: datetime, until: datetime | None) -> frozenset[tuple[str, str]]:
    """(kind, id) of what was withheld after `since`, and by `until` where that is given."""
    rows = store.rows(
        "select target_kind, target_id from withheld where withheld_at > ? and (? is null or withheld_at <= ?)",
        [utc_text(since), *[utc_text(until) if until else None] * 2],
    )
    return frozenset((r["target_kind"], r["target_id"]) for r in rows)


def archived_at(store: Store, urls: Iterable[str], at: datetime | None) -> dict[str, tuple[datetime, str]]:
    """The newest archived body of each address: when it was stored, and its SHA-256."""
    rows = store.rows(
        "select url, stored_at, body_sha from archive where url in (select value from json_each(?))"
        " and (? is null or stored_at <= ?) order by stored_at, body_sha",
        [json.dumps(sorted(set(urls))), *[utc_text(at) if at else None] * 2],
    )
    return {r["url"]: (from_utc_text(r["stored_at"]), r["body_sha"]) for r in rows}


def last_readings(store: Store, court_ids: Iterable[str], at: datetime | None) -> dict[str, datetime]:
    """When a feed of each court was last read well; courts without one are absent. Feeds are named for their court."""
    found = {}
    for court_id in sorted(set(court_ids)):
        if at is None:
            sql, params = (
                "select max(last_ok_at) from feeds where feed_id = ? or feed_id like ? || '-%'",
                [court_id] * 2,
            )
        else:
            sql = (
                "select max(finished_at) from feed_runs where (feed_id = ? or feed_id like ? || '-%')"
                " and status in ('ok', 'unchanged') and finished_at <= ?"
            )
            params = [court_id, court_id, utc_text(at)]
        if moment := instant(store.value(sql, params)):
            found[court_id] = moment
    return found


def data_mark(store: Store, at: datetime | None) -> tuple[str, datetime | None]:
    """A hash of all register facts and readings as known at `at` (default: now), and the newest instant in them.

    Two stores that hold the same facts have the same hash, whenever they were loaded.
    """
    known = utc_text(at) if at else None
    digest = hashlib.sha256()
    for row in store.execute(
        "select kind, object_id, origin, body_sha from facts where (? is null and known_until is null) or"
        " (known_from <= ? and (known_until is null or known_until > ?)) order by kind, object_id, origin",
        [known, known, known],
    ):
        digest.update(("\t".join(row) + "\n").encode())
    moments = [
        store.value(f"select max({column}) from {table} where ? is null or {column} <= ?", [known, known])
        for table, column in (
            ("facts", "known_from"), ("facts", "known_until"), ("events", "first_seen_at"), ("events", "changed_at"),
            ("withheld", "withheld_at"),
        )
    ]  # fmt: skip
    newest = max((m for m in moments if m), default=None)
    return digest.hexdigest(), from_utc_text(newest) if newest else None
