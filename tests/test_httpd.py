"""The site on a real socket: one connection for many requests, also behind an answer without a body."""

import re
import socket
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from http.client import HTTPConnection
from pathlib import Path

import pytest
from flask import Flask
from flask import request as asked

from tests.loopback import answering
from tests.website import load_small, read_by_machine, site_over
from tracker.cli.httpd import server_on
from tracker.config import Config
from tracker.storage.store import open_store


@contextmanager
def on_socket(app: Flask, threads: int, *, kept: bool) -> Iterator[int]:
    listener = socket.create_server(("127.0.0.1", 0))
    with answering(server_on(app, listener, threads, kept=kept)):
        yield listener.getsockname()[1]


@pytest.fixture(params=[0, 8], ids=["no page kept", "pages kept"])
def port(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[int]:
    most: int = request.param
    with on_socket(site_over(replace(load_small(tmp_path), page_cache_mb=most)), 2, kept=most > 0) as found:
        yield found


def test_a_connection_serves_on_behind_an_answer_that_nothing_changed(port: int) -> None:
    connection = HTTPConnection("127.0.0.1", port, timeout=60)
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
    with socket.create_connection(("127.0.0.1", port), timeout=60) as plain:
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
        with socket.create_connection(("127.0.0.1", port), timeout=60) as plain:
            plain.sendall(b"GET /timeline " + ask + f"If-None-Match: {etag}\r\n\r\n".encode())
            answer = receive(plain, None)
        assert status in answer.split(b"\r\n")[0] and b"Connection: close" in answer
        etag = etag_of(answer)


def test_a_kept_page_goes_out_while_every_thread_makes_others(tmp_path: Path) -> None:
    app, config, busy, go_on = slow_site(tmp_path)
    with on_socket(app, 1, kept=True) as port:
        first = get(port, "/timeline")
        slow = threading.Thread(target=get, args=(port, "/about"))
        slow.start()
        assert busy.wait(60), "the only thread makes a page"
        assert get(port, "/timeline") == first and not go_on.is_set()
        go_on.set()
        slow.join(60)
        assert get(port, "/timeline") == first


def test_a_page_that_a_new_event_made_old_is_left_to_the_threads_that_make_pages(tmp_path: Path) -> None:
    app, config, busy, go_on = slow_site(tmp_path)
    go_on.set()
    with on_socket(app, 1, kept=True) as port:
        assert "A stay that is new" not in get(port, "/timeline")
        with closing(open_store(config.db_path)) as store:
            read_by_machine(store, 1, title="A stay that is new")
        assert "A stay that is new" in get(port, "/timeline")
        made_by = {thread for path, thread in app.config["MADE"] if path == "/timeline"}
        assert len(app.config["MADE"]) == 2 and made_by == {"waitress-0"}


def test_kept_and_other_pages_asked_for_together_come_in_their_order(tmp_path: Path) -> None:
    app, config, busy, go_on = slow_site(tmp_path)
    go_on.set()
    paths = ["/timeline", "/cases", "/timeline", "/no-such-page", "/timeline", "/timeline"]
    with on_socket(app, 2, kept=True) as port:
        get(port, "/timeline")
        with socket.create_connection(("127.0.0.1", port), timeout=60) as plain:
            ends = ["\r\n"] * (len(paths) - 1) + ["Connection: close\r\n\r\n"]
            asks = (f"GET {path} HTTP/1.1\r\nHost: x\r\n{end}" for path, end in zip(paths, ends, strict=True))
            plain.sendall("".join(asks).encode())
            answer = receive(plain, None).decode()
    told = re.findall(r"HTTP/1\.1 (\d+).*?<title>([^<]*)</title>", answer, re.DOTALL)
    assert [code for code, _ in told] == ["200", "200", "200", "404", "200", "200"]
    assert [told[0]] * 3 == [told[2], told[4], told[5]] and len({title for _, title in told}) == 3


def slow_site(tmp_path: Path) -> tuple[Flask, Config, threading.Event, threading.Event]:
    """A site that says when it makes /about, waits there to go on, and notes which thread made which page."""
    config = replace(load_small(tmp_path), page_cache_mb=8)
    app, busy, go_on = site_over(config), threading.Event(), threading.Event()
    app.config["MADE"] = []

    def note() -> None:
        app.config["MADE"].append((asked.path, threading.current_thread().name))
        if asked.path == "/about":
            busy.set()
            assert go_on.wait(60)

    app.before_request(note)
    return app, config, busy, go_on


def get(port: int, path: str) -> str:
    connection = HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request("GET", path)
    answer = connection.getresponse().read().decode()
    connection.close()
    return answer


def etag_of(answer: bytes) -> str:
    return next(line for line in answer.decode().split("\r\n") if line.lower().startswith("etag: "))[6:]


def receive(plain: socket.socket, end: bytes | None) -> bytes:
    """Until `end` has come, or the other side has hung up."""
    found = b""
    while not (end and end in found) and (part := plain.recv(65536)):
        found += part
    return found
