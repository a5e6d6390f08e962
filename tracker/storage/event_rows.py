"""Rows of events as records: one event, some by id or number, the docket text they were read from."""

import json
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from tracker.dates import from_utc_text
from tracker.outputs.records import EventRecord, Match, Source
from tracker.storage.store import Store
from tracker.text import one_line, plain

# Text that came by private mail stays private until a public source shows it; a retracted event is no event.
FROM = (
    " from events e left join docket_entries n on n.entry_id = e.entry_id"
    " left join dockets d on d.docket_id = e.docket_id left join cases c on c.case_id = e.case_id"
)
SHOWN = "e.retracted_at is null and coalesce(n.private, 0) = 0"
WITHHELD = (
    "(select w.reason from withheld w where (w.target_kind = 'event' and w.target_id = e.event_id)"
    " or (w.target_kind = 'entry' and w.target_id in (cast(e.entry_id as text), 'entry-' || e.entry_id))"
    " or (w.target_kind = 'order' and w.target_id = e.order_id)"
    " or (w.target_kind = 'case' and w.target_id = e.case_id) limit 1)"
)
COLUMNS = (
    "e.*, d.docket_number, c.name case_name, coalesce(nullif(n.caption, ''), d.caption, c.caption, '') caption_,"
    f" coalesce(n.revision, 1) revision_, {WITHHELD} withheld_"
)


def find_event(store: Store, event_id: str) -> EventRecord | None:
    found = events_by_id(store, [event_id])
    return found.get(event_id)


def events_by_id(store: Store, ids: Iterable[str]) -> dict[str, EventRecord]:
    sql = f"select {COLUMNS}{FROM} where {SHOWN} and e.event_id in (select value from json_each(?))"
    return store.each(
        "event", ids, lambda missing: {r.event_id: r for r in _made(store, store.rows(sql, [json.dumps(missing)]))}
    )


def events_by_number(store: Store, numbers: Sequence[int]) -> dict[int, EventRecord]:
    """In the order of the numbers; one that is no longer shown is left out."""
    sql = f"select {COLUMNS}{FROM} where {SHOWN} and e.event_no in (select value from json_each(?))"
    place = {number: i for i, number in enumerate(numbers)}
    rows = sorted(store.rows(sql, [json.dumps(list(place))]), key=lambda row: place[row["event_no"]])
    return dict(zip((row["event_no"] for row in rows), records(store, rows), strict=True))


def records(store: Store, rows: list[dict[str, Any]]) -> tuple[EventRecord, ...]:
    """Rows of COLUMNS as records, in their order."""
    by_id = {row["event_id"]: row for row in rows}
    found = store.each(
        "event", by_id, lambda missing: {r.event_id: r for r in _made(store, [by_id[i] for i in missing])}
    )
    return tuple(found[event_id] for event_id in by_id)


def _made(store: Store, rows: list[dict[str, Any]]) -> tuple[EventRecord, ...]:
    ids = json.dumps([r["event_id"] for r in rows])
    actions = _by_event(store, "relief, disposition from event_actions", ids, "relief, disposition")
    flows = _by_event(store, "flow_id, effect from event_flows", ids, "effect, flow_id")
    sources = _by_event(store, "url, retrieved_at, archive_sha from event_sources", ids, "position")
    matches = _by_event(store, "label, rule, words from tag_matches", ids, "position")
    found = []
    for row in rows:
        key = row["event_id"]
        hidden = row["withheld_"] is not None
        found.append(
            _record(
                row,
                tuple(actions.get(key, ())),
                tuple(flows.get(key, ())),
                () if hidden else tuple(Source(url, instant(at), sha) for url, at, sha in sources.get(key, ())),
                () if hidden else tuple(Match(of, rule, one_line(said)) for of, rule, said in matches.get(key, ())),
            )
        )
    return tuple(found)


def _by_event(store: Store, columns: str, ids: str, order: str) -> dict[str, list[tuple[Any, ...]]]:
    found: dict[str, list[tuple[Any, ...]]] = {}
    among = "where event_id in (select value from json_each(?))"
    for event_id, *values in store.execute(f"select event_id, {columns} {among} order by event_id, {order}", [ids]):
        found.setdefault(event_id, []).append(tuple(values))
    return found


def _record(
    row: dict[str, Any],
    actions: tuple[tuple[str, str], ...],
    flows: tuple[tuple[str, str], ...],
    sources: tuple[Source, ...],
    matches: tuple[Match, ...],
) -> EventRecord:
    hidden = row["withheld_"] is not None
    return EventRecord(
        event_id=row["event_id"],
        case_id=row["case_id"],
        docket_id=row["docket_id"],
        court_id=row["court_id"],
        origin=row["origin"],
        kind="other" if hidden else row["kind"],
        title="Withheld" if hidden else one_line(row["title"]),
        text="" if hidden else plain(row["text"]),
        day=date.fromisoformat(row["day"]) if row["day"] else None,
        precision=row["day_precision"],
        entered_at=instant(row["entered_at"]),
        document=None if hidden else one_line(row["document"]) or None,
        judge=None if hidden else one_line(row["judge"]) or None,
        confirmed=bool(row["confirmed"]),
        confirmed_by=one_line(row["confirmed_by"]) or None,
        reported_only=bool(row["reported_only"]),
        order_id=row["order_id"],
        pending=bool(row["pending"]),
        routine=bool(row["routine"]),
        outcome_unknown=bool(row["outcome_unknown"]),
        first_seen_at=from_utc_text(row["first_seen_at"]),
        changed_at=from_utc_text(row["changed_at"]),
        docket_number=one_line(row["docket_number"]) or None,
        case_name=one_line(row["case_name"]) or None,
        caption="" if hidden else one_line(row["caption_"]),
        revision=row["revision_"],
        withheld=one_line(row["withheld_"]) if hidden else None,
        body={} if hidden or row["body"] == "{}" else json.loads(row["body"]),
        actions=() if hidden else actions,
        flows=() if hidden else flows,
        sources=sources,
        matches=matches,
    )


def instant(text: str | None) -> datetime | None:
    """A stored instant; entry times may also carry the court's own offset."""
    if not text:
        return None
    return from_utc_text(text) if text.endswith("Z") else datetime.fromisoformat(text)


def entry_texts(store: Store, event_ids: Iterable[str]) -> dict[str, str]:
    """The docket text of events read from a docket, as the court shows it, not yet made safe to show."""
    sql = (
        "select e.event_id, n.description, n.short_description from events e"
        " join docket_entries n on n.entry_id = e.entry_id where n.private = 0"
        " and e.event_id in (select value from json_each(?))"
    )
    return store.each(
        "docket text",
        event_ids,
        lambda missing: {
            r["event_id"]: r["description"] or r["short_description"] for r in store.rows(sql, [json.dumps(missing)])
        },
    )
