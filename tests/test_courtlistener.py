"""CourtListener's API over a real socket: what arrives, in which transaction, and what a bad answer leaves behind."""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from tests.clserver import PAGE, TOKEN, entry_json
from tests.clworld import FIRST, World, case_of, cl_world
from tests.conftest import NOW
from tests.feedserver import Answer
from tracker.courtlistener.plan import Limits
from tracker.courtlistener.standing import standing, standing_json, standing_lines
from tracker.storage import courtlistener_calls as calls

ORDER = "ORDER granting 12 Motion for Preliminary Injunction. Defendants shall not share the permit files. Signed by Judge Example."
NOTICE = "NOTICE of Appearance by Counsel Example on behalf of Bureau of Weather Permits. (Entered: 11/22/2026)"
OURS = FIRST + 1


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


# The budget ----------------------------------------------------------------------------------------------------------


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


# Bad answers ---------------------------------------------------------------------------------------------------------

Spoil = Callable[[str, Answer], bool]


def always(reply: Callable[[Answer], None]) -> Spoil:
    def spoil(_: str, answer: Answer) -> bool:
        reply(answer)
        return True

    return spoil


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
        (lambda a: a.hang(), "did not answer within 1 s"),
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
    ask, run = world.spend()[0]
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


# How it stands -------------------------------------------------------------------------------------------------------


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
