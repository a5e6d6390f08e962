"""Thirty days of polling in a minute or two: `python -m tests.soak [days]`.

The schedule's own jobs run against a real server on the loopback address, with a clock that goes on half an hour at a
time. The feed brings an entry an hour, fails for an hour a day. Between the
fifth day and the last, memory may grow by no more than a tenth, and handles and threads not at all; the archive holds
no more bodies than entries, failures and changes of the feed need. Every entry is stored once.
"""

import gc
import os
import sys
import tempfile
import threading
import time
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from bench.start import resident_mb
from tests.conftest import NOW
from tests.factories import DEMO, demo_courts, demo_register, item
from tests.torture_ingest import ensure
from tracker.config import Config
from tracker.demo.feed import feed
from tracker.ingest.register import load_into_store
from tracker.jobs import Work, said
from tracker.storage.store import open_store

STEP = timedelta(minutes=30)
WINDOW, SETTLED = 40, 5  # entries that the feed shows; days until memory is looked at


class Court(ThreadingHTTPServer):
    """A court whose clock is that of the soak."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Answer)
        self.now, self.asked = NOW, 0
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def hours(self) -> int:
        return int((self.now - NOW) / timedelta(hours=1))


class Answer(BaseHTTPRequestHandler):
    server: Court

    def do_GET(self) -> None:
        court = self.server
        court.asked += 1
        if court.hours() % 24 == 13:
            self.send_error(503)
            return
        last, built = court.hours(), NOW + timedelta(hours=court.hours())
        shown = [item("Order" if n % 9 == 0 else "Notice of Appearance", n + 100, n + 100, minutes=60 * (last - n) + 5)
                 for n in range(max(0, last - WINDOW), last + 1)]  # fmt: skip
        body = feed(built, *shown)
        self.send_response(200)
        self.send_header("Content-Type", "application/rss+xml")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        pass


def soak(days: int, folder: Path) -> dict[str, float]:
    """Raises AssertionError where something grew that should not."""
    court = Court()
    port = court.server_address[1]
    feeds = folder / "feeds.toml"
    feeds.write_text(
        f'[demod]\nkind = "cmecf"\ncourt = "demod"\ntitle = "Demo"\nfeed = "http://127.0.0.1:{port}/rss"\n'
        "interval = 300\nverified = true\n"
    )
    config = Config(data_dir=folder, feeds_file=feeds, courts_file=DEMO / "courts.toml",
                    allow_hosts=(f"127.0.0.1:{port}",), federal_register_url="")  # fmt: skip
    store = open_store(config.db_path)
    load_into_store(store, demo_register(), demo_courts(), NOW - timedelta(days=2))
    store.close()
    lines: list[str] = []
    work = Work(config, demo_courts(), lines.append, lambda: court.now)
    jobs = [said(work, job) for job in (work.poll_due, work.mail_due, work.courtlistener_due, work.mailbox_due)]
    settled: tuple[float, int, int] | None = None
    began = time.monotonic()
    while court.now < NOW + timedelta(days=days):
        for number, job in enumerate(jobs):
            if number == 0 or court.now.minute == 0:
                job()
        court.now += STEP
        lines.clear()
        if settled is None and court.now >= NOW + timedelta(days=min(SETTLED, days - 1)):
            settled = _size()
    found = _size()
    court.shutdown()
    court.server_close()
    assert settled is not None
    return _judged(config, days, settled, found, court) | {"seconds": time.monotonic() - began}


def _size() -> tuple[float, int, int]:
    """Megabytes resident, open handles, threads."""
    gc.collect()
    time.sleep(0.3)  # threads of the last answers end
    return resident_mb(os.getpid()), len(os.listdir("/proc/self/fd")), threading.active_count()


def _judged(
    config: Config, days: int, settled: tuple[float, int, int], found: tuple[float, int, int], court: Court
) -> dict[str, float]:
    store = open_store(config.db_path)
    entries, bodies = store.value("select count(*) from docket_entries"), len(list(config.archive_dir.rglob("*.gz")))
    runs, size = store.value("select count(*) from feed_runs"), config.db_path.stat().st_size
    ensure(store.value("pragma integrity_check") == "ok", "the database is damaged")
    ensure(not store.value("select 1 from gaps"), "a gap was noted where every body overlaps the one before")
    store.close()
    expected = court.hours() if court.now.minute == 0 else court.hours() + 1
    ensure(abs(entries - expected) <= 1, f"{entries} entries of {expected}")
    # A body for each hour that brought something, and for each failure that was kept.
    ensure(bodies <= entries + 2 * days, f"{bodies} bodies for {entries} entries")
    ensure(found[1] <= settled[1], f"handles grew from {settled[1]} to {found[1]}")
    ensure(found[2] <= settled[2], f"threads grew from {settled[2]} to {found[2]}")
    ensure(found[0] <= settled[0] * 1.1, f"memory grew from {settled[0]:.0f} to {found[0]:.0f} MB")
    return {
        "days": days, "asked": court.asked, "entries": entries, "archived_bodies": bodies, "attempts_kept": runs,
        "database_mb": size / 1e6, "mb_on_day_5": settled[0], "mb_at_the_end": found[0], "handles_on_day_5": settled[1],
        "handles_at_the_end": found[1], "threads_on_day_5": settled[2], "threads_at_the_end": found[2],
    }  # fmt: skip


if __name__ == "__main__":
    with tempfile.TemporaryDirectory(prefix="soak-") as place:
        for title, value in soak(int(sys.argv[1]) if len(sys.argv) > 1 else 30, Path(place)).items():
            print(f"{title}: {value:.6g}")  # noqa: T201
