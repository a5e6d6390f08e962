"""Connections for fetching feeds: a name is resolved, its addresses are checked, and the socket goes to the address
that was checked. Refuses private, loopback, link-local and reserved addresses, so that no feed, and nobody who can
redirect one, can make the tracker talk to the machines around it. Every wait ends with the whole fetch's deadline.
"""

import ipaddress
import socket
import ssl
import time
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from queue import Empty, SimpleQueue
from threading import Thread
from typing import Any

import httpcore
import httpx

from tracker.errors import FetchError

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Resolver = Callable[[str, int], list[str]]
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
# Not of the open internet, though `is_global` of some versions of Python takes them for it: RFC 6890 section 2.2.2.
_PROTOCOLS = ipaddress.IPv4Network("192.0.0.0/24")


class Deadline:
    """The end of one fetch. `answered`: whether anything of the answer has come, for the words of a timeout."""

    def __init__(self, seconds: float):
        self.seconds = seconds
        self.answered = False
        self._end = time.monotonic() + seconds

    def left(self, host: str, most: float | None = None) -> float:
        """Seconds that a wait may take. Raises FetchError when there are none."""
        left = self._end - time.monotonic()
        if left <= 0:
            raise self.error(host)
        return left if most is None else min(left, most)

    def error(self, host: str) -> FetchError:
        if self.answered:
            return FetchError(f"{host} sent its answer too slowly: not done after {self.seconds:g} s", kind="timeout")
        return FetchError(f"{host} did not answer within {self.seconds:g} s", kind="timeout")


def resolve_name(host: str, port: int) -> list[str]:
    """All addresses of a host by the system's resolver. Raises OSError or UnicodeError when there are none."""
    return [str(info[4][0]) for info in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]


def is_public(text: str) -> bool:
    """Whether an address is one of the open internet, also where an IPv4 address hides inside an IPv6 one."""
    try:
        address: Address = ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return False
    if isinstance(address, ipaddress.IPv6Address):
        if address.sixtofour is not None or address.teredo is not None or address.is_site_local:
            return False
        if address.ipv4_mapped is not None:
            address = address.ipv4_mapped
        elif address in _NAT64:
            address = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    if isinstance(address, ipaddress.IPv4Address) and address in _PROTOCOLS:
        return False
    return address.is_global and not (address.is_multicast or address.is_reserved or address.is_unspecified)


class CheckedBackend(httpcore.NetworkBackend):
    """Resolves, checks and connects in one step; nothing can change in between. `allow_hosts` are `host:port`."""

    def __init__(self, deadline: Deadline, connect_seconds: float, allow_hosts: Iterable[str], resolve: Resolver):
        self._deadline = deadline
        self._connect_seconds = connect_seconds
        self._allowed = frozenset(name.lower() for name in allow_hosts)
        self._resolve = resolve
        self._plain = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        addresses = self._addresses(host, port)
        last = len(addresses) - 1
        for place, address in enumerate(addresses):
            try:
                wait = self._deadline.left(host, self._connect_seconds)
                stream = self._plain.connect_tcp(address, port, timeout=wait)
                return _TimedStream(stream, host, self._deadline)
            except (httpcore.ConnectError, httpcore.ConnectTimeout):
                if place == last:
                    raise
        raise FetchError(f"the name {host} has no address", kind="dns")

    def _addresses(self, host: str, port: int) -> list[str]:
        addresses = list(dict.fromkeys(self._looked_up(host, port)))
        shown = f"[{host}]" if ":" in host else host
        if f"{shown}:{port}".lower() in self._allowed:
            return addresses
        # One private address among public ones is enough: a name that mixes them is set up to deceive.
        if not all(is_public(address) for address in addresses):
            raise FetchError(
                f"{host} is an address of a private or reserved network, which feeds are not fetched from; "
                f"if it is meant, add {shown}:{port} to TRACKER_ALLOW_HOSTS",
                kind="refused",
            )
        return addresses

    def _looked_up(self, host: str, port: int) -> list[str]:
        """The resolver cannot be told to hurry, so it works in a thread that is left behind when time is up."""
        answers: SimpleQueue[list[str] | Exception] = SimpleQueue()

        def work() -> None:
            try:
                answers.put(self._resolve(host, port))
            except (OSError, UnicodeError) as error:
                answers.put(error)

        Thread(target=work, daemon=True, name="resolve").start()
        try:
            answer = answers.get(timeout=self._deadline.left(host))
        except Empty:
            raise FetchError(f"the name {host} could not be looked up in time", kind="dns") from None
        if isinstance(answer, Exception):
            raise FetchError(f"the name {host} could not be found", kind="dns") from answer
        if not answer:
            raise FetchError(f"the name {host} has no address", kind="dns")
        return answer


class _TimedStream(httpcore.NetworkStream):
    """A connection whose every wait ends at the deadline, so that a server that drips bytes cannot hold the fetch."""

    def __init__(self, inner: httpcore.NetworkStream, host: str, deadline: Deadline):
        self._inner, self._host, self._deadline = inner, host, deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        data = self._inner.read(max_bytes, self._deadline.left(self._host))
        self._deadline.answered = self._deadline.answered or bool(data)
        return data

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._inner.write(buffer, self._deadline.left(self._host))

    def close(self) -> None:
        self._inner.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        secured = self._inner.start_tls(ssl_context, server_hostname, self._deadline.left(self._host))
        return _TimedStream(secured, self._host, self._deadline)

    def get_extra_info(self, info: str) -> Any:
        return self._inner.get_extra_info(info)


class _Stream(httpx.SyncByteStream):
    def __init__(self, stream: Any):
        self._stream = stream

    def __iter__(self) -> Iterator[bytes]:
        yield from self._stream

    def close(self) -> None:
        if hasattr(self._stream, "close"):
            self._stream.close()


@cache
def _tls() -> ssl.SSLContext:
    return httpx.create_ssl_context()


class CheckedTransport(httpx.BaseTransport):
    """httpx over `CheckedBackend`. No proxy, no HTTP/2; certificates are verified against the host's name."""

    def __init__(self, backend: CheckedBackend):
        self._pool = httpcore.ConnectionPool(ssl_context=_tls(), network_backend=backend, max_connections=2)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        url = request.url
        answer = self._pool.handle_request(
            httpcore.Request(
                method=request.method,
                url=httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path),
                headers=request.headers.raw,
                extensions=request.extensions,
            )
        )
        return httpx.Response(
            answer.status, headers=answer.headers, stream=_Stream(answer.stream), extensions=answer.extensions
        )

    def close(self) -> None:
        self._pool.close()
