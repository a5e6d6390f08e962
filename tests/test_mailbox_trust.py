"""Which notices are believed: forged, forwarded and broken mail, mailboxes that fail, and a person who vouches."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from tests.conftest import require_shared
from tests.mailbox_world import World, mailbox_world, notice, vouch
from tracker.inbox.imap import ImapSettings
from tracker.ingest.intake import NOTICES
from tracker.ingest.mailbox import fingerprint, is_due
from tracker.ingest.papers import KEPT_BACK
from tracker.papers.mail import MAX_MAIL
from tracker.papers.sender import court_that_sent, head_of, trouble
from tracker.storage.feeds import feed_row
from tracker.storage.suggestions import open_suggestions

PARTED = (
    "Authentication-Results: amazonses.com;\r\n spf=pass (x) client-ip=1.2.3.4; envelope-from=a@dcd.uscourts.gov;"
    " helo=b;\r\n dmarc=none header.from=dcd.uscourts.gov\r\n"
)
HIDDEN = (
    "Authentication-Results: mx.example.org; spf=pass (domain of dcd.uscourts.gov; spf=pass "
    "smtp.mailfrom=x@dcd.uscourts.gov) smtp.mailfrom=x@evil.example\r\n"
)
FOUND = "Authentication-Results: mx.example.org; spf=pass"
PASSED = (
    "Authentication-Results: mx.example.org; spf=pass (designates 1.2.3.4) smtp.mailfrom=x@dcd.uscourts.gov;"
    " dmarc=none\r\n"
)


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with mailbox_world(tmp_path) as made:
        yield made


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
        # What stands before the @ is the sender's to choose.
        (f'{FOUND} smtp.mailfrom="x@dcd.uscourts.gov"@evil.example\r\n', "mx.example.org", False),
        (f'{FOUND} smtp.mailfrom="x; dkim=pass header.d=dcd.uscourts.gov"@evil.example\r\n', "mx.example.org", False),
        (f'{FOUND} smtp.mailfrom="x smtp.mailfrom=dcd.uscourts.gov"@evil.example\r\n', "mx.example.org", False),
        (f"{FOUND} smtp.mailfrom=x@evil.example smtp.mailfrom=x@dcd.uscourts.gov\r\n", "mx.example.org", False),
        (f"{FOUND} smtp.mailfrom=x smtp.mailfrom=dcd.uscourts.gov y@evil.example\r\n", "mx.example.org", False),
        (f"{FOUND} (from (x) smtp.mailfrom=x@dcd.uscourts.gov) smtp.mailfrom=x@evil.example\r\n", "", False),
        (f'{FOUND} smtp.mailfrom="x@dcd.uscourts.gov"; dkim=none reason="no key"\r\n', "mx.example.org", True),
        (f'{FOUND} (a (b) c) smtp.mailfrom=x@dcd.uscourts.gov header.b="Ab+/c="\r\n', "mx.example.org", True),
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


def test_the_operator_hears_of_a_sealed_text_that_is_not_put_on_a_public_entry(world: World) -> None:
    world.server.deliver(notice())
    world.look()
    with world.store.atomic():
        world.store.execute("update docket_entries set private = 0")
    world.server.deliver(notice("SEALED ORDER granting the motion as to Otto"))
    run = world.look()
    assert run.notes == (f"1 notice was left to be read in the mailbox: {KEPT_BACK}",)
    assert world.count("docket_entries where description like '%Otto%'") == 0
    assert world.count("entry_revisions where description like '%Otto%'") == 0


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
    world.server.deliver(notice())
    world.server.mood = mood
    waits = []
    for _ in range(3):
        with monkeypatch.context() as short:
            if mood.startswith("deaf"):
                short.setattr("tracker.ingest.mailbox.ImapSettings", _hasty)
            run = world.look()
        assert run.status == "failed" and (run.error or "").startswith("the mailbox: the mail server ")
        row = feed_row(world.store, NOTICES) or {}
        waits.append(datetime.fromisoformat(row["next_due_at"]) - world.now)
    assert waits == [timedelta(minutes=1), timedelta(minutes=2), timedelta(minutes=4)]
    assert world.count("feed_runs where status = 'failed'") == 3 and world.count("docket_entries") == 0
    world.server.mood = ""
    assert world.look().new == 1
    assert (feed_row(world.store, NOTICES) or {})["failures"] == 0


def _hasty(*args: object, **changes: object) -> object:
    return ImapSettings(*args, **{**changes, "step": 0.3})  # type: ignore[arg-type]


def test_a_quiet_mailbox_leaves_no_row_and_says_when_it_was_looked_at(world: World) -> None:
    for _ in range(3):
        assert world.look().status == "ok"
    assert world.count("feed_runs") == 0
    row = feed_row(world.store, NOTICES) or {}
    assert row["last_ok_at"] == "2026-11-22T15:00:00Z" and is_due(world.store, world.now)
