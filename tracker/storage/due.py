"""Who has been told how far: groups of subscribers that are owed the same, and single persons that are owed more."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import NamedTuple

from tracker.dates import utc_text
from tracker.storage.store import Store
from tracker.subscriptions import Period, Scope, Settings

RHYTHM = "period, hour, weekday, zone, urgent"


class Owed(NamedTuple):
    """One thing owed. what: `event`, `coverage` or `status`; item_id: id within that kind; seq: of a thing owed to all
    who have a filter, None for one person's own."""

    change_key: str
    what: str
    item_id: str
    reason: str
    stored_at: str
    seq: int | None = None


@dataclass(frozen=True, slots=True)
class Crowd:
    """Confirmed subscribers with one filter and one rhythm who have been told equally far."""

    scope_id: int
    told_seq: int
    settings: Settings


@dataclass(frozen=True, slots=True)
class Reader:
    """What sending to one of a crowd needs to know besides the message. since: when they last had a digest, else when
    they confirmed."""

    subscriber_id: int
    salt: str
    since: str


def last_seq(store: Store, until: datetime) -> int:
    """The number of the last thing owed that was stored by `until`. One before it that a clock running ahead marked
    with a later instant holds up nothing: it goes along."""
    sql = "select seq from owed_scope where stored_at <= ? order by seq desc limit 1"
    return int(store.value(sql, [utc_text(until)]) or 0)


def crowds(store: Store) -> list[Crowd]:
    rows = store.execute(
        f"select scope_id, told_seq, {RHYTHM} from subscribers where state = 'confirmed'"
        f" group by scope_id, told_seq, {RHYTHM} order by scope_id"
    )
    return [Crowd(scope_id, told_seq, _rhythm(*rhythm)) for scope_id, told_seq, *rhythm in rows]


@lru_cache(maxsize=4096)
def _rhythm(period: Period, hour: int, weekday: int, zone: str, urgent: int) -> Settings:
    return Settings(Scope(), period, hour, weekday, zone, bool(urgent))


def scopes_with_news(store: Store, to_seq: int) -> dict[int, int]:
    """Filters to some of whose followers something is owed, with the seq from which on."""
    rows = store.rows(
        "select scope_id, told from"
        " (select scope_id, min(told_seq) told from subscribers where state = 'confirmed' group by scope_id) s"
        " where exists (select 1 from owed_scope o where o.scope_id = s.scope_id and o.seq > told and o.seq <= ?)",
        [to_seq],
    )
    return {r["scope_id"]: r["told"] for r in rows}


def shared_rows(store: Store, scope_id: int, after: int, to_seq: int) -> list[Owed]:
    """What is owed to all with this filter between two seqs (`after` excluded), oldest first."""
    found = store.execute(
        "select change_key, what, item_id, reason, stored_at, seq from owed_scope where scope_id = ? and seq > ?"
        " and seq <= ? and dropped = 0 order by seq",
        [scope_id, after, to_seq],
    )
    return [Owed(*row) for row in found]


def readers(store: Store, scope_id: int, crowds: Iterable[Crowd]) -> list[tuple[Reader, Settings]]:
    """The people of some crowds of one filter, with their rhythms, without those who are owed something of their own
    besides."""
    wanted: dict[int, dict[tuple[object, ...], Settings]] = {}
    for crowd in crowds:
        s = crowd.settings
        wanted.setdefault(crowd.told_seq, {})[s.period, s.hour, s.weekday, s.zone, int(s.urgent)] = s
    found = []
    for told_seq, rhythms in wanted.items():
        rows = store.execute(
            f"select subscriber_id, token_salt, coalesce(last_digest_at, confirmed_at), {RHYTHM} from subscribers"
            f" where state = 'confirmed' and scope_id = ? and told_seq = ? and ({RHYTHM}) in"
            " (select value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4 from json_each(?))"
            " and not exists (select 1 from owed o"
            " where o.subscriber_id = subscribers.subscriber_id and o.outbox_id is null)",
            [scope_id, told_seq, json.dumps(list(rhythms))],
        )
        found += [(Reader(*row[:3]), rhythms[row[3:]]) for row in rows]
    return sorted(found, key=lambda pair: pair[0].subscriber_id)


def apart(store: Store) -> list[int]:
    """Confirmed subscribers who are owed something of their own."""
    rows = store.rows(
        "select distinct o.subscriber_id from owed o join subscribers s on s.subscriber_id = o.subscriber_id"
        " where o.outbox_id is null and s.state = 'confirmed' order by 1"
    )
    return [r["subscriber_id"] for r in rows]


def own_rows(store: Store, subscriber_id: int, until: datetime) -> list[Owed]:
    """What is owed to one person alone and was stored by `until`, oldest first."""
    rows = store.rows(
        "select change_key, what, item_id, reason, stored_at from owed where subscriber_id = ? and outbox_id is null"
        " and stored_at <= ? order by stored_at, change_key",
        [subscriber_id, utc_text(until)],
    )
    return [Owed(**row) for row in rows]


def standing(store: Store, subscriber_id: int) -> tuple[int, int] | None:
    """(scope_id, told_seq) of a confirmed subscriber."""
    row = store.row(
        "select scope_id, told_seq from subscribers where subscriber_id = ? and state = 'confirmed'", [subscriber_id]
    )
    return (row["scope_id"], row["told_seq"]) if row else None


def mark_told(store: Store, subscriber_ids: Iterable[int], to_seq: int, written: datetime | None) -> None:
    """These have been told up to there. Call inside the transaction that adds their messages. written: when their
    digest was composed; None when there was nothing left to tell."""
    store.execute(
        "update subscribers set told_seq = ?, last_digest_at = coalesce(?, last_digest_at)"
        " where subscriber_id in (select value from json_each(?))",
        [to_seq, utc_text(written) if written else None, json.dumps(list(subscriber_ids))],
    )


def mark_own(store: Store, subscriber_id: int, rows: Sequence[Owed], outbox_id: int) -> None:
    """One person's own rows are carried by that message. Call inside the transaction that adds it."""
    store.execute(
        "update owed set outbox_id = ? where subscriber_id = ? and change_key in (select value from json_each(?))",
        [outbox_id, subscriber_id, json.dumps([row.change_key for row in rows])],
    )


def drop(store: Store, rows: Iterable[Owed], subscriber_id: int | None = None) -> None:
    """These need not be told any more: withheld or taken off the record before anybody was told. They may be owed
    again. subscriber_id: whose own rows they are, where they have no seq."""
    found = list(rows)
    store.execute(
        "update owed_scope set dropped = 1 where seq in (select value from json_each(?))",
        [json.dumps([row.seq for row in found if row.seq is not None])],
    )
    store.execute(
        "delete from owed where subscriber_id = ? and change_key in (select value from json_each(?))",
        [subscriber_id, json.dumps([row.change_key for row in found if row.seq is None])],
    )


def release(store: Store, outbox_id: int) -> None:
    """The message that carried them was given up; its reader is owed them again, on their own."""
    store.execute("update owed set outbox_id = null where outbox_id = ?", [outbox_id])
    store.execute(
        "insert or ignore into owed (subscriber_id, change_key, what, item_id, reason, stored_at)"
        " select m.subscriber_id, o.change_key, o.what, o.item_id, o.reason, o.stored_at from outbox m"
        " join batches b on b.batch_id = m.batch_id join owed_scope o on o.scope_id = b.scope_id"
        " and o.seq > b.from_seq and o.seq <= b.to_seq and o.dropped = 0"
        " where m.outbox_id = ? and m.subscriber_id is not null",
        [outbox_id],
    )


def take_back(store: Store) -> None:
    """Undo every digest that is composed and not yet sent: what it carried is owed again, and composed anew. For when
    something that may stand in one must not be said any more. Call inside a transaction.

    A message that is in the air meanwhile goes twice.
    """
    waiting = "sent_at is null and failed_at is null and batch_id is not null"
    # Whose only such digest is the last that was composed for them stands again where they stood before it.
    back = store.rows(
        "select m.outbox_id, m.subscriber_id, b.from_seq from outbox m join batches b on b.batch_id = m.batch_id"
        " join subscribers s on s.subscriber_id = m.subscriber_id"
        " where m.sent_at is null and m.failed_at is null and s.scope_id = b.scope_id and s.told_seq = b.to_seq"
        " and not exists (select 1 from outbox o where o.subscriber_id = m.subscriber_id and o.outbox_id <> m.outbox_id"
        " and o.sent_at is null and o.failed_at is null and o.batch_id is not null)"
    )
    ids = {row["outbox_id"] for row in back}
    for row in store.rows(f"select outbox_id from outbox where {waiting}"):
        if row["outbox_id"] not in ids:
            release(store, row["outbox_id"])
    store.many(
        "update subscribers set told_seq = ? where subscriber_id = ?",
        [(row["from_seq"], row["subscriber_id"]) for row in back],
    )
    store.many("update owed set outbox_id = null where outbox_id = ?", [(i,) for i in ids])
    store.execute(
        "update subscribers set last_digest_at = (select max(o.created_at) from outbox o where o.kind = 'digest'"
        " and o.subscriber_id = subscribers.subscriber_id and o.sent_at is not null)"
        f" where subscriber_id in (select subscriber_id from outbox where {waiting})"
    )
    store.execute(f"delete from outbox where {waiting}")


def forget_told(store: Store, before: datetime) -> None:
    """Rows that everybody has been told of and that are old go, and filters that nobody has any more."""
    store.execute(
        "delete from owed_scope where stored_at < ? and not exists (select 1 from subscribers s"
        " where s.scope_id = owed_scope.scope_id and s.state = 'confirmed' and s.told_seq < owed_scope.seq)",
        [utc_text(before)],
    )
    store.execute(
        "delete from scopes where not exists (select 1 from subscribers s where s.scope_id = scopes.scope_id)"
    )
