"""Pages: where on which page something stands, drawn and tagged. Knows nothing of chronologies."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from urllib.parse import quote

import pydyf

from tracker.documents.pdf.fonts import Faces
from tracker.documents.pdf.lines import Line, Piece
from tracker.documents.pdf.tags import Packed, Raw, Structure, Tag

SHORT, LONG = 612.0, 792.0  # US Letter in points
MARGIN = 54.0
HEAD, FOOT = 30.0, 26.0  # room for the running lines inside the margins
_INK = {"": b"0.1 g", "strong": b"0 g", "muted": b"0.35 g", "ins": b"0 g", "del": b"0.35 g"}
_LINK_INK = b"0.05 0.2 0.5 rg"


@dataclass(slots=True)
class Sheet:
    """One page being filled. `content` closes when the next one begins."""

    object: pydyf.Dictionary
    width: float
    height: float
    key: int
    content: list[bytes] = field(default_factory=list)
    tags: list[Tag] = field(default_factory=list)
    links: list[pydyf.Object] = field(default_factory=list)
    bodies: list[pydyf.Object] = field(default_factory=list)


class Pages:
    """The pages of one document. `y` falls from the top of the text area; 0 is the lower edge of the sheet."""

    def __init__(self, pdf: pydyf.PDF, faces: Faces, structure: Structure):
        self.pdf = pdf
        self.faces = faces
        self.structure = structure
        self.sheets: list[Sheet] = []
        self.places: dict[str, tuple[int, float]] = {}
        self.y = 0.0

    @property
    def sheet(self) -> Sheet:
        return self.sheets[-1]

    @property
    def number(self) -> int:
        return len(self.sheets)

    @property
    def line_width(self) -> float:
        return self.sheet.width - 2 * MARGIN

    def room(self) -> float:
        """Points left above the foot of the page."""
        return self.y - MARGIN - FOOT

    def full_height(self) -> float:
        return self.sheet.height - 2 * MARGIN - HEAD - FOOT

    def turn(self, wide: bool) -> None:
        """Begin a new page; the last one's content is closed."""
        if self.sheets:
            self.close(self.sheet)
        width, height = (LONG, SHORT) if wide else (SHORT, LONG)
        page = pydyf.Dictionary({"Type": "/Page"})
        self.pdf.add_page(page)
        self.sheets.append(Sheet(page, width, height, self.structure.page_key()))
        self.y = height - MARGIN - HEAD

    def close(self, sheet: Sheet) -> None:
        """Pack what stands on the sheet. Its running lines come later, in a stream of their own."""
        if sheet.content:
            body = Packed()
            self.pdf.add_object(body)
            body.fill(b"\n".join(sheet.content))
            sheet.bodies.append(body)
            sheet.content = []

    def place(self, anchor: str) -> None:
        """Links to `#anchor` lead here."""
        self.places.setdefault(anchor, (self.number - 1, min(self.y + 4, self.sheet.height)))

    def mark(self, tag: Tag) -> int:
        """The id under which content drawn next belongs to `tag`."""
        sheet = self.sheet
        sheet.tags.append(tag)
        tag.kids.append((sheet.object, len(sheet.tags) - 1))
        return len(sheet.tags) - 1

    def draw(self, lines: Sequence[Line], x: float, y: float, size: float, leading: float, tag: Tag | None) -> None:
        """Lines from (x, y) downward, y being the top of the first. Without a tag they are an artifact."""
        rules: list[bytes] = []
        runs = _runs(lines)
        for link, pieces in runs:
            owner = tag
            if tag is not None and link is not None:
                owner = self.structure.tag("Link", tag)
            self._open(owner)
            self._text(pieces, x, y, size, leading, rules, link is not None)
            self.sheet.content.append(b"EMC")
            if link is not None and owner is not None and tag is not None:
                self._annotate(owner, link, pieces, x, y, size, leading)
        if rules:
            self.sheet.content += [b"/Artifact BMC 0.5 w 0.1 G", *rules, b"EMC"]

    def _open(self, tag: Tag | None) -> None:
        if tag is None:
            self.sheet.content.append(b"/Artifact BMC")
        else:
            self.sheet.content.append(b"/%s <</MCID %d>> BDC" % (tag.kind.encode(), self.mark(tag)))

    def _text(
        self, pieces: Sequence[tuple[int, Piece]], x: float, y: float, size: float, leading: float, rules: list[bytes],
        linked: bool,
    ) -> None:  # fmt: skip
        out = [b"BT"]
        face = ink = None
        for number, piece in pieces:
            base = y - number * leading - size * 0.95
            if piece.face is not face:
                face = piece.face
                out.append(b"/%s %.4g Tf" % (face.key, size))
            colour = _LINK_INK if linked else _INK[piece.mark]
            if colour is not ink:
                out.append(colour)
                ink = colour
            out.append(b"1 0 0 1 %.2f %.2f Tm <%s> Tj" % (x + piece.x, base, piece.glyphs.encode()))
            if piece.mark in ("ins", "del"):
                height = base + (-1.2 if piece.mark == "ins" else size * 0.28)
                rules.append(b"%.2f %.2f m %.2f %.2f l S" % (x + piece.x, height, x + piece.x + piece.width, height))
        out.append(b"ET")
        self.sheet.content += out

    def _annotate(
        self, tag: Tag, href: str, pieces: Sequence[tuple[int, Piece]], x: float, y: float, size: float, leading: float
    ) -> None:
        """A link over each line of its words."""
        by_line: dict[int, list[Piece]] = {}
        for number, piece in pieces:
            by_line.setdefault(number, []).append(piece)
        for number, found in by_line.items():
            left, right = x + found[0].x, x + found[-1].x + found[-1].width
            top = y - number * leading
            target = (
                b"/Dest %s" % text_string(href[1:])
                if href.startswith("#")
                else b"/A<</S/URI/URI %s>>" % uri_string(href)
            )
            says = text_string("Goes to " + href[1:].replace("-", " ") if href.startswith("#") else href)
            link = Raw(
                b"<</Type/Annot/Subtype/Link/F 4/Border[0 0 0]/Rect[%.2f %.2f %.2f %.2f]"
                b"/StructParent %d/Contents %s%s>>"
                % (left, top - leading, right, top, self.structure.link_key(tag), says, target)
            )
            self.pdf.add_object(link)
            self.sheet.links.append(link)
            tag.kids.append(link)

    def rule(self, x: float, y: float, width: float, weight: float = 0.4, grey: float = 0.6) -> None:
        self.sheet.content.append(
            b"/Artifact BMC %.2g w %.2g G %.2f %.2f m %.2f %.2f l S EMC" % (weight, grey, x, y, x + width, y)
        )

    def shade(self, x: float, y: float, width: float, height: float) -> None:
        self.sheet.content.append(b"/Artifact BMC 0.93 g %.2f %.2f %.2f %.2f re f EMC" % (x, y, width, height))


def _runs(lines: Sequence[Line]) -> list[tuple[str | None, list[tuple[int, Piece]]]]:
    """Neighbouring pieces with the same link, each with the number of its line."""
    found: list[tuple[str | None, list[tuple[int, Piece]]]] = []
    for number, line in enumerate(lines):
        for piece in line:
            if found and found[-1][0] == piece.href:
                found[-1][1].append((number, piece))
            else:
                found.append((piece.href, [(number, piece)]))
    return found


def text_string(text: str) -> bytes:
    """A text string of the format (7.9.2.2), in a form that no sign of the text can end."""
    if text.isascii() and text.isprintable():
        return b"(" + text.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)").encode() + b")"
    return b"<feff" + text.encode("utf-16-be").hex().encode() + b">"


def uri_string(address: str) -> bytes:
    """An address as the seven-bit string that a URI action takes; what is not ASCII is percent-encoded."""
    return text_string(quote(address, safe="%/:=&?~#+!$,;'@()*[]"))
