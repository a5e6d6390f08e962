"""A chronology's rows in words, and as CSV. Pure."""

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from tracker.dates import MONTHS, show_day, utc_text
from tracker.outputs.chronology_rows import ChronologyRow, Scope
from tracker.outputs.words import DISPOSITION, KIND, RELIEF, STATE, label
from tracker.text import safe_cell

COLUMNS = (
    "date", "date_filed", "date_entered", "case", "court", "docket_number", "document_number", "kind", "event",
    "detail", "actions", "effect_on_flows", "order_id", "order_status", "citation", "sources", "retrieved", "sha256",
    "confirmed", "known_since", "change", "change_detail", "event_id",
)  # fmt: skip


def chronology_csv(rows: Iterable[ChronologyRow], as_of: date) -> bytes:
    """RFC 4180: CRLF, a header line, UTF-8 (with a byte order mark, without which Excel misreads the dashes)."""
    return csv_bytes(COLUMNS, (flat(row, as_of) for row in rows))


def csv_bytes(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(columns)
    safe = safe_cell
    writer.writerows([safe(value) if value else "" for value in row] for row in rows)
    return b"\xef\xbb\xbf" + out.getvalue().encode("utf-8")


# Rows were mostly stored by the same few loads.
_utc = lru_cache(maxsize=4096)(utc_text)


def flat(row: ChronologyRow, as_of: date) -> tuple[str, ...]:
    """The row as the cells of COLUMNS. Days `YYYY-MM-DD` (`YYYY-MM` when only the month is known), instants in UTC;
    several values joined by `; `."""
    return (
        iso_day(row),
        row.date_filed.isoformat() if row.date_filed else "",
        _utc(row.entered_at) if row.entered_at else "",
        row.case_name,
        row.court,
        row.docket_number,
        row.document_number,
        label(KIND, row.kind) if row.standing != "withheld" else "",
        row.title,
        row.text + (f" Sources differ: {row.conflict}" if row.conflict else ""),
        "; ".join(action_words(row)),
        "; ".join(effect.words for effect in row.effects),
        row.order_id,
        f"{label(STATE, row.order_state)} on {as_of}" if row.order_state else "",
        row.citation,
        "; ".join(s.url for s in row.sources),
        "; ".join(_utc(s.retrieved_at) for s in row.sources if s.retrieved_at),
        "; ".join(s.sha256 for s in row.sources if s.sha256),
        standing_words(row),
        _utc(row.known_since),
        row.change,
        "; ".join(f"{c.field}: {c.before or 'nothing'} → {c.after or 'nothing'}" for c in row.changes),
        row.event_id,
    )


def iso_day(row: ChronologyRow) -> str:
    if row.day is None:
        return ""
    return row.day.isoformat()[:7] if row.precision == "month" else row.day.isoformat()


def shown_day(row: ChronologyRow) -> str:
    """`Nov 21, 2025`, `Nov 2025`, `date not known`."""
    if row.day is None:
        return "date not known"
    return f"{MONTHS[row.day.month - 1]} {row.day.year}" if row.precision == "month" else show_day(row.day)


def shown_instant(moment: datetime, zone: str = "UTC") -> str:
    """`Nov 22, 2025, 18:05 EST`."""
    return _shown_instant(moment.astimezone(UTC), zone)


@lru_cache(maxsize=4096)
def _shown_instant(moment: datetime, zone: str) -> str:
    local = moment.astimezone(ZoneInfo(zone))
    return f"{show_day(local.date())}, {local:%H:%M %Z}"


def action_words(row: ChronologyRow) -> list[str]:
    """`preliminary injunction: granted`; on a court's act without a known disposition, that it is not known."""
    return [
        f"{label(RELIEF, relief)}: {label(DISPOSITION, disposition) if disposition else 'outcome not known'}"
        for relief, disposition in row.actions
    ]


def standing_words(row: ChronologyRow) -> str:
    """Who stands behind the row."""
    if row.standing == "confirmed":
        return f"confirmed by {row.confirmed_by or 'the register'}"
    if row.standing == "reported":
        return "reported, not confirmed"
    if row.standing == "machine-read":
        return "machine-read" + ("; a ruling not yet read by a person" if row.pending else "")
    return "withheld"


def scope_words(scope: Scope) -> str:
    """What narrows the chronology, in one sentence without its full stop."""
    parts = []
    if scope.courts:
        parts.append("only " + ", ".join(c.name for c in scope.courts))
    if scope.kinds:
        parts.append("only " + ", ".join(label(KIND, k).lower() for k in scope.kinds))
    if scope.orders_only:
        parts.append("orders only")
    if scope.confirmed_only:
        parts.append("confirmed events only")
    return "; ".join(parts) or "every event on record"


def period_words(scope: Scope) -> str:
    first = show_day(scope.from_) if scope.from_ else "the first event on record"
    last = min(scope.to, scope.as_of) if scope.to else scope.as_of
    return f"{first} to {show_day(last)}"


def title_of(scope: Scope) -> str:
    """`Chronology: A v. B; C v. D; and 3 more`."""
    names = [n.name for n in (*scope.cases, *scope.flows)] or [n.name for n in scope.courts] or ["all cases"]
    return "Chronology: " + "; ".join(names[:3]) + (f"; and {len(names) - 3} more" if len(names) > 3 else "")
