"""Which orders stand in the way of a flow on ONE day, and what the flow's status is: the second half of the oracle."""

import functools
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from tests.oracle_days import RANK, month_days, still_possible, worlds
from tests.oracle_law import World, orders_of
from tracker.law.answers import Pending
from tracker.register.schema import Case, Flow, Restriction

RESTRAINING = ("bars", "limits", "shields", "requires")


@dataclass(frozen=True)
class Part:
    """One order as it bears on one flow on one day: its state there, and what it may say there."""

    order_id: str
    case_id: str
    court: str
    state: str | None
    says: tuple[Restriction, ...]

    @property
    def restrains(self) -> bool:
        return any(r.effect in RESTRAINING for r in self.says)

    @property
    def bars_all(self) -> bool:
        return any(r.effect == "bars" and r.whole for r in self.says)

    @property
    def permits(self) -> list[bool]:
        """For each permission: whether it is for a part only."""
        carved = [r for r in self.says if r.effect == "permits"]
        return [bool(r.places or r.data or r.recipients or r.exceptions or some_people(r)) for r in carved]


def some_people(r: Restriction) -> bool:
    return r.people is not None and r.people.kind not in ("everyone", "agency_action")


def words(extent: Sequence[Restriction], flow: str) -> tuple[str, ...]:
    return tuple(r.model_dump_json() for r in extent if r.flow == flow)


class Oracle:
    """Asked about a register: orders, flows, pending acts."""

    def __init__(self, cases: Sequence[Case], flows: Sequence[Flow], pending: Sequence[Pending] = ()) -> None:
        self.cases, self.pending = {c.id: c for c in cases}, pending
        self.flows = {f.id: f for f in flows}
        tried = worlds(cases)
        self.worlds = {o: [World(w, o) for w in tried] for o in orders_of(cases)}
        self.part = functools.cache(self._part)
        self.parts = functools.cache(self._parts)

    def _parts(self, order_id: str) -> set[str]:
        """Flows that the order ever speaks of at the end of a day."""
        found = set()
        for world in self.worlds[order_id]:
            changes = [world.takes_effect(h, a) for h, a in world.acts("modifies", "affirms") if a.restrictions]
            for day in {world.begins(), *(max(m[0], world.begins()) for m in changes if m)}:
                found |= {r.flow for r in world.extent(day)}
        return found

    def _part(self, order_id: str, flow: str, day: date) -> Part:
        """Where the worlds differ, in state or in words, it is unknown, and it may say all that it says in any."""
        possible = self.worlds[order_id]
        if len(possible) > 1:
            possible = [w for w in possible if still_possible(w.events, day)]
        found = {(w.state(flow, day), words(w.extent(day), flow)) for w in possible}
        states = {s for s, _ in found}
        home = self.worlds[order_id][0].home
        if None in states and states <= {None, "ended"}:
            state = None
        elif len(found) == 1 or states == {"ended"}:
            state = next(iter(states))
        else:
            state = "unknown"
        says = sorted({text for _, texts in found for text in texts})
        return Part(order_id, home.case.id, home.court, state, tuple(map(Restriction.model_validate_json, says)))

    def parts_on(self, order_id: str, day: date) -> set[str]:
        """Flows that it may speak of on that day."""
        return {f for f in self.parts(order_id) if self.part(order_id, f, day).says}

    def order_state(self, order_id: str, day: date) -> str | None:
        states = {self.part(order_id, f, day).state for f in self.parts_on(order_id, day) or self.parts(order_id)}
        return next((s for s in ("in_force", "suspended", "unknown", "ended") if s in states), None)

    def on_flow(self, flow: str, day: date) -> list[Part]:
        return [p for o in self.worlds if (p := self.part(o, flow, day)).restrains or p.permits]

    def in_force(self, flow: str, day: date) -> set[str]:
        return {p.order_id for p in self.on_flow(flow, day) if p.state == "in_force" and p.restrains}

    def uncertain(self, flow: str, day: date) -> set[str]:
        return {p.order_id for p in self.on_flow(flow, day) if p.state == "unknown" and p.restrains}

    def status(self, flow: str, day: date) -> str:
        parts = self.on_flow(flow, day)
        standing = [p for p in parts if p.state == "in_force" and p.restrains]
        permitting = [p for p in parts if p.state == "in_force" and any(p.permits)]

        def cut(bar: Part) -> bool:
            return any(RANK[p.court] == RANK[bar.court] and p.court != bar.court for p in permitting)

        whole = [p for p in standing if p.bars_all]
        if any(not cut(p) for p in whole):
            return "blocked"
        if standing:
            return "limited"
        if self.uncertain(flow, day):
            return "unknown"
        return self.own_state(flow, day)

    def own_state(self, flow: str, day: date) -> str:
        """Of the flow's life: in every world of its months, or unknown."""
        facts = [f for f in self.flows[flow].life if f.date and f.sources and not f.unverified]
        told = set()
        for end in (0, -1):
            begun = [(month_days(f.date or "")[end], f.state) for f in facts]
            passed = [b for b in sorted(begun) if b[0] <= day]
            told.add(passed[-1][1] if passed else "proposed")
        words = {"proposed": "proposed", "exists": "open", "ended": "ended"}
        return words[next(iter(told))] if len(told) == 1 else "unknown"

    def verified_through(self, flow: str, day: date) -> date | None:
        """The earliest of the flow's day and of those of the cases whose orders count on it."""
        live = [p for p in self.on_flow(flow, day) if p.restrains and p.state in ("in_force", "unknown", "suspended")]
        named = [self.cases[p.case_id].verified_through for p in live]
        if None in named:
            return None
        own = self.flows[flow].verified_through
        return min((date.fromisoformat(d) for d in [own, *named] if d), default=None)

    def pending_on(self, flow: str, day: date) -> set[str]:
        """Acts that a machine read, entered by then, that name the flow or an order that ever spoke of it."""
        of_flow = {o for o in self.worlds if flow in self.parts(o)}
        return {
            p.event_id for p in self.pending if p.entered <= day and (flow in p.flow_ids or of_flow & set(p.order_ids))
        }
