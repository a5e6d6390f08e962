"""A copy of the database taken while it is in use, checked before it gets its name."""

import os
import sqlite3
from pathlib import Path

from tracker.errors import StorageError
from tracker.private import private_file
from tracker.storage.store import Store

_MAGIC = b"SQLite format 3\0"


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


def _refuse(store: Store, target: Path) -> None:
    """Only a copy of earlier may be replaced: not the database itself, whose users would go on writing into a file
    without a name, and no file of another kind."""
    if not target.name:
        raise StorageError("the copy needs the name of a file")
    own = store.path.resolve()
    if target.resolve() in {own.with_name(own.name + end) for end in ("", "-wal", "-shm", "-journal")}:
        raise StorageError(f"{target} is the database itself; name another file for the copy")
    try:
        with open(target, "rb") as file:
            held = file.read(len(_MAGIC))
    except OSError:
        return
    if held and held != _MAGIC:
        raise StorageError(f"{target} is there already and is no copy of a database; name another file")


def backup(store: Store, target: Path) -> int:
    """Write a sound copy to `target` and return its size in bytes. Raises StorageError; a bad copy is removed."""
    _refuse(store, target)
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
