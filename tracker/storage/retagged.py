"""What tagging again found: where a machine's reading of an entry became another one, until a person has looked at it,
and where the rules say what the person who read the entry does not."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tracker.dates import utc_text
from tracker.storage.facts import compact
from tracker.storage.meta import note, noted
from tracker.storage.store import Store
from tracker.storage.withheld import IS_WITHHELD


@dataclass(frozen=True, slots=True)
class MachineReading:
    """What the rules read in an entry. pairs: (relief, disposition), "" where the words state no outcome."""

    kind: str
    pairs: frozenset[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Change:
    """before: as the rules read it when somebody last looked; confirmed: a person had read it, and their reading stays.
    case_name, docket_number, document, day: of the event; private: it came by a private notice."""

    change_id: int
    event_id: str
    at: str
    confirmed: bool
    before: MachineReading
    after: MachineReading
    title: str
    case_id: str | None
    case_name: str | None
    docket_number: str | None
    document: str | None
    private: bool


_LAST_DECISION = "coalesce((select max(decision_id) from decisions d where d.target_kind = 'event' and d.target_id = "
# The newest change of an event, about which nobody has decided since, or whose decision was taken back.
_OPEN = (
    "c.change_id = (select max(change_id) from retag_changes l where l.event_id = c.event_id) and not exists"
    " (select 1 from decisions d where d.target_kind = 'event' and d.target_id = c.event_id and d.action <> 'undo'"
    f" and d.decision_id > c.decision_id and d.decision_id = {_LAST_DECISION}c.event_id), 0))"
)


def note_change(
    store: Store, event_id: str, before: MachineReading, after: MachineReading, now: datetime, *, confirmed: bool
) -> None:
    """Keep that an entry is now read otherwise. A change that nobody has looked at yet keeps its own `before`; read as
    then, it waits no longer. Call inside a transaction."""
    waiting = store.row(f"select c.* from retag_changes c where c.event_id = ? and {_OPEN}", [event_id])
    first = _reading(waiting["before"]) if waiting else before
    if waiting:
        store.execute("delete from retag_changes where change_id = ?", [waiting["change_id"]])
    if first == after:
        return
    store.execute(
        "insert into retag_changes (event_id, at, confirmed, before, after, decision_id)"
        f" values (?, ?, ?, ?, ?, {_LAST_DECISION}?), 0))",
        [event_id, utc_text(now), int(confirmed), _text(first), _text(after), event_id],
    )


def forget_change(store: Store, event_id: str) -> None:
    """The rules have come to read what the person read: nothing is left to look at. Call inside a transaction."""
    store.execute(
        f"delete from retag_changes where change_id in (select c.change_id from retag_changes c"
        f" where c.event_id = ? and {_OPEN})",
        [event_id],
    )


def last_machine_reading(store: Store, event_id: str) -> MachineReading | None:
    """What the rules last read in an entry that a person has read since; None where no record of it is kept."""
    noted = store.value(
        "select after from retag_changes where event_id = ? order by change_id desc limit 1", [event_id]
    )
    if noted:
        return _reading(noted)
    for row in store.rows(
        "select before from decisions where target_kind = 'event' and target_id = ?"
        " and action in ('confirm', 'reject') order by decision_id",
        [event_id],
    ):
        held = json.loads(row["before"])["row"]
        if not held["confirmed"]:
            return MachineReading(held["kind"], _pairs(held["actions"]))
    return None


def open_changes(store: Store) -> list[Change]:
    """Changes that wait for a look: first those of entries that a person had read, then the latest days."""
    return _open_changes(store, None)


def open_change(store: Store, event_id: str) -> Change | None:
    """The change of one event that waits for a look."""
    return next(iter(_open_changes(store, event_id)), None)


def note_differing(store: Store, said: dict[str, str]) -> None:
    """What today's rules would say otherwise than the people who read these events. Call inside a transaction."""
    note(store, "differing", json.dumps(said))


def said_otherwise(store: Store, event_id: str) -> str:
    """What the rules read in this entry when last tagged again, where a person says otherwise; "" for nothing."""
    found = noted(store, "differing")
    return str(json.loads(found).get(event_id, "")) if found else ""


def _open_changes(store: Store, event_id: str | None) -> list[Change]:
    rows = store.rows(
        "select c.*, e.title, e.case_id, e.document, s.name case_name, d.docket_number, coalesce(n.private, 0) private"
        " from retag_changes c join events e on e.event_id = c.event_id"
        " left join docket_entries n on n.entry_id = e.entry_id"
        " left join cases s on s.case_id = e.case_id left join dockets d on d.docket_id = e.docket_id"
        f" where (? is null or c.event_id = ?) and e.retracted_at is null and not {IS_WITHHELD} and {_OPEN}"
        # What the register tells by now is read there.
        " and (c.confirmed = 1 or json_extract(e.body, '$.told_by') is null)"
        " order by c.confirmed desc, e.day desc, e.event_no desc",
        [event_id, event_id],
    )
    return [_change(row) for row in rows]


def _change(row: Mapping[str, Any]) -> Change:
    return Change(
        row["change_id"], row["event_id"], row["at"], bool(row["confirmed"]), _reading(row["before"]),
        _reading(row["after"]), row["title"], row["case_id"], row["case_name"], row["docket_number"], row["document"],
        bool(row["private"]),
    )  # fmt: skip


def _text(reading: MachineReading) -> str:
    return compact({"kind": reading.kind, "actions": sorted(reading.pairs)})


def _reading(text: str) -> MachineReading:
    held = json.loads(text)
    return MachineReading(held["kind"], _pairs(held["actions"]))


def _pairs(actions: Iterable[Iterable[str]]) -> frozenset[tuple[str, str]]:
    return frozenset((relief, how) for relief, how in actions)
