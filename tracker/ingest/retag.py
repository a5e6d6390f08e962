"""Tagging stored entries again with today's rules. What a person confirmed stays, and nobody is owed a mail."""

from datetime import datetime
from typing import Any, NamedTuple

from tracker.dates import utc_text
from tracker.ingest.entry_event import draft_of, entry_event, event_id_of
from tracker.ingest.tools import Tools
from tracker.models import Tagging
from tracker.storage.catalogue import docket_row, flows_of_cases
from tracker.storage.entries import all_entries
from tracker.storage.events import event_row, put_event, register_events_on
from tracker.storage.facts import bump_version, reading_of
from tracker.storage.retagged import MachineReading, forget_change, last_machine_reading, note_change, note_differing
from tracker.storage.retie import retie_all
from tracker.storage.store import Store
from tracker.storage.withheld import is_withheld
from tracker.vocab import COURT_ACT_KINDS


class Retagged(NamedTuple):
    """changed: readings that changed; kept: those that stay as a person confirmed them; differing: of these, event id
    and what today's rules would say that the person does not."""

    changed: int
    kept: int
    differing: tuple[tuple[str, str], ...]


def retag(store: Store, tools: Tools, now: datetime) -> Retagged:
    """Read every entry that is not withheld with today's rules, in one transaction. What a person read stays."""
    changed = kept = 0
    differing: list[tuple[str, str]] = []
    with store.atomic():
        for entry in all_entries(store):
            event_id = event_id_of(entry["entry_id"])
            if is_withheld(store, event_id):
                continue
            if reading_of(store, event_id) is not None:
                kept += 1
                if said := _said_otherwise(store, entry, event_id, tools, now):
                    differing.append((event_id, said))
                continue
            changed += _retag_one(store, entry, event_id, tools, now)
        retie_all(store)
        note_differing(store, dict(differing))
        if changed:
            bump_version(store)
    return Retagged(changed, kept, tuple(differing))


def _said_otherwise(store: Store, entry: dict[str, Any], event_id: str, tools: Tools, now: datetime) -> str:
    """The outcomes that today's rules read in an entry and that the person who read it does not state; "" for none.
    Where the rules read it otherwise than before, and not as the person does, that is kept for the desk.

    A bare event type has no outcome and contradicts nobody.
    """
    docket, held = docket_row(store, entry["docket_id"]), event_row(store, event_id)
    if docket is None or held is None:
        return ""
    stated = {(a["relief"], a["disposition"]) for a in held["actions"]}
    tagging = tools.read(draft_of(entry, docket))
    read = _machine_reading(tagging)
    if read.pairs == stated:
        forget_change(store, event_id)
    elif (before := last_machine_reading(store, event_id)) is not None:
        note_change(store, event_id, before, read, now, confirmed=True)
    return ", ".join(
        f"{a.relief} {a.disposition}"
        for a in tagging.actions
        if a.disposition and (a.relief, a.disposition) not in stated
    )


def _machine_reading(tagging: Tagging) -> MachineReading:
    return MachineReading(tagging.kind, frozenset((a.relief, a.disposition or "") for a in tagging.actions))


def _retag_one(store: Store, entry: dict[str, Any], event_id: str, tools: Tools, now: datetime) -> bool:
    docket = docket_row(store, entry["docket_id"])
    old = event_row(store, event_id)
    if docket is None or old is None:
        return False
    draft = draft_of(entry, docket)
    court = tools.courts[docket["court_id"]]
    tagging = tools.read(draft)
    flows = flows_of_cases(store, [docket["case_id"]])[docket["case_id"]]
    told = register_events_on(store, [docket["docket_id"]])[docket["docket_id"]]
    row = entry_event(entry["entry_id"], draft, tagging, court, docket, flows, told, ("", None), now)
    row = row._replace(sources=tuple((s["url"], s["retrieved_at"], s["archive_sha"]) for s in old["sources"]))
    read = MachineReading(row.kind, frozenset(row.actions))
    before = MachineReading(old["kind"], frozenset((a["relief"], a["disposition"]) for a in old["actions"]))
    same = before == read and bool(old["pending"]) == row.pending
    if before != read and COURT_ACT_KINDS & {before.kind, read.kind}:
        note_change(store, event_id, before, read, now, confirmed=False)
    put_event(store, row, utc_text(now) if not same else old["changed_at"])
    return not same
