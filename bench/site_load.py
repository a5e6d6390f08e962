"""How many public pages a second the real server gives, and how soon it tells of a new event.

`python -m tracker serve` over a copy of the store with 100,000 events, its eight threads and this load on the same
cores. Eight connections stay open and ask for public pages, cases and API answers in turn, as fast as answers come.
`requests_per_s`: from a warm cache. `requests_per_s_writing`: while another process stores an event each second, which
makes every page old at once. `new_event_seen_ms`: from the commit to the end of the first answer that shows it.
"""

import gzip
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench._crowd import crowded
from tracker.config import Config
from tracker.storage.events import EventRow, put_event
from tracker.storage.facts import bump_version
from tracker.storage.store import open_store

EVENTS = 100_000
CONNECTIONS, SECONDS = 8, 6.0
PAGES = (
    "/", "/timeline", "/timeline?kind=order", "/timeline?q=motion", "/cases", "/flows", "/map", "/calendar", "/about",
    "/timeline.atom", "/api/v1/cases", "/api/v1/events", "/api/v1/flows",
)  # fmt: skip


def run() -> dict[str, float]:
    with tempfile.TemporaryDirectory(prefix="bench-load-") as folder:
        shutil.copy(crowded(EVENTS).db_path, Path(folder) / "tracker.db")
        config = Config(data_dir=Path(folder))
        with served(config) as (port, process):
            store = open_store(config.db_path, readonly=True)
            cases = [r["case_id"] for r in store.rows("select case_id from cases order by case_id limit 20")]
            store.close()
            pages = [*PAGES, *(f"/cases/{case_id}" for case_id in cases)]
            one = Connection(port)
            for page in pages:
                one.get(page)
            figures = {"requests_per_s": load(port, pages)}
            figures["requests_per_s_unchanged"] = load(port, pages, unchanged=True)
            stop = threading.Event()
            writer = threading.Thread(target=_write, args=(config, stop))
            writer.start()
            figures["requests_per_s_writing"] = load(port, pages)
            stop.set()
            writer.join()
            figures["new_event_seen_ms"] = max(_seen(config, one, number) for number in range(10))
            figures["server_mb"] = _resident(process.pid)
            one.close()
    return figures


@contextmanager
def served(config: Config) -> Iterator[tuple[int, subprocess.Popen[bytes]]]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environ = {**os.environ, "TRACKER_DATA_DIR": str(config.data_dir), "TRACKER_PORT": str(port)}
    process = subprocess.Popen([sys.executable, "-m", "tracker", "serve"], env=environ, stdout=subprocess.DEVNULL)
    try:
        for _ in range(300):
            try:
                Connection(port).close()
                break
            except OSError:
                time.sleep(0.1)
        yield port, process
    finally:
        process.terminate()
        process.wait(20)


class Connection:
    """One connection that stays open."""

    def __init__(self, port: int):
        self._port = port
        self._open()

    def _open(self) -> None:
        self._socket = socket.create_connection(("127.0.0.1", self._port), timeout=30)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._rest = b""

    def get(self, path: str, etag: str = "") -> tuple[int, str, bytes]:
        """Code, ETag and body, as sent: packed."""
        asked = f"If-None-Match: {etag}\r\n" if etag else ""
        self._socket.sendall(f"GET {path} HTTP/1.1\r\nHost: bench\r\nAccept-Encoding: gzip\r\n{asked}\r\n".encode())
        data = self._rest
        while (end := data.find(b"\r\n\r\n")) < 0:
            data += self._more()
        head = data[:end].decode("latin-1")
        code = int(head[9:12])
        fields = dict(line.lower().split(": ", 1) for line in head.split("\r\n")[1:])
        length = 0 if code == 304 else int(fields["content-length"])
        parts, have = [data[end + 4 :]], len(data) - end - 4
        while have < length:
            parts.append(self._more())
            have += len(parts[-1])
        body = b"".join(parts)
        self._rest = body[length:]
        if fields.get("connection") == "close":
            self.close()
            self._open()
        return code, fields.get("etag", "").replace("w/", "W/"), body[:length]

    def _more(self) -> bytes:
        if not (data := self._socket.recv(1 << 18)):
            raise ConnectionError("the server closed the connection")
        return data

    def close(self) -> None:
        self._socket.close()


def load(port: int, pages: list[str], *, unchanged: bool = False) -> float:
    """Answers a second over all connections."""
    done = [0] * CONNECTIONS
    wrong: list[str] = []
    until = time.perf_counter() + SECONDS

    def ask(number: int) -> None:
        connection, at = Connection(port), number
        etags: dict[str, str] = {}
        while time.perf_counter() < until:
            page = pages[at % len(pages)]
            code, etag, _ = connection.get(page, etags.get(page, ""))
            if code not in (200, 304):
                wrong.append(f"{page}: {code}")
            if unchanged:
                etags[page] = etag
            done[number] += 1
            at += 1
        connection.close()

    threads = [threading.Thread(target=ask, args=(n,)) for n in range(CONNECTIONS)]
    started = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if wrong:
        raise RuntimeError(wrong[0])
    return sum(done) / (time.perf_counter() - started)


def _event(config: Config, name: str) -> None:
    store = open_store(config.db_path)
    case = store.row("select case_id, docket_id, court_id from dockets limit 1")
    assert case is not None
    row = EventRow(
        event_id=f"{case['case_id']}.{name}", case_id=case["case_id"], docket_id=case["docket_id"],
        court_id=case["court_id"], origin="docket", kind="order", title=f"New {name}", text="", names="",
        day="2026-11-21", day_precision="day", entered_at=None, document=None, judge=None, confirmed=False,
    )  # fmt: skip
    with store.atomic():
        put_event(store, row, "2026-11-21T12:00:00Z")
        bump_version(store)
    store.close()


def _write(config: Config, stop: threading.Event) -> None:
    number = 0
    while not stop.wait(1.0):
        number += 1
        _event(config, f"written-{number}")


def _seen(config: Config, connection: Connection, number: int) -> float:
    _event(config, f"seen-{number}")
    started = time.perf_counter()
    _, _, body = connection.get("/timeline")
    took = (time.perf_counter() - started) * 1000
    if f"New seen-{number}".encode() not in gzip.decompress(body):
        raise RuntimeError("a page kept from before was given after a new event")
    return took


def _resident(pid: int) -> float:
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6
