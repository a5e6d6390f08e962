"""What held about an event before somebody decided: its row on the timeline and the reading behind it."""

from dataclasses import dataclass
from typing import Any

from tracker.storage.events import EventRow, event_row
from tracker.storage.facts import reading_of
from tracker.storage.store import Store

_PLAIN = (
    "event_id", "case_id", "docket_id", "court_id", "origin", "kind", "title", "text", "names", "day",
    "day_precision", "entered_at", "document", "judge", "confirmed_by", "order_id", "entry_id",
)  # fmt: skip
_FLAGS = ("confirmed", "reported_only", "pending", "routine", "outcome_unknown")


@dataclass(frozen=True, slots=True)
class Snapshot:
    """row: as stored; reading: the person's reading that held (body as JSON text, person), if any; revision: of the
    docket entry, 0 where there is none."""

    row: EventRow
    reading: tuple[str, str] | None
    revision: int

    def as_json(self) -> dict[str, Any]:
        return {
            "row": self.row._asdict(),
            "reading": list(self.reading) if self.reading else None,
            "revision": self.revision,
        }


def take(store: Store, event_id: str) -> Snapshot:
    """Call inside the transaction that decides."""
    row = event_row(store, event_id)
    assert row is not None
    found = store.row("select body from events where event_id = ?", [event_id])
    matches = store.rows(
        "select label, rule, start_at, end_at, words from tag_matches where event_id = ? order by position", [event_id]
    )
    values: dict[str, Any] = {name: row[name] for name in _PLAIN} | {name: bool(row[name]) for name in _FLAGS}
    held = EventRow(
        **values,
        body=found["body"] if found else "{}",
        actions=tuple((a["relief"], a["disposition"]) for a in row["actions"]),
        flows=tuple((f["flow_id"], f["effect"]) for f in row["flows"]),
        sources=tuple((s["url"], s["retrieved_at"], s["archive_sha"]) for s in row["sources"]),
        matches=tuple((m["label"], m["rule"], m["start_at"], m["end_at"], m["words"]) for m in matches),
    )
    reading = reading_of(store, event_id)
    revision = store.value("select revision from docket_entries where entry_id = ?", [row["entry_id"]]) or 0
    person = reading["origin"].partition(":")[2] if reading else ""
    return Snapshot(held, (reading["body"], person) if reading else None, int(revision))


def read(data: dict[str, Any]) -> Snapshot:
    """The snapshot that `as_json` gave."""
    row = dict(data["row"])
    for name in ("actions", "flows", "sources", "matches"):
        row[name] = tuple(tuple(part) for part in row[name])
    reading = data["reading"]
    return Snapshot(EventRow(**row), (reading[0], reading[1]) if reading else None, data["revision"])
