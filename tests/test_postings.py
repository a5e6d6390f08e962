"""Lists of events in memory tell what the database holds, whatever is written and by whom."""

import itertools
import json
import random
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from pyroaring import BitMap

from tests.website import load_small, read_by_machine
from tracker.outputs.filters import EventFilter, read_cursor
from tracker.storage import days
from tracker.storage import postings as postings_
from tracker.storage.events import retract_event
from tracker.storage.postings import postings, word_lists
from tracker.storage.store import Store, open_store
from tracker.storage.timeline import (
    case_counts,
    count_events,
    facet_counts,
    last_events_by_flow,
    list_events,
    look,
    newest_events,
    totals,
)
from tracker.storage.withheld import withhold
from tracker.storage.word_lists import WordLists, numbers_of

AT = "2026-11-21T10:00:00Z"


@pytest.fixture
def pair(tmp_path: Path) -> Iterator[tuple[Store, Store]]:
    """A store that is written, and another connection that reads it."""
    config = load_small(tmp_path)
    writer, reader = open_store(config.db_path), open_store(config.db_path, readonly=True)
    yield writer, reader
    writer.close()
    reader.close()


def ids(store: Store, **filters: Any) -> list[str]:
    return [e.event_id for e in list_events(store, EventFilter(**filters), None, 500).events]


def test_a_written_event_is_in_its_lists_at_once(pair: tuple[Store, Store]) -> None:
    writer, reader = pair
    before = ids(reader)
    new = read_by_machine(writer, 1, kind="motion", day="2026-11-20")
    assert ids(reader) == [new, *before] and ids(reader, kind=("motion",)) == [new]
    assert facet_counts(reader, EventFilter())["kind"]["motion"] == 1


def test_a_changed_event_leaves_the_lists_that_it_was_in(pair: tuple[Store, Store]) -> None:
    writer, reader = pair
    read_by_machine(writer, 1, kind="motion", day="2026-11-20", title="A first title")
    assert ids(reader, kind=("motion",), q="first") == ["entry-1"]
    with writer.atomic():
        writer.execute("update events set kind = 'order', day = '2025-01-05', title = 'Another' where entry_id = 1")
    assert ids(reader, kind=("motion",)) == [] and ids(reader, q="first") == []
    assert ids(reader, kind=("order",), to=date(2025, 1, 31)) == ["entry-1"] == ids(reader, q="another")


def test_a_retracted_a_private_and_a_released_event(pair: tuple[Store, Store]) -> None:
    writer, reader = pair
    read_by_machine(writer, 1, kind="motion", private=1)
    read_by_machine(writer, 2, kind="motion")
    assert ids(reader, kind=("motion",)) == ["entry-2"] == ids(reader, kind=("motion",), q="TRO")
    with writer.atomic():
        writer.execute("update docket_entries set private = 0 where entry_id = 1")
        retract_event(writer, "entry-2", AT)
    assert ids(reader, kind=("motion",)) == ["entry-1"]


def test_what_is_withheld_is_found_by_no_word_but_keeps_its_place(pair: tuple[Store, Store]) -> None:
    writer, reader = pair
    read_by_machine(writer, 1, title="A paper under seal")
    assert ids(reader, q="seal") == ["entry-1"]
    withhold(writer, "entry-1", "sealed", "ada", AT)
    assert ids(reader, q="sealed") == [] and "entry-1" in ids(reader)
    with writer.atomic():
        writer.execute("delete from withheld")
    assert ids(reader, q="sealed") == ["entry-1"]


def test_what_is_rolled_back_leaves_no_trace(pair: tuple[Store, Store]) -> None:
    writer, reader = pair
    before = ids(reader)
    with pytest.raises(ZeroDivisionError), writer.atomic():
        writer.execute("update events set kind = 'letter'")
        assert len(ids(writer, kind=("letter",))) == len(before)
        raise ZeroDivisionError
    assert ids(reader, kind=("letter",)) == [] and ids(reader) == before == ids(writer)


def test_lists_are_read_anew_when_the_log_of_changes_no_longer_reaches_back(pair: tuple[Store, Store]) -> None:
    writer, reader = pair
    ids(reader)
    with writer.atomic():
        for _ in range(2_500):
            writer.execute("update events set kind = 'letter'")
    assert writer.value("select count(*) from event_changes") == 20_000
    assert len(ids(reader, kind=("letter",))) == len(ids(reader)) == 8


def test_another_file_under_the_same_name_is_noticed(tmp_path: Path) -> None:
    config = load_small(tmp_path)
    store = open_store(config.db_path)
    read_by_machine(store, 1)
    assert "entry-1" in ids(store)
    store.close()
    for path in tmp_path.glob("tracker.db*"):
        path.rename(tmp_path / f"old-{path.name}")
    load_small(tmp_path)
    store = open_store(config.db_path, readonly=True)
    assert "entry-1" not in ids(store) and len(ids(store)) == 8
    store.close()


def test_lists_of_few_databases_are_held(tmp_path: Path) -> None:
    for name in "abcdef":
        (tmp_path / name).mkdir()
        store = open_store(load_small(tmp_path / name).db_path)
        with postings(store):
            pass
        store.close()
    assert len(postings_._held) == 4


# Random events against a plain reading of the same rows: whatever the filters, the same events in the same order.

KINDS, COURTS = ("order", "motion", "opinion"), ("dcd", "cadc", "mad")
RELIEFS, DISPOSITIONS = ("discovery", "seal"), ("granted", "denied", "")
WORDS = ("alder", "birch", "cedar", "déjà", "elm")


@pytest.fixture(scope="module")
def forest(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Store, list[dict[str, Any]]]]:
    folder = tmp_path_factory.mktemp("forest")
    store = open_store(load_small(folder).db_path)
    rng = random.Random(5)
    rows = []
    for number in range(1, 401):
        row = {
            "kind": rng.choice(KINDS), "court_id": rng.choice(COURTS),
            "day": None if rng.random() < 0.05 else f"20{rng.randrange(23, 26)}-{rng.randrange(1, 13):02d}-{rng.randrange(1, 4):02d}",
            "actions": tuple({(rng.choice(RELIEFS), rng.choice(DISPOSITIONS)) for _ in range(rng.randrange(3))}),
            "flows": tuple((f, "") for f in ("bureau-to-office-files", "board-to-office-lists") if rng.random() < 0.3),
            "title": " ".join(rng.choices(WORDS, k=4)), "confirmed": rng.random() < 0.2, "names": "",
        }  # fmt: skip
        read_by_machine(store, number, **row)
        rows.append({"event_id": f"entry-{number}", "number": number, **row})
    yield store, rows
    store.close()


def holds(title: str, query: str) -> bool:
    """Whether a title fits a search, by the definition: words as written here need no folding but accents."""
    said = f" {title.replace('déjà', 'deja')} "
    for term in re.findall(r'-?"[^"]+"|\S+', query):
        asked = term.lstrip("-").strip('"').rstrip("*").replace("déjà", "deja")
        found = f" {asked}" in said if term.endswith("*") else f" {asked} " in said
        if found == term.startswith("-"):
            return False
    return True


def expected(rows: list[dict[str, Any]], filter_: EventFilter) -> list[str]:
    def fits(row: dict[str, Any]) -> bool:
        acts = any(
            (not filter_.relief or r in filter_.relief) and (not filter_.disposition or d in filter_.disposition)
            for r, d in row["actions"]
        )
        day = row["day"]
        return (
            (not filter_.kind or row["kind"] in filter_.kind)
            and (not filter_.court or row["court_id"] in filter_.court)
            and (not (filter_.relief or filter_.disposition) or acts)
            and (not filter_.flow or any(f in filter_.flow for f, _ in row["flows"]))
            and (not filter_.confirmed or row["confirmed"])
            and (not filter_.from_ or bool(day and day >= filter_.from_.isoformat()))
            and (not filter_.to or bool(day and day <= filter_.to.isoformat()))
            and holds(row["title"], filter_.q)
        )

    found = sorted((r for r in rows if fits(r)), key=lambda r: (r["day"] or "", r["number"]), reverse=True)
    return [r["event_id"] for r in found]


ASKED = ("alder", "birch", "cedar", "déjà", "elm", "a*", "ce*", "deja*", "birc*", '"alder birch"', '"elm cedar elm"', "-birch",
         "-ced*", '-"birch alder"', "-zelkova", "zelkova")  # fmt: skip
# The ways to the same answer: what is set so that each is taken although the store is small.
WAYS: dict[str, dict[str, int]] = {
    "as it is": {},
    "event by event": {"walk._SHORT": 0, "walk._FIRST_LOOK": 7, "walk._ROWS_AN_EVENT": 0},
    "a look, then the index": {"walk._SHORT": 0, "walk._FIRST_LOOK": 7, "walk._ROWS_AN_EVENT": 10**9},
    "day by day": {"days._FEW": 0},
    "counted by the lists of all choices": {"pick.FEW": 0},
    "many words begin alike": {"beginnings._SOON": 0},
    "many words begin alike, few events are looked at": {"beginnings._SOON": 0, "walk._LOOKED_AT": 0},
    "lists come late": {"word_lists.LONG": 3, "walk._SHORT": 0, "walk._FIRST_LOOK": 40},
}


def some_filter(rng: random.Random) -> EventFilter:
    def some(values: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(rng.sample(values, rng.randrange(1, 3))) if rng.random() < 0.4 else ()

    return EventFilter(
        q=" ".join(rng.sample(ASKED, rng.randrange(1, 4))) if rng.random() < 0.8 else "", kind=some(KINDS),
        court=some(COURTS), relief=some(RELIEFS), disposition=some(DISPOSITIONS[:2]),
        flow=some(("bureau-to-office-files",) * 2), confirmed=rng.random() < 0.1,
        from_=date(2024, 3, 2) if rng.random() < 0.2 else None, to=date(2025, 4, 2) if rng.random() < 0.2 else None,
    )  # fmt: skip


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("seed", range(40))
def test_any_filters_give_what_reading_every_row_gives(
    forest: tuple[Store, list[dict[str, Any]]], seed: int, way: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    store, rows = forest
    rng = random.Random(seed)
    filter_ = some_filter(rng)
    wanted = expected(rows, filter_)
    for name, value in WAYS[way].items():
        monkeypatch.setattr(f"tracker.storage.{name}", value)
    monkeypatch.setattr(WordLists, "_read_beside", lambda *_: None)
    with postings(store) as lists:
        lists.words.clear()
        lists.counts.clear()
    found: list[str] = []
    after = None
    for part in itertools.cycle(("list", "look")):
        limit = rng.choice((1, 7, 50)) + 30
        if part == "list":
            page = list_events(store, filter_, after, limit)
        else:
            seen = look(store, filter_, after, limit)
            page = seen.page
            assert seen.choices is None or seen.choices == facet_counts(store, filter_)
        found += [e.event_id for e in page.events if e.event_id.startswith("entry-")]
        if page.next is None:
            break
        after = read_cursor(page.next)
    assert found == wanted
    every = {f: getattr(filter_, f) for f in EventFilter.__slots__}
    registers = [e for e in ids(store, **every) if e not in wanted]
    assert count_events(store, filter_) == len(wanted) + len(registers)
    for name in ("kind", "court", "relief", "disposition", "flow"):
        counts = facet_counts(store, filter_)[name]
        for value, number in counts.items():
            assert number == count_events(store, EventFilter(**{**every, name: (value,)})), (name, value)


def test_counts_up_to_a_day_and_up_to_what_was_known(pair: tuple[Store, Store]) -> None:
    writer, reader = pair
    read_by_machine(writer, 1, day="2026-11-20", flows=(("bureau-to-office-files", "bars"),), confirmed=True)
    flow = EventFilter(flow=("bureau-to-office-files",))
    everything = newest_events(reader, flow, 3)
    assert (len(everything.events), everything.fitting, everything.all) == (3, 7, 7)
    assert everything.events[0].event_id == "entry-1"
    before = newest_events(reader, flow, 3, date(2026, 11, 19))
    assert before.fitting == 6 and before.events[0].event_id == "tenants-v-bureau.2026-01-20-stay-lifted"
    # The register was loaded on March 1, 2026 at noon; the entry came on November 20.
    for known_at, fitting in ((datetime(2026, 3, 1, 11, tzinfo=UTC), 0), (datetime(2026, 3, 1, 12, tzinfo=UTC), 6),
                              (datetime(2026, 11, 20, 18, 5, tzinfo=UTC), 7)):  # fmt: skip
        assert newest_events(reader, flow, 3, None, known_at).fitting == fitting
    assert last_events_by_flow(reader, date(2026, 11, 22))["bureau-to-office-files"].event_id == "entry-1"
    assert last_events_by_flow(reader, date(2026, 11, 20))["bureau-to-office-files"].event_id == "entry-1"
    earlier = last_events_by_flow(reader, date(2026, 11, 19), None, ["bureau-to-office-files"])
    assert [e.event_id for e in earlier.values()] == ["tenants-v-bureau.2026-01-20-stay-lifted"]
    assert case_counts(reader, date(2026, 2, 1))["tenants-v-bureau"] == (8, date(2026, 1, 20))


def test_the_newest_are_the_same_whether_days_are_walked_or_all_are_put_in_order(pair: tuple[Store, Store]) -> None:
    writer, reader = pair
    rng = random.Random(7)
    for number in range(1, 90):
        read_by_machine(writer, number, day=f"2026-{rng.randrange(1, 12):02d}-{rng.randrange(1, 29):02d}")
    with postings(reader) as lists:
        for _ in range(300):
            among = BitMap(number for number in lists.shown if rng.random() < rng.random())
            day, limit = rng.choice(lists.days), rng.choice((1, 3, 20))
            after = rng.choice((None, ("", 5), (day, 0), (day, rng.choice(list(lists.shown)))))
            rows = sorted(((lists.day_of[n], n) for n in among), reverse=True)
            fitting = [n for place, n in rows if after is None or (place, n) < (days.day_number(after[0]), after[1])]
            assert days.newest(lists, among, after, limit) == fitting[:limit]
            until = date.fromisoformat(day)
            assert list(days.up_to(lists, among, until)) == sorted(n for at, n in rows if at <= until.toordinal())


def test_few_of_many_are_looked_for_day_by_day_and_many_of_few_are_put_in_order(pair: tuple[Store, Store]) -> None:
    with postings(pair[1]) as lists:
        some = BitMap(lists.shown)
        assert days._spread(lists, some, 1) and not days._spread(lists, some, 50)


@pytest.mark.parametrize("count", [0, 1, 2, 9, 40_000])
def test_a_list_read_in_pieces_holds_every_number_once(count: int) -> None:
    numbers = random.Random(count).sample(range(1 << 22), count)
    assert list(numbers_of(json.dumps(numbers))) == sorted(numbers)
    assert list(numbers_of(json.dumps(numbers, separators=(",", ":")))) == sorted(numbers)


def test_lists_of_words_follow_what_is_written(pair: tuple[Store, Store]) -> None:
    writer, reader = pair
    words = word_lists(reader)
    for number in range(1, 40):
        read_by_machine(writer, number, title="A common phrase", day=f"2026-10-{1 + number % 30:02d}")
    assert words.warm(reader) and words.has('"phrase"') and not words.has('"dissolves"')
    assert len(words.of(reader, '"phrase"')) == 39
    read_by_machine(writer, 40, title="Another phrase", day="2026-11-01")
    with writer.atomic():
        writer.execute("update events set title = 'Nothing of it', day = '2020-01-01' where entry_id = 3")
    assert len(words.of(reader, '"phrase"')) == 39
    assert count_events(reader, EventFilter(q="phrase")) == 39 == count_events(reader, EventFilter(q="phr*"))
    with writer.atomic():
        writer.execute("update events set title = 'A phrase all over' where entry_id is not null")
    assert count_events(reader, EventFilter(q="phrase")) == 40 and count_events(reader, EventFilter(q="common")) == 0


def test_lists_of_rare_words_are_kept_in_bounds(pair: tuple[Store, Store]) -> None:
    _, reader = pair
    words = word_lists(reader)
    for number in range(200):
        words.of(reader, f'"nothing{number}"')
    assert not words.has('"nothing0"') and words.has('"nothing199"')


def test_docket_entries_are_counted_as_they_come(pair: tuple[Store, Store]) -> None:
    writer, reader = pair
    before = totals(reader)["entries"]
    for number in range(1, 4):
        read_by_machine(writer, number, private=int(number == 2))
        shown = writer.value("select count(*) from docket_entries where private = 0")
        assert totals(reader)["entries"] == shown == before + number - (number > 1)
    with pytest.raises(ZeroDivisionError), writer.atomic():
        read_by_machine(writer, 9)
        assert totals(writer)["entries"] == before + 3
        raise ZeroDivisionError
    assert totals(reader)["entries"] == totals(writer)["entries"] == before + 2
