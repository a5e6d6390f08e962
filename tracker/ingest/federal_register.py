"""The Federal Register: Privacy Act notices of the register's agencies, each a suggestion for a person. Nothing else.

Two searches, of systems of records and of matching programs, are read page by page before anything is written, so
that a reply that breaks off leaves nothing half stored. The notices themselves stay where they are: the words that are
shown are kept with the suggestion, with their address.
"""

import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, replace
from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import Any
from urllib.parse import urlencode, urlsplit

from tracker.config import Config
from tracker.dates import from_utc_text
from tracker.errors import FetchError, ParseError, TrackerError
from tracker.feeds.fetch import Limits, fetch
from tracker.feeds.schedule import next_due
from tracker.ingest.checks import Window
from tracker.ingest.intake import FEDERAL_REGISTER
from tracker.models import FeedRun, FeedSource, Fetched
from tracker.papers.federal_register import MAX_LIST, RegisterNotice, RegisterPage, parse_register
from tracker.register.agencies import WatchedAgency, load_agencies
from tracker.storage import feeds as feed_store
from tracker.storage.feeds import GoodRead
from tracker.storage.store import Store
from tracker.storage.suggestions import Found, add_suggestions

SOURCE = FeedSource(FEDERAL_REGISTER, "register", "Federal Register: Privacy Act notices", None, 6 * 3600)
# The first look; then from the last day of publication seen, and a week before it, since some come late into the index.
FIRST_LOOK = timedelta(days=45)
OVERLAP = timedelta(days=7)
MAX_PAGES = 20
PER_PAGE = 200
PAUSE = 1.0
_FIELDS = (
    "document_number", "type", "title", "action", "abstract", "dates", "agencies", "publication_date", "effective_on",
    "comments_close_on", "citation", "html_url", "correction_of",
)  # fmt: skip
# Systems of records have a type of their own; matching programs are found by their words alone.
SEARCHES = (("conditions[notice_type][]", "sorn"), ("conditions[term]", '"matching program"'))


def search_url(base: str, slugs: Iterable[str], since: date, search: tuple[str, str]) -> str:
    """One search: notices of these agencies since a day, oldest first."""
    asked = [("conditions[type][]", "NOTICE"), search, *(("conditions[agencies][]", slug) for slug in slugs)]
    asked += [
        ("conditions[publication_date][gte]", since.isoformat()),
        ("order", "oldest"),
        ("per_page", str(PER_PAGE)),
    ]
    return f"{base}?{urlencode([*asked, *(('fields[]', name) for name in _FIELDS)])}"


def is_due(store: Store, now: datetime) -> bool:
    return feed_store.is_due(store, SOURCE.id, now)


def look(store: Store, config: Config, clock: Callable[[], datetime], *, pause: float = PAUSE) -> FeedRun:
    """Ask both searches and store what is new as suggestions. Never raises for what a network or a reply may do."""
    now = clock()
    with store.atomic():
        feed_store.register_feeds(store, [SOURCE])
        run_id = feed_store.open_run(store, SOURCE.id, now)
    known = feed_store.feed_row(store, SOURCE.id) or {}
    run, read = FeedRun(SOURCE.id, "ok"), list[tuple[RegisterPage, Fetched]]()
    try:
        agencies = load_agencies(config.agencies_file)
        read = list(_pages(config, agencies, _since(known, now), now, pause))
    except FetchError as error:
        run = replace(
            run, status="failed", error=str(error), http_status=error.status, retry_after=error.retry_after
        )  # fmt: skip
    except TrackerError as error:
        run = replace(run, status="failed", error=str(error))
    with store.atomic():
        if run.status == "ok":
            pages = [page for page, _ in read]
            run = _store(store, run, pages, agencies, now)
            last = GoodRead(replace(read[-1][1], etag=None, last_modified=None), window=_window(pages))
            feed_store.note_success(store, run, last, now)
        else:
            feed_store.note_failure(store, SOURCE.id, now, run)
        feed_store.close_run(store, run_id, run, now)
        failures = int((feed_store.feed_row(store, SOURCE.id) or {}).get("failures") or 0)
        due = next_due(SOURCE, run, failures, clock(), retry_after=run.retry_after)
        feed_store.set_next_due(store, SOURCE.id, due)
    return run


def in_words(run: FeedRun) -> str:
    """A look in one line, for the operator."""
    counts = f"{run.new} new on the desk, {run.unchanged} known, {run.ignored} of another kind"
    return "; ".join([counts, *run.notes])


def _since(known: Mapping[str, Any], now: datetime) -> date:
    newest = known.get("newest_entered")
    return (from_utc_text(newest) - OVERLAP if newest else now - FIRST_LOOK).date()


def _pages(
    config: Config, agencies: Mapping[str, WatchedAgency], since: date, now: datetime, pause: float
) -> Iterable[tuple[RegisterPage, Fetched]]:
    """Every page of both searches. Raises ParseError for a page that was read already, and for more than can be."""
    parts = urlsplit(config.federal_register_url)
    site = f"{parts.scheme}://{parts.netloc}"
    ask = partial(
        fetch, user_agent=config.user_agent, limits=Limits(max_bytes=MAX_LIST), allow_hosts=config.allow_hosts, now=now
    )
    seen: set[str] = set()
    for search in SEARCHES:
        url: str | None = search_url(config.federal_register_url, agencies, since, search)
        while url is not None:
            if url in seen:
                raise ParseError("a page names one that was read already as the next; nothing of this look is kept")
            if len(seen) == MAX_PAGES:
                raise ParseError(f"there are more than {MAX_PAGES} pages; nothing of this look is kept")
            if seen:
                time.sleep(pause)
            seen.add(url)
            fetched = ask(url)
            page = parse_register(fetched.body, site)
            yield page, fetched
            url = page.next_url


def _window(pages: Iterable[RegisterPage]) -> Window:
    """Of all notices read, the first and last day of publication, at its beginning."""
    days = [datetime.combine(n.published, datetime.min.time(), UTC) for page in pages for n in page.notices]
    return Window(len(days), min(days, default=None), max(days, default=None))


def _store(
    store: Store, run: FeedRun, pages: Iterable[RegisterPage], agencies: Mapping[str, WatchedAgency], now: datetime
) -> FeedRun:
    notices = {(n.document_number, n.published): n for page in pages for n in page.notices}
    notes = dict.fromkeys(note for page in pages for note in page.notes)
    wanted = [suggestion(n, agencies) for n in notices.values() if n.kind in ("sorn", "matching")]
    new = add_suggestions(store, wanted, now)
    return replace(
        run, items=len(notices), new=new, unchanged=len(wanted) - new, ignored=len(notices) - len(wanted),
        notes=tuple(notes), http_status=200,
    )  # fmt: skip


def suggestion(notice: RegisterNotice, agencies: Mapping[str, WatchedAgency]) -> Found:
    """A notice as a suggestion. Numbers were used again before 2016, so that the day belongs to the key. Pure."""
    own = [agencies[a.slug] for a in notice.agencies if a.slug and a.slug in agencies]
    flows = dict.fromkeys(flow for agency in own for flow in agency.flows)
    what = "a matching program" if notice.kind == "matching" else "a system of records"
    names = " and ".join(dict.fromkeys(agency.name for agency in own)) or "an agency of the register"
    because = [f"{what} of {names}"]
    if notice.span and notice.span.ends:
        how = "as computed from" if notice.span.computed else "as stated in"
        because.append(f"runs out on {notice.span.ends.isoformat()}, {how} the notice, read by machine")
    if notice.corrects:
        because.append(f"corrects document {notice.corrects}")
    body = {
        "agencies": [agency.name for agency in notice.agencies], "action": notice.action, "abstract": notice.abstract,
        "flows": list(flows), "citation": notice.citation, "effective": _iso(notice.effective),
        "comments_close": _iso(notice.comments_close), "what": notice.kind,
        "span": {k: _iso(v) if isinstance(v, date) else v for k, v in asdict(notice.span).items()}
        if notice.span else None,
    }  # fmt: skip
    key = f"fr:{notice.document_number}:{notice.published.isoformat()}"
    return Found(
        "register", key, notice.title or notice.document_number, url=notice.url, day=notice.published.isoformat(),
        because=because, body=body,
    )  # fmt: skip


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
