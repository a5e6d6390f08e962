"""Storing the docket entries of one source body: tag, decide, write, all inside the caller's transaction."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from tracker.courts import Court, Courts
from tracker.dates import utc_text
from tracker.docket_numbers import same_docket, serial_key
from tracker.ingest.decide import decide
from tracker.ingest.entry_event import court_day, entry_event, tagged_text
from tracker.models import EntryDraft, EntryIntent
from tracker.storage.catalogue import dockets_of_court, flows_of_case
from tracker.storage.entries import add_source_item, apply_intent, stored_entries
from tracker.storage.events import put_event, register_events_on
from tracker.storage.facts import bump_version, reading_of
from tracker.storage.owed import Reason, owe_event
from tracker.storage.store import Store
from tracker.tagging.rules import Rules
from tracker.tagging.tagger import tag

# An entry first seen this long after its date is an addition to the record, not news.
LATE = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Plan:
    """What a body holds for tracked dockets, before anything is written: intents by docket, and what is not ours."""

    intents: tuple[tuple[dict[str, Any], tuple[EntryIntent, ...]], ...]
    ignored: int

    def count(self, verdict: str) -> int:
        return sum(intent.verdict == verdict for _, intents in self.intents for intent in intents)

    @property
    def brings_something(self) -> bool:
        return self.count("new") + self.count("changed") > 0


def plan_entries(store: Store, court: Court, drafts: Sequence[EntryDraft]) -> Plan:
    """Sort drafts into tracked dockets (by court and docket number) and decide each against what is stored."""
    tracked: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in dockets_of_court(store, court.court_id):
        tracked[serial_key(row["docket_number"])].append(row)
    by_docket: dict[str, list[EntryDraft]] = defaultdict(list)
    rows: dict[str, dict[str, Any]] = {}
    homes: dict[str, str | None] = {}
    ignored = 0
    for draft in drafts:
        if draft.docket_number not in homes:
            found = _home(draft.docket_number, tracked)
            homes[draft.docket_number] = found["docket_id"] if found else None
            if found:
                rows[found["docket_id"]] = found
        docket_id = homes[draft.docket_number]
        if docket_id is None:
            ignored += 1
        else:
            by_docket[docket_id].append(draft)
    planned = []
    for docket_id, own in by_docket.items():
        row = rows[docket_id]
        planned.append((row, tuple(decide(own, stored_entries(store, row["docket_id"])))))
    return Plan(tuple(planned), ignored)


def _home(number: str, tracked: dict[str, list[dict[str, Any]]]) -> dict[str, Any] | None:
    """The tracked docket that a number names. Year and serial are not enough: many districts number each office apart,
    so that 1:25-cv-00344 and 5:25-cv-00344 of one court are two cases."""
    rows = tracked.get(serial_key(number), [])
    return next((row for row in rows if same_docket(row["docket_number"], number)), None)


def store_plan(
    store: Store,
    plan: Plan,
    courts: Courts,
    rules: Rules,
    feed_id: str,
    run_id: int,
    archive_sha: str | None,
    url: str,
    now: datetime,
) -> None:
    """Write new and changed entries with revision, provenance, tags and event, and owe them to subscribers."""
    for docket, intents in plan.intents:
        fresh = [intent for intent in intents if intent.verdict != "same"]
        if not fresh:
            continue
        told = register_events_on(store, docket["docket_id"])
        flows = flows_of_case(store, docket["case_id"])
        court = courts[docket["court_id"]]
        # Oldest first, so that ids rise with time.
        for intent in reversed(fresh):
            draft = intent.draft
            entry_id = apply_intent(store, docket["docket_id"], intent, run_id, now)
            add_source_item(store, entry_id, draft, feed_id, run_id, archive_sha, now)
            tagging = tag(
                rules, tagged_text(draft), court_id=court.court_id, source=None if draft.description else "rss"
            )
            row = entry_event(
                entry_id, draft, tagging, court, docket, flows, told, (draft.source_url or url, archive_sha), now
            )
            if reading_of(store, row.event_id) is not None:
                # A person has read this entry; the machine's reading of the revision does not replace theirs.
                owe_event(store, row.event_id, reason="changed", now=now)
                continue
            put_event(store, row, utc_text(now))
            owe_event(store, row.event_id, reason=_reason(intent, court, now), now=now)
    if plan.brings_something:
        bump_version(store)


def _reason(intent: EntryIntent, court: Court, now: datetime) -> Reason:
    if intent.verdict == "changed":
        return "changed"
    day = court_day(intent.draft, court)
    return "late" if day and now.date() - day >= LATE else "new"
