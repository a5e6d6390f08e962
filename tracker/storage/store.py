"""Opening the database: pragmas, migrations, version check. Nobody else opens it."""

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

from sqlite_utils import Database
from sqlite_utils.db import Table
from sqlite_utils.utils import dedupe_keys

from tracker.errors import NotFoundError, StorageError
from tracker.private import private_file, private_folder
from tracker.storage.migrations import migrations

# How long a writer waits for another one, in milliseconds.
BUSY_MS = 30_000
T = TypeVar("T")


class Store:
    """One connection. Writes go through `with store.atomic():`; it takes the write lock at once, so that two
    writers wait for each other (30 s) instead of failing half way.

    kept: what `each` has read of single objects, for a copy of the database that nobody writes to; None: keep nothing.
    """

    def __init__(self, db: Database, path: Path, *, readonly: bool):
        self.db = db
        self.path = path
        self.readonly = readonly
        self.kept: dict[tuple[str, str], Any] | None = None

    @contextmanager
    def atomic(self) -> Iterator[None]:
        """One transaction, or a part of the one that is open: all of the block is written or nothing.

        Raises StorageError where the disk or another program refuses.
        """
        if self.db.conn.in_transaction:
            with self.db.atomic():
                yield
            return
        try:
            self.db.execute("begin immediate")
            try:
                yield
                self.db.commit()
            except BaseException:
                self.db.rollback()
                raise
        except sqlite3.OperationalError as error:
            raise trouble(error, self.path) from error

    def table(self, name: str) -> Table:
        """The table, which must exist: sqlite-utils would silently create a misspelt one on insert."""
        table = self.db[name]
        if not isinstance(table, Table) or not table.exists():
            raise StorageError(f"no table {name!r} in {self.path}")
        return table

    def rows(self, sql: str, params: Any = ()) -> list[dict[str, Any]]:
        return list(self._query(sql, params))

    def row(self, sql: str, params: Any = ()) -> dict[str, Any] | None:
        return next(iter(self._query(sql, params)), None)

    def _query(self, sql: str, params: Any) -> Iterator[dict[str, Any]]:
        if not sql.startswith("select "):
            return iter(self.db.query(sql, params))
        # What only reads needs no savepoint around it; two of three statements of a page would be those.
        cursor = self.execute(sql, params)
        names = dedupe_keys(column[0] for column in cursor.description)
        return (dict(zip(names, row, strict=True)) for row in cursor)

    def value(self, sql: str, params: Any = ()) -> Any:
        found = self.execute(sql, params).fetchone()
        return found[0] if found else None

    def execute(self, sql: str, params: Any = ()) -> sqlite3.Cursor:
        try:
            return self.db.execute(sql, params)
        except sqlite3.OperationalError as error:
            raise trouble(error, self.path) from error

    def many(self, sql: str, rows: Iterable[Any]) -> None:
        """One statement for many rows, prepared once. Call inside a transaction."""
        self.db.conn.executemany(sql, rows)

    def together(self, table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
        """Insert rows into a table with triggers by one statement. Call inside a transaction.

        Where triggers write, every statement notes each page that it changes, to undo it alone, and full-text search
        writes out what it has gathered; with a statement a row that is most of the work of a poll.
        """
        fresh, names = f"fresh_{table}", ", ".join(columns)
        self.execute(f"create temp table if not exists {fresh} ({names})")
        self.many(f"insert into temp.{fresh} values ({', '.join('?' * len(columns))})", rows)
        self.execute(f"insert into main.{table} ({names}) select {names} from temp.{fresh} order by rowid")
        self.execute(f"delete from temp.{fresh}")

    def each(self, kind: str, ids: Iterable[str], read: Callable[[list[str]], dict[str, T]]) -> dict[str, T]:
        """What `read` finds of these ids; in a copy that nobody writes to, each id is read once for each `kind`."""
        wanted = sorted(set(ids))
        if self.kept is None:
            return read(wanted)
        if missing := [i for i in wanted if (kind, i) not in self.kept]:
            found = read(missing)
            self.kept.update({(kind, i): found.get(i) for i in missing})
        return {i: one for i in wanted if (one := self.kept[kind, i]) is not None}

    def others_wrote(self) -> int:
        """A number that changes when another connection has committed; our own commits do not change it."""
        return int(self.value("pragma data_version"))

    def close(self) -> None:
        self.db.close()


# What the machine does to the database, by the words with which SQLite says it; then what to do.
_TROUBLE = {
    "disk is full": "there is no room left on its disk; make room, nothing of this step was stored",
    "disk i/o error": "its disk does not read or write; check the disk and the room on it, nothing of this was stored",
    "readonly database": "it may only be read; look at its rights, and how its file system is mounted",
    "is locked": "another program has held it for longer than 30 seconds; stop that one, then do this again",
    "unable to open": "it cannot be opened; check that its folder is there and may be written",
    "malformed": "it is damaged; restore the last backup",
}


def trouble(error: sqlite3.OperationalError, path: Path) -> Exception:
    """A refusal of SQLite as one sentence for the operator, where it is the machine's; a wrong statement as it is."""
    said = str(error)
    known = next((words for sign, words in _TROUBLE.items() if sign in said.lower()), None)
    return StorageError(f"the database {path}: {known} ({said})") if known else error


def must_be_there(path: Path) -> None:
    """Raises NotFoundError where no database is at `path`: opening one there would make it, and find it empty."""
    if not path.exists():
        raise NotFoundError(
            f"there is nothing in {path.parent} yet; run `python -m tracker load` first, "
            "or set TRACKER_DATA_DIR to the folder that the service uses"
        )


def open_store(path: Path, *, readonly: bool = False) -> Store:
    """Open (and, unless readonly, create and migrate) the database at `path`.

    Raises StorageError when the folder cannot be written, the file is no database, or a newer tracker wrote it.
    """
    try:
        if readonly:
            conn = sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=BUSY_MS / 1000, check_same_thread=False)
        else:
            private_folder(path.parent)
            # SQLite gives its companion files the same mode.
            private_file(path)
            conn = sqlite3.connect(path, timeout=BUSY_MS / 1000, check_same_thread=False)
        conn.isolation_level = None
        conn.execute("pragma foreign_keys = on")
        conn.execute(f"pragma busy_timeout = {BUSY_MS}")
        if not readonly:
            conn.execute("pragma journal_mode = wal")
            conn.execute("pragma synchronous = normal")
    except (OSError, sqlite3.Error) as error:
        if isinstance(error, sqlite3.OperationalError) and isinstance(told := trouble(error, path), StorageError):
            raise told from error
        raise StorageError(
            f"cannot open the database {path}: {error}. Check that the folder exists and may be written, "
            "or set TRACKER_DATA_DIR to another one"
        ) from error
    store = Store(Database(conn), path, readonly=readonly)
    try:
        _refuse_newer(store)
        if not readonly:
            migrations.apply(store.db)
            watch(store)
    except sqlite3.Error as error:
        store.close()
        raise StorageError(f"{path} cannot be used as the tracker's database: {error}") from error
    except StorageError:
        store.close()
        raise
    return store


# Tables that no public page shows, or that only change together with a row of a watched one.
QUIET = frozenset({
    "marks", "meta", "event_changes", "job_claims", "feed_runs", "feed_types", "archive", "owed", "outbox",
    "subscribers", "subscribe_attempts", "status_changes", "users", "sessions", "signin_failures", "reports",
    "entry_revisions", "source_items", "event_actions", "event_flows", "event_sources", "tag_matches",
    "_sqlite_migrations", "scopes", "owed_scope", "batches", "entry_keys", "courtlistener_calls",
    "courtlistener_finds", "hook_deliveries", "suggestions",
})  # fmt: skip
# What changes with every poll moves a mark of its own.
_MARK_OF = {"feeds": "feeds"}


def watch(store: Store) -> None:
    """Let every table that pages may show move its mark when a row of it is written.

    A table added later is watched from then on, so that a page kept in memory can be forgotten too often, never too
    seldom.
    """
    named = {"insert": "i", "update": "u", "delete": "d"}
    held = {row["name"]: row["type"] for row in store.rows("select name, type from sqlite_master")}
    tables = [n for n, kind in held.items() if kind == "table" and n not in QUIET and not n.startswith("sqlite_")]
    missing = [
        (f"watch_{table}_{letter}", verb, table)
        for table in tables
        if not table.startswith("events_fts")
        for verb, letter in named.items()
        if f"watch_{table}_{letter}" not in held
    ]
    if not missing:
        return
    with store.atomic():
        for name, verb, table in missing:
            store.execute(
                f"create trigger if not exists {name} after {verb} on {table} begin"
                f" update marks set n = n + 1 where name = '{_MARK_OF.get(table, 'content')}'; end"
            )


def mark(store: Store, name: str = "content") -> int:
    """A number that grows with every write to what pages show (`content`), or to the state of feeds (`feeds`)."""
    return int(store.value("select n from marks where name = ?", [name]) or 0)


def _refuse_newer(store: Store) -> None:
    known = {m.name for m in migrations._migrations}
    if not store.value("select 1 from sqlite_master where name = '_sqlite_migrations'"):
        return
    rows = store.execute("select name from _sqlite_migrations where migration_set = ?", [migrations.name])
    if newer := {name for (name,) in rows} - known:
        raise StorageError(
            f"{store.path} was written by a newer tracker (step {max(newer)} is unknown here). "
            "Install that version, or set TRACKER_DATA_DIR to another folder"
        )
