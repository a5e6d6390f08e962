"""What one case of the register looks like in words. Pure; everything comes out of the case's own facts."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from tracker.courts import Courts
from tracker.linking.lexicon import AGENCIES
from tracker.linking.parties import Caption, Party, captions_of, judges_of, parties_of
from tracker.linking.places import STATES, Forum
from tracker.linking.profile import (
    EventProfile,
    case_topics,
    event_profile,
    executive_orders,
    forums_of,
    hits,
    start_of,
)  # fmt: skip
from tracker.linking.words import Phrases
from tracker.register.schema import Case

_AGENCIES = Phrases({key: agency.names for key, agency in AGENCIES.items()})
_STATES = Phrases({code: (name,) for code, name in STATES.items()})


@dataclass(frozen=True, slots=True)
class CaseProfile:
    """judges: surname -> first name or ""; panel: those of them known by the surname only; numbers: (number, court).

    lead_states: in the caption, or sued; sued_states: sued; states: all that take part; agencies: in its name;
    sued: agencies that are; for_records: a suit for public records only; start: the first day it can be news.
    """

    id: str
    name: str
    captions: frozenset[Caption]
    parties: frozenset[Party]
    judges: Mapping[str, str]
    panel: frozenset[str]
    forums: Mapping[str, Forum]
    numbers: frozenset[tuple[str, str]]
    lead_states: frozenset[str]
    sued_states: frozenset[str]
    states: frozenset[str]
    flows: tuple[str, ...]
    topics: Mapping[str, float]
    executive_orders: frozenset[str]
    agencies: frozenset[str]
    sued: frozenset[str]
    for_records: bool
    start: date | None
    events: tuple[EventProfile, ...]


def case_profiles(cases: Mapping[str, Case], courts: Courts) -> dict[str, CaseProfile]:
    inferred = _inferred_flows(cases)
    return {case.id: _profile(case, courts, _flows_of(case) or inferred.get(case.id, ())) for case in cases.values()}


def _profile(case: Case, courts: Courts, flows: tuple[str, ...]) -> CaseProfile:
    court_of = {docket.id: docket.court for docket in case.dockets}
    named = judges_of([*(d.judge for d in case.dockets if d.judge), *(e.judge for e in case.events if e.judge)])
    captions = captions_of(case)
    lead, sued = _lead_states(case, captions), _held(_STATES, case.defendants)
    by_united_states = all(text.startswith("United States") for text in case.plaintiffs)
    words = [case.name, case.caption, *case.topics, *case.claims, *(f"{e.title} {e.text}" for e in case.events)]
    return CaseProfile(
        id=case.id,
        name=case.name,
        captions=captions,
        parties=parties_of(case),
        judges={name[-1]: name[0] if len(name) > 1 else "" for name in named},
        panel=frozenset(name[-1] for name in named if len(name) == 1),
        forums=forums_of(case, courts),
        numbers=frozenset((n, d.court) for d in case.dockets for n in (d.number, *d.also) if n),
        lead_states=lead | sued,
        sued_states=sued | (lead if by_united_states else frozenset()),
        states=lead | sued | _held(_STATES, case.plaintiffs),
        flows=flows,
        topics=case_topics(case),
        executive_orders=executive_orders(" ".join(words)),
        agencies=hits(_AGENCIES, case.name),
        sued=_held(_AGENCIES, case.defendants) - {"states"},
        for_records=bool(case.claims) and all(_for_records(claim) for claim in case.claims),
        start=start_of(case),
        events=tuple(event_profile(case, event, court_of) for event in case.events),
    )


def _held(phrases: Phrases, texts: Iterable[str]) -> frozenset[str]:
    return frozenset().union(*(hits(phrases, text) for text in texts))


def _for_records(claim: str) -> bool:
    return "Freedom of Information" in claim or "Public Records" in claim


def _lead_states(case: Case, captions: frozenset[Caption]) -> frozenset[str]:
    """States that are a side of the caption, or stand in parentheses behind the name: "v. Weber (California)"."""
    noted = _held(_STATES, re.findall(r"\(([^)]*)\)", case.name))
    return noted.union(*(caption.states for caption in captions))


def _flows_of(case: Case) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for event in case.events:
        touched = [touch.flow for touch in event.flows]
        touched += [r.flow for r in event.order.restrictions] if event.order else []
        found.update(dict.fromkeys(touched))
    return tuple(found)


def _inferred_flows(cases: Mapping[str, Case]) -> dict[str, tuple[str, ...]]:
    """For a case that names no flow: the flows that most cases on exactly its topics concern."""
    by_topics: dict[frozenset[str], list[tuple[str, ...]]] = defaultdict(list)
    for case in cases.values():
        if flows := _flows_of(case):
            by_topics[frozenset(case.topics)].append(flows)
    found = {}
    for case in cases.values():
        others = by_topics.get(frozenset(case.topics), [])
        if case.topics and others and not _flows_of(case):
            counts = {flow: sum(flow in other for other in others) for other in others for flow in other}
            found[case.id] = tuple(flow for flow, count in counts.items() if count > len(others) / 2)
    return found
