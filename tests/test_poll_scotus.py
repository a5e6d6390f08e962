"""The Supreme Court's dockets, asked one by one over real sockets."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from tests.conftest import NOW
from tests.feedserver import Answer, FeedServer
from tests.paper_world import World, case_of, make_world
from tests.papers_samples import scotus_json, scotus_line
from tracker.config import Config
from tracker.feeds.sources import load_sources
from tracker.ingest.listed import with_dockets
from tracker.ingest.poll import Polled, choose, poll
from tracker.ingest.standing import feed_states
from tracker.models import FeedSource
from tracker.storage import feeds as feed_store
from tracker.storage.store import Store

FILED = scotus_line("Mar 02 2026", "Application (25A1088) for a stay, submitted to The Chief Justice.", 401)
DUE = scotus_line("Mar 03 2026", "Response to application (25A1088) requested, due March 9, 2026.")
LATER = scotus_line("Mar 03 2026", "Response to application (25A1088) requested, due by 4 p.m. March 11, 2026.")


class Court:
    """Our own server in the Court's place, with a validator that changes with the body."""

    def __init__(self, server: FeedServer, world: World, folder: Path):
        self.server, self.world = server, world
        self.config = Config(data_dir=folder, allow_hosts=(server.place,))
        self.now = NOW
        pattern = server.url("/RSS/Cases/JSON/{number}.json")
        self.listed = [FeedSource("scotus", "scotus", "Supreme Court", None, 3600, "scotus", pattern=pattern)]

    def publish(self, number: str, body: bytes) -> None:
        tag = f'"{hash(body)}"'

        def answer(request: Answer) -> None:
            known = request.headers.get("If-None-Match") == tag
            request.reply(b"" if known else body, status=304 if known else 200, ETag=tag,
                          Content_Type="application/json")  # fmt: skip

        self.server.routes[f"/RSS/Cases/JSON/{number}.json"] = answer

    def ask(self) -> dict[str, Polled]:
        store = self.world.store
        sources = with_dockets(store, self.listed)
        with store.atomic():
            feed_store.register_feeds(store, sources)
        due = choose(store, sources, None, False, self.now, self.world.courts)
        done = poll(store, due, self.config, self.world.tools, lambda: self.now, pause=0.0)
        return {polled.source.id: polled for polled in done}


@pytest.fixture
def court(store: Store, tmp_path: Path) -> Iterator[Court]:
    with FeedServer() as server:
        world = make_world(store, tmp_path, case_of("harbor", ("scotus", "25-150"), ("scotus", "22 Orig.")))
        yield Court(server, world, tmp_path)


def test_every_tracked_docket_is_asked_by_its_number_once_an_hour_and_conditionally(court: Court) -> None:
    court.publish("25A1088", scotus_json(FILED))
    court.publish("25-150", scotus_json(FILED, CaseNumber="25-150 "))
    first = court.ask()
    assert {name: (p.run.status, p.run.new) for name, p in first.items()} == {
        "scotus-25a1088": ("ok", 1), "scotus-25-150": ("ok", 1),
    }  # fmt: skip
    assert all(timedelta(minutes=59) < p.next_due - NOW < timedelta(minutes=70) for p in first.values())
    court.now += timedelta(minutes=30)
    assert court.ask() == {}
    court.now += timedelta(minutes=60)
    assert {p.run.status for p in court.ask().values()} == {"unchanged"}
    assert len(court.server.seen) == 4 and "if-none-match" in court.server.seen[-1][1]


def test_an_edited_line_is_a_revision_and_a_new_one_an_entry(court: Court) -> None:
    court.publish("25A1088", scotus_json(FILED, DUE))
    court.ask()
    court.now += timedelta(hours=2)
    court.publish("25A1088", scotus_json(FILED, LATER, scotus_line("Mar 04 2026", "Application denied.")))
    run = court.ask()["scotus-25a1088"].run
    assert (run.new, run.changed, run.unchanged) == (1, 1, 1)
    world = court.world
    assert [len(world.revisions(entry)) for entry in (1, 2, 3)] == [1, 2, 1]
    assert world.store.value("select url from event_sources where event_id = 'entry-2'") == (
        "https://www.supremecourt.gov/search.aspx?filename=/docket/docketfiles/html/public/25a1088.html"
    )
    # What changed is kept as it came, each body once.
    assert world.count("archive where feed_id = 'scotus-25a1088'") == 2


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"", "no such docket"),
        (b"<!doctype html><title>Not found</title>", "no such docket"),
        (scotus_json(FILED)[:200], "not sound JSON"),
        (scotus_json(FILED, CaseNumber="25-150"), "another docket than was asked for"),
    ],
    ids=["empty", "page", "cut", "another"],
)
def test_a_wrong_answer_stores_nothing_and_is_said(court: Court, body: bytes, said: str) -> None:
    court.publish("25A1088", scotus_json(FILED))
    court.ask()
    court.now += timedelta(hours=2)
    court.publish("25A1088", body)
    run = court.ask()["scotus-25a1088"].run
    assert run.status == "failed" and run.error and said in run.error
    assert court.world.count("docket_entries") == 1


def test_the_sources_page_names_each_docket_and_one_that_left_is_asked_no_more(court: Court) -> None:
    court.publish("25A1088", scotus_json(FILED))
    court.ask()
    store = court.world.store
    states = {s.feed_id: s for s in feed_states(store, court.listed, court.world.courts, NOW)}
    assert "No. 25A1088" in states["scotus-25a1088"].title
    store.execute("delete from dockets where docket_number = '25-150'")
    court.world.tools.tracked("scotus")
    with store.atomic():
        feed_store.drop_unlisted(store, [s.id for s in with_dockets(store, court.listed)])
    row = feed_store.feed_row(store, "scotus-25-150")
    assert row and row["url"] is None


def test_the_projects_own_list_has_the_pattern_and_polls_no_address_without_a_number() -> None:
    from tracker.courts import load_courts

    (scotus,) = [s for s in load_sources(Config().feeds_file, load_courts(Config().courts_file)) if s.kind == "scotus"]
    assert scotus.url is None and scotus.pattern == "https://www.supremecourt.gov/RSS/Cases/JSON/{number}.json"
