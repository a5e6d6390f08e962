"""From the bytes of a feed to its items. Pure; the only importer of feedparser.

Owns: what is a feed and what is not, encodings, the ways in which XML may be mended. Refuses a feed whole when it is
not sound, so that a half-read feed never looks like a court that fell silent. Interprets no item: dialects do.

Two roads. Plain RSS 2.0, which every court writes, is read from an lxml tree. RSS with namespaces, RSS 1.0 and Atom go
through feedparser, JSON Feed through json. bench/parsing.py measures both.
"""

import json
import re
from html import unescape
from html.entities import html5
from typing import Any

import feedparser
from lxml import etree

from tracker.errors import ParseError
from tracker.feeds.when import parse_date
from tracker.models import FeedItem, ParsedFeed

MAX_BYTES = 15 * 1024 * 1024

_FEED_ROOTS = frozenset({"rss", "feed", "RDF"})
_ENCODINGS = re.compile(r"(utf-?8|utf-?16(le|be)?|(us-)?ascii|iso-?8859-?[0-9]{1,2}|latin-?1|(windows|cp)-?125[0-9])$")
_LATIN_1 = re.compile(r"(iso-?8859-?1|latin-?1)$")
_DECLARATION = re.compile(rb"\s*<\?xml\b[^>]*?\bencoding\s*=\s*[\"']([A-Za-z0-9._:-]{1,40})[\"']")
_BEFORE_ROOT = re.compile(rb"\s*(?:<\?.*?\?>|<!--.*?-->)", re.DOTALL)
_DOCTYPE_START = re.compile(rb"\s*<!DOCTYPE")
_DOCTYPE = re.compile(rb"\s*<!DOCTYPE[^\[<>]{1,500}(?:\[[^\[\]]{0,500}\]\s*)?>")
_BLANKS = b" \t\r\n"
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([A-Za-z0-9._:-]{1,40})", re.IGNORECASE)
_HTML_TITLE = re.compile(rb"<title[^>]{0,200}>([^<]{1,400})", re.IGNORECASE)
_LOOSE_AMPERSAND = re.compile(rb"&(?!(?:amp|lt|gt|quot|apos|#[0-9]{1,7}|#x[0-9A-Fa-f]{1,6});)")
_NAMED_ENTITY = re.compile(rb"&([A-Za-z][A-Za-z0-9]{1,30});")
_XML_ENTITIES = frozenset({b"amp", b"lt", b"gt", b"quot", b"apos"})
_CONTROL = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]")
# ISO-8859-1 has no printable character here; what courts put there is Windows-1252, as every browser assumes.
_WINDOWS_1252 = {code: bytes([code]).decode("cp1252", "replace") for code in range(0x80, 0xA0)}
_C1 = re.compile("[\x80-\x9f]")
_FIELDS = {"title": 0, "link": 1, "description": 2, "guid": 3, "pubDate": 4}


def parse_feed(body: bytes, content_type: str | None = None) -> ParsedFeed:
    """A whole feed from its bytes; `content_type` is the HTTP header, used only where the body names no encoding.

    A channel without items is a valid feed. Raises ParseError, one sentence, for everything that is not a whole feed:
    an empty body, an HTML page, cut-off or broken XML, an unknown or wrong encoding, entity declarations, over 15 MiB.
    """
    if not isinstance(body, bytes):
        raise ParseError("a feed is read from bytes, not text: its own encoding declaration must be obeyed")
    if len(body) > MAX_BYTES:
        raise ParseError(f"the body has {len(body):,} bytes; a feed of more than 15 MiB is refused")
    body, encoding = _without_mark(body)
    if not body:
        raise ParseError("the body is empty: the server sent no feed")
    if body.startswith(b"{"):
        return _from_json(body)
    _refuse_html(body)
    body = _without_doctype(body)
    root, notes = _tree(body, encoding or _encoding(body, content_type))
    name = etree.QName(root).localname
    if name not in _FEED_ROOTS:
        kind = "an HTML page" if name.lower() == "html" else f"XML that starts with <{name[:40]}>"
        raise ParseError(f"the body is {kind}, not a feed (RSS, Atom or JSON Feed)")
    try:
        return _from_court_rss(root, notes) if _is_plain_rss(root) else _from_any(root, notes)
    except RecursionError:
        raise ParseError("the feed's elements are nested too deeply to be a feed") from None


# What is refused before any parser sees it -------------------------------------------------------------------------


def _without_mark(body: bytes) -> tuple[bytes, str | None]:
    """The body without byte order mark and outer blanks, UTF-16 turned into UTF-8; the encoding that a mark says."""
    if body.startswith((b"\xff\xfe", b"\xfe\xff")):
        try:
            return body.decode("utf-16").strip().encode("utf-8"), "utf-8"
        except UnicodeError:
            raise ParseError("the body says that it is UTF-16 and is not: nothing of it is used") from None
    if body.startswith(b"\xef\xbb\xbf"):
        return body[3:].strip(_BLANKS), "utf-8"
    return body.strip(_BLANKS), None


def _refuse_html(body: bytes) -> None:
    rest = body[:4096]
    while skipped := _BEFORE_ROOT.match(rest):
        rest = rest[skipped.end() :].lstrip()
    lowered = rest[:40].lower()
    if not lowered.startswith((b"<!doctype html", b"<html", b"<head", b"<body", b"<script")):
        if not rest.startswith(b"<"):
            raise ParseError("the body is not a feed: it is neither XML nor a JSON object")
        return
    title = _HTML_TITLE.search(body[:65536])
    words = " ".join(unescape(title.group(1).decode("utf-8", "replace")).split())[:80] if title else ""
    named = f' ("{words}")' if words else ""
    raise ParseError(f"the body is an HTML page{named}, not a feed; the server may be down for maintenance")


def _without_doctype(body: bytes) -> bytes:
    """The body less its DOCTYPE, so that nothing is ever loaded for it. Entity declarations are refused: they could
    expand without end or read files, and no feed needs them."""
    position = 0
    while skipped := _BEFORE_ROOT.match(body, position):
        position = skipped.end()
    if not _DOCTYPE_START.match(body, position):
        return body
    if b"<!ENTITY" in body[position:]:
        raise ParseError("the feed declares XML entities, which can hide an attack; it is refused")
    doctype = _DOCTYPE.match(body, position)
    if doctype is None:
        raise ParseError("the feed has a DOCTYPE that cannot be read: nothing of it is used")
    return body[:position] + body[doctype.end() :]


def _encoding(body: bytes, content_type: str | None) -> str | None:
    """What lxml is told: None to let it read the declaration, else the charset of the header, if any."""
    declared = _DECLARATION.match(body[:400])
    if declared:
        name, told = declared.group(1).decode("ascii"), None
        if _LATIN_1.match(name.lower()) and _is_utf8(body):
            told = "utf-8"
    else:
        header = _CHARSET.search(content_type or "")
        if header is None:
            return None
        name = told = header.group(1)
    if not _ENCODINGS.match(name.lower()):
        raise ParseError(f"the feed says that its encoding is {name}, which is not one that feeds are read in")
    return told


def _is_utf8(body: bytes) -> bool:
    """Whether a body that calls itself ISO-8859-1 is UTF-8, as which real ISO-8859-1 accents never decode."""
    if body.isascii():
        return False
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


# XML ---------------------------------------------------------------------------------------------------------------


def _parser(encoding: str | None) -> etree.XMLParser:
    return etree.XMLParser(
        encoding=encoding, resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False,
        attribute_defaults=False, huge_tree=False, recover=False, remove_comments=True, remove_pis=True,
        collect_ids=False,
    )  # fmt: skip


def _tree(body: bytes, encoding: str | None) -> tuple[etree._Element, tuple[str, ...]]:
    """The root, and a note where forbidden characters had to be mended first."""
    try:
        root = etree.fromstring(body, _parser(encoding))
        if next(root.iter(etree.Entity), None) is None:
            return root, ()
        problem = "an entity that XML does not know"
    except (etree.XMLSyntaxError, LookupError, ValueError) as error:
        problem = " ".join(str(error).split())[:160]
    mended = _mend(body)
    if mended is not None:
        try:
            root = etree.fromstring(mended, _parser(encoding))
        except (etree.XMLSyntaxError, LookupError, ValueError):
            pass
        else:
            if next(root.iter(etree.Entity), None) is None:
                return root, ("characters that XML forbids were mended before reading",)
    raise ParseError(_why_broken(body, problem))


def _mend(body: bytes) -> bytes | None:
    """Bare ampersands, HTML's named entities and control characters put right; None when there was nothing of it.

    Only characters are touched, never tags: a feed whose elements do not pair stays refused, since guessing where an
    item ends would put one case's order on another's docket.
    """
    text = _CONTROL.sub(b" ", body)
    parts, position = [], 0
    while position < len(text):
        start = text.find(b"<![CDATA[", position)
        end = text.find(b"]]>", start) if start >= 0 else -1
        if end < 0:
            start = end = len(text)
        parts.append(_LOOSE_AMPERSAND.sub(b"&amp;", _NAMED_ENTITY.sub(_as_number, text[position:start])))
        parts.append(text[start:end])
        position = end
    mended = b"".join(parts)
    return mended if mended != body else None


def _as_number(found: re.Match[bytes]) -> bytes:
    name = found.group(1)
    characters = html5.get(name.decode("ascii") + ";")
    if name in _XML_ENTITIES or characters is None:
        return found.group(0)
    return "".join(f"&#{ord(character)};" for character in characters).encode("ascii")


def _why_broken(body: bytes, problem: str) -> str:
    tail = body[-400:]
    if not re.search(rb"</(?:\w+:)?(?:rss|feed|RDF)\s*>(?:\s*<!--.*?-->)*$", tail, re.DOTALL):
        return f"the feed is cut off or has no end: nothing of it is used ({problem})"
    if "encoding" in problem.lower() or "Input is not proper" in problem or "invalid char" in problem.lower():
        return f"the feed's bytes are not in the encoding that it declares: nothing of it is used ({problem})"
    return f"the feed is not well-formed XML: nothing of it is used ({problem})"


# Plain RSS ---------------------------------------------------------------------------------------------------------


def _is_plain_rss(root: etree._Element) -> bool:
    """RSS 2.0 whose items use no namespaced elements, as every court's feed."""
    if root.tag != "rss":
        return False
    channel = root.find("channel")
    if channel is None:
        raise ParseError("the feed is RSS without a channel: nothing can be read from it")
    return all(isinstance(part.tag, str) and part.tag[:1] != "{" for item in channel.iterfind("item") for part in item)


def _from_court_rss(root: etree._Element, notes: tuple[str, ...]) -> ParsedFeed:
    channel = root.find("channel")
    assert channel is not None
    mend = _c1_mender(root)
    items: list[FeedItem] = []
    for item in channel.iterfind("item"):
        values = ["", "", "", "", ""]
        for part in item:
            place = _FIELDS.get(part.tag)
            if place == 0 and values[0]:
                raise ParseError(f"item {len(items) + 1} of the feed holds two titles: nothing of it is used")
            if place is not None and not values[place]:
                values[place] = mend((part.text or "") if len(part) == 0 else _inner(part))
        title, link, summary, guid, published = values
        items.append(FeedItem(title.strip(), link.strip(), summary, guid.strip(), published.strip()))
    built = parse_date(channel.findtext("lastBuildDate") or "") or parse_date(channel.findtext("pubDate") or "")
    return ParsedFeed(
        mend(channel.findtext("title") or "").strip(),
        mend(channel.findtext("description") or "").strip(),
        built, tuple(items), notes,
    )  # fmt: skip


def _inner(part: etree._Element) -> str:
    """An element's content as text where markup stands in it unescaped."""
    return (part.text or "") + "".join(etree.tostring(child, encoding="unicode") for child in part)


def _c1_mender(root: etree._Element) -> Any:
    if not _LATIN_1.match((root.getroottree().docinfo.encoding or "").lower()):
        return _same
    return lambda text: text.translate(_WINDOWS_1252) if _C1.search(text) else text


def _same(text: str) -> str:
    return text


# Everything else ---------------------------------------------------------------------------------------------------


def _from_any(root: etree._Element, notes: tuple[str, ...]) -> ParsedFeed:
    """Through feedparser, from a tree that lxml has found sound: no entities, one encoding, no DOCTYPE."""
    sound = etree.tostring(root, encoding="utf-8", xml_declaration=True)
    try:
        found = feedparser.parse(sound, sanitize_html=False, resolve_relative_uris=False)
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as error:
        # feedparser trips over some odd links and dates; what it cannot read is refused like any other broken feed.
        raise ParseError(
            f"the feed holds values that cannot be read: nothing of it is used ({error!s:.120})"
        ) from error
    if not found.get("version") and not found.entries:
        raise ParseError("the body is XML but in no known version of RSS or Atom: nothing of it is used")
    head = found.feed
    built = parse_date(_text(head, "updated")) or parse_date(_text(head, "published"))
    items = tuple(_item(entry) for entry in found.entries)
    return ParsedFeed(_text(head, "title"), _text(head, "subtitle"), built, items, notes)


def _item(entry: Any) -> FeedItem:
    content = entry.get("content") or []
    summary = _text(entry, "summary") or (str(content[0].get("value") or "") if content else "")
    # The words of the date, not feedparser's reading: it takes a time without a zone for UTC.
    published = (_text(entry, "published") or _text(entry, "updated")).strip()
    return FeedItem(
        _text(entry, "title").strip(), _text(entry, "link").strip(), summary, _text(entry, "id").strip(), published
    )


def _text(holder: Any, name: str) -> str:
    value = holder.get(name)
    return value if isinstance(value, str) else ""


def _from_json(body: bytes) -> ParsedFeed:
    """JSON Feed 1.0 and 1.1 (jsonfeed.org/version/1.1)."""
    try:
        found = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise ParseError(f"the body is JSON that cannot be read ({str(error)[:120]}): nothing of it is used") from None
    if not isinstance(found, dict) or "jsonfeed.org/version" not in str(found.get("version", "")):
        raise ParseError("the body is JSON but no JSON Feed: it names no jsonfeed.org version")
    rows = found.get("items", [])
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise ParseError("the JSON Feed's items are not a list of objects: nothing of it is used")
    items = tuple(
        FeedItem(
            _text(row, "title").strip(),
            (_text(row, "url") or _text(row, "external_url")).strip(),
            _text(row, "summary") or _text(row, "content_html") or _text(row, "content_text"),
            str(row.get("id") or ""),
            _text(row, "date_published") or _text(row, "date_modified"),
        )
        for row in rows
    )
    return ParsedFeed(_text(found, "title"), _text(found, "description"), None, items)
