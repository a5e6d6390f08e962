"""Where each event stands: on which docket of which court, on which days, and before or after which other act.

Owns authority (who may change whose order) and the order of acts within a day. Decides nothing about orders.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

from tracker.courts import Courts
from tracker.dates import span
from tracker.register.schema import Act, Case, Docket, Event, event_id

_span = lru_cache(maxsize=4096)(span)  # registers name the same days again and again
UNTIMED = -10_000  # before every clock time of the day, in minutes
Position = tuple[int, int]
Key = tuple[date, int, int, int, str]


class Placed(NamedTuple):
    """An event with its court and the first and last day it may have happened on (None: undated)."""

    id: str
    event: Event
    case_id: str
    docket_id: str | None
    court_id: str | None
    rank: int
    first: date | None
    last: date | None


@dataclass(frozen=True, slots=True)
class Index:
    """Everything the register says, by id. Built once; never changed afterwards."""

    courts: Courts
    cases: Mapping[str, Case]
    dockets: dict[str, Docket] = field(default_factory=dict)
    events: dict[str, Placed] = field(default_factory=dict)
    orders: dict[str, Placed] = field(default_factory=dict)
    orders_of_docket: dict[str, list[str]] = field(default_factory=dict)
    orders_of_case: dict[str, list[str]] = field(default_factory=dict)
    keys: dict[str, Key] = field(default_factory=dict)  # sort_key by event id, as far as asked for

    def rank(self, court_id: str | None) -> int:
        court = self.courts.get(court_id or "")
        return court.rank if court else 0

    def level(self, court_id: str | None) -> str:
        court = self.courts.get(court_id or "")
        return court.level if court else "other"

    def reviewed(self, docket_id: str | None) -> frozenset[str]:
        """Dockets whose rulings `docket_id` reviews, directly or through a court between."""
        found: set[str] = set()
        docket = self.dockets.get(docket_id or "")
        while docket and docket.reviews and docket.reviews not in found:
            found.add(docket.reviews)
            docket = self.dockets.get(docket.reviews)
        return frozenset(found)


def build_index(cases: Mapping[str, Case], courts: Courts) -> Index:
    """Every docket, event and order of the cases by its id, with the rank of the court that acted."""
    index = Index(courts, cases)
    for case in cases.values():
        for docket in case.dockets:
            index.dockets[docket.id] = docket
    seats = {docket.id: (docket.id, docket.court, index.rank(docket.court)) for docket in index.dockets.values()}
    for case in cases.values():
        for event in case.events:
            placed = _place(case, event, seats)
            index.events[placed.id] = placed
            if event.order:
                index.orders[event.order.id] = placed
                index.orders_of_docket.setdefault(placed.docket_id or "", []).append(event.order.id)
                index.orders_of_case.setdefault(case.id, []).append(event.order.id)
    return index


def _place(case: Case, event: Event, seats: Mapping[str, tuple[str, str, int]]) -> Placed:
    first, last = (None, None) if event.date is None else _span(event.date)
    name = event_id(case.id, event.key)
    if event.out_of_court:
        return Placed(name, event, case.id, None, None, 0, first, last)
    docket_id, court_id, rank = seats[event.docket or case.dockets[0].id]
    return Placed(name, event, case.id, docket_id, court_id, rank, first, last)


def has_authority(index: Index, actor: Placed, target: Placed) -> bool:
    """Whether the court of `actor` may change what the court of `target` ordered.

    The same court may; so may a higher one in the line of review. A court never amends an order of another of equal
    rank. State courts and federal courts do not review one another, except the Supreme Court.
    """
    if actor.docket_id is None:
        return False
    if actor.docket_id == target.docket_id or actor.court_id == target.court_id:
        return True
    reviewed = target.docket_id in index.reviewed(actor.docket_id)
    if actor.rank == 3 and target.rank < 3:
        return True
    levels = index.level(actor.court_id), index.level(target.court_id)
    if "state" in levels:
        return reviewed and levels == ("state", "state")
    if levels == ("district", "bankruptcy"):
        return reviewed
    return actor.rank > target.rank and (reviewed or actor.case_id == target.case_id)


def sort_key(index: Index, placed: Placed) -> Key:
    """Day, then time, then what came `after` what, then the lower court first; the id makes it total."""
    key = index.keys.get(placed.id)
    if key is None:
        minute, depth = _position(index, placed, frozenset())
        key = index.keys[placed.id] = (placed.last or date.max, minute, depth, placed.rank, placed.id)
    return key


def _position(index: Index, placed: Placed, path: frozenset[str]) -> Position:
    """Acts of one day are ordered by time, then by `after:`; otherwise an order stands before the acts upon it."""
    event = placed.event
    if not (event.time or event.after or event.acts or (event.order and event.order.replaces)):
        return UNTIMED, 0
    before = [p for p in _same_day_before(index, placed) if p.id not in path]
    minute = None if placed.event.time is None else _minute(index, placed)
    if not before:
        return (UNTIMED if minute is None else minute), 0
    earlier = [_position(index, p, path | {placed.id}) for p in before]
    if minute is None:
        latest = max(earlier)
        return latest[0], latest[1] + 1
    return minute, 1 + max((depth for at, depth in earlier if at == minute), default=-1)


def _minute(index: Index, placed: Placed) -> int | None:
    """Minutes after midnight UTC of the event's day, so that acts of courts in two zones can be compared."""
    if placed.event.time is None or placed.last is None:
        return None
    court = index.courts.get(placed.court_id or "")
    zone = ZoneInfo(court.zone if court else "America/New_York")
    hour, minute = placed.event.time.split(":")
    local = datetime(placed.last.year, placed.last.month, placed.last.day, int(hour) % 24, int(minute), tzinfo=zone)
    offset = local.utcoffset()
    return local.hour * 60 + local.minute - (int(offset.total_seconds()) // 60 if offset else 0)


def _same_day_before(index: Index, placed: Placed) -> Iterator[Placed]:
    event = placed.event
    if event.after:
        yield from _if_same_day(index.events.get(event_id(placed.case_id, event.after)), placed)
    for order_id in event.order.replaces if event.order else ():
        yield from _if_same_day(index.orders.get(order_id), placed)
    for act in event.acts:
        if act.order:
            yield from _if_same_day(index.orders.get(act.order), placed)
        if act.stay or act.judgment:
            yield from _if_same_day(index.events.get(act.stay or ""), placed)
            yield from _if_same_day(index.events.get(act.judgment or ""), placed)
        if act.do == "closes":
            for order_id in index.orders_of_docket.get(closed_docket(placed, act) or "", ()):
                other = index.orders[order_id]
                if not other.event.after or event_id(other.case_id, other.event.after) != placed.id:
                    yield from _if_same_day(other, placed)


def closed_docket(placed: Placed, act: Act) -> str | None:
    return act.docket or placed.docket_id


def _if_same_day(before: Placed | None, placed: Placed) -> Iterator[Placed]:
    if before is not None and before.last == placed.last and before.id != placed.id:
        yield before
