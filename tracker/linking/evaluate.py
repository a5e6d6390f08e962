"""How well the linker does on labelled news items: lines in, figures and misses out. Pure.

A labelled item is one JSON line: `id, url, published, title, summary` and `label {relevant, case_ids, flow_ids,
event {kind, relief, disposition}, event_date}`.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from tracker.errors import ParseError
from tracker.linking.model import NewsEvent, NewsLink, NewsText
from tracker.linking.news import LinkBook, link


@dataclass(frozen=True, slots=True)
class Rates:
    """right: given and labelled; extra: given only; missed: labelled only. The shares are 0..1."""

    right: int
    extra: int
    missed: int

    @property
    def precision(self) -> float:
        return self.right / (self.right + self.extra) if self.right + self.extra else 1.0

    @property
    def recall(self) -> float:
        return self.right / (self.right + self.missed) if self.right + self.missed else 1.0

    @property
    def f1(self) -> float:
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


@dataclass(frozen=True, slots=True)
class Miss:
    """An item on which the linker and the label differ; `what`: each difference in words."""

    id: str
    title: str
    what: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """event, day: of the items that tell one; a wrong one is both extra and missed. events, kinds, dates: (agreeing, of
    all relevant items, "none" with "none" too); first_cases: the same for the first case."""

    items: int
    relevant: Rates
    cases: Rates
    flows: Rates
    event: Rates
    day: Rates
    events: tuple[int, int]
    kinds: tuple[int, int]
    dates: tuple[int, int]
    first_cases: tuple[int, int]
    misses: tuple[Miss, ...]


@dataclass(frozen=True, slots=True)
class Labelled:
    id: str
    text: NewsText
    relevant: bool
    case_ids: tuple[str, ...]
    flow_ids: tuple[str, ...]
    event: NewsEvent | None
    event_date: str | None


def read_lines(lines: Iterable[str]) -> list[Labelled]:
    """Raises ParseError naming the line that is no labelled news item."""
    found = []
    for number, line in enumerate(lines, 1):
        if line.strip():
            try:
                found.append(_labelled(json.loads(line)))
            except (ValueError, KeyError, TypeError) as error:
                raise ParseError(f"line {number} is no labelled news item: {error}") from error
    return found


def _labelled(item: dict[str, Any]) -> Labelled:
    label = item["label"]
    published = date.fromisoformat(item["published"][:10]) if item.get("published") else None
    event = label.get("event")
    relevant = bool(label["relevant"])
    return Labelled(
        item["id"], NewsText(item["title"], item["summary"], item.get("url") or "", published), relevant,
        tuple(label["case_ids"]), tuple(label["flow_ids"]),
        NewsEvent(event["kind"], event["relief"], event["disposition"]) if event and relevant else None,
        label.get("event_date"),
    )  # fmt: skip


def is_news(line: str) -> bool:
    """Whether a line of a gold file is a labelled news item, and not a labelled docket entry."""
    try:
        item = json.loads(line)
    except ValueError:
        return False
    return isinstance(item, dict) and isinstance(item.get("label"), dict) and "title" in item


def halves(items: Sequence[Labelled]) -> tuple[list[Labelled], list[Labelled]]:
    """Items on even and on odd places, counted from 0: one half to tune on, one to report."""
    return list(items[::2]), list(items[1::2])


def evaluate(book: LinkBook, items: Iterable[Labelled]) -> Report:
    """Link each labelled item and count: relevance, cases, flows, event and its day, each as precision and recall."""
    pairs = [(item, link(book, item.text)) for item in items]
    told = [(item, found) for item, found in pairs if item.relevant]
    cased = [(item, found) for item, found in told if item.case_ids]
    return Report(
        len(pairs),
        _rates([({"yes"} if found.relevant else set(), {"yes"} if item.relevant else set()) for item, found in pairs]),
        _rates([(set(found.case_ids), set(item.case_ids)) for item, found in pairs]),
        _rates([(set(found.flow_ids), set(item.flow_ids)) for item, found in pairs]),
        _rates([(_some(found.event), _some(item.event)) for item, found in pairs]),
        _rates([(_some(found.event_date), _some(item.event_date and date.fromisoformat(item.event_date)))
                for item, found in pairs]),
        (sum(found.event == item.event for item, found in told), len(told)),
        (sum(_kind(found.event) == _kind(item.event) for item, found in told), len(told)),
        (sum(_iso(found.event_date) == item.event_date for item, found in told), len(told)),
        (sum(found.case_ids[:1] == item.case_ids[:1] for item, found in cased), len(cased)),
        tuple(miss for item, found in pairs if (miss := _miss(item, found)).what),
    )  # fmt: skip


def _some(value: Any) -> set[Any]:
    return {value} if value else set()


def _rates(pairs: list[tuple[set[str], set[str]]]) -> Rates:
    return Rates(
        sum(len(given & wanted) for given, wanted in pairs),
        sum(len(given - wanted) for given, wanted in pairs),
        sum(len(wanted - given) for given, wanted in pairs),
    )


def _kind(event: NewsEvent | None) -> str | None:
    return event.kind if event else None


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _miss(item: Labelled, found: NewsLink) -> Miss:
    what = []
    if found.relevant != item.relevant:
        what.append("taken up, labelled as beside the matter" if found.relevant else "left out, labelled as relevant")
    for name, given, wanted in (("case", found.case_ids, item.case_ids), ("flow", found.flow_ids, item.flow_ids)):
        what += [f"{name} {key} is extra" for key in given if key not in wanted]
        what += [f"{name} {key} is missing" for key in wanted if key not in given]
    if item.relevant and found.event != item.event:
        what.append(f"event read as {_words(found.event)}, labelled {_words(item.event)}")
    if item.relevant and _iso(found.event_date) != item.event_date:
        what.append(f"dated {_iso(found.event_date)}, labelled {item.event_date}")
    return Miss(item.id, item.text.title, tuple(what))


def _words(event: NewsEvent | None) -> str:
    return f"{event.kind}/{event.relief}/{event.disposition}" if event else "nothing"


def render(report: Report, worst: int = 0) -> str:
    """The figures as lines of text, and up to `worst` items with differences, those with most first."""
    lines = [f"{report.items} items"]
    for name, rates in (("relevant", report.relevant), ("case_ids", report.cases), ("flow_ids", report.flows),
                        ("event", report.event), ("event_date", report.day)):  # fmt: skip
        shares = f"precision {rates.precision:.3f}  recall {rates.recall:.3f}  F1 {rates.f1:.3f}"
        lines.append(f"{name:<10} {shares}  ({rates.right} right, {rates.extra} extra, {rates.missed} missed)")
    for name, (right, of) in (("first case", report.first_cases), ("event", report.events), ("kind", report.kinds),
                              ("event_date", report.dates)):  # fmt: skip
        lines.append(f"{name:<10} agrees on {right} of {of} relevant items")
    for miss in sorted(report.misses, key=lambda m: (-len(m.what), m.id))[:worst]:
        lines.append(f"{miss.id} {miss.title}")
        lines += [f"    {difference}" for difference in miss.what]
    return "\n".join(lines)
