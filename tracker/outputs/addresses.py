"""Where each address of the site stands among the published files. Pure.

A page becomes a folder with an `index.html` (`/cases/x` is `/cases/x/`), a view of a day a path (`/on/2026-01-01/`),
data a file with an extension. A search is answered by a script on `/search/`. Whatever else takes a question leads to
the server.
"""

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, quote, unquote, urlencode

from tracker.outputs.filters import NAMES, BadParameter, read_cursor

PER_PAGE = 50
UNDATED = "undated"
_ONLY_SERVED = ("/timeline.ics", "/report", "/review", "/signin", "/signout", "/hooks", "/subscribe/")
_PLAIN = ("/cases", "/flows", "/map", "/calendar", "/sources", "/about", "/corrections", "/timeline", "/on", "/search")
_FILES = ("/timeline.atom", "/timeline.json", "/timeline.csv", "/calendar.ics", "/data.db", "/metadata.json")
FORMS = {"/": "/on/", "/map": "/on/", "/timeline": "/search/"}
_OBJECTS = ("cases", "flows", "orders", "events")


def file_of(address: str) -> str:
    """The file that a published address names, below the folder of the site, without a leading slash."""
    path = unquote(address.split("#", 1)[0].split("?", 1)[0])
    return (path + "index.html" if path.endswith("/") else path).lstrip("/")


@dataclass(frozen=True, slots=True)
class Addresses:
    """site: where the files will be read, `https://host`; server: where the tracker itself answers.

    days: the days with a board of their own, `YYYY-MM-DD`, rising. months: `YYYY-MM` to the (day, id) of its events
    as the timeline orders them, newest first. forms: extensions in which chronologies are published. cases, flows:
    ids that have pages, feeds and chronologies; former: ids of before that still have the latter two.
    """

    site: str
    server: str
    days: Sequence[str] = ()
    months: Mapping[str, Sequence[tuple[str, str]]] = field(default_factory=dict)
    forms: Sequence[str] = ()
    cases: frozenset[str] = frozenset()
    former: frozenset[str] = frozenset()
    flows: frozenset[str] = frozenset()

    def of(self, address: str) -> str:
        """The published address of an address of the site: absolute stays absolute, what needs the server leads there.

        Addresses of other hosts and bare fragments stay as they are.
        """
        if address.startswith(self.site + "/") or address == self.site:
            found = self._path(address[len(self.site) :] or "/")
            return self.site + found if found.startswith("/") else found
        if not address.startswith("/") or address.startswith("//"):
            return address
        return self._path(address)

    def form(self, action: str) -> str:
        """Where a form of the site leads: days and searches are answered by pages with a script of their own."""
        return FORMS.get(action, self.server + action if action.startswith("/") else action)

    def beside(self, month: str) -> tuple[str, str]:
        """The months with events before and after one, "" where there is none."""
        earlier = max((m for m in self.months if m < month), default="")
        return earlier, min((m for m in self.months if m > month), default="")

    def _path(self, address: str) -> str:
        rest, mark, fragment = address.partition("#")
        path, _, query = rest.partition("?")
        pairs = [(n, v) for n, v in parse_qsl(query) if n not in ("known_at",)]
        return self._find(path, pairs, rest) + mark + fragment

    def _find(self, path: str, pairs: list[tuple[str, str]], whole: str) -> str:
        if path.startswith("/static/") or path in ("/robots.txt", "/sitemap.xml", "/404.html"):
            return whole
        if path == "/":
            return self._board(pairs)
        if path == "/map" and pairs:
            return self._day(dict(pairs).get("as_of", ""), "map/") or "/map/"
        if path in ("/timeline", "/search"):
            return self._timeline(pairs)
        if path.startswith("/api/v1/"):
            return self._api(path, pairs) or self.server + whole
        if path.startswith("/export/chronology."):
            return self._about(pairs, path.removeprefix("/export/"), self.forms) or self.server + whole
        if path in _FILES:
            return self._file(path, pairs) or self.server + whole
        return self._page(path, pairs, whole)

    def _page(self, path: str, pairs: list[tuple[str, str]], whole: str) -> str:
        if path == "/corrections" and pairs:
            page = dict(pairs).get("page", "1")
            return "/corrections/" if page == "1" else f"/corrections/{quote(page, safe='')}/"
        if path in ("/subscribe", "/published/subscribe") and not pairs:
            return "/subscribe/"
        if path.startswith("/published/"):
            name = path.removeprefix("/published/")
            return "/404.html" if name == "404" else f"/{name}/"
        if path.startswith(_ONLY_SERVED) or path == "/subscribe" or (path == "/calendar" and pairs):
            return self.server + whole
        if path.startswith("/sources/") and not pairs:
            return path + "/"
        kind, _, name = path.strip("/").partition("/")
        if path in _PLAIN or (kind in _OBJECTS and name and "/" not in name):
            return path + "/"
        return whole if path.endswith("/") or "." in path.rsplit("/", 1)[-1] else self.server + whole

    def _board(self, pairs: list[tuple[str, str]]) -> str:
        kept = [(n, v) for n, v in pairs if n != "as_of"]
        path = self._day(dict(pairs).get("as_of", "")) or "/"
        return path + ("?" + urlencode(kept) if kept else "")

    def _day(self, day: str, rest: str = "") -> str | None:
        """The board of the last change up to that day says what held on it."""
        if not day:
            return None
        at = bisect_left(self.days, day)
        if at < len(self.days) and self.days[at] == day:
            return f"/on/{day}/{rest}"
        return f"/on/{self.days[at - 1]}/{rest}" if at else "/on/"

    def _timeline(self, pairs: list[tuple[str, str]]) -> str:
        kept = [(n, v) for n, v in pairs if n in NAMES]
        after = dict(pairs).get("after")
        if after and not [n for n, _ in kept if n not in ("from", "to")]:
            return self._after(after)
        if not kept:
            return "/timeline/"
        month = _whole_month(dict(kept))
        return f"/timeline/{month}/" if month in self.months else "/search/?" + urlencode(kept)

    def _after(self, text: str) -> str:
        """The page of the month on which the events after a cursor begin."""
        try:
            cursor = read_cursor(text)
        except BadParameter:
            return "/timeline/"
        if not cursor.day:
            return f"/timeline/{UNDATED}/"
        rows = self.months.get(cursor.day[:7], ())
        at = next((n for n, row in enumerate(rows, 1) if row[1] == cursor.event_id), len(rows))
        if at >= len(rows):
            earlier = [m for m in self.months if m < cursor.day[:7]]
            return f"/timeline/{max(earlier, default=UNDATED)}/"
        page = at // PER_PAGE + 1
        return f"/timeline/{cursor.day[:7]}/" + (f"{page}/" if page > 1 else "")

    def _file(self, path: str, pairs: list[tuple[str, str]]) -> str | None:
        if path == "/timeline.csv":
            # All events in one table change with every event: by month here, whole from the tracker.
            month = _whole_month(dict(pairs)) if pairs else ""
            return f"/timeline/{month}/events.csv" if month in self.months else None
        if not pairs:
            return path
        name = {"/timeline.atom": "feed.atom", "/timeline.json": "feed.json", "/calendar.ics": "calendar.ics"}.get(path)
        return self._about(pairs, name, [name.split(".", 1)[1]]) if name else None

    def _about(self, pairs: list[tuple[str, str]], name: str, forms: Sequence[str]) -> str | None:
        """A file of one case or one flow."""
        if len(pairs) != 1 or name.split(".", 1)[1] not in forms:
            return None
        kind, value = pairs[0]
        known = {"case": self.cases | self.former, "flow": self.flows}.get(kind, frozenset())
        return f"/{kind}s/{value}/{name}" if value in known else None

    def _api(self, path: str, pairs: list[tuple[str, str]]) -> str | None:
        rest = path.removeprefix("/api/v1/")
        if rest == "openapi.json":
            return path
        if pairs:
            return None
        kind, _, name = rest.partition("/")
        return None if kind == "events" and name else f"{path}.json"


def _whole_month(given: Mapping[str, str]) -> str:
    """`2026-11` where a filter asks for that month and nothing else."""
    if set(given) != {"from", "to"} or not given["from"].endswith("-01") or given["to"][:7] != given["from"][:7]:
        return ""
    return given["from"][:7] if given["to"][8:] >= "28" else ""
