"""What differs between two states of knowledge: events added, changed, confirmed, corrected, removed; words marked.

Pure. A court's own edit of an entry is *changed*; a person's reading of what a machine had read is *confirmed*; a
statement of the register or of a person that was replaced is *corrected*. Words that are now withheld are never shown,
neither as they are nor as they were.
"""

import re
from collections.abc import Collection, Mapping
from difflib import SequenceMatcher
from typing import Any

from tracker.outputs.chronology_rows import ChangeKind, FieldChange
from tracker.outputs.records import EventRecord
from tracker.outputs.words import KIND, action, label
from tracker.text import one_line, plain

_WORD = re.compile(r"\s+|[^\s]+")
# Beyond this many words the comparison costs more than it tells: the whole text counts as replaced.
_MOST_WORDS = 4000


def compare(
    then: Mapping[str, EventRecord], now: Mapping[str, EventRecord], withheld: Collection[str] = ()
) -> dict[str, tuple[ChangeKind, tuple[FieldChange, ...]]]:
    """By event id, only those that differ. withheld: ids of those withheld in between, which are withheld of then, too:
    that they are gone is told, and nothing that they said."""
    found: dict[str, tuple[ChangeKind, tuple[FieldChange, ...]]] = {}
    for event_id, event in now.items():
        before = then.get(event_id)
        if before is None:
            found[event_id] = "added", ()
        elif event_id in withheld:
            found[event_id] = "removed", ()
        elif not event.withheld and not before.withheld and (changes := fields(before, event)):
            found[event_id] = _kind(before, event), changes
    for event_id, event in then.items():
        if event_id not in now and not event.withheld:
            found[event_id] = "removed", ()
    return found


def _kind(before: EventRecord, after: EventRecord) -> ChangeKind:
    if after.confirmed and not before.confirmed:
        return "confirmed"
    return "changed" if after.origin == "docket" and not after.confirmed else "corrected"


def fields(before: EventRecord, after: EventRecord) -> tuple[FieldChange, ...]:
    """The fields that read differently, each with both readings."""
    old, new = _readings(before), _readings(after)
    return tuple(FieldChange(name, old[name], new[name]) for name in new if old[name] != new[name])


def _readings(event: EventRecord) -> dict[str, str]:
    day = "" if event.day is None else event.day.isoformat()[: 7 if event.precision == "month" else 10]
    return {
        "date": day,
        "event": event.title,
        "detail": body_text(event),
        "kind": label(KIND, event.kind),
        "docket": event.docket_number or "",
        "document": event.document or "",
        "outcome": "; ".join(sorted(action(r, d) for r, d in event.actions)),
        "effect on flows": "; ".join(sorted(f"{effect or 'concerns'} {flow_id}" for flow_id, effect in event.flows)),
        "order": event.order_id or "",
        "what the order says": _terms(event),
        "what it does to orders": _acts(event),
        "standing": "reported" if event.reported_only else "confirmed" if event.confirmed else "machine-read",
        "how sources differ": one_line(event.body.get("conflict")),
        "sources": "; ".join(s.url for s in event.sources),
    }


def _terms(event: EventRecord) -> str:
    order: dict[str, Any] = event.body.get("order") or {}
    rows = order.get("restrictions") or []
    found = [f"{r['effect']} {r['flow']}{' (whole)' if r.get('whole') else ''}: {r['text']}" for r in rows]
    for name, words in (("effective", "in force from"), ("ends_on", "last day"), ("ends_when", "ends")):
        if order.get(name):
            found.append(f"{words} {order[name]}")
    return one_line("; ".join(found))


def _acts(event: EventRecord) -> str:
    """`stays a-v-b.2026-06-22 (supreme_court)`: each act with what it is on, and how."""
    found = []
    for act in event.body.get("acts") or []:
        on = act.get("order") or act.get("stay") or act.get("judgment") or act.get("docket") or ""
        how = act.get("how") or act.get("stay_kind") or act.get("to") or ""
        found.append(f"{act['do'].replace('_', ' ')} {on}".strip() + (f" ({how})" if how else ""))
    return one_line("; ".join(found))


def body_text(event: EventRecord) -> str:
    """The event's text with its note; a register event keeps them apart from how sources differ."""
    if event.origin == "register" or "text" in event.body:
        parts = (event.body.get("text"), event.body.get("note"))
        return plain(" ".join(part for part in parts if part))
    return plain(event.text)


def marked(before: str, after: str) -> tuple[tuple[str, str], ...]:
    """`after` beside `before`, word by word: ("", same), ("del", gone), ("ins", new), in reading order."""
    old, new = _WORD.findall(before), _WORD.findall(after)
    if len(old) > _MOST_WORDS or len(new) > _MOST_WORDS:
        return tuple((mark, text) for mark, text in (("del", before), ("ins", after)) if text)
    found: list[tuple[str, str]] = []
    for step, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if step == "equal":
            found.append(("", "".join(old[i1:i2])))
            continue
        if i2 > i1:
            found.append(("del", "".join(old[i1:i2])))
        if j2 > j1:
            found.append(("ins", "".join(new[j1:j2])))
    return tuple(found)
