"""A person's reading of an event: what the court did, as an event in the register's own shape, kept with name and
time. The machine's reading stays beneath it, and no later machine run changes it. Every reading is a decision, with
what held before, so that it can be undone."""

from collections.abc import Mapping
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
from tracker.register.schema import event_id as id_of
from tracker.review.snapshot import Snapshot, take
from tracker.storage.decisions import add_decision, adopted_by, event_mark
from tracker.storage.desk import private_events
from tracker.storage.events import event_row, put_event
from tracker.storage.facts import Fact, cases_at, compact, flows_at, put_reading, reading_of
from tracker.storage.owed import owe_event
from tracker.storage.retie import retie
from tracker.storage.store import Store
from tracker.storage.withheld import is_withheld
from tracker.vocab import CONSEQUENTIAL_RELIEFS

UNKNOWN_SUFFIX = ": outcome not yet known"


class StaleReadingError(TrackerError):
    """Somebody decided about this event, or the court changed its words, since the reader opened it."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What a person read. outcomes: `relief disposition`; restrictions and acts in the register's shape.

    complete: this says everything, so that an outcome, order, act or flow that it lacks is gone; otherwise what a
    register event said before stays where this is silent. is_order: whether the event is an order of its own; None:
    it is one when it restricts a flow.
    """

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
    touches: tuple[str | dict[str, Any], ...] = field(default=())
    complete: bool = False
    is_order: bool | None = None
    relief: str | None = None  # of the order; None: what the rulings say, the relief that binds before others


def confirm(
    store: Store, event_id: str, reading: Reading, courts: Courts, now: datetime, *, action: str = "confirm",
    mark: str | None = None,
) -> Event:  # fmt: skip
    """Store the reading of `event_id`, in one transaction with the decision and with what it owes to subscribers.

    mark: what `event_mark` said when the reader opened the event. Raises NotFoundError for an unknown event,
    StaleReadingError when the mark is no longer true, TrackerError when the reading does not hold together.
    """
    with store.atomic():
        row = readable_event(store, event_id)
        if private_events(store, [event_id]):
            raise TrackerError(
                f"event {event_id!r} came by a private notice, and a reading of it would be public: release it first"
            )
        check_mark(store, event_id, mark)
        cases, flows = cases_at(store), flows_at(store)
        case = case_of(cases, row)
        event = build_event(row, reading, case)
        check(event, case, cases, flows, courts)
        before = take(store, event_id)
        put_reading(store, fact_of(event, event_id, case), reading.person, reading.why, now)
        timeline = register_row(
            case, event, flows, courts, row_id=event_id, entry_id=row["entry_id"], confirmed_by=reading.person
        )
        put_event(store, timeline, utc_text(now))
        retie(store, [case.id])
        add_decision(
            store, ("event", event_id), action, reading.person, now, before=before.as_json(),
            after=event.model_dump(mode="json", exclude_defaults=True), why=reading.why or "",
        )  # fmt: skip
        owe_event(store, event_id, reason="corrected" if _was_known(row, before) else "confirmed", now=now)
    return event


def _was_known(row: Mapping[str, Any], before: Snapshot) -> bool:
    return before.reading is not None or (row["origin"] == "register" and bool(row["confirmed"]))


def check_mark(store: Store, event_id: str, mark: str | None) -> None:
    """Raises StaleReadingError when `mark`, what `event_mark` said to the reader, is no longer true; None asks nothing.
    Call inside the transaction that decides."""
    if mark is not None and mark != event_mark(store, event_id):
        raise StaleReadingError("somebody has decided about this meanwhile, or the court has changed its words")


def readable_event(store: Store, event_id: str) -> dict[str, Any]:
    """The row of an event that may be read on the desk. Raises NotFoundError, or TrackerError saying why it may not."""
    row = event_row(store, event_id)
    if row is None or row["retracted_at"] is not None:
        raise NotFoundError(f"no event {event_id!r}; the timeline shows each one's id under “Why?”")
    if is_withheld(store, event_id):
        raise TrackerError(f"event {event_id!r} is withheld, so nothing can be confirmed about it")
    if (told := adopted_by(store, event_id)) and reading_of(store, event_id) is None:
        raise TrackerError(f"the register now tells this act as {told!r}; read that event instead")
    return row


def case_of(cases: Mapping[str, Case], row: Mapping[str, Any]) -> Case:
    case = cases.get(row["case_id"] or "")
    if case is None:
        raise NotFoundError(
            f"event {row['event_id']!r} belongs to no case of the register, so nothing can be confirmed"
        )
    return case


def build_event(row: dict[str, Any], reading: Reading, case: Case) -> Event:
    """The event that a person's reading makes of a timeline row. Raises TrackerError naming what is wrong."""
    old = row["body"] if row["origin"] == "register" else {}
    sources = list(dict.fromkeys([*reading.sources, *(s["url"] for s in row["sources"] if s["url"])]))
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
        "actions": list(reading.outcomes) or (not reading.complete and old.get("actions")) or [],
        "sources": sources,
        "unverified": False,
    }
    if reading.touches or reading.complete:
        data["flows"] = list(reading.touches)
    if reading.acts or reading.complete:
        data["acts"] = list(reading.acts)
    is_order = bool(reading.restrictions) if reading.is_order is None else reading.is_order
    if is_order:
        data["order"] = _order(data, reading, case, old.get("order") or {})
    elif reading.complete:
        data["order"] = None
    try:
        return Event.model_validate(data)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        said = first["msg"].removeprefix("Value error, ")
        raise TrackerError(f"this reading does not hold together: {where}: {said}") from error


def event_id_key(event_id: str) -> str:
    return event_id.split(".", 1)[-1]


def plain_title(row: Mapping[str, Any]) -> str:
    """The row's title without the machine's remark that it does not know the outcome."""
    return str(row["title"]).removesuffix(UNKNOWN_SUFFIX)[:200]


def _title(row: dict[str, Any], reading: Reading) -> str:
    if not reading.outcomes:
        return plain_title(row)
    words = [f"{relief.replace('_', ' ')} {disposition.replace('_', ' ')}" for relief, disposition in
             (outcome.split(None, 1) for outcome in reading.outcomes if " " in outcome)]  # fmt: skip
    return ("; ".join(words).capitalize() or plain_title(row))[:200]


def _order(data: dict[str, Any], reading: Reading, case: Case, old: dict[str, Any]) -> dict[str, Any]:
    if not data["date"]:
        raise TrackerError("an order needs the day it was entered, and this event has none")
    reliefs = [outcome.split()[0] for outcome in reading.outcomes if outcome.strip()]
    binding = [relief for relief in reliefs if relief in CONSEQUENTIAL_RELIEFS]
    relief = reading.relief or next(iter([*binding, *reliefs]), old.get("relief", "other"))
    return {
        # What no reading can say (a title of its own, consent, an end in words) stays as it was.
        **old,
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
    # A month's order carries the month's last day in its id; only a register file can name one.
    candidate, number = f"{case.id}.{day}", 1
    while candidate in used:
        number += 1
        candidate = f"{case.id}.{day}.{number}"
    return candidate


def put_into(case: Case, key: str, event: Event | None) -> Case:
    """The case with `event` in the place of the one with this key, or at the end; None takes it out."""
    events = list(case.events)
    place = next((i for i, e in enumerate(events) if e.key == key), len(events))
    events[place : place + 1] = [event] if event else []
    return case.model_copy(update={"events": events})


def check(
    event: Event | None, case: Case, cases: Mapping[str, Case], flows: Mapping[str, Flow], courts: Courts,
    key: str | None = None,
) -> None:  # fmt: skip
    """Refuse an event that does not fit the register, or whose change would leave another one pointing at nothing.

    key: of the event that goes, where `event` is None. Raises TrackerError.
    """
    key = event.key if event else key or ""
    known = {(owner, message) for owner, _, message in cross_check(cases, flows, frozenset(courts))}
    changed = put_into(case, key, event)
    place = next((i for i, e in enumerate(changed.events) if e.key == key), -1)
    for owner, path, message in cross_check({**cases, case.id: changed}, flows, frozenset(courts)):
        own = owner == case.id and path[:2] == ("events", place)
        if own or (owner, message) not in known:
            where = (
                id_of(owner, changed.events[int(path[1])].key) if owner == case.id and path[0] == "events" else owner
            )
            raise TrackerError(f"this reading of {id_of(case.id, key)} does not hold together: {where}: {message}")


def fact_of(event: Event, event_id: str, case: Case) -> Fact:
    return Fact("event", event_id, case.id, compact(event.model_dump(mode="json", exclude_defaults=True)))
