"""From the bytes of a feed to its items. Pure; the only importer of feedparser.

Owns: what is a feed and what is not, and which of a broken feed's items may be read. Says where something was mended,
guessed or left out, so that a half-read feed never looks like a court that fell silent. Interprets no item.

Two roads. Plain RSS 2.0, which every court writes, is read from an lxml tree. RSS with namespaces, RSS 1.0, Atom and
CDF go through feedparser, JSON Feed through json. bench/parsing.py measures both. What is not well-formed is taken
apart by `salvage`.
"""

import re
from collections.abc import Mapping
from html import unescape
from typing import Any

import feedparser
from lxml import etree

from tracker.errors import ParseError
from tracker.feeds.decode import LATIN_1, WINDOWS_1252, encoding_told, to_utf8, without_mark
from tracker.feeds.json_feed import from_json
from tracker.feeds.salvage import (
    Piece,
    Pieces,
    find_root,
    holds_feed,
    holds_two,
    mend,
    parser,
    past_comments,
    sound_parts,
    take_apart,
)
from tracker.feeds.when import parse_date
from tracker.models import FeedItem, ParsedFeed

MAX_BYTES = 15 * 1024 * 1024
# Broken items go through feedparser one by one, which is slow, and slower the longer they are: so much at most.
MOST_GUESSED, MOST_GUESSED_BYTES, LONGEST_GUESSED = 200, 128 * 1024, 32 * 1024

_FEED_ROOTS = frozenset({"rss", "feed", "rdf", "channel"})
_DOCTYPE_START = re.compile(rb"\s*<!DOCTYPE")
_DOCTYPE = re.compile(rb"\s*<!DOCTYPE[^\[<>]{1,500}(?:\[[^\[\]]{0,500}\]\s*)?>")
# An entity that stands for a few characters, as feeds declare for accents; nothing else is let in.
_ENTITY = re.compile(
    rb"<!ENTITY\s+([A-Za-z][\w.-]{0,40})\s+(?:\"([^\"<&%]{0,16}|&#x?[0-9A-Fa-f]{1,7};)\"|'([^'<&%]{0,16}|&#x?[0-9A-Fa-f]{1,7};)')\s*>"
)
_HTML_TITLE = re.compile(rb"<title[^>]{0,200}>([^<]{1,400})", re.IGNORECASE)
_C1 = re.compile("[\x80-\x9f]")
_FIELDS = {"title": 0, "link": 1, "description": 2, "guid": 3, "pubDate": 4}
# What feedparser and what it calls raise over odd values; each means that it could not read them.
_TRIPS = (ArithmeticError, AssertionError, AttributeError, LookupError, RecursionError, TypeError, ValueError)


class _UnsoundError(Exception):
    """Not well-formed; the words of the XML parser."""


def parse_feed(body: bytes, content_type: str | None = None, *, whole_items: bool = False) -> ParsedFeed:
    """A feed from its bytes; `content_type` is the HTTP header, used only where the body names no encoding.

    A channel without items is a valid feed. Of one that is not well-formed, the items that are whole by themselves are
    read; of the others what can be made of each, alone, or nothing where `whole_items` is set, as courts' are read.
    Notes say so, and `partial` where something is missing. Raises ParseError, one sentence, where nothing can be read:
    an empty body, an HTML page, no feed, no item that is whole, entity declarations, over 15 MiB.
    """
    if not isinstance(body, bytes):
        raise ParseError("a feed is read from bytes, not text: its own encoding declaration must be obeyed")
    if len(body) > MAX_BYTES:
        raise ParseError(f"the body has {len(body):,} bytes; a feed of more than 15 MiB is refused")
    body, certain = without_mark(body)
    if not body:
        raise ParseError("the body is empty: the server sent no feed")
    if body.startswith(b"{"):
        return from_json(body)
    _refuse_html(body)
    body, entities = _without_doctype(body)
    encoding, trusted = (certain, True) if certain else encoding_told(body, content_type)
    problem = "its encoding is not one that can be read"
    try:
        if trusted:
            return _read(*_tree(body, encoding, entities))
    except _UnsoundError as error:
        problem = str(error)
    return _rescue(body, content_type, certain, entities, problem, whole_items)


def _read(root: etree._Element, notes: tuple[str, ...]) -> ParsedFeed:
    name = etree.QName(root).localname
    if name.lower() not in _FEED_ROOTS:
        kind = "an HTML page" if name.lower() == "html" else f"XML that starts with <{name[:40]}>"
        raise ParseError(f"the body is {kind}, not a feed (RSS, Atom or JSON Feed)")
    try:
        return _from_court_rss(root, notes) or _from_any(root, notes)
    except RecursionError:
        raise ParseError("the feed's elements are nested too deeply to be a feed") from None


# What is refused before any parser sees it -------------------------------------------------------------------------


def _refuse_html(body: bytes) -> None:
    start = past_comments(body)
    rest = body[start : start + 4096].lstrip()
    lowered = rest[:40].lower()
    if not lowered.startswith((b"<!doctype html", b"<html", b"<head", b"<body", b"<script")):
        if not rest.startswith(b"<") and not holds_feed(body):
            raise ParseError("the body is not a feed: it is neither XML nor a JSON object")
        return
    title = _HTML_TITLE.search(body[:65536])
    words = " ".join(unescape(title.group(1).decode("utf-8", "replace")).split())[:80] if title else ""
    named = f' ("{words}")' if words else ""
    raise ParseError(f"the body is an HTML page{named}, not a feed; the server may be down for maintenance")


def _without_doctype(body: bytes) -> tuple[bytes, dict[bytes, bytes]]:
    """The body less its DOCTYPE, so that nothing is ever loaded for it, and the entities it declares that stand for a
    few characters. Others are refused: they could expand without end or read files, and no feed needs them."""
    position = past_comments(body)
    if not _DOCTYPE_START.match(body, position):
        return body, {}
    root = find_root(body)
    subset = body[position : root.start() if root else len(body)][:20_000]
    entities = {found.group(1): found.group(2) or found.group(3) or b"" for found in _ENTITY.finditer(subset)}
    plain = _ENTITY.sub(b"", subset)
    if b"<!ENTITY" in plain or b"<!ENTITY" in body[position + 20_000 : root.start() if root else len(body)]:
        raise ParseError("the feed declares XML entities, which can hide an attack; it is refused")
    doctype = _DOCTYPE.match(plain)
    if doctype is None:
        raise ParseError("the feed has a DOCTYPE that cannot be read: nothing of it is used")
    return body[:position] + plain[doctype.end() :] + body[position + len(subset) :], entities


# XML ---------------------------------------------------------------------------------------------------------------


def _tree(body: bytes, encoding: str | None, entities: Mapping[bytes, bytes]) -> tuple[etree._Element, tuple[str, ...]]:
    """The root, and a note where forbidden characters had to be mended first. Raises _UnsoundError."""
    if body.count(b"<![CDATA[") > body.count(b"]]>"):
        # It may yet be well-formed, with the next items swallowed as this one's text.
        raise _UnsoundError("a CDATA section has no end")
    try:
        return _sound(body, encoding), ()
    except _UnsoundError as error:
        mended = mend(body, entities)
        if mended == body:
            raise
        try:
            return _sound(mended, encoding), ("characters that XML forbids were mended before reading",)
        except _UnsoundError:
            raise error from None


def _sound(body: bytes, encoding: str | None) -> etree._Element:
    try:
        root = etree.fromstring(body, parser(encoding))
    except (etree.XMLSyntaxError, LookupError, ValueError) as error:
        raise _UnsoundError(" ".join(str(error).partition(" (<string>")[0].split())[:160]) from None
    if next(root.iter(etree.Entity), None) is not None:
        raise _UnsoundError("an entity that XML does not know")
    return root


def _rescue(
    body: bytes,
    content_type: str | None,
    certain: str | None,
    entities: Mapping[bytes, bytes],
    problem: str,
    whole_items: bool,
) -> ParsedFeed:
    """What can be read of a body that is not well-formed in the encoding that it names. Raises ParseError."""
    text, notes = to_utf8(body, content_type, certain)
    try:
        root, mended = _tree(text, "utf-8", entities)
        return _read(root, notes + mended)
    except _UnsoundError as error:
        problem = str(error) if notes or not problem else problem
    pieces = take_apart(mend(text, entities))
    if pieces is None or (not pieces.items and not pieces.ended):
        raise ParseError(_why_broken(text, problem))
    found = _by_pieces(pieces, whole_items, notes, problem)
    if not found.items:
        raise ParseError(_why_broken(text, problem))
    return found


def _why_broken(body: bytes, problem: str) -> str:
    root = find_root(body)
    if root is None:
        return f"the body is not a feed: no RSS, Atom or RDF begins in it ({problem})"
    name = re.escape(root.group(1))
    if not re.search(rb"</" + name + rb"\s*>(?:\s*<!--.*?-->)*$", body[-400:], re.DOTALL):
        return f"the feed is cut off or has no end: nothing of it is used ({problem})"
    return f"the feed is not well-formed XML: nothing of it is used ({problem})"


def _by_pieces(pieces: Pieces, whole_items: bool, notes: tuple[str, ...], problem: str) -> ParsedFeed:
    whole = [piece for piece in pieces.items if piece.whole]
    try:
        read = _read(_sound(pieces.document(b"".join(p.text for p in whole)), "utf-8"), ())
    except (_UnsoundError, ParseError):
        read = ParsedFeed("", "", None, ())
    sound = iter(read.items if len(read.items) == len(whole) else ())
    items, lost, guessed = list[FeedItem](), list[str](), 0
    left, tried = MOST_GUESSED_BYTES, 0
    for number, piece in enumerate(pieces.items, start=1):
        item = next(sound, None) if piece.whole else None
        if (
            not piece.whole
            and not whole_items
            and tried < MOST_GUESSED
            and len(piece.text) <= min(left, LONGEST_GUESSED)
        ):
            left, tried = left - len(piece.text), tried + 1
            item = _guess(pieces, piece)
            guessed += item is not None
        if item is None:
            lost.append(f"item {number}")
        else:
            items.append(item)
    said = [*notes, f"the feed is not well-formed XML ({problem}); its items were read one by one", *read.notes]
    if pieces.before:
        said.append("something that is no feed stood before it and was passed over")
    if not pieces.ended:
        said.append("the feed is cut off or has no end; what followed is not here")
    if lost:
        named = ", ".join(lost[:3]) + (" and others" if len(lost) > 3 else "")
        said.append(f"{_count(len(lost))} not whole and left out: {named}")
    if guessed:
        said.append(f"{_count(guessed)} not well-formed and read as far as could be")
    partial = bool(lost or not pieces.ended)
    return ParsedFeed(read.title, read.description, read.built_at, tuple(items), tuple(said), partial)


def _count(number: int) -> str:
    return "1 item was" if number == 1 else f"{number} items were"


def _guess(pieces: Pieces, piece: Piece) -> FeedItem | None:
    """One broken item, alone: each of its elements that is sound, and for the rest what feedparser makes of it. None
    where it runs on into another item, or nothing comes of it."""
    if holds_two(piece):
        return None
    sound, loose = (_alone(pieces, text) for text in (sound_parts(pieces, piece), piece.text))
    best = FeedItem(
        *(getattr(sound, name) or getattr(loose, name) for name in ("title", "link", "summary", "guid", "published"))
    )
    return best if best.title or best.link or best.summary else None


def _alone(pieces: Pieces, text: bytes) -> FeedItem:
    """The item that feedparser reads in `text`; an empty one where it reads none or several."""
    try:
        found = feedparser.parse(pieces.document(text), sanitize_html=False, resolve_relative_uris=False)
        items = [_item(entry) for entry in found.entries]
    except _TRIPS:
        items = []
    return items[0] if len(items) == 1 else FeedItem("", "", "", "", "")


# Plain RSS ---------------------------------------------------------------------------------------------------------


def _from_court_rss(root: etree._Element, notes: tuple[str, ...]) -> ParsedFeed | None:
    """RSS 2.0 whose items use no namespaced elements, as every court's feed; None for any other."""
    channel = root.find("channel") if root.tag == "rss" else None
    if channel is None:
        if root.tag == "rss" and root.find("item") is None:
            raise ParseError("the feed is RSS without a channel: nothing can be read from it")
        return None
    clean = _c1_mender(root)
    items: list[FeedItem] = []
    double: list[str] = []
    for number, item in enumerate(channel.iterfind("item"), start=1):
        values, twice = ["", "", "", "", ""], False
        for part in item:
            place = _FIELDS.get(part.tag)
            if place is None:
                if not isinstance(part.tag, str) or ":" in part.tag:
                    return None
            elif not values[place]:
                text = (part.text or "") if len(part) == 0 else _inner(part)
                values[place] = text if text.isascii() else clean(text)
            elif place == 0:
                twice = True
        if twice:
            # Two items run into one: whose link and text these are cannot be told.
            double.append(f"item {number}")
            continue
        title, link, summary, guid, published = values
        items.append(FeedItem(title.strip(), link.strip(), summary, guid.strip(), published.strip()))
    built = parse_date(channel.findtext("lastBuildDate") or "") or parse_date(channel.findtext("pubDate") or "")
    return ParsedFeed(
        clean(channel.findtext("title") or "").strip(),
        clean(channel.findtext("description") or "").strip(),
        built, tuple(items), notes + _two_titles(double), bool(double),
    )  # fmt: skip


def _two_titles(double: list[str]) -> tuple[str, ...]:
    return (
        (f"{_count(len(double))} left out, since two titles stand in one: {', '.join(double[:3])}",) if double else ()
    )


def _inner(part: etree._Element) -> str:
    """An element's content as text where markup stands in it unescaped."""
    return (part.text or "") + "".join(etree.tostring(child, encoding="unicode") for child in part)


def _c1_mender(root: etree._Element) -> Any:
    if not LATIN_1.match((root.getroottree().docinfo.encoding or "").lower()):
        return _same
    return lambda text: text.translate(WINDOWS_1252) if _C1.search(text) else text


def _same(text: str) -> str:
    return text


# Everything else ---------------------------------------------------------------------------------------------------


def _from_any(root: etree._Element, notes: tuple[str, ...]) -> ParsedFeed:
    """Through feedparser, from a tree that lxml has found sound: no entities, one encoding, no DOCTYPE."""
    sound = etree.tostring(root, encoding="utf-8", xml_declaration=True)
    partial = False
    try:
        found = feedparser.parse(sound, sanitize_html=False, resolve_relative_uris=False)
        head, items = found.feed, tuple(_item(entry) for entry in found.entries)
        known = bool(found.get("version") or items)
    except _TRIPS as error:
        # feedparser trips over some odd links and dates. It is asked for one item after the other then.
        pieces = take_apart(sound)
        guesses = [_guess(pieces, piece) for piece in pieces.items[:MOST_GUESSED]] if pieces else []
        items = tuple(item for item in guesses if item is not None)
        if not items or pieces is None:
            raise ParseError(
                f"the feed holds values that cannot be read: nothing of it is used ({error!s:.120})"
            ) from None
        head, known = {}, True
        if lost := len(pieces.items) - len(items):
            notes, partial = (*notes, f"{_count(lost)} left out, since values in them cannot be read"), True
    if not known:
        raise ParseError("the body is XML but in no known version of RSS or Atom: nothing of it is used")
    built = parse_date(_text(head, "updated")) or parse_date(_text(head, "published"))
    return ParsedFeed(_text(head, "title"), _text(head, "subtitle"), built, items, notes, partial)


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
