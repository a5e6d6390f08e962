"""The chronology of cases, courts and data flows: all that it holds. Pure.

Every form (tracker.documents, the CSV of `chronology_words`) is made from the same `Chronology`, so that no two of them
say different things.
"""

import hashlib
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from tracker.outputs.chronology_rows import (
    ChronologyRow,
    Expected,
    FlowRow,
    Gap,
    OrderChange,
    OrderRow,
    Scope,
    SourceUse,
)
from tracker.outputs.chronology_words import chronology_csv

NOTICE = "Not an official record of any court, and not legal advice."


@dataclass(frozen=True)
class Chronology:
    """All that a chronology says. `version`: hash of the facts in the store; `made_at`: the newest instant in the
    data, never the clock, so that the same data make the same bytes."""

    scope: Scope
    title: str
    site: str
    version: str
    made_at: datetime
    verified_through: date | None
    rows: tuple[ChronologyRow, ...]
    orders_in_force: tuple[OrderRow, ...] = ()
    orders_other: tuple[OrderRow, ...] = ()
    flows: tuple[FlowRow, ...] = ()
    sources: tuple[SourceUse, ...] = ()
    gaps: tuple[Gap, ...] = ()
    readings: tuple[tuple[str, datetime | None], ...] = ()
    expected: tuple[Expected, ...] = ()
    order_changes: tuple[OrderChange, ...] = ()

    @cached_property
    def csv(self) -> bytes:
        """The rows as CSV; every form tells its fingerprint, and several are made of one chronology."""
        return chronology_csv(self.rows, self.scope.as_of)

    @cached_property
    def rows_sha256(self) -> str:
        """SHA-256 over the rows as CSV: papers made from the same rows carry the same."""
        return hashlib.sha256(self.csv).hexdigest()
