"""Which feeds there are: data/feeds.toml, read and checked. Refuses a file with a wrong entry; guesses no address.

One table a feed, its name the feed's id:
    kind = "cmecf" | "news" | "scotus"; title; feed = an address, or "none" with a reason (scotus: an address with
    {number} where a docket's number stands, asked once for each tracked docket); interval in seconds;
    court = a court id (not for news); verified = true once the address has been fetched; reason = what a reader of the
    sources page should know.
"""

import re
import tomllib
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from tracker.courts import Courts
from tracker.errors import ConfigError
from tracker.models import FeedSource

MIN_INTERVAL, MAX_INTERVAL = 300, 86_400
_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_KEYS = {"kind", "title", "feed", "interval", "court", "verified", "reason"}


def load_sources(file: Path, courts: Courts) -> list[FeedSource]:
    """Every feed of the file, in its order; those without an address have `url` None and a reason.

    Raises ConfigError naming the file, the entry and what to change.
    """
    try:
        tables = tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ConfigError(f"cannot read the list of feeds {file}: {error}") from error
    sources: list[FeedSource] = []
    addresses: dict[str, str] = {}
    for feed_id, table in tables.items():
        try:
            source = _source(feed_id, table, courts)
        except ValueError as error:
            raise ConfigError(f"{file}: [{feed_id}]: {error}") from None
        if source.url is not None and source.url in addresses:
            raise ConfigError(f"{file}: [{feed_id}]: the same address as [{addresses[source.url]}]; remove one of them")
        if source.url is not None:
            addresses[source.url] = feed_id
        sources.append(source)
    return sources


def _source(feed_id: str, table: Any, courts: Courts) -> FeedSource:
    """Raises ValueError, in words, for an entry that cannot be used."""
    if not isinstance(table, dict):
        raise ValueError('is not a table; write [id], and under it kind = "cmecf" and the rest')
    if not _ID.fullmatch(feed_id):
        raise ValueError("an id has lower-case letters, digits and single hyphens only")
    if unknown := set(table) - _KEYS:
        raise ValueError(f"no such key: {', '.join(sorted(unknown))}; known are {', '.join(sorted(_KEYS))}")
    kind = _text(table, "kind")
    if kind not in ("cmecf", "news", "scotus"):
        raise ValueError(f'kind must be "cmecf", "news" or "scotus", not {kind!r}')
    reason = _text(table, "reason") if "reason" in table else None
    url = _address(_text(table, "feed"), reason)
    verified = table.get("verified", False)
    if not isinstance(verified, bool):
        raise ValueError("verified must be true or false")
    interval, court = _interval(table, url), _court(table, kind, courts)
    pattern = url if kind == "scotus" else None
    if (url is not None and "{number}" in url) != (pattern is not None):
        raise ValueError('feed must hold {number} where kind is "scotus", and nowhere else')
    url = None if pattern else url
    return FeedSource(feed_id, kind, _text(table, "title"), url, interval, court, verified, reason, pattern)


def _text(table: dict[str, Any], key: str) -> str:
    value = table.get(key)
    if not isinstance(value, str) or not value.strip():
        raise ValueError(f'{key} is missing; write {key} = "…"')
    return value.strip()


def _address(feed: str, reason: str | None) -> str | None:
    if feed == "none":
        if reason is None:
            raise ValueError('feed = "none" needs a reason, which the sources page shows')
        return None
    try:
        parts = urlsplit(feed)
        usable = parts.scheme in ("http", "https") and parts.hostname and (parts.port or 1) > 0
    except ValueError:
        usable = None
    if not usable or re.search(r"\s", feed) or parts.username is not None:
        raise ValueError(f'feed must be an http or https address without a user name, or "none", not {feed!r}')
    return feed


def _interval(table: dict[str, Any], url: str | None) -> int:
    interval = table.get("interval", 3600 if url is None else None)
    if not isinstance(interval, int) or isinstance(interval, bool):
        raise ValueError("interval is missing; write the seconds between two visits, e.g. interval = 600")
    if not MIN_INTERVAL <= interval <= MAX_INTERVAL:
        raise ValueError(f"interval must be between {MIN_INTERVAL} and {MAX_INTERVAL} seconds, not {interval}")
    return interval


def _court(table: dict[str, Any], kind: str, courts: Courts) -> str | None:
    if kind == "news":
        if "court" in table:
            raise ValueError("a news feed belongs to no court; remove court")
        return None
    court_id = _text(table, "court")
    if court_id not in courts:
        raise ValueError(f"no such court: {court_id!r}; court ids are those of courts-db and data/courts.toml")
    return court_id
