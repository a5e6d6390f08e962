"""Handing messages to a relay over SMTP: what is refused, what is tried again, and what goes in one piece."""

import socket
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP as Server

from tests.feedserver import CERTIFICATE, server_context
from tests.smtpserver import Scripted, free_port
from tests.test_mail import CONFIG, LETTER, NOW, PERSONAL, SHEET, read
from tracker.config import Config
from tracker.errors import MailError
from tracker.mail import build_message
from tracker.mailmerge import make_mould
from tracker.transport import RefusedError, Relay, RelayError, open_transport

PLAIN = b"From: x\r\n\r\nx\r\n"


class Post:
    """What the relay under test answers, by recipient; it keeps what it takes."""

    def __init__(self) -> None:
        self.taken: list[bytes] = []
        self.rcpt: dict[str, str] = {}
        self.data = "250 OK"

    async def handle_RCPT(self, server: Server, session: Any, envelope: Any, address: str, options: Any) -> str:  # noqa: N802
        if address in self.rcpt:
            return self.rcpt[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Server, session: Any, envelope: Any) -> str:  # noqa: N802
        if self.data.startswith("2"):
            self.taken.append(envelope.content)
        return self.data


def test_a_mailbox_with_a_name_that_is_not_ascii_gets_its_mail_where_the_relay_can(post: tuple[Post, Config]) -> None:
    handler, config = post
    raw = make_mould(SHEET, config, NOW).cast("<a@b>", PERSONAL)
    controller = Controller(handler, hostname="127.0.0.1", port=free_port(), enable_SMTPUTF8=False)
    controller.start()
    try:
        old = replace(config, smtp_port=controller.port)
        with open_transport(old) as relay, pytest.raises(MailError, match="SMTPUTF8") as caught:
            relay.send("<a@b>", "żółw@example.org", raw)
    finally:
        controller.stop()
    assert caught.value.permanent and not handler.taken
    with open_transport(config) as relay:
        relay.send("<a@b>", "żółw@example.org", raw)
    assert b"To: \xc5\xbc\xc3\xb3\xc5\x82w@example.org\r\n" in handler.taken[0]


@pytest.mark.parametrize("way", ["tls", "starttls"])
def test_a_relay_is_spoken_to_in_secret_and_only_if_its_certificate_is_its_own(tmp_path: Path, way: str) -> None:
    handler = Post()
    authority = tmp_path / "ca.pem"
    authority.write_text(CERTIFICATE)
    context = server_context(tmp_path)
    if way == "tls":
        controller = Controller(handler, hostname="127.0.0.1", port=free_port(), ssl_context=context)
    else:
        controller = Controller(
            handler, hostname="127.0.0.1", port=free_port(), tls_context=context, require_starttls=True
        )
    controller.start()
    config = replace(CONFIG, smtp_host="localhost", smtp_port=controller.port, smtp_tls=way)
    try:
        with open_transport(replace(config, smtp_ca_file=str(authority))) as relay:
            relay.send("<a@b>", "ada@example.org", b"Subject: x\r\n\r\nx\r\n")
        with open_transport(config) as relay, pytest.raises(RelayError):
            relay.send("<a@b>", "ada@example.org", b"Subject: x\r\n\r\nx\r\n")
    finally:
        controller.stop()
    assert len(handler.taken) == 1


@pytest.fixture
def post() -> Iterator[tuple[Post, Config]]:
    handler = Post()
    port = free_port()
    controller = Controller(handler, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield handler, replace(CONFIG, smtp_host="127.0.0.1", smtp_port=port, smtp_tls="none")
    finally:
        controller.stop()


def test_a_relay_takes_messages_over_one_conversation(post: tuple[Post, Config]) -> None:
    handler, config = post
    with open_transport(config) as relay:
        for name in ("ada", "bo"):
            relay.send("<a@b>", f"{name}@example.org", build_message(LETTER, config, f"<{name}@x>", NOW))
    assert [read(m)["To"] for m in handler.taken] == ["ada@example.org", "bo@example.org"]
    assert read(handler.taken[0]).get_body(("plain",)).get_content().strip() == "Text → here"  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("answer", "permanent", "gone"),
    [
        ("450 4.2.1 busy <ada@example.org>", False, False),
        ("550 5.1.1 no such user <Ada@example.org>", True, True),
        ("550 5.7.1 relaying denied", True, False),
        ("554 5.7.1 go away", True, False),
    ],
)
def test_a_refused_mailbox_is_told_apart_from_a_policy(
    post: tuple[Post, Config], answer: str, permanent: bool, gone: bool
) -> None:
    handler, config = post
    handler.rcpt["ada@example.org"] = answer
    with Relay(config) as relay:
        with pytest.raises(RefusedError) as caught:
            relay.send("<a@b>", "ada@example.org", b"From: x\r\n\r\nx\r\n")
        relay.send("<a@b>", "bo@example.org", b"From: x\r\n\r\nx\r\n")
    assert (caught.value.permanent, caught.value.no_such_mailbox) == (permanent, gone)
    assert "ada@" not in str(caught.value).lower(), "no address in an error that ends in a log"
    assert len(handler.taken) == 1, "one refusal does not stop the others"


@pytest.mark.parametrize(("answer", "permanent"), [("451 try later", False), ("554 no", True), ("421 closing", False)])
def test_a_refused_text_is_permanent_only_with_a_five(post: tuple[Post, Config], answer: str, permanent: bool) -> None:
    handler, config = post
    handler.data = answer
    with Relay(config) as relay:
        with pytest.raises(MailError) as caught:
            relay.send("<a@b>", "ada@example.org", b"From: x\r\n\r\nx\r\n")
        handler.data = "250 OK"
        relay.send("<a@b>", "ada@example.org", b"From: x\r\n\r\nx\r\n")
    assert caught.value.permanent is permanent and not isinstance(caught.value, RelayError)


def test_a_relay_that_is_not_there_or_does_not_let_us_in_is_at_fault_itself(post: tuple[Post, Config]) -> None:
    _, config = post
    closed = replace(config, smtp_port=1)
    strict = replace(config, smtp_tls="starttls")
    locked = replace(config, smtp_user="u", smtp_password="hunter2")
    for bad in (closed, strict, locked):
        with Relay(bad) as relay, pytest.raises(RelayError) as caught:
            relay.send("<a@b>", "ada@example.org", b"From: x\r\n\r\nx\r\n")
        assert "TRACKER_SMTP" in str(caught.value) and not caught.value.permanent
        assert "hunter2" not in str(caught.value)


def test_a_relay_that_knows_pipelining_gets_the_envelope_in_one_piece() -> None:
    with Scripted({}) as server, Relay(server.config()) as relay:
        for name in ("ada", "bo"):
            relay.send("<a@b>", f"{name}@example.org", b"Subject: x\r\n\r\n.\r\n..two\r\nend\r\n")
    assert [p for p in server.pieces if "MAIL" in p] == [["MAIL", "RCPT", "DATA"]] * 2
    assert server.texts[0] == b"To: ada@example.org\r\nSubject: x\r\n\r\n..\r\n...two\r\nend"


def test_a_relay_that_does_not_is_asked_step_by_step() -> None:
    with Scripted({}, pipelining=False) as server, Relay(server.config()) as relay:
        relay.send("<a@b>", "ada@example.org", PLAIN)
    assert [p for p in server.pieces if p[0] in ("MAIL", "RCPT", "DATA")] == [["MAIL"], ["RCPT"], ["DATA"]]


@pytest.mark.parametrize("after", ["354 go on", "503 no valid recipients"])
def test_no_text_goes_to_a_relay_that_refused_the_mailbox_even_where_it_lets_data_in(after: str) -> None:
    with (
        Scripted({"RCPT": "550 5.1.1 no such user", "DATA": after, "dot": "554 5.5.1 no recipients"}) as server,
        Relay(server.config()) as relay,
        pytest.raises(RefusedError) as caught,
    ):
        relay.send("<a@b>", "ada@example.org", PLAIN)
    assert caught.value.no_such_mailbox
    assert b"From" not in b"".join(server.texts)


@pytest.mark.parametrize("said", ["421 4.7.0 too many messages in one conversation", None])
def test_a_conversation_that_the_relay_ended_between_messages_costs_no_message_anything(said: str | None) -> None:
    with Scripted({"dot": "250 taken", "QUIT": None}, {}) as server, Relay(server.config()) as relay:
        relay.send("<a@b>", "ada@example.org", PLAIN)
        server.script[0]["MAIL"] = said
        relay.send("<a@b>", "bo@example.org", PLAIN)
    assert [text.split(b"\r\n")[0] for text in server.texts] == [b"To: ada@example.org", b"To: bo@example.org"]


def test_a_message_too_large_for_the_relay_is_that_messages_fault_and_a_refused_sender_is_not() -> None:
    with (
        Scripted({"MAIL": "552 5.3.4 too large", "RCPT": "503 no", "DATA": "503 no"}) as server,
        Relay(server.config()) as relay,
        pytest.raises(MailError, match="552") as caught,
    ):
        relay.send("<a@b>", "ada@example.org", PLAIN)
    assert caught.value.permanent and not isinstance(caught.value, RelayError)
    with (
        Scripted({"MAIL": "550 5.7.1 not you", "RCPT": "503 no", "DATA": "503 no"}) as server,
        Relay(server.config()) as relay,
        pytest.raises(RelayError, match="TRACKER_MAIL_FROM"),
    ):
        relay.send("<a@b>", "ada@example.org", PLAIN)


def test_a_relay_that_hangs_up_after_the_dot_is_not_given_the_text_again_at_once() -> None:
    with (
        Scripted({"dot": None}, {}) as server,
        Relay(server.config()) as relay,
        pytest.raises(MailError, match="broke off") as caught,
    ):
        relay.send("<a@b>", "ada@example.org", PLAIN)
    assert not caught.value.permanent and len(server.texts) == 1


def test_a_relay_may_take_its_time_after_the_dot_and_only_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tracker.transport.TIMEOUT", 0.2)

    class Slow(Scripted):
        def _talk(self, connection: socket.socket, answers: dict[str, str | None]) -> None:
            real = connection.sendall

            class Late:
                recv = connection.recv

                def sendall(self, data: bytes) -> None:
                    if data.startswith(b"250 slow"):
                        threading.Event().wait(0.5)
                    real(data)

            super()._talk(Late(), answers)  # type: ignore[arg-type]

    with Slow({"dot": "250 slow but sure"}) as server, Relay(server.config()) as relay:
        relay.send("<a@b>", "ada@example.org", PLAIN)
    with (
        Slow({"RCPT": "250 slow"}) as server,
        Relay(server.config()) as relay,
        pytest.raises(MailError, match="broke off"),
    ):
        relay.send("<a@b>", "ada@example.org", PLAIN)
