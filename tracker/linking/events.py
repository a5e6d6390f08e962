"""Which events of the register an item tells of, once its cases are known. Pure; precision first."""

from datetime import date, timedelta

from tracker.linking.caseprofile import CaseProfile
from tracker.linking.model import NewsEvent
from tracker.linking.profile import EventProfile
from tracker.linking.reading import Reading
from tracker.linking.told import Told, agrees


def choose_events(
    cases: list[CaseProfile], told: dict[str, list[Told]], reading: Reading, event: NewsEvent, day: date | None
) -> list[EventProfile]:
    """The register's events that the item tells of: sure ones of the linked cases, and the one that is its news."""
    found: dict[str, EventProfile] = {}
    for rank, case in enumerate(cases):
        sure = [t.event for t in told.get(case.id, []) if t.sure and _not_later(t.event, reading)]
        reported = _reported(case, event, day, reading) if rank == 0 or day else None
        for one in (*([reported] if reported else []), *_one_a_day(sure, event)):
            found.setdefault(one.id, one)
    return list(found.values())


def _not_later(event: EventProfile, reading: Reading) -> bool:
    return not (reading.published and event.day and event.day > reading.published.isoformat())


def _one_a_day(events: list[EventProfile], news: NewsEvent) -> list[EventProfile]:
    """Of several acts of one day in one case, those of the reported relief, if any has it."""
    kept = []
    for event in dict.fromkeys(events):
        same_day = [e for e in events if e.day == event.day]
        alike = [e for e in same_day if agrees(e, news)]
        if event in (alike or same_day):
            kept.append(event)
    return kept


def _reported(case: CaseProfile, news: NewsEvent, day: date | None, reading: Reading) -> EventProfile | None:
    """The one event of the case that is the item's news: of its day or just before it, and of its kind."""
    alike = [e for e in case.events if agrees(e, news) and _not_later(e, reading)]
    if day:
        alike = [e for e in alike if e.day and len(e.day) == 10 and abs((date.fromisoformat(e.day) - day).days) <= 1]
        exact = [e for e in alike if e.day == day.isoformat()]
        alike = exact or alike
    elif reading.published:
        since = reading.published - timedelta(days=7)
        alike = [e for e in alike if e.day and len(e.day) == 10 and date.fromisoformat(e.day) >= since]
    return alike[0] if len(alike) == 1 else None
