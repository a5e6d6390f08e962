"""What the review desk asks of the store: what waits for a person, and the words that a reading was made from."""

import json
from collections.abc import Collection
from typing import Any

from tracker.storage.store import Store
from tracker.storage.withheld import IS_WITHHELD


def unread_acts(store: Store) -> list[dict[str, Any]]:
    """Acts read by machine that may touch an order, or whose outcome the words do not say; not told by the register.

    Withheld papers wait for nobody; private ones do, and only the desk shows them. Rows of events with `case_name,
    docket_number, private`.
    """
    return store.rows(
        "select e.event_id, e.case_id, e.court_id, e.title, e.kind, e.day, e.first_seen_at, e.pending,"
        " e.outcome_unknown, coalesce(n.private, 0) private, c.name case_name, d.docket_number, e.document"
        " from events e left join docket_entries n on n.entry_id = e.entry_id"
        " left join cases c on c.case_id = e.case_id left join dockets d on d.docket_id = e.docket_id"
        " where e.retracted_at is null and e.confirmed = 0 and e.origin = 'docket'"
        " and (e.pending = 1 or (e.outcome_unknown = 1 and json_extract(e.body, '$.told_by') is null))"
        f" and not {IS_WITHHELD} order by e.day, e.event_no"
    )


def bare_rulings(store: Store, case_ids: Collection[str], since: str) -> list[dict[str, Any]]:
    """Orders and opinions of these cases of which nothing is known but a type that names no relief ("Order", "Per
    Curiam Order Filed"), of days from `since` (ISO) on, that nobody has read. Rows as `unread_acts` gives them."""
    return store.rows(
        "select e.event_id, e.case_id, e.court_id, e.title, e.kind, e.day, e.first_seen_at, e.pending,"
        " e.outcome_unknown, n.private, c.name case_name, d.docket_number, e.document"
        " from json_each(?) w join events e on e.case_id = w.value and e.day >= ?"
        " join docket_entries n on n.entry_id = e.entry_id"
        " left join cases c on c.case_id = e.case_id left join dockets d on d.docket_id = e.docket_id"
        " where e.kind in ('order', 'opinion') and e.retracted_at is null and e.confirmed = 0 and e.pending = 0"
        " and e.outcome_unknown = 0 and n.description = '' and json_extract(e.body, '$.told_by') is null"
        " and not exists (select 1 from event_actions a where a.event_id = e.event_id)"
        f" and not {IS_WITHHELD} order by e.day, e.event_no",
        [json.dumps(sorted(case_ids)), since],
    )


def private_entries(store: Store) -> list[dict[str, Any]]:
    """Events of entries that came by a private notice and that nobody has released, oldest first. Rows of events with
    `case_name, docket_number`, and `words`: all that was ever read of the entry."""
    return store.rows(
        "select e.event_id, e.case_id, e.title, e.day, e.first_seen_at, e.document, c.name case_name, d.docket_number,"
        " (select group_concat(r.description || ' ' || r.short_description, ' ') from entry_revisions r"
        " where r.entry_id = n.entry_id) words from docket_entries n join events e on e.entry_id = n.entry_id"
        " left join cases c on c.case_id = e.case_id left join dockets d on d.docket_id = e.docket_id"
        f" where n.private = 1 and e.retracted_at is null and not {IS_WITHHELD} order by e.first_seen_at, e.event_no"
    )


def unclear_coverage(store: Store, low: float) -> list[dict[str, Any]]:
    """News items that tell of an event and are linked to none, and items linked with a score below `low`.

    Rows with `links`: JSON of [kind, id] pairs.
    """
    return store.rows(
        "select c.*, (select json_group_array(json_array(l.target_kind, l.target_id)) from coverage_links l"
        " where l.coverage_id = c.coverage_id) links from coverage c"
        " where (c.score < ? or (c.event_body is not null and not exists (select 1 from coverage_links l"
        " where l.coverage_id = c.coverage_id and l.target_kind = 'event')))"
        " and exists (select 1 from coverage_links l where l.coverage_id = c.coverage_id)"
        " and not exists (select 1 from withheld w where w.target_kind = 'coverage'"
        " and w.target_id = cast(c.coverage_id as text))"
        " order by coalesce(c.published_at, c.first_seen_at), c.coverage_id",
        [low],
    )


def docket_words(store: Store, entry_id: int | None) -> dict[str, Any] | None:
    """A docket entry as the court has it: `description, short_description, caption, private, revision`, and
    `seen`, where it was seen. Not yet made safe to show."""
    row = store.row("select * from docket_entries where entry_id = ?", [entry_id])
    if row is None:
        return None
    row["seen"] = store.rows(
        "select feed_id, url, seen_at, archive_sha from source_items where entry_id = ? order by item_id", [entry_id]
    )
    return row


def matches_of(store: Store, event_id: str) -> list[tuple[str, str, int, int, str]]:
    rows = store.rows(
        "select label, rule, start_at, end_at, words from tag_matches where event_id = ? order by position", [event_id]
    )
    return [(r["label"], r["rule"], r["start_at"], r["end_at"], r["words"]) for r in rows]


def make_public(store: Store, entry_id: int) -> None:
    """A person has seen a public source show this entry. Call inside a transaction."""
    store.execute("update docket_entries set private = 0 where entry_id = ?", [entry_id])


def private_events(store: Store, event_ids: list[str]) -> set[str]:
    """Those of these events whose words the public may not see: withheld, or from a private notice."""
    rows = store.rows(
        "select e.event_id from events e left join docket_entries n on n.entry_id = e.entry_id"
        f" where e.event_id in (select value from json_each(?)) and (coalesce(n.private, 0) = 1 or {IS_WITHHELD})",
        [json.dumps(event_ids)],
    )
    return {row["event_id"] for row in rows}
