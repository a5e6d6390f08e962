"""Ties between papers, read for a page in one query; `retie.py` works them out."""

import json
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from tracker.dates import utc_text
from tracker.outputs.ties import Pair, Side, TieRecord, place
from tracker.storage.store import Store
from tracker.storage.withheld import IS_WITHHELD
from tracker.text import one_line

# The paper at the other end; what of it a reader may see is decided in `_side`.
_SIDE = (
    f"e.event_id, e.title, e.kind, e.day, e.document, e.docket_id, e.first_seen_at, {IS_WITHHELD} hidden,"
    " coalesce(n.private, 0) private"
)
_TIE = "t.from_event, t.to_event, t.to_document, t.what, t.certainty, t.because"
_ENTRY = "left join docket_entries n on n.entry_id = e.entry_id"


def ties_on(
    store: Store, event_ids: Iterable[str], until: date | None = None, known_at: datetime | None = None
) -> dict[str, tuple[TieRecord, ...]]:
    """The ties of these events, both ways, in one query; other papers only as far as they were known and had happened.

    What a reader may not see (private, retracted, later) is a paper not seen at one end, and no tie at the other.
    """
    if until or known_at:
        return _ties_on(store, event_ids, until, known_at)
    return store.each("ties", event_ids, lambda missing: _ties_on(store, missing, None, None))


def _ties_on(
    store: Store, event_ids: Iterable[str], until: date | None, known_at: datetime | None
) -> dict[str, tuple[TieRecord, ...]]:
    rows = store.rows(
        f"select j.value me, 0 inverse, {_TIE}, {_SIDE} from json_each(:ids) j join ties t on t.from_event = j.value"
        f" left join events e on e.event_id = t.to_event and e.retracted_at is null {_ENTRY}"
        f" union all select j.value me, 1 inverse, {_TIE}, {_SIDE} from json_each(:ids) j"
        " join ties t on t.to_event = j.value"
        f" join events e on e.event_id = t.from_event and e.retracted_at is null {_ENTRY}",
        {"ids": json.dumps(sorted(set(event_ids)))},
    )
    found: dict[str, list[TieRecord]] = {}
    for row in rows:
        other = _side(row, until, known_at)
        if other is None and (row["inverse"] or not row["to_document"]):
            continue
        if row["inverse"] and other and other.withheld:
            continue
        found.setdefault(row["me"], []).append(
            TieRecord(row["what"], bool(row["inverse"]), row["certainty"], one_line(row["because"]),
                      one_line(row["to_document"]) or None, other)
        )  # fmt: skip
    return {event_id: tuple(sorted(own, key=place)) for event_id, own in found.items()}


def case_ties(
    store: Store, case_id: str, until: date | None = None, known_at: datetime | None = None, limit: int = 2000
) -> tuple[tuple[Pair, ...], dict[str, Side]]:
    """The ties between papers of a case that a reader may see, and those papers by id; of a long case the newest."""
    rows = store.rows(
        f"select {_TIE} from ties t join events f on f.event_id = t.from_event"
        " where t.case_id = ? and t.to_event is not null order by f.day desc, t.tie_id desc limit ?",
        [case_id, limit],
    )
    ids = json.dumps(sorted({row[end] for row in rows for end in ("from_event", "to_event")}))
    sides = {}
    for row in store.rows(
        f"select {_SIDE} from events e {_ENTRY} where e.event_id in (select value from json_each(?))"
        " and e.retracted_at is null",
        [ids],
    ):
        side = _side(row, until, known_at)
        if side and not side.withheld:
            sides[side.event_id] = side
    pairs = [
        Pair(row["from_event"], row["to_event"], row["what"], row["certainty"], row["because"])
        for row in rows
        if row["from_event"] in sides and row["to_event"] in sides
    ]
    return tuple(pairs), sides


def _side(row: dict[str, Any], until: date | None, known_at: datetime | None) -> Side | None:
    if row["event_id"] is None or row["private"]:
        return None
    if (until and row["day"] and row["day"] > until.isoformat()) or (
        known_at and row["first_seen_at"] > utc_text(known_at)
    ):
        return None
    hidden = bool(row["hidden"])
    return Side(
        row["event_id"], "Withheld" if hidden else one_line(row["title"]), "other" if hidden else row["kind"],
        date.fromisoformat(row["day"]) if row["day"] else None, None if hidden else one_line(row["document"]) or None,
        row["docket_id"], hidden,
    )  # fmt: skip
