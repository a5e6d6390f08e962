"""Numbers that grow with every write to what pages show, so that what is kept in memory is known to be old at once."""

import threading
from dataclasses import dataclass
from pathlib import Path
from sqlite3 import Error

from tracker.errors import StorageError
from tracker.storage.store import Store, open_store


@dataclass(frozen=True, slots=True)
class Marks:
    """content: events, cases, flows, facts and all else that pages show; feeds: when feeds were read, and how that
    went; file: which file on the disk it was."""

    content: int
    feeds: int
    file: tuple[int, int]


class MarkReader:
    """Reads the marks by a connection that stays open; several threads may use it."""

    def __init__(self, path: Path):
        self._path = path
        self._lock = threading.Lock()
        self._store: Store | None = None
        self._file = (0, 0)

    def read(self) -> Marks | None:
        """None while there is no store that could be read."""
        try:
            found = self._path.stat()
        except OSError:
            return None
        file = (found.st_dev, found.st_ino)
        with self._lock:
            try:
                if self._store is None or file != self._file:
                    self.close()
                    self._store, self._file = open_store(self._path, readonly=True), file
                rows = self._store.execute("select n from marks order by name").fetchall()
            except (Error, StorageError):
                self.close()
                return None
        return Marks(rows[0][0], rows[1][0], file) if len(rows) == 2 else None

    def close(self) -> None:
        if self._store is not None:
            self._store.close()
            self._store = None

    def __del__(self) -> None:
        self.close()
