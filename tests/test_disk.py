"""A full disk, files that may only be read, a lock, a clock set back, two schedules, a power cut: nothing is lost or
doubled, and the operator is told in one line."""

import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from tests.conftest import NOW, ROOT
from tests.desk import Desk
from tests.factories import demo_courts
from tests.test_jobs import court, work
from tests.torture_store import World, sound
from tracker.jobs import Work, said
from tracker.storage import store as store_module
from tracker.storage.store import Store, open_store

__all__ = ["court", "work"]
CUT = """import pathlib, tempfile
import tests.test_disk
with tempfile.TemporaryDirectory() as folder:
    print(tests.test_disk.power_cuts(pathlib.Path(folder), 8, 7))"""


def tracker(data: Path, *verb: str, limit: int = 0) -> subprocess.CompletedProcess[str]:
    """The command line over `data`; limit: no file may become longer than so many bytes."""
    program = f"import resource; resource.setrlimit(resource.RLIMIT_FSIZE, ({limit}, {limit}))\n" if limit else ""
    return subprocess.run(
        [sys.executable, "-c", f"{program}from tracker.cli import main\nmain()", *verb],
        cwd=ROOT, env={**os.environ, "TRACKER_DATA_DIR": str(data)}, capture_output=True, text=True, timeout=300,
    )  # fmt: skip


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of three megabytes."""
    disk = tmp_path / "disk"
    disk.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=3m", "none", str(disk)], capture_output=True).returncode:
        pytest.skip("a small file system can only be mounted by root")
    yield disk
    subprocess.run(["umount", "-l", str(disk)], check=True)


def test_a_load_onto_a_full_disk_is_one_line_and_stores_nothing(tmp_path: Path) -> None:
    open_store(tmp_path / "tracker.db").close()
    done = tracker(tmp_path, "load", limit=(tmp_path / "tracker.db").stat().st_size + 50_000)
    assert done.returncode == 1, done.stdout
    assert len(done.stderr.splitlines()) == 1 and "tracker.db" in done.stderr and "disk" in done.stderr, done.stderr
    sound(tmp_path / "tracker.db")
    store = open_store(tmp_path / "tracker.db")
    assert store.value("select count(*) from facts") == store.value("select count(*) from events") == 0
    store.close()


def test_the_status_says_how_much_room_is_left(small_disk: Path) -> None:
    open_store(small_disk / "tracker.db").close()
    done = tracker(small_disk, "status")
    assert "room on its disk" in done.stdout and "too little, make room" in done.stdout, done.stderr


def test_a_poll_onto_a_full_disk_says_so_and_the_next_one_stores_everything_once(
    work: tuple[Work, list[str]], small_disk: Path, tmp_path: Path, store: Store
) -> None:
    job, lines = work
    store.execute("vacuum into ?", [str(small_disk / "tracker.db")])
    object.__setattr__(job.config, "data_dir", small_disk)
    open_store(small_disk / "tracker.db").close()
    filler = os.open(small_disk / "filler", os.O_CREAT | os.O_WRONLY)
    with pytest.raises(OSError):
        while True:
            os.write(filler, b"x" * 4096)
    os.close(filler)
    said(job, job.poll_due)()
    assert any("room" in line or "No space left" in line for line in lines), lines
    (small_disk / "filler").unlink()
    said(job, job.poll_due)()
    job.clock = lambda: NOW + timedelta(days=1)
    said(job, job.poll_due)()
    sound(small_disk / "tracker.db")
    db = sqlite3.connect(small_disk / "tracker.db")
    assert db.execute("select count(*) from docket_entries").fetchone() == (1,), lines
    db.close()


def test_on_a_file_system_for_reading_only_a_verb_says_what_is_wrong(small_disk: Path) -> None:
    open_store(small_disk / "tracker.db").close()
    subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True)
    done = tracker(small_disk, "load")
    assert done.returncode == 1 and len(done.stderr.splitlines()) == 1, done.stderr
    assert "tracker.db" in done.stderr and "written" in done.stderr


def test_a_locked_database_is_one_line_for_the_operator_and_pages_are_still_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store_module, "BUSY_MS", 30)
    desk, lines = Desk(tmp_path), list[str]()
    reader = desk.stranger()
    token = reader.get("/signin").split('name="csrf_token" value="')[1].split('"')[0]
    held = sqlite3.connect(desk.config.db_path, isolation_level=None)
    held.execute("begin immediate")
    job = Work(desk.config, demo_courts(), lines.append, lambda: NOW)
    said(job, job.poll_due)()
    assert len(lines) == 1 and lines[0].startswith("poll: ") and "another program has held it" in lines[0]
    assert "Bureau" in reader.get("/")
    answer = reader.post("/signin", {"csrf_token": token, "name": "Ada", "password": "x"})
    assert answer.status_code == 503 and str(tmp_path) not in answer.text, answer.status_code
    held.execute("rollback")
    held.close()
    said(job, job.mail_due)()
    assert len(lines) == 1, lines


def test_a_clock_that_was_set_back_stops_no_polling(work: tuple[Work, list[str]], store: Store) -> None:
    job, _ = work
    assert job.poll_due() and job.poll_due() == []
    store.execute("update job_claims set holder = 'a process from before the clock was set back'")
    again = Work(job.config, job.courts, lambda line: None, lambda: NOW - timedelta(days=2))
    polled = again.poll_due()
    assert {p.source.id for p in polled} == {"demod", "silent"}
    assert again.poll_due() == [], "and what it planned itself holds again"
    assert store.value("select count(*) from docket_entries") == 1
    assert not store.value("select 1 from gaps")


def test_two_schedules_by_mistake_ask_each_feed_once(work: tuple[Work, list[str]], store: Store) -> None:
    job, _ = work
    other = Work(job.config, job.courts, lambda line: None, lambda: NOW)
    other.holder = "another process"
    found: list[str] = []
    threads = [
        threading.Thread(target=lambda w=w: found.extend(p.source.id for p in w.poll_due())) for w in (job, other)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(found) == ["demod", "silent"]
    assert store.value("select count(*) from feed_runs") == 2
    assert store.value("select count(*) from docket_entries") == 1


def writer(world: World) -> int:
    """A process that loads one version of the register after the other."""
    if child := os.fork():
        return child
    try:
        for _ in world.load():
            pass
    finally:
        os._exit(1)


def power_cuts(folder: Path, cuts: int, seed: int) -> int:
    """Copies of the files at instants of the writing, half of them without the index of the log; each opens and is one of
    the two versions. Returns how many copies had something in the log."""
    chance, world, logged = random.Random(seed), World(folder / "world"), 0
    keeper = sqlite3.connect(world.config.db_path)  # a reader, so that the log is never folded in at a close
    keeper.execute("select count(*) from events").fetchone()
    child = writer(world)
    try:
        for number in range(cuts):
            time.sleep(chance.uniform(0.0, 0.15))
            os.kill(child, signal.SIGSTOP)
            copy = folder / f"cut-{number}"
            copy.mkdir()
            for file in world.config.data_dir.glob("tracker.db*"):
                shutil.copy(file, copy / file.name)
            os.kill(child, signal.SIGCONT)
            log = copy / "tracker.db-wal"
            logged += log.exists() and log.stat().st_size > 0
            if number % 2:
                # After a power cut nobody has the index of the log; SQLite makes it anew.
                (copy / "tracker.db-shm").unlink(missing_ok=True)
            sound(copy / "tracker.db")
            world.config = type(world.config)(data_dir=copy)
            world.check_load([])
            world.config = type(world.config)(data_dir=folder / "world" / "data")
    finally:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        keeper.close()
    return logged


def test_the_files_of_any_moment_open_and_hold_one_state() -> None:
    # In a process of its own: it forks, which a test runner with threads must not.
    done = subprocess.run(
        [sys.executable, "-c", CUT],
        cwd=ROOT, capture_output=True, text=True, timeout=300,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) >= 4


def test_killed_loads_readings_copies_and_upgrades_lose_and_double_nothing() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.torture_store", "5", "20261122"],
        cwd=ROOT, capture_output=True, text=True, timeout=300,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    assert "kills: 5" in done.stdout
