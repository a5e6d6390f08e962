"""Docket entries, their revisions, and where each was seen."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from tracker.dates import utc_text
from tracker.models import EntryDraft, EntryIntent, StoredEntry
from tracker.storage.store import Store


def stored_entries(store: Store, docket_id: str) -> list[StoredEntry]:
    rows = store.execute(
        "select entry_id, identity_key, content_sha from docket_entries where docket_id = ?", [docket_id]
    )
    return [StoredEntry(*row) for row in rows]


def entry_row(store: Store, entry_id: int) -> dict[str, Any] | None:
    return store.row("select * from docket_entries where entry_id = ?", [entry_id])


def all_entries(store: Store) -> Iterable[dict[str, Any]]:
    return store.rows("select * from docket_entries order by entry_id")


def apply_intent(store: Store, docket_id: str, intent: EntryIntent, run_id: int | None, now: datetime) -> int:
    """Write a new or changed entry with its revision; returns its id. Call inside a transaction.

    A revision keeps what was there: the old text stays in `entry_revisions`.
    """
    at = utc_text(now)
    if intent.verdict == "new":
        entry_id = _insert(store, docket_id, intent, at)
    else:
        assert intent.entry_id is not None
        entry_id = intent.entry_id
        _update(store, entry_id, intent, at)
    store.execute(
        "insert into entry_revisions (entry_id, revision, short_description, description, caption, document_number,"
        " content_sha, seen_at, run_id) select entry_id, revision, short_description, description, caption,"
        " document_number, content_sha, ?, ? from docket_entries where entry_id = ?",
        [at, run_id, entry_id],
    )
    return entry_id


def _insert(store: Store, docket_id: str, intent: EntryIntent, at: str) -> int:
    draft = intent.draft
    cursor = store.execute(
        "insert into docket_entries (docket_id, identity_key, date_filed, date_entered, document_number, pacer_doc_id,"
        " pacer_seq_no, short_description, description, caption, content_sha, first_seen_at, last_changed_at)"
        " values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [docket_id, intent.identity_key, draft.date_filed.isoformat() if draft.date_filed else None,
         _entered(draft), draft.document_number, draft.pacer_doc_id, draft.pacer_seq_no,
         " AND ".join(draft.short_descriptions), draft.description, draft.caption, intent.content_sha, at, at],
    )  # fmt: skip
    return int(cursor.lastrowid or 0)


def _update(store: Store, entry_id: int, intent: EntryIntent, at: str) -> None:
    draft = intent.draft
    store.execute(
        "update docket_entries set short_description = ?, description = ?, caption = ?, document_number = ?,"
        " content_sha = ?, last_changed_at = ?, revision = revision + 1, date_entered = coalesce(date_entered, ?),"
        " date_filed = coalesce(?, date_filed) where entry_id = ?",
        [" AND ".join(draft.short_descriptions), draft.description, draft.caption, draft.document_number,
         intent.content_sha, at, _entered(draft), draft.date_filed.isoformat() if draft.date_filed else None, entry_id],
    )  # fmt: skip


def _entered(draft: EntryDraft) -> str | None:
    return utc_text(draft.date_entered.astimezone(UTC)) if draft.date_entered else None


def add_source_item(
    store: Store, entry_id: int, draft: EntryDraft, feed_id: str, run_id: int, archive_sha: str | None, now: datetime
) -> None:
    """Note that this body of this feed showed the entry (at the revision it now has)."""
    store.execute(
        "insert into source_items (entry_id, revision, feed_id, run_id, archive_sha, item_index, url, seen_at)"
        " select entry_id, revision, ?, ?, ?, ?, ?, ? from docket_entries where entry_id = ?",
        [feed_id, run_id, archive_sha, draft.item_index, draft.source_url, utc_text(now), entry_id],
    )


def sources_of(store: Store, entry_id: int) -> list[dict[str, Any]]:
    return store.rows("select * from source_items where entry_id = ? order by item_id", [entry_id])
