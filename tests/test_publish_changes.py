"""After any changes, in any order, a later run of `publish` leaves the very bytes that a first run would make."""

import json
import random
import re
import sqlite3
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from tests.disputes import PI, dispute, file
from tests.test_publish import files, made, news, with_store
from tests.website import NOW, read_by_machine, small_register
from tracker.config import Config
from tracker.courts import load_courts
from tracker.dates import utc_text
from tracker.ingest.register import load_into_store
from tracker.publish.run import publish
from tracker.storage.events import retract_event
from tracker.storage.facts import bump_version
from tracker.storage.store import Store, open_store
from tracker.storage.withheld import withhold

FORMS = ("csv", "json", "ics", "timelinejs.json")
CASES = ("tenants-v-bureau", "list-v-board")
FLOWS = ("bureau-to-office-files", "board-to-office-lists")
EFFECTS = ("", "bars", "limits")


class World:
    """A small record that changes by chance; each change is one that the tracker itself makes."""

    def __init__(self, folder: Path, seed: int):
        self.chance, self.config, self.now, self.number = random.Random(seed), made(folder), NOW, 30
        with_store(self.config, self._feeds)

    def _feeds(self, store: Store) -> None:
        for feed_id in ("dcd", "mad"):
            store.execute(
                "insert into feeds (feed_id, kind, url) values (?, 'cmecf', ?)",
                [feed_id, f"https://{feed_id}.example/"],
            )

    def change(self) -> str:
        name, what = self.chance.choice(list(CHANGES.items()))
        self.now += timedelta(minutes=self.chance.randint(1, 600))
        store = open_store(self.config.db_path)
        what(self, store)
        store.close()
        return name

    def day(self) -> str:
        """From two years before today to half a year after it."""
        return (self.now.date() + timedelta(days=self.chance.randint(-700, 180))).isoformat()

    def event_id(self, store: Store) -> str:
        ids = [r["event_id"] for r in store.rows("select event_id from events order by 1")]
        return self.chance.choice(ids)


def new_event(world: World, store: Store) -> None:
    world.number += 1
    case = world.chance.choice(CASES)
    flows = tuple((f, world.chance.choice(EFFECTS)) for f in FLOWS if world.chance.random() < 0.4)
    day = world.chance.choice((world.day(), "2026-11-20", None))
    read_by_machine(
        store, world.number, case_id=case, docket_id=case, day=day, flows=flows, title=f"Order {world.number}",
        pending=world.chance.random() < 0.3, confirmed=world.chance.random() < 0.3,
        kind=world.chance.choice(("order", "motion", "notice")),
    )  # fmt: skip


def corrected(world: World, store: Store) -> None:
    """The court rewrites an entry: its text, and with it what was read from it."""
    event_id = world.event_id(store)
    with store.atomic():
        store.execute(
            "update events set title = title || ' (corrected)', day = coalesce(?, day), changed_at = ?"
            " where event_id = ? and origin = 'docket'",
            [world.chance.choice((None, world.day())), utc_text(world.now), event_id],
        )
        store.execute(
            "update docket_entries set revision = revision + 1, description = 'corrected' where entry_id ="
            " (select entry_id from events where event_id = ?)", [event_id],
        )  # fmt: skip
        bump_version(store)


def register_says_otherwise(world: World, store: Store) -> None:
    register = small_register()
    case = register.cases[world.chance.choice(sorted(register.cases))]
    word = f" ({world.number})"
    events = [e.model_copy(update={"title": e.title + word}) if world.chance.random() < 0.5 else e for e in case.events]
    through = (world.now.date() - timedelta(days=world.chance.randint(0, 40))).isoformat()
    register.cases[case.id] = case.model_copy(update={"events": events, "verified_through": through})
    if world.chance.random() < 0.3:
        flow = register.flows[FLOWS[0]]
        register.flows[flow.id] = flow.model_copy(update={"name": flow.name + word})
    load_into_store(store, register, load_courts(world.config.courts_file), world.now)


def gap(world: World, store: Store) -> None:
    court, at = world.chance.choice(("dcd", "mad")), utc_text(world.now)
    store.execute(
        "insert into gaps (feed_id, court_id, from_at, to_at, found_at) values (?, ?, ?, ?, ?)",
        [court, court, utc_text(world.now - timedelta(days=world.chance.randint(1, 30))), at, at],
    )


def gap_closed(world: World, store: Store) -> None:
    store.execute("update gaps set closed_at = ?, closed_why = 'read again' where closed_at is null",
                  [utc_text(world.now)])  # fmt: skip


def feed_read(world: World, store: Store) -> None:
    moment = utc_text(world.now)
    store.execute("update feeds set last_checked_at = ?, last_ok_at = ?, failures = 0, failing_since = null,"
                  " last_error = ''", [moment, moment])  # fmt: skip


def feed_fails(world: World, store: Store) -> None:
    store.execute(
        "update feeds set last_checked_at = ?, failures = 40, failing_since = ?, last_error = 'no answer'"
        " where feed_id = 'dcd'",
        [utc_text(world.now), utc_text(world.now - timedelta(days=3))],
    )


def days_pass(world: World, store: Store) -> None:
    world.now += timedelta(days=world.chance.choice((1, 1, 15, 40)))


def tied_paper(world: World, store: Store) -> None:
    """A paper of a dispute: it puts a line on the page of the paper that it is tied to."""
    world.number += 1
    motions = [
        r["document"] for r in store.rows("select document from events where kind = 'motion' and title like 'MOTION%'")
    ]
    kind, text, more = "motion", "MOTION for Preliminary Injunction", {"actions": ((PI, "sought"),)}
    if motions and world.chance.random() < 0.7:
        motion = world.chance.choice(motions)
        kind, text, more = world.chance.choice((
            ("response", f"Memorandum in opposition to re {motion} MOTION for Preliminary Injunction", {}),
            ("order", f"ORDER denying {motion} Motion for Preliminary Injunction",
             {"actions": ((PI, "denied"),), "body": f'{{"rules_on":[{motion}]}}'}),
        ))  # fmt: skip
    file(store, world.number, kind, world.day(), text, private=int(world.chance.random() < 0.2), **more)


def case_withheld(world: World, store: Store) -> None:
    if not store.value("select 1 from withheld where target_kind = 'case'"):
        store.execute("insert into withheld values ('case', 'list-v-board', 'sealed', ?, 'X')", [utc_text(world.now)])
    else:
        store.execute("delete from withheld where target_kind = 'case'")
    bump_version(store)


def private(world: World, store: Store) -> None:
    """An entry known from private mail only, or released."""
    with store.atomic():
        store.execute("update docket_entries set private = 1 - private where entry_id = 1")
        bump_version(store)


CHANGES: dict[str, Callable[[World, Store], None]] = {
    "event": new_event, "another event": new_event, "corrected": corrected, "register": register_says_otherwise,
    "withheld": lambda w, s: (withhold(s, w.event_id(s), f"sealed {w.number}", "X", utc_text(w.now)), None)[1],
    "retracted": lambda w, s: retract_event(s, "entry-2", utc_text(w.now)),
    "gap": gap, "gap closed": gap_closed, "feed read": feed_read, "feed fails": feed_fails, "days": days_pass,
    "tied paper": tied_paper, "another tied paper": tied_paper, "case withheld": case_withheld, "private": private,
    "news": lambda w, s: news(s) if not s.value("select 1 from coverage") else None,
}  # fmt: skip


def told(name: str, body: bytes) -> object:
    """A file without the instant of an answer, and without the state of the whole record that documents name: a file
    keeps those of the run that made it (docs/operating.md). Of data.db its rows."""
    if name == "data.db":
        db = sqlite3.connect(":memory:")
        db.deserialize(body)
        return [line for line in db.iterdump() if "made_at" not in line]
    text = re.sub(rb'"known_at":"[^"]*"', b"", body)
    if name.endswith("/chronology.json"):
        data = json.loads(text)
        coverage = data.pop("coverage")
        return ({k: v for k, v in data.items() if k not in ("data_version", "made_at")}, coverage["gaps"])
    return re.sub(rb"(?m)^DTSTAMP:.*$", b"", text)


@pytest.mark.parametrize("seed", range(2))
def test_after_chance_changes_a_later_run_leaves_what_a_first_one_would_make(tmp_path: Path, seed: int) -> None:
    world = World(tmp_path, seed)
    grown, fresh = tmp_path / "site", tmp_path / "fresh"
    with_store(world.config, dispute)
    write(world.config, grown, world.now)
    for step in range(3):
        happened = [world.change() for _ in range(world.chance.randint(1, 3))]
        write(world.config, grown, world.now)
        write(world.config, fresh, world.now, everything=True)
        left, right = files(grown), files(fresh)
        assert set(left) == set(right), (step, happened)
        wrong = [n for n in right if left[n] != right[n] and told(n, left[n]) != told(n, right[n])]
        assert wrong == [], (step, happened)


def write(config: Config, out: Path, now: datetime, everything: bool = False) -> None:
    publish(config, out, now, forms=FORMS, workers=1, everything=everything)
