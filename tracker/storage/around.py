"""What stands around the events: what is withheld, the feeds and when they were read, how much there is."""

from datetime import datetime
from typing import Any

from tracker.outputs.records import FeedRecord
from tracker.storage.event_rows import instant
from tracker.storage.postings import postings
from tracker.storage.store import Store
from tracker.text import one_line


def withheld_cases(store: Store) -> dict[str, str]:
    rows = store.rows("select target_id, reason from withheld where target_kind = 'case'")
    return {r["target_id"]: one_line(r["reason"]) for r in rows}


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
