"""From a news item to the cases, flows and events it is about, with reasons. Pure: no I/O, no clock.

`build_linkbook` reads the register's facts once; `link` answers for one item. docs/linking.md explains the weights.
"""

from datetime import date

from tracker.linking.book import LinkBook, build_linkbook
from tracker.linking.cases import ENOUGH, CaseHit, find_cases
from tracker.linking.chosen import choose_flows
from tracker.linking.dates import event_day
from tracker.linking.events import choose_events
from tracker.linking.evidence import Asked
from tracker.linking.flows import FlowHit, flow_hits, without_shadows
from tracker.linking.happening import read_event
from tracker.linking.model import NewsLink, NewsText
from tracker.linking.reading import Reading, read
from tracker.linking.told import find_told

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
