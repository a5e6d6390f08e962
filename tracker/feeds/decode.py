"""From the bytes of a feed to its characters: what the body, the header or the bytes themselves say. Pure.

A feed that names a wrong encoding, or none that exists, is read as what it evidently is, and that is said.
"""

import codecs
import re
from collections.abc import Iterator

from tracker.errors import ParseError

LATIN_1 = re.compile(r"(iso-?8859-?1|latin-?1)$")
# What lxml is trusted to read by itself.
ENCODINGS = re.compile(r"(utf-?8|utf-?16(le|be)?|(us-)?ascii|iso-?8859-?[0-9]{1,2}|latin-?1|(windows|cp)-?125[0-9])$")
DECLARATION = re.compile(rb"\s*<\?xml\b[^>]*?\bencoding\s*=\s*[\"']([A-Za-z0-9._:-]{1,40})[\"']")
CHARSET = re.compile(r"charset\s*=\s*[\"']?([A-Za-z0-9._:-]{1,40})", re.IGNORECASE)
# Codecs that hide signs in letters or run programs of their own: no feed is written in them.
_NEVER = ("utf-7", "hz", "idna", "punycode", "unicode_escape", "raw_unicode_escape", "undefined", "mbcs", "oem")
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"), (codecs.BOM_UTF32_BE, "utf-32"), (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"),
)  # fmt: skip
# How `<?xml` or `<` looks in encodings that leave no byte of ASCII as it is.
_SHAPES = (
    (re.compile(rb"<\0\0\0"), "utf-32-le"), (re.compile(rb"\0\0\0<"), "utf-32-be"),
    (re.compile(rb"<\0[^\0]\0"), "utf-16-le"), (re.compile(rb"\0<\0[^\0]"), "utf-16-be"),
    (re.compile(rb"\x4c\x6f\xa7\x94"), "cp037"),
)  # fmt: skip
# ISO-8859-1 has no printable character here; what servers put there is Windows-1252, as every browser assumes.
WINDOWS_1252 = {code: bytes([code]).decode("cp1252", "replace") for code in range(0x80, 0xA0)}
_XML_DECLARATION = re.compile(r"\s*<\?xml\b[^>]{0,300}>", re.IGNORECASE)
_BLANKS = b" \t\r\n\0"


def without_mark(body: bytes) -> tuple[bytes, str | None]:
    """The body without byte order mark and outer blanks, other widths than a byte turned into UTF-8; the encoding that
    is then certain, if any. Raises ParseError where a body is not in the encoding that its first bytes show."""
    shown = next((name for mark, name in _MARKS if body.startswith(mark)), None)
    shown = shown or next((name for shape, name in _SHAPES if shape.match(body)), None)
    if shown == "utf-8":
        return body[3:].strip(_BLANKS), "utf-8"
    if shown is None:
        return body.strip(_BLANKS), None
    if shown == "cp037":
        shown = _declared(body.decode("cp037", "replace").encode("utf-8")) or shown
    try:
        return _undeclared(body.decode(_codec(shown) or "cp037")).strip().encode("utf-8"), "utf-8"
    except UnicodeError:
        raise ParseError(f"the body says that it is {shown.upper()} and is not: nothing of it is used") from None


def encoding_told(body: bytes, content_type: str | None) -> tuple[str | None, bool]:
    """What lxml is told (None: it reads the declaration), and whether lxml can be left to it."""
    name = _declared(body)
    if name is None:
        header = CHARSET.search(content_type or "")
        name = header.group(1) if header else None
        return name, name is None or bool(ENCODINGS.match(name.lower()))
    told = "utf-8" if LATIN_1.match(name.lower()) and is_utf8(body) else None
    return told, bool(ENCODINGS.match(name.lower()))


def to_utf8(body: bytes, content_type: str | None, certain: str | None) -> tuple[bytes, tuple[str, ...]]:
    """The body as UTF-8 without its XML declaration, and a note where it is not in the encoding that it names."""
    named = certain or _declared(body)
    header = CHARSET.search(content_type or "")
    named = named or (header.group(1) if header else None)
    for name in _candidates(named, body):
        try:
            text = body.decode(name)
        except (UnicodeError, LookupError):
            continue
        if "<" in text:
            break
    else:
        name, text = "cp1252", body.decode("cp1252", "replace")
    if name in ("latin-1", "cp1252"):
        text = text.translate(WINDOWS_1252)
    as_named = named is None or _codec(named) == _codec(name) or (name == "latin-1" and body.isascii())
    shown = "Windows-1252" if name in ("latin-1", "cp1252") else name.upper()
    notes = (
        () if as_named else (f"the feed says that its encoding is {named} and is not in it; it was read as {shown}",)
    )
    return _undeclared(text).encode("utf-8"), notes


def _candidates(named: str | None, body: bytes) -> Iterator[str]:
    codec = _codec(named) if named else None
    if codec and not (codec == "iso8859-1" and is_utf8(body)):
        yield "latin-1" if codec == "iso8859-1" else codec
    yield "utf-8"
    yield "cp1252"
    yield "latin-1"


def _codec(name: str) -> str | None:
    """Python's name of a text encoding; None for one that it lacks or that no feed is written in."""
    try:
        found = codecs.lookup(name)
    except (LookupError, ValueError):
        return None
    return found.name if found._is_text_encoding and found.name not in _NEVER else None


def _declared(body: bytes) -> str | None:
    found = DECLARATION.match(body[:400])
    return found.group(1).decode("ascii") if found else None


def _undeclared(text: str) -> str:
    found = _XML_DECLARATION.match(text)
    return text[found.end() :] if found else text


def is_utf8(body: bytes) -> bool:
    """Whether a body that calls itself ISO-8859-1 is UTF-8, as which real ISO-8859-1 accents never decode."""
    if body.isascii():
        return False
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True
