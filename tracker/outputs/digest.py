"""What a digest says: subject, sections and lines, the same for its text and its HTML. Pure.

A subject and the first section speak of confirmed changes only. What only a machine has read is "a ruling was
entered", whatever the machine made of its words.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from urllib.parse import quote

from tracker.dates import MONTHS, show_day
from tracker.law.answers import FlowAnswer
from tracker.outputs import words
from tracker.outputs.records import Coverage, EventRecord
from tracker.text import clip, one_line, outlet, safe_url
from tracker.vocab import CONSEQUENTIAL_RELIEFS, COURT_ACT_KINDS

# What a reader most needs to know first.
STATUS_RANK = ("blocked", "open", "unknown", "limited", "ended", "proposed")
STATUS_LEAD = {**words.STATUS, "unknown": "No longer certain"}
TITLE_LENGTH = 220
SUBJECT_LENGTH = 150
STALE_DAYS = 14
LATE_DAYS = 7


@dataclass(frozen=True, slots=True)
class Change:
    """A flow's status then and now. path: every status in between, oldest first, without `before` and `after`.

    answer: the law model's answer for today, if it agrees with `after`; noted: the day the change was seen here.
    """

    flow_id: str
    flow_name: str
    before: str
    after: str
    since: date | None
    path: tuple[str, ...] = ()
    answer: FlowAnswer | None = None
    noted: date | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """One event to tell, and why: `new changed confirmed corrected late`."""

    event: EventRecord
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Removed:
    """An event that was taken off the record after it had been told."""

    event_id: str
    title: str
    case_name: str | None


@dataclass(frozen=True, slots=True)
class Expected:
    """Something that is to happen on `day`. computed: by rule, not stated by a court."""

    day: date
    text: str
    path: str
    computed: bool = False


@dataclass(frozen=True, slots=True)
class Material:
    """All that one digest has to tell, with the names it needs."""

    changes: Sequence[Change] = ()
    told: Sequence[Told] = ()
    removed: Sequence[Removed] = ()
    news: Sequence[Coverage] = ()
    expected: Sequence[Expected] = ()
    flow_names: Mapping[str, str] = field(default_factory=dict)
    courts: Mapping[str, str] = field(default_factory=dict)

    @property
    def empty(self) -> bool:
        return not (self.changes or self.told or self.removed or self.news)


@dataclass(frozen=True, slots=True)
class Line:
    """One update. lead: a word or day set apart before the sentence; status: a flow status to mark it with."""

    text: str
    url: str
    lead: str = ""
    notes: tuple[str, ...] = ()
    sources: tuple[tuple[str, str], ...] = ()
    status: str | None = None


@dataclass(frozen=True, slots=True)
class Group:
    title: str
    url: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """`cut`: how many more lines there are on the site than are shown here."""

    key: str
    title: str
    intro: str
    groups: tuple[Group, ...]
    cut: int = 0

    @property
    def lines(self) -> tuple[Line, ...]:
        return tuple(line for group in self.groups for line in group.lines)


@dataclass(frozen=True, slots=True)
class Digest:
    subject: str
    preview: str
    sections: tuple[Section, ...]
    updates: int

    def capped(self, most: int) -> "Digest":
        """The same digest with at most `most` lines in each section; what is cut is counted."""
        return replace(self, sections=tuple(_capped(section, most) for section in self.sections))


def build_digest(material: Material, public_url: str, as_of: date) -> Digest:
    """Everything in `material` in the order of a reader's need, each line with its link and its sources."""
    maker = _Maker(material, public_url, as_of)
    piles = _sort(material)
    made = [
        maker.section("status", "What changed in status", "", [maker.change(c) for c in _ranked(material.changes)]),
        maker.section("orders", "Orders and rulings", "", [maker.order(t) for t in piles["orders"]]),
        maker.section(
            "pending", "Rulings not yet read", "A ruling was entered; its outcome is not yet known here.",
            [maker.pending(t) for t in piles["pending"]],
        ),
        maker.by_case("filings", "Filings by case", piles["filings"]),
        maker.section("news", "In the news", "Reports are not orders.", [maker.news(c) for c in material.news]),
        maker.section(
            "corrections", "Corrections and changed entries", "",
            [maker.corrected(t) for t in piles["corrections"]] + [maker.removed(r) for r in material.removed],
        ),
        maker.section(
            "late", "Added to the record", "These happened earlier and are new here.",
            [maker.late(t) for t in piles["late"]],
        ),
    ]  # fmt: skip
    updates = sum(len(section.lines) for section in made)
    ahead = [maker.ahead(e) for e in sorted(material.expected, key=lambda e: (e.day, e.text))]
    made.append(maker.section("expected", "What to expect", "", ahead))
    subject = _subject(material, piles, updates)
    preview = " · ".join(_said(line) for section in made[:-1] for line in section.lines[:2])
    return Digest(subject, clip(preview, 140), tuple(s for s in made if s.groups), updates)


def _sort(material: Material) -> dict[str, list[Told]]:
    """Each event into the one section where it is told. New beats changed: what was never told is not corrected."""
    piles: dict[str, list[Told]] = {k: [] for k in ("orders", "pending", "filings", "corrections", "late")}
    for told in sorted(material.told, key=lambda t: (t.event.day or date.min, t.event.event_id), reverse=True):
        event, first = told.event, {"new", "late", "confirmed"} & set(told.reasons)
        if not first:
            piles["corrections"].append(told)
        elif first == {"late"}:
            piles["late"].append(told)
        elif event.confirmed and (event.order_id or event.kind in COURT_ACT_KINDS):
            piles["orders"].append(told)
        elif _unread_ruling(event):
            piles["pending"].append(told)
        else:
            piles["filings"].append(told)
    return piles


def _unread_ruling(event: EventRecord) -> bool:
    """A court acted on something that matters and no person has read how."""
    if event.confirmed or event.reported_only or event.kind not in COURT_ACT_KINDS:
        return False
    return event.pending or any(relief in CONSEQUENTIAL_RELIEFS for relief, _ in event.actions)


def _ranked(changes: Sequence[Change]) -> list[Change]:
    return sorted(changes, key=lambda c: (c.before == c.after, STATUS_RANK.index(c.after), c.flow_name))


def _subject(material: Material, piles: Mapping[str, list[Told]], updates: int) -> str:
    """The most important confirmed change; with none, what there is, without its outcome."""
    more = f" — and {words.counted(updates - 1, 'more update')}" if updates > 1 else ""
    return clip(one_line(_first(material, piles)), SUBJECT_LENGTH - len(more)) + more


def _first(material: Material, piles: Mapping[str, list[Told]]) -> str:
    for change in _ranked(material.changes):
        if change.before != change.after:
            return f"{STATUS_LEAD[change.after]}: {change.flow_name}"
    for told in piles["orders"]:
        return f"{told.event.title} ({_case(told.event)})"
    for told in piles["pending"]:
        return f"A ruling was entered in {_case(told.event)}"
    for told in piles["filings"]:
        # The docket's own words may name an outcome that nobody has checked, so an unread act is only counted.
        what = words.label(words.KIND, told.event.kind)
        return f"{'A ruling was entered' if told.event.kind in COURT_ACT_KINDS else what} in {_case(told.event)}"
    for change in material.changes:
        return f"{change.flow_name}: changed and back"
    for item in material.news:
        return f"In the news: {item.title}"
    for told in piles["corrections"]:
        return f"An entry changed in {_case(told.event)}"
    for gone in material.removed:
        return f"Taken off the record in {gone.case_name or 'a case'}"
    return f"Added to the record of {_case(piles['late'][0].event)}" if piles["late"] else "Nothing new"


def _case(event: EventRecord) -> str:
    return clip(event.case_name or event.caption or "a case", 70)


def _said(line: Line) -> str:
    return f"{line.lead}: {line.text}" if line.lead else line.text


@dataclass(frozen=True, slots=True)
class _Maker:
    material: Material
    public_url: str
    as_of: date

    def link(self, *parts: str) -> str:
        return "/".join((self.public_url, *(quote(part, safe="") for part in parts)))

    def section(self, key: str, title: str, intro: str, lines: list[Line]) -> Section:
        return Section(key, title, intro, (Group("", "", tuple(lines)),) if lines else ())

    def by_case(self, key: str, title: str, pile: list[Told]) -> Section:
        cases: dict[tuple[str, str], list[Line]] = {}
        for told in pile:
            url = self.link("cases", told.event.case_id) if told.event.case_id else self.link("timeline")
            cases.setdefault((told.event.case_name or told.event.caption or "Other", url), []).append(self.filing(told))
        return Section(key, title, "", tuple(Group(name, url, tuple(lines)) for (name, url), lines in cases.items()))

    def change(self, change: Change) -> Line:
        between = words.listed([words.STATUS[s].lower() for s in change.path])
        before, after = words.STATUS[change.before].lower(), words.STATUS[change.after]
        means = words.STATUS_MEANS[change.after]
        if change.before == change.after:
            text = f"{change.flow_name} is {before} again, as it was; in between it was {between or 'different'}."
        else:
            text = f"{change.flow_name}{_since(change.since)}. It was {before} before."
        text += f" {means[:1].upper()}{means[1:]}."
        if change.since and change.noted and (change.noted - change.since).days > LATE_DAYS:
            text += f" This is older than its place on the record here, which is of {show_day(change.noted)}."
        orders = change.answer.orders_in_force if change.answer else ()
        uncertain = change.answer.orders_uncertain if change.answer else ()
        text += f" {words.STATUS_MEANS[change.after].capitalize()}."
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
            text, self.link("flows", change.flow_id), after, tuple(clip(n, 300) for n in notes),
            _sources(tuple(sources)), change.after,
        )  # fmt: skip

    def order(self, told: Told) -> Line:
        event = told.event
        notes = [self.where(event)]
        if event.actions:
            notes.append("; ".join(words.action(r, d or None) for r, d in event.actions[:4]))
        effects = [f"{words.EFFECT[e]} {self.flow(f)}" for f, e in event.flows if e][:6]
        if effects:
            notes.append("Effect: " + words.listed(effects))
        read = ", now read by a person" if "confirmed" in told.reasons and "new" not in told.reasons else ""
        notes.append(_mark(event) + read)
        return self.line(event, clip(event.title, TITLE_LENGTH), notes)

    def pending(self, told: Told) -> Line:
        event = told.event
        asked = [words.label(words.RELIEF, r) for r, _ in event.actions[:3]]
        text = f"A ruling was entered in {_case(event)}" + (f", on: {words.listed(asked)}" if asked else "") + "."
        flows = [self.flow(f) for f, _ in event.flows[:4]]
        notes = [self.where(event), f"The docket calls it “{clip(_label(event), 120)}”"]
        if event.pending and flows:
            notes.append("May touch: " + words.listed(flows))
        return self.line(event, text, [*notes, _mark(event)])

    def filing(self, told: Told) -> Line:
        event = told.event
        return self.line(event, clip(event.title, TITLE_LENGTH), [self.where(event), _mark(event)])

    def corrected(self, told: Told) -> Line:
        event = told.event
        what = "Corrected" if "corrected" in told.reasons else "Changed on the docket"
        notes = [_case(event), self.where(event), _mark(event)]
        return replace(self.line(event, clip(event.title, TITLE_LENGTH), notes), lead=what)

    def removed(self, gone: Removed) -> Line:
        notes = (gone.case_name,) if gone.case_name else ()
        return Line(clip(one_line(gone.title), TITLE_LENGTH), self.link("events", gone.event_id), "Taken off", notes)

    def late(self, told: Told) -> Line:
        event = told.event
        return self.line(event, clip(event.title, TITLE_LENGTH), [_case(event), self.where(event), _mark(event)])

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

    def where(self, event: EventRecord) -> str:
        parts = [self.material.courts.get(event.court_id or "", event.court_id or "")]
        parts.append(f"No. {event.docket_number}" if event.docket_number else "")
        parts.append(f"ECF No. {event.document}" if event.document else "")
        return ", ".join(part for part in parts if part)


def _label(event: EventRecord) -> str:
    """The court's own label of an entry, without what we add to it."""
    short = event.body.get("short")
    return one_line(" and ".join(str(s) for s in short)) if isinstance(short, list) and short else event.title


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
    return tuple((outlet(url), url) for url in urls if safe_url(url))[:3]


def _capped(section: Section, most: int) -> Section:
    groups, left = [], most
    for group in section.groups:
        lines = group.lines[:left]
        left -= len(lines)
        if lines:
            groups.append(replace(group, lines=lines))
    kept = sum(len(group.lines) for group in groups)
    return replace(section, groups=tuple(groups), cut=len(section.lines) - kept)
