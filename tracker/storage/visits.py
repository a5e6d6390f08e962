"""How the visits to a feed went, hour by hour."""

from datetime import datetime

from tracker.dates import from_utc_text, utc_text
from tracker.feeds.steady import Hour
from tracker.storage.feeds import STOPPED
from tracker.storage.store import Store


def visits_by_hour(store: Store, feed_id: str, since: datetime) -> list[Hour]:
    """The hours since then in which the feed was asked, oldest first. A visit that ended with the tracker says nothing
    of the feed."""
    begun = (
        "coalesce((select run_id from feed_runs where feed_id = ? and started_at < ? order by run_id desc limit 1), 0)"
    )
    rows = store.rows(
        "select substr(started_at, 1, 13) as hour, count(*) as visits, sum(bad) as failed, sum(turned) as turns from ("
        " select started_at, status in ('failed', 'partial', 'quarantined') as bad,"
        " (status = 'quarantined' or (status = 'failed' and http_status is 410))"
        " and lag(status) over (order by run_id) in ('ok', 'unchanged') as turned from feed_runs"
        f" where feed_id = ? and run_id > {begun} and status <> 'in_progress' and error is not ?)"
        " group by hour order by hour",
        [feed_id, feed_id, utc_text(since), STOPPED],
    )
    return [
        Hour(from_utc_text(f"{row['hour']}:00:00Z"), row["visits"], row["failed"], row["turns"] or 0) for row in rows
    ]
