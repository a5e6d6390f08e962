"""What the real `run` holds in memory with a million events through a day of polling: `python -m tests.resident`.

`python -m tests.resident [--events N] [--hours H] [--speed S] [--courts N]` starts the tracker over a copy of the
bench's store, its clock S times as fast, its list of feeds answered on the loopback address; with --courts so many
federal courts every five minutes instead. Of each six hours nobody reads for three, then two readers ask for pages, and
at their end six at once for half a minute of ours, as fast as answers come. Each hour of the tracker's is a line. Figures
are megabytes resident of the one process, the most since the figure before, handles and threads, and processor time.
"""

import argparse
import os
import random
import shutil
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from math import ceil
from pathlib import Path
from urllib.parse import urlsplit

from bench._crowd import crowded
from bench.digest import _subscribe
from bench.site import Addresses
from bench.start import cpu_s, free_port
from tests.courthouse import Courthouse, Docket, body
from tests.quicker import SAID, quick
from tracker.config import ROOT, Config
from tracker.courts import Courts, load_courts
from tracker.feeds.sources import load_sources
from tracker.ingest.listed import with_dockets
from tracker.models import FeedSource
from tracker.storage.store import Store, open_store

READERS_BY_DAY, READERS_AT_ONCE, BURST = 2, 6, 30.0
ROUND, QUIET = 6, 3  # hours
SUBSCRIBERS, FILTERS = 40, 20
Figures = dict[str, float]


class Tracker:
    """The process under measurement."""

    def __init__(self, config: Config, feeds: Path, hosts: str, speed: float):
        self.port, self.speed, self.began, self.most = free_port(), speed, float("inf"), 0.0
        env = {**os.environ, "TRACKER_DATA_DIR": str(config.data_dir), "TRACKER_FEEDS_FILE": str(feeds),
               "TRACKER_ALLOW_HOSTS": hosts, "TRACKER_FEDERAL_REGISTER_URL": "", "TRACKER_COURTLISTENER_FEEDS": "0",
               "TRACKER_PORT": str(self.port), "PYTHONUNBUFFERED": "1"}  # fmt: skip
        self.log = (config.data_dir / "log").open("w+")
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.quicker", str(speed), "run"], cwd=ROOT, env=env, stdout=self.log,
            stderr=subprocess.STDOUT,
        )  # fmt: skip

    def now(self) -> datetime:
        found = time.time()
        return quick(self.began, self.speed, found) if self.began < found else datetime.fromtimestamp(found, UTC)

    def hours(self) -> float:
        """Of the tracker's, since its schedule began."""
        return max(time.time() - self.began, 0) * self.speed / 3600

    def until_schedule(self) -> None:
        while not (lines := [line for line in self.lines() if line.startswith(SAID)]):
            if self.process.poll() is not None:
                raise RuntimeError("\n".join(self.lines()[-20:]))
            time.sleep(0.1)
        self.began = float(lines[0].removeprefix(SAID))

    def lines(self) -> list[str]:
        return Path(self.log.name).read_text().splitlines()

    def get(self, path: str) -> None:
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=60) as answer:
            answer.read()

    def until_page(self) -> None:
        while True:
            try:
                return self.get("/")
            except OSError:  # not there yet, or slow to answer on a busy machine
                if self.process.poll() is not None:
                    raise RuntimeError("\n".join(self.lines()[-20:])) from None
                time.sleep(0.1)

    def size(self) -> tuple[float, float, float]:
        """Megabytes resident, of them not of files, and the most that there ever were."""
        status = Path(f"/proc/{self.process.pid}/status").read_text().splitlines()
        found = {line.split(":")[0]: int(line.split()[1]) / 1024 for line in status if line.endswith("kB")}
        return found["VmRSS"], found["RssAnon"], found["VmHWM"]

    def counts(self) -> tuple[int, int]:
        place = f"/proc/{self.process.pid}"
        return len(os.listdir(f"{place}/fd")), len(os.listdir(f"{place}/task"))

    def noted(self, name: str) -> Figures:
        """Figures of this moment; the most is that since the last time."""
        mb, own, most = self.size()
        self.most = max(self.most, most)
        Path(f"/proc/{self.process.pid}/clear_refs").write_text("5")  # the most begins anew
        handles, threads = self.counts()
        found = {f"mb_{name}": mb, f"mb_{name}_own": own, f"mb_{name}_peak": most, f"handles_{name}": handles,
                 f"threads_{name}": threads, f"cpu_s_{name}": cpu_s(self.process.pid)}  # fmt: skip
        for title, value in found.items():
            print(f"{title}: {value:.6g}", flush=True)  # noqa: T201
        return found

    def cpu(self) -> float:
        return cpu_s(self.process.pid)

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(30)
        self.log.close()


class Readers:
    """Ask for pages of every kind until stopped. `pause`: seconds between two of one reader."""

    def __init__(self, tracker: Tracker, store: Store, count: int, pause: float):
        self.answered, self.wrong, self._stop = 0, list[str](), threading.Event()
        self._tracker, self._pause, self._lock = tracker, pause, threading.Lock()
        rng = random.Random(count)
        kinds = list(Addresses(store, rng).kinds.values())
        # Made beforehand: addresses are looked up in the store, and a connection is for one thread.
        self._paths = [rng.choice(kinds)() for _ in range(2_000)]
        self._threads = [threading.Thread(target=self._ask, args=(n,), daemon=True) for n in range(count)]
        for thread in self._threads:
            thread.start()

    def _ask(self, number: int) -> None:
        at = number * 331
        while not self._stop.wait(self._pause):
            path = self._paths[at % len(self._paths)]
            at += 1
            try:
                self._tracker.get(path)
            except OSError as error:
                self.wrong.append(f"{path}: {error}")
            with self._lock:
                self.answered += 1

    def stop(self) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join(90)


class Day:
    """Readers through the tracker's day: none, two, then six at once, again and again."""

    def __init__(self, tracker: Tracker, store: Store):
        self.answered, self.at_once, self.wrong = 0, 0, list[str]()
        self._tracker, self._store = tracker, store
        self._readers: Readers | None = None

    def until(self, hour: float) -> None:
        self.read(READERS_BY_DAY if (hour - 1) % ROUND >= QUIET else 0)
        while self._tracker.hours() < hour:
            if self._tracker.process.poll() is not None:
                raise RuntimeError("\n".join(self._tracker.lines()[-20:]))
            time.sleep(0.1)

    def read(self, count: int, pause: float = 0.5) -> None:
        """So many readers from now on."""
        if (self._readers is not None) == bool(count):
            return
        if self._readers:
            self._readers.stop()
            self.answered += self._readers.answered
            self.wrong += self._readers.wrong
        self._readers = Readers(self._tracker, self._store, count, pause) if count else None

    def rush(self) -> None:
        self.read(0)
        before = self.answered
        self.read(READERS_AT_ONCE, 0)
        time.sleep(BURST)
        self.read(0)
        self.at_once += self.answered - before


def sources_of(store: Store, courts: Courts, count: int | None) -> list[FeedSource]:
    listed = [s for s in with_dockets(store, load_sources(Config().feeds_file, courts)) if s.url]
    if count is None:
        return listed
    have = {s.court_id: s for s in listed if s.kind == "cmecf" and s.court_id}
    federal = [c for c, court in courts.items() if court.level in ("district", "appeals", "bankruptcy")]
    chosen = [*have, *(c for c in federal if c not in have)][:count]
    return [FeedSource(c, "cmecf", c, f"https://{c}.example/rss", 300, c) for c in chosen]


def feeds_file(sources: list[FeedSource], ports: dict[str, int], folder: Path) -> Path:
    """The list with every address on loopback. Dockets of the Supreme Court are one pattern, as in the real list."""
    tables, seen = [], set[str]()
    for source in sources:
        scotus = source.kind == "scotus"
        name = "scotus" if scotus else source.id
        if name in seen:
            continue
        seen.add(name)
        path = "{number}.json" if scotus else "rss"
        court = f'court = "{source.court_id}"\n' if source.court_id else ""
        tables.append(
            f'[{name}]\nkind = "{source.kind}"\ntitle = "{name}"\nverified = true\ninterval = {source.interval}\n'
            f'feed = "http://127.0.0.1:{ports[name]}/{path}"\n{court}'
        )
    found = folder / "feeds.toml"
    found.write_text("\n".join(tables))
    return found


@contextmanager
def prepared(events: int, speed: float, count: int | None) -> Iterator[tuple[Tracker, Store, Courthouse]]:
    with tempfile.TemporaryDirectory(prefix="resident-") as place:
        config = Config(data_dir=Path(place))
        shutil.copy(crowded(events).db_path, config.db_path)
        writing = open_store(config.db_path)
        if not writing.value("select 1 from subscribers limit 1"):
            _subscribe(writing, SUBSCRIBERS, FILTERS)
        writing.close()
        store = open_store(config.db_path, readonly=True)
        courts = load_courts(config.courts_file)
        sources = sources_of(store, courts, count)
        dockets: dict[str, list[Docket]] = {}
        for row in store.rows("select court_id, docket_number, caption from dockets where docket_number is not null"):
            dockets.setdefault(row["court_id"], []).append(Docket(row["docket_number"], row["caption"] or ""))
        everything = [docket for own in dockets.values() for docket in own]
        by_name = {("scotus" if s.kind == "scotus" else s.id): s for s in sources}
        held: list[Tracker] = []

        def answer(name: str, path: str) -> bytes:
            source, now = by_name[name], held[0].now()
            if source.kind == "scotus":
                number = urlsplit(path).path.strip("/").removesuffix(".json")
                source = FeedSource(f"scotus-{number.lower()}", "scotus", "", "", 3600, "scotus")
            court = courts.get(source.court_id or "")
            own = everything if source.kind == "news" else dockets.get(source.court_id or "", [])
            return body(source, court.level if court else "", own, now)

        house = Courthouse(list(by_name), answer)
        hosts = ",".join(f"127.0.0.1:{port}" for port in house.ports.values())
        held.append(Tracker(config, feeds_file(sources, house.ports, config.data_dir), hosts, speed))
        try:
            yield held[0], store, house
        finally:
            held[0].stop()
            house.close()
            store.close()


def measure(events: int, hours: float, speed: float, count: int | None) -> Figures:
    figures: Figures = {}
    with prepared(events, speed, count) as (tracker, store, house):
        entries = store.value("select count(*) from docket_entries")
        tracker.until_page()
        figures |= tracker.noted("first_page")
        tracker.until_schedule()
        figures |= tracker.noted("lists_read")
        day = Day(tracker, store)
        for hour in range(1, ceil(hours) + 1):
            day.until(min(hour, hours))
            figures |= tracker.noted(f"hour_{hour}")
            if hour % ROUND == 0 or hour >= hours:
                day.rush()
                figures |= tracker.noted(f"rush_{hour}")
        day.read(0)
        figures |= {
            "mb_most": tracker.most,
            "pages": day.answered,
            "pages_at_once": day.at_once,
            "hours": tracker.hours(),
        }
        runs = store.rows("select status, count(*) n from feed_runs group by 1")
        figures |= {f"visits_{row['status']}": row["n"] for row in runs}
        figures |= {
            "asked": house.asked, "entries": store.value("select count(*) from docket_entries") - entries,
            "news": store.value("select count(*) from coverage") if _has(store, "coverage") else 0,
            "letters": store.value("select count(*) from outbox"),
            "share_of_a_core": (tracker.cpu() - figures["cpu_s_lists_read"]) / (tracker.hours() * 3600),
            "rounds_skipped": sum("maximum number of running instances" in line for line in tracker.lines()),
        }  # fmt: skip
        for wrong in day.wrong[:10]:
            print(f"wrong: {wrong}")  # noqa: T201
        for line in [line for line in tracker.lines() if "Traceback" in line or "rror" in line][:10]:
            print(f"said: {line}")  # noqa: T201
    return figures


def _has(store: Store, table: str) -> bool:
    return bool(store.value("select 1 from sqlite_master where name = ?", [table]))


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--events", type=int, default=1_000_000)
    asked.add_argument("--hours", type=float, default=24)
    asked.add_argument("--speed", type=float, default=120)
    asked.add_argument("--courts", type=int)
    given = asked.parse_args()
    for title, value in measure(given.events, given.hours, given.speed, given.courts).items():
        print(f"{title}: {value:.6g}")  # noqa: T201


if __name__ == "__main__":
    main()
