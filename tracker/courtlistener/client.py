"""Asking CourtListener's REST API v4 over the checked fetch: one call, one page. The token goes to that site alone.

Nothing here counts calls or stores anything: `work` reserves a call before it comes here.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from urllib.parse import urlencode, urlsplit

from tracker.config import Config
from tracker.docket_numbers import core
from tracker.errors import FetchError, ParseError
from tracker.feeds.fetch import Limits, fetch
from tracker.models import Fetched
from tracker.papers.courtlistener import ClPage, parse_courtlistener
from tracker.papers.courtlistener_search import SearchPage, parse_search

API = "/api/rest/v4/"
# A redirect would carry the token along; the API has none.
LIMITS = Limits(max_bytes=20 * 1024 * 1024, seconds=30.0, connect_seconds=10.0, redirects=0)
# How far back the first look at a docket goes, and every look at many.
FIRST_LOOK, GROUP_LOOK = timedelta(days=30), timedelta(days=4)
_DISTRICT_CORE = re.compile(r"([0-9]{2})-[a-z]{2}-([0-9]{1,5})")


@dataclass(frozen=True, slots=True)
class Api:
    """Where the API is and who asks. limits: for one answer."""

    config: Config
    limits: Limits = LIMITS

    def docket(self, cl_id: int, now: datetime) -> ClPage:
        """The page of one docket. Raises FetchError or ParseError, as every call here."""
        return self._page(self._get(f"dockets/{cl_id}/", {}, now), "dockets")

    def find(self, court_id: str, number: str, now: datetime) -> ClPage:
        """Dockets of a court by number. District courts' are asked for by year and serial, which every form shares."""
        found = _DISTRICT_CORE.fullmatch(core(number))
        by = {"docket_number_core": f"{found[1]}{found[2]:0>5}"} if found else {"docket_number": number}
        return self._page(self._get("dockets/", {"court": court_id, **by}, now), "dockets")

    def entries(self, cl_id: int, since: datetime | None, cursor: str | None, now: datetime) -> tuple[ClPage, Fetched]:
        """Entries of a docket that were changed there since, the longest unchanged first, a page at a time.

        cursor: the next page as the last one named it; it was checked then to be on this site.
        """
        first = since or now - FIRST_LOOK
        fields = {
            "docket": str(cl_id), "order_by": "date_modified", "date_modified__gte": first.isoformat(),
            "omit": "recap_documents__plain_text",
        }  # fmt: skip
        fetched = self._get(cursor, None, now) if cursor else self._get("docket-entries/", fields, now)
        return self._page(fetched, "entries"), fetched

    def newest(self, cl_ids: Sequence[int], cursor: str | None, now: datetime) -> SearchPage:
        """The newest documents of several dockets, by the search."""
        since: date = (now - GROUP_LOOK).date()
        fields = {
            "type": "rd", "q": f"docket_id:({' OR '.join(map(str, cl_ids))})", "order_by": "entry_date_filed desc",
            "entry_date_filed_after": since.isoformat(),
        }  # fmt: skip
        fetched = self._get(cursor, None, now) if cursor else self._get("search/", fields, now)
        return parse_search(fetched.body, self.config.courtlistener_url)

    def _page(self, fetched: Fetched, kind: str) -> ClPage:
        page = parse_courtlistener(fetched.body, self.config.courtlistener_url)
        if page.kind != kind and (page.dockets or page.entries or page.documents):
            raise ParseError(f"CourtListener answered with {page.kind} where {kind} were asked for")
        return page

    def _get(self, place: str, fields: dict[str, str] | None, now: datetime) -> Fetched:
        site = self.config.courtlistener_url
        url = place if fields is None else f"{site}{API}{place}" + (f"?{urlencode(fields)}" if fields else "")
        if urlsplit(site).scheme != "https" and urlsplit(site).netloc.lower() not in self.config.allow_hosts:
            raise FetchError(
                "TRACKER_COURTLISTENER_URL is not https, and the token is not sent where anybody could read it",
                kind="refused",
            )
        headers = {"Authorization": f"Token {self.config.courtlistener_token}", "Accept": "application/json"}
        try:
            fetched = fetch(
                url, user_agent=self.config.user_agent, limits=self.limits, allow_hosts=self.config.allow_hosts,
                now=now, extra=headers,
            )  # fmt: skip
        except FetchError as error:
            raise _in_words(error) from error
        if fetched.body.lstrip()[:1] == b"<":
            raise ParseError(
                "CourtListener answered with a web page where data was asked for; nothing of it was stored"
            )
        return fetched


def _in_words(error: FetchError) -> FetchError:
    """What an API's status means, which for a feed means something else."""
    words = {
        400: "CourtListener does not understand the question (HTTP 400); its API may have changed",
        401: "CourtListener does not accept the token (HTTP 401); set TRACKER_COURTLISTENER_TOKEN to a new one",
        403: "CourtListener does not let this account read dockets (HTTP 403): ask them for access, or for a new token",
        404: "CourtListener has no such docket or page (HTTP 404)",
    }.get(error.status or 0)
    if words is None:
        return error
    return FetchError(words, kind=error.kind, status=error.status, retry_after=error.retry_after)
