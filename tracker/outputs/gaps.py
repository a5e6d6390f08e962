"""What was not seen: stretches of time in which entries of a court may have come and gone, and whom that concerns.

Pure. A gap is the whole court's; it concerns a case when a docket of the case in that court had begun by then, unless
that docket has since been read in full from another source.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from tracker.dates import from_utc_text, span
from tracker.register.schema import Case, Docket


@dataclass(frozen=True, slots=True)
class Fill:
    """One docket was read in full over a gap. at: when that was stored; why: from what."""

    at: datetime
    why: str


@dataclass(frozen=True, slots=True)
class GapNote:
    """One gap. closed_at, closed_why: when and how it was covered; by_fills: because each docket tracked then was read
    in full. filled: docket id -> how that docket was."""

    gap_id: int
    feed_id: str
    court_id: str
    from_at: datetime
    to_at: datetime
    found_at: datetime
    closed_at: datetime | None
    closed_why: str
    by_fills: bool
    filled: Mapping[str, Fill]

    @property
    def open(self) -> bool:
        return self.closed_at is None


def gap_note(row: Mapping[str, Any], fills: Mapping[str, Fill]) -> GapNote:
    """From a row of the table and its fills, by docket id."""
    return GapNote(
        row["gap_id"], row["feed_id"], row["court_id"] or "", from_utc_text(row["from_at"]),
        from_utc_text(row["to_at"]), from_utc_text(row["found_at"]),
        from_utc_text(row["closed_at"]) if row["closed_at"] else None, row["closed_why"] or "", bool(row["by_fills"]),
        fills,
    )  # fmt: skip


def known_then(gaps: Iterable[GapNote], as_of: date | None, known_at: datetime | None) -> tuple[GapNote, ...]:
    """The gaps up to a day, as far as they were known at an instant; None: no limit."""
    found = []
    for gap in gaps:
        if (as_of and gap.from_at.date() > as_of) or (known_at and gap.found_at > known_at):
            continue
        found.append(gap if known_at is None else _as_known(gap, known_at))
    return tuple(found)


def _as_known(gap: GapNote, known_at: datetime) -> GapNote:
    """A gap without what was closed or read only after an instant."""
    gap = replace(gap, filled={docket: fill for docket, fill in gap.filled.items() if fill.at <= known_at})
    if gap.closed_at is not None and gap.closed_at > known_at:
        return replace(gap, closed_at=None, closed_why="", by_fills=False)
    return gap


def gaps_of_case(case: Case, gaps: Sequence[GapNote]) -> tuple[GapNote, ...]:
    """The gaps in the life of a case, each open or closed as it is for this case."""
    return tuple(found for gap in gaps if (found := _for_case(case, gap)))


def gaps_of_cases(cases: Iterable[Case], gaps: Sequence[GapNote]) -> tuple[GapNote, ...]:
    """The gaps in the lives of several cases, in their order; open for one of them is open for all."""
    found: dict[int, GapNote] = {}
    for case in cases:
        for gap in gaps_of_case(case, gaps):
            if gap.open or gap.gap_id not in found:
                found[gap.gap_id] = gap
    return tuple(found[gap.gap_id] for gap in gaps if gap.gap_id in found)


def _for_case(case: Case, gap: GapNote) -> GapNote | None:
    own = [d for d in case.dockets if d.court == gap.court_id and _began(case, d) <= gap.to_at.date()]
    if not own:
        return None
    if gap.closed_at is not None and not gap.by_fills:
        return gap
    unread = [d for d in own if d.id not in gap.filled]
    if unread:
        return replace(gap, closed_at=None, closed_why="")
    fills = [gap.filled[d.id] for d in own]
    how = "; ".join(dict.fromkeys(fill.why for fill in fills))
    return replace(gap, closed_at=gap.closed_at or max(fill.at for fill in fills), closed_why=how)


def _began(case: Case, docket: Docket) -> date:
    """The first day of a docket; where that is not known, of the case."""
    if docket.filed:
        return span(docket.filed)[0]
    return min((span(d.filed)[0] for d in case.dockets if d.filed), default=date.min)
