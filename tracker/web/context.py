"""What a request works with: the store (read only), the law as known, the day asked about. No page lives here."""

import hashlib
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from threading import Lock
from typing import Any, TypeVar

from flask import Flask, current_app, g, request

from tracker import __version__
from tracker.config import Config
from tracker.courts import Courts, load_courts
from tracker.dates import end_of_day_utc, show_instant, today_eastern, utc_text
from tracker.errors import StorageError
from tracker.law.answers import FlowAnswer
from tracker.law.engine import flow_answer
from tracker.lawbook import Lawbook, Page
from tracker.outputs.addresses import Addresses
from tracker.outputs.filters import BadParameter, parse_day
from tracker.storage.store import Store, mark, open_store
from tracker.web.pagecache import KEEP

_KEPT_DAYS = 16
T = TypeVar("T")
# So many events at most stand on the page of a case or a flow; the timeline shows the rest.
MANY = 60


class UnchangedError(Exception):
    """The reader has this very answer. Not one of werkzeug's exceptions that are answers themselves: these stay in
    memory with every frame that they went through, until Python looks for garbage."""


class Site:
    """One running site: settings, courts, the lawbook, and the clock. `published`: where things stand among files,
    while the site is being written as files; None while it answers readers."""

    def __init__(self, config: Config, clock: Callable[[], datetime], published: Addresses | None = None):
        self.config = config
        self.published = published
        self.clock = clock
        self.courts: Courts = load_courts(config.courts_file)
        self.lawbook = Lawbook(self.courts)
        self._idle: list[tuple[tuple[int, int], Store]] = []
        self._answers: OrderedDict[tuple[int, date], tuple[Page, dict[str, FlowAnswer]]] = OrderedDict()
        self._of_law: dict[str, tuple[Page, Any]] = {}
        self._lock = Lock()

    def borrow(self) -> Store:
        """A read-only connection that no other request uses. Raises StorageError when there is no store yet."""
        if self.published and self._idle:
            # The files are written from a copy that nobody replaces.
            return self._idle.pop()[1]
        path = self.config.db_path
        try:
            found = path.stat()
        except FileNotFoundError:
            raise StorageError(
                "nothing has been loaded yet; the operator runs `python -m tracker load` first"
            ) from None
        file = (found.st_dev, found.st_ino)
        while self._idle:
            held, opened = self._idle.pop()
            if held == file:
                return opened
            opened.close()
        return open_store(path, readonly=True)

    def give_back(self, opened: Store) -> None:
        """Opening a connection reads the whole schema, so one is used again and again."""
        if self.published:
            self._idle.append(((0, 0), opened))
            return
        found = opened.path.stat() if opened.path.exists() else None
        if found is None or opened.db.conn.in_transaction or len(self._idle) >= self.config.threads:
            opened.close()
        else:
            self._idle.append(((found.st_dev, found.st_ino), opened))

    def close(self) -> None:
        """Close the connections that no request uses."""
        while self._idle:
            self._idle.pop()[1].close()

    def of_law(self, page: Page, make: Callable[[Page], T]) -> T:
        """What `make` finds in a page of law; that of the page asked for last is kept."""
        name = make.__name__
        held = self._of_law.get(name)
        if held is None or held[0] is not page:
            held = self._of_law[name] = (page, make(page))
        found: T = held[1]
        return found

    def answers(self, page: Page, as_of: date) -> dict[str, FlowAnswer]:
        """The answer for every flow on a day, kept as long as the page of law is."""
        key = (id(page), as_of)
        with self._lock:
            if (held := self._answers.get(key)) and held[0] is page:
                return held[1]
        found = {flow_id: flow_answer(page.law, flow_id, as_of) for flow_id in page.flows}
        with self._lock:
            # They would keep their whole page of law alive.
            for old in [k for k, (of, _) in self._answers.items() if not self.lawbook.holds(of)]:
                del self._answers[old]
            self._answers[key] = (page, found)
            while len(self._answers) > _KEPT_DAYS:
                self._answers.popitem(last=False)
        return found


@dataclass(frozen=True, slots=True)
class View:
    """The two times of a question, and the law that answers it. `known_at` None: what is known now."""

    today: date
    as_of: date
    known_at: datetime | None
    page: Page

    @property
    def turned(self) -> bool:
        """Whether the reader looks at another day, or another state of knowledge, than the present."""
        return self.as_of != self.today or self.known_at is not None

    @property
    def upto(self) -> date:
        """The last day of which a page tells: that looked back to. Without one, all that is known, also days ahead."""
        return self.as_of if self.as_of < self.today else date.max

    def tells(self, when: str | None) -> bool:
        """Whether what is of this day or month (`2026-01-15`, `2026-01`), or of none, stands on the page."""
        return not when or when <= self.upto.isoformat()[: len(when)]


def unknown_then(view: View) -> str:
    """What a page says more that is not there, where the reader asks for an earlier state of knowledge."""
    if view.known_at is None:
        return ""
    then = show_instant(view.known_at)
    return f" The tracker may not have known it yet on {then}; without `known_at` this address shows what is known now."


def until(view: View) -> tuple[date | None, datetime | None]:
    """What limits the events of a page: the day looked at, unless it is today; what was known."""
    return (view.as_of if view.turned else None), view.known_at


def install(app: Flask, site: Site) -> None:
    app.extensions["tracker"] = site


def site() -> Site:
    found: Site = current_app.extensions["tracker"]
    return found


def now() -> datetime:
    if "now" not in g:
        g.now = site().clock()
    moment: datetime = g.now
    return moment


def store() -> Store:
    """This request's connection, read only. Raises StorageError when there is no store yet."""
    if "store" not in g:
        g.store = site().borrow()
    found: Store = g.store
    return found


def close_store(_: BaseException | None) -> None:
    if opened := g.pop("store", None):
        site().give_back(opened)


def read_view() -> View:
    """`as_of` and `known_at` of the query string. Raises BadParameter."""
    today = today_eastern(now())
    as_of = parse_day(request.args, "as_of") or today
    if not date(1900, 1, 1) <= as_of <= today + timedelta(days=3660):
        raise BadParameter("as_of", "`as_of` is a day between 1900-01-01 and ten years from today")
    known_at = parse_known_at(request.args.get("known_at"))
    if known_at and known_at >= now():
        known_at = None
    return View(today, as_of, known_at, site().lawbook.page(store(), known_at))


def parse_known_at(text: str | None) -> datetime | None:
    """An instant with an offset, or a bare date, which means its end in UTC. Raises BadParameter."""
    text = (text or "").strip()
    if not text:
        return None
    problem = BadParameter(
        "known_at", "`known_at` is a day such as 2026-02-05, or an instant with its zone such as 2026-02-05T14:00:00Z"
    )
    if len(text) == 10:
        return end_of_day_utc(parse_day({"known_at": text}, "known_at") or date.min)  # type: ignore[arg-type]
    try:
        # A plus sign in an address arrives as a space.
        moment = datetime.fromisoformat(text.replace(" ", "+") if "T" in text else text)
        if moment.tzinfo is None:
            raise problem
        utc_text(moment)
    except (ValueError, OverflowError):
        raise problem from None
    return moment


def set_etag(*parts: Any, feeds: bool = False) -> None:
    """Let the reader keep this answer, and the site give it again, until what is shown changes, or `parts`.

    A reader who has this very answer is told so at once: what follows the call is then not run. feeds: the answer
    tells when feeds were read, and changes with that too. While the site is written as files nobody has any of it.
    """
    if site().published:
        return
    marks = (mark(store()), mark(store(), "feeds") if feeds else None)
    raw = repr((__version__, marks, site().config, request.host_url, request.full_path, parts))
    request.environ[KEEP] = "feeds" if feeds else "content"
    g.etag = hashlib.sha256(raw.encode()).hexdigest()[:24]
    if request.method in ("GET", "HEAD") and request.if_none_match.contains_weak(g.etag):
        raise UnchangedError


def keep_nothing() -> None:
    """This answer lacks what the next one will tell: nobody keeps it, whatever `set_etag` said."""
    request.environ.pop(KEEP, None)
    g.pop("etag", None)
    g.unfinished = True
