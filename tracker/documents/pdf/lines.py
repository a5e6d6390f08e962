"""Breaking paragraphs into lines. Knows widths, nothing of pages."""

from collections.abc import Iterator
from typing import NamedTuple

from tracker.documents.pdf.fonts import Face, Faces
from tracker.outputs.paper import Cell, Para

# Where a long address or hash may break, after the sign.
_BREAK_AFTER = "/-._?&=,;:"
# Short paragraphs come again and again (courts, standings, days); long ones do not.
_REMEMBERED = 60


class Piece(NamedTuple):
    """Words of one kind on one line: x and width in points from the left edge of the paragraph; glyphs in hex."""

    x: float
    width: float
    face: Face
    glyphs: str
    mark: str
    href: str | None


Line = list[Piece]


class _Liner:
    """Fills lines from the left; a word that does not fit starts the next one."""

    __slots__ = ("_face", "_from", "_href", "_line", "_mark", "_run", "_spaced", "_to", "lines", "size", "width")

    def __init__(self, width: float, size: float):
        self.width = width
        self.size = size
        self.lines: list[Line] = []
        self._line: Line = []
        self._run: list[str] = []  # glyphs of the words since `_from`
        self._from = self._to = 0.0
        self._spaced = False

    def text(self, text: str, face: Face, mark: str, href: str | None) -> None:
        self._end_run()
        self._face, self._mark, self._href = face, mark, href
        for number, line in enumerate(text.split("\n")):
            if number:
                self.end_line()
            self._words(line.split(" "))

    def _words(self, words: list[str]) -> None:
        face, size, width, run = self._face, self.size, self.width, self._run
        space, space_glyphs = face.word(" ")
        space *= size
        for number, word in enumerate(words):
            if number:
                self._spaced = True
            if not word:
                continue
            ems, glyphs = face.word(word)
            long = ems * size
            gap = space if self._spaced and (run or self._line) else 0.0
            if self._to + gap + long > width:
                if long > width:
                    self._long(word)
                    continue
                if run or self._line:
                    # Unseen at the end of the line, but who copies or listens hears two words.
                    if self._spaced and run:
                        run.append(space_glyphs)
                    self.end_line()
                    gap = 0.0
            if gap:
                if run:
                    run.append(space_glyphs)
                else:
                    self._from += gap
            run.append(glyphs)
            self._to += gap + long
            self._spaced = False

    def _long(self, word: str) -> None:
        """A word too long for any line begins on a line of its own."""
        if self._run or self._line:
            self.end_line()
        for ems, glyphs in _split(word, self.width / self.size, self._face):
            if self._run:
                self.end_line()
            self._run.append(glyphs)
            self._to = ems * self.size
        self._spaced = False

    def _end_run(self) -> None:
        if self._run:
            width = self._to - self._from
            self._line.append(Piece(self._from, width, self._face, "".join(self._run), self._mark, self._href))
            self._run.clear()
        self._from = self._to

    def end_line(self) -> None:
        self._end_run()
        self.lines.append(self._line)
        self._line = []
        self._from = self._to = 0.0
        self._spaced = False


def wrap(para: Para, width: float, size: float, faces: Faces, family: str = "sans") -> list[Line]:
    """The lines of a paragraph `width` points wide in letters of `size` points."""
    key = None
    if len(para) == 1 and len(para[0].text) <= _REMEMBERED:
        key = (para[0], round(width, 3), size, family)
        held: list[Line] | None = faces.remembered.get(key)
        if held:
            return held
    liner = _Liner(width, size)
    for text, mark, href in para:
        liner.text(text, faces.get(family, mark == "strong"), mark, href)
    liner.end_line()
    if key:
        faces.remembered[key] = liner.lines
    return liner.lines


def _split(word: str, ems: float, face: Face) -> Iterator[tuple[float, str]]:
    """A word too long for any line in parts that fit, broken after a sign where one is near."""
    word = face.drawable(word)
    start = 0
    while start < len(word):
        end = start + max(1, face.fitting(word, start, ems))
        if end < len(word):
            sign = max(word.rfind(c, start, end) for c in _BREAK_AFTER) + 1
            end = sign if sign > start + (end - start) // 2 else end
        yield face.measure(word[start:end])
        start = end


def wrap_cell(cell: Cell, width: float, size: float, faces: Faces, family: str = "sans") -> list[Line]:
    found: list[Line] = []
    for para in cell:
        found += wrap(para, width, size, faces, family)
    return found
