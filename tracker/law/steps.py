"""Which act bears on which order: every act of the register turned into dated steps on single orders.

Nothing is judged here beyond authority, confirmation and the mandate: those decide whether a step counts.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from tracker.law.docketing import Index, Key, Placed, closed_docket, has_authority, sort_key
from tracker.register.schema import Act

STAY_ENDERS = {
    "mandate": "mandate",
    "cert_denied": "cert_denied",
    "supreme_court_judgment": "judgment",
    "no_timely_petition": "no_timely_petition",
}
UNREAD_JUDGMENT = "A mandate issued on a judgment that no source read confirms; what became of the order is not known."
# A court's silence or an order's own terms need no court to act.
NO_COURT_NEEDED = frozenset({"expired", "by_its_terms"})


class Step(NamedTuple):
    """One act as it bears on one order. `do` is the act's, with `mandate` steps already turned into what they bring.

    first, last: when it takes effect; cause: the event that brought it; by: the ruling itself (differs from the cause
    where a mandate brought it); standing: False where the court could not change this order.
    """

    do: str
    act: Act
    by: Placed
    cause: str
    first: date
    last: date
    key: Key
    standing: bool


@dataclass(slots=True)
class Bearing:
    """What bears on one order: steps that count or would count, judgments that wait for a mandate, mere reports."""

    steps: list[Step] = field(default_factory=list)
    waiting: list[tuple[Act, Placed]] = field(default_factory=list)  # what a judgment will do once its mandate is seen
    reports: list[Placed] = field(default_factory=list)
    replaced_by: list[Placed] = field(default_factory=list)


def collect(index: Index) -> dict[str, Bearing]:
    """Everything that bears on each order, unsorted. Orders on which nothing bears are absent."""
    found: dict[str, Bearing] = {}
    later: list[tuple[Placed, Act]] = []
    for placed in index.events.values():
        event = placed.event
        if event.order and event.order.replaces:
            _replace(index, placed, found)
        for act in event.acts:
            if act.do in ("lifts_stay", "closes", *STAY_ENDERS, "cert_granted"):
                later.append((placed, act))
            elif act.order in index.orders:
                _direct(index, placed, act, found)
    for placed, act in later:
        _indirect(index, placed, act, found)
    return found


def _bearing(found: dict[str, Bearing], order_id: str) -> Bearing:
    bearing = found.get(order_id)
    if bearing is None:
        bearing = found[order_id] = Bearing()
    return bearing


def _replace(index: Index, placed: Placed, found: dict[str, Bearing]) -> None:
    assert placed.event.order is not None
    for old in placed.event.order.replaces:
        if old in index.orders and old != placed.event.order.id:
            _bearing(found, old).replaced_by.append(placed)


def _direct(index: Index, placed: Placed, act: Act, found: dict[str, Bearing]) -> None:
    assert act.order is not None
    bearing = _bearing(found, act.order)
    if not placed.event.confirmed:
        bearing.reports.append(placed)
    elif act.effective == "mandate" and act.do in ("ends", "affirms", "modifies"):
        bearing.waiting.append((act, placed))
    else:
        bearing.steps.append(_step(index, placed, act, act.order))


def _step(index: Index, placed: Placed, act: Act, order_id: str, do: str | None = None) -> Step:
    assert placed.first is not None and placed.last is not None
    first, last, key = placed.first, placed.last, sort_key(index, placed)
    if act.effective not in ("entry", "mandate") and act.effective != placed.event.date:
        first = last = date.fromisoformat(act.effective)
        key = (last, -(10**6), 0, 0, placed.id)  # a day named beforehand begins before that day's acts
    return Step(
        do or act.do, act, placed, placed.id, first, last, key, _stands(index, placed, act, index.orders[order_id])
    )


def _stands(index: Index, placed: Placed, act: Act, target: Placed) -> bool:
    """Whether the act counts. A cloud is knowledge about an order, not an amendment of it: anyone may report it."""
    if act.do == "clouds" or (act.do == "no_timely_petition" and placed.case_id == target.case_id):
        return True
    if act.how in NO_COURT_NEEDED and placed.case_id == target.case_id:
        return True
    return has_authority(index, placed, target)


def _indirect(index: Index, placed: Placed, act: Act, found: dict[str, Bearing]) -> None:
    """Acts that name their orders only through a stay, a judgment, a docket or a case."""
    for order_id in sorted(set(_orders_meant(index, placed, act, found))):
        if placed.event.order and placed.event.order.id == order_id:
            continue
        bearing = _bearing(found, order_id)
        if not placed.event.confirmed:
            bearing.reports.append(placed)
            continue
        bearing.steps.append(_indirect_step(index, placed, act, order_id))


def _indirect_step(index: Index, placed: Placed, act: Act, order_id: str) -> Step:
    step = _step(index, placed, act, order_id)
    if act.do == "lifts_stay" and (stay := index.events.get(act.stay or "")):
        return step._replace(standing=has_authority(index, placed, stay))
    if act.do == "mandate":
        judgment = index.events.get(act.judgment or "")
        known = judgment is not None and has_authority(index, judgment, index.orders[order_id])
        step = step._replace(standing=known and placed.docket_id is not None)
        if judgment is not None and judgment.first is not None and step.first < judgment.first <= step.last:
            step = step._replace(first=judgment.first)  # known to the month, and not before its judgment
        if judgment is not None and not judgment.event.confirmed:
            # What the mandate carried is only reported: the order may have revived, and it may have ended.
            return step._replace(do="clouds", act=act.model_copy(update={"why": UNREAD_JUDGMENT}))
    return step


def _orders_meant(index: Index, placed: Placed, act: Act, found: dict[str, Bearing]) -> Iterator[str]:
    if act.do == "closes":
        yield from _orders_closed(index, placed, act)
        return
    if act.order:
        if act.order in index.orders:
            yield act.order
        return
    if act.do == "lifts_stay":
        stay = index.events.get(act.stay or "")
        yield from _named(index, stay, "stays")
        return
    source = placed
    if act.do == "mandate":
        judgment = index.events.get(act.judgment or "")
        yield from _named(index, judgment, None)
        source = judgment or placed
    below = index.reviewed(source.docket_id)
    lists = [index.orders_of_docket.get(d, []) for d in below] or [index.orders_of_case.get(placed.case_id, [])]
    for order_id in (o for orders in lists for o in orders):
        if order_id in found and any(step.do == "stays" for step in found[order_id].steps):
            yield order_id


def _named(index: Index, placed: Placed | None, do: str | None) -> Iterator[str]:
    for act in placed.event.acts if placed else ():
        if act.order in index.orders and (do is None or act.do == do):
            assert act.order is not None
            yield act.order


def _orders_closed(index: Index, placed: Placed, act: Act) -> Iterator[str]:
    """Interim orders entered on the closed docket before it closed, or the one order that the act names."""
    if act.order:
        if act.order in index.orders:
            yield act.order
        return
    for order_id in index.orders_of_docket.get(closed_docket(placed, act) or "", ()):
        other = index.orders[order_id]
        assert other.event.order is not None
        if other.event.order.term == "interim" and (
            placed.last is None or sort_key(index, other) < sort_key(index, placed)
        ):
            yield order_id
