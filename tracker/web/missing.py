"""What readers of a case or of a filtered timeline must know was not seen: gaps, and types that courts leave out."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC

from tracker.ingest.standing import feed_states, listed_sources
from tracker.outputs.feed_state import FeedState
from tracker.outputs.filters import EventFilter
from tracker.outputs.gaps import GapNote, gaps_of_case, gaps_of_cases, known_then
from tracker.register.schema import Case
from tracker.storage.gaps import gap_notes
from tracker.web.context import View, now, site, store


@dataclass(frozen=True, slots=True)
class Missing:
    """open, closed: gaps as they concern these dockets; feeds: feeds of these courts that do not carry everything, or
    that are in trouble now; unfed: court ids without any feed."""

    open: tuple[GapNote, ...]
    closed: tuple[GapNote, ...]
    feeds: tuple[FeedState, ...]
    unfed: tuple[str, ...]

    def __bool__(self) -> bool:
        return bool(self.open or self.closed or self.feeds or self.unfed)


def missing_in_case(case: Case, view: View) -> Missing:
    courts = list(dict.fromkeys(d.court for d in case.dockets))
    gaps = gaps_of_case(case, known_gaps(courts, view))
    return _missing(courts, gaps, view)


def missing_in_view(filter_: EventFilter, view: View) -> Missing | None:
    """Of a timeline filtered to cases or to courts; None for a view that is not about any, or about all."""
    cases = [view.page.cases[i] for i in filter_.case if i in view.page.cases]
    if not cases and not filter_.court:
        return None
    courts = list(dict.fromkeys([*(d.court for c in cases for d in c.dockets), *filter_.court]))
    if filter_.court and cases:
        courts = [court for court in courts if court in filter_.court]
    gaps = known_gaps(courts, view)
    if cases:
        gaps = gaps_of_cases(cases, gaps)
    return _missing(courts, [g for g in gaps if _overlaps(g, filter_)], view)


def known_gaps(courts: Iterable[str] | None, view: View) -> tuple[GapNote, ...]:
    """Gaps of these courts, or of all, newest first, as the view's day and state of knowledge have them."""
    return known_then(gap_notes(store(), courts), view.as_of if view.turned else None, view.known_at)


def _overlaps(gap: GapNote, filter_: EventFilter) -> bool:
    first, last = gap.from_at.astimezone(UTC).date(), gap.to_at.astimezone(UTC).date()
    return not ((filter_.from_ and last < filter_.from_) or (filter_.to and first > filter_.to))


def _missing(courts: list[str], gaps: Iterable[GapNote], view: View) -> Missing:
    here, found = site(), tuple(gaps)
    opened, closed = tuple(g for g in found if g.open), tuple(g for g in found if not g.open)
    if view.turned:
        # How feeds stand is of today.
        return Missing(opened, closed, (), ())
    every = feed_states(store(), listed_sources(here.config, here.courts), here.courts, now())
    fed = [state for state in every if state.url and state.court_id in courts]
    read = {state.court_id for state in fed}
    return Missing(
        opened,
        closed,
        feeds=tuple(s for s in fed if s.carries in ("partial", "none") or _silent(s)),
        unfed=tuple(court for court in courts if every and court not in read),
    )


def _silent(state: FeedState) -> bool:
    return any(remark.bad and remark.code != "gap" for remark in state.remarks)
