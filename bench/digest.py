"""Digests for 100,000 subscribers with 1,000 distinct filters over 500 new events: composed, queued and delivered."""

import asyncio
import multiprocessing
import random
import resource
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from multiprocessing.sharedctypes import Synchronized
from pathlib import Path

from tracker.compose import compose_due
from tracker.config import Config
from tracker.courts import load_courts
from tracker.deliver import send_due
from tracker.ingest.register import load_into_store
from tracker.lawbook import Lawbook
from tracker.register.files import load_register
from tracker.storage import outbox
from tracker.storage.events import EventRow, add_events
from tracker.storage.owed import owe_event
from tracker.storage.store import Store, open_store
from tracker.storage.subscribers import list_choices
from tracker.subscriptions import Scope, scope_to_json

SUBSCRIBERS, FILTERS, EVENTS = 100_000, 1_000, 500
NOW = datetime(2026, 11, 20, 14, 0, tzinfo=UTC)
ZONES = ("America/New_York", "America/Chicago", "America/Los_Angeles", "Europe/Berlin")
_KINDS = ("motion", "order", "response", "reply", "minute_entry", "notice_of_appeal", "hearing")


def run() -> dict[str, float]:
    """Seconds and megabytes of composing in a process of its own, and mails a second to a server on loopback."""
    with (
        tempfile.TemporaryDirectory() as folder,
        ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool,
    ):
        config = replace(Config(), data_dir=Path(folder), public_url="https://docket.example.org", smtp_tls="none")
        owing, composing, megabytes, queued = pool.submit(compose, config, SUBSCRIBERS, FILTERS, EVENTS).result()
        if queued != SUBSCRIBERS:
            raise RuntimeError(f"{queued:,} of {SUBSCRIBERS:,} digests were queued")
        return {
            "digest_100k_owe_s": round(owing, 2),
            "digest_100k_compose_s": round(composing, 2),
            "digest_100k_peak_mb": round(megabytes),
            "delivery_mails_per_s": round(deliver(config, 10.0)),
        }


def compose(config: Config, people: int, filters: int, number: int) -> tuple[float, float, float, int]:
    """(seconds to owe the events, seconds to compose and queue, peak MB of the process, messages in the outbox)."""
    courts = load_courts(config.courts_file)
    store = open_store(config.db_path)
    load_into_store(store, load_register(config.register_dir, frozenset(courts)), courts, NOW - timedelta(days=3))
    compose_due(store, Lawbook(courts), config, NOW - timedelta(days=2))
    _subscribe(store, people, filters)
    ids = _new_events(store, number)
    started = time.perf_counter()
    with store.atomic():
        for event_id in ids:
            owe_event(store, event_id, reason="new", now=NOW - timedelta(days=1))
    owed = time.perf_counter()
    compose_due(store, Lawbook(courts), config, NOW)
    done = time.perf_counter()
    queued = outbox.count_waiting(store)
    store.close()
    return owed - started, done - owed, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, queued


def _subscribe(store: Store, people: int, filters: int) -> None:
    """Everyone follows something that the events touch: filters of one to six flows, cases, courts or agencies."""
    draw = random.Random(8)
    choices = {name: [i for i, _ in found] for name, found in list_choices(store).items()}
    bodies = {scope_to_json(Scope(all=True))}
    while len(bodies) < filters:
        some = draw.choice(("flows", "cases", "courts", "agencies"))
        picked = tuple(draw.sample(choices[some], min(draw.randint(1, 6), len(choices[some]))))
        also = tuple(draw.sample(choices["flows"], 2))
        names = {"flows": "flow_ids", "cases": "case_ids", "courts": "court_ids", "agencies": "agencies"}
        # Every filter holds one court of most events, so that each of the hundred thousand gets a letter.
        wanted = {"flow_ids": also, "court_ids": ("dcd",), names[some]: picked} | (
            {"court_ids": ("dcd", *picked)} if some == "courts" else {}
        )
        scope = Scope(
            case_ids=wanted.get("case_ids", ()), flow_ids=wanted.get("flow_ids", ()),
            court_ids=wanted.get("court_ids", ()), agencies=wanted.get("agencies", ()), routine=draw.random() < 0.3,
        )  # fmt: skip
        bodies.add(scope_to_json(scope))
    ordered = sorted(bodies)
    with store.atomic():
        store.many("insert into scopes (body) values (?)", [(body,) for body in ordered])
        ids = {r["body"]: r["scope_id"] for r in store.rows("select scope_id, body from scopes")}
        rows = []
        for number in range(people):
            body = ordered[number % len(ordered)]
            rows.append((
                f"reader{number}@example.org", "confirmed", f"salt{number}", body, ids[body],
                draw.choice(("daily", "daily", "instant")), draw.randint(0, 23), draw.choice(ZONES),
                "2026-10-01T00:00:00Z", "2026-10-01T00:00:00Z",
            ))  # fmt: skip
        store.many(
            "insert into subscribers (email, state, token_salt, scope, scope_id, period, hour, zone, created_at,"
            " confirmed_at) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            rows,
        )


def _new_events(store: Store, number: int) -> list[str]:
    draw = random.Random(9)
    dockets = store.rows("select docket_id, case_id, court_id from dockets order by docket_id")
    dcd = [d for d in dockets if d["court_id"] == "dcd"]
    flows = [r["flow_id"] for r in store.rows("select flow_id from flows order by flow_id")]
    rows = []
    for n in range(number):
        docket, kind = draw.choice(dcd if n % 2 else dockets), draw.choice(_KINDS)
        rows.append(EventRow(
            f"bench-{n}", docket["case_id"], docket["docket_id"], docket["court_id"], "docket", kind, names="",
            day_precision="day", entered_at=None, judge=None, confirmed=False,
            title=f"{kind.replace('_', ' ').capitalize()} {n} on the transfer of records to another agency",
            text="The motion asks that no record be handed over before the hearing.", day="2026-11-19",
            document=str(n), flows=((draw.choice(flows), ""),), routine=n % 11 == 0,
        ))  # fmt: skip
    with store.atomic():
        add_events(store, rows, "2026-11-19T14:00:00Z")
    return [row.event_id for row in rows]


class _Sink(asyncio.Protocol):
    """A relay that answers as RFC 5321 asks, with pipelining (RFC 2920), counts what it takes and keeps nothing.

    It insists on the order MAIL, RCPT, DATA and on a Message-ID in every message, and answers the final dot when it has
    the whole text. What it leaves out is what a relay does afterwards: writing the message to a queue, filters.
    """

    NAMES = b"250-sink\r\n250-PIPELINING\r\n250-SIZE 10485760\r\n250-8BITMIME\r\n250 SMTPUTF8\r\n"

    def __init__(self, taken: "Synchronized[int]"):
        self._taken = taken
        self._held, self._stage = bytearray(), b"MAIL"

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._line = transport
        transport.write(b"220 sink\r\n")

    def data_received(self, data: bytes) -> None:
        self._held += data
        answers = b"".join(iter(self._step, b""))
        if answers:
            self._line.write(answers)

    def _step(self) -> bytes:
        """The answer to the next whole command or text in hand; nothing when there is none."""
        end = b"\r\n.\r\n" if self._stage == b"text" else b"\r\n"
        at = self._held.find(end)
        if at < 0:
            return b""
        piece = bytes(self._held[:at])
        del self._held[: at + len(end)]
        if self._stage == b"text":
            self._stage = b"MAIL"
            if b"\r\nMessage-ID: <" not in piece[:2000]:
                return b"554 no Message-ID\r\n"
            with self._taken.get_lock():
                self._taken.value += 1
            return b"250 taken\r\n"
        return self._command(piece[:4].upper())

    def _command(self, verb: bytes) -> bytes:
        after = {b"MAIL": b"RCPT", b"RCPT": b"DATA", b"DATA": b"text"}
        if verb == self._stage:
            self._stage = after[verb]
            return b"354 go on\r\n" if verb == b"DATA" else b"250 ok\r\n"
        if verb == b"QUIT":
            self._line.write(b"221 bye\r\n")
            self._line.close()
            return b""
        return self.NAMES if verb == b"EHLO" else b"503 not now\r\n"


def _serve(port: "multiprocessing.Queue[int]", taken: "Synchronized[int]") -> None:
    async def run() -> None:
        server = await asyncio.get_running_loop().create_server(lambda: _Sink(taken), "127.0.0.1", 0)
        port.put(server.sockets[0].getsockname()[1])
        await server.serve_forever()

    asyncio.run(run())


def deliver(config: Config, seconds: float) -> float:
    """Mails a second over a real conversation with a server in another process, from the first connection to the last
    answer; each acceptance is committed before the next message goes out."""
    context = multiprocessing.get_context("spawn")
    ports: multiprocessing.Queue[int] = context.Queue()
    taken = context.Value("q", 0)
    server = context.Process(target=_serve, args=(ports, taken), daemon=True)
    server.start()
    try:
        port = ports.get(timeout=30)
        store = open_store(config.db_path)
        started = time.perf_counter()
        counts = send_due(
            store, replace(config, smtp_host="127.0.0.1", smtp_port=port), NOW + timedelta(minutes=1), seconds=seconds
        )
        spent = time.perf_counter() - started
        store.close()
    finally:
        server.terminate()
    if counts.problem or counts.failed:
        raise RuntimeError(counts.problem or f"{counts.failed} messages failed")
    if taken.value != counts.sent:
        raise RuntimeError(f"the server took {taken.value} messages, {counts.sent} are noted as sent")
    return counts.sent / spent
