"""Few events are counted by what they are: the numbers beside choices are those that the lists of all choices give."""

import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from pyroaring import BitMap

from tests.website import load_small, read_by_machine
from tracker.outputs.filters import EventFilter
from tracker.storage import pick, traits
from tracker.storage.postings import postings
from tracker.storage.store import Store, open_store
from tracker.storage.timeline import facet_counts
from tracker.storage.traits import Traits, telling


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    found = open_store(load_small(tmp_path).db_path)
    yield found
    found.close()


def both_ways(store: Store, filter_: EventFilter, monkeypatch: pytest.MonkeyPatch) -> dict[str, dict[str, int]]:
    found = []
    for few in (pick.FEW, 0):
        with monkeypatch.context() as patch, postings(store) as lists:
            patch.setattr(pick, "FEW", few)
            lists.counts.clear()
            found.append(facet_counts(store, filter_))
    assert found[0] == found[1]
    return found[0]


def test_counts_follow_what_is_written_changed_and_retracted(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    with postings(store):
        pass  # read before anything is written
    rng = random.Random(3)
    filters = EventFilter(), EventFilter(relief=("seal",)), EventFilter(disposition=("denied",), kind=("order",))
    for number in range(1, 25):
        read_by_machine(
            store, number, kind=rng.choice(("order", "motion", "hearing")), court_id=rng.choice(("dcd", "mad")),
            actions=tuple({(rng.choice(("seal", "discovery")), rng.choice(("granted", "denied", ""))) for _ in range(3)}),
            flows=(("bureau-to-office-files", ""), ("board-to-office-lists", "")) if number % 2 else (),
        )  # fmt: skip
        for filter_ in filters:
            both_ways(store, filter_, monkeypatch)
    for number in range(1, 25, 3):
        store.execute("delete from event_actions where event_id = ?", [f"entry-{number}"])
        store.execute("update events set kind = 'notice', court_id = null where event_id = ?", [f"entry-{number}"])
        for filter_ in filters:
            both_ways(store, filter_, monkeypatch)
    assert both_ways(store, EventFilter(), monkeypatch)["kind"]["notice"] >= 8
    before = both_ways(store, EventFilter(), monkeypatch)["kind"]
    kind = store.value("select kind from events where event_id = 'entry-24'")
    store.execute("update events set retracted_at = '2026-01-01T00:00:00Z' where event_id = 'entry-24'")
    assert both_ways(store, EventFilter(), monkeypatch)["kind"].get(kind, 0) == before[kind] - 1


def test_an_act_named_twice_counts_once_beside_its_relief(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    read_by_machine(store, 1, kind="transcript", actions=(("discovery", "granted"), ("discovery", "denied")))
    assert both_ways(store, EventFilter(kind=("transcript",)), monkeypatch)["relief"] == {"discovery": 1}
    only = both_ways(store, EventFilter(kind=("transcript",), disposition=("denied",)), monkeypatch)
    assert only["relief"] == {"discovery": 1} and only["disposition"]["granted"] == 1


def test_an_event_without_court_case_and_flow_is_told_too() -> None:
    found = Traits()
    found.add("kind", "notice", BitMap([200_000]))
    assert telling(found.told(BitMap([200_000])), "court") == [((), 1)]


def test_more_combinations_than_can_be_told_apart_leave_counting_to_the_lists(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(traits, "_MOST", 4)
    read_by_machine(store, 1)
    with postings(store) as lists:
        assert lists.traits.full
    assert both_ways(store, EventFilter(), monkeypatch)["court"]
