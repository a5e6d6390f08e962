"""The Federal Register's list of documents (`/api/v1/documents.json`): systems of records, matching programmes. Pure.

A matching agreement lives at most eighteen months, and twelve more when the agencies' boards renew it (5 U.S.C.
552a(o)(2)(C)-(D)). A day of expiry is read where the notice states it; where it only states a span and its start, the
day is computed and said to be. Without either it is not known.
"""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlsplit

from tracker.errors import ParseError
from tracker.papers.common import counted, field_int, field_text, load_json, parse_day, parse_iso_day
from tracker.text import safe_url

MAX_LIST = 20 * 1024 * 1024
SITE = "https://www.federalregister.gov"
_MATCHING = re.compile(
    r"\bmatching\s+(?:program|agreement|activit)|\bcomputer\s+match|\bre-?establish\w*\s+(?:a\s+)?matching", re.I
)
_SYSTEM = re.compile(
    r"\bsystems?\s+of\s+records\b|\bprivacy\s+act\s+of\s+1974\b|\bsystem\s+of\s+records\s+notice\b", re.IGNORECASE
)
_RULE = re.compile(r"\bexempt", re.IGNORECASE)
_DAY = r"([A-Z][a-z]{2,8}\.?\s+[0-9]{1,2},\s+[0-9]{4}|[0-9]{1,2}/[0-9]{1,2}/[0-9]{4})"
_UNTIL = re.compile(
    r"\b(?:through|until|expires?(?:\s+on)?|expire\s+on|ends?\s+on|terminate\s+on|no\s+later\s+than)\s+" + _DAY,
    re.IGNORECASE,
)
_FROM = re.compile(
    r"\b(?:beginning|begins?|commence\w*|effective|applicable|from|start\w*)\s+(?:on\s+|date\s+(?:of|is)\s+)?" + _DAY,
    re.IGNORECASE,
)
_MONTHS_SPAN = re.compile(r"\b(18|eighteen|12|twelve)[- ]months?\b", re.IGNORECASE)
_COMMENTS = re.compile(r"\bcomments?\b|\bsubmit", re.IGNORECASE)
_RENEWABLE = re.compile(
    r"(?:extend|renew|recertif)\w*[^.]{0,80}\b(?:12|twelve)[- ](?:additional\s+)?months?\b"
    r"|\badditional\s+(?:12|twelve)[- ]months?", re.IGNORECASE
)  # fmt: skip
_OPEN = re.compile(
    r"\bestimated\b|\bwhichever\s+is\s+later\b|\blater\s+of\b|\bor\s+(?:once|[0-9]+\s+days)\b", re.IGNORECASE
)
_SENTENCES = re.compile(r"(?<=[a-z0-9)])\.\s+(?=[A-Z])")
LONGEST_MONTHS = 18
RENEWAL_MONTHS = 12


@dataclass(frozen=True, slots=True)
class Agency:
    name: str
    slug: str | None


@dataclass(frozen=True, slots=True)
class Span:
    """How long a matching programme runs. `computed`: `ends` follows from a start and a number of months, not stated.

    estimated: the notice itself leaves the start open (the later of two days, comments to come). renewable_to: the last
    day if it is renewed for twelve months. quote: the sentence that was read.
    """

    starts: date | None
    ends: date | None
    computed: bool
    estimated: bool
    renewable_to: date | None
    quote: str


@dataclass(frozen=True, slots=True)
class RegisterNotice:
    """kind: `sorn`, `matching` or `other` (a rule, a correction, something else). `span` only for `matching`.

    comments_close, effective: as the Register's own fields have them.
    """

    document_number: str
    kind: str
    title: str
    action: str
    abstract: str
    agencies: tuple[Agency, ...]
    published: date
    effective: date | None
    comments_close: date | None
    citation: str | None
    url: str | None
    pdf_url: str | None
    corrects: str | None
    span: Span | None


@dataclass(frozen=True, slots=True)
class RegisterPage:
    """`next_url` is None on the last page; `count`: how many documents the search has in all."""

    notices: tuple[RegisterNotice, ...]
    count: int | None
    next_url: str | None
    notes: tuple[str, ...] = ()


def parse_register(body: bytes, site: str = SITE) -> RegisterPage:
    """A list reply, or one document. Raises ParseError for anything else; the API's own errors are quoted.

    site: scheme and host that were asked; a next page elsewhere is refused.
    """
    loaded = load_json(body, "Federal Register reply", MAX_LIST)
    if not isinstance(loaded, dict):
        raise ParseError("the Federal Register reply is no object")
    if "errors" in loaded and "results" not in loaded:
        raise ParseError(f"the Federal Register refused the search: {str(loaded['errors'])[:200]}")
    if "results" not in loaded and "document_number" not in loaded:
        # A search without a hit is answered without "results".
        if field_int(loaded, "count") == 0:
            return RegisterPage((), 0, None)
        raise ParseError('the Federal Register reply has no "results"')
    rows = loaded.get("results", [loaded])
    if not isinstance(rows, list):
        raise ParseError('the "results" of the Federal Register reply are no list')
    notices: dict[tuple[str, date], RegisterNotice] = {}
    unread = 0
    for row in rows:
        notice = _notice(row) if isinstance(row, dict) else None
        if notice is None:
            unread += 1
        else:
            # Numbers were used again before 2016, so that the day belongs to the identity.
            notices.setdefault((notice.document_number, notice.published), notice)
    if unread and not notices:
        # The reply has another form than it had: taken for an empty list, it would be read so for ever.
        raise ParseError("no document of the Federal Register reply has a number and a day of publication")
    notes = counted(unread, "document", "not read, having no number or no day of publication")
    return RegisterPage(
        tuple(notices.values()), field_int(loaded, "count"), _next(loaded.get("next_page_url"), site), notes
    )


def _next(value: Any, site: str) -> str | None:
    if value is None:
        return None
    url = safe_url(value) if isinstance(value, str) else None
    own, asked = urlsplit(url or ""), urlsplit(site)
    if url is None or (own.scheme, own.netloc.lower()) != (asked.scheme, asked.netloc.lower()):
        raise ParseError("the Federal Register reply names a next page that is not its own")
    return url


def _notice(row: dict[str, Any]) -> RegisterNotice | None:
    number, published = field_text(row, "document_number"), parse_iso_day(row.get("publication_date"))
    if not number or published is None:
        return None
    title, action, abstract = (field_text(row, name) for name in ("title", "action", "abstract"))
    dates = field_text(row, "dates")
    kind = _kind(field_text(row, "type"), title, action, abstract)
    correction = field_text(row, "correction_of")
    return RegisterNotice(
        document_number=number,
        kind=kind,
        title=title,
        action=action,
        abstract=abstract,
        agencies=_agencies(row.get("agencies")),
        published=published,
        effective=parse_iso_day(row.get("effective_on")),
        comments_close=parse_iso_day(row.get("comments_close_on")),
        citation=field_text(row, "citation") or None,
        url=safe_url(field_text(row, "html_url")),
        pdf_url=safe_url(field_text(row, "pdf_url")),
        corrects=correction.rstrip("/").rpartition("/")[2] or None,
        span=read_span(f"{dates} {abstract}".strip()) if kind == "matching" else None,
    )


def _kind(form: str, title: str, action: str, abstract: str) -> str:
    """A rule that exempts a system of records is no notice of one. The title and action decide before the abstract."""
    if form and form.lower() not in ("notice", "n"):
        return "other"
    head = f"{title} {action}"
    if _MATCHING.search(head):
        return "matching"
    if _SYSTEM.search(head) and not (_RULE.search(head) and "rule" in head.lower()):
        return "matching" if _MATCHING.search(abstract) and "system of records" not in head.lower() else "sorn"
    return "matching" if _MATCHING.search(abstract) else "other"


def _agencies(value: Any) -> tuple[Agency, ...]:
    found: list[Agency] = []
    for row in value if isinstance(value, list) else []:
        name = (field_text(row, "name") or field_text(row, "raw_name")) if isinstance(row, dict) else ""
        if name:
            found.append(Agency(name, field_text(row, "slug") or None))
    return tuple(found)


def read_span(text: str) -> Span:
    """When a matching programme starts and ends, from the words of DATES.

    A stated last day counts before a computed one. Days on which comments close are no part of it.
    """
    sentences = [
        part for part in _SENTENCES.split(text[:6000]) if not _COMMENTS.search(part) or _MONTHS_SPAN.search(part)
    ]
    renewable, unsure = bool(_RENEWABLE.search(text)), bool(_OPEN.search(text))
    for sentence in sentences:
        if "current" in sentence.lower() or "supersede" in sentence.lower():
            # The agreement that this one follows.
            continue
        until = _UNTIL.search(sentence)
        if until and (ends := parse_day(until.group(1))):
            begun = _FROM.search(sentence[: until.start()])
            return Span(
                parse_day(begun.group(1)) if begun else None, ends, False, unsure, _renewed(ends, renewable), sentence
            )
    starts, quote = next(((day, s) for s in sentences if (day := _start(s))), (None, ""))
    months = next((s for s in sentences if _MONTHS_SPAN.search(_RENEWABLE.sub("", s))), "")
    if starts and months:
        ends = add_months(starts, LONGEST_MONTHS if re.search(r"18|eighteen", months, re.I) else RENEWAL_MONTHS)
        ends -= timedelta(days=1)
        said = quote if quote == months else f"{quote} … {months}"
        return Span(starts, ends, True, unsure, _renewed(ends, renewable), said)
    return Span(starts, None, False, unsure, None, quote or months)


def _start(sentence: str) -> date | None:
    found = _FROM.search(sentence)
    return parse_day(found.group(1)) if found else None


def _renewed(ends: date, renewable: bool) -> date | None:
    return add_months(ends, RENEWAL_MONTHS) if renewable else None


def add_months(day: date, months: int) -> date:
    """The same day that many months on; the month's last where there is none (Aug 31 and six months: Feb 28)."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
