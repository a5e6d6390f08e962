"""Answers kept in memory and given again until something that pages show is written.

Around the site, so that a kept answer costs neither a template nor a connection of its own. Only answers that asked for
it (`context.set_etag`) are kept: never one with a cookie, a form's token or an error. The key holds the host, since
answers carry addresses of their own; what a stranger writes there reaches nobody who did not write the same.
"""

import gzip
import threading
import zlib
from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from werkzeug.http import parse_etags

from tracker.dates import today_eastern
from tracker.storage.marks import MarkReader, Marks

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

# Set by a page that may be kept: "content", or "feeds" where it also tells when feeds were read.
KEEP = "tracker.keep"
# Set by a server that wants the answer only if it is kept and may be given without waiting for anything.
AT_ONCE = "tracker.at_once"
_LARGEST = 512 * 1024
# Pages say when they were made; that may be this much behind.
_AT_MOST = timedelta(seconds=60)
_SWEEP = timedelta(seconds=10)
_SMALLEST_PACKED = 1024
# To zlib: the largest window, and the header of gzip.
_GZIP = 31
_PACKED = ("text/", "application/json", "application/atom+xml", "application/feed+json", "image/svg+xml")
# Who brings one of these is, or may be, signed in at the desk.
_PRIVATE = ("desk=", "__Host-desk=")

Key = tuple[str, str, str, str]
Headers = list[tuple[str, str]]


@dataclass(slots=True)
class _Kept:
    status: str
    headers: Headers
    etag: str
    # As it is given to most readers. Both forms would take six times the room of the packed one; to unpack it for the
    # few who cannot takes a twentieth of a millisecond.
    body: bytes
    packed: bool
    marks: Marks
    feeds: bool
    until: datetime

    def fresh(self, marks: Marks, now: datetime) -> bool:
        same = self.marks.content == marks.content and self.marks.file == marks.file
        return same and (not self.feeds or self.marks.feeds == marks.feeds) and now < self.until

    @property
    def size(self) -> int:
        return len(self.body) + 1024


class NotKeptError(BaseException):
    """The answer must be made: whoever asked for it `AT_ONCE` asks again without. No Exception, because nothing is
    wrong and nobody but the asking server may catch it."""


class PageCache:
    """A WSGI application around another. most: bytes kept; the answer not used for longest goes first."""

    def __init__(self, inner: "WSGIApplication", marks: MarkReader, clock: Callable[[], datetime], most: int):
        self._inner, self._marks, self._clock, self._most = inner, marks, clock, most
        self._pages: OrderedDict[Key, _Kept] = OrderedDict()
        self._size = 0
        self._lock = threading.Lock()
        self._making: dict[Key, threading.Lock] = {}
        self._swept: datetime | None = None

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        if environ.pop(AT_ONCE, False):
            return self._at_once(environ, start_response)
        if _passes_by(environ):
            return self._inner(environ, start_response)
        # Read before the page is made: what is written meanwhile makes the kept answer too old, never too new.
        marks = self._marks.read()
        if marks is None:
            return self._inner(environ, start_response)
        now, key = self._clock(), _key(environ)
        kept = self._pages.get(key)
        if kept is None:
            return self._make(key, marks, now, environ, start_response)
        if not kept.fresh(marks, now):
            # One makes it anew, the others wait for that one.
            with self._lock:
                making = self._making.setdefault(key, threading.Lock())
            with making:
                again = self._pages.get(key)
                if again is None or not again.fresh(marks, now):
                    try:
                        return self._make(key, marks, now, environ, start_response)
                    finally:
                        with self._lock:
                            self._making.pop(key, None)
                kept = again
        return self._again(key, kept, environ, start_response)

    def _at_once(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        key = _key(environ)
        if _passes_by(environ) or key not in self._pages or (marks := self._marks.read()) is None:
            raise NotKeptError
        kept = self._pages.get(key)
        if kept is None or not kept.fresh(marks, self._clock()):
            raise NotKeptError
        return self._again(key, kept, environ, start_response)

    def _again(
        self, key: Key, kept: _Kept, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        with self._lock:
            if key in self._pages:
                self._pages.move_to_end(key)
        return _give(kept, environ, start_response)

    def _make(
        self, key: Key, marks: Marks, now: datetime, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        said: list[Any] = []

        def note(status: str, headers: Headers, exc_info: Any = None) -> Callable[[bytes], object]:
            said[:] = [status, headers, exc_info]
            return lambda data: None

        parts = self._inner(environ, note)
        status, headers, exc_info = said
        if not _may_keep(environ, status, headers):
            start_response(status, headers, exc_info)
            return parts
        try:
            body = b"".join(parts)
        finally:
            if close := getattr(parts, "close", None):
                close()
        kept = _kept(status, headers, body, marks, environ[KEEP] == "feeds", now)
        self._put(key, kept, now)
        return _give(kept, environ, start_response)

    def _put(self, key: Key, kept: _Kept, now: datetime) -> None:
        with self._lock:
            self._sweep(kept.marks, now)
            if old := self._pages.pop(key, None):
                self._size -= old.size
            self._pages[key] = kept
            self._size += kept.size
            while self._size > self._most and self._pages:
                _, gone = self._pages.popitem(last=False)
                self._size -= gone.size

    def _sweep(self, marks: Marks, now: datetime) -> None:
        """Now and then let go what will not be given again, rather than when there is no more room."""
        if self._swept is not None and abs(now - self._swept) < _SWEEP:
            return
        self._swept = now
        for key in [key for key, kept in self._pages.items() if not kept.fresh(marks, now)]:
            self._size -= self._pages.pop(key).size


def _passes_by(environ: "WSGIEnvironment") -> bool:
    """Whether the request is none that may be answered with what was kept for others."""
    if environ["REQUEST_METHOD"] not in ("GET", "HEAD"):
        return True
    cookies = environ.get("HTTP_COOKIE", "")
    return "HTTP_AUTHORIZATION" in environ or any(name in cookies for name in _PRIVATE)


def _key(environ: "WSGIEnvironment") -> Key:
    host = environ.get("HTTP_HOST") or environ.get("SERVER_NAME", "")
    return (environ["wsgi.url_scheme"], host, environ["PATH_INFO"], environ.get("QUERY_STRING", ""))


def _may_keep(environ: "WSGIEnvironment", status: str, headers: Headers) -> bool:
    if KEEP not in environ or environ["REQUEST_METHOD"] != "GET" or not status.startswith("200"):
        return False
    found = {name.lower(): value for name, value in headers}
    if "set-cookie" in found or "cookie" in found.get("vary", "").lower() or "etag" not in found:
        return False
    return "no-store" not in found.get("cache-control", "") and int(found.get("content-length", _LARGEST)) < _LARGEST


def _kept(status: str, headers: Headers, body: bytes, marks: Marks, feeds: bool, now: datetime) -> _Kept:
    found = {name.lower(): value for name, value in headers}
    packs = len(body) >= _SMALLEST_PACKED and found.get("content-type", "").startswith(_PACKED)
    kept_headers = [(n, v) for n, v in headers if n.lower() not in ("content-length", "vary")]
    kept_headers.append(("Vary", "Accept-Encoding"))
    today = today_eastern(now)
    # Not beyond midnight: the day itself is part of what pages say.
    until = now + _AT_MOST
    if today_eastern(until) != today:
        until = now + timedelta(seconds=1)
    held = gzip.compress(body, 5, mtime=0) if packs else body
    return _Kept(status, kept_headers, found["etag"], held, packs, marks, feeds, until)


def _give(kept: _Kept, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
    asked = environ.get("HTTP_IF_NONE_MATCH")
    if asked and parse_etags(asked).contains_weak(kept.etag.removeprefix("W/").strip('"')):
        headers = [(n, v) for n, v in kept.headers if n.lower() not in ("content-type", "content-disposition")]
        start_response("304 NOT MODIFIED", headers)
        return [b""]
    body, headers = kept.body, kept.headers
    if kept.packed:
        if "gzip" in environ.get("HTTP_ACCEPT_ENCODING", ""):
            headers = [*headers, ("Content-Encoding", "gzip")]
        else:
            body = zlib.decompress(body, _GZIP)
    start_response(kept.status, [*headers, ("Content-Length", str(len(body)))])
    return [b"" if environ["REQUEST_METHOD"] == "HEAD" else body]
