"""The board: one row a flow, what stands in its way on a day, and what changed in the week before."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from tracker.dates import show_day
from tracker.law.answers import FlowAnswer, FlowOrder, OrderHistory, StatusSpan
from tracker.outputs.picture import Axis, Bar, carried_from, describe, status_axis, status_bars
from tracker.outputs.records import EventRecord
from tracker.outputs.words import EFFECT_ALONE, STATUS, relief_with_basis
from tracker.register.schema import Flow

# After this many days without a source read, the board says when it was last checked (DESIGN, flow status).
STALE_AFTER = timedelta(days=14)
_PREDICATE = {"unknown": "of unknown status"}
# A status without a first day: before the first dated fact of a flow, or of one that is only said to exist.
_UNDATED = {"proposed": "nothing is known of it by this day", "open": "since when is not known"}


@dataclass(frozen=True, slots=True)
class OrderLine:
    """An order under a flow's status: `Stay under 5 U.S.C. 705, Doe v. Roe (D.D.C.), Nov 21, 2025`."""

    order_id: str
    title: str
    basis: str
    case_name: str
    court: str
    entered: date
    since: date
    effect: str
    whole: bool
    extent: str
    state: str


@dataclass(frozen=True, slots=True)
class BoardRow:
    """A flow on the board. basis: why it has its status, in a sentence; described: the strip of bars in words; stale: a
    warning in words; carried: from where on the axis (0 to 100) the status is only carried on."""

    flow: Flow
    answer: FlowAnswer
    basis: str
    orders: tuple[OrderLine, ...]
    uncertain: tuple[OrderLine, ...]
    bars: tuple[Bar, ...]
    described: str
    stale: str | None
    carried: float | None
    last: EventRecord | None
    # Where only the month of `since` is known: `2025-12`.
    month: str | None = None
    # The day the status began, as a reader is told it.
    since: date | None = None
    # What is said where there is no such day.
    undated: str | None = None


@dataclass(frozen=True, slots=True)
class BoardGroup:
    name: str
    rows: tuple[BoardRow, ...]


@dataclass(frozen=True, slots=True)
class Change:
    """One sentence of "what changed": words before the link, the link, words after it."""

    day: date
    link: str
    linked: str
    text: str
    cause: str | None = None
    tentative: bool = False


def stale_note(answer_as_of: date, verified_through: date | None, status: str) -> str | None:
    """`in force when last checked, Jul 28, 2026` where the last source read is older than 14 days."""
    if status in ("proposed", "ended"):
        return None
    said = "in force when last checked" if status in ("blocked", "limited") else "as last checked"
    if verified_through is None:
        return f"{said}; when that was is not known"
    if answer_as_of - verified_through > STALE_AFTER:
        return f"{said}, {show_day(verified_through)}"
    return None


def notes_on(history: OrderHistory, day: date) -> tuple[str, ...]:
    """What is true about an order on a day besides its state, and what the order says of its own end."""
    dated = {n.text for n in history.dated_notes}
    told = [n.text for n in history.dated_notes if n.from_ <= day and (n.until is None or day < n.until)]
    return tuple(dict.fromkeys((*told, *(n for n in history.notes if n not in dated))))


def oldest_check(rows: Iterable[BoardRow]) -> str | None:
    """`each as last checked, the oldest on Feb 6, 2026` for flows that are only named, `2 of them as last checked, …`
    where the others were read lately; None where all were."""
    every = [row.stale for row in rows]
    old = [row.answer.verified_through for row in rows if row.stale]
    if not old:
        return None
    whose = "" if len(old) == len(every) else "one of them " if len(old) == 1 else f"{len(old)} of them "
    if len(old) == 1:
        said = f"as last checked, {show_day(old[0])}" if old[0] else "as last checked; when that was is not known"
        return whose + said
    days = [day for day in old if day]
    missing = len(old) - len(days)
    unknown = f"{'one' if missing == 1 else missing} on a day not known" if missing else ""
    oldest = f"the oldest on {show_day(min(days))}" if days else ""
    return (whose or "each ") + "as last checked, " + ", ".join(filter(None, (oldest, unknown)))


def order_line(
    order: FlowOrder, histories: Mapping[str, OrderHistory], names: Mapping[str, str], court: str
) -> OrderLine:
    """One order as a flow's row on the board names it."""
    history = histories.get(order.order_id)
    return OrderLine(
        order_id=order.order_id,
        title=order.title,
        basis=relief_with_basis(history.relief) if history else "",
        case_name=names.get(order.case_id, order.case_id),
        court=court,
        entered=order.entered,
        since=order.since,
        effect=EFFECT_ALONE[order.effect],
        whole=order.whole,
        extent=order.extent,
        state=order.state,
    )


def build_row(
    flow: Flow,
    answer: FlowAnswer,
    histories: Mapping[str, OrderHistory],
    names: Mapping[str, str],
    courts: Mapping[str, str],
    last: EventRecord | None,
    axis: Axis | None = None,
) -> BoardRow:
    """`names`: case id to short name; `courts`: order id to the court's citation form."""
    axis = axis or status_axis(answer.as_of)
    bars = status_bars(axis, answer.history)
    lines = [order_line(o, histories, names, courts.get(o.order_id, "")) for o in answer.orders_in_force]
    uncertain = [order_line(o, histories, names, courts.get(o.order_id, "")) for o in answer.orders_uncertain]
    since = answer.since if answer.status != "unknown" or uncertain else None
    leading = next((line for line in lines if line.whole), lines[0] if lines else None)
    return BoardRow(
        flow=flow,
        answer=answer,
        # Beside the since-date only where that order began the status; else the order lines say it.
        basis=leading.basis if leading and leading.since == answer.since else "",
        orders=tuple(lines),
        uncertain=tuple(uncertain),
        bars=bars,
        described=describe(bars),
        stale=stale_note(answer.as_of, answer.verified_through, answer.status),
        carried=None if answer.status in ("proposed", "ended") else carried_from(axis, answer.verified_through),
        last=last,
        month=month_only(flow, answer.status, answer.since),
        since=since,
        undated=None if since else _UNDATED.get(answer.status),
    )


def month_only(flow: Flow, status: str, since: date | None) -> str | None:
    """The month in which a status began, where it began with a report that names no day. The law counts such a
    beginning from the month's last day; a reader must not take that for a date."""
    if since is None or status not in ("open", "proposed", "ended"):
        return None
    months = {x.date for x in flow.life if x.date and len(x.date) == 7}
    month = f"{since:%Y-%m}"
    return month if month in months and (since + timedelta(days=1)).day == 1 else None


def group_rows(rows: Iterable[BoardRow]) -> tuple[BoardGroup, ...]:
    """By the source agency's department; inside, what is blocked first, then by name."""
    groups: dict[str, list[BoardRow]] = {}
    for row in rows:
        groups.setdefault(group_name(row.flow), []).append(row)
    order = list(STATUS)
    return tuple(
        BoardGroup(name, tuple(sorted(found, key=lambda r: (order.index(r.answer.status), r.flow.name))))
        for name, found in sorted(groups.items())
    )


def group_name(flow: Flow) -> str:
    return flow.source.part_of or flow.source.short


def agencies_of(flow: Flow) -> set[str]:
    """Every name by which the flow is found: its agencies and their departments. Who asks for DHS means ICE, too."""
    return {name for a in (flow.source, flow.recipient) for name in (a.short, a.part_of) if name}


def in_short(rows: Iterable[BoardRow]) -> tuple[tuple[str, tuple[BoardRow, ...]], ...]:
    """The answer in short: each status with its flows, strongest first; open ones are only counted by the page."""
    found: dict[str, list[BoardRow]] = {status: [] for status in STATUS}
    for row in rows:
        found[row.answer.status].append(row)
    return tuple((status, tuple(sorted(group, key=lambda r: r.flow.name))) for status, group in found.items() if group)


def agencies(flows: Iterable[Flow]) -> tuple[str, ...]:
    return tuple(sorted({name for f in flows for name in agencies_of(f)}, key=str.casefold))


def data_words(flows: Iterable[Flow]) -> tuple[str, ...]:
    return tuple(sorted({word for f in flows for word in f.data}, key=str.casefold))


def recent_changes(
    answers: Mapping[str, FlowAnswer],
    flows: Mapping[str, Flow],
    orders: Iterable[EventRecord],
    histories: Mapping[str, OrderHistory],
    as_of: date,
    days: int = 7,
) -> tuple[Change, ...]:
    """What happened in the `days` up to `as_of`, newest first: flows that changed, orders that began, changed or
    ended, acts entered and not yet read."""
    since = as_of - timedelta(days=days - 1)
    found = [c for f, a in answers.items() for c in _flow_changes(flows[f], a, since)]
    found += [c for history in histories.values() for c in _order_changes(history, since, as_of)]
    found += [_pending_change(event) for event in orders if event.pending and event.day]
    return tuple(sorted(found, key=lambda c: (c.day, not c.tentative), reverse=True))


def _flow_changes(flow: Flow, answer: FlowAnswer, since: date) -> Iterable[Change]:
    before: StatusSpan | None = None
    for span in answer.history:
        if since <= span.from_ <= answer.as_of and (before is None or before.status != span.status):
            now = _PREDICATE.get(span.status, span.status)
            was = (
                f"; until then it was {_PREDICATE.get(before.status, before.status)}."
                if before
                else ", its first day here."
            )
            yield Change(span.from_, f"/flows/{flow.id}", flow.name, f" is {now} from this day{was}", span.cause)
        before = span


def _order_changes(history: OrderHistory, since: date, as_of: date) -> Iterable[Change]:
    for interval in history.intervals:
        if since <= interval.from_ <= as_of:
            said = f": {interval.reason}"
            yield Change(interval.from_, f"/orders/{history.order_id}", history.title, said, interval.cause)


def _pending_change(event: EventRecord) -> Change:
    assert event.day is not None
    return Change(
        event.day,
        f"/events/{event.event_id}",
        event.case_name or event.title,
        ": a ruling that may change a known order was entered; nobody has read it yet.",
        event.event_id,
        tentative=True,
    )
