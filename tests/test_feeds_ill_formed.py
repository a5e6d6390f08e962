"""Ill-formed feeds by the hundred: read, or refused in one sentence; never mixed up, never slow, seldom less than
feedparser alone would read."""

import random
import time

import pytest

from tests.torture_feeds import BASES, BREACHES, broken_feeds, ours, theirs
from tracker.errors import ParseError
from tracker.feeds.parse import parse_feed

STRUCTURE = ("missing end tag", "cut off", "open CDATA", "tags in capitals", "words before", "words behind")


def test_of_hundreds_of_broken_feeds_more_are_read_than_feedparser_alone_reads() -> None:
    read = other = only_other = 0
    for broken in broken_feeds(260, seed=7):
        items = ours(broken.body)
        own = any(item.title and item.link for item in items or ())
        theirs_too = theirs(broken.body) > 0
        read, other, only_other = read + own, other + theirs_too, only_other + (theirs_too and not own)
    assert read >= 255 and read > other and only_other <= 2


@pytest.mark.parametrize("name", ["court", "nyed", "appeals"])
def test_what_is_read_of_a_courts_broken_feed_is_an_item_of_the_whole_one_word_for_word(name: str) -> None:
    whole = parse_feed(BASES[name]).items
    rng = random.Random(3)
    read = 0
    for breach in STRUCTURE:
        for _ in range(12):
            items = ours(BREACHES[breach](BASES[name], rng), whole_items=True) or ()
            read += len(items)
            assert not [item for item in items if item not in whole], breach
    assert read > 70


@pytest.mark.parametrize(
    "body",
    [
        b"<rss><channel>" + b"<item>" * 19_000,
        b"<rss><channel>" + b"<item><title>" * 30_000,
        b"<rss><channel><item>" + b"<title x" * 50_000,
        b"<rss><channel>" + (b"<item><title>a<b</title>" + b"<" * 900 + b"</item>") * 600,
        b"<rss><channel>" + (b"<item><title>a</title><b>" + b"<![CDATA[" * 90 + b"</item>") * 600,
        b"<rss><channel><item><title>" + b"<![" * 100_000,
        b"<rss><channel><item><title>" + b"<a b='" * 80_000 + b"</item>",
        b"<feed><entry><title>" + b"&" * 400_000 + b"<x></entry>",
        b"<feed><entry><title>" + b"<!-- " * 80_000 + b"<x></entry>",
        b"<rss " + b"a='" * 300_000,
        b"x " * 200_000 + b"<rss><channel><item><title>a<b></item>",
    ],
)
@pytest.mark.parametrize("whole_items", [True, False])
def test_broken_feeds_built_to_take_long_are_answered_soon(body: bytes, whole_items: bool) -> None:
    began = time.process_time()
    try:
        parse_feed(body, whole_items=whole_items)
    except ParseError as error:
        assert "\n" not in str(error)
    assert time.process_time() - began < 6
