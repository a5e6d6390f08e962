"""Read queries for pages and API: events by filter and page, of a case, of a flow, and counts beside choices."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from tracker.outputs.filters import Cursor, EventFilter
from tracker.outputs.records import EventRecord, Mark, Page
from tracker.storage.around import feeds_now, latest_check, totals, withheld_cases
from tracker.storage.days import by_day, first_of, known_by, newest, up_to
from tracker.storage.event_rows import (
    COLUMNS,
    FROM,
    SHOWN,
    entry_texts,
    events_by_id,
    events_by_number,
    find_event,
    instant,
    marks_by_number,
    records,
)
from tracker.storage.pick import Picked, Search
from tracker.storage.postings import COUNTS, Counted, postings
from tracker.storage.store import Store, mark

__all__ = [
    "COUNT_UP_TO", "Look", "Newest", "case_counts", "case_events", "count_events", "entry_texts",
    "events_by_id", "facet_counts", "feeds_now", "find_event", "flow_events", "instant", "last_events_by_flow",
    "latest_check", "list_events", "look", "newest_events", "recent_pending", "totals", "withheld_cases",
]  # fmt: skip


def list_events(store: Store, filter_: EventFilter, after: Cursor | None, limit: int, *, bare: bool = False) -> Page:
    """Newest first, undated last. Events of one day: the later stored first. bare: without sources and matches."""
    search = Search(store, filter_, whole=False)
    place = _place(store, after)
    with postings(store) as lists:
        numbers = Picked(store, lists, filter_, search).newest(place, limit + 1)
    return _page(store, numbers, limit, bare=bare)


def _place(store: Store, after: Cursor | None) -> tuple[str, int] | None:
    if after is None:
        return None
    return after.day, store.value("select event_no from events where event_id = ?", [after.event_id]) or 0


def _page(store: Store, numbers: list[int], limit: int, *, bare: bool = False) -> Page:
    events = tuple(events_by_number(store, numbers[:limit], bare=bare).values())
    last = events[-1] if events and len(numbers) > limit else None
    return Page(events, Cursor(last.day.isoformat() if last.day else "", last.event_id).text() if last else None)


# Beyond this many events a number beside a choice tells no more than "many".
COUNT_UP_TO = 10_000


@dataclass(frozen=True, slots=True)
class Look:
    """A page of the timeline and what stands beside it. `total`: how many fit, None for more than COUNT_UP_TO.
    `choices`: how many events each choice of each filter would show; None where that is not told yet."""

    page: Page
    total: int | None
    choices: dict[str, dict[str, int]] | None


def look(store: Store, filter_: EventFilter, after: Cursor | None, limit: int, *, wait: bool = False) -> Look:
    """`list_events` with numbers. Where reading the words would take long, unless `wait`, the numbers are missing:
    they are there a moment later."""
    search = Search(store, filter_, whole=True, wait=wait)
    place = _place(store, after)
    with postings(store) as lists:
        picked = Picked(store, lists, filter_, search)
        counted = _counted(store, picked)
        numbers = picked.newest(place, limit + 1)
    page = _page(store, numbers, limit)
    if counted is None:
        return Look(page, None, None)
    return Look(page, _up_to_many(counted.total), counted.choices)


def _counted(store: Store, picked: Picked) -> Counted | None:
    """What was counted for this filter since the last event was written; counted now, unless the words are late."""
    held, key = picked.lists.counts, (picked.filter, mark(store))
    found = held.get(key)
    if found is None and not picked.search.late:
        found = held[key] = picked.counted()
        while len(held) > COUNTS:
            held.popitem(last=False)
    return found


def _up_to_many(number: int) -> int | None:
    return number if number <= COUNT_UP_TO else None


def count_events(store: Store, filter_: EventFilter) -> int | None:
    """How many events fit; None for more than COUNT_UP_TO."""
    search = Search(store, filter_, whole=True)
    with postings(store) as lists:
        return _up_to_many(len(Picked(store, lists, filter_, search).all()))


def facet_counts(store: Store, filter_: EventFilter) -> dict[str, dict[str, int]]:
    """How many events each choice of each filter would show, the other filters as they are."""
    search = Search(store, filter_, whole=True)
    with postings(store) as lists:
        counted = _counted(store, Picked(store, lists, filter_, search))
    return counted.choices if counted else {}


@dataclass(frozen=True, slots=True)
class Newest:
    """The newest events that fit, newest first, undated last; how many fit; how many would without the times; of more
    of the newest what a picture draws, oldest first."""

    events: tuple[EventRecord, ...]
    fitting: int
    all: int
    marks: tuple[Mark, ...] = ()


def newest_events(
    store: Store,
    filter_: EventFilter,
    limit: int,
    until: date | None = None,
    known_at: datetime | None = None,
    *,
    marks: int = 0,
) -> Newest:
    """`until`: only what had happened by that day, or has no date. `known_at`: only what was stored by then. `marks`:
    of how many of the newest a picture is drawn."""
    search = Search(store, filter_, whole=True)
    with postings(store) as lists:
        every = Picked(store, lists, filter_, search).all()
        fitting = up_to(lists, every, until) if until else every
        if known_at:
            fitting = known_by(store, lists, fitting, known_at)
        numbers = newest(lists, fitting, None, max(limit, marks))
    drawn = marks_by_number(store, numbers) if marks else ()
    return Newest(tuple(events_by_number(store, numbers[:limit]).values()), len(fitting), len(every), drawn)


def case_events(store: Store, case_id: str) -> tuple[EventRecord, ...]:
    """Every event of a case, oldest first, undated at the end."""
    sql = f"select {COLUMNS}{FROM} where {SHOWN} and e.case_id = ? order by e.day is null, e.day, e.event_no"
    return records(store, store.execute(sql, [case_id]))


def flow_events(store: Store, flow_id: str) -> tuple[EventRecord, ...]:
    """Every event that touches a flow, newest first, undated at the end."""
    sql = (
        f"select {COLUMNS}{FROM} where {SHOWN}"
        " and e.event_id in (select event_id from event_flows where flow_id = ?)"
        " order by e.day is null, e.day desc, e.event_no desc"
    )
    return records(store, store.execute(sql, [flow_id]))


def recent_pending(store: Store, until: date, days: int) -> tuple[EventRecord, ...]:
    """Acts entered in the last `days` up to `until` that wait for a person, newest first."""
    sql = (
        f"select {COLUMNS}{FROM} where {SHOWN} and e.pending = 1 and e.day between ? and ?"
        " order by e.day desc, e.event_no desc limit 100"
    )
    return records(store, store.execute(sql, [(until - timedelta(days=days - 1)).isoformat(), until.isoformat()]))


def last_events_by_flow(
    store: Store, until: date, known_at: datetime | None = None, flow_ids: Iterable[str] | None = None
) -> dict[str, EventRecord]:
    """The newest confirmed event that concerns each of these flows, or every one, up to a day, as far as it was known
    then."""
    found = {}
    with postings(store) as lists:
        telling = (lists.shown & lists.of("is", "confirmed")) - lists.of("is", "routine") - lists.of("day", "")
        if known_at:
            telling = known_by(store, lists, telling, known_at)
        then = ((until + timedelta(days=1)).isoformat(), 0)
        for flow_id in lists.values("flow") if flow_ids is None else flow_ids:
            if numbers := newest(lists, telling & lists.of("flow", flow_id), then, 1):
                found[flow_id] = numbers[0]
    events = events_by_number(store, list(found.values()))
    return {flow_id: events[number] for flow_id, number in found.items() if number in events}


def case_counts(store: Store, until: date) -> dict[str, tuple[int, date | None]]:
    """How many events each case has, and the day of its last one up to `until`."""
    found = {}
    with postings(store) as lists:
        for row in store.rows("select case_id from cases"):
            own = lists.shown & lists.of("case", row["case_id"])
            day = first_of(by_day(lists, own, (until.isoformat(), 0)))
            found[row["case_id"]] = (len(own), date.fromisoformat(day) if day else None)
    return found
