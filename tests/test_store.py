"""Opening the database: pragmas, clear refusals, waiting for each other."""

import sqlite3
import threading
from datetime import timedelta
from pathlib import Path

import pytest

from tests.conftest import NOW
from tracker.errors import StorageError
from tracker.storage.backup import backup
from tracker.storage.claims import claim, release
from tracker.storage.store import Store, open_store


def test_foreign_keys_are_on_and_the_journal_is_wal(store: Store) -> None:
    assert store.value("pragma foreign_keys") == 1
    assert store.value("pragma journal_mode") == "wal"


def test_a_misspelt_table_is_an_error_and_not_a_new_table(store: Store) -> None:
    with pytest.raises(StorageError, match="no table 'evnets'"):
        store.table("evnets")


def test_a_database_of_a_newer_version_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "tracker.db"
    open_store(path).close()
    with sqlite3.connect(path) as conn:
        conn.execute(
            "insert into _sqlite_migrations (migration_set, name, applied_at) values ('tracker', 'm9999', 'x')"
        )
    conn.close()
    before = path.read_bytes()
    with pytest.raises(StorageError, match="written by a newer tracker .*m9999"):
        open_store(path)
    assert path.read_bytes() == before


def test_a_file_that_is_no_database_is_refused_by_name(tmp_path: Path) -> None:
    path = tmp_path / "tracker.db"
    path.write_bytes(b"this is a letter, not a database, and it is long enough to be read as a header" * 20)
    with pytest.raises(StorageError, match="tracker.db"):
        open_store(path)


def test_a_data_folder_that_cannot_be_made_is_one_clear_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(StorageError, match="TRACKER_DATA_DIR"):
        open_store(tmp_path / "file" / "tracker.db")


def test_a_failed_transaction_leaves_nothing(store: Store) -> None:
    with pytest.raises(ValueError, match="stop"), store.atomic():
        store.execute("insert into meta values ('a', 'b')")
        raise ValueError("stop")
    assert store.value("select count(*) from meta where key = 'a'") == 0


def test_two_writers_wait_for_each_other(store: Store) -> None:
    other = open_store(store.path)
    done = threading.Event()

    def write() -> None:
        with other.atomic():
            other.execute("insert into meta values ('second', '2')")
        done.set()

    with store.atomic():
        store.execute("insert into meta values ('first', '1')")
        thread = threading.Thread(target=write)
        thread.start()
        assert not done.wait(0.2)
    thread.join(10)
    assert store.value("select count(*) from meta where key in ('first', 'second')") == 2
    other.close()


def test_a_readonly_store_cannot_write(store: Store) -> None:
    reader = open_store(store.path, readonly=True)
    with pytest.raises(StorageError, match="only be read"):
        reader.execute("insert into meta values ('a', 'b')")
    reader.close()


def test_a_job_is_claimed_by_one_process_until_its_term_ends(store: Store) -> None:
    term = timedelta(minutes=20)
    assert claim(store, "poll", "a", NOW, term)
    assert not claim(store, "poll", "b", NOW + timedelta(minutes=5), term)
    assert claim(store, "poll", "b", NOW + timedelta(minutes=21), term)


def test_a_released_job_is_free_at_once(store: Store) -> None:
    claim(store, "poll", "a", NOW, timedelta(minutes=20))
    release(store, "poll", "a", NOW)
    assert claim(store, "poll", "b", NOW, timedelta(minutes=20))


def test_a_backup_opens_and_holds_what_was_stored(store: Store, tmp_path: Path) -> None:
    with store.atomic():
        store.execute("insert into meta values ('kept', 'yes')")
    target = tmp_path / "copy.db"
    assert backup(store, target) > 0
    copy = open_store(target, readonly=True)
    assert copy.value("select value from meta where key = 'kept'") == "yes"
    copy.close()


def test_a_backup_that_cannot_be_written_says_so(store: Store, tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="cannot write the copy"):
        backup(store, tmp_path / "no-such-folder" / "copy.db")
