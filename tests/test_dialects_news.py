"""News items: canonical addresses, plain words, aware times."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.feed_samples import ATOM, JSON_FEED, NAMESPACED_RSS
from tracker.feeds.dialects.news import canonical_url, plain_text, read_news
from tracker.feeds.parse import parse_feed
from tracker.models import FeedItem, ParsedFeed


def test_an_atom_entry_becomes_a_news_item() -> None:
    (item,) = read_news(parse_feed(ATOM))[0]
    assert item.url == "https://www.example.org/News/1?id=7"
    assert item.outlet == "example.org"
    assert item.title == "Court pauses transfer of records"
    assert item.summary == "A judge ruled. More…"
    assert item.published == datetime(2026, 3, 2, 14, 30, tzinfo=UTC)
    assert (item.guid, item.item_index) == ("tag:example.org,2026:1", 0)


def test_rss_and_json_feeds_give_news_items_too() -> None:
    (rss_item,) = read_news(parse_feed(NAMESPACED_RSS))[0]
    (json_item,) = read_news(parse_feed(JSON_FEED))[0]
    assert (rss_item.title, rss_item.summary) == ("Records – the fight goes on", "Short words")
    assert (json_item.summary, json_item.published) == ("Two agencies agreed.", datetime(2026, 3, 2, 7, tzinfo=UTC))


@pytest.mark.parametrize(
    ("raw", "url"),
    [
        ("HTTPS://WWW.Example.org/A?utm_source=x&utm_medium=y", "https://www.example.org/A"),
        ("https://example.org/a?b=1&gclid=2&c=%20d", "https://example.org/a?b=1&c=+d"),
        ("https://example.org/a?b=1;c=2&d", "https://example.org/a?b=1;c=2&d"),
        ("https://example.org", "https://example.org/"),
        ("https://example.org:443/a#part", "https://example.org/a"),
        ("http://example.org:8080/a", "http://example.org:8080/a"),
        ("https://someone:secret@example.org/a", "https://example.org/a"),
        ("https://example.org/a?mc_cid=1&mc_eid=2", "https://example.org/a"),
        ("javascript:alert(1)", None),
        ("ftp://example.org/a", None),
        ("/relative", None),
        ("https://localhost/a", None),
        ("https://[bad", None),
        ("https://example.org:99999/a", None),
        ("https://example.org/a b", None),
        ('https://example.org/"onx', None),
        ("https://example.org/" + "a" * 3000, None),
        ("", None),
    ],
)
def test_an_address_is_made_canonical_or_refused(raw: str, url: str | None) -> None:
    assert canonical_url(raw) == url


@given(st.text(max_size=80).map(lambda tail: "https://example.org/" + tail))
def test_a_canonical_address_stays_as_it_is(raw: str) -> None:
    url = canonical_url(raw)
    assert url is None or canonical_url(url) == url


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>One</p><p>Two</p>", "One Two"),
        ("half<b>way</b>", "halfway"),
        ("a<br/>b", "a b"),
        ("1 &lt; 2 &amp; 3", "1 < 2 & 3"),
        ("<script>evil()</script>Fine<style>p{}</style>", "Fine"),
        ("<!-- x -->Word", "Word"),
        ("  spaced \n out ", "spaced out"),
        ("<img src=x onerror=alert(1)>Photo", "Photo"),
        ("", ""),
    ],
)
def test_html_becomes_words_on_one_line(html: str, text: str) -> None:
    assert plain_text(html) == text


def _feed(*items: FeedItem) -> ParsedFeed:
    return ParsedFeed("News", "", None, items)


def test_the_same_page_twice_is_one_item() -> None:
    first = FeedItem("One", "https://example.org/a?utm_source=x", "", "1", "")
    second = FeedItem("One again", "https://example.org/a", "", "2", "")
    items = read_news(_feed(first, second))[0]
    assert [(item.title, item.published) for item in items] == [("One", None)]


def test_an_item_nobody_could_open_or_read_is_counted() -> None:
    items, notes = read_news(
        _feed(FeedItem("No link", "", "", "x", ""), FeedItem("", "https://example.org/a", "", "", ""))
    )
    assert items == ()
    assert notes == ('2 items without a web address or a title were not read: item 1 ("No link"), item 2 (no title)',)


def test_a_guid_that_is_an_address_stands_in_for_a_missing_link() -> None:
    (item,) = read_news(_feed(FeedItem("One", "", "", "https://example.org/a", "")))[0]
    assert item.url == "https://example.org/a"
