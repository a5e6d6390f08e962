"""Notices by mail from the mailbox to the store: full text, private, once; and what is never stored or written."""

import logging
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.conftest import NOW, require_shared
from tests.imapserver import ImapServer
from tests.papers_samples import APPELLATE, case_table, docket_text, notice_html, notice_mail
from tests.website import load_small, page, site_over
from tracker.config import Config
from tracker.courts import load_courts
from tracker.inbox.imap import ImapSettings
from tracker.ingest.mailbox import SOURCE_ID, boxes, configured, fingerprint, is_due, look
from tracker.ingest.tools import make_tools
from tracker.jobs import Work
from tracker.models import FeedRun
from tracker.papers.mail import MAX_MAIL
from tracker.papers.sender import court_that_sent, head_of, trouble
from tracker.review.suggested import decide
from tracker.storage.claims import claim
from tracker.storage.feeds import feed_row
from tracker.storage.store import Store, open_store
from tracker.storage.suggestions import open_suggestions
from tracker.storage.timeline import latest_check

TOKENS = ("55551234", "bb7362dc82a0af94", "magic", "wilma", "Wilma", "harborlaw", "Otto", "Quay Street", "one-time")
PARTED = (
    "Authentication-Results: amazonses.com;\r\n spf=pass (x) client-ip=1.2.3.4; envelope-from=a@dcd.uscourts.gov;"
    " helo=b;\r\n dmarc=none header.from=dcd.uscourts.gov\r\n"
)
HIDDEN = (
    "Authentication-Results: mx.example.org; spf=pass (domain of dcd.uscourts.gov; spf=pass "
    "smtp.mailfrom=x@dcd.uscourts.gov) smtp.mailfrom=x@evil.example\r\n"
)
PASSED = (
    "Authentication-Results: mx.example.org; spf=pass (designates 1.2.3.4) smtp.mailfrom=x@dcd.uscourts.gov;"
    " dmarc=none\r\n"
)
ORDER = "ORDER granting [12] Motion to Stay. The Bureau shall not give tenancy files to the Office. (jrt)"


def notice(text: str = ORDER, number: str = "1:25-cv-01234-ABC", sender: str = "", extra: str = "") -> bytes:
    """A notice on the small register's docket; sender: another From line; extra: header lines on top."""
    raw = notice_mail(notice_html(tables=case_table(number=number) + docket_text(text)), "Activity in Case x Order")
    if sender:
        raw = raw.replace(b"From: DCD_ECFNotice@dcd.uscourts.gov", f"From: {sender}".encode())
    return extra.encode() + raw


class World:
    """The small register, a mail server, and looks into it."""

    def __init__(self, folder: Path, server: ImapServer):
        small = load_small(folder / "var")
        self.server = server
        self.config = Config(
            data_dir=small.data_dir, public_url=small.public_url, imap_host="localhost", imap_port=server.port,
            imap_user=server.user, imap_password=server.password, imap_ca_file=str(server.authority),
        )  # fmt: skip
        self.store: Store = open_store(small.db_path)
        self.courts = load_courts(small.courts_file)
        self.now = NOW

    def look(self, **changes: object) -> FeedRun:
        config = Config(**{**{n: getattr(self.config, n) for n in Config.__dataclass_fields__}, **changes})  # type: ignore[arg-type]
        (opened,) = boxes(config)
        return look(self.store, config, make_tools(config, self.courts, self.store), self.now, opened)

    def count(self, table: str) -> int:
        return int(self.store.value(f"select count(*) from {table}"))


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with ImapServer(tmp_path) as server:
        made = World(tmp_path, server)
        yield made
        made.store.close()


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
    assert own and (own["feed_id"], own["status"], own["new"], own["archive_sha"]) == (SOURCE_ID, "ok", 1, None)


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
    assert found.body == {"cases": ["tenants-v-bureau"]}
    assert found.because == ("entry 39 of 1:25-cv-01234 (D.D.C.) names this number",)


# Not to be trusted ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sender", "extra", "why"),
    [
        ('"DCD_ECFNotice@dcd.uscourts.gov" <x@evil.example>', "", "not sent from an address of a federal court"),
        ("x@dcd.uscourts.gov.evil.example", "", "not sent from an address"),
        ("x@evil-uscourts.gov", "", "not sent from an address"),
        ("x@dcd.uscourts.gov, y@nysd.uscourts.gov", "", "not sent from an address"),
        ("x@nysd.uscourts.gov", "", "another court"),
        ("", "Authentication-Results: mx.example.org; spf=fail smtp.mailfrom=x@dcd.uscourts.gov\r\n", "could not confirm"),
        ("", "Authentication-Results: mx.example.org; spf=pass smtp.mailfrom=x@evil.example; dmarc=fail\r\n",
         "could not confirm"),
        ("", "Authentication-Results: mx.example.org; dkim=pass header.i=@evil.example;\r\n dmarc=fail\r\n" + PASSED,
         "could not confirm"),
        ("", "From: another@dcd.uscourts.gov\r\n", "not sent from an address"),
    ],
)  # fmt: skip
def test_a_forged_notice_waits_on_the_desk_and_is_no_entry(world: World, sender: str, extra: str, why: str) -> None:
    raw = notice(sender=sender, extra=extra)
    world.server.deliver(raw)
    run = world.look()
    assert (run.new, run.notes) == (0, ("1 message was held for a person, on the desk",))
    assert world.count("docket_entries") == 0
    (found,) = open_suggestions(world.store)
    assert (found.kind, found.key) == ("notice", fingerprint(raw))
    assert why in found.because[0] and found.title == "A message in the mailbox claims to be a notice of D.D.C."
    assert "evil" not in repr(found)
    assert world.server.inbox[0].flags == {r"\Seen", r"\Flagged"}
    assert world.look().items == 0, "it is not looked at every minute"


@pytest.mark.parametrize(
    ("extra", "authserv", "good"),
    [
        (PASSED, "", True), (PASSED, "mx.example.org", True), (PASSED, "MX.example.org", True),
        (PASSED, "mx.other.example", False), ("", "mx.example.org", False), ("", "", True),
        ("Authentication-Results: mx.example.org; dmarc=pass header.from=dcd.uscourts.gov\r\n", "", True),
        ("Authentication-Results: mx.example.org 1;\r\n dkim=pass header.d=uscourts.gov.evil.example\r\n", "", False),
        ("Authentication-Results: mx.example.org; none\r\n", "", False),
        (HIDDEN, "", False),
        (PARTED, "", True),
        # The forger brings findings of his own; the mailbox's server puts its own on top.
        ("Authentication-Results: mx.example.org; spf=none\r\nX: y\r\n" + PASSED, "", False),
        ("Authentication-Results: evil.example; dmarc=pass header.from=dcd.uscourts.gov\r\n", "mx.example.org", False),
    ],
)  # fmt: skip
def test_what_the_mailboxs_server_found_counts(extra: str, authserv: str, good: bool) -> None:
    assert (trouble(head_of(notice(extra=extra)), "dcd", authserv) is None) is good


@pytest.mark.shared
def test_real_notices_pass_where_the_court_sent_them_and_are_held_where_somebody_forwarded_them() -> None:
    passed, held = [], []
    for file in sorted((require_shared() / "nef").glob("*.txt")):
        head = head_of(file.read_bytes())
        sender = court_that_sent(head)
        (passed if sender and trouble(head, sender) is None else held).append(file.stem)
    # Held: four sent on by hand, four by a law firm's group address, two whose From line was made up for publication.
    assert len(passed) == 17 and "nysd_1" in passed
    assert held == [
        "almd_2", "alsd_2", "ared_2", "arwd_5", "paeb_multi_1", "txnd_1", "txwd_1", "txwd_2", "txwd_5", "txwd_7",
    ]  # fmt: skip


def test_a_person_who_vouches_for_a_held_notice_has_it_taken(world: World) -> None:
    world.server.deliver(notice(sender="counsel@firm.example"))
    world.look()
    (found,) = open_suggestions(world.store)
    vouch(world, found.suggestion_id)
    run = world.look()
    assert run.new == 1 and world.count("docket_entries") == 1
    assert world.store.value("select private from docket_entries") == 1
    assert world.server.inbox[0].flags == {r"\Seen"}
    assert world.look().items == 0


def vouch(world: World, number: int, action: str = "accept") -> None:
    decide(world.store, number, action, "Ada", "counsel sent it on", world.now)


def test_what_a_person_dismissed_stays_out(world: World) -> None:
    world.server.deliver(notice(sender="counsel@firm.example"))
    world.look()
    vouch(world, 1, "dismiss")
    assert world.look().new == 0 and world.count("docket_entries") == 0


@pytest.mark.parametrize("text", ["SEALED ORDER on the motion", "EX PARTE motion for leave"])
def test_sealed_and_ex_parte_words_stay_private(world: World, text: str) -> None:
    world.server.deliver(notice(text))
    run = world.look()
    assert run.new == 1 and world.store.value("select private from docket_entries") == 1
    notes = world.store.value("select notes from feed_runs")
    assert "stays private until a person releases it" in notes


# Bad mail and bad mailboxes ------------------------------------------------------------------------------------------


def test_a_mail_of_50_megabytes_is_refused_by_its_size_and_never_fetched(world: World) -> None:
    world.server.deliver(notice(), size=50 * 1024 * 1024)
    world.server.deliver(notice())
    run = world.look()
    assert (run.items, run.new, world.server.sent) == (2, 1, 1)
    assert run.notes == ("1 message was not read, having more than 10 MiB",)
    assert world.server.inbox[0].flags == {r"\Seen", r"\Flagged"}
    assert MAX_MAIL < 50 * 1024 * 1024


@pytest.mark.parametrize(
    ("change", "held"),
    [
        (lambda raw: raw.replace(b"Docket Text:", b"Words:"), True),
        (lambda raw: raw.replace(b"ecf.dcd.uscourts.gov", b"ecf.evil.example"), True),
        (lambda raw: raw[:900], True),
        (lambda raw: raw.replace(b"Notice of Electronic Filing", b"Court closed on Monday"), False),
        (lambda raw: b"From: x@psc.uscourts.gov\r\nSubject: Your bill\r\n\r\nFour dollars.\r\n", False),
        (lambda raw: b"Subject: nothing else\r\n\r\n", False),
        (lambda raw: b"\x00\xff\xfe" * 50, False),
        (lambda raw: raw.replace(b"Content-Type: text/html", b"Content-Type: application/pdf"), False),
    ],
)
def test_a_message_that_is_no_sound_notice_stores_nothing_and_is_not_read_again(
    world: World, change: Callable[[bytes], bytes], held: bool
) -> None:
    world.server.deliver(change(notice()))
    run = world.look()
    assert (run.status, run.new, world.count("docket_entries")) == ("ok", 0, 0)
    assert (len(open_suggestions(world.store)) == 1) is held
    assert r"\Seen" in world.server.inbox[0].flags
    assert run.notes == (
        "1 message was held for a person, on the desk" if held else
        "1 message was passed over, being no notice of a court",
    )  # fmt: skip
    assert world.look().items == 0


def test_one_bad_message_is_not_in_the_way_of_the_next(world: World) -> None:
    world.server.deliver(notice().replace(b"Docket Text:", b"Words:"))
    world.server.deliver(notice())
    assert world.look().new == 1


@pytest.mark.parametrize("mood", ["deaf to SEARCH", "gone at SELECT", "gone at FETCH"])
def test_a_mailbox_that_fails_is_one_clear_row_and_is_left_alone_for_longer_each_time(
    world: World, mood: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tracker.ingest.mailbox.ImapSettings", _hasty)
    world.server.deliver(notice())
    world.server.mood = mood
    waits = []
    for _ in range(3):
        run = world.look()
        assert run.status == "failed" and (run.error or "").startswith("the mailbox: the mail server ")
        row = feed_row(world.store, SOURCE_ID) or {}
        waits.append(datetime.fromisoformat(row["next_due_at"]) - world.now)
    assert waits == [timedelta(minutes=1), timedelta(minutes=2), timedelta(minutes=4)]
    assert world.count("feed_runs where status = 'failed'") == 3 and world.count("docket_entries") == 0
    world.server.mood = ""
    assert world.look().new == 1
    assert (feed_row(world.store, SOURCE_ID) or {})["failures"] == 0


def _hasty(*args: object, **changes: object) -> object:
    return ImapSettings(*args, **{**changes, "step": 0.3})  # type: ignore[arg-type]


def test_a_quiet_mailbox_leaves_no_row_and_says_when_it_was_looked_at(world: World) -> None:
    for _ in range(3):
        assert world.look().status == "ok"
    assert world.count("feed_runs") == 0
    row = feed_row(world.store, SOURCE_ID) or {}
    assert row["last_ok_at"] == "2026-11-22T15:00:00Z" and is_due(world.store, world.now)


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
    assert not configured(Config()) and configured(Config(maildir="/x")) and configured(world.config)
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
    page(client, f"/sources/{SOURCE_ID}", 404)
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
