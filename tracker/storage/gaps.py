"""Gaps: stretches of time that no reading of a court's feed covers, how they were closed, and for which dockets."""

import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from tracker.dates import from_utc_text, utc_text
from tracker.outputs.gaps import Fill, GapNote, gap_note
from tracker.storage.store import Store


def add_gap(store: Store, feed_id: str, court_id: str | None, from_at: str, to_at: str, now: datetime) -> None:
    store.execute(
        "insert into gaps (feed_id, court_id, from_at, to_at, found_at) values (?, ?, ?, ?, ?)",
        [feed_id, court_id, from_at, to_at, utc_text(now)],
    )


def find_gap(store: Store, gap_id: int) -> dict[str, Any] | None:
    return store.row("select * from gaps where gap_id = ?", [gap_id])


def open_gaps(store: Store) -> list[dict[str, Any]]:
    """Gaps that nobody has closed, oldest first."""
    return store.rows("select * from gaps where closed_at is null order by found_at, gap_id")


def gap_notes(store: Store, court_ids: Iterable[str] | None = None) -> tuple[GapNote, ...]:
    """Gaps of these courts, or of all, open and closed, newest first, each with the dockets filled since."""
    wanted = None if court_ids is None else json.dumps(sorted(set(court_ids)))
    where = " from gaps where ? is null or court_id in (select value from json_each(?))"
    fills: dict[int, dict[str, Fill]] = {}
    for row in store.rows(f"select * from gap_fills where gap_id in (select gap_id{where})", [wanted, wanted]):
        fills.setdefault(row["gap_id"], {})[row["docket_id"]] = Fill(from_utc_text(row["filled_at"]), row["why"])
    rows = store.rows(f"select *{where} order by from_at desc, gap_id desc", [wanted, wanted])
    return tuple(gap_note(row, fills.get(row["gap_id"], {})) for row in rows)


def gaps_within(store: Store, court_id: str, from_: datetime | None, to: datetime) -> list[dict[str, Any]]:
    """Gaps of a court, open and closed, that lie wholly between two instants; None: however far back. Oldest first."""
    return store.rows(
        "select * from gaps where court_id = ? and from_at >= ? and to_at <= ? order by from_at, gap_id",
        [court_id, utc_text(from_) if from_ else "", utc_text(to)],
    )


def fill_gap(store: Store, gap_id: int, docket_ids: Iterable[str], why: str, now: datetime) -> set[str]:
    """Note that of these dockets nothing is missing in a gap; returns all that are filled now. The first word stays."""
    store.many(
        "insert into gap_fills (gap_id, docket_id, filled_at, why) values (?, ?, ?, ?) on conflict do nothing",
        [(gap_id, docket_id, utc_text(now), why) for docket_id in docket_ids],
    )
    return {r["docket_id"] for r in store.rows("select docket_id from gap_fills where gap_id = ?", [gap_id])}


def close_gap(store: Store, gap_id: int, why: str, now: datetime, *, by_fills: bool = False) -> bool:
    """The period has been filled from another source, and `why` says which; False when no open gap has that id.
    by_fills: not a person says so of the whole court, but each docket tracked now was read in full."""
    cursor = store.execute(
        "update gaps set closed_at = ?, closed_why = ?, by_fills = ? where gap_id = ? and closed_at is null",
        [utc_text(now), why, int(by_fills), gap_id],
    )
    return cursor.rowcount == 1


def reopen_gap(store: Store, gap_id: int) -> None:
    store.execute("update gaps set closed_at = null, closed_why = null, by_fills = 0 where gap_id = ?", [gap_id])
