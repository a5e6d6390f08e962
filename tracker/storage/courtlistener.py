"""The dockets that are watched at CourtListener, how far each is read, and entries whose text is awaited."""

import json
import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

from tracker.courtlistener.plan import STUB_GIVEN_UP, Watched
from tracker.dates import from_utc_text, utc_text
from tracker.papers.courtlistener import ClDocket, ClEntry
from tracker.papers.courtlistener_search import Sight
from tracker.storage.store import Store

FIND_AGAIN = timedelta(days=7)
SIGHTS_KEPT = timedelta(days=30)
# How long a ruling nobody has read counts as pending: after that somebody chose not to read it.
PENDING_FOR = timedelta(days=30)
_MOMENT = "%Y-%m-%dT%H:%M:%S.%fZ"


def add_source(store: Store, feed_id: str, address: str) -> None:
    """Make the row in `feeds` under which the runs of a source stand. Its address is not polled as a feed."""
    store.execute(
        "insert into feeds (feed_id, kind, url) values (?, 'courtlistener', ?) on conflict (feed_id)"
        " do update set url = excluded.url where url is not excluded.url",
        [feed_id, address],
    )


def sync_watched(store: Store) -> None:
    """Watch the ids that the register gives. A docket that two cases share is watched once."""
    rows = store.rows(
        "select d.docket_id, j.value ->> 'courtlistener' ids from cases c, json_each(c.body, '$.dockets') j"
        " join dockets d on d.docket_id = j.value ->> 'id' where ids is not null order by d.case_id, d.position"
    )
    for row in rows:
        for cl_id in re.findall(r"[0-9]{1,12}", row["ids"]):
            watch(store, int(cl_id), row["docket_id"])


def watch(store: Store, cl_id: int, docket_id: str) -> None:
    store.execute(
        "insert into courtlistener_dockets (cl_id, docket_id) values (?, ?) on conflict (cl_id) do nothing",
        [cl_id, docket_id],
    )


def unknown_dockets(store: Store, now: datetime) -> list[dict[str, Any]]:
    """Tracked dockets with a number and no id there, not looked for lately: `docket_id, court_id, docket_number`."""
    return store.rows(
        "select d.docket_id, d.court_id, d.docket_number from dockets d"
        " left join courtlistener_finds f using (docket_id) where d.docket_number is not null"
        " and not exists (select 1 from courtlistener_dockets c where c.docket_id = d.docket_id)"
        " and (f.asked_at is null or f.asked_at < ?) order by f.asked_at is not null, f.asked_at, d.docket_id",
        [utc_text(now - FIND_AGAIN)],
    )


def note_find(store: Store, docket_id: str, found: int, now: datetime) -> None:
    store.execute(
        "insert into courtlistener_finds (docket_id, asked_at, found) values (?, ?, ?) on conflict (docket_id)"
        " do update set asked_at = excluded.asked_at, found = excluded.found",
        [docket_id, utc_text(now), found],
    )


def pending_dockets(store: Store, now: datetime) -> set[str]:
    """Our dockets on which a ruling of the last weeks waits for a person."""
    since = utc_text(now - PENDING_FOR)
    rows = store.rows(
        "select docket_id from events where pending = 1 and retracted_at is null and first_seen_at > ?"
        " union select docket_id from events where outcome_unknown = 1 and first_seen_at > ? and retracted_at is null",
        [since, since],
    )
    return {row["docket_id"] for row in rows}


def watched(store: Store, now: datetime) -> list[Watched]:
    """What the planner needs to know of every docket that may be asked for."""
    rows = store.rows(
        "select c.*, (select min(first_seen_at) from courtlistener_stubs s"
        " where s.cl_id = c.cl_id and s.ended_at is null) stub_since"
        " from courtlistener_dockets c join dockets d using (docket_id)"
        " where c.state <> 'wrong' and d.docket_number is not null order by c.cl_id"
    )
    pending = pending_dockets(store, now)
    return [
        Watched(
            row["cl_id"], row["state"] == "checked", _moment(row["looked_at"]), _moment(row["covered_at"]),
            _moment(row["changed_at"]), row["docket_id"] in pending, _moment(row["stub_since"]),
            _moment(row["not_before"]), row["cursor"] is not None,
        )
        for row in rows
    ]  # fmt: skip


def watched_row(store: Store, cl_id: int) -> dict[str, Any] | None:
    """The row of one docket, with `court_id`, `docket_number`, `caption` and `our_case_id` of ours."""
    return store.row(
        "select c.*, d.court_id, d.docket_number, d.caption, d.pacer_case_id from courtlistener_dockets c"
        " join dockets d using (docket_id) where cl_id = ?",
        [cl_id],
    )


def note_checked(store: Store, docket: ClDocket) -> None:
    """Its page was read and it is the docket that we mean."""
    body = json.dumps({"pacer_case_id": docket.pacer_case_id, "caption": docket.caption, "url": docket.url,
                       "terminated": docket.terminated.isoformat() if docket.terminated else None})  # fmt: skip
    store.execute(
        "update courtlistener_dockets set state = 'checked', body = ?, failures = 0, not_before = null,"
        " last_error = null where cl_id = ?",
        [body, docket.cl_id],
    )


def note_wrong(store: Store, cl_id: int, said: str) -> None:
    """The id names another docket than the register says; it is not asked for again until the register changes."""
    store.execute("update courtlistener_dockets set state = 'wrong', last_error = ? where cl_id = ?", [said, cl_id])


def note_page(
    store: Store, cl_id: int, since: datetime | None, cursor: str | None, chain: Iterable[str], asked_at: datetime
) -> None:
    """One page of entries was stored. since: up to where all is read, None for as before; cursor: the next page.
    What was said to have changed before it was asked for has been seen."""
    at = utc_text(asked_at)
    store.execute(
        "update courtlistener_dockets set since = coalesce(?, since), cursor = ?, chain = ?, looked_at = ?,"
        " changed_at = case when changed_at > ? then changed_at end,"
        " failures = 0, not_before = null, last_error = null where cl_id = ?",
        [since.astimezone(UTC).strftime(_MOMENT) if since else None, cursor, json.dumps(list(chain)), at, at, cl_id],
    )


def note_docket_failure(store: Store, cl_id: int, said: str, not_before: datetime, gone: bool = False) -> None:
    """It could not be read; a list that was half read is begun again, from where all is read, at that time."""
    store.execute(
        "update courtlistener_dockets set failures = failures + 1, not_before = ?1, last_error = ?2, cursor = null,"
        " chain = '[]', changed_at = case when cursor is null then changed_at else coalesce(changed_at, ?1) end,"
        " state = case when ?3 then 'gone' else state end where cl_id = ?4",
        [utc_text(not_before), said, int(gone), cl_id],
    )


def since_of(row: dict[str, Any]) -> datetime | None:
    return datetime.strptime(row["since"], _MOMENT).replace(tzinfo=UTC) if row["since"] else None


def mark_changed(store: Store, cl_ids: Iterable[int], now: datetime) -> None:
    """Somebody said that these dockets changed: they are asked for soon."""
    for cl_id in cl_ids:
        store.execute("update courtlistener_dockets set changed_at = ? where cl_id = ?", [utc_text(now), cl_id])


# The look at many dockets --------------------------------------------------------------------------------------------


def note_covered(store: Store, cl_ids: Iterable[int], now: datetime) -> None:
    store.execute(
        "update courtlistener_dockets set covered_at = ? where cl_id in (select value from json_each(?))",
        [utc_text(now), json.dumps(list(cl_ids))],
    )


def take_sights(store: Store, sights: Iterable[Sight], now: datetime) -> list[Sight]:
    """Remember what was shown; those that were not known, or not in these words."""
    new: list[Sight] = []
    for sight in sights:
        if store.value("select mark from courtlistener_sights where cl_entry = ?", [sight.cl_entry]) != sight.mark:
            new.append(sight)
        store.execute(
            "insert into courtlistener_sights (cl_entry, cl_id, mark, seen_at) values (?, ?, ?, ?)"
            " on conflict (cl_entry) do update set mark = excluded.mark, seen_at = excluded.seen_at",
            [sight.cl_entry, sight.docket_cl_id, sight.mark, utc_text(now)],
        )
    store.execute("delete from courtlistener_sights where seen_at < ?", [utc_text(now - SIGHTS_KEPT)])
    return new


# Entries without text ------------------------------------------------------------------------------------------------


def take_stubs(store: Store, entries: Iterable[ClEntry], cl_id: int, now: datetime) -> None:
    """Note entries that have no text yet, and those whose text has come."""
    for entry in entries:
        if entry.stub:
            store.execute(
                "insert into courtlistener_stubs (cl_entry, cl_id, first_seen_at) values (?, ?, ?)"
                " on conflict (cl_entry) do nothing",
                [entry.cl_id, cl_id, utc_text(now)],
            )
        else:
            store.execute(
                "update courtlistener_stubs set ended_at = ?, how = 'text' where cl_entry = ? and how is not 'text'",
                [utc_text(now), entry.cl_id],
            )


def give_up_stubs(store: Store, now: datetime) -> list[tuple[int, int]]:
    """Stop waiting for texts that did not come in weeks: (docket there, how many of it) for each docket."""
    limit = utc_text(now - STUB_GIVEN_UP)
    rows = store.rows(
        "select cl_id, count(*) n from courtlistener_stubs where ended_at is null and first_seen_at <= ?"
        " group by cl_id",
        [limit],
    )
    store.execute(
        "update courtlistener_stubs set ended_at = ?, how = 'given_up' where ended_at is null and first_seen_at <= ?",
        [utc_text(now), limit],
    )
    return [(row["cl_id"], row["n"]) for row in rows]


# For people ----------------------------------------------------------------------------------------------------------


def watch_counts(store: Store) -> dict[str, int]:
    """How the watched dockets stand: `unchecked`, `checked`, `wrong`, `gone`, `awaited` texts, `given_up` texts."""
    found = {row["state"]: row["n"] for row in
             store.rows("select state, count(*) n from courtlistener_dockets group by state")}  # fmt: skip
    for row in store.rows("select coalesce(how, 'awaited') how, count(*) n from courtlistener_stubs group by 1"):
        found[row["how"]] = row["n"]
    return found


def troubled(store: Store) -> list[dict[str, Any]]:
    """Dockets that could not be read, or are not the one the register means: `cl_id, docket_id, state, last_error`."""
    return store.rows(
        "select cl_id, docket_id, state, last_error from courtlistener_dockets where last_error is not null"
        " order by state desc, cl_id"
    )


# Feeds of dockets ----------------------------------------------------------------------------------------------------


def feed_due(store: Store, now: datetime) -> dict[str, Any] | None:
    """The docket whose feed has waited longest; one never read comes first."""
    return store.row(
        "select c.*, d.court_id, d.docket_number, d.caption, d.pacer_case_id"
        " from courtlistener_dockets c join dockets d using (docket_id) where d.docket_number is not null"
        " and c.state <> 'wrong' and (feed_due_at is null or feed_due_at <= ?)"
        " order by feed_due_at is not null, feed_due_at, cl_id limit 1",
        [utc_text(now)],
    )


def note_feed(
    store: Store, cl_id: int, due: datetime, etag: str | None, modified: str | None, sha: str | None, *, failed: bool
) -> None:
    store.execute(
        "update courtlistener_dockets set feed_due_at = ?, feed_etag = ?, feed_modified = ?,"
        " feed_sha = coalesce(?, feed_sha), feed_failures = case when ? then feed_failures + 1 else 0 end"
        " where cl_id = ?",
        [utc_text(due), etag, modified, sha, int(failed), cl_id],
    )


def _moment(text: str | None) -> datetime | None:
    return from_utc_text(text) if text else None
