"""Which cases an item is about: the evidence for each, weighed and added up. Pure.

Circumstances alone (a flow, a state) name no case; a judge, a party, a caption, a docket number, a court or a date must
agree. Words that already explain one case do not count again for the next.
"""

from dataclasses import dataclass, field

from tracker.linking.caseprofile import CaseProfile
from tracker.linking.evidence import Asked, Evidence, against, collect, other_judge

# Points for a link; flow and identity give about half each.
ENOUGH = 3.7
_OWN = 1.2
_SUPPORT = 0.35
_OWN_JUDGE = 2.5


@dataclass(slots=True)
class CaseHit:
    """support: how far the item speaks of the case's flows; points: what was left after better cases took theirs."""

    case: CaseProfile
    support: float
    evidence: list[Evidence] = field(default_factory=list)
    points: float = 0.0

    def score(self, used: frozenset[str] = frozenset()) -> float:
        return self._support_points() + self.own(used)

    def firm(self, used: frozenset[str]) -> float:
        return sum(e.weight for e in self.evidence if e.firm and e.key not in used)

    def own(self, used: frozenset[str]) -> float:
        return sum(e.weight for e in self.evidence if e.key not in used)

    def _support_points(self) -> float:
        return 2.0 if self.support >= 0.66 else 1.5 if self.support >= 0.5 else 0.8 if self.support >= _SUPPORT else 0.0

    @property
    def rank(self) -> float:
        """Points, and more for a case whose judge, party or caption stands in the title or the lead."""
        named = (e for e in self.evidence if e.firm and not e.key.startswith("event"))
        return self.score() + (1.5 if min((e.line for e in named), default=99) <= 1 else 0.0)


def find_cases(asked: Asked) -> list[CaseHit]:
    """The cases that are named surely enough; the first is where the news happened."""
    hits = [hit for case in asked.book.cases.values() if (hit := _weigh(asked, case))]
    hits.sort(key=lambda hit: (-hit.rank, hit.case.id))
    hits = [hit for hit in hits if not any(_twins(hit, other) for other in hits)]
    found: list[CaseHit] = []
    used: frozenset[str] = frozenset()
    for hit in hits:
        hit.points = hit.score(used)
        if hit.points >= ENOUGH and (hit.firm(used) if found else hit.own(used)) >= _OWN:
            found.append(hit)
            used |= {e.key for e in hit.evidence}
    return found


def _twins(hit: CaseHit, other: CaseHit) -> bool:
    """Two cases of which the item tells no more than that both began or were decided on a day: it names neither."""
    said, by_other = ({e.key for e in h.evidence} - {f"sued {h.case.id}"} for h in (hit, other))
    return hit is not other and said == by_other and all(key.startswith("event ") for key in said)


def _weigh(asked: Asked, case: CaseProfile) -> CaseHit | None:
    """None for a case that began later, that nothing names, or of whose flows the item does not speak."""
    published = asked.reading.published
    if not asked.reading.litigation or (published and case.start and (case.start - published).days > 3):
        return None
    hit = CaseHit(case, _support(asked, case))
    if hit.support < _SUPPORT and not (asked.reading.versus or asked.reading.numbers):
        return None
    hit.evidence = collect(asked, case, hit.support)
    sure = any(e.key.startswith(("caption sure", "number sure")) for e in hit.evidence)
    if not hit.evidence or (hit.support < _SUPPORT and not sure):
        return None
    if not _told_of(asked, hit):
        return None
    hit.evidence += other_judge(asked, case, hit.evidence)
    # Its court, or farther down its judge, as in a round-up: another court in the lead says nothing against it.
    own = (e for e in hit.evidence if e.key.startswith("court ") or (e.weight >= _OWN_JUDGE and e.line > 1))
    if not any(own):
        hit.evidence += against(asked, case)
    return hit


# What may be said of a hundred suits: a state, a court, the agency in a case's name.
_CIRCUMSTANCES = ("state", "court ", "sued ", "only ", "records ")


def _told_of(asked: Asked, hit: CaseHit) -> bool:
    """Whether something names the case, or the item tells of data and of somebody who receives them in it.

    A state's rolls and its court are no case; where no word for data falls, a union or a state that sues an agency is
    none either.
    """
    of_data = any(seen.nouns for seen in asked.reading.seen)
    if any(not e.key.startswith(_CIRCUMSTANCES if of_data else (*_CIRCUMSTANCES, "party ")) for e in hit.evidence):
        return True
    if hit.support >= 0.5:
        return of_data
    named = {key for seen in asked.reading.seen for key in seen.agencies} - {"states"}
    known = [asked.book.flows[flow].recipient for flow in hit.case.flows if flow in asked.book.flows]
    topics = {topic for seen in asked.reading.seen for topic in seen.topics}
    return any(named & (end.sure | end.near) or topics & end.topics for end in known)


def _support(asked: Asked, case: CaseProfile) -> float:
    """How far the item speaks of what the case is about, 0..1."""
    best = max((asked.flows[flow].score for flow in case.flows if flow in asked.flows), default=0.0)
    for seen in asked.reading.seen:
        if not seen.background and not case.flows:
            best = max(best, 0.45 * max((case.topics[t] for t in seen.topics if t in case.topics), default=0.0))
        if case.executive_orders & seen.line.words:
            best = max(best, 0.7)
    return best
