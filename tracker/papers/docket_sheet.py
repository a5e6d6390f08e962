"""A saved PACER docket report (HTML): whose docket it is, and every entry with its full text. Pure.

Two shapes: district and bankruptcy courts (`sheet_district`), courts of appeals (`sheet_appellate`). Of the receipt
at the foot, which names the PACER account, only the time is read, and what was asked for. Asked for a part, PACER
prints the part behind the case number: "Search Criteria: 1:26-cv-00001-ABC Starting with document: 1 Ending with
document: 9"; for the whole docket the number stands alone. Courts of appeals say "Docket Report (full)" besides.
"""

import re
from dataclasses import replace

from lxml import etree

from tracker.courts import Court
from tracker.errors import ParseError
from tracker.models import EntryDraft
from tracker.papers import sheet_appellate, sheet_district
from tracker.papers.common import decode, kept_link, parse_day, parse_moment
from tracker.papers.flat import flatten, parse_tree
from tracker.papers.sheet_records import DocketSheet

MAX_SHEET = 20 * 1024 * 1024
_APPEAL = re.compile(r"Court\s+of\s+Appeals\s+Docket\s+#:", re.IGNORECASE)
_DISTRICT = re.compile(r"(?:DOCKET\s+FOR\s+CASE|Petition|Proceeding)\s+#:", re.IGNORECASE)

_RECEIPT = re.compile(
    r"PACER\s+Service\s+Center\s+(?:Transaction\s+Receipt\s+)?(?:[^\n]{1,80} - )?"
    r"([0-9]{2}/[0-9]{2}/[0-9]{4})\s+([0-9]{2}:[0-9]{2}:[0-9]{2})"
)
# What was bought, and of which case: one word, the number, where nothing was left out.
_ALL_ASKED = re.compile(
    r"Description:\s+Docket\s+Report(?:\s+\(full\))?\s+Search\s+Criteria:\s+[^\s]{1,60}\s+Billable\s+Pages:",
    re.IGNORECASE,
)


def looks_like_sheet(text: str) -> bool:
    return bool(_APPEAL.search(text) or _DISTRICT.search(text))


def parse_docket_sheet(body: bytes, court: Court) -> DocketSheet:
    """The sheet of one docket of `court`, whose zone its times are in.

    Raises ParseError: over 20 MiB, no docket sheet, links to another court's papers, a row whose date cannot be read.
    """
    if len(body) > MAX_SHEET:
        raise ParseError(f"the docket sheet has {len(body):,} bytes; more than {MAX_SHEET:,} are refused")
    tree = parse_tree(decode(body))
    if not isinstance(tree, etree._Element):
        raise ParseError("the page is empty: there is no docket sheet in it")
    text = flatten(tree).text
    if _APPEAL.search(text):
        sheet = sheet_appellate.read_sheet(tree, text, court)
    elif _DISTRICT.search(text):
        sheet = sheet_district.read_sheet(tree, text, court)
    else:
        raise ParseError("the page is no docket sheet: it prints no case number under a court's heading")
    return _with_receipt(sheet, text, court)


def _with_receipt(sheet: DocketSheet, text: str, court: Court) -> DocketSheet:
    """With the instant at which the sheet was made, and whether all of the docket was asked for. The receipt is what
    stands last: a docket entry may quote another."""
    receipts = list(_RECEIPT.finditer(text))
    if not receipts:
        return sheet
    found = receipts[-1]
    printed = parse_moment(parse_day(found.group(1)), found.group(2), "", court.zone)
    return replace(sheet, printed=printed, all_asked=bool(_ALL_ASKED.search(text, found.end())))


def sheet_drafts(sheet: DocketSheet) -> tuple[EntryDraft, ...]:
    """Entry drafts in the sheet's order. `date_entered` is None where the sheet prints a day without a time."""
    return tuple(
        EntryDraft(
            court_id=sheet.court_id,
            docket_number=sheet.docket_number,
            pacer_case_id=sheet.pacer_case_id,
            caption=sheet.caption,
            date_entered=entry.entered,
            document_number=entry.number,
            pacer_doc_id=entry.pacer_doc_id,
            pacer_seq_no=entry.pacer_seq_no,
            short_descriptions=(),
            description=entry.text,
            date_filed=entry.filed,
            source_url=kept_link(entry.documents[0].url) if entry.documents else None,
            item_index=index,
        )
        for index, entry in enumerate(sheet.entries)
    )
