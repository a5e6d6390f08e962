"""Digests composed once for all who are owed the same, and the messages that wait to be made from them."""

import json
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from tracker.dates import utc_text
from tracker.outputs.digest_model import Sheet
from tracker.storage.store import Store


@dataclass(frozen=True, slots=True)
class Slip:
    """One reader's copy of a sheet. personal: `period` and `why`, in plain words."""

    subscriber_id: int
    message_id: str
    personal: dict[str, str]


def add_batch(store: Store, sheet: Sheet, scope_id: int, from_seq: int, to_seq: int, now: datetime) -> int:
    """Keep a sheet. from_seq excluded, to_seq included: the rows of owed_scope that it carries."""
    content = zlib.compress(json.dumps([sheet.text, sheet.html]).encode(), 1)
    cursor = store.execute(
        "insert into batches (scope_id, from_seq, to_seq, subject, mark, content, created_at)"
        " values (?, ?, ?, ?, ?, ?, ?)",
        [scope_id, from_seq, to_seq, sheet.subject, sheet.mark, content, utc_text(now)],
    )
    return int(cursor.lastrowid or 0)


def add_slips(store: Store, batch_id: int, slips: Sequence[Slip], now: datetime) -> None:
    """Put one message a slip on its way. Call inside the transaction that marks what they carry."""
    at = utc_text(now)
    texts: dict[tuple[tuple[str, str], ...], str] = {}

    def text_of(personal: dict[str, str]) -> str:
        # Many readers of a sheet share their words.
        key = tuple(personal.items())
        if key not in texts:
            texts[key] = json.dumps(personal, separators=(",", ":"))
        return texts[key]

    store.many(
        "insert into outbox (message_id, subscriber_id, kind, batch_id, personal, created_at)"
        " values (?, ?, 'digest', ?, ?, ?)",
        ((s.message_id, s.subscriber_id, batch_id, text_of(s.personal), at) for s in slips),
    )


def taken_ids(store: Store, message_ids: Iterable[str]) -> set[str]:
    """Those of the ids that a message has already."""
    rows = store.rows(
        "select message_id from outbox where message_id in (select value from json_each(?))",
        [json.dumps(list(message_ids))],
    )
    return {r["message_id"] for r in rows}


def outbox_id_of(store: Store, message_id: str) -> int:
    return int(store.value("select outbox_id from outbox where message_id = ?", [message_id]))


def sheet_of(store: Store, batch_id: int) -> Sheet:
    row = store.row("select subject, mark, content from batches where batch_id = ?", [batch_id])
    if row is None or row["content"] is None:
        raise LookupError(f"digest {batch_id} has no text any more, and a message of it still waits")
    text, html = json.loads(zlib.decompress(row["content"]))
    return Sheet(row["subject"], text, html, row["mark"])


def purge_sheets(store: Store, before: datetime) -> None:
    """The text of a digest that nobody waits for goes, and its row with the last message of those composed earlier than
    `before`. Call inside a transaction."""
    store.execute(
        "update batches set content = null where content is not null and not exists (select 1 from outbox o"
        " where o.batch_id = batches.batch_id and o.sent_at is null and o.failed_at is null)"
    )
    # Numbers rise with the time of composing: walked over is only what is old.
    store.execute(
        "delete from batches where batch_id < coalesce((select batch_id from batches where created_at >= ?"
        " order by batch_id limit 1), 9e18)"
        " and not exists (select 1 from outbox o where o.batch_id = batches.batch_id)",
        [utc_text(before)],
    )
