"""The chronology of cases and flows as rows, and its CSV form. Pure.

Columns follow the paper: date, court and docket, event, effect on flows, citation, source, retrieval, SHA-256, and
whether a person confirmed it.
"""

import csv
import io
from collections.abc import Sequence
from dataclasses import astuple, dataclass, fields
from datetime import date, datetime

from tracker.dates import utc_text
from tracker.text import one_line


@dataclass(frozen=True, slots=True)
class ChronologyRow:
    """One event. Days `YYYY-MM-DD` (or `YYYY-MM` when only the month is known); several values joined by `; `."""

    date: str
    date_entered: str
    case: str
    court: str
    docket_number: str
    document_number: str
    kind: str
    event: str
    detail: str
    actions: str
    effect_on_flows: str
    order_id: str
    order_status: str
    citation: str
    sources: str
    retrieved: str
    sha256: str
    confirmed: str
    known_since: str
    event_id: str


@dataclass(frozen=True, slots=True)
class Scope:
    """What a chronology covers, for its header."""

    cases: tuple[str, ...]
    flows: tuple[str, ...]
    from_: date | None
    to: date | None
    as_of: date
    made_at: datetime
    verified_through: date | None


COLUMNS = tuple(field.name for field in fields(ChronologyRow))
# A cell that begins so is a formula to a spreadsheet.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def safe_cell(text: str) -> str:
    """Text that no spreadsheet runs: one line, no control characters, and a quote before what looks like a formula."""
    text = one_line(text)
    return f"'{text}" if text.startswith(_FORMULA) else text


def chronology_csv(rows: Sequence[ChronologyRow]) -> bytes:
    """RFC 4180: CRLF, a header line, UTF-8 (with a byte order mark, without which Excel misreads the dashes)."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for row in rows:
        writer.writerow([safe_cell(value) for value in astuple(row)])
    return b"\xef\xbb\xbf" + out.getvalue().encode("utf-8")


def scope_lines(scope: Scope) -> list[str]:
    """The header of a chronology in words."""
    parts = [*scope.cases, *scope.flows]
    span = f"{scope.from_ or 'the beginning'} to {scope.to or scope.as_of}"
    checked = scope.verified_through.isoformat() if scope.verified_through else "not known"
    return [
        f"Chronology of {', '.join(parts)}",
        f"Covers {span}, as of {scope.as_of}; sources read through {checked}; made {utc_text(scope.made_at)}.",
        "Compiled from public sources; not an official record and not legal advice.",
    ]
