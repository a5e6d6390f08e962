"""How every feed stands, in sentences: on /sources, on a feed's own page, and in `status`."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from lxml import html

from tests.test_cli import Shell, tracker  # noqa: F401  (a fixture)
from tests.website import HOSTILE, NOW, load_small, page, site_over
from tracker.config import Config
from tracker.courts import Court, load_courts
from tracker.dates import utc_text
from tracker.feeds.maintenance import parse_window
from tracker.ingest.standing import listed_sources
from tracker.models import FeedRun, FeedSource
from tracker.outputs.feed_state import FeedState, feed_state
from tracker.storage import feeds as feed_store
from tracker.storage.store import Store, open_store

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
URL = "https://ecf.dcd.example/rss"
SOURCE = FeedSource("dcd", "cmecf", "D.C.: docket entries", URL, 1200, "dcd", True)
COURT = Court("dcd", "District of Columbia", "D.D.C.", "district", 1, "America/New_York", "DC")
# A Monday, 10:00 in Washington.
MONDAY = NOW + DAY


def state(
    source: FeedSource | None = SOURCE,
    court: Court = COURT,
    types: Any = (),
    gaps: Any = (),
    now: Any = MONDAY,
    **row: Any,
) -> FeedState:
    names = (
        "last_checked_at", "last_ok_at", "last_changed_at", "next_due_at", "failing_since", "last_error", "last_status",
        "items", "span_seconds", "moved_to", "gone_since", "held_until", "held_why", "last_build_date", "told",
    )  # fmt: skip
    known = {"feed_id": "dcd", "kind": "cmecf", "url": URL, "failures": 0, **dict.fromkeys(names)}
    return feed_state({**known, **row}, source, court, types, gaps, now)


def remark(found: FeedState, code: str) -> str:
    return next(r.text for r in found.remarks if r.code == code)


def test_a_feed_that_is_read_has_nothing_to_say() -> None:
    found = state(last_ok_at=utc_text(MONDAY), last_build_date=utc_text(MONDAY - HOUR))
    assert (found.remarks, found.trouble, found.summary) == ((), False, "read without error")
    assert state().summary == "waits for its first reading"
    assert state(url=None).summary == "not asked"


def test_failing_gone_quarantined_and_half_read_feeds_are_in_trouble_each_with_its_words() -> None:
    bad = {"failures": 3, "failing_since": utc_text(MONDAY - 3 * HOUR), "last_error": "the host broke off"}
    failing = state(**bad, last_status="failed", last_ok_at=utc_text(MONDAY - DAY))
    assert remark(failing, "failing") == (
        "Not read since Nov 23, 2026, 7:00 a.m. EST, 3 failed tries: the host broke off."
    )
    assert remark(state(**bad, last_status="failed"), "failing") == (
        "Never read yet, 3 failed tries since Nov 23, 2026, 7:00 a.m. EST: the host broke off."
    )
    gone = state(**bad, last_status="failed", gone_since=utc_text(MONDAY - DAY))
    assert "says since Nov 22, 2026, 10:00 a.m. EST that this feed is gone for good" in remark(gone, "gone")
    assert "waits for a person’s word" in remark(state(**bad, last_status="quarantined"), "quarantined")
    partly = state(**bad, last_status="partial")
    assert remark(partly, "partial").startswith("Read only in part since Nov 23")
    assert all(f.trouble and f.summary == "in trouble" for f in (failing, gone, partly))


def test_a_feed_that_its_court_stopped_making_is_stale_while_the_court_is_at_work() -> None:
    built = {"last_build_date": utc_text(MONDAY - 3 * HOUR), "last_ok_at": utc_text(MONDAY)}
    stale = state(**built)
    assert stale.trouble and "last made this feed on Nov 23, 2026, 7:00 a.m. EST" in remark(stale, "stale")
    assert state(**built, now=MONDAY - 2 * DAY).remarks == ()
    # While it fails, that is said and not this.
    assert [r.code for r in state(**built, failures=1, last_status="failed").remarks] == ["failing"]


def test_hours_of_maintenance_are_said_kept_and_no_trouble() -> None:
    court = replace(COURT, maintenance=(parse_window("Mon 09:00-11:30"),))
    found = state(court=court, last_build_date=utc_text(MONDAY - 9 * HOUR), next_due_at=utc_text(MONDAY))
    assert [r.code for r in found.remarks] == ["maintenance"] and not found.trouble
    assert "not asked before Nov 23, 2026, 11:30 a.m. EST" in remark(found, "maintenance")
    assert found.next_try == MONDAY + 1.5 * HOUR


def test_a_rest_that_the_host_asked_for_and_a_move_are_said() -> None:
    found = state(held_until=utc_text(MONDAY + HOUR), held_why="asks for fewer visits", next_due_at=utc_text(MONDAY))
    assert "Not asked before Nov 23, 2026, 11:00 a.m. EST" in remark(found, "held") and found.next_try == MONDAY + HOUR
    assert not state(held_until=utc_text(MONDAY - HOUR), held_why="x").remarks
    moved = state(moved_to="https://new.example.gov/rss?key=secret")
    assert remark(moved, "moved") == "Moved for good to new.example.gov, where it is asked now."


def test_a_feed_that_reaches_back_a_short_time_is_asked_oftener_and_says_why() -> None:
    short = state(items=100, span_seconds=3600)
    assert (short.asked_every, short.asked_text) == (
        900, "every 15 minutes, oftener than the 20 minutes set, since it reaches back only 60 minutes",
    )  # fmt: skip
    long = state(items=100, span_seconds=86_400)
    assert (long.asked_every, long.asked_text) == (1200, "every 20 minutes; it reaches back 24 hours")


def types(*said: tuple[str, list[str], str]) -> list[dict[str, Any]]:
    return [{"coverage": c, "types": t, "since": s} for c, t, s in said]


def test_what_a_court_leaves_out_is_said_with_the_day_since_when() -> None:
    partial = state(types=types(("partial", ["order", "motion"], "2026-11-03T02:00:00Z")))
    assert partial.carries == "partial"
    assert partial.carries_text == (
        "The court publishes only these types of entry here: order and motion. Whatever else is filed does not appear, "
        "and its absence means nothing. First read so on Nov 2, 2026."
    )
    changed = state(
        types=types(
            ("none", [], "2026-11-20T15:00:00Z"), ("full", ["all"], "2026-11-10T15:00:00Z"),
            ("partial", ["order"], "2026-11-03T15:00:00Z"),
        )
    )  # fmt: skip
    assert changed.carries_text.endswith("So since Nov 20, 2026, when it changed.")
    assert changed.carried == (
        "From Nov 10, 2026 until Nov 20, 2026: all entries.", "From Nov 3, 2026 until Nov 10, 2026: only order.",
    )  # fmt: skip
    assert "has not been read whole yet" in state().carries_text
    assert state(kind="news", court=None, source=None).carries_text == ""  # type: ignore[arg-type]


def test_a_court_with_hundreds_of_types_does_not_flood_the_page() -> None:
    found = state(types=types(("partial", [f"type{n}" for n in range(300)], "2026-11-03T02:00:00Z")))
    assert "and 260 more" in found.carries_text and len(found.carries_text) < 900


# Pages -------------------------------------------------------------------------------------------------------------


@pytest.fixture
def writing(tmp_path: Path) -> Iterator[Store]:
    opened = open_store(load_small(tmp_path).db_path)
    yield opened
    opened.close()


@pytest.fixture
def client(writing: Store, tmp_path: Path) -> FlaskClient:
    from tracker.config import Config

    return site_over(Config(data_dir=tmp_path)).test_client()


def attempt(store: Store, minutes: int, **run: Any) -> None:
    now = NOW - minutes * MINUTE
    with store.atomic():
        feed_store.register_feeds(store, [SOURCE])
        number = feed_store.open_run(store, "dcd", now)
        feed_store.close_run(store, number, FeedRun("dcd", **{"status": "ok", **run}), now)


def words(text: str) -> str:
    return " ".join(html.fromstring(text).text_content().split())


def test_every_attempt_at_a_feed_is_told_in_words_newest_first(client: FlaskClient, writing: Store) -> None:
    attempt(writing, 30, new=3, changed=1, unchanged=7, ignored=200, bytes=123_456, http_status=200, gap=True)
    attempt(writing, 20, status="failed", http_status=503, error="the host is not available at the moment (HTTP 503)")
    attempt(writing, 10, status="unchanged", http_status=304)
    attempt(writing, 5, status="partial", notes=("2 items were not whole", HOSTILE), error=HOSTILE)
    text = page(client, "/sources/dcd")
    assert "<script>alert" not in text
    said = words(text)
    assert "123,456" in said and "A gap before it." in said and "HTTP 503" in said
    order = [said.index(word) for word in ("read in part", "as before", "failed HTTP 503", "123,456")]
    assert order[1:] == sorted(order[1:])
    assert "2 items were not whole" in said


def test_many_attempts_come_in_pages_that_meet(client: FlaskClient, writing: Store) -> None:
    for minutes in range(120, 0, -1):
        attempt(writing, minutes, bytes=1000 + minutes)
    seen: list[str] = []
    path: str | None = "/sources/dcd"
    while path:
        tree = html.fromstring(page(client, path))
        seen += [cell.text for cell in tree.xpath("//td[@data-l='Bytes']")]
        path = next(iter(tree.xpath("//a[@rel='next']/@href")), None)
    assert seen == [f"{1000 + minutes:,}" for minutes in range(1, 121)]


def test_a_feed_that_does_not_exist_and_a_page_that_cannot_be_are_said(client: FlaskClient, writing: Store) -> None:
    attempt(writing, 1)
    page(client, "/sources/nothing", 404)
    page(client, "/sources/dcd?before=x", 400)
    assert "no earlier attempts" in words(page(client, "/sources/dcd?before=1"))


def test_the_list_of_feeds_puts_trouble_first_and_counts_it(client: FlaskClient, writing: Store) -> None:
    attempt(writing, 1)
    with writing.atomic():
        feed_store.register_feeds(
            writing, [replace(SOURCE, id="mad", url="https://ecf.mad.example/rss", court_id="mad")]
        )
        feed_store.note_failure(writing, "mad", NOW, FeedRun("mad", "failed", error="refused the connection"))
    text = page(client, "/sources")
    assert "1 feed of 2 is in trouble: D. Mass. Feeds" in words(text)
    assert text.index('id="feed-mad"') < text.index('id="feed-dcd"')


def test_feeds_of_one_court_are_told_apart_and_a_long_list_of_trouble_is_a_number(
    client: FlaskClient, writing: Store
) -> None:
    attempt(writing, 1)

    def fail(source: FeedSource) -> None:
        feed_store.register_feeds(writing, [source])
        feed_store.note_failure(writing, source.id, NOW, FeedRun(source.id, "failed", error="refused"))

    with writing.atomic():
        fail(FeedSource("courtlistener-feeds", "courtlistener", "", "https://www.courtlistener.com", 60, None))
    assert "1 feed of 2 is in trouble: CourtListener: docket feeds." in words(page(client, "/sources"))
    with writing.atomic():
        for number in range(12):
            fail(
                FeedSource(f"news-{number}", "news", f"News {number}", f"https://news{number}.example/rss", 1800, None)
            )
    assert "13 feeds of 14 are in trouble. They stand first in the table." in words(page(client, "/sources"))


# The command line --------------------------------------------------------------------------------------------------


def test_status_says_what_is_wrong_in_words_and_as_json(tracker: Shell) -> None:  # noqa: F811
    feeds = tracker.folder / "feeds.toml"
    feeds.write_text(feeds.read_text().replace('feed = "none"\nreason', f'feed = "{URL}"\ninterval = 300\nreason'))
    tracker("load")
    store = open_store(tracker.folder / "var" / "tracker.db")
    with store.atomic():
        feed_store.register_feeds(store, [FeedSource("demod", "cmecf", "Demo", URL, 300, "demod")])
        feed_store.note_failure(store, "demod", NOW, FeedRun("demod", "failed", error="refused the connection"))
    store.close()
    said = tracker("status").stdout
    assert "1 feed asked; 1 is in trouble." in said
    assert said.startswith(f"data folder: {tracker.folder / 'var'}\n")
    assert "demod: Never read yet, 1 failed try since Nov 22, 2026, 10:00 a.m. EST: refused the connection." in said
    found = json.loads(tracker("status", "--json").stdout)
    (feed,) = found["feeds"]
    assert feed["in_trouble"] and feed["remarks"][0]["code"] == "failing" and feed["last_checked_at"] == utc_text(NOW)
    assert found["counts"]["feeds failing"] == "1" and feed["open_gaps"] == []


def test_an_edit_of_the_list_of_feeds_is_seen_at_once(tmp_path: Path) -> None:
    file = tmp_path / "feeds.toml"
    config = Config(data_dir=tmp_path, feeds_file=file)
    courts = load_courts(config.courts_file)
    assert listed_sources(config, courts) == []
    one = '[{}]\nkind = "news"\ntitle = "One"\nfeed = "https://news.example/{}"\ninterval = 900\nverified = true\n'
    file.write_text(one.format("a", "a"))
    first = listed_sources(config, courts)
    first.clear()
    assert [s.id for s in listed_sources(config, courts)] == ["a"]
    file.write_text(one.format("b", "b") + one.format("c", "c"))
    assert [s.id for s in listed_sources(config, courts)] == ["b", "c"]
    file.write_text("broken")
    assert listed_sources(config, courts) == []


@pytest.mark.parametrize(
    ("url", "shown"),
    [("https://news.example/feed?api_key=hunter4&lang=en", "https://news.example/feed?api_key=…&lang=en"),
     ("https://news.example/feed?lang=en&Token=hunter4#x", "https://news.example/feed?lang=en&Token=…#x"),
     ("https://ecf.cadc.uscourts.gov/n/beam/servlet/TransportRoom?servlet=RSSGenerator",
      "https://ecf.cadc.uscourts.gov/n/beam/servlet/TransportRoom?servlet=RSSGenerator")],
)  # fmt: skip
def test_a_key_in_a_feeds_address_is_shown_to_nobody(url: str, shown: str) -> None:
    assert state(url=url).url == shown


def test_a_feed_that_is_read_now_and_then_says_so_on_its_page(client: FlaskClient, writing: Store) -> None:
    with writing.atomic():
        feed_store.register_feeds(writing, [SOURCE])
        feed_store.note_told(writing, SOURCE.id, "unsteady")
    for path in ("/sources", f"/sources/{SOURCE.id}"):
        assert "Unsteady." in client.get(path).text
