"""Building messages and handing them over: to a relay by SMTP, or into a folder as `.eml` files.

Refuses control characters in headers, and knows nothing of what a message says or whom it is owed to.
"""

import os
import re
import smtplib
import socket
import ssl
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from types import TracebackType
from typing import Protocol
from urllib.parse import urlsplit

from tracker.config import Config
from tracker.errors import ConfigError, MailError
from tracker.text import one_line

TIMEOUT = 60  # seconds, for each step of an SMTP conversation


class RelayError(MailError):
    """The relay itself refuses us or cannot be reached: no message is at fault, all wait."""


@dataclass(frozen=True, slots=True)
class Letter:
    """What a message to one person says: subject, plain text and HTML."""

    subject: str
    text: str
    html: str


def sender(config: Config) -> Address:
    """The From address. Raises ConfigError when TRACKER_MAIL_FROM is none."""
    return _sender(config.mail_from, config.site_name)


@lru_cache(maxsize=8)
def _sender(mail_from: str, site_name: str) -> Address:
    name, address = parseaddr(one_line(mail_from))
    user, _, host = address.rpartition("@")
    if not user or not host:
        raise ConfigError(f"TRACKER_MAIL_FROM must be an address such as docket@example.org, not {mail_from!r}")
    try:
        return Address(one_line(name or site_name), user, host)
    except ValueError as error:
        raise ConfigError(f"TRACKER_MAIL_FROM cannot be used as an address: {error}") from None


def message_id(config: Config, salt: str, key: str) -> str:
    """The same for the same person and period, whoever composes it and how often: `<digest>@<our host>` in angle
    brackets (RFC 5322 section 3.6.4)."""
    word = sha256(f"{salt}:{key}".encode()).hexdigest()[:32]
    return f"<{word}@{sender(config).domain}>"


def list_id(config: Config) -> str:
    """RFC 2919: a name for the list that filters can hold on to."""
    host = urlsplit(config.public_url).hostname or "localhost"
    name = one_line(config.site_name).replace('"', "'")
    return f'"{name}" <digest.{host}>' if name.isascii() else f"<digest.{host}>"


def build_message(letter: Letter, config: Config, ident: str, now: datetime) -> bytes:
    """RFC 5322 bytes with CRLF line ends, complete but for the To line, which `addressed` puts on top. For letters to
    one person; digests go to many (tracker.mailmerge)."""
    message = EmailMessage(policy=SMTP)
    message.set_content(letter.text, charset="utf-8", cte="quoted-printable")
    message.add_alternative(letter.html, subtype="html", charset="utf-8", cte="quoted-printable")
    # A boundary made from the id keeps the bytes of one message the same each time they are composed.
    message.set_boundary("=_" + sha256(ident.encode()).hexdigest()[:24])
    return one_header("Message-ID", ident) + headers_of(config, letter.subject, now, listed=False) + message.as_bytes()


def headers_of(config: Config, subject: str, now: datetime, *, listed: bool) -> bytes:
    """The headers that one letter has in common for all who get it. listed: of a list that can be left (RFC 2919; the
    one-click promise of RFC 8058 section 3.1, to which the address to leave at is added)."""
    message = EmailMessage(policy=SMTP)
    message["From"] = sender(config)
    message["Subject"] = one_line(subject)
    message["Date"] = format_datetime(now.astimezone(UTC))
    message["Auto-Submitted"] = "auto-generated"
    if listed:
        message["List-Id"] = list_id(config)
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    return message.as_bytes().rstrip(b"\r\n") + b"\r\n"


def one_header(name: str, value: str) -> bytes:
    """A header that must not be folded: the standard library folds a long word without spaces into encoded words,
    which breaks an id and a link. Raises MailError(permanent) for a value that could break out of it."""
    if not value.isascii() or not value.isprintable() or " " in value or len(value) > 900:
        raise MailError(f"a {name} header would hold {value[:60]!r}, which it cannot", permanent=True)
    return f"{name}: {value}\r\n".encode("ascii")


def addressed(message: bytes, recipient: str) -> bytes:
    """The message with its To line, in UTF-8 where the mailbox has such a name (RFC 6532). Raises MailError(permanent)
    for an address that could break out of it."""
    if not recipient.isprintable() or set(recipient) & set(' <>,;:"()') or recipient.count("@") != 1:
        raise MailError("the stored address is not one that mail can go to", permanent=True)
    return b"To: " + recipient.encode() + b"\r\n" + message


class Transport(Protocol):
    def send(self, ident: str, recipient: str, message: bytes) -> None:
        """Hand over one message (bytes of `build_message`).

        Raises MailError: `permanent` when trying again cannot help, RelayError when the relay is at fault.
        """


@contextmanager
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
    """One SMTP conversation at a time, opened when first needed and again after it broke."""

    def __init__(self, config: Config):
        self._config = config
        self._smtp: smtplib.SMTP | None = None

    def __enter__(self) -> "Relay":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._close()

    def send(self, ident: str, recipient: str, message: bytes) -> None:
        body = addressed(message, recipient)
        smtp = self._connected()
        # A mailbox whose name is not ASCII can be named to a relay that knows RFC 6531 only.
        options = [] if recipient.isascii() else ["SMTPUTF8", "BODY=8BITMIME"]
        try:
            smtp.sendmail(self._config.bounce_address or sender(self._config).addr_spec, [recipient], body, options)
        except smtplib.SMTPNotSupportedError:
            raise MailError(
                "the relay takes no address whose name is not ASCII (SMTPUTF8, RFC 6531)", permanent=True
            ) from None
        except smtplib.SMTPRecipientsRefused as error:
            code, reply = next(iter(error.recipients.values()))
            raise RefusedError(_said(code, reply, recipient), code=code) from None
        except smtplib.SMTPSenderRefused as error:
            self._close()
            raise RelayError(
                f"the relay does not accept our sender: {_said(error.smtp_code, error.smtp_error, recipient)}; "
                "check TRACKER_MAIL_FROM"
            ) from None
        except smtplib.SMTPDataError as error:
            if error.smtp_code == 421:  # the relay is closing
                self._close()
            raise MailError(
                _said(error.smtp_code, error.smtp_error, recipient), permanent=error.smtp_code >= 500
            ) from None
        except (smtplib.SMTPException, OSError) as error:
            self._close()
            raise MailError(f"the relay broke off: {type(error).__name__}") from None

    def _connected(self) -> smtplib.SMTP:
        if self._smtp is None:
            self._smtp = self._connect()
        return self._smtp

    def _connect(self) -> smtplib.SMTP:
        config, where = self._config, f"{self._config.smtp_host}:{self._config.smtp_port}"
        context = ssl.create_default_context(cafile=config.smtp_ca_file or None)
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
        except (smtplib.SMTPException, OSError) as error:
            smtp.close()
            raise RelayError(
                f"the mail relay {where} does not let us in ({type(error).__name__}); check TRACKER_SMTP_TLS, "
                "TRACKER_SMTP_USER and TRACKER_SMTP_PASSWORD"
            ) from None
        return smtp

    def _close(self) -> None:
        smtp, self._smtp = self._smtp, None
        if smtp is not None:
            try:
                smtp.quit()
            except (smtplib.SMTPException, OSError):
                smtp.close()


class RefusedError(MailError):
    """The relay does not take mail for this one address. no_such_mailbox: because there is none, not by a policy."""

    def __init__(self, message: str, *, code: int):
        super().__init__(message, permanent=code >= 500)
        # 550, 551 and 553 speak of the mailbox (RFC 5321 section 4.2.3), unless the enhanced code says 5.7, a policy
        # (RFC 3463): a relay that denies us everybody must not cost us everybody.
        self.no_such_mailbox = code in (550, 551, 553) and " 5.7." not in message[:12]


def _said(code: int, reply: bytes | str, recipient: str) -> str:
    """What the relay answered, without the address that relays like to repeat."""
    text = reply.decode("utf-8", "replace") if isinstance(reply, bytes) else reply
    text = re.sub(re.escape(recipient), "(address)", one_line(text), flags=re.IGNORECASE)
    return f"{code} {text}"[:300]
