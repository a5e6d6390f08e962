"""What each published page depends on, as a mark that changes when any of it does. Pure.

A mark may change too often, which costs a rendering; it must never stay the same when the page would not. Therefore a
page about a case hangs on everything of it, and a page about a day on everything that had happened by then. Only the
page of an event, of which there are most, hangs on no more than it shows: the event, the papers tied to it (they are in
its own mark), the orders that it made or touched, its case as the register has it.
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property
from typing import Any, Protocol

from tracker.fingerprint import fingerprint
from tracker.law.answers import FlowAnswer, Interval, OrderHistory
from tracker.law.engine import LawModel, flow_answer
from tracker.register.schema import Case, Flow


class Shown(Protocol):
    """The parts of a stored public event that marks are made of."""

    @property
    def event_id(self) -> str: ...
    @property
    def event_no(self) -> int: ...
    @property
    def withheld(self) -> bool: ...
    @property
    def case_id(self) -> str | None: ...
    @property
    def day(self) -> str | None: ...
    @property
    def flows(self) -> tuple[str, ...]: ...
    @property
    def told(self) -> bool: ...
    @property
    def pending(self) -> bool: ...
    @property
    def mark(self) -> str: ...


@dataclass(frozen=True)
class Marks:
    """frame: of what every page shares (code, templates, settings). catalogue: of each case and flow, by kind and id.
    courts: of what each court's feeds carry, lack and missed."""

    frame: str
    today: date
    law: LawModel
    cases: Mapping[str, Case]
    flows: Mapping[str, Flow]
    events: tuple[Shown, ...]
    catalogue: Mapping[tuple[str, str], str]
    courts: Mapping[str, str]

    @cached_property
    def names(self) -> str:
        """Words that any page may show of another thing: names of cases, flows, orders; courts; agencies."""
        cases = [(c.id, c.name, [d.court for d in c.dockets], [d.id for d in c.dockets]) for c in self.cases.values()]
        flows = [(f.id, f.name, f.source, f.recipient) for f in self.flows.values()]
        orders = [(h.order_id, h.title, h.entered, h.case_id) for h in self.law.orders.values()]
        return fingerprint(self.frame, sorted(cases), sorted(map(repr, flows)), sorted(orders))

    @cached_property
    def orders(self) -> dict[str, str]:
        return {order_id: fingerprint(history) for order_id, history in self.law.orders.items()}

    @cached_property
    def _by_case(self) -> dict[str | None, str]:
        found: dict[str | None, list[str]] = defaultdict(list)
        for event in self.events:
            found[event.case_id].append(event.mark)
        touched: dict[str | None, set[str]] = defaultdict(set)
        case_of = {e.event_id: e.case_id for e in self.events}
        for order_id, history in self.law.orders.items():
            touched[history.case_id].add(order_id)
            for event_id in mentioned(history):
                touched[case_of.get(event_id)].add(order_id)
        return {
            case_id: fingerprint(
                self.names,
                found.get(case_id, ()),
                sorted(self.orders[o] for o in touched.get(case_id, ())),
                self.catalogue.get(("case", case_id or "")),
            )
            for case_id in (*self.cases, *found)
        }

    def event(self, event: Shown) -> str:
        orders = sorted(self.orders[o] for o in self._touching.get(event.event_id, ()))
        return fingerprint(self.names, event.mark, orders, self.catalogue.get(("case", event.case_id or "")))

    @cached_property
    def _touching(self) -> dict[str, set[str]]:
        found: dict[str, set[str]] = defaultdict(set)
        for order_id, history in self.law.orders.items():
            for event_id in mentioned(history):
                found[event_id].add(order_id)
        return found

    def join(self, *parts: Any) -> str:
        """One mark of several, and of the day."""
        return fingerprint(self.frame, self.today, parts)

    def case(self, case_id: str) -> str:
        """Everything of one case, and how its courts are watched; not the day."""
        return fingerprint(self._by_case[case_id], self._watched(case_id))

    def _watched(self, case_id: str) -> list[str | None]:
        case = self.cases.get(case_id)
        # Where any feed is read, a court without one is told as such.
        return [self.courts.get(d.court, f"none of {bool(self.courts)}") for d in case.dockets] if case else []

    @cached_property
    def _by_flow(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = defaultdict(list)
        for event in self.events:
            for flow_id in event.flows:
                found[flow_id].append(event.mark)
        return found

    def flow(self, flow_id: str) -> str:
        """Everything of one flow and of the orders that bear on it, as of today."""
        bearing = sorted(self.orders[o] for o, h in self.law.orders.items() if flow_id in h.by_flow)
        answer = flow_answer(self.law, flow_id, self.today)
        cases = sorted({e.case_id or "" for e in self.events if flow_id in e.flows})
        own = [self.catalogue.get(key) for key in (("flow", flow_id), *(("case", c) for c in cases))]
        watched = [self._watched(c) for c in cases]
        return fingerprint(self.names, self.today, self._by_flow.get(flow_id, ()), bearing, answer, own, watched)

    @cached_property
    def _event_marks(self) -> dict[str, str]:
        return {e.event_id: e.mark for e in self.events}

    def order(self, order_id: str) -> str:
        history = self.law.orders[order_id]
        told = [self._event_marks.get(i) for i in mentioned(history)]
        return fingerprint(self.today, self.case(history.case_id), self.orders[order_id], told)

    def month(self, month: str, beside: tuple[str, str]) -> str:
        """The dated events of a month, `YYYY-MM`, and the months with events beside it."""
        return fingerprint(self.names, self._months.get(month, ()), beside)

    @cached_property
    def _months(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = defaultdict(list)
        for event in self.events:
            if event.day:
                found[event.day[:7]].append(event.mark)
        return found

    def days(self, wanted: Iterable[date]) -> dict[date, str]:
        """A mark for the board and the map of each day: what had happened by then, and what follows from it."""
        dated = sorted((e.day, e.event_id, e.mark, e.told, e.pending) for e in self.events if e.day and e.flows)
        waiting = sorted((e.day, e.event_id, e.mark) for e in self.events if e.day and e.pending)
        flows = fingerprint(sorted((k, v) for k, v in self.catalogue.items() if k[0] == "flow"))
        running, at, found = hashlib.blake2b(digest_size=16), 0, {}
        for day in sorted(wanted):
            text = day.isoformat()
            while at < len(dated) and dated[at][0] <= text:
                if dated[at][3]:
                    running.update(dated[at][2].encode())
                at += 1
            since = (day - timedelta(days=7)).isoformat()
            pending = [row for row in waiting if since <= row[0] <= text]
            answers = [_answer(flow_answer(self.law, f, day), day) for f in self.flows]
            orders = [_until(h, day) for h in self.law.orders.values() if h.entered <= day]
            seen = (day < self.today) - (day > self.today)
            found[day] = fingerprint(self.names, flows, day, seen, running.hexdigest(), pending, answers, orders)
        return found


def mentioned(history: OrderHistory) -> tuple[str, ...]:
    """Event ids that a page on the order may tell of."""
    intervals = (*history.intervals, *(i for own in history.by_flow.values() for i in own))
    causes = (*(i.cause for i in intervals), *(v.cause for v in history.versions))
    return tuple(dict.fromkeys([history.event_id, *history.touched_by, *(c for c in causes if c)]))


def _answer(answer: FlowAnswer, day: date) -> FlowAnswer:
    """Without what came later: a status that ends after the day has no end on it."""
    spans = (s for s in answer.history if s.from_ <= day)
    history = tuple(s if s.until is None or s.until <= day else replace(s, until=None) for s in spans)
    return replace(answer, history=history)


def _until(h: OrderHistory, day: date) -> Any:
    by_flow = {f: _known(i, day) for f, i in h.by_flow.items()}
    versions = tuple(v for v in h.versions if v.from_ <= day)
    return (h.order_id, h.entered, h.title, h.relief, h.case_id, h.court_id, h.verified_through, h.confirmed,
            _known(h.intervals, day), by_flow, versions)  # fmt: skip


def _known(intervals: Iterable[Interval], day: date) -> tuple[Interval, ...]:
    found = (i for i in intervals if i.from_ <= day)
    return tuple(i if i.until is None or i.until <= day else replace(i, until=None) for i in found)
