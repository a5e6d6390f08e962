"""Beginnings of words are searched as FTS5 would, only sooner; who cannot wait for a long list goes without."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.website import load_small, read_by_machine, site_over
from tracker.config import Config
from tracker.outputs.filters import EventFilter
from tracker.outputs.search import parse_query
from tracker.storage import beginnings, word_lists
from tracker.storage.beginnings import expression
from tracker.storage.postings import word_lists as lists_of
from tracker.storage.store import Store, open_store
from tracker.storage.timeline import facet_counts, list_events, look

TITLES = (
    "Injunction",
    "Injunctive relief",
    "Injury",
    "i will",
    "Iñigo's x1 X12",
    "habeas haben habe",
    "h",
    "2025 20250001",
)


@pytest.fixture
def config(tmp_path: Path) -> Config:
    config = load_small(tmp_path)
    store = open_store(config.db_path)
    for number, title in enumerate(TITLES, 1):
        read_by_machine(store, number, title=title, day=f"2026-10-{number:02d}", names="")
    store.close()
    return config


@pytest.fixture
def store(config: Config) -> Iterator[Store]:
    store = open_store(config.db_path, readonly=True)
    yield store
    store.close()


def found(store: Store, asked: str) -> list[int]:
    return [n for (n,) in store.execute("select rowid from events_fts where events_fts match ? order by 1", [asked])]


@pytest.mark.parametrize("begin", ["i", "in", "inj", "inju", "injunct", "injuncti", "h", "habe", "x", "iñi", "2", "20250",
                                   "absent", "q", "\ue000", "\ue000kord"])  # fmt: skip
def test_a_beginning_finds_what_the_index_itself_finds(store: Store, begin: str) -> None:
    (term,) = parse_query(f"{begin}*") or (None,)
    if term:
        assert found(store, expression(store, term)) == found(store, f'"{term.words[0]}" *')


def test_more_words_than_are_put_side_by_side_are_left_to_the_index(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    (term,) = parse_query("habe*")
    assert expression(store, term) == '("habe" OR "habeas" OR "haben")'
    monkeypatch.setattr(beginnings, "_MOST", 2)
    assert expression(store, term) == '"habe" *'


def ids(store: Store, q: str) -> list[str]:
    return [e.event_id for e in list_events(store, EventFilter(q=q), None, 50).events]


def test_a_walk_leaves_out_what_was_asked_not_to_be_there(store: Store) -> None:
    assert ids(store, "inju*") == ["entry-3", "entry-2", "entry-1"]
    assert ids(store, "inju* -relief") == ["entry-3", "entry-1"] == ids(store, "inju* -injunctiv*")
    assert "entry-2" not in ids(store, "-relief") and "entry-1" in ids(store, "-relief")


def test_a_long_list_is_not_waited_for_and_is_there_soon(config: Config, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(word_lists, "LONG", 2)
    store = open_store(config.db_path, readonly=True)
    filter_ = EventFilter(q="inju*")
    assert look(store, EventFilter(q="habeas"), None, 9).choices == facet_counts(store, EventFilter(q="habeas"))
    first = look(store, filter_, None, 9)
    assert first.choices is None and [e.event_id for e in first.page.events] == ids(store, "inju*")
    until = time.monotonic() + 60
    while (counts := look(store, filter_, None, 9).choices) is None and time.monotonic() < until:
        time.sleep(0.01)
    assert counts and counts["kind"] == {"order": 3} and lists_of(store).has(expression(store, parse_query("inju*")[0]))
    store.close()


def test_a_page_without_its_numbers_says_so_and_is_kept_by_nobody(
    config: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(word_lists, "LONG", 2)
    monkeypatch.setattr(word_lists.WordLists, "_read_beside", lambda *_: None)
    client = site_over(config).test_client()
    first = client.get("/timeline?q=inju*")
    assert first.status_code == 200 and "ETag" not in first.headers and first.headers["Cache-Control"] == "no-store"
    assert (
        "are being counted" in first.text
        and 'href="/timeline?q=inju*">Load this page again' in first.text
        and "More than 10,000" not in first.text
    )
    assert 'id="entry-3"' in first.text and '<option value="order">Order</option>' in first.text
    monkeypatch.setattr(word_lists, "LONG", 3)
    then = client.get("/timeline?q=inju*")
    assert "ETag" in then.headers and "are being counted" not in then.text and "3 events" in then.text


def test_the_words_of_a_beginning_of_many_are_found_beside_and_followed(
    config: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(beginnings, "_SOON", 2)
    reader = open_store(config.db_path, readonly=True)
    (term,) = parse_query("inju*")
    assert expression(reader, term, soon=True) == '"inju" *' and " OR " in expression(reader, term)
    asked = EventFilter(q="inju*")
    first = look(reader, asked, None, 50)
    assert first.choices is None and [e.event_id for e in first.page.events] == ["entry-3", "entry-2", "entry-1"]
    until = time.monotonic() + 10
    while look(reader, asked, None, 50).choices is None and time.monotonic() < until:
        time.sleep(0.01)
    writer = open_store(config.db_path)
    new = read_by_machine(writer, 9, title="Injustice", day="2026-10-20")
    then = look(reader, asked, None, 50)
    assert then.total == 4 and then.page.events[0].event_id == new
    writer.close()
    reader.close()
