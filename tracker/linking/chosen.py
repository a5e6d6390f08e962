"""Which flows an item is about, once its cases are known. Pure.

A flow stands by itself where it is told surely enough; of a linked case's own flows less is asked.
"""

from collections.abc import Iterable, Iterator

from tracker.linking.caseprofile import CaseProfile
from tracker.linking.cases import CaseHit
from tracker.linking.evidence import Asked
from tracker.linking.flows import ACCEPT, FlowHit
from tracker.linking.reading import Reading

# Less than this is the name of one end of a flow.
_NAMED = 0.29
_OWN = 0.6
_BEST = 0.4
_BEST_OF_NAMED = 0.2
# Flows told nearly as surely as the surest.
_BEHIND = 0.2
# What a court orders in the matter itself.
_RELIEF = frozenset((
    "temporary_restraining_order", "preliminary_injunction", "permanent_injunction", "stay_of_agency_action",
    "vacatur_of_agency_action",
))  # fmt: skip


def choose_flows(asked: Asked, cases: list[CaseHit]) -> tuple[str, ...]:
    """The flows of the linked cases, those that carry their records onward, and others only where no case with flows is
    linked; the surest first."""
    found: dict[str, float] = {}
    for hit in cases:
        found |= _of_case(asked, hit)
    found |= {hit.flow_id: hit.score for hit in _onward(asked, found) if hit.score >= ACCEPT}
    if not any(hit.case.flows for hit in cases):
        alone = [h for h in asked.flows.values() if not _for_papers(asked.reading) or _names_ends(asked, h)]
        highest = max((hit.score for hit in alone), default=0.0)
        found |= {hit.flow_id: hit.score for hit in alone if hit.score >= max(ACCEPT, highest - _BEHIND)}
    return tuple(sorted(found, key=lambda flow: (-found[flow], flow)))


def _of_case(asked: Asked, hit: CaseHit) -> dict[str, float]:
    """Of the flows of a linked case those that are told; else that of the one ruling meant; else the likeliest."""
    mine = {flow: asked.flows[flow].score for flow in hit.case.flows if flow in asked.flows}
    meant = next((t.event.flows for t in asked.told.get(hit.case.id, ()) if t.alone), frozenset[str]())
    sure = {flow: score for flow, score in mine.items() if score > _OWN}
    sure = sure or {flow: score for flow, score in mine.items() if flow in meant and score > _NAMED}
    if sure:
        return sure
    if len(meant) == 1:
        return dict.fromkeys(meant, ACCEPT)
    if _of_other_things(hit.case):
        return {}
    best = max(mine, key=lambda flow: mine[flow], default=None)
    captioned = any(e.key.startswith(("caption sure", "order ")) for e in hit.evidence)
    if best and mine[best] >= (_BEST_OF_NAMED if captioned else _BEST):
        return {best: mine[best]}
    return dict.fromkeys(hit.case.flows, ACCEPT) if len(hit.case.flows) == 1 else {}


def _of_other_things(case: CaseProfile) -> bool:
    """Whether the case has brought relief that concerns no flow: not all news of it are of data."""
    return any(not e.flows and any(r in _RELIEF and d == "granted" for r, d in e.actions) for e in case.events)


def _for_papers(reading: Reading) -> bool:
    """A title or a lead that tells of a suit for public records: what the papers may hold is not the news."""
    return any(seen.records and seen.litigation for seen in reading.told[:2])


def _names_ends(asked: Asked, hit: FlowHit) -> bool:
    named = {key for at in hit.lines for key in asked.reading.seen[at].agencies}
    flow = asked.book.flows[hit.flow_id]
    return bool(flow.source.sure & named and flow.recipient.sure & named)


def _onward(asked: Asked, found: Iterable[str]) -> Iterator[FlowHit]:
    """Flows that begin where one of `found` ends, with records of its kind: what became of the data is told as well."""
    ends = [asked.book.flows[flow] for flow in found]
    for key, hit in asked.flows.items():
        flow = asked.book.flows[key]
        if any(flow.source.sure & end.recipient.sure and flow.topics.keys() & end.topics.keys() for end in ends):
            yield hit
