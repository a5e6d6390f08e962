"""Hearings and the days on which orders end by themselves, as iCalendar (RFC 5545)."""

from tracker.outputs.chronology import NOTICE, Chronology
from tracker.outputs.chronology_rows import Expected
from tracker.outputs.ics import Line, calendar, instant, span, text
from tracker.text import one_line, plain


def write_calendar(chronology: Chronology) -> bytes:
    """A calendar whose entries keep their UID, so that a program that reads it again moves them."""
    title = text(one_line(chronology.title))
    head = [
        ("VERSION", "2.0"),
        ("PRODID", "-//The Data-Sharing Docket//Chronology//EN"),
        ("CALSCALE", "GREGORIAN"),
        ("DESCRIPTION", text(f"As of {chronology.scope.as_of}. {NOTICE}")),
        ("NAME", title),
        ("X-WR-CALNAME", title),
    ]
    zones = {expected.zone for expected in chronology.expected if expected.time}
    return calendar(head, zones, (_event(expected, chronology) for expected in chronology.expected))


def _event(expected: Expected, chronology: Chronology) -> list[Line]:
    return [
        ("SUMMARY", text(one_line(("Computed: " if expected.computed else "") + expected.summary))),
        *span(expected.day, expected.time, expected.zone),
        # Not the clock: the same data make the same calendar.
        ("DTSTAMP", instant(chronology.made_at)),
        ("UID", text(f"{expected.key}.{expected.what}@data-sharing-docket")),
        ("CATEGORIES", "Hearing" if expected.what == "hearing" else "End of an order"),
        ("DESCRIPTION", text(plain(f"{expected.detail}\n{NOTICE}"))),
        ("STATUS", "TENTATIVE" if expected.computed else "CONFIRMED"),
        ("TRANSP", "TRANSPARENT"),
    ]
