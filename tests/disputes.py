"""A dispute over one motion, entry by entry, on the docket of the small invented register."""

from typing import Any

from tracker.storage.events import EventRow, put_event
from tracker.storage.facts import bump_version
from tracker.storage.retie import retie
from tracker.storage.store import Store

CASE = "tenants-v-bureau"
AT = "2026-11-20T18:05:00Z"
PI = "preliminary_injunction"


def file(store: Store, number: int, kind: str, day: str, text: str, *, private: int = 0, **more: Any) -> str:
    """One docket entry with its machine-read event."""
    with store.atomic():
        store.execute(
            "insert into docket_entries (entry_id, docket_id, identity_key, description, content_sha, first_seen_at,"
            " last_changed_at, private, document_number) values (?, ?, ?, ?, '0', ?, ?, ?, ?)",
            [number, CASE, f"k{number}", text, AT, AT, private, str(number)],
        )
        put_event(store, EventRow(
            event_id=f"entry-{number}", case_id=CASE, docket_id=CASE, court_id="dcd", origin="docket", kind=kind,
            title=text[:60], text=text, names="", day=day, day_precision="day", entered_at=None, document=str(number),
            judge=None, confirmed=False, entry_id=number, **more,
        ), AT)  # fmt: skip
        retie(store, [CASE])
        bump_version(store)
    return f"entry-{number}"


def dispute(store: Store) -> None:
    file(store, 12, "motion", "2026-01-05", "MOTION for Preliminary Injunction by Tenants", actions=((PI, "sought"),))
    file(store, 15, "response", "2026-01-12", "Memorandum in opposition to re 12 MOTION for Preliminary Injunction")
    file(store, 18, "reply", "2026-01-16", "REPLY to opposition to motion re 12 MOTION for Preliminary Injunction")
    file(store, 20, "order", "2026-01-20", "ORDER granting 12 Motion for Preliminary Injunction",
         actions=((PI, "granted"),), body='{"rules_on":[12]}')  # fmt: skip
