"""How fast feeds are read: the tracker's own road from bytes to entry drafts, and feedparser on the same bytes."""

import time
from collections.abc import Callable

import feedparser

from tracker.courts import Court
from tracker.feeds.dialects import entries_from
from tracker.feeds.parse import parse_feed

ITEMS = 2000
COURT = Court("dcd", "District Court, District of Columbia", "D.D.C.", "district", 1, "America/New_York", "DC")


def _feed(items: int) -> bytes:
    """A district court's feed with `items` entries, a quarter of them without a document."""
    rows = []
    for number in range(items):
        link = f"https://ecf.dcd.uscourts.gov/doc1/0451{number:07}?caseid={number}&amp;amp;de_seq_num={number % 900}"
        paper = f' (&lt;a href="{link}" &gt;{number % 400}&lt;/a&gt;)' if number % 4 else ""
        rows.append(
            f"<item><title>1:26-cv-{number:05}-ABC Rivers et al v. Agency &amp;amp; Sons {number}</title>"
            f"<link>https://ecf.dcd.uscourts.gov/cgi-bin/DktRpt.pl?{number}</link>"
            f"<description>[Order on Motion for Extension of Time]{paper}</description>"
            f'<guid isPermaLink="true">https://ecf.dcd.uscourts.gov/cgi-bin/DktRpt.pl?{number}&amp;7</guid>'
            f"<pubDate>Mon, 02 Mar 2026 {number // 3600 % 24:02}:{number // 60 % 60:02}:{number % 60:02} GMT</pubDate>"
            "</item>"
        )
    head = '<?xml version="1.0" encoding="ISO-8859-1"?><rss version="2.0"><channel><title>Entries</title>'
    return (head + "\n".join(rows) + "</channel></rss>").encode("latin-1")


def _rate(work: Callable[[], object], items: int, rounds: int) -> float:
    """Items a second in the best of `rounds`: the others were disturbed by the machine."""
    best = float("inf")
    for _ in range(rounds):
        started = time.perf_counter()
        work()
        best = min(best, time.perf_counter() - started)
    return round(items / best)


def run() -> dict[str, float]:
    """`parse_items_per_s`: bytes to items; `entries_items_per_s`: bytes to entry drafts; and feedparser beside them."""
    body = _feed(ITEMS)
    return {
        "parse_items_per_s": _rate(lambda: parse_feed(body), ITEMS, 7),
        "entries_items_per_s": _rate(lambda: entries_from(parse_feed(body), COURT), ITEMS, 7),
        "feedparser_items_per_s": _rate(lambda: feedparser.parse(body), ITEMS, 2),
    }
