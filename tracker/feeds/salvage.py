"""What can still be read of a feed that is not well-formed, item by item. Pure.

The one rule: no item ever takes a word from its neighbour, since a caption of one case with the order of another would
be worse than none. So a broken feed is cut at its item tags and each piece is judged alone: one that is well-formed by
itself is whole; of the others the caller may read what it can, or leave them out. How much was left out is said.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html.entities import html5

from lxml import etree

# More items than any feed of 15 MiB holds when it means well.
MOST_ITEMS = 20_000
_BEFORE_ROOT = re.compile(rb"\s*(?:<\?.*?\?>|<!--.*?-->)", re.DOTALL)
_ROOT = re.compile(rb"<((?:[A-Za-z][\w.-]{0,30}:)?(?:rss|feed|rdf|channel))(?=[\s>])[^<>]{0,8000}>", re.IGNORECASE)
_FIRST = re.compile(rb"<(item|entry)(?=[\s>])", re.IGNORECASE)
# What stands in for a root that is itself broken.
_ROOTS = {b"item": b'<rss version="2.0">', b"entry": b'<feed xmlns="http://www.w3.org/2005/Atom">'}
_TOKEN = re.compile(
    rb"<!\[CDATA\[|<!--|<(/?)((?:[A-Za-z][\w.-]{0,30}:)?(?:item|entry))(?=[\s>/])[^<>]{0,4000}>", re.IGNORECASE
)
_HEAD = re.compile(
    rb"<(title|description|subtitle|tagline|lastBuildDate|pubDate|updated|modified)(?=[\s>])[^<>]{0,400}>"
    rb"((?:<!\[CDATA\[[^\]]{0,20000}\]\]>|[^<]){0,20000})</\1\s*>",
    re.IGNORECASE,
)
_PART = re.compile(
    rb"<([A-Za-z][\w.:-]{0,40})(?=[\s>/])(?:[^<>]{0,4000}/>|[^<>]{0,4000}>"
    rb"(?:<!\[CDATA\[[^\]]{0,20000}\]\]>|[^<]){0,20000}</\1\s*>)"
)
_TITLE = re.compile(rb"<title(?=[\s>/])", re.IGNORECASE)
_ASIDE = re.compile(rb"<(source|image|textinput)(?=[\s>])[^<>]{0,400}>.{0,20000}?</\1\s*>", re.IGNORECASE | re.DOTALL)
_LOOSE_AMPERSAND = re.compile(rb"&(?!(?:amp|lt|gt|quot|apos|#[0-9]{1,7}|#x[0-9A-Fa-f]{1,6});)")
_NAMED_ENTITY = re.compile(rb"&([A-Za-z][A-Za-z0-9.-]{0,40});")
_NUMBER = re.compile(rb"&#(?:([0-9]{1,7})|x([0-9A-Fa-f]{1,6}));")
_XML_ENTITIES = frozenset({b"amp", b"lt", b"gt", b"quot", b"apos"})
_CONTROL = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]|\xef\xbf[\xbe\xbf]")


@dataclass(frozen=True, slots=True)
class Piece:
    """One item as it stands in the body. whole: well-formed by itself, once its end tag is there; text: with it."""

    text: bytes
    whole: bool


@dataclass(frozen=True, slots=True)
class Pieces:
    """A broken feed taken apart. start: its root's start tag; head: what the channel says of itself, well-formed;
    ended: whether the feed's own end was seen; before: whether something else stood before it."""

    start: bytes
    head: bytes
    items: tuple[Piece, ...]
    ended: bool
    before: bool

    def document(self, items: bytes) -> bytes:
        """A feed with the same head and these items alone."""
        name = _name(self.start)
        kind = name.rpartition(b":")[2].lower()
        if kind == b"rdf":
            return self.start + b"<channel>" + self.head + b"</channel>" + items + b"</" + name + b">"
        if kind == b"rss":
            return self.start + b"<channel>" + self.head + items + b"</channel></" + name + b">"
        return self.start + self.head + items + b"</" + name + b">"


def past_comments(body: bytes, limit: int = 65_536) -> int:
    """Where the comments and instructions at the start of a body end."""
    position = 0
    while position < limit and (skipped := _BEFORE_ROOT.match(body, position)):
        position = skipped.end()
    return position


def find_root(body: bytes) -> "re.Match[bytes] | None":
    """Where a feed begins, among the first characters of a body that has something else before it."""
    position = past_comments(body)
    return _ROOT.search(body, position, position + 65_536)


def holds_feed(body: bytes) -> bool:
    """Whether a feed begins in a body, or at least an item, its root being broken itself."""
    return find_root(body) is not None or _FIRST.search(body[:65_536]) is not None


def take_apart(body: bytes) -> Pieces | None:
    """The pieces of a body in UTF-8 whose characters are mended; None where no feed begins, or a second one does."""
    root = find_root(body)
    if root is None and (first := _FIRST.search(body[:65_536])):
        stand_in = _ROOTS[first.group(1).lower()]
        return take_apart(b"passed over" + stand_in + body[first.start() :])
    if root is None or body.find(root.group(0), root.end()) >= 0:
        return None
    name = root.group(1)
    # The items of RSS end with their channel; in RDF the channel ends before them.
    ends = [body.rfind(b"</" + name + b">")]
    if name.lower() == b"rss":
        ends.append(body.rfind(b"</channel>"))
    ends = [end for end in ends if end >= root.end()]
    ended = bool(ends)
    text = body[root.end() : min(ends, default=len(body))]
    spans = list(_spans(text))
    start = root.group(0).removesuffix(b"/>").removesuffix(b">") + b">"
    if spans and not _is_sound(start + b"</" + name + b">"):
        start = _ROOTS[spans[0][2].rpartition(b":")[2].lower()]
    if len(spans) > MOST_ITEMS:
        return None
    items = tuple(_piece(start, text[first:last], tag, ended or last < len(text)) for first, last, tag in spans)
    head = _head(start, text[: spans[0][0]] if spans else text)
    before = not re.fullmatch(rb"(?:\s|<\?[^>]{0,500}\?>|<!--[^>]{0,5000}-->)*", body[: root.start()])
    return Pieces(start, head, items, ended, before)


def _name(start: bytes) -> bytes:
    found = _ROOT.match(start)
    return found.group(1) if found else b"rss"


def _spans(text: bytes) -> Iterator[tuple[int, int, bytes]]:
    """From where to where each item reaches, its end tag included where it has one; and its tag's name."""
    position, opened, tag = 0, -1, b""
    cdata_ends = comment_ends = True
    while found := _TOKEN.search(text, position):
        position = found.end()
        if found.group(2) is None:
            # What stands in CDATA or a comment is no tag; one that never ends is none.
            section = found.group(0) == b"<![CDATA["
            if (cdata_ends if section else comment_ends) is False:
                continue
            end = text.find(b"]]>" if section else b"-->", position)
            if end < 0:
                cdata_ends, comment_ends = cdata_ends and not section, comment_ends and section
            elif not (section and text.find(b"<![CDATA[", position, end) >= 0):
                position = end
        elif not found.group(1):
            if opened >= 0:
                yield opened, found.start(), tag
            opened, tag = found.start(), found.group(2)
            if found.group(0).endswith(b"/>"):
                yield opened, position, tag
                opened = -1
        elif opened >= 0:
            yield opened, position, tag
            opened = -1
    if opened >= 0:
        yield opened, len(text), tag


def _piece(start: bytes, text: bytes, tag: bytes, bounded: bool) -> Piece:
    """bounded: something follows it, so that it was not cut off in the middle."""
    closed = text.rstrip().endswith((b"</" + tag + b">", b"/>"))
    full = text if closed else text + b"</" + tag + b">"
    sound = (closed or bounded) and _titles(full) < 2 and _is_sound(start + full + b"</" + _name(start) + b">")
    return Piece(full, sound)


def _titles(text: bytes) -> int:
    return len(_TITLE.findall(_ASIDE.sub(b"", text)))


def holds_two(piece: Piece) -> bool:
    """Whether a piece runs on into another item, so that whose words they are cannot be told."""
    return _titles(piece.text) > 1


def sound_parts(pieces: Pieces, piece: Piece) -> bytes:
    """A broken item less those of its elements that are not well-formed by themselves; b"" when none is."""
    opening = _TOKEN.match(piece.text)
    if opening is None:
        return b""
    around = pieces.start, b"</" + _name(pieces.start) + b">"
    parts = [f.group(0) for f in _PART.finditer(piece.text, opening.end()) if _is_sound(f.group(0).join(around))]
    return opening.group(0) + b"".join(parts) + b"</" + opening.group(2) + b">" if parts else b""


def _head(start: bytes, text: bytes) -> bytes:
    parts, seen = [], set()
    for found in _HEAD.finditer(text[:200_000]):
        name = found.group(1).lower()
        if name not in seen and _is_sound(start + found.group(0) + b"</" + _name(start) + b">"):
            seen.add(name)
            parts.append(found.group(0))
    return b"".join(parts)


def parser(encoding: str | None) -> etree.XMLParser:
    """Reads nothing but the bytes it is given: no entities, no DTD, no network."""
    return etree.XMLParser(
        encoding=encoding, resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False,
        attribute_defaults=False, huge_tree=False, recover=False, remove_comments=True, remove_pis=True,
        collect_ids=False,
    )  # fmt: skip


def _is_sound(text: bytes) -> bool:
    try:
        root = etree.fromstring(text, parser("utf-8"))
    except (etree.XMLSyntaxError, LookupError, ValueError):
        return False
    return next(root.iter(etree.Entity), None) is None


# Characters --------------------------------------------------------------------------------------------------------


def mend(body: bytes, entities: Mapping[bytes, bytes] | None = None) -> bytes:
    """Bare ampersands, HTML's named entities, numbers of no character and control characters put right.

    Only characters are touched, never tags. entities: further names and what they stand for.
    """
    text = _CONTROL.sub(b" ", body)
    parts, position = [], 0

    def as_number(found: "re.Match[bytes]") -> bytes:
        name = found.group(1)
        if entities and name in entities:
            return entities[name]
        characters = html5.get(name.decode("ascii") + ";")
        if name in _XML_ENTITIES or characters is None:
            return found.group(0)
        return "".join(f"&#{ord(character)};" for character in characters).encode("ascii")

    while position < len(text):
        start = text.find(b"<![CDATA[", position)
        end = text.find(b"]]>", start) if start >= 0 else -1
        if end < 0:
            start = end = len(text)
        plain = _NUMBER.sub(_known_number, _NAMED_ENTITY.sub(as_number, text[position:start]))
        parts.append(_LOOSE_AMPERSAND.sub(b"&amp;", plain))
        parts.append(text[start:end])
        position = end
    return b"".join(parts)


def _known_number(found: "re.Match[bytes]") -> bytes:
    """A reference to a number that is no character of XML, as the sign for an unknown one."""
    code = int(found.group(1)) if found.group(1) else int(found.group(2), 16)
    good = code in (9, 10, 13) or 0x20 <= code <= 0xD7FF or 0xE000 <= code <= 0xFFFD or 0x10000 <= code <= 0x10FFFF
    return found.group(0) if good else b"&#xFFFD;"
