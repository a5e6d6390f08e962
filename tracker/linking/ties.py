"""How the papers of one case hang together: a ruling and what it decides, a motion and its answers, an appeal and the
order it attacks, an act and the order it changes. Pure.

Three kinds of certainty. `stated`: the register or a person says so. `read`: the entry names the paper by number, and
that paper is of the kind and time that the words give it. `likely`: nothing names it, and only one paper of the docket
can be meant (`guesses.py`). Whatever does not hold together is no tie; a named paper that nobody has seen is one with
`to_event` None.
"""

from collections.abc import Iterable, Iterator, Sequence

from tracker.linking.casepapers import NOTHING_BEFORE, Before, Court, Docketed, Paper, Tie, numbers_of, place
from tracker.linking.guesses import guesses
from tracker.linking.references import Reference, references
from tracker.vocab import COURT_ACT_KINDS

__all__ = ["NAMING", "RULES", "Before", "Court", "Paper", "Tie", "named_by", "ties_of"]

# Kinds of paper that may name another one, or be what a ruling without numbers decides.
NAMING = COURT_ACT_KINDS | {
    "motion",
    "response",
    "reply",
    "brief",
    "declaration",
    "letter",
    "notice_of_appeal",
    "hearing",
}
# Raised with every change of these rules, of `references` or of `guesses`: stored ties are then worked out anew.
RULES = "5"

# What a paper of each noun may be read as; `other` is always possible.
_KINDS = {
    "motion": {"motion", "stipulation", "letter", "notice", "brief"},
    "petition": {"motion", "complaint"},
    "response": {"response", "brief", "declaration", "letter", "reply", "notice"},
    "reply": {"reply", "brief", "response"},
    "order": COURT_ACT_KINDS | {"hearing", "clerk"},
    "paper": {"brief", "declaration", "opinion", "order", "response", "reply", "notice", "report_recommendation"},
    "report": {"report_recommendation", "status_report", "order"},
    "notice": {"notice", "notice_of_appeal", "motion", "other"},
    "complaint": {"complaint", "motion"},
}
_RULINGS = frozenset({"order", "opinion", "judgment", "minute_entry"})
_BY_WHAT = {
    "decides": lambda kind: kind not in _RULINGS | {"appearance", "summons", "transcript"},
    "appeals": lambda kind: kind in COURT_ACT_KINDS | {"hearing", "clerk"},
    "concerns": lambda kind: kind in COURT_ACT_KINDS | {"hearing", "clerk"},
    "replies": lambda kind: kind not in ("appearance", "summons", "transcript", "judgment"),
}


def ties_of(papers: Iterable[Paper], dockets: Sequence[Court], before: Before = NOTHING_BEFORE) -> tuple[Tie, ...]:
    """Every tie between the papers of one case, each pair and sense once, in the order of the papers that tie.

    before: leaves out the ties of papers that stand; what the others need of these must be there (`needs.py`).
    """
    case = Docketed(papers, dockets)
    found: dict[tuple[str, str | None, str | None, str], Tie] = {}

    def add(ties: Iterable[Tie]) -> None:
        for tie in ties:
            found.setdefault((tie.from_event, tie.to_event, tie.to_event or tie.to_document, tie.what), tie)

    fresh = [paper for paper in case.papers if paper.event_id not in before.standing]
    for paper in fresh:
        if paper.acts or paper.named:
            add(_stated(case, paper))
    for paper in fresh:
        add(_read(case, paper))
    add(guesses(case, tuple(found.values()), before))
    if not found:
        return ()
    order = {paper.event_id: place for place, paper in enumerate(case.papers)}
    return tuple(sorted(found.values(), key=lambda tie: order[tie.from_event]))


def _stated(case: Docketed, paper: Paper) -> Iterable[Tie]:
    for do, target in paper.acts:
        found = case.by_order.get(target) or case.by_id.get(target)
        if found and found.event_id != paper.event_id:
            yield Tie(paper.event_id, found.event_id, found.document, "changes", "stated", do)
    for what, target in paper.named:
        if target in case.by_id and target != paper.event_id:
            yield Tie(paper.event_id, target, case.by_id[target].document, what, "stated", "")


def named_by(case: Docketed, paper: Paper) -> Iterator[tuple[str, Reference]]:
    """What a paper's words name, each with the docket that the number is of; never the paper itself."""
    for reference in references(paper.text, paper.kind, paper.rules_on):
        docket_id = case.docket_numbered(reference.docket) if reference.docket else paper.docket_id
        if docket_id and not (docket_id == paper.docket_id and reference.number in numbers_of(paper)):
            yield docket_id, reference


def _read(case: Docketed, paper: Paper) -> Iterable[Tie]:
    for docket_id, reference in named_by(case, paper):
        named = case.numbered(docket_id, reference.number)
        fits = [p for p in named if _plausible(paper, reference, p)]
        if fits:
            yield _tie(paper, reference, fits[0])
        elif not named and reference.docket is None and not _later(paper, reference.number):
            yield _tie(paper, reference, None)


def _tie(paper: Paper, reference: Reference, to: Paper | None) -> Tie:
    return Tie(
        paper.event_id, to.event_id if to else None, reference.number, reference.what, "read", reference.words
    )  # fmt: skip


def _plausible(paper: Paper, reference: Reference, to: Paper) -> bool:
    if to.event_id == paper.event_id or (paper.day and to.day and to.day > paper.day):
        return False
    fits = _BY_WHAT.get(reference.what)
    if to.kind != "other" and fits is not None and not fits(to.kind):
        return False
    return reference.noun is None or to.kind == "other" or to.kind in _KINDS[reference.noun]


def _later(paper: Paper, number: str) -> bool:
    """No paper names one that was numbered after it: such a number means something else."""
    own = place(paper.document)
    return bool(own) and len(number) < 5 and int(number) >= own
