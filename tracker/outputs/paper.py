"""A document before it is Word, PDF or Markdown: sections, paragraphs, tables, spans of text. Pure.

Writers only draw it; what is said, and in which order, is decided once, by `chronology_paper`.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal, NamedTuple, TypeVar

from tracker.text import plain

T = TypeVar("T")
Mark = Literal["", "strong", "muted", "ins", "del"]


class Span(NamedTuple):
    """A run of text. href: an http or https address, or `#anchor` inside the document; anything else is no link."""

    text: str
    mark: Mark = ""
    href: str | None = None


Para = tuple[Span, ...]
Cell = tuple[Para, ...]


class Row(NamedTuple):
    """One line of a table. anchor: where links inside the document lead."""

    cells: tuple[Cell, ...]
    anchor: str | None = None


class Rows:
    """Lines of a table made one by one, each time they are asked for: ten thousand need not stand in memory."""

    def __init__(self, items: Sequence[T], make: Callable[[T], Row]):
        self._items = items
        self._make = make

    def __iter__(self) -> Iterator[Row]:
        return map(self._make, self._items)


@dataclass(frozen=True, slots=True)
class Table:
    """widths: shares of the line, in any unit. Without `heads` the first column names what stands beside it. fine: in
    small print."""

    label: str
    heads: tuple[str, ...]
    widths: tuple[float, ...]
    rows: Iterable[Row]
    fine: bool = False


@dataclass(frozen=True, slots=True)
class Text:
    """One paragraph. style: `lead` stands out, `note` stands back."""

    para: Para
    style: Literal["body", "lead", "note"] = "body"


Block = Text | Table


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and what stands under it. level: 1 or 2. wide: on pages that lie on their side."""

    title: str
    anchor: str
    level: int
    blocks: tuple[Block, ...]
    wide: bool = False


@dataclass(frozen=True, slots=True)
class Paper:
    """A whole document. running: the line at the head of every page; foot: beside the page number."""

    title: str
    running: str
    foot: str
    subject: str
    author: str
    made_at: datetime
    opening: tuple[Block, ...]
    sections: tuple[Section, ...]


def held(paper: Paper) -> Paper:
    """The same paper with the lines of its tables made once, for several writers one after the other."""

    def whole(block: Text | Table) -> Text | Table:
        return replace(block, rows=tuple(block.rows)) if isinstance(block, Table) else block

    sections = tuple(replace(s, blocks=tuple(whole(b) for b in s.blocks)) for s in paper.sections)
    return replace(paper, opening=tuple(whole(b) for b in paper.opening), sections=sections)


def span(text: str, mark: Mark = "", href: str | None = None) -> Span:
    """Text made safe to show; an address that is neither http, https nor inside the document is not linked."""
    if href is not None and not href.startswith(("https://", "http://", "#")):
        href = None
    # Most text is plain already, and a long chronology has a hundred thousand spans.
    return Span(text if text.isascii() and text.isprintable() else plain(text), mark, href)


def para(*parts: str | Span) -> Para:
    return tuple(span(part) if isinstance(part, str) else part for part in parts if part)


def cell(*paras: str | Para) -> Cell:
    """Paragraphs of a cell; empty ones are left out."""
    found = [para(p) if isinstance(p, str) else p for p in paras]
    return tuple(p for p in found if any(s.text for s in p))
