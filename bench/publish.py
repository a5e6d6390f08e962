"""How long the site takes to be written as files: the register plus 10,000 events, then again after one new event."""

import tempfile
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from tracker.config import Config
from tracker.courts import load_courts
from tracker.ingest.register import load_into_store
from tracker.publish.run import publish
from tracker.register.files import load_register
from tracker.storage.catalogue import flows_of_cases
from tracker.storage.events import EventRow, add_events
from tracker.storage.store import Store, open_store

NOW = datetime(2026, 11, 22, 15, tzinfo=UTC)
EVENTS = 10_000
_FIRST = date(2025, 1, 20)
_KINDS = ("order", "motion", "brief", "notice")
_TEXT = (
    "MINUTE ORDER on motion {n} for an extension of time: the agency shall file the administrative record in a week "
    "and say which files it has handed over since."
)


def run(events: int = EVENTS) -> dict[str, float]:
    """Seconds of a first run and of a second one after one new event; size in MB and number of files."""
    with tempfile.TemporaryDirectory(prefix="bench-publish-") as folder:
        config = Config(data_dir=Path(folder) / "data", public_url="https://desk.example")
        courts = load_courts(config.courts_file)
        store = open_store(config.db_path)
        load_into_store(store, load_register(config.register_dir, frozenset(courts)), courts, NOW)
        _add(store, range(1, events + 1), events)
        store.close()
        out = Path(folder) / "site"
        started = time.perf_counter()
        first = publish(config, out, NOW)
        full = time.perf_counter() - started
        store = open_store(config.db_path)
        _add(store, range(events + 1, events + 2), events)
        store.close()
        started = time.perf_counter()
        second = publish(config, out, NOW + timedelta(minutes=5))
        delta = time.perf_counter() - started
        if second.files <= first.files or not (out / f"events/entry-{events + 1}/index.html").exists():
            raise RuntimeError("the new event was not published")
        return {
            "publish_full_s": full, "publish_delta_s": delta, "publish_mb": first.bytes / 1e6,
            "publish_files": first.files, "publish_delta_files": second.written,
        }  # fmt: skip


def _add(store: Store, numbers: range, events: int) -> None:
    dockets = store.rows("select docket_id, case_id, court_id, caption from dockets order by docket_id")
    flows = flows_of_cases(store, [d["case_id"] for d in dockets])
    rows = []
    with store.atomic():
        for n in numbers:
            docket = dockets[n * 7919 % len(dockets)]
            day = _FIRST + timedelta(days=min(n, events) * 660 // events)
            text, at = _TEXT.format(n=n), f"{day}T18:05:00Z"
            store.execute(
                "insert into docket_entries (entry_id, docket_id, identity_key, date_entered, short_description,"
                " description, caption, content_sha, first_seen_at, last_changed_at)"
                " values (?, ?, ?, ?, ?, ?, ?, '0', ?, ?)",
                [n, docket["docket_id"], f"k{n}", at, "Order on Motion", text, docket["caption"] or "", at, at],
            )
            rows.append(_event(n, docket, flows.get(docket["case_id"], [])[:2] if n % 4 == 0 else [], day, text))
        add_events(store, rows, "2026-11-20T18:05:00Z")


def _event(n: int, docket: dict[str, Any], flows: list[str], day: date, text: str) -> EventRow:
    return EventRow(
        event_id=f"entry-{n}", case_id=docket["case_id"], docket_id=docket["docket_id"], court_id=docket["court_id"],
        origin="docket", kind=_KINDS[n % 4], title=f"Order on motion {n} for an extension of time", text=text,
        names=docket["caption"] or "", day=day.isoformat(), day_precision="day", entered_at=f"{day}T18:00:00Z",
        document=str(n % 300), judge=None, confirmed=False, routine=n % 5 == 0, entry_id=n,
        flows=tuple((f, "") for f in flows), matches=(("order", "minute-order", 0, 12, "MINUTE ORDER"),),
        sources=((f"https://ecf.example.gov/doc1/{n}", None, None),),
    )  # fmt: skip
