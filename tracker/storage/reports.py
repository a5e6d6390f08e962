"""Errors that readers reported. The desk reads them; an e-mail address is forgotten when its report is closed."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tracker.dates import from_utc_text, utc_text
from tracker.storage.store import Store


@dataclass(frozen=True, slots=True)
class Report:
    """page: path on this site; texts as they came, not yet made safe to show."""

    report_id: int
    page: str
    text: str
    source_url: str | None
    email: str | None
    at: datetime
    closed_at: datetime | None

    def __repr__(self) -> str:
        # The address stays out of logs and tracebacks.
        return f"Report({self.report_id})"


def add_report(store: Store, page: str, text: str, source_url: str | None, email: str | None, now: datetime) -> int:
    """Call inside a transaction."""
    cursor = store.execute(
        "insert into reports (page, text, source_url, email, at) values (?, ?, ?, ?, ?)",
        [page, text, source_url, email, utc_text(now)],
    )
    return int(cursor.lastrowid or 0)


def find_report(store: Store, report_id: int) -> Report | None:
    row = store.row("select * from reports where report_id = ?", [report_id])
    return _report(row) if row else None


def open_reports(store: Store) -> list[Report]:
    """Oldest first."""
    return [_report(r) for r in store.rows("select * from reports where closed_at is null order by report_id")]


def close_report(store: Store, report_id: int, now: datetime) -> None:
    store.execute(
        "update reports set closed_at = ?, email = null where report_id = ? and closed_at is null",
        [utc_text(now), report_id],
    )


def reopen_report(store: Store, report_id: int) -> None:
    store.execute("update reports set closed_at = null where report_id = ?", [report_id])


def _report(row: dict[str, Any]) -> Report:
    closed = row["closed_at"]
    return Report(
        row["report_id"], row["page"], row["text"], row["source_url"], row["email"], from_utc_text(row["at"]),
        from_utc_text(closed) if closed else None,
    )  # fmt: skip


def is_repeated(store: Store, page: str, text: str) -> bool:
    """Whether the same words about the same page wait already, as when somebody sends a form twice."""
    return bool(
        store.value("select 1 from reports where page = ? and text = ? and closed_at is null limit 1", [page, text])
    )
