"""What the public may see, with a mark for each thing that changes when anything told of it does: from these marks
`publish` knows which files to write anew."""

import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from tracker.fingerprint import fingerprint
from tracker.storage.event_rows import FROM, SHOWN, WITHHELD, entry_texts, events_by_id
from tracker.storage.store import Store
from tracker.storage.ties import ties_on
from tracker.storage.withheld import IS_WITHHELD


@dataclass(frozen=True, slots=True)
class ShownEvent:
    """One public event. mark: of its row and of every row that hangs on it. told: confirmed, and no routine paper."""

    event_id: str
    event_no: int
    case_id: str | None
    day: str | None
    flows: tuple[str, ...]
    told: bool
    pending: bool
    withheld: bool
    mark: str


_PARTS = (
    ("event_actions", "select event_id, relief, disposition from event_actions order by 1, 2, 3"),
    ("event_sources", "select event_id, position, url, retrieved_at, archive_sha from event_sources order by 1, 2"),
    ("tag_matches", "select event_id, position, label, rule, start_at, end_at, words from tag_matches order by 1, 2"),
)
# A tie shows a line of the paper at its other end.
_TIES = (
    "select {me}, what, certainty, because, to_document, e.event_id, e.title, e.kind, e.day, e.document,"
    f" e.retracted_at, {IS_WITHHELD}, n.private from ties t left join events e on e.event_id = {{other}}"
    " left join docket_entries n on n.entry_id = e.entry_id where {me} is not null order by {me}, tie_id"
)
_COVERAGE = (
    "select l.target_id, c.coverage_id, c.url, c.outlet, c.title, c.summary, c.published_at, c.first_seen_at,"
    " (select count(*) from coverage_revisions r where r.coverage_id = c.coverage_id),"
    " exists (select 1 from withheld w where w.target_kind = 'coverage' and w.target_id = cast(c.coverage_id as text))"
    " from coverage_links l join coverage c using (coverage_id) where l.target_kind = ? order by 1, 2"
)


def shown_events(store: Store) -> list[ShownEvent]:
    """Every event that the timeline shows, in the order of their numbers."""
    parts: dict[str, list[Any]] = defaultdict(list)
    for name, sql in _PARTS:
        for row in store.execute(sql):
            parts[row[0]].append((name, *row[1:]))
    for me, other in (("t.from_event", "t.to_event"), ("t.to_event", "t.from_event")):
        for row in store.execute(_TIES.format(me=me, other=other)):
            parts[row[0]].append((me, *row[1:]))
    for row in store.execute(_COVERAGE, ["event"]):
        parts[row[0]].append(("coverage", *row[1:]))
    flows: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for event_id, flow_id, effect in store.execute(
        "select event_id, flow_id, effect from event_flows order by event_id, effect, flow_id"
    ):
        flows[event_id].append((flow_id, effect))
    found = []
    for row in store.execute(
        "select e.event_id, e.event_no, e.case_id, e.day, e.confirmed = 1 and e.routine = 0, e.pending,"
        f" {WITHHELD}, e.*, d.docket_number, n.caption, n.revision, n.description, n.short_description, d.caption,"
        f" c.name, c.caption{FROM} where {SHOWN} order by e.event_no"
    ):
        event_id = row[0]
        own = flows.get(event_id, [])
        mark = fingerprint(row[6:], own, parts.get(event_id, ()))
        found.append(
            ShownEvent(
                event_id, row[1], row[2], row[3], tuple(dict.fromkeys(f for f, _ in own)), bool(row[4]), bool(row[5]),
                row[6] is not None, mark,
            )
        )  # fmt: skip
    return found


def catalogue_marks(store: Store) -> dict[tuple[str, str], str]:
    """A mark for each case and each flow as it stands: its register text, its dockets, its coverage, what is
    withheld. Keys: ("case", id), ("flow", id)."""
    parts: dict[tuple[str, str], list[Any]] = defaultdict(list)
    for kind, object_id, origin, sha in store.execute(
        "select kind, object_id, origin, body_sha from facts where known_until is null and kind <> 'event'"
        " order by 1, 2, 3"
    ):
        parts[kind, object_id].append((origin, sha))
    for row in store.execute(
        "select case_id, docket_id, court_id, docket_number, judge, caption from dockets order by 2"
    ):
        parts["case", row[0]].append(row[1:])
    for kind in ("case", "flow"):
        for row in store.execute(_COVERAGE, [kind]):
            parts[kind, row[0]].append(row[1:])
    for target_id, reason in store.execute("select target_id, reason from withheld where target_kind = 'case'"):
        parts["case", target_id].append(("withheld", reason))
    return {key: fingerprint(rows) for key, rows in parts.items()}


def search_rows(store: Store, event_ids: Iterable[str]) -> list[dict[str, Any]]:
    """What the search of the published site indexes of events that are not withheld, in the order of their numbers."""
    return store.rows(
        "select e.event_id, e.title, e.text, e.names, e.day, e.kind, e.court_id, e.case_id, e.confirmed,"
        " e.is_order, coalesce(json_extract(e.body, '$.text'), '') body_text,"
        " (select json_group_array(json_array(a.relief, a.disposition)) from event_actions a"
        " where a.event_id = e.event_id) actions,"
        " (select json_group_array(distinct f.flow_id) from event_flows f where f.event_id = e.event_id) flows"
        f" from events e left join docket_entries n on n.entry_id = e.entry_id where {SHOWN} and {WITHHELD} is null"
        " and e.event_id in (select value from json_each(?)) order by e.event_no",
        [json.dumps(list(event_ids))],
    )


def read_ahead(store: Store, event_ids: Iterable[str]) -> None:
    """Read what the pages of these events are made of, in four queries; the store keeps it until `kept` is emptied."""
    ids = list(event_ids)
    events_by_id(store, ids)
    entry_texts(store, ids)
    ties_on(store, ids)


def last_event_no(store: Store) -> int:
    return int(store.value("select max(event_no) from events") or 0)


def event_addresses(store: Store, after: int, until: int) -> list[tuple[str, str]]:
    """Id and last change of the public events, withheld ones apart, with a number in (after, until]."""
    rows = store.execute(
        "select e.event_id, e.changed_at from events e left join docket_entries n on n.entry_id = e.entry_id"
        f" where {SHOWN} and {WITHHELD} is null and e.event_no > ? and e.event_no <= ? order by e.event_no",
        [after, until],
    )
    return [(row[0], row[1]) for row in rows]
