"""Which paper a file is, by its bytes, and its docket entries as drafts. Pure."""

import json
import re
from collections.abc import Mapping
from typing import Literal

from tracker.courts import Court
from tracker.errors import ParseError
from tracker.feeds.dialects import entries_from
from tracker.feeds.parse import parse_feed
from tracker.models import EntryDraft
from tracker.papers.common import decode
from tracker.papers.courtlistener import ClDocket, entry_draft, parse_courtlistener
from tracker.papers.docket_sheet import MAX_SHEET, looks_like_sheet, parse_docket_sheet, sheet_drafts
from tracker.papers.flat import flatten_html
from tracker.papers.mail import HEADING, looks_like_mail
from tracker.papers.nef import notice_drafts, parse_notice
from tracker.papers.scotus import COURT_ID as SUPREME
from tracker.papers.scotus import parse_scotus, scotus_drafts

PaperKind = Literal["feed", "notice", "sheet", "scotus", "courtlistener"]
_XML = re.compile(rb"<\?xml\b|<(?:rss|feed|rdf:RDF)[\s>]", re.IGNORECASE)
_UTF16 = {b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}
_LABELS = re.compile(r"Case\s+Number:[\s\S]{1,200000}?Docket\s+Text:", re.IGNORECASE)


def identify(body: bytes, file_name: str = "") -> PaperKind:
    """The kind of a file. Its name counts only for `.eml`. Raises ParseError, one sentence, for everything else."""
    start = body[:4096].lstrip(b"\xef\xbb\xbf \t\r\n")
    if not start:
        raise ParseError("the file is empty")
    if len(body) > MAX_SHEET:
        raise ParseError(f"the file has {len(body):,} bytes; no court paper of more than {MAX_SHEET:,} is read")
    if start.startswith(b"%PDF"):
        raise ParseError("the file is a PDF: save the docket sheet or the notice as a web page or a message instead")
    if start[:1] in (b"{", b"["):
        return _identify_json(body)
    if start[:2] in (b"\xff\xfe", b"\xfe\xff") and _XML.match(decode(body[2:4096], _UTF16[start[:2]]).encode()):
        return "feed"
    if looks_like_mail(body) or file_name.lower().endswith(".eml"):
        return "notice"
    if _XML.match(start) and not re.search(rb"<html[\s>]", start, re.IGNORECASE):
        return "feed"
    return _identify_page(body)


def read_paper(
    body: bytes, court: Court, file_name: str = "", dockets: Mapping[int, ClDocket] | None = None
) -> tuple[EntryDraft, ...]:
    """The docket entries of one saved paper of `court`, in its order.

    dockets: CourtListener dockets by their id there; its entries name theirs by that id alone. Raises ParseError, one
    sentence, when the file is no paper that can be read, or one of another court.
    """
    kind = identify(body, file_name)
    if kind == "feed":
        return entries_from(parse_feed(body), court)[0]
    if kind == "notice":
        return notice_drafts(parse_notice(body, court))
    if kind == "sheet":
        return sheet_drafts(parse_docket_sheet(body, court))
    if kind == "scotus":
        return _supreme(body, court)
    return _courtlistener(body, court, dockets or {})


def _identify_json(body: bytes) -> PaperKind:
    try:
        loaded = json.loads(body.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        raise ParseError("the file begins like JSON and is not sound JSON") from None
    if isinstance(loaded, dict):
        if "CaseNumber" in loaded:
            return "scotus"
        if str(loaded.get("version", "")).startswith("https://jsonfeed.org/"):
            return "feed"
        if loaded.keys() & {"webhook", "results", "recap_documents", "recap_sequence_number", "detail"}:
            return "courtlistener"
    raise ParseError("the file is JSON of no source that is known: a Supreme Court docket or a CourtListener reply")


def _identify_page(body: bytes) -> PaperKind:
    text = decode(body)
    flat = flatten_html(text).text if "<" in text else text
    notice = bool(HEADING.search(flat))
    # A docket sheet has a column "Docket Text"; only a notice has the label, with its colon.
    if looks_like_sheet(flat) and not (notice and _LABELS.search(flat)):
        return "sheet"
    if notice:
        return "notice"
    raise ParseError("the file is neither a court feed nor a notice of filing, a docket sheet or a docket in JSON")


def _supreme(body: bytes, court: Court) -> tuple[EntryDraft, ...]:
    if court.court_id != SUPREME:
        raise ParseError(f"the file is a docket of the Supreme Court, not of {court.court_id}")
    return scotus_drafts(parse_scotus(body))


def _courtlistener(body: bytes, court: Court, dockets: Mapping[int, ClDocket]) -> tuple[EntryDraft, ...]:
    page = parse_courtlistener(body)
    if page.kind != "entries":
        raise ParseError(f"the file is a CourtListener page of {page.kind}, which holds no docket entries")
    drafts: list[EntryDraft] = []
    for index, entry in enumerate(sorted(page.entries, key=lambda entry: (entry.sort_key, entry.cl_id))):
        docket = dockets.get(entry.docket_cl_id or 0)
        if docket is None:
            raise ParseError(f"the file's entries are of CourtListener docket {entry.docket_cl_id}, which is not known")
        if docket.court_id != court.court_id:
            raise ParseError(f"the file is of a docket of {docket.court_id}, not of {court.court_id}")
        drafts.append(entry_draft(entry, docket, index))
    return tuple(drafts)
