"""Days to keep as iCalendar (RFC 5545). Pure."""

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from types import MappingProxyType
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event

from tracker.courts import DEFAULT_ZONE
from tracker.dates import show_day
from tracker.outputs.calendar import BASIS, Entry

NO_ZONES: Mapping[str, str] = MappingProxyType({})


def place(event: Event, day: date, clock: str | None, zone: str) -> None:
    """Put an event on its day, or on its hour `14:30` of it: an hour long, as no source says when a hearing ends."""
    if not clock:
        event.add("dtstart", day)
        event.add("dtend", day + timedelta(days=1))
        return
    hour, minute = (int(part) for part in clock.split(":"))
    start = datetime.combine(day, time(hour % 24, minute), ZoneInfo(zone))
    event.add("dtstart", start)
    event.add("dtend", start + timedelta(hours=1))


def render_ics(
    entries: Iterable[Entry], cases: Mapping[str, str], courts: Mapping[str, str], public_url: str, title: str,
    zones: Mapping[str, str] = NO_ZONES,
) -> bytes:  # fmt: skip
    """RFC 5545, an event an entry: its hour where one is known, the whole day else. DTSTAMP is the newest change of the
    facts, never the clock, so that an unchanged calendar is the same to the byte. Entries of which only the month is
    known are left out.

    cases, courts: ids to the words shown; zones: of courts by id. UIDs stay the same when a day moves.
    """
    calendar = Calendar()
    calendar.add("prodid", "-//data-sharing docket//calendar//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", title)
    host = public_url.split("://", 1)[-1].split("/", 1)[0].split(":", 1)[0]
    for entry in entries:
        if entry.exact:
            event = _vevent(entry, cases, courts, public_url, host)
            place(event, entry.day, entry.time, zones.get(entry.court_id or "", DEFAULT_ZONE))
            calendar.add_component(event)
    calendar.add_missing_timezones()
    return bytes(calendar.to_ical())


def _vevent(entry: Entry, cases: Mapping[str, str], courts: Mapping[str, str], public_url: str, host: str) -> Event:
    event = Event()
    event.add("uid", f"{entry.key}@{host}")
    changed = entry.changed or datetime(1970, 1, 1, tzinfo=UTC)
    event.add("dtstamp", changed)
    event.add("last-modified", changed)
    mark = " (computed)" if entry.basis == "computed" else " (not confirmed)" if entry.basis == "reported" else ""
    event.add("summary", f"{entry.says}{mark}: {entry.about}")
    lines = [", ".join(filter(None, (cases.get(entry.case_id or "", ""), courts.get(entry.court_id or "", ""))))]
    lines.append(f"Date: {BASIS[entry.basis]}" + (f", {entry.rule}" if entry.rule else "") + ".")
    lines += [*entry.notes, f"As known on {show_day(changed.date())}. Not the court’s record and no legal advice."]
    event.add("description", "\n".join(line for line in lines if line))
    event.add("url", public_url + entry.link)
    event.add("status", "CONFIRMED" if entry.basis in ("stated", "recorded") else "TENTATIVE")
    event.add("transp", "TRANSPARENT")
    return event
