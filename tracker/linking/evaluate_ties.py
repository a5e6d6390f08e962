"""How well papers of a case are tied to each other: labelled dockets in, figures and misses out. Pure.

A labelled paper is one JSON line: `case, id, court, docket_number, reviews` (the number of the docket below, or null),
`date_filed, document_number, source, text` and `ties [{what, to: [ids]}]`: what the paper decides, opposes, answers,
replies to, appeals or changes. Several ids under one `to` are ways to name the same thing ("reply to the response",
"reply on the motion"); one of them is enough. The words are read by the tagger first, as for a stored entry.
"""

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from tracker.errors import ParseError
from tracker.linking.evaluate import Rates
from tracker.linking.ties import Court, Paper, Tie, ties_of
from tracker.models import Tagging

# A plain response is answer and opposition in one: courts' event types do not always tell which.
GROUPS = {
    "decides": "ruling to motion",
    "opposes": "response to motion",
    "answers": "response to motion",
    "replies": "reply to motion",
    "appeals": "appeal to order",
    "changes": "act above to order",
}


@dataclass(frozen=True, slots=True)
class LabelledPaper:
    """ties: (group, ids of which one is meant)."""

    case: str
    id: str
    court: str
    docket_number: str
    reviews: str | None
    day: str
    document: str | None
    source: str | None
    text: str
    ties: tuple[tuple[str, frozenset[str]], ...]


@dataclass(frozen=True, slots=True)
class TieMiss:
    """One tie that was found and is not labelled, or the reverse."""

    paper: LabelledPaper
    said: str


@dataclass(frozen=True, slots=True)
class TieReport:
    """by_group: in the order of GROUPS; sure: of the ties read or stated, by certainty."""

    papers: int
    cases: int
    by_group: dict[str, Rates]
    sure: dict[str, Rates]
    misses: tuple[TieMiss, ...]


Read = Callable[[str, str, str | None], Tagging]


def is_ties(line: str) -> bool:
    """Whether a line is a labelled paper."""
    try:
        row = json.loads(line)
    except ValueError:
        return False
    return isinstance(row, dict) and "ties" in row and "case" in row


def read_papers(lines: Iterable[str]) -> tuple[LabelledPaper, ...]:
    """Raises ParseError that names the line, also for a tie to a paper that the file does not hold."""
    found = [_paper(number, line) for number, line in enumerate(lines, start=1) if line.strip()]
    ids = {paper.id for paper in found}
    for paper in found:
        for _, targets in paper.ties:
            if unknown := sorted(targets - ids):
                raise ParseError(f"{paper.id}: a tie to {unknown[0]!r}, which the file does not hold")
    return tuple(found)


def _paper(number: int, line: str) -> LabelledPaper:
    try:
        row = json.loads(line)
        ties = tuple((GROUPS[tie["what"]], frozenset(tie["to"])) for tie in row["ties"])
        return LabelledPaper(
            row["case"], row["id"], row["court"], row["docket_number"], row["reviews"], row["date_filed"],
            row["document_number"], row.get("source"), row["text"], ties,
        )  # fmt: skip
    except (ValueError, KeyError, TypeError) as error:
        raise ParseError(f"line {number}: not a labelled paper ({type(error).__name__}: {error})") from error


def evaluate(papers: Iterable[LabelledPaper], read: Read) -> TieReport:
    """read: text, court id and source to a tagging. Ties to papers that nobody has seen count for nothing."""
    cases: dict[str, list[LabelledPaper]] = {}
    for paper in papers:
        cases.setdefault(paper.case, []).append(paper)
    counts = {group: [0, 0, 0] for group in dict.fromkeys(GROUPS.values())}
    sure = {certainty: [0, 0, 0] for certainty in ("read", "likely")}
    misses: list[TieMiss] = []
    for held in cases.values():
        found = ties_of([_as_paper(paper, read) for paper in held], _courts(held))
        _compare(held, [tie for tie in found if tie.what in GROUPS and tie.to_event], counts, sure, misses)
    return TieReport(
        sum(len(held) for held in cases.values()), len(cases),
        {group: Rates(*n) for group, n in counts.items()}, {word: Rates(*n) for word, n in sure.items()},
        tuple(misses),
    )  # fmt: skip


def _as_paper(paper: LabelledPaper, read: Read) -> Paper:
    tagging = read(paper.text, paper.court, paper.source)
    actions = tuple((action.relief, action.disposition or "") for action in tagging.actions)
    return Paper(
        paper.id, tagging.kind, paper.day, paper.docket_number, paper.document, paper.text, actions, tagging.rules_on
    )


def _courts(papers: Iterable[LabelledPaper]) -> list[Court]:
    return list(dict.fromkeys(Court(p.docket_number, p.docket_number, p.reviews) for p in papers))


def _compare(
    papers: Iterable[LabelledPaper], found: Iterable[Tie], counts: dict[str, list[int]], sure: dict[str, list[int]],
    misses: list[TieMiss],
) -> None:  # fmt: skip
    given: dict[str, list[Tie]] = {}
    for tie in found:
        given.setdefault(tie.from_event, []).append(tie)
    for paper in papers:
        left = list(paper.ties)
        met: set[tuple[str, frozenset[str]]] = set()
        for tie in given.get(paper.id, ()):
            group = GROUPS[tie.what]
            label = next((one for one in paper.ties if one[0] == group and tie.to_event in one[1]), None)
            if label is None:
                misses.append(TieMiss(paper, f"{tie.what} {tie.to_event} is extra ({tie.certainty}: {tie.because})"))
            elif label in met:
                continue  # the same thing, named twice
            else:
                met.add(label)
                left.remove(label)
            counts[group][label is None] += 1
            sure[tie.certainty][label is None] += 1
        for group, targets in left:
            counts[group][2] += 1
            misses.append(TieMiss(paper, f"{group} {' or '.join(sorted(targets))} is missing"))


def render(report: TieReport, worst: int = 0) -> str:
    """The figures as lines of text, and up to `worst` of the differences."""
    lines = [f"{report.papers} papers of {report.cases} cases"]
    for group, rates in report.by_group.items():
        shares = f"precision {rates.precision:.3f}  recall {rates.recall:.3f}  F1 {rates.f1:.3f}"
        lines.append(f"{group:<20} {shares}  ({rates.right} right, {rates.extra} extra, {rates.missed} missed)")
    right, extra, missed = (sum(getattr(r, n) for r in report.by_group.values()) for n in ("right", "extra", "missed"))
    total = Rates(right, extra, missed)
    lines.append(f"{'all':<20} precision {total.precision:.3f}  recall {total.recall:.3f}  F1 {total.f1:.3f}")
    for word, rates in report.sure.items():
        lines.append(f"{word:<20} precision {rates.precision:.3f}  ({rates.right} right, {rates.extra} extra)")
    for miss in report.misses[:worst]:
        lines += [f"{miss.paper.id} {' '.join(miss.paper.text.split())[:160]}", f"    {miss.said}"]
    return "\n".join(lines)
