"""What is in the store, in numbers."""

import shutil
from pathlib import Path

from tracker.storage.store import Store

# A busy day of all courts is some tens of megabytes, and a backup is as large as the database.
LITTLE_ROOM = 200_000_000
_COUNTS = {
    "cases": "select count(*) from cases",
    "flows": "select count(*) from flows",
    "events": "select count(*) from events where retracted_at is null",
    "docket entries": "select count(*) from docket_entries",
    "revisions": "select count(*) from entry_revisions",
    "pending (a ruling nobody has read)": "select count(*) from events where pending = 1 and retracted_at is null",
    "outcome not yet known": "select count(*) from events where outcome_unknown = 1 and retracted_at is null",
    "news items": "select count(*) from coverage",
    "open gaps": "select count(*) from gaps where closed_at is null",
    "confirmed subscribers": "select count(*) from subscribers where state = 'confirmed'",
    "mail waiting": "select count(*) from outbox where sent_at is null and failed_at is null",
    "mail refused for good": "select count(*) from outbox where failed_at is not null",
    "feeds failing": "select count(*) from feeds where failures > 0",
    "archived bodies": "select count(*) from archive",
}


def counts(store: Store, archive_dir: Path) -> dict[str, str]:
    """Counts and sizes by name, ready to print. Sizes in bytes."""
    found = {name: str(store.value(sql)) for name, sql in _COUNTS.items()}
    found["database size"] = f"{_size(store.path):,} bytes"
    found["archive size"] = f"{sum(f.stat().st_size for f in archive_dir.rglob('*.gz')):,} bytes"
    free = shutil.disk_usage(store.path.parent).free
    found["room on its disk"] = f"{free:,} bytes" + (": too little, make room" if free < LITTLE_ROOM else "")
    return found


def _size(path: Path) -> int:
    return sum(p.stat().st_size for p in (path, path.with_name(path.name + "-wal")) if p.exists())
