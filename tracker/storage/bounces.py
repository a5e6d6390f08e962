"""What came back, and how well mail arrives. Rows name messages and people by number only."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from tracker.dates import utc_text
from tracker.storage.store import Store

KEPT = timedelta(days=400)


def subscriber_of_message(store: Store, message_ids: Iterable[str]) -> int | None:
    """Whose message bears one of these ids; None when we sent none of them."""
    for ident in message_ids:
        found = store.value("select subscriber_id from outbox where message_id = ?", [ident])
        if found is not None:
            return int(found)
    return None


def add_bounce(store: Store, body_sha: str, kind: str, subscriber_id: int | None, why: str, now: datetime) -> bool:
    """Whether it is new. Call inside a transaction."""
    cursor = store.execute(
        "insert into bounces (body_sha, at, kind, subscriber_id, why) values (?, ?, ?, ?, ?)"
        " on conflict (body_sha) do nothing",
        [body_sha, utc_text(now), kind, subscriber_id, why],
    )
    return cursor.rowcount == 1


def count_soft(store: Store, subscriber_id: int, since: datetime) -> int:
    return int(
        store.value(
            "select count(*) from bounces where subscriber_id = ? and kind = 'soft' and at >= ?",
            [subscriber_id, utc_text(since)],
        )
    )


def forget_bounces(store: Store, now: datetime) -> None:
    store.execute("delete from bounces where at < ?", [utc_text(now - KEPT)])


def by_day(store: Store, since: datetime) -> list[dict[str, Any]]:
    """By day, newest first: `day`, `sent`, `failed`, `hard`, `soft`, `complaint`, `unmatched`."""
    return store.rows(
        "with days as ("
        " select substr(sent_at, 1, 10) day, 'sent' what from outbox where sent_at >= ?1"
        " union all select substr(failed_at, 1, 10), 'failed' from outbox where failed_at >= ?1"
        " union all select substr(at, 1, 10), kind from bounces where at >= ?1)"
        " select day, sum(what = 'sent') sent, sum(what = 'failed') failed, sum(what = 'hard') hard,"
        " sum(what = 'soft') soft, sum(what = 'complaint') complaint, sum(what = 'unmatched') unmatched"
        " from days group by day order by day desc",
        [utc_text(since)],
    )


def standing(store: Store) -> dict[str, int]:
    """How many subscribers are in each state; how many messages are `queued`, and of them `retried` before."""
    states = dict.fromkeys(("confirmed", "waiting", "left", "suspended"), 0)
    for row in store.rows("select state, count(*) n from subscribers group by state"):
        states[row["state"]] = row["n"]
    messages = store.rows(
        "select count(*) queued, coalesce(sum(attempts > 0), 0) retried from outbox"
        " where sent_at is null and failed_at is null"
    )[0]
    return {**states, **messages}


def last_troubles(store: Store, since: datetime, most: int = 20) -> list[dict[str, Any]]:
    """What mail servers said of messages that wait or failed, and of those that came back: `at`, `what`, `why`, `n`."""
    return store.rows(
        "select max(at) at, what, why, count(*) n from ("
        " select coalesce(failed_at, next_try_at) at, case when failed_at is null then 'to be tried again'"
        " else 'given up' end what, coalesce(last_error, '') why from outbox"
        " where last_error is not null and coalesce(failed_at, next_try_at) >= ?1"
        " union all select at, kind, why from bounces where at >= ?1)"
        " group by what, why order by 1 desc limit ?2",
        [utc_text(since), most],
    )


def suspensions(store: Store, most: int = 50) -> list[dict[str, Any]]:
    """Who gets no more mail since when, and why, by number: `subscriber_id`, `left_at`, `suspended_why`."""
    return store.rows(
        "select subscriber_id, left_at, suspended_why from subscribers where state = 'suspended'"
        " order by left_at desc limit ?",
        [most],
    )
