"""What in an item's words points to one case: its caption, number, judge, parties, states, courts. Pure.

Each piece says which words it stands on, so that two cases resting on the same words do not both gain by them.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from tracker.docket_numbers import same_docket
from tracker.linking.book import LinkBook, party_key
from tracker.linking.caseprofile import CaseProfile
from tracker.linking.flows import ACCEPT, FlowHit
from tracker.linking.lexicon import AGENCIES, COMMON, LAWYER
from tracker.linking.parties import Party
from tracker.linking.places import CIRCUITS, STATES
from tracker.linking.reading import Reading
from tracker.linking.seen import Seen
from tracker.linking.told import Told
from tracker.linking.words import Line, Phrases

_ROLES = frozenset(("secretary", "gov", "governor", "clerk", "general", "commissioner", "v", "vs", "chief", "official"))
_TITLES = frozenset(("judge", "justice", "chief", "senior", "district", "us", "the", "before", "magistrate", "court"))
_TRIAL_JUDGE = re.compile(r"(?<!Circuit )\b[Jj]udge (?!in |of |at )(?:[A-Z]\S* ){1,3}")
_STATES_SUE = re.compile(r"\b(?:[Ss]tates|[Aa]ttorneys general|Attorneys General)\b")
_AGENCY_WORDS = Phrases({key: (*agency.names, *agency.weak) for key, agency in AGENCIES.items()})


@dataclass(frozen=True, slots=True)
class Evidence:
    """`key` is what the words name; `weight`, docs/linking.md explains; `why` for the reader; `line`: where first.

    firm: it names the case rather than its circumstances.
    """

    key: str
    weight: float
    why: str
    line: int
    firm: bool = True


@dataclass(frozen=True, slots=True)
class Asked:
    """One item with all that was read out of it."""

    book: LinkBook
    reading: Reading
    flows: dict[str, FlowHit]
    told: dict[str, list[Told]]


def collect(asked: Asked, case: CaseProfile, support: float) -> list[Evidence]:
    """All that points to `case`; `support`, 0..1: how far the item speaks of the case's flows at all."""
    reading = asked.reading
    found = [*_captions(reading, case), *_numbers(reading, case, support), *_short_names(reading, case)]
    found += _judges(asked, case)
    found += _parties(reading, case)
    states = list(_states(reading, case))
    # Where a state is sued, that the court sits there is the same fact told again.
    told_twice = bool(case.sued_states) and any(e.weight >= 2 for e in states)
    found += [*states, *_courts(asked, case, 0.5 if told_twice else 1.0)]
    found += _only_case(asked, case)
    found += _agencies(asked, case)
    found += _executive_orders(reading, case)
    found += _events(asked, case)
    found += _another_kind(reading, case)
    return found


def _events(asked: Asked, case: CaseProfile) -> Iterator[Evidence]:
    """The two strongest acts of the case that the item may tell of; one act counts once."""
    best: dict[str, Told] = {}
    for told in asked.told.get(case.id, []):
        if told.event.id not in best:
            best[told.event.id] = told
    for told in sorted(best.values(), key=lambda t: -t.weight)[:2]:
        yield Evidence(f"event {told.key}", told.weight, told.why, told.line, told.firm)


def _another_kind(reading: Reading, case: CaseProfile) -> Iterator[Evidence]:
    """A suit for public records is told as one; other news of the same data are not about it."""
    if case.for_records and not any(seen.records for seen in reading.main):
        yield Evidence(f"records {case.id}", -1.5, "no word of public records", 0, False)


def against(asked: Asked, case: CaseProfile) -> Iterator[Evidence]:
    """A court that the item names in its title or lead and that is none of the case's."""
    lead = asked.reading.seen[:2]
    own_places = {forum.place for forum in case.forums.values() if forum.kind in ("district", "state")}
    own_courts = case.forums.keys() | {CIRCUITS.get(place or "") for place in own_places}
    named = {court for seen in lead for court in seen.courts} - {"scotus"}
    places = {place for seen in lead for place in seen.court_places}
    state_courts = {forum.place for forum in case.forums.values() if forum.kind == "state"}
    if state_courts & {asked.book.city_states.get(court) for court in named}:
        return  # a "Denver judge" may be the state's as well as the United States'
    if named & own_courts or own_places & {state for seen in lead for state in seen.states}:
        return
    if named or (places and not places & own_places):
        yield Evidence(f"against {case.id}", -1.5, "names another court", 0, False)


def other_judge(asked: Asked, case: CaseProfile, found: list[Evidence]) -> Iterator[Evidence]:
    """The lead tells what another judge did, and nothing behind it names the case, whose judge is known."""
    if case.judges.keys() <= case.panel or case.judges.keys() & asked.reading.judges.keys():
        return
    if any(e.firm and (e.line > 1 or e.key.startswith(("caption", "number"))) for e in found):
        return
    if any(_TRIAL_JUDGE.search(seen.line.text) for seen in asked.reading.told[1:2]):
        yield Evidence(f"other judge {case.id}", -1.5, "tells what another judge did", 0, False)


def _captions(reading: Reading, case: CaseProfile) -> Iterator[Evidence]:
    for found in reading.versus:
        for caption in case.captions:
            if _ends(found.left, caption.left) and _begins(found.right, caption.right):
                kind, weight = ("common", 2.5) if caption.common else ("sure", 4.0)
                words = f"{' '.join(found.left[-4:])} v {' '.join(found.right[:4])}"
                yield Evidence(f"caption {kind} {words}", weight, f"names {case.name}", found.line)
                return


def _ends(words: tuple[str, ...], side: tuple[str, ...]) -> bool:
    while words and words[-1] in ("al", "et", "inc"):
        words = words[:-1]
    return words[-len(side) :] == side or _same_agency(words[-8:], side)


def _begins(words: tuple[str, ...], side: tuple[str, ...]) -> bool:
    return any(words[skip : skip + len(side)] == side for skip in range(3)) or _same_agency(words[:8], side)


def _same_agency(words: tuple[str, ...], side: tuple[str, ...]) -> bool:
    """ "OPM" and "Office of Personnel Mgmt." are one party."""
    wanted = {hit.value for hit in _AGENCY_WORDS.find(Line(" ".join(side).upper(), 0).tokens)}
    held = _AGENCY_WORDS.find(Line(" ".join(words).upper(), 0).tokens)
    return bool(wanted) and any(hit.value in wanted and hit.start <= 2 for hit in held)


def _short_names(reading: Reading, case: CaseProfile) -> Iterator[Evidence]:
    """Lawyers' short form of a case, without "v.": "as the court held in Centro"."""
    for caption in case.captions:
        first = caption.left[0]
        if first in reading.alone and not caption.common and len(caption.left) > 1 and first not in COMMON:
            raw, line = reading.alone[first]
            yield Evidence(f"short {case.id}", 2.0, f'names "{raw}"', line)
            return


def _numbers(reading: Reading, case: CaseProfile, support: float) -> Iterator[Evidence]:
    for number in reading.numbers:
        for own, court in case.numbers:
            if not same_docket(number, own):
                continue
            named = any(court in seen.courts for seen in reading.seen)
            typed = any(c.isalpha() for c in number)
            if typed or named or support >= 0.5:
                sure = "sure" if typed and named else "likely"
                yield Evidence(f"number {sure} {own}", 3.5 if typed or named else 2.0, f"states No. {number}", 0)
                return


def _judges(asked: Asked, case: CaseProfile) -> list[Evidence]:
    found = []
    for surname, lines in asked.reading.judges.items():
        if surname in case.judges:
            weight = 1.3 if surname in case.panel else 2.5
            why = f"names Judge {_as_written(asked.reading, surname)}{_bench(asked.book, case) if weight > 2 else ''}"
            found.append(Evidence(f"judge {surname}", weight, why, min(lines)))
    return sorted(found, key=lambda e: -e.weight)[:3]


def _bench(book: LinkBook, case: CaseProfile) -> str:
    court = next((c for c, forum in case.forums.items() if forum.kind in ("district", "state")), None)
    return f" ({book.citations[court]})" if court else ""


def _as_written(reading: Reading, surname: str) -> str:
    """A judge's name as the item prints it, first names and double name with it."""
    for seen in reading.seen:
        tokens = seen.line.tokens
        for at, token in enumerate(tokens):
            if token.norm == surname and seen.line.weight == 1:
                first = at
                while first and tokens[first - 1].capital and tokens[first - 1].norm not in _TITLES and at - first < 4:
                    first -= 1
                return seen.line.text[tokens[first].start : token.end].removesuffix("'s")
    return surname.title()


def _parties(reading: Reading, case: CaseProfile) -> list[Evidence]:
    found: dict[tuple[str, ...], Evidence] = {}
    for party in case.parties:
        key = party_key(party)
        for seen in reading.seen:
            if key not in seen.parties or (party.kind == "surname" and not _titled(seen, party.words[0])):
                continue
            told_before = seen.background and not (party.plaintiff and party.kind == "org")
            weight = _party_weight(party) * (0.7 if told_before else 1.0)
            evidence = Evidence(
                f"party {' '.join(norm_label(party))}", weight, f"names {_written(party, seen)}", seen.line.index
            )
            if party.words not in found or found[party.words].weight < weight:
                found[party.words] = evidence
    best = {e.key: e for e in sorted(found.values(), key=lambda e: e.weight)}
    ranked = sorted(best.values(), key=lambda e: (-e.weight, e.key))[:3]
    return [e if i == 0 else Evidence(e.key, e.weight * 0.5, e.why, e.line) for i, e in enumerate(ranked)]


def norm_label(party: Party) -> tuple[str, ...]:
    return tuple(Line(party.label, 0).tokens[i].norm for i in range(len(Line(party.label, 0).tokens)))


def _party_weight(party: Party) -> float:
    """Who sues is told in every article; officials are sued in many cases."""
    if party.kind == "surname":
        return 1.8
    return 2.0 if party.plaintiff else 0.5 if party.kind == "person" else 1.2


def _written(party: Party, seen: Seen) -> str:
    hit = seen.parties[party_key(party)]
    return " ".join(token.raw for token in seen.names[hit.start : hit.end])


def _titled(seen: Seen, surname: str) -> bool:
    """A lone surname counts only behind an office, or in a caption."""
    words = [token.norm for token in seen.line.tokens]
    return any(
        _ROLES & set(words[max(0, at - 6) : at]) for at, word in enumerate(words)
        if word == surname and seen.line.tokens[at].capital
    )  # fmt: skip


def _states(reading: Reading, case: CaseProfile) -> Iterator[Evidence]:
    """States count where the news is told; in a list of what happened elsewhere they say nothing.

    A state that is only where the court sits counts half for a state that is sued, and not for one that sues.
    """
    held: dict[str, int] = {}
    party: set[str] = set()
    for seen in reading.seen:
        here = seen.line.index <= 1 or (not seen.background and bool(seen.court_places or seen.courts))
        for state in seen.states if here else ():
            held.setdefault(state, seen.line.index)
            if state not in seen.court_places:
                party.add(state)
    for state in sorted(case.lead_states & held.keys()):
        weight = 2.0 if state in party else 1.0 if state in case.sued_states else 0.0
        if weight:
            yield Evidence(f"state {state}", weight, f"names {STATES[state]}", held[state])
    others = sorted((case.states - case.lead_states) & held.keys())
    if others:
        yield Evidence(
            f"states {len(others)}", min(1.0, 0.3 * len(others)), "names states of the case", held[others[0]], False
        )


def _courts(asked: Asked, case: CaseProfile, share: float) -> Iterator[Evidence]:
    above = {CIRCUITS.get(forum.place or ""): forum for forum in case.forums.values() if forum.kind == "district"}
    for court_id in dict.fromkeys([*case.forums, *(court for court in above if court)]):
        forum = case.forums.get(court_id)
        for seen in asked.reading.seen:
            weight = 0.0
            if court_id in seen.courts:
                weight = {"supreme": 0.7, "state": 2.0, "district": 1.5}.get(
                    forum.kind if forum else "", 0.4 if case.sued_states else 1.0
                )
            elif (
                forum
                and forum.kind in ("district", "state")
                and forum.place in seen.court_places
                or (
                    forum
                    and forum.kind == "state"
                    and forum.place in {asked.book.city_states.get(c) for c in seen.courts}
                )
            ):
                weight = 1.2
            if weight and not asked.book.speaks_of_others(seen.agencies, case.flows):
                why = f"names the court ({asked.book.citations.get(court_id, court_id)})"
                if forum and forum.kind == "supreme":
                    why = "names the Supreme Court"
                firm = bool(forum) and weight >= 1.2
                yield Evidence(
                    f"court {court_id}", weight * share * (0.7 if seen.background else 1.0), why, seen.line.index, firm
                )
                break


def _only_case(asked: Asked, case: CaseProfile) -> Iterator[Evidence]:
    """An item about a lawsuit over a flow that has brought one lawsuit only, or one only against the agency named."""
    suing = [seen for seen in asked.reading.main if seen.litigation]
    if not any(seen.line.index <= 1 for seen in suing):
        return
    if any(seen.records for seen in asked.reading.main) and not case.for_records:
        return
    named = {key for seen in asked.reading.main for key in seen.agencies}
    for flow in case.flows:
        hit = asked.flows.get(flow)
        if not hit or hit.score < ACCEPT or hit.background:
            continue
        givers = named & asked.book.flows[flow].source.sure - {LAWYER}
        suits = asked.book.suits[flow]
        fitting = [other for other in suits if asked.book.cases[other].sued & givers] or list(suits)
        if fitting == [case.id]:
            yield Evidence(f"only {flow}", 1.8, "tells of the one lawsuit over that flow", suing[0].line.index, False)
            return


def _agencies(asked: Asked, case: CaseProfile) -> Iterator[Evidence]:
    """The agency in the case's name; and states as plaintiffs where many of them sue."""
    for seen in asked.reading.main:
        if case.agencies & seen.agencies.keys():
            yield Evidence(f"sued {case.id}", 0.4, "names the agency that is sued", seen.line.index, False)
            break
    if len(case.states) > 2 and any(_STATES_SUE.search(seen.line.text) for seen in asked.reading.main):
        yield Evidence("states sue", 0.6, "tells that states sue", 0, False)


def _executive_orders(reading: Reading, case: CaseProfile) -> Iterator[Evidence]:
    for seen in reading.seen:
        for number in sorted(case.executive_orders & seen.line.words):
            yield Evidence(f"order {number}", 1.0, f"names Executive Order {number}", seen.line.index, False)
            return
