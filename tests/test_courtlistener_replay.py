"""`reparse` on what CourtListener sent: every kind of body is read again, and only what reads differently changes."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.clserver import webhook
from tests.clworld import FIRST, World, cl_world
from tracker import archive
from tracker.courtlistener.replay import replay_body
from tracker.models import FeedRun
from tracker.storage import feeds as feed_store
from tracker.storage import hook_queue

OURS = FIRST + 1
ORDER = "ORDER granting 12 Motion for Preliminary Injunction. Defendants shall not share the permit files. Signed by Judge Example."
HELD = ("docket_entries", "entry_revisions", "source_items", "events", "owed")


@pytest.fixture(params=["api", "webhook", "feed"])
def world(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[World]:
    """A docket of which one entry came, in each of the ways in which CourtListener tells of one."""
    settings = {} if request.param == "api" else {"courtlistener_token": "", "courtlistener_hook": "h" * 20}
    with cl_world(tmp_path, **settings) as made:
        made.track(1)
        filed = made.server.file(OURS, ORDER, 39)
        if request.param == "api":
            made.spend()
        elif request.param == "webhook":
            hook_queue.queue(made.store, "courtlistener", "key-number-1", webhook(filed), made.now)
            made.read_hooks()
        else:
            made.read_feed()
        assert made.texts() == [ORDER]
        made.later(days=2)
        yield made


def replay(world: World) -> list[FeedRun]:
    config = world.config
    return [
        replay_body(
            world.store, row["feed_id"], archive.read(config.archive_dir, row["path"]), row, config.courtlistener_url,
            world.tools, world.now,
        )
        for row in feed_store.archived(world.store)
    ]  # fmt: skip


def test_a_body_that_reads_as_before_changes_nothing(world: World) -> None:
    before = [world.store.rows(f"select * from {table}") for table in HELD]
    (run,) = replay(world)
    assert (run.status, run.new, run.changed, run.unchanged, run.notes) == ("ok", 0, 0, 1, ())
    assert [world.store.rows(f"select * from {table}") for table in HELD] == before


def test_words_that_an_earlier_reader_lost_are_stored_and_owed_to_nobody(world: World) -> None:
    with world.store.atomic():
        world.store.execute("update docket_entries set description = '', short_description = 'Order'")
        world.store.execute("delete from source_items")
    owed = world.store.value("select count(*) from owed")
    (run,) = replay(world)
    assert (run.status, run.new, run.changed) == ("ok", 0, 1) and world.texts() == [ORDER]
    assert world.store.value("select count(*) from owed") == owed


def test_entries_of_a_docket_that_is_watched_no_longer_are_left_and_counted(world: World) -> None:
    with world.store.atomic():
        world.store.execute("delete from courtlistener_dockets")
    (run,) = replay(world)
    assert (run.status, run.new, run.changed, run.unchanged, run.ignored) == ("ok", 0, 0, 0, 1)
    assert run.notes == ("not read again: 1 entry of dockets that are not watched at CourtListener now",)


def test_a_damaged_body_is_a_failure_in_words(world: World) -> None:
    (row,) = feed_store.archived(world.store)
    for body in (b"{}", b"<feed>", b"nonsense", b""):
        run = replay_body(world.store, row["feed_id"], body, row, "", world.tools, world.now)
        assert run.status == "failed" and run.error
    assert world.texts() == [ORDER]
