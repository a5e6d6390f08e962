"""What the register's own facts look like in words: one profile a flow, one a case. Pure.

Everything a link can stand on comes out of here, so that a case or flow written down tomorrow is found by its facts.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from tracker.courts import Courts
from tracker.linking.lexicon import AGENCIES, COMMON, DATA_NOUNS, TOPICS, TRANSFERS
from tracker.linking.places import STATES, Forum, forum
from tracker.linking.words import Phrases, norms, plain, tokens
from tracker.register.schema import Agency, Case, Event, Flow, event_id

_SURE = Phrases({key: agency.names for key, agency in AGENCIES.items()})
_TOPICS = Phrases(TOPICS)
# "Queries" and "files" are in the news of every flow.
_OF_ANY_FLOW = frozenset(" ".join(norms(phrase)) for phrase in (*DATA_NOUNS, *TRANSFERS))
_STATES = Phrases({code: (name,) for code, name in STATES.items()})
_NUMBER_YEAR = re.compile(r"(?:^|:)(\d\d)(?:-|A)")
_EXECUTIVE_ORDER = re.compile(r"\b(?:EO|Executive Order)\s+(\d{5})\b")
_FIGURE = re.compile(r"\d[\d,]*(?:\.\d+)?")
# How much a topic says about a flow, by where the flow names it.
_KINDS = frozenset(("address", "phone", "wage", "photograph", "birth", "citizenship", "passport", "employer"))
_NAME, _SYSTEM, _DATA, _INSTRUMENT, _PURPOSE = 1.0, 1.0, 0.5, 0.4, 0.3


def hits(phrases: Phrases, text: str) -> frozenset[str]:
    return frozenset(hit.value for hit in phrases.find(tokens(plain(text))))


@dataclass(frozen=True, slots=True)
class End:
    """One end of a flow. `sure`: agencies that are it; `near`: its department, and what is part of it;
    `topics`: a record system that stands for it (SAVE for USCIS)."""

    sure: frozenset[str]
    near: frozenset[str]
    topics: frozenset[str]


@dataclass(frozen=True, slots=True)
class FlowProfile:
    """topics: how surely a kind of record is this flow's, 0..1; rarity: how few other flows have it, 0..1;
    kept: kinds of record that only its source keeps; own: words that no other flow uses; kinds: plain words for data
    that it names ("addresses"); states: where a named few states give; first: the day it was first known.
    """

    id: str
    name: str
    source: End
    recipient: End
    topics: Mapping[str, float]
    rarity: Mapping[str, float]
    kept: frozenset[str]
    own: frozenset[str]
    kinds: frozenset[str]
    states: frozenset[str]
    first: date | None


@dataclass(frozen=True, slots=True)
class EventProfile:
    """`day`: ISO day or month, or None; `since`: the first day it can have happened: that on which its docket was
    opened. `figures`: numbers it states; `words`: what its title and text say, `names`
    those of them that are names; `restrains`: it is an order with restrictions."""

    id: str
    day: str | None
    kind: str
    actions: frozenset[tuple[str, str | None]]
    court_id: str | None
    flows: frozenset[str]
    figures: frozenset[str]
    words: frozenset[str]
    names: frozenset[str]
    restrains: bool
    since: date | None = None


def day_of(text: str | None) -> date | None:
    """A register date; a month counts from its first day."""
    return date.fromisoformat(text if len(text) == 10 else f"{text}-01") if text else None


def own_agency(agency: Agency) -> str:
    """The key of an agency that the lexicon does not know."""
    return "own " + " ".join(norms(agency.name))


def source_keys(agency: Agency) -> frozenset[str]:
    """Which agencies give: all that its name and short name hold, else itself."""
    found = hits(_SURE, f"{_before_note(agency.name)}; {agency.short}")
    return found | {"states"} if agency.part_of == "States" else found or frozenset({own_agency(agency)})


def recipient_keys(agency: Agency) -> frozenset[str]:
    """Which agencies receive: those of the short name ("DOGE" of "Treasury DOGE Team"), else of the full one."""
    short = hits(_SURE, agency.short)
    if short <= {"states"}:
        short |= hits(_SURE, _before_note(agency.name))
    return short or frozenset({own_agency(agency)})


def _before_note(name: str) -> str:
    return name.split(" (")[0]


def _end(agency: Agency, sure: frozenset[str], *, receives: bool) -> End:
    near = {AGENCIES[key].parent for key in sure if key in AGENCIES}
    near |= hits(_SURE, agency.part_of or "") - {"states"}
    if receives:
        near |= {key for key, known in AGENCIES.items() if known.parent in sure}
    topics = hits(_TOPICS, f"{agency.system or ''} {agency.short}")
    return End(sure, frozenset(key for key in near if key and key not in sure), topics)


def _texts(flow: Flow) -> list[tuple[str, float]]:
    return [
        (flow.name, _NAME), (flow.source.system or "", _SYSTEM), (flow.recipient.system or "", _DATA),
        (flow.source.name, _PURPOSE), *((item, _DATA) for item in flow.data), (flow.instrument or "", _INSTRUMENT),
        (flow.purpose or "", _PURPOSE),
    ]  # fmt: skip


def _topics(texts: Iterable[tuple[str, float]]) -> dict[str, float]:
    found: dict[str, float] = {}
    for text, weight in texts:
        for topic in hits(_TOPICS, text):
            found[topic] = max(weight, found.get(topic, 0.0))
    return found


def _plain_words(text: str) -> set[str]:
    """Words that no lexicon entry explains and that are not everyday words."""
    line = tokens(plain(text))
    taken = {
        i for phrases in (_SURE, _TOPICS, _STATES) for hit in phrases.find(line) for i in range(hit.start, hit.end)
    }
    words = {token.norm for index, token in enumerate(line) if index not in taken}
    return {w for w in words if w not in COMMON and (len(w) > 3 or w.isdigit()) and not (w.isdigit() and len(w) < 4)}


def _own_words(flow: Flow) -> set[str]:
    """The flow's own words: all of its name, system and data, and the names and numbers of its instrument."""
    texts = [flow.name, flow.source.system or "", flow.recipient.system or "", *flow.data]
    named = " ".join(re.findall(r"(?<!^)\b(?:[A-Z][\w-]{3,}|\d[\d,]{3,})", flow.instrument or ""))
    found = set().union(*(_plain_words(text) for text in (*texts, named))) - _OF_ANY_FLOW
    ends = (flow.source, flow.recipient)
    return found - {
        w for end in ends if own_agency(end) in source_keys(end) | recipient_keys(end) for w in norms(end.name)
    }


def flow_profiles(flows: Mapping[str, Flow]) -> dict[str, FlowProfile]:
    """What makes each flow known in a text, by flow id: words of its own, its topics, the names of its two ends."""
    words = {flow.id: _own_words(flow) for flow in flows.values()}
    spread = Counter(word for found in words.values() for word in found)
    topics = {flow.id: _topics(_texts(flow)) for flow in flows.values()}
    common: Counter[str] = Counter()
    for found in topics.values():
        common.update(found)
    ends = {
        flow.id: (_end(flow.source, source_keys(flow.source), receives=False),
                  _end(flow.recipient, recipient_keys(flow.recipient), receives=True))
        for flow in flows.values()
    }  # fmt: skip
    keepers = _keepers(source for source, _ in ends.values())
    destinations = Counter(topic for _, recipient in ends.values() for topic in recipient.topics)
    return {
        flow.id: FlowProfile(
            flow.id, flow.name, *ends[flow.id],
            {t: w for t, w in topics[flow.id].items() if not (t in ends[flow.id][1].topics and destinations[t] > 1)},
            {t: 1 / (1 + 0.15 * (common[t] - w)) for t, w in topics[flow.id].items()},
            frozenset(t for t in ends[flow.id][0].topics if keepers[t] & ends[flow.id][0].sure),
            frozenset(word for word in words[flow.id] if spread[word] == 1),
            frozenset(norms(" ".join([flow.name, *flow.data]))) & _KINDS,
            hits(_STATES, f"{flow.name} {flow.source.name}"), day_of(flow.first_known),
        )
        for flow in flows.values()
    }  # fmt: skip


def _keepers(sources: Iterable[End]) -> dict[str, frozenset[str]]:
    """By kind of record, the agencies that keep it in every flow whose source keeps it."""
    found: dict[str, frozenset[str]] = {}
    for source in sources:
        for topic in source.topics:
            found[topic] = found.get(topic, source.sure) & source.sure
    return found


def _names(text: str) -> set[str]:
    """Capitalised words that do not begin a sentence."""
    found = re.findall(r"(?<![.!?]\s)(?<!^)\b[A-Z][a-z][\w'-]+", plain(text))
    return {word for name in found for word in norms(name)}


def event_profile(case: Case, event: Event, courts_of: Mapping[str, str]) -> EventProfile:
    flows = {touch.flow for touch in event.flows}
    flows |= {r.flow for r in event.order.restrictions} if event.order else set()
    text = f"{event.title}. {event.text}"
    words = _plain_words(text)
    docket = next((d for d in case.dockets if d.id == event.docket), case.dockets[0])
    court = None if event.out_of_court else courts_of.get(docket.id)
    return EventProfile(
        event_id(case.id, event.key), event.date, event.kind,
        frozenset((action.relief, action.disposition) for action in event.actions), court, frozenset(flows),
        frozenset(f.replace(",", "") for f in _FIGURE.findall(text)), frozenset(words), frozenset(words & _names(text)),
        bool(event.order and event.order.restrictions), None if event.out_of_court else day_of(docket.filed),
    )  # fmt: skip


def start_of(case: Case) -> date | None:
    """The first day on which the case can be news: the trial court's docket, by its filing, its number's year, or the
    complaint. None where none of them is known: later papers say nothing about the beginning."""
    first = case.dockets[0]
    if first.filed:
        return day_of(first.filed)
    if first.number and (year := _NUMBER_YEAR.search(first.number)):
        return date(2000 + int(year[1]), 1, 1)
    return min((day for e in case.events if e.kind == "complaint" and (day := day_of(e.date))), default=None)


def executive_orders(text: str) -> frozenset[str]:
    return frozenset(_EXECUTIVE_ORDER.findall(text))


def case_topics(case: Case) -> dict[str, float]:
    return _topics([*((topic, 1.0) for topic in case.topics), (case.name, 0.5), (case.caption, 0.5)])


def forums_of(case: Case, courts: Courts) -> dict[str, Forum]:
    return {d.court: forum(courts[d.court]) for d in case.dockets if d.court in courts}
