"""Bodies that were pushed to us: safe on disk before they are answered, read later, each once."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from tracker.dates import utc_text
from tracker.storage.store import Store

# The sender repeats for some 55 hours and, when its endpoint is switched on again, sends what is two days old: a key
# is remembered far longer than that.
KEPT = timedelta(days=60)
WAITING_AT_MOST = 2_000


@dataclass(frozen=True, slots=True)
class Delivery:
    """A body that was pushed to us. key: the sender's own, by which a repeat is known; received_at: UTC text."""

    delivery_id: int
    source: str
    key: str
    body: bytes
    received_at: str
    tries: int


def queue(store: Store, source: str, key: str, body: bytes, now: datetime) -> str:
    """Put a body in the queue: `queued`, `known` for a key seen before, `full` when too many wait."""
    with store.atomic():
        if store.value("select 1 from hook_deliveries where source = ? and key = ?", [source, key]):
            return "known"
        if int(store.value("select count(*) from hook_deliveries where state = 'waiting'")) >= WAITING_AT_MOST:
            return "full"
        store.execute(
            "insert into hook_deliveries (source, key, received_at, body, bytes) values (?, ?, ?, ?, ?)",
            [source, key, utc_text(now), body, len(body)],
        )
    return "queued"


def next_waiting(store: Store, source: str, now: datetime) -> Delivery | None:
    row = store.row(
        "select * from hook_deliveries where state = 'waiting' and source = ?"
        " and (next_try_at is null or next_try_at <= ?) order by delivery_id limit 1",
        [source, utc_text(now)],
    )
    if row is None:
        return None
    return Delivery(row["delivery_id"], row["source"], row["key"], row["body"], row["received_at"], row["tries"])


def is_waiting(store: Store, delivery_id: int) -> bool:
    sql = "select 1 from hook_deliveries where delivery_id = ? and state = 'waiting'"
    return store.value(sql, [delivery_id]) is not None


def end(store: Store, delivery_id: int, state: str, said: str | None, now: datetime) -> bool:
    """It has been read (`done`), is of no use here (`noted`) or cannot be read (`failed`). False when it already was.

    Call inside the transaction that stores what it brought.
    """
    cursor = store.execute(
        "update hook_deliveries set state = ?, said = ?, ended_at = ?, body = null, next_try_at = null"
        " where delivery_id = ? and state = 'waiting'",
        [state, said, utc_text(now), delivery_id],
    )
    return cursor.rowcount == 1


def again(store: Store, delivery_id: int, said: str, when: datetime) -> None:
    store.execute(
        "update hook_deliveries set tries = tries + 1, said = ?, next_try_at = ? where delivery_id = ?",
        [said, utc_text(when), delivery_id],
    )


def forget_old(store: Store, now: datetime) -> None:
    store.execute("delete from hook_deliveries where state <> 'waiting' and received_at < ?", [utc_text(now - KEPT)])


def hook_counts(store: Store) -> dict[str, Any]:
    """`waiting`, `done`, `noted`, `failed`, and `last`: when the newest came."""
    found: dict[str, Any] = {row["state"]: row["n"] for row in
                             store.rows("select state, count(*) n from hook_deliveries group by state")}  # fmt: skip
    found["last"] = store.value("select max(received_at) from hook_deliveries")
    return found
