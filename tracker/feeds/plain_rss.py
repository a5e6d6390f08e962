"""Plain RSS 2.0, which every court writes, from an lxml tree. Pure; bench/parsing.py measures it."""

import re
from collections.abc import Callable

from lxml import etree

from tracker.errors import ParseError
from tracker.feeds.decode import LATIN_1, WINDOWS_1252
from tracker.feeds.when import parse_date
from tracker.models import FeedItem, ParsedFeed

_C1 = re.compile("[\x80-\x9f]")
_FIELDS = {"title": 0, "link": 1, "description": 2, "guid": 3, "pubDate": 4}


def from_court_rss(root: etree._Element, notes: tuple[str, ...]) -> ParsedFeed | None:
    """RSS 2.0 whose items use no namespaced elements, as every court's feed; None for any other."""
    channel = root.find("channel") if root.tag == "rss" else None
    if channel is None:
        if root.tag == "rss" and root.find("item") is None:
            raise ParseError("the feed is RSS without a channel: nothing can be read from it")
        return None
    clean = _c1_mender(root)
    items: list[FeedItem] = []
    double: list[str] = []
    for number, item in enumerate(channel.iterfind("item"), start=1):
        values, twice = ["", "", "", "", ""], False
        for part in item:
            place = _FIELDS.get(part.tag)
            if place is None:
                if not isinstance(part.tag, str) or ":" in part.tag:
                    return None
            elif not values[place]:
                text = (part.text or "") if len(part) == 0 else _inner(part)
                values[place] = text if text.isascii() else clean(text)
            elif place == 0:
                twice = True
        if twice:
            # Two items run into one: whose link and text these are cannot be told.
            double.append(f"item {number}")
            continue
        title, link, summary, guid, published = values
        items.append(FeedItem(title.strip(), link.strip(), summary, guid.strip(), published.strip()))
    built = parse_date(channel.findtext("lastBuildDate") or "") or parse_date(channel.findtext("pubDate") or "")
    return ParsedFeed(
        clean(channel.findtext("title") or "").strip(),
        clean(channel.findtext("description") or "").strip(),
        built, tuple(items), notes + _two_titles(double), bool(double),
    )  # fmt: skip


def _two_titles(double: list[str]) -> tuple[str, ...]:
    if not double:
        return ()
    return (f"{items_were(len(double))} left out, since two titles stand in one: {', '.join(double[:3])}",)


def items_were(number: int) -> str:
    """How a note on items begins."""
    return "1 item was" if number == 1 else f"{number} items were"


def _inner(part: etree._Element) -> str:
    """An element's content as text where markup stands in it unescaped."""
    return (part.text or "") + "".join(etree.tostring(child, encoding="unicode") for child in part)


def _c1_mender(root: etree._Element) -> Callable[[str], str]:
    if not LATIN_1.match((root.getroottree().docinfo.encoding or "").lower()):
        return _same
    return lambda text: text.translate(WINDOWS_1252) if _C1.search(text) else text


def _same(text: str) -> str:
    return text
