"""A paper as a Word document: real styles, contents written out, repeated table heads, links inside and out.

The shell comes from python-docx; the body is written as text straight into the package, since building ten thousand
table lines as objects takes minutes. Text of feeds is only ever the content of `w:t`.
"""

import io
import re
from collections.abc import Iterable, Iterator

from tracker.documents.package import repack
from tracker.outputs.paper import Cell, Paper, Para, Row, Section, Table, Text

_MARKS = {"strong": "Strong", "muted": "Muted", "ins": "Inserted", "del": "Deleted"}
_LINE = {False: 10080, True: 13680}  # twentieths of a point between the margins, upright and on its side
_PAGE = {
    False: '<w:pgSz w:w="12240" w:h="15840"/>',
    True: '<w:pgSz w:w="15840" w:h="12240" w:orient="landscape"/>',
}
_MARGINS = (
    '<w:pgMar w:top="1080" w:right="1080" w:bottom="1080" w:left="1080" w:header="576" w:footer="576" w:gutter="0"/>'
)
_BREAKS = 1_200  # letters in one cell
_ESCAPES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;"})


def write_docx(paper: Paper) -> bytes:
    """The document as bytes; the same paper gives the same bytes."""
    from tracker.documents.docx_styles import BODY_MARK, empty_document

    shell = io.BytesIO()
    empty_document(paper).save(shell)
    body = _Body()

    def document(old: bytes) -> Iterator[bytes]:
        text = old.decode("utf-8")
        # The paragraph that holds the mark, and the last section's properties after it, make room for the body.
        start = text.rindex("<w:p>", 0, text.index(BODY_MARK))
        yield text[:start].encode("utf-8")
        # Header and footer belong to the first section; the others take them over.
        body.running = "".join(re.findall(r"<w:(?:header|footer)Reference [^>]*/>", text))
        for piece in body.write(paper):
            yield piece.encode("utf-8")
        yield text[text.rindex("</w:body>") :].encode("utf-8")

    def relations(old: bytes) -> Iterator[bytes]:
        yield old.replace(b"</Relationships>", b"")
        for number, address in enumerate(body.addresses, 1):
            yield (
                f'<Relationship Id="rIdX{number}" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
                f'relationships/hyperlink" Target="{address.translate(_ESCAPES)}" TargetMode="External"/>'
            ).encode()
        yield b"</Relationships>"

    return repack(shell.getvalue(), {"word/document.xml": document, "word/_rels/document.xml.rels": relations})


class _Body:
    """Writes the body piece by piece, and remembers the addresses it linked and the bookmarks it set."""

    def __init__(self) -> None:
        self.addresses: dict[str, int] = {}
        self._bookmarks: dict[str, str] = {}
        self._marked = 0
        self.running = ""

    def write(self, paper: Paper) -> Iterator[str]:
        yield _p("Title", _run(paper.title))
        for block in paper.opening:
            yield from self._block(block, wide=False)
        yield from self._contents(paper.sections)
        wide = False
        for section in paper.sections:
            if section.wide != wide:
                yield f'<w:p><w:pPr><w:pStyle w:val="Note"/>{self._section(wide)}</w:pPr></w:p>'
                wide = section.wide
            yield self._heading(section)
            for block in section.blocks:
                yield from self._block(block, wide)
        yield self._section(wide)

    def _section(self, wide: bool) -> str:
        running, self.running = self.running, ""
        return f"<w:sectPr>{running}{_PAGE[wide]}{_MARGINS}</w:sectPr>"

    def _contents(self, sections: Iterable[Section]) -> Iterator[str]:
        """A field with its result written out: it shows at once, and Word can bring it up to date. Without page
        numbers, which nobody knows before Word has laid out the pages."""
        yield _p("ContentsHeading", _run("Contents"))
        before = (
            '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
            '<w:r><w:instrText xml:space="preserve"> TOC \\o "1-2" \\h \\n </w:instrText></w:r>'
            '<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
        )
        for section in sections:
            link = self._link(section.title, f"#{section.anchor}")
            yield _p(f"TOC{section.level}", before + link)
            before = ""
        yield _p("TOC1", '<w:r><w:fldChar w:fldCharType="end"/></w:r>')

    def _heading(self, section: Section) -> str:
        return _p(f"Heading{section.level}", self._bookmark(section.anchor) + _run(section.title))

    def _block(self, block: Text | Table, wide: bool) -> Iterator[str]:
        if isinstance(block, Text):
            style = {"body": "Normal", "lead": "Lead", "note": "Note"}[block.style]
            yield _p(style, self._para(block.para))
            return
        yield from self._table(block, wide)
        # Two tables in a row would become one, and a table cannot end a section.
        yield _p("Note", "")

    def _table(self, table: Table, wide: bool) -> Iterator[str]:
        total = sum(table.widths)
        widths = [round(_LINE[wide] * share / total) for share in table.widths]
        style = "TableFine" if table.fine else "TableText"
        look = 'w:val="0620" w:firstRow="1"' if table.heads else 'w:val="0600" w:firstRow="0"'
        yield (
            f'<w:tbl><w:tblPr><w:tblStyle w:val="ChronologyTable"/><w:tblW w:w="{sum(widths)}" w:type="dxa"/>'
            f'<w:tblLayout w:type="fixed"/><w:tblLook {look} w:lastRow="0"'
            ' w:firstColumn="0" w:lastColumn="0" w:noHBand="1" w:noVBand="1"/>'
            f'<w:tblCaption w:val="{table.label.translate(_ESCAPES)}"/></w:tblPr><w:tblGrid>'
        )
        yield "".join(f'<w:gridCol w:w="{width}"/>' for width in widths) + "</w:tblGrid>"
        starts = [f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>' for width in widths]
        if table.heads:
            cells = (f"{start}{_p(style, _run(head))}</w:tc>" for start, head in zip(starts, table.heads, strict=True))
            yield "<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>" + "".join(cells) + "</w:tr>"
        for row in table.rows:
            yield self._row(row, starts, style)
        yield "</w:tbl>"

    def _row(self, row: Row, starts: list[str], style: str) -> str:
        # A line longer than a page must be able to break; shorter ones stay whole.
        longest = max((sum(len(s.text) for para in cell for s in para) for cell in row.cells), default=0)
        parts = ["<w:tr>" if longest > _BREAKS else "<w:tr><w:trPr><w:cantSplit/></w:trPr>"]
        # Links lead to sources and orders; ten thousand bookmarks on events would only slow Word.
        mark = self._bookmark(row.anchor) if row.anchor and not row.anchor.startswith("event-") else ""
        for start, cell in zip(starts, row.cells, strict=True):
            parts += (start, self._cell(cell, style, mark), "</w:tc>")
            mark = ""
        parts.append("</w:tr>")
        return "".join(parts)

    def _cell(self, cell: Cell, style: str, mark: str) -> str:
        if not cell:
            return _p(style, mark)
        first = _p(style, mark + self._para(cell[0]))
        return first + "".join([_p(style, self._para(para)) for para in cell[1:]])

    def _para(self, para: Para) -> str:
        return "".join(
            [self._link(text, href) if href else _run(text, _MARKS.get(mark, "")) for text, mark, href in para]
        )

    def _link(self, text: str, href: str) -> str:
        if href.startswith("#"):
            target = f'w:anchor="{self._name(href[1:])}"'
        else:
            number = self.addresses.setdefault(href, len(self.addresses) + 1)
            target = f'r:id="rIdX{number}"'
        return f'<w:hyperlink {target} w:history="1">{_run(text, "Hyperlink")}</w:hyperlink>'

    def _name(self, anchor: str) -> str:
        # Word takes at most forty letters, digits and underscores.
        return self._bookmarks.setdefault(anchor, f"a{len(self._bookmarks) + 1}")

    def _bookmark(self, anchor: str) -> str:
        self._marked += 1
        start = f'<w:bookmarkStart w:id="{self._marked}" w:name="{self._name(anchor)}"/>'
        return f'{start}<w:bookmarkEnd w:id="{self._marked}"/>'


def _p(style: str, content: str) -> str:
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr>{content}</w:p>'


def _run(text: str, style: str = "") -> str:
    properties = f'<w:rPr><w:rStyle w:val="{style}"/></w:rPr>' if style else ""
    safe = text.translate(_ESCAPES)
    body = '</w:t><w:br/><w:t xml:space="preserve">'.join(safe.split("\n"))
    return f'<w:r>{properties}<w:t xml:space="preserve">{body}</w:t></w:r>'
