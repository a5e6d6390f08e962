"""A copy taken while others write is one state of the record, and a tracker started from it goes on."""

import os
import shutil
import sqlite3
import threading
from pathlib import Path

import pytest
from click.testing import CliRunner

from tests.website import NOW, load_small, page, read_by_machine, site_over
from tracker.cli import cli
from tracker.config import Config
from tracker.errors import StorageError
from tracker.storage.backup import backup
from tracker.storage.store import open_store


class Writer(threading.Thread):
    """Stores entries as fast as it can until told to stop."""

    def __init__(self, config: Config):
        super().__init__(daemon=True)
        self.config, self.stop, self.written, self.begun = config, threading.Event(), 0, threading.Event()

    def run(self) -> None:
        store = open_store(self.config.db_path)
        while not self.stop.is_set():
            self.written += 1
            read_by_machine(store, self.written)
            self.begun.set()
        store.close()


def rows(path: Path, table: str) -> list[tuple[object, ...]]:
    conn = sqlite3.connect(path)
    try:
        return conn.execute(f"select * from {table} order by 1, 2").fetchall()
    finally:
        conn.close()


def test_a_copy_taken_during_writes_holds_whole_transactions(tmp_path: Path) -> None:
    config = load_small(tmp_path / "data")
    writer = Writer(config)
    writer.start()
    assert writer.begun.wait(60)
    store = open_store(config.db_path)
    copies = [tmp_path / f"copy-{n}.db" for n in range(4)]
    for copy in copies:
        backup(store, copy)
    store.close()
    writer.stop.set()
    writer.join(60)
    counts = []
    for copy in copies:
        # An entry and its event are written together: a copy has both or neither.
        entries = {r[0] for r in rows(copy, "docket_entries")}
        assert entries == {
            r[0] for r in rows(copy, "(select entry_id, event_no from events where entry_id is not null)")
        }
        assert entries == set(range(1, len(entries) + 1))
        counts.append(len(entries))
    assert counts == sorted(counts) and counts[0] >= 1 and counts[-1] <= writer.written


def test_a_restored_copy_serves_the_same_site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    config = load_small(tmp_path / "data")
    store = open_store(config.db_path)
    read_by_machine(store, 1)
    store.close()
    before = page(site_over(config).test_client(), "/timeline")
    monkeypatch.setenv("TRACKER_DATA_DIR", str(config.data_dir))
    done = CliRunner().invoke(cli, ["backup", str(tmp_path / "copy.db")])
    assert done.exit_code == 0 and "checked" in done.output

    # As docs/operating.md says: stop, put the copy in place of the database and its journal, start.
    restored = Config(data_dir=tmp_path / "new", public_url=config.public_url)
    restored.data_dir.mkdir()
    shutil.copy(tmp_path / "copy.db", restored.db_path)
    assert page(site_over(restored).test_client(), "/timeline") == before
    for table in ("facts", "events", "docket_entries", "event_sources", "gaps", "meta"):
        assert rows(restored.db_path, table) == rows(config.db_path, table)
    store = open_store(restored.db_path)
    read_by_machine(store, 2)
    store.close()
    assert "entry-2" in page(site_over(restored, lambda: NOW).test_client(), "/timeline")


def test_a_copy_over_a_running_database_is_refused_by_nobody_so_the_journal_goes_too(tmp_path: Path) -> None:
    """A journal that belongs to another database must not lie beside the restored one."""
    config = load_small(tmp_path / "data")
    store = open_store(config.db_path)
    backup(store, tmp_path / "copy.db")
    read_by_machine(store, 1)
    store.close()
    for suffix in ("", "-wal", "-shm"):
        config.db_path.with_name(config.db_path.name + suffix).unlink(missing_ok=True)
    shutil.copy(tmp_path / "copy.db", config.db_path)
    assert not rows(config.db_path, "docket_entries")


def test_a_copy_takes_the_place_of_an_earlier_copy_and_of_nothing_else(tmp_path: Path) -> None:
    config = load_small(tmp_path / "data")
    store = open_store(config.db_path)
    (tmp_path / "empty").touch()
    (tmp_path / "letter").write_text("Dear reader")
    (tmp_path / "link.db").symlink_to(config.db_path)
    for _ in range(2):
        backup(store, tmp_path / "copy.db")
    backup(store, tmp_path / "empty")
    journal = config.db_path.with_name(config.db_path.name + "-wal")
    for target in (config.db_path, journal, tmp_path / "link.db", tmp_path / "letter", Path("")):
        with pytest.raises(StorageError, match="name (another|of a) file"):
            backup(store, target)
    read_by_machine(store, 1)
    assert rows(config.db_path, "docket_entries"), "still the file that is written to"
    assert (tmp_path / "letter").read_text() == "Dear reader" and (tmp_path / "link.db").is_symlink()
    store.close()


def test_a_copy_that_cannot_be_written_leaves_nothing(tmp_path: Path) -> None:
    config = load_small(tmp_path / "data")
    store = open_store(config.db_path)
    with pytest.raises(StorageError, match="cannot write the copy"):
        backup(store, tmp_path / "absent" / "copy.db")
    store.close()
    assert os.listdir(tmp_path) == ["data"]
