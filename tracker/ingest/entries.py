"""Storing the docket entries of one source body: tag, decide, write, all inside the caller's transaction."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from tracker.courts import Court
from tracker.dates import utc_text
from tracker.docket_numbers import same_docket, serial_key
from tracker.ingest.decide import decide, instant_key, natural_key
from tracker.ingest.entry_event import court_day, entry_event, event_id_of
from tracker.models import EntryDraft, EntryIntent, Tagging
from tracker.storage.catalogue import flows_of_cases
from tracker.storage.entries import Seen, matching_entries, put_entries
from tracker.storage.events import EventRow, add_events, put_event, register_events_on
from tracker.storage.facts import bump_version, reading_of
from tracker.storage.owed import Reason, owe_event
from tracker.storage.store import Store
from tracker.storage.subscribers import confirmed_scopes
from tracker.storage.withheld import is_withheld

# An entry first seen this long after its date is an addition to the record, not news.
LATE = timedelta(days=14)

Docket = Mapping[str, Any]


class Tracked:
    """The tracked dockets of one court, to be found by number."""

    def __init__(self, dockets: Sequence[Docket]):
        self._by_serial: dict[str, list[Docket]] = defaultdict(list)
        for docket in dockets:
            self._by_serial[serial_key(docket["docket_number"])].append(docket)

    def home(self, number: str) -> Docket | None:
        """The tracked docket that a number names. Year and serial are not enough: many districts number each office
        apart, so that 1:25-cv-00344 and 5:25-cv-00344 of one court are two cases."""
        rows = self._by_serial.get(serial_key(number))
        return next((row for row in rows if same_docket(row["docket_number"], number)), None) if rows else None


@dataclass(frozen=True, slots=True)
class Plan:
    """What a body holds for tracked dockets, before anything is written: intents by docket, and what is not ours."""

    intents: tuple[tuple[Docket, tuple[EntryIntent, ...]], ...]
    ignored: int

    def count(self, verdict: str) -> int:
        return sum(intent.verdict == verdict for _, intents in self.intents for intent in intents)

    @property
    def fresh(self) -> list[tuple[Docket, EntryIntent]]:
        """What must be written, oldest first, so that ids rise with time: courts print the newest on top."""
        found = [(docket, i) for docket, intents in self.intents for i in intents if i.verdict != "same"]
        return sorted(found, key=lambda pair: -pair[1].draft.item_index)

    @property
    def brings_something(self) -> bool:
        return any(intent.verdict != "same" for _, intents in self.intents for intent in intents)


def plan_entries(store: Store, tracked: Tracked, drafts: Sequence[EntryDraft]) -> Plan:
    """Sort drafts into tracked dockets and decide each against what is stored."""
    homes: dict[str, Docket | None] = {}
    dockets: dict[str, Docket] = {}
    by_docket: dict[str, list[EntryDraft]] = defaultdict(list)
    ignored = 0
    for draft in drafts:
        number = draft.docket_number
        if number not in homes:
            homes[number] = tracked.home(number)
        docket = homes[number]
        if docket is None:
            ignored += 1
            continue
        dockets[docket["docket_id"]] = docket
        by_docket[docket["docket_id"]].append(draft)
    stored = matching_entries(
        store,
        [(docket_id, key) for docket_id, own in by_docket.items() for draft in own if (key := natural_key(draft))],
        {(docket_id, instant_key(d)) for docket_id, own in by_docket.items() for d in own if natural_key(d) is None},
    )
    oldest = min((draft.date_entered for draft in drafts if draft.date_entered), default=None)
    planned = [
        (dockets[docket_id], tuple(decide(own, stored.get(docket_id, ()), oldest)))
        for docket_id, own in by_docket.items()
    ]
    return Plan(tuple(planned), ignored)


def store_plan(
    store: Store, plan: Plan, court: Court, read: Callable[[EntryDraft], Tagging], url: str, seen: Seen
) -> None:
    """Write new and changed entries with revision, provenance, tags and event, and owe them to subscribers.

    url: of the feed, where an item names none of its own.
    """
    fresh = plan.fresh
    if not fresh:
        return
    ids = put_entries(store, [(docket["docket_id"], intent) for docket, intent in fresh], seen)
    told = register_events_on(store, {docket["docket_id"] for docket, _ in fresh})
    flows = flows_of_cases(store, {docket["case_id"] for docket, _ in fresh})
    new: list[EventRow] = []
    owed: list[tuple[str, Reason]] = []
    for entry_id, (docket, intent) in zip(ids, fresh, strict=True):
        draft = intent.draft
        changed = intent.verdict == "changed"
        if changed and is_withheld(store, event_id_of(entry_id)):
            # The revision is kept; its words stay out of sight as the first ones do.
            continue
        owed.append((event_id_of(entry_id), _reason(intent, court, seen.at)))
        if changed and reading_of(store, event_id_of(entry_id)) is not None:
            # A person has read this entry; the machine's reading of the revision does not replace theirs.
            continue
        row = entry_event(
            entry_id, draft, read(draft), court, docket, flows[docket["case_id"]], told[docket["docket_id"]],
            (draft.source_url or url, seen.archive_sha), seen.at,
        )  # fmt: skip
        if changed:
            put_event(store, row, utc_text(seen.at))
        else:
            new.append(row)
    add_events(store, new, utc_text(seen.at))
    if confirmed_scopes(store):
        for event_id, reason in owed:
            owe_event(store, event_id, reason=reason, now=seen.at)
    bump_version(store)


def _reason(intent: EntryIntent, court: Court, now: datetime) -> Reason:
    if intent.verdict == "changed":
        return "changed"
    day = court_day(intent.draft, court)
    return "late" if day and now.date() - day >= LATE else "new"
