"""Notices by mail from the mailbox to the store: full text, private, once; and what is never stored or written."""

import logging
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.mailbox_world import ORDER, World, mailbox_world, notice, vouch
from tests.papers_samples import APPELLATE, notice_mail
from tests.website import load_small, page, site_over
from tracker.config import Config
from tracker.ingest.intake import NOTICES, takes_notices
from tracker.ingest.mailbox import boxes
from tracker.jobs import Work
from tracker.papers.sender import head_of, trouble
from tracker.storage.claims import claim
from tracker.storage.suggestions import is_private, open_suggestions
from tracker.storage.timeline import latest_check

TOKENS = ("55551234", "bb7362dc82a0af94", "magic", "wilma", "Wilma", "harborlaw", "Otto", "Quay Street", "one-time")


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with mailbox_world(tmp_path) as made:
        yield made


def every_byte_on_disk(folder: Path) -> bytes:
    return b"\n".join(path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file())


def test_a_notice_becomes_an_entry_with_its_full_text_that_nobody_outside_sees(world: World) -> None:
    world.server.deliver(notice())
    run = world.look()
    assert (run.status, run.items, run.new, run.notes) == ("ok", 1, 1, ())
    row = world.store.row("select * from docket_entries")
    assert row and row["private"] == 1 and row["docket_id"] == "tenants-v-bureau"
    assert row["description"].startswith("ORDER granting [12] Motion to Stay.")
    assert (row["date_filed"], row["date_entered"]) == ("2026-02-27", "2026-03-03T04:40:00Z")
    assert world.server.inbox[0].flags == {r"\Seen"}
    own = world.store.row("select * from feed_runs")
    assert own and (own["feed_id"], own["status"], own["new"], own["archive_sha"]) == (NOTICES, "ok", 1, None)


def test_nothing_of_the_people_or_the_free_look_reaches_disk_or_log(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    world.server.deliver(notice())
    world.server.deliver(notice(ORDER + " Second.", sender='"Wilma Harbor" <wilma@harborlaw.example>'))
    world.server.deliver(notice().replace(b"Docket Text:", b"Text of wilma@harborlaw.example:"))
    world.server.deliver(b"From: wilma@harborlaw.example\r\nSubject: lunch, Wilma\r\n\r\nmagic_num=55551234\r\n")
    run = world.look()
    assert (run.items, run.new) == (4, 1)
    world.store.execute("pragma wal_checkpoint(truncate)")
    disk = every_byte_on_disk(world.config.data_dir)
    assert b"shall not give tenancy files" in disk
    for token in TOKENS:
        assert token.encode() not in disk, token
        assert token not in caplog.text, token
    assert b"Second." not in disk
    assert not (world.config.data_dir / "raw").exists()


def test_the_same_notice_again_is_the_same(world: World) -> None:
    world.server.deliver(notice())
    world.look()
    # As after a crash between storing and marking: it waits again.
    world.server.inbox[0].flags.clear()
    run = world.look()
    assert (run.new, run.changed, run.unchanged) == (0, 0, 1)
    assert (world.count("docket_entries"), world.count("entry_revisions")) == (1, 1)
    assert world.server.inbox[0].flags == {r"\Seen"}


def test_it_is_marked_only_after_it_is_stored(world: World) -> None:
    world.server.deliver(notice())
    world.server.mood = "gone at STORE"
    run = world.look()
    assert run.status == "failed" and "broke off" in (run.error or "")
    assert world.count("docket_entries") == 1 and world.server.inbox[0].flags == set()
    world.server.mood = ""
    assert world.look().unchanged == 1


def test_stored_notices_can_be_moved_to_a_folder(world: World) -> None:
    world.server.deliver(notice())
    world.look(imap_done_folder="Tracker/Done")
    assert world.server.inbox == [] and len(world.server.folders["Tracker/Done"]) == 1


def test_a_docket_that_is_not_tracked_leaves_nothing_but_a_count(world: World) -> None:
    world.server.deliver(notice(number="1:26-cv-09999"))
    run = world.look()
    assert (run.new, run.ignored) == (0, 1)
    assert world.count("docket_entries") == 0 and b"shall not give" not in every_byte_on_disk(world.config.data_dir)
    assert world.server.inbox[0].flags == {r"\Seen"}


def test_an_appellate_notice_finds_its_court_by_itself(world: World) -> None:
    raw = notice_mail(APPELLATE, "26-5181 Rivers v. Agency")
    world.server.deliver(raw.replace(b"DCD_ECFNotice@dcd", b"cadc_ecf@cadc"))
    run = world.look()
    assert (run.status, run.ignored, run.notes) == ("ok", 1, ())


def test_a_number_above_that_a_notice_names_is_suggested_for_the_case(world: World) -> None:
    world.server.deliver(notice("USCA Case Number 26-5123 for 39 Notice of Appeal filed by BUREAU OF TENANCY. (jrt)"))
    world.server.deliver(notice("USCA Case Number 26-5123 for 39 Notice of Appeal", number="1:26-cv-09999"))
    world.look()
    (found,) = open_suggestions(world.store)
    assert (found.kind, found.court_id, found.docket_number) == ("appeal", "cadc", "26-5123")
    assert found.body == {"cases": ["tenants-v-bureau"], "private": ["tenants-v-bureau", "39"]}
    assert is_private(world.store, found)
    assert found.because == ("entry 39 of 1:25-cv-01234 (D.D.C.) names this number",)


# Maildir, schedule, pages --------------------------------------------------------------------------------------------


def test_a_maildir_is_read_like_a_mailbox(world: World, tmp_path: Path) -> None:
    folder = tmp_path / "Maildir"
    for name in ("new", "cur", "tmp"):
        (folder / name).mkdir(parents=True)
    (folder / "new" / "1.good").write_bytes(notice())
    (folder / "new" / "2.forged").write_bytes(notice(sender="x@evil.example"))
    with open(folder / "new" / "3.large", "wb") as file:
        file.truncate(50 * 1024 * 1024)
    run = world.look(imap_host="", maildir=str(folder))
    assert (run.items, run.new, len(run.notes)) == (3, 1, 2)
    assert sorted(path.name for path in (folder / "cur").iterdir()) == ["1.good:2,S", "2.forged:2,FS", "3.large:2,FS"]
    assert list((folder / "new").iterdir()) == []
    vouch(world, 1)
    assert world.look(imap_host="", maildir=str(folder)).new == 0, "the same text is the same entry"
    assert (folder / "cur" / "2.forged:2,S").exists()


def test_without_a_mailbox_nothing_is_looked_at(world: World) -> None:
    assert not takes_notices(Config()) and takes_notices(Config(maildir="/x")) and takes_notices(world.config)
    assert list(boxes(Config())) == []


def test_the_schedule_looks_every_minute_in_one_process_at_a_time(world: World) -> None:
    said: list[str] = []
    work = Work(world.config, world.courts, said.append, lambda: world.now)
    world.server.deliver(notice())
    assert claim(world.store, "mailbox", "another", world.now, timedelta(minutes=5))
    assert work.mailbox_due() == []
    world.now += timedelta(minutes=6)
    (run,) = work.mailbox_due()
    assert run.new == 1 and said == ["mailbox: 1 message, 1 new, 0 changed, 0 as before, 0 of other dockets"]
    assert [r.items for r in work.mailbox_due()] == [0] and len(said) == 1
    world.server.mood = "gone at SELECT"
    assert work.mailbox_due()[0].status == "failed"
    assert work.mailbox_due() == [], "it is not due yet"


def test_the_sources_page_says_how_the_mailbox_stands_and_nothing_of_its_address(world: World) -> None:
    world.server.deliver(notice())
    world.look()
    text = page(site_over(world.config).test_client(), "/sources")
    assert "Notices by mail" in text and "Federal Register" in text
    world.server.mood = "gone at SELECT"
    world.look()
    client = site_over(world.config).test_client()
    text = page(client, "/sources")
    assert "the mail server broke off" in text and "localhost" not in text and "last brought" not in text
    # When a notice came is as private as the notice.
    page(client, f"/sources/{NOTICES}", 404)
    bare = page(site_over(load_small(world.config.data_dir.parent / "bare")).test_client(), "/sources")
    assert "No mailbox is set up" in bare


def test_an_entry_from_a_notice_shows_on_the_desk_only(world: World) -> None:
    from tests.website import site_over

    world.server.deliver(notice())
    world.look()
    client = site_over(world.config).test_client()
    for path in ("/", "/timeline", "/cases/tenants-v-bureau", "/timeline.atom", "/api/v1/events", "/search?q=tenancy"):
        assert "shall not give tenancy files" not in client.get(path).text, path


def test_an_empty_mailbox_does_not_make_the_courts_look_checked(world: World) -> None:
    world.look()
    assert latest_check(world.store, None) is None
    assert "No feed has been read yet" in page(site_over(world.config).test_client(), "/sources")


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=400))
def test_no_head_of_a_message_breaks_the_check_of_its_sender(extra: bytes) -> None:
    for raw in (extra, b"From: " + extra + b"\r\n\r\nx", b"Authentication-Results: " + extra + b"\r\n" + notice()):
        head = head_of(raw)
        assert trouble(head, "dcd") is None or trouble(head, "dcd", "mx") is not None
        assert "@" not in (trouble(head, "dcd") or "")
