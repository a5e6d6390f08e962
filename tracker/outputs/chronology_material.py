"""What a chronology is made from, and how its sources are numbered. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from tracker.courts import Courts
from tracker.law.engine import LawModel
from tracker.outputs.chronology_rows import ChangeKind, FieldChange, Gap, Scope, SourceUse
from tracker.outputs.records import EventRecord
from tracker.register.schema import Case, Flow

Differences = Mapping[str, tuple[ChangeKind, tuple[FieldChange, ...]]]


@dataclass(frozen=True, slots=True)
class Material:
    """All that a chronology is made from. events: in scope, of any day, as known at `scope.known_at`; with
    `differences`, also those that were removed since. withheld: (kind, id) to reason; archived: address to (stored at,
    SHA-256); earlier_law: the law as known at `scope.since`."""

    scope: Scope
    site: str
    events: Sequence[EventRecord]
    cases: Mapping[str, Case]
    flows: Mapping[str, Flow]
    law: LawModel
    courts: Courts
    version: str
    made_at: datetime
    filed: Mapping[str, date] = field(default_factory=dict)
    archived: Mapping[str, tuple[datetime, str]] = field(default_factory=dict)
    withheld: Mapping[tuple[str, str], str] = field(default_factory=dict)
    gaps: Sequence[Gap] = ()
    readings: Sequence[tuple[str, datetime | None]] = ()
    differences: Differences | None = None
    earlier_law: LawModel | None = None


class Appendix:
    """Numbers sources in the order of first use."""

    def __init__(self, archived: Mapping[str, tuple[datetime, str]]):
        self._archived = archived
        self._numbers: dict[tuple[str, str | None], SourceUse] = {}

    def use(self, url: str, retrieved_at: datetime | None = None, sha256: str | None = None) -> SourceUse:
        if sha256 is None and url in self._archived:
            retrieved_at, sha256 = self._archived[url]
        key = (url, sha256)
        if key not in self._numbers:
            self._numbers[key] = SourceUse(len(self._numbers) + 1, url, retrieved_at, sha256)
        return self._numbers[key]

    def all(self) -> tuple[SourceUse, ...]:
        return tuple(self._numbers.values())


def case_name(material: Material, case_id: str | None, name: str | None) -> str:
    """The case's short name; of a withheld case only its id."""
    if case_id and ("case", case_id) in material.withheld:
        return case_id
    known = material.cases.get(case_id or "")
    return name or (known.name if known else case_id or "")
