"""Tables across pages: heads repeat, a line of the table stays whole where a page can hold it."""

from collections.abc import Sequence

from tracker.documents.pdf.lines import Line, wrap_cell
from tracker.documents.pdf.pages import MARGIN, Pages
from tracker.documents.pdf.tags import Structure, Tag
from tracker.outputs.paper import Cell, Row, Span, Table

_SIZE, _LEADING = 7.5, 9.4
_SIZE_PLAIN, _LEADING_PLAIN = 9.0, 11.6
_PAD = 8.0
_GAP = 3.0


class _Grid:
    """The columns of one table on its pages."""

    def __init__(self, table: Table, pages: Pages):
        self.table = table
        self.pages = pages
        total = sum(table.widths)
        self.widths = [pages.line_width * share / total for share in table.widths]
        self.lefts = [MARGIN + sum(self.widths[:i]) for i in range(len(self.widths))]
        self.size, self.leading = (_SIZE, _LEADING) if table.fine else (_SIZE_PLAIN, _LEADING_PLAIN)

    def wrap(self, cells: Sequence[Cell]) -> list[list[Line]]:
        return [
            wrap_cell(cell, width - _PAD, self.size, self.pages.faces)
            for cell, width in zip(cells, self.widths, strict=True)
        ]

    def height(self, lines: Sequence[Sequence[Line]]) -> float:
        return max((len(cell) for cell in lines), default=0) * self.leading + 2 * _GAP

    def heads(self) -> list[list[Line]]:
        return self.wrap([((Span(head, "strong"),),) for head in self.table.heads])

    def draw_heads(self, lines: list[list[Line]], row: Tag | None, structure: Structure) -> None:
        """Tagged the first time; where they repeat they are an artifact."""
        pages = self.pages
        height = self.height(lines)
        pages.shade(MARGIN, pages.y - height, pages.line_width, height)
        for left, cell in zip(self.lefts, lines, strict=True):
            tag = structure.tag("TH", row, "/A<</O/Table/Scope/Column>>") if row else None
            pages.draw(cell, left + _PAD / 2, pages.y - _GAP, self.size, self.leading, tag)
        pages.y -= height
        pages.rule(MARGIN, pages.y, pages.line_width, 0.7, 0.2)


def room_to_begin(table: Table, pages: Pages) -> float:
    """What the head and the first line need, so that neither stands alone at the foot of a page."""
    grid = _Grid(table, pages)
    first = next(iter(table.rows), None)
    height = grid.height(grid.wrap(first.cells)) if first else 0.0
    heads = grid.height(grid.heads()) if table.heads else 0.0
    return heads + min(height, pages.full_height() / 2)


def draw_table(table: Table, pages: Pages, structure: Structure) -> None:
    """Draw the table from where the pages stand; its heads are drawn again on each page that it reaches."""
    grid = _Grid(table, pages)
    root = structure.tag("Table", structure.document, f"/A<</O/Table/Summary({_plain(table.label)})>>")
    heads = grid.heads() if table.heads else []
    wide = pages.sheet.width > pages.sheet.height
    if heads:
        if pages.room() < room_to_begin(table, pages):
            pages.turn(wide)
        grid.draw_heads(heads, structure.tag("TR", structure.tag("THead", root)), structure)
    body = structure.tag("TBody", root)
    for row in table.rows:
        _draw_row(row, grid, heads, structure.tag("TR", body), structure, wide)


def _draw_row(row: Row, grid: _Grid, heads: list[list[Line]], tag: Tag, structure: Structure, wide: bool) -> None:
    pages = grid.pages
    lines = grid.wrap(row.cells)
    height = grid.height(lines)
    own = grid.height(heads) if heads else 0.0
    # A line taller than half a page may break; a shorter one moves to the next page whole.
    if height > pages.room() and (height < pages.full_height() / 2 or pages.room() < 6 * grid.leading):
        _next_page(grid, heads, structure, wide)
    if row.anchor:
        pages.place(row.anchor)
    tags = [
        structure.tag("TH", tag, "/A<</O/Table/Scope/Row>>") if not heads and i == 0 else structure.tag("TD", tag)
        for i in range(len(row.cells))
    ]
    while True:
        fit = max(1, int((min(pages.room(), pages.full_height() - own) - 2 * _GAP) // grid.leading))
        part = [cell[:fit] for cell in lines]
        for left, cell, cell_tag in zip(grid.lefts, part, tags, strict=True):
            if cell:
                pages.draw(cell, left + _PAD / 2, pages.y - _GAP, grid.size, grid.leading, cell_tag)
        pages.y -= grid.height(part)
        pages.rule(MARGIN, pages.y, pages.line_width)
        lines = [cell[fit:] for cell in lines]
        if not any(lines):
            return
        _next_page(grid, heads, structure, wide)


def _next_page(grid: _Grid, heads: list[list[Line]], structure: Structure, wide: bool) -> None:
    grid.pages.turn(wide)
    if heads:
        grid.draw_heads(heads, None, structure)


def _plain(text: str) -> str:
    return "".join(c for c in text if c.isalnum() and c.isascii() or c in " ,.")
