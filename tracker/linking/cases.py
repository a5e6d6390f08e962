"""Which cases an item is about: what of a case its words name, weighed and added up. Pure.

Circumstances alone (a flow, a state) name no case; a judge, a party, a caption, a docket number, a court or a date must
agree, and evidence that already explains one case does not count again for the next.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from tracker.docket_numbers import same_docket
from tracker.linking.book import CaseProfile, LinkBook
from tracker.linking.flows import FlowHit
from tracker.linking.lexicon import AGENCIES, COMMON
from tracker.linking.places import STATES
from tracker.linking.reading import Reading, Seen
from tracker.linking.told import Told
from tracker.linking.words import Line, Phrases

ENOUGH = 3.7
_ROLES = frozenset(("secretary", "gov", "governor", "clerk", "general", "commissioner", "v", "vs", "chief", "official"))
_AGENCY_WORDS = Phrases({key: (*agency.names, *agency.weak) for key, agency in AGENCIES.items()})


@dataclass(frozen=True, slots=True)
class Evidence:
    """`key` is what the words name, so that two cases can rest on the same words; `line`: where it stands first."""

    key: str
    weight: float
    why: str
    line: int


@dataclass(slots=True)
class CaseHit:
    case: CaseProfile
    support: float
    evidence: list[Evidence] = field(default_factory=list)

    def score(self, used: frozenset[str] = frozenset()) -> float:
        return self._support_points() + sum(e.weight for e in self.evidence if e.key not in used)

    def _support_points(self) -> float:
        return 2.0 if self.support >= 0.66 else 1.5 if self.support >= 0.5 else 0.8 if self.support >= 0.35 else 0.0

    @property
    def identity(self) -> float:
        return sum(e.weight for e in self.evidence)

    @property
    def first_line(self) -> int:
        return min((e.line for e in self.evidence if e.weight >= 1), default=99)


def find_cases(
    book: LinkBook, reading: Reading, flows: dict[str, FlowHit], told: dict[str, list[Told]]
) -> list[tuple[CaseHit, float]]:
    """The cases in order of how much names them, each with its points; the first is where the news happened."""
    hits = [hit for case in book.cases.values() if (hit := _weigh(book, reading, case, flows, told.get(case.id, [])))]
    hits.sort(key=lambda hit: (-_rank(hit), hit.case.id))
    found: list[tuple[CaseHit, float]] = []
    used: frozenset[str] = frozenset()
    for hit in hits:
        points = hit.score(used)
        own = sum(e.weight for e in hit.evidence if e.key not in used)
        if points >= ENOUGH and own >= 1.2:
            found.append((hit, points))
            used |= {e.key for e in hit.evidence}
    return found


def _rank(hit: CaseHit) -> float:
    return hit.score() + (1.0 if hit.first_line <= 1 else 0.0)


def _weigh(
    book: LinkBook, reading: Reading, case: CaseProfile, flows: dict[str, FlowHit], told: list[Told]
) -> CaseHit | None:
    if reading.published and case.start and (case.start - reading.published).days > 3:
        return None
    hit = CaseHit(case, _support(reading, case, flows))
    hit.evidence = _collect(book, reading, case, hit.support, told)
    sure = any(e.key.startswith(("caption sure", "number sure")) for e in hit.evidence)
    if hit.support < 0.35 and not sure:
        return None
    if hit.evidence and reading.litigation:
        hit.evidence += _against(book, reading, case)
        return hit
    return None


def _support(reading: Reading, case: CaseProfile, flows: dict[str, FlowHit]) -> float:
    """How far the item speaks of what the case is about, 0..1."""
    best = max((flows[flow].score for flow in case.flows if flow in flows), default=0.0)
    for seen in reading.seen:
        if seen.nouns and not seen.background:
            topic = max((case.topics[t] for t in seen.topics if t in case.topics), default=0.0)
            best = max(best, 0.5 * topic)
        if case.executive_orders & seen.line.words:
            best = max(best, 0.7)
    return best


def _collect(book: LinkBook, reading: Reading, case: CaseProfile, support: float, told: list[Told]) -> list[Evidence]:
    found = [*_captions(reading, case), *_numbers(reading, case, support), *_judges(book, reading, case)]
    found += _parties(reading, case)
    found += _short_names(reading, case)
    found += _states(reading, case)
    found += _courts(book, reading, case)
    found += [Evidence(f"event {t.key}", t.weight, t.why, t.line) for t in told[:2]]
    for seen in reading.seen:
        for number in case.executive_orders & seen.line.words:
            found.append(Evidence(f"order {number}", 1.0, f"names Executive Order {number}", seen.line.index))
            break
    return found


def _captions(reading: Reading, case: CaseProfile) -> Iterator[Evidence]:
    for seen in reading.seen:
        words = [token.norm for token in seen.line.tokens]
        for at, word in enumerate(words):
            if word not in ("v", "vs", "versus") or at == 0:
                continue
            for caption in case.captions:
                if _ends(words[:at], caption.left) and _begins(words[at + 1 :], caption.right):
                    kind, weight = ("common", 2.5) if caption.common else ("sure", 4.0)
                    yield Evidence(f"caption {kind} {case.id}", weight, f"names {case.name}", seen.line.index)
                    return


def _short_names(reading: Reading, case: CaseProfile) -> Iterator[Evidence]:
    """Lawyers' short form of a case that needs no "v.": "as the court held in Centro"."""
    firsts = {c.left[0] for c in case.captions if not c.common and len(c.left) > 1 and c.left[0] not in COMMON}
    for seen in reading.seen:
        line = seen.line.tokens
        for at in range(1, len(line)):
            alone = at + 1 == len(line) or not line[at + 1].capital
            if (
                line[at].norm in firsts
                and line[at].capital
                and alone
                and line[at - 1].norm in ("in", "under", "citing")
            ):
                yield Evidence(f"short {case.id}", 2.0, f'names "{line[at].raw}"', seen.line.index)
                return


def _ends(words: list[str], side: tuple[str, ...]) -> bool:
    while words and words[-1] in ("al", "et", "inc"):
        words = words[:-1]
    return tuple(words[-len(side) :]) == side or _same_agency(words[-8:], side)


def _begins(words: list[str], side: tuple[str, ...]) -> bool:
    return any(tuple(words[skip : skip + len(side)]) == side for skip in range(3)) or _same_agency(words[:8], side)


def _same_agency(words: list[str], side: tuple[str, ...]) -> bool:
    """ "OPM" and "Office of Personnel Mgmt." are one party."""
    wanted = {hit.value for hit in _AGENCY_WORDS.find(Line(" ".join(side).upper(), 0).tokens)}
    held = [hit for hit in _AGENCY_WORDS.find(Line(" ".join(words).upper(), 0).tokens)]
    return bool(wanted) and any(hit.value in wanted and hit.start <= 2 for hit in held)


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


def _judges(book: LinkBook, reading: Reading, case: CaseProfile) -> list[Evidence]:
    found = []
    for surname, lines in reading.judges.items():
        if surname in case.judges:
            weight = 1.3 if surname in case.panel else 2.5
            shown = next(t.raw for s in reading.seen for t in s.line.tokens if t.norm == surname).removesuffix("'s")
            court = next(iter(book.citations[c] for c, f in case.forums.items() if f.kind in ("district", "state")), "")
            why = f"names Judge {shown}" + (f" ({court})" if court and weight > 2 else "")
            found.append(Evidence(f"judge {surname}", weight, why, min(lines)))
    return sorted(found, key=lambda e: -e.weight)[:3]


def _parties(reading: Reading, case: CaseProfile) -> list[Evidence]:
    found: dict[str, Evidence] = {}
    for party in case.parties:
        key = f"{party.kind} {' '.join(party.words)}"
        for seen in reading.seen:
            if key not in seen.parties:
                continue
            if party.kind == "surname" and not _titled(seen, party.words[0]):
                continue
            weight = 2.0 if party.plaintiff and party.kind == "org" else 1.8 if party.kind == "surname" else 0.5
            if seen.background:
                weight *= 0.7
            if party.label not in found or found[party.label].weight < weight:
                found[party.label] = Evidence(
                    f"party {party.label}", weight, f"names {_shown(party.label)}", seen.line.index
                )
    ranked = sorted(found.values(), key=lambda e: -e.weight)[:3]
    return [e if i == 0 else Evidence(e.key, e.weight * 0.5, e.why, e.line) for i, e in enumerate(ranked)]


def _shown(label: str) -> str:
    return label if not label.islower() else label.title()


def _titled(seen: Seen, surname: str) -> bool:
    words = [token.norm for token in seen.line.tokens]
    return any(
        _ROLES & set(words[max(0, at - 6) : at]) for at, word in enumerate(words)
        if word == surname and seen.line.tokens[at].capital
    )  # fmt: skip


def _states(reading: Reading, case: CaseProfile) -> Iterator[Evidence]:
    """States count where the news is told; in a list of what happened elsewhere they say nothing."""
    held: dict[str, int] = {}
    for seen in reading.seen:
        told_here = seen.line.index <= 1 or (not seen.background and bool(seen.court_places or seen.courts))
        for state in seen.states if told_here else ():
            held.setdefault(state, seen.line.index)
    for state in sorted(case.lead_states & held.keys()):
        yield Evidence(f"state {state}", 2.0, f"names {STATES[state]}", held[state])
    others = sorted((case.states - case.lead_states) & held.keys())
    if others:
        yield Evidence(
            f"states {len(others)}", min(1.0, 0.3 * len(others)), "names states of the case", held[others[0]]
        )


def _courts(book: LinkBook, reading: Reading, case: CaseProfile) -> Iterator[Evidence]:
    for court_id, forum in case.forums.items():
        for seen in reading.seen:
            weight = 0.0
            if court_id in seen.courts:
                weight = {"supreme": 0.7, "appeals": 1.2, "state": 2.0}.get(forum.kind, 1.5)
            elif forum.kind in ("district", "state") and forum.place in seen.court_places:
                weight = 1.2
            if weight:
                yield Evidence(f"court {court_id}", weight * (0.7 if seen.background else 1.0),
                               f"names the court ({book.citations[court_id]})", seen.line.index)  # fmt: skip
                break


def _against(book: LinkBook, reading: Reading, case: CaseProfile) -> Iterator[Evidence]:
    """A court that the item names in its lead and that is none of the case's."""
    own_places = {forum.place for forum in case.forums.values() if forum.kind in ("district", "state")}
    named = {c for seen in reading.seen[:2] for c in seen.courts} - {"scotus"}
    places = {p for seen in reading.seen[:2] for p in seen.court_places}
    if (named and not named & case.forums.keys()) or (
        places and not places & own_places and not named & case.forums.keys()
    ):
        yield Evidence(f"against {case.id}", -1.5, "names another court", 0)
