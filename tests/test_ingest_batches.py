"""What a feed brings is written in few statements; what lies in the store afterwards is as if each row had its own."""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import NOW
from tests.factories import demo_courts, demo_register, item
from tracker.config import Config
from tracker.demo.feed import Item, feed
from tracker.ingest.register import load_into_store
from tracker.ingest.run import ingest
from tracker.ingest.tools import make_tools
from tracker.models import FeedSource, Fetched
from tracker.storage import feeds as feed_store
from tracker.storage.events import EventRow, add_events
from tracker.storage.retie import retie_all
from tracker.storage.store import Store, open_store

SOURCE = FeedSource("demod", "cmecf", "Demo court", "https://ecf.demod.example/rss", 300, "demod")
TYPES = (
    "Motion to Intervene", "Response in Opposition to Motion", "Reply to Response to Motion",
    "Order on Motion to Intervene", "Notice of Appeal", "Notice of Appearance", "Transcript",
)  # fmt: skip


def _items(types: Sequence[str]) -> list[Item]:
    return [item(kind, 40 + n, 17 + n, minutes=90 - 10 * n) for n, kind in enumerate(types)]


def _polled(folder: Path) -> Store:
    """A store to which one feed brought entries twice, some of them changed the second time, and new ones on top."""
    store = open_store(folder / "tracker.db")
    load_into_store(store, demo_register(), demo_courts(), NOW - timedelta(days=30))
    with store.atomic():
        feed_store.register_feeds(store, [SOURCE])
    tools = make_tools(Config(data_dir=folder), demo_courts(), store)
    for hours, items in enumerate((_items(TYPES[:4]), _items(TYPES[:2] + ("Order Dismissing Case",) + TYPES[3:]))):
        now = NOW + timedelta(hours=hours)
        fetched = Fetched(SOURCE.url or "", 200, feed(now, *items), now)
        run = ingest(store, SOURCE, lambda: fetched, tools, now)  # noqa: B023
        assert run.status == "ok" and run.new
    return store


def _content(store: Store) -> dict[str, list[Any]]:
    """Every row of every table, and every place of every word that search knows."""
    names = store.execute("select name from sqlite_master where type = 'table' and name not like 'events_fts%'"
                          " and name not like 'sqlite%' and name not like '\\_sqlite%' escape '\\'")  # fmt: skip
    content = {name: sorted(map(repr, store.execute(f"select * from {name}"))) for (name,) in names.fetchall()}
    store.execute("create virtual table temp.words using fts5vocab(main, events_fts, instance)")
    content["words"] = store.execute("select * from words order by 1, 2, 3, 4").fetchall()
    return content


def _row_by_row(self: Store, table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    self.many(f"insert into {table} ({', '.join(columns)}) values ({', '.join('?' * len(columns))})", rows)


def test_a_body_stored_together_leaves_what_it_would_leave_row_by_row(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    together = _content(_polled(tmp_path / "a"))
    monkeypatch.setattr(Store, "together", _row_by_row)
    single = _content(_polled(tmp_path / "b"))
    assert together["docket_entries"] and together["ties"] and together["words"] and together["event_changes"]
    assert [name for name in single if together[name] != single[name]] == []


def test_a_changed_entrys_sight_names_the_revision_that_it_brought(tmp_path: Path) -> None:
    store = _polled(tmp_path)
    rows = store.rows(
        "select e.entry_id, e.revision, max(s.revision) seen, count(*) times, (select count(*) from entry_revisions r"
        " where r.entry_id = e.entry_id) kept from docket_entries e join source_items s using (entry_id) group by 1"
    )
    assert {row["revision"] for row in rows} == {1, 2}
    assert all(row["revision"] == row["seen"] == row["times"] == row["kept"] for row in rows)


def test_the_ties_that_feeds_left_are_those_of_the_whole_case_worked_out_anew(tmp_path: Path) -> None:
    store = _polled(tmp_path)
    sql = "select case_id, from_event, to_event, to_document, what, certainty, because from ties order by 1, 2, 3, 4, 5"
    before = store.rows(sql)
    with store.atomic():
        store.execute("delete from ties")
        retie_all(store)
    assert before and store.rows(sql) == before


def test_the_words_of_a_body_are_written_out_once_and_not_with_each_entry(tmp_path: Path) -> None:
    said: list[str] = []
    store = open_store(tmp_path / "tracker.db")
    store.db.conn.set_trace_callback(said.append)
    with store.atomic():
        add_events(store, [_event(f"entry-{number}") for number in range(60)], "2026-11-22T09:00:00Z")
    store.db.conn.set_trace_callback(None)
    written = [line for line in said if "events_fts_data" in line]
    assert written and len(written) < 30
    assert store.value("select count(*) from events_fts where events_fts match 'injunction'") == 60


def test_rows_written_together_keep_what_no_other_form_would_and_leave_nothing_aside(tmp_path: Path) -> None:
    store = open_store(tmp_path / "tracker.db")
    odd = ["a\0b", 'O\'Brien "x"', "", "Ünïcode 𝛼 \u2028", "1", "null"]
    with store.atomic():
        add_events(store, [_event(f"e{n}", text=text) for n, text in enumerate(odd)], "2026-11-22T09:00:00Z")
        add_events(store, [_event("last")], "2026-11-22T09:00:00Z")
    assert [text for (text,) in store.execute("select text from events order by event_no")] == [*odd, ""]
    assert store.value("select count(*) from events where judge is null and typeof(text) = 'text'") == len(odd) + 1
    assert store.value("select count(*) from temp.fresh_events") == 0


def test_what_was_written_together_and_rolled_back_is_gone_and_can_be_written_again(tmp_path: Path) -> None:
    store = open_store(tmp_path / "tracker.db")
    with pytest.raises(RuntimeError), store.atomic():
        add_events(store, [_event("one")], "2026-11-22T09:00:00Z")
        raise RuntimeError
    assert store.value("select count(*) from events") == 0
    with store.atomic():
        add_events(store, [_event("one")], "2026-11-22T09:00:00Z")
    assert store.value("select count(*) from events_fts where events_fts match 'injunction'") == 1


def _event(event_id: str, text: str = "") -> EventRow:
    return EventRow(
        event_id=event_id, case_id=None, docket_id=None, court_id="dcd", origin="docket", kind="order",
        title="Preliminary injunction", text=text, names="", day="2026-11-20", day_precision="day", entered_at=None,
        document=None, judge=None, confirmed=False,
    )  # fmt: skip
