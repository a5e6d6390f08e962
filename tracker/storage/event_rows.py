"""Rows of events as records: one event, some by id or number, the docket text they were read from."""

import json
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from tracker.dates import from_utc_text
from tracker.outputs.records import EventRecord, Mark, Match, Source
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
# The number, then in the order of EventRecord what a row tells; the record's rows in other tables are read beside.
COLUMNS = (
    "e.event_no, e.event_id, e.case_id, e.docket_id, e.court_id, e.origin, e.kind, e.title, e.text, e.day,"
    " e.day_precision, e.entered_at, e.document, e.judge, e.confirmed, e.confirmed_by, e.reported_only, e.order_id,"
    " e.pending, e.routine, e.outcome_unknown, e.first_seen_at, e.changed_at, d.docket_number, c.name,"
    f" coalesce(nullif(n.caption, ''), d.caption, c.caption, ''), coalesce(n.revision, 1), {WITHHELD}, e.body"
)
_EVENT_ID, _WITHHELD_AT = 1, 27
Row = tuple[Any, ...]


def find_event(store: Store, event_id: str) -> EventRecord | None:
    found = events_by_id(store, [event_id])
    return found.get(event_id)


def events_by_id(store: Store, ids: Iterable[str]) -> dict[str, EventRecord]:
    sql = f"select {COLUMNS}{FROM} where {SHOWN} and e.event_id in (select value from json_each(?))"
    return store.each(
        "event",
        ids,
        lambda missing: {r.event_id: r for r in _made(store, store.execute(sql, [json.dumps(missing)]).fetchall())},
    )


def events_by_number(store: Store, numbers: Sequence[int], *, bare: bool = False) -> dict[int, EventRecord]:
    """In the order of the numbers; one that is no longer shown is left out. bare: without sources and matches."""
    sql = f"select {COLUMNS}{FROM} where {SHOWN} and e.event_no in (select value from json_each(?))"
    place = {number: i for i, number in enumerate(numbers)}
    rows = sorted(store.execute(sql, [json.dumps(list(place))]), key=lambda row: place[row[0]])
    return dict(zip((row[0] for row in rows), records(store, rows, bare=bare), strict=True))


def marks_by_number(store: Store, numbers: Sequence[int]) -> tuple[Mark, ...]:
    """Of these events those with a known day that may be shown, oldest first."""
    sql = (
        f"select e.event_id, e.docket_id, e.kind, e.title, e.day{FROM} where {SHOWN} and {WITHHELD} is null"
        " and e.day_precision = 'day' and e.day is not null and e.event_no in (select value from json_each(?))"
        " order by e.day, e.event_no"
    )
    found = store.execute(sql, [json.dumps(list(numbers))])
    return tuple(
        Mark(i, docket, kind, one_line(title), date.fromisoformat(day)) for i, docket, kind, title, day in found
    )


def records(store: Store, rows: Iterable[Row], *, bare: bool = False) -> tuple[EventRecord, ...]:
    """Rows of COLUMNS as records, in their order. bare: without sources and matches."""
    by_id = {row[_EVENT_ID]: row for row in rows}
    found = store.each(
        "bare event" if bare else "event",
        by_id,
        lambda missing: {r.event_id: r for r in _made(store, [by_id[i] for i in missing], bare=bare)},
    )
    return tuple(found[event_id] for event_id in by_id)


def _made(store: Store, rows: Sequence[Row], *, bare: bool = False) -> list[EventRecord]:
    ids = json.dumps([row[_EVENT_ID] for row in rows])
    actions = _by_event(store, "relief, disposition from event_actions", ids, "relief, disposition")
    flows = _by_event(store, "flow_id, effect from event_flows", ids, "effect, flow_id")
    sources: dict[str, list[Row]] = {}
    matches: dict[str, list[Row]] = {}
    if not bare:
        sources = _by_event(store, "url, retrieved_at, archive_sha from event_sources", ids, "position")
        matches = _by_event(store, "label, rule, words from tag_matches", ids, "position")
    found = []
    for row in rows:
        key = row[_EVENT_ID]
        if row[_WITHHELD_AT] is not None:
            found.append(_record(_hidden(row), (), (), (), ()))
            continue
        own = tuple([Source(url, instant(at), sha) for url, at, sha in sources.get(key, ())])
        said = tuple([Match(label, rule, one_line(words)) for label, rule, words in matches.get(key, ())])
        found.append(_record(row, tuple(actions.get(key, ())), tuple(flows.get(key, ())), own, said))
    return found


def _by_event(store: Store, columns: str, ids: str, order: str) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    among = "where event_id in (select value from json_each(?))"
    for row in store.execute(f"select event_id, {columns} {among} order by event_id, {order}", [ids]):
        found.setdefault(row[0], []).append(row[1:])
    return found


def _hidden(row: Row) -> Row:
    """A row of COLUMNS without what must not be shown."""
    blank = {6: "other", 7: "Withheld", 8: "", 12: None, 13: None, 25: "", 28: "{}"}
    return tuple(blank.get(i, value) for i, value in enumerate(row))


# A page names the same few cases, dockets and judges again and again.
_line = lru_cache(maxsize=1024)(one_line)


def _record(
    row: Row, actions: tuple[Row, ...], flows: tuple[Row, ...], sources: tuple[Source, ...], matches: tuple[Match, ...]
) -> EventRecord:
    (_, event_id, case_id, docket_id, court_id, origin, kind, title, text, day, precision, entered_at, document, judge,
     confirmed, confirmed_by, reported_only, order_id, pending, routine, outcome_unknown, first_seen_at, changed_at,
     docket_number, case_name, caption, revision, withheld, body) = row  # fmt: skip
    # By position: by name, thirty of them, it took twice as long.
    return EventRecord(
        event_id, case_id, docket_id, court_id, origin, kind, one_line(title), plain(text),
        date.fromisoformat(day) if day else None, precision, instant(entered_at), _line(document) or None,
        _line(judge) or None, confirmed != 0, _line(confirmed_by) or None, reported_only != 0, order_id, pending != 0,
        routine != 0, outcome_unknown != 0, from_utc_text(first_seen_at), from_utc_text(changed_at),
        _line(docket_number) or None, _line(case_name) or None, _line(caption), revision,
        one_line(withheld) if withheld is not None else None, {} if body == "{}" else json.loads(body), actions, flows,
        sources, matches,
    )  # fmt: skip


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
