"""When the pages of cases, flows and orders last changed, for the sitemap: only where that is known."""

import json
from collections.abc import Iterable

from tracker.storage.store import Store

# Of a case or a flow with more events nothing is said: to look through them costs more than the line is worth.
MOST = 1_000
_CHANGED = "max(e.changed_at, coalesce(e.retracted_at, '')) as changed"
_OPEN = "coalesce((select n.private from docket_entries n where n.entry_id = e.entry_id), 0) = 0"
# The first `MOST` found in an index; one more says that there are more.
_NEWEST = {
    "case": f"select count(*), max(changed) from (select {_CHANGED} from events e"
    f" where e.case_id = ? and {_OPEN} limit ?)",
    "flow": f"select count(*), max(changed) from (select {_CHANGED} from event_flows f join events e using (event_id)"
    f" where f.flow_id = ? and {_OPEN} limit ?)",
}


def facts_changed(store: Store) -> dict[tuple[str, str], str]:
    """When the register or a person last changed what is said of each case and flow itself, by kind and id."""
    rows = store.execute(
        "select kind, object_id, max(known_from) from facts where kind in ('case', 'flow') and known_until is null"
        " group by kind, object_id"
    )
    return {(kind, object_id): changed for kind, object_id, changed in rows}


def events_changed(store: Store, kind: str, object_id: str) -> str | None:
    """The last change among the public events of a "case" or a "flow", "" where it has none; None where they are too
    many to look through."""
    number, changed = store.execute(_NEWEST[kind], [object_id, MOST + 1]).fetchone()
    return None if number > MOST else changed or ""


def changed_at(store: Store, event_ids: Iterable[str]) -> dict[str, str]:
    """The last change of each of these events that is public."""
    sql = (
        f"select e.event_id, {_CHANGED} from events e where e.event_id in (select value from json_each(?)) and {_OPEN}"
    )
    return dict(store.execute(sql, [json.dumps(sorted(set(event_ids)))]).fetchall())
