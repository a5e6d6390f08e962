"""The swim-lane picture of a case: one lane a docket, orders as bars, filings as ticks, appeals as joining lines."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from tracker.dates import show_day, span
from tracker.law.answers import OrderHistory
from tracker.outputs.picture import ROW_HEIGHT, Axis, OrderRow, Tick, months_back, order_rows, ticks
from tracker.outputs.records import Mark
from tracker.outputs.words import KIND, counted, label
from tracker.register.schema import Case, Docket
from tracker.vocab import COURT_ACT_KINDS

_HEAD = 22  # the lane's name
_LINE = 20  # the filings' line under the orders
_GAP = 12


@dataclass(frozen=True, slots=True)
class Filing:
    """A tick on a lane, a link to its event. `act`: a court's act stands taller than a party's paper."""

    x: float
    act: bool
    title: str
    event_id: str


@dataclass(frozen=True, slots=True)
class Lane:
    """One docket of the picture: its orders as bars, its filings as dots. y, line_y: user units from the top."""

    docket_id: str
    label: str
    y: int
    line_y: int
    orders: tuple[OrderRow, ...]
    filings: tuple[Filing, ...]


@dataclass(frozen=True, slots=True)
class Join:
    """A review of one docket's ruling by another court, or an act of one lane on an order of another."""

    x: float
    y1: int
    y2: int
    title: str


@dataclass(frozen=True, slots=True)
class Lanes:
    """The picture of a case through time, one lane a docket; `described` says it in words."""

    axis: Axis
    ticks: tuple[Tick, ...]
    lanes: tuple[Lane, ...]
    joins: tuple[Join, ...]
    height: int
    described: str


def build_lanes(
    case: Case,
    events: Sequence[Mark],
    orders: Mapping[str, OrderHistory],
    courts: Mapping[str, str],
    as_of: date,
    told: date = date.max,
) -> Lanes | None:
    """None when nothing in the case has a day. `courts`: court id to citation form; told: as an `Axis` has it."""
    dated = [e for e in events if e.day <= as_of]
    if not dated:
        return None
    own = [h.entered for h in orders.values() if h.case_id == case.id and h.entered <= as_of]
    first = min((*own, *(e.day for e in dated)))
    axis = Axis(months_back(first, 0), as_of, told)
    lanes: list[Lane] = []
    y = 4
    for docket in case.dockets:
        if docket.filed and span(docket.filed)[0] > told:
            continue
        lane = _lane(docket, dated, _orders_of(docket, case, orders), courts, axis, y)
        lanes.append(lane)
        y = lane.line_y + _LINE + _GAP
    return Lanes(axis, ticks(axis), tuple(lanes), _joins(case, lanes, orders, axis), y, _describe(lanes))


def _orders_of(docket: Docket, case: Case, orders: Mapping[str, OrderHistory]) -> list[OrderHistory]:
    found = [h for h in orders.values() if h.case_id == case.id and h.docket_id == docket.id]
    return sorted(found, key=lambda h: (h.entered, h.order_id))


def _lane(
    docket: Docket,
    events: Sequence[Mark],
    orders: Sequence[OrderHistory],
    courts: Mapping[str, str],
    axis: Axis,
    y: int,
) -> Lane:
    rows = order_rows(axis, [(h, h.intervals, f"{show_day(h.entered)}: {h.title}") for h in orders], y + _HEAD)
    line_y = y + _HEAD + len(rows) * ROW_HEIGHT + 12
    filings = tuple(
        Filing(
            axis.x(e.day), e.kind in COURT_ACT_KINDS, f"{show_day(e.day)}: {label(KIND, e.kind)}: {e.title}", e.event_id
        )
        for e in events
        if e.docket_id == docket.id
    )
    name = f"{courts.get(docket.court, docket.court)}" + (f"  No. {docket.number}" if docket.number else "")
    return Lane(docket.id, name, y, line_y, tuple(rows), filings)


def _joins(case: Case, lanes: Sequence[Lane], orders: Mapping[str, OrderHistory], axis: Axis) -> tuple[Join, ...]:
    by_id = {lane.docket_id: lane for lane in lanes}
    found = []
    for docket in case.dockets:
        upper, lower = by_id.get(docket.id), by_id.get(docket.reviews or "")
        if upper is None or lower is None or docket.filed is None:
            continue
        first, _ = span(docket.filed)
        if axis.first <= first <= axis.last:
            title = f"{show_day(first)}: {upper.label} takes up the ruling of {lower.label}"
            found.append(Join(axis.x(first), lower.line_y, upper.line_y, title))
    return tuple(found)


def _describe(lanes: Sequence[Lane]) -> str:
    parts = []
    for lane in lanes:
        bars = "; ".join(o.described for o in lane.orders)
        parts.append(f"{lane.label}: {counted(len(lane.filings), 'dated event')}" + (f"; {bars}" if bars else ""))
    return ". ".join(parts) + "."
