"""Messages on their way. Written together with what they carry, sent afterwards, marked when the relay took them."""

import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from tracker.dates import utc_text
from tracker.storage.meta import note
from tracker.storage.store import Store

# How long what was sent is remembered, with what it carried.
KEPT = timedelta(days=90)
# A note that the relay took a message is committed at once, so that no killed process forgets it. So many of them, in
# so many seconds, may wait for the disk to confirm them together: what a power cut can take back.
NOTES_A_SYNC, SECONDS_A_SYNC = 10, 0.1


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

    @property
    def place(self) -> tuple[int, int]:
        return self.batch_id or 0, self.outbox_id

    def __repr__(self) -> str:
        return f"Waiting({self.outbox_id}, {self.kind}, attempts={self.attempts})"


class Ledger:
    """Notes what the relay took, each in a commit of its own, before the next message is handed over.

    At most NOTES_A_SYNC - 1 notes, none older than SECONDS_A_SYNC when another is written, are not on the disk yet.
    """

    def __init__(self, store: Store, clock: Callable[[], float] = time.monotonic):
        self._store, self._clock = store, clock
        self._waiting, self._synced = 0, float("-inf")

    def sent(self, message_id: str, now: datetime) -> None:
        """The relay took this message."""
        if self._waiting + 1 < NOTES_A_SYNC and self._clock() - self._synced < SECONDS_A_SYNC:
            self._note(message_id, now)
            self._waiting += 1
            return
        with _durable(self._store):
            self._note(message_id, now)
        self._waiting, self._synced = 0, self._clock()

    def _note(self, message_id: str, now: datetime) -> None:
        with self._store.atomic():
            mark_sent(self._store, message_id, now)

    def close(self, now: datetime) -> None:
        """Have the disk confirm what still waits for it. A commit must write something to do so."""
        if self._waiting:
            with _durable(self._store), self._store.atomic():
                note(self._store, "mail_noted", utc_text(now))
            self._waiting = 0


@contextmanager
def ledger(store: Store, now: datetime) -> Iterator[Ledger]:
    """What was noted inside is on the disk afterwards, also when it is left by an error."""
    found = Ledger(store)
    try:
        yield found
    finally:
        found.close(now)


@contextmanager
def _durable(store: Store) -> Iterator[None]:
    """A commit inside reaches the disk, with all before it, before it returns."""
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


def next_waiting(store: Store, now: datetime, after: tuple[int, int] = (0, 0), *, digests: bool) -> Waiting | None:
    """The first message after `after` that is due and may still be sent: a digest only to somebody who is confirmed,
    a confirmation also to somebody who waits, an operator's letter always.

    digests: those made from a sheet, one sheet after the other, or all others. after: `place` of the one before.
    """
    where = "(o.batch_id, o.outbox_id) > (?, ?)" if digests else "o.batch_id is null and o.outbox_id > ?"
    row = store.row(
        "select o.outbox_id, o.message_id, o.subscriber_id, coalesce(s.email, o.recipient) email, o.kind, o.message,"
        " o.batch_id, o.personal, s.token_salt, o.attempts, o.created_at from outbox o"
        " left join subscribers s on s.subscriber_id = o.subscriber_id"
        f" where o.sent_at is null and o.failed_at is null and {where}"
        " and (o.next_try_at is null or o.next_try_at <= ?)"
        " and (o.kind = 'operator' or s.state = 'confirmed'"
        " or (o.kind = 'confirm' and s.state in ('waiting', 'left', 'suspended')))"
        " order by o.batch_id, o.outbox_id limit 1",
        [*(after if digests else after[1:]), utc_text(now)],
    )
    if row is None:
        return None
    return Waiting(
        row["outbox_id"], row["message_id"], row["subscriber_id"] or 0, row["token_salt"] or "", row["email"],
        row["kind"], row["message"] or b"", row["batch_id"], json.loads(row["personal"] or "{}"), row["attempts"],
        row["created_at"],
    )  # fmt: skip


# While a message is in the air its reader may leave, and its number may become another's: only its id is its own.
def mark_sent(store: Store, message_id: str, now: datetime) -> None:
    """The relay took it. Its text, which holds links that sign somebody in, is not kept."""
    store.execute(
        "update outbox set sent_at = ?, attempts = attempts + 1, message = null, last_error = null"
        " where message_id = ?",
        [utc_text(now), message_id],
    )


def mark_retry(store: Store, message_id: str, error: str, next_try: datetime) -> None:
    store.execute(
        "update outbox set attempts = attempts + 1, next_try_at = ?, last_error = ? where message_id = ?",
        [utc_text(next_try), error, message_id],
    )


def mark_failed(store: Store, message_id: str, error: str, now: datetime) -> bool:
    """Whether it was still there."""
    cursor = store.execute(
        "update outbox set failed_at = ?, attempts = attempts + 1, message = null, last_error = ? where message_id = ?",
        [utc_text(now), error, message_id],
    )
    return cursor.rowcount == 1


def count_waiting(store: Store) -> int:
    return int(store.value("select count(*) from outbox where sent_at is null and failed_at is null"))


def purge_old(store: Store, now: datetime) -> None:
    """Forget messages that were sent or given up long ago, with what they carried. Call inside a transaction."""
    before = utc_text(now - KEPT)
    # Numbers rise with the time of writing, so that only what goes is walked over, and not what stays.
    old = (
        "select outbox_id from outbox where outbox_id < coalesce((select outbox_id from outbox where created_at >= ?1"
        " order by outbox_id limit 1), 9e18) and coalesce(sent_at, failed_at) < ?1"
    )
    store.execute(f"delete from owed where outbox_id in ({old})", [before])
    store.execute(f"delete from outbox where outbox_id in ({old})", [before])
