"""CourtListener's API over a real socket: what arrives, in which transaction, and what a bad answer leaves behind."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from tests.clserver import PAGE, always
from tests.clworld import FIRST, NOTICE, ORDER, OURS, World, case_of, cl_world
from tests.conftest import NOW


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with cl_world(tmp_path) as made:
        yield made


# What works ----------------------------------------------------------------------------------------------------------


def test_a_new_docket_is_checked_and_then_read(world: World) -> None:
    world.track(1, checked=False)
    world.server.file(OURS, ORDER, 39)
    done = world.spend()
    assert [(ask.what, run.status, run.new) for ask, run in done][:2] == [("check", "unchanged", 0), ("sweep", "ok", 1)]
    assert world.texts() == [ORDER]
    url = world.store.value("select url from source_items")
    assert url == f"https://www.courtlistener.com/docket/{OURS}/harbor-reading-circle/#entry-39"
    assert {run["feed_id"] for run in world.store.rows("select feed_id from feed_runs")} == {"courtlistener"}


def test_what_did_not_change_is_read_and_stored_once(world: World) -> None:
    world.track(1)
    world.server.file(OURS, NOTICE, 39)
    world.spend()
    world.later(hours=23)
    assert [(a.what, r.new, r.changed) for a, r in world.spend() if a.what == "sweep"] == [("sweep", 0, 0)]
    assert len(world.texts()) == 1


def test_a_list_of_several_pages_is_read_to_its_end_in_the_order_of_the_docket(world: World) -> None:
    world.track(1)
    for n in range(2 * PAGE + 5):
        world.server.file(OURS, f"Text number {n} of the docket.", n + 1, at=NOW - timedelta(minutes=100 - n))
    assert [run.new for run in world.runs() if run.new] == [PAGE, PAGE, 5]
    assert world.texts() == [f"Text number {n} of the docket." for n in range(2 * PAGE + 5)]
    assert world.row(1)["cursor"] is None and world.row(1)["chain"] == "[]"


def test_entries_changed_at_the_same_instant_are_all_read(world: World) -> None:
    world.track(1)
    for n in range(PAGE + 7):
        world.server.file(OURS, f"Text number {n} of the docket.", n + 1)
    world.spend()
    assert len(world.texts()) == PAGE + 7


def test_a_docket_whose_id_is_not_known_is_found_by_court_and_number(world: World) -> None:
    world.register(case_of(1, courtlistener=None))
    world.server.add(88, "demod", "1:26-cv-1")
    world.server.add(89, "dcd", "1:26-cv-00001")
    world.server.file(88, NOTICE, 39)
    assert [ask.what for ask, _ in world.spend()] == ["find", "sweep", "group"]
    assert world.texts() == [NOTICE]
    world.later(hours=1)
    assert world.spend() == []


def test_a_docket_that_is_not_there_is_looked_for_again_after_a_week(world: World) -> None:
    world.register(case_of(1, courtlistener=None))
    assert [ask.what for ask, _ in world.spend()] == ["find"]
    world.later(days=6)
    assert world.spend() == []
    world.later(days=1, minutes=1)
    assert [ask.what for ask, _ in world.spend()] == ["find"]


def test_a_search_for_a_docket_that_nobody_answers_is_made_again_soon(world: World) -> None:
    world.register(case_of(1, courtlistener=None))
    world.server.add(88, "demod", "1:26-cv-00001")
    world.server.spoil = always(lambda a: a.reply(b"oops", status=502))
    assert world.runs()[0].status == "failed"
    world.server.spoil = None
    world.later(hours=1)
    assert [ask.what for ask, _ in world.spend()][:2] == ["find", "sweep"]


def test_a_docket_that_is_gone_is_asked_for_again_after_a_week_and_a_missing_list_after_minutes(world: World) -> None:
    world.track(1, checked=False)
    world.server.dockets.clear()
    assert [(ask.what, run.http_status) for ask, run in world.spend()][0] == ("check", 404)
    assert (world.row(1)["state"], world.row(1)["not_before"]) == ("gone", "2026-11-29T15:00:00Z")
    world.track(2)
    world.server.spoil = lambda path, a: bool(path == "docket-entries" and (a.reply(b"{}", status=404) or True))
    world.later(minutes=5)
    world.spend()
    assert (world.row(2)["state"], world.row(2)["not_before"]) == ("checked", "2026-11-22T15:15:00Z")


def test_an_id_of_another_docket_is_said_and_nothing_of_it_is_stored(world: World) -> None:
    world.track(1, checked=False)
    world.server.dockets[OURS].number = "1:26-cv-00777"
    world.server.file(OURS, ORDER, 39)
    ((_, run),) = world.spend()
    assert run.status == "failed" and run.error is not None
    assert "1:26-cv-00777 of demod, not 1:26-cv-00001 of demod: correct `courtlistener:` of docket-1" in run.error
    world.later(days=2)
    assert world.spend() == [] and world.texts() == []


def test_one_look_at_many_brings_the_changed_ones_forward(world: World) -> None:
    world.track(1, 2, 3)
    world.spend()
    world.later(hours=3)
    world.server.file(FIRST + 2, NOTICE, 39)
    world.later(hours=5, minutes=30)
    done = [(ask.what, ask.cl_ids, run.new) for ask, run in world.spend()]
    assert done == [("group", (FIRST + 1, FIRST + 2, FIRST + 3), 0), ("changed", (FIRST + 2,), 1)]


def test_a_look_that_shows_what_was_read_brings_nothing_forward(world: World) -> None:
    world.track(1)
    world.server.file(OURS, NOTICE, 39)
    world.spend()
    world.later(hours=9)
    assert [ask.what for ask, _ in world.spend()] == ["group"]


def test_a_stub_is_asked_for_until_its_text_is_there(world: World) -> None:
    world.track(1)
    stub = world.server.file(OURS, "")
    world.spend()
    assert world.texts() == [""]
    asked = 0
    for _ in range(30):
        world.later(hours=1)
        asked += sum(ask.what == "stub" for ask, _ in world.spend())
    assert 4 <= asked <= 8
    world.server.fill(stub, NOTICE)
    for _ in range(24):
        world.later(hours=1)
        world.spend()
    assert world.texts() == [NOTICE]
    assert world.store.value("select how from courtlistener_stubs") == "text"
    assert world.store.value("select max(revision) from entry_revisions") == 2


def test_a_text_that_does_not_come_in_weeks_is_given_up_with_a_word(world: World) -> None:
    world.track(1)
    world.server.file(OURS, "", 39)
    world.spend()
    world.later(days=28, minutes=1)
    world.spend()
    assert world.store.value("select how from courtlistener_stubs") == "given_up"
    notes = [row["notes"] for row in world.store.rows("select notes from feed_runs where notes <> ''")]
    assert "no text came in four weeks for 1 entry on 1 docket; no longer awaited" in notes[0]


def test_the_text_of_a_pending_ruling_reaches_the_desk(world: World) -> None:
    world.track(1)
    world.server.file(OURS, "", 39)
    world.spend()
    assert [row["text"] for row in world.store.rows("select text from events where pending = 1")] == [""]
    world.server.fill(world.server.entries[4_000_000], ORDER)
    world.later(hours=3)
    world.spend()
    event = world.store.row("select * from events where pending = 1") or {}
    assert ORDER in event["text"] and event["docket_id"] == "docket-1"
    assert event["confirmed"] == 0
