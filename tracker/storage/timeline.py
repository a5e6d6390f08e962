"""Read queries for pages and API: events by filter and page, of a case, of a flow, and counts beside choices."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from tracker.outputs.filters import Cursor, EventFilter
from tracker.outputs.records import EventRecord, Page
from tracker.storage.around import coverage_of, feeds_now, latest_check, totals, withheld_cases
from tracker.storage.event_rows import (
    COLUMNS,
    FROM,
    SHOWN,
    entry_texts,
    events_by_id,
    events_by_number,
    find_event,
    instant,
    records,
)
from tracker.storage.pick import Picked, Search, by_day, first_of, known_by, newest, up_to
from tracker.storage.postings import COUNTS, postings
from tracker.storage.store import Store, mark

__all__ = [
    "COUNT_UP_TO", "Newest", "case_counts", "case_events", "count_events", "coverage_of", "entry_texts",
    "events_by_id", "facet_counts", "facet_counts_soon", "feeds_now", "find_event", "flow_events", "instant",
    "last_events_by_flow", "latest_check", "list_events", "newest_events", "recent_pending", "totals", "withheld_cases",
]  # fmt: skip


def list_events(store: Store, filter_: EventFilter, after: Cursor | None, limit: int) -> Page:
    """Newest first, undated last. Events of one day: the later stored first."""
    place = None
    if after is not None:
        number = store.value("select event_no from events where event_id = ?", [after.event_id])
        place = (after.day, number or 0)
    search = Search(store, filter_, whole=False)
    with postings(store) as lists:
        numbers = Picked(store, lists, filter_, search).newest(place, limit + 1)
    events = tuple(events_by_number(store, numbers[:limit]).values())
    last = events[-1] if events and len(numbers) > limit else None
    return Page(events, Cursor(last.day.isoformat() if last.day else "", last.event_id).text() if last else None)


# Beyond this many events a number beside a choice tells no more than "many".
COUNT_UP_TO = 10_000


def count_events(store: Store, filter_: EventFilter) -> int | None:
    """How many events fit; None for more than COUNT_UP_TO."""
    search = Search(store, filter_, whole=True)
    with postings(store) as lists:
        found = len(Picked(store, lists, filter_, search).all())
    return found if found <= COUNT_UP_TO else None


def facet_counts(store: Store, filter_: EventFilter) -> dict[str, dict[str, int]]:
    """How many events each choice of each filter would show, the other filters as they are."""
    return facet_counts_soon(store, filter_, wait=True) or {}


def facet_counts_soon(store: Store, filter_: EventFilter, *, wait: bool = False) -> dict[str, dict[str, int]] | None:
    """The same; None where reading the words would take long, unless `wait`. They are then there a moment later."""
    key = (filter_, mark(store))
    with postings(store) as lists:
        if key in lists.counts:
            return lists.counts[key]
    search = Search(store, filter_, whole=True, wait=wait)
    if search.late:
        return None
    with postings(store) as lists:
        found = lists.counts[key] = Picked(store, lists, filter_, search).choices()
        while len(lists.counts) > COUNTS:
            lists.counts.popitem(last=False)
    return found


@dataclass(frozen=True, slots=True)
class Newest:
    """The newest events that fit, newest first, undated last; how many fit; how many would without the times."""

    events: tuple[EventRecord, ...]
    fitting: int
    all: int


def newest_events(
    store: Store, filter_: EventFilter, limit: int, until: date | None = None, known_at: datetime | None = None
) -> Newest:
    """`until`: only what had happened by that day, or has no date. `known_at`: only what was stored by then."""
    search = Search(store, filter_, whole=True)
    with postings(store) as lists:
        every = Picked(store, lists, filter_, search).all()
        fitting = up_to(lists, every, until) if until else every
        if known_at:
            fitting = known_by(store, lists, fitting, known_at)
        numbers = newest(lists, fitting, None, limit)
    return Newest(tuple(events_by_number(store, numbers).values()), len(fitting), len(every))


def case_events(store: Store, case_id: str) -> tuple[EventRecord, ...]:
    """Every event of a case, oldest first, undated at the end."""
    sql = f"select {COLUMNS}{FROM} where {SHOWN} and e.case_id = ? order by e.day is null, e.day, e.event_no"
    return records(store, store.rows(sql, [case_id]))


def flow_events(store: Store, flow_id: str) -> tuple[EventRecord, ...]:
    """Every event that touches a flow, newest first, undated at the end."""
    sql = (
        f"select {COLUMNS}{FROM} where {SHOWN}"
        " and e.event_id in (select event_id from event_flows where flow_id = ?)"
        " order by e.day is null, e.day desc, e.event_no desc"
    )
    return records(store, store.rows(sql, [flow_id]))


def recent_pending(store: Store, until: date, days: int) -> tuple[EventRecord, ...]:
    """Acts entered in the last `days` up to `until` that wait for a person, newest first."""
    sql = (
        f"select {COLUMNS}{FROM} where {SHOWN} and e.pending = 1 and e.day between ? and ?"
        " order by e.day desc, e.event_no desc limit 100"
    )
    return records(store, store.rows(sql, [(until - timedelta(days=days - 1)).isoformat(), until.isoformat()]))


def last_events_by_flow(store: Store, until: date, known_at: datetime | None = None) -> dict[str, EventRecord]:
    """The newest confirmed event that concerns each flow, up to a day, as far as it was known then."""
    found = {}
    with postings(store) as lists:
        telling = (lists.shown & lists.of("is", "confirmed")) - lists.of("is", "routine") - lists.of("day", "")
        telling = up_to(lists, telling, until)
        if known_at:
            telling = known_by(store, lists, telling, known_at)
        for flow_id in lists.values("flow"):
            if numbers := newest(lists, telling & lists.of("flow", flow_id), None, 1):
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
