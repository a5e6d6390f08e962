"""Kills a process that ingests a feed, at random moments, and looks at what it left behind.

`python -m tests.torture_ingest 200 [seed]` kills 200 times. Each time a forked child takes one body of the feed after
the other as the schedule would, and dies by SIGKILL; then the database must be sound, every entry whole, and the run
that was open must be closed by the next start. At the end of a life the feed is read once more without a kill, and
every entry that it ever showed must be there exactly once.
"""

import os
import random
import re
import signal
import sys
import tempfile
import time
import traceback
from collections import Counter
from datetime import datetime, timedelta
from pathlib import Path

from tests.conftest import NOW
from tests.factories import demo_courts, demo_register, item
from tests.shell import in_process
from tracker import archive
from tracker.config import Config
from tracker.dates import utc_text
from tracker.demo.feed import Item, feed
from tracker.ingest.register import load_into_store
from tracker.ingest.run import ingest
from tracker.ingest.tools import Tools, make_tools
from tracker.models import FeedSource, Fetched
from tracker.storage import feeds as feed_store
from tracker.storage.store import Store, open_store

SOURCE = FeedSource("demod", "cmecf", "Demo court", "https://ecf.demod.example/rss", 300, "demod")
STEP, WINDOW = 40, 90  # new entries in each body, and how many it shows
KILLS_A_LIFE = 10  # kills in the life of one database
KINDS = (
    "Order",
    "Notice of Appearance",
    "Motion to Stay",
    "Order on Motion for Preliminary Injunction",
    "Minute Entry",
)


def built_at(body: int) -> datetime:
    return NOW + timedelta(minutes=5 * (body * STEP + WINDOW))


def entered_at(n: int) -> datetime:
    return NOW + timedelta(minutes=5 * n)


def shown(body: int) -> list[Item]:
    """A window that moves over the docket. A third of the entries have no document; the clerk mends some types."""
    items = []
    for n in range(body * STEP, body * STEP + WINDOW):
        paperless, mended = n % 3 == 0, n % 7 == 0 and n % 3 and n < body * STEP + STEP
        kind = KINDS[n % len(KINDS)] + (" (corrected)" if mended else "")
        ago = (built_at(body) - entered_at(n)).total_seconds() / 60
        items.append(item(kind, n, None if paperless else n, minutes=int(ago)))
    return items


def take(store: Store, tools: Tools, body: int) -> None:
    data, now = feed(built_at(body), *shown(body)), built_at(body)
    run = ingest(store, SOURCE, lambda: Fetched(SOURCE.url or "", 200, data, now), tools, now)
    if run.status not in ("ok", "unchanged"):
        raise AssertionError(f"ingest failed: {run.error}")


def child(folder: Path, body: int) -> tuple[int, int]:
    """Start a process that takes one body after the other from `body` on, until it is killed. Its id, and a pipe on
    which it names each body before it takes it."""
    reading, writing = os.pipe()
    process = os.fork()
    if process:
        os.close(writing)
        return process, reading
    try:
        store = open_store(folder / "tracker.db")
        tools = make_tools(Config(data_dir=folder), demo_courts(), store)
        while True:
            os.write(writing, b"%d\n" % body)
            take(store, tools, body)
            body += 1
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(1)


def kill_after(folder: Path, body: int, seconds: float) -> int:
    """Let a process work for a moment, kill it, and return the body that it had begun."""
    process, reading = child(folder, body)
    with os.fdopen(reading, "rb") as pipe:
        begun = pipe.readline()
        time.sleep(seconds)
        os.kill(process, signal.SIGKILL)
        _, status = os.waitpid(process, 0)
        begun = (pipe.read().splitlines() or [begun])[-1]
    ensure(os.WIFSIGNALED(status), "the process ended by itself; its error stands above")
    return int(begun)


def check(store: Store, folder: Path) -> None:
    """What must be true of the database at every moment, whoever died."""
    ensure(store.value("pragma integrity_check") == "ok", "the database is damaged")
    ensure(not store.rows("pragma foreign_key_check"), "a row hangs on nothing")
    store.execute("insert into events_fts(events_fts) values ('integrity-check')")
    wrong = {
        "an entry without all its revisions": "select 1 from docket_entries d where revision <> (select count(*)"
        " from entry_revisions r where r.entry_id = d.entry_id and r.revision between 1 and d.revision)",
        "an entry whose last revision is not its text": "select 1 from docket_entries d join entry_revisions r using"
        " (entry_id, revision) where d.short_description <> r.short_description or d.content_sha <> r.content_sha",
        "a revision that was seen nowhere": "select 1 from entry_revisions r where not exists (select 1 from"
        " source_items s where s.entry_id = r.entry_id and s.revision = r.revision and s.archive_sha is not null)",
        "an entry without event": "select 1 from docket_entries where entry_id not in"
        " (select entry_id from events where origin = 'docket')",
        "an event without tag": "select 1 from events where origin = 'docket' and event_id not in"
        " (select event_id from tag_matches)",
        "a run that counts what is not there": "select 1 where (select coalesce(sum(new), 0) from feed_runs)"
        " <> (select count(*) from docket_entries)",
        "a run that counts changes that are not there": "select 1 where (select sum(new + changed) from feed_runs)"
        " <> (select count(*) from entry_revisions)",
    }
    for what, sql in wrong.items():
        ensure(store.row(sql) is None, what)
    for row in feed_store.archived(store):
        body = archive.read(folder / "raw", row["path"])
        ensure(archive.body_sha(body) == row["body_sha"], "an archived body is not what its name says")


def ensure(held: bool, what: str) -> None:
    if not held:
        raise AssertionError(what)


def status_is_clear(folder: Path) -> None:
    """What the operator reads before anything is started again: words, no traceback, nothing unsaid."""
    told = in_process({"TRACKER_DATA_DIR": str(folder)}, "status")
    said = (told.stdout + told.stderr).decode()
    ensure(
        told.returncode == 0 and "docket entries: " in said, f"`status` leaves with {told.returncode}: {said[-500:]}"
    )
    unclear = re.findall(r"Traceback|\bNone\b|in_progress|Error|<[a-z_.]+ object", said)
    ensure(not unclear, f"`status` says {unclear}")


def everything_once(store: Store, last: int) -> None:
    """Every entry that any body up to `last` showed is there once, with the words of the last body that showed it."""
    latest = {entry.sequence: entry.kind for body in range(last + 1) for entry in shown(body)}
    wanted = Counter((None if n % 3 == 0 else str(n), utc_text(entered_at(n)), kind) for n, kind in latest.items())
    rows = store.rows("select pacer_seq_no, date_entered, short_description from docket_entries")
    held = Counter(tuple(row.values()) for row in rows)
    ensure(
        held == wanted, f"lacking: {list((wanted - held).items())[:3]}, too much: {list((held - wanted).items())[:3]}"
    )
    ensure(not store.value("select 1 from gaps"), "a gap was noted where every body overlaps the one before")


def torture(kills: int, seed: int) -> dict[str, int]:
    """Kill `kills` times; how often a run was open at that moment, and how many entries were stored by the end.

    Raises AssertionError with what was found wrong.
    """
    chance = random.Random(seed)
    counts = {"kills": 0, "in_a_run": 0, "bodies": 0, "entries": 0}
    while counts["kills"] < kills:
        with tempfile.TemporaryDirectory(prefix="torture-") as folder:
            _one_life(Path(folder), min(KILLS_A_LIFE, kills - counts["kills"]), chance, counts)
    return counts


def together(folder: Path, bodies: int = 8) -> dict[str, int]:
    """Two processes take the same bodies at the same time; what is stored, and how many runs failed."""
    _new_life(folder)
    processes = []
    for _ in range(2):
        process = os.fork()
        if not process:
            try:
                store = open_store(folder / "tracker.db")
                tools = make_tools(Config(data_dir=folder), demo_courts(), store)
                for body in range(bodies):
                    take(store, tools, body)
                os._exit(0)
            except BaseException:
                traceback.print_exc()
            os._exit(1)
        processes.append(process)
    for process in processes:
        ensure(os.waitpid(process, 0)[1] == 0, "a process failed; its error stands above")
    store = open_store(folder / "tracker.db")
    check(store, folder)
    everything_once(store, bodies - 1)
    failed = store.value("select count(*) from feed_runs where status not in ('ok', 'unchanged')")
    return {"entries": store.value("select count(*) from docket_entries"), "failed_runs": failed}


def _new_life(folder: Path) -> float:
    """A database that has taken the first body; the seconds that this took."""
    store = open_store(folder / "tracker.db")
    load_into_store(store, demo_register(), demo_courts(), NOW - timedelta(days=30))
    with store.atomic():
        feed_store.register_feeds(store, [SOURCE])
    # Rules are read once, here, so that a forked child is at work at once; and on a busy machine kills come later.
    tools, began = make_tools(Config(data_dir=folder), demo_courts(), store), time.monotonic()
    take(store, tools, 0)
    seconds = time.monotonic() - began
    # A connection must not live through a fork.
    store.close()
    return seconds


def _one_life(folder: Path, kills: int, chance: random.Random, counts: dict[str, int]) -> None:
    seconds = _new_life(folder)
    body = 1
    for _ in range(kills):
        body = kill_after(folder, body, chance.uniform(0.0, 2.5 * seconds))
        status_is_clear(folder)
        store = open_store(folder / "tracker.db")
        check(store, folder)
        with store.atomic():
            counts["in_a_run"] += feed_store.close_stale_runs(store, NOW)
        ensure(not store.value("select 1 from feed_runs where status = 'in_progress'"), "a run is left open")
        store.close()
        counts["kills"] += 1
    store = open_store(folder / "tracker.db")
    take(store, make_tools(Config(data_dir=folder), demo_courts(), store), body)
    check(store, folder)
    everything_once(store, body)
    counts["bodies"] += body + 1
    counts["entries"] += store.value("select count(*) from docket_entries")
    store.close()


if __name__ == "__main__":
    if sys.argv[1:2] == ["--together"]:
        found = together(Path(sys.argv[2]))
    else:
        wanted = int(sys.argv[1]) if len(sys.argv) > 1 else 200
        seed = int(sys.argv[2]) if len(sys.argv) > 2 else random.SystemRandom().randrange(10**6)
        print(f"seed: {seed}", flush=True)  # noqa: T201
        found = torture(wanted, seed)
    for name, value in found.items():
        print(f"{name}: {value}")  # noqa: T201
