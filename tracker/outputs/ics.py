"""Days to keep as iCalendar (RFC 5545). Pure.

Entries are written here, line by line: the library takes a millisecond for each, half of it to fold lines. It still
writes the zones of courts, and the tests hold every line against it.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from types import MappingProxyType

from icalendar import Timezone

from tracker.courts import DEFAULT_ZONE
from tracker.dates import EASTERN, show_day
from tracker.outputs.calendar import BASIS, Entry
from tracker.outputs.lasting import lasting

NO_ZONES: Mapping[str, str] = MappingProxyType({})
# A property with its parameters, and its value as it stands in the file: `("DTSTART;VALUE=DATE", "20261231")`.
Line = tuple[str, str]
_OCTETS = 75


def render_ics(
    entries: Iterable[Entry], cases: Mapping[str, str], courts: Mapping[str, str], public_url: str, title: str,
    zones: Mapping[str, str] = NO_ZONES, first: Mapping[str, str] = NO_ZONES,
) -> bytes:  # fmt: skip
    """RFC 5545, an event an entry: its hour where one is known, the whole day else. DTSTAMP is the newest change of the
    facts, never the clock, so that an unchanged calendar is the same to the byte. Entries of which only the month is
    known are left out.

    cases, courts: ids to the words shown; zones: of courts by id. UIDs stay the same when a day moves,
    and by `first` when a case gets another id (`outputs.lasting`).
    """
    head = [
        ("VERSION", "2.0"),
        ("PRODID", "-//data-sharing docket//calendar//EN"),
        ("METHOD", "PUBLISH"),
        ("X-WR-CALNAME", text(title)),
    ]
    host = public_url.split("://", 1)[-1].split("/", 1)[0].split(":", 1)[0]
    exact = [entry for entry in entries if entry.exact]
    timed = {zones.get(entry.court_id or "", DEFAULT_ZONE) for entry in exact if entry.time}
    return calendar(head, timed, (_vevent(entry, cases, courts, public_url, host, zones, first) for entry in exact))


def _vevent(
    entry: Entry, cases: Mapping[str, str], courts: Mapping[str, str], public_url: str, host: str,
    zones: Mapping[str, str], first: Mapping[str, str],
) -> list[Line]:  # fmt: skip
    changed = entry.changed or datetime(1970, 1, 1, tzinfo=UTC)
    mark = " (computed)" if entry.basis == "computed" else " (not confirmed)" if entry.basis == "reported" else ""
    lines = [", ".join(filter(None, (cases.get(entry.case_id or "", ""), courts.get(entry.court_id or "", ""))))]
    lines.append(f"Date: {BASIS[entry.basis]}" + (f", {entry.rule}" if entry.rule else "") + ".")
    known = show_day(changed.astimezone(EASTERN).date())
    lines += [*entry.notes, f"As known on {known}. Not the court’s record and no legal advice."]
    stamp = instant(changed)
    return [
        ("SUMMARY", text(f"{entry.says}{mark}: {entry.about}")),
        *span(entry.day, entry.time, zones.get(entry.court_id or "", DEFAULT_ZONE)),
        ("DTSTAMP", stamp),
        ("UID", text(f"{lasting(entry.key, first)}@{host}")),
        ("DESCRIPTION", text("\n".join(line for line in lines if line))),
        ("LAST-MODIFIED", stamp),
        ("STATUS", "CONFIRMED" if entry.basis in ("stated", "recorded") else "TENTATIVE"),
        ("TRANSP", "TRANSPARENT"),
        ("URL", public_url + entry.link),
    ]


def calendar(head: Sequence[Line], zones: Iterable[str], events: Iterable[Iterable[Line]]) -> bytes:
    """The whole file. zones: every zone that an hour in `events` names.

    A calendar without any component is none (RFC 5545, section 3.6): one without events holds a zone.
    """
    parts = [_timezone(zone) for zone in sorted(zones)]
    for event in events:
        parts += ["BEGIN:VEVENT\r\n", *(fold(*line) for line in event), "END:VEVENT\r\n"]
    opened = ["BEGIN:VCALENDAR\r\n", *(fold(*line) for line in head)]
    return "".join([*opened, *(parts or [_timezone(DEFAULT_ZONE)]), "END:VCALENDAR\r\n"]).encode()


@lru_cache(maxsize=128)
def _timezone(zone: str) -> str:
    return bytes(Timezone.from_tzid(zone).to_ical()).decode()


@lru_cache(maxsize=512)
def span(day: date, clock: str | None, zone: str) -> tuple[Line, ...]:
    """A day, or an hour `14:30` of it: an hour long, as no source says when a hearing ends."""
    if not clock:
        return (("DTSTART;VALUE=DATE", f"{day:%Y%m%d}"), ("DTEND;VALUE=DATE", f"{day + timedelta(days=1):%Y%m%d}"))
    hour, minute = (int(part) for part in clock.split(":"))
    start = datetime.combine(day, time(hour % 24, minute))
    ends = (("DTSTART", start), ("DTEND", start + timedelta(hours=1)))
    return tuple((f"{name};TZID={zone}", f"{moment:%Y%m%dT%H%M%S}") for name, moment in ends)


def instant(moment: datetime) -> str:
    written = moment.astimezone(UTC).isoformat()
    return f"{written[:4]}{written[5:7]}{written[8:13]}{written[14:16]}{written[17:19]}Z"


def text(value: str) -> str:
    """A value of type TEXT (RFC 5545, section 3.3.11). A backslash before N is taken for a line break, since that is
    how calendar programs would read it back."""
    value = value.replace("\\N", "\n").replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return value.replace("\r\n", "\\n").replace("\n", "\\n").replace("\r", "\\n")


def fold(name: str, value: str) -> str:
    """A content line of at most 75 octets with its break, continued on lines that begin with a space (section 3.1).

    Neither a letter of several octets nor an escaped sign is cut in two.
    """
    line = f"{name}:{value}"
    if len(line) < _OCTETS and line.isascii():
        return f"{line}\r\n"
    raw = line.encode()
    if len(raw) < _OCTETS:
        return f"{line}\r\n"
    parts, at = [], 0
    while len(raw) - at >= _OCTETS:
        end = at + _OCTETS - 1
        while raw[end] & 0xC0 == 0x80:
            end -= 1
        if raw[end - 1] in b"\\^":
            end -= 1
        parts.append(raw[at:end])
        at = end
    parts.append(raw[at:])
    return b"\r\n ".join(parts).decode() + "\r\n"
