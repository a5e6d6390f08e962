"""When a feed is asked next. Pure: no clock, no chance; what looks like chance comes from the feed's id.

A failing feed is asked more seldom but always again: a court's feed keeps only hours of entries, so a feed that was
given up on would lose them even after the court had mended it.
"""

from datetime import datetime, timedelta
from zlib import crc32

from tracker.models import FeedRun, FeedSource

# Busy courts keep about three hours of items: asked at least hourly, a court that is back is read before they roll off.
SLOWEST = {"cmecf": timedelta(hours=1), "news": timedelta(hours=6)}
# A server that asks for more than a day gets a day: it has said that it is busy, not that it has closed.
LONGEST_WAIT = timedelta(days=1)
# A feed that its server calls gone for good (HTTP 410) is asked once a day, in case it was a mistake.
GONE = timedelta(days=1)
# What a feed may be asked at most, and how many items say how far back it reaches: two on a quiet day say nothing.
FASTEST = {"cmecf": 300, "news": 900}
ENOUGH_ITEMS = 5
_SPREAD = 0.1


def next_due(
    source: FeedSource, run: FeedRun, failures: int, now: datetime, *, retry_after: int | None = None
) -> datetime:
    """The next visit after `run`, which ended at `now`.

    failures: how many runs in a row have failed, this one among them. retry_after: seconds that the server asked for.
    After a success the interval; after failures twice as long each time, up to `SLOWEST` (or the interval, if longer).
    Up to a tenth is added, the same for the same feed and count, so that feeds do not come due all together.
    """
    interval = timedelta(seconds=source.interval)
    wait = interval
    bad = run.status in ("failed", "quarantined")
    if bad:
        slowest = max(interval, SLOWEST.get(source.kind, timedelta(hours=6)))
        wait = min(interval * 2 ** min(max(failures - 1, 0), 16), slowest)
    wait += wait * _SPREAD * _share(source.id, failures)
    if retry_after is not None and bad:
        wait = max(wait, rest_for(retry_after))
    if run.http_status == 410:
        wait = max(wait, GONE)
    return now + wait


def pace(source: FeedSource, items: int | None, span_seconds: int | None) -> int:
    """Seconds between two visits: the source's interval, or a quarter of how far back the feed reaches where that is
    less, so that no entry rolls off unseen when a few visits fail. Never faster than `FASTEST`."""
    if span_seconds is None or (items or 0) < ENOUGH_ITEMS or span_seconds >= 4 * source.interval:
        return source.interval
    return min(source.interval, max(FASTEST.get(source.kind, 900), span_seconds // 4))


def rest_for(retry_after: int) -> timedelta:
    """A little more than was asked for: coming back at the exact second meets the same closed window."""
    asked = min(timedelta(seconds=min(max(retry_after, 0), 10**8)), LONGEST_WAIT)
    return asked + asked * 0.05 + timedelta(seconds=5)


def _share(feed_id: str, failures: int) -> float:
    """A number in [0, 1) that is always the same for the same feed and count."""
    return (crc32(f"{feed_id}:{failures}".encode()) % 1000) / 1000
