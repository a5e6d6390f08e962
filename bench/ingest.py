"""How fast real court feeds go from bytes to rows on disk, and how fast juriscraper only parses the same bytes.

The recorded feeds lie beside the project; they are repeated with other case numbers, ids and times until there are
20,000 items. `ingest_items_per_s`: fifty dockets are tracked, the rest is only looked at. `ingest_all_tracked_per_s`:
every docket is tracked, so that every item leaves an entry, a revision, provenance, tags and an event.

juriscraper takes its turn between the quarters of each, so that both meet the same hours of a machine whose speed
others change; `..._x_juriscraper` is the ratio to its turns within the same work.
"""

import importlib.util
import re
import tempfile
import time
import warnings
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime, parsedate_to_datetime
from pathlib import Path
from typing import Any

from tracker.config import ROOT, Config
from tracker.courts import Courts, load_courts
from tracker.dates import utc_text
from tracker.feeds.dialects import entries_from
from tracker.feeds.parse import parse_feed
from tracker.ingest.run import ingest
from tracker.ingest.tools import Tools, make_tools
from tracker.memory import settle
from tracker.models import FeedRun, FeedSource, Fetched
from tracker.register.schema import Case
from tracker.storage import feeds as feed_store
from tracker.storage.catalogue import put_catalogue
from tracker.storage.events import EventRow, put_event
from tracker.storage.store import Store, open_store

RECORDED = ("ca11", "ca2", "ca4", "ca6", "mdb", "nyed", "nysb")
FEEDS = ROOT.parent / "shared" / "feeds" / "cmecf"
ITEMS = 20_000
TRACKED = 50
NOW = datetime(2026, 11, 22, 15, 0, tzinfo=UTC)

_SERIAL = re.compile(rb"(?<=<title>)(<!\[CDATA\[)?((?:\d:)?\d\d-(?:[a-z]{2}-)?)(\d+)")
_IDS = re.compile(rb"(DktRpt\.pl\?|caseid=|show_case_doc\?\d*,|partId=|/docs?1/\d{4})(\d+)")
_DATE = re.compile(rb"(?<=<pubDate>)[^<]+|(?<=<lastBuildDate>)[^<]+")


@dataclass(frozen=True, slots=True)
class Body:
    court_id: str
    data: bytes
    items: int


def recorded_bodies(least: int) -> list[Body]:
    """At least `least` items, as polls of the recorded courts an hour apart, no two items alike."""
    recorded = [(court_id, next(FEEDS.glob(f"{court_id}*.xml")).read_bytes()) for court_id in RECORDED]
    bodies: list[Body] = []
    while sum(body.items for body in bodies) < least:
        shift = len(bodies) // len(recorded)
        for court_id, data in recorded:
            bodies.append(Body(court_id, _shifted(data, shift), data.count(b"<item>")))
    return bodies


def _shifted(data: bytes, shift: int) -> bytes:
    """The same feed with other serial numbers and ids, `shift` days later."""
    data = _SERIAL.sub(lambda m: (m[1] or b"") + m[2] + b"%d" % (int(m[3]) % 10**4 + shift * 10**4), data)
    data = _IDS.sub(lambda m: m[1] + b"%d%s" % (shift + 1, m[2]), data)
    return _DATE.sub(lambda m: _later(m[0].decode("ascii"), shift), data)


def _later(text: str, days: int) -> bytes:
    return format_datetime((parsedate_to_datetime(text) + timedelta(days=days)).astimezone(UTC), usegmt=True).encode()


def run() -> dict[str, float]:
    """Items a second, and milliseconds for a body that has not changed. {} where the recorded feeds are absent."""
    if not FEEDS.is_dir():
        return {}
    courts = load_courts(Config().courts_file)
    bodies = recorded_bodies(ITEMS)
    peer = _Juriscraper(bodies[: len(RECORDED)]) if importlib.util.find_spec("juriscraper") else None
    figures: dict[str, float] = {}
    with tempfile.TemporaryDirectory(prefix="bench-ingest-") as folder:
        few = _World(Path(folder) / "few", courts, _numbers(bodies, courts, TRACKED))
        figures |= _beside(few, bodies, peer, "ingest_items")
        figures["repoll_unchanged_ms"] = few.repoll(bodies[-2]) * 1000
        everything = _World(Path(folder) / "all", courts, _numbers(bodies, courts, None))
        figures |= _beside(everything, bodies, peer, "ingest_all_tracked")
        everything.check(bodies)
    if peer:
        figures["juriscraper_parse_items_per_s"] = peer.rate(0)
    return figures


def _beside(world: "_World", bodies: list[Body], peer: "_Juriscraper | None", name: str) -> dict[str, float]:
    settle()  # as the schedule finds the process; juriscraper's turns gain by it too
    turn, seconds = len(peer.turns) if peer else 0, 0.0
    quarter = len(bodies) // 4 + 1
    for first in range(0, len(bodies), quarter):
        if peer:
            peer.take()
        seconds += world.take(bodies[first : first + quarter], first)
    rate = sum(body.items for body in bodies) / seconds
    return {f"{name}_per_s": rate} | ({f"{name}_x_juriscraper": rate / peer.rate(turn)} if peer else {})


def _numbers(bodies: Sequence[Body], courts: Courts, limit: int | None) -> dict[str, list[str]]:
    """Docket numbers by court: all, or the first `limit` spread over the bodies."""
    found: dict[tuple[str, str], None] = {}
    for body in bodies:
        drafts, _ = entries_from(parse_feed(body.data), courts[body.court_id])
        # At most two dockets a body, so that the tracked ones are not all of one court and hour.
        for draft in drafts if limit is None else drafts[:1]:
            found[body.court_id, draft.docket_number] = None
    by_court: dict[str, list[str]] = {}
    for court_id, number in list(found)[:limit]:
        by_court.setdefault(court_id, []).append(number)
    return by_court


class _World:
    """A tracker on disk that knows the given dockets, one case each."""

    def __init__(self, folder: Path, courts: Courts, numbers: dict[str, list[str]]):
        self.store: Store = open_store(folder / "tracker.db")
        self.tools: Tools = make_tools(Config(data_dir=folder), courts, self.store)
        self.sources = {c: FeedSource(c, "cmecf", c, f"https://ecf.{c}.example/rss", 300, c) for c in courts}
        cases = {case.id: case for case in _cases(numbers)}
        with self.store.atomic():
            put_catalogue(self.store, cases, {})
            for case in cases.values():
                put_event(self.store, _opening(case), utc_text(NOW))
            feed_store.register_feeds(self.store, (self.sources[court_id] for court_id in RECORDED))

    def poll(self, body: Body, now: datetime) -> FeedRun:
        source = self.sources[body.court_id]
        fetched = Fetched(source.url or "", 200, body.data, now)
        return ingest(self.store, source, lambda: fetched, self.tools, now)

    def take(self, bodies: Iterable[Body], first: int) -> float:
        """Seconds that these bodies took; first: how many came before."""
        started = time.perf_counter()
        for number, body in enumerate(bodies, first):
            run = self.poll(body, NOW + timedelta(minutes=number))
            if run.status != "ok":
                raise RuntimeError(f"{body.court_id}: {run.error}")
        return time.perf_counter() - started

    def repoll(self, body: Body) -> float:
        """Seconds for one poll of a body that is as it was, the median of many."""
        self.poll(body, NOW + timedelta(days=1))
        times = []
        for number in range(101):
            started = time.perf_counter()
            run = self.poll(body, NOW + timedelta(days=1, minutes=number))
            times.append(time.perf_counter() - started)
            if run.status != "unchanged":
                raise RuntimeError(f"an unchanged body was read again: {run}")
        return sorted(times)[50]

    def check(self, bodies: Sequence[Body]) -> None:
        """The speed is not bought by dropping rows."""
        entries = sum(len(entries_from(parse_feed(b.data), self.tools.courts[b.court_id])[0]) for b in bodies)
        for table in ("docket_entries", "entry_revisions", "source_items", "events where origin = 'docket'"):
            rows = self.store.value(f"select count(*) from {table}")
            if rows != entries:
                raise RuntimeError(f"{entries} entries were shown, {table} has {rows} rows")
        for table, lacking in (("tag_matches", "has no tag"), ("event_flows", "has no flow and is not routine")):
            without = f"event_id not in (select event_id from {table})"
            if self.store.value(f"select 1 from events where origin = 'docket' and routine = 0 and {without}"):
                raise RuntimeError(f"an event {lacking}")


def _cases(numbers: dict[str, list[str]]) -> Iterable[Case]:
    for court_id, own in numbers.items():
        for place, number in enumerate(own):
            case_id = f"{court_id}-case-{place}"
            docket: dict[str, Any] = {"id": case_id, "court": court_id, "number": number}
            yield Case.model_validate(
                {"id": case_id, "name": f"Case {place}", "caption": f"Case {place}", "dockets": [docket], "events": [],
                 "verified_through": None}
            )  # fmt: skip


def _opening(case: Case) -> EventRow:
    """A register event that ties the case to a flow, as every tracked case has."""
    docket = case.dockets[0]
    return EventRow(
        event_id=f"{case.id}.complaint", case_id=case.id, docket_id=docket.id, court_id=docket.court, origin="register",
        kind="complaint", title="Complaint", text="", names=case.name, day="2026-11-01", day_precision="day",
        entered_at=None, document="1", judge=None, confirmed=True, flows=(("a-flow", ""), ("another-flow", "")),
    )  # fmt: skip


class _Juriscraper:
    """juriscraper's parser of the same bodies; it stores nothing. turns: seconds of each."""

    def __init__(self, bodies: Sequence[Body]):
        self.bodies, self.turns = bodies, list[float]()

    def take(self) -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            from juriscraper.pacer import PacerRssFeed
        started = time.perf_counter()
        for body in self.bodies:
            feed = PacerRssFeed(body.court_id)
            feed._parse_text(body.data.decode("latin-1"))
            if not feed.data:
                raise RuntimeError(f"juriscraper read nothing of {body.court_id}")
        self.turns.append(time.perf_counter() - started)

    def rate(self, first: int) -> float:
        """Items a second in its turns from `first` on."""
        turns = self.turns[first:]
        return sum(body.items for body in self.bodies) * len(turns) / sum(turns)
