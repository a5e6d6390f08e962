"""The schedule: one process at a time, every outcome said, a failing feed never in the way of the others."""

import threading
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from tests.conftest import NOW
from tests.factories import DEMO, demo_courts, demo_register, item
from tracker.config import Config
from tracker.demo.feed import feed
from tracker.ingest.register import load_into_store
from tracker.jobs import CLAIM_FOR, Work
from tracker.storage.claims import claim
from tracker.storage.store import Store


@pytest.fixture
def court() -> Iterator[int]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = feed(NOW, item("Order", 44))
            self.send_response(200)
            self.send_header("Content-Type", "application/rss+xml")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield int(server.server_address[1])
    server.shutdown()
    server.server_close()


@pytest.fixture
def work(store: Store, court: int, tmp_path: Path) -> tuple[Work, list[str]]:
    feeds = tmp_path / "feeds.toml"
    feeds.write_text(
        f'[demod]\nkind = "cmecf"\ncourt = "demod"\ntitle = "Demo"\nfeed = "http://127.0.0.1:{court}/rss"\n'
        'interval = 300\nverified = true\n\n[silent]\nkind = "news"\ntitle = "Nobody there"\n'
        'feed = "http://127.0.0.1:9/rss"\ninterval = 3600\nverified = true\n'
    )
    load_into_store(store, demo_register(), demo_courts(), NOW - timedelta(days=2))
    config = Config(
        data_dir=tmp_path, feeds_file=feeds, courts_file=DEMO / "courts.toml",
        allow_hosts=(f"127.0.0.1:{court}", "127.0.0.1:9"),
    )  # fmt: skip
    lines: list[str] = []
    return Work(config, demo_courts(), lines.append, lambda: NOW), lines


def test_a_poll_stores_what_came_and_says_what_could_not_be_reached(work: tuple[Work, list[str]], store: Store) -> None:
    job, lines = work
    from tracker.feeds.sources import load_sources
    from tracker.storage.feeds import register_feeds

    with store.atomic():
        register_feeds(store, load_sources(job.config.feeds_file, job.courts))
    done = {p.source.id: p for p in job.poll_due()}
    assert done["demod"].run.new == 1 and done["silent"].run.status == "failed"
    assert any("silent:" in line and "asked again at" in line for line in lines)
    assert done["demod"].next_due > NOW
    assert job.poll_due() == []


def test_a_poll_that_another_process_holds_is_left_to_it(work: tuple[Work, list[str]], store: Store) -> None:
    job, _ = work
    assert claim(store, "poll", "another", NOW, CLAIM_FOR)
    assert job.poll_due() == []
    assert store.value("select count(*) from feed_runs") == 0
