"""News items as readers see them: on the page of a case, flow or event, and in a digest."""

import json
from collections.abc import Iterable
from typing import Any

from tracker.dates import from_utc_text
from tracker.outputs.records import Coverage
from tracker.storage.event_rows import instant
from tracker.storage.store import Store
from tracker.text import one_line

# What a person withheld is shown nowhere.
_SHOWN = (
    "not exists (select 1 from withheld w where w.target_kind = 'coverage'"
    " and w.target_id = cast(c.coverage_id as text))"
)
_NEWEST = "coalesce(c.published_at, c.first_seen_at) desc, c.coverage_id desc"


def coverage_of(store: Store, kind: str, target_id: str, limit: int = 100) -> tuple[Coverage, ...]:
    """News items about a case, flow or event, newest first, each with the headlines that it had before."""
    if store.kept is not None and target_id not in _covered(store, kind):
        return ()
    rows = store.rows(
        "select c.*, (select json_group_array(title) from (select r.title from coverage_revisions r"
        " where r.coverage_id = c.coverage_id and r.title <> c.title group by r.title order by max(r.revision_id) desc"
        " limit 5)) earlier from coverage c join coverage_links l on l.coverage_id = c.coverage_id"
        f" where l.target_kind = ? and l.target_id = ? and {_SHOWN} order by {_NEWEST} limit ?",
        [kind, target_id, limit],
    )
    return tuple(_coverage(row, tuple(map(one_line, json.loads(row["earlier"])))) for row in rows)


def coverage_by_id(store: Store, ids: Iterable[str]) -> list[Coverage]:
    """News items that may be shown, newest first."""
    rows = store.rows(
        "select c.* from coverage c where c.coverage_id in (select cast(value as integer) from json_each(?))"
        f" and {_SHOWN} order by {_NEWEST}",
        [json.dumps(sorted(ids))],
    )
    return [_coverage(row) for row in rows]


def _coverage(row: dict[str, Any], earlier: tuple[str, ...] = ()) -> Coverage:
    return Coverage(
        row["coverage_id"], row["url"], one_line(row["outlet"]), one_line(row["title"]), one_line(row["summary"]),
        instant(row["published_at"]), from_utc_text(row["first_seen_at"]), earlier,
    )  # fmt: skip


def _covered(store: Store, kind: str) -> set[str]:
    """The ids that any news item is linked to: of ten thousand events a few."""
    sql = "select distinct target_id from coverage_links where target_kind = ?"
    found: dict[str, set[str]] = store.each(
        "covered", [kind], lambda kinds: {k: {row[0] for row in store.execute(sql, [k])} for k in kinds}
    )
    return found[kind]
