"""What digests are made of, read from the store: titles taken off, names, what lies in a period."""

import json
from collections.abc import Iterable
from datetime import date

from tracker.storage.owed import event_topic
from tracker.storage.store import Store
from tracker.subscriptions import Topic


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


def case_names(store: Store) -> dict[str, str]:
    return {r["case_id"]: r["name"] for r in store.rows("select case_id, name from cases")}


def topics_between(store: Store, since: date, until: date, kind: str | None = None) -> list[tuple[str, Topic]]:
    """Ids of the events dated in [since, until], newest first, each with what it is about; at most 2,000."""
    rows = store.rows(
        "select e.event_id, e.case_id, e.court_id, e.kind, e.is_order, e.pending, e.routine,"
        " (select json_group_array(distinct f.flow_id) from event_flows f where f.event_id = e.event_id) flows"
        " from events e left join docket_entries n on n.entry_id = e.entry_id"
        " where e.retracted_at is null and coalesce(n.private, 0) = 0 and e.day between ? and ?"
        + (" and e.kind = ?" if kind else "")
        + " order by e.day desc, e.event_no desc limit 2000",
        [since.isoformat(), until.isoformat(), *([kind] if kind else [])],
    )
    return [(row["event_id"], event_topic(store, row, set(json.loads(row["flows"])))) for row in rows]
