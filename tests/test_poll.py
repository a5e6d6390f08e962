"""Polling over real sockets: one host at a time, rest where it is asked for, moves that hold, feeds that are gone."""

import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from tests.conftest import NOW
from tests.factories import demo_courts, demo_register, item
from tests.feedserver import Answer, FeedServer, Route
from tracker.config import Config
from tracker.demo.feed import feed
from tracker.feeds.schedule import pace
from tracker.ingest.poll import PAUSE, Polled, address_of, choose, poll, rest_asked
from tracker.ingest.register import load_into_store
from tracker.ingest.tools import Tools, make_tools
from tracker.models import FeedSource
from tracker.storage import feeds as feed_store
from tracker.storage.store import Store

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


class World:
    """A tracker whose feeds are on a server of our own, and a clock that tests set."""

    def __init__(self, store: Store, server: FeedServer, tools: Tools, folder: Path):
        self.store, self.server, self.tools = store, server, tools
        self.config = Config(data_dir=folder, allow_hosts=(server.place,))
        self.now = NOW

    def source(self, name: str, path: str | None = None, server: FeedServer | None = None) -> FeedSource:
        return FeedSource(name, "cmecf", name, (server or self.server).url(path or f"/{name}"), 300, "demod")

    def serve(self, path: str, answer: Route) -> None:
        self.server.routes[path] = answer

    def ask(self, *sources: FeedSource, pause: float = 0.0, accept: bool = False) -> dict[str, Polled]:
        done = poll(self.store, sources, self.config, self.tools, lambda: self.now, accept=accept, pause=pause)
        return {polled.source.id: polled for polled in done}

    def row(self, name: str) -> dict[str, object]:
        return feed_store.feed_row(self.store, name) or {}

    def asked(self) -> list[str]:
        return [path for path, _ in self.server.seen]


@pytest.fixture
def world(store: Store, tmp_path: Path) -> Iterator[World]:
    courts = demo_courts()
    load_into_store(store, demo_register(), courts, NOW - timedelta(days=2))
    with FeedServer() as server:
        yield World(store, server, make_tools(Config(data_dir=tmp_path), courts, store), tmp_path)


def good(built: datetime = NOW, *sequences: int) -> Route:
    body = feed(built, *[item("Order", n, n) for n in sequences or (44,)])
    return lambda answer: answer.reply(body, Content_Type="application/rss+xml")


def status(code: int, **headers: str) -> Route:
    return lambda answer: answer.reply(b"", status=code, **headers)


# One host -----------------------------------------------------------------------------------------------------------


def test_one_host_is_asked_one_feed_at_a_time_with_a_pause_between(world: World) -> None:
    at: list[tuple[float, float]] = []

    def slow(answer: Answer) -> None:
        began = time.monotonic()
        time.sleep(0.05)
        # Noted before the answer goes out: the pause begins when it is read, which may be before this thread runs on.
        at.append((began, time.monotonic()))
        good()(answer)

    for name in "abc":
        world.serve(f"/{name}", slow)
    done = world.ask(*[world.source(name) for name in "abc"], pause=0.1)
    assert {polled.run.status for polled in done.values()} == {"ok"}
    at.sort()
    assert all(later[0] - earlier[1] >= 0.09 for earlier, later in zip(at, at[1:], strict=False))
    assert PAUSE >= 1.0


def test_a_slow_host_keeps_no_other_waiting(world: World) -> None:
    with FeedServer() as other:
        world.config = Config(data_dir=world.config.data_dir, allow_hosts=(world.server.place, other.place))
        release = world.server.stopping
        world.serve("/slow", lambda answer: (release.wait(30), good()(answer))[1])
        other.routes["/quick"] = good()
        found = poll(
            world.store, [world.source("slow"), world.source("quick", server=other)], world.config, world.tools,
            lambda: NOW,
        )  # fmt: skip
        assert next(found).source.id == "quick"
        release.set()
        assert [polled.source.id for polled in found] == ["slow"]


@pytest.mark.parametrize("code", [429, 503])
def test_a_host_that_asks_for_rest_gets_it_for_every_feed_and_a_little_longer(world: World, code: int) -> None:
    world.serve("/a", status(code, Retry_After="1200"))
    world.serve("/b", good())
    world.ask(world.source("b"))
    sources = [world.source("a"), world.source("b"), world.source("c")]
    done = world.ask(*sources)
    assert done["a"].run.status == "failed"
    assert done["b"].run.status == done["c"].run.status == "held"
    assert done["b"].run.error and "asks to wait 1200 s" in done["b"].run.error
    assert world.asked() == ["/b", "/a"]
    for name in "abc":
        assert 1200 < (done[name].next_due - NOW).total_seconds() < 1300
        assert str(world.row(name)["next_due_at"]) > "2026-11-22T15:20:00Z"
    # Also when a person asks for all feeds now; what was not asked leaves no run.
    world.now = NOW + 10 * MINUTE
    assert {p.run.status for p in world.ask(*choose(world.store, sources, None, True, world.now)).values()} == {"held"}
    assert world.asked() == ["/b", "/a"]
    assert world.store.value("select count(*) from feed_runs") == 2


def test_after_the_rest_the_host_is_asked_again(world: World) -> None:
    world.serve("/a", status(429, Retry_After="600"))
    world.ask(world.source("a"))
    world.serve("/a", good())
    world.now = NOW + 11 * MINUTE
    assert choose(world.store, [world.source("a")], None, False, world.now)
    assert world.ask(world.source("a"))["a"].run.status == "ok"
    assert world.row("a")["held_until"] is None


def test_too_many_requests_without_a_time_is_rest_too_and_an_error_of_the_server_is_none() -> None:
    assert rest_asked(429, None) == 600
    assert rest_asked(503, None) is None and rest_asked(500, 60) is None and rest_asked(None, None) is None


# Moves --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("code", [301, 308])
def test_an_address_that_moved_for_good_is_kept_after_the_second_time_and_said(world: World, code: int) -> None:
    world.serve("/old", status(code, Location="/new"))
    world.serve("/new", good())
    source = world.source("dcd", "/old")
    first, second = world.ask(source)["dcd"], world.ask(source)["dcd"]
    assert first.said is None and second.said and world.server.url("/new") in second.said
    assert world.row("dcd")["moved_to"] == world.server.url("/new")
    world.ask(source)
    assert world.asked() == ["/old", "/new", "/old", "/new", "/new"]


def test_a_passing_redirect_is_followed_and_never_kept(world: World) -> None:
    world.serve("/old", status(302, Location="/today"))
    world.serve("/today", status(301, Location="/new"))
    world.serve("/new", good())
    for _ in range(3):
        assert world.ask(world.source("dcd", "/old"))["dcd"].run.status in ("ok", "unchanged")
    assert world.row("dcd")["moved_to"] is None


def test_two_different_new_addresses_confirm_neither(world: World) -> None:
    world.serve("/x", good())
    world.serve("/y", good())
    for target in ("/x", "/y", "/x"):
        world.serve("/old", status(301, Location=target))
        world.ask(world.source("dcd", "/old"))
    assert world.row("dcd")["moved_to"] is None


def test_a_new_address_that_fails_gives_way_to_the_one_in_the_list(world: World) -> None:
    world.serve("/old", status(301, Location="/new"))
    world.serve("/new", good())
    source = world.source("dcd", "/old")
    world.ask(source), world.ask(source)
    world.serve("/new", status(404))
    world.serve("/old", good(NOW, 44, 45))
    statuses = [world.ask(source)["dcd"].run.status for _ in range(5)]
    assert statuses == ["failed", "failed", "failed", "ok", "unchanged"]
    assert world.row("dcd")["moved_to"] is None
    assert world.asked()[-2:] == ["/old", "/old"]


def test_an_address_that_a_person_changed_is_asked_at_once_and_forgets_the_move(world: World) -> None:
    world.serve("/old", status(301, Location="/new"))
    world.serve("/new", good())
    world.ask(world.source("dcd", "/old")), world.ask(world.source("dcd", "/old"))
    world.serve("/third", good())
    changed = world.source("dcd", "/third")
    with world.store.atomic():
        feed_store.register_feeds(world.store, [changed])
    assert [s.id for s in choose(world.store, [changed], None, False, NOW)] == ["dcd"]
    world.ask(changed)
    assert world.asked()[-1] == "/third"


def test_the_listed_address_is_asked_where_nothing_has_moved() -> None:
    assert address_of({}, "https://a.example/") == "https://a.example/"
    assert address_of({"moved_to": "https://b.example/", "failures": 2}, "https://a.example/") == "https://b.example/"
    assert address_of({"moved_to": "https://b.example/", "failures": 3}, "https://a.example/") == "https://a.example/"


# Gone, odd, short ----------------------------------------------------------------------------------------------------


def test_a_feed_that_is_gone_is_asked_once_a_day_and_said_once(world: World) -> None:
    world.serve("/dcd", status(410))
    first = world.ask(world.source("dcd"))["dcd"]
    assert first.next_due - NOW >= DAY
    assert first.said and "gone for good" in first.said and "once a day" in first.said
    world.now = NOW + DAY
    assert world.ask(world.source("dcd"))["dcd"].said is None
    world.serve("/dcd", good())
    world.now = NOW + 2 * DAY
    assert world.ask(world.source("dcd"))["dcd"].run.status == "ok"
    assert world.row("dcd")["gone_since"] is None


def test_a_quarantined_body_is_taken_when_a_person_says_so(world: World) -> None:
    world.serve("/dcd", good(NOW + 3 * DAY))
    odd = world.ask(world.source("dcd"))["dcd"]
    assert odd.run.status == "quarantined" and odd.next_due - NOW >= 5 * MINUTE
    assert world.ask(world.source("dcd"), accept=True)["dcd"].run.new == 1


def _every(minutes: int, source: FeedSource, items: int = 50) -> int:
    return pace(source, items, minutes * 60)


def test_a_feed_that_reaches_back_a_short_time_is_asked_oftener() -> None:
    court = FeedSource("ilnd", "cmecf", "N.D. Ill.", "https://x.example/", 1800, "ilnd")
    assert _every(240, court) == 1800
    assert _every(60, court) == 900
    assert _every(2, court) == 300
    assert pace(court, 50, None) == 1800
    # Two entries on a quiet day say nothing of how far back the feed reaches.
    assert _every(2, court, items=2) == 1800
    news = FeedSource("wire", "news", "Wire", "https://y.example/", 3600)
    assert _every(2, news) == 900


def test_a_short_window_brings_the_next_visit_forward(world: World) -> None:
    def window(minutes: int) -> Callable[[Answer], None]:
        body = feed(NOW, *[item("Order", n, n, minutes=1 + n * minutes // 5) for n in range(6)])
        return lambda answer: answer.reply(body)

    slow = FeedSource("dcd", "cmecf", "dcd", world.server.url("/dcd"), 1800, "demod")
    world.serve("/dcd", window(60))
    assert 900 <= (world.ask(slow)["dcd"].next_due - NOW).total_seconds() <= 990
    world.serve("/dcd", window(300))
    assert 1800 <= (world.ask(slow)["dcd"].next_due - NOW).total_seconds() <= 1980
