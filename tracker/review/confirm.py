"""A person's reading of an event: what the court did, as an event in the register's own shape, kept with name and
time. The machine's reading stays beneath it, and no later machine run changes it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from pydantic import ValidationError

from tracker.courts import Courts
from tracker.dates import utc_text
from tracker.errors import NotFoundError, TrackerError
from tracker.register.check import cross_check
from tracker.register.rows import event_row as register_row
from tracker.register.schema import Case, Event, Flow
from tracker.storage.events import event_row, put_event
from tracker.storage.facts import Fact, cases_at, compact, flows_at, put_reading
from tracker.storage.owed import owe_event
from tracker.storage.store import Store


@dataclass(frozen=True, slots=True)
class Reading:
    """What a person read. outcomes: `relief disposition`; restrictions and acts in the register's shape."""

    person: str
    outcomes: tuple[str, ...] = ()
    title: str | None = None
    text: str | None = None
    kind: str | None = None
    restrictions: tuple[dict[str, Any], ...] = ()
    acts: tuple[dict[str, Any], ...] = ()
    ends_on: str | None = None
    effective: str | None = None
    replaces: tuple[str, ...] = ()
    without_notice: bool | None = None
    permanent: bool = False
    sources: tuple[str, ...] = ()
    why: str | None = None
    touches: tuple[str, ...] = field(default=())


def confirm(store: Store, event_id: str, reading: Reading, courts: Courts, now: datetime) -> Event:
    """Store the reading of `event_id`, in one transaction with what it owes to subscribers; returns the event.

    Raises NotFoundError for an unknown event, TrackerError when the reading does not hold together.
    """
    with store.atomic():
        row = event_row(store, event_id)
        if row is None or row["retracted_at"] is not None:
            raise NotFoundError(f"no event {event_id!r}; the timeline and `tracker status` list the ids")
        cases, flows = cases_at(store), flows_at(store)
        case = cases.get(row["case_id"] or "")
        if case is None:
            raise NotFoundError(f"event {event_id!r} belongs to no case of the register, so nothing can be confirmed")
        event = build_event(row, reading, case)
        _check(event, case, cases, flows, courts, event_id)
        put_reading(store, _fact(event, event_id, case), reading.person, reading.why, now)
        timeline = register_row(
            case, event, flows, courts, row_id=event_id, entry_id=row["entry_id"], confirmed_by=reading.person
        )
        put_event(store, timeline, utc_text(now))
        owe_event(store, event_id, reason="confirmed", now=now)
    return event


def build_event(row: dict[str, Any], reading: Reading, case: Case) -> Event:
    """The event that a person's reading makes of a timeline row. Raises TrackerError naming what is wrong."""
    old = row["body"] if row["origin"] == "register" else {}
    sources = list(dict.fromkeys([*reading.sources, *(s["url"] for s in row["sources"])]))
    data: dict[str, Any] = {
        **old,
        "key": event_id_key(row["event_id"]),
        "date": row["day"] if row["day_precision"] == "day" else old.get("date"),
        "docket": row["docket_id"],
        "out_of_court": row["docket_id"] is None,
        "kind": reading.kind or row["kind"],
        "title": reading.title or old.get("title") or _title(row, reading),
        "text": reading.text if reading.text is not None else row["text"],
        "document": row["document"],
        "actions": list(reading.outcomes) or old.get("actions") or [],
        "sources": sources,
        "unverified": False,
    }
    if reading.touches:
        data["flows"] = list(reading.touches)
    if reading.acts:
        data["acts"] = list(reading.acts)
    if reading.restrictions:
        data["order"] = _order(data, reading, case)
    try:
        return Event.model_validate(data)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        raise TrackerError(f"this reading does not hold together: {where}: {first['msg']}") from error


def event_id_key(event_id: str) -> str:
    return event_id.split(".", 1)[-1]


def _title(row: dict[str, Any], reading: Reading) -> str:
    if not reading.outcomes:
        return str(row["title"])[:200]
    words = [f"{relief.replace('_', ' ')} {disposition.replace('_', ' ')}" for relief, disposition in
             (outcome.split(None, 1) for outcome in reading.outcomes if " " in outcome)]  # fmt: skip
    return ("; ".join(words).capitalize() or str(row["title"]))[:200]


def _order(data: dict[str, Any], reading: Reading, case: Case) -> dict[str, Any]:
    if not data["date"]:
        raise TrackerError("an order needs the day it was entered, and this event has none")
    relief = reading.outcomes[0].split()[0] if reading.outcomes else "other"
    return {
        "id": free_order_id(case, data["date"], data["key"]),
        "relief": relief,
        "term": "permanent" if reading.permanent else "interim",
        "ends_on": reading.ends_on,
        "effective": reading.effective,
        "without_notice": reading.without_notice,
        "replaces": list(reading.replaces),
        "restrictions": list(reading.restrictions),
    }


def free_order_id(case: Case, day: str, key: str) -> str:
    """The id that the order of event `key` has, else the first free one of that day."""
    used = {e.order.id for e in case.events if e.order and e.key != key}
    own = next((e.order.id for e in case.events if e.order and e.key == key), None)
    if own:
        return own
    candidate, number = f"{case.id}.{day}", 1
    while candidate in used:
        number += 1
        candidate = f"{case.id}.{day}.{number}"
    return candidate


def _check(
    event: Event, case: Case, cases: dict[str, Case], flows: dict[str, Flow], courts: Courts, event_id: str
) -> None:
    others: Sequence[Event] = [e for e in case.events if e.key != event.key]
    with_new = {**cases, case.id: case.model_copy(update={"events": [*others, event]})}
    for owner, path, message in cross_check(with_new, flows, frozenset(courts)):
        if owner == case.id and path[:2] == ("events", len(others)):
            raise TrackerError(f"this reading of {event_id} does not hold together: {message}")


def _fact(event: Event, event_id: str, case: Case) -> Fact:
    return Fact("event", event_id, case.id, compact(event.model_dump(mode="json", exclude_defaults=True)))
