"""Notices of electronic filing (trial courts) and of docket activity (appeals), as the courts mail them. Pure.

What leaves this module is what the court says of the entry. Who was notified, their addresses, and the one free look
that each link carries never do: links keep a document's and a case's number, nothing else, and no link is ever opened.

A notice cannot prove that a court sent it. What can be seen is refused when it is wrong: links that lead elsewhere than
to the court, several courts in one notice, no heading, no docket text. The rest (DKIM, a trusted mailbox) is the mail
edge's work, and a notice's text stays private until a public source shows it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from tracker import docket_numbers
from tracker.captions import case_name, clean_caption
from tracker.courts import Court
from tracker.errors import ParseError
from tracker.feeds.dialects.common import normal_doc_id
from tracker.models import EntryDraft
from tracker.papers.common import (
    court_of_host,
    is_court_host,
    kept_link,
    parse_day,
    parse_moment,
    squeeze,
    strike_links,
)
from tracker.papers.flat import Flat, Span
from tracker.papers.mail import HEADING, addresses_in, read_letter, strike_addresses
from tracker.papers.nef_layout import BY_OTHER_MEANS, TOLD, Block, acms_court, cut_blocks, transaction
from tracker.papers.nef_subject import short_description
from tracker.papers.sealed import EX_PARTE, SEALED

_NUMBER = re.compile(r"\s*([0-9]{1,8}(?:-[0-9]{1,4})?)(?![0-9A-Za-z/:])")
_DOCUMENT_ID = re.compile(r"/docs?1/([0-9]{4,20})(?=[/?#]|$)")
_SEQUENCE = re.compile(r"[?&]de_seq_num=([0-9]{1,12})")
_CASE_ID = re.compile(r"[?&]caseid=([0-9]{1,12})(?![0-9])", re.IGNORECASE)
_CASE_PAGE = re.compile(r"DktRpt\.pl\?([0-9]{1,12})(?![0-9])")
# A sharp sign before a number is the clerk's way of writing "number"; sources differ in whether they print it.
_SHARP = re.compile(r"#\s*(?=[(\[]?[0-9])")
_REFUSED = re.compile(r"Notice\s+of\s+Electronic\s+Claims\s+Filing", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class NoticeEntry:
    """One docket entry. `entered` is aware, or None when no zone is known; `filed` is the court's day.

    description: the docket text on one line. In bankruptcy notices the words that the filer added in italics are left
    out of it, as in the docket data others publish; `full_text` has every word.
    source_url: the document's page, else the docket's, without anything that could be spent.
    """

    description: str
    full_text: str
    short_description: str
    document_number: str | None
    pacer_doc_id: str | None
    pacer_seq_no: str | None
    entered: datetime | None
    filed: date
    source_url: str | None


@dataclass(frozen=True, slots=True)
class NoticeDocket:
    """One docket that the filing was entered on. `caption` as printed; `case_name` the short form of it."""

    caption: str
    case_name: str
    docket_number: str
    pacer_case_id: str | None
    entries: tuple[NoticeEntry, ...]


@dataclass(frozen=True, slots=True)
class Notice:
    """`sealed`, `ex_parte`: the text says so of something in it, perhaps of the paper it answers. Such an entry is
    never released without a person."""

    court_id: str
    appellate: bool
    acms: bool
    dockets: tuple[NoticeDocket, ...]
    sealed: bool
    ex_parte: bool


def parse_notice(body: bytes, court: Court | None = None) -> Notice:
    """A notice from a saved message (`.eml`) or its saved body (text or HTML).

    court: whose notice it must be; its zone is used where the notice prints none. Raises ParseError, one sentence.
    """
    letter = read_letter(body)
    flat = letter.flat
    heading = HEADING.search(flat.text)
    if heading is None:
        raise ParseError("the file holds no notice of electronic filing or of docket activity")
    if _REFUSED.search(flat.text):
        raise ParseError("this is a notice of a claim: claims are kept on a register of their own, not on the docket")
    appellate = "docket" in heading.group(1).lower()
    blocks = cut_blocks(flat, heading.end())
    court_id = _court_id(flat, blocks, heading.start(), court)
    filed, entered = _times(flat, heading.end(), blocks[0].start, court)
    acms = appellate and any(block.kind == "acms" for block in blocks)
    for block in blocks:
        text = flat.text[slice(*block.text)]
        told = [address for address in addresses_in(text) if not address.endswith("uscourts.gov")]
        if len(told) > 1 or (told and TOLD.search(text)) or BY_OTHER_MEANS.search(text):
            raise ParseError("the docket text of the notice runs into the list of those who were notified")
    secret = letter.addresses | addresses_in(flat.text[max(block.end for block in blocks) :])
    names = [squeeze(flat.text[slice(*block.span("Case Name"))]) for block in blocks]
    captions = [clean_caption(_struck(name, secret)) for name in names]
    numbers = [_docket_number(flat, block) for block in blocks]
    bankruptcy = court_id.endswith("b")
    short = short_description(letter.subject, numbers, captions, flat.text, bankruptcy, appellate)
    dockets = tuple(
        NoticeDocket(caption, case_name(caption), docket_numbers.clean(number), _case_id(flat, block),
                     (_entry(flat, block, bankruptcy, _struck(short, secret), filed, entered, secret),))
        for block, caption, number in zip(blocks, captions, numbers, strict=True)
    )  # fmt: skip
    said = " ".join(f"{e.full_text} {e.short_description}" for d in dockets for e in d.entries)
    return Notice(court_id, appellate, acms, dockets, bool(SEALED.search(said)), bool(EX_PARTE.search(said)))


def notice_drafts(notice: Notice) -> tuple[EntryDraft, ...]:
    """The notice as docket entry drafts, one a docket, with every word of the docket text."""
    return tuple(
        EntryDraft(
            court_id=notice.court_id,
            docket_number=docket.docket_number,
            pacer_case_id=docket.pacer_case_id,
            caption=docket.caption,
            date_entered=entry.entered,
            document_number=entry.document_number,
            pacer_doc_id=entry.pacer_doc_id,
            pacer_seq_no=entry.pacer_seq_no,
            short_descriptions=(entry.short_description,) if entry.short_description else (),
            description=entry.full_text,
            date_filed=entry.filed,
            source_url=entry.source_url,
            item_index=index,
        )
        for index, (docket, entry) in enumerate(_entries(notice))
    )


def _entries(notice: Notice) -> Iterator[tuple[NoticeDocket, NoticeEntry]]:
    for docket in notice.dockets:
        for entry in docket.entries:
            yield docket, entry


def _court_id(flat: Flat, blocks: tuple[Block, ...], heading: int, court: Court | None) -> str:
    """The one court that all case links name. A document's link may lead to another court's site, never elsewhere."""
    named: set[str] = set()
    for block in blocks:
        for field in ("Case Number", "Document"):
            link = _link(flat, block, field)
            if link is None:
                continue
            found = court_of_host(link.href) or acms_court(link.href)
            if found is None and not is_court_host(link.href):
                raise ParseError(
                    "a link of the notice does not lead to a federal court: the notice is not to be trusted"
                )
            if found and field == "Case Number":
                named.add(found)
    if not named:
        named = {found for block in blocks if (link := _link(flat, block, "Document"))
                 if (found := court_of_host(link.href) or acms_court(link.href))}  # fmt: skip
    if len(named) > 1:
        raise ParseError(f"the notice names several courts ({', '.join(sorted(named))}): a notice comes from one")
    if not named and court is None:
        raise ParseError("the notice holds no link to a court, so that its court is not known; name the court")
    found = named.pop() if named else court.court_id if court else ""
    if court is not None and found != court.court_id:
        raise ParseError(f"the notice comes from court {found}, not from {court.court_id}")
    return found


def _times(flat: Flat, start: int, end: int, court: Court | None) -> tuple[date, datetime | None]:
    found = transaction(flat.text[start:end])
    filed = parse_day(found.filed) if found else None
    if found is None or filed is None:
        raise ParseError("the notice does not say on which day the transaction was filed")
    return filed, parse_moment(parse_day(found.day), found.clock, found.zone, court.zone if court else None)


def _docket_number(flat: Flat, block: Block) -> str:
    start, end = block.span("Case Number")
    link = flat.link_within(start, end) if flat.html else None
    text = squeeze(flat.text[link.start : link.end] if link else flat.text[start:end].strip().partition("\n")[0])
    number = re.sub(r"\s*<?https?://.*", "", text)
    # A number of any court, but no piece of a link: its one-time key must not reach the disk.
    if not number or len(number) > 80 or re.search(r"[<>\"=?&]", number):
        raise ParseError("the notice prints no case number")
    return number


def _case_id(flat: Flat, block: Block) -> str | None:
    for field, pattern in (("Document", _CASE_ID), ("Case Number", _CASE_PAGE), ("Case Number", _CASE_ID)):
        link = _link(flat, block, field)
        found = pattern.search(link.href) if link else None
        if found:
            return found.group(1)
    return None


def _link(flat: Flat, block: Block, field: str) -> Span | None:
    names = ("Document Number", "Document(s)", "Document") if field == "Document" else (field,)
    for name in names:
        if name in block.fields:
            return flat.link_within(*block.span(name))
    return None


def _entry(
    flat: Flat,
    block: Block,
    bankruptcy: bool,
    short: str,
    filed: date,
    entered: datetime | None,
    secret: frozenset[str],
) -> NoticeEntry:
    start, end = block.text
    full = _words(flat.text[start:end], secret)
    description = _words(_without(flat, start, end), secret) if bankruptcy else full
    document, case = _link(flat, block, "Document"), _link(flat, block, "Case Number")
    href = document.href if document else ""
    doc_id, sequence = _DOCUMENT_ID.search(href), _SEQUENCE.search(href)
    number = (
        _NUMBER.match(flat.text[slice(*block.span("Document Number"))]) if "Document Number" in block.fields else None
    )
    return NoticeEntry(
        description=description,
        full_text=full,
        short_description=short,
        document_number=number.group(1) if number else None,
        pacer_doc_id=normal_doc_id(doc_id.group(1)) if doc_id else None,
        pacer_seq_no=sequence.group(1) if sequence else None,
        entered=entered,
        filed=filed,
        source_url=(kept_link(href) if doc_id else None) or (kept_link(case.href) if case else None),
    )


def _words(text: str, secret: frozenset[str]) -> str:
    return _struck(squeeze(_SHARP.sub("", squeeze(text))), secret)


def _struck(text: str, secret: frozenset[str]) -> str:
    """Words without addresses of people and without what a link lets one spend: a clerk may have put either in."""
    return strike_addresses(squeeze(strike_links(text)), secret)


def _without(flat: Flat, start: int, end: int) -> str:
    """The stretch of text less its italics."""
    pieces, position = [], start
    for span in sorted(flat.italic, key=lambda span: span.start):
        if start <= span.start and span.end <= end and span.start >= position:
            pieces.append(flat.text[position : span.start])
            position = span.end
    return "".join(pieces) + flat.text[position:end]
