"""`tracker ingest` and `tracker release` on saved papers of every kind, and the real notices end to end."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from datetime import timedelta
from email.utils import getaddresses
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from tests.conftest import NOW, SHARED, require_shared
from tests.paper_world import World, case_of, feed_body, feed_item, make_world
from tests.papers_samples import (
    COMPLAINT,
    MINUTE,
    cl_docket,
    cl_entry,
    cl_page,
    district_sheet,
    notice_mail,
    scotus_json,
    scotus_line,
)
from tracker.cli import cli
from tracker.errors import TrackerError
from tracker.ingest.files import paper_of
from tracker.ingest.papers import take_paper
from tracker.papers.mail import addresses_in
from tracker.storage import gaps
from tracker.storage.store import Store, open_store

Shell = Callable[..., Result]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    store = open_store(tmp_path / "tracker.db")
    make_world(store, tmp_path)
    store.close()
    return tmp_path


@pytest.fixture
def shell(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Shell:
    monkeypatch.setenv("TRACKER_DATA_DIR", str(folder))

    def run(*words: str, body: bytes | None = None, name: str = "paper") -> Result:
        if body is not None:
            (folder / name).write_bytes(body)
            words = (words[0], str(folder / name), *words[1:])
        return CliRunner().invoke(cli, list(words), catch_exceptions=True)

    return run


@pytest.mark.parametrize(
    ("body", "court", "said"),
    [
        (notice_mail(), "dcd", "notice of filing of dcd: 1 new, 0 changed, 0 as before; private until a public source"),
        (district_sheet(COMPLAINT, MINUTE), "dcd", "docket sheet of dcd: 2 new, 0 changed, 0 as before\n"),
        (scotus_json(scotus_line("Mar 02 2026", "Application for a stay.")), "scotus",
         "Supreme Court docket of scotus: 1 new"),
        (cl_page(cl_entry(docket=cl_docket())), "dcd", "CourtListener page of dcd: 1 new"),
        (feed_body(NOW, feed_item()), "dcd", "file-dcd  ok      1"),
    ],
    ids=["notice", "sheet", "scotus", "courtlistener", "feed"],
)  # fmt: skip
def test_ingest_takes_every_paper_and_says_what_it_brought(shell: Shell, body: bytes, court: str, said: str) -> None:
    done = shell("ingest", "--court", court, body=body)
    assert (done.exit_code, said in done.output) == (0, True), done.output


def test_a_page_of_courtlistener_whose_docket_nobody_knows_is_refused_in_a_sentence(shell: Shell) -> None:
    done = shell("ingest", "--court", "dcd", body=cl_page(cl_entry()))
    assert done.exit_code == 1 and "CourtListener docket 70010001, which is not known" in str(done.exception)


def test_a_docket_that_is_watched_there_is_known(shell: Shell, folder: Path) -> None:
    store = open_store(folder / "tracker.db")
    store.execute("insert into courtlistener_dockets (cl_id, docket_id) values (70010001, 'dcd-1-26-cv-00123')")
    store.close()
    assert "1 new" in shell("ingest", "--court", "dcd", body=cl_page(cl_entry())).output


def test_a_paper_of_a_docket_that_nobody_tracks_is_named(shell: Shell) -> None:
    body = cl_page(cl_entry(docket=cl_docket(docket_number="1:26-cv-09999")))
    done = shell("ingest", "--court", "dcd", body=body)
    assert done.exit_code == 0 and "1 on dockets that are not tracked (1:26-cv-09999)" in done.output


def test_a_paper_of_another_court_is_refused(shell: Shell) -> None:
    done = shell("ingest", "--court", "cadc", body=notice_mail())
    assert done.exit_code == 1 and "the notice comes from court dcd, not from cadc" in str(done.exception)


@pytest.mark.parametrize("verb", ["ingest", "parse-feed"])
def test_a_feed_whose_links_lead_to_another_court_is_refused_and_nothing_of_it_stored(
    shell: Shell, folder: Path, verb: str
) -> None:
    done = shell(verb, "--court", "cadc", body=feed_body(NOW, feed_item()))
    assert done.exit_code == 1 and "the feed's links lead to the court 'dcd', not to 'cadc'" in str(done.exception)
    assert not done.output
    store = open_store(folder / "tracker.db", readonly=True)
    assert store.value("select count(*) from feeds") == 0 and store.value("select count(*) from suggestions") == 0
    store.close()


def test_archived_papers_are_read_again_and_nothing_changes(shell: Shell, folder: Path) -> None:
    first = scotus_line("Mar 03 2026", "Response to application requested, due March 9, 2026.")
    later = scotus_line("Mar 03 2026", "Response to application requested, due March 11, 2026.")
    for body, court in (
        (district_sheet(COMPLAINT), "dcd"), (scotus_json(first), "scotus"), (scotus_json(later), "scotus"),
        (cl_page(cl_entry(docket=cl_docket())), "dcd"),
    ):  # fmt: skip
        assert shell("ingest", "--court", court, body=body).exit_code == 0
    store = open_store(folder / "tracker.db")
    before = [store.rows(f"select * from {t}") for t in ("docket_entries", "entry_revisions", "source_items")]
    assert len(before[1]) == 4
    done = shell("reparse")
    assert done.exit_code == 0, done.output
    assert before == [store.rows(f"select * from {t}") for t in ("docket_entries", "entry_revisions", "source_items")]
    store.close()


# Gaps ---------------------------------------------------------------------------------------------------------------


def gap_world(store: Store, tmp_path: Path, *more: Any) -> World:
    world = make_world(store, tmp_path, *more)
    world.feed(feed_item("Status Report", 50, "04510000050", 200))
    with store.atomic():
        gaps.add_gap(store, "dcd", "dcd", "2026-03-03T10:00:00Z", "2026-03-03T20:00:00Z", NOW)
    return world


def take_file(world: World, body: bytes) -> None:
    paper = paper_of(world.store, "sheet", body, world.courts["dcd"])
    assert take_paper(world.store, paper, world.tools, NOW).status == "ok"


def test_a_sheet_that_shows_the_docket_from_its_start_fills_a_gap_before_it_was_printed(
    store: Store, tmp_path: Path
) -> None:
    world = gap_world(store, tmp_path)
    take_file(world, district_sheet(COMPLAINT, MINUTE))
    (gap,) = store.rows("select * from gaps")
    assert gap["closed_why"] == "the one tracked docket was read in full: the docket sheet of Mar 5, 2026"


@pytest.mark.parametrize("printed", [b"03/03/2026 14:00:00", b""], ids=["within the gap", "without a time"])
def test_a_sheet_that_was_printed_too_early_or_at_no_time_fills_nothing(
    store: Store, tmp_path: Path, printed: bytes
) -> None:
    world = gap_world(store, tmp_path)
    take_file(world, district_sheet(COMPLAINT).replace(b"03/05/2026 19:37:47", printed))
    assert len(gaps.open_gaps(store)) == 1 and world.count("gap_fills") == 0


@pytest.mark.parametrize(
    "asked",
    [
        "1:26-cv-00123-ABC    Starting with document: 1  Ending with document: 14",
        "1:26-cv-00123-ABC    Start date: 2/20/2026  End date: 3/3/2026",
        "",
    ],
    ids=["numbers", "dates", "does not say"],
)
def test_a_sheet_whose_receipt_names_a_part_of_the_docket_fills_nothing_though_it_begins_with_the_first_entry(
    store: Store, tmp_path: Path, asked: str
) -> None:
    world = gap_world(store, tmp_path)
    take_file(world, district_sheet(COMPLAINT, MINUTE, asked=asked))
    assert len(gaps.open_gaps(store)) == 1 and world.count("gap_fills") == 0


def test_a_sheet_that_begins_in_the_middle_fills_nothing(store: Store, tmp_path: Path) -> None:
    world = gap_world(store, tmp_path)
    take_file(world, district_sheet(MINUTE))
    assert len(gaps.open_gaps(store)) == 1


def test_another_tracked_docket_of_the_court_keeps_the_gap_open(store: Store, tmp_path: Path) -> None:
    world = gap_world(store, tmp_path, case_of("brooks", ("dcd", "1:26-cv-00124")))
    take_file(world, district_sheet(COMPLAINT))
    assert len(gaps.open_gaps(store)) == 1 and world.count("gap_fills") == 1


# Real notices -------------------------------------------------------------------------------------------------------

REAL = sorted((SHARED / "nef").glob("*.json")) if SHARED.is_dir() else []


@pytest.mark.shared
@pytest.mark.parametrize("want", REAL, ids=lambda path: path.stem)
def test_a_real_notice_is_stored_whole_private_and_without_its_readers(
    want: Path, store: Store, tmp_path: Path
) -> None:
    expected = json.loads(want.read_text(encoding="utf-8"))
    source = next(path for path in (want.with_suffix(".txt"), want.with_suffix(".html")) if path.exists())
    court = expected["court_id"]
    numbers = {docket["docket_number"] for docket in expected["dockets"]}
    world = make_world(store, tmp_path, *(case_of(f"real-{n}", (court, number)) for n, number in enumerate(numbers)))
    body = source.read_bytes()
    paper = paper_of(store, "notice", body, world.courts[court], source.name)
    assert paper.body is None and paper.private
    for _ in range(2):
        run = take_paper(store, paper, world.tools, NOW + timedelta(minutes=1))
        assert run.status == "ok" and run.ignored == 0
    entries = world.entries()
    wanted = [entry for docket in expected["dockets"] for entry in docket["docket_entries"]]
    assert len(entries) == len(wanted) == world.count("source_items") == world.count("entry_revisions")
    assert sorted(e["pacer_doc_id"] or "" for e in entries) == sorted(w["pacer_doc_id"] or "" for w in wanted)
    assert sorted(e["pacer_seq_no"] or "" for e in entries) == sorted(w["pacer_seq_no"] or "" for w in wanted)
    assert {e["date_filed"] for e in entries} == {w["date_filed"] for w in wanted}
    assert all(e["private"] and e["description"] for e in entries) and world.count("archive") == 0
    disk = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()).decode("latin-1").lower()
    text = body.decode("latin-1")
    people = {a for a in addresses_in(text) | {a for _, a in getaddresses([text[:2000]])} if "@" in a}
    for address in people:
        assert address.lower().endswith("uscourts.gov") or address.lower() not in disk, "an address was stored"
    for docket in wanted:
        if magic := docket.get("pacer_magic_num"):
            assert f"magic_num={magic}" not in disk and f"={magic}" not in disk


@pytest.mark.shared
def test_the_real_notices_are_there() -> None:
    assert len(list((require_shared() / "nef").glob("*.json"))) >= 29


@pytest.mark.parametrize(
    ("body", "says"),
    [(b"", "the file is empty"), (b"<html><title>502</title></html>", "neither a court feed"),
     (b'<?xml version="1.0"?><rss><channel><item>', "the feed is cut off")],
)  # fmt: skip
def test_a_file_that_cannot_be_read_is_one_line_on_stderr_with_its_name(
    shell: Shell, tmp_path: Path, body: bytes, says: str
) -> None:
    file = tmp_path / "saved.xml"
    file.write_bytes(body)
    done = subprocess.run(
        [sys.executable, "-m", "tracker", "ingest", str(file), "--court", "dcd"],
        capture_output=True, text=True, env={**os.environ, "TRACKER_DATA_DIR": str(tmp_path)},
    )  # fmt: skip
    assert done.returncode == 1 and done.stderr.count("\n") == 1
    assert done.stderr.startswith(f"tracker: {file}: ") and says in done.stderr


def test_a_feed_in_utf_16_is_taken_like_any_other_from_its_own_court(shell: Shell) -> None:
    body = feed_body(NOW, feed_item()).decode().replace("ISO-8859-1", "UTF-16").encode("utf-16")
    assert "file-dcd  ok      1" in shell("ingest", "--court", "dcd", body=body).output
    assert isinstance(shell("ingest", "--court", "mad", body=body).exception, TrackerError)
