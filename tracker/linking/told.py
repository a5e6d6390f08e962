"""Which events of the register an item tells of: by their day, their figures, or their court and month. Pure."""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from tracker.linking.book import CaseProfile, LinkBook
from tracker.linking.dates import Stated, stated_in
from tracker.linking.flows import FlowHit
from tracker.linking.model import NewsEvent
from tracker.linking.profile import EventProfile
from tracker.linking.reading import Reading

_ORDERED = re.compile(
    r"\b(?:order(?:s|ed)?|block(?:s|ed|ing)?|bar(?:s|red)|enjoin(?:s|ed)|injunctions?|halt(?:s|ed)|stop(?:s|ped)?|stay(?:s|ed)|"
    r"restraining|prohibited|forb(?:ade|idden)|kept|keeps)\b"
)  # fmt: skip
_SUED = re.compile(r"\b(?:sue[sd]?|suing|lawsuits?|suits?|complaint|filed)\b")
_HEARD = re.compile(r"\b(?:heard|hearing|arguments?|argued)\b")
_APPEALED = re.compile(r"\b(?:appeal(?:s|ed|ing)?)\b")
_SWORN = re.compile(
    r"\b(?:declaration|filing|filed|swore|sworn|admit(?:s|ted)?|acknowledg\w+|conced\w+|disclosed|told)\b"
)
_KINDS = {
    "complaint": _SUED, "hearing": _HEARD, "minute_entry": _HEARD, "notice_of_appeal": _APPEALED, "declaration": _SWORN,
    "notice": _SWORN, "statement": _SWORN, "motion": re.compile(r"\b(?:ask(?:s|ed)?|motion|request(?:s|ed)?|seek\w*|sought|urge\w*|appl\w+)\b"),
}  # fmt: skip
_RULED = re.compile(
    r"\b(?:rul(?:ed|es|ing)|order(?:s|ed)?|block(?:s|ed)|den(?:y|ied|ies)|refus(?:ed|es)|reject(?:s|ed)|dismiss(?:ed|es|al)|"
    r"grant(?:s|ed)|judge|court|decision|opinion|injunction|affirm(?:s|ed)|vacat(?:ed|es)|overturn(?:s|ed)|declin(?:ed|es)|"
    r"stay(?:s|ed)|halt(?:s|ed)|bar(?:s|red)|extend(?:s|ed)|toss(?:es|ed)|paus(?:es|ed)|lift(?:s|ed)|enjoin(?:s|ed)|sided)\b"
)  # fmt: skip


_RULINGS = frozenset(("order", "opinion", "judgment", "report_recommendation"))


@dataclass(frozen=True, slots=True)
class Told:
    """weight: what it adds to the case; sure: good enough to link the event itself, once the case is linked;
    firm: it tells this case from others on the same flow."""

    event: EventProfile
    key: str
    weight: float
    why: str
    line: int
    sure: bool
    firm: bool = False


def find_told(book: LinkBook, reading: Reading, flows: dict[str, FlowHit]) -> dict[str, list[Told]]:
    """By case, what the item may tell of its events, the strongest first."""
    dates = {
        seen.line.index: stated_in(seen.line.text, reading.published) for seen in reading.seen if seen.line.weight == 1
    }
    found: dict[str, list[Told]] = defaultdict(list)
    for case in book.cases.values():
        if not any(flow in flows for flow in case.flows) and case.flows:
            continue
        for told in (
            *_by_day(reading, case, dates),
            *_by_words(book, reading, case),
            *_by_place(reading, case, dates),
            *_just_before(reading, case),
        ):
            found[case.id].append(told)
        found[case.id].sort(key=lambda t: -t.weight)
    return found


def _suits(event: EventProfile, text: str) -> bool:
    """Whether a sentence speaks of an act of the event's kind."""
    if event.kind in _RULINGS:
        return bool(_RULED.search(text))
    pattern = _KINDS.get(event.kind)
    return pattern is None or bool(pattern.search(text))


def _by_day(reading: Reading, case: CaseProfile, dates: dict[int, tuple[Stated, ...]]) -> Iterator[Told]:
    for event in case.events:
        if not event.day or len(event.day) != 10:
            continue
        for seen in reading.seen:
            named = [d for d in dates.get(seen.line.index, ()) if d.is_day(event.day)]
            if not named:
                continue
            suits = _suits(event, seen.line.text)
            weight = (1.6 if suits else 0.6) * (0.7 if seen.background else 1.0)
            shown = f"tells of {event.day}"
            yield Told(event, f"{event.day} {event.kind}", weight, shown, seen.line.index, suits, suits)
            break


def _just_before(reading: Reading, case: CaseProfile) -> Iterator[Told]:
    """An act of up to three days before the item, of the kind that its title and lead tell."""
    if not reading.published:
        return
    lead = " ".join(seen.line.text for seen in reading.seen[:2])
    for event in case.events:
        if event.day and len(event.day) == 10 and event.kind in _KINDS.keys() | _RULINGS and _suits(event, lead):
            if 0 <= (reading.published - date.fromisoformat(event.day)).days <= 3:
                yield Told(event, f"near {event.day} {event.kind}", 0.8, f"came out just after {event.day}", 1, False)


def _by_words(book: LinkBook, reading: Reading, case: CaseProfile) -> Iterator[Told]:
    told = [seen for seen in reading.seen if seen.line.weight == 1]
    words = frozenset().union(*(seen.line.words for seen in told))
    for event in case.events:
        figures = [f for f in event.figures & words if _rare(f) and book.event_words[f] <= 2]
        rare = [w for w in event.words & words if book.event_words[w] == 1]
        points = 0.8 * len(figures) + 0.4 * len(rare)
        if points >= 1.2 and _suits(event, " ".join(seen.line.text for seen in told)):
            shown = ", ".join(sorted([*figures, *rare])[:4])
            yield Told(
                event, f"words {event.id}", min(2.0, points), f"tells what the event tells ({shown})", 1, points >= 1.6
            )


def _rare(figure: str) -> bool:
    return len(figure) >= 4 and not re.fullmatch(r"20\d\d", figure)


def _by_place(reading: Reading, case: CaseProfile, dates: dict[int, tuple[Stated, ...]]) -> Iterator[Told]:
    """A restraining order that is told by its court's place, or by its month."""
    orders = [event for event in case.events if event.after and event.day and event.court_id]
    for seen in reading.seen:
        if seen.line.weight < 1 or not _ORDERED.search(seen.line.text):
            continue
        months = [d for d in dates[seen.line.index] if d.day is None]
        months = [m for m in months if m.year or reading.published]
        by_month = [e for e in orders if any(m.is_month(e.day or "", reading.published) for m in months)]
        if len(by_month) == 1:
            yield Told(by_month[0], f"month {by_month[0].id}", 1.2, f"tells of an order of {(by_month[0].day or '')[:7]}",
                       seen.line.index, True, True)  # fmt: skip
        here = [e for e in orders if _sits_in(case, e, seen.court_places)]
        if len(here) == 1 and seen.court_places | seen.courts:
            yield Told(
                here[0], f"place {here[0].id}", 0.8, "tells of an order of that court", seen.line.index, True, True
            )


def _sits_in(case: CaseProfile, event: EventProfile, places: set[str]) -> bool:
    forum = case.forums.get(event.court_id or "")
    return bool(forum and forum.place and forum.place in places)


_RULES_ALIKE = {
    "temporary_restraining_order": "preliminary_injunction",
    "stay_of_agency_action": "preliminary_injunction",
}


def choose_events(
    cases: list[CaseProfile], told: dict[str, list[Told]], reading: Reading, event: NewsEvent, day: date | None
) -> list[EventProfile]:
    """The register's events that the item tells of: sure ones of the linked cases, and the one it reports as its news."""
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
        alike = [e for e in same_day if _agrees(e, news)]
        if event in (alike or same_day):
            kept.append(event)
    return kept


def _agrees(event: EventProfile, news: NewsEvent) -> bool:
    """Whether the register's event decides, or seeks, what the item reports."""
    if news.kind == "complaint":
        return event.kind == "complaint"
    if news.kind == "hearing":
        return event.kind in ("hearing", "minute_entry")
    relief = _RULES_ALIKE.get(news.relief, news.relief)
    return any(
        _RULES_ALIKE.get(r, r) == relief and (d == news.disposition or {d, news.disposition} <= _GRANTED)
        for r, d in event.actions
    )  # fmt: skip


_GRANTED = {"granted", "granted_in_part", "entered", "extended"}


def _reported(case: CaseProfile, news: NewsEvent, day: date | None, reading: Reading) -> EventProfile | None:
    """The one event of the case that is the item's news: of its day or just before it, and of its kind."""
    alike = [e for e in case.events if _agrees(e, news) and _not_later(e, reading)]
    if day:
        alike = [e for e in alike if e.day and len(e.day) == 10 and abs((date.fromisoformat(e.day) - day).days) <= 1]
        exact = [e for e in alike if e.day == day.isoformat()]
        alike = exact or alike
    elif reading.published:
        since = reading.published - timedelta(days=7)
        alike = [e for e in alike if e.day and len(e.day) == 10 and date.fromisoformat(e.day) >= since]
    return alike[0] if len(alike) == 1 else None
