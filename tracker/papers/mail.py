"""From the bytes of a saved message, or of its saved body, to the one text that holds the notice. Pure.

Refuses what is too large before anything is read. Of the headers only the subject leaves this module; addresses are
handed on for one purpose: to be struck out of the text.
"""

import email
import email.policy
import re
from dataclasses import dataclass, field
from email.errors import MessageError
from email.header import decode_header
from email.message import Message

from tracker.errors import ParseError
from tracker.papers.common import decode, squeeze
from tracker.papers.flat import Flat, flatten_html, flatten_plain

MAX_MAIL = 10 * 1024 * 1024
MAX_BODY = 2 * 1024 * 1024
_MAX_PARTS = 200
# A message starts with header lines; a saved body does not. `From ` opens a message in an mbox file.
_HEADER = re.compile(rb"(?:From [^\r\n]{1,300}\r?\n|[A-Za-z][A-Za-z0-9-]{1,60}:[ \t]?[^\r\n]*\r?\n)")
_MAIL_HEADERS = re.compile(
    rb"^(?:content-type|mime-version|received|return-path|subject|message-id):", re.IGNORECASE | re.MULTILINE
)
_TAG = re.compile(r"<(?:html|body|div|p|table|td|br|font|strong|b|span|a)\b", re.IGNORECASE)
# Also what is left of one that was cut, and of two that ran together: `@firm.example`, `a@firmb@firm.example`, `a@fi`.
# An hour (`@ 10:00 AM`) is none.
_ADDRESS = re.compile(
    r"[A-Za-z0-9._%+'=-]{0,64}(?:@[A-Za-z0-9.-]{0,190}){0,8}@[A-Za-z0-9.-]{1,190}\.[A-Za-z]{2,24}"
    r"|[A-Za-z0-9._%+'=-]{1,64}@[A-Za-z][A-Za-z0-9.-]{0,190}"
)
_ADDRESS_HEADERS = ("to", "cc", "bcc", "from", "sender", "reply-to", "delivered-to", "return-path", "x-original-to")
HEADING = re.compile(r"Notice\s+of\s+(Electronic\s+(?:Claims\s+)?Filing|Docket\s+Activity)", re.IGNORECASE)


class NoNoticeError(ParseError):
    """A sound message, and no part of it has the heading of a notice: courts write letters too."""


@dataclass(frozen=True, slots=True)
class Letter:
    """`subject` is "" for a saved body. `addresses`: everybody the headers name, in lower case."""

    subject: str
    flat: Flat
    addresses: frozenset[str] = field(default=frozenset())


def looks_like_mail(body: bytes) -> bool:
    head = body[:20_000].lstrip()
    return bool(_HEADER.match(head)) and bool(_MAIL_HEADERS.search(head))


def read_letter(body: bytes) -> Letter:
    """The part that holds a notice's heading, HTML before plain text, as running text.

    Raises ParseError: over 10 MiB, a part of over 2 MiB, no readable part.
    """
    if len(body) > MAX_MAIL:
        raise ParseError(f"the message has {len(body):,} bytes; a notice of more than {MAX_MAIL:,} is refused")
    if not body.strip():
        raise ParseError("the file is empty: there is no notice in it")
    if not looks_like_mail(body):
        return Letter("", _flat(decode(body), None))
    try:
        message = email.message_from_bytes(body, policy=email.policy.compat32)
        parts = _parts(message)
    except (RecursionError, MessageError, ValueError, LookupError, TypeError, AttributeError) as error:
        raise ParseError(f"the message cannot be taken apart: {str(error)[:120]}") from None
    flats = [_flat(text, kind) for kind, text in parts]
    for flat in flats:
        if HEADING.search(flat.text):
            return Letter(_subject(message), flat, _addresses(message))
    raise NoNoticeError("the message holds no notice of electronic filing or of docket activity")


def addresses_in(text: str) -> frozenset[str]:
    return frozenset(found.lower() for found in _ADDRESS.findall(text))


def strike_addresses(text: str, addresses: frozenset[str]) -> str:
    """The text with the given addresses, and any that is not a court's own, replaced by a plain mark."""

    def mark(found: re.Match[str]) -> str:
        address = found.group().lower()
        return found.group() if address.endswith("uscourts.gov") and address not in addresses else "[address removed]"

    return _ADDRESS.sub(mark, text)


def _parts(message: Message) -> list[tuple[str, str]]:
    """("html" | "plain", text) of the readable parts, HTML first, oldest quoted message included."""
    found: list[tuple[str, str]] = []
    for count, part in enumerate(message.walk()):
        if count > _MAX_PARTS:
            raise ParseError(f"the message has more than {_MAX_PARTS} parts: that is no court's notice")
        kind = part.get_content_type()
        if part.is_multipart() or kind not in ("text/html", "text/plain"):
            continue
        payload = part.get_payload(decode=True)
        if not isinstance(payload, bytes):
            continue
        if len(payload) > MAX_BODY:
            raise ParseError(f"a part of the message has {len(payload):,} bytes; more than {MAX_BODY:,} are refused")
        charset = part.get_content_charset()
        found.append((kind.removeprefix("text/"), decode(payload, charset if isinstance(charset, str) else None)))
    return sorted(found, key=lambda part: part[0] != "html")


def _flat(text: str, kind: str | None) -> Flat:
    if len(text) > MAX_BODY:
        raise ParseError(f"the text has {len(text):,} characters; a notice of more than {MAX_BODY:,} is refused")
    if kind == "html" or (kind is None and _TAG.search(text)):
        return flatten_html(text)
    return flatten_plain(text)


def _subject(message: Message) -> str:
    raw = str(message.get("Subject") or "")[:2000]
    try:
        pieces = decode_header(raw)
        return squeeze("".join(decode(p, c) if isinstance(p, bytes) else p for p, c in pieces))
    except (MessageError, ValueError, LookupError):
        return squeeze(raw)


def _addresses(message: Message) -> frozenset[str]:
    found: set[str] = set()
    for name in _ADDRESS_HEADERS:
        for value in message.get_all(name, []):
            found |= addresses_in(str(value)[:20_000])
    return frozenset(found)
