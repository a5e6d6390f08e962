"""A tracker with invented dockets, a CourtListener of our own on the loopback address, and one clock for both."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from tests.clserver import TOKEN, ClServer
from tests.conftest import NOW
from tests.factories import DEMO
from tracker.config import Config
from tracker.courtlistener.client import Api
from tracker.courtlistener.deliveries import read_deliveries
from tracker.courtlistener.plan import Ask
from tracker.courtlistener.signals import read_next_feed
from tracker.courtlistener.work import spend
from tracker.courts import load_courts
from tracker.feeds.fetch import Limits
from tracker.ingest.tools import Tools, make_tools
from tracker.models import FeedRun
from tracker.register.schema import Case
from tracker.storage import courtlistener as watch
from tracker.storage.catalogue import put_catalogue
from tracker.storage.store import Store, open_store

FIRST = 70_010_001
# Answers of tests come at once or are about slowness.
# A test about time asks with SHORT; any other waits as long as a busy machine may need.
PATIENT = Limits(max_bytes=300_000, seconds=30, connect_seconds=30, redirects=0)
SHORT = replace(PATIENT, seconds=0.5)


def case_of(number: int, **docket: Any) -> Case:
    row = {"id": f"docket-{number}", "court": "demod", "number": f"1:26-cv-{number:05}",
           "courtlistener": str(FIRST + number)} | docket  # fmt: skip
    return Case.model_validate(
        {"id": f"case-{number}", "name": f"Case {number}", "caption": "Harbor Reading Circle v. Bureau",
         "dockets": [row], "events": [], "verified_through": None}
    )  # fmt: skip


ORDER = "ORDER granting 12 Motion for Preliminary Injunction. Defendants shall not share the permit files. Signed by Judge Example."
NOTICE = "NOTICE of Appearance by Counsel Example on behalf of Bureau of Weather Permits. (Entered: 11/22/2026)"
OURS = FIRST + 1


@dataclass
class World:
    store: Store
    config: Config
    tools: Tools
    server: ClServer
    now: datetime = NOW

    def clock(self) -> datetime:
        return self.now

    def later(self, **time: float) -> None:
        self.now += timedelta(**time)

    def register(self, *cases: Case) -> None:
        with self.store.atomic():
            put_catalogue(self.store, {case.id: case for case in cases}, {})

    def track(self, *numbers: int, checked: bool = True) -> None:
        """Track dockets that the server has under the ids of the register; checked: their pages have been read."""
        for number in numbers:
            self.server.add(FIRST + number, "demod", f"1:26-cv-{number:05}")
        self.register(*[case_of(number) for number in numbers])
        if checked:
            with self.store.atomic():
                watch.sync_watched(self.store)
                self.store.execute("update courtlistener_dockets set state = 'checked'")

    def spend(self, limits: Limits = PATIENT) -> list[tuple[Ask, FeedRun]]:
        return list(spend(self.store, self.config, self.tools, self.clock, api=Api(self.config, limits)))

    def runs(self) -> list[FeedRun]:
        return [run for _, run in self.spend()]

    def read_hooks(self) -> list[FeedRun]:
        return list(read_deliveries(self.store, self.config, self.tools, self.clock))

    def read_feed(self) -> FeedRun | None:
        return read_next_feed(self.store, self.config, self.tools, self.clock, limits=replace(PATIENT, redirects=2))

    def texts(self) -> list[str]:
        return [
            row["description"] for row in self.store.rows("select description from docket_entries order by entry_id")
        ]

    def row(self, number: int) -> dict[str, Any]:
        return watch.watched_row(self.store, FIRST + number) or {}


@contextmanager
def cl_world(folder: Path, **settings: Any) -> Iterator[World]:
    """settings: of Config, over a token and the address of the server."""
    holder: list[World] = []
    limits = tuple(settings.get(f"courtlistener_per_{w}", d) for w, d in (("minute", 5), ("hour", 50), ("day", 125)))
    with ClServer(lambda: holder[0].now if holder else NOW, limits) as server:
        config = Config(
            data_dir=folder, courts_file=DEMO / "courts.toml", allow_hosts=(server.place,),
            **({"courtlistener_token": TOKEN, "courtlistener_url": server.url("")} | settings),
        )  # fmt: skip
        store = open_store(config.db_path)
        try:
            tools = make_tools(config, load_courts(config.courts_file), store)
            holder.append(World(store, config, tools, server))
            yield holder[0]
        finally:
            store.close()
