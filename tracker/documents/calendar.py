"""Hearings and the days on which orders end by themselves, as iCalendar (RFC 5545)."""

from icalendar import Calendar, Event

from tracker.outputs.chronology import NOTICE, Chronology, Expected
from tracker.outputs.ics import place
from tracker.text import one_line, plain


def write_calendar(chronology: Chronology) -> bytes:
    """A calendar whose entries keep their UID, so that a program that reads it again moves them."""
    calendar = Calendar()
    calendar.add("prodid", "-//The Data-Sharing Docket//Chronology//EN")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("name", one_line(chronology.title))
    calendar.add("x-wr-calname", one_line(chronology.title))
    calendar.add("description", f"As of {chronology.scope.as_of}. {NOTICE}")
    for expected in chronology.expected:
        calendar.add_component(_event(expected, chronology))
    calendar.add_missing_timezones()
    return bytes(calendar.to_ical())


def _event(expected: Expected, chronology: Chronology) -> Event:
    event = Event()
    event.add("uid", f"{expected.key}.{expected.what}@data-sharing-docket")
    # Not the clock: the same data make the same calendar.
    event.add("dtstamp", chronology.made_at)
    event.add("summary", one_line(("Computed: " if expected.computed else "") + expected.summary))
    event.add("description", plain(f"{expected.detail}\n{NOTICE}"))
    event.add("categories", ["Hearing" if expected.what == "hearing" else "End of an order"])
    event.add("status", "TENTATIVE" if expected.computed else "CONFIRMED")
    event.add("transp", "TRANSPARENT")
    place(event, expected.day, expected.time, expected.zone)
    return event
