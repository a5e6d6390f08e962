"""`reparse` on feeds that are no longer listed: what was stored of them stays readable by today's parsers."""

import json
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.factories import item
from tests.feedserver import FeedServer
from tests.shell import Shell
from tracker.demo.feed import Item, feed
from tracker.storage.store import Store, open_store

BUILT = datetime(2026, 11, 20, 18, 0, tzinfo=UTC)
STORY = """<rss version="2.0"><channel><title>Wire</title><item><title>{title}</title>
<link>https://wire.example/1</link><description>Harbor Reading Circle v. Bureau of Weather Permits: a judge ruled on
the sharing of permit files.</description></item></channel></rss>"""


class Fetched(Shell):
    """A shell whose feeds a server on the loopback address answers."""

    def __init__(self, folder: Path, server: FeedServer):
        super().__init__(folder)
        self.server = server
        self.env["TRACKER_ALLOW_HOSTS"] = server.place
        self.listed("demod", "wire")
        self("load")

    def listed(self, *names: str) -> None:
        told = {
            "demod": f'[demod]\nkind = "cmecf"\ncourt = "demod"\ntitle = "Demo"\nfeed = "{self.server.url("/demod")}"\n'
            "interval = 300\nverified = true\n",
            "wire": f'[wire]\nkind = "news"\ntitle = "Wire"\nfeed = "{self.server.url("/wire")}"\ninterval = 3600\n'
            "verified = true\n",
        }
        Path(self.env["TRACKER_FEEDS_FILE"]).write_text("\n".join(told[name] for name in names), encoding="utf-8")

    def show(self, path: str, body: bytes) -> None:
        self.server.routes[path] = lambda a: a.reply(body, Content_Type="application/rss+xml")

    def fetch(self, feed_id: str, body: bytes) -> str:
        self.show(f"/{feed_id}", body)
        return self("fetch", "--feed", feed_id).stdout

    def store(self) -> closing[Store]:
        return closing(open_store(Path(self.env["TRACKER_DATA_DIR"]) / "tracker.db"))

    def reparse(self) -> dict[str, list[str]]:
        """By feed, what its rows of the table say: status, new, changed, unchanged; and the notes below."""
        done = self("reparse")
        assert done.returncode == 0, done.stdout + done.stderr
        rows: dict[str, list[str]] = {}
        for line in done.stdout.splitlines()[1:]:
            name, *words = line.split()
            rows.setdefault(name.rstrip(":"), []).append(" ".join(words if name.endswith(":") else words[:4]))
        return rows


@pytest.fixture
def shell(tmp_path: Path) -> Iterator[Fetched]:
    with FeedServer() as server:
        yield Fetched(tmp_path, server)


def court_feed(*items: Item, later: int = 0) -> bytes:
    return feed(BUILT + timedelta(minutes=later), *items)


def test_bodies_of_a_court_s_feed_that_left_the_list_are_read_by_the_court_of_their_entries(shell: Fetched) -> None:
    shell.fetch("demod", court_feed(item("Order on Motion for TRO", 44)))
    shell.fetch("demod", court_feed(item("Order", 45, 18), item("Order on Motion for TRO", 44), later=5))
    shell.listed("wire")
    assert shell.reparse() == {"demod": ["ok 0 0 1", "ok 0 0 2"]}
    with shell.store() as store:
        # As a parser of before may have left it.
        for table in ("docket_entries", "entry_revisions"):
            store.execute(f"update {table} set short_description = 'Ordre', content_sha = 'x' where entry_id = 1")
    assert shell.reparse()["demod"][0] == "ok 0 1 0"
    with shell.store() as store:
        assert (
            store.value("select short_description from docket_entries where entry_id = 1") == "Order on Motion for TRO"
        )
        assert store.value("select count(*) from docket_entries") == 2


def test_a_body_of_an_unlisted_feed_that_no_entry_cites_is_left_and_said(shell: Fetched) -> None:
    shell.fetch("demod", b"<html><body>Closed</body></html>")
    shell.listed("wire")
    assert shell.reparse() == {"demod": ["unchanged 0 0 0", "not read again: the feed is no longer in data/feeds.toml"]}


def test_a_news_feed_that_left_the_list_is_read_again_and_its_items_stay(shell: Fetched) -> None:
    shell.fetch(
        "wire", STORY.format(title="Judge rules on Harbor Reading Circle v. Bureau of Weather Permits").encode()
    )
    with shell.store() as store:
        before = store.rows("select * from coverage")
        assert len(before) == 1, "the story is about the demonstration's case"
    shell.listed("demod")
    assert shell.reparse() == {"wire": ["ok 0 0 1"]}
    with shell.store() as store:
        assert store.rows("select * from coverage") == before


def test_what_left_the_list_is_not_asked_and_not_told_of_after_it_was_read_again(shell: Fetched) -> None:
    shell.fetch("demod", court_feed(item("Order", 44)))
    shell.listed("wire")
    shell.show("/wire", STORY.format(title="Nothing of ours").encode())
    shell("fetch", "--all")
    with shell.store() as store:
        before = store.rows("select * from feeds order by feed_id")
    shell.reparse()
    with shell.store() as store:
        assert store.rows("select * from feeds order by feed_id") == before
    feeds = {found["feed_id"]: found for found in json.loads(shell("status", "--json").stdout)["feeds"]}
    assert feeds["demod"]["url"] is None and not feeds["demod"]["in_trouble"]
