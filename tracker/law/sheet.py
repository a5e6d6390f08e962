"""The working sheet for one order: its start, the steps that count in their order, and what replaced it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from tracker.law import wording
from tracker.law.answers import DatedNote, ExtentVersion
from tracker.law.docketing import Index, Key, Placed, has_authority, sort_key
from tracker.law.steps import Bearing, Step
from tracker.law.terms import Setting
from tracker.law.timeline import Fact
from tracker.register.schema import Order


@dataclass(slots=True)
class Sheet:
    """Working sheet for one order; read by extents, parts and notes."""

    index: Index
    placed: Placed
    order: Order
    setting: Setting
    start: Fact
    steps: list[Step]
    bearing: Bearing
    everything: Mapping[str, Bearing]
    superseded: list[Fact] = field(default_factory=list)
    versions: list[ExtentVersion] = field(default_factory=list)
    blurs: list[tuple[Fact, frozenset[str]]] = field(default_factory=list)
    notes: list[DatedNote] = field(default_factory=list)


def open_sheet(index: Index, placed: Placed, order: Order, everything: Mapping[str, Bearing]) -> Sheet:
    bears = everything.get(order.id) or Bearing()
    sheet = Sheet(index, placed, order, setting(index, placed), start(index, placed, order), [], bears, everything)
    if order.id in everything:
        sheet.steps = arrive(sheet)
        if len(sheet.steps) > 1:
            sheet.steps.sort(key=lambda s: (s.key, s.by.id))
        if bears.replaced_by:
            supersede(sheet)
    return sheet


def setting(index: Index, placed: Placed) -> Setting:
    court = index.courts.get(placed.court_id or "")
    return Setting(court.state if court else None, not court or court.level != "state")


def start(index: Index, placed: Placed, order: Order) -> Fact:
    assert placed.first is not None and placed.last is not None
    first, last = placed.first, placed.last
    if order.effective:
        first = last = date.fromisoformat(order.effective)
    return Fact(first, last, (last, -(10**6), 0, 0, ""), placed.id, wording.started(placed))


def arrive(sheet: Sheet) -> list[Step]:
    """The steps that count, with those a mandate brings. An act dated before the order existed cannot touch it."""
    assert sheet.placed.first is not None
    seen = list(sheet.bearing.steps)
    for act, judgment in sheet.bearing.waiting:
        mandate = mandate_of(sheet, judgment)
        if mandate and has_authority(sheet.index, judgment, sheet.placed):
            seen.append(mandate._replace(do=act.do, act=act, by=judgment))
    return [s for s in seen if s.by.last is None or s.by.last >= sheet.placed.first]


def mandate_of(sheet: Sheet, judgment: Placed) -> Step | None:
    """The mandate of a judgment. One dated before it carried another judgment, whatever the record says."""
    mandates = [s for s in sheet.bearing.steps if s.do == "mandate" and s.act.judgment == judgment.id and s.standing]
    if judgment.first is None:
        return None
    found = min((s for s in mandates if s.last >= judgment.first), key=lambda s: s.key, default=None)
    return found._replace(first=max(found.first, judgment.first)) if found else None


def supersede(sheet: Sheet) -> None:
    """A replaced order ends on the day its successor takes effect, and stays ended whatever becomes of that one."""
    for by in sheet.bearing.replaced_by:
        order = by.event.order
        assert order is not None
        if not by.event.confirmed or not has_authority(sheet.index, by, sheet.placed):
            continue
        begins = start(sheet.index, by, order)
        if not _ended_before(sheet, order, begins.first):
            key: Key = (begins.last, *sort_key(sheet.index, by)[1:])
            sheet.superseded.append(Fact(begins.first, begins.last, key, by.id, wording.superseded(by)))


def _ended_before(sheet: Sheet, order: Order, day: date) -> bool:
    """Whether an order was ended in the days between its entry and its first day in force, so that it replaced none."""
    steps = sheet.everything[order.id].steps if order.effective and order.id in sheet.everything else []
    return any(s.do == "ends" and s.standing and not s.act.flows and s.last < day for s in steps)
