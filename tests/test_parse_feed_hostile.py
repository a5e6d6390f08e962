"""Nothing sent as a feed can hang or crash the reader: bombs, foreign entities, mutations and cuts."""

import time
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.conftest import require_shared
from tests.feed_samples import (
    ALL_KINDS,
    ATOM,
    COURT,
    NAMESPACED_RSS,
)
from tracker.errors import ParseError
from tracker.feeds.parse import parse_feed
from tracker.models import ParsedFeed

BOMB = b"""<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">
<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]><rss version="2.0"><channel><title>&c;</title></channel></rss>"""
OUTSIDE = b"""<?xml version="1.0"?><!-- <rss> --><!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/hostname">]>
<rss version="2.0"><channel><title>&x;</title></channel></rss>"""
PARAMETER = b"""<!DOCTYPE rss [<!ENTITY % p SYSTEM "http://127.0.0.1:1/x.dtd"> %p;]><rss><channel/></rss>"""


@pytest.mark.parametrize("body", [BOMB, OUTSIDE, PARAMETER, BOMB.decode().encode("utf-16")])
def test_entity_declarations_are_refused(body: bytes) -> None:
    with pytest.raises(ParseError, match="declares XML entities"):
        parse_feed(body)


def test_an_old_doctype_without_entities_is_let_pass_and_never_fetched() -> None:
    doctype = b'<!DOCTYPE rss PUBLIC "-//Old//DTD RSS 0.91//EN" "http://127.0.0.1:1/rss.dtd">'
    assert (
        parse_feed(b'<?xml version="1.0"?>' + doctype + b"<rss><channel><title>T</title></channel></rss>").title == "T"
    )


def test_an_entity_of_a_foreign_dtd_is_shown_as_written_and_said() -> None:
    doctype = b'<!DOCTYPE rss SYSTEM "http://127.0.0.1:1/rss.dtd">'
    feed = parse_feed(doctype + b"<rss><channel><title>a &secret; b</title></channel></rss>")
    assert feed.title == "a &secret; b"
    assert feed.notes


def test_a_doctype_that_cannot_be_read_is_refused() -> None:
    with pytest.raises(ParseError, match="DOCTYPE"):
        parse_feed(b"<!DOCTYPE rss [<!ATTLIST rss a (b) '[]'>]><rss><channel/></rss>")


@pytest.mark.parametrize(
    "body",
    [
        b"<rss><channel>" + b"<a>" * 200_000,
        b"<rss><channel>" + b"<a>" * 1000 + b"</a>" * 1000 + b"</channel></rss>",
        b"{" + b'"a":{' * 100_000,
        b"<!--" * 300_000,
        b"<?x" * 300_000,
        b"<rss><channel><title>" + b"&" * 2_000_000 + b"</title></channel></rss>",
        b"<rss><channel><title>" + b"&a" * 1_000_000 + b"</title></channel></rss>",
        b"<![CDATA[" * 200_000,
        b"<title " * 300_000,
    ],
)
def test_ill_built_bodies_are_answered_at_once(body: bytes) -> None:
    started = time.process_time()
    try:
        assert isinstance(parse_feed(body), ParsedFeed)
    except ParseError as error:
        assert "\n" not in str(error)
    assert time.process_time() - started < 5


def _reads_or_refuses(body: bytes) -> None:
    try:
        feed = parse_feed(body)
    except ParseError as error:
        assert 10 < len(str(error)) < 500
        assert "\n" not in str(error)
    else:
        assert isinstance(feed, ParsedFeed)


@settings(deadline=timedelta(seconds=2), max_examples=150, suppress_health_check=[HealthCheck.too_slow])
@given(st.binary(max_size=400))
def test_any_bytes_are_a_feed_or_one_refusal(body: bytes) -> None:
    _reads_or_refuses(body)


@settings(deadline=timedelta(seconds=2), max_examples=300, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(ALL_KINDS), st.data())
def test_mutated_feeds_are_read_or_refused(body: bytes, data: st.DataObject) -> None:
    for _ in range(data.draw(st.integers(1, 4))):
        body = _mutate(body, data)
    _reads_or_refuses(body)


def _mutate(body: bytes, data: st.DataObject) -> bytes:
    start = data.draw(st.integers(0, len(body)))
    end = data.draw(st.integers(start, min(len(body), start + 60)))
    kind = data.draw(st.sampled_from(["cut", "insert", "double", "end", "swap"]))
    if kind == "cut":
        return body[:start] + body[end:]
    if kind == "insert":
        return body[:start] + data.draw(st.binary(max_size=8) | st.sampled_from(_SHARDS)) + body[start:]
    if kind == "double":
        return body[:end] + body[start:end] + body[end:]
    return body[:end] if kind == "end" else body[end:] + body[:end]


_SHARDS = [
    b"<",
    b">",
    b"&",
    b"]]>",
    b"<![CDATA[",
    b"<!--",
    b"-->",
    b"<item>",
    b"</item>",
    b"\x00",
    b"&#0;",
    b"&#xD800;",
]


@settings(deadline=timedelta(seconds=5), max_examples=25, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_mutated_real_feeds_are_read_or_refused(data: st.DataObject) -> None:
    files = sorted((require_shared() / "feeds" / "cmecf").glob("*.xml"))
    body = data.draw(st.sampled_from(files)).read_bytes()
    for _ in range(data.draw(st.integers(1, 6))):
        body = _mutate(body, data)
    _reads_or_refuses(body)


@pytest.mark.parametrize("body", [COURT, ATOM, NAMESPACED_RSS])
def test_every_cut_of_a_feed_gives_its_whole_items_or_none_and_never_half_a_one(body: bytes) -> None:
    whole = parse_feed(body).items
    end = len(body.rstrip())
    for length in range(1, end, 7):
        try:
            feed = parse_feed(body[:length], whole_items=True)
        except ParseError:
            continue
        assert feed.items == whole[: len(feed.items)]
        # Nothing is missing only where the channel's own end is there.
        assert feed.partial or (feed.items == whole and b"</channel>" in body[:length])
    assert parse_feed(body[:end], whole_items=True).items == whole
