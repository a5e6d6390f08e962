"""Building messages. Refuses control characters in headers, and knows nothing of what a message says or whom it is owed
to."""

from dataclasses import dataclass
from datetime import UTC, datetime
from email.header import Header
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr
from functools import lru_cache
from hashlib import sha256
from urllib.parse import urlsplit

from tracker.config import Config
from tracker.errors import ConfigError, MailError
from tracker.text import one_line


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
    if (subject := one_line(subject)).isascii():
        message["Subject"] = subject
    message["Date"] = format_datetime(now.astimezone(UTC))
    message["Auto-Submitted"] = "auto-generated"
    if listed:
        message["List-Id"] = list_id(config)
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    head = message.as_bytes().rstrip(b"\r\n") + b"\r\n"
    if not subject.isascii():
        # The newer policy writes an empty encoded word before a lone dash, which RFC 2047 does not know.
        words = Header(subject, "utf-8", header_name="Subject").encode(linesep="\r\n")
        head += f"Subject: {words}\r\n".encode("ascii")
    return head


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
