"""News items: which concern a tracked case or flow, and storing those. Others are counted and let go."""

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from tracker.feeds.dialects.news import NewsItem
from tracker.linking.model import NewsLink, NewsText
from tracker.storage.coverage import coverage_by_url, put_coverage
from tracker.storage.owed import owe_coverage
from tracker.storage.store import Store


@dataclass(frozen=True, slots=True)
class NewsIntent:
    verdict: str
    item: NewsItem
    link: NewsLink
    sha: str


@dataclass(frozen=True, slots=True)
class NewsPlan:
    intents: tuple[NewsIntent, ...]
    ignored: int

    def count(self, verdict: str) -> int:
        return sum(intent.verdict == verdict for intent in self.intents)


def plan_news(store: Store, items: Sequence[NewsItem], link: Callable[[NewsText], NewsLink]) -> NewsPlan:
    """Decide each item by its address (tracking parameters already stripped): a changed headline is a revision of
    the same item, and one story through several feeds is one."""
    # An address may stand twice in one feed; the first is the newest.
    fresh = {item.url: item for item in reversed(items)}
    held = coverage_by_url(store, list(fresh))
    intents, ignored = [], 0
    for item in fresh.values():
        sha = hashlib.sha256(json.dumps([item.title, item.summary]).encode()).hexdigest()
        old = held.get(item.url)
        published = item.published.date() if item.published else None
        found = link(NewsText(item.title, item.summary, item.url, published))
        if old is None and not found.relevant:
            ignored += 1
            continue
        verdict = "new" if old is None else "same" if old["content_sha"] == sha else "changed"
        intents.append(NewsIntent(verdict, item, found, sha))
    return NewsPlan(tuple(intents), ignored)


def store_news(store: Store, plan: NewsPlan, feed_id: str, run_id: int, archive_sha: str | None, now: datetime) -> None:
    for intent in plan.intents:
        if intent.verdict != "same":
            found = put_coverage(store, intent.item, intent.link, intent.sha, feed_id, run_id, archive_sha, now)
            owe_coverage(store, found, now=now)
