"""A copy of the database taken while it is in use, checked before it gets its name."""

import os
import sqlite3
from pathlib import Path

from tracker.errors import StorageError
from tracker.private import private_file
from tracker.storage.store import Store


def copy_to(store: Store, target: Path) -> None:
    """One state of the database into a new file, while others read and write. Raises StorageError."""
    try:
        copy = sqlite3.connect(target)
        try:
            store.db.conn.backup(copy)
        finally:
            copy.close()
    except (OSError, sqlite3.Error) as error:
        raise StorageError(f"cannot write the copy {target}: {error}") from error


def backup(store: Store, target: Path) -> int:
    """Write a sound copy to `target` and return its size in bytes. Raises StorageError; a bad copy is removed."""
    part = target.with_name(f".{target.name}.part")
    try:
        part.unlink(missing_ok=True)
        private_file(part)
        copy_to(store, part)
        copy = sqlite3.connect(part)
        try:
            verdict = copy.execute("pragma integrity_check").fetchone()[0]
        finally:
            copy.close()
        if verdict != "ok":
            raise StorageError(f"the copy {target} is not sound ({verdict}); nothing was kept")
        # On the disk before it takes the place of the copy of yesterday.
        with open(part, "rb") as written:
            os.fsync(written.fileno())
        os.replace(part, target)
        return target.stat().st_size
    except (OSError, sqlite3.Error) as error:
        raise StorageError(f"cannot write the copy {target}: {getattr(error, 'strerror', None) or error}") from error
    finally:
        part.unlink(missing_ok=True)
