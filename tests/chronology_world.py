"""A store with a small register, entries read by machine, gaps and archived bodies: what chronologies are tested on."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from tests.website import LOADED, load_small, read_by_machine, small_register
from tracker.chronicle import Ask, build_chronology
from tracker.courts import load_courts
from tracker.ingest.register import load_into_store
from tracker.lawbook import Lawbook
from tracker.outputs.chronology import Chronology
from tracker.register.files import Register
from tracker.register.schema import Event
from tracker.storage.store import Store, open_store

CASE, FLOW = "tenants-v-bureau", "bureau-to-office-files"
ORDER = f"{CASE}.2025-12-01"
AS_OF = date(2026, 11, 22)
HOSTILE = (
    '=HYPERLINK("https://evil.example","x") <script>alert(1)</script> ]]> {{7*7}} \\href{x}{y} [a](javascript:b) '
    "\u202egnp.exe\u0007 \x00\x0b w:fldSimple _x0041_ | `code` www.evil.example &amp; \U0001f600 中文"
)


class World:
    """The store at `folder`, and chronologies from it."""

    def __init__(self, folder: Path):
        self.config = load_small(folder)
        self.courts = load_courts(self.config.courts_file)
        self.store: Store = open_store(self.config.db_path)
        self.lawbook = Lawbook(self.courts)

    def chronology(self, **asked: Any) -> Chronology:
        asked = {"as_of": AS_OF, "case_ids": [CASE], **asked}
        return build_chronology(self.store, self.lawbook, self.courts, Ask(**asked), site="The Docket")

    def read(self, entry_id: int, **changes: Any) -> str:
        """A machine-read docket entry with its first revision, seen on 2026-11-20."""
        event_id = read_by_machine(self.store, entry_id, **changes)
        self.revise(entry_id, changes.get("title", "Order on Motion for TRO"), changes.get("text", ""), 1,
                    datetime(2026, 11, 20, 18, 5, tzinfo=UTC))  # fmt: skip
        return event_id

    def revise(self, entry_id: int, title: str, text: str, revision: int, at: datetime) -> None:
        seen = at.strftime("%Y-%m-%dT%H:%M:%SZ")
        with self.store.atomic():
            self.store.execute(
                "insert into entry_revisions (entry_id, revision, short_description, description, caption, content_sha,"
                " seen_at) values (?, ?, ?, ?, '', ?, ?)",
                [entry_id, revision, title, text, str(revision), seen],
            )
            self.store.execute(
                "update docket_entries set revision = ?, short_description = ?, description = ? where entry_id = ?",
                [revision, title, text, entry_id],
            )
            self.store.execute(
                "update events set title = ?, text = ?, changed_at = ? where entry_id = ?",
                [title, text, seen, entry_id],
            )

    def reload(self, register: Register, days: int = 60) -> None:
        load_into_store(self.store, register, self.courts, LOADED + timedelta(days=days))


def changed_register(**events: dict[str, Any] | None) -> Register:
    """The small register with events of CASE changed by key (underscores for hyphens), or taken out (None)."""
    register = small_register()
    case = register.cases[CASE]
    found: list[Event] = []
    for event in case.events:
        name = "k" + event.key.replace("-", "_")
        if name not in events:
            found.append(event)
        elif (changes := events[name]) is not None:
            found.append(Event.model_validate(event.model_dump(mode="json", exclude_defaults=True) | changes))
    register.cases[CASE] = case.model_copy(update={"events": found})
    return register


def with_events(*events: dict[str, Any]) -> Register:
    """The small register with more events in CASE."""
    register = small_register()
    case = register.cases[CASE]
    more = [Event.model_validate(event) for event in events]
    register.cases[CASE] = case.model_copy(update={"events": [*case.events, *more]})
    return register
