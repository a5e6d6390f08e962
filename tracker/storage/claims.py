"""One claim a job, so that two processes never run it at once."""

from datetime import datetime, timedelta

from tracker.dates import utc_text
from tracker.storage.store import Store


def claim(store: Store, job: str, holder: str, now: datetime, term: timedelta) -> bool:
    """Take the job for `term`; False while another holder's claim runs. A claim that ran out is taken over, and so is
    one that reaches further ahead than any may: the clock has been set back since it was made."""
    with store.atomic():
        cursor = store.execute(
            "insert into job_claims (job, holder, until_at) values (?, ?, ?) on conflict (job) do update set"
            " holder = excluded.holder, until_at = excluded.until_at where job_claims.until_at <= ?"
            " or job_claims.until_at > ? or job_claims.holder = excluded.holder",
            [job, holder, utc_text(now + term), utc_text(now), utc_text(now + 2 * term)],
        )
        return cursor.rowcount == 1


def release(store: Store, job: str, holder: str, now: datetime) -> None:
    with store.atomic():
        store.execute(
            "update job_claims set until_at = ?, last_done_at = ? where job = ? and holder = ?",
            [utc_text(now), utc_text(now), job, holder],
        )
