"""Bad answers of CourtListener: one clear row each, nothing half stored, and how long it rests."""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from tests.clserver import PAGE, TOKEN, always, entry_json
from tests.clworld import ORDER, OURS, PATIENT, SHORT, World, cl_world
from tests.conftest import NOW
from tests.feedserver import Answer
from tracker.storage import courtlistener_calls as calls


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with cl_world(tmp_path) as made:
        yield made


def page_of(*rows: dict[str, object], **fields: object) -> bytes:
    return json.dumps({"count": "x", "next": None, "previous": None, "results": list(rows)} | fields).encode()


def _half(answer: Answer) -> None:
    entry = entry_json(next(iter(answer.server.entries.values())))  # type: ignore[attr-defined]
    body = page_of(entry, entry)
    answer.reply(body[: len(body) // 2])


def _cut(answer: Answer) -> None:
    body = page_of(entry_json(next(iter(answer.server.entries.values()))))  # type: ignore[attr-defined]
    answer.raw(f"HTTP/1.1 200 OK\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body[:-20])


def _foreign(answer: Answer) -> None:
    answer.reply(page_of(entry_json(replace(next(iter(answer.server.entries.values())), docket=5))))  # type: ignore[attr-defined]


def _elsewhere(answer: Answer) -> None:
    entry = entry_json(next(iter(answer.server.entries.values())))  # type: ignore[attr-defined]
    answer.reply(page_of(entry, next="https://evil.example/api/rest/v4/docket-entries/?cursor=x"))


def _lacking(answer: Answer) -> None:
    entry = entry_json(next(iter(answer.server.entries.values())))  # type: ignore[attr-defined]
    del entry["description"]
    answer.reply(page_of(entry))


@pytest.mark.parametrize(
    ("reply", "words"),
    [
        (lambda a: a.reply(b"<!DOCTYPE html><html>Maintenance</html>"), "a web page where data was asked for"),
        (lambda a: a.reply(b""), "not sound JSON"),
        (lambda a: a.reply(b"[1, 2]"), "is no object"),
        (lambda a: a.reply(b'{"detail": "Something."}'), 'refused the request: "Something."'),
        (_half, "not sound JSON"),
        (_cut, "broke off"),
        (_foreign, "entries of docket 5 where 70010002 was asked for"),
        (_elsewhere, "a next page that is not its own"),
        (_lacking, "lacks description"),
        (lambda a: a.reply(page_of(next=a.server.url("/api/rest/v4/docket-entries/?cursor=x"))), "an empty page"),
        (lambda a: a.reply(b"x" * 400_000), "more than"),
        (lambda a: a.reply(b"[" * 100_000), "not sound JSON"),
        (lambda a: a.drip(b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 500, 0.02), "too slowly"),
        (lambda a: a.hang(), "did not answer within 0.5 s"),
        (lambda a: a.reply(status=302, Location="/elsewhere"), "it was not followed"),
        (lambda a: a.reply(b"oops", status=500), "HTTP 500"),
        (lambda a: a.reply(b"oops", status=404), "no such docket or page (HTTP 404)"),
        (lambda a: a.reply(b"{}", status=400), "does not understand the question (HTTP 400)"),
    ],
    ids=["html", "empty", "list", "detail", "half", "cut", "foreign", "elsewhere", "lacking", "endless", "huge", "deep",
         "slow", "stalled", "redirect", "500", "404", "400"],
)  # fmt: skip
def test_a_bad_answer_is_one_clear_row_and_nothing_half_stored(
    world: World, reply: Callable[[Answer], None], words: str
) -> None:
    world.track(1)
    world.server.file(OURS, ORDER, 39)
    world.server.spoil = always(reply)
    ask, run = world.spend(SHORT if words in ("too slowly", "did not answer within 0.5 s") else PATIENT)[0]
    assert ask.what == "sweep" and run.status == "failed" and run.error is not None and words in run.error
    rows = world.store.rows("select * from feed_runs order by run_id")
    assert rows[0]["status"] == "failed" and words in rows[0]["error"] and rows[0]["finished_at"]
    assert world.texts() == [] and world.store.value("select count(*) from archive") == 0
    assert world.row(1)["since"] is None and world.row(1)["not_before"] > "2026-11-22T15:00"
    # And it gets well by itself.
    world.server.spoil = None
    world.later(days=8)
    world.spend()
    assert world.texts() == [ORDER] and world.row(1)["failures"] == 0


def test_a_cursor_that_leads_in_a_circle_is_left_and_what_was_read_stays(world: World) -> None:
    world.track(1)
    for n in range(3 * PAGE):
        world.server.file(OURS, f"Text number {n} of the docket.", n + 1, at=NOW - timedelta(minutes=100 - n))

    rows = [entry_json(e) for e in world.server.entries.values()]
    place = world.server.url("/api/rest/v4/docket-entries/?cursor=")

    def circle(path: str, answer: Answer) -> bool:
        if path != "docket-entries":
            return False
        second = "cursor=b" in answer.path
        answer.reply(page_of(*rows[PAGE:][:PAGE] if second else rows[:PAGE], next=place + ("a" if second else "b")))
        return True

    world.server.spoil = circle
    found = [run for ask, run in world.spend() if not ask.together]
    world.later(minutes=2)
    found += [run for ask, run in world.spend() if not ask.together]
    assert found[-1].status == "failed" and "lead in a circle" in (found[-1].error or "")
    assert len(found) <= 4 and len(world.texts()) == 2 * PAGE
    world.server.spoil = None
    world.later(hours=1)
    world.spend()
    assert len(world.texts()) == 3 * PAGE


def test_an_unknown_field_breaks_nothing(world: World) -> None:
    world.track(1)
    entry = world.server.file(OURS, ORDER, 39)
    world.server.spoil = lambda path, a: bool(
        path == "docket-entries" and (a.reply(page_of(entry_json(entry) | {"of_next_year": {"x": [1]}})) or True)
    )
    assert world.runs()[0].new == 1


@pytest.mark.parametrize(("status", "words"), [(401, "does not accept the token"), (403, "does not let this account")])
def test_a_revoked_token_is_said_and_everything_rests(world: World, status: int, words: str) -> None:
    world.track(1, 2, 3)
    world.server.spoil = always(lambda a: a.reply(b'{"detail": "no"}', status=status))
    ((_, run),) = world.spend()
    assert words in (run.error or "") and TOKEN not in (run.error or "")
    world.later(hours=5)
    assert world.spend() == []
    world.later(hours=1, minutes=1)
    world.server.spoil = None
    assert [run.status for run in world.runs()][:3] == ["ok", "ok", "ok"]


def test_too_many_requests_hold_everything_for_as_long_as_asked_and_longer(world: World) -> None:
    world.track(1, 2, 3)
    world.server.spoil = always(lambda a: a.reply(b"{}", status=429, Retry_After="1200"))
    assert len(world.spend()) == 1
    rest = calls.resting(world.store, world.now)
    assert rest is not None and 1200 < (rest.until - NOW).total_seconds() < 1300
    world.server.spoil = None
    world.later(minutes=20)
    assert world.spend() == []
    world.later(minutes=2)
    assert len(world.spend()) == 4


def test_failure_after_failure_makes_it_rest_longer_and_longer_and_never_give_up(world: World) -> None:
    world.track(*range(1, 30))
    world.server.spoil = always(lambda a: a.reply(b"oops", status=502))
    for _ in range(24 * 12):
        world.spend()
        world.later(minutes=5)
    assert 12 <= len(world.server.calls) <= 25
    world.server.spoil = None
    world.later(hours=13)
    assert any(run.status == "ok" for run in world.runs())


def test_dockets_that_are_gone_do_not_hold_up_those_that_are_there(world: World) -> None:
    world.track(*range(1, 9), checked=False)
    there = max(world.server.dockets)
    for gone in [cl_id for cl_id in world.server.dockets if cl_id != there]:
        del world.server.dockets[gone]
    world.spend()
    assert calls.resting(world.store, world.now) is None
    world.later(minutes=2)
    assert "ok" in [run.status for run in world.runs()]


def test_where_nothing_is_there_any_more_it_rests(world: World) -> None:
    world.track(*range(1, 25), checked=False)
    world.server.dockets.clear()
    for _ in range(20):
        world.spend()
        world.later(minutes=5)
    assert 12 <= len(world.server.calls) <= 17


def test_a_search_that_answers_for_others_is_not_trusted_for_some_hours(world: World) -> None:
    world.track(1)
    row = {"docket_entry_id": 1, "docket_id": 5, "description": "x"}
    world.server.spoil = lambda path, a: bool(path == "search" and (a.reply(page_of(row)) or True))
    run = next(run for ask, run in world.spend() if ask.what == "group")
    assert "other dockets than those it was asked for" in (run.error or "")
    assert not calls.search_trusted(world.store, world.now)
    assert calls.search_trusted(world.store, world.now + timedelta(hours=3))


def test_a_search_that_keeps_silent_is_found_out_by_asking_the_docket_itself(world: World) -> None:
    world.track(1)
    world.server.file(OURS, ORDER, 39)
    world.spend()
    world.server.blind_search = True
    world.later(minutes=90)
    world.server.file(OURS, "ORDER granting 40 Motion to Stay pending appeal. Signed by Judge Example.", 41)
    for _ in range(14):
        world.later(hours=1)
        world.spend()
    assert len(world.texts()) == 2
    assert not calls.search_trusted(world.store, world.now)
