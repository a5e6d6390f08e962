"""What each subscriber is still to be told. A row is written in the transaction that stores the thing itself, and
marked in the transaction that puts a digest into the outbox; so nothing is lost between the two, or told twice."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hashlib import sha256
from typing import Any, Literal, get_args

from tracker.dates import from_utc_text, utc_text
from tracker.outputs.records import Coverage
from tracker.storage.store import Store
from tracker.storage.subscribers import confirmed_scopes
from tracker.storage.timeline import instant
from tracker.subscriptions import Scope, Topic, matches
from tracker.text import one_line
from tracker.vocab import COURT_ACT_KINDS

Reason = Literal["new", "changed", "confirmed", "corrected", "late"]
REASONS: tuple[str, ...] = get_args(Reason)
# A new event this much older than the day it is stored is an addition to the record, not news.
LATE = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Owed:
    """One thing owed to one subscriber. what: `event`, `coverage` or `status`; item_id: id within that kind."""

    change_key: str
    what: str
    item_id: str
    reason: str
    stored_at: str


@dataclass(frozen=True, slots=True)
class StatusChange:
    """One step of a flow's status as the law model gave it on two runs. `before` None: first seen."""

    change_id: int
    flow_id: str
    before: str | None
    after: str
    since: date | None
    as_of: date


def owe_event(store: Store, event_id: str, *, reason: Reason, now: datetime) -> int:
    """Owe the event to every confirmed subscriber who follows it. Call inside the transaction that stores it.

    The same event with the same reason and content is owed once. Private entries are owed to nobody: call again when
    they are released. A retracted event may be owed as `corrected`. Returns how many rows are new.
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
    actions = store.rows("select relief, disposition from event_actions where event_id = ? order by 1, 2", [event_id])
    flows = store.rows("select flow_id, effect from event_flows where event_id = ? order by 1, 2", [event_id])
    flow_ids = {f["flow_id"] for f in flows}
    topic = Topic(
        case_ids=_some(row["case_id"]),
        flow_ids=flow_ids,
        court_ids=_some(row["court_id"]),
        agencies=_agencies(store, flow_ids),
        ruling=bool(row["is_order"] or row["pending"] or row["kind"] in COURT_ACT_KINDS),
        routine=bool(row["routine"]),
    )
    told = ("kind", "title", "text", "day", "document", "confirmed", "reported_only", "order_id", "pending",
            "outcome_unknown", "retracted_at")  # fmt: skip
    content = _digest([[row[name] for name in told], actions, flows])
    return _owe(store, "event", event_id, reason, f"event:{event_id}:{reason}:{content}", topic, now)


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


def note_statuses(
    store: Store, statuses: Mapping[str, tuple[str, date | None, str | None]], as_of: date, now: datetime
) -> int:
    """Compare each flow's status (with since-day and causing event) with the one noted last; keep and owe what differs.

    A flow seen for the first time is noted and owed to nobody. Call inside a transaction. Returns the changes owed.
    """
    held = {
        r["flow_id"]: r["after"]
        for r in store.rows(
            "select flow_id, after from status_changes where change_id in"
            " (select max(change_id) from status_changes group by flow_id)"
        )
    }
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
        if before is None:
            continue
        changed += 1
        key = str(cursor.lastrowid)
        _owe(store, "status", key, "new", f"status:{key}", status_topic(store, flow_id, cause), now)
    return changed


def last_status_note(store: Store) -> tuple[date, int] | None:
    """The latest day for which statuses were noted, and the version of the facts they were computed from."""
    text = store.value("select value from meta where key = 'statuses_noted'")
    if not text:
        return None
    day, version = text.split(" ")
    return date.fromisoformat(day), int(version)


def facts_changed_at(store: Store) -> datetime | None:
    """When a fact was last learned or closed."""
    text = store.value("select max(max(known_from), coalesce(max(known_until), '')) from facts")
    return from_utc_text(text) if text else None


def put_status_note(store: Store, as_of: date, version: int) -> None:
    store.execute(
        "insert into meta (key, value) values ('statuses_noted', ?)"
        " on conflict (key) do update set value = excluded.value",
        [f"{as_of} {version}"],
    )


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
    at, added = utc_text(now), 0
    for subscriber_id, scope in confirmed_scopes(store):
        if matches(scope, topic):
            added += store.execute(
                "insert or ignore into owed (subscriber_id, change_key, what, item_id, reason, stored_at)"
                " values (?, ?, ?, ?, ?, ?)",
                [subscriber_id, key, what, item_id, reason, at],
            ).rowcount
    return added


def _some(value: str | None) -> set[str]:
    return {value} if value else set()


def _agencies(store: Store, flow_ids: Iterable[str]) -> set[str]:
    rows = store.rows(
        "select source_agency, recipient_agency, source_group from flows"
        " where flow_id in (select value from json_each(?))",
        [json.dumps(sorted(flow_ids))],
    )
    return {value for row in rows for value in row.values() if value}


def _digest(content: Any) -> str:
    return sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()[:16]


def oldest_owed(store: Store, until: datetime) -> dict[int, str]:
    """When the oldest thing still owed was stored, by subscriber; only what was stored by `until`."""
    rows = store.rows(
        "select subscriber_id, min(stored_at) oldest from owed where outbox_id is null and stored_at <= ?"
        " group by subscriber_id",
        [utc_text(until)],
    )
    return {r["subscriber_id"]: r["oldest"] for r in rows}


def list_owed(store: Store, subscriber_id: int, until: datetime) -> list[Owed]:
    """What is still owed to one subscriber and was stored by `until`, oldest first."""
    rows = store.rows(
        "select change_key, what, item_id, reason, stored_at from owed where subscriber_id = ? and outbox_id is null"
        " and stored_at <= ? order by stored_at, change_key",
        [subscriber_id, utc_text(until)],
    )
    return [Owed(**row) for row in rows]


def mark_owed(store: Store, subscriber_id: int, keys: Iterable[str], outbox_id: int) -> None:
    """These are carried by that message. Call inside the transaction that adds it."""
    for key in keys:
        store.execute(
            "update owed set outbox_id = ? where subscriber_id = ? and change_key = ?", [outbox_id, subscriber_id, key]
        )


def drop_owed(store: Store, subscriber_id: int, keys: Iterable[str]) -> None:
    """These need not be told any more: withheld or taken off the record before anybody was told."""
    for key in keys:
        store.execute("delete from owed where subscriber_id = ? and change_key = ?", [subscriber_id, key])


def release_owed(store: Store, outbox_id: int) -> None:
    """The message that carried them was given up; the next digest carries them."""
    store.execute("update owed set outbox_id = null where outbox_id = ?", [outbox_id])


def status_changes(store: Store, ids: Iterable[str]) -> list[StatusChange]:
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


def retracted_titles(store: Store, event_ids: Iterable[str]) -> dict[str, tuple[str, str | None]]:
    """Title and case of events that were taken off the record and may still be named."""
    rows = store.rows(
        "select e.event_id, e.title, e.case_id from events e left join docket_entries n on n.entry_id = e.entry_id"
        " where e.retracted_at is not null and coalesce(n.private, 0) = 0 and e.event_id in"
        " (select value from json_each(?)) and not exists (select 1 from withheld w where"
        " (w.target_kind = 'event' and w.target_id = e.event_id)"
        " or (w.target_kind = 'case' and w.target_id = e.case_id)"
        " or (w.target_kind = 'entry' and w.target_id in (cast(e.entry_id as text), e.event_id))"
        " or (w.target_kind = 'order' and w.target_id = e.order_id))",
        [json.dumps(sorted(event_ids))],
    )
    return {r["event_id"]: (r["title"], r["case_id"]) for r in rows}


def coverage_by_id(store: Store, ids: Iterable[str]) -> list[Coverage]:
    """News items that may be shown, newest first."""
    rows = store.rows(
        "select * from coverage where coverage_id in (select cast(value as integer) from json_each(?))"
        " and not exists (select 1 from withheld w where w.target_kind = 'coverage'"
        " and w.target_id = cast(coverage_id as text))"
        " order by coalesce(published_at, first_seen_at) desc, coverage_id desc",
        [json.dumps(sorted(ids))],
    )
    return [
        Coverage(
            r["coverage_id"], r["url"], one_line(r["outlet"]), one_line(r["title"]), one_line(r["summary"]),
            instant(r["published_at"]), from_utc_text(r["first_seen_at"]),
        )
        for r in rows
    ]  # fmt: skip


def case_names(store: Store) -> dict[str, str]:
    return {r["case_id"]: r["name"] for r in store.rows("select case_id, name from cases")}


def scope_events(store: Store, scope: Scope, since: date, until: date) -> list[str]:
    """Ids of the events dated in [since, until] that somebody with this scope would have been told of, newest first."""
    found = []
    for row in store.rows(
        "select event_id, case_id, court_id, kind, is_order, pending, routine from events"
        " where retracted_at is null and day between ? and ? order by day desc, event_no desc limit 2000",
        [since.isoformat(), until.isoformat()],
    ):
        flows = {
            r["flow_id"] for r in store.rows("select flow_id from event_flows where event_id = ?", [row["event_id"]])
        }
        ruling = bool(row["is_order"] or row["pending"] or row["kind"] in COURT_ACT_KINDS)
        topic = Topic(
            _some(row["case_id"]), flows, _some(row["court_id"]), _agencies(store, flows), ruling, bool(row["routine"])
        )
        if matches(scope, topic):
            found.append(row["event_id"])
    return found
