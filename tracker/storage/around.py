"""What stands around the events: coverage, what is withheld, the feeds and when they were read, how much there is."""

import json
from datetime import datetime
from typing import Any

from tracker.dates import from_utc_text
from tracker.outputs.records import Coverage, FeedRecord
from tracker.storage.event_rows import instant
from tracker.storage.postings import postings
from tracker.storage.store import Store
from tracker.text import one_line


def withheld_cases(store: Store) -> dict[str, str]:
    rows = store.rows("select target_id, reason from withheld where target_kind = 'case'")
    return {r["target_id"]: one_line(r["reason"]) for r in rows}


def coverage_of(store: Store, kind: str, target_id: str, limit: int = 100) -> tuple[Coverage, ...]:
    """News items about a case, flow or event, newest first."""
    if store.kept is not None and target_id not in _covered(store, kind):
        return ()
    rows = store.rows(
        "select c.*, (select json_group_array(title) from (select r.title from coverage_revisions r"
        " where r.coverage_id = c.coverage_id and r.title <> c.title group by r.title order by max(r.revision_id) desc"
        " limit 5)) earlier from coverage c join coverage_links l on l.coverage_id = c.coverage_id"
        " where l.target_kind = ? and l.target_id = ? and not exists (select 1 from withheld w"
        " where w.target_kind = 'coverage' and w.target_id = cast(c.coverage_id as text))"
        " order by coalesce(c.published_at, c.first_seen_at) desc, c.coverage_id desc limit ?",
        [kind, target_id, limit],
    )
    return tuple(
        Coverage(
            r["coverage_id"], r["url"], one_line(r["outlet"]), one_line(r["title"]), one_line(r["summary"]),
            instant(r["published_at"]), from_utc_text(r["first_seen_at"]),
            tuple(map(one_line, json.loads(r["earlier"]))),
        )
        for r in rows
    )  # fmt: skip


def _covered(store: Store, kind: str) -> set[str]:
    """The ids that any news item is linked to: of ten thousand events a few."""
    sql = "select distinct target_id from coverage_links where target_kind = ?"
    found: dict[str, set[str]] = store.each(
        "covered", [kind], lambda kinds: {k: {row[0] for row in store.execute(sql, [k])} for k in kinds}
    )
    return found[kind]


def feeds_now(store: Store) -> tuple[FeedRecord, ...]:
    """Every source that was ever read, private ones too (`FeedRecord.public`), each with its gaps, newest first."""
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
    """When any court or news feed was last read well: that a mailbox was empty says nothing of a court. Court feeds are
    named for their court."""
    sql = (
        "select max(last_ok_at) from feeds where kind in ('cmecf', 'news')"
        " and (? is null or feed_id = ? or feed_id like ? || '-%')"
    )
    return instant(store.value(sql, [court_id, court_id, court_id]))


def totals(store: Store) -> dict[str, int]:
    """How much there is: cases, flows, events, orders, docket entries, coverage."""
    found = {name: int(store.value(f"select count(*) from {name}") or 0) for name in ("cases", "flows", "coverage")}
    with postings(store) as lists:
        present = lists.known - lists.of("is", "retracted")
        found |= {"events": len(present), "orders": len(present & lists.of("is", "order"))}
        entries = lists.entries(store)
    private = store.value("select count(*) from docket_entries where private <> 0") or 0
    found["entries"] = entries - private
    return found
