"""From the bytes of a feed to its items. Pure; the only importer of feedparser.

Owns: what is a feed and what is not, and which of a broken feed's items may be read. Says where something was mended,
guessed or left out, so that a half-read feed never looks like a court that fell silent. Interprets no item.

Two roads. Plain RSS 2.0, which every court writes, is read from an lxml tree. RSS with namespaces, RSS 1.0, Atom and
CDF go through feedparser, JSON Feed through json. bench/parsing.py measures both. What is not well-formed is taken
apart by `salvage`.
"""

import re
from collections.abc import Mapping
from typing import Any

import feedparser
from lxml import etree

from tracker.errors import ParseError
from tracker.feeds.admit import refuse_html, without_doctype
from tracker.feeds.decode import encoding_told, to_utf8, without_mark
from tracker.feeds.json_feed import from_json
from tracker.feeds.plain_rss import from_court_rss, items_were
from tracker.feeds.salvage import (
    Piece,
    Pieces,
    find_root,
    holds_two,
    mend,
    parser,
    sound_parts,
    take_apart,
)
from tracker.feeds.when import parse_date
from tracker.models import FeedItem, ParsedFeed

MAX_BYTES = 15 * 1024 * 1024
# Broken items go through feedparser one by one, which is slow, and slower the longer they are: so much at most.
MOST_GUESSED, MOST_GUESSED_BYTES, LONGEST_GUESSED = 200, 128 * 1024, 32 * 1024

_FEED_ROOTS = frozenset({"rss", "feed", "rdf", "channel"})
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
    refuse_html(body)
    body, entities = without_doctype(body)
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
        return from_court_rss(root, notes) or _from_any(root, notes)
    except RecursionError:
        raise ParseError("the feed's elements are nested too deeply to be a feed") from None


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
        said.append(f"{items_were(len(lost))} not whole and left out: {named}")
    if guessed:
        said.append(f"{items_were(guessed)} not well-formed and read as far as could be")
    partial = bool(lost or not pieces.ended)
    return ParsedFeed(read.title, read.description, read.built_at, tuple(items), tuple(said), partial)


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
            notes, partial = (*notes, f"{items_were(lost)} left out, since values in them cannot be read"), True
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
