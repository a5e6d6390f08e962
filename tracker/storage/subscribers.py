"""Who gets mail, and what they asked for. The only table with addresses; no address ever leaves here for a log."""

import secrets
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from tracker.dates import utc_text
from tracker.storage.agencies import agencies_of_flows
from tracker.storage.rename import present_ids
from tracker.storage.store import Store
from tracker.subscriptions import (
    Scope,
    Settings,
    scope_from_json,
    scope_to_json,
    settings_from_json,
    settings_to_json,
)

WAITING_KEPT = timedelta(days=7)
# Somebody who left is forgotten after this long; a mailbox that refused us for good may then be asked for again.
GONE_KEPT = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Subscriber:
    """state: `waiting` (asked, not confirmed), `confirmed`, `left`, `suspended` (the mailbox refused us for good)."""

    subscriber_id: int
    email: str
    state: str
    salt: str
    settings: Settings
    requested: str | None
    created_at: str
    confirmed_at: str | None
    last_digest_at: str | None

    def __repr__(self) -> str:
        # An address in a traceback or a log line would be shown to somebody.
        return f"Subscriber({self.subscriber_id}, {self.state})"


def request_subscription(store: Store, email: str, settings: Settings, now: datetime) -> Subscriber | None:
    """Note that somebody asked on the site for these settings; nothing changes until the mailbox confirms them.

    None when the address must not be written to. Call inside a transaction.
    """
    at = utc_text(now)
    row = store.row("select state, left_at from subscribers where email = ?", [email])
    if row and row["state"] == "suspended" and row["left_at"] > utc_text(now - GONE_KEPT):
        return None
    store.execute(
        "insert into subscribers (email, state, token_salt, requested, requested_at, created_at)"
        " values (?, 'waiting', ?, ?, ?, ?) on conflict (email) do update set requested = excluded.requested,"
        " requested_at = excluded.requested_at",
        [email, secrets.token_urlsafe(9), settings_to_json(settings), at, at],
    )
    return _one(store, "email = ?", [email])


def confirm_subscription(store: Store, subscriber_id: int, requested: str, now: datetime) -> None:
    """Make the settings in `requested` (their JSON) true. Call inside a transaction."""
    settings = settings_from_json(requested)
    now_called = present_ids(store)
    if any(case_id in now_called for case_id in settings.scope.case_ids):
        ids = tuple(now_called.get(case_id, case_id) for case_id in settings.scope.case_ids)
        settings = replace(settings, scope=replace(settings.scope, case_ids=ids))
    # What was stored before somebody confirmed is not owed to them.
    store.execute(
        "update subscribers set told_seq = (select coalesce(max(seq), 0) from owed_scope)"
        " where subscriber_id = ? and state <> 'confirmed'",
        [subscriber_id],
    )
    change_settings(store, subscriber_id, settings)
    store.execute(
        "update subscribers set state = 'confirmed', confirmed_at = coalesce(confirmed_at, ?), left_at = null,"
        " suspended_why = null, requested = null, requested_at = null where subscriber_id = ?",
        [utc_text(now), subscriber_id],
    )


def change_settings(store: Store, subscriber_id: int, settings: Settings) -> None:
    """Follow something else, or at another time. What is owed by then stays owed. Call inside a transaction."""
    scope_id = _scope_id(store, settings.scope)
    store.execute(
        "insert or ignore into owed (subscriber_id, change_key, what, item_id, reason, stored_at)"
        " select s.subscriber_id, o.change_key, o.what, o.item_id, o.reason, o.stored_at from subscribers s"
        " join owed_scope o on o.scope_id = s.scope_id and o.seq > s.told_seq and o.dropped = 0"
        " where s.subscriber_id = ? and s.state = 'confirmed' and s.scope_id is not ?",
        [subscriber_id, scope_id],
    )
    store.execute(
        "update subscribers set told_seq = (select coalesce(max(seq), 0) from owed_scope)"
        " where subscriber_id = ? and scope_id is not ?",
        [subscriber_id, scope_id],
    )
    store.execute(
        "update subscribers set scope = ?, scope_id = ?, period = ?, hour = ?, weekday = ?, zone = ?, urgent = ?"
        " where subscriber_id = ?",
        [scope_to_json(settings.scope), scope_id, settings.period, settings.hour, settings.weekday, settings.zone,
         int(settings.urgent), subscriber_id],
    )  # fmt: skip


def _scope_id(store: Store, scope: Scope) -> int:
    body = scope_to_json(scope)
    store.execute("insert into scopes (body) values (?) on conflict (body) do nothing", [body])
    return int(store.value("select scope_id from scopes where body = ?", [body]))


def leave(store: Store, subscriber_id: int, now: datetime) -> None:
    """No more mail from here on: what is owed or waits in the outbox goes too. Call inside a transaction."""
    store.execute(
        "update subscribers set state = 'left', left_at = ?, confirmed_at = null, requested = null,"
        " last_digest_at = null where subscriber_id = ? and state in ('waiting', 'confirmed')",
        [utc_text(now), subscriber_id],
    )
    _forget_unsent(store, subscriber_id)


def suspend(store: Store, subscriber_id: int, why: str, now: datetime) -> None:
    """The mailbox refused for good. `why` must not contain the address. Call inside a transaction."""
    store.execute(
        "update subscribers set state = 'suspended', left_at = ?, suspended_why = ? where subscriber_id = ?",
        [utc_text(now), why, subscriber_id],
    )
    _forget_unsent(store, subscriber_id)


def _forget_unsent(store: Store, subscriber_id: int) -> None:
    store.execute("delete from owed where subscriber_id = ? and outbox_id is null", [subscriber_id])
    store.execute(
        "delete from outbox where subscriber_id = ? and sent_at is null and failed_at is null", [subscriber_id]
    )


def erase(store: Store, subscriber_id: int) -> None:
    """Delete the person and all that hangs on them."""
    store.execute("delete from subscribers where subscriber_id = ?", [subscriber_id])


def purge_gone(store: Store, now: datetime) -> int:
    """Delete addresses that never confirmed or are gone for long, and requests that were never confirmed. Returns how
    many addresses went. Call inside a transaction."""
    before = utc_text(now - WAITING_KEPT)
    gone = store.execute("delete from subscribers where state = 'waiting' and requested_at < ?", [before]).rowcount
    store.execute("update subscribers set requested = null, requested_at = null where requested_at < ?", [before])
    gone += store.execute(
        "delete from subscribers where state in ('left', 'suspended') and left_at < ? and requested is null",
        [utc_text(now - GONE_KEPT)],
    ).rowcount
    return gone


def get_subscriber(store: Store, subscriber_id: int) -> Subscriber | None:
    return _one(store, "subscriber_id = ?", [subscriber_id])


def scope_of(store: Store, scope_id: int) -> Scope:
    return scope_from_json(store.value("select body from scopes where scope_id = ?", [scope_id]))


def followed_scopes(store: Store) -> list[tuple[int, Scope]]:
    """Every filter that a confirmed subscriber has, once, with its scope_id."""
    rows = store.rows(
        "select scope_id, body from scopes where exists (select 1 from subscribers s"
        " where s.scope_id = scopes.scope_id and s.state = 'confirmed') order by scope_id"
    )
    return [(r["scope_id"], scope_from_json(r["body"])) for r in rows]


def export_person(store: Store, subscriber_id: int) -> dict[str, Any]:
    """All that is kept about one person, in plain data."""
    person = store.row(
        "select email, state, scope, period, hour, weekday, zone, urgent, requested, created_at, requested_at,"
        " confirmed_at, left_at, suspended_why, last_digest_at from subscribers where subscriber_id = ?",
        [subscriber_id],
    )
    messages = store.rows(
        "select kind, message_id, created_at, sent_at, failed_at, attempts, last_error from outbox"
        " where subscriber_id = ? order by outbox_id",
        [subscriber_id],
    )
    items = store.rows(
        "select what, item_id, reason, stored_at, outbox_id is not null carried from owed where subscriber_id = ?1"
        " union all select o.what, o.item_id, o.reason, o.stored_at, o.seq <= s.told_seq from subscribers s"
        " join owed_scope o on o.scope_id = s.scope_id and o.dropped = 0 and (o.seq > s.told_seq or exists"
        " (select 1 from outbox m join batches b on b.batch_id = m.batch_id where m.subscriber_id = s.subscriber_id"
        " and b.scope_id = o.scope_id and o.seq > b.from_seq and o.seq <= b.to_seq)) where s.subscriber_id = ?1"
        " order by 4, 2",
        [subscriber_id],
    )
    return {"subscriber": person, "messages": messages, "items": items}


def count_attempts(store: Store, bucket: str, since: datetime) -> int:
    found = store.value(
        "select count(*) from subscribe_attempts where bucket = ? and at > ?", [bucket, utc_text(since)]
    )
    return int(found)


def note_attempt(store: Store, buckets: list[str], now: datetime) -> None:
    """Count one attempt under each bucket; counts of yesterday go. Call inside a transaction."""
    store.execute("delete from subscribe_attempts where at < ?", [utc_text(now - timedelta(days=1))])
    for bucket in buckets:
        store.execute("insert into subscribe_attempts (bucket, at) values (?, ?)", [bucket, utc_text(now)])


def _one(store: Store, where: str, params: list[Any]) -> Subscriber | None:
    row = store.row(f"select * from subscribers where {where}", params)
    return _read(row) if row else None


def _read(row: dict[str, Any]) -> Subscriber:
    settings = Settings(scope_from_json(row["scope"]), row["period"], row["hour"], row["weekday"], row["zone"],
                        bool(row["urgent"]))  # fmt: skip
    return Subscriber(
        row["subscriber_id"], row["email"], row["state"], row["token_salt"], settings, row["requested"],
        row["created_at"], row["confirmed_at"], row["last_digest_at"],
    )  # fmt: skip


def list_choices(store: Store) -> dict[str, list[tuple[str, str]]]:
    """What can be followed, as (id, name): `flows`, `cases`, `courts` (name is the id), `agencies`."""
    flows = store.rows("select flow_id, name from flows order by name")
    cases = store.rows("select case_id, name from cases order by name")
    courts = store.rows("select distinct court_id from dockets order by 1")
    agencies = set[str]().union(*agencies_of_flows(store).values())
    return {
        "flows": [(f["flow_id"], f["name"]) for f in flows],
        "cases": [(c["case_id"], c["name"]) for c in cases],
        "courts": [(c["court_id"], c["court_id"]) for c in courts],
        "agencies": [(a, a) for a in sorted(agencies, key=str.casefold)],
    }
