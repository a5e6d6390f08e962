"""When the register comes to tell what a person read on the desk, the register's words take over, at that instant.

Without this an order would stand twice: once under the docket entry, once under the register's key.
"""

import json
from datetime import datetime

from tracker.dates import utc_text
from tracker.register.schema import Event
from tracker.storage.decisions import adopted_by, facts_of_event, note_adopted
from tracker.storage.facts import close_reading, list_readings, register_events
from tracker.storage.store import Store


def adopt(store: Store, now: datetime) -> set[str]:
    """Close each reading that the register now carries; returns the ids of the events read. Inside a transaction.

    A reading of a docket entry is carried by the event that an export wrote it as, or by one with the same order id;
    a reading of a register event, once the file says the same.
    """
    told = register_events(store)
    orders = {order: event_id for event_id, order in told.items() if order}
    closed = set()
    for row in list_readings(store):
        read, event_id = Event.model_validate_json(row["body"]), row["object_id"]
        if event_id != read.key:
            if _says_the_same(store, event_id, read):
                close_reading(store, event_id, now)
                closed.add(event_id)
            continue
        by = adopted_by(store, event_id)
        if by not in told:
            by = orders.get(read.order.id) if read.order else None
        if by is not None:
            close_reading(store, event_id, now)
            note_adopted(store, event_id, by, utc_text(now))
            _leave_to(store, event_id, by)
            closed.add(event_id)
    return closed


def _says_the_same(store: Store, event_id: str, read: Event) -> bool:
    body = facts_of_event(store, event_id).get("register")
    if body is None:
        return False
    there = Event.model_validate_json(json.dumps(body))
    return there == read.model_copy(update={"docket": there.docket if there.docket is None else read.docket})


def _leave_to(store: Store, event_id: str, by: str) -> None:
    """The entry stays on the timeline as what it is, a docket entry, and names the event that tells it."""
    store.execute(
        "update events set is_order = 0, order_id = null, pending = 0, outcome_unknown = 0,"
        " body = json_set(body, '$.told_by', ?) where event_id = ?",
        [by, event_id],
    )
