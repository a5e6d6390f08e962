"""What a chronology on paper says of orders and data flows. Pure."""

from collections.abc import Iterator, Sequence

from tracker.dates import show_day, show_when
from tracker.outputs.chronology import Chronology
from tracker.outputs.chronology_rows import OrderRow, SourceUse
from tracker.outputs.paper import Block, Para, Row, Rows, Span, Table, Text, cell, para, span
from tracker.outputs.words import EFFECT, OPERATING, STATE, STATUS, label


def order_changes(chronology: Chronology) -> Table:
    rows = tuple(
        Row((
            cell(para(span(c.title, "strong")), c.order_id),
            cell(label(STATE, c.before) or "not on record, or not yet"),
            cell(label(STATE, c.after) or "no longer on record"), cell(c.reason),
        ))
        for c in chronology.order_changes
    )  # fmt: skip
    return Table("Orders told differently now", ("Order", "As told then", "As told now", "Why"), (34, 15, 15, 36), rows)


def flows(chronology: Chronology) -> Table:
    rows = []
    for f in chronology.flows:
        began = f"{show_when(f.month)} (day not known)" if f.month else show_day(f.since) if f.since else ""
        status = label(STATUS, f.status) + (f" since {began}" if began else "")
        checked = show_day(f.verified_through) if f.verified_through else "not known"
        rows.append(
            Row((
                cell(para(span(f.name, "strong"))),
                cell(status, f.stale or "", f.conflict or "", *f.pending, label(OPERATING, f.operating)),
                cell(*(_to_order(o, chronology) for o in f.orders)), cell(checked),
            ))
        )  # fmt: skip
    heads = ("Data flow", "Status", "Orders that make it so", "Sources read through")
    return Table("Data flows and their status", heads, (24, 32, 28, 16), tuple(rows))


def _to_order(order_id: str, chronology: Chronology) -> Para:
    listed = {o.order_id for o in (*chronology.orders_in_force, *chronology.orders_other)}
    return para(span(order_id, "", f"#order-{order_id}" if order_id in listed else None))


def in_force(chronology: Chronology) -> Iterator[Block]:
    if not chronology.orders_in_force:
        yield Text(para("No order in scope is known to be in force on this day."))
        return
    yield orders(chronology.orders_in_force, "Orders in force")


def orders(orders: Sequence[OrderRow], name: str) -> Table:
    heads = ("Order", "Court and docket", "What it says", "Status", "Citation and sources")
    return Table(name, heads, (19, 13, 32, 18, 18), Rows(orders, _order), fine=True)


def _order(o: OrderRow) -> Row:
    terms = [
        para(span(f"{label(EFFECT, e.effect).capitalize()} {e.name}{' (the whole flow)' if whole else ''}. ", "strong"),
             text)
        for e, whole, text in o.terms
    ]  # fmt: skip
    checked = f"Sources read through {show_day(o.verified_through)}." if o.verified_through else ""
    return Row(
        (
            cell(para(span(o.title, "strong")), o.relief, para(span(o.order_id, "muted"))),
            cell(o.court, f"No. {o.docket_number}" if o.docket_number else "", f"entered {show_day(o.entered)}"),
            cell(*terms),
            cell(
                para(span(_standing(o), "strong")), o.reason, *o.apart,
                f"{o.ends[:1].upper()}{o.ends[1:]}." if o.ends else "", *o.notes, "" if o.stale else checked,
            ),
            cell(o.citation, numbers(o.sources)),
        ),
        f"order-{o.order_id}",
    )  # fmt: skip


def _standing(o: OrderRow) -> str:
    """The state, and first of all how old the knowledge of it is, where it is old."""
    state, since = label(STATE, o.state), f"since {show_day(o.since)}"
    return f"{o.stale[:1].upper()}{o.stale[1:]} ({state.lower()} {since})." if o.stale else f"{state} {since}."


def numbers(sources: Sequence[SourceUse]) -> Para:
    parts: list[str | Span] = []
    for source in sources:
        parts += [span(f"[{source.number}]", "", f"#source-{source.number}"), " "]
    return para(*parts[:-1])
