"""What subscribers are still to be told. A row is written in the transaction that stores the thing itself, once for
all who follow the same things; tracker.storage.due says who has been told how far."""

import json
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any, Literal, get_args

from tracker.dates import utc_text
from tracker.storage.agencies import agencies_of_flows
from tracker.storage.store import Store
from tracker.storage.subscribers import followed_scopes
from tracker.storage.told import told_mark
from tracker.subscriptions import Topic, matches
from tracker.vocab import COURT_ACT_KINDS

Reason = Literal["new", "changed", "confirmed", "corrected", "late"]
REASONS: tuple[str, ...] = get_args(Reason)
# A new event this much older than the day it is stored is an addition to the record, not news.
LATE = timedelta(days=14)


def owe_event(store: Store, event_id: str, *, reason: Reason, now: datetime) -> int:
    """Owe the event to everybody who follows it. Call inside the transaction that stores it.

    The same event with the same reason and content is owed once, until it has read otherwise in between. Private
    entries are owed to nobody: call again when they are released. A retracted event may be owed as `corrected`.
    Returns to how many filters it is newly owed.
    """
    if reason not in REASONS:
        raise ValueError(f"reason {reason!r} is not one of: {', '.join(REASONS)}")
    row = store.row(
        "select e.*, coalesce(n.private, 0) private from events e left join docket_entries n on n.entry_id = e.entry_id"
        " where e.event_id = ?",
        [event_id],
    )
    if row is None or row["private"] or (row["retracted_at"] and reason != "corrected"):
        return 0
    if reason == "new" and row["day"] and now.date() - date.fromisoformat(row["day"]) >= LATE:
        reason = "late"
    flows = store.rows("select distinct flow_id from event_flows where event_id = ?", [event_id])
    topic = event_topic(store, row, {f["flow_id"] for f in flows})
    content = told_mark(store, row)
    return _owe(store, "event", event_id, reason, f"event:{event_id}:{reason}:{content}", topic, now)


def event_topic(store: Store, row: Mapping[str, Any], flow_ids: set[str]) -> Topic:
    """What an event is about. row: of `events`, with at least case_id, court_id, kind, is_order, pending, routine."""
    return Topic(
        case_ids=_some(row["case_id"]), flow_ids=flow_ids, court_ids=_some(row["court_id"]),
        agencies=_agencies(store, flow_ids),
        ruling=bool(row["is_order"] or row["pending"] or row["kind"] in COURT_ACT_KINDS),
        routine=bool(row["routine"]),
    )  # fmt: skip


def owe_coverage(store: Store, coverage_id: int, *, now: datetime) -> int:
    """Owe a news item to those who follow what it is linked to, once. Call inside the transaction that stores it."""
    links = store.rows("select target_kind, target_id from coverage_links where coverage_id = ?", [coverage_id])
    if not links:
        return 0
    ids: dict[str, set[str]] = {"case": set(), "flow": set(), "event": set()}
    for link in links:
        ids[link["target_kind"]].add(link["target_id"])
    courts: set[str] = set()
    for row in store.rows(
        "select case_id, court_id from events where event_id in (select value from json_each(?))",
        [json.dumps(sorted(ids["event"]))],
    ):
        ids["case"] |= _some(row["case_id"])
        courts |= _some(row["court_id"])
    topic = Topic(ids["case"], ids["flow"], courts, _agencies(store, ids["flow"]))
    return _owe(store, "coverage", str(coverage_id), "new", f"coverage:{coverage_id}", topic, now)


def owe_status(store: Store, change_id: int, flow_id: str, cause: str | None, *, now: datetime) -> int:
    """Owe a change of a flow's status (a row of status_changes). Call inside the transaction that notes it."""
    key = str(change_id)
    return _owe(store, "status", key, "new", f"status:{key}", status_topic(store, flow_id, cause), now)


def status_topic(store: Store, flow_id: str, cause: str | None) -> Topic:
    """A flow's status concerns those who follow it, its agencies, and every case or court with an order on it."""
    rows = store.rows(
        "select distinct e.case_id, e.court_id from events e left join event_flows f on f.event_id = e.event_id"
        " where (f.flow_id = ? and e.is_order = 1) or e.event_id = ?",
        [flow_id, cause],
    )
    return Topic(
        {r["case_id"] for r in rows if r["case_id"]}, {flow_id}, {r["court_id"] for r in rows if r["court_id"]},
        _agencies(store, {flow_id}), ruling=True,
    )  # fmt: skip


def _owe(store: Store, what: str, item_id: str, reason: str, key: str, topic: Topic, now: datetime) -> int:
    at = utc_text(now)
    rows = [
        (scope_id, key, what, item_id, reason, at)
        for scope_id, scope in followed_scopes(store)
        if matches(scope, topic)
    ]
    added = _add(store, rows)
    if added < len(rows) and what == "event":
        added += _add(store, [(row[0], f"{key}:{seq}", *row[2:]) for row, seq in _told_otherwise(store, rows)])
    return added


_Row = tuple[int, str, str, str, str, str]


def _add(store: Store, rows: list[_Row]) -> int:
    before = store.db.conn.total_changes
    store.many(
        "insert or ignore into owed_scope (scope_id, change_key, what, item_id, reason, stored_at)"
        " values (?, ?, ?, ?, ?, ?)",
        rows,
    )
    return store.db.conn.total_changes - before


def _told_otherwise(store: Store, rows: list[_Row]) -> Iterable[tuple[_Row, int]]:
    """Of rows that were owed before, those since which their event was owed with other content, and the seq of that:
    what was taken back and is said again is news again."""
    for row in rows:
        scope_id, key, _, event_id = row[:4]
        start = f"event:{event_id}:"
        last = store.row(
            "select seq, change_key from owed_scope where scope_id = ? and change_key >= ? and change_key < ?"
            " and dropped = 0 order by seq desc limit 1",
            [scope_id, start, start[:-1] + ";"],
        )
        if last and last["change_key"][len(start) :].split(":")[1] != key[len(start) :].split(":")[1]:
            yield row, int(last["seq"])


def _some(value: str | None) -> set[str]:
    return {value} if value else set()


def _agencies(store: Store, flow_ids: Iterable[str]) -> set[str]:
    if not flow_ids:
        return set()
    return set().union(*agencies_of_flows(store, sorted(flow_ids)).values())
