"""Messages on their way. Written together with what they carry, sent afterwards, marked when the relay took them."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from tracker.dates import utc_text
from tracker.storage.store import Store

KEPT = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class Waiting:
    """A message to send. `message`: RFC 5322 bytes with CRLF and without a To line, or, with a batch_id, nothing yet:
    it is made from that digest and what is `personal` in it. subscriber_id: 0 for letters to the operator."""

    outbox_id: int
    message_id: str
    subscriber_id: int
    salt: str
    recipient: str
    kind: str
    message: bytes
    batch_id: int | None
    personal: dict[str, str]
    attempts: int
    created_at: str

    def __repr__(self) -> str:
        return f"Waiting({self.outbox_id}, {self.kind}, attempts={self.attempts})"


@contextmanager
def durable(store: Store) -> Iterator[None]:
    """Every commit inside reaches the disk before it returns: what was sent must not be forgotten by a power cut."""
    before = store.value("pragma synchronous")
    store.execute("pragma synchronous = full")
    try:
        yield
    finally:
        store.execute(f"pragma synchronous = {int(before)}")


def has_message(store: Store, message_id: str) -> bool:
    return store.value("select 1 from outbox where message_id = ?", [message_id]) is not None


def add_message(store: Store, message_id: str, subscriber_id: int, kind: str, message: bytes, now: datetime) -> int:
    """Put a message on its way. Call inside the transaction that marks what it carries."""
    cursor = store.execute(
        "insert into outbox (message_id, subscriber_id, kind, message, created_at) values (?, ?, ?, ?, ?)",
        [message_id, subscriber_id, kind, message, utc_text(now)],
    )
    return int(cursor.lastrowid or 0)


def add_operator_letter(store: Store, message_id: str, recipient: str, message: bytes, now: datetime) -> None:
    """Put a letter to the operator on its way; the same id twice is one letter. Call inside a transaction."""
    store.execute(
        "insert into outbox (message_id, recipient, kind, message, created_at) values (?, ?, 'operator', ?, ?)"
        " on conflict (message_id) do nothing",
        [message_id, recipient, message, utc_text(now)],
    )


def next_waiting(store: Store, now: datetime, after: int, *, digests: bool) -> Waiting | None:
    """The first message after `after` that is due and may still be sent: a digest only to somebody who is confirmed,
    a confirmation also to somebody who waits, an operator's letter always. digests: these, or all others."""
    row = store.row(
        "select o.outbox_id, o.message_id, o.subscriber_id, coalesce(s.email, o.recipient) email, o.kind, o.message,"
        " o.batch_id, o.personal, s.token_salt, o.attempts, o.created_at from outbox o"
        " left join subscribers s on s.subscriber_id = o.subscriber_id"
        " where o.sent_at is null and o.failed_at is null and o.outbox_id > ?"
        " and (o.next_try_at is null or o.next_try_at <= ?) and (o.kind = 'digest') = ?"
        " and (o.kind = 'operator' or s.state = 'confirmed'"
        " or (o.kind = 'confirm' and s.state in ('waiting', 'left', 'suspended')))"
        " order by o.outbox_id limit 1",
        [after, utc_text(now), int(digests)],
    )
    if row is None:
        return None
    return Waiting(
        row["outbox_id"], row["message_id"], row["subscriber_id"] or 0, row["token_salt"] or "", row["email"],
        row["kind"], row["message"] or b"", row["batch_id"], json.loads(row["personal"] or "{}"), row["attempts"],
        row["created_at"],
    )  # fmt: skip


def mark_sent(store: Store, outbox_id: int, now: datetime) -> None:
    """The relay took it. Its text, which holds links that sign somebody in, is not kept."""
    store.execute(
        "update outbox set sent_at = ?, attempts = attempts + 1, message = null, last_error = null where outbox_id = ?",
        [utc_text(now), outbox_id],
    )


def mark_retry(store: Store, outbox_id: int, error: str, next_try: datetime) -> None:
    store.execute(
        "update outbox set attempts = attempts + 1, next_try_at = ?, last_error = ? where outbox_id = ?",
        [utc_text(next_try), error, outbox_id],
    )


def mark_failed(store: Store, outbox_id: int, error: str, now: datetime) -> None:
    store.execute(
        "update outbox set failed_at = ?, attempts = attempts + 1, message = null, last_error = ? where outbox_id = ?",
        [utc_text(now), error, outbox_id],
    )


def count_waiting(store: Store) -> int:
    return int(store.value("select count(*) from outbox where sent_at is null and failed_at is null"))


def purge_old(store: Store, now: datetime) -> None:
    """Forget messages that were sent or given up long ago, with what they carried. Call inside a transaction."""
    before = utc_text(now - KEPT)
    old = "select outbox_id from outbox where sent_at < ? or failed_at < ?"
    store.execute(f"delete from owed where outbox_id in ({old})", [before, before])
    store.execute("delete from outbox where sent_at < ? or failed_at < ?", [before, before])
