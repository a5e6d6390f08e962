"""Typefaces of the PDF: widths, glyphs, and the subset that is embedded. Source Sans and Source Serif, SIL OFL 1.1.

A letter that the typeface lacks is written as its code, `[U+4E2D]`: never dropped, never an empty box.
"""

import hashlib
import io
import unicodedata
from functools import lru_cache
from importlib.resources import files
from typing import Any, NamedTuple

import pydyf

_FILES = {
    "sans": ("font_source_sans_pro", "SourceSansPro-Regular"),
    "sans-strong": ("font_source_sans_pro", "SourceSansPro-Semibold"),
    "serif": ("font_source_serif_pro", "SourceSerifPro-Regular"),
    "serif-strong": ("font_source_serif_pro", "SourceSerifPro-Semibold"),
}
# Letters that both typefaces lack and that have a plain likeness.
_LIKE = {"\u2011": "-", "\u00ad": "", "↔": "<->", "\u2007": " ", "\u202f": " ", "\u00a0": " ", "\t": " "}

_REMEMBERED = 24


class Metrics(NamedTuple):
    """What layout needs of a font file: glyph by code point, advance widths in thousandths of an em."""

    glyphs: dict[int, int]
    advances: list[float]
    ascent: int
    descent: int
    cap_height: int
    box: tuple[int, int, int, int]
    data: bytes


@lru_cache(maxsize=len(_FILES))
def _metrics(name: str) -> Metrics:
    from fontTools.ttLib import TTFont

    package, file = _FILES[name]
    data = (files(package) / "files" / f"{file}.ttf").read_bytes()
    font = TTFont(io.BytesIO(data), lazy=True)
    scale = 1000 / font["head"].unitsPerEm
    order = {glyph: number for number, glyph in enumerate(font.getGlyphOrder())}
    widths = font["hmtx"].metrics
    head, os2 = font["head"], font["OS/2"]
    return Metrics(
        {code: order[glyph] for code, glyph in font.getBestCmap().items()},
        [widths[glyph][0] * scale for glyph in order],
        round(os2.sTypoAscender * scale), round(os2.sTypoDescender * scale), round(os2.sCapHeight * scale),
        (round(head.xMin * scale), round(head.yMin * scale), round(head.xMax * scale), round(head.yMax * scale)),
        data,
    )  # fmt: skip


class Face:
    """One typeface as one document uses it: remembers which glyphs were drawn."""

    def __init__(self, name: str, key: str):
        self.key = key.encode()
        self._file = _FILES[name][1]
        self._metrics = _metrics(name)
        self._words: dict[str, tuple[float, str]] = {}
        self._letters: dict[str, tuple[float, str]] = {}
        self._used: dict[int, str] = {0: "\ufffd"}

    def word(self, text: str) -> tuple[float, str]:
        """(width in ems, glyphs in hexadecimal) of a word without spaces, or of a space."""
        found = self._words.get(text)
        if found is None:
            found = self.measure(self.drawable(text))
            # Words come again; hashes and addresses do not.
            if len(text) <= _REMEMBERED:
                self._words[text] = found
        return found

    def measure(self, drawable: str) -> tuple[float, str]:
        """The same, of letters that the typeface has, and not remembered."""
        letters = self._letters
        parts = [letters.get(char) or self._letter(char) for char in drawable]
        return sum(ems for ems, _ in parts), "".join([glyph for _, glyph in parts])

    def fitting(self, drawable: str, start: int, ems: float) -> int:
        """How many letters from `start` on are no wider than `ems`."""
        used, number = 0.0, 0
        for char in drawable[start:]:
            used += (self._letters.get(char) or self._letter(char))[0]
            if used > ems:
                break
            number += 1
        return number

    def _letter(self, char: str) -> tuple[float, str]:
        glyph = self._metrics.glyphs[ord(char)]
        self._used.setdefault(glyph, char)
        found = self._letters[char] = self._metrics.advances[glyph] / 1000, f"{glyph:04x}"
        return found

    def drawable(self, text: str) -> str:
        """The text in letters that the typeface has."""
        if text.isascii():
            return text
        known = self._metrics.glyphs
        text = unicodedata.normalize("NFC", text)
        if all(ord(c) in known for c in text):
            return text
        return "".join(c if ord(c) in known else _LIKE.get(c, f"[U+{ord(c):04X}]") for c in text)

    def embed(self, pdf: pydyf.PDF) -> pydyf.Dictionary:
        """Add the font with the glyphs drawn so far (ISO 32000-1, 9.7: Type 0, CIDFontType2, Identity-H)."""
        m = self._metrics
        data = self._subset()
        tag = "".join(chr(65 + byte % 26) for byte in hashlib.sha256(data).digest()[:6])
        name = f"/{tag}+{self._file}"
        file = pydyf.Stream([data], {"Length1": len(data)}, compress=True)
        pdf.add_object(file)
        descriptor = pydyf.Dictionary({
            "Type": "/FontDescriptor", "FontName": name, "Flags": 4, "FontBBox": pydyf.Array(m.box), "ItalicAngle": 0,
            "Ascent": m.ascent, "Descent": m.descent, "CapHeight": m.cap_height, "StemV": 80,
            "FontFile2": file.reference,
        })  # fmt: skip
        pdf.add_object(descriptor)
        widths = pydyf.Array([
            part for glyph in sorted(self._used) for part in (glyph, pydyf.Array([round(m.advances[glyph], 1)]))
        ])  # fmt: skip
        descendant = pydyf.Dictionary({
            "Type": "/Font", "Subtype": "/CIDFontType2", "BaseFont": name, "DW": 1000, "W": widths,
            "CIDSystemInfo": pydyf.Dictionary({
                "Registry": pydyf.String("Adobe"), "Ordering": pydyf.String("Identity"), "Supplement": 0,
            }),
            "FontDescriptor": descriptor.reference, "CIDToGIDMap": "/Identity",
        })  # fmt: skip
        pdf.add_object(descendant)
        unicode_map = pydyf.Stream([self._to_unicode()], compress=True)
        pdf.add_object(unicode_map)
        font = pydyf.Dictionary({
            "Type": "/Font", "Subtype": "/Type0", "BaseFont": name, "Encoding": "/Identity-H",
            "DescendantFonts": pydyf.Array([descendant.reference]), "ToUnicode": unicode_map.reference,
        })  # fmt: skip
        pdf.add_object(font)
        return font

    def _subset(self) -> bytes:
        from fontTools.subset import Options, Subsetter
        from fontTools.ttLib import TTFont

        options: Any = Options(retain_gids=True, hinting=False, layout_closure=False, name_IDs=[], notdef_outline=True)
        font = TTFont(io.BytesIO(self._metrics.data), recalcTimestamp=False)
        # Gone before anything reads them: their rules are not used, and reading them takes seconds.
        for table in ("GSUB", "GPOS", "GDEF", "DSIG", "BASE", "kern"):
            if table in font:
                del font[table]
        subsetter = Subsetter(options)
        subsetter.populate(gids=sorted(self._used))
        subsetter.subset(font)
        out = io.BytesIO()
        font.save(out, reorderTables=None)
        return out.getvalue()

    def _to_unicode(self) -> bytes:
        pairs = [f"<{glyph:04x}> <{char.encode('utf-16-be').hex()}>" for glyph, char in sorted(self._used.items())]
        # At most 100 entries a block (Adobe technical note 5411).
        blocks = [pairs[i : i + 100] for i in range(0, len(pairs), 100)]
        body = "\n".join(f"{len(b)} beginbfchar\n" + "\n".join(b) + "\nendbfchar" for b in blocks)
        return (
            "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n/CIDSystemInfo\n"
            "<< /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n/CMapName /Adobe-Identity-UCS def\n"
            "/CMapType 2 def\n1 begincodespacerange\n<0000> <ffff>\nendcodespacerange\n"
            f"{body}\nendcmap\nCMapName currentdict /CMap defineresource pop\nend\nend"
        ).encode()


class Faces:
    """The typefaces of one document by family and weight."""

    def __init__(self) -> None:
        self.remembered: dict[object, Any] = {}
        self._faces = {name: Face(name, f"F{i}") for i, name in enumerate(_FILES, 1)}

    def get(self, family: str, strong: bool) -> Face:
        return self._faces[f"{family}-strong" if strong else family]

    def embed(self, pdf: pydyf.PDF) -> pydyf.Dictionary:
        return pydyf.Dictionary({face.key.decode(): face.embed(pdf).reference for face in self._faces.values()})
