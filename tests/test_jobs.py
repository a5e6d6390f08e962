"""The schedule: one process at a time, every outcome said, a failing feed never in the way of the others."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from tests.conftest import NOW
from tests.factories import DEMO, demo_courts, demo_register, item
from tests.feedserver import FeedServer
from tracker.config import Config
from tracker.demo.feed import feed
from tracker.ingest.register import load_into_store
from tracker.jobs import CLAIM_FOR, Work
from tracker.storage.claims import claim
from tracker.storage.outbox import add_operator_letter
from tracker.storage.store import Store


@pytest.fixture
def court() -> Iterator[int]:
    body = feed(NOW, item("Order", 44))
    with FeedServer({"/rss": lambda a: a.reply(body, Content_Type="application/rss+xml")}) as server:
        yield server.port


@pytest.fixture
def work(store: Store, court: int, tmp_path: Path) -> tuple[Work, list[str]]:
    feeds = tmp_path / "feeds.toml"
    feeds.write_text(
        f'[demod]\nkind = "cmecf"\ncourt = "demod"\ntitle = "Demo"\nfeed = "http://127.0.0.1:{court}/rss"\n'
        'interval = 300\nverified = true\n\n[silent]\nkind = "news"\ntitle = "Nobody there"\n'
        'feed = "http://127.0.0.1:9/rss"\ninterval = 3600\nverified = true\n'
    )
    load_into_store(store, demo_register(), demo_courts(), NOW - timedelta(days=2))
    config = Config(
        data_dir=tmp_path, feeds_file=feeds, courts_file=DEMO / "courts.toml",
        allow_hosts=(f"127.0.0.1:{court}", "127.0.0.1:9"),
    )  # fmt: skip
    lines: list[str] = []
    return Work(config, demo_courts(), lines.append, lambda: NOW), lines


def test_a_poll_stores_what_came_and_says_what_could_not_be_reached(work: tuple[Work, list[str]], store: Store) -> None:
    job, lines = work
    done = {p.source.id: p for p in job.poll_due()}
    assert done["demod"].run.new == 1 and done["silent"].run.status == "failed"
    assert any("silent:" in line and "asked again at" in line for line in lines)
    assert done["demod"].next_due > NOW
    assert job.poll_due() == []


def test_a_poll_that_another_process_holds_is_left_to_it(work: tuple[Work, list[str]], store: Store) -> None:
    job, _ = work
    assert claim(store, "poll", "another", NOW, CLAIM_FOR)
    assert job.poll_due() == []
    assert store.value("select count(*) from feed_runs") == 0


def test_a_poll_takes_over_from_a_process_that_died_with_its_claim(work: tuple[Work, list[str]], store: Store) -> None:
    job, _ = work
    assert claim(store, "poll", "one that was killed", NOW - CLAIM_FOR, CLAIM_FOR)
    assert job.poll_due() != []


def test_a_poll_whose_claim_was_taken_over_leaves_the_rest_to_the_other(
    work: tuple[Work, list[str]], store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    job, lines = work
    held = iter([True, False])
    monkeypatch.setattr(job, "_claim", lambda *_: next(held))
    assert len(job.poll_due()) == 1
    assert lines[-1] == "poll: another process has taken over; the rest is left to it"


def test_mail_needs_no_claim_because_the_sender_has_its_own_lock(work: tuple[Work, list[str]], store: Store) -> None:
    job, _ = work
    assert claim(store, "mail", "another", NOW, CLAIM_FOR)
    with store.atomic():
        add_operator_letter(store, "<a@localhost>", "operator@example.org", b"Subject: x\r\n\r\nx\r\n", NOW)
    job.mail_due()
    assert len(list(job.config.outbox_dir.glob("*.eml"))) == 1


def test_a_feed_that_fails_for_a_day_is_told_by_the_poll(work: tuple[Work, list[str]], store: Store) -> None:
    job, lines = work
    job.poll_due()
    later = NOW + timedelta(days=1, hours=1)
    job.clock = lambda: later
    job.poll_due()
    assert any(line.startswith("silent: not read since Nov 22, 2026, 15:00 UTC") for line in lines)


def test_old_attempts_that_brought_nothing_are_forgotten(work: tuple[Work, list[str]], store: Store) -> None:
    job, _ = work
    job.poll_due()
    assert {r["status"] for r in store.rows("select status from feed_runs")} == {"ok", "failed"}
    later = NOW + timedelta(days=91)
    job.clock, job.config = lambda: later, replace(job.config, feeds_file=_empty(job.config.data_dir))
    job.poll_due()
    assert [r["status"] for r in store.rows("select status from feed_runs")] == ["ok"]


def test_a_wrong_edit_of_the_list_is_said_once_and_the_old_list_stays(
    work: tuple[Work, list[str]], store: Store
) -> None:
    job, lines = work
    job.poll_due()
    job.config.feeds_file.write_text("[demod]\nkind = 'nonsense'\n")
    later = NOW + timedelta(hours=2)
    job.clock = lambda: later
    assert {p.source.id for p in job.poll_due()} == {"demod", "silent"}
    job.poll_due()
    assert sum("the list is used as it was before" in line for line in lines) == 1


def _empty(folder: Path) -> Path:
    file = folder / "none.toml"
    file.write_text("")
    return file
