"""Orders, flows and days ahead for a chronology, as the law has them on its day. Pure."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Literal

from tracker.courts import DEFAULT_ZONE
from tracker.dates import EASTERN, show_day
from tracker.law.answers import Interval, OrderHistory
from tracker.law.engine import extent_on, flow_answer, interval_on, order_state, pending_on_order
from tracker.outputs.board import month_only, stale_note
from tracker.outputs.calendar import Entry, event_day, order_days
from tracker.outputs.chronology_material import Appendix, Material
from tracker.outputs.chronology_rows import Expected, FlowEffect, FlowRow, OrderChange, OrderRow
from tracker.outputs.citation import cite_order
from tracker.outputs.words import STATE, label, relief_with_basis
from tracker.register.schema import Event
from tracker.text import one_line


def orders_in_scope(material: Material) -> Iterator[OrderHistory]:
    """Orders of the chosen cases and those that ever restricted the chosen flows, of the chosen courts."""
    scope = material.scope
    cases, flows = {c.id for c in scope.cases}, {f.id for f in scope.flows}
    courts = {c.id for c in scope.courts}
    for history in sorted(material.law.orders.values(), key=lambda h: (h.entered, h.order_id)):
        chosen = history.case_id in cases or flows & set(history.by_flow) or not (cases or flows)
        if chosen and (not courts or history.court_id in courts):
            yield history


def hidden(material: Material, history: OrderHistory) -> str | None:
    """Why nothing of the order may be shown, or None."""
    for key in (("event", history.event_id), ("order", history.order_id), ("case", history.case_id)):
        if key in material.withheld:
            return one_line(material.withheld[key])
    if history.event_id.startswith("entry-"):
        for entry in (history.event_id, history.event_id.removeprefix("entry-")):
            if ("entry", entry) in material.withheld:
                return one_line(material.withheld["entry", entry])
    return None


def order_rows(material: Material, appendix: Appendix) -> tuple[tuple[OrderRow, ...], tuple[OrderRow, ...]]:
    """Orders in force on the day, and those suspended or of unknown status. Ended ones are in the rows alone."""
    in_force: list[OrderRow] = []
    other: list[OrderRow] = []
    for history in orders_in_scope(material):
        state = order_state(material.law, history.order_id, material.scope.as_of)
        if state and state.state != "ended":
            (in_force if state.state == "in_force" else other).append(_order(material, appendix, history, state))
    return tuple(in_force), tuple(other)


def _order(material: Material, appendix: Appendix, history: OrderHistory, state: Interval) -> OrderRow:
    as_of = material.scope.as_of
    case = material.cases[history.case_id]
    docket = next((d for d in case.dockets if d.id == history.docket_id), case.dockets[0])
    reason = hidden(material, history)
    event = _event(material, history)
    stale = stale_note(as_of, history.verified_through, "blocked" if state.state == "in_force" else "unknown")
    return OrderRow(
        order_id=history.order_id, event_id=history.event_id, case_id=case.id,
        case_name=case.id if ("case", case.id) in material.withheld else case.name,
        court=material.courts.citation(history.court_id or docket.court), docket_number=docket.number or "",
        entered=history.entered, title=f"Withheld: {reason}" if reason else history.title,
        relief="" if reason else relief_with_basis(history.relief), state=state.state, since=state.from_,
        reason="" if reason or _withheld(material, state.cause) else state.reason,
        terms=() if reason else _terms(material, history), apart=() if reason else _apart(material, history, state),
        notes=() if reason else _notes(material, history), stale=stale,
        ends=None if reason else _ends(history, as_of), verified_through=history.verified_through,
        citation="" if reason else cite_order(case, history, event, material.courts),
        sources=() if reason else tuple(appendix.use(url) for url in history.sources),
    )  # fmt: skip


def _event(material: Material, history: OrderHistory) -> Event | None:
    events = material.cases[history.case_id].events
    return next((e for e in events if e.order and e.order.id == history.order_id), None)


def _withheld(material: Material, event_id: str | None) -> bool:
    return event_id is not None and ("event", event_id) in material.withheld


def _terms(material: Material, history: OrderHistory) -> tuple[tuple[FlowEffect, bool, str], ...]:
    found = []
    for r in extent_on(material.law, history.order_id, material.scope.as_of):
        name = material.flows[r.flow].name if r.flow in material.flows else r.flow
        found.append((FlowEffect(r.flow, name, r.effect), r.whole, one_line(r.text)))
    return tuple(found)


def _apart(material: Material, history: OrderHistory, whole: Interval) -> tuple[str, ...]:
    """Flows for which the order's state differs from that of the whole: a stay or an end was partial."""
    found = []
    for flow_id, intervals in history.by_flow.items():
        own = interval_on(intervals, material.scope.as_of)
        if own and own.state != whole.state:
            name = material.flows[flow_id].name if flow_id in material.flows else flow_id
            found.append(f"{name}: {label(STATE, own.state).lower()} since {show_day(own.from_)}")
    return tuple(found)


def _notes(material: Material, history: OrderHistory) -> tuple[str, ...]:
    as_of = material.scope.as_of
    found = [
        one_line(note.text)
        for note in history.dated_notes
        if note.kind in ("mandate", "conflict", "report", "changed")
        and note.from_ <= as_of
        and (note.until is None or as_of < note.until)
        and not _withheld(material, note.event_id)
    ]
    found += [f"Pending: {p.text}." for p in pending_on_order(material.law, history.order_id, as_of)]
    return tuple(dict.fromkeys(found))


def _ends(history: OrderHistory, as_of: date) -> str | None:
    if history.limit is None or any(n.kind == "changed" and n.from_ > as_of for n in history.dated_notes):
        return None
    kind = f"computed, {history.limit.rule}" if history.limit.computed else "as the court set it"
    return f"last day {show_day(history.limit.day)} ({kind})"


def flow_rows(material: Material) -> tuple[FlowRow, ...]:
    """The chosen flows; without any, those that the orders in scope restrain or once restrained."""
    scope = material.scope
    ids = [f.id for f in scope.flows]
    if not ids:
        ids = list(dict.fromkeys(f for h in orders_in_scope(material) for f in h.by_flow if h.entered <= scope.as_of))
    found = []
    for flow_id in ids:
        if flow_id not in material.law.flows:
            continue
        answer = flow_answer(material.law, flow_id, scope.as_of)
        found.append(
            FlowRow(
                flow_id, material.flows[flow_id].name, answer.status, answer.since, answer.operating,
                answer.verified_through, stale_note(scope.as_of, answer.verified_through, answer.status),
                _conflict(material, flow_id, answer.conflict),
                tuple(o.order_id for o in (*answer.orders_in_force, *answer.orders_uncertain)),
                tuple(p.text for p in answer.pending),
                month_only(material.flows[flow_id], answer.status, answer.since),
            )
        )  # fmt: skip
    return tuple(found)


def _conflict(material: Material, flow_id: str, words: str | None) -> str | None:
    """The conflict of orders in words; only that there is one, where an order or act on the flow is withheld."""
    if words is None:
        return None
    law = material.law
    secret = any(hidden(material, law.orders[o]) for o in law.flow_orders.get(flow_id, ()))
    secret = secret or any(_withheld(material, placed.id) for placed, _ in law.touches.get(flow_id, ()))
    return "Courts of equal rank have ordered different things; both orders stand." if secret else words


def order_changes(material: Material) -> tuple[OrderChange, ...]:
    """Orders told otherwise than at the earlier instant: their state then, on that day, and now."""
    earlier, since = material.earlier_law, material.scope.since
    if earlier is None or since is None:
        return ()
    day = min(material.scope.as_of, since.astimezone(EASTERN).date())
    found = []
    for history in orders_in_scope(material):
        before = order_state(earlier, history.order_id, day) if history.order_id in earlier.orders else None
        after = order_state(material.law, history.order_id, material.scope.as_of)
        if (before.state if before else None) == (after.state if after else None):
            continue
        reason = hidden(material, history)
        found.append(
            OrderChange(
                history.order_id, f"Withheld: {reason}" if reason else history.title,
                before.state if before else None, after.state if after else None,
                "" if reason or after is None or _withheld(material, after.cause) else after.reason,
            )
        )  # fmt: skip
    return tuple(found)


def expected(material: Material) -> tuple[Expected, ...]:
    """Hearings of the period and after it, and the days ahead on which orders in scope change by themselves."""
    found = [*_hearings(material), *_lapses(material)]
    return tuple(sorted(found, key=lambda e: (e.day, e.time or "", e.key)))


def _hearings(material: Material) -> Iterator[Expected]:
    scope = material.scope
    courts = {c.id for c in scope.courts}
    for event in material.events:
        if event.kind != "hearing" or event.day is None or event.withheld:
            continue
        early = scope.from_ is not None and event.day < scope.from_
        if early or (scope.to and event.day > scope.to) or (courts and event.court_id not in courts):
            continue
        entry = event_day(event)
        where = material.courts.citation(event.court_id)
        detail = f"{event.case_name or ''} ({where}, No. {event.docket_number or '[not known]'})."
        if entry.basis in ("machine", "reported"):
            detail += " Not confirmed."
        if entry.exact:
            yield _expected(material, replace(entry, key=event.event_id), "hearing", entry.about, detail)


def _lapses(material: Material) -> Iterator[Expected]:
    as_of = material.scope.as_of
    shown = {h.order_id: h for h in orders_in_scope(material) if not hidden(material, h)}
    by_event = {h.event_id: h for h in shown.values()}
    for entry in order_days(material.law, as_of, shown):
        # A day that passed is told where the orders are.
        if entry.day < as_of:
            continue
        case = material.cases[by_event[entry.rests_on[0]].case_id]
        about = f"{entry.about} ({case.id if ('case', case.id) in material.withheld else case.name})"
        secret = any(_withheld(material, event_id) for event_id in entry.rests_on[1:])
        rule = f"Computed, not stated by the court: {entry.rule}." if entry.basis == "computed" else ""
        after = "From the next day its status is not known." if rule else ""
        detail = " ".join(filter(None, (rule, after, *(() if secret else entry.notes))))
        yield _expected(material, entry, "lapse", f"{entry.says}: {about}", detail)


def _expected(
    material: Material, entry: Entry, what: Literal["hearing", "lapse"], summary: str, detail: str
) -> Expected:
    court = material.courts.get(entry.court_id or "")
    zone = court.zone if court else DEFAULT_ZONE
    return Expected(entry.key, what, entry.day, entry.time, zone, summary, detail, entry.basis == "computed")
