"""Which addresses are fetched from, and over which connections: names, private networks, certificates."""

import socket
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.feed_samples import district_item, rss
from tests.feedserver import CERTIFICATE, FeedServer
from tracker.errors import FetchError
from tracker.feeds import wire
from tracker.feeds.fetch import Limits, fetch
from tracker.feeds.wire import is_public
from tracker.models import Fetched

NOW = datetime(2026, 3, 2, 15, 0, tzinfo=UTC)
BODY = rss([district_item()])
PATIENT = Limits(max_bytes=200_000, seconds=30, connect_seconds=30, redirects=3)


@pytest.fixture
def server() -> Iterator[FeedServer]:
    with FeedServer() as running:
        yield running


@pytest.mark.parametrize(
    "url",
    [
        "ftp://example.org/x",
        "file:///etc/hostname",
        "data:,x",
        "example.org/feed",
        "",
        "http://",
        "http://[::1",
        "http://a\nb/",
    ],
)
def test_only_web_addresses_are_fetched(url: str) -> None:
    with pytest.raises(FetchError) as caught:
        fetch(url, user_agent="t", now=NOW, limits=PATIENT)
    assert caught.value.kind == "refused"


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "2130706433", "0177.0.0.1", "[::1]", "[::ffff:127.0.0.1]"])
def test_the_machine_itself_is_refused_however_it_is_written(server: FeedServer, host: str) -> None:
    with pytest.raises(FetchError) as caught:
        fetch(server.url("/feed", host=host), user_agent="t", now=NOW, limits=PATIENT)
    assert caught.value.kind in ("refused", "dns")
    assert server.seen == []


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("93.184.215.14", True), ("2606:2800:21f:cb07::1", True), ("64:ff9b::5db8:d70e", True),
        ("::ffff:93.184.215.14", True),
        ("10.1.2.3", False), ("172.16.0.1", False), ("192.168.1.1", False), ("127.9.9.9", False),
        ("169.254.169.254", False), ("100.64.0.1", False), ("0.0.0.0", False), ("255.255.255.255", False),
        ("240.0.0.1", False), ("224.0.0.1", False), ("198.18.0.1", False), ("192.0.2.1", False),
        ("::", False), ("::1", False), ("fe80::1%eth0", False), ("fec0::1", False), ("192.0.0.8", False),
        ("fc00::1", False), ("ff02::1", False),
        ("::ffff:10.0.0.1", False), ("64:ff9b::a00:1", False), ("2002:7f00:1::1", False), ("2001:db8::1", False),
        ("2001::1", False), ("not an address", False),
    ],
)  # fmt: skip
def test_public_addresses_are_told_from_private_ones(address: str, public: bool) -> None:
    assert is_public(address) is public


def test_a_name_with_one_private_address_among_public_ones_is_refused(server: FeedServer) -> None:
    with pytest.raises(FetchError, match="private or reserved") as caught:
        fetch(
            server.url("/feed", host="feeds.example.org"), user_agent="t", now=NOW, limits=PATIENT,
            resolve=lambda host, port: ["93.184.215.14", "127.0.0.1"],
        )  # fmt: skip
    assert caught.value.kind == "refused"
    assert server.seen == []


def test_a_name_is_looked_up_once_and_the_address_that_was_checked_is_used(server: FeedServer) -> None:
    server.routes["/feed"] = lambda a: a.reply(BODY)
    asked: list[tuple[str, int]] = []

    def resolve(host: str, port: int) -> list[str]:
        asked.append((host, port))
        return ["127.0.0.1"] if len(asked) == 1 else ["192.168.1.1"]

    fetched = fetch(
        server.url("/feed", host="Feeds.Example.org"), user_agent="t", now=NOW, limits=PATIENT, resolve=resolve,
        allow_hosts=(f"feeds.example.org:{server.port}",),
    )  # fmt: skip
    assert fetched.body == BODY
    assert asked == [("feeds.example.org", server.port)]
    assert server.seen[0][1]["host"] == f"feeds.example.org:{server.port}"


def test_an_allowed_host_is_allowed_on_its_port_only(server: FeedServer) -> None:
    with pytest.raises(FetchError, match="add 127.0.0.1:"):
        fetch(server.url("/feed"), user_agent="t", now=NOW, limits=PATIENT, allow_hosts=("127.0.0.1:1", "127.0.0.1"))


def test_a_dead_address_is_passed_over_for_the_next(server: FeedServer) -> None:
    server.routes["/feed"] = lambda a: a.reply(BODY)
    fetched = fetch(
        server.url("/feed", host="two.example.org"), user_agent="t", now=NOW, limits=PATIENT,
        resolve=lambda host, port: ["127.0.0.2", "127.0.0.1"], allow_hosts=(f"two.example.org:{server.port}",),
    )  # fmt: skip
    assert fetched.body == BODY


@pytest.mark.parametrize("failure", [OSError("no such name"), UnicodeError("label too long")])
def test_a_name_that_cannot_be_found_is_said(failure: Exception) -> None:
    def resolve(host: str, port: int) -> list[str]:
        raise failure

    with pytest.raises(FetchError, match="the name feeds.example.org could not be found") as caught:
        fetch("http://feeds.example.org/", user_agent="t", now=NOW, limits=PATIENT, resolve=resolve)
    assert caught.value.kind == "dns"


def test_a_name_without_addresses_is_said() -> None:
    with pytest.raises(FetchError, match="has no address"):
        fetch("http://feeds.example.org/", user_agent="t", now=NOW, limits=PATIENT, resolve=lambda host, port: [])


def test_a_resolver_that_hangs_does_not_hold_the_fetch() -> None:
    over = threading.Event()

    def resolve(host: str, port: int) -> list[str]:
        over.wait(60)
        return []

    try:
        with pytest.raises(FetchError, match="in time") as caught:
            fetch("http://feeds.example.org/", user_agent="t", now=NOW, limits=Limits(seconds=0.2), resolve=resolve)
        assert caught.value.kind == "dns" and not over.is_set()
    finally:
        over.set()


def test_no_part_of_an_address_but_its_host_is_told(server: FeedServer) -> None:
    url = server.url("/feed?key=hunter2").replace("http://", "http://name:hunter3@")
    for route in (lambda a: a.reply(status=500), lambda a: a.raw(b""), lambda a: a.reply(status=302, Location="x:y")):
        server.routes["/feed"] = route
        with pytest.raises(FetchError) as caught:
            fetch(url, etag="hunter4", user_agent="t", now=NOW, limits=PATIENT, allow_hosts=(server.place,))
        assert "hunter" not in str(caught.value)


# TLS ---------------------------------------------------------------------------------------------------------------


@pytest.fixture
def secure(tmp_path: Path) -> Iterator[FeedServer]:
    server = FeedServer({"/feed": lambda a: a.reply(BODY)})
    server.secure(tmp_path)
    wire._tls.cache_clear()
    with server:
        yield server
    wire._tls.cache_clear()


def _fetch_secure(server: FeedServer, host: str) -> Fetched:
    return fetch(
        server.url("/feed", "https", host), user_agent="t", now=NOW, limits=PATIENT,
        resolve=lambda name, port: ["127.0.0.1"], allow_hosts=(f"{host}:{server.port}",),
    )  # fmt: skip


def test_a_certificate_that_nobody_vouches_for_is_refused(secure: FeedServer) -> None:
    with pytest.raises(FetchError, match="certificate of localhost cannot be trusted") as caught:
        _fetch_secure(secure, "localhost")
    assert caught.value.kind == "tls"
    assert secure.seen == []


def test_a_trusted_certificate_is_taken_for_its_own_name_only(
    secure: FeedServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "trusted.pem").write_text(CERTIFICATE)
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "trusted.pem"))
    assert _fetch_secure(secure, "localhost").body == BODY
    with pytest.raises(FetchError, match="certificate of feeds.example.org cannot be trusted"):
        _fetch_secure(secure, "feeds.example.org")
    assert secure.names == ["localhost", "feeds.example.org"]


def test_a_server_that_speaks_no_tls_is_said() -> None:
    with socket.create_server(("127.0.0.1", 0)) as door:

        def answer() -> None:
            connection, _ = door.accept()
            connection.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")
            connection.recv(4096)
            connection.close()

        threading.Thread(target=answer, daemon=True).start()
        place = f"127.0.0.1:{door.getsockname()[1]}"
        with pytest.raises(FetchError, match="no secure connection to 127.0.0.1") as caught:
            fetch(f"https://{place}/", user_agent="t", now=NOW, limits=PATIENT, allow_hosts=(place,))
    assert caught.value.kind == "tls"


def test_a_redirect_from_https_to_http_is_refused(
    secure: FeedServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "trusted.pem").write_text(CERTIFICATE)
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "trusted.pem"))
    secure.routes["/feed"] = lambda a: a.reply(status=301, Location=secure.url("/feed", "http", "localhost"))
    with pytest.raises(FetchError, match="from https to http"):
        _fetch_secure(secure, "localhost")
