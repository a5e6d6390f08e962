"""Items of news and press-release feeds. Pure. A news item is coverage: it never becomes an order."""

import re
from dataclasses import dataclass
from datetime import datetime
from html import unescape
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

import nh3

from tracker.feeds.dialects.common import describe_item
from tracker.feeds.when import parse_date
from tracker.models import ParsedFeed

# Parameters that say how a reader came, not what is read; each is added by a mailer, an advertiser or a share button.
_TRACKERS = frozenset({
    "fbclid", "gclid", "gclsrc", "dclid", "gbraid", "wbraid", "msclkid", "yclid", "twclid", "ttclid", "igshid",
    "li_fat_id", "mc_cid", "mc_eid", "mkt_tok", "_hsenc", "_hsmi", "hsctatracking", "vero_id", "oly_anon_id",
    "oly_enc_id", "s_cid", "cmpid", "ncid", "smid", "smtyp", "sref", "rss_id", "taid", "wt_mc", "_ga", "_gl",
})  # fmt: skip
_TRACKER_FAMILIES = ("utm_", "pk_", "mtm_", "matomo_", "hsa_", "at_medium", "at_campaign")
_BLOCK = re.compile(r"<(?=/?(?:p|div|br|li|ul|ol|h[1-6]|tr|td|th|table|blockquote|figcaption|figure)\b)", re.IGNORECASE)
_SPACES = re.compile(r"\s+")
# Web addresses without a page on a host of their own, or longer than any browser takes, are not worth keeping.
_MAX_URL = 2000


@dataclass(frozen=True, slots=True)
class NewsItem:
    """One report. url: canonical, without tracking; outlet: host without `www.`; published: aware, or None if unknown.

    title, summary: plain text on one line. item_index: place in the feed, from 0.
    """

    url: str
    title: str
    summary: str
    outlet: str
    published: datetime | None
    guid: str
    item_index: int


def read_news(feed: ParsedFeed) -> tuple[tuple[NewsItem, ...], tuple[str, ...]]:
    """The feed's items in its order, and a note on those without a web address or a title, which nobody could open or
    read. The same page twice is one item, the first."""
    items: dict[str, NewsItem] = {}
    unread: list[str] = []
    for index, item in enumerate(feed.items):
        url = canonical_url(item.link) or canonical_url(item.guid)
        title = plain_text(item.title)
        if url is None or not title:
            unread.append(describe_item(item, index))
            continue
        items.setdefault(
            same_page(url)[0],
            NewsItem(
                url, title, plain_text(item.summary), outlet_of(url), parse_date(item.published), item.guid, index
            ),
        )
    if not unread:
        return tuple(items.values()), ()
    count, were = ("1 item", "was") if len(unread) == 1 else (f"{len(unread)} items", "were")
    named = ", ".join(unread[:3])
    return tuple(items.values()), (f"{count} without a web address or a title {were} not read: {named}",)


def canonical_url(raw: str) -> str | None:
    """The address of the page itself: host in lower case, no tracking, no fragment. None for anything but the web.

    The order of the remaining parameters is kept: some sites mind it.
    """
    raw = raw.strip()
    if len(raw) > _MAX_URL or re.search(r"[\s<>\"'\x00-\x20]", raw):
        return None
    try:
        parts = urlsplit(raw)
        port = parts.port
        host = (parts.hostname or "").rstrip(".")
        query = [(name, value) for name, value in parse_qsl(parts.query, keep_blank_values=True) if not _tracks(name)]
    except ValueError:
        return None
    if parts.scheme.lower() not in ("http", "https") or "." not in host:
        return None
    scheme = parts.scheme.lower()
    default = {"http": 80, "https": 443}[scheme]
    place = host if port is None or port == default else f"{host}:{port}"
    kept = parts.query if len(query) == len(parse_qsl(parts.query, keep_blank_values=True)) else urlencode(query)
    return urlunsplit((scheme, place, parts.path or "/", kept, ""))


def same_page(url: str) -> tuple[str, ...]:
    """The addresses under which feeds name the page of a canonical one, always in the same order: with https and
    http, with and without `www.` and a slash at the end."""
    parts = urlsplit(url)
    host = parts.netloc.removeprefix("www.")
    bare = parts.path.rstrip("/")
    return tuple(
        urlunsplit((scheme, place, path or "/", parts.query, ""))
        for scheme in ("https", "http")
        for place in (host, f"www.{host}")
        for path in dict.fromkeys((bare or "/", f"{bare}/"))
    )


def _tracks(name: str) -> bool:
    lowered = name.lower()
    return lowered in _TRACKERS or lowered.startswith(_TRACKER_FAMILIES)


def outlet_of(url: str) -> str:
    """The host without `www.`: how a source is named where nothing better is known."""
    return (urlsplit(url).hostname or "").removeprefix("www.")


def plain_text(html: str) -> str:
    """The words of an HTML fragment on one line; scripts and styles go with their content."""
    if "<" in html:
        spaced = _BLOCK.sub(" <", html)
        html = nh3.clean(spaced, tags=set(), clean_content_tags={"script", "style"}, strip_comments=True)
    return _SPACES.sub(" ", unescape(html)).strip()
