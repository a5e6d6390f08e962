"""The chronology as a document: what stands in it, in which order and in which words. Pure."""

from collections.abc import Iterator, Sequence
from itertools import groupby

from tracker.dates import show_day, show_when
from tracker.outputs.chronology import (
    NOTICE,
    Chronology,
    ChronologyRow,
    OrderRow,
    SourceUse,
    action_words,
    period_words,
    scope_words,
    shown_day,
    shown_instant,
    standing_words,
)  # fmt: skip
from tracker.outputs.paper import Cell, Paper, Para, Row, Rows, Section, Span, Table, Text, cell, para, span
from tracker.outputs.redline import marked
from tracker.outputs.words import EFFECT, OPERATING, STATE, STATUS, counted, label

_STANDINGS = (
    "Each line is one event: a paper on a docket, an act of a court, or a sourced act outside a court. Events marked "
    "“confirmed” were written into the register, or confirmed, by a person who read the sources named. “Machine-read” "
    "events were read from a court’s docket feed by a program; they never change the status of an order or a data "
    "flow. “Reported” events were told by a source and are not confirmed; they change nothing either."
)
_STATUSES = (
    "Whether an order is in force is worked out from dated, sourced facts, and means the end of the day in the "
    "court’s time zone. An order is listed as in force only where nothing on record has ended or suspended it; what "
    "no source read here has told cannot be known here. Dates are no more precise than their sources. The day of "
    "filing and the time of entry are given where the court’s own feed gave them."
)
_CITATIONS = (
    "Citations follow the Bluebook (rules 10.8.1 and 10.8.3). “[not known]” marks what a citation lacks. Check every "
    "citation against the docket before filing."
)
_ARCHIVED = (
    "Under an address stands the SHA-256 of its bytes as archived. Where no retrieval is recorded, no copy is kept."
)
CHANGE_WORDS = {
    "added": "Added", "changed": "Changed by the court", "confirmed": "Confirmed by a person",
    "corrected": "Corrected", "removed": "Taken off the record",
}  # fmt: skip
Block = Text | Table


def chronology_paper(chronology: Chronology) -> Paper:
    """The whole document; writers number its pages and write out its contents."""
    scope = chronology.scope
    as_of = show_day(scope.as_of)
    return Paper(
        title=chronology.title,
        running=f"{chronology.title} · as of {as_of}",
        foot=f"{NOTICE} Data {chronology.version[:12]}",
        subject=f"As of {as_of}; {scope_words(scope)}",
        author=chronology.site or "The Data-Sharing Docket",
        made_at=chronology.made_at,
        opening=(*_lead(chronology), _facts(chronology)),
        sections=tuple(_sections(chronology)),
    )


def _lead(chronology: Chronology) -> Iterator[Text]:
    scope = chronology.scope
    since = f" Only what has changed since {shown_instant(scope.since)}; words marked." if scope.since else ""
    yield Text(para(span(f"As of {show_day(scope.as_of)}. {NOTICE}{since}", "strong")), "lead")


def _facts(chronology: Chronology) -> Table:
    scope, rows = chronology.scope, chronology.rows
    standings = [r.standing for r in rows]
    counts = [counted(len(rows), "event")]
    counts += [f"{standings.count(s)} {s}" for s in ("confirmed", "machine-read", "reported", "withheld")
               if s in standings]  # fmt: skip
    through = show_day(chronology.verified_through) if chronology.verified_through else "not known for all of them"
    known = shown_instant(scope.known_at) if scope.known_at else f"everything on record by {_made(chronology)}"
    pairs: list[tuple[str, Cell]] = [
        ("Cases", cell(*(n.name for n in scope.cases))),
        ("Data flows", cell(*(n.name for n in scope.flows))),
        ("Holds", cell(scope_words(scope))),
        ("Period", cell(period_words(scope))),
        ("As of", cell(show_day(scope.as_of) + ", its end in each court’s time zone")),
        ("State of knowledge", cell(known)),
        ("Sources read through", cell(through)),
        ("Counts", cell(", ".join(counts))),
        ("Version of the data", cell(chronology.version)),
        ("Fingerprint of the rows", cell(chronology.rows_sha256)),
    ]
    rows_ = tuple(Row((cell(para(span(name, "strong"))), value)) for name, value in pairs if value)
    return Table("What this chronology covers", (), (22, 78), rows_)


def _made(chronology: Chronology) -> str:
    return shown_instant(chronology.made_at)


def _sections(chronology: Chronology) -> Iterator[Section]:
    as_of = show_day(chronology.scope.as_of)
    method = tuple(Text(para(text)) for text in (_STANDINGS, _STATUSES, _CITATIONS))
    yield Section("How to read this chronology", "method", 1, method)
    if chronology.order_changes:
        yield Section("Orders told differently now", "order-changes", 1, (_order_changes(chronology),))
    if chronology.flows:
        yield Section(f"Data flows on {as_of}", "flows", 1, (_flows(chronology),))
    if ahead := [e for e in chronology.expected if e.day > chronology.scope.as_of]:
        rows = tuple(
            Row((
                cell(show_day(e.day) + (f", {e.time}" if e.time else "")),
                cell(para(span(e.summary, "strong")), e.detail),
            ))
            for e in ahead
        )  # fmt: skip
        yield Section("Days ahead", "ahead", 1, (Table("Days ahead", ("Day", "What"), (18, 82), rows),))
    yield Section("What may be missing", "coverage", 1, tuple(_coverage(chronology)))
    yield Section(f"Orders in force on {as_of}", "orders", 1, tuple(_in_force(chronology)), wide=True)
    if chronology.orders_other:
        title = f"Orders suspended, or of unknown status, on {as_of}"
        yield Section(title, "other-orders", 1, (_orders(chronology.orders_other, title),), wide=True)
    name = "Changes" if chronology.scope.since else "Chronology"
    first = "" if chronology.rows else "No event on record fits."
    yield Section(name, "events", 1, (Text(para(first)),) if first else (), wide=True)
    for year, group in groupby(chronology.rows, key=lambda r: str(r.day.year) if r.day else "Date not known"):
        anchor = f"events-{year if year.isdigit() else 'undated'}"
        yield Section(year, anchor, 2, (_events(list(group), chronology, f"Events of {year}"),), wide=True)
    yield Section("Sources", "sources", 1, tuple(_sources(chronology)))


def _order_changes(chronology: Chronology) -> Table:
    rows = tuple(
        Row((
            cell(para(span(c.title, "strong")), c.order_id),
            cell(label(STATE, c.before) or "not on record, or not yet"),
            cell(label(STATE, c.after) or "no longer on record"), cell(c.reason),
        ))
        for c in chronology.order_changes
    )  # fmt: skip
    return Table("Orders told differently now", ("Order", "As told then", "As told now", "Why"), (34, 15, 15, 36), rows)


def _flows(chronology: Chronology) -> Table:
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


def _in_force(chronology: Chronology) -> Iterator[Block]:
    if not chronology.orders_in_force:
        yield Text(para("No order in scope is known to be in force on this day."))
        return
    yield _orders(chronology.orders_in_force, "Orders in force")


def _orders(orders: Sequence[OrderRow], name: str) -> Table:
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
            cell(o.citation, _numbers(o.sources)),
        ),
        f"order-{o.order_id}",
    )  # fmt: skip


def _standing(o: OrderRow) -> str:
    """The state, and first of all how old the knowledge of it is, where it is old."""
    state, since = label(STATE, o.state), f"since {show_day(o.since)}"
    return f"{o.stale[:1].upper()}{o.stale[1:]} ({state.lower()} {since})." if o.stale else f"{state} {since}."


def _numbers(sources: Sequence[SourceUse]) -> Para:
    parts: list[str | Span] = []
    for source in sources:
        parts += [span(f"[{source.number}]", "", f"#source-{source.number}"), " "]
    return para(*parts[:-1])


def _coverage(chronology: Chronology) -> Iterator[Block]:
    named = (*chronology.scope.cases, *chronology.scope.flows)
    if named:
        rows = tuple(
            Row((cell(n.name), cell(show_day(n.verified_through) if n.verified_through else "not known")))
            for n in named
        )
        heads = ("Case or data flow", "Last day of which a source read speaks")
        yield Table("Sources read through", heads, (65, 35), rows)
    if chronology.readings:
        rows = tuple(
            Row((cell(court), cell(shown_instant(at) if at else "no feed of this court has been read")))
            for court, at in chronology.readings
        )
        yield Table("Court feeds", ("Court", "Docket feed last read"), (65, 35), rows)
    for gap in chronology.gaps:
        closed = f" Closed {shown_instant(gap.closed_at)}: {gap.why or 'entries recovered'}." if gap.closed_at else ""
        text = f"{gap.court}: entries between {shown_instant(gap.from_)} and {shown_instant(gap.to)} may be missing."
        yield Text(para(text + closed))
    if not chronology.gaps:
        unread = any(at is None for _, at in chronology.readings)
        reach = (
            " A feed that has not been read shows none: that says nothing of what its docket holds." if unread else ""
        )
        yield Text(para(f"No gap in the court feeds is on record for these courts.{reach}"), "note")


def _events(rows: Sequence[ChronologyRow], chronology: Chronology, name: str) -> Table:
    heads = ("Date", "Court and docket", "Event", "Effect on data flows", "Citation", "Sources", "Standing")
    several = len({r.case_name for r in chronology.rows}) > 1
    return Table(name, heads, (9, 13, 33, 14, 16, 6, 9), Rows(rows, lambda row: _event(row, several)), fine=True)


def _event(row: ChronologyRow, several: bool) -> Row:
    status = para(span(standing_words(row), "strong" if row.standing != "confirmed" else ""))
    fetched = [s.retrieved_at for s in row.sources if s.retrieved_at]
    return Row(
        (
            cell(
                para(span(shown_day(row), "strong")), row.time or "",
                f"filed {show_day(row.date_filed)}" if row.date_filed else "",
                f"entered {shown_instant(row.entered_at, row.zone)}" if row.entered_at else "",
            ),
            cell(row.court or "Out of court", f"No. {row.docket_number}" if row.docket_number else "",
                 para(span(row.case_name, "muted")) if several else ""),
            _what(row),
            cell(*(e.words for e in row.effects)),
            cell(row.citation),
            cell(_numbers(row.sources), f"retrieved {shown_instant(max(fetched))}" if fetched else ""),
            cell(status, para(span(f"known since {show_day(row.known_since.date())}", "muted"))),
        ),
        f"event-{row.event_id}",
    )  # fmt: skip


def _what(row: ChronologyRow) -> Cell:
    order = f"Order {row.order_id}" + (
        f", {label(STATE, row.order_state).lower()} on this day" if row.order_state else ""
    )
    # A feed's entry often has one text for both; what changed is shown once, with its marks.
    doubled = bool(row.text) and row.text.startswith(row.title.rstrip("…"))
    marked_ = {change.field for change in row.changes}
    # Of what is withheld stands here why, and not what it said.
    gone = row.change == "removed" and row.standing != "withheld"
    return cell(
        para(span(CHANGE_WORDS[row.change], "strong")) if row.change else "",
        para(span("" if doubled or "event" in marked_ else row.title, "del" if gone else "strong")),
        para(span("" if "detail" in marked_ else row.text, "del" if gone else "")),
        *(_changed(field.field, field.before, field.after) for field in row.changes),
        para(span(f"Sources differ: {row.conflict}", "muted")) if row.conflict else "",
        para(span("; ".join(action_words(row)), "muted")) if row.actions else "",
        para(span(order, "muted")) if row.order_id else "",
    )


def _changed(name: str, before: str, after: str) -> Para:
    parts: list[str | Span] = [span(f"{name.capitalize()}: ", "muted")]
    for mark, text in marked(before, after):
        parts.append(span(text, "ins" if mark == "ins" else "del" if mark == "del" else ""))
    return para(*parts)


def _sources(chronology: Chronology) -> Iterator[Block]:
    yield Text(para(_ARCHIVED), "note")
    if not chronology.sources:
        yield Text(para("No source is on record for these events."))
        return
    heads = ("No.", "Address, and SHA-256 of the archived bytes", "Retrieved")
    yield Table("Sources", heads, (7, 75, 18), Rows(chronology.sources, _source), fine=True)


def _source(s: SourceUse) -> Row:
    retrieved = shown_instant(s.retrieved_at) if s.retrieved_at else "not recorded"
    address = para(span(s.url, "", s.url))
    return Row((cell(str(s.number)), cell(address, para(span(s.sha256 or "", "muted"))), cell(retrieved)),
               f"source-{s.number}")  # fmt: skip
