"""Read queries for pages and API: events by filter and page, one event, choices with counts, coverage, feeds."""

import json
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from tracker.dates import from_utc_text, utc_text
from tracker.outputs.filters import Cursor, EventFilter
from tracker.outputs.records import Coverage, EventRecord, FeedRecord, Match, Page, Source
from tracker.outputs.search import parse_query, to_fts5
from tracker.storage.store import Store
from tracker.text import one_line, plain

# Text that came by private mail stays private until a public source shows it; a retracted event is no event.
_FROM = (
    " from events e left join docket_entries n on n.entry_id = e.entry_id"
    " left join dockets d on d.docket_id = e.docket_id left join cases c on c.case_id = e.case_id"
)
_SHOWN = "e.retracted_at is null and coalesce(n.private, 0) = 0"
_WITHHELD = (
    "(select w.reason from withheld w where (w.target_kind = 'event' and w.target_id = e.event_id)"
    " or (w.target_kind = 'entry' and w.target_id in (cast(e.entry_id as text), 'entry-' || e.entry_id))"
    " or (w.target_kind = 'order' and w.target_id = e.order_id)"
    " or (w.target_kind = 'case' and w.target_id = e.case_id) limit 1)"
)
_COLUMNS = (
    "e.*, d.docket_number, c.name case_name, coalesce(nullif(n.caption, ''), d.caption, c.caption, '') caption_,"
    f" coalesce(n.revision, 1) revision_, {_WITHHELD} withheld_"
)


def _in(column: str, values: Sequence[str], params: list[Any]) -> str:
    params.extend(values)
    return f"{column} in ({', '.join('?' * len(values))})"


def _conditions(filter_: EventFilter, params: list[Any]) -> list[str]:
    found = [_SHOWN]
    for column, values in (("e.case_id", filter_.case), ("e.court_id", filter_.court), ("e.kind", filter_.kind)):
        if values:
            found.append(_in(column, values, params))
    if filter_.relief or filter_.disposition:
        inner = ["a.event_id = e.event_id"]
        if filter_.relief:
            inner.append(_in("a.relief", filter_.relief, params))
        if filter_.disposition:
            inner.append(_in("a.disposition", filter_.disposition, params))
        found.append(f"exists (select 1 from event_actions a where {' and '.join(inner)})")
    if filter_.flow:
        found.append(f"e.event_id in (select event_id from event_flows where {_in('flow_id', filter_.flow, params)})")
    if filter_.agency:
        params.extend(filter_.agency * 3)
        marks = ", ".join("?" * len(filter_.agency))
        found.append(
            "e.event_id in (select ef.event_id from event_flows ef join flows f on f.flow_id = ef.flow_id"
            f" where f.source_group in ({marks}) or f.source_agency in ({marks}) or f.recipient_agency in ({marks}))"
        )
    if filter_.from_:
        found.append("e.day >= ?")
        params.append(filter_.from_.isoformat())
    if filter_.to:
        found.append("e.day <= ?")
        params.append(filter_.to.isoformat())
    if filter_.confirmed:
        found.append("e.confirmed = 1")
    if filter_.orders:
        found.append("e.is_order = 1")
    return found + _search(filter_.q, params)


def _search(q: str, params: list[Any]) -> list[str]:
    if not q:
        return []
    wanted, unwanted = to_fts5(parse_query(q))
    if wanted is None and unwanted is None:
        return ["0"]  # only signs, no words: nothing can match
    found = [f"{_WITHHELD} is null"]
    for expression, word in ((wanted, "in"), (unwanted, "not in")):
        if expression:
            found.append(f"e.event_no {word} (select rowid from events_fts where events_fts match ?)")
            params.append(expression)
    return found


def list_events(store: Store, filter_: EventFilter, after: Cursor | None, limit: int) -> Page:
    """Newest first, undated last. Events of one day: the later stored first."""
    params: list[Any] = []
    where = " and ".join(_conditions(filter_, params))
    order = " order by e.day desc, e.event_id desc limit ?"
    rows: list[dict[str, Any]] = []
    # Two queries, so that the index carries each: a condition on "null or earlier" would scan from the top.
    if after is None or after.day:
        more, extra = ("", [])
        if after:
            more, extra = " and e.day <= ? and (e.day, e.event_id) < (?, ?)", [after.day, after.day, after.event_id]
        sql = f"select {_COLUMNS}{_FROM} where {where} and e.day is not null{more}{order}"
        rows = store.rows(sql, [*params, *extra, limit + 1])
    if len(rows) <= limit and not (filter_.from_ or filter_.to):
        more, extra = ("", []) if after is None or after.day else (" and e.event_id < ?", [after.event_id])
        sql = f"select {_COLUMNS}{_FROM} where {where} and e.day is null{more}{order}"
        rows += store.rows(sql, [*params, *extra, limit + 1 - len(rows)])
    events = _records(store, rows[:limit])
    last = events[-1] if events else None
    more_follow = len(rows) > limit and last is not None
    cursor = Cursor(last.day.isoformat() if last.day else "", last.event_id).text() if more_follow and last else None
    return Page(events, cursor)


# Beyond this many events counting beside each choice would cost more than it tells.
COUNT_UP_TO = 10_000


def count_events(store: Store, filter_: EventFilter) -> int | None:
    """How many events fit; None for more than COUNT_UP_TO, which nobody counts."""
    params: list[Any] = []
    where = " and ".join(_conditions(filter_, params))
    sql = f"select count(*) from (select 1{_FROM} where {where} limit ?)"
    found = int(store.value(sql, [*params, COUNT_UP_TO + 1]) or 0)
    return found if found <= COUNT_UP_TO else None


_FACETS = {
    "kind": "select e.kind v, count(*) n{from_} where {where} group by 1",
    "court": "select e.court_id v, count(*) n{from_} where {where} and e.court_id is not null group by 1",
    "case": "select e.case_id v, count(*) n{from_} where {where} and e.case_id is not null group by 1",
    "relief": "select a.relief v, count(distinct e.event_id) n{from_}"
    " join event_actions a on a.event_id = e.event_id where {where} group by 1",
    "disposition": "select a.disposition v, count(distinct e.event_id) n{from_}"
    " join event_actions a on a.event_id = e.event_id where {where} and a.disposition <> '' group by 1",
    "flow": "select f.flow_id v, count(distinct e.event_id) n{from_}"
    " join event_flows f on f.event_id = e.event_id where {where} group by 1",
}


def facet_counts(store: Store, filter_: EventFilter) -> dict[str, dict[str, int]]:
    """How many events each choice of each filter would show, the other filters as they are; {} on a large store."""
    if (store.value("select max(event_no) from events") or 0) > COUNT_UP_TO:
        return {}
    found = {}
    for name, sql in _FACETS.items():
        params: list[Any] = []
        where = " and ".join(_conditions(_cleared(filter_, name), params))
        rows = store.rows(sql.format(from_=_FROM, where=where), params)
        found[name] = {r["v"]: r["n"] for r in rows}
    return found


def _cleared(filter_: EventFilter, name: str) -> EventFilter:
    for value in getattr(filter_, name):
        filter_ = filter_.without(name, value)
    return filter_


def find_event(store: Store, event_id: str) -> EventRecord | None:
    found = events_by_id(store, [event_id])
    return found.get(event_id)


def events_by_id(store: Store, ids: Iterable[str]) -> dict[str, EventRecord]:
    sql = f"select {_COLUMNS}{_FROM} where {_SHOWN} and e.event_id in (select value from json_each(?))"
    rows = store.rows(sql, [json.dumps(sorted(set(ids)))])
    return {r.event_id: r for r in _records(store, rows)}


def case_events(store: Store, case_id: str) -> tuple[EventRecord, ...]:
    """Every event of a case, oldest first, undated at the end."""
    sql = f"select {_COLUMNS}{_FROM} where {_SHOWN} and e.case_id = ? order by e.day is null, e.day, e.event_no"
    return _records(store, store.rows(sql, [case_id]))


def flow_events(store: Store, flow_id: str) -> tuple[EventRecord, ...]:
    """Every event that touches a flow, newest first, undated at the end."""
    sql = (
        f"select {_COLUMNS}{_FROM} where {_SHOWN}"
        " and e.event_id in (select event_id from event_flows where flow_id = ?)"
        " order by e.day is null, e.day desc, e.event_no desc"
    )
    return _records(store, store.rows(sql, [flow_id]))


def recent_pending(store: Store, until: date, days: int) -> tuple[EventRecord, ...]:
    """Acts entered in the last `days` up to `until` that wait for a person, newest first."""
    sql = (
        f"select {_COLUMNS}{_FROM} where {_SHOWN} and e.pending = 1 and e.day between ? and ?"
        " order by e.day desc, e.event_no desc limit 100"
    )
    return _records(store, store.rows(sql, [(until - timedelta(days=days - 1)).isoformat(), until.isoformat()]))


def last_events_by_flow(store: Store, until: date, known_at: datetime | None = None) -> dict[str, EventRecord]:
    """The newest confirmed event that concerns each flow, up to a day, as far as it was known then."""
    rows = store.rows(
        "select flow_id, event_id from (select f.flow_id, e.event_id, row_number() over"
        " (partition by f.flow_id order by e.day desc, e.event_no desc) place from event_flows f"
        " join events e on e.event_id = f.event_id left join docket_entries n on n.entry_id = e.entry_id"
        f" where {_SHOWN} and e.confirmed = 1 and e.routine = 0 and e.day <= ?"
        " and (? is null or e.first_seen_at <= ?)) where place = 1",
        [until.isoformat(), *[utc_text(known_at) if known_at else None] * 2],
    )
    events = events_by_id(store, [r["event_id"] for r in rows])
    return {r["flow_id"]: events[r["event_id"]] for r in rows if r["event_id"] in events}


def _records(store: Store, rows: list[dict[str, Any]]) -> tuple[EventRecord, ...]:
    ids = json.dumps([r["event_id"] for r in rows])
    actions = _by_event(store, "event_actions", ids, "relief, disposition")
    flows = _by_event(store, "event_flows", ids, "effect, flow_id")
    sources = _by_event(store, "event_sources", ids, "position")
    matches = _by_event(store, "tag_matches", ids, "position")
    found = []
    for row in rows:
        key = row["event_id"]
        hidden = row["withheld_"] is not None
        found.append(
            _record(
                row,
                tuple((a["relief"], a["disposition"]) for a in actions.get(key, ())),
                tuple((f["flow_id"], f["effect"]) for f in flows.get(key, ())),
                () if hidden else tuple(_source(s) for s in sources.get(key, ())),
                () if hidden else tuple(_match(m) for m in matches.get(key, ())),
            )
        )
    return tuple(found)


def _by_event(store: Store, table: str, ids: str, order: str) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    sql = f"select * from {table} where event_id in (select value from json_each(?)) order by event_id, {order}"
    for row in store.rows(sql, [ids]):
        found.setdefault(row["event_id"], []).append(row)
    return found


def _source(row: dict[str, Any]) -> Source:
    return Source(row["url"], instant(row["retrieved_at"]), row["archive_sha"])


def _match(row: dict[str, Any]) -> Match:
    return Match(row["label"], row["rule"], one_line(row["words"]))


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
        body={} if hidden else json.loads(row["body"]),
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


def withheld_cases(store: Store) -> dict[str, str]:
    rows = store.rows("select target_id, reason from withheld where target_kind = 'case'")
    return {r["target_id"]: one_line(r["reason"]) for r in rows}


def coverage_of(store: Store, kind: str, target_id: str, limit: int = 100) -> tuple[Coverage, ...]:
    """News items about a case, flow or event, newest first."""
    rows = store.rows(
        "select c.* from coverage c join coverage_links l on l.coverage_id = c.coverage_id"
        " where l.target_kind = ? and l.target_id = ? and not exists (select 1 from withheld w"
        " where w.target_kind = 'coverage' and w.target_id = cast(c.coverage_id as text))"
        " order by coalesce(c.published_at, c.first_seen_at) desc, c.coverage_id desc limit ?",
        [kind, target_id, limit],
    )
    return tuple(
        Coverage(
            r["coverage_id"], r["url"], one_line(r["outlet"]), one_line(r["title"]), one_line(r["summary"]),
            instant(r["published_at"]), from_utc_text(r["first_seen_at"]),
        )
        for r in rows
    )  # fmt: skip


def feeds_now(store: Store) -> tuple[FeedRecord, ...]:
    gaps: dict[str, list[dict[str, Any]]] = {}
    for row in store.rows("select * from gaps order by from_at desc"):
        gaps.setdefault(row["feed_id"], []).append(row)
    return tuple(
        FeedRecord(
            r["feed_id"], r["kind"], r["url"], instant(r["last_checked_at"]), instant(r["last_ok_at"]),
            instant(r["last_changed_at"]), instant(r["next_due_at"]), r["failures"], instant(r["failing_since"]),
            one_line(r["last_error"]) or None, instant(r["newest_entered"]), tuple(gaps.get(r["feed_id"], ())),
        )
        for r in store.rows("select * from feeds order by kind, feed_id")
    )  # fmt: skip


def latest_check(store: Store, court_id: str | None) -> datetime | None:
    """When any feed was last read well. Court feeds are named for their court."""
    sql = "select max(last_ok_at) from feeds where (? is null or feed_id = ? or feed_id like ? || '-%')"
    return instant(store.value(sql, [court_id, court_id, court_id]))


def totals(store: Store) -> dict[str, int]:
    """How much there is: cases, flows, events, orders, docket entries, coverage."""
    tables = {
        "cases": "cases", "flows": "flows", "events": "events where retracted_at is null",
        "orders": "events where is_order = 1 and retracted_at is null",
        "entries": "docket_entries where private = 0", "coverage": "coverage",
    }  # fmt: skip
    return {name: int(store.value(f"select count(*) from {table}") or 0) for name, table in tables.items()}


def state_mark(store: Store) -> str:
    """A text that changes with every write to the store, without reading it: sizes and times of its files."""
    marks = []
    for path in (store.path, store.path.with_name(store.path.name + "-wal")):
        try:
            found = path.stat()
        except FileNotFoundError:
            continue
        if found.st_size:
            marks.append(f"{found.st_mtime_ns}.{found.st_size}")
    return "/".join(marks)


def entry_texts(store: Store, event_ids: Iterable[str]) -> dict[str, str]:
    """The docket text of events read from a docket, as the court shows it, not yet made safe to show."""
    rows = store.rows(
        "select e.event_id, n.description, n.short_description from events e"
        " join docket_entries n on n.entry_id = e.entry_id where n.private = 0"
        " and e.event_id in (select value from json_each(?))",
        [json.dumps(sorted(set(event_ids)))],
    )
    return {r["event_id"]: r["description"] or r["short_description"] for r in rows}


def case_counts(store: Store, until: date) -> dict[str, tuple[int, date | None]]:
    """How many events each case has (counted up to 1,000), and the day of its last one up to `until`."""
    rows = store.rows(
        f"select c0.case_id, (select count(*) from (select 1{_FROM} where {_SHOWN} and e.case_id = c0.case_id"
        f" limit 1000)) n, (select e.day{_FROM} where {_SHOWN} and e.case_id = c0.case_id and e.day <= ?"
        " order by e.day desc limit 1) last from cases c0",
        [until.isoformat()],
    )
    return {r["case_id"]: (r["n"], date.fromisoformat(r["last"]) if r["last"] else None) for r in rows}
