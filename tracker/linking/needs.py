"""What must be known of the earlier papers of a case to tie its later ones as if all were tied anew. Pure.

A tie of one day depends on papers of that day and before, and on nothing later; docs/linking.md tells the rules.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field

from tracker.linking.attacks import APPEALED_WITHIN, acts_above, days_named
from tracker.linking.casepapers import Court, Docketed, Paper, days_before
from tracker.linking.guesses import ANSWERED_WITHIN, DECIDED_WITHIN, application_decided, decidable
from tracker.linking.ties import named_by
from tracker.vocab import COURT_ACT_KINDS


@dataclass(slots=True)
class Motions:
    """Of one docket: motions for one of these reliefs from a day on, and any from another day on ("9999": none)."""

    reliefs: set[str] = field(default_factory=set)
    since: str = "9999"
    any_since: str = "9999"


@dataclass(slots=True)
class Needs:
    """numbers: (docket id, number) of papers named; targets: ids of orders and events that are acted on or tied by
    hand; motions: open ones, by docket; ruled_since, ruled_on: court acts from this day on, and of these days
    (`MM-DD`), for a notice of appeal ("9999": none); appeals: whether all notices of appeal are needed, with what they
    attack."""

    numbers: set[tuple[str, str]] = field(default_factory=set)
    targets: set[str] = field(default_factory=set)
    motions: dict[str | None, Motions] = field(default_factory=dict)
    ruled_since: str = "9999"
    ruled_on: set[str] = field(default_factory=set)
    appeals: bool = False


def needs(papers: Iterable[Paper], dockets: Sequence[Court]) -> Needs:
    """What these papers need of those before them."""
    found = Needs()
    case = Docketed(papers, dockets)
    for paper in case.papers:
        found.numbers |= {(docket_id, reference.number) for docket_id, reference in named_by(case, paper)}
        found.targets |= targets_of(paper)
        if not paper.day:
            continue
        if paper.kind in COURT_ACT_KINDS and not paper.rules_on and (reliefs := decidable(paper)):
            own = found.motions.setdefault(paper.docket_id, Motions())
            own.reliefs.update(reliefs)
            own.since = min(own.since, days_before(paper.day, DECIDED_WITHIN))
        elif paper.kind in COURT_ACT_KINDS and application_decided(paper):
            own = found.motions.setdefault(paper.docket_id, Motions())
            own.any_since = min(own.any_since, days_before(paper.day, DECIDED_WITHIN))
        elif paper.kind in ("response", "reply"):
            own = found.motions.setdefault(paper.docket_id, Motions())
            own.any_since = min(own.any_since, days_before(paper.day, ANSWERED_WITHIN))
        elif paper.kind == "notice_of_appeal":
            found.appeals = True
            found.ruled_since = min(found.ruled_since, days_before(paper.day, APPEALED_WITHIN))
            found.ruled_on |= {f"{stated.month:02}-{stated.day:02}" for stated in days_named(paper)}
        found.appeals |= bool(acts_above(paper))
    return found


def targets_of(paper: Paper) -> set[str]:
    """Ids of the orders and events that a paper acts on or is tied to by hand."""
    return {to for _, to in (*paper.acts, *paper.named)}


def loses_its_number(before: Collection[str], now: Collection[str]) -> bool:
    """Whether papers of any time may have named a number that is now nobody's."""
    return not set(before) <= set(now)
