"""A person's reading turns a pending act into an order; the machine never does, and never undoes it."""

from datetime import timedelta
from pathlib import Path

import pytest

from tests.conftest import NOW
from tests.factories import CASE, FLOW, demo_courts
from tests.test_ingest import Poll, item, poll, tools
from tracker.errors import NotFoundError, TrackerError
from tracker.ingest.retag import retag
from tracker.ingest.tools import Tools
from tracker.law.engine import flow_answer
from tracker.lawbook import Lawbook
from tracker.register.schema import Event
from tracker.review.confirm import Reading, confirm
from tracker.storage.retagged import said_otherwise
from tracker.storage.store import Store

__all__ = ["poll", "tools"]
BARS = {"flow": FLOW, "effect": "bars", "whole": True, "people": {"kind": "everyone"}, "text": "No hand-over."}
GRANTED = Reading("Ada", ("preliminary_injunction granted",), restrictions=(BARS,), why="read the order")


def read(store: Store, reading: Reading = GRANTED, event_id: str = "entry-1") -> Event:
    return confirm(store, event_id, reading, demo_courts(), NOW + timedelta(hours=1))


def status(store: Store, known_at: object = None) -> str:
    law = Lawbook(demo_courts()).law(store, known_at)  # type: ignore[arg-type]
    return flow_answer(law, FLOW, NOW.date()).status


def test_a_confirmed_order_blocks_the_flow(store: Store, poll: Poll) -> None:
    poll(item("Order on Motion for Preliminary Injunction", 44))
    event = read(store)
    assert event.order and event.order.id == f"{CASE}.2026-11-22"
    law = Lawbook(demo_courts()).law(store)
    answer = flow_answer(law, FLOW, NOW.date())
    assert answer.status == "blocked"
    assert [o.order_id for o in answer.orders_in_force] == [event.order.id]
    assert answer.pending == ()
    row = store.row("select * from events where event_id = 'entry-1'")
    assert row and row["confirmed"] and row["confirmed_by"] == "Ada" and not row["pending"]


def test_what_was_known_before_the_confirmation_stays_true_of_then(store: Store, poll: Poll) -> None:
    poll(item("Order on Motion for Preliminary Injunction", 44))
    read(store)
    assert status(store, NOW + timedelta(minutes=30)) == "open"
    assert status(store, NOW + timedelta(hours=2)) == "blocked"


def test_a_corrected_reading_closes_the_first_and_keeps_it(store: Store, poll: Poll) -> None:
    poll(item("Order on Motion for Preliminary Injunction", 44))
    read(store)
    confirm(store, "entry-1", Reading(person="Grace", outcomes=("preliminary_injunction denied",)), demo_courts(),
            NOW + timedelta(hours=3))  # fmt: skip
    assert status(store) == "open"
    assert status(store, NOW + timedelta(hours=2)) == "blocked"
    origins = [r["origin"] for r in store.rows("select origin from facts where object_id = 'entry-1' order by fact_id")]
    assert origins == ["person:Ada", "person:Grace"]


def test_retag_and_a_later_revision_leave_a_persons_reading_alone(store: Store, poll: Poll, tools: Tools) -> None:
    poll(item("Order on Motion for Preliminary Injunction", 44), built=NOW)
    read(store)
    changed, kept, _ = retag(store, tools, NOW + timedelta(hours=2))
    assert (changed, kept) == (0, 1)
    poll(item("Order", 44), built=NOW, now=NOW + timedelta(hours=3))
    assert status(store) == "blocked"
    assert store.value("select confirmed from events where event_id = 'entry-1'") == 1


def test_retag_tells_where_todays_rules_differ_from_a_person(store: Store, poll: Poll, tools: Tools) -> None:
    poll(item("Order on Motion for Preliminary Injunction", 44), built=NOW)
    read(store)
    assert retag(store, tools, NOW).differing == ()  # a bare type has no outcome, and contradicts nobody
    store.execute("update docket_entries set description = 'ORDER denying 12 Motion for Preliminary Injunction.'")
    assert retag(store, tools, NOW).differing == (("entry-1", "preliminary_injunction denied"),)
    assert said_otherwise(store, "entry-1") == "preliminary_injunction denied" and status(store) == "blocked"
    store.execute("update docket_entries set description = 'ORDER granting 12 Motion for Preliminary Injunction.'")
    retag(store, tools, NOW)
    assert said_otherwise(store, "entry-1") == ""


def test_an_unknown_event_is_refused_by_name(store: Store, tools: Tools) -> None:
    with pytest.raises(NotFoundError, match="no event 'entry-99'"):
        read(store, event_id="entry-99")


@pytest.mark.parametrize(
    ("reading", "words"),
    [
        (Reading(person="Ada", outcomes=("injunction granted",)), "relief 'injunction' is not one of"),
        (Reading(person="Ada", restrictions=({**BARS, "flow": "no-such-flow"},)), "no-such-flow"),
        (Reading(person="Ada", acts=({"do": "stays", "order": f"{CASE}.2020-01-01"},)), f"{CASE}.2020-01-01"),
    ],
)
def test_a_reading_that_does_not_hold_together_is_refused_and_nothing_stored(
    store: Store, poll: Poll, reading: Reading, words: str
) -> None:
    poll(item("Order on Motion for Preliminary Injunction", 44))
    with pytest.raises(TrackerError, match=words):
        read(store, reading)
    assert store.value("select count(*) from facts where object_id = 'entry-1'") == 0
    assert store.value("select pending from events where event_id = 'entry-1'") == 1


def test_a_second_order_of_the_same_day_gets_its_own_id(store: Store, poll: Poll, tmp_path: Path) -> None:
    poll(item("Order on Motion for TRO", 43, 16), item("Order on Motion for Preliminary Injunction", 44, 17))
    first, second = read(store), read(store, event_id="entry-2")
    assert first.order and second.order
    assert [first.order.id, second.order.id] == [f"{CASE}.2026-11-22", f"{CASE}.2026-11-22.2"]


def test_an_order_read_from_a_docket_entry_is_caused_by_that_entry(store: Store, poll: Poll) -> None:
    poll(item("Order on Motion for Preliminary Injunction", 44))
    event = read(store)
    law = Lawbook(demo_courts()).law(store)
    assert event.order and law.orders[event.order.id].event_id == "entry-1"
    assert flow_answer(law, FLOW, NOW.date()).history[-1].cause == "entry-1"
