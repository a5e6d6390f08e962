"""CourtListener's search of court papers (`search/?type=rd`): which documents of several dockets are newest. Pure.

It is used as a look and no more: a row says that a docket has a document, of which day, with which words. What is
stored comes from the docket itself.
"""

import hashlib
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from tracker.errors import ParseError
from tracker.feeds.when import parse_date
from tracker.papers.common import counted, field_int, field_text, load_json, parse_iso_day
from tracker.papers.courtlistener import MAX_PAGE, SITE, next_page


@dataclass(frozen=True, slots=True)
class SearchHit:
    """One document. mark: changes when its number, text or file does. indexed: when the search last took it in."""

    doc_id: int
    docket_cl_id: int
    filed: date | None
    indexed: datetime | None
    mark: str


@dataclass(frozen=True, slots=True)
class SearchPage:
    hits: tuple[SearchHit, ...]
    next_url: str | None = None
    notes: tuple[str, ...] = ()


def parse_search(body: bytes, site: str = SITE) -> SearchPage:
    """Raises ParseError for anything but a page of search results in which documents name their docket."""
    loaded = load_json(body, "CourtListener search reply", MAX_PAGE)
    rows = loaded.get("results") if isinstance(loaded, dict) else None
    if isinstance(loaded, dict) and rows is None and isinstance(loaded.get("detail"), str):
        raise ParseError(f'CourtListener refused the search: "{field_text(loaded, "detail")[:120]}"')
    if not isinstance(rows, list):
        raise ParseError('the CourtListener search reply has no list of "results"')
    hits = tuple(hit for row in rows if isinstance(row, dict) and (hit := _hit(row)))
    if rows and not hits:
        raise ParseError("the CourtListener search reply names no docket: its rows lack id or docket_id")
    return SearchPage(hits, next_page(loaded.get("next"), site), counted(len(rows) - len(hits), "result", "not read"))


def _hit(row: dict[str, Any]) -> SearchHit | None:
    doc_id, docket = field_int(row, "id"), field_int(row, "docket_id")
    if doc_id is None or docket is None:
        return None
    meta = row.get("meta")
    said = [field_text(row, name) for name in ("document_number", "entry_number", "description", "short_description")]
    said.append("available" if row.get("is_available") is True else "")
    return SearchHit(
        doc_id, docket, parse_iso_day(field_text(row, "entry_date_filed")[:10]),
        parse_date(field_text(meta, "timestamp")) if isinstance(meta, dict) else None,
        hashlib.sha256("\x00".join(said).encode()).hexdigest()[:16],
    )  # fmt: skip
