"""Handing messages over: to a relay by SMTP, or into a folder as `.eml` files. Knows nothing of what they say."""

import contextlib
import os
import re
import smtplib
import socket
import ssl
import tempfile
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Protocol

from tracker.config import Config
from tracker.errors import MailError
from tracker.mail import addressed, sender
from tracker.text import one_line

TIMEOUT = 60  # seconds, for each step of an SMTP conversation but the last
# RFC 5321 section 4.5.3.2.6: a relay may be at work on a message for so long before it answers. Who hangs up earlier
# does not know that it was taken, and sends it twice.
TIMEOUT_TAKEN = 600
_END = b".\r\n"
_Reply = tuple[int, bytes]


class RelayError(MailError):
    """The relay itself refuses us or cannot be reached: no message is at fault, all wait."""


class RefusedError(MailError):
    """The relay does not take mail for this one address. no_such_mailbox: because there is none, not by a policy."""

    def __init__(self, message: str, *, code: int):
        super().__init__(message, permanent=code >= 500)
        # 550, 551 and 553 speak of the mailbox (RFC 5321 section 4.2.3), unless the enhanced code says 5.7, a policy
        # (RFC 3463): a relay that denies us everybody must not cost us everybody.
        self.no_such_mailbox = code in (550, 551, 553) and " 5.7." not in message[:12]


class Transport(Protocol):
    def send(self, ident: str, recipient: str, message: bytes) -> None:
        """Hand over one message (bytes of `build_message`).

        Raises MailError: `permanent` when trying again cannot help, RelayError when the relay is at fault.
        """


@contextlib.contextmanager
def open_transport(config: Config) -> Iterator[Transport]:
    """The relay that the settings name, or the outbox folder where they name none."""
    if not config.smtp_host:
        yield Folder(config.outbox_dir)
        return
    with Relay(config) as relay:
        yield relay


class Folder:
    """Each message a file `<id>.eml`; written aside and moved into place, so that a reader never sees half of one.

    Sending the same message again replaces the file by itself.
    """

    def __init__(self, folder: Path):
        self.folder = folder

    def send(self, ident: str, recipient: str, message: bytes) -> None:
        body = addressed(message, recipient)
        target = self.folder / f"{ident.strip('<>').split('@')[0]}.eml"
        try:
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            handle, part = tempfile.mkstemp(dir=self.folder, prefix=".", suffix=".part")
            try:
                with os.fdopen(handle, "wb") as file:
                    file.write(body)
                    file.flush()
                    os.fsync(file.fileno())
                os.replace(part, target)
            except BaseException:
                Path(part).unlink(missing_ok=True)
                raise
        except OSError as error:
            raise RelayError(
                f"the outbox folder {self.folder} cannot be written ({error.strerror}); "
                "make it writable, or set TRACKER_SMTP_HOST"
            ) from error


class Relay:
    """One SMTP conversation, opened when first needed and again after it broke.

    Where the relay knows pipelining (RFC 2920), sender, recipient and DATA go in one piece: a message takes two round
    trips instead of four.
    """

    def __init__(self, config: Config):
        self._config = config
        self._from = smtplib.quoteaddr(config.bounce_address or sender(config).addr_spec)
        self._smtp: smtplib.SMTP | None = None

    def __enter__(self) -> "Relay":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._close()

    def send(self, ident: str, recipient: str, message: bytes) -> None:
        # A line that is a dot alone ends a message: every line that begins with one gets another (section 4.5.2).
        body = addressed(message, recipient).replace(b"\r\n.", b"\r\n..")
        end = _END if body.endswith(b"\r\n") else b"\r\n" + _END
        try:
            smtp = self._open_envelope(recipient, len(body))
            _patience(smtp, TIMEOUT_TAKEN)
            smtp.send(body + end)
            code, said = smtp.getreply()
            _patience(smtp, TIMEOUT)
        except (smtplib.SMTPException, OSError) as error:
            self._drop()
            raise MailError(f"the relay broke off: {type(error).__name__}") from None
        if code // 100 != 2:
            if code == 421:  # the relay is closing
                self._drop()
            raise MailError(_said(code, said, recipient), permanent=code >= 500)

    def _open_envelope(self, recipient: str, size: int) -> smtplib.SMTP:
        """A conversation that waits for the text. One that the relay ended since the last message is opened anew."""
        reused = self._smtp is not None
        smtp = self._connected()
        commands = self._commands(smtp, recipient, size)
        try:
            replies = _exchange(smtp, commands)
            ended = any(code == 421 for code, _ in replies)
        except (smtplib.SMTPException, OSError):
            if not reused:
                raise
            ended = True
        if ended and reused:
            self._drop()
            smtp = self._connected()
            replies = _exchange(smtp, commands)
        self._judge(smtp, replies, recipient)
        return smtp

    def _commands(self, smtp: smtplib.SMTP, recipient: str, size: int) -> list[bytes]:
        options = f" SIZE={size}" if smtp.has_extn("size") else ""
        if not recipient.isascii():
            # A mailbox whose name is not ASCII can be named to a relay that knows RFC 6531 only.
            if not smtp.has_extn("smtputf8"):
                raise MailError(
                    "the relay takes no address whose name is not ASCII (SMTPUTF8, RFC 6531)", permanent=True
                )
            options += " SMTPUTF8 BODY=8BITMIME"
        return [f"MAIL FROM:{self._from}{options}\r\n".encode(), f"RCPT TO:<{recipient}>\r\n".encode(), b"DATA\r\n"]

    def _judge(self, smtp: smtplib.SMTP, replies: list[_Reply], recipient: str) -> None:
        """Raises MailError unless the relay took all three commands; leaves the conversation ready for another."""
        mail, rcpt, data = (*replies, (0, b""), (0, b""))[:3]
        refused = next((reply for reply in (mail, rcpt) if reply[0] // 100 != 2), None)
        if refused is None and data[0] == 354:
            return
        if refused is None:
            refused = data
        elif data[0] == 354 and 421 not in (mail[0], rcpt[0]):
            # DATA went along and was let in without anybody to write to: nothing but the dot (RFC 2920 section 3.1).
            smtp.send(_END)
            smtp.getreply()
        if 421 in (mail[0], rcpt[0], data[0]):
            self._drop()
        else:
            smtp.rset()
        code, said = refused
        told = _said(code, said, recipient)
        if refused is rcpt:
            raise RefusedError(told, code=code)
        if refused is mail and code != 552:  # 552: this message is too large for it
            self._drop()
            if code < 500:
                raise RelayError(f"the relay takes no mail now: {told}")
            raise RelayError(f"the relay does not accept our sender: {told}; check TRACKER_MAIL_FROM")
        raise MailError(told, permanent=code >= 500)

    def _connected(self) -> smtplib.SMTP:
        if self._smtp is None:
            self._smtp = self._connect()
        return self._smtp

    def _connect(self) -> smtplib.SMTP:
        config, where = self._config, f"{self._config.smtp_host}:{self._config.smtp_port}"
        # Reading the system's certificates takes longer than sending a hundred messages.
        context = None if config.smtp_tls == "none" else ssl.create_default_context(cafile=config.smtp_ca_file or None)
        try:
            name = socket.getfqdn() if sender(config).domain == "localhost" else sender(config).domain
            if config.smtp_tls == "tls":
                smtp: smtplib.SMTP = smtplib.SMTP_SSL(
                    config.smtp_host, config.smtp_port, name, timeout=TIMEOUT, context=context
                )
            else:
                smtp = smtplib.SMTP(config.smtp_host, config.smtp_port, name, timeout=TIMEOUT)
        except (smtplib.SMTPException, OSError) as error:
            raise RelayError(
                f"the mail relay {where} cannot be reached ({error}); check TRACKER_SMTP_HOST and TRACKER_SMTP_PORT"
            ) from None
        try:
            if config.smtp_tls == "starttls":
                smtp.starttls(context=context)
            if config.smtp_user:
                smtp.login(config.smtp_user, config.smtp_password)
            smtp.ehlo_or_helo_if_needed()
        except (smtplib.SMTPException, OSError) as error:
            smtp.close()
            raise RelayError(
                f"the mail relay {where} does not let us in ({type(error).__name__}); check TRACKER_SMTP_TLS, "
                "TRACKER_SMTP_USER and TRACKER_SMTP_PASSWORD"
            ) from None
        return smtp

    def _close(self) -> None:
        if self._smtp is not None:
            with contextlib.suppress(smtplib.SMTPException, OSError):
                self._smtp.quit()
            self._drop()

    def _drop(self) -> None:
        """Hang up without a word, which a relay that is gone or in the middle of a text would not answer."""
        smtp, self._smtp = self._smtp, None
        if smtp is not None:
            smtp.close()


def _exchange(smtp: smtplib.SMTP, commands: list[bytes]) -> list[_Reply]:
    """The relay's answers: to all commands where it knows pipelining, else up to the first that it refuses."""
    if smtp.has_extn("pipelining"):
        smtp.send(b"".join(commands))
        return [smtp.getreply() for _ in commands]
    replies: list[_Reply] = []
    for command in commands:
        smtp.send(command)
        replies.append(smtp.getreply())
        if replies[-1][0] >= 400:
            break
    return replies


def _patience(smtp: smtplib.SMTP, seconds: float) -> None:
    if smtp.sock is not None:
        smtp.sock.settimeout(seconds)


def _said(code: int, reply: bytes | str, recipient: str) -> str:
    """What the relay answered, without the address that relays like to repeat."""
    text = reply.decode("utf-8", "replace") if isinstance(reply, bytes) else reply
    text = re.sub(re.escape(recipient), "(address)", one_line(text), flags=re.IGNORECASE)
    return f"{code} {text}"[:300]
