"""Datasette beside the site: a million events as one table, a sorted page, a searched page, the events of one case.

The same events, from the store that `bench.site` makes, in a table with indexes of its days and cases and of its words,
as `data.db` has them, with no limit of time (by itself Datasette refuses what takes a second). Both are asked in this
process, without a socket; milliseconds of the median answer. The site keeps no finished page, and shows ties, sources
and counts beside every choice, which Datasette's page does not.
"""

import asyncio
import itertools
import random
import sqlite3
import statistics
import tempfile
import time
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

from bench._crowd import ALWAYS, NOW, RARE, crowded
from bench.site import _word, ask
from tracker.config import ROOT
from tracker.storage.postings import warm
from tracker.storage.store import open_store
from tracker.web import create_app

EVENTS, ROUNDS = 1_000_000, 5
_TABLE = """
create table events (id text primary key, title text, text text, date text, kind text, case_id text, court_id text,
    document text);
insert into events select event_id, title, text, day, kind, case_id, court_id, document from store.events;
create index events_date on events(date);
create index events_case on events(case_id, date);
create virtual table events_fts using fts5(title, text, content='events');
insert into events_fts (events_fts) values ('rebuild');
"""


def run(events: int = EVENTS, rounds: int = ROUNDS) -> dict[str, float]:
    config = crowded(events)
    file = _table(config.db_path, ROOT / "build" / "bench" / f"datasette-{config.data_dir.name}" / "events.db")
    store = open_store(config.db_path, readonly=True)
    warm(store)
    cases = [row["case_id"] for row in store.rows("select distinct case_id from events where case_id is not null")]
    store.close()
    client = create_app(replace(config, page_cache_mb=0), clock=lambda: NOW).test_client()
    rng = random.Random(events)
    asked = list(_asked(rng, sorted(cases), rounds))
    times: dict[str, list[float]] = {}
    for name, _, ours in asked:
        times.setdefault(f"site_{name}_ms", []).append(ask(client, ours))
    for name, took in asyncio.run(_ask_datasette(file, [(name, theirs) for name, theirs, _ in asked])):
        times.setdefault(f"datasette_{name}_ms", []).append(took)
    return {name: statistics.median(own[3:]) for name, own in times.items()}


def _asked(rng: random.Random, cases: list[str], rounds: int) -> Any:
    """What is measured, its address at Datasette, its address here. The first three of each warm up."""
    for _ in range(rounds + 1):
        for day in rng.sample(range(1, 29), 3):
            to = f"20{rng.randrange(19, 27)}-0{rng.randrange(1, 10)}-{day:02d}"
            yield "page", f"?_sort_desc=date&date__lte={to}&_size=50", f"/timeline?to={to}"
        for word in ("motion", rng.choice((ALWAYS, RARE)), _word(rng)):
            yield "search", f"?_search={word}&_sort_desc=date&_size=50", f"/timeline?q={word}"
        for case in rng.sample(cases, 3):
            yield "case", f"?case_id={case}&_sort_desc=date&_size=50", f"/timeline?case={case}"


async def _ask_datasette(file: Path, addresses: list[tuple[str, str]]) -> list[tuple[str, float]]:
    from datasette.app import Datasette

    served = Datasette([str(file)], settings={"sql_time_limit_ms": 60_000})
    found = []
    for name, address in addresses:
        started = time.perf_counter()
        response = await served.client.get(f"/events/events{address}")
        took = (time.perf_counter() - started) * 1000
        if response.status_code != 200:
            raise RuntimeError(f"Datasette: {address}: {response.status_code}")
        found.append((name, took))
    return found


def _table(store: Path, file: Path) -> Path:
    """The table of the events of a store, made now if there is none."""
    if file.exists():
        return file
    file.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=file.parent) as made:
        making = Path(made) / file.name
        with closing(sqlite3.connect(making, isolation_level=None)) as db:
            db.execute("pragma journal_mode = off")
            db.execute("attach ? as store", [str(store)])
            for statement in itertools.filterfalse(str.isspace, _TABLE.split(";")):
                db.execute(statement)
        making.rename(file)
    return file
