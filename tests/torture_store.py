"""Kills processes at random moments of load, confirm, migrate, backup and publish: `python -m tests.torture_store 100 [seed]`.

A forked child does one kind of work over and over, naming each piece on a pipe when it is done, and dies by SIGKILL.
Then the database must be sound; what was named done must be there; what was not is there whole or not at all, and once;
a backup under its name is a whole one; the published site is one of its versions, to the byte.
"""

import copy
import gzip
import os
import random
import shutil
import signal
import sqlite3
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

from tests import website
from tests.test_upgrade import OLD, contents
from tests.torture_ingest import ensure
from tests.website import LOADED, NOW, load_small, read_by_machine
from tracker.config import Config
from tracker.courts import load_courts
from tracker.ingest.register import load_into_store
from tracker.publish.run import publish
from tracker.publish.tree import Tree, listing
from tracker.register.files import Register
from tracker.register.schema import Case
from tracker.review.confirm import Reading, confirm
from tracker.storage.backup import backup
from tracker.storage.store import Store, open_store

ENTRIES = 60
Done = Iterator[str]


def register(turn: int) -> Register:
    """The small register in one of two versions: a title, an event more, another state of the case."""
    found = website.small_register()
    if turn % 2:
        case = copy.deepcopy(website.CASES[0])
        case["state"]["text"] = "The stay stands, says the court."
        case["events"][3]["title"] = "Court stays the memorandum of June 1"
        case["events"].append({**case["events"][1], "key": "2026-02-03-appearance", "date": "2026-02-03"})
        found.cases[case["id"]] = Case.model_validate(case)
    return found


class World:
    """A database with a register, docket entries that wait for a reading, and the work that children do in it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.config: Config = load_small(folder / "data")
        self.courts = load_courts(self.config.courts_file)
        store = open_store(self.config.db_path)
        for number in range(1, ENTRIES + 1):
            read_by_machine(store, number, day="2026-11-19", pending=True)
        self.states = []
        for turn in (1, 0):
            load_into_store(store, register(turn), self.courts, LOADED + timedelta(days=1))
            self.states.append(told(store))
        store.close()
        ensure(self.states[0] != self.states[1], "the two versions of the register are the same")

    # Each piece of work: a generator that does it without end and names what is done.

    def load(self) -> Done:
        store = open_store(self.config.db_path)
        for turn in range(10_000):
            load_into_store(store, register(turn + 1), self.courts, NOW + timedelta(seconds=turn))
            yield str(turn)

    def confirm(self) -> Done:
        store = open_store(self.config.db_path)
        for number in range(1, ENTRIES + 1):
            if store.value("select confirmed from events where event_id = ?", [f"entry-{number}"]) == 0:
                reading = Reading("Ada", ("temporary_restraining_order granted",))
                confirm(store, f"entry-{number}", reading, self.courts, NOW)
                yield f"entry-{number}"
        time.sleep(60)

    def backup(self) -> Done:
        store = open_store(self.config.db_path)
        for turn in range(10_000):
            backup(store, self.folder / "copy.db")
            yield str(turn)

    def migrate(self) -> Done:
        old = Config(data_dir=self.folder / "old")
        old.data_dir.mkdir(exist_ok=True)
        for turn in range(10_000):
            for left in old.data_dir.glob("*"):
                left.unlink()
            whole = old.data_dir / "whole"
            whole.write_bytes(gzip.decompress(OLD[turn % len(OLD)].read_bytes()))
            os.replace(whole, old.db_path)
            open_store(old.db_path).close()
            yield str(turn % len(OLD))

    def publish(self) -> Done:
        for turn in range(10_000):
            publish(self.config, self.folder / "site", NOW + timedelta(days=turn % 3), forms=("csv",), workers=1)
            yield str(turn)

    # What must be true afterwards. done: what the child named.

    def check_load(self, done: list[str]) -> None:
        store = open_store(self.config.db_path)
        ensure(told(store) in self.states, "the register in the store is neither the one version nor the other")
        store.close()

    def check_confirm(self, done: list[str]) -> None:
        store = open_store(self.config.db_path)
        read = {r["event_id"] for r in store.rows("select event_id from events where confirmed_by = 'Ada'")}
        decided = [
            r["object_id"] for r in store.rows("select target_id as object_id from decisions where by_name = 'Ada'")
        ]
        store.close()
        ensure(set(done) <= read, f"a reading that was stored is gone: {set(done) - read}")
        ensure(sorted(decided) == sorted(read), "readings and decisions differ, or one stands twice")

    def check_backup(self, done: list[str]) -> None:
        path = self.folder / "copy.db"
        ensure(path.exists() or not done, "the copy is gone")
        if path.exists():
            sound(path)
            ensure(path.stat().st_mode & 0o077 == 0, "others may read the copy")

    def check_migrate(self, done: list[str]) -> None:
        path = self.folder / "old" / "tracker.db"
        if not path.exists():
            return
        columns, before = OLD_ROWS
        open_store(path).close()
        sound(path)
        ensure(contents(path, columns)[1] == before, "the upgrade lost or changed rows")

    def check_publish(self, done: list[str]) -> None:
        out = self.folder / "site"
        ensure(out.exists() or not done, "the published site is gone")
        if out.exists():
            tree = Tree(out)
            held = listing(tree.read_state(tree.live))
            found = {str(p.relative_to(out)): p.stat().st_size for p in out.rglob("*") if p.is_file()}
            ensure(bool(held) and found == {f: size for f, (_, size) in held.items()}, "the site is not one version")


def told(store: Store) -> list[str]:
    """What the register says in the store now, its texts and rows."""
    events = store.rows(
        "select event_id, title, day, retracted_at is null here from events where origin = 'register' and"
        " retracted_at is null order by 1"
    )
    facts = store.rows(
        "select kind, object_id, body from facts where known_until is null and origin = 'register' order by 1, 2"
    )
    return [*map(repr, events), *map(repr, facts)]


def sound(path: Path) -> None:
    db = sqlite3.connect(path)
    try:
        ensure(db.execute("pragma integrity_check").fetchall() == [("ok",)], f"{path.name} is damaged")
        ensure(not db.execute("pragma foreign_key_check").fetchall(), f"{path.name}: a row hangs on nothing")
    finally:
        db.close()


def kill(work: Callable[[], Done], seconds: float) -> list[str]:
    """Let a child work so long, kill it; what it had named done by then."""
    reading, writing = os.pipe()
    if not (process := os.fork()):
        try:
            os.close(reading)
            for name in work():
                os.write(writing, f"{name}\n".encode())
        except BaseException:
            traceback.print_exc()
        finally:
            os._exit(1)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        time.sleep(seconds)
        os.kill(process, signal.SIGKILL)
        _, status = os.waitpid(process, 0)
        done = [line.decode().strip() for line in pipe.read().splitlines(keepends=True) if line.endswith(b"\n")]
    ensure(os.WIFSIGNALED(status), "the work ended by itself; its error stands above")
    return done


def torture(kills: int, seed: int) -> dict[str, int]:
    """How many kills, and how often each work was done whole before one. Raises AssertionError."""
    chance, counts = random.Random(seed), {"kills": 0}
    names = ("load", "confirm", "backup", "migrate", "publish")
    with tempfile.TemporaryDirectory(prefix="torture-") as folder:
        world: World | None = None
        for number in range(kills):
            if number % 50 == 0:
                shutil.rmtree(folder)
                world = World(Path(folder))
            assert world is not None
            name = names[number % len(names)]
            done = kill(getattr(world, name), chance.uniform(0.0, 6.0 if name == "publish" else 0.6))
            sound(world.config.db_path)
            getattr(world, f"check_{name}")(done)
            counts["kills"] += 1
            counts[name] = counts.get(name, 0) + len(done)
    return counts


def _old_rows() -> tuple[dict[str, list[str]], dict[str, Any]]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "tracker.db"
        path.write_bytes(gzip.decompress(OLD[0].read_bytes()))
        return contents(path)


OLD_ROWS = _old_rows()

if __name__ == "__main__":
    wanted = int(sys.argv[1]) if len(sys.argv) > 1 else 100
    chosen = int(sys.argv[2]) if len(sys.argv) > 2 else random.SystemRandom().randrange(10**6)
    print(f"seed: {chosen}", flush=True)  # noqa: T201
    for title, value in torture(wanted, chosen).items():
        print(f"{title}: {value}")  # noqa: T201
