"""From a news item to the cases, flows and events it is about, with reasons. Pure: no I/O, no clock.

`build_linkbook` reads the register's facts once; `link` answers for one item. docs/linking.md explains the weights.
"""

from tracker.linking.book import LinkBook, build_linkbook
from tracker.linking.cases import CaseHit, find_cases
from tracker.linking.evidence import Asked
from tracker.linking.flows import ACCEPT, FlowHit, flow_hits, without_shadows
from tracker.linking.model import NewsLink, NewsText
from tracker.linking.reading import read
from tracker.linking.told import find_told

__all__ = ["LinkBook", "build_linkbook", "link"]


def link(book: LinkBook, text: NewsText) -> NewsLink:
    """The cases, flows and events that `text` is about; an empty link where nothing is named surely enough."""
    reading = read(book, text)
    flows = without_shadows(book, flow_hits(book, reading))
    told = find_told(book, reading, flows)
    cases = find_cases(Asked(book, reading, flows, told))
    flow_ids = choose_flows(flows, cases)
    if not cases and not flow_ids:
        return NewsLink(False)
    because = tuple(_because(book, hit, flows) for hit in cases)
    case_ids = tuple(hit.case.id for hit in cases)
    return NewsLink(True, case_ids, flow_ids, because=because, score=0.5)


def choose_flows(flows: dict[str, FlowHit], cases: list[CaseHit]) -> tuple[str, ...]:
    """Flows told surely enough; of a linked case's own flows less is asked, of others more."""
    own = {flow for hit in cases for flow in hit.case.flows}
    found = {}
    for hit in cases:
        mine = [flows[f] for f in hit.case.flows if f in flows]
        for flow in mine:
            if flow.score >= 0.6:
                found[flow.flow_id] = flow.score
        if mine and not any(f.flow_id in found for f in mine):
            best = max(mine, key=lambda f: f.score)
            if best.score < 0.35:
                continue
            found[best.flow_id] = best.score
    best_score = max((f.score for f in flows.values()), default=0.0)
    for flow in flows.values():
        if flow.flow_id not in own and not own and flow.score >= ACCEPT and flow.score >= best_score - 0.2:
            found[flow.flow_id] = flow.score
    return tuple(sorted(found, key=lambda f: -found[f]))


def _because(book: LinkBook, hit: CaseHit, flows: dict[str, FlowHit]) -> str:
    return (
        hit.case.name
        + ": "
        + "; ".join(f"{e.why} {e.weight:.1f}" for e in hit.evidence)
        + f" support {hit.support:.2f}"
    )
