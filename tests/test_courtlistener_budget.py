"""CourtListener's budget of calls: what is spent, who spends it, and how it stands."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from tests.clserver import TOKEN, always
from tests.clworld import FIRST, ORDER, OURS, World, cl_world
from tracker.courtlistener.plan import Limits
from tracker.courtlistener.standing import standing, standing_json, standing_lines
from tracker.storage import courtlistener_calls as calls


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with cl_world(tmp_path) as made:
        yield made


def test_no_minute_hour_or_day_is_overdrawn(world: World) -> None:
    world.track(*range(1, 71), checked=False)
    for _ in range(120):
        world.spend()
        world.later(minutes=1)
    assert world.server.refused == 0 and 90 <= len(world.server.calls) <= 100
    for window, most in ((1, 5), (60, 50)):
        starts = world.server.calls
        assert all(sum(s <= c < s + timedelta(minutes=window) for c in starts) <= most for s in starts)


def test_a_call_counts_before_it_is_made_also_when_nobody_lives_to_see_its_answer(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.track(*range(1, 9))

    def killed(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("tracker.courtlistener.client.fetch", killed)
    for _ in range(5):
        with pytest.raises(KeyboardInterrupt):
            world.spend()
    monkeypatch.undo()
    assert world.spend() == []
    assert calls.calls_left(world.store, Limits(), world.now).minute == 0
    world.later(minutes=2)
    assert len(world.spend()) == 5


def test_two_processes_share_one_budget(world: World) -> None:
    limits = Limits(5, 50, 125)
    first = [calls.reserve_call(world.store, "sweep", "1", limits, world.now) for _ in range(3)]
    with cl_world(world.config.data_dir) as other:
        second = [calls.reserve_call(other.store, "sweep", "2", limits, world.now) for _ in range(3)]
    assert None not in first and second[2] is None and None not in second[:2]


def test_without_a_token_nothing_is_asked(world: World) -> None:
    world.track(1)
    world.config = replace(world.config, courtlistener_token="")
    assert world.spend() == [] and world.server.seen == []


def test_the_token_goes_out_as_a_header_and_nowhere_else(world: World, caplog: pytest.LogCaptureFixture) -> None:
    world.track(1)
    world.server.file(OURS, ORDER, 39)
    with caplog.at_level("DEBUG"):
        world.spend()
    assert all(headers["authorization"] == f"Token {TOKEN}" for _, headers in world.server.seen)
    assert all(TOKEN not in path for path, _ in world.server.seen) and TOKEN not in caplog.text
    assert not any(TOKEN in str(row) for table in ("feed_runs", "feeds", "archive", "courtlistener_calls", "source_items")
                   for row in world.store.rows(f"select * from {table}"))  # fmt: skip


def test_a_token_is_not_sent_in_the_clear(world: World) -> None:
    world.track(1)
    world.config = replace(world.config, courtlistener_url="http://courtlistener.example", allow_hosts=())
    ((_, run), *_) = world.spend()
    assert run.error is not None and "not https" in run.error and TOKEN not in run.error


def test_the_status_says_what_was_spent_what_is_awaited_and_what_went_wrong(world: World) -> None:
    world.track(1, 2)
    world.server.file(OURS, "")
    world.server.dockets.pop(FIRST + 2)
    world.spend()
    world.server.spoil = always(lambda a: a.reply(b"{}", status=401))
    world.later(hours=23)
    world.spend()
    lines = standing_lines(standing(world.store, world.config, world.now))
    assert lines[0].startswith("CourtListener: ") and " of 125 calls used in the last 24 hours; 2 dockets" in lines[0]
    assert "not asked before Nov 23, 2026, 20:00 UTC: CourtListener does not accept the token" in lines[1]
    assert lines[2] == "CourtListener: text awaited of 1 entry, given up of 0"
    assert standing_json(standing(world.store, world.config, world.now))["rest_until"] == "2026-11-23T20:00:00Z"


def test_without_a_token_the_status_says_so_in_one_line(world: World) -> None:
    world.track(1)
    world.config = replace(world.config, courtlistener_token="")
    (line,) = standing_lines(standing(world.store, world.config, world.now))
    assert line == "CourtListener: no token; the feeds of 1 docket are read every few hours"
