"""What followers are told of an event, as a short mark: with the same mark it is told once."""

import json
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from tracker.storage.store import Store

_TOLD = (
    "kind", "title", "text", "day", "document", "confirmed", "reported_only", "order_id", "pending", "outcome_unknown",
    "retracted_at",
)  # fmt: skip


def told_mark(store: Store, row: Mapping[str, Any]) -> str:
    """row: of `events`, whole."""
    event_id = row["event_id"]
    actions = store.rows("select relief, disposition from event_actions where event_id = ? order by 1, 2", [event_id])
    flows = store.rows("select flow_id, effect from event_flows where event_id = ? order by 1, 2", [event_id])
    content = [[row[name] for name in _TOLD], actions, flows]
    return sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()[:16]


def marks_of_orders(store: Store, case_id: str) -> dict[str, str]:
    """By their numbers, which no change of an id touches, the marks of what hangs on an order of the case."""
    rows = store.rows("select * from events where order_id glob ?", [f"{case_id}.*"])
    return {str(row["event_no"]): told_mark(store, row) for row in rows}


def remark(store: Store, before: Mapping[str, str], after: Mapping[str, str]) -> None:
    """Events of which no more has changed than the id of their order were told already, and stay so."""
    changed = {number: (before[number], mark) for number, mark in after.items() if before.get(number, mark) != mark}
    for table in ("owed", "owed_scope") if changed else ():
        where = "subscriber_id = :subscriber and change_key = :was" if table == "owed" else "seq = :seq"
        fields = "o.subscriber_id, 0 as seq" if table == "owed" else "0 as subscriber_id, o.seq"
        rows = store.rows(
            f"select {fields}, o.change_key, e.event_no from {table} o join events e on e.event_id = o.item_id"
            " where o.what = 'event' and e.event_no in (select cast(value as integer) from json_each(?))",
            [json.dumps(list(changed))],
        )
        for row in rows:
            was = row["change_key"]
            store.execute(
                f"update {table} set change_key = :now where {where}",
                {"now": was.replace(*changed[str(row["event_no"])]), "was": was, "seq": row["seq"],
                 "subscriber": row["subscriber_id"]},
            )  # fmt: skip
