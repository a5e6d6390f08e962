"""The chronology as a document: what stands in it, in which order and in which words. Pure."""

from collections.abc import Iterator, Sequence
from itertools import groupby

from tracker.dates import EASTERN, show_day
from tracker.outputs.chronology import NOTICE, Chronology
from tracker.outputs.chronology_paper_orders import flows, in_force, numbers, order_changes, orders
from tracker.outputs.chronology_rows import ChronologyRow, SourceUse
from tracker.outputs.chronology_words import (
    action_words,
    period_words,
    scope_words,
    shown_day,
    shown_instant,
    standing_words,
)
from tracker.outputs.paper import Block, Cell, Paper, Para, Row, Rows, Section, Span, Table, Text, cell, para, span
from tracker.outputs.redline import marked
from tracker.outputs.words import STATE, counted, label

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
        yield Section("Orders told differently now", "order-changes", 1, (order_changes(chronology),))
    if chronology.flows:
        yield Section(f"Data flows on {as_of}", "flows", 1, (flows(chronology),))
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
    yield Section(f"Orders in force on {as_of}", "orders", 1, tuple(in_force(chronology)), wide=True)
    if chronology.orders_other:
        title = f"Orders suspended, or of unknown status, on {as_of}"
        yield Section(title, "other-orders", 1, (orders(chronology.orders_other, title),), wide=True)
    name = "Changes" if chronology.scope.since else "Chronology"
    first = "" if chronology.rows else "No event on record fits."
    yield Section(name, "events", 1, (Text(para(first)),) if first else (), wide=True)
    for year, group in groupby(chronology.rows, key=lambda r: str(r.day.year) if r.day else "Date not known"):
        anchor = f"events-{year if year.isdigit() else 'undated'}"
        yield Section(year, anchor, 2, (_events(list(group), chronology, f"Events of {year}"),), wide=True)
    yield Section("Sources", "sources", 1, tuple(_sources(chronology)))


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
            cell(numbers(row.sources), f"retrieved {shown_instant(max(fetched))}" if fetched else ""),
            cell(status, para(span(f"known since {show_day(row.known_since.astimezone(EASTERN).date())}", "muted"))),
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
