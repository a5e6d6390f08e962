"""A composed digest and one reader's words and links made into a message. The costly part is done once a digest."""

import binascii
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from html import escape

from tracker.config import Config
from tracker.letters import fill
from tracker.mail import headers_of, one_header
from tracker.outputs.digest_model import Sheet

PLACES = ("period", "why", "manage", "leave")
# A line break that quoted-printable readers take away again (RFC 2045 section 6.7): around what is filled in, so that
# the rest can be encoded beforehand and no line grows beyond its 76 columns.
_SOFT = b"=\r\n"


@dataclass(frozen=True, slots=True)
class Mould:
    """One sheet, encoded but for its personal places. Parts alternate: fixed bytes, name of a place, fixed bytes …"""

    head: bytes
    text: tuple[bytes | str, ...]
    html: tuple[bytes | str, ...]
    boundary: bytes

    def cast(self, ident: str, personal: Mapping[str, str]) -> bytes:
        """RFC 5322 bytes with CRLF, complete but for the To line. personal: a word or address for each of PLACES.

        With the headers of RFC 8058 (one-click leaving). The same arguments give the same bytes.
        """
        text = {name: fill(value) if name == "why" else value for name, value in personal.items()}
        html = {name: escape(value) for name, value in personal.items()}
        rule = b"\r\n--" + self.boundary
        return b"".join((
            one_header("Message-ID", ident), one_header("List-Unsubscribe", f"<{personal['leave']}>"), self.head,
            rule, _part("plain"), _filled(self.text, text), rule, _part("html"), _filled(self.html, html), rule,
            b"--\r\n",
        ))  # fmt: skip


def make_mould(sheet: Sheet, config: Config, composed_at: datetime) -> Mould:
    """Raises ConfigError when the sender's address cannot be used."""
    boundary = "=_" + sha256(sheet.mark.encode()).hexdigest()[:24]
    head = headers_of(config, sheet.subject, composed_at, listed=True)
    head += f'MIME-Version: 1.0\r\nContent-Type: multipart/alternative; boundary="{boundary}"\r\n'.encode()
    places = re.compile(re.escape(sheet.mark) + f"({'|'.join(PLACES)})")
    return Mould(head, _parts(sheet.text, places), _parts(sheet.html, places), boundary.encode())


def _parts(content: str, places: re.Pattern[str]) -> tuple[bytes | str, ...]:
    pieces = places.split(content)
    return tuple(piece if place % 2 else _encoded(piece) for place, piece in enumerate(pieces))


def _filled(parts: tuple[bytes | str, ...], personal: Mapping[str, str]) -> bytes:
    return b"".join(p if isinstance(p, bytes) else _SOFT + _encoded(personal[p]) + _SOFT for p in parts)


def _encoded(text: str) -> bytes:
    """Quoted-printable with room on its last line for a soft break: `=`, encoded as three columns, holds the place."""
    # Which line end it breaks long lines with depends on what it finds, so they are all made CRLF afterwards.
    return binascii.b2a_qp(text.encode() + b"=")[:-3].replace(b"\n", b"\r\n")


def _part(subtype: str) -> bytes:
    return (
        f'\r\nContent-Type: text/{subtype}; charset="utf-8"\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n'
    ).encode()
