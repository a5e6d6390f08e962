"""Mailboxes, on a real IMAP server and a real Maildir: what waits, what is read, what is marked, what is refused."""

import os
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.imapserver import ImapServer
from tracker.errors import InboxError
from tracker.inbox import Waiting
from tracker.inbox.imap import ImapBox, ImapSettings
from tracker.inbox.maildir import MaildirBox

MAIL = b"From: a@dcd.uscourts.gov\r\nSubject: one\r\n\r\nA word.\r\n"


@pytest.fixture
def server(tmp_path: Path) -> Iterator[ImapServer]:
    with ImapServer(tmp_path) as server:
        yield server


def settings(server: ImapServer, **changes: object) -> ImapSettings:
    given: dict[str, object] = {
        "host": "localhost", "port": server.port, "user": server.user, "password": server.password,
        "folder": "INBOX", "ca_file": str(server.authority), "step": 30.0, "whole": 60.0,
    } | changes  # fmt: skip
    return ImapSettings(**given)  # type: ignore[arg-type]


@pytest.fixture
def box(server: ImapServer) -> Iterator[ImapBox]:
    opened = ImapBox(settings(server))
    yield opened
    opened.close()


def test_unread_messages_are_listed_oldest_first_with_their_sizes_and_read_unmarked(
    server: ImapServer, box: ImapBox
) -> None:
    for text in (b"1", b"22", b"333"):
        server.deliver(MAIL + text)
    server.inbox[1].flags.add(r"\Seen")
    assert box.waiting(10) == [Waiting("101", len(MAIL) + 1), Waiting("103", len(MAIL) + 3)]
    assert box.waiting(1) == [Waiting("101", len(MAIL) + 1)]
    assert box.read("103") == MAIL + b"333"
    assert server.inbox[2].flags == set()


def test_an_empty_mailbox_has_nothing_waiting(box: ImapBox) -> None:
    assert box.waiting(10) == [] and box.held(10) == []


def test_what_is_stored_is_marked_and_stays_or_is_moved(server: ImapServer, box: ImapBox) -> None:
    server.deliver(MAIL)
    box.hold("101")
    assert server.inbox[0].flags == {r"\Seen", r"\Flagged"} and [w.key for w in box.held(9)] == ["101"]
    box.stored("101")
    assert server.inbox[0].flags == {r"\Seen"}
    moving = ImapBox(settings(server, done_folder="Done"))
    moving.stored("101")
    moving.close()
    assert server.inbox == [] and server.folders["Done"][0].flags == {r"\Seen"}
    assert "UID EXPUNGE" not in server.heard


@pytest.mark.parametrize("can", [["UIDPLUS"], []])
def test_a_server_that_cannot_move_copies_and_never_clears_other_peoples_deleted_mail(
    server: ImapServer, can: list[str]
) -> None:
    server.can = can
    server.deliver(MAIL)
    server.deliver(MAIL).flags.add(r"\Deleted")
    box = ImapBox(settings(server, done_folder="Done here"))
    box.stored("101")
    box.close()
    assert len(server.folders["Done here"]) == 1
    left = {m.uid: m.flags for m in server.inbox}
    assert left[102] == {r"\Deleted"}
    assert (101 in left) is (not can) and "EXPUNGE" not in server.heard


def test_a_certificate_that_nobody_vouches_for_is_refused_before_the_login(server: ImapServer) -> None:
    with pytest.raises(InboxError, match="certificate of the mail server cannot be trusted"):
        ImapBox(settings(server, ca_file=""))
    assert server.heard == []


def test_a_certificate_for_another_name_is_refused(server: ImapServer) -> None:
    with pytest.raises(InboxError, match="cannot be trusted"):
        ImapBox(settings(server, host="127.0.0.1"))
    assert server.heard == []


def test_a_refused_login_repeats_neither_the_name_nor_the_password(server: ImapServer) -> None:
    with pytest.raises(InboxError) as error:
        ImapBox(settings(server, password="wrong-word"))
    assert "refused the login" in str(error.value)
    assert "wrong-word" not in repr(error.value) and "desk" not in repr(error.value)
    assert error.value.__cause__ is None and error.value.__suppress_context__
    assert "wrong-word" not in repr(settings(server, password="wrong-word"))


def test_a_folder_that_is_not_there_is_named(server: ImapServer) -> None:
    with pytest.raises(InboxError, match="no folder of the name in TRACKER_IMAP_FOLDER"):
        ImapBox(settings(server, folder="Court mail"))


@pytest.mark.parametrize(
    ("mood", "said"),
    [("deaf", "did not answer within 0.3 s"), ("deaf to LOGIN", "did not answer within 0.3 s"),
     ("gone at LOGIN", "broke off"), ("gone at SELECT", "broke off"), ("web", "broke off|speak IMAP")],
)  # fmt: skip
def test_a_server_that_hangs_or_breaks_off_is_left_in_time(tmp_path: Path, mood: str, said: str) -> None:
    started = time.monotonic()
    with ImapServer(tmp_path, mood) as server, pytest.raises(InboxError, match=said):
        ImapBox(settings(server, step=0.3 if mood.startswith("deaf") else 30.0))
    assert time.monotonic() - started < 20, "left to itself, the server is deaf for 30 seconds"


def test_a_server_that_drips_for_ever_is_cut_off(tmp_path: Path) -> None:
    started = time.monotonic()
    with ImapServer(tmp_path, "drip") as server, pytest.raises(InboxError, match="not done within 0.6 s"):
        ImapBox(settings(server, step=30.0, whole=0.6))
    assert time.monotonic() - started < 20


def test_a_server_that_goes_deaf_while_it_is_asked_is_left(server: ImapServer) -> None:
    server.deliver(MAIL)
    box = ImapBox(settings(server, step=1.0))
    server.mood = "deaf to FETCH"
    with pytest.raises(InboxError, match="did not answer"):
        box.waiting(5)
    box.close()


def test_a_message_that_is_larger_than_it_was_said_to_be_is_not_taken_into_memory(server: ImapServer) -> None:
    server.deliver(b"x" * 200_000, size=10)
    box = ImapBox(settings(server, most=1000))
    assert box.waiting(5) == [Waiting("101", 10)]
    with pytest.raises(InboxError, match="broke off, or sent what it should not"):
        box.read("101")
    box.close()


def test_half_a_message_is_no_message(server: ImapServer) -> None:
    server.deliver(MAIL * 100)
    box = ImapBox(settings(server, step=1.0))
    server.mood = "half a message"
    with pytest.raises(InboxError):
        box.read("101")
    box.close()


def test_a_message_that_somebody_else_took_meanwhile_is_said(server: ImapServer, box: ImapBox) -> None:
    with pytest.raises(InboxError, match="does not hand out"):
        box.read("999")


@pytest.mark.parametrize("host", ["no-such-host.invalid", "localhost"])
def test_a_host_that_is_not_there_is_said(host: str, tmp_path: Path) -> None:
    with pytest.raises(InboxError, match="could not be found|refused the connection"):
        ImapBox(ImapSettings(host, 9, "u", "p", "INBOX", step=2))


def test_a_wrong_authority_file_is_said(server: ImapServer, tmp_path: Path) -> None:
    (tmp_path / "empty.pem").write_text("nothing")
    with pytest.raises(InboxError, match="TRACKER_IMAP_CA_FILE"):
        ImapBox(settings(server, ca_file=str(tmp_path / "empty.pem")))


# Maildir -----------------------------------------------------------------------------------------------------------


@pytest.fixture
def maildir(tmp_path: Path) -> Path:
    folder = tmp_path / "Maildir"
    for name in ("new", "cur", "tmp"):
        (folder / name).mkdir(parents=True)
    return folder


def put(folder: Path, name: str, age: int = 0, body: bytes = MAIL) -> None:
    (folder / name).write_bytes(body)
    at = time.time() - age
    os.utime(folder / name, (at, at))


def test_a_maildir_lists_what_is_new_and_what_nobody_read(maildir: Path) -> None:
    put(maildir, "new/2.b", 10)
    put(maildir, "cur/1.a:2,", 20)
    put(maildir, "cur/0.seen:2,S", 30)
    put(maildir, "tmp/9.half", 40)
    put(maildir, "new/.hidden", 50)
    box = MaildirBox(maildir)
    assert [w.key for w in box.waiting(9)] == ["cur/1.a:2,", "new/2.b"]
    assert box.waiting(1)[0].size == len(MAIL)
    assert box.read("new/2.b") == MAIL


def test_a_maildirs_marks_are_flags_in_the_name(maildir: Path) -> None:
    put(maildir, "new/2.b")
    put(maildir, "cur/1.a:2,R")
    box = MaildirBox(maildir)
    box.hold("new/2.b")
    box.passed("cur/1.a:2,R")
    assert sorted(path.name for path in (maildir / "cur").iterdir()) == ["1.a:2,RS", "2.b:2,FS"]
    assert [w.key for w in box.held(9)] == ["cur/2.b:2,FS"]
    box.stored("cur/2.b:2,FS")
    assert sorted(path.name for path in (maildir / "cur").iterdir()) == ["1.a:2,RS", "2.b:2,S"]
    assert box.waiting(9) == [] and list((maildir / "new").iterdir()) == []


def test_what_is_no_maildir_or_has_gone_is_said(maildir: Path, tmp_path: Path) -> None:
    with pytest.raises(InboxError, match="is no Maildir"):
        MaildirBox(tmp_path / "nowhere")
    box = MaildirBox(maildir)
    for act in (box.read, box.stored, box.hold):
        with pytest.raises(InboxError):
            act("new/gone")
