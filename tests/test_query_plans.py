"""What a page asks of the database is carried by an index: no table read whole, nothing large sorted."""

import re
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest
from flask.testing import FlaskClient

from bench._crowd import RARE, crowded
from tests.website import NOW, site_over
from tracker.storage import timeline
from tracker.storage.postings import postings
from tracker.storage.store import Store, open_store

# Read whole by design: small ones that the register bounds, and lists handed over as JSON.
SMALL = {"cases", "dockets", "flows", "withheld", "w", "feeds", "gaps", "gap_fills", "g", "meta", "marks", "c", "d",
         "json_each", "j", "f", "decisions", "sqlite_master", "coverage", "_sqlite_migrations", "event_changes", "feed_types", "facts", "r"}  # fmt: skip
# Indexes of a few rows only, and the count of a whole table, which reads none of its rows.
FINE = re.compile(r"INDEX (events_pending|docket_entries_private)\b|_fts_config")
BIG = re.compile(r"^(SCAN|SEARCH) (\w+)(.*)$")


@pytest.fixture(scope="module")
def crowd(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Store, FlaskClient]]:
    config = crowded(20_000, tmp_path_factory.mktemp("crowd"))
    store = open_store(config.db_path, readonly=True)
    with postings(store):
        pass  # reading the lists reads everything, once
    yield store, site_over(config, lambda: NOW).test_client()
    store.close()


def asked_during(call: Callable[[], Any], store: Store) -> list[str]:
    """The statements that run on this connection."""
    found: list[str] = []
    store.db.conn.set_trace_callback(found.append)
    try:
        call()
    finally:
        store.db.conn.set_trace_callback(None)
    return [sql for sql in found if sql.lstrip().lower().startswith(("select", "with"))]


def faults(store: Store, sql: str) -> list[str]:
    found = []
    for row in store.execute(f"explain query plan {sql}"):
        detail = str(row[3])
        match = BIG.match(detail)
        if match and match[1] == "SCAN" and match[2] not in SMALL and "VIRTUAL TABLE" not in detail:
            if FINE.search(detail) or sql == "select count(*) from docket_entries":
                continue
            found.append(f"{detail}: {sql[:300]}")
    return found


PAGES = ("/", "/?as_of=2026-01-01", "/timeline", "/timeline?kind=order&court=dcd", "/timeline?q=motion",
         "/timeline?confirmed=1&from=2020-01-01", "/cases", "/cases/california-v-el-cajon", "/flows", "/map",
         "/flows/state-voter-rolls-to-doj?as_of=2024-01-01&known_at=2026-08-02", "/calendar", "/about",
         "/events/entry-77", "/corrections", "/timeline.atom?flow=state-voter-rolls-to-doj", "/api/v1/cases",
         "/api/v1/events?relief=discovery", "/api/v1/health", "/orders/afge-v-opm.2025-06-20")  # fmt: skip


@pytest.mark.parametrize("path", PAGES)
def test_no_page_reads_a_large_table_whole(
    crowd: tuple[Store, FlaskClient], path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    store, client = crowd
    site = client.application.extensions["tracker"]
    monkeypatch.setattr(site, "borrow", lambda: store)
    monkeypatch.setattr(site, "give_back", lambda opened: None)
    asked = asked_during(lambda: client.get(path), store)
    assert asked, path
    assert [fault for sql in asked for fault in faults(store, sql)] == []


def test_the_test_sees_a_table_that_is_read_whole(crowd: tuple[Store, FlaskClient]) -> None:
    store, _ = crowd
    assert faults(store, "select * from events where title = 'x'")
    assert not faults(store, "select * from events where event_no = 5")


def test_pending_acts_come_from_their_own_small_index(crowd: tuple[Store, FlaskClient]) -> None:
    store, _ = crowd
    (sql, *_) = asked_during(lambda: timeline.recent_pending(store, date(2026, 11, 22), 7), store)
    plan = " ".join(str(row[3]) for row in store.execute(f"explain query plan {sql}"))
    assert "events_pending" in plan


def test_a_common_word_stops_when_the_page_is_full(crowd: tuple[Store, FlaskClient]) -> None:
    """Walking back from the newest day touches a small part of what a whole reading would."""
    store, _ = crowd

    def steps(sql: str) -> int:
        count = 0

        def tick() -> int:
            nonlocal count
            count += 1
            return 0

        store.db.conn.set_progress_handler(tick, 10)
        store.execute(sql).fetchall()
        store.db.conn.set_progress_handler(None, 0)
        return count

    match = "from events_fts where events_fts match '\"docketed\"'"
    assert steps(f"select rowid {match} order by rowid desc limit 50") * 20 < steps(f"select rowid {match}")
    plan = [str(r[3]) for r in store.execute(f"explain query plan select rowid {match} order by rowid desc limit 50")]
    assert not any("TEMP B-TREE" in line for line in plan)


def test_a_migrated_store_finds_words_as_a_new_one_does(crowd: tuple[Store, FlaskClient]) -> None:
    from tracker.outputs.filters import EventFilter

    store, _ = crowd
    found = timeline.list_events(store, EventFilter(q=RARE), None, 10).events
    assert len(found) == 2 and all(RARE in e.text for e in found)
    first, second = (e.day for e in found)
    assert first and second and first > second
