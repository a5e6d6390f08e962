"""The chronology as an Excel workbook: typed dates, frozen heads, filters; orders and sources on sheets of their own.

Text is always written as text: a cell that begins with `=` is a string, and no formula is ever written.
"""

import io
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from typing import Any

import xlsxwriter

from tracker.documents.package import Change, repack
from tracker.documents.xlsx_rows import SAMPLE, Lines, Link, Month, Value, safe_link, safe_text
from tracker.outputs.chronology import NOTICE, Chronology
from tracker.outputs.chronology_rows import ChronologyRow, OrderRow
from tracker.outputs.chronology_words import action_words, period_words, scope_words, standing_words
from tracker.outputs.words import EFFECT, KIND, OPERATING, STATE, STATUS, label
from tracker.text import one_line

HEADS = (
    ("Date", 12), ("Precision", 9), ("Filed", 12), ("Entered (UTC)", 17), ("Case", 28), ("Court", 10),
    ("Docket number", 17), ("Document", 10), ("Kind", 14), ("Event", 44), ("Detail", 60), ("Outcome", 28),
    ("Effect on data flows", 36), ("Order", 28), ("Order’s status", 14), ("Citation", 52), ("Sources", 12),
    ("Retrieved (UTC)", 17), ("Standing", 24), ("Known since (UTC)", 17), ("Change", 12), ("What changed", 40),
    ("Event id", 28),
)  # fmt: skip


class _Book:
    """One workbook with its few formats."""

    def __init__(self, out: io.BytesIO, chronology: Chronology):
        self.book = xlsxwriter.Workbook(out, {"constant_memory": True})
        made = chronology.made_at.replace(tzinfo=None)
        self.book.set_properties(
            {"title": chronology.title, "author": chronology.site, "comments": NOTICE, "created": made}
        )
        top: dict[str, Any] = {"valign": "top"}
        self.head = self.book.add_format({"bold": True, "bg_color": "#EDEDED", "bottom": 1, "text_wrap": True, **top})
        self.text = self.book.add_format({"text_wrap": True, **top})
        self.link = self.book.add_format({"font_color": "#0B3380", "underline": 1, "text_wrap": True, **top})
        self.day = self.book.add_format({"num_format": "yyyy-mm-dd", "align": "left", **top})
        self.month = self.book.add_format({"num_format": "mmm yyyy", "align": "left", **top})
        self.instant = self.book.add_format({"num_format": "yyyy-mm-dd hh:mm", "align": "left", **top})
        # In running lines `&` begins a code.
        self._running = one_line(chronology.title).replace("&", "&&")[:180]

    def sheet(self, name: str, heads: Sequence[tuple[str, int]]) -> Any:
        sheet = self.book.add_worksheet(name)
        for column, (head, width) in enumerate(heads):
            sheet.set_column(column, column, width)
            sheet.write_string(0, column, head, self.head)
        sheet.freeze_panes(1, 0)
        sheet.set_landscape()
        sheet.set_paper(1)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(0)
        sheet.set_header(f"&L{self._running}")
        sheet.set_footer(f"&L{NOTICE}&RPage &P of &N")
        return sheet

    def table(self, name: str, heads: Sequence[tuple[str, int]], rows: Iterable[Sequence[Value]]) -> None:
        sheet = self.sheet(name, heads)
        number = 0
        for number, row in enumerate(rows, 1):
            for column, value in enumerate(row):
                self._write(sheet, number, column, value)
        if number:
            sheet.autofilter(0, 0, number, len(heads) - 1)

    def long(
        self, name: str, heads: Sequence[tuple[str, int]], count: int, rows: Iterable[Sequence[Value]]
    ) -> dict[str, Change]:
        """A sheet whose lines are written into the package afterwards, by the changes that this returns."""
        if not count:
            self.table(name, heads, ())
            return {}
        sheet = self.sheet(name, heads)
        for column, value in enumerate(SAMPLE):
            self._write(sheet, 1, column, value)
        sheet.autofilter(0, 0, count, len(heads) - 1)
        lines = Lines(rows)
        number = len(self.book.worksheets())
        return {
            f"xl/worksheets/sheet{number}.xml": lines.sheet,
            f"xl/worksheets/_rels/sheet{number}.xml.rels": lines.relations,
        }

    def _write(self, sheet: Any, row: int, column: int, value: Value) -> None:
        if isinstance(value, datetime):
            sheet.write_datetime(row, column, value.replace(tzinfo=None), self.instant)
        elif isinstance(value, date):
            sheet.write_datetime(row, column, value, self.day)
        elif isinstance(value, Month):
            sheet.write_datetime(row, column, value.day, self.month)
        elif isinstance(value, int):
            sheet.write_number(row, column, value, self.text)
        elif isinstance(value, Link) and (address := safe_link(value)):
            sheet.write_url(row, column, address, self.link, address)
        elif value:
            text = value.address if isinstance(value, Link) else value
            sheet.write_string(row, column, safe_text(text), self.text)


def write_xlsx(chronology: Chronology) -> bytes:
    """The workbook as bytes; the same chronology gives the same bytes."""
    out = io.BytesIO()
    book = _Book(out, chronology)
    as_of = chronology.scope.as_of
    events = book.long("Chronology", HEADS, len(chronology.rows), (_event(row, as_of) for row in chronology.rows))
    book.table("Orders in force", _ORDER_HEADS, (_order(o) for o in chronology.orders_in_force))
    book.table("Suspended or unknown", _ORDER_HEADS, (_order(o) for o in chronology.orders_other))
    book.table("Data flows", _FLOW_HEADS, _flows(chronology))
    sources = book.long("Sources", _SOURCE_HEADS, len(chronology.sources), _sources(chronology))
    book.table("About", (("What", 24), ("Says", 100)), _about(chronology))
    book.book.close()
    return repack(out.getvalue(), events | sources)


def _event(row: ChronologyRow, as_of: date) -> Sequence[Value]:
    state = f"{label(STATE, row.order_state)} on {as_of}" if row.order_state else ""
    fetched = [s.retrieved_at for s in row.sources if s.retrieved_at]
    return (
        Month(row.day) if row.day and row.precision == "month" else row.day, row.precision, row.date_filed,
        _utc(row.entered_at), row.case_name, row.court, row.docket_number,
        row.document_number, label(KIND, row.kind) if row.standing != "withheld" else "", row.title,
        row.text + (f"\nSources differ: {row.conflict}" if row.conflict else ""), "; ".join(action_words(row)),
        "; ".join(e.words for e in row.effects), row.order_id, state, row.citation,
        ", ".join(str(s.number) for s in row.sources), _utc(max(fetched, default=None)), standing_words(row),
        _utc(row.known_since), row.change,
        "\n".join(f"{c.field}: {c.before or 'nothing'} → {c.after or 'nothing'}" for c in row.changes), row.event_id,
    )  # fmt: skip


def _utc(moment: datetime | None) -> datetime | None:
    return moment.astimezone(UTC) if moment else None


_ORDER_HEADS = (
    ("Order", 28), ("Title", 40), ("Relief", 28), ("Case", 28), ("Court", 10), ("Docket number", 17), ("Entered", 12),
    ("Status", 12), ("Since", 12), ("Why", 44), ("Age of knowledge", 28), ("What it says", 70), ("Flows apart", 28),
    ("Notes", 40), ("Ends", 28), ("Sources read through", 14), ("Citation", 52), ("Sources", 12),
)  # fmt: skip


def _order(o: OrderRow) -> Sequence[Value]:
    terms = (f"{label(EFFECT, e.effect)} {e.name}{' (the whole flow)' if whole else ''}: {text}"
             for e, whole, text in o.terms)  # fmt: skip
    return (
        o.order_id, o.title, o.relief, o.case_name, o.court, o.docket_number, o.entered, label(STATE, o.state), o.since,
        o.reason, o.stale, "\n".join(terms), "; ".join(o.apart), "\n".join(o.notes), o.ends, o.verified_through,
        o.citation, ", ".join(str(s.number) for s in o.sources),
    )  # fmt: skip


_FLOW_HEADS = (
    ("Data flow", 36), ("Status", 12), ("Since", 12), ("Age of knowledge", 32), ("Orders", 44), ("Conflict", 40),
    ("Pending", 44), ("Operating", 32), ("Sources read through", 14),
)  # fmt: skip


def _flows(chronology: Chronology) -> Iterable[Sequence[Value]]:
    for f in chronology.flows:
        yield (
            f.name, label(STATUS, f.status), f.since, f.stale, "\n".join(f.orders), f.conflict, "\n".join(f.pending),
            label(OPERATING, f.operating), f.verified_through,
        )  # fmt: skip


_SOURCE_HEADS = (("No.", 7), ("Address", 90), ("Retrieved (UTC)", 17), ("SHA-256 of the archived bytes", 68))


def _sources(chronology: Chronology) -> Iterable[Sequence[Value]]:
    for s in chronology.sources:
        yield s.number, Link(s.url), _utc(s.retrieved_at), s.sha256


def _about(c: Chronology) -> Iterable[Sequence[Value]]:
    yield "Title", c.title
    yield "Notice", NOTICE
    yield "As of", c.scope.as_of
    yield "Holds", scope_words(c.scope)
    yield "Period", period_words(c.scope)
    yield "State of knowledge (UTC)", _utc(c.scope.known_at) or _utc(c.made_at)
    if c.scope.since:
        yield "Changes since (UTC)", _utc(c.scope.since)
    yield "Sources read through", c.verified_through or "not known for all of them"
    yield "Version of the data", c.version
    yield "Fingerprint of the rows", c.rows_sha256
    yield "Dates known to the month", "stand at the last day of the month and are marked in the column Precision"
    for named in (*c.scope.cases, *c.scope.flows):
        through = f", sources read through {named.verified_through}" if named.verified_through else ""
        yield "Covers", f"{named.name}{through}"
    for court, at in c.readings:
        yield f"Docket feed of {court}", _utc(at) or "no feed of this court has been read"
    for gap in c.gaps:
        closed = f"; closed {gap.closed_at:%Y-%m-%d}: {gap.why}" if gap.closed_at else ""
        yield f"Gap, {gap.court}", f"entries between {gap.from_} and {gap.to} may be missing{closed}"
