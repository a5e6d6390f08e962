"""CourtListener from the doors: the schedule's job, `fetch`, `status`, and what the sources page says of it."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from tests.clworld import FIRST, World, cl_world
from tests.factories import DEMO
from tracker.cli import cli
from tracker.jobs import CLAIM_FOR, Work
from tracker.storage import hook_queue
from tracker.storage.claims import claim
from tracker.storage.courtlistener_calls import rest_until
from tracker.web import create_app

ORDER = "ORDER granting 12 Motion for Preliminary Injunction. Defendants shall not share the permit files. Signed by Judge Example."


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with cl_world(tmp_path) as made:
        made.track(1)
        made.server.file(FIRST + 1, ORDER, 39)
        yield made


def job(world: World) -> tuple[Work, list[str]]:
    lines: list[str] = []
    return Work(world.config, world.tools.courts, lines.append, world.clock), lines


def page(world: World) -> str:
    answer = create_app(world.config, clock=world.clock).test_client().get("/sources")
    assert answer.status_code == 200
    return " ".join(answer.text.split())


def test_the_job_reads_what_was_pushed_and_spends_the_budget(world: World) -> None:
    world.config = replace(world.config, courtlistener_hook="c0urt-listener-secret_0001")
    hook_queue.queue(world.store, "courtlistener", "key-number-1", b"<html>", world.now)
    work, lines = job(world)
    runs = work.courtlistener_due()
    assert [(run.feed_id, run.status, run.new) for run in runs][:2] == [
        ("courtlistener-hook", "failed", 0), ("courtlistener", "ok", 1),
    ]  # fmt: skip
    assert "courtlistener: 1 new, 0 changed, 0 as before" in lines and len(lines) == 2


def test_a_round_that_another_process_holds_is_left_to_it(world: World) -> None:
    assert claim(world.store, "courtlistener", "another", world.now, CLAIM_FOR)
    assert job(world)[0].courtlistener_due() == [] and world.server.seen == []


def test_without_anything_set_up_the_job_does_nothing(world: World) -> None:
    world.config = replace(world.config, courtlistener_token="", courtlistener_feeds=False)
    assert job(world)[0].courtlistener_due() == [] and world.server.seen == []


def test_fetch_shows_its_row_also_when_it_rests(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    feeds = world.config.data_dir / "feeds.toml"
    feeds.write_text("")
    for name, value in {
        "DATA_DIR": world.config.data_dir, "FEEDS_FILE": feeds, "COURTS_FILE": DEMO / "courts.toml",
        "COURTLISTENER_TOKEN": world.server.token, "COURTLISTENER_URL": world.server.url(""),
        "ALLOW_HOSTS": world.server.place,
    }.items():  # fmt: skip
        monkeypatch.setenv(f"TRACKER_{name}", str(value))
    first = CliRunner().invoke(cli, ["fetch"])
    assert first.exit_code == 0 and first.output.splitlines()[1].split()[:4] == ["courtlistener", "ok", "1", "0"]
    status = CliRunner().invoke(cli, ["status"])
    assert (
        "CourtListener: 2 of 125 calls used in the last 24 hours; 1 docket, each read at least every 22"
        in status.output
    )
    assert json.loads(CliRunner().invoke(cli, ["status", "--json"]).output)["courtlistener"]["used"] == 2
    with world.store.atomic():
        rest_until(world.store, world.now.replace(year=2099), "CourtListener asks for fewer visits")
    held = CliRunner().invoke(cli, ["fetch"])
    assert "held" in held.output and "asks for fewer visits" in held.output and held.exit_code == 0
    assert world.server.token not in first.output + status.output + held.output


def test_without_token_and_mailbox_the_page_says_what_each_would_bring(world: World) -> None:
    world.config = replace(world.config, courtlistener_token="")
    text = page(world)
    assert "With a token of a CourtListener account, the full text of entries on 1 docket would arrive" in text
    assert "No mailbox is set up. With one that receives" in text


def test_with_a_token_the_page_shows_the_budget_and_never_the_token(world: World) -> None:
    world.spend()
    text = page(world)
    assert "CourtListener was asked 2 times in the last 24 hours, of 125 allowed." in text
    assert "With a token" not in text and world.server.token not in text
    assert "without a feed address" not in text
    with world.store.atomic():
        rest_until(world.store, world.now.replace(year=2099), "CourtListener asks for fewer visits")
    assert "It is not asked before" in page(world) and "asks for fewer visits" in page(world)
