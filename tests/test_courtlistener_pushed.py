"""What CourtListener pushes, and the Atom feeds of dockets: read once, stored whole, a word for what is of no use."""

import os
import signal
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from tests.clserver import webhook
from tests.clworld import FIRST, World, cl_world
from tests.conftest import NOW
from tests.feedserver import Answer
from tracker.models import FeedRun
from tracker.storage import hook_queue
from tracker.storage.store import open_store

SECRET = "c0urt-listener-secret_0001"
OURS = FIRST + 1
ORDER = "ORDER granting 12 Motion for Preliminary Injunction. Defendants shall not share the permit files. Signed by Judge Example."


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with cl_world(tmp_path, courtlistener_token="", courtlistener_hook=SECRET) as made:
        made.track(1)
        yield made


def push(world: World, body: bytes, key: str = "key-number-1") -> None:
    assert hook_queue.queue(world.store, "courtlistener", key, body, world.now) == "queued"


def states(world: World) -> list[tuple[str, str | None]]:
    rows = world.store.rows("select state, said from hook_deliveries order by delivery_id")
    return [(row["state"], row["said"]) for row in rows]


# The webhook ---------------------------------------------------------------------------------------------------------


def test_the_text_of_a_ruling_that_is_pushed_reaches_the_desk_without_any_call(world: World) -> None:
    push(world, webhook(world.server.file(OURS, ORDER, 39)))
    (run,) = world.read_hooks()
    assert (run.status, run.new, run.feed_id) == ("ok", 1, "courtlistener-hook")
    event = world.store.row("select * from events where pending = 1") or {}
    assert event["text"] == ORDER and event["confirmed"] == 0
    assert states(world) == [("done", None)] and world.server.seen == []
    assert world.store.value("select body from hook_deliveries") is None
    assert world.store.value("select count(*) from archive where feed_id = 'courtlistener-hook'") == 1


def test_a_delivery_is_read_once(world: World) -> None:
    push(world, webhook(world.server.file(OURS, ORDER, 39)))
    assert len(world.read_hooks()) == 1 and world.read_hooks() == []
    push(world, webhook(world.server.entries[4_000_000]), "another-key")
    (run,) = world.read_hooks()
    assert (run.new, run.unchanged) == (0, 1) and len(world.texts()) == 1


def test_entries_of_a_delivery_are_stored_in_the_order_of_the_docket(world: World) -> None:
    entries = [world.server.file(OURS, f"Text number {n} of the docket.", n + 1) for n in range(5)]
    push(world, webhook(*reversed(entries)))
    world.read_hooks()
    assert world.texts() == [f"Text number {n} of the docket." for n in range(5)]


def test_the_same_filing_by_webhook_and_by_the_api_is_one_entry_with_two_sources(world: World) -> None:
    entry = world.server.file(OURS, ORDER, 39)
    push(world, webhook(entry))
    world.read_hooks()
    world.config = replace(world.config, courtlistener_token=world.server.token)
    world.spend()
    assert len(world.texts()) == 1
    feeds = {row["feed_id"] for row in world.store.rows("select feed_id from source_items")}
    assert feeds == {"courtlistener-hook", "courtlistener"}


def test_a_pushed_stub_is_asked_for_by_who_has_a_token(world: World) -> None:
    stub = world.server.file(OURS, "", 39)
    push(world, webhook(stub))
    world.read_hooks()
    world.server.fill(stub, ORDER)
    world.config = replace(world.config, courtlistener_token=world.server.token)
    world.spend()
    assert world.texts() == [ORDER]


def test_another_event_type_is_kept_as_a_word_and_is_no_error(world: World) -> None:
    for event, key in ((4, "key-number-1"), (5, "key-number-2"), (77, "key-number-3")):
        push(world, webhook(event=event), key)
    assert [run.status for run in world.read_hooks()] == ["unchanged"] * 3
    assert [state for state, _ in states(world)] == ["noted"] * 3
    said = [words or "" for _, words in states(world)]
    assert "a report on old docket alerts" in said[0] and "something of event type 77" in said[2]
    assert world.store.value("select failures from feeds where feed_id = 'courtlistener-hook'") == 0


def test_an_old_version_is_read_as_long_as_it_can_be_and_its_end_is_said(world: World) -> None:
    body = webhook(world.server.file(OURS, ORDER, 39), version=1, ends="2027-03-01T00:00:00-08:00")
    push(
        world,
        body.replace(b'"docket": 70010002', b'"docket": "https://www.courtlistener.com/api/rest/v3/dockets/70010002/"'),
    )
    (run,) = world.read_hooks()
    assert run.new == 1 and run.notes == (
        "version 1 of the webhook ends on 2027-03-01: choose the newest version in its settings there",
    )
    assert "ends on 2027-03-01" in world.store.value("select max(notes) from feed_runs")


def test_entries_of_a_docket_that_is_not_tracked_are_noted_and_not_stored(world: World) -> None:
    push(world, webhook(replace(world.server.file(OURS, ORDER, 39), docket=5)))
    (run,) = world.read_hooks()
    assert run.ignored == 1 and world.texts() == []
    assert states(world) == [("noted", "entries of docket 5 there, which is not tracked here")]


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"<html>", "not sound JSON"),
        (b"", "not sound JSON"),
        (b"[]", 'it has no "webhook"'),
        (b'{"webhook": {}}', "does not say of which event type"),
        (b'{"webhook": {"event_type": 1}, "payload": []}', 'no "results"'),
        (
            b'{"webhook": {"event_type": 1}, "payload": {"results": [{"id": 1, "docket": 2, "recap_documents": []}]}}',
            "lacks",
        ),
    ],
)
def test_a_body_that_cannot_be_read_is_one_clear_row(world: World, body: bytes, words: str) -> None:
    push(world, body)
    (run,) = world.read_hooks()
    assert run.status == "failed" and words in (run.error or "")
    row = world.store.row("select * from feed_runs") or {}
    assert row["status"] == "failed" and words in row["error"]
    assert states(world) == [("failed", run.error)] and world.read_hooks() == []


def test_what_cannot_be_stored_is_tried_again_and_not_for_ever(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    push(world, webhook(world.server.file(OURS, ORDER, 39)))
    monkeypatch.setattr(
        "tracker.courtlistener.deliveries.take_paper",
        lambda *_: FeedRun("courtlistener-hook", "failed", error="disk full"),
    )
    assert len(world.read_hooks()) == 1 and world.read_hooks() == []
    assert states(world) == [("waiting", "disk full")]
    world.later(minutes=10)
    assert len(world.read_hooks()) == 1
    monkeypatch.undo()
    world.later(minutes=20)
    assert [run.new for run in world.read_hooks()] == [1] and states(world)[0][0] == "done"


def test_a_kill_while_a_delivery_is_read_leaves_it_waiting_and_whole(world: World) -> None:
    entries = [world.server.file(OURS, f"Text number {n} of the docket.", n + 1) for n in range(30)]
    push(world, webhook(*entries))
    for marks in ("put_entries", "end"):
        child = os.fork()
        if not child:
            # The child dies in the middle of the transaction, after what `marks` names was written.
            import tracker.ingest.entries as place_of_entries

            place = place_of_entries if marks == "put_entries" else hook_queue
            inner = getattr(place, marks)

            def die(*args: object, inner: object = inner, **more: object) -> None:
                inner(*args, **more)  # type: ignore[operator]
                os.kill(os.getpid(), signal.SIGKILL)

            setattr(place, marks, die)
            world.store = open_store(world.config.db_path)
            world.read_hooks()
            os._exit(0)
        _, status = os.waitpid(child, 0)
        assert os.WIFSIGNALED(status)
        assert world.texts() == [] and states(world) == [("waiting", None)]
    assert [run.new for run in world.read_hooks()] == [30]
    assert len(world.texts()) == 30 and world.read_hooks() == []


def test_without_the_setting_nothing_in_the_queue_is_read(world: World) -> None:
    push(world, webhook(world.server.file(OURS, ORDER, 39)))
    world.config = replace(world.config, courtlistener_hook="")
    assert world.read_hooks() == []


# The Atom feeds ------------------------------------------------------------------------------------------------------


def test_a_docket_feed_brings_words_that_say_enough_and_marks_the_docket(world: World) -> None:
    world.server.file(OURS, "Motion to Stay", 40)
    world.server.file(OURS, ORDER, 39)
    run = world.read_feed()
    assert run is not None and (run.status, run.new, run.feed_id) == ("ok", 2, "courtlistener-feeds")
    rows = world.store.rows(
        "select document_number n, description d, short_description s from docket_entries order by n"
    )
    assert [(r["n"], r["d"], r["s"]) for r in rows] == [("39", ORDER, ""), ("40", "", "Motion to Stay")]
    assert world.row(1)["changed_at"] is not None


def test_feeds_are_asked_one_a_visit_and_each_only_every_few_hours(world: World) -> None:
    world.track(1, 2, 3)
    for n in (1, 2, 3):
        world.server.file(
            FIRST + n, "NOTICE of Appearance by Counsel Example on behalf of the Bureau of Weather Permits.", n
        )
    found = [world.read_feed() for _ in range(4)]
    assert [run.status for run in found if run] == ["ok", "ok", "ok"] and found[3] is None
    assert [path for path, _ in world.server.seen] == [f"/docket/{FIRST + n}/feed/" for n in (1, 2, 3)]
    world.later(hours=5, minutes=59)
    assert world.read_feed() is None
    world.later(minutes=1)
    assert world.read_feed() is not None
    assert "if-none-match" in world.server.seen[-1][1]
    assert world.store.value("select status from feed_runs order by run_id desc") == "unchanged"


def test_a_docket_with_a_pending_ruling_is_asked_every_two_hours(world: World) -> None:
    world.server.file(OURS, ORDER, 39)
    world.read_feed()
    world.later(hours=6)
    world.read_feed()
    world.later(hours=2)
    assert world.read_feed() is not None


def test_with_a_token_or_by_a_setting_no_feed_is_asked(world: World) -> None:
    for settings in ({"courtlistener_token": "a-token-of-some-kind"}, {"courtlistener_feeds": False}):
        world.config = replace(world.config, **settings)
        assert world.read_feed() is None
    assert world.server.seen == []


def test_a_feed_that_cannot_be_read_is_one_clear_row_and_is_asked_more_seldom(world: World) -> None:
    replies = {
        "a page": lambda a: a.reply(b"<html><body>Maintenance</body></html>"),
        "another docket": lambda a: world.server._feed(a, 5),
        "nothing": lambda a: a.reply(b"", status=503),
    }
    world.server.add(5, "demod", "1:26-cv-00005")
    world.server.file(5, ORDER, 1)
    for reply in replies.values():
        world.server.routes[f"/docket/{OURS}/feed/"] = reply
        run = world.read_feed()
        assert run is not None and run.status == "failed" and f"docket {OURS}: " in (run.error or "")
        world.later(days=2)
    assert world.texts() == [] and world.row(1)["feed_failures"] == 3
    del world.server.routes[f"/docket/{OURS}/feed/"]
    world.server.file(OURS, ORDER, 39)
    run = world.read_feed()
    assert run is not None and run.new == 1 and world.row(1)["feed_failures"] == 0


def test_a_host_that_asks_for_rest_gets_it_for_every_docket(world: World) -> None:
    world.track(1, 2)

    def busy(answer: Answer) -> None:
        answer.reply(b"", status=429, Retry_After="3600")

    world.server.routes[f"/docket/{OURS}/feed/"] = busy
    assert world.read_feed() is not None
    world.later(minutes=59)
    assert world.read_feed() is None and len(world.server.seen) == 1
    world.now = NOW + timedelta(hours=2)
    assert world.read_feed() is not None
