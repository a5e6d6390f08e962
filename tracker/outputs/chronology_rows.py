"""What stands in a chronology: its rows of events, orders and flows, its sources, gaps and days ahead. Pure records."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from tracker.outputs.words import EFFECT, STATUS, label

Standing = Literal["confirmed", "machine-read", "reported", "withheld"]
ChangeKind = Literal["", "added", "changed", "confirmed", "corrected", "removed"]


@dataclass(frozen=True, slots=True)
class Named:
    """A case, flow or court by its id and the name to show. `verified_through`: last day a source read speaks of."""

    id: str
    name: str
    verified_through: date | None = None


@dataclass(frozen=True, slots=True)
class Scope:
    """What was asked for. Empty lists mean all; days are inclusive; `known_at` None: everything known now."""

    cases: tuple[Named, ...] = ()
    flows: tuple[Named, ...] = ()
    courts: tuple[Named, ...] = ()
    kinds: tuple[str, ...] = ()
    from_: date | None = None
    to: date | None = None
    as_of: date = date.max
    known_at: datetime | None = None
    since: datetime | None = None
    orders_only: bool = False
    confirmed_only: bool = False


@dataclass(frozen=True, slots=True)
class SourceUse:
    """One source by its number in the appendix. retrieved_at: when its bytes were fetched, None where not recorded."""

    number: int
    url: str
    retrieved_at: datetime | None = None
    sha256: str | None = None


@dataclass(frozen=True, slots=True)
class FlowEffect:
    """What an event does to a flow. effect "": it concerns the flow. before, after: the status that it changed."""

    flow_id: str
    name: str
    effect: str
    before: str | None = None
    after: str | None = None

    @property
    def words(self) -> str:
        found = f"{label(EFFECT, self.effect) or EFFECT['']} {self.name}"
        if not self.after:
            return found
        return f"{found} ({STATUS[self.before].lower() + ' → ' if self.before else ''}{STATUS[self.after].lower()})"


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field that reads differently than it did: its name in words, and both readings."""

    field: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class ChronologyRow:
    """One event. `day` is the day that the record goes by, `date_filed` and `entered_at` only where a source gave
    them; `precision` day, month or none; `zone` the court's. `text` is plain; several lines are possible."""

    number: int
    event_id: str
    day: date | None
    precision: str
    time: str | None
    date_filed: date | None
    entered_at: datetime | None
    zone: str
    case_id: str | None
    case_name: str
    court_id: str | None
    court: str
    docket_number: str
    document_number: str
    judge: str
    kind: str
    title: str
    text: str
    conflict: str
    actions: tuple[tuple[str, str | None], ...]
    effects: tuple[FlowEffect, ...]
    order_id: str
    order_state: str | None
    citation: str
    sources: tuple[SourceUse, ...]
    standing: Standing
    confirmed_by: str
    pending: bool
    outcome_unknown: bool
    known_since: datetime
    change: ChangeKind = ""
    changes: tuple[FieldChange, ...] = ()


@dataclass(frozen=True, slots=True)
class OrderRow:
    """One order as it stands on the day of the chronology. `terms`: what it says of each flow; `apart`: flows for which
    its state differs; `notes`: what else is to be known; `stale`: how old the knowledge is, where it is old."""

    order_id: str
    event_id: str
    case_id: str
    case_name: str
    court: str
    docket_number: str
    entered: date
    title: str
    relief: str
    state: str
    since: date
    reason: str
    terms: tuple[tuple[FlowEffect, bool, str], ...]
    apart: tuple[str, ...]
    notes: tuple[str, ...]
    stale: str | None
    ends: str | None
    verified_through: date | None
    citation: str
    sources: tuple[SourceUse, ...]


@dataclass(frozen=True, slots=True)
class FlowRow:
    """A data flow's status on the day of the chronology, from the law alone; `operating` is a fact apart."""

    flow_id: str
    name: str
    status: str
    since: date | None
    operating: str
    verified_through: date | None
    stale: str | None
    conflict: str | None
    orders: tuple[str, ...]
    pending: tuple[str, ...]
    # Where only the month of `since` is known: `2025-12`.
    month: str | None = None


@dataclass(frozen=True, slots=True)
class OrderChange:
    """An order whose state is told differently than at the earlier instant; None: not in force or not known then."""

    order_id: str
    title: str
    before: str | None
    after: str | None
    reason: str


@dataclass(frozen=True, slots=True)
class Gap:
    """A stretch in which entries of a court may have been missed."""

    court: str
    from_: datetime
    to: datetime
    closed_at: datetime | None
    why: str


@dataclass(frozen=True, slots=True)
class Expected:
    """A day to keep, as `outputs.calendar` has it: a hearing, or a day on which an order or a stay ends or begins by
    itself. computed: by a rule, not stated by the court. key: the same when the day moves."""

    key: str
    what: Literal["hearing", "lapse"]
    day: date
    time: str | None
    zone: str
    summary: str
    detail: str
    computed: bool = False
