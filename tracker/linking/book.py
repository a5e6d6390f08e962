"""Everything the linker knows of the register, ready to be found in words. Built once from its facts; never changed."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from tracker.courts import Courts
from tracker.linking.caseprofile import CaseProfile, case_profiles
from tracker.linking.lexicon import AGENCIES, DATA_NOUNS, LITIGATION, TOPICS, TRANSFERS
from tracker.linking.parties import Party
from tracker.linking.places import CIRCUITS, CITIES, STATE_ALIASES, STATES, forum, state_of
from tracker.linking.profile import FlowProfile, flow_profiles, own_agency, recipient_keys, source_keys
from tracker.linking.words import Phrases, norms
from tracker.register.schema import Agency, Case, Flow

# No agency is meant by these.
_NOT_AGENCIES = (
    "Social Security number", "Social Security benefits", "Social Security checks", "Social Security card",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class LinkBook:
    """The register in words. `agencies`, `topics`, `marks`, `places` and `parties` are searched in every line.

    judges: surname -> first names; city_states: court of a city -> its state; pairs: how many flows join two agencies;
    event_words: word or figure -> in how many cases' events it stands; officials: names of people who are sued;
    suits: flow -> cases; givers: agencies that are the source of a flow, and seldom anything else.
    """

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
    givers: frozenset[str]

    def speaks_of_others(self, agencies: Iterable[str], flows: Iterable[str]) -> bool:
        """Whether a sentence names agencies that give data, and none that takes part in `flows`."""
        named = self.givers.intersection(agencies)
        known = [self.flows[flow] for flow in flows if flow in self.flows]
        return bool(named) and not any(named & (flow.source.sure | flow.recipient.sure) for flow in known)


def build_linkbook(cases: Mapping[str, Case], flows: Mapping[str, Flow], courts: Courts) -> LinkBook:
    """Everything that `link` needs of the register. Raises nothing: what the register lacks is not found by it."""
    known, profiles = _without_agencies(case_profiles(cases, courts), flows), flow_profiles(flows)
    watched = {*CIRCUITS.values(), *(court for case in known.values() for court in case.forums)}
    return LinkBook(
        cases=known,
        flows=profiles,
        agencies=_agencies(flows),
        topics=Phrases(TOPICS),
        marks=Phrases({"noun": DATA_NOUNS, "move": TRANSFERS, "court": LITIGATION}),
        places=_places(known, courts),
        parties=Phrases({party_key(p): (_printed(p),) for case in known.values() for p in case.parties}),
        judges=_judges(known),
        city_states={court: state for court in CITIES.values() if (state := _court_state(court, courts))},
        pairs=_pairs(profiles),
        citations={court: courts.citation(court) for court in watched},
        event_words=_event_words(known),
        officials=frozenset(w for case in known.values() for p in case.parties if p.kind == "person" for w in p.words),
        suits=_suits(known),
        givers=frozenset(key for flow in profiles.values() for key in flow.source.sure) - {"states", "dhs", "ice"},
    )


def _without_agencies(cases: Mapping[str, CaseProfile], flows: Mapping[str, Flow]) -> dict[str, CaseProfile]:
    """The cases without parties that are one end of a flow: an agency that the lexicon lacks is sued as any other is,
    and is in the news for a hundred things."""
    names = {
        norms(name) for flow in flows.values() for agency in (flow.source, flow.recipient)
        if own_agency(agency) in source_keys(agency) | recipient_keys(agency) for name in _names(agency)
    }  # fmt: skip
    return {
        key: replace(case, parties=frozenset(p for p in case.parties if p.words not in names))
        for key, case in cases.items()
    }


def party_key(party: Party) -> str:
    return f"{party.kind} {' '.join(party.words)}"


def _printed(party: Party) -> str:
    """How a party stands in print; an abbreviation in capitals, so that it is found in capitals only."""
    short = party.kind == "org" and len(party.words) == 1 and len(party.words[0]) < 7
    return party.words[0].upper() if short else " ".join(party.words)


def _judges(cases: Mapping[str, CaseProfile]) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for case in cases.values():
        for surname, first in case.judges.items():
            found[surname].add(first)
    return {surname: frozenset(first) for surname, first in found.items()}


def _court_state(court_id: str, courts: Courts) -> str | None:
    court = courts.get(court_id)
    return (court.state or state_of(court.name)) if court else None


def _agencies(flows: Mapping[str, Flow]) -> Phrases:
    """The lexicon's agencies, and those of the flows that it does not know."""
    values: dict[str, list[str]] = {"- none": list(_NOT_AGENCIES)}
    for key, known in AGENCIES.items():
        values[f"a {key}"] = list(known.names)
        values[f"w {key}"] = list(known.weak)
    for flow in flows.values():
        for agency, keys in ((flow.source, source_keys(flow.source)), (flow.recipient, recipient_keys(flow.recipient))):
            # A full name that holds a known one ("Affiliates of the U.S. DOGE Service") means the same agency.
            names = _names(agency) if own_agency(agency) in keys else [agency.name.split(" (")[0]]
            for key in keys:
                values.setdefault(f"a {key}", []).extend(names)
    return Phrases(values)


def _names(agency: Agency) -> list[str]:
    """Full name, short name, initials, and "Coasts Department" for "Department of Coasts"."""
    name = agency.name.split(" (")[0]
    found = [name, agency.short]
    initials = "".join(word[0] for word in re.findall(r"[^\W\d_]+", name) if word[0].isupper())
    if len(initials) >= 3:
        found.append(initials)
    turned = re.fullmatch(r"(Department|Bureau|Office|Ministry) of (?:the )?(.+)", name)
    return [*found, f"{turned[2]} {turned[1]}"] if turned else found


def _places(cases: Mapping[str, CaseProfile], courts: Courts) -> Phrases:
    values: dict[str, list[str]] = defaultdict(list)
    for code, name in STATES.items():
        values[f"state {code}"].append(name)
    for name, code in STATE_ALIASES.items():
        values[f"state {code}"].append(name)
    for city, court in CITIES.items():
        values[f"city {court}"].append(city)
    for case in cases.values():
        for court, known in case.forums.items():
            values[f"court {court}"].extend(known.phrases)
    for court in set(CIRCUITS.values()) & courts.keys():
        values[f"court {court}"].extend(forum(courts[court]).phrases)
    return Phrases(values)


def _pairs(flows: Mapping[str, FlowProfile]) -> Counter[frozenset[str]]:
    """How many flows run between two agencies, either way: the pair names a flow where there is only one."""
    return Counter(
        frozenset((source, recipient))
        for flow in flows.values()
        for source in flow.source.sure
        for recipient in flow.recipient.sure
    )


def _suits(cases: Mapping[str, CaseProfile]) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = defaultdict(list)
    for case in cases.values():
        for flow in case.flows:
            found[flow].append(case.id)
    return {flow: tuple(ids) for flow, ids in found.items()}


def _event_words(cases: Mapping[str, CaseProfile]) -> Counter[str]:
    return Counter(
        word
        for case in cases.values()
        for word in frozenset().union(*(event.words | event.figures for event in case.events))
    )
