"""Messages on the wire: headers that cannot be broken into, a folder that never holds half a message, SMTP."""

import email
import email.policy
import os
import stat
from dataclasses import replace
from datetime import UTC, datetime
from email.header import decode_header, make_header
from email.message import EmailMessage
from pathlib import Path

import pytest

from tracker.config import Config
from tracker.errors import ConfigError, MailError
from tracker.mail import Letter, addressed, build_message, message_id
from tracker.mailmerge import make_mould
from tracker.outputs.digest_model import Sheet
from tracker.transport import Folder, RelayError, open_transport

NOW = datetime(2026, 11, 22, 15, 0, tzinfo=UTC)
CONFIG = Config(public_url="https://docket.example.org", mail_from="docket@example.org")
LEAVE = "https://docket.example.org/subscribe/leave/" + "aB3_-" * 30
LETTER = Letter("Blocked: LAKE → SHORE", "Text → here\n", "<p>HTML → here</p>")
MARK = "8c1f"
SHEET = Sheet(
    LETTER.subject,
    f"{MARK}period\nText → here\n-----\n{MARK}why\nLeave: {MARK}leave\nChange: {MARK}manage\n",
    f'<p>{MARK}period</p><p>HTML → here</p>\n<p>{MARK}why <a href="{MARK}leave">x</a> <a href="{MARK}manage">y</a></p>',
    MARK,
)
PERSONAL = {
    "period": "Nov 22, 2026", "why": "You asked for “R&D” <now>. " + "Long words follow. " * 9, "leave": LEAVE,
    "manage": "https://docket.example.org/subscribe/manage/x?a=1&b=2",
}  # fmt: skip


def read(raw: bytes) -> EmailMessage:
    parsed = email.message_from_bytes(raw, policy=email.policy.SMTP)
    assert isinstance(parsed, EmailMessage)
    return parsed


def test_a_digest_carries_the_headers_of_rfc_8058_unbroken() -> None:
    raw = make_mould(SHEET, CONFIG, NOW).cast("<id@example.org>", PERSONAL)
    assert f"List-Unsubscribe: <{LEAVE}>\r\n".encode() in raw, "a folded or encoded address is no address"
    message = read(raw)
    assert not message.defects
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert message["List-Id"] == '"The Data-Sharing Docket" <digest.docket.example.org>'
    assert message["Message-ID"] == "<id@example.org>"
    assert message["Date"].datetime == NOW
    assert message["Auto-Submitted"] == "auto-generated"
    assert str(message["From"]) == "The Data-Sharing Docket <docket@example.org>"
    assert message["Subject"] == LETTER.subject
    assert [part.get_content_type() for part in message.iter_parts()] == ["text/plain", "text/html"]


def test_what_is_personal_stands_where_its_mark_stood_and_nowhere_else() -> None:
    raw = make_mould(SHEET, CONFIG, NOW).cast("<id@example.org>", PERSONAL)
    assert max(map(len, raw.partition(b"--=_")[2].split(b"\r\n"))) <= 76
    assert b"\n" not in raw.replace(b"\r\n", b"")
    text, html = (part.get_content().replace("\r\n", "\n") for part in read(raw).iter_parts())
    why = " ".join(PERSONAL["why"].split())
    assert text.startswith("Nov 22, 2026\nText → here\n-----\nYou asked for “R&D” <now>.")
    assert " ".join(text.split("-----\n")[1].split("\nLeave")[0].split()) == why
    assert max(map(len, text.split("\nLeave")[0].splitlines())) <= 74
    assert f"Leave: {LEAVE}\nChange: {PERSONAL['manage']}\n" in text
    assert "“R&amp;D” &lt;now&gt;" in html and f'<a href="{LEAVE}">' in html
    assert 'href="https://docket.example.org/subscribe/manage/x?a=1&amp;b=2"' in html
    assert MARK not in text + html
    for length in range(60, 90):
        wide = replace(SHEET, text="x" * length + MARK + "period" + "y" * length + MARK + "why")
        lines = make_mould(wide, CONFIG, NOW).cast("<i@x>", PERSONAL).partition(b"--=_")[2].split(b"\r\n")
        assert max(map(len, lines)) <= 76
    plain = replace(SHEET, text="Write 8c1leave or leave\n", html="<p>leave</p>")
    assert "Write 8c1leave or leave" in make_mould(plain, CONFIG, NOW).cast("<i@x>", PERSONAL).decode()


@pytest.mark.parametrize("subject", [
    "A ruling was entered in Keepers' Guild v. Lighthouses — and 2 more updates", "Blocked: LAKE → SHORE", "— — —",
    "Plain words", "ü" * 150, "Long words of a caption " * 6 + "— and 1 more update",
])  # fmt: skip
def test_a_subject_is_written_in_encoded_words_that_rfc_2047_knows(subject: str) -> None:
    raw = make_mould(replace(SHEET, subject=subject), CONFIG, NOW).cast("<id@example.org>", PERSONAL)
    head = raw.split(b"\r\n\r\n", 1)[0]
    assert b"??=" not in head, "an empty encoded word is shown as it stands by some mail programs"
    assert head.count(b"\r\nSubject: ") == 1 and max(map(len, head.split(b"\r\n"))) < 998
    assert read(raw)["Subject"] == subject.strip()
    assert str(make_header(decode_header(email.message_from_bytes(raw)["Subject"]))) == subject.strip()


def test_a_letter_that_is_no_list_mail_has_no_list_headers() -> None:
    message = read(build_message(LETTER, CONFIG, "<id@example.org>", NOW))
    assert not [name for name in message.keys() if name.startswith("List-")]  # noqa: SIM118


@pytest.mark.parametrize(
    "breaker", ["\r\nBcc: spy@example.org", "\nBcc: x", "\r\rBcc: x", "\u2028Bcc: x", "\x00\x1b[2J"]
)
def test_no_header_can_be_smuggled_in_through_a_title_or_a_name(breaker: str) -> None:
    config = replace(CONFIG, site_name=f"Docket{breaker}")
    raw = build_message(replace(LETTER, subject=f"Title{breaker}"), config, "<id@example.org>", NOW)
    message = read(raw)
    assert message["Bcc"] is None
    head = raw.split(b"\r\n\r\n", 1)[0]
    assert all(32 <= byte < 127 or byte in b"\r\n\t" for byte in head)
    assert b"\n" not in head.replace(b"\r\n", b"")


@pytest.mark.parametrize(
    "address", ["a@b.org\r\nBcc: c@d.org", "a b@c.org", "a@b@c.org", "", "é\n@example.org", "é@b.org>", "a\x00@b.org"]
)
def test_no_header_can_be_smuggled_in_through_an_address(address: str) -> None:
    with pytest.raises(MailError) as caught:
        addressed(b"From: x\r\n\r\n", address)
    assert caught.value.permanent


def test_a_message_has_no_line_longer_than_smtp_allows_and_only_crlf() -> None:
    letter = replace(LETTER, text="long " * 2000, html="<p>" + "long→" * 4000 + "</p>")
    raw = build_message(letter, CONFIG, "<id@example.org>", NOW)
    assert max(map(len, raw.split(b"\r\n"))) <= 998
    assert b"\n" not in raw.replace(b"\r\n", b"")


def test_the_id_is_the_same_for_the_same_person_and_period_and_names_neither() -> None:
    first = message_id(CONFIG, "salt", "daily:1")
    assert first == message_id(CONFIG, "salt", "daily:1")
    assert len({first, message_id(CONFIG, "salt", "daily:2"), message_id(CONFIG, "other", "daily:1")}) == 3
    assert first.endswith("@example.org>") and "salt" not in first


def test_the_same_letter_is_the_same_bytes_each_time() -> None:
    assert build_message(LETTER, CONFIG, "<i@x>", NOW) == build_message(LETTER, CONFIG, "<i@x>", NOW)


@pytest.mark.parametrize("sender", ["", "docket", "Docket <>", "a@b@c.org"])
def test_a_sender_that_is_no_address_is_a_clear_error(sender: str) -> None:
    with pytest.raises(ConfigError, match="TRACKER_MAIL_FROM"):
        build_message(LETTER, replace(CONFIG, mail_from=sender), "<i@x>", NOW)


def test_without_a_relay_mail_goes_into_a_folder_that_only_its_owner_reads(tmp_path: Path) -> None:
    config = replace(CONFIG, data_dir=tmp_path)
    with open_transport(config) as transport:
        for _ in range(2):
            transport.send("<one@example.org>", "ada@example.org", build_message(LETTER, config, "<one@x>", NOW))
    (file,) = config.outbox_dir.iterdir()
    assert file.name == "one.eml", "sent again it is the same file"
    assert read(file.read_bytes())["To"] == "ada@example.org"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(os.stat(config.outbox_dir).st_mode) == 0o700


def test_a_folder_that_cannot_be_written_is_the_relays_fault_not_the_messages(tmp_path: Path) -> None:
    (tmp_path / "outbox").write_text("a file where the folder should be")
    with pytest.raises(RelayError, match="TRACKER_SMTP_HOST") as caught:
        Folder(tmp_path / "outbox").send("<a@b>", "ada@example.org", b"From: x\r\n\r\n")
    assert not caught.value.permanent
