"""CourtListener's search of court papers (`search/?type=rd`): which documents of several dockets are newest. Pure.

It is used as a look and no more: a row says that a docket has an entry with these words. What is stored comes from the
docket itself.
"""

import hashlib
from dataclasses import dataclass
from typing import Any

from tracker.errors import ParseError
from tracker.papers.common import counted, field_int, field_text, load_json
from tracker.papers.courtlistener import MAX_PAGE, SITE, ClEntry, next_page, words
from tracker.papers.merge import words_of


@dataclass(frozen=True, slots=True)
class Sight:
    """That a docket has an entry. mark: of the words of its text, the same from the search and from the docket."""

    cl_entry: int
    docket_cl_id: int
    mark: str


@dataclass(frozen=True, slots=True)
class SearchPage:
    sights: tuple[Sight, ...]
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
    found = tuple(sight for row in rows if isinstance(row, dict) and (sight := _sight(row)))
    if rows and not found:
        raise ParseError("the CourtListener search reply names no docket: its rows lack docket_entry_id or docket_id")
    return SearchPage(found, next_page(loaded.get("next"), site), counted(len(rows) - len(found), "result", "not read"))


def sight_of(entry: ClEntry, docket_cl_id: int) -> Sight:
    """An entry of the docket itself as the search will show it, so that the search brings nothing new by it."""
    return Sight(entry.cl_id, docket_cl_id, _mark(entry.text))


def _sight(row: dict[str, Any]) -> Sight | None:
    entry, docket = field_int(row, "docket_entry_id"), field_int(row, "docket_id")
    if entry is None or docket is None:
        return None
    return Sight(entry, docket, _mark(words(field_text(row, "description"))))


def _mark(text: str) -> str:
    return hashlib.sha256(" ".join(words_of(text)).encode()).hexdigest()[:16]
