"""Which cases and flows of the register a news item is about. Pure: no I/O, no clock.

It refuses to guess: a link needs the caption, a docket number, or the case's judge together with its flow.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from tracker.courts import Courts
from tracker.linking.model import NewsLink, NewsText
from tracker.register.schema import Agency, Case, Flow


@dataclass(frozen=True, slots=True)
class LinkBook:
    """What the register's own facts look like in words. Built once, never changed."""

    names: tuple[tuple[str, re.Pattern[str]], ...]
    judges: tuple[tuple[str, re.Pattern[str]], ...]
    flows: tuple[tuple[str, re.Pattern[str], re.Pattern[str]], ...]
    case_flows: Mapping[str, frozenset[str]]


def _words(*texts: str) -> re.Pattern[str]:
    alternatives = "|".join(re.escape(text) for text in texts if text)
    return re.compile(rf"(?<!\w)(?:{alternatives})(?!\w)", re.IGNORECASE)


def _agency(agency: Agency) -> re.Pattern[str]:
    return _words(agency.short, agency.name.split(" (")[0])


def build_linkbook(cases: Mapping[str, Case], flows: Mapping[str, Flow], courts: Courts) -> LinkBook:
    """Everything that `link` needs of the register."""
    judges = [
        (case.id, _words(docket.judge.split()[-1]))
        for case in cases.values()
        for docket in case.dockets
        if docket.judge
    ]
    return LinkBook(
        tuple((case.id, _words(case.name, case.caption)) for case in cases.values()),
        tuple(judges),
        tuple((flow.id, _agency(flow.source), _agency(flow.recipient)) for flow in flows.values()),
        {case.id: frozenset(t.flow for e in case.events for t in e.flows) for case in cases.values()},
    )


def link(book: LinkBook, text: NewsText) -> NewsLink:
    """The cases and flows that `text` is about, with the reasons."""
    words = f"{text.title}\n{text.summary}"
    found_flows = tuple(flow for flow, source, to in book.flows if source.search(words) and to.search(words))
    because: dict[str, str] = {}
    for case_id, name in book.names:
        if hit := name.search(words):
            because.setdefault(case_id, f"names {hit[0]}")
    for case_id, judge in book.judges:
        hit = judge.search(words)
        if hit and book.case_flows[case_id] & set(found_flows):
            because.setdefault(case_id, f"names Judge {hit[0]} and a flow of the case")
    reasons = tuple(because.values()) or tuple(f"names both agencies of {flow}" for flow in found_flows)
    found = bool(because or found_flows)
    return NewsLink(found, tuple(because), found_flows, because=reasons, score=0.9 if because else 0.6 * found)
