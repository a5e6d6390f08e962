"""How fast the site answers with 10,000, 100,000 and 1,000,000 events: every page and API answer, made anew each time.

Through the whole application but the socket, with no finished page kept. Each round asks every kind of address with
other filters, depths, cases and days, in a shuffled order, as a running site has it: lists in memory and the lists of
the commonest words read at its start, the words of other searches not. Milliseconds of one answer. The sizes take
turns, round by round, each in a process of its own: how they compare is not left to what the host does meanwhile.

page: all pages, feeds and API answers; search: those with words, common and rare; count: only the numbers beside the
choices of a search that nobody made before; unchanged: a reader who has the page asks again (304).
"""

import contextlib
import multiprocessing
import random
import resource
import statistics
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

from flask.testing import FlaskClient

from bench._crowd import ALWAYS, NOW, RARE, crowded
from tracker.memory import settle
from tracker.outputs.filters import Cursor, EventFilter
from tracker.storage.events import EventRow, put_event
from tracker.storage.postings import warm, word_lists
from tracker.storage.store import Store, open_store
from tracker.storage.timeline import facet_counts
from tracker.web import create_app

SIZES = {"10k": 10_000, "100k": 100_000, "1m": 1_000_000}
ROUNDS = 12
Figures = dict[str, float]
Times = dict[str, list[float]]


def run() -> Figures:
    figures: Figures = {}
    spawned = multiprocessing.get_context("spawn")
    with contextlib.ExitStack() as stack:
        own = {short: stack.enter_context(ProcessPoolExecutor(1, mp_context=spawned)) for short in SIZES}
        for short, size in SIZES.items():
            own[short].submit(_begin, size).result()
        for _ in range(ROUNDS):
            for pool in own.values():
                pool.submit(_round).result()
        for short, pool in own.items():
            found, times = pool.submit(_end).result()
            figures |= {f"{name}_{short}": value for name, value in found.items()} | summed(times, short)
    for name in ("page", "search"):
        figures[f"{name}_growth_10k_to_1m"] = figures[f"{name}_p99_ms_1m"] / figures[f"{name}_p99_ms_10k"]
    figures["growth_10k_to_1m"] = max(figures["page_growth_10k_to_1m"], figures["search_growth_10k_to_1m"])
    return figures


# The site that a process of `run` measures.
_measured: list["Measured"] = []


def _begin(size: int) -> None:
    _measured.append(Measured(size))


def _round() -> None:
    _measured[0].round()


def _end() -> tuple[Figures, Times]:
    return _measured[0].end(), _measured[0].times


def summed(times: Times, short: str) -> Figures:
    found: Figures = {}
    groups: dict[str, list[float]] = {"page": [], "search": [], "count": [], "unchanged": []}
    for name, own in times.items():
        group = name if name in groups else "search" if name.startswith("search") else "page"
        groups[group] += own
    for name, own in groups.items():
        found[f"{name}_p50_ms_{short}"] = statistics.median(own)
        found[f"{name}_p99_ms_{short}"] = percentile(own)
    slowest = max((name for name in times if name not in groups), key=lambda name: percentile(times[name]))
    found[f"slowest_page_p99_ms_{short}_{slowest}"] = percentile(times[slowest])
    return found


def percentile(times: list[float], part: float = 0.99) -> float:
    return sorted(times)[min(int(len(times) * part), len(times) - 1)]


class Measured:
    """The site over one store. `times`: milliseconds of each answer, by the name of what was asked."""

    def __init__(self, size: int):
        self.config = crowded(size)
        self.store = open_store(self.config.db_path, readonly=True)
        started = time.perf_counter()
        warm(self.store)
        self.start_s = time.perf_counter() - started
        app = create_app(replace(self.config, page_cache_mb=0), clock=lambda: NOW)
        self.client, self.rng = app.test_client(), random.Random(size)
        self.addresses = Addresses(self.store, self.rng)
        self.times: Times = {}
        settle()  # as the server does at its start
        self.round()  # the first compiles templates and reads the law
        self.times.clear()

    def round(self) -> None:
        # Searches three times a round: of the 144 answers of once, the slowest but one would speak for all.
        names = [name for name in self.addresses.kinds for _ in range(3 if name.startswith("search") else 1)]
        self.rng.shuffle(names)
        for name in names:
            self._took(name, ask(self.client, self.addresses.kinds[name]()))
        for _ in range(4):
            self._took("count", count(self.store, self.rng))
        etag = {"If-None-Match": self.client.get("/timeline").headers["ETag"]}
        for _ in range(16):
            self._took("unchanged", ask(self.client, "/timeline", etag, 304))

    def _took(self, name: str, took: float) -> None:
        self.times.setdefault(name, []).append(took)

    def end(self) -> Figures:
        """Close the store and give what else was measured."""
        self.store.close()
        return {
            "start_s": self.start_s,
            "db_mb": self.config.db_path.stat().st_size / 1e6,
            "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
            "stored_per_s": stored(self.config.db_path),
        }


def stored(path: Path, events: int = 2_000) -> float:
    """How many machine-read events a second are written among those that are there, with words, sources and acts, in
    one transaction. It is taken back, so that the store stays as it was."""
    store = open_store(path)
    docket = store.row("select docket_id, case_id, court_id from dockets limit 1")
    assert docket is not None
    rng, took = random.Random(events), 0.0
    try:
        with store.atomic():
            started = time.perf_counter()
            for number in range(events):
                put_event(store, _row(docket, number, rng), "2026-11-21T12:00:00Z")
            took = time.perf_counter() - started
            raise _TakenBackError
    except _TakenBackError:
        pass
    finally:
        store.close()
    return events / took


class _TakenBackError(Exception):
    pass


def _row(docket: dict[str, Any], number: int, rng: random.Random) -> EventRow:
    return EventRow(
        event_id=f"bench-{number}", case_id=docket["case_id"], docket_id=docket["docket_id"],
        court_id=docket["court_id"], origin="docket", kind="order", title="Order on motion for discovery",
        text=" ".join(_word(rng) for _ in range(15)), names="", day=f"2026-11-{1 + number % 20:02d}",
        day_precision="day", entered_at=None, document=str(number), judge=None, confirmed=False,
        actions=(("discovery", "granted"),), sources=((f"https://ecf.example.gov/{number}", None, None),),
        matches=(("kind:order", "bench", 0, 5, "Order"),),
    )  # fmt: skip


def ask(client: FlaskClient, address: str, headers: dict[str, str] | None = None, code: int = 200) -> float:
    started = time.perf_counter()
    response = client.get(address, headers=headers)
    took = (time.perf_counter() - started) * 1000
    if response.status_code != code:
        raise RuntimeError(f"{address}: {response.status_code}, not {code}")
    return took


def count(store: Store, rng: random.Random) -> float:
    words = word_lists(store)
    word = rng.choice(("motion", ALWAYS, RARE, _word(rng), "order hearing", f"records {_word(rng)}"))
    words._held.clear()
    started = time.perf_counter()
    facet_counts(store, EventFilter(q=word, kind=rng.choice(((), ("order",)))))
    return (time.perf_counter() - started) * 1000


def _word(rng: random.Random) -> str:
    parts = ("ba", "ce", "di", "fo", "gu", "ha", "je", "ki", "lo", "mu")
    return "".join(rng.choice(parts) for _ in range(4))


class Addresses:
    """Kinds of addresses, each a function that makes one up."""

    def __init__(self, store: Store, rng: random.Random):
        def one(sql: str) -> Callable[[], str]:
            values = [value for (value,) in store.execute(sql)]
            return lambda: str(rng.choice(values))

        case = one("select case_id from cases")
        busy = one("select case_id from events where case_id is not null group by 1 order by count(*) desc limit 5")
        flow, court = one("select flow_id from flows"), one("select distinct court_id from dockets")
        order = one("select order_id from events where order_id is not null and retracted_at is null")
        agency = one("select source_agency from flows union select source_group from flows")
        relief, kind = one("select distinct relief from event_actions"), one("select distinct kind from events")
        event = one("select event_id from events where event_no % 97 = 0 limit 2000")

        def day() -> str:
            return f"{rng.randrange(2018, 2027)}-{rng.randrange(1, 11):02d}-{rng.randrange(1, 29):02d}"

        def after() -> str:
            row = store.row("select day, event_id from events where day <= ? order by day desc limit 1", [day()])
            return Cursor(row["day"], row["event_id"]).text() if row else ""

        def span() -> str:
            first = day()
            return f"from={first}&to={first[:4]}-12-31"

        plain = ("/", "/timeline", "/cases", "/flows", "/map", "/calendar", "/calendar.ics", "/sources", "/about",
                 "/corrections", "/timeline.atom", "/timeline.json", "/api/v1/cases", "/api/v1/flows", "/api/v1/feeds",
                 "/api/v1/health", "/api/v1/events", "/api/v1/openapi.json")  # fmt: skip
        self.kinds: dict[str, Callable[[], str]] = {path: lambda path=path: path for path in plain}  # type: ignore[misc]
        self.kinds |= {
            "board_past": lambda: f"/?as_of={day()}",
            "board_known": lambda: f"/?as_of={day()}&known_at=2026-09-01",
            "case": lambda: f"/cases/{case()}", "case_busy": lambda: f"/cases/{busy()}",
            "case_past": lambda: f"/cases/{busy()}?as_of={day()}",
            "flow": lambda: f"/flows/{flow()}", "order": lambda: f"/orders/{order()}",
            "event": lambda: f"/events/{event()}", "deep": lambda: f"/timeline?after={after()}",
            "by_case": lambda: f"/timeline?case={case()}", "by_court": lambda: f"/timeline?court={court()}",
            "by_kind": lambda: f"/timeline?kind={kind()}&after={after()}",
            "by_flow_kind": lambda: f"/timeline?flow={flow()}&kind={kind()}",
            "by_agency": lambda: f"/timeline?agency={agency().replace(' ', '+')}",
            "by_relief": lambda: f"/timeline?relief={relief()}&disposition=denied",
            "by_court_days": lambda: f"/timeline?court={court()}&{span()}",
            "by_many": lambda: f"/timeline?court={court()}&kind={kind()}&flow={flow()}&relief={relief()}",
            "confirmed": lambda: "/timeline?confirmed=1", "orders": lambda: "/timeline?orders=1",
            "atom_case": lambda: f"/timeline.atom?case={case()}",
            "api_case": lambda: f"/api/v1/cases/{case()}",
            "api_case_events": lambda: f"/api/v1/cases/{busy()}/events",
            "api_events": lambda: f"/api/v1/events?court={court()}&kind={kind()}",
            "api_flow": lambda: f"/api/v1/flows/{flow()}?as_of={day()}",
            "api_order": lambda: f"/api/v1/orders/{order()}",
            "search_all": lambda: f"/timeline?q={ALWAYS}", "search_rare": lambda: f"/timeline?q={RARE}",
            "search_common": lambda: f"/timeline?q={rng.choice(('motion', 'court', 'the', 'order'))}",
            "search_two": lambda: "/timeline?q=motion+hearing",
            "search_word": lambda: f"/timeline?q={_word(rng)}",
            "search_begin": lambda: f"/timeline?q={_word(rng)[:5]}*",
            "search_minus": lambda: f"/timeline?q={_word(rng)}+-order",
            "search_phrase": lambda: f"/timeline?q=%22{_word(rng)}+the%22",
            "search_in_kind": lambda: f"/timeline?q=order&kind={kind()}",
            "search_in_case": lambda: f"/timeline?q={_word(rng)}&case={busy()}",
            "search_in_days": lambda: f"/timeline?q=plaintiff&{span()}",
            "search_api": lambda: f"/api/v1/events?q={rng.choice((ALWAYS, RARE, _word(rng)))}",
        }  # fmt: skip
