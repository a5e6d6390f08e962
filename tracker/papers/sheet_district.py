"""The docket sheet of a district or bankruptcy court. Pure.

Rows: day, number (linked to the paper, or bare, or blank for a minute entry), sometimes a box to tick, text. The
column's heading says whether the day is of filing or of entry.
"""

import re
from datetime import date

from lxml import etree

from tracker import docket_numbers
from tracker.captions import clean_caption
from tracker.courts import Court
from tracker.errors import ParseError
from tracker.papers.common import counted, parse_day, squeeze
from tracker.papers.flat import flatten, text_of
from tracker.papers.sheet_parts import anchors, document_of, entered, nests, plain_cells, row_day, rows
from tracker.papers.sheet_records import DocketSheet, SheetDocument, SheetEntry, SheetParty

_NUMBER_LINE = re.compile(r"(?:DOCKET FOR CASE|Petition|Proceeding) #:\s*([^\n]{3,80})", re.IGNORECASE)
_FIELD = r"^\s*{}:\s*([^\n]{{1,300}})"
_TITLE = re.compile(r"^Case title:\s*", re.IGNORECASE)
_LEADING_NUMBER = re.compile(r"([0-9]{1,8})(?![0-9A-Za-z/:-])")
# goDLS('/doc1/09508354944','193254','2','',…): the case, then the entry's place in the docket.
_GO = re.compile(r"goDLS\('[^']*','([0-9]{1,12})','([0-9]{1,12})'")
_TICK = re.compile(r"([0-9]{1,12})_([0-9]{1,12})")
_CITED = re.compile(r"#\s*$")
_TERMINATED = re.compile(r"TERMINATED:\s*([0-9]{1,2}/[0-9]{1,2}/[0-9]{4})", re.IGNORECASE)
_NONE_SHOWN = re.compile(r"There are proceedings for case [^\n]{1,80} but none satisfy", re.IGNORECASE)
_ENTRY_HEADINGS = ("date entered", "docket date")
_ROLE_STOPS = ("pending counts", "terminated counts", "complaints", "highest offense level", "disposition")


def read_sheet(tree: etree._Element, text: str, court: Court) -> DocketSheet:
    """The sheet of a district or bankruptcy court. Raises ParseError: no case number, another court's papers."""
    number = _NUMBER_LINE.search(text)
    if number is None:
        raise ParseError("the docket sheet prints no case number")
    header = _header_text(tree)
    entries, case_id, undated = _entries(tree, court)
    notes: tuple[str, ...] = ()
    if _NONE_SHOWN.search(text):
        notes = ("the sheet was asked for a part of the docket that has no entries",)
    notes += counted(undated, "row", "not read, because the sheet gives it no date")
    return DocketSheet(
        court_id=court.court_id,
        docket_number=docket_numbers.clean(number.group(1)),
        pacer_case_id=case_id,
        caption=clean_caption(_TITLE.sub("", next((line for line in map(squeeze, header.split("\n")) if line), ""))),
        filed=parse_day(_value(header, "Date [Ff]iled")),
        terminated=parse_day(_value(header, "Date [Tt]erminated")),
        assigned_to=_value(header, "Assigned to") or _value(text, "Assigned to"),
        referred_to=_value(header, "Referred to"),
        nature_of_suit=_value(header, "Nature of Suit"),
        parties=_parties(tree),
        entries=entries,
        notes=notes,
    )


def _value(text: str, label: str) -> str:
    found = re.search(_FIELD.format(label), text, re.MULTILINE)
    return squeeze(found.group(1)) if found else ""


def _header_text(tree: etree._Element) -> str:
    """The table under the heading, in which the day of filing stands."""
    for cell in plain_cells(tree):
        if re.match(r"Date [Ff]iled:", text_of(cell)):
            parent = cell.getparent()
            table = next(cell.iterancestors("table"), parent)
            return flatten(table if table is not None else cell).text
    return ""


def _entries(tree: etree._Element, court: Court) -> tuple[tuple[SheetEntry, ...], str | None, int]:
    found: list[SheetEntry] = []
    case_id: str | None = None
    heading: str | None = None
    undated = 0
    for _, cells in rows(tree):
        if heading is None:
            words = [text_of(cell).lower() for cell in cells if not nests(cell)]
            if "docket text" in words[1:]:
                heading = words[0]
            continue
        day = row_day(cells[0]) if len(cells) >= 2 else None
        if day is None:
            undated += _is_undated(cells)
            continue
        entry, case = _entry(cells, day, heading in _ENTRY_HEADINGS, court)
        case_id = case_id or case
        found.append(entry)
    return tuple(found), case_id, undated


def _is_undated(cells: list[etree._Element]) -> bool:
    """A row of the sheet's own shape whose day is blank, as in some old dockets; boxes of attachments are not."""
    shaped = len(cells) >= 3 and not any(nests(cell) or cell.find(".//input") is not None for cell in cells)
    return shaped and not text_of(cells[0]) and len(text_of(cells[-1])) > 3


def _entry(cells: list[etree._Element], day: date, by_entry: bool, court: Court) -> tuple[SheetEntry, str | None]:
    text = text_of(cells[-1])
    middle = cells[1:-1]
    number, documents, onclick = None, [], ""
    for cell in middle:
        leading = _LEADING_NUMBER.match(text_of(cell))
        if leading and number is None and cell.find(".//input") is None:
            number = leading.group(1)
            documents += [paper for anchor in anchors(cell) if (paper := document_of(anchor, court.court_id))]
            onclick += "".join(str(anchor.get("onclick") or "") for anchor in anchors(cell))
    case, sequence = _place(onclick, middle)
    main = documents[0].pacer_doc_id if documents else None
    entered_on, moment = entered(text, court.zone)
    return (
        SheetEntry(
            filed=None if by_entry else day,
            number=number,
            text=text,
            entered_on=day if by_entry else entered_on,
            entered=moment,
            pacer_doc_id=main,
            pacer_seq_no=sequence,
            documents=(*documents, *_attachments(cells[-1], court.court_id)),
        ),
        case,
    )


def _place(onclick: str, middle: list[etree._Element]) -> tuple[str | None, str | None]:
    """Case id and sequence, from the link's script, else from the box to tick (`223205_15`)."""
    if found := _GO.search(onclick):
        return found.group(1), found.group(2)
    for cell in middle:
        for box in cell.iter("input"):
            if ticked := _TICK.fullmatch(str(box.get("value") or "")):
                return ticked.group(1), ticked.group(2)
    return None, None


def _attachments(cell: etree._Element, court_id: str) -> list[SheetDocument]:
    """Links after a sharp sign are the entry's own attachments; a bare number cites another entry."""
    found: list[SheetDocument] = []
    for anchor in anchors(cell):
        previous = anchor.getprevious()
        before = (previous.tail if previous is not None else cell.text) if anchor.getparent() is cell else ""
        if _CITED.search(before or "") and (paper := document_of(anchor, court_id)):
            found.append(paper)
    return found


def _parties(tree: etree._Element) -> tuple[SheetParty, ...]:
    found: list[SheetParty] = []
    role = ""
    for _, cells in rows(tree):
        heading = cells[0].find(".//b/u")
        if heading is not None:
            role = squeeze(re.sub(r"\([0-9]+\)$", "", text_of(heading).strip()))
            continue
        if any(text_of(cell).lower() == "docket text" for cell in cells[1:] if not nests(cell)):
            break
        name = cells[0].find(".//b")
        if not role or role.lower().startswith(_ROLE_STOPS) or name is None or nests(cells[0]):
            continue
        counsel = tuple(text_of(bold) for bold in cells[-1].iter("b")) if len(cells) >= 3 else ()
        ended = _TERMINATED.search(text_of(cells[0]))
        party = text_of(name)
        if party:
            found.append(SheetParty(role, party, parse_day(ended.group(1)) if ended else None, counsel))
    return tuple(found)
