"""From a news item to the cases, flows and events it is about, with reasons. Pure: no I/O, no clock.

`build_linkbook` reads the register's facts once; `link` answers for one item. docs/linking.md explains the weights.
"""

from collections.abc import Iterable, Iterator
from datetime import date

from tracker.linking.book import LinkBook, build_linkbook
from tracker.linking.caseprofile import CaseProfile
from tracker.linking.cases import ENOUGH, CaseHit, find_cases
from tracker.linking.dates import event_day
from tracker.linking.events import choose_events
from tracker.linking.evidence import Asked
from tracker.linking.flows import ACCEPT, FlowHit, flow_hits, without_shadows
from tracker.linking.happening import read_event
from tracker.linking.model import NewsLink, NewsText
from tracker.linking.reading import Reading, read
from tracker.linking.told import find_told

# Less than this is the name of one end of a flow.
_NAMED = 0.29

# What a court orders in the matter itself.
_RELIEF = frozenset((
    "temporary_restraining_order", "preliminary_injunction", "permanent_injunction", "stay_of_agency_action",
    "vacatur_of_agency_action",
))  # fmt: skip

__all__ = ["LinkBook", "build_linkbook", "link"]


def link(book: LinkBook, text: NewsText) -> NewsLink:
    """The cases, flows and events that `text` is about; an empty link where nothing is named surely enough."""
    reading = read(book, text)
    flows = without_shadows(book, flow_hits(book, reading))
    event = read_event(reading)
    told = find_told(book, reading, flows, event)
    asked = Asked(book, reading, flows, told)
    cases = find_cases(asked)
    flow_ids = choose_flows(asked, cases)
    if not cases and not flow_ids:
        return NewsLink(False)
    day = _day(book, reading, cases, flow_ids)
    events = choose_events([hit.case for hit in cases], told, reading, event, day)
    return NewsLink(
        True, tuple(hit.case.id for hit in cases), flow_ids, tuple(e.id for e in events), event, day,
        (*(_case_reason(book, hit, flow_ids) for hit in cases), *_flow_reasons(book, reading, cases, flows, flow_ids)),
        _score(cases, flows, flow_ids),
    )  # fmt: skip


def _day(book: LinkBook, reading: Reading, cases: list[CaseHit], flow_ids: tuple[str, ...]) -> date | None:
    known = {e.day for hit in cases for e in hit.case.events if e.day}
    known |= {first.isoformat() for flow in flow_ids if (first := book.flows[flow].first)}
    return event_day([seen.line.text for seen in reading.main], reading.published, known)


def choose_flows(asked: Asked, cases: list[CaseHit]) -> tuple[str, ...]:
    """Flows told surely enough; of a linked case's own flows less is asked, and others only where no case is linked or
    where they carry the same records onward."""
    flows, found = asked.flows, dict[str, float]()
    for hit in cases:
        mine = [flows[flow] for flow in hit.case.flows if flow in flows]
        sure = [flow for flow in mine if flow.score > 0.6]
        best = max(mine, key=lambda flow: flow.score, default=None)
        captioned = any(e.key.startswith(("caption sure", "order ")) for e in hit.evidence)
        meant = next((t.event for t in asked.told.get(hit.case.id, ()) if t.alone), None)
        if not sure and meant:
            sure = [flow for flow in mine if flow.flow_id in meant.flows and flow.score > _NAMED]
        if not sure and best and best.score >= (0.2 if captioned else 0.4) and not _of_other_things(hit.case):
            sure = [best]
        if not sure and len(hit.case.flows) == 1 and not _of_other_things(hit.case):
            found[hit.case.flows[0]] = ACCEPT
        found.update({flow.flow_id: flow.score for flow in sure})
    found |= {f.flow_id: f.score for f in _onward(asked, found) if f.score >= ACCEPT}
    if not any(hit.case.flows for hit in cases):
        alone = [hit for hit in flows.values() if not _for_papers(asked.reading) or _names_ends(asked, hit)]
        highest = max((flow.score for flow in alone), default=0.0)
        found |= {f.flow_id: f.score for f in alone if f.score >= max(ACCEPT, highest - 0.2)}
    return tuple(sorted(found, key=lambda flow: (-found[flow], flow)))


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


def _score(cases: list[CaseHit], flows: dict[str, FlowHit], flow_ids: tuple[str, ...]) -> float:
    """0..1: how surely the item belongs here at all. A case at the threshold scores 0.6, at twice its points 0.95."""
    by_case = [min(0.99, 0.6 + 0.35 * (hit.points - ENOUGH) / ENOUGH) for hit in cases]
    by_flow = [min(0.9, flows[flow].score * 0.9) for flow in flow_ids if flow in flows]
    return round(max([*by_case, *by_flow], default=0.0), 2)


def _case_reason(book: LinkBook, hit: CaseHit, flow_ids: tuple[str, ...]) -> str:
    """Such as "CEDC v. Bessent: names Judge Indira Talwani (D. Mass.) and the IRS → ICE addresses flow"."""
    said = [e.why for e in sorted(hit.evidence, key=lambda e: -e.weight) if e.weight >= 0.5]
    said = list(dict.fromkeys(said))[:3]
    names = [book.flows[flow].name for flow in hit.case.flows if flow in flow_ids]
    if names:
        said.append(f"tells of the flow {names[0]}")
    return f"{hit.case.name}: {_and(said)}"


def _flow_reasons(
    book: LinkBook, reading: Reading, cases: list[CaseHit], flows: dict[str, FlowHit], flow_ids: tuple[str, ...]
) -> list[str]:
    """One reason for each flow that no linked case already explains."""
    explained = {flow for hit in cases for flow in [f for f in hit.case.flows if f in flow_ids][:1]}
    found = []
    for flow in flow_ids:
        if flow not in explained and flow in flows:
            words = " / ".join(reading.seen[at].line.text for at in flows[flow].lines[:2])
            found.append(f'{book.flows[flow].name}: "{words[:160].rstrip()}{"…" if len(words) > 160 else ""}"')
    return found


def _and(parts: list[str]) -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}" if parts else ""
