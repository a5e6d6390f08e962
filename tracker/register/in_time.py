"""What a slip in a date would do to an order: acts, stays and ends that come before what they belong to. Pure."""

from collections.abc import Iterator, Mapping
from datetime import date

from tracker.dates import span
from tracker.register.schema import Act, Case, Event, Flow, Order

Path_ = tuple[str | int, ...]
Found = tuple[Path_, str]


def order_in_time(event: Event, order: Order, entered: Mapping[str, str]) -> Iterator[Found]:
    """entered: the day or month of every order of the register."""
    if order.effective and order.ends_on and order.ends_on < order.effective:
        yield ("order", "ends_on"), f"ends_on {order.ends_on} is before the order takes effect ({order.effective})"
    for index, old in enumerate(order.replaces):
        if _before(event.date, entered.get(old)):
            yield (
                ("order", "replaces", index),
                f"order {old!r} was entered on {entered[old]}, after this one of {event.date}",
            )


def act_in_time(event: Event, act: Act, entered: Mapping[str, str], events: Mapping[str, Event]) -> Iterator[Found]:
    """A ruling may reach back (nunc pro tunc), but not to before there was an order."""
    for index, end in enumerate(act.until):
        if _before(end.date, event.date):
            yield ("until", index), f"the stay would end on {end.date}, before this event of {event.date}"
    since = entered.get(act.order or "")
    for name, day in (("to", act.to), ("effective", act.effective)):
        if day and day[:1].isdigit() and _before(day, since):
            yield (name,), f"{name} {day} is before the order was entered ({since})"
    for name, own_id in (("stay", act.stay), ("judgment", act.judgment)):
        other = events.get(own_id or "")
        if other and _before(event.date, other.date):
            yield (name,), f"event {own_id!r} is of {other.date}, after this one of {event.date}"


def after_in_time(case: Case, event: Event, earlier: Event) -> Iterator[Found]:
    """`after` must lead from event to earlier event, and agree with the hours where both are known."""
    if earlier.time and event.time and event.time < earlier.time:
        yield ("after",), f"{event.after!r} happened at {earlier.time}, after this event of {event.time}"
    by_key = {e.key: e for e in case.events}
    above = event
    for _ in case.events:
        if not above.after or above.after not in by_key:
            return
        above = by_key[above.after]
        if above is event:
            yield ("after",), "events come after each other in a circle; leave out one `after`"
            return


def still_to_come(
    cases: Mapping[str, Case], flows: Mapping[str, Flow], today: date
) -> Iterator[tuple[str, Path_, str]]:
    """(owner id, path, message) for every day that a source cannot have told of yet. Hearings may be ahead, and so may
    the first and the last day of an order."""
    day = today.isoformat()

    def late(when: str | None) -> bool:
        return when is not None and when > day[: len(when)]

    for case in cases.values():
        for path, when in [
            (("verified_through",), case.verified_through),
            (("state", "as_of"), case.state.as_of if case.state else None),
            *((("dockets", i, "filed"), d.filed) for i, d in enumerate(case.dockets)),
            *((("events", i, "date"), e.date) for i, e in enumerate(case.events) if e.kind != "hearing"),
        ]:
            if late(when):
                yield case.id, path, f"{when} is still to come (today is {day})"
    for flow in flows.values():
        if late(flow.verified_through):
            path = ("verified_through",)
            yield flow.id, path, f"{flow.verified_through} is still to come (today is {day})"


def _before(one: str | None, other: str | None) -> bool:
    """Whether `one` is earlier than `other` whatever day a month means."""
    return bool(one and other) and span(str(one))[1] < span(str(other))[0]
