"""One story through several feeds is one item; a headline that its feed changes is a revision, and the old one stays."""

from datetime import timedelta

import pytest

from tests.conftest import NOW
from tracker.feeds.dialects.news import read_news
from tracker.ingest.news import NewsPlan, plan_news, store_news
from tracker.linking.model import NewsLink, NewsText
from tracker.models import FeedItem, ParsedFeed
from tracker.storage.coverage import coverage_row
from tracker.storage.news_shown import coverage_of
from tracker.storage.store import Store

PAGE = "https://news.example.com/story?id=5"


def concerns(_: NewsText) -> NewsLink:
    return NewsLink(True, ("tenants-v-bureau",), score=1.0)


def show(store: Store, feed: str, title: str, summary: str = "A ruling.", url: str = PAGE, **more: bool) -> NewsPlan:
    """One visit to a feed that shows one story."""
    item = FeedItem(title=title, link=url, guid="", summary=summary, published="")
    items, _ = read_news(ParsedFeed("News", "", None, (item,)))
    plan = plan_news(store, items, feed, concerns, **more)
    with store.atomic():
        store_news(store, plan, feed, 1, None, NOW + timedelta(minutes=1))
    return plan


def verdicts(*plans: NewsPlan) -> list[str]:
    return [intent.verdict for plan in plans for intent in plan.intents]


def said(store: Store, column: str = "title") -> list[str]:
    """Of every revision, oldest first."""
    return [row[column] for row in store.rows(f"select {column} from coverage_revisions order by revision_id")]


def shown(store: Store) -> list[str]:
    return [row["title"] for row in store.rows("select title from coverage order by coverage_id")]


def test_a_changed_headline_is_a_revision_and_the_one_before_it_stays(store: Store) -> None:
    assert verdicts(show(store, "one", "Judge rules"), show(store, "one", "Judge rules again")) == ["new", "changed"]
    assert shown(store) == ["Judge rules again"]
    assert said(store) == ["Judge rules", "Judge rules again"]
    assert verdicts(show(store, "one", "Judge rules")) == ["changed"], "it was changed back"
    assert shown(store) == ["Judge rules"] and len(said(store)) == 3


def test_the_headlines_before_are_told_newest_first_beside_the_one_that_stands(store: Store) -> None:
    for title in ("Judge rules", "Judge rules for agency", "Judge rules", "Judge rules against agency"):
        show(store, "one", title)
    (told,) = coverage_of(store, "case", "tenants-v-bureau")
    assert told.title == "Judge rules against agency"
    assert told.earlier == ("Judge rules", "Judge rules for agency")


def test_two_feeds_that_word_a_story_differently_do_not_overwrite_each_other(store: Store) -> None:
    first = verdicts(show(store, "one", "Judge rules"), show(store, "two", "Judge rules", "A longer summary."))
    assert first == ["new", "noted"]
    for _ in range(3):
        again = verdicts(show(store, "one", "Judge rules"), show(store, "two", "Judge rules", "A longer summary."))
        assert again == ["same", "same"]
    row = coverage_row(store, 1) or {}
    assert row["summary"] == "A ruling." and said(store, "feed_id") == ["one", "two"]


def test_what_either_feed_changes_is_shown(store: Store) -> None:
    show(store, "one", "Judge rules")
    show(store, "two", "Judge rules")
    assert verdicts(show(store, "two", "Judge did not rule")) == ["changed"]
    assert verdicts(show(store, "one", "Judge did not rule")) == ["noted"], "what is shown already"
    assert shown(store) == ["Judge did not rule"]


@pytest.mark.parametrize(
    "other",
    ["http://news.example.com/story?id=5", "https://www.news.example.com/story?id=5",
     "http://www.news.example.com/story/?id=5&utm_source=rss"],
)  # fmt: skip
def test_a_page_that_feeds_name_by_different_addresses_is_one_item(store: Store, other: str) -> None:
    show(store, "one", "Judge rules")
    assert verdicts(show(store, "two", "Judge rules", url=other)) == ["noted"]
    assert verdicts(show(store, "two", "Judge rules anew", url=other)) == ["changed"]
    assert [tuple(row.values()) for row in store.rows("select url, title from coverage")] == [
        (PAGE, "Judge rules anew")
    ]


@pytest.mark.parametrize("other", ["https://news.example.com/Story?id=5", "https://news.example.com/story?id=6"])
def test_another_page_is_another_item(store: Store, other: str) -> None:
    show(store, "one", "Judge rules")
    assert verdicts(show(store, "two", "Judge rules", url=other)) == ["new"]


def test_an_archived_body_that_is_read_again_takes_no_newer_headline_back(store: Store) -> None:
    show(store, "one", "Judge rules")
    show(store, "one", "Judge rules again")
    assert verdicts(show(store, "one", "Judge rules", replay=True)) == ["same"]
    assert shown(store) == ["Judge rules again"]
