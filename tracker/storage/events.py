"""The timeline's rows: one an event, whether written in the register or read from a docket entry."""

import json
from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple

from tracker.storage.store import Store


class EventRow(NamedTuple):
    """One event, ready to be stored. Days `YYYY-MM-DD`, instants in UTC text; see migrations for each column."""

    event_id: str
    case_id: str | None
    docket_id: str | None
    court_id: str | None
    origin: str
    kind: str
    title: str
    text: str
    names: str
    day: str | None
    day_precision: str
    entered_at: str | None
    document: str | None
    judge: str | None
    confirmed: bool
    confirmed_by: str | None = None
    reported_only: bool = False
    order_id: str | None = None
    pending: bool = False
    routine: bool = False
    outcome_unknown: bool = False
    entry_id: int | None = None
    body: str = "{}"
    actions: tuple[tuple[str, str], ...] = ()
    flows: tuple[tuple[str, str], ...] = ()
    sources: tuple[tuple[str, str | None, str | None], ...] = ()  # url, retrieved_at, archive sha
    matches: tuple[tuple[str, str, int, int, str], ...] = ()


_COLUMNS = (
    "event_id", "case_id", "docket_id", "court_id", "origin", "kind", "title", "text", "names", "day",
    "day_precision", "entered_at", "document", "judge", "confirmed", "confirmed_by", "reported_only", "is_order",
    "order_id", "pending", "routine", "outcome_unknown", "entry_id", "body", "first_seen_at", "changed_at",
)  # fmt: skip
_INSERT = f"insert into events ({', '.join(_COLUMNS)}) values ({', '.join('?' * len(_COLUMNS))})"
_UPSERT = f"{_INSERT} on conflict (event_id) do update set retracted_at = null, " + ", ".join(
    f"{c} = excluded.{c}" for c in _COLUMNS if c not in ("event_id", "first_seen_at")
)


def add_events(store: Store, rows: Sequence[EventRow], at: str) -> None:
    """Insert events that are all new, many at once. Call inside a transaction; a known id is an error."""
    store.together("events", _COLUMNS, [_values(row, at) for row in rows])
    for table, columns, pick in _PARTS:
        marks = ", ".join("?" * (columns.count(",") + 2))
        store.many(
            f"insert into {table} (event_id, {columns}) values ({marks})",
            [(row.event_id, *part) for row in rows for part in pick(row)],
        )


def put_event(store: Store, row: EventRow, at: str) -> None:
    """Insert the event, or replace all of it but `first_seen_at`. Call inside a transaction."""
    store.execute(_UPSERT, _values(row, at))
    for table, columns, pick in _PARTS:
        _replace(store, table, row.event_id, columns, pick(row))


def _values(row: EventRow, at: str) -> list[Any]:
    return [
        row.event_id, row.case_id, row.docket_id, row.court_id, row.origin, row.kind, row.title, row.text, row.names,
        row.day, row.day_precision, row.entered_at, row.document, row.judge, int(row.confirmed), row.confirmed_by,
        int(row.reported_only), int(row.order_id is not None), row.order_id, int(row.pending), int(row.routine),
        int(row.outcome_unknown), row.entry_id, row.body, at, at,
    ]  # fmt: skip


def _numbered(rows: Sequence[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    return [(position, *row) for position, row in enumerate(rows)]


# The rows that hang on an event: table, its columns, and what of an event goes into them.
_PARTS: tuple[tuple[str, str, Callable[[EventRow], Iterable[tuple[Any, ...]]]], ...] = (
    ("event_actions", "relief, disposition", lambda row: dict.fromkeys(row.actions)),
    ("event_flows", "flow_id, effect", lambda row: dict.fromkeys(row.flows)),
    ("event_sources", "position, url, retrieved_at, archive_sha", lambda row: _numbered(row.sources)),
    ("tag_matches", "position, label, rule, start_at, end_at, words", lambda row: _numbered(row.matches)),
)


def _replace(store: Store, table: str, event_id: str, columns: str, rows: Iterable[tuple[Any, ...]]) -> None:
    store.execute(f"delete from {table} where event_id = ?", [event_id])
    marks = ", ".join("?" * (columns.count(",") + 2))
    for row in rows:
        store.execute(f"insert into {table} (event_id, {columns}) values ({marks})", [event_id, *row])


def retract_event(store: Store, event_id: str, at: str) -> None:
    """Take an event off the present record; its row and its history stay."""
    store.execute("update events set retracted_at = ?, pending = 0 where event_id = ?", [at, event_id])


def register_events_on(store: Store, docket_ids: Iterable[str]) -> dict[str, list[dict[str, Any]]]:
    """Register events by docket: `event_id, day, document, reliefs` (a set), to see which entries they cover;
    `adopted`: the entry's event that a person read and the register took over, or None."""
    found: dict[str, list[dict[str, Any]]] = {docket_id: [] for docket_id in docket_ids}
    for docket_id, event_id, day, document, reliefs, adopted in store.execute(
        "select docket_id, event_id, day, document, (select group_concat(relief) from event_actions a"
        " where a.event_id = events.event_id) reliefs,"
        " (select a.event_id from adopted a where a.register_event_id = events.event_id) adopted from events"
        " where docket_id in (select value from json_each(?)) and origin = 'register' and retracted_at is null"
        " order by event_no",
        [json.dumps(list(found))],
    ):
        found[docket_id].append({
            "docket_id": docket_id, "event_id": event_id, "day": day, "document": document,
            "reliefs": set(reliefs.split(",")) if reliefs else set(), "adopted": adopted,
        })  # fmt: skip
    return found


def pending_events(store: Store, known_at: str | None = None) -> list[dict[str, Any]]:
    """Acts read by machine that may touch a known order and that nobody has read yet, oldest first. Of an entry that
    came by a private notice the public is not even told that there is one."""
    return store.rows(
        "select e.event_id, e.case_id, e.docket_id, e.court_id, e.title, e.day, e.entered_at, e.first_seen_at"
        " from events e left join docket_entries n on n.entry_id = e.entry_id where e.pending = 1"
        " and e.retracted_at is null and coalesce(n.private, 0) = 0 and (? is null or e.first_seen_at <= ?)"
        " order by e.day, e.event_no",
        [known_at, known_at],
    )


def event_row(store: Store, event_id: str) -> dict[str, Any] | None:
    row = store.row("select * from events where event_id = ?", [event_id])
    if row is None:
        return None
    row["actions"] = store.rows("select relief, disposition from event_actions where event_id = ?", [event_id])
    row["flows"] = store.rows("select flow_id, effect from event_flows where event_id = ?", [event_id])
    row["sources"] = store.rows("select * from event_sources where event_id = ? order by position", [event_id])
    row["body"] = json.loads(row["body"])
    return row
