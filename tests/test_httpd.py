"""The site on a real socket: one connection for many requests, also behind an answer without a body."""

import socket
import threading
from collections.abc import Iterator
from dataclasses import replace
from http.client import HTTPConnection
from pathlib import Path

import pytest

from tests.website import load_small, site_over
from tracker.cli.httpd import server_on


@pytest.fixture(params=[0, 8], ids=["no page kept", "pages kept"])
def port(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[int]:
    app = site_over(replace(load_small(tmp_path), page_cache_mb=request.param))
    listener = socket.create_server(("127.0.0.1", 0))
    server = server_on(app, listener, 2)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    yield listener.getsockname()[1]
    server.close()
    thread.join(10)


def test_a_connection_serves_on_behind_an_answer_that_nothing_changed(port: int) -> None:
    connection = HTTPConnection("127.0.0.1", port, timeout=10)
    connection.request("GET", "/timeline")
    first = connection.getresponse()
    body, etag, used = first.read(), first.headers["ETag"], connection.sock
    assert first.status == 200 and len(body) > 1000 and used is not None
    for _ in range(2):
        connection.request("GET", "/timeline", headers={"If-None-Match": etag})
        unchanged = connection.getresponse()
        assert (unchanged.status, unchanged.read(), unchanged.headers["Connection"]) == (304, b"", None)
        assert "Content-Length" not in unchanged.headers and "Transfer-Encoding" not in unchanged.headers
        assert connection.sock is used, "the same connection"
    connection.request("GET", "/timeline")
    again = connection.getresponse()
    assert again.status == 200 and connection.sock is used
    again.read()
    connection.close()


def test_requests_sent_without_waiting_are_answered_in_their_order(port: int) -> None:
    with socket.create_connection(("127.0.0.1", port), timeout=10) as plain:
        ask = b"GET /timeline HTTP/1.1\r\nHost: x\r\n"
        plain.sendall(ask + b"\r\n")
        head = receive(plain, b"</html>")
        etag = etag_of(head).encode()
        plain.sendall(ask + b"If-None-Match: " + etag + b"\r\n\r\n" + ask + b"Connection: close\r\n\r\n")
        both = receive(plain, None)
    assert both.startswith(b"HTTP/1.1 304") and both.count(b"HTTP/1.1 ") == 2 and b"\r\n\r\nHTTP/1.1 200 OK" in both


@pytest.mark.parametrize("ask", [b"HTTP/1.0\r\n", b"HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"])
def test_who_asks_for_the_end_of_the_connection_gets_it(port: int, ask: bytes) -> None:
    etag, answer = "", b""
    for status in (b" 200 ", b" 304 "):
        with socket.create_connection(("127.0.0.1", port), timeout=10) as plain:
            plain.sendall(b"GET /timeline " + ask + f"If-None-Match: {etag}\r\n\r\n".encode())
            answer = receive(plain, None)
        assert status in answer.split(b"\r\n")[0] and b"Connection: close" in answer
        etag = etag_of(answer)


def etag_of(answer: bytes) -> str:
    return next(line for line in answer.decode().split("\r\n") if line.lower().startswith("etag: "))[6:]


def receive(plain: socket.socket, end: bytes | None) -> bytes:
    """Until `end` has come, or the other side has hung up."""
    found = b""
    while not (end and end in found) and (part := plain.recv(65536)):
        found += part
    return found
