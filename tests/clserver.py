"""CourtListener on the loopback address: its API v4 with tokens, limits, filters, cursors and a search that lags behind,
and the Atom feeds of dockets. Invented dockets; field names as documented. Tests may spoil any answer."""

import json
from base64 import b64decode, b64encode
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit

from tests.feedserver import Answer, FeedServer, Route

TOKEN = "0123456789abcdef0123456789abcdef01234567"
PAGE = 20
_WINDOWS = (("minute", timedelta(minutes=1)), ("hour", timedelta(hours=1)), ("day", timedelta(days=1)))
_FILTERS = {
    "docket-entries": {"docket", "order_by", "date_modified__gte", "date_modified__gt", "omit", "fields", "cursor",
                       "page_size", "id__gt"},
    "dockets": {"court", "docket_number", "docket_number_core", "omit", "fields", "order_by", "cursor"},
    "search": {"type", "q", "order_by", "entry_date_filed_after", "cursor"},
}  # fmt: skip


@dataclass(frozen=True)
class Entry:
    """An entry as it is now; `modified` rises when its text comes."""

    id: int
    docket: int
    number: int | None
    filed: date
    text: str
    created: datetime
    modified: datetime


@dataclass
class Docket:
    id: int
    court: str
    number: str
    name: str = "Harbor Reading Circle v. Bureau of Weather Permits"
    extra: dict[str, Any] = field(default_factory=dict)


class _Routes(dict[str, Route]):
    """Paths of the API are many; everything that no test has spoiled is answered by the server's own rules."""

    def __init__(self, answer: Route):
        super().__init__()
        self.answer = answer

    def get(self, path: str, default: Any = None) -> Any:
        return super().get(path) or self.answer


class ClServer(FeedServer):
    """`clock` tells its time. `calls`: when each counted call came; `refused`: how many were over the limit."""

    def __init__(self, clock: Callable[[], datetime], limits: tuple[int, int, int] = (5, 50, 125)):
        super().__init__()
        self.routes = _Routes(self.respond)
        self.clock, self.limits = clock, dict(zip(("minute", "hour", "day"), limits, strict=True))
        self.token = TOKEN
        self.dockets: dict[int, Docket] = {}
        self.entries: dict[int, Entry] = {}
        self.calls: list[datetime] = []
        self.refused = 0
        self.search_lag = timedelta(minutes=10)
        self.blind_search = False
        self.spoil: Callable[[str, Answer], bool] | None = None

    def __enter__(self) -> "ClServer":
        super().__enter__()
        return self

    # What a court does

    def add(self, cl_id: int, court: str, number: str, **extra: Any) -> Docket:
        self.dockets[cl_id] = Docket(cl_id, court, number, extra=extra)
        return self.dockets[cl_id]

    def file(self, cl_id: int, text: str, number: int | None = None, at: datetime | None = None) -> Entry:
        at = at or self.clock()
        entry = Entry(4_000_000 + len(self.entries), cl_id, number, at.date(), text, at, at)
        self.entries[entry.id] = entry
        return entry

    def fill(self, entry: Entry, text: str) -> None:
        self.entries[entry.id] = replace(entry, text=text, modified=self.clock())

    # What the server answers

    def respond(self, answer: Answer) -> None:
        parts = urlsplit(answer.path)
        if parts.path.startswith("/docket/") and parts.path.endswith("/feed/"):
            return self._feed(answer, int(parts.path.split("/")[2]))
        place = parts.path.removeprefix("/api/rest/v4/").strip("/").split("/")
        if answer.headers.get("Authorization") != f"Token {self.token}":
            return self._json(answer, {"detail": "Invalid token."}, 401)
        if (wait := self._over()) is not None:
            self.refused += 1
            return self._json(answer, {"detail": f"Request was throttled. Available in {wait} seconds."}, 429,
                              Retry_After=str(wait))  # fmt: skip
        self.calls.append(self.clock())
        if self.spoil is not None and self.spoil(place[0], answer):
            return None
        if place[0] not in _FILTERS:
            return self._json(answer, {"detail": "Not found."}, 404)
        query = {name: values[-1] for name, values in parse_qs(parts.query).items()}
        if unknown := sorted(set(query) - _FILTERS[place[0]]):
            said = {"detail": "Unknown filter parameters are not allowed.", "unknown_params": unknown}
            return self._json(answer, said, 400)
        return self._api(answer, place, query)

    def _api(self, answer: Answer, place: list[str], query: dict[str, str]) -> None:
        if place[0] == "docket-entries":
            return self._entries(answer, query)
        if place[0] == "search":
            return self._search(answer, query)
        if len(place) == 2:
            docket = self.dockets.get(int(place[1]))
            if docket is None:
                return self._json(answer, {"detail": "No Docket matches the given query."}, 404)
            return self._json(answer, docket_json(docket))
        core = query.get("docket_number_core")
        found = [
            docket_json(d) for d in self.dockets.values()
            if d.court == query.get("court")
            and (d.number == query.get("docket_number") or (core is not None and core == core_of(d.number)))
        ]  # fmt: skip
        return self._json(answer, {"count": "x", "next": None, "previous": None, "results": found})

    def _over(self) -> int | None:
        now = self.clock()
        for name, window in _WINDOWS:
            recent = [at for at in self.calls if at > now - window]
            if len(recent) >= self.limits[name]:
                return max(1, int((recent[-self.limits[name]] + window - now).total_seconds()) + 1)
        return None

    def _entries(self, answer: Answer, query: dict[str, str]) -> None:
        since = datetime.fromisoformat(query.get("date_modified__gte", "1970-01-01T00:00:00+00:00"))
        rows = [e for e in self.entries.values() if str(e.docket) == query.get("docket") and e.modified >= since]
        rows.sort(key=lambda e: (e.modified, e.id))
        position = dict(parse_qsl(b64decode(query["cursor"]).decode())) if "cursor" in query else {}
        if position:
            rows = [e for e in rows if e.modified >= datetime.fromisoformat(position["p"])][int(position["o"]) :]
        page, rest = rows[:PAGE], rows[PAGE:]
        following = None
        if rest:
            # As Django does it: the place of the next row, and how many before it share that place.
            skip = sum(e.modified == rest[0].modified for e in page)
            if position and rest[0].modified.isoformat() == position["p"]:
                skip += int(position["o"])
            cursor = b64encode(urlencode({"p": rest[0].modified.isoformat(), "o": skip}).encode()).decode()
            following = self.url("/api/rest/v4/docket-entries/?" + urlencode({**query, "cursor": cursor}))
        self._json(
            answer, {"count": "x", "next": following, "previous": None, "results": [entry_json(e) for e in page]}
        )

    def _search(self, answer: Answer, query: dict[str, str]) -> None:
        wanted = set(query["q"].removeprefix("docket_id:(").removesuffix(")").split(" OR "))
        seen = self.clock() - self.search_lag
        rows = [
            e for e in self.entries.values()
            if str(e.docket) in wanted and e.filed.isoformat() >= query["entry_date_filed_after"]
            and e.created <= seen and not self.blind_search
        ]  # fmt: skip
        rows.sort(key=lambda e: (e.filed, e.id), reverse=True)
        start = int(b64decode(query["cursor"]).decode()) if "cursor" in query else 0
        following = None
        if len(rows) > start + PAGE:
            cursor = b64encode(str(start + PAGE).encode()).decode()
            following = self.url("/api/rest/v4/search/?" + urlencode({**query, "cursor": cursor}))
        found = [search_json(e, self.search_lag) for e in rows[start : start + PAGE]]
        self._json(answer, {"count": len(rows), "next": following, "previous": None, "results": found})

    def _feed(self, answer: Answer, cl_id: int) -> None:
        docket = self.dockets.get(cl_id)
        if docket is None:
            return answer.reply(b"gone", status=404)
        rows = sorted((e for e in self.entries.values() if e.docket == cl_id), key=lambda e: -e.id)[:30]
        body = atom(docket, rows).encode()
        etag = f'"{hash(body)}"'
        if answer.headers.get("If-None-Match") == etag:
            return answer.reply(status=304, ETag=etag)
        return answer.reply(body, Content_Type="application/atom+xml", ETag=etag)

    def _json(self, answer: Answer, body: Any, status: int = 200, **headers: str) -> None:
        answer.reply(json.dumps(body).encode(), status=status, Content_Type="application/json", **headers)


def core_of(number: str) -> str:
    year, _, serial = number.partition(":")[2].split("-")
    return f"{year}{serial:0>5}"


def docket_json(docket: Docket) -> dict[str, Any]:
    return {
        "id": docket.id, "court": f"https://www.courtlistener.com/api/rest/v4/courts/{docket.court}/",
        "court_id": docket.court, "docket_number": docket.number, "pacer_case_id": "42", "case_name": docket.name,
        "date_filed": "2026-01-05", "date_terminated": None, "date_last_filing": "2026-11-20",
        "absolute_url": f"/docket/{docket.id}/harbor-reading-circle/", "appeal_from": None,
        "original_court_info": None, "blocked": False, **docket.extra,
    }  # fmt: skip


def entry_json(entry: Entry) -> dict[str, Any]:
    return {
        "resource_uri": f"https://www.courtlistener.com/api/rest/v4/docket-entries/{entry.id}/", "id": entry.id,
        "docket": f"https://www.courtlistener.com/api/rest/v4/dockets/{entry.docket}/",
        "date_created": entry.created.isoformat(), "date_modified": entry.modified.isoformat(),
        "date_filed": entry.filed.isoformat(), "time_filed": None, "entry_number": entry.number,
        "recap_sequence_number": f"{entry.filed.isoformat()}.{entry.id % 1000:03}",
        "pacer_sequence_number": entry.id % 100_000, "description": entry.text, "tags": [],
        "recap_documents": [document_json(entry)],
    }  # fmt: skip


def document_json(entry: Entry) -> dict[str, Any]:
    return {
        "id": entry.id + 5_000_000, "document_number": str(entry.number or ""), "attachment_number": None,
        "pacer_doc_id": f"0990{entry.id}" if entry.number else "", "is_available": False, "is_sealed": None,
        "filepath_local": "", "description": "Order on Motion for Preliminary Injunction" if entry.number else "",
    }  # fmt: skip


def search_json(entry: Entry, lag: timedelta) -> dict[str, Any]:
    indexed = (entry.modified + lag).isoformat()
    return {
        "id": entry.id + 5_000_000, "docket_id": entry.docket, "docket_entry_id": entry.id,
        "entry_number": entry.number, "entry_date_filed": entry.filed.isoformat(), "description": entry.text,
        "short_description": "", "document_number": entry.number, "is_available": False, "pacer_doc_id": "",
        "absolute_url": "", "snippet": "", "meta": {"timestamp": indexed, "date_created": indexed},
    }  # fmt: skip


def webhook(*entries: Entry, event: int = 1, version: int = 2, ends: str | None = None, **odd: Any) -> bytes:
    """The body of a docket alert: entries without `resource_uri` and `tags`, `docket` a number."""
    rows = []
    for entry in entries:
        row = entry_json(entry) | {"docket": entry.docket} | odd
        del row["resource_uri"], row["tags"]
        rows.append(row)
    head = {
        "version": version,
        "event_type": event,
        "date_created": "2026-01-05T10:00:00-08:00",
        "deprecation_date": ends,
    }
    return json.dumps({"webhook": head, "payload": {"results": rows}}).encode()


def atom(docket: Docket, entries: list[Entry]) -> str:
    place = f"https://www.courtlistener.com/docket/{docket.id}/harbor-reading-circle/?order_by=desc"
    items = []
    for entry in entries:
        anchor = f"entry-{entry.number}" if entry.number else f"minute-entry-{entry.id}"
        title = f"Entry #{entry.number} in {docket.name}" if entry.number else f"Minute entry in {docket.name}"
        day = f"{entry.filed.isoformat()}T00:00:00-08:00"
        items.append(
            f'<entry><title>{title}</title><link href="{place}#{anchor}" rel="alternate"/><published>{day}</published>'
            f"<updated>{day}</updated><id>{place}#{anchor}</id><summary>{entry.text}</summary></entry>"
        )
    return (
        '<?xml version="1.0" encoding="utf-8"?><feed xmlns="http://www.w3.org/2005/Atom">'
        f"<title>Docket updates for {docket.name}</title><id>x</id>"
        f"<updated>{datetime(2026, 11, 22, tzinfo=UTC).isoformat()}</updated>{''.join(items)}</feed>"
    )


def always(reply: Callable[[Answer], None]) -> Callable[[str, Answer], bool]:
    """A fault for every address: what a server's `spoil` takes."""

    def spoil(_: str, answer: Answer) -> bool:
        reply(answer)
        return True

    return spoil
