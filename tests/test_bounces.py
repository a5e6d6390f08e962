"""Mail that comes back: what is believed of it, whose subscription it ends, and what staff see."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path

import pytest
from click.testing import CliRunner

from tests.desk import Desk
from tests.digest_world import COURTS, START, follow
from tracker.bounces import SOFT_LIMIT, messages_in, take_bounce, take_maildir
from tracker.cli import cli
from tracker.config import Config
from tracker.errors import InboxError
from tracker.jobs import Work
from tracker.mail import message_id
from tracker.outputs.bounce import read_bounce
from tracker.storage import outbox, subscribers
from tracker.storage.store import Store, open_store
from tracker.storage.subscribers import Subscriber

DAY = timedelta(days=1)


@pytest.fixture
def config(tmp_path: Path) -> Config:
    return Config(data_dir=tmp_path, public_url="https://docket.example.org", mail_from="docket@example.org")


@pytest.fixture
def store(config: Config) -> Iterator[Store]:
    opened = open_store(config.db_path)
    yield opened
    opened.close()


def sent(store: Store, config: Config, name: str = "ada") -> tuple[Subscriber, str]:
    """A subscriber, and the id of a digest that went to them."""
    person = follow(store, f"{name}@example.net")
    ident = message_id(config, person.salt, "daily:1")
    with store.atomic():
        outbox.add_message(store, ident, person.subscriber_id, "digest", b"", START)
        outbox.mark_sent(store, ident, START)
    return person, ident


def report(
    ident: str, status: str = "5.1.1", action: str = "failed", words: str = "550 5.1.1 <ada@example.net> no such user"
) -> bytes:
    """A delivery status notification as RFC 3464 draws it."""
    return (
        f"From: MAILER-DAEMON@mx.example.net\r\nTo: docket@example.org\r\nSubject: Undelivered\r\n"
        f"MIME-Version: 1.0\r\nContent-Type: multipart/report; report-type=delivery-status; boundary=AAA\r\n\r\n"
        f"--AAA\r\nContent-Type: text/plain\r\n\r\nI am sorry.\r\n"
        f"--AAA\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example.net\r\n\r\n"
        f"Final-Recipient: rfc822; ada@example.net\r\nAction: {action}\r\nStatus: {status}\r\n"
        f"Diagnostic-Code: smtp; {words}\r\n\r\n"
        f"--AAA\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: {ident}\r\nTo: ada@example.net\r\n\r\n--AAA--\r\n"
    ).encode()


def complaint(ident: str) -> bytes:
    """A complaint as RFC 5965 draws it."""
    return (
        f"From: fbl@mail.example.net\r\nTo: docket@example.org\r\nMIME-Version: 1.0\r\n"
        f"Content-Type: multipart/report; report-type=feedback-report; boundary=BBB\r\n\r\n"
        f"--BBB\r\nContent-Type: text/plain\r\n\r\nAn abuse report.\r\n"
        f"--BBB\r\nContent-Type: message/feedback-report\r\n\r\nFeedback-Type: abuse\r\nVersion: 1\r\n\r\n"
        f"--BBB\r\nContent-Type: message/rfc822\r\n\r\nMessage-ID: {ident}\r\nSubject: x\r\n\r\nbody\r\n--BBB--\r\n"
    ).encode()


def state(store: Store, person: Subscriber) -> str:
    found = subscribers.get_subscriber(store, person.subscriber_id)
    assert found is not None
    return found.state


@pytest.mark.parametrize("status", ["5.1.1", "5.1.10", "5.2.1", "5.1.2"])
def test_a_mailbox_that_is_gone_gets_no_more_mail(store: Store, config: Config, status: str) -> None:
    person, ident = sent(store, config)
    assert take_bounce(store, config, report(ident, status), START + DAY) == "hard"
    assert state(store, person) == "suspended"
    why = store.value("select suspended_why from subscribers")
    assert "no such user" in why and "@" not in why, "the words of the server, without the address in them"
    assert "example.net" not in str(store.rows("select * from bounces"))


@pytest.mark.parametrize("status", ["4.2.2", "5.2.2", "5.7.1", "5.3.4", "5.0.0", "nonsense"])
def test_a_full_mailbox_a_policy_or_an_unclear_word_ends_nothing_at_once(
    store: Store, config: Config, status: str
) -> None:
    person, ident = sent(store, config)
    assert take_bounce(store, config, report(ident, status, words="said no"), START + DAY) == "soft"
    assert state(store, person) == "confirmed"


def test_a_mailbox_that_refuses_again_and_again_is_taken_to_be_gone(store: Store, config: Config) -> None:
    person, ident = sent(store, config)
    for day in range(SOFT_LIMIT):
        assert state(store, person) == "confirmed"
        raw = report(ident, "5.2.2", words=f"mailbox full, day {day}")
        take_bounce(store, config, raw, START + day * DAY)
        assert take_bounce(store, config, raw, START + day * DAY) == "known", "one report counts once"
    assert state(store, person) == "suspended"


def test_refusals_over_a_long_time_do_not_add_up(store: Store, config: Config) -> None:
    person, ident = sent(store, config)
    for month in range(2 * SOFT_LIMIT):
        take_bounce(store, config, report(ident, "5.2.2", words=f"full {month}"), START + 30 * month * DAY)
    assert state(store, person) == "confirmed"


def test_a_complaint_ends_the_subscription(store: Store, config: Config) -> None:
    person, ident = sent(store, config)
    assert take_bounce(store, config, complaint(ident), START + DAY) == "complaint"
    assert state(store, person) == "suspended"


@pytest.mark.parametrize("forged", ["<%s@example.org>" % ("0" * 32), "<x@example.org>", ""])
def test_a_report_that_quotes_no_message_of_ours_ends_nobodys_subscription(
    store: Store, config: Config, forged: str
) -> None:
    person, _ = sent(store, config)
    for raw in (report(forged), complaint(forged)):
        assert take_bounce(store, config, raw, START + DAY) == "unmatched"
    assert state(store, person) == "confirmed"


def test_a_delay_that_passes_and_a_delivery_are_no_failures(store: Store, config: Config) -> None:
    person, ident = sent(store, config)
    assert take_bounce(store, config, report(ident, "4.4.1", "delayed"), START) == "soft"
    assert take_bounce(store, config, report(ident, "2.0.0", "delivered"), START) == "other"
    assert state(store, person) == "confirmed"


def test_somebody_who_is_away_has_not_bounced(store: Store, config: Config) -> None:
    person, ident = sent(store, config)
    away = EmailMessage()
    away["From"], away["Auto-Submitted"], away["In-Reply-To"] = "ada@example.net", "auto-replied", ident
    away.set_content("I am away until Monday. My mailbox ada@example.net is read then.")
    assert take_bounce(store, config, away.as_bytes(), START) == "other"
    assert state(store, person) == "confirmed"


def test_a_report_in_no_standard_form_is_counted_and_never_final(store: Store, config: Config) -> None:
    person, ident = sent(store, config)
    raw = (
        "From: MAILER-DAEMON@mx.example.net\r\nTo: docket@example.org\r\nSubject: failure notice\r\n\r\n"
        "Hi. This is the qmail-send program at mx.example.net.\r\nI'm afraid I wasn't able to deliver your message to the"
        " following addresses.\r\nThis is a permanent error; I've given up. Sorry it didn't work out.\r\n\r\n"
        f"<ada@example.net>:\r\nno mailbox here by that name. (#5.1.1)\r\n\r\n--- Below this line is a copy of the"
        f" message.\r\n\r\nMessage-ID: {ident}\r\n"
    ).encode()
    assert take_bounce(store, config, raw, START) == "soft"
    assert state(store, person) == "confirmed"


@pytest.mark.parametrize("cut", range(0, 900, 45))
def test_half_a_report_is_no_traceback(cut: int) -> None:
    whole = report("<" + "a" * 32 + "@example.org>")
    read_bounce(whole[:cut], "example.org")
    read_bounce(whole[cut:], "example.org")
    read_bounce(whole.replace(b"\r\n", b"\x00\xff\r\n"), "example.org")


def test_a_maildir_is_read_once_and_a_crash_in_between_counts_once(
    store: Store, config: Config, tmp_path: Path
) -> None:
    person, ident = sent(store, config)
    new = tmp_path / "box" / "new"
    new.mkdir(parents=True)
    (new / "1").write_bytes(report(ident))
    (new / "2").write_bytes(b"Subject: hello\r\n\r\nhello")
    take_bounce(store, config, report(ident), START)  # read, and killed before it was marked
    assert take_maildir(store, config, tmp_path / "box", START) == {"known": 1, "other": 1}
    assert take_maildir(store, config, tmp_path / "box", START) == {}
    assert sorted(p.name for p in (tmp_path / "box" / "cur").iterdir()) == ["1:2,S", "2:2,S"]
    assert state(store, person) == "suspended"
    assert len(list(messages_in(tmp_path / "box"))) == 2


def test_one_report_that_cannot_be_read_does_not_hold_up_the_others(
    store: Store, config: Config, tmp_path: Path
) -> None:
    person, ident = sent(store, config)
    new = tmp_path / "box" / "new"
    new.mkdir(parents=True)
    (new / "1").symlink_to(tmp_path / "box" / "new")  # no file: passed over
    (new / "2").write_bytes(report(ident))
    blocked = tmp_path / "box" / "cur" / "2:2,S" / "x"
    blocked.mkdir(parents=True)
    (new / "3").write_bytes(b"Subject: hello\r\n\r\nhello")
    assert take_maildir(store, config, tmp_path / "box", START) == {"hard": 1, "unreadable": 1, "other": 1}
    assert state(store, person) == "suspended", "it was read; only its mark is missing, and it counts once"


def test_a_folder_that_is_no_maildir_is_said_and_the_post_goes_out_all_the_same(
    store: Store, config: Config, tmp_path: Path
) -> None:
    said: list[str] = []
    work = Work(replace(config, bounce_maildir=str(tmp_path / "nowhere")), COURTS, said.append, lambda: START)
    work.mail_due()
    assert [line for line in said if "TRACKER_BOUNCE_MAILDIR is no Maildir" in line], said
    with pytest.raises(InboxError, match="no folder new"):
        list(messages_in(tmp_path))


def test_the_command_takes_files_and_mailboxes_and_says_what_it_found(
    store: Store, config: Config, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, ident = sent(store, config)
    box = tmp_path / "back.mbox"
    box.write_bytes(
        b"From MAILER-DAEMON Mon Nov 16 12:00:00 2026\n" + report(ident).replace(b"\r\n", b"\n")
        + b"\n\nFrom x Mon Nov 16 12:00:00 2026\nSubject: hi\n\nhi\n"
    )  # fmt: skip
    monkeypatch.setenv("TRACKER_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("TRACKER_MAIL_FROM", "docket@example.org")
    done = CliRunner().invoke(cli, ["bounces", str(box)])
    assert done.exit_code == 0, done.output
    assert "hard: 1" in done.output and "other: 1" in done.output and "ada" not in done.output


def test_staff_see_how_mail_arrives_and_nobody_sees_an_address(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    store = desk.store()
    _, ident = sent(store, desk.config)
    take_bounce(store, desk.config, report(ident), desk.clock.now)
    store.close()
    desk.stranger().get("/review/mail", 303)
    page = desk.as_("Rosa").get("/review/mail")
    assert "Mailbox gone" in page and "1 suspended" in page and "no such user" in page
    assert "ada@" not in page and "example.net" not in page
