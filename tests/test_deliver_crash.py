"""Delivery that is broken off anywhere: nothing is lost, and at most the one message in hand goes twice."""

import io
import multiprocessing
import random
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller

from tests.digest_world import BAN, DAY, MOTION, START, Box, follow, lawbook, load
from tests.smtpserver import free_port
from tracker.config import Config
from tracker.deliver import compose_due, run_digest, send_due
from tracker.storage.store import Store, open_store
from tracker.subscriptions import Scope, Settings

NOW = START + 2 * DAY
NAMES = ("ada", "bo", "cy")


def still_owed(store: Store) -> int:
    """Things that some confirmed subscriber has not been told."""
    return int(
        store.value(
            "select (select count(*) from owed where outbox_id is null) + (select count(*) from subscribers s"
            " join owed_scope o on o.scope_id = s.scope_id and o.seq > s.told_seq and o.dropped = 0)"
        )
    )


class Crash(BaseException):
    """The process is gone; nobody catches this."""


class BrittleStore(Store):
    """Dies at the n-th statement, as a killed process would: what was not committed is gone."""

    def __init__(self, real: Store, statements: int):
        super().__init__(real.db, real.path, readonly=False)
        self.left = statements

    def _count(self) -> None:
        self.left -= 1
        if self.left < 0:
            raise Crash

    def rows(self, sql: str, params: Any = ()) -> list[dict[str, Any]]:
        self._count()
        return super().rows(sql, params)

    def row(self, sql: str, params: Any = ()) -> dict[str, Any] | None:
        self._count()
        return super().row(sql, params)

    def value(self, sql: str, params: Any = ()) -> Any:
        self._count()
        return super().value(sql, params)

    def execute(self, sql: str, params: Any = ()) -> Any:
        self._count()
        return super().execute(sql, params)


def prepare(folder: Path) -> Config:
    config = Config(data_dir=folder, public_url="https://docket.example.org")
    store = open_store(config.db_path)
    load(store, START - DAY)
    run_digest(store, lawbook(), config, START - DAY, False, io.StringIO())
    for name in NAMES:
        follow(store, f"{name}@example.org")
    load(store, START + DAY, MOTION, BAN)
    store.close()
    return config


def finish(config: Config, box: Box) -> None:
    store = open_store(config.db_path)
    for _ in range(2):
        compose_due(store, lawbook(), config, NOW)
        send_due(store, config, NOW, transport=box)
    assert still_owed(store) == 0
    assert store.value("select count(*) from outbox where sent_at is null") == 0
    store.close()


def check(box: Box, *, repeats: int) -> None:
    """Everybody has one digest, with everything in it; a repeated one is the same message, byte for byte."""
    by_person: dict[str, set[bytes]] = {}
    for _, to, raw in box.taken:
        by_person.setdefault(to, set()).add(raw)
    assert sorted(by_person) == sorted(f"{name}@example.org" for name in NAMES)
    assert all(len(bodies) == 1 for bodies in by_person.values())
    assert len(box.taken) <= len(NAMES) + repeats
    for raw in (next(iter(bodies)) for bodies in by_person.values()):
        message = message_from_bytes(raw, policy=policy.SMTP)
        assert message["Subject"] == "Blocked: LAKE → SHORE addresses — and 2 more updates"


def test_a_crash_at_any_statement_loses_nothing_and_repeats_at_most_one_message(tmp_path: Path) -> None:
    master = prepare(tmp_path / "master")
    crashes, statement = 0, 0
    while True:
        folder = tmp_path / f"run{statement}"
        folder.mkdir()
        (folder / "tracker.db").write_bytes(master.db_path.read_bytes())
        (folder / "secret").write_text("0" * 64)
        config, box = replace(master, data_dir=folder), Box()
        brittle = BrittleStore(open_store(config.db_path), statement)
        try:
            compose_due(brittle, lawbook(), config, NOW)
            send_due(brittle, config, NOW, transport=box)
            done = True
        except Crash:
            done, crashes = False, crashes + 1
        brittle.db.conn.rollback()
        brittle.close()
        finish(config, box)
        check(box, repeats=0 if done else 1)
        if done:
            break
        # The first hundred one by one, where composing begins; then every third, so that the test stays quick.
        statement += 1 if statement < 60 else 3
    assert crashes > 60, "the loop must have met composing, marking and sending"


@pytest.mark.parametrize("nth", [0, 1, 2])
@pytest.mark.parametrize("moment", ["before", "after"])
def test_a_crash_around_the_relays_answer_repeats_at_most_that_message(tmp_path: Path, nth: int, moment: str) -> None:
    config, box = prepare(tmp_path), Box()
    setattr(box, moment, [None] * nth + [Crash()])
    store = open_store(config.db_path)
    compose_due(store, lawbook(), config, NOW)
    with pytest.raises(Crash):
        send_due(store, config, NOW, transport=box)
    store.close()
    finish(config, box)
    check(box, repeats=1 if moment == "after" else 0)
    twice = [ident for ident, n in Counter(ident for ident, _, _ in box.taken).items() if n > 1]
    assert len(twice) == (1 if moment == "after" else 0)


class Post:
    """A relay that keeps what it took. pipelining: whether it tells senders that it knows RFC 2920."""

    def __init__(self, *, pipelining: bool = True) -> None:
        self.taken: list[tuple[str, bytes]] = []
        self.pipelining = pipelining

    async def handle_EHLO(  # noqa: N802
        self, server: Any, session: Any, envelope: Any, hostname: str, responses: list[str]
    ) -> list[str]:
        session.host_name = hostname
        return [*responses[:-1], *(["250-PIPELINING"] if self.pipelining else []), responses[-1]]

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        self.taken.append((envelope.rcpt_tos[0], envelope.content))
        return "250 OK"


@pytest.fixture
def post() -> Iterator[tuple[Post, int]]:
    handler, port = Post(), free_port()
    controller = Controller(handler, hostname="127.0.0.1", port=port)
    controller.start()
    yield handler, port
    controller.stop()


def deliver_in_own_process(config: Config) -> None:
    store = open_store(config.db_path)
    run_digest(store, lawbook(), config, NOW, False, io.StringIO())
    store.close()


def progress(store: Store) -> tuple[int, int]:
    """Letters written, and letters sent."""
    row = store.row("select count(message_id) written, count(sent_at) sent from outbox")
    assert row is not None
    return row["written"], row["sent"]


def kill_deliveries(folder: Path, post: tuple[Post, int], kills: int, seed: int) -> tuple[int, int]:
    """Kill so many deliveries to 120 readers, let the last one end, and look at what everybody got.

    Returns how often a kill came while messages were being written or sent, and how many messages went twice.
    """
    handler, port = post
    config = replace(prepare(folder), smtp_host="127.0.0.1", smtp_port=port, smtp_tls="none")
    store = open_store(config.db_path)
    people = [f"reader{n}@example.org" for n in range(120)]
    with store.atomic():
        for number, email in enumerate(people):
            # Some share a filter and are told in one transaction, some have one of their own.
            follow(store, email, None if number % 2 else Settings(Scope(case_ids=("lake-v-shore", f"none-{number}"))))
    load(store, START + DAY, {**MOTION, "title": "Motion for an early hearing"}, BAN)
    everybody = {*people, *(f"{name}@example.org" for name in NAMES)}
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.test_deliver_crash"])
    chance, midway = random.Random(seed), 0
    for _ in range(kills):
        before = progress(store)
        process = context.Process(target=deliver_in_own_process, args=(config,))
        process.start()
        # However slow the machine, the kill comes while letters are being written or sent.
        limit = time.monotonic() + 120
        while process.is_alive() and progress(store) == before and time.monotonic() < limit:
            time.sleep(0.002)
        time.sleep(chance.uniform(0, 0.06))
        process.kill()
        process.join()
        midway += any(0 < done < len(everybody) for done in progress(store))
    run_digest(store, lawbook(), config, NOW, False, io.StringIO())
    assert still_owed(store) == 0
    assert store.value("select count(*) from outbox where sent_at is null") == 0
    store.close()
    by_person: dict[str, set[bytes]] = {}
    for to, raw in handler.taken:
        by_person.setdefault(to, set()).add(raw)
    assert set(by_person) == everybody, "an address without its digest"
    assert all(len(bodies) == 1 for bodies in by_person.values()), "two different messages to one person"
    assert len(handler.taken) <= len(everybody) + kills
    return midway, len(handler.taken) - len(everybody)


def test_a_process_killed_ten_times_during_delivery_loses_nothing(tmp_path: Path, post: tuple[Post, int]) -> None:
    midway, _ = kill_deliveries(tmp_path, post, 10, 11)
    assert midway, "no kill came while messages were on their way; the test proved nothing"
