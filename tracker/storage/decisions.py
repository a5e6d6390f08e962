"""What people decided on the review desk. Rows are only ever added; an undo is one more."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tracker.dates import from_utc_text, utc_text
from tracker.storage.facts import REGISTER, compact
from tracker.storage.store import Store


@dataclass(frozen=True, slots=True)
class Decision:
    """target_kind: event, coverage, gap, report, suggestion. action: confirm, reject, undo, withhold, release, link,
    unlink, dismiss, close, accept. before, after: what held, in the shape its action gives it; None for nothing."""

    decision_id: int
    target_kind: str
    target_id: str
    action: str
    by_name: str
    at: datetime
    before: Any
    after: Any
    why: str
    undoes: int | None


def add_decision(
    store: Store, target: tuple[str, str], action: str, person: str, now: datetime, *, before: Any = None,
    after: Any = None, why: str = "", undoes: int | None = None,
) -> int:  # fmt: skip
    """Call inside the transaction that carries the decision out."""
    cursor = store.execute(
        "insert into decisions (target_kind, target_id, action, by_name, at, before, after, why, undoes)"
        " values (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [*target, action, person, utc_text(now), compact(before), compact(after), why, undoes],
    )
    return int(cursor.lastrowid or 0)


def find_decision(store: Store, decision_id: int) -> Decision | None:
    row = store.row("select * from decisions where decision_id = ?", [decision_id])
    return _decision(row) if row else None


def decisions_on(store: Store, target_kind: str, target_id: str) -> list[Decision]:
    """Newest first."""
    rows = store.rows(
        "select * from decisions where target_kind = ? and target_id = ? order by decision_id desc",
        [target_kind, target_id],
    )
    return [_decision(row) for row in rows]


def last_standing(store: Store, target_kind: str, target_id: str) -> Decision | None:
    """The last decision about a thing that nobody has taken back; None where there is none."""
    made = decisions_on(store, target_kind, target_id)
    last = last_of_each(made)
    return next((each for each in made if each.decision_id in last), None)


def last_of_each(found: Sequence[Decision]) -> set[int]:
    """Of decisions, newest first, those that an undo may take back, by id: about each thing the last that stands."""
    gone = {each.undoes for each in found}
    last: dict[tuple[str, str], int] = {}
    for each in found:
        if each.action != "undo" and each.decision_id not in gone:
            last.setdefault((each.target_kind, each.target_id), each.decision_id)
    return set(last.values())


def last_decisions(store: Store, limit: int = 100) -> list[Decision]:
    return [_decision(r) for r in store.rows("select * from decisions order by decision_id desc limit ?", [limit])]


def _decision(row: Mapping[str, Any]) -> Decision:
    return Decision(
        row["decision_id"], row["target_kind"], row["target_id"], row["action"], row["by_name"],
        from_utc_text(row["at"]), json.loads(row["before"]), json.loads(row["after"]), row["why"], row["undoes"],
    )  # fmt: skip


def settled(store: Store, target_kind: str) -> set[str]:
    """Ids about which the last decision was one that needs no further look: not an undo."""
    rows = store.rows(
        "select target_id from decisions d where target_kind = ? and action <> 'undo' and decision_id ="
        " (select max(decision_id) from decisions x where x.target_kind = d.target_kind and x.target_id = d.target_id)",
        [target_kind],
    )
    return {row["target_id"] for row in rows}


def event_mark(store: Store, event_id: str) -> str:
    """A word that changes with everything a reader of this event relies on: the facts about it, the decisions, the
    words of its docket entry. Two people who hold the same word have seen the same thing."""
    row = store.row(
        "select (select coalesce(max(fact_id), 0) from facts where kind = 'event' and object_id = :id) fact,"
        " (select count(*) from facts where kind = 'event' and object_id = :id and known_until is null) open,"
        " (select coalesce(max(decision_id), 0) from decisions where target_kind = 'event' and target_id = :id) made,"
        " (select coalesce(max(n.revision), 0) from events e join docket_entries n on n.entry_id = e.entry_id"
        " where e.event_id = :id) revision",
        {"id": event_id},
    )
    assert row is not None
    return f"{row['fact']}.{row['open']}.{row['made']}.{row['revision']}"


def facts_of_event(store: Store, event_id: str) -> dict[str, dict[str, Any]]:
    """The bodies that now hold for an event: `register` and `person`, each where there is one."""
    rows = store.rows(
        "select origin, body from facts where kind = 'event' and object_id = ? and known_until is null", [event_id]
    )
    return {"register" if r["origin"] == REGISTER else "person": json.loads(r["body"]) for r in rows}


def adopted_by(store: Store, event_id: str) -> str | None:
    """The register event that now tells what a person once read in this docket entry."""
    found = store.value("select register_event_id from adopted where event_id = ?", [event_id])
    return str(found) if found else None


def adopts(store: Store, register_event_id: str) -> str | None:
    """The docket entry's event whose reading the register tells as this event."""
    found = store.value("select event_id from adopted where register_event_id = ?", [register_event_id])
    return str(found) if found else None


def note_adopted(store: Store, event_id: str, register_event_id: str, at: str) -> None:
    """The register carries this reading as that event, from `at` on (or will, once its file is loaded)."""
    store.execute("delete from adopted where register_event_id = ? and event_id <> ?", [register_event_id, event_id])
    store.execute(
        "insert into adopted (event_id, register_event_id, at) values (?, ?, ?) on conflict (event_id) do update set"
        " register_event_id = excluded.register_event_id, at = excluded.at",
        [event_id, register_event_id, at],
    )
