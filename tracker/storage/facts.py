"""Register facts and people's readings, each kept between two instants of knowledge. Nothing is ever overwritten."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar
from weakref import WeakValueDictionary

from pydantic import BaseModel

from tracker.dates import utc_text
from tracker.register.schema import Case, Event, Flow, Restriction
from tracker.storage.store import Store

REGISTER = "register"
_HIDDEN = "Withheld"
_COMPACT = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), sort_keys=True)


@dataclass(frozen=True, slots=True)
class Fact:
    """One register object as written: a case without its events, a flow, or an event (`<case>.<key>`)."""

    kind: str
    object_id: str
    case_id: str | None
    body: str
    source_file: str | None = None
    source_line: int | None = None

    @property
    def sha(self) -> str:
        return hashlib.sha256(self.body.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Changes:
    """What a load did. Ids of (kind, object) that are new, changed, or retracted."""

    new: tuple[tuple[str, str], ...]
    changed: tuple[tuple[str, str], ...]
    retracted: tuple[tuple[str, str], ...]
    first: bool
    renamed: tuple[tuple[str, str], ...] = ()  # cases: the id before, the id now

    def __bool__(self) -> bool:
        return bool(self.new or self.changed or self.retracted)


def compact(data: Any) -> str:
    return _COMPACT.encode(data)


def replace_register(store: Store, facts: Iterable[Fact], now: datetime) -> Changes:
    """Make `facts` the register's present state, closing what changed or went. Call inside a transaction.

    Applying the same facts again changes nothing.
    """
    held = {
        (r["kind"], r["object_id"]): (r["fact_id"], r["body_sha"])
        for r in store.rows(
            "select fact_id, kind, object_id, body_sha from facts where known_until is null and origin = ?", [REGISTER]
        )
    }
    first = not store.value("select 1 from facts limit 1")
    at = utc_text(now)
    new: list[tuple[str, str]] = []
    changed: list[tuple[str, str]] = []
    for fact in facts:
        key = (fact.kind, fact.object_id)
        old = held.pop(key, None)
        if old and old[1] == fact.sha:
            continue
        (changed if old else new).append(key)
        if old:
            store.execute("update facts set known_until = ? where fact_id = ?", [at, old[0]])
        _insert(store, fact, REGISTER, at, old[0] if old else None, None)
    for fact_id, _ in held.values():
        store.execute("update facts set known_until = ? where fact_id = ?", [at, fact_id])
    changes = Changes(tuple(new), tuple(changed), tuple(held), first)
    if changes:
        bump_version(store)
    return changes


def put_reading(store: Store, fact: Fact, person: str, why: str | None, now: datetime) -> None:
    """A person's reading of an event, in force from now on; an earlier one is closed, never rewritten."""
    at, origin = utc_text(now), f"person:{person}"
    old = store.row(
        "select fact_id from facts where kind = ? and object_id = ? and origin <> ? and known_until is null",
        [fact.kind, fact.object_id, REGISTER],
    )
    if old:
        store.execute("update facts set known_until = ? where fact_id = ?", [at, old["fact_id"]])
    _insert(store, fact, origin, at, old["fact_id"] if old else None, why)
    bump_version(store)


def close_reading(store: Store, event_id: str, now: datetime) -> None:
    """The person's reading of an event holds no longer; its row stays, with the time until which it held."""
    store.execute(
        "update facts set known_until = ? where kind = 'event' and object_id = ? and origin <> ?"
        " and known_until is null",
        [utc_text(now), event_id, REGISTER],
    )
    bump_version(store)


def _insert(store: Store, fact: Fact, origin: str, at: str, replaces: int | None, why: str | None) -> None:
    store.execute(
        "insert into facts (kind, object_id, case_id, body, body_sha, origin, source_file, source_line, replaces, why,"
        " known_from) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [fact.kind, fact.object_id, fact.case_id, fact.body, fact.sha, origin, fact.source_file, fact.source_line,
         replaces, why, at],
    )  # fmt: skip


def bump_version(store: Store) -> None:
    """Tell every reader's cache that facts or pending acts changed."""
    store.execute(
        "insert into meta (key, value) values ('version', '1')"
        " on conflict (key) do update set value = cast(value as integer) + 1"
    )


def version(store: Store) -> int:
    return int(store.value("select value from meta where key = 'version'") or 0)


def _rows_at(store: Store, kind: str, known_at: datetime | None) -> list[dict[str, Any]]:
    if known_at is None:
        return store.rows(
            "select object_id, case_id, body, body_sha, origin from facts where kind = ? and known_until is null"
            " order by origin = 'register' desc, fact_id",
            [kind],
        )
    at = utc_text(known_at)
    return store.rows(
        "select object_id, case_id, body, body_sha, origin from facts where kind = ? and known_from <= ?"
        " and (known_until is null or known_until > ?) order by origin = 'register' desc, fact_id",
        [kind, at, at],
    )


# What is in use anywhere in this process, so that two states of knowledge, and the site and the schedule, hold once
# what they have in common. A fact is never changed once it is read.
_in_use: WeakValueDictionary[tuple[type[BaseModel], str], BaseModel] = WeakValueDictionary()
Read = TypeVar("Read", Case, Event, Flow)


def _read(shape: type[Read], row: dict[str, Any]) -> Read:
    key = (shape, row["body_sha"])
    found = _in_use.get(key)
    if not isinstance(found, shape):
        found = _in_use[key] = shape.model_validate_json(row["body"])
    return found


def cases_at(store: Store, known_at: datetime | None = None) -> dict[str, Case]:
    """The cases as the tracker knew them at an instant (default: now). A person's reading of an event wins over
    the register's own text of the same event."""
    events: dict[str, dict[str, Event]] = {}
    for row in _rows_at(store, "event", known_at):
        events.setdefault(row["case_id"], {})[row["object_id"]] = _read(Event, row)
    _hide_withheld(store, events)
    cases = {}
    for row in _rows_at(store, "case", known_at):
        bare = _read(Case, row)
        # Copied, not validated again: an event may name another one that has been retracted since.
        cases[bare.id] = bare.model_copy(update={"events": list(events.get(bare.id, {}).values())})
    return cases


def _hide_withheld(store: Store, events: dict[str, dict[str, Event]]) -> None:
    """Take the words out of withheld events, whenever they were known; what they do to orders and flows stays."""
    hidden = {r["target_id"] for r in store.rows("select target_id from withheld where target_kind <> 'case'")}
    if not hidden:
        return
    for own in events.values():
        for event_id, event in own.items():
            if (
                event_id in hidden
                or event_id.removeprefix("entry-") in hidden
                or (event.order and event.order.id in hidden)
            ):
                own[event_id] = _without_words(event)


def _without_words(event: Event) -> Event:
    order = event.order and event.order.model_copy(update={
        "title": _HIDDEN, "ends_when": None, "restrictions": [_bare(r) for r in event.order.restrictions],
    })  # fmt: skip
    acts = [a.model_copy(update={"why": None, "restrictions": [_bare(r) for r in a.restrictions]}) for a in event.acts]
    return event.model_copy(update={
        "title": _HIDDEN, "text": "", "judge": None, "document": None, "note": None, "conflict": None, "order": order,
        "acts": acts, "flows": [t.model_copy(update={"text": None}) for t in event.flows], "primary_not_read": [],
        # Only a sourced event counts in law; this is no address, so that none is shown.
        "sources": ["withheld"] if event.sources else [],
    })  # fmt: skip


def _bare(restriction: Restriction) -> Restriction:
    people = restriction.people and restriction.people.model_copy(update={"who": []})
    return restriction.model_copy(update={
        "text": _HIDDEN, "people": people, "places": None, "data": None, "recipients": None, "exceptions": [],
    })  # fmt: skip


def flows_at(store: Store, known_at: datetime | None = None) -> dict[str, Flow]:
    return {r["object_id"]: _read(Flow, r) for r in _rows_at(store, "flow", known_at)}


def reading_of(store: Store, event_id: str) -> dict[str, Any] | None:
    """The person's reading that holds now, as its row (body, origin, known_from), or None."""
    return store.row(
        "select * from facts where kind = 'event' and object_id = ? and origin <> ? and known_until is null",
        [event_id, REGISTER],
    )


def superseded(store: Store, limit: int) -> list[dict[str, Any]]:
    """What no longer holds as it was first written, newest first: a fact that was replaced or closed, and a register
    event that a person read otherwise. Rows: `kind, object_id, case_id, at, before, before_origin, after,
    after_origin`; `after` null where nothing took its place."""
    return store.rows(
        "select f.kind, f.object_id, f.case_id, f.known_until at, f.body before, f.origin before_origin,"
        " n.body after, n.origin after_origin from facts f left join facts n on n.replaces = f.fact_id"
        " where f.known_until is not null and not exists"
        " (select 1 from adopted a where a.event_id = f.object_id and a.at = f.known_until)"
        " union all select r.kind, r.object_id, r.case_id, n.known_from, r.body, r.origin, n.body, n.origin"
        " from facts n join facts r on r.kind = n.kind and r.object_id = n.object_id and r.origin = ?"
        " and r.known_from <= n.known_from and (r.known_until is null or r.known_until > n.known_from)"
        " where n.origin <> ? and n.replaces is null"
        " order by 4 desc, 2 limit ?",
        [REGISTER, REGISTER, limit],
    )


def list_readings(store: Store) -> list[dict[str, Any]]:
    """Every person's reading that holds now, in the order in which they were made."""
    return store.rows(
        "select object_id, case_id, body, origin, known_from from facts where kind = 'event' and origin <> ?"
        " and known_until is null order by fact_id",
        [REGISTER],
    )


def register_events(store: Store) -> dict[str, str | None]:
    """The ids of the register's present events, each with the id of the order that it is, if it is one."""
    rows = store.rows(
        "select object_id, json_extract(body, '$.order.id') order_id from facts where kind = 'event' and origin = ?"
        " and known_until is null",
        [REGISTER],
    )
    return {r["object_id"]: r["order_id"] for r in rows}
