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


def open_sheet(
    index: Index, placed: Placed, order: Order, everything: Mapping[str, Bearing], path: frozenset[str] = frozenset()
) -> Sheet:
    """path: orders whose replacement is being worked out; one of them is not asked again."""
    bears = everything.get(order.id) or Bearing()
    sheet = Sheet(index, placed, order, setting(index, placed), start(index, placed, order), [], bears, everything)
    if order.id in everything:
        sheet.steps = arrive(sheet)
        if len(sheet.steps) > 1:
            sheet.steps.sort(key=lambda s: (s.key, s.by.id))
        if bears.replaced_by:
            supersede(sheet, path | {order.id})
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
    entered = sheet.placed.first
    return [_not_before(s, entered) for s in seen if s.by.last is None or s.by.last >= entered]


def _not_before(step: Step, entered: date) -> Step:
    """An act known to the month cannot have come before the order that it touches."""
    if step.first == step.last or step.first >= entered:
        return step
    return step._replace(first=entered)


def mandate_of(sheet: Sheet, judgment: Placed) -> Step | None:
    """The mandate of a judgment. One dated before it carried another judgment, whatever the record says."""
    mandates = [s for s in sheet.bearing.steps if s.do == "mandate" and s.act.judgment == judgment.id and s.standing]
    if judgment.first is None:
        return None
    found = min((s for s in mandates if s.last >= judgment.first), key=lambda s: s.key, default=None)
    return found._replace(first=max(found.first, judgment.first)) if found else None


def supersede(sheet: Sheet, path: frozenset[str]) -> None:
    """A replaced order ends on the day its successor takes effect, and stays ended whatever becomes of that one."""
    for by in sheet.bearing.replaced_by:
        order = by.event.order
        assert order is not None
        if not by.event.confirmed or not has_authority(sheet.index, by, sheet.placed):
            continue
        if by.last is None or sheet.placed.first is None or by.last < sheet.placed.first:
            continue  # dated before the order that it is said to replace
        begins = start(sheet.index, by, order)
        if not _ended_before(sheet, by, order, begins.first, path):
            key: Key = (begins.last, *sort_key(sheet.index, by)[1:])
            first, last = (max(day, sheet.placed.first) for day in (begins.first, begins.last))
            sheet.superseded.append(Fact(first, last, key, by.id, wording.superseded(by)))


def _ended_before(sheet: Sheet, placed: Placed, order: Order, day: date, path: frozenset[str]) -> bool:
    """Whether an order was ended in the days between its entry and its first day in force, so that it replaced none.

    Ended by any court act, by a mandate, or by an order that took its place in those days.
    """
    if not order.effective or order.id in path or order.id not in sheet.everything:
        return False
    successor = open_sheet(sheet.index, placed, order, sheet.everything, path)
    steps = (s for s in successor.steps if s.standing and not s.act.flows and s.last < day)
    return any(ends(s) for s in steps) or any(fact.last < day for fact in successor.superseded)


def ends(step: Step) -> bool:
    """Whether the act ends the order: it says so, or it closed the case and says how the order ended."""
    return step.do == "ends" or bool(step.do == "closes" and step.act.order and step.act.how)
