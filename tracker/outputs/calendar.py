"""The days to keep: hearings, and the days on which orders and stays end by themselves, with how each is known.

The one place that works them out, for `/calendar`, a timeline's calendar file and the chronologies alike.

Each date says how it is known: stated by the court, computed under a rule, recorded from a source, or only reported.
A day counts as it was known by the day asked about: an extension entered later moves nothing before it. Pure.
"""

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

from tracker.dates import span
from tracker.law.answers import Interval, OrderHistory
from tracker.law.engine import LawModel, interval_on, pending_on_order
from tracker.law.parts import stay
from tracker.law.resolve import resolve
from tracker.law.sheet import open_sheet
from tracker.law.steps import Bearing, Step, collect
from tracker.outputs.board import stale_note
from tracker.outputs.records import EventRecord
from tracker.outputs.words import KIND, STATE, label
from tracker.register.schema import Flow
from tracker.text import one_line

LATELY = timedelta(days=30)
BASIS = {
    "stated": "stated by the court",
    "computed": "computed",
    "recorded": "recorded from a source",
    "machine": "read by machine",
    "reported": "reported, not confirmed",
}
_ENDED_OR_NEVER = (None, "ended")


@dataclass(frozen=True, slots=True)
class Entry:
    """One day of the calendar.

    key: stable name, the same when the day moves. says: what falls on the day. basis: a key of BASIS; rule: the rule
    of a computed day, "" otherwise. notes: what a reader must know before relying on it. rests_on: event ids whose
    newest change dates the entry. exact: False where only the month is known; the day is then its last. time: `14:30`
    in the zone of the court, where a source gave it.
    """

    key: str
    day: date
    says: str
    about: str
    link: str
    basis: str
    rule: str = ""
    case_id: str | None = None
    court_id: str | None = None
    flows: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    rests_on: tuple[str, ...] = ()
    changed: datetime | None = None
    exact: bool = True
    time: str | None = None


def build_entries(
    law: LawModel, flows: Mapping[str, Flow], events: Iterable[EventRecord], as_of: date, today: date
) -> tuple[Entry, ...]:
    """Everything from LATELY before `as_of` on, oldest first.

    events: hearings from then on, and events of any kind dated after `today`. Their titles may be withheld.
    """
    found = order_days(law, as_of)
    found += [event_day(e) for e in events if e.day and (e.kind == "hearing" or e.withheld or e.day > today)]
    found += [entry for flow in flows.values() for entry in _life(flow, today)]
    return tuple(sorted((e for e in found if e.day >= as_of - LATELY), key=lambda e: (e.day, e.about, e.key)))


def order_days(law: LawModel, as_of: date, among: Container[str] | None = None) -> list[Entry]:
    """Every day on which an order, or a stay of one, ends or begins by itself, as known by the end of `as_of`.

    among: ids of the orders asked about, None for all. Days long past are among them.
    """
    bearings = known_by(collect(law.index), as_of)
    found: list[Entry] = []
    for order_id, later in law.orders.items():
        if among is not None and order_id not in among:
            continue
        # An order known only to a month may have been entered on its first day.
        if not later.confirmed or (law.index.orders[order_id].first or later.entered) > as_of:
            continue
        history = later
        if order_id in bearings or later.touched_by:
            history = resolve(law.index, order_id, bearings)
        dated = _limit(history, as_of) + _stays(law, history, bearings, as_of)
        dated += _other_turns(history, as_of, {e.day for e in dated})
        found += [_with_notes(law, history, entry, as_of) for entry in dated]
    return found


def known_by(bearings: Mapping[str, Bearing], as_of: date) -> dict[str, Bearing]:
    """What bore on each order by the end of `as_of`; orders on which nothing did are absent."""
    found = {}
    for order_id, b in bearings.items():
        kept = Bearing(
            [s for s in b.steps if s.by.first and s.by.first <= as_of],
            [(act, p) for act, p in b.waiting if p.first and p.first <= as_of],
            [p for p in b.reports if p.first is None or p.first <= as_of],
            [p for p in b.replaced_by if p.first and p.first <= as_of],
        )
        if kept.steps or kept.waiting or kept.reports or kept.replaced_by:
            found[order_id] = kept
    return found


def _state(intervals: Sequence[Interval], day: date) -> str | None:
    interval = interval_on(intervals, day)
    return interval.state if interval else None


def _limit(h: OrderHistory, as_of: date) -> list[Entry]:
    """The last day of the order, unless something else ended it before."""
    if h.limit is None or _state(h.intervals, h.limit.day) in _ENDED_OR_NEVER:
        return []
    day, computed, past = h.limit.day, h.limit.computed, h.limit.day < as_of
    if computed:
        says = "Computed limit passed; whether it still binds is not known" if past else "Computed limit of the order"
    else:
        says = "The order ended after this day" if past else "Last day in force"
    flows = tuple(f for f, own in h.by_flow.items() if _state(own, day) not in _ENDED_OR_NEVER)
    # The engine's words are those for the day after; ahead of it only the rule itself is true.
    rule = h.limit.rule if computed else ""
    basis = "computed" if computed else "stated"
    return [_of_order(h, f"order-end.{h.order_id}", day, says, basis, rule, flows)]


def _stays(law: LawModel, h: OrderHistory, bearings: Mapping[str, Bearing], as_of: date) -> list[Entry]:
    """Stays with a last day of their own that nothing ended before it."""
    steps = bearings[h.order_id].steps if h.order_id in bearings else []
    if not any(s.do == "stays" and any(u.date for u in s.act.until) for s in steps):
        return []
    placed = law.index.orders[h.order_id]
    assert placed.event.order is not None
    sheet = open_sheet(law.index, placed, placed.event.order, bearings)
    standing = [s for s in sheet.steps if s.standing]
    found = []
    for step in standing:
        last = min((date.fromisoformat(u.date) for u in step.act.until if u.date), default=None)
        if step.do != "stays" or last is None or _state(h.intervals, last) in _ENDED_OR_NEVER:
            continue
        if any(end.cause and end.first <= last for end in stay(sheet, step, standing).ends):
            continue
        found.append(_stay_end(h, step, last, as_of))
    return found


def _stay_end(h: OrderHistory, step: Step, last: date, as_of: date) -> Entry:
    flows = tuple(step.act.flows) or tuple(h.by_flow)
    says = "Last day of a stay of the order"
    if last < as_of:
        after = _state(h.intervals, last + timedelta(days=1))
        says = "A stay of the order ended after this day"
        says += "; the order revived" if after == "in_force" else ""
    entry = _of_order(h, f"stay-end.{step.by.id}.{h.order_id}", last, says, "stated", "", flows)
    note = () if last < as_of else ("When the stay ends, the order revives if nothing else stands against it.",)
    return replace(entry, court_id=step.by.court_id, rests_on=(*entry.rests_on, step.by.id), notes=note)


def _other_turns(h: OrderHistory, as_of: date, told: set[date]) -> list[Entry]:
    """Other days ahead on which the order changes: a later first day, an end that a court set for a day to come."""
    found = []
    before: Interval | None = None
    for interval in h.intervals:
        eve = interval.from_ - timedelta(days=1)
        own_end = interval.state == "ended" and interval.cause is None
        # After a doubt only the court's own date is certain; a month's end says nothing of the day.
        if interval.from_ > as_of and eve not in told and (own_end or before is None or before.state != "unknown"):
            says = "Last day set by the order itself" if own_end else f"From this day: {STATE[interval.state].lower()}"
            key = f"turn.{h.order_id}.{interval.cause or interval.state}"
            entry = _of_order(h, key, eve if own_end else interval.from_, says, "stated", "", tuple(h.by_flow))
            found.append(entry if own_end else replace(entry, notes=(interval.reason,)))
        before = interval
    return found


def _of_order(
    h: OrderHistory, key: str, day: date, says: str, basis: str, rule: str = "", flows: tuple[str, ...] = ()
) -> Entry:
    return Entry(
        key, day, says, h.title, f"/orders/{h.order_id}", basis, rule, h.case_id, h.court_id, flows,
        rests_on=(h.event_id, *h.touched_by),
    )  # fmt: skip


def _with_notes(law: LawModel, h: OrderHistory, entry: Entry, as_of: date) -> Entry:
    notes = list(entry.notes)
    state = _state(h.intervals, as_of)
    if entry.day >= as_of and state == "suspended" and not entry.key.startswith("stay-end"):
        notes.append("The order is suspended at present.")
    if entry.day >= as_of and state == "unknown":
        notes.append("Whether the order is in force at present is not known.")
    if pending := pending_on_order(law, h.order_id, as_of):
        notes.append(f"Not settled: {pending[0].text}.")
    if checked := stale_note(as_of, h.verified_through, "unknown"):
        notes.append(checked[0].upper() + checked[1:] + ".")
    return replace(entry, notes=tuple(notes))


def event_day(e: EventRecord) -> Entry:
    """A hearing, or another event with a day, as a day to keep."""
    assert e.day is not None
    basis = "reported" if e.reported_only else "machine" if not e.confirmed else "recorded"
    withheld = (f"Withheld: {e.withheld}",) if e.withheld else ()
    return Entry(
        key=f"event.{e.event_id}", day=e.day, says="Dated entry" if e.withheld else label(KIND, e.kind), about=e.title,
        link=f"/events/{e.event_id}", basis=basis, case_id=e.case_id, court_id=e.court_id,
        flows=tuple(dict.fromkeys(f for f, _ in e.flows)), notes=withheld, rests_on=(e.event_id,), changed=e.changed_at,
        exact=e.precision == "day", time=None if e.withheld else one_line(e.body.get("time")) or None,
    )  # fmt: skip


def _life(flow: Flow, today: date) -> Iterable[Entry]:
    """Days ahead on which a data flow is said to begin or end, orders apart."""
    says = {"proposed": "The data flow is proposed", "exists": "The data flow begins", "ended": "The data flow ends"}
    for fact in flow.life:
        if fact.date is None or (last := span(fact.date)[1]) <= today:
            continue
        basis = "recorded" if fact.sources and not fact.unverified else "reported"
        told = flow.verified_through or flow.first_known
        yield Entry(
            key=f"flow.{flow.id}.{fact.state}.{fact.date}", day=last, says=says[fact.state], about=flow.name,
            link=f"/flows/{flow.id}", basis=basis, flows=(flow.id,), notes=(fact.text,),
            changed=datetime.combine(span(told)[1], datetime.min.time(), UTC) if told else None,
            exact=len(fact.date) == 10,
        )  # fmt: skip


def choose(entries: Iterable[Entry], case: str, flow: str, hidden: Iterable[str]) -> tuple[Entry, ...]:
    """Those of one case, of one flow; "" means all. `hidden`: case ids that must not be shown."""
    gone = set(hidden)
    return tuple(
        e
        for e in entries
        if e.case_id not in gone and (not case or e.case_id == case) and (not flow or flow in e.flows)
    )


def dated(entries: Iterable[Entry], records: Mapping[str, EventRecord]) -> tuple[Entry, ...]:
    """Entries with the instant of the newest change of what they rest on. One whose order is withheld keeps its day
    and loses its words; one whose own event may not be shown at all is left out."""
    found = []
    for entry in entries:
        known = [records[i] for i in entry.rests_on if i in records]
        if entry.rests_on and entry.rests_on[0] not in records:
            continue
        if known and known[0].withheld:
            entry = replace(entry, about="Withheld", rule="", notes=(f"Withheld: {known[0].withheld}",))
        newest = max((r.changed_at for r in known), default=entry.changed)
        found.append(entry if newest == entry.changed else replace(entry, changed=newest))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Month:
    key: str
    label: str
    entries: tuple[Entry, ...]


_NAMES = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip


def by_month(entries: Iterable[Entry]) -> tuple[Month, ...]:
    """In the order given; the entries of one month must stand together."""
    groups: dict[str, list[Entry]] = {}
    for entry in entries:
        groups.setdefault(entry.day.isoformat()[:7], []).append(entry)
    return tuple(Month(k, f"{_NAMES[int(k[5:]) - 1]} {k[:4]}", tuple(found)) for k, found in groups.items())
