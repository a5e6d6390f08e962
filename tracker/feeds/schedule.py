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
    if run.status == "failed":
        slowest = max(interval, SLOWEST.get(source.kind, timedelta(hours=6)))
        wait = min(interval * 2 ** min(max(failures - 1, 0), 16), slowest)
    wait += wait * _SPREAD * _share(source.id, failures)
    if retry_after is not None and run.status == "failed":
        wait = max(wait, _asked(retry_after))
    return now + wait


def _asked(retry_after: int) -> timedelta:
    """A little more than was asked for: coming back at the exact second meets the same closed window."""
    asked = min(timedelta(seconds=min(max(retry_after, 0), 10**8)), LONGEST_WAIT)
    return asked + asked * 0.05 + timedelta(seconds=5)


def _share(feed_id: str, failures: int) -> float:
    """A number in [0, 1) that is always the same for the same feed and count."""
    return (crc32(f"{feed_id}:{failures}".encode()) % 1000) / 1000
