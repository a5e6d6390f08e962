"""Which events of the register an item tells of: by their day, their figures, or their court and month. Pure."""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from tracker.linking.book import LinkBook
from tracker.linking.caseprofile import CaseProfile
from tracker.linking.dates import Stated, stated_in
from tracker.linking.flows import FlowHit
from tracker.linking.profile import EventProfile
from tracker.linking.reading import Reading
from tracker.linking.seen import Seen

_ORDERED = re.compile(
    r"\b(?:order(?:s|ed)?|block(?:s|ed|ing)?|bar(?:s|red)|enjoin(?:s|ed)|injunctions?|halt(?:s|ed)|stop(?:s|ped)?|stay(?:s|ed)|"
    r"restraining|prohibited|forb(?:ade|idden)|kept|keeps)\b"
)  # fmt: skip
_NOT_ORDERED = re.compile(
    r"\b(?:refus|declin|den(?:y|ie)|reject|turned down|without (?:an? )?order)\w*\b", re.IGNORECASE
)
_SUED = re.compile(r"\b(?:sue[sd]?|suing|lawsuits?|suits?|complaint|filed)\b")
_HEARD = re.compile(r"\b(?:heard|hearing|arguments?|argued)\b")
_APPEALED = re.compile(r"\b(?:appeal(?:s|ed|ing)?)\b")
_SWORN = re.compile(
    r"\b(?:declaration|filing|filed|swore|sworn|admit(?:s|ted)?|acknowledg\w+|conced\w+|disclosed|told)\b"
)
_ASKED = re.compile(r"\b(?:ask(?:s|ed)?|motion|request(?:s|ed)?|seek\w*|sought|urge\w*|appl\w+)\b")
_KINDS = {
    "complaint": _SUED, "hearing": _HEARD, "minute_entry": _HEARD, "notice_of_appeal": _APPEALED, "declaration": _SWORN,
    "notice": _SWORN, "statement": _SWORN, "motion": _ASKED,
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
    told = [seen for seen in reading.seen if seen.line.weight == 1]
    dates = {seen.line.index: stated_in(seen.line.text, reading.published) for seen in told}
    words = frozenset().union(*(seen.line.words for seen in told))
    found: dict[str, list[Told]] = defaultdict(list)
    for case in book.cases.values():
        if case.flows and not any(flow in flows for flow in case.flows):
            continue
        found[case.id] += _by_day(told, case, dates)
        found[case.id] += _by_words(book, told, words, case)
        found[case.id] += _by_place(book, reading, told, case, dates)
        found[case.id] += _just_before(reading, case)
        found[case.id].sort(key=lambda t: -t.weight)
    return found


def _suits(event: EventProfile, text: str) -> bool:
    """Whether a sentence speaks of an act of the event's kind."""
    if event.kind in _RULINGS:
        return bool(_RULED.search(text))
    pattern = _KINDS.get(event.kind)
    return pattern is None or bool(pattern.search(text))


def _by_day(told: list[Seen], case: CaseProfile, dates: dict[int, tuple[Stated, ...]]) -> Iterator[Told]:
    stated = [(day, seen) for seen in told for day in dates[seen.line.index] if day.day]
    for event in case.events if stated else ():
        if not event.day or len(event.day) != 10:
            continue
        seen = next((seen for day, seen in stated if day.is_day(event.day)), None)
        if seen:
            suits = _suits(event, seen.line.text)
            weight = (1.6 if suits else 0.6) * (0.7 if seen.background else 1.0)
            why = f"tells of {_shown(event.day)}"
            yield Told(event, f"{event.day} {event.kind}", weight, why, seen.line.index, suits, suits)


def _shown(iso: str) -> str:
    day = date.fromisoformat(iso)
    return f"{day:%b} {day.day}, {day.year}"


def _just_before(reading: Reading, case: CaseProfile) -> Iterator[Told]:
    """An act of up to three days before the item, of the kind that its title and lead tell."""
    if not reading.published:
        return
    lead = " ".join(seen.line.text for seen in reading.seen[:2])
    for event in case.events:
        if not event.day or len(event.day) != 10 or event.kind not in _KINDS.keys() | _RULINGS:
            continue
        if 0 <= (reading.published - date.fromisoformat(event.day)).days <= 3 and _suits(event, lead):
            why = f"came out just after {_shown(event.day)}"
            yield Told(event, f"near {event.day} {event.kind}", 0.8, why, 1, False)


def _by_words(book: LinkBook, told: list[Seen], words: frozenset[str], case: CaseProfile) -> Iterator[Told]:
    """An event whose figures, names and words stand in the item and in no other case of the register."""
    for event in case.events:
        figures = [f for f in event.figures & words if _telling(f, case) and book.event_words[f] == 1]
        names = [w for w in event.names & words - book.officials if book.event_words[w] == 1]
        others = [w for w in event.words & words - event.names if book.event_words[w] == 1 and not w[0].isdigit()]
        others = [w for w in others if w not in book.officials]
        points = 0.8 * len(figures) + 0.5 * len(names) + min(0.8, 0.2 * len(others))
        if points >= 1.2 and _suits(event, " ".join(seen.line.text for seen in told)):
            shown = ", ".join([*sorted(figures), *sorted(n.title() for n in names), *sorted(others)][:4])
            yield Told(event, f"words {event.id}", min(2.0, points), f"tells of {shown}", 1, points >= 1.4, True)


def _telling(figure: str, case: CaseProfile) -> bool:
    """A figure of its own: no year, and not the number of the executive order that the whole case is about."""
    return len(figure) >= 4 and not re.fullmatch(r"20\d\d", figure) and figure not in case.executive_orders


def _by_place(
    book: LinkBook, reading: Reading, told: list[Seen], case: CaseProfile, dates: dict[int, tuple[Stated, ...]]
) -> Iterator[Told]:
    """A restraining order that is told by its court's place, or by its month."""
    orders = [event for event in case.events if event.restrains and event.day and event.court_id]
    for seen in told if orders else ():
        if not _ORDERED.search(seen.line.text) or _NOT_ORDERED.search(seen.line.text):
            continue
        if book.speaks_of_others(seen.agencies, case.flows):
            continue
        months = [d for d in dates[seen.line.index] if d.day is None and (d.year or reading.published)]
        by_month = [e for e in orders if any(m.is_month(e.day or "", reading.published) for m in months)]
        if len(by_month) == 1:
            month = date.fromisoformat(f"{(by_month[0].day or '')[:7]}-01")
            why = f"tells of an order of {month:%B %Y}"
            yield Told(by_month[0], f"month {by_month[0].id}", 1.2, why, seen.line.index, True, True)
        here = [e for e in orders if _sits_in(case, e, seen.court_places)]
        if len(here) == 1:
            why = "tells of an order of that court"
            yield Told(here[0], f"place {here[0].id}", 1.6, why, seen.line.index, True, True)


def _sits_in(case: CaseProfile, event: EventProfile, places: set[str]) -> bool:
    forum = case.forums.get(event.court_id or "")
    return bool(forum and forum.place and forum.place in places)
