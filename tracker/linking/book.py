"""Everything the linker knows of the register, ready to be found in words. Built once from its facts; never changed."""

import re
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from tracker.courts import Courts
from tracker.linking.lexicon import AGENCIES, DATA_NOUNS, LITIGATION, TOPICS, TRANSFERS
from tracker.linking.parties import Caption, Party, captions_of, judges_of, parties_of
from tracker.linking.places import CIRCUITS, CITIES, STATE_ALIASES, STATES, Forum, forum, state_of
from tracker.linking.profile import (
    EventProfile,
    FlowProfile,
    case_topics,
    event_profile,
    executive_orders,
    flow_profiles,
    forums_of,
    hits,
    own_agency,
    start_of,
)  # fmt: skip
from tracker.linking.words import Phrases, norms
from tracker.register.schema import Case, Flow

# Two names for one thing in "Social Security number": no agency is meant.
_NOT_AGENCIES = (
    "Social Security number",
    "Social Security numbers",
    "Social Security benefits",
    "Social Security checks",
)
_AGENCIES = Phrases({key: agency.names for key, agency in AGENCIES.items()})
_STATE_PHRASES = Phrases({code: (name,) for code, name in STATES.items()})


@dataclass(frozen=True, slots=True)
class CaseProfile:
    """judges: surname -> first name or ""; lead_states: in the caption or sued; states: all that take part;
    agencies: in its name; for_records: a suit for public records only; sued: all that are; start: the first day on which the case can be news."""

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
    for_records: bool
    sued: frozenset[str]
    start: date | None
    events: tuple[EventProfile, ...]


@dataclass(frozen=True, slots=True)
class LinkBook:
    """The register in words. `agencies`, `topics`, `marks`, `places` and `parties` are searched in every line."""

    cases: Mapping[str, CaseProfile]
    flows: Mapping[str, FlowProfile]
    agencies: Phrases
    topics: Phrases
    marks: Phrases
    places: Phrases
    parties: Phrases
    judges: Mapping[str, frozenset[str]]
    city_states: Mapping[str, str]
    pairs: Mapping[frozenset[str], int]
    citations: Mapping[str, str]
    event_words: Mapping[str, int]
    officials: frozenset[str]
    suits: Mapping[str, tuple[str, ...]]


def build_linkbook(cases: Mapping[str, Case], flows: Mapping[str, Flow], courts: Courts) -> LinkBook:
    """Everything that `link` needs of the register. Raises nothing: what the register lacks is not found by it."""
    profiles = flow_profiles(flows)
    inferred = _inferred_flows(cases)
    known = {case.id: _case_profile(case, courts, inferred.get(case.id, ())) for case in cases.values()}
    judges: dict[str, set[str]] = defaultdict(set)
    for case in known.values():
        for surname, first in case.judges.items():
            judges[surname].add(first)
    return LinkBook(
        known, profiles, _agencies(flows), Phrases(TOPICS),
        Phrases({"noun": DATA_NOUNS, "move": TRANSFERS, "court": LITIGATION}), _places(known, courts),
        Phrases({f"{p.kind} {' '.join(p.words)}": (" ".join(p.words).upper() if len(p.words) == 1 and p.kind == "org"
                                                   and len(p.words[0]) < 7 else p.label,)
                 for case in known.values() for p in case.parties}),
        {name: frozenset(first) for name, first in judges.items()},
        {court: state for court in CITIES.values() if (state := _court_state(court, courts))},
        _pairs(profiles), {c: courts.citation(c) for c in {*CIRCUITS.values(), *(c for case in known.values() for c in case.forums)}}, _event_words(known), _officials(known), _suits(known),
    )  # fmt: skip


def _suits(cases: Mapping[str, CaseProfile]) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = defaultdict(list)
    for case in cases.values():
        for flow in case.flows:
            found[flow].append(case.id)
    return {flow: tuple(ids) for flow, ids in found.items()}


def _officials(cases: Mapping[str, CaseProfile]) -> frozenset[str]:
    """Names of people who are sued: they stand in articles on many cases."""
    return frozenset(
        w for case in cases.values() for party in case.parties if party.kind == "person" for w in party.words
    )


def _event_words(cases: Mapping[str, CaseProfile]) -> Counter[str]:
    """In how many cases' events a word or figure stands."""
    return Counter(
        word
        for case in cases.values()
        for word in frozenset().union(*(event.words | event.figures for event in case.events))
    )


def _court_state(court_id: str, courts: Courts) -> str | None:
    court = courts.get(court_id)
    return (court.state or state_of(court.name)) if court else None


def _agencies(flows: Mapping[str, Flow]) -> Phrases:
    """The lexicon's agencies, and those of the flows that it does not know."""
    values: dict[str, list[str]] = {"- number": list(_NOT_AGENCIES)}
    for key, agency in AGENCIES.items():
        values[f"a {key}"] = list(agency.names)
        values[f"w {key}"] = list(agency.weak)
    for flow in flows.values():
        for agency_, end in ((flow.source, "source"), (flow.recipient, "recipient")):
            del end
            names = [agency_.name.split(" (")[0], agency_.short]
            capitals = "".join(w[0] for w in re.findall(r"[^\W\d_]+", names[0]) if w[0].isupper())
            if len(capitals) >= 3:
                names.append(capitals)
            swapped = re.fullmatch(r"(Department|Bureau|Office|Ministry) of (?:the )?(.+)", names[0])
            if swapped:
                names.append(f"{swapped[2]} {swapped[1]}")
            values.setdefault(f"a {own_agency(agency_)}", []).extend(names)
    return Phrases(values)


def _places(cases: Mapping[str, CaseProfile], courts: Courts) -> Phrases:
    values: dict[str, list[str]] = defaultdict(list)
    for code, name in STATES.items():
        values[f"state {code}"].append(name)
    for name, code in STATE_ALIASES.items():
        values[f"state {code}"].append(name)
    for city, court in CITIES.items():
        values[f"city {court}"].append(city)
    for case in cases.values():
        for court_id, known in case.forums.items():
            values[f"court {court_id}"].extend(known.phrases)
    for court_id in set(CIRCUITS.values()) & courts.keys():
        values[f"court {court_id}"].extend(forum(courts[court_id]).phrases)
    return Phrases(values)


def _pairs(flows: Mapping[str, FlowProfile]) -> dict[frozenset[str], int]:
    """How many flows run from one agency to another: the pair names a flow where there is only one."""
    found: dict[frozenset[str], int] = defaultdict(int)
    for flow in flows.values():
        for source in flow.source.sure:
            for recipient in flow.recipient.sure:
                found[frozenset((source, recipient))] += 1
    return dict(found)


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


def _case_profile(case: Case, courts: Courts, inferred: tuple[str, ...]) -> CaseProfile:
    forums = forums_of(case, courts)
    court_of = {docket.id: docket.court for docket in case.dockets}
    trial = [d.judge for d in case.dockets if d.judge] + [e.judge for e in case.events if e.judge]
    named = judges_of([t for t in trial if t])
    captions = captions_of(case)
    lead = hits(_STATE_PHRASES, " ".join(re.findall(r"\(([^)]*)\)", case.name)))
    lead = lead.union(*(caption.states for caption in captions))
    sued = frozenset(s for text in case.defendants for s in hits(_STATE_PHRASES, text))
    ours = all(text.startswith("United States") for text in case.plaintiffs)
    taking_part = frozenset(s for text in (*case.plaintiffs, *case.defendants) for s in hits(_STATE_PHRASES, text))
    texts = " ".join(
        [case.name, case.caption, *case.topics, *case.claims, *(f"{e.title} {e.text}" for e in case.events)]
    )
    return CaseProfile(
        case.id, case.name, captions, parties_of(case),
        {words[-1]: words[0] if len(words) > 1 else "" for words in named},
        frozenset(words[-1] for words in named if len(words) == 1), forums,
        frozenset((n, d.court) for d in case.dockets for n in (d.number, *d.also) if n), lead | sued,
        sued | (lead if ours else frozenset()), lead | taking_part, _flows_of(case) or inferred, case_topics(case), executive_orders(texts),
        hits(_AGENCIES, case.name), all("Freedom of Information" in c or "Public Records" in c for c in case.claims or [""]),
        hits(_AGENCIES, "; ".join(case.defendants)) - {"states"}, start_of(case),
        tuple(event_profile(case, event, court_of) for event in case.events),
    )  # fmt: skip


__all__ = ["CaseProfile", "LinkBook", "build_linkbook", "norms"]
