"""The stores that the site is measured with: made once, brought up to date, and left as they were."""

import sqlite3
from contextlib import closing
from pathlib import Path

from bench._crowd import crowded
from bench.datasette import _table
from bench.site import stored
from tracker.storage.store import open_store


def test_a_store_is_made_once_and_measuring_leaves_it_as_it_was(tmp_path: Path) -> None:
    config = crowded(300, tmp_path)
    with closing(open_store(config.db_path, readonly=True)) as store:
        before = store.value("select count(*) from events")
        assert before > 300 and store.value("select max(event_no) from events where origin = 'docket'")
    made = config.db_path.stat().st_ino
    assert stored(config.db_path, 20) > 0
    assert crowded(300, tmp_path) == config and config.db_path.stat().st_ino == made
    file = _table(config.db_path, tmp_path / "table" / "events.db")
    with closing(sqlite3.connect(file)) as db:
        assert db.execute("select count(*) from events").fetchone() == (before,)
        assert db.execute("select count(*) from events_fts where events_fts match 'docketed'").fetchone()[0] >= 300
    with closing(open_store(config.db_path, readonly=True)) as store:
        assert store.value("select count(*) from events") == before
        assert store.value("select count(*) from events_fts where events_fts match '\"bench-1\"'") == 0
