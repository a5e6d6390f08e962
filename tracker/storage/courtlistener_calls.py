"""The calls to CourtListener's API: each is written down before it is made, so that no crash gives one back and two
processes share one budget. Also how long the API is left alone."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from tracker.courtlistener.plan import Left, Limits
from tracker.dates import from_utc_text, utc_text
from tracker.storage.meta import note, noted
from tracker.storage.store import Store

# A call is counted there when it arrives, here when it is planned: windows are longer than theirs by what may lie
# between, so that ours never ends first.
PAD = timedelta(seconds=45)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
KEPT = timedelta(days=8)
_REST, _REST_WHY, _DOUBT = "courtlistener rest until", "courtlistener rest why", "courtlistener search doubted until"


@dataclass(frozen=True, slots=True)
class Rest:
    """The API is left alone until then. why: in words; count: how often in a row it had to be."""

    until: datetime
    why: str


def calls_left(store: Store, limits: Limits, now: datetime) -> Left:
    """What the account may still ask now, over any minute, hour and day that ends now."""
    spent = {
        row["what"]: row["n"]
        for row in store.rows(
            "select what, count(*) n from courtlistener_calls where at > ? group by what", [utc_text(now - DAY - PAD)]
        )
    }
    return Left(
        limits.minute - _count(store, now - MINUTE - PAD),
        limits.hour - _count(store, now - HOUR - PAD),
        limits.day - sum(spent.values()),
        spent,
    )


def _count(store: Store, since: datetime) -> int:
    return int(store.value("select count(*) from courtlistener_calls where at > ?", [utc_text(since)]))


def reserve_call(store: Store, what: str, about: str, limits: Limits, now: datetime) -> int | None:
    """Count one call that is about to be made; its id, or None when the account may make none now."""
    with store.atomic():
        if calls_left(store, limits, now).now < 1 or resting(store, now):
            return None
        cursor = store.execute(
            "insert into courtlistener_calls (at, what, about) values (?, ?, ?)", [utc_text(now), what, about[:200]]
        )
        return int(cursor.lastrowid or 0)


def note_answer(store: Store, call_id: int, status: int | None, said: str | None) -> None:
    store.execute("update courtlistener_calls set status = ?, said = ? where call_id = ?", [status, said, call_id])


def failures_in_a_row(store: Store) -> int:
    """How many of the newest calls failed, the newest first; one that a crash left open counts as neither."""
    rows = store.rows(
        "select said from courtlistener_calls where status is not null or said is not null"
        " order by call_id desc limit 24"
    )
    return next((place for place, row in enumerate(rows) if row["said"] is None), len(rows))


def forget_old_calls(store: Store, now: datetime) -> None:
    store.execute("delete from courtlistener_calls where at < ?", [utc_text(now - KEPT)])


# Rest and doubt ------------------------------------------------------------------------------------------------------


def rest_until(store: Store, until: datetime, why: str) -> None:
    note(store, _REST, utc_text(until))
    note(store, _REST_WHY, why)


def resting(store: Store, now: datetime) -> Rest | None:
    """Whether the API is left alone now, and why."""
    until = noted(store, _REST)
    return Rest(from_utc_text(until), noted(store, _REST_WHY) or "") if until and until > utc_text(now) else None


def doubt_search(store: Store, until: datetime) -> None:
    """The search missed something or did not answer: until then it is not relied upon."""
    note(store, _DOUBT, utc_text(until))


def search_trusted(store: Store, now: datetime) -> bool:
    return (noted(store, _DOUBT) or "") <= utc_text(now)
