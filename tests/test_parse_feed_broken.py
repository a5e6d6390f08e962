"""Feeds that are not well-formed: what is saved of them, and that no case gets the order of another."""

from datetime import UTC, datetime

import pytest

from tests.feed_samples import (
    ATOM,
    COURT,
    NAMESPACED_RSS,
    nyed_item,
    rss,
)
from tracker.feeds.parse import parse_feed
from tracker.models import ParsedFeed


def whole(body: bytes) -> ParsedFeed:
    return parse_feed(body, whole_items=True)


def numbers(feed: ParsedFeed) -> list[str]:
    return [item.title.split()[0] for item in feed.items]


ALL_FOUR = ["1:26-cv-00123-ABC", "1:25-cv-00777-PQR-ST", "26-10992-smb", "26-5006"]


def test_a_missing_end_tag_of_an_item_costs_nothing() -> None:
    for place in range(4):
        parts = COURT.split(b"</item>")
        feed = whole(b"</item>".join(parts[: place + 1]) + b"</item>".join([b"", *parts[place + 1 :]])[7:])
        assert numbers(feed) == ALL_FOUR and not feed.partial
        assert feed.notes[0].startswith("the feed is not well-formed XML (")
        assert feed.built_at == datetime(2026, 3, 2, 15, 5, tzinfo=UTC)
        assert feed.description == "Docket entries of type: order,motion"


def test_a_broken_item_is_left_out_alone_and_said() -> None:
    feed = whole(COURT.replace(b"Records</title>", b"Records", 1))
    assert numbers(feed) == ALL_FOUR[1:] and feed.partial
    assert "1 item was not whole and left out: item 1" in feed.notes


def test_two_items_run_into_one_are_left_out_so_that_no_case_gets_the_order_of_another() -> None:
    for cut in (b"</item>\n<item>", b"</item>"):
        feed = whole(COURT.replace(b"</item>\n<item>", cut.replace(b"</item>\n<item>", b""), 1))
        titles = [item.title for item in feed.items]
        assert feed.items == tuple(i for i in parse_feed(COURT).items if i.title in titles)
    merged = parse_feed(COURT.replace(b"</item>\n<item>", b"", 1))
    assert numbers(merged) == ALL_FOUR[2:] and merged.partial
    assert merged.notes == ("1 item was left out, since two titles stand in one: item 1",)


def test_an_unclosed_cdata_section_does_not_swallow_the_next_items() -> None:
    body = rss([nyed_item(), nyed_item("1:25-cv-00778 A v. B"), nyed_item("1:25-cv-00779 C v. D")])
    first = body.index(b"]]></description>")
    feed = whole(body[:first] + body[first + 3 :])
    assert numbers(feed) == ["1:25-cv-00778", "1:25-cv-00779"] and feed.partial


@pytest.mark.parametrize("before", [b"<br />\n<b>Warning</b>: x() in y.php\n", b"cached:\n", b"<!-- <rss> -->"])
def test_what_a_server_prints_before_the_feed_is_passed_over(before: bytes) -> None:
    assert numbers(whole(before + COURT.partition(b"?>\n")[2])) == ALL_FOUR


def test_what_stands_behind_the_end_is_passed_over() -> None:
    feed = whole(COURT + b"<script>count()</script>\n<!-- served in 3 ms")
    assert numbers(feed) == ALL_FOUR and not feed.partial


def test_a_feed_with_prefixes_that_nobody_declared_keeps_its_dates() -> None:
    body = NAMESPACED_RSS.replace(b' xmlns:dc="http://purl.org/dc/elements/1.1/"', b"")
    assert parse_feed(body).items[0].published == "2026-03-01T12:00:00Z"


def test_a_broken_news_item_is_read_as_far_as_can_be_and_said() -> None:
    feed = parse_feed(ATOM.replace(b"</title>\n<link", b"\n<link").replace(b"</summary>", b""))
    assert (
        feed.items[0].link == "https://WWW.Example.org/News/1?utm_source=rss&id=7&fbclid=abc#top" and not feed.partial
    )
    assert "1 item was not well-formed and read as far as could be" in feed.notes


OLD_KINDS = [
    (
        b"<rss version='0.91'><channel><title>T</title><item><title>One</title><link>http://a.example/1</link></item>"
        b"</channel></rss>"
    ),
    (
        b"<RSS version='0.92'><CHANNEL><TITLE>T</TITLE><ITEM><TITLE>One</TITLE><LINK>http://a.example/1</LINK></ITEM>"
        b"</CHANNEL></RSS>"
    ),
    (
        b"<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' xmlns='http://my.netscape.com/rdf/simple/0.9/'>"
        b"<channel><title>T</title></channel><item><title>One</title><link>http://a.example/1</link></item></rdf:RDF>"
    ),
    (
        b"<feed version='0.3' xmlns='http://purl.org/atom/ns#'><title>T</title><entry><title>One</title>"
        b"<link rel='alternate' type='text/html' href='http://a.example/1'/></entry></feed>"
    ),
    (
        b"<CHANNEL HREF='http://a.example/'><TITLE>T</TITLE><ITEM HREF='http://a.example/1'><TITLE>One</TITLE></ITEM>"
        b"</CHANNEL>"
    ),
    b"<rss version='2.0'><item><title>One</title><link>http://a.example/1</link></item></rss>",
]


@pytest.mark.parametrize("body", OLD_KINDS)
@pytest.mark.parametrize("breach", [b"", b"<br>"])
def test_old_kinds_of_feed_are_read_also_when_broken(body: bytes, breach: bytes) -> None:
    feed = parse_feed(body.replace(b"One", b"One" + breach))
    assert [(item.title.replace("<br>", "").replace("<br />", ""), item.link) for item in feed.items] == [
        ("One", "http://a.example/1")
    ]
    assert not feed.partial and bool(feed.notes) == bool(breach)


def test_entities_that_stand_for_a_character_are_put_in_their_place() -> None:
    doctype = b"<!DOCTYPE rss [<!ENTITY nbsp \"&#160;\"> <!ENTITY co 'Co'>]>"
    feed = parse_feed(doctype + b"<rss><channel><title>a&nbsp;&co; &amp; b</title></channel></rss>")
    assert feed.title == "a\u00a0Co & b"
