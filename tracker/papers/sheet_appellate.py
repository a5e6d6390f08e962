"""The docket sheet of a court of appeals. Pure.

Rows: day of filing, a box with the entry's own number and perhaps a link, text that ends in `[Entered: day time]`. Some
circuits print document numbers, others (the D.C. Circuit among them) print none.
"""

import re

from lxml import etree

from tracker import docket_numbers
from tracker.captions import clean_caption
from tracker.courts import Court
from tracker.errors import ParseError
from tracker.papers.common import court_of_host, parse_day, squeeze
from tracker.papers.flat import flatten, text_of
from tracker.papers.sheet_parts import anchors, document_of, entered, nests, plain_cells, row_day, rows
from tracker.papers.sheet_records import DocketSheet, LowerCourt, SheetEntry, SheetParty

_NUMBER_LINE = re.compile(r"Court\s+of\s+Appeals\s+Docket\s+#:\s*([^\n]{3,60})", re.IGNORECASE)
_FIELD = r"^\s*{}:\s*([^\n]{{1,300}})"
_CASE_POST = re.compile(r"doDocPostURL\('[0-9]*','([0-9]{1,12})'")
_CASE_INPUT = "caseId"
# An alien registration number stands where a lower court's number would; it is a person's, and never kept.
_ALIEN = re.compile(r"\bA?[0-9]{3}-?[0-9]{3}-?[0-9]{3}\b")
_ROLE = re.compile(
    r"appell|petition|respond|plaintiff|defendant|interven|amic|movant|debtor|creditor|claimant|in re|trustee|party",
    re.IGNORECASE,
)


def read_sheet(tree: etree._Element, text: str, court: Court) -> DocketSheet:
    """The sheet of a court of appeals. Raises ParseError: no docket number, another court's papers."""
    number = _NUMBER_LINE.search(text)
    if number is None:
        raise ParseError("the docket sheet prints no docket number")
    entries, case_id = _entries(tree, court)
    return DocketSheet(
        court_id=court.court_id,
        docket_number=docket_numbers.clean(number.group(1)),
        pacer_case_id=case_id,
        caption=_caption(tree),
        filed=parse_day(_value(text, "Docketed")),
        terminated=parse_day(_value(text, "Termed")),
        assigned_to="",
        referred_to="",
        nature_of_suit=_value(text, "Nature of Suit"),
        parties=_parties(tree),
        entries=entries,
        lower_court=_lower_court(tree),
        notes=() if entries else ("the sheet was saved without its docket entries",),
    )


def _value(text: str, label: str) -> str:
    found = re.search(_FIELD.format(label), text, re.MULTILINE)
    return squeeze(found.group(1)) if found else ""


def _caption(tree: etree._Element) -> str:
    """The one cell of the first section without a bold label."""
    for cell in plain_cells(tree):
        if re.match(r"Court of Appeals Docket #", text_of(cell)):
            table = next(cell.iterancestors("table"), None)
            for other in table.iter("td") if table is not None else ():
                if other.find(".//b") is None and text_of(other):
                    return clean_caption(text_of(other))
    return clean_caption("")


def _lower_court(tree: etree._Element) -> LowerCourt | None:
    for cell in plain_cells(tree):
        text = text_of(cell)
        if not text.startswith("District:") or len(text) > 300:
            continue
        link = next(iter(anchors(cell)), None)
        number = text_of(link) if link is not None else text.rpartition(" : ")[2].strip()
        if not number or _ALIEN.search(number):
            return None
        court_id = court_of_host(str(link.get("href"))) if link is not None else None
        return LowerCourt(docket_numbers.clean(number), court_id)
    return None


def _entries(tree: etree._Element, court: Court) -> tuple[tuple[SheetEntry, ...], str | None]:
    found: list[SheetEntry] = []
    case_id: str | None = None
    for _, cells in rows(tree):
        if len(cells) != 3 or any(nests(cell) for cell in cells):
            continue
        text = text_of(cells[2])
        # Dates of the judgment below stand in rows of three, too, but with no words beside them.
        if not re.search(r"[A-Za-z]{2}", text):
            continue
        day = row_day(cells[0])
        if day is None:
            continue
        papers = [paper for anchor in anchors(cells[1]) if (paper := document_of(anchor, court.court_id))]
        opened = next((anchor for anchor in anchors(cells[1])), None)
        post = _CASE_POST.search(str(opened.get("onclick") or "")) if opened is not None else None
        case_id = case_id or (post.group(1) if post else None)
        box = cells[1].find(".//input[@name='d']")
        value = str(box.get("value") or "") if box is not None else ""
        entered_on, moment = entered(text, court.zone)
        found.append(
            SheetEntry(
                filed=day,
                number=_number(cells[1]),
                text=text,
                entered_on=entered_on,
                entered=moment,
                pacer_doc_id=papers[0].pacer_doc_id if papers else None,
                pacer_seq_no=value if re.fullmatch(r"[0-9]{1,12}", value) else None,
                documents=tuple(papers),
                restricted=opened is not None and "restricted" in str(opened.get("title") or "").lower(),
            )
        )
    hidden = next((i for i in tree.iter("input") if i.get("name") == _CASE_INPUT), None)
    value = str(hidden.get("value") or "") if hidden is not None else ""
    return tuple(found), case_id or (value if value.isdigit() else None)


def _number(cell: etree._Element) -> str | None:
    """The digits beside the box; pages and sizes stand in small print (`<font>`) and are not numbers of papers."""
    for element in cell.iter():
        if not isinstance(element.tag, str):
            continue
        words = [] if element.tag == "font" else [element.text or ""]
        for word in (*words, (element.tail or "") if element is not cell else ""):
            if re.fullmatch(r"[0-9]{1,12}", word.strip("\xa0 \t\r\n")):
                return word.strip("\xa0 \t\r\n")
    return None


def _parties(tree: etree._Element) -> tuple[SheetParty, ...]:
    found: list[SheetParty] = []
    for _, cells in rows(tree):
        if len(cells) != 2 or any(nests(cell) for cell in cells):
            continue
        lines = [squeeze(line) for line in flatten(cells[0]).text.split("\n") if line.strip()]
        role = lines[-1].rstrip(", ") if lines else ""
        if len(lines) < 2 or len(role) > 60 or not _ROLE.search(role):
            continue
        ended = next((line for line in lines if line.lower().startswith("terminated:")), "")
        found.append(SheetParty(role, lines[0], parse_day(ended.partition(":")[2].strip()), _counsel(cells[1])))
    return tuple(found)


def _counsel(cell: etree._Element) -> tuple[str, ...]:
    """Lawyers stand apart by blank lines; the first line of each is the name, without the title after a comma."""
    names: list[str] = []
    for block in re.split(r"\n[ \xa0]*\n", flatten(cell).text.strip("\n ")):
        first = squeeze(block.strip().partition("\n")[0])
        if first and not re.search(r"[0-9@:\[\]]", first):
            names.append(first)
    return tuple(names)
