"""How well the tagger agrees with labelled entries: precision, recall and F1 by label, and what it missed.

Owns scoring and its table. Pure: lines come in, text goes out. Refuses labels outside the vocabulary, because a typing
error in the gold would otherwise count as a miss of the tagger.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field

from tracker.errors import ParseError
from tracker.models import Tagging
from tracker.tagging.rules import Rules
from tracker.tagging.tagger import tag
from tracker.vocab import DISPOSITIONS, KINDS, RELIEFS

Pair = tuple[str, str]

# Claiming one of these where the text makes none could make somebody believe that a flow is blocked, or open.
INTERIM = frozenset(
    (
        *("temporary_restraining_order", "preliminary_injunction", "permanent_injunction", "stay_of_agency_action"),
        *("vacatur_of_agency_action", "stay_pending_appeal", "administrative_stay", "stay_of_proceedings"),
        "automatic_stay",
    )
)
_NOT_RULED = frozenset(("sought", "addressed"))
_TEXT_SHOWN = 300


@dataclass(frozen=True, slots=True)
class Gold:
    """One labelled entry. `pairs`: (relief, disposition); `rules_on`: document numbers, ascending."""

    id: str
    court: str | None
    source: str | None
    text: str
    kind: str
    pairs: frozenset[Pair]
    rules_on: tuple[int, ...]


@dataclass(slots=True)
class Score:
    """Counts of one label: found and right, found and wrong, missed."""

    right: int = 0
    wrong: int = 0
    missed: int = 0

    @property
    def precision(self) -> float:
        return self.right / (self.right + self.wrong) if self.right + self.wrong else 0.0

    @property
    def recall(self) -> float:
        return self.right / (self.right + self.missed) if self.right + self.missed else 0.0

    @property
    def f1(self) -> float:
        total = 2 * self.right + self.wrong + self.missed
        return 2 * self.right / total if total else 0.0


@dataclass(frozen=True, slots=True)
class Miss:
    """An entry on which tagger and label differ."""

    gold: Gold
    found: Tagging
    extra: frozenset[Pair]
    lacking: frozenset[Pair]
    false_interim: frozenset[Pair]

    @property
    def weight(self) -> tuple[int, int, int]:
        """The worse, the larger: false interim rulings, then a wrong kind, then wrong pairs and numbers."""
        numbers = set(self.gold.rules_on) ^ set(self.found.rules_on)
        differing = len(self.extra) + len(self.lacking) + len(numbers)
        return len(self.false_interim), int(self.gold.kind != self.found.kind), differing


@dataclass(slots=True)
class Report:
    """Scores by label and in all; `exact_numbers`: entries whose `rules_on` is exactly right."""

    entries: int = 0
    right_kinds: int = 0
    exact_numbers: int = 0
    kinds: dict[str, Score] = field(default_factory=dict)
    pairs: dict[str, Score] = field(default_factory=dict)
    all_pairs: Score = field(default_factory=Score)
    all_numbers: Score = field(default_factory=Score)
    false_interim: list[tuple[str, str]] = field(default_factory=list)
    misses: list[Miss] = field(default_factory=list)


def load_gold(lines: Iterable[str]) -> list[Gold]:
    """JSON lines `{"id","court","source","text","kind","actions":[{"relief","disposition"}],"rules_on":[n]}`.

    Raises ParseError that names the line.
    """
    found = []
    for number, line in enumerate(lines, start=1):
        if line.strip():
            found.append(_gold(number, line))
    if not found:
        raise ParseError("no labelled entries: the file holds no JSON lines")
    return found


def _gold(number: int, line: str) -> Gold:
    try:
        row = json.loads(line)
        pairs = frozenset((action["relief"], action["disposition"]) for action in row["actions"])
        gold = Gold(
            str(row["id"]), row.get("court"), row.get("source"), row["text"], row["kind"], pairs,
            tuple(sorted(int(on) for on in row["rules_on"])),
        )  # fmt: skip
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ParseError(f"line {number}: not a labelled entry ({type(error).__name__}: {error})") from error
    unknown = [relief for relief, _ in pairs if relief not in RELIEFS]
    unknown += [disposition for _, disposition in pairs if disposition not in DISPOSITIONS]
    unknown += [gold.kind] if gold.kind not in KINDS else []
    if unknown:
        raise ParseError(f"line {number}: {unknown[0]!r} is not a label of the vocabulary")
    return gold


def evaluate(rules: Rules, gold: Iterable[Gold]) -> Report:
    """Tag every entry and compare with its label."""
    report = Report()
    for entry in gold:
        found = tag(rules, entry.text, court_id=entry.court, source=entry.source)
        pairs = frozenset((one.relief, one.disposition or "unknown") for one in found.actions)
        extra, lacking = pairs - entry.pairs, entry.pairs - pairs
        false_interim = frozenset(
            (relief, disposition)
            for relief, disposition in extra
            if relief in INTERIM and disposition not in _NOT_RULED
        )
        _count(report, entry, found, pairs)
        report.false_interim += [(entry.id, ":".join(pair)) for pair in sorted(false_interim)]
        if extra or lacking or found.kind != entry.kind or found.rules_on != entry.rules_on:
            report.misses.append(Miss(entry, found, extra, lacking, false_interim))
    report.misses.sort(key=lambda miss: (tuple(-one for one in miss.weight), miss.gold.id))
    return report


def _count(report: Report, entry: Gold, found: Tagging, pairs: frozenset[Pair]) -> None:
    report.entries += 1
    report.right_kinds += found.kind == entry.kind
    report.exact_numbers += found.rules_on == entry.rules_on
    _compare({entry.kind}, {found.kind}, report.kinds, Score())
    _compare({":".join(p) for p in entry.pairs}, {":".join(p) for p in pairs}, report.pairs, report.all_pairs)
    _compare({str(n) for n in entry.rules_on}, {str(n) for n in found.rules_on}, {}, report.all_numbers)


def _compare(wanted: set[str], found: set[str], by_label: dict[str, Score], total: Score) -> None:
    for label in wanted | found:
        score = by_label.setdefault(label, Score())
        if label in wanted and label in found:
            score.right += 1
            total.right += 1
        elif label in found:
            score.wrong += 1
            total.wrong += 1
        else:
            score.missed += 1
            total.missed += 1


def render(report: Report, worst: int = 0) -> str:
    """The report as text; with `worst`, so many misses, the gravest first."""
    lines = [f"{report.entries} entries", "", f"{'label':<48}{'precision':>10}{'recall':>10}{'F1':>10}{'gold':>8}"]
    for prefix, scores in (("kind:", report.kinds), ("", report.pairs)):
        lines += [_row(prefix + label, score) for label, score in sorted(scores.items())]
    lines.append(_row("rules_on (numbers)", report.all_numbers))
    accuracy = report.right_kinds / report.entries if report.entries else 0.0
    exact = report.exact_numbers / report.entries if report.entries else 0.0
    pairs = report.all_pairs
    lines += [
        "",
        f"kind: {accuracy:.3f} of entries right",
        f"pairs: precision {pairs.precision:.3f}, recall {pairs.recall:.3f}, F1 {pairs.f1:.3f} (micro)",
        f"rules_on: {exact:.3f} of entries exactly right",
        f"interim rulings claimed that the label does not make: {len(report.false_interim)}",
    ]
    lines += [f"  {entry}: {pair}" for entry, pair in report.false_interim]
    for miss in report.misses[:worst]:
        lines += ["", *_miss(miss)]
    return "\n".join(lines)


def _row(label: str, score: Score) -> str:
    gold = score.right + score.missed
    return f"{label:<48}{score.precision:>10.3f}{score.recall:>10.3f}{score.f1:>10.3f}{gold:>8}"


def _miss(miss: Miss) -> list[str]:
    gold, found = miss.gold, miss.found
    lines = [f"{gold.id} ({gold.court or 'court unknown'}): {' '.join(gold.text.split())[:_TEXT_SHOWN]}"]
    if gold.kind != found.kind:
        lines.append(f"  kind {found.kind}, label {gold.kind}")
    for word, pairs in (("claimed", miss.extra), ("missed", miss.lacking)):
        lines += [f"  {word} {':'.join(pair)}" for pair in sorted(pairs)]
    if gold.rules_on != found.rules_on:
        lines.append(f"  rules_on {list(found.rules_on)}, label {list(gold.rules_on)}")
    return lines
