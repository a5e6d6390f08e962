"""Docket entries, their revisions, and where each was seen."""

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from tracker.dates import utc_text
from tracker.models import EntryDraft, EntryIntent, StoredEntry
from tracker.storage.store import Store


@dataclass(frozen=True, slots=True)
class Seen:
    """Where entries were seen: one body of one feed, read by one run."""

    feed_id: str
    run_id: int
    archive_sha: str | None
    at: datetime


def matching_entries(
    store: Store, keys: Iterable[tuple[str, str]], instants: Iterable[tuple[str, str]]
) -> dict[str, list[StoredEntry]]:
    """What is kept under (docket id, identity key), and of (docket id, instant key) every entry of that instant,
    by docket. Only these rows are read, however long the docket is."""
    found: dict[str, list[StoredEntry]] = defaultdict(list)
    columns = (
        "select d.docket_id, d.entry_id, d.identity_key, d.content_sha, d.short_description, d.description,"
        " d.document_number from json_each(?) j cross join"
    )
    for where, wanted in (
        ("d.identity_key = j.value ->> 1", keys),
        # `$` follows `#`: everything that begins with the instant and `#`.
        ("d.identity_key > (j.value ->> 1) || '#' and d.identity_key < (j.value ->> 1) || '$'", instants),
    ):
        pairs = [list(pair) for pair in wanted]
        if not pairs:
            continue
        sql = f"{columns} docket_entries d on d.docket_id = j.value ->> 0 and {where}"
        for docket_id, *rest in store.execute(sql, [json.dumps(pairs)]):
            found[docket_id].append(StoredEntry(*rest))
    return found


def entry_row(store: Store, entry_id: int) -> dict[str, Any] | None:
    return store.row("select * from docket_entries where entry_id = ?", [entry_id])


def all_entries(store: Store) -> Iterable[dict[str, Any]]:
    return store.rows("select * from docket_entries order by entry_id")


def put_entries(store: Store, intents: Sequence[tuple[str, EntryIntent]], seen: Seen) -> list[int]:
    """Write new and changed entries of (docket id, intent), each with its revision and where it was seen.

    Returns their ids, in order. Call inside a transaction. A revision keeps what was there: the old text stays in
    `entry_revisions`.
    """
    at = utc_text(seen.at)
    ids: list[int] = []
    new: list[tuple[Any, ...]] = []
    # Inside the write transaction nobody else takes the next number.
    free = int(store.value("select max(entry_id) from docket_entries") or 0) + 1
    for docket_id, intent in intents:
        if intent.entry_id is None:
            ids.append(free)
            new.append(_new_row(free, docket_id, intent, at))
            free += 1
        else:
            ids.append(intent.entry_id)
    store.many(
        "insert into docket_entries (entry_id, docket_id, identity_key, date_filed, date_entered, document_number,"
        " pacer_doc_id, pacer_seq_no, short_description, description, caption, content_sha, first_seen_at,"
        " last_changed_at) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        new,
    )
    store.many(
        "update docket_entries set short_description = ?, description = ?, caption = ?, document_number = ?,"
        " content_sha = ?, last_changed_at = ?, revision = revision + 1, date_entered = coalesce(date_entered, ?),"
        " date_filed = coalesce(?, date_filed) where entry_id = ?",
        [_changed_row(intent, at) for _, intent in intents if intent.entry_id is not None],
    )
    store.many(
        "insert into entry_revisions (entry_id, revision, short_description, description, caption, document_number,"
        " content_sha, seen_at, run_id) select entry_id, revision, short_description, description, caption,"
        " document_number, content_sha, ?, ? from docket_entries where entry_id = ?",
        [(at, seen.run_id, entry_id) for entry_id in ids],
    )
    store.many(
        "insert into source_items (entry_id, revision, feed_id, run_id, archive_sha, item_index, url, seen_at)"
        " select entry_id, revision, ?, ?, ?, ?, ?, ? from docket_entries where entry_id = ?",
        [
            (
                seen.feed_id,
                seen.run_id,
                seen.archive_sha,
                intent.draft.item_index,
                intent.draft.source_url,
                at,
                entry_id,
            )
            for entry_id, (_, intent) in zip(ids, intents, strict=True)
        ],
    )
    return ids


def _new_row(entry_id: int, docket_id: str, intent: EntryIntent, at: str) -> tuple[Any, ...]:
    draft = intent.draft
    return (
        entry_id, docket_id, intent.identity_key, draft.date_filed.isoformat() if draft.date_filed else None,
        _entered(draft), draft.document_number, draft.pacer_doc_id, draft.pacer_seq_no,
        " AND ".join(draft.short_descriptions), draft.description, draft.caption, intent.content_sha, at, at,
    )  # fmt: skip


def _changed_row(intent: EntryIntent, at: str) -> tuple[Any, ...]:
    draft = intent.draft
    return (
        " AND ".join(draft.short_descriptions), draft.description, draft.caption, draft.document_number,
        intent.content_sha, at, _entered(draft), draft.date_filed.isoformat() if draft.date_filed else None,
        intent.entry_id,
    )  # fmt: skip


def _entered(draft: EntryDraft) -> str | None:
    return utc_text(draft.date_entered.astimezone(UTC)) if draft.date_entered else None


def sources_of(store: Store, entry_id: int) -> list[dict[str, Any]]:
    return store.rows("select * from source_items where entry_id = ? order by item_id", [entry_id])
