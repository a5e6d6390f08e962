"""One order through time: its history, from what bears on it alone."""

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from tracker.law import wording
from tracker.law.answers import DatedNote, ExtentVersion, Interval, Limit, OrderHistory
from tracker.law.docketing import Index, Placed, sort_key
from tracker.law.extents import write_versions
from tracker.law.notes import write_notes
from tracker.law.parts import all_parts
from tracker.law.sheet import open_sheet, start
from tracker.law.steps import Bearing
from tracker.law.terms import limit_of
from tracker.register.schema import Order


def resolve(index: Index, order_id: str, everything: Mapping[str, Bearing]) -> OrderHistory:
    """The whole history of one order. It never depends on the order in which facts were read."""
    placed = index.orders[order_id]
    order = placed.event.order
    assert order is not None and placed.last is not None
    if not _counts(placed):
        # What is only reported, or was done by no court, puts nothing in force: it has an extent as told, no intervals.
        as_told = (ExtentVersion(placed.last, tuple(order.restrictions), placed.id),)
        why = "Reported, not confirmed: no source that was read confirms it."
        if placed.event.confirmed:
            why = "Done out of court: an agency's own act, such as its postponement under 5 U.S.C. 705, is no order."
        told = Told((), {}, as_told, (why,), None, ())
        return _history(index, placed, order, everything.get(order_id), told)
    if order_id not in everything and _is_plain(placed, order):
        return _history(index, placed, order, None, _plain(index, placed, order))
    sheet = open_sheet(index, placed, order, everything)
    write_versions(sheet)
    by_flow, whole, last_term = all_parts(sheet)
    if order_id in everything:
        write_notes(sheet)
    dated = tuple(sorted(sheet.notes, key=lambda n: (n.from_, n.event_id or "", n.kind, n.text))) if sheet.notes else ()
    notes = (*(n.text for n in dated if n.until is None), *_own_words(order))
    versions = tuple(sorted(sheet.versions, key=lambda v: v.from_) if len(sheet.versions) > 1 else sheet.versions)
    told = Told(whole, by_flow, versions, notes, limit_of(last_term), dated)
    return _history(index, placed, order, everything.get(order_id), told)


def _counts(placed: Placed) -> bool:
    return placed.event.confirmed and placed.docket_id is not None


def _is_plain(placed: Placed, order: Order) -> bool:
    """Nothing bears on it, its day is known, and no rule or date of its own ends it: most orders of a register."""
    return placed.first == placed.last and order.ends_on is None and order.relief != "temporary_restraining_order"


def _plain(index: Index, placed: Placed, order: Order) -> "Told":
    begins = start(index, placed, order)
    whole: tuple[Interval, ...] = (Interval(begins.first, None, "in_force", placed.id, begins.reason),)
    extent = tuple(order.restrictions)
    by_flow = dict.fromkeys(sorted({r.flow for r in extent}), whole)
    return Told(whole, by_flow, (ExtentVersion(begins.first, extent, placed.id),), _own_words(order), None, ())


def _own_words(order: Order) -> tuple[str, ...]:
    return (wording.sentence(f"When it ends, in its own words: {order.ends_when}"),) if order.ends_when else ()


class Told(NamedTuple):
    """What resolving an order found out about it."""

    intervals: tuple[Interval, ...]
    by_flow: dict[str, tuple[Interval, ...]]
    versions: tuple[ExtentVersion, ...]
    notes: tuple[str, ...]
    limit: Limit | None
    dated_notes: tuple[DatedNote, ...]


def _history(index: Index, placed: Placed, order: Order, bearing: Bearing | None, told: Told) -> OrderHistory:
    assert placed.last is not None
    docket = index.dockets.get(placed.docket_id or "")
    verified = index.cases[placed.case_id].verified_through
    return OrderHistory(
        order_id=order.id, event_id=placed.id, case_id=placed.case_id, docket_id=placed.docket_id,
        court_id=placed.court_id, entered=placed.last,
        title=order.title or wording.relief_words(order.relief).capitalize(), relief=order.relief,
        term=order.term, judge=placed.event.judge or (docket.judge if docket else None),
        intervals=told.intervals, by_flow=told.by_flow, versions=told.versions,
        touched_by=_touched_by(index, placed, bearing), notes=told.notes,
        verified_through=date.fromisoformat(verified) if verified else None, sources=tuple(placed.event.sources),
        confirmed=_counts(placed), limit=told.limit, dated_notes=told.dated_notes,
    )  # fmt: skip


def _touched_by(index: Index, placed: Placed, bearing: Bearing | None) -> tuple[str, ...]:
    if bearing is None:
        return ()
    if len(bearing.steps) == 1 and not (bearing.waiting or bearing.reports or bearing.replaced_by):
        only = bearing.steps[0].by.id
        return () if only == placed.id else (only,)
    events = {s.by.id: s.by for s in bearing.steps}
    events |= {judgment.id: judgment for _, judgment in bearing.waiting}
    events |= {by.id: by for by in (*bearing.reports, *bearing.replaced_by)}
    events.pop(placed.id, None)
    return tuple(p.id for p in sorted(events.values(), key=lambda p: sort_key(index, p)))
