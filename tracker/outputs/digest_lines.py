"""One line of a digest for each thing that it tells: its words, its link, its sources, and how it is known. Pure."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from urllib.parse import quote

from tracker.dates import MONTHS, show_day
from tracker.outputs import words
from tracker.outputs.digest_model import Change, Expected, Group, Line, Material, Removed, Section, Told
from tracker.outputs.records import Coverage, EventRecord
from tracker.text import clip, one_line, outlet, outlets, safe_url

TITLE_LENGTH = 220
NOTE_LENGTH = 500
STALE_DAYS = 14
LATE_DAYS = 7


@dataclass(frozen=True, slots=True)
class Maker:
    """Makes lines out of `material`; `as_of` is today. made: lines made before, by what makes them."""

    material: Material
    public_url: str
    as_of: date
    made: dict[Any, Line]

    def told(self, make: Callable[[Told], Line], told: Told) -> Line:
        """The line of an event, which is the same in every digest that tells it for the same reasons."""
        key = (make.__name__, told.event.event_id, told.reasons)
        if key not in self.made:
            self.made[key] = make(told)
        return self.made[key]

    def link(self, *parts: str) -> str:
        return "/".join((self.public_url, *(quote(part, safe="") for part in parts)))

    def section(self, key: str, title: str, intro: str, lines: list[Line]) -> Section:
        return Section(key, title, intro, (Group("", "", tuple(lines)),) if lines else ())

    def bycase_of(self, key: str, title: str, pile: list[Told]) -> Section:
        cases: dict[tuple[str, str | None], list[Line]] = {}
        for told in pile:
            case = (told.event.case_name or told.event.caption or "Other", told.event.case_id)
            cases.setdefault(case, []).append(self.told(self.filing, told))
        groups = [
            Group(name, self.link("cases", case_id) if case_id else self.link("timeline"), tuple(lines))
            for (name, case_id), lines in cases.items()
        ]
        return Section(key, title, "", tuple(groups))

    def change(self, change: Change) -> Line:
        """The line of a flow whose status changed: from what to what, since when, and by which orders."""
        between = words.listed([words.STATUS[s].lower() for s in change.path])
        before, after = words.STATUS[change.before].lower(), words.STATUS[change.after]
        means = words.STATUS_MEANS[change.after]
        text = f"{change.flow_name}{_since(change.since)}"
        more = f"It was {before} before. {means[:1].upper()}{means[1:]}."
        if change.before == change.after:
            text = f"{change.flow_name} is {before} again, as it was"
            more = f"In between it was {between or 'different'}."
        if change.since and change.noted and (change.noted - change.since).days > LATE_DAYS:
            more += f" This is older than its place on the record here, which is of {show_day(change.noted)}."
        orders = change.answer.orders_in_force if change.answer else ()
        uncertain = change.answer.orders_uncertain if change.answer else ()
        notes = [f"{order.title}, {show_day(order.entered)}: {one_line(order.extent)}" for order in orders[:4]]
        if change.after == "unknown":
            notes += [f"Not certain: {order.title}, {show_day(order.entered)}" for order in uncertain[:4]]
        notes += [p.text[:1].upper() + p.text[1:] + "." for p in (change.answer.pending[:2] if change.answer else ())]
        if change.answer and change.after == "open":
            notes.append(f"Whether data moves is a separate fact: {words.OPERATING[change.answer.operating]}.")
        checked = change.answer.verified_through if change.answer else None
        if checked and (self.as_of - checked).days > STALE_DAYS:
            notes.append(f"Last checked against its sources {show_day(checked)}.")
        sources = dict.fromkeys(s for r in (change.answer.because if change.answer else ()) for s in r.sources)
        return Line(
            text, self.link("flows", change.flow_id), after, tuple(_clip_note(n) for n in notes),
            _sources(tuple(sources)), change.after, more,
        )  # fmt: skip

    def order(self, told: Told) -> Line:
        event = told.event
        notes = []
        if event.actions:
            notes.append("; ".join(words.action(r, d or None) for r, d in event.actions[:4]))
        effects = [f"{words.EFFECT[e]} {self.flow(f)}" for f, e in event.flows if e][:6]
        if effects:
            notes.append("Effect: " + words.listed(effects))
        read = " since it was first told here" if "confirmed" in told.reasons and "new" not in told.reasons else ""
        notes.append(self.where(event, read))
        return self.line(event, clip(event.title, TITLE_LENGTH), notes)

    def pending(self, told: Told) -> Line:
        event = told.event
        asked = [words.label(words.RELIEF, r) for r, _ in event.actions[:3]]
        text = f"A ruling was entered in {case_of(event)}" + (f", on: {words.listed(asked)}" if asked else "") + "."
        flows = [self.flow(f) for f, _ in event.flows[:4]]
        notes = [f"The docket calls it “{clip(_label(event), 120)}”"]
        if event.pending and flows:
            notes.append("May touch: " + words.listed(flows))
        return self.line(event, text, [*notes, self.where(event)])

    def filing(self, told: Told) -> Line:
        event = told.event
        return self.line(event, clip(event.title, TITLE_LENGTH), [self.where(event)])

    def corrected(self, told: Told) -> Line:
        event = told.event
        what = "Corrected" if "corrected" in told.reasons else "Changed on the docket"
        notes = [case_of(event), self.where(event)]
        return replace(self.line(event, clip(event.title, TITLE_LENGTH), notes), lead=what)

    def removed(self, gone: Removed) -> Line:
        notes = (gone.case_name,) if gone.case_name else ()
        return Line(clip(one_line(gone.title), TITLE_LENGTH), self.link("events", gone.event_id), "Taken off", notes)

    def late(self, told: Told) -> Line:
        event = told.event
        return self.line(event, clip(event.title, TITLE_LENGTH), [case_of(event), self.where(event)])

    def news(self, item: Coverage) -> Line:
        url = safe_url(item.url) or self.link("timeline")
        day = item.published_at.date() if item.published_at else None
        host = item.outlet or outlet(item.url)
        return Line(clip(item.title, TITLE_LENGTH), url, _day(day, "day"), tuple(filter(None, (host,))))

    def ahead(self, expected: Expected) -> Line:
        notes = ("computed by rule, not stated by a court",) if expected.computed else ()
        return Line(expected.text, self.public_url + expected.path, show_day(expected.day), notes)

    def line(self, event: EventRecord, text: str, notes: list[str]) -> Line:
        url = self.link("events", event.event_id)
        sources = _sources(tuple(s.url for s in event.sources))
        return Line(text, url, _day(event.day, event.precision), tuple(n for n in notes if n), sources)

    def flow(self, flow_id: str) -> str:
        return self.material.flow_names.get(flow_id, flow_id)

    def where(self, event: EventRecord, read: str = "") -> str:
        """`D.D.C., No. 1:25-cv-00457, ECF No. 54 · confirmed by a person`."""
        parts = [self.material.courts.get(event.court_id or "", event.court_id or "")]
        parts.append(f"No. {event.docket_number}" if event.docket_number else "")
        parts.append(f"ECF No. {event.document}" if event.document else "")
        return " · ".join(filter(None, (", ".join(part for part in parts if part), _mark(event) + read)))


def _label(event: EventRecord) -> str:
    """The court's own label of an entry, without what we add to it."""
    short = event.body.get("short")
    return one_line(" and ".join(str(s) for s in short)) if isinstance(short, list) and short else event.title


def _clip_note(note: str) -> str:
    # What an order excepts stands at the end; a reader must see that something was cut.
    return note if len(note) <= NOTE_LENGTH else clip(note, NOTE_LENGTH) + " (in full on the page)"


def _since(since: date | None) -> str:
    return f", since {show_day(since)}" if since else ""


def _day(day: date | None, precision: str) -> str:
    if day is None:
        return ""
    return f"{MONTHS[day.month - 1]} {day.year}" if precision == "month" else show_day(day)


def _mark(event: EventRecord) -> str:
    if event.reported_only:
        return "reported, not confirmed"
    return "confirmed by a person" if event.confirmed else "read by machine"


def _sources(urls: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """Up to three sources as (whose, address); an address that is not plain http or https is left out."""
    safe = [url for url in urls if safe_url(url)][:3]
    return tuple(zip(outlets(safe), safe, strict=True))


def case_of(event: EventRecord) -> str:
    return clip(event.case_name or event.caption or "a case", 70)
