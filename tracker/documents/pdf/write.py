"""A paper as PDF 1.7: tagged, with bookmarks, links and embedded fonts; the same paper gives the same bytes."""

from xml.sax.saxutils import escape

import pydyf

from tracker.dates import utc_text
from tracker.documents.pdf.file import file_bytes
from tracker.documents.pdf.fonts import Faces
from tracker.documents.pdf.lines import Line, wrap
from tracker.documents.pdf.pages import MARGIN, Pages, text_string
from tracker.documents.pdf.tables import draw_table, room_to_begin
from tracker.documents.pdf.tags import Raw, Structure, Tag, number_tree
from tracker.outputs.paper import Paper, Section, Span, Table, Text

_TITLE, _HEADS, _BODY = 20.0, {1: 14.0, 2: 11.0}, 10.0
_RUNNING = 8.0


def write_pdf(paper: Paper) -> bytes:
    """The document as bytes."""
    pdf = pydyf.PDF()
    faces = Faces()
    structure = Structure(pdf)
    pages = Pages(pdf, faces, structure)
    pages.turn(False)
    contents = _opening(paper, pages, structure)
    for section, following in zip(paper.sections, (*paper.sections[1:], None), strict=True):
        _section(section, following, pages, structure)
    _write_contents(contents, pages)
    _finish_pages(paper, pages, structure, faces)
    _catalogue(paper, pdf, pages, structure)
    return file_bytes(pdf)


_Entry = tuple[Section, Tag, int, float]


def _opening(paper: Paper, pages: Pages, structure: Structure) -> list[_Entry]:
    """Title, opening blocks, and room for the contents, whose page numbers are not known yet."""
    _heading(pages, structure, paper.title, "H1", _TITLE)
    pages.y -= 4
    for block in paper.opening:
        _block(block, pages, structure)
    pages.y -= 6
    _heading(pages, structure, "Contents", "H2", _HEADS[1])
    toc = structure.tag("TOC", structure.document)
    entries = []
    for section in paper.sections:
        if pages.room() < 16:
            pages.turn(False)
        entries.append((section, structure.tag("TOCI", toc), pages.number - 1, pages.y))
        pages.y -= 15
    return entries


def _write_contents(entries: list[_Entry], pages: Pages) -> None:
    """The lines of the contents, now that every section has its page."""
    last = pages.sheets
    for section, tag, sheet, y in entries:
        # Drawn onto a page that was left long ago: it becomes the current one for these few lines.
        pages.sheets = last[: sheet + 1]
        indent = 14.0 * (section.level - 1)
        number = str(last_page(pages, section))
        left = wrap(
            (Span(section.title, "", f"#{section.anchor}"),), pages.line_width - indent - 40, _BODY, pages.faces
        )
        right = wrap((Span(number),), 40, _BODY, pages.faces)
        pages.draw(left[:1], MARGIN + indent, y, _BODY, 15, tag)
        pages.draw(right, MARGIN + pages.line_width - _width(right[0]), y, _BODY, 15, tag)
    pages.sheets = last


def last_page(pages: Pages, section: Section) -> int:
    return pages.places[section.anchor][0] + 1


def _width(line: Line) -> float:
    return line[-1].x + line[-1].width if line else 0.0


def _section(section: Section, following: Section | None, pages: Pages, structure: Structure) -> None:
    lies = pages.sheet.width > pages.sheet.height
    # A heading never stands alone at the foot of a page.
    blocks = section.blocks or (following.blocks if following else ())
    needed = 60 + room_to_begin(blocks[0], pages) if blocks and isinstance(blocks[0], Table) else 90
    needed += 0 if section.blocks else 30
    if lies != section.wide or pages.room() < needed:
        pages.turn(section.wide)
    else:
        pages.y -= 16 if section.level == 1 else 8
    pages.place(section.anchor)
    _heading(pages, structure, section.title, f"H{section.level + 1}", _HEADS[section.level])
    for block in section.blocks:
        _block(block, pages, structure)


def _heading(pages: Pages, structure: Structure, text: str, kind: str, size: float) -> None:
    lines = wrap((Span(text, "strong"),), pages.line_width, size, pages.faces, "serif")
    pages.draw(lines, MARGIN, pages.y, size, size * 1.2, structure.tag(kind, structure.document))
    pages.y -= len(lines) * size * 1.2 + 5


def _block(block: Text | Table, pages: Pages, structure: Structure) -> None:
    if isinstance(block, Table):
        draw_table(block, pages, structure)
        pages.y -= 10
        return
    size = {"body": _BODY, "lead": 11.0, "note": 9.0}[block.style]
    leading = size * 1.35
    lines = wrap(block.para, pages.line_width, size, pages.faces, "serif")
    tag = structure.tag("P", structure.document)
    while lines:
        fit = max(1, int(pages.room() // leading))
        pages.draw(lines[:fit], MARGIN, pages.y, size, leading, tag)
        pages.y -= len(lines[:fit]) * leading
        lines = lines[fit:]
        if lines:
            pages.turn(pages.sheet.width > pages.sheet.height)
    pages.y -= 5


def _finish_pages(paper: Paper, pages: Pages, structure: Structure, faces: Faces) -> None:
    """Running lines, and what each page's dictionary needs."""
    every = pages.sheets
    for number in range(1, len(every) + 1):
        pages.sheets = every[:number]
        sheet = pages.sheet
        pages.close(sheet)
        _running(paper, pages, number, len(every))
        pages.close(sheet)
    pages.sheets = every
    fonts = faces.embed(pages.pdf)
    resources = pydyf.Dictionary({"Font": fonts})
    pages.pdf.add_object(resources)
    for sheet in every:
        sheet.object.update({
            "Parent": pages.pdf.pages.reference, "MediaBox": pydyf.Array([0, 0, sheet.width, sheet.height]),
            "Resources": resources.reference, "Contents": pydyf.Array([body.reference for body in sheet.bodies]),
            "StructParents": sheet.key, "Tabs": "/S",
        })  # fmt: skip
        if sheet.links:
            sheet.object["Annots"] = pydyf.Array([link.reference for link in sheet.links])
        structure.set_parents(sheet.key, sheet.tags)


def _running(paper: Paper, pages: Pages, number: int, total: int) -> None:
    sheet, width = pages.sheet, pages.line_width
    top, foot = sheet.height - MARGIN + 4, MARGIN + 8
    head = wrap((Span(paper.running, "muted"),), width, _RUNNING, pages.faces)[:1]
    pages.draw(head, MARGIN, top, _RUNNING, 10, None)
    pages.rule(MARGIN, top - 13, width)
    place = wrap((Span(f"Page {number} of {total}", "muted"),), 90, _RUNNING, pages.faces)
    told = wrap((Span(paper.foot, "muted"),), width - 100, _RUNNING, pages.faces)[:1]
    pages.draw(told, MARGIN, foot, _RUNNING, 10, None)
    pages.draw(place, MARGIN + width - _width(place[0]), foot, _RUNNING, 10, None)


def _catalogue(paper: Paper, pdf: pydyf.PDF, pages: Pages, structure: Structure) -> None:
    """What the document says of itself: structure, bookmarks, destinations, title, language."""
    metadata = pydyf.Stream([_xmp(paper)], {"Type": "/Metadata", "Subtype": "/XML"})
    pdf.add_object(metadata)
    names = number_tree(pdf, "Names", [
        (text_string(anchor), b"[%d 0 R/XYZ 0 %.2f 0]" % (pages.sheets[page].object.number, y))
        for anchor, (page, y) in sorted(pages.places.items())
    ])  # fmt: skip
    pdf.catalog.update({
        "StructTreeRoot": structure.write(), "MarkInfo": pydyf.Dictionary({"Marked": "true"}),
        "Lang": pydyf.String("en-US"), "Metadata": metadata.reference, "Outlines": _bookmarks(paper, pdf),
        "Names": pydyf.Dictionary({"Dests": names}), "PageMode": "/UseOutlines",
        "ViewerPreferences": pydyf.Dictionary({"DisplayDocTitle": "true"}),
    })  # fmt: skip
    made = paper.made_at.strftime("D:%Y%m%d%H%M%SZ")
    for key, value in (
        ("Title", paper.title), ("Author", paper.author), ("Subject", paper.subject), ("CreationDate", made),
        ("ModDate", made),
    ):  # fmt: skip
        pdf.info[key] = text_string(value)


def _bookmarks(paper: Paper, pdf: pydyf.PDF) -> bytes:
    """Sections, and the years below the chronology."""
    root = Raw()
    pdf.add_object(root)
    tops: list[tuple[Section, Raw, list[tuple[Section, Raw]]]] = []
    for section in paper.sections:
        item = Raw()
        pdf.add_object(item)
        if section.level == 1 or not tops:
            tops.append((section, item, []))
        else:
            tops[-1][2].append((section, item))
    _chain([(s, o) for s, o, _ in tops], root, {o: below for _, o, below in tops})
    for _, item, below in tops:
        _chain(below, item, {})
    count = sum(1 + len(below) for _, _, below in tops)
    ends = b"/First %d 0 R/Last %d 0 R" % (tops[0][1].number, tops[-1][1].number) if tops else b""
    root.fill(b"<</Type/Outlines%s/Count %d>>" % (ends, count))
    return bytes(root.reference)


def _chain(items: list[tuple[Section, Raw]], parent: Raw, below: dict[Raw, list[tuple[Section, Raw]]]) -> None:
    for i, (section, item) in enumerate(items):
        parts = [b"/Title %s/Parent %d 0 R" % (text_string(section.title), parent.number)]
        parts.append(b"/Dest %s" % text_string(section.anchor))
        if i:
            parts.append(b"/Prev %d 0 R" % items[i - 1][1].number)
        if i + 1 < len(items):
            parts.append(b"/Next %d 0 R" % items[i + 1][1].number)
        if kids := below.get(item):
            ends = kids[0][1].number, kids[-1][1].number, len(kids)
            parts.append(b"/First %d 0 R/Last %d 0 R/Count %d" % ends)
        item.fill(b"<<" + b"".join(parts) + b">>")


def _xmp(paper: Paper) -> bytes:
    made = utc_text(paper.made_at)
    return (
        '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/">'
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about=""'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/">'
        f'<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{escape(paper.title)}</rdf:li></rdf:Alt></dc:title>'
        f"<dc:creator><rdf:Seq><rdf:li>{escape(paper.author)}</rdf:li></rdf:Seq></dc:creator>"
        f"<dc:language><rdf:Bag><rdf:li>en-US</rdf:li></rdf:Bag></dc:language>"
        f"<xmp:CreateDate>{made}</xmp:CreateDate><xmp:ModifyDate>{made}</xmp:ModifyDate>"
        '</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="r"?>'
    ).encode()
