"""Long worksheets, written straight into the package: a cell through the library costs ten times as much.

The library writes the sheet with one sample line, whose formats are read back and whose place the lines take.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import NamedTuple

from tracker.text import one_line, plain

LONGEST = 32_767  # characters in a cell
MOST_LINKS = 60_000  # Excel follows at most 65,530 a sheet
_LONGEST_LINK = 2_000
_DAY_ZERO = date(1899, 12, 30).toordinal()
_ESCAPES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;"})
# Excel reads `_x000D_` inside a text as a code for a character.
_CODE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_CUT = " … (cut; the whole text is in the JSON form)"


class Month(NamedTuple):
    """A date known to the month alone; it stands at the month's last day."""

    day: date


class Link(NamedTuple):
    address: str


Value = str | int | date | datetime | Month | Link | None
SAMPLE: tuple[Value, ...] = ("text", date(2026, 1, 1), Month(date(2026, 1, 1)), datetime(2026, 1, 1), Link("https://a"))


def safe_text(text: str) -> str:
    """Text that a cell can hold and that Excel shows letter by letter."""
    if not (text.isascii() and text.isprintable()):
        text = plain(text)
    return text if len(text) <= LONGEST else text[: LONGEST - len(_CUT)] + _CUT


def safe_link(link: Link) -> str | None:
    """The address, or None where it is not one to follow."""
    address = one_line(link.address)
    return address if address.startswith(("https://", "http://")) and len(address) <= _LONGEST_LINK else None


class Lines:
    """The lines of one long sheet and the links in them."""

    def __init__(self, rows: Iterable[Sequence[Value]]):
        self._rows = rows
        self._links: list[tuple[str, str]] = []

    def sheet(self, old: bytes) -> Iterator[bytes]:
        """The sheet's part with its sample line (the second) replaced by the lines."""
        text = old.decode("utf-8")
        sample = re.search(r'<row r="2".*?</row>', text, re.DOTALL)
        assert sample is not None
        styles = tuple(re.findall(r'<c r="[A-Z]+2" s="(\d+)"', sample[0]))
        end = text[sample.end() :]
        yield text[: sample.start()].encode("utf-8")
        for number, row in enumerate(self._rows, 2):
            yield self._line(number, row, styles).encode("utf-8")
        found = "".join(f'<hyperlink ref="{ref}" r:id="rIdX{n}"/>' for n, (ref, _) in enumerate(self._links, 1))
        links = f"<hyperlinks>{found}</hyperlinks>" if found else ""
        yield re.sub(r"<hyperlinks>.*?</hyperlinks>", lambda _: links, end, flags=re.DOTALL).encode("utf-8")

    def relations(self, old: bytes) -> Iterator[bytes]:
        yield re.sub(rb"<Relationship .*", b"", old, flags=re.DOTALL)
        for number, (_, address) in enumerate(self._links, 1):
            yield (
                f'<Relationship Id="rIdX{number}" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
                f'relationships/hyperlink" Target="{address.translate(_ESCAPES)}" TargetMode="External"/>'
            ).encode()
        yield b"</Relationships>"

    def _line(self, number: int, row: Sequence[Value], styles: tuple[str, ...]) -> str:
        text, day, month, instant, linked = styles
        cells = [f'<row r="{number}">']
        for column, value in enumerate(row):
            ref = f"{chr(65 + column)}{number}"
            if isinstance(value, str):
                if value:
                    cells.append(_text(ref, text, value))
            elif isinstance(value, datetime):
                seconds = value.hour * 3600 + value.minute * 60 + value.second
                serial = value.toordinal() - _DAY_ZERO + seconds / 86400
                cells.append(f'<c r="{ref}" s="{instant}"><v>{serial:.9f}</v></c>')
            elif isinstance(value, date):
                cells.append(f'<c r="{ref}" s="{day}"><v>{value.toordinal() - _DAY_ZERO}</v></c>')
            elif isinstance(value, Month):
                cells.append(f'<c r="{ref}" s="{month}"><v>{value.day.toordinal() - _DAY_ZERO}</v></c>')
            elif isinstance(value, Link):
                address = safe_link(value) if len(self._links) < MOST_LINKS else None
                if address:
                    self._links.append((ref, address))
                cells.append(_text(ref, linked if address else text, value.address))
            elif value is not None:
                cells.append(f'<c r="{ref}" s="{text}"><v>{value}</v></c>')
        cells.append("</row>")
        return "".join(cells)


def _text(ref: str, style: str, value: str) -> str:
    safe = _CODE.sub("_x005F_", safe_text(value)).translate(_ESCAPES)
    return f'<c r="{ref}" s="{style}" t="inlineStr"><is><t xml:space="preserve">{safe}</t></is></c>'
