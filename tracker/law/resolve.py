"""One order through time: its history, from what bears on it alone."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from tracker.law import wording
from tracker.law.answers import ExtentVersion, OrderHistory
from tracker.law.docketing import Index, Placed, sort_key
from tracker.law.extents import write_versions
from tracker.law.notes import write_notes
from tracker.law.parts import all_parts
from tracker.law.sheet import open_sheet
from tracker.law.steps import Bearing
from tracker.law.terms import limit_of
from tracker.register.schema import Order


def resolve(index: Index, order_id: str, everything: Mapping[str, Bearing]) -> OrderHistory:
    """The whole history of one order. It never depends on the order in which facts were read."""
    placed = index.orders[order_id]
    order = placed.event.order
    assert order is not None
    bearing = everything.get(order_id)
    base = _identity(index, placed, order, bearing)
    if not placed.event.confirmed:
        return _reported(base, order)
    sheet = open_sheet(index, placed, order, everything)
    write_versions(sheet)
    by_flow, whole, last_term = all_parts(sheet)
    if bearing is not None:
        write_notes(sheet)
    notes = [n.text for n in sheet.notes if n.until is None]
    if order.ends_when:
        notes.append(f"By its own words it ends: {order.ends_when}.")
    return replace(
        base, intervals=whole, by_flow=by_flow, versions=tuple(sorted(sheet.versions, key=lambda v: v.from_)),
        notes=tuple(notes), limit=limit_of(last_term),
        dated_notes=tuple(sorted(sheet.notes, key=lambda n: (n.from_, n.event_id or "", n.kind))),
    )  # fmt: skip


def _reported(base: OrderHistory, order: Order) -> OrderHistory:
    """An order that is only reported puts nothing in force: it has an extent as told, and no intervals."""
    return replace(
        base,
        versions=(ExtentVersion(base.entered, tuple(order.restrictions), base.event_id),),
        notes=("Reported, not confirmed: it changes nothing here until a source that was read confirms it.",),
        confirmed=False,
    )


def _identity(index: Index, placed: Placed, order: Order, bearing: Bearing | None) -> OrderHistory:
    assert placed.last is not None
    docket = index.dockets.get(placed.docket_id or "")
    verified = index.cases[placed.case_id].verified_through
    return OrderHistory(
        order_id=order.id, event_id=placed.id, case_id=placed.case_id, docket_id=placed.docket_id,
        court_id=placed.court_id, entered=placed.last,
        title=order.title or wording.relief_words(order.relief).capitalize(), relief=order.relief,
        term=order.term, judge=placed.event.judge or (docket.judge if docket else None),
        intervals=(), by_flow={}, versions=(), touched_by=_touched_by(index, placed, bearing), notes=(),
        verified_through=date.fromisoformat(verified) if verified else None, sources=tuple(placed.event.sources),
    )  # fmt: skip


def _touched_by(index: Index, placed: Placed, bearing: Bearing | None) -> tuple[str, ...]:
    if bearing is None:
        return ()
    events = {s.by.id: s.by for s in bearing.steps}
    events |= {judgment.id: judgment for _, judgment in bearing.waiting}
    events |= {by.id: by for by in (*bearing.reports, *bearing.replaced_by)}
    events.pop(placed.id, None)
    return tuple(p.id for p in sorted(events.values(), key=lambda p: sort_key(index, p)))
