"""CourtListener's REST API v4 (dockets, docket entries, documents) and its docket-alert webhook. Pure.

Fields that are not named here are ignored, so that a new one breaks nothing; a field that is needed and absent is
reported by name. An entry without text is a stub: CourtListener knows that something was filed, not yet what.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from urllib.parse import urlsplit

from tracker import docket_numbers
from tracker.captions import clean_caption
from tracker.errors import ParseError
from tracker.feeds.dialects.common import normal_doc_id
from tracker.feeds.when import parse_date
from tracker.models import EntryDraft
from tracker.papers.common import counted, field_int, field_text, load_json, parse_iso_day
from tracker.papers.flat import flatten_html
from tracker.text import safe_url

MAX_PAGE = 20 * 1024 * 1024
SITE = "https://www.courtlistener.com"
STORAGE = "https://storage.courtlistener.com/"
_DOCKET_URL = re.compile(r"/dockets/([0-9]{1,12})/?(?:[?#].*)?$")
_MARKUP = re.compile(r"<[A-Za-z/!][^<>]*>|&[A-Za-z#][A-Za-z0-9]{1,8};")
# What names the kind of a page: fields that only one kind of object has.
_ENTRY_MARKS = ("recap_documents", "recap_sequence_number")
_DOCKET_MARKS = ("docket_number", "court_id")
_DOCUMENT_MARKS = ("document_number", "pacer_doc_id")
DOCKET_ALERT = 1


@dataclass(frozen=True, slots=True)
class ClDocument:
    """A paper of an entry. `attachment_number` None for the main paper. `url`: the PDF, where it can be read free."""

    document_number: str | None
    attachment_number: int | None
    pacer_doc_id: str | None
    short_description: str
    sealed: bool
    url: str | None


@dataclass(frozen=True, slots=True)
class ClEntry:
    """One docket entry. `sort_key` is CourtListener's own order (`2025-03-04.002`): entries may arrive out of it.

    modified: when CourtListener last changed the row; aware. stub: there is no text, only that something was filed.
    """

    cl_id: int
    docket_cl_id: int | None
    filed: date | None
    entry_number: int | None
    pacer_seq_no: str | None
    text: str
    sort_key: str
    modified: datetime | None
    documents: tuple[ClDocument, ...]

    @property
    def stub(self) -> bool:
        return not self.text


@dataclass(frozen=True, slots=True)
class ClDocket:
    """`appeal_from`: the court below, by its Free Law id, and its docket number where it is said."""

    cl_id: int
    court_id: str
    docket_number: str
    pacer_case_id: str | None
    caption: str
    filed: date | None
    terminated: date | None
    last_filing: date | None
    appeal_from: str | None
    lower_docket_number: str | None
    url: str | None
    blocked: bool


@dataclass(frozen=True, slots=True)
class ClPage:
    """One page of a list, or the payload of a webhook. `next_url` is None on the last page.

    kind: `entries`, `dockets` or `documents`; only the tuple of that name is filled. notes: rows that were not read.
    """

    kind: str
    entries: tuple[ClEntry, ...] = ()
    dockets: tuple[ClDocket, ...] = ()
    documents: tuple[ClDocument, ...] = ()
    next_url: str | None = None
    notes: tuple[str, ...] = ()


def parse_courtlistener(body: bytes, site: str = SITE) -> ClPage:
    """A page of `docket-entries/`, `dockets/` or `recap-documents/`, one object of either, or a docket-alert webhook.

    site: whose pages they are; a next page elsewhere is refused.
    Raises ParseError for anything else, an error reply of the API and other webhooks among it.
    """
    loaded = load_json(body, "CourtListener reply", MAX_PAGE)
    if not isinstance(loaded, dict):
        raise ParseError("the CourtListener reply is no object")
    if "webhook" in loaded:
        loaded = _payload(loaded)
    if isinstance(loaded.get("detail"), str) and "results" not in loaded:
        raise ParseError(f'CourtListener refused the request: "{field_text(loaded, "detail")[:120]}"')
    rows = loaded.get("results", [loaded])
    if not isinstance(rows, list):
        raise ParseError('the CourtListener reply has no list of "results"')
    return _page(rows, next_page(loaded.get("next"), site))


def parse_webhook(body: bytes) -> ClPage:
    """The entries of a docket-alert webhook, in CourtListener's order of the docket. Raises ParseError otherwise."""
    loaded = load_json(body, "CourtListener webhook", MAX_PAGE)
    if not isinstance(loaded, dict) or "webhook" not in loaded:
        raise ParseError('the message is no CourtListener webhook: it has no "webhook"')
    page = _page(_payload(loaded).get("results", []), None)
    return ClPage("entries", tuple(sorted(page.entries, key=lambda entry: (entry.sort_key, entry.cl_id))),
                  notes=page.notes)  # fmt: skip


def dockets_in(body: bytes) -> dict[int, ClDocket]:
    """The dockets that a file of entries carries, by their id there: in place of an entry's `docket`, or under
    `docket` or `dockets` beside the results. Raises ParseError."""
    loaded = load_json(body, "CourtListener reply", MAX_PAGE)
    if not isinstance(loaded, dict):
        return {}
    places: list[Any] = [loaded.get("docket"), *_listed(loaded.get("dockets"))]
    places += [row.get("docket") for row in _rows_of(loaded) if isinstance(row, dict)]
    found = (_docket(row) for row in places if isinstance(row, dict) and all(mark in row for mark in _DOCKET_MARKS))
    return {docket.cl_id: docket for docket in found}


def entry_dockets(body: bytes) -> set[int]:
    """The ids there of the dockets that a file's entries are of. Raises ParseError."""
    loaded = load_json(body, "CourtListener reply", MAX_PAGE)
    rows = _rows_of(loaded) if isinstance(loaded, dict) else []
    return {cl_id for row in rows if isinstance(row, dict) and (cl_id := _docket_id(row.get("docket"))) is not None}


def _rows_of(loaded: dict[str, Any]) -> list[Any]:
    payload = loaded.get("payload")
    return _listed((payload if isinstance(payload, dict) else loaded).get("results", [loaded]))


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def entry_draft(entry: ClEntry, docket: ClDocket, index: int = 0) -> EntryDraft:
    """The draft of an entry of `docket`. CourtListener's `date_filed` is the court's day; it gives no day of entry."""
    main = next((paper for paper in entry.documents if paper.attachment_number is None), None)
    number = str(entry.entry_number) if entry.entry_number is not None else main.document_number if main else None
    short = main.short_description if main else ""
    anchor = f"#entry-{entry.entry_number}" if entry.entry_number is not None else f"#minute-entry-{entry.cl_id}"
    return EntryDraft(
        court_id=docket.court_id,
        docket_number=docket.docket_number,
        pacer_case_id=docket.pacer_case_id,
        caption=docket.caption,
        date_entered=None,
        document_number=number,
        pacer_doc_id=main.pacer_doc_id if main else None,
        pacer_seq_no=entry.pacer_seq_no,
        short_descriptions=(short,) if short else (),
        description=entry.text,
        date_filed=entry.filed,
        source_url=f"{docket.url}{anchor}" if docket.url else None,
        item_index=index,
    )


def _payload(loaded: dict[str, Any]) -> dict[str, Any]:
    webhook, payload = loaded["webhook"], loaded.get("payload")
    kind = field_int(webhook, "event_type") if isinstance(webhook, dict) else None
    if kind != DOCKET_ALERT:
        raise ParseError(f"the webhook is of event type {kind}, not a docket alert (1)")
    if not isinstance(payload, dict) or not isinstance(payload.get("results"), list):
        raise ParseError('the webhook has no "results" in its payload')
    return payload


def next_page(value: Any, site: str = SITE) -> str | None:
    """The next page, only on CourtListener's own host: a reply cannot send us elsewhere, token and all."""
    if value is None:
        return None
    url = safe_url(value) if isinstance(value, str) else None
    if url is None or urlsplit(url)[:2] != urlsplit(site)[:2]:
        raise ParseError("the CourtListener reply names a next page that is not its own")
    return url


def _page(rows: list[Any], next_url: str | None) -> ClPage:
    objects = [row for row in rows if isinstance(row, dict)]
    notes = counted(len(rows) - len(objects), "result", "not read, being no object")
    if not objects:
        return ClPage("entries", next_url=next_url, notes=notes)
    first = objects[0]
    if any(mark in first for mark in _ENTRY_MARKS):
        entries = tuple(_entry(row) for row in objects)
        return ClPage("entries", entries=entries, next_url=next_url, notes=notes)
    if all(mark in first for mark in _DOCKET_MARKS):
        dockets = tuple(_docket(row) for row in objects)
        return ClPage("dockets", dockets=dockets, next_url=next_url, notes=notes)
    if any(mark in first for mark in _DOCUMENT_MARKS):
        documents = tuple(_document(row) for row in objects)
        return ClPage("documents", documents=documents, next_url=next_url, notes=notes)
    raise ParseError("the CourtListener reply holds neither docket entries nor dockets nor documents")


def _needed(row: dict[str, Any], kind: str, *names: str) -> None:
    missing = [name for name in names if name not in row]
    if missing:
        raise ParseError(f"a CourtListener {kind} lacks {', '.join(missing)}: ask for these fields, or check the API")


def _entry(row: dict[str, Any]) -> ClEntry:
    _needed(row, "docket entry", "id", "date_filed", "entry_number", "description", "recap_documents")
    cl_id = field_int(row, "id")
    if cl_id is None:
        raise ParseError("a CourtListener docket entry has an id that is no number")
    papers = row["recap_documents"] if isinstance(row["recap_documents"], list) else []
    return ClEntry(
        cl_id=cl_id,
        docket_cl_id=_docket_id(row.get("docket")),
        filed=parse_iso_day(row["date_filed"]),
        entry_number=field_int(row, "entry_number"),
        pacer_seq_no=field_text(row, "pacer_sequence_number") or None,
        text=words(field_text(row, "description")),
        sort_key=field_text(row, "recap_sequence_number"),
        modified=parse_date(field_text(row, "date_modified")),
        documents=tuple(_document(paper) for paper in papers if isinstance(paper, dict)),
    )


def words(text: str) -> str:
    """Text without markup, where there is any; "granted in part < denied" stays as it is."""
    return " ".join(flatten_html(text).text.split()) if _MARKUP.search(text) else text


def _docket_id(value: Any) -> int | None:
    """A webhook sends the docket's number, the API its address."""
    if isinstance(value, str) and (found := _DOCKET_URL.search(value)):
        return int(found.group(1))
    return field_int(value, "id") if isinstance(value, dict) else field_int({"docket": value}, "docket")


def _document(row: dict[str, Any]) -> ClDocument:
    doc_id = field_text(row, "pacer_doc_id")
    path = field_text(row, "filepath_local") if row.get("is_available") is True else ""
    return ClDocument(
        document_number=field_text(row, "document_number") or None,
        attachment_number=field_int(row, "attachment_number"),
        pacer_doc_id=normal_doc_id(doc_id) if doc_id.isdigit() and len(doc_id) > 4 else None,
        short_description=words(field_text(row, "description")),
        sealed=row.get("is_sealed") is True,
        url=safe_url(STORAGE + path.lstrip("/")) if path else None,
    )


def _docket(row: dict[str, Any]) -> ClDocket:
    _needed(row, "docket", "id", "court_id", "docket_number", "case_name")
    cl_id = field_int(row, "id")
    court_id, number = field_text(row, "court_id"), field_text(row, "docket_number")
    if cl_id is None or not re.fullmatch(r"[a-z0-9]{2,15}", court_id):
        raise ParseError("a CourtListener docket has no usable id or court_id")
    below = row.get("original_court_info")
    lower = field_text(below, "docket_number") if isinstance(below, dict) else ""
    path = field_text(row, "absolute_url")
    return ClDocket(
        cl_id=cl_id,
        court_id=court_id,
        docket_number=docket_numbers.clean(number),
        pacer_case_id=field_text(row, "pacer_case_id") or None,
        caption=clean_caption(field_text(row, "case_name")),
        filed=parse_iso_day(row.get("date_filed")),
        terminated=parse_iso_day(row.get("date_terminated")),
        last_filing=parse_iso_day(row.get("date_last_filing")),
        appeal_from=_court_of(row.get("appeal_from")),
        lower_docket_number=docket_numbers.clean(lower) if lower else None,
        url=safe_url(SITE + path) if path.startswith("/docket/") else None,
        blocked=row.get("blocked") is True,
    )


def _court_of(value: Any) -> str | None:
    found = re.search(r"(?:/courts/)?([a-z0-9]{2,15})/?$", value) if isinstance(value, str) else None
    return found.group(1) if found else None
