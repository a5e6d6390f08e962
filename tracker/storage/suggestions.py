"""Suggestions: what a machine thinks worth a look by a person. A row changes nothing; it waits for one."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from tracker.dates import from_utc_text, utc_text
from tracker.storage.store import Store


@dataclass(frozen=True, slots=True)
class Found:
    """A suggestion before it is stored. kind: `docket` (an unknown docket that looks like data sharing), `appeal` (one
    that seems to belong to a tracked case), `register` (a Federal Register notice), `notice` (mail that was held).

    key: what makes it the same thing when it is found again. because: reasons in words. body: plain JSON data.
    """

    kind: str
    key: str
    title: str
    court_id: str | None = None
    docket_number: str | None = None
    caption: str = ""
    url: str | None = None
    day: str | None = None
    score: float = 1.0
    because: Sequence[str] = ()
    body: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A stored one; texts not yet made safe to show. closed_as: `accepted`, `dismissed` or None."""

    suggestion_id: int
    kind: str
    key: str
    title: str
    court_id: str | None
    docket_number: str | None
    caption: str
    url: str | None
    day: str | None
    score: float
    because: tuple[str, ...]
    body: dict[str, Any]
    found_at: datetime
    closed_at: datetime | None
    closed_as: str | None


def add_suggestions(store: Store, found: Sequence[Found], now: datetime) -> int:
    """Store those that are new; returns how many. One that is known stays as it is, decided or not, but an open one
    takes the reasons of a better score. Call inside a transaction."""
    new, at = 0, utc_text(now)
    for each in found:
        values = [
            each.title, each.score, json.dumps(list(each.because), ensure_ascii=False), each.url,
            json.dumps(dict(each.body), ensure_ascii=False, sort_keys=True),
        ]  # fmt: skip
        held = store.row("select score, closed_at from suggestions where key = ?", [each.key])
        if held is None:
            store.execute(
                "insert into suggestions (title, score, because, url, body, kind, key, court_id, docket_number,"
                " caption, day, found_at) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                [*values, each.kind, each.key, each.court_id, each.docket_number, each.caption, each.day, at],
            )
            new += 1
        elif held["closed_at"] is None and each.score > held["score"]:
            store.execute(
                "update suggestions set title = ?, score = ?, because = ?, url = ?, body = ? where key = ?",
                [*values, each.key],
            )
    return new


def known_suggestions(store: Store, keys: Sequence[str]) -> dict[str, float]:
    """Of these keys those that are stored, with their scores."""
    rows = store.rows(
        "select key, score from suggestions where key in (select value from json_each(?))", [json.dumps(list(keys))]
    )
    return {row["key"]: row["score"] for row in rows}


def open_suggestions(store: Store) -> list[Suggestion]:
    """Those that nobody has decided on, oldest first."""
    rows = store.rows("select * from suggestions where closed_at is null order by found_at, suggestion_id")
    return [_suggestion(row) for row in rows]


def find_suggestion(store: Store, suggestion_id: int) -> Suggestion | None:
    row = store.row("select * from suggestions where suggestion_id = ?", [suggestion_id])
    return _suggestion(row) if row else None


def is_private(store: Store, found: Suggestion) -> bool:
    """Whether it was drawn from an entry that only a private notice has shown so far."""
    return bool(found.body.get("private")) and bool(
        store.value(
            "select 1 from docket_entries where docket_id = ? and ltrim(document_number, '0') is ltrim(?, '0')"
            " and private <> 0",
            found.body["private"],
        )
    )


def close_suggestion(store: Store, suggestion_id: int, how: str, now: datetime) -> None:
    """how: `accepted` or `dismissed`. Call inside the transaction that keeps the decision."""
    store.execute(
        "update suggestions set closed_at = ?, closed_as = ? where suggestion_id = ?",
        [utc_text(now), how, suggestion_id],
    )


def reopen_suggestion(store: Store, suggestion_id: int) -> None:
    store.execute("update suggestions set closed_at = null, closed_as = null where suggestion_id = ?", [suggestion_id])


def accepted_notices(store: Store) -> dict[str, Suggestion]:
    """Held mail that a person has vouched for, by key: it is to be taken at the next look."""
    rows = store.rows(
        "select * from suggestions where kind = 'notice' and closed_as = 'accepted'"
        " and json_extract(body, '$.taken') is null"
    )
    return {row["key"]: _suggestion(row) for row in rows}


def note_taken(store: Store, key: str, at: datetime) -> None:
    """What somebody vouched for has been stored; it is not looked for again."""
    store.execute("update suggestions set body = json_set(body, '$.taken', ?) where key = ?", [utc_text(at), key])


def _suggestion(row: Mapping[str, Any]) -> Suggestion:
    closed = row["closed_at"]
    return Suggestion(
        row["suggestion_id"], row["kind"], row["key"], row["title"], row["court_id"], row["docket_number"],
        row["caption"], row["url"], row["day"], row["score"], tuple(json.loads(row["because"])),
        json.loads(row["body"]), from_utc_text(row["found_at"]), from_utc_text(closed) if closed else None,
        row["closed_as"],
    )  # fmt: skip
