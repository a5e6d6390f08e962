"""Why a flow's status on a day is what it is: one sentence a fact, each with its event and sources."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from typing import NamedTuple

from tracker.dates import show_day, show_when, span
from tracker.law import wording
from tracker.law.answers import Interval, OrderHistory, Reason
from tracker.law.docketing import Index, Placed
from tracker.law.life import OwnState, counts
from tracker.law.statuses import countered, is_partial
from tracker.register.schema import Flow, Restriction, Touch
from tracker.vocab import COURT_ACT_KINDS, RESTRAINING_EFFECTS

EFFECT_WORDS = {
    "bars": "bars this sharing",
    "limits": "allows this sharing only under conditions",
    "shields": "protects those who do not share from being compelled or penalised",
    "requires": "imposes duties",
    "permits": "allows or commands sharing",
    "declares": "declares the law without an injunction",
    "declines": "refuses to compel sharing",
}
BARS_A_PART = "bars a part of this sharing"
PLAIN_STARTS = frozenset(
    {
        "In",
        "Entered",
        "Ended",
        "Replaced",
        "Suspended",
        "Reported,",
        "Extended",
        "Modified",
        "Affirmed",
        "The",
        "A",
        "An",
    }
)
STATE_ORDER = ("in_force", "unknown", "suspended", "ended")


class Standing(NamedTuple):
    """One order as it stands on the day, with its restrictions on the flow."""

    order: OrderHistory
    interval: Interval
    restrictions: tuple[Restriction, ...]


def reasons(
    index: Index, flow: Flow, day: date, standings: list[Standing], touches: Iterable[tuple[Placed, Touch]],
    own: OwnState,
) -> tuple[Reason, ...]:  # fmt: skip
    """What the status rests on first (orders in force, uncertain, suspended, ended), then the flow's own state, then
    what else touched it, newest first. Nothing dated after `day` is used."""
    ranked = sorted(standings, key=_weight)
    found = [r for standing in ranked for r in _of_order(index, standing, day)]
    found.append(_own_reason(flow, own, day))
    said = {r.event_id for r in found}
    found += [r for r in _touching(index, touches, day) if r.event_id not in said]
    return tuple(found)


def _weight(standing: Standing) -> tuple[int, bool, date, str]:
    restrains = any(r.effect in RESTRAINING_EFFECTS for r in standing.restrictions)
    return STATE_ORDER.index(standing.interval.state), not restrains, standing.order.entered, standing.order.order_id


def _of_order(index: Index, standing: Standing, day: date) -> Iterator[Reason]:
    order, interval, restrictions = standing
    name = _name(index, order)
    if interval.state == "in_force":
        yield from _in_force(index, standing, name, day)
    elif any(r.effect in RESTRAINING_EFFECTS for r in restrictions):
        text = f"{name}: {_lower(interval.reason)}"
        if interval.state == "unknown":
            since = show_day(interval.from_)
            text = f"{name}: whether it binds is not known since {since}. {wording.sentence(interval.reason)}"
        elif interval.state == "suspended":
            text += " While suspended it does not stand in the way."
        elif not interval.reason.startswith("Ended"):
            text = f"{name}: ended {show_day(interval.from_)}. {interval.reason}"
        yield _reason(index, text, interval.cause or order.event_id, order.order_id)
    else:
        return
    for note in order.dated_notes:
        told = interval.state != "ended" or note.kind in ("conflict", "report")
        if told and note.from_ <= day and (note.until is None or day < note.until) and note.event_id != interval.cause:
            yield _reason(index, f"{name}: {_lower(note.text).rstrip('.')}.", note.event_id, order.order_id)


def _name(index: Index, order: OrderHistory) -> str:
    court = wording.court_name(index.courts, order.court_id)
    return f"{order.title} ({court}, {index.cases[order.case_id].name})"


def _lower(text: str) -> str:
    """A sentence as a clause after a colon; names keep their capitals."""
    first = text.split(" ", 1)[0]
    return text[:1].lower() + text[1:] if first in PLAIN_STARTS else text


def _in_force(index: Index, standing: Standing, name: str, day: date) -> Iterator[Reason]:
    order, interval, restrictions = standing
    term = wording.relief_words(order.relief)
    for effect in dict.fromkeys(r.effect for r in restrictions):
        alike = [r for r in restrictions if r.effect == effect]
        text = " ".join(wording.sentence(r.text) for r in alike)
        known = order.relief == "other" or term.lower() in order.title.lower()
        told = name if known else f"{name[:-1]}; {term})"
        lead = f"In force since {show_day(interval.from_)}: {told}. It {_does(alike)}."
        reason = _reason(index, f"{lead} {text}", order.event_id, order.order_id)
        yield replace(reason, sources=_with_version(index, order, reason.sources, day))
    if interval.cause != order.event_id and restrictions:
        yield _reason(index, f"{name}: {_lower(interval.reason)}", interval.cause or order.event_id, order.order_id)


def _does(alike: list[Restriction]) -> str:
    """What restrictions of one effect do: a bar with a carve-out bars a part."""
    partly = alike[0].effect == "bars" and not any(r.whole for r in alike)
    return BARS_A_PART if partly else EFFECT_WORDS[alike[0].effect]


def _with_version(index: Index, order: OrderHistory, sources: tuple[str, ...], day: date) -> tuple[str, ...]:
    """The sources of the order and of the act that gave it the extent it has on `day`."""
    cause = next((v.cause for v in reversed(order.versions) if v.from_ <= day), order.event_id)
    placed = index.events.get(cause)
    return tuple(dict.fromkeys((*sources, *(placed.event.sources if placed else ()))))


def _own_reason(flow: Flow, own: OwnState, day: date) -> Reason:
    told_later = own.fact is not None and own.fact.date is not None and span(own.fact.date)[0] > day
    if own.fact is None or told_later:
        return Reason(f"No source read says that this flow existed by {show_day(day)}.", None, None, ())
    text = own.fact.text.rstrip(".")
    if not own.fact.date:
        text = f"Reported without a date: {text}"
    elif not counts(own.fact, flow):
        text = f"Reported, not confirmed: {text} ({show_when(own.fact.date)})"
    else:
        text = f"{text} ({show_when(own.fact.date)})"
    return Reason(f"{text}.", None, None, tuple(own.fact.sources or flow.sources))


def _touching(index: Index, touches: Iterable[tuple[Placed, Touch]], day: date) -> list[Reason]:
    """Court acts about the flow that restrict nothing (denials, affirmances, dismissals), and acts with an effect."""
    counted = [
        (placed, touch)
        for placed, touch in touches
        if placed.last and placed.last <= day and (touch.effect or placed.event.kind in COURT_ACT_KINDS)
    ]
    counted.sort(key=lambda row: (row[0].last or day, row[0].id), reverse=True)
    found = []
    for placed, touch in counted:
        court = wording.court_of(index, placed) if placed.court_id else ""
        effect = f" It {EFFECT_WORDS[touch.effect]}." if touch.effect else ""
        text = f"{(touch.text or placed.event.title).rstrip('.')} ({court + ', ' if court else ''}"
        text += f"{show_when(placed.event.date)}).{effect}"
        if not placed.event.confirmed:
            text = f"Reported, not confirmed: {text}"
        found.append(_reason(index, text, placed.id, placed.event.order.id if placed.event.order else None))
    return found


def _reason(index: Index, text: str, event_id: str | None, order_id: str | None) -> Reason:
    placed = index.events.get(event_id or "")
    return Reason(text, event_id, order_id, tuple(placed.event.sources) if placed else ())


def conflict(index: Index, standings: list[Standing], day: date) -> str | None:
    """Where courts of equal rank pull in opposite directions on `day`, in words; None where they do not."""
    in_force = [s for s in standings if s.interval.state == "in_force"]
    allow = {s.order.order_id: s for s in in_force if any(r.effect == "permits" for r in s.restrictions)}
    found = []
    for bar in in_force:
        if not any(r.effect == "bars" for r in bar.restrictions):
            continue
        for other in countered(index, bar.order.order_id, sorted(allow)):
            if _overlap(bar, allow[other]):
                found.append(_opposed(index, bar, allow[other]))
    for standing in standings:
        if standing.interval.state != "ended":
            found += [
                n.text
                for n in standing.order.dated_notes
                if n.kind == "conflict" and n.from_ <= day and (n.until is None or day < n.until)
            ]
    return " ".join(dict.fromkeys(found)) or None


def _overlap(bar: Standing, permit: Standing) -> bool:
    """False only where both name states and share none."""
    barred = [r.people for r in bar.restrictions if r.effect == "bars"]
    allowed = [r.people for r in permit.restrictions if r.effect == "permits"]
    if not all(p and p.kind == "states" and p.who for p in barred + allowed):
        return True
    names = {w for p in barred if p for w in p.who}
    return any(w in names for p in allowed if p for w in p.who)


def _opposed(index: Index, bar: Standing, permit: Standing) -> str:
    first, second = (wording.court_name(index.courts, s.order.court_id) for s in (bar, permit))
    allowed = [r for r in permit.restrictions if r.effect == "permits"]
    some = "; ".join(r.text.rstrip(".") for r in allowed)
    much = "a part of it" if all(is_partial(r) for r in allowed) else "it"
    does = _does([r for r in bar.restrictions if r.effect == "bars"])
    return (
        f"Two courts of equal rank have ordered different things: {first} {does} (order "
        f"{bar.order.order_id}), and {second} allows or commands {much} (order {permit.order.order_id}: {some}). "
        "Neither can change the other's order; both stand."
    )
