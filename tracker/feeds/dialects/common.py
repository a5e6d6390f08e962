"""What all court dialects share: event types in brackets, document links, and the merging of twin items. Pure."""

import re
from collections.abc import Iterable
from dataclasses import replace
from html import unescape
from typing import NamedTuple

from tracker import docket_numbers
from tracker.captions import clean_caption, unescape_fully
from tracker.models import EntryDraft, FeedItem

# Both are bounded, so that no description, however odd, takes long.
_ANCHOR = re.compile(r"<a\s([^<>]{1,2000})>([^<]{0,200})</a", re.IGNORECASE)
_HREF = re.compile(r"\bhref\s{0,3}=\s{0,3}([\"'])([^\"']*)\1", re.IGNORECASE)
_DOCUMENT = re.compile(r"/docs?1/([0-9]{4,})(?=[/?#]|$)")
_SEQUENCE = re.compile(r"[?&]de_seq_num=([0-9]+)")
_CASE_ID = re.compile(r"[?&]caseid=([0-9]+)")
_TAG = re.compile(r"<[^<>]*>")
_SPACES = re.compile(r"\s+")
_WEB = re.compile(r"https?://[^\s<>\"']+$")


class Heading(NamedTuple):
    """The title of an item, taken apart."""

    docket_number: str
    caption: str


class DocumentLink(NamedTuple):
    """The one link of a description; every part is None where the court prints none."""

    number: str | None = None
    pacer_doc_id: str | None = None
    pacer_seq_no: str | None = None
    pacer_case_id: str | None = None


def read_heading(title: str) -> Heading | None:
    """`1:25-cv-00123-ABC Doe v. Agency` -> number and caption; None when the title holds no docket number."""
    title = title.strip()
    found = docket_numbers.find(title)
    if found is None:
        return None
    number, end = found
    return Heading(number, clean_caption(title[end:]))


def read_types(description: str) -> tuple[str, ...]:
    """The event type in the first brackets, as printed, spaces too; brackets inside it are kept. () if none.

    A description without brackets is itself the type, less its links.
    """
    start = description.find("[")
    if start < 0:
        text = _TAG.sub(" ", description.partition("<a ")[0]).strip(" (\r\n\t")
    else:
        text = description[start + 1 : _closing(description, start)]
    return (unescape_fully(text),) if text.strip() else ()


def _closing(text: str, start: int) -> int:
    """Where the bracket opened at `start` closes; the first `]` when they do not pair, the end when there is none."""
    first = text.find("]", start)
    if first < 0 or "[" not in text[start + 1 : first]:
        return first if first >= 0 else len(text)
    depth = 0
    for position in range(start, len(text)):
        if text[position] == "[":
            depth += 1
        elif text[position] == "]":
            depth -= 1
            if depth == 0:
                return position
    return first


def read_document(description: str) -> DocumentLink:
    """Number, document id (its fourth digit made 0, since 0 and 1 there mean the same paper), sequence and case id."""
    found = _ANCHOR.search(description)
    href = _HREF.search(found.group(1)) if found else None
    if found is None or href is None:
        return DocumentLink()
    address, label = _unescaped(href.group(2)), found.group(2).strip()
    number = label if label.isascii() and label.isdigit() else None
    document = _DOCUMENT.search(address)
    if document is None:
        return DocumentLink(number=number)
    sequence, case = _SEQUENCE.search(address), _CASE_ID.search(address)
    return DocumentLink(
        number,
        normal_doc_id(document.group(1)),
        sequence.group(1) if sequence else None,
        case.group(1) if case else None,
    )


def _unescaped(address: str) -> str:
    """As `html.unescape`, which takes long for the addresses that courts print: nothing to read in them but `&amp;`."""
    signs = address.count("&")
    if signs and signs == address.count("&amp;"):
        return address.replace("&amp;", "&")
    return unescape(address)


def normal_doc_id(doc_id: str) -> str:
    return f"{doc_id[:3]}0{doc_id[4:]}"


def web_address(link: str) -> str | None:
    """The link if it is one that may be shown and followed, else None."""
    link = link.strip()
    return link if _WEB.match(link) else None


def merge_twins(drafts: Iterable[EntryDraft]) -> tuple[EntryDraft, ...]:
    """One entry for a filing that the court emits as several items, one an event type; types sorted, repeats kept.

    Twins agree in docket, case id, time and document id. Two papers without an id but with different numbers are two.
    An entry without a time has no twin: nothing would tell two minute entries of different days apart.
    """
    merged: dict[tuple[object, ...], EntryDraft] = {}
    for draft in drafts:
        number = draft.document_number if draft.pacer_doc_id is None else None
        alone = draft.item_index if draft.date_entered is None else None
        key = (draft.docket_number, draft.pacer_case_id, draft.date_entered, draft.pacer_doc_id, number, alone)
        first = merged.get(key)
        if first is None:
            merged[key] = draft
        else:
            types = tuple(sorted(kind.strip() for kind in first.short_descriptions + draft.short_descriptions))
            merged[key] = replace(first, short_descriptions=types)
    return tuple(merged.values())


def describe_item(item: FeedItem, index: int) -> str:
    """How a note names an item: its place (counted from 1) and the start of its title."""
    title = _SPACES.sub(" ", item.title).strip()[:60]
    return f'item {index + 1} ("{title}")' if title else f"item {index + 1} (no title)"
