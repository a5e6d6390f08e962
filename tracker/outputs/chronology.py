"""The chronology of cases, courts and data flows: what it holds, its words, and its CSV form. Pure.

Every other form (tracker.documents) is made from the same `Chronology`, so that no two of them say different things.
"""

import csv
import hashlib
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cached_property, lru_cache
from typing import Literal
from zoneinfo import ZoneInfo

from tracker.dates import MONTHS, show_day, utc_text
from tracker.outputs.words import DISPOSITION, EFFECT, KIND, RELIEF, STATE, STATUS, label
from tracker.text import safe_cell

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


NOTICE = "Not an official record of any court, and not legal advice."
COLUMNS = (
    "date", "date_filed", "date_entered", "case", "court", "docket_number", "document_number", "kind", "event",
    "detail", "actions", "effect_on_flows", "order_id", "order_status", "citation", "sources", "retrieved", "sha256",
    "confirmed", "known_since", "change", "change_detail", "event_id",
)  # fmt: skip


def chronology_csv(rows: Iterable[ChronologyRow], as_of: date) -> bytes:
    """RFC 4180: CRLF, a header line, UTF-8 (with a byte order mark, without which Excel misreads the dashes)."""
    return csv_bytes(COLUMNS, (flat(row, as_of) for row in rows))


def csv_bytes(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(columns)
    safe = safe_cell
    writer.writerows([safe(value) if value else "" for value in row] for row in rows)
    return b"\xef\xbb\xbf" + out.getvalue().encode("utf-8")


# Rows were mostly stored by the same few loads.
_utc = lru_cache(maxsize=4096)(utc_text)


def flat(row: ChronologyRow, as_of: date) -> tuple[str, ...]:
    """The row as the cells of COLUMNS. Days `YYYY-MM-DD` (`YYYY-MM` when only the month is known), instants in UTC;
    several values joined by `; `."""
    return (
        iso_day(row),
        row.date_filed.isoformat() if row.date_filed else "",
        _utc(row.entered_at) if row.entered_at else "",
        row.case_name,
        row.court,
        row.docket_number,
        row.document_number,
        label(KIND, row.kind) if row.standing != "withheld" else "",
        row.title,
        row.text + (f" Sources differ: {row.conflict}" if row.conflict else ""),
        "; ".join(action_words(row)),
        "; ".join(effect.words for effect in row.effects),
        row.order_id,
        f"{label(STATE, row.order_state)} on {as_of}" if row.order_state else "",
        row.citation,
        "; ".join(s.url for s in row.sources),
        "; ".join(_utc(s.retrieved_at) for s in row.sources if s.retrieved_at),
        "; ".join(s.sha256 for s in row.sources if s.sha256),
        standing_words(row),
        _utc(row.known_since),
        row.change,
        "; ".join(f"{c.field}: {c.before or 'nothing'} → {c.after or 'nothing'}" for c in row.changes),
        row.event_id,
    )


def iso_day(row: ChronologyRow) -> str:
    if row.day is None:
        return ""
    return row.day.isoformat()[:7] if row.precision == "month" else row.day.isoformat()


def shown_day(row: ChronologyRow) -> str:
    """`Nov 21, 2025`, `Nov 2025`, `date not known`."""
    if row.day is None:
        return "date not known"
    return f"{MONTHS[row.day.month - 1]} {row.day.year}" if row.precision == "month" else show_day(row.day)


def shown_instant(moment: datetime, zone: str = "UTC") -> str:
    """`Nov 22, 2025, 18:05 EST`."""
    return _shown_instant(moment.astimezone(UTC), zone)


@lru_cache(maxsize=4096)
def _shown_instant(moment: datetime, zone: str) -> str:
    local = moment.astimezone(ZoneInfo(zone))
    return f"{show_day(local.date())}, {local:%H:%M %Z}"


def action_words(row: ChronologyRow) -> list[str]:
    """`preliminary injunction: granted`; on a court's act without a known disposition, that it is not known."""
    return [
        f"{label(RELIEF, relief)}: {label(DISPOSITION, disposition) if disposition else 'outcome not known'}"
        for relief, disposition in row.actions
    ]


def standing_words(row: ChronologyRow) -> str:
    """Who stands behind the row."""
    if row.standing == "confirmed":
        return f"confirmed by {row.confirmed_by or 'the register'}"
    if row.standing == "reported":
        return "reported, not confirmed"
    if row.standing == "machine-read":
        return "machine-read" + ("; a ruling not yet read by a person" if row.pending else "")
    return "withheld"


def scope_words(scope: Scope) -> str:
    """What narrows the chronology, in one sentence without its full stop."""
    parts = []
    if scope.courts:
        parts.append("only " + ", ".join(c.name for c in scope.courts))
    if scope.kinds:
        parts.append("only " + ", ".join(label(KIND, k).lower() for k in scope.kinds))
    if scope.orders_only:
        parts.append("orders only")
    if scope.confirmed_only:
        parts.append("confirmed events only")
    return "; ".join(parts) or "every event on record"


def period_words(scope: Scope) -> str:
    first = show_day(scope.from_) if scope.from_ else "the first event on record"
    last = min(scope.to, scope.as_of) if scope.to else scope.as_of
    return f"{first} to {show_day(last)}"


def title_of(scope: Scope) -> str:
    """`Chronology: A v. B; C v. D; and 3 more`."""
    names = [n.name for n in (*scope.cases, *scope.flows)] or [n.name for n in scope.courts] or ["all cases"]
    return "Chronology: " + "; ".join(names[:3]) + (f"; and {len(names) - 3} more" if len(names) > 3 else "")
