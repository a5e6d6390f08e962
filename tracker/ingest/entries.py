"""Storing the docket entries of one source body: tag, decide, write, all inside the caller's transaction."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from tracker.courts import Court, Courts
from tracker.dates import utc_text
from tracker.docket_numbers import core
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
    tracked = {row["docket_number_core"]: row for row in dockets_of_court(store, court.court_id)}
    by_docket: dict[str, list[EntryDraft]] = defaultdict(list)
    cores: dict[str, str] = {}
    ignored = 0
    for draft in drafts:
        number = cores.get(draft.docket_number)
        if number is None:
            number = cores[draft.docket_number] = core(draft.docket_number)
        if number in tracked:
            by_docket[number].append(draft)
        else:
            ignored += 1
    planned = []
    for number, own in by_docket.items():
        row = tracked[number]
        planned.append((row, tuple(decide(own, stored_entries(store, row["docket_id"])))))
    return Plan(tuple(planned), ignored)


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
