"""A page or mail as running text that remembers where its links, bold words and italics were. Pure.

Line breaks of the source are spaces; `\\n` stands only where a block begins or ends. Scripts and styles are left out.
"""

import re
from dataclasses import dataclass, field

from lxml import etree

from tracker.errors import ParseError
from tracker.text import plain

_BLOCKS = frozenset({
    "address", "blockquote", "body", "br", "center", "dd", "div", "dl", "dt", "form", "h1", "h2", "h3", "h4", "h5",
    "h6", "head", "hr", "html", "li", "ol", "p", "pre", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul",
})  # fmt: skip
_SKIPPED = frozenset({"script", "style", "noscript", "template", "title", "head", "iframe", "object", "svg"})
_BOLD = frozenset({"b", "strong"})
_ITALIC = frozenset({"i", "em"})
_SPACES = re.compile(r"[ \t\r\n\f\v\xa0]+")
_URL = re.compile(r"https?://[^\s<>\"'\x00-\x1f]{4,2000}")


@dataclass(frozen=True, slots=True)
class Span:
    """[start, end) of the text; `href` for a link, else ""."""

    start: int
    end: int
    href: str = ""


@dataclass(frozen=True, slots=True)
class Flat:
    """`bold`, `italic`, `links` in the order in which they end in the page; of nested ones both are there."""

    text: str
    links: tuple[Span, ...] = ()
    bold: tuple[Span, ...] = ()
    italic: tuple[Span, ...] = ()
    html: bool = False

    def link_within(self, start: int, end: int) -> Span | None:
        """The first link that lies in a stretch of the text."""
        found = [link for link in self.links if start <= link.start and link.end <= end]
        return min(found, key=lambda link: link.start) if found else None


@dataclass(slots=True)
class _Writer:
    pieces: list[str] = field(default_factory=list)
    length: int = 0

    def write(self, text: str | None) -> None:
        if text:
            text = _SPACES.sub(" ", text)
            self.pieces.append(text)
            self.length += len(text)

    def line(self) -> None:
        self.pieces.append("\n")
        self.length += 1


def parse_tree(html: str) -> etree._Element:
    """The tree of a page, mended as a browser would. Raises ParseError when nothing can be made of it."""
    parser = etree.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, no_network=True)
    try:
        tree = etree.fromstring(plain(html).encode("utf-8"), parser)
    except (etree.LxmlError, ValueError) as error:
        raise ParseError(f"the page cannot be read as HTML: {str(error)[:120]}") from None
    if tree is None:
        raise ParseError("the page is empty: there is nothing to read in it")
    return tree


def flatten_html(html: str) -> Flat:
    return flatten(parse_tree(html))


def flatten(root: etree._Element) -> Flat:
    """The text of an element and all within it. The element's own tail is not part of it."""
    out = _Writer()
    opened: dict[etree._Element, int] = {}
    links: list[Span] = []
    bold: list[Span] = []
    italic: list[Span] = []
    walker = etree.iterwalk(root, events=("start", "end"))
    for event, element in walker:
        tag = element.tag.lower() if isinstance(element.tag, str) else ""
        if event == "start":
            if tag in _BLOCKS:
                out.line()
            if tag in _SKIPPED and element is not root:
                walker.skip_subtree()
            else:
                opened[element] = out.length
                out.write(element.text)
            continue
        start = opened.pop(element, out.length)
        if tag == "a" and element.get("href"):
            links.append(Span(start, out.length, str(element.get("href"))))
        elif tag in _BOLD:
            bold.append(Span(start, out.length))
        elif tag in _ITALIC:
            italic.append(Span(start, out.length))
        if tag in _BLOCKS and tag != "br":
            out.line()
        if element is not root:
            out.write(element.tail)
    return Flat("".join(out.pieces), tuple(links), tuple(bold), tuple(italic), html=True)


def text_of(element: etree._Element) -> str:
    """The words of an element on one line."""
    return " ".join(flatten(element).text.split())


def flatten_plain(text: str) -> Flat:
    """A text without markup: its lines stay, and addresses in it are its links."""
    text = plain(text)
    links = tuple(Span(found.start(), found.end(), found.group().rstrip(">).,;")) for found in _URL.finditer(text))
    return Flat(text, links)
