"""News items: which concern a tracked case or flow, and storing those. Others are counted and let go."""

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from tracker.feeds.dialects.news import NewsItem, same_page
from tracker.linking.model import NewsLink, NewsText
from tracker.storage.coverage import coverage_by_url, note_words, put_coverage, words_said
from tracker.storage.owed import owe_coverage
from tracker.storage.store import Store


@dataclass(frozen=True, slots=True)
class NewsIntent:
    """verdict: `new`, `changed`, `same`, or `noted`: a known story in the words of a feed that shows it first now.
    coverage_id: of a known story."""

    verdict: str
    item: NewsItem
    link: NewsLink
    sha: str
    coverage_id: int | None = None


@dataclass(frozen=True, slots=True)
class NewsPlan:
    intents: tuple[NewsIntent, ...]
    ignored: int

    def count(self, verdict: str) -> int:
        return sum(intent.verdict == verdict for intent in self.intents)

    @property
    def brings_something(self) -> bool:
        return any(intent.verdict != "same" for intent in self.intents)


def plan_news(
    store: Store, items: Sequence[NewsItem], feed_id: str, link: Callable[[NewsText], NewsLink], replay: bool = False
) -> NewsPlan:
    """Decide each item by its page (tracking parameters already stripped): a changed headline is a revision of the
    same item, and one story through several feeds is one.

    Changed is what a feed says otherwise than it said itself. Feeds of one house cut a story's summary each in its own
    way; compared with each other they would overwrite it at every visit, for ever.

    replay: the items are of an archived body, whose words were news when it came.
    """
    # A page may stand twice in one feed; the first is the newest.
    fresh = {same_page(item.url)[0]: item for item in reversed(items)}
    known = coverage_by_url(store, [address for item in fresh.values() for address in same_page(item.url)])
    said = words_said(store, [row["coverage_id"] for row in known.values()], feed_id)
    intents, ignored = [], 0
    for item in fresh.values():
        sha = hashlib.sha256(json.dumps([item.title, item.summary]).encode()).hexdigest()
        old = next((known[address] for address in same_page(item.url) if address in known), None)
        published = item.published.date() if item.published else None
        found = link(NewsText(item.title, item.summary, item.url, published))
        if old is None and not found.relevant:
            ignored += 1
        elif old is None:
            intents.append(NewsIntent("new", item, found, sha))
        else:
            item = replace(item, url=old["url"])
            verdict = _verdict(sha, old["content_sha"], said.get(old["coverage_id"], []), replay)
            intents.append(NewsIntent(verdict, item, found, sha, old["coverage_id"]))
    return NewsPlan(tuple(intents), ignored)


def _verdict(sha: str, now_shown: str, said: Sequence[str], replay: bool) -> str:
    """said: what this feed has shown of the story, the newest last."""
    if sha in (said if replay else said[-1:]):
        return "same"
    return "noted" if not said or sha == now_shown else "changed"


def store_news(store: Store, plan: NewsPlan, feed_id: str, run_id: int, archive_sha: str | None, now: datetime) -> None:
    for intent in plan.intents:
        if intent.verdict == "noted" and intent.coverage_id is not None:
            note_words(store, intent.coverage_id, intent.item, intent.sha, feed_id, run_id, archive_sha, now)
        elif intent.verdict != "same":
            found = put_coverage(store, intent.item, intent.link, intent.sha, feed_id, run_id, archive_sha, now)
            owe_coverage(store, found, now=now)
