"""The public log of corrections: what was said otherwise before, and when it changed. It names nobody, and it repeats
no word of what is withheld or came by a private notice."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tracker.dates import from_utc_text, show_when
from tracker.outputs.words import KIND, action
from tracker.storage.desk import private_events
from tracker.storage.facts import REGISTER, superseded
from tracker.storage.store import Store
from tracker.storage.withheld import list_withheld
from tracker.text import clip, one_line

MOST = 2000
# Changes of these alone are no correction of anything that a reader sees.
_SILENT = frozenset({"from_facts", "key"})
_LABELS = {
    "title": "title", "text": "text", "date": "date", "time": "time", "kind": "what it is", "actions": "ruling",
    "order": "order", "acts": "effect on other orders", "flows": "data flows concerned", "sources": "sources",
    "unverified": "whether it is confirmed", "judge": "judge", "document": "document number", "note": "note",
    "state": "state of play", "verified_through": "checked through", "dockets": "dockets", "name": "name",
    "caption": "caption", "life": "whether the flow exists", "operating": "whether data moves",
    "volumes": "reported volumes", "reports": "reports", "conflict": "where sources disagree",
}  # fmt: skip
_ORDER_LABELS = {
    "restrictions": "what it restricts", "ends_on": "last day in force", "effective": "first day in force",
    "relief": "kind of relief", "replaces": "which order it replaces", "without_notice": "with or without notice",
    "term": "interim or permanent",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that reads otherwise now. before, after: short words, or None where only the fact is told."""

    what: str
    before: str | None = None
    after: str | None = None


@dataclass(frozen=True, slots=True)
class Correction:
    """how: changed, retracted, read again, taken back, withheld. link: path on the site, where there is a page."""

    at: datetime
    how: str
    title: str
    link: str | None
    changes: tuple[Change, ...] = ()
    reason: str = ""


HOW = {
    "changed": "Corrected in the register",
    "retracted": "Taken out of the register",
    "read": "Read again by a person",
    "back": "A reading was taken back",
    "withheld": "Withheld from the public",
}


def corrections(store: Store) -> list[Correction]:
    """Newest first, at most MOST of them."""
    rows = superseded(store, MOST)
    hidden = private_events(store, [r["object_id"] for r in rows if r["kind"] == "event"])
    withheld = list_withheld(store)
    gone = {w["target_id"] for w in withheld}
    found = []
    for row in rows:
        if row["object_id"] in hidden or row["object_id"] in gone or row["case_id"] in gone:
            continue
        if (made := _correction(row)) is not None:
            found.append(made)
    found += [
        Correction(
            from_utc_text(w["withheld_at"]), HOW["withheld"], f"{w['target_kind']} {w['target_id']}".capitalize(),
            f"/events/{w['target_id']}" if w["target_kind"] == "event" else None, reason=one_line(w["reason"]),
        )
        for w in withheld
    ]  # fmt: skip
    return sorted(found, key=lambda c: (-c.at.timestamp(), c.title))[:MOST]


def _correction(row: Mapping[str, Any]) -> Correction | None:
    before = json.loads(row["before"])
    after = json.loads(row["after"]) if row["after"] else None
    by_person = (row["after_origin"] or row["before_origin"]) != REGISTER
    how = ("read" if by_person else "changed") if after is not None else ("back" if by_person else "retracted")
    changes = _changes(before, after) if after is not None else ()
    if after is not None and not changes:
        return None
    now = after or before
    pages = {"case": "/cases/", "flow": "/flows/", "event": "/events/"}
    shown = after is not None or how == "back"
    return Correction(
        from_utc_text(row["at"]), HOW[how], one_line(now.get("title") or now.get("name") or row["object_id"]),
        pages[row["kind"]] + row["object_id"] if shown else None, changes,
    )  # fmt: skip


def _changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[Change, ...]:
    found = []
    for name in dict.fromkeys([*before, *after]):
        was, now = before.get(name), after.get(name)
        if was == now or name in _SILENT:
            continue
        if name == "order":
            found += _order_changes(was or {}, now or {})
        else:
            label = _LABELS.get(name, name.replace("_", " "))
            found.append(Change(label, _said(name, was), _said(name, now)))
    return tuple(found)


def _order_changes(was: Mapping[str, Any], now: Mapping[str, Any]) -> list[Change]:
    if not was or not now:
        said = ("no order of its own", "an order of its own")
        return [Change("order", said[bool(was)], said[bool(now)])]
    return [
        Change(_ORDER_LABELS.get(name, name.replace("_", " ")), _said(name, was.get(name)), _said(name, now.get(name)))
        for name in dict.fromkeys([*was, *now])
        if was.get(name) != now.get(name)
    ]


def _said(name: str, value: Any) -> str | None:
    """A value in a few words; None where it takes more."""
    if name in ("date", "verified_through", "ends_on", "effective"):
        return show_when(value) if value else "not given"
    if name == "kind":
        return KIND.get(str(value), str(value))
    if name == "actions":
        return "; ".join(action(a["relief"], a["disposition"]) for a in value or []) or "none"
    if name in ("title", "name", "judge", "document", "caption", "time"):
        return clip(one_line(value), 160) if value else "not given"
    if name == "restrictions":
        return "; ".join(_restriction(r) for r in value or []) or "nothing"
    return None


def _restriction(data: Mapping[str, Any]) -> str:
    extent = " the whole of" if data.get("whole") else " a part of" if data["effect"] == "bars" else ""
    return f"{data['effect']}{extent} {data['flow']}"
