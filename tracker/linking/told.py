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
from tracker.linking.model import NewsEvent
from tracker.linking.profile import EventProfile
from tracker.linking.reading import Reading
from tracker.linking.seen import Seen

_ORDERED = re.compile(
    r"\b(?:order(?:s|ed)?|block(?:s|ed|ing)?|bar(?:s|red)|enjoin(?:s|ed)|injunctions?|halt(?:s|ed)?|stop(?:s|ped)?|stay(?:s|ed)|"
    r"restraining|prohibited|forb(?:ade|ids?|idden)|kept|keeps|put (?:an end|a stop) to)\b",
    re.IGNORECASE,
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
_TO_COURT = re.compile(r"\b(?:courts?|filings?|declaration|judges?)\b")
_SWORN_PAPERS = frozenset(("declaration", "sworn", "affidavit"))
_KINDS = {
    "complaint": _SUED, "hearing": _HEARD, "minute_entry": _HEARD, "notice_of_appeal": _APPEALED, "declaration": _SWORN,
    "notice": _SWORN, "statement": _SWORN, "motion": _ASKED,
}  # fmt: skip
_RULED = re.compile(
    r"\b(?:rul(?:ed|es|ing)|order(?:s|ed)?|block(?:s|ed)|den(?:y|ied|ies)|refus(?:ed|es)|reject(?:s|ed)|dismiss(?:ed|es|al)|"
    r"grant(?:s|ed)|judge|court|decision|opinion|injunction|affirm(?:s|ed)|vacat(?:ed|es)|overturn(?:s|ed)|declin(?:ed|es)|"
    r"stay(?:s|ed)|halt(?:s|ed)|bar(?:s|red)|extend(?:s|ed)|toss(?:es|ed)|paus(?:es|ed)|lift(?:s|ed)|enjoin(?:s|ed)|sided|"
    r"put (?:an end|a stop) to)\b"
)  # fmt: skip


_ABOVE = 1.6
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

    @property
    def alone(self) -> bool:
        """The only ruling that a short item can mean."""
        return self.key.startswith(("alone ", "above "))


def find_told(
    book: LinkBook, reading: Reading, flows: dict[str, FlowHit], news: NewsEvent | None = None
) -> dict[str, list[Told]]:
    """By case, what the item may tell of its events, the strongest first. news: what it reports to have happened."""
    told = [seen for seen in reading.seen if seen.line.weight == 1]
    dates = {seen.line.index: stated_in(seen.line.text, reading.published) for seen in told}
    words = frozenset().union(*(seen.line.words for seen in told))
    found: dict[str, list[Told]] = defaultdict(list)
    for case in book.cases.values():
        if case.flows and not any(flow in flows for flow in case.flows):
            continue
        found[case.id] += _by_day(told, case, dates, news)
        found[case.id] += _by_words(book, told, words, case, reading.published, news)
        found[case.id] += _by_place(book, reading, told, case, dates)
        found[case.id] += _just_before(reading, case)
    alone = _one_ruling(reading, found, news)
    if above := _one_above(book, reading, flows, news):
        found[above[0]].append(above[1])
    for case_id, here in found.items():
        found[case_id] = sorted(
            (alone if alone and t.event is alone.event else t for t in here), key=lambda t: -t.weight
        )
    return found


def _one_ruling(reading: Reading, found: dict[str, list[Told]], news: NewsEvent | None) -> Told | None:
    """The ruling, or the government's word to a court, that a short item must mean: of all on the flows that it names,
    the only one of the three days before it with the reported relief and outcome, by no other court than it names."""
    if news is None or (news.kind not in _RULINGS or news.relief == "none") and news.kind != "disclosure":
        return None
    if news.kind == "disclosure" and not any(_TO_COURT.search(seen.line.text) for seen in reading.told[:2]):
        return None
    kinds = _STATEMENTS if news.kind == "disclosure" else _RULINGS
    courts = set().union(*(seen.courts for seen in reading.told))
    near = {
        t.event.id: t for here in found.values() for t in here
        if t.key.startswith("near ") and t.event.kind in kinds and agrees(t.event, news)
        and (not courts or t.event.court_id in courts)
    }  # fmt: skip
    if len(near) != 1:
        return None
    (one,) = near.values()
    return Told(one.event, f"alone {one.event.id}", 1.7, one.why, one.line, True, True)


def _one_above(
    book: LinkBook, reading: Reading, flows: dict[str, FlowHit], news: NewsEvent | None
) -> tuple[str, Told] | None:
    """The case, and its ruling by the court above that the title or the lead names, where nobody knows the item's day:
    the only one of that court with the reported relief and outcome on the flows that it speaks of."""
    if reading.published or news is None or news.kind not in _RULINGS or news.relief == "none":
        return None
    courts = set().union(*(seen.courts for seen in reading.told[:2]))
    found = [
        (case.id, event) for case in book.cases.values() for event in case.events
        if event.court_id in courts & case.forums.keys() and case.forums[event.court_id].kind in ("appeals", "supreme")
        and event.kind in _RULINGS and agrees(event, news) and any(flow in flows for flow in case.flows)
    ]  # fmt: skip
    if len(found) != 1:
        return None
    case_id, event = found[0]
    why = f"tells of the ruling of {book.citations.get(event.court_id or '', 'the court above')}"
    return case_id, Told(event, f"above {event.id}", _ABOVE, why, 1, True, True)


# Reports say "blocked" for any of these; the register says which.
_RULES_ALIKE = {
    "temporary_restraining_order": "preliminary_injunction",
    "stay_of_agency_action": "preliminary_injunction",
}
_GRANTED = {"granted", "granted_in_part", "entered", "extended"}
# What the government says in court or in public of what was done with data.
_STATEMENTS = frozenset(("declaration", "statement", "disclosure"))


def agrees(event: EventProfile, news: NewsEvent) -> bool:
    """Whether the register's event decides, seeks or states what the item reports."""
    if news.kind == "complaint":
        return event.kind == "complaint"
    if news.kind == "hearing":
        return event.kind in ("hearing", "minute_entry")
    if news.kind == "disclosure":
        return event.kind in _STATEMENTS
    relief = _RULES_ALIKE.get(news.relief, news.relief)
    return any(
        _RULES_ALIKE.get(r, r) == relief and (d == news.disposition or {d, news.disposition} <= _GRANTED)
        for r, d in event.actions
    )  # fmt: skip


def _suits(event: EventProfile, text: str) -> bool:
    """Whether a sentence speaks of an act of the event's kind."""
    if event.kind in _RULINGS:
        return bool(_RULED.search(text))
    pattern = _KINDS.get(event.kind)
    return pattern is None or bool(pattern.search(text))


def _by_day(
    told: list[Seen], case: CaseProfile, dates: dict[int, tuple[Stated, ...]], news: NewsEvent | None
) -> Iterator[Told]:
    stated = [(day, seen) for seen in told for day in dates[seen.line.index] if day.day]
    for event in case.events if stated else ():
        if not event.day or len(event.day) != 10:
            continue
        seen = next((seen for day, seen in stated if day.is_day(event.day)), None)
        if seen:
            suits = _suits(event, seen.line.text) and not (seen.line.index <= 1 and _contradicts(event, news))
            weight = (1.6 if suits else 0.6) * (0.7 if seen.background else 1.0)
            why = f"tells of {_shown(event.day)}"
            yield Told(event, f"{event.day} {event.kind}", weight, why, seen.line.index, suits, suits)


def _contradicts(event: EventProfile, news: NewsEvent | None) -> bool:
    """The news is the same relief refused, and the event grants it, or the reverse: another court's act of that day."""
    if news is None or news.kind not in _RULINGS or event.kind not in _RULINGS:
        return False
    outcomes = {d for r, d in event.actions if _RULES_ALIKE.get(r, r) == _RULES_ALIKE.get(news.relief, news.relief)}
    if news.disposition == "denied":
        return bool(outcomes) and outcomes <= _GRANTED
    return news.disposition == "granted" and outcomes == {"denied"}


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


def _to_come(event: EventProfile, published: date | None) -> bool:
    """Whether an event lies after the item's own day, or its docket was opened after it."""
    if published is None:
        return False
    first = date.fromisoformat(event.day) if event.day and len(event.day) == 10 else event.since
    return first is not None and (first - published).days > 1


def _by_words(
    book: LinkBook,
    told: list[Seen],
    words: frozenset[str],
    case: CaseProfile,
    published: date | None,
    news: NewsEvent | None,
) -> Iterator[Told]:
    """An event whose figures, names and words stand in the item and in no other case of the register."""
    sworn = bool(words & _SWORN_PAPERS)
    for event in case.events:
        if _to_come(event, published):
            continue
        figures = [f for f in event.figures & words if _telling(f, case) and book.event_words[f] == 1]
        names = [w for w in event.names & words - book.officials if book.event_words[w] == 1]
        others = [w for w in event.words & words - event.names if book.event_words[w] == 1 and not w[0].isdigit()]
        others = [w for w in others if w not in book.officials]
        points = 0.8 * len(figures) + 0.5 * len(names) + min(0.8, 0.2 * len(others))
        points += 0.4 if points and sworn and event.kind == "declaration" else 0.0
        if points >= 1.2 and _suits(event, " ".join(seen.line.text for seen in told)):
            shown = ", ".join([*sorted(figures), *sorted(n.title() for n in names), *sorted(others)][:4])
            sure = points >= 1.4 or (news is not None and agrees(event, news))
            yield Told(event, f"words {event.id}", min(2.0, points), f"tells of {shown}", 1, sure, True)


def _telling(figure: str, case: CaseProfile) -> bool:
    """A figure of its own: no year, and not the number of the executive order that the whole case is about."""
    return len(figure) >= 4 and not re.fullmatch(r"20\d\d", figure) and figure not in case.executive_orders


def _by_place(
    book: LinkBook, reading: Reading, told: list[Seen], case: CaseProfile, dates: dict[int, tuple[Stated, ...]]
) -> Iterator[Told]:
    """A restraining order that is told by its court's place, or by its month."""
    orders = [event for event in case.events if event.restrains and event.day and event.court_id]
    orders = [event for event in orders if not _to_come(event, reading.published)]
    for seen in told if orders else ():
        if not _ORDERED.search(seen.line.text) or _NOT_ORDERED.search(seen.line.text):
            continue
        if book.speaks_of_others(seen.agencies, case.flows):
            continue
        # Another case's judge alone in the sentence: the order is that judge's.
        judges = {name for name, lines in reading.judges.items() if seen.line.index in lines}
        if judges and not judges & case.judges.keys():
            continue
        months = [d for d in dates[seen.line.index] if d.day is None]
        by_month = [e for e in orders if any(m.is_month(e.day or "", reading.published) for m in months)]
        if len(by_month) == 1:
            month = date.fromisoformat(f"{(by_month[0].day or '')[:7]}-01")
            why = f"tells of an order of {month:%B %Y}"
            # "In November", in an item whose own day nobody knows, names no case; of a case named otherwise, its order.
            dated = reading.published is not None or any(m.year for m in months)
            yield Told(by_month[0], f"month {by_month[0].id}", 1.2 if dated else 0.2, why, seen.line.index, True, dated)
        here = [e for e in orders if _sits_in(case, e, seen)]
        if not here and len(orders) == 1 and judges & case.judges.keys() - case.panel:
            # The judge's name counts for the case by itself; here it only says which order.
            yield Told(orders[0], f"judged {orders[0].id}", 0.2, "tells of that judge's order", seen.line.index, True)
        if len(here) == 1:
            why = "tells of an order of that court"
            yield Told(here[0], f"place {here[0].id}", 1.6, why, seen.line.index, True, True)


def _sits_in(case: CaseProfile, event: EventProfile, seen: Seen) -> bool:
    """Whether a sentence names the court of `event`, by its state or as a trial court by its city."""
    forum = case.forums.get(event.court_id or "")
    if forum is None:
        return False
    return forum.place in seen.court_places or (forum.kind == "district" and event.court_id in seen.courts)
