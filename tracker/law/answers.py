"""What the law engine answers with. Days mean their end in the court's time zone; `until` is exclusive or None."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from tracker.register.schema import Restriction
from tracker.vocab import Effect, FlowStatus, Operating, OrderState

NoteKind = Literal["mandate", "conflict", "stay", "changed", "report"]


@dataclass(frozen=True, slots=True)
class Interval:
    """One state of an order (or of the part of it that concerns one flow) over [from_, until).

    cause: event id that began it, None where a computed limit or a calendar date did; reason: one sentence.
    """

    from_: date
    until: date | None
    state: OrderState
    cause: str | None
    reason: str


@dataclass(frozen=True, slots=True)
class ExtentVersion:
    """The order's extent from a day on; `cause` is the event that set it."""

    from_: date
    restrictions: tuple[Restriction, ...]
    cause: str


@dataclass(frozen=True, slots=True)
class DatedNote:
    """One sentence about an order that was true over [from_, until) and is no state of it.

    kind: `mandate` (judgment given, mandate not seen), `conflict` (a court of no higher rank said otherwise),
    `stay` (a stay that ran), `changed` (extended, modified, affirmed), `report` (not confirmed).
    """

    from_: date
    until: date | None
    text: str
    event_id: str | None
    kind: NoteKind


@dataclass(frozen=True, slots=True)
class Limit:
    """The last day of an order: `computed` under a rule (unknown follows), or stated by the court (it ends)."""

    day: date
    computed: bool
    rule: str


@dataclass(frozen=True, slots=True)
class OrderHistory:
    """Everything about one order through time. `by_flow` differs from `intervals` where a stay or an end was partial.

    `intervals` of the whole order: in force where any part is, else suspended, else unknown, else ended. It leaves no
    hole from the order's first day on and nothing overlaps. Before the first interval the order did not exist, or was
    entered and not yet effective.
    """

    order_id: str
    event_id: str
    case_id: str
    docket_id: str | None
    court_id: str | None
    entered: date
    title: str
    relief: str
    term: str
    judge: str | None
    intervals: tuple[Interval, ...]
    by_flow: dict[str, tuple[Interval, ...]]
    versions: tuple[ExtentVersion, ...]
    touched_by: tuple[str, ...]  # event ids of later acts on it, also those that changed nothing, oldest first
    notes: tuple[str, ...]  # e.g. "vacated by judgment of Apr 10, 2026, mandate not seen"
    verified_through: date | None
    sources: tuple[str, ...]
    confirmed: bool = True  # False: the order itself is only reported; it then has no intervals
    limit: Limit | None = None  # as it now stands, after the last extension
    dated_notes: tuple[DatedNote, ...] = ()


@dataclass(frozen=True, slots=True)
class FlowOrder:
    """The `O` of the HTTP contract: one order as it bears on one flow on one day."""

    order_id: str
    case_id: str
    entered: date
    effect: Effect
    whole: bool
    extent: str
    restrictions: tuple[Restriction, ...]
    state: OrderState
    since: date
    title: str


@dataclass(frozen=True, slots=True)
class Reason:
    """One step of *because*: a sentence, what it rests on, and its sources."""

    text: str
    event_id: str | None
    order_id: str | None
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StatusSpan:
    from_: date
    until: date | None
    status: FlowStatus
    cause: str | None


@dataclass(frozen=True, slots=True)
class Change:
    """A flow's status changed on `day`, from `before` (None: first known) to `after`."""

    flow_id: str
    day: date
    before: FlowStatus | None
    after: FlowStatus
    cause: str | None


@dataclass(frozen=True, slots=True)
class Pending:
    """A machine-read act that may touch an order or flow and that nobody has read yet."""

    event_id: str
    entered: date
    text: str
    case_id: str
    order_ids: tuple[str, ...]
    flow_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FlowAnswer:
    """Who may share what on `as_of`, and why. `since`: first day of the present status span."""

    flow_id: str
    as_of: date
    status: FlowStatus
    since: date | None
    operating: Operating
    verified_through: date | None
    orders_in_force: tuple[FlowOrder, ...]
    orders_uncertain: tuple[FlowOrder, ...]
    pending: tuple[Pending, ...]
    because: tuple[Reason, ...]
    conflict: str | None  # orders of equal rank that pull in opposite directions, in words
    history: tuple[StatusSpan, ...]
