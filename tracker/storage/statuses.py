"""What the law model said of each flow each time a delivery run asked, so that a change by the calendar is news too."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from tracker.dates import from_utc_text, utc_text
from tracker.storage.meta import note, noted
from tracker.storage.owed import owe_status
from tracker.storage.store import Store


@dataclass(frozen=True, slots=True)
class StatusChange:
    """One step of a flow's status as the law model gave it on two runs. `before` None: first seen."""

    change_id: int
    flow_id: str
    before: str | None
    after: str
    since: date | None
    as_of: date


def note_statuses(
    store: Store, statuses: Mapping[str, tuple[str, date | None, str | None]], as_of: date, now: datetime
) -> int:
    """Compare each flow's status (with since-day and causing event) with the one noted last; keep and owe what differs.

    A flow seen for the first time is noted and owed to nobody. Call inside a transaction. Returns the changes owed.
    """
    held = last_statuses(store)
    changed = 0
    for flow_id, (status, since, cause) in sorted(statuses.items()):
        before = held.get(flow_id)
        if before == status:
            continue
        cursor = store.execute(
            "insert into status_changes (flow_id, before, after, since, cause, as_of, noted_at)"
            " values (?, ?, ?, ?, ?, ?, ?)",
            [flow_id, before, status, since.isoformat() if since else None, cause, as_of.isoformat(), utc_text(now)],
        )
        if before is not None:
            changed += 1
            owe_status(store, int(cursor.lastrowid or 0), flow_id, cause, now=now)
    return changed


def last_statuses(store: Store) -> dict[str, str]:
    """By flow, the status noted last."""
    rows = store.rows(
        "select flow_id, after from status_changes where change_id in"
        " (select max(change_id) from status_changes group by flow_id)"
    )
    return {r["flow_id"]: r["after"] for r in rows}


def last_status_note(store: Store) -> tuple[date, int] | None:
    """The latest day for which statuses were noted, and the version of the facts they were computed from."""
    text = noted(store, "statuses_noted")
    if not text:
        return None
    day, version = text.split(" ")
    return date.fromisoformat(day), int(version)


def put_status_note(store: Store, as_of: date, version: int) -> None:
    note(store, "statuses_noted", f"{as_of} {version}")


def facts_changed_at(store: Store) -> datetime | None:
    """When a fact was last learned or closed."""
    text = store.value("select max(max(known_from), coalesce(max(known_until), '')) from facts")
    return from_utc_text(text) if text else None


def status_changes(store: Store, ids: Iterable[str]) -> list[StatusChange]:
    """The changes with these numbers, in the order in which they were noted; unknown numbers are left out."""
    rows = store.rows(
        "select change_id, flow_id, before, after, since, as_of from status_changes"
        " where change_id in (select cast(value as integer) from json_each(?)) order by change_id",
        [json.dumps(sorted(ids))],
    )
    return [
        StatusChange(
            r["change_id"], r["flow_id"], r["before"], r["after"],
            date.fromisoformat(r["since"]) if r["since"] else None, date.fromisoformat(r["as_of"]),
        )
        for r in rows
    ]  # fmt: skip
