"""What both shapes of docket sheet share: rows, links of documents, the day and time of entry. Pure."""

import re
from collections.abc import Iterator
from datetime import date, datetime

from lxml import etree

from tracker.errors import ParseError
from tracker.feeds.dialects.common import normal_doc_id
from tracker.papers.common import court_of_host, kept_link, parse_day, parse_moment
from tracker.papers.flat import text_of
from tracker.papers.sheet_records import SheetDocument

# (Entered: 10/25/2017) in district courts, [Entered: 10/05/2023 03:56 PM] in appeals; the last one counts.
_ENTERED = re.compile(
    r"[(\[]Entered:\s*([0-9]{1,2}/[0-9]{1,2}/[0-9]{4})(?:\s+([0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?\s*[AP]M))?\s*[)\]]",
    re.IGNORECASE,
)
_DOCUMENT = re.compile(r"/docs?1/([0-9]{4,20})(?=[/?#]|$)")
_DATE = re.compile(r"[0-9]{1,2}/[0-9]{1,2}/[0-9]{4}")
_DATE_LIKE = re.compile(r"[0-9]{1,2}[/-][0-9]{1,2}[/-][0-9]{2,4}")


def cells_of(row: etree._Element) -> list[etree._Element]:
    return [cell for cell in row if isinstance(cell.tag, str) and cell.tag in ("td", "th")]


def rows(tree: etree._Element) -> Iterator[tuple[etree._Element, list[etree._Element]]]:
    for row in tree.iter("tr"):
        cells = cells_of(row)
        if cells:
            yield row, cells


def nests(cell: etree._Element) -> bool:
    """Whether the cell only frames another table, and so holds no words of its own."""
    return cell.find(".//table") is not None


def plain_cells(tree: etree._Element) -> Iterator[etree._Element]:
    return (cell for cell in tree.iter("td") if not nests(cell))


def row_day(cell: etree._Element) -> date | None:
    """The day a row begins with; None when it begins with something else. A day that no calendar has is an error."""
    text = text_of(cell)
    if not _DATE.fullmatch(text):
        if _DATE_LIKE.fullmatch(text):
            raise ParseError(f'the docket sheet has a row with the date "{text}", which cannot be read')
        return None
    day = parse_day(text)
    if day is None:
        raise ParseError(f'the docket sheet has a row with the date "{text}", which is no day')
    return day


def entered(text: str, zone: str) -> tuple[date | None, datetime | None]:
    """When the clerk entered it, as the text says at its end; the time only where it is printed."""
    told = list(_ENTERED.finditer(text))
    found = told[-1] if told else None
    if found is None:
        return None, None
    day = parse_day(found.group(1))
    return day, parse_moment(day, found.group(2), "", zone) if found.group(2) else None


def document_of(anchor: etree._Element, court_id: str) -> SheetDocument | None:
    """A link to a paper of this court; None for other links. A paper on another court's site is an error: two sheets
    were mixed, or the wrong court was named."""
    href = str(anchor.get("href") or "")
    found = _DOCUMENT.search(href)
    if found is None:
        return None
    owner = court_of_host(href)
    if href.startswith("http") and owner != court_id:
        raise ParseError(f"the docket sheet links to papers of {owner or 'no court'}, not of {court_id}")
    doc_id = normal_doc_id(found.group(1))
    return SheetDocument(text_of(anchor), doc_id, kept_link(href) or "")


def anchors(cell: etree._Element) -> list[etree._Element]:
    return [anchor for anchor in cell.iter("a") if anchor.get("href")]
