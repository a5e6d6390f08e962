"""Telling the operator of feeds that need a person: one letter when something has gone wrong, one when it is well.

A feed is told of when it has failed for a day, when its server calls it gone for good, when a body of it waits for a
person's word, or when it is read now and then and yet fails in most hours (`tracker.feeds.steady`). Each is told once
until the feed is read again, or read steadily again, however often it is asked and whatever else is wrong with it in
between; several feeds share a letter.
"""

import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from html import escape
from typing import Any

from tracker.config import Config
from tracker.dates import from_utc_text, show_day, utc_text
from tracker.feeds.steady import WINDOW, Measured, measured
from tracker.mail import Letter, build_message, message_id
from tracker.storage import feeds as feed_store
from tracker.storage.outbox import add_operator_letter
from tracker.storage.store import Store
from tracker.storage.visits import visits_by_hour

log = logging.getLogger(__name__)

PATIENCE = timedelta(days=1)
# Feeds that failed together cross the day within the hour between their visits: one letter, not one each.
ALMOST = timedelta(hours=23)
UNKNOWN = Measured(0, 0)


@dataclass(frozen=True, slots=True)
class News:
    """One thing to tell. what: `failing`, `gone`, `quarantined`, `unsteady`, or None for a feed that is read again."""

    feed_id: str
    what: str | None
    words: str


def operator_news(
    rows: Iterable[Mapping[str, Any]], now: datetime, steadiness: Callable[[str], Measured] = lambda _: UNKNOWN
) -> list[News]:
    """What the operator has not been told yet, from the rows of the feeds. steadiness: how the visits to a feed have
    gone of late, asked for only where it may be news. Pure."""
    found: list[News] = []
    almost: list[News] = []
    for row in rows:
        if not row["url"] and row.get("kind", "cmecf") in ("cmecf", "news", "scotus"):
            # No longer in the list. What has no address there at all (a mailbox) is told of.
            continue
        feed, told = row["feed_id"], (row["told"] or "").split(",")
        what = _state(row, now, PATIENCE)
        if what and what not in told:
            found.append(News(feed, what, _words(row, what)))
        elif "unsteady" in told and not row["failures"]:
            if (seen := steadiness(feed)).steady:
                found.append(News(feed, None, f"{feed} is read again without much trouble: {_share(seen)}."))
        elif row["told"] and not row["failures"] and (seen := steadiness(feed)).to_and_fro:
            found.append(News(feed, "unsteady", _to_and_fro(row, seen)))
        elif row["told"] and not row["failures"]:
            found.append(News(feed, None, f"{feed} is read again, since {_when(row['last_ok_at'])}."))
        elif row["failures"] == 1 and not row["told"] and (seen := steadiness(feed)).mostly_bad:
            # What fails on and on is told of after a day; that what is read in between begins to fail again is the
            # time to look back.
            found.append(News(feed, "unsteady", _unsteady(row, seen)))
        elif not row["told"] and _state(row, now, ALMOST):
            almost.append(News(feed, "failing", _words(row, "failing")))
    return found + (almost if any(news.what == "failing" for news in found) else [])


def _state(row: Mapping[str, Any], now: datetime, patience: timedelta) -> str | None:
    if not row["failures"]:
        return None
    if row["gone_since"]:
        return "gone"
    if row["last_status"] == "quarantined":
        return "quarantined"
    since = row["failing_since"]
    return "failing" if since and now - from_utc_text(since) >= patience else None


def _words(row: Mapping[str, Any], what: str) -> str:
    feed, error = row["feed_id"], row["last_error"]
    if what == "gone":
        return (
            f"{feed}: the server says that this feed is gone for good (HTTP 410). It is asked once a day in case that "
            f"was a mistake. If the feed has a new address, put it into data/feeds.toml."
        )
    if what == "quarantined":
        return f"{feed}: {error}"
    read = "read only in part" if row["last_status"] == "partial" else "not read"
    return (
        f"{feed}: {read} since {_when(row['failing_since'])}, {row['failures']} tries in a row. "
        f"The last said: {error}. It is asked again by itself; entries may be missing meanwhile."
    )


def _unsteady(row: Mapping[str, Any], seen: Measured) -> str:
    return (
        f"{row['feed_id']}: read now and then, but {_share(seen)}. The last visit said: {row['last_error']}. "
        f"It is asked again by itself; entries may be missing."
    )


def _to_and_fro(row: Mapping[str, Any], seen: Measured) -> str:
    return (
        f"{row['feed_id']}: read again, but in the last {WINDOW.days} days it was read and then called gone, or put "
        f"aside, {seen.turns} times. It is asked again by itself; you hear of it when it is read steadily."
    )


def _share(seen: Measured) -> str:
    return (
        f"of the {seen.asked} hours of the last {WINDOW.days} days in which it was asked, "
        f"{seen.bad} had more failed visits than good ones"
    )


def _when(text: str) -> str:
    moment = from_utc_text(text)
    return f"{show_day(moment.date())}, {moment:%H:%M} UTC"


def tell_operator(store: Store, config: Config, now: datetime) -> list[str]:
    """Put the letter that is due on its way and note what was told, in one transaction; returns what was told.

    Without a mail address in TRACKER_CONTACT the log is all there is.
    """
    with store.atomic():
        since = now - WINDOW
        news = operator_news(
            feed_store.feed_rows(store), now, lambda feed: measured(visits_by_hour(store, feed, since))
        )
        if not news:
            return []
        for each in news:
            feed_store.note_told(store, each.feed_id, each.what)
            log.warning("%s", each.words)
        if recipient := mail_address(config.contact):
            ident = message_id(config, "operator", f"{utc_text(now)}:{','.join(n.feed_id for n in news)}")
            message = build_message(_letter(news, config), config, ident, now)
            add_operator_letter(store, ident, recipient, message, now)
    return [each.words for each in news]


def mail_address(contact: str) -> str | None:
    """The contact if mail can go to it: it may as well be a web address."""
    contact = contact.strip().removeprefix("mailto:")
    user, _, host = contact.partition("@")
    usable = user and "." in host and contact.isascii() and not any(c in contact for c in ' <>/,;:"')
    return contact if usable and "@" not in host else None


def _letter(news: Sequence[News], config: Config) -> Letter:
    bad = [each for each in news if each.what]
    names = ", ".join(each.feed_id for each in bad or news)
    state = (
        "needs you" if len(bad) == 1 else "need you" if bad else "is read again" if len(news) == 1 else "are read again"
    )
    if len(names) > 60:
        names = f"{len(bad or news)} feeds"
    subject = f"{'[DEMO] ' if config.demo else ''}{names} {state}: {config.site_name}"
    foot = f"How every feed stands: {config.public_url}/sources"
    text = "\n\n".join([each.words for each in news] + [foot]) + "\n"
    html = "".join(f"<p>{escape(each.words)}</p>" for each in news)
    link = escape(f"{config.public_url}/sources")
    return Letter(
        subject, text, f'<html><body>{html}<p>How every feed stands: <a href="{link}">{link}</a></p></body></html>'
    )
