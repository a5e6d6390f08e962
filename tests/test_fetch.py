"""Fetching one feed from a real server on the loopback address, with short limits."""

import gzip
import socket
import time
import zlib
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from tests.feed_samples import district_item, rss
from tests.feedserver import Answer, FeedServer
from tracker.errors import FetchError, ParseError
from tracker.feeds.fetch import Limits, fetch, retry_after_seconds
from tracker.feeds.parse import parse_feed
from tracker.models import Fetched

NOW = datetime(2026, 3, 2, 15, 0, tzinfo=UTC)
BODY = rss([district_item()])
# A test about time asks with SHORT; any other waits as long as a busy machine may need.
PATIENT = Limits(max_bytes=200_000, seconds=30, connect_seconds=30, redirects=3)
SHORT = replace(PATIENT, seconds=1.0)
Get = Callable[..., Fetched]


@pytest.fixture
def server() -> Iterator[FeedServer]:
    with FeedServer() as running:
        yield running


@pytest.fixture
def get(server: FeedServer) -> Get:
    def _get(path: str, route: Callable[[Answer], None] | None = None, **options: object) -> Fetched:
        if route is not None:
            server.routes[path] = route
        settings: dict[str, object] = {"limits": PATIENT, "allow_hosts": (server.place,), **options}
        return fetch(server.url(path), user_agent="docket-test/1", now=NOW, **settings)  # type: ignore[arg-type]

    return _get


def refusal(get: Get, path: str, route: Callable[[Answer], None] | None = None, **options: object) -> FetchError:
    with pytest.raises(FetchError, match="^[^\n]+$") as caught:
        get(path, route, **options)
    return caught.value


# What works --------------------------------------------------------------------------------------------------------


def test_a_body_comes_with_its_headers_as_they_were(get: Get, server: FeedServer) -> None:
    fetched = get("/feed", lambda a: a.reply(BODY, Content_Type="text/xml", ETag='"v1"', Last_Modified="yesterday"))
    assert fetched == Fetched(server.url("/feed"), 200, BODY, NOW, "text/xml", '"v1"', "yesterday", False)
    assert len(parse_feed(fetched.body, fetched.content_type).items) == 1


def test_the_tracker_says_who_it_is_and_what_it_wants(get: Get, server: FeedServer) -> None:
    get("/feed", lambda a: a.reply(BODY))
    headers = server.seen[0][1]
    assert headers["user-agent"] == "docket-test/1"
    assert headers["host"] == server.place
    assert "application/rss+xml" in headers["accept"]
    assert "if-none-match" not in headers and "cookie" not in headers


def test_an_unchanged_feed_is_asked_for_conditionally_and_answered_without_a_body(get: Get, server: FeedServer) -> None:
    fetched = get("/feed", lambda a: a.reply(status=304, ETag='"v1"'), etag='"v1"', last_modified="yesterday")
    assert (fetched.not_modified, fetched.status, fetched.body, fetched.etag) == (True, 304, b"", '"v1"')
    headers = server.seen[0][1]
    assert (headers["if-none-match"], headers["if-modified-since"]) == ('"v1"', "yesterday")


@pytest.mark.parametrize("odd", ['"caf\xe9"', '"\u2603"', '"a"\r\nX-Mine: 1', "x" * 5_000, " "])
def test_a_validator_that_cannot_be_handed_back_is_left_out_and_the_feed_is_read(
    get: Get, server: FeedServer, odd: str
) -> None:
    fetched = get("/feed", lambda a: a.reply(BODY), etag=odd, last_modified=odd)
    assert fetched.body == BODY
    assert not {"if-none-match", "if-modified-since", "x-mine"} & set(server.seen[0][1])


def test_a_feed_whose_tag_is_no_ascii_is_read_again_and_again(get: Get) -> None:
    first = get("/feed", lambda a: a.reply(BODY, ETag='"caf\xe9"'))
    assert get("/feed", etag=first.etag).body == BODY


def test_a_304_that_was_not_asked_for_is_an_error(get: Get) -> None:
    assert refusal(get, "/feed", lambda a: a.reply(status=304)).status == 304


def test_an_empty_body_is_passed_on_for_the_parser_to_refuse(get: Get) -> None:
    fetched = get("/feed", lambda a: a.reply(b""))
    with pytest.raises(ParseError, match="empty"):
        parse_feed(fetched.body)


@pytest.mark.parametrize(
    ("coding", "packed"),
    [
        ("gzip", gzip.compress(BODY)),
        ("x-gzip", gzip.compress(BODY[:99]) + gzip.compress(BODY[99:])),
        ("gzip", gzip.compress(BODY) + b"\x00" * 8),
        ("deflate", zlib.compress(BODY)),
        ("identity", BODY),
    ],
)
def test_a_packed_body_is_unpacked(get: Get, coding: str, packed: bytes) -> None:
    assert get("/feed", lambda a: a.reply(packed, Content_Encoding=coding)).body == BODY


def test_a_large_packed_body_arrives_whole(get: Get) -> None:
    big = bytes(range(256)) * 4000
    limits = Limits(max_bytes=2_000_000, seconds=5)
    assert get("/feed", lambda a: a.reply(gzip.compress(big), Content_Encoding="gzip"), limits=limits).body == big


def test_a_chunked_body_is_read(get: Get) -> None:
    head = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
    assert get("/feed", lambda a: a.raw(head + b"3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n")).body == b"abcde"


# Errors of the server ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (401, "wants a user name"), (403, "refuses access"), (404, "has no such page"), (410, "gone for good"),
        (418, "sent no feed"), (204, "sent no feed"), (206, "sent no feed"), (500, "an error of its own"),
        (503, "not available"),
    ],
)  # fmt: skip
def test_a_status_is_said_in_words(get: Get, status: int, words: str) -> None:
    error = refusal(get, "/feed", lambda a: a.reply(status=status))
    assert (error.kind, error.status, error.retry_after) == ("status", status, None)
    assert words in str(error) and f"HTTP {status}" in str(error)


@pytest.mark.parametrize(
    ("value", "seconds"),
    [("120", 120), ("Mon, 02 Mar 2026 15:10:00 GMT", 600), ("Mon, 02 Mar 2026 14:00:00 GMT", 0), ("soon", None)],
)
def test_a_server_that_asks_for_time_is_heard(get: Get, value: str, seconds: int | None) -> None:
    error = refusal(get, "/feed", lambda a: a.reply(status=429, Retry_After=value))
    assert (error.status, error.retry_after) == (429, seconds)
    assert "asks for fewer visits" in str(error)


@pytest.mark.parametrize("value", ["", "-5", "1.5", "²", "Mon, 99 Mar 2026 15:10:00 GMT"])
def test_a_wait_that_cannot_be_read_is_none(value: str) -> None:
    assert retry_after_seconds(value, NOW) is None


def test_a_huge_wait_stays_a_number() -> None:
    assert retry_after_seconds("9" * 5000, NOW) == 999_999_999


def test_an_error_page_with_status_200_is_refused_by_the_parser_with_its_title(get: Get) -> None:
    page = b"<!DOCTYPE html><html><head><title>Down for maintenance</title></head></html>"
    fetched = get("/feed", lambda a: a.reply(page, Content_Type="text/html"))
    with pytest.raises(ParseError, match="Down for maintenance"):
        parse_feed(fetched.body, fetched.content_type)


# Slow, broken, too large -------------------------------------------------------------------------------------------


def timed(get: Get, route: Callable[[Answer], None]) -> FetchError:
    started = time.monotonic()
    error = refusal(get, "/feed", route, limits=SHORT)
    assert time.monotonic() - started < 15, "left to itself, the server takes 20 seconds and more"
    return error


def test_a_server_that_never_answers_is_left_after_the_limit(get: Get) -> None:
    error = timed(get, lambda a: a.hang())
    assert (error.kind, str(error)) == ("timeout", "127.0.0.1 did not answer within 1 s")


def test_a_server_that_drips_its_headers_is_left_after_the_limit(get: Get) -> None:
    error = timed(get, lambda a: a.drip(b"HTTP/1.1 200 OK\r\nX: " + b"y" * 1000, 0.05))
    assert error.kind == "timeout" and "too slowly" in str(error)


def test_a_server_that_drips_its_body_is_left_after_the_limit(get: Get) -> None:
    def route(answer: Answer) -> None:
        answer.reply(b"<rss>", Content_Length="1000")
        answer.drip(b" " * 995, 0.05)

    error = timed(get, route)
    assert error.kind == "timeout" and "not done after 1 s" in str(error)


def test_a_body_shorter_than_announced_is_an_error_not_a_feed(get: Get) -> None:
    error = refusal(get, "/feed", lambda a: a.reply(BODY, Content_Length=str(len(BODY) + 50)))
    assert error.kind == "connect" and "broke off" in str(error)


def test_a_body_longer_than_announced_is_cut_and_is_not_taken_for_whole(get: Get) -> None:
    fetched = get("/feed", lambda a: a.reply(BODY, Content_Length=str(len(BODY) - 50)))
    assert len(fetched.body) == len(BODY) - 50
    try:
        read = parse_feed(fetched.body)
    except ParseError:
        return
    assert read.partial and read.notes


def test_a_packed_body_that_breaks_off_is_an_error(get: Get) -> None:
    error = refusal(get, "/feed", lambda a: a.reply(gzip.compress(BODY)[:-12], Content_Encoding="gzip"))
    assert error.kind == "connect" and "broke off" in str(error)


@pytest.mark.parametrize(("coding", "body"), [("gzip", b"no gzip at all"), ("br", BODY), ("gzip, gzip", BODY)])
def test_a_body_that_cannot_be_unpacked_is_an_error(get: Get, coding: str, body: bytes) -> None:
    assert refusal(get, "/feed", lambda a: a.reply(body, Content_Encoding=coding)).kind == "connect"


@pytest.mark.parametrize("raw", [b"", b"garbage\r\n\r\n", b"HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n"])
def test_what_is_no_http_is_an_error(get: Get, raw: bytes) -> None:
    assert refusal(get, "/feed", lambda a: a.raw(raw)).kind == "connect"


def test_a_body_over_the_limit_is_refused_by_its_announced_length(get: Get) -> None:
    error = refusal(get, "/feed", lambda a: a.reply(b"", Content_Length="99999999999999999999999"))
    assert error.kind in ("too_large", "connect")


def test_a_body_over_the_limit_is_refused_as_it_comes(get: Get) -> None:
    sent: list[int] = []

    def route(answer: Answer) -> None:
        answer.raw(b"HTTP/1.1 200 OK\r\n\r\n")
        for _ in range(2000):
            answer.raw(b" " * 10_000)
            sent.append(10_000)

    error = refusal(get, "/feed", route)
    assert error.kind == "too_large" and "more than 0.190735 MiB" in str(error)
    assert sum(sent) < 20_000_000


def test_a_gzip_bomb_is_refused_long_before_it_has_unfolded(get: Get) -> None:
    bomb = gzip.compress(b"\x00" * 60_000_000)
    assert len(bomb) < PATIENT.max_bytes
    started = time.process_time()
    error = refusal(get, "/feed", lambda a: a.reply(bomb, Content_Encoding="gzip"))
    assert error.kind == "too_large"
    assert time.process_time() - started < 1


def test_nobody_at_the_door_is_said() -> None:
    with socket.create_server(("127.0.0.1", 0)) as door:
        place = f"127.0.0.1:{door.getsockname()[1]}"
    with pytest.raises(FetchError) as caught:
        fetch(f"http://{place}/feed", user_agent="t", now=NOW, limits=PATIENT, allow_hosts=(place,))
    assert (caught.value.kind, str(caught.value)) == ("connect", "127.0.0.1 refused the connection")


def test_headers_of_an_api_go_along_and_where_none_may_be_followed_a_redirect_is_refused(
    get: Get, server: FeedServer
) -> None:
    get("/api", lambda a: a.reply(BODY), extra={"Authorization": "Token abc", "Accept": "application/json"})
    assert server.seen[0][1]["authorization"] == "Token abc" and server.seen[0][1]["accept"] == "application/json"
    error = refusal(
        get, "/moved", lambda a: a.reply(status=302, Location="/api"), extra={"Authorization": "Token abc"},
        limits=Limits(redirects=0),
    )  # fmt: skip
    assert error.kind == "redirect" and "not followed" in str(error)
    assert [path for path, _ in server.seen] == ["/api", "/moved"]


# Redirects ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_followed(get: Get, server: FeedServer, status: int) -> None:
    server.routes["/new"] = lambda a: a.reply(BODY)
    fetched = get("/feed", lambda a: a.reply(status=status, Location="/new"))
    assert (fetched.url, fetched.body) == (server.url("/new"), BODY)


def test_redirects_without_end_are_left(get: Get, server: FeedServer) -> None:
    error = refusal(get, "/feed", lambda a: a.reply(status=302, Location="/feed"))
    assert error.kind == "redirect" and "more than 3 times" in str(error)
    assert len(server.seen) == PATIENT.redirects + 1


@pytest.mark.parametrize(
    ("location", "kind"),
    [
        ("", "redirect"), ("http://127.0.0.1:99999/", "refused"), ("file:///etc/hostname", "refused"),
        ("gopher://127.0.0.1/", "refused"), ("javascript:alert(1)", "refused"),
    ],
)  # fmt: skip
def test_a_redirect_to_anything_but_the_web_is_refused(get: Get, location: str, kind: str) -> None:
    assert refusal(get, "/feed", lambda a: a.reply(status=302, Location=location)).kind == kind


def test_a_redirect_to_a_private_place_is_refused(get: Get) -> None:
    with FeedServer({"/secret": lambda a: a.reply(b"inside")}) as inside:
        error = refusal(get, "/feed", lambda a: a.reply(status=302, Location=inside.url("/secret")))
        assert error.kind == "refused" and "private or reserved" in str(error)
        assert inside.seen == []
