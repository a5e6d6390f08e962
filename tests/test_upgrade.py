"""A database that an earlier version wrote is carried forward with everything in it.

`tests/data/schema-<last step>.db.gz` were written by the versions of those steps: a court's feed read three times, two
subscribers who are owed different things and one who left, an account, a decision, something withheld.
"""

import gzip
import sqlite3
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.factories import demo_courts
from tests.torture_ingest import SOURCE, built_at, take
from tracker.compose import compose_due
from tracker.config import Config
from tracker.ingest.tools import make_tools
from tracker.lawbook import Lawbook
from tracker.storage.feeds import register_feeds
from tracker.storage.migrations import migrations
from tracker.storage.store import open_store
from tracker.web import create_app

OLD = sorted((Path(__file__).parent / "data").glob("schema-*.db.gz"))
LATER = built_at(3) + timedelta(days=3)


def unpack(packed: Path, folder: Path) -> Config:
    config = Config(data_dir=folder)
    config.db_path.write_bytes(gzip.decompress(packed.read_bytes()))
    return config


def contents(path: Path, columns: dict[str, list[str]] | None = None) -> tuple[dict[str, list[str]], dict[str, Any]]:
    """Every table's columns and rows, shadow tables of the search index apart; only `columns`, where they are given."""
    db = sqlite3.connect(path)
    try:
        if columns is None:
            names = [r[0] for r in db.execute("select name from sqlite_master where type = 'table' order by name")]
            kept = [n for n in names if not n.startswith(("events_fts", "sqlite_", "_sqlite"))]
            columns = {n: [c[1] for c in db.execute(f"pragma table_info({n})")] for n in kept}
        rows = {n: sorted(map(repr, db.execute(f"select {', '.join(c)} from {n}"))) for n, c in columns.items()}
        return columns, rows
    finally:
        db.close()


def test_there_is_a_database_of_an_earlier_version_to_try() -> None:
    assert OLD


@pytest.mark.parametrize("packed", OLD, ids=lambda p: p.name.split(".")[0])
def test_every_row_and_column_of_an_earlier_version_is_there_after_the_upgrade(packed: Path, tmp_path: Path) -> None:
    config = unpack(packed, tmp_path)
    columns, before = contents(config.db_path)
    assert sum(map(len, before.values())) > 900
    open_store(config.db_path).close()
    assert contents(config.db_path, columns)[1] == before
    open_store(config.db_path).close()
    assert contents(config.db_path, columns)[1] == before, "a second start changes nothing"
    db = sqlite3.connect(config.db_path)
    assert db.execute("pragma integrity_check").fetchall() == [("ok",)]
    assert db.execute("pragma foreign_key_check").fetchall() == []
    db.close()


@pytest.mark.parametrize("packed", OLD, ids=lambda p: p.name.split(".")[0])
def test_the_site_mail_and_polling_go_on_where_an_earlier_version_stopped(packed: Path, tmp_path: Path) -> None:
    config = unpack(packed, tmp_path)
    courts = demo_courts()
    store = open_store(config.db_path)
    assert migrations.pending(store.db) == []
    owed = store.value("select count(*) from owed where outbox_id is null")
    assert owed
    composed = compose_due(store, Lawbook(courts), config, LATER)
    assert sorted(i for each in composed for i in each.subscriber_ids) == [1, 2]
    assert store.value("select count(*) from owed where outbox_id is null") == 0
    assert compose_due(store, Lawbook(courts), config, LATER + timedelta(days=8)) == [], "nothing is told twice"
    with store.atomic():
        register_feeds(store, [SOURCE])
    entries = store.value("select count(*) from docket_entries")
    take(store, make_tools(config, courts, store), 3)
    assert store.value("select count(*) from docket_entries") > entries
    store.close()
    client = create_app(config).test_client()
    for path in ("/", "/timeline", "/sources", "/corrections", "/api/v1/events", "/api/v1/flows", "/subscribe"):
        assert client.get(path).status_code == 200, path
    assert "entry-5" not in client.get("/timeline?q=order").text or "withheld" in client.get("/events/entry-5").text


def test_an_upgrade_that_is_killed_midway_is_done_by_the_next_start(tmp_path: Path) -> None:
    config = unpack(OLD[0], tmp_path)
    columns, before = contents(config.db_path)
    raw = sqlite3.connect(config.db_path, isolation_level=None)
    step = migrations._migrations[1]
    from sqlite_utils import Database

    raw.execute("begin immediate")
    step.fn(Database(raw))
    raw.close()  # as a killed process leaves it: not committed
    open_store(config.db_path).close()
    assert contents(config.db_path, columns)[1] == before
