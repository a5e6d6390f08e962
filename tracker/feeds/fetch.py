"""Fetching one feed over HTTP. The only feed socket.

Owns: conditional requests, redirects (by hand, each checked anew), the limits on size and time, and saying in one
sentence what went wrong. Refuses anything but http and https, and every address that `wire` refuses. Messages name the
host only: an address may carry a key.
"""

import re
import ssl
import zlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from datetime import datetime

import httpcore
import httpx

from tracker.errors import FetchError
from tracker.feeds.when import parse_date
from tracker.feeds.wire import CheckedBackend, CheckedTransport, Deadline, Resolver, resolve_name
from tracker.models import Fetched

_ACCEPT = "application/rss+xml, application/atom+xml, application/feed+json, application/xml;q=0.9, */*;q=0.5"
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_FOR_GOOD = frozenset({301, 308})
# What can be handed back to a server: a validator of other letters, or of kilobytes, makes each later request fail.
_VALIDATOR = re.compile(r"[\x21-\x7e](?:[\x20-\x7e]{0,998}[\x21-\x7e])?")
_WORDS = {
    401: "wants a user name and password",
    403: "refuses access",
    404: "has no such page; the feed may have moved",
    410: "says that the feed is gone for good",
    429: "asks for fewer visits",
    503: "is not available at the moment",
}


@dataclass(frozen=True, slots=True)
class Limits:
    """max_bytes: of the body, as sent and as unpacked; seconds: for everything; redirects: how many are followed."""

    max_bytes: int = 15 * 1024 * 1024
    seconds: float = 30.0
    connect_seconds: float = 10.0
    redirects: int = 5


def fetch(
    source_url: str,
    *,
    etag: str | None = None,
    last_modified: str | None = None,
    user_agent: str,
    limits: Limits | None = None,
    allow_hosts: Iterable[str] = (),
    now: datetime,
    resolve: Resolver = resolve_name,
    extra: Mapping[str, str] | None = None,
) -> Fetched:
    """The body of a feed, or that it has not changed since `etag` and `last_modified`.

    allow_hosts: `host:port` pairs that may be private (a feed of one's own, tests). now: stamped on the result, and
    what a Retry-After date is counted from. resolve: how names become addresses. extra: headers of an API; they would
    go along to wherever a redirect leads, so with a secret among them `limits.redirects` must be 0.
    Raises FetchError: one sentence, with kind, status and the seconds of a Retry-After where the server gave them.
    """
    limits = limits or Limits()
    deadline = Deadline(limits.seconds)
    headers = {"User-Agent": user_agent, "Accept": _ACCEPT, "Accept-Encoding": "gzip", **(extra or {})}
    asked = {"If-None-Match": etag, "If-Modified-Since": last_modified}
    conditions = {name: value for name, value in asked.items() if value and _VALIDATOR.fullmatch(value)}
    headers.update(conditions)
    backend = CheckedBackend(deadline, limits.connect_seconds, allow_hosts, resolve)
    url = _address(source_url, "the feed's address")
    # The transport is used bare: httpx.Client would bring cookies and its own ideas of redirects.
    with CheckedTransport(backend) as transport:
        moved_to, for_good = None, True
        for _ in range(limits.redirects + 1):
            request = httpx.Request("GET", url, headers=headers)
            with _in_words(url.host, deadline, limits), closing(transport.handle_request(request)) as answer:
                if answer.status_code not in _REDIRECTS:
                    found = _read(answer, url, bool(conditions), limits, deadline, now)
                    return replace(found, moved_to=moved_to)
                url = _next(url, answer)
                # Behind a passing redirect the rest of the way is no address to keep.
                for_good = for_good and answer.status_code in _FOR_GOOD
                moved_to = str(url) if for_good else moved_to
    first = _address(source_url, "the feed's address").host
    if not limits.redirects:
        raise FetchError(f"{first} redirected, where no redirect is expected; it was not followed", kind="redirect")
    raise FetchError(f"{first} redirected more than {limits.redirects} times, without end it seems", kind="redirect")


def _address(text: str, what: str) -> httpx.URL:
    try:
        url = httpx.URL(text)
    except (httpx.InvalidURL, ValueError):
        raise FetchError(f"{what} cannot be read as a web address", kind="refused") from None
    if url.port is not None and not 0 < url.port < 65536:
        raise FetchError(f"{what} names a port that does not exist", kind="refused")
    if url.scheme not in ("http", "https") or not url.host:
        raise FetchError(f"{what} is not http or https, and nothing else is fetched", kind="refused")
    return url


def _next(url: httpx.URL, answer: httpx.Response) -> httpx.URL:
    location = answer.headers.get("location", "")
    if not location:
        raise FetchError(f"{url.host} redirected ({answer.status_code}) without saying where to", kind="redirect")
    try:
        target = url.join(location)
    except (httpx.InvalidURL, ValueError):
        raise FetchError(f"{url.host} redirected to something that is no web address", kind="redirect") from None
    target = _address(str(target), f"what {url.host} redirected to")
    if url.scheme == "https" and target.scheme == "http":
        raise FetchError(f"{url.host} redirected from https to http, which anybody could alter", kind="redirect")
    return target


def _read(
    answer: httpx.Response, url: httpx.URL, conditional: bool, limits: Limits, deadline: Deadline, now: datetime
) -> Fetched:
    headers = answer.headers
    if answer.status_code == 304 and conditional:
        return Fetched(
            str(url),
            304,
            b"",
            now,
            headers.get("content-type"),
            headers.get("etag"),
            headers.get("last-modified"),
            True,
        )
    if answer.status_code != 200:
        raise _status_error(answer, url.host, now)
    body = _body(answer, url.host, limits, deadline)
    return Fetched(
        str(url), 200, body, now, headers.get("content-type"), headers.get("etag"), headers.get("last-modified")
    )


def _status_error(answer: httpx.Response, host: str, now: datetime) -> FetchError:
    status = answer.status_code
    words = _WORDS.get(status) or ("has an error of its own" if status >= 500 else "sent no feed")
    wait = retry_after_seconds(answer.headers.get("retry-after", ""), now)
    asked = f"; it asks to wait {wait} s" if wait is not None else ""
    return FetchError(f"{host} {words} (HTTP {status}){asked}", kind="status", status=status, retry_after=wait)


def retry_after_seconds(text: str, now: datetime) -> int | None:
    """Retry-After (RFC 9110 section 10.2.3): seconds, or a date counted from `now`. None for anything else."""
    text = text.strip()
    if text.isascii() and text.isdigit():
        return int(text[:9])
    moment = parse_date(text)
    return max(0, round((moment - now).total_seconds())) if moment else None


# The body ----------------------------------------------------------------------------------------------------------


def _body(answer: httpx.Response, host: str, limits: Limits, deadline: Deadline) -> bytes:
    """The body unpacked. What is counted is both what comes over the wire and what gzip makes of it, as it comes."""
    length = answer.headers.get("content-length", "")
    if length.isascii() and length.isdigit() and int(length[:20]) > limits.max_bytes:
        raise _too_large(host, limits)
    coding = answer.headers.get("content-encoding", "identity").strip().lower()
    unpacker = _unpacker(coding, host)
    parts: list[bytes] = []
    received = unpacked = 0
    for chunk in answer.iter_raw():
        deadline.left(host)
        received += len(chunk)
        for part in (chunk,) if unpacker is None else unpacker.feed(chunk):
            unpacked += len(part)
            parts.append(part)
            if unpacked > limits.max_bytes:
                raise _too_large(host, limits)
        if received > limits.max_bytes:
            raise _too_large(host, limits)
    if unpacker is not None and received and not unpacker.done:
        raise FetchError(f"{host} broke off in the middle of a packed answer", kind="connect")
    return b"".join(parts)


class _Unpacker:
    """gzip or zlib, a bounded piece at a time, so that a small answer cannot grow without end in memory."""

    PIECE = 256 * 1024

    def __init__(self, window: int):
        self._window = window
        self._stream = zlib.decompressobj(window)

    @property
    def done(self) -> bool:
        return self._stream.eof

    def feed(self, data: bytes) -> Iterator[bytes]:
        if self._stream.eof and not self._starts_another(data):
            return
        while True:
            piece = self._stream.decompress(data, self.PIECE)
            if piece:
                yield piece
            if self._stream.eof:
                data = self._stream.unused_data
                if not self._starts_another(data):
                    return
            else:
                data = self._stream.unconsumed_tail
                # A full piece may have more behind it even when all input is taken.
                if not data and len(piece) < self.PIECE:
                    return

    def _starts_another(self, data: bytes) -> bool:
        """A gzip body may be several members one after the other (RFC 1952 section 2.2); other bytes are padding."""
        if not data.startswith(b"\x1f\x8b"):
            return False
        self._stream = zlib.decompressobj(self._window)
        return True


def _unpacker(coding: str, host: str) -> _Unpacker | None:
    if coding in ("", "identity"):
        return None
    if coding in ("gzip", "x-gzip"):
        return _Unpacker(31)
    if coding == "deflate":
        return _Unpacker(15)
    raise FetchError(f"{host} sent its answer packed in a way that was not asked for", kind="connect")


def _too_large(host: str, limits: Limits) -> FetchError:
    size = limits.max_bytes / (1024 * 1024)
    return FetchError(f"{host} sent more than {size:g} MiB, which no feed needs; nothing is kept", kind="too_large")


# Errors ------------------------------------------------------------------------------------------------------------


@contextmanager
def _in_words(host: str, deadline: Deadline, limits: Limits) -> Iterator[None]:
    """Every way in which a connection can fail, as one FetchError."""
    try:
        yield
    except httpcore.ConnectTimeout as error:
        seconds = min(limits.connect_seconds, limits.seconds)
        raise FetchError(f"{host} did not take a connection within {seconds:g} s", kind="timeout") from error
    except httpcore.TimeoutException as error:
        raise deadline.error(host) from error
    except httpcore.ConnectError as error:
        raise _no_connection(host, error) from error
    except (httpcore.NetworkError, httpcore.ProtocolError) as error:
        raise FetchError(f"{host} broke off before its whole answer had come", kind="connect") from error
    except httpcore.UnsupportedProtocol as error:
        raise FetchError(f"{host} is reached neither by http nor by https", kind="refused") from error
    except zlib.error as error:
        raise FetchError(f"{host} sent a packed answer that cannot be unpacked", kind="connect") from error
    except httpx.HTTPError as error:
        raise FetchError(f"{host} could not be read ({type(error).__name__})", kind="connect") from error


def _no_connection(host: str, error: httpcore.ConnectError) -> FetchError:
    cause = error.__cause__ or error.__context__
    if isinstance(cause, ssl.SSLCertVerificationError):
        return FetchError(f"the certificate of {host} cannot be trusted: {cause.verify_message}", kind="tls")
    if isinstance(cause, ssl.SSLError):
        return FetchError(f"no secure connection to {host} could be made", kind="tls")
    if isinstance(cause, ConnectionRefusedError):
        return FetchError(f"{host} refused the connection", kind="connect")
    return FetchError(f"{host} could not be reached", kind="connect")
