"""Storing the docket entries of one source body: tag, decide, write, all inside the caller's transaction."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from tracker.courts import Court
from tracker.dates import utc_text
from tracker.docket_numbers import same_docket, serial_key
from tracker.ingest.decide import AND, decide, instant_key, natural_key
from tracker.ingest.entry_event import court_day, entry_event, event_id_of
from tracker.ingest.meeting import Intents, meet_others
from tracker.models import EntryDraft, EntryIntent, Tagging
from tracker.storage.catalogue import flows_of_cases
from tracker.storage.entries import Seen, matching_entries, put_entries, words_before
from tracker.storage.events import EventRow, add_events, event_row, put_event, register_events_on
from tracker.storage.facts import bump_version, reading_of
from tracker.storage.owed import Reason, owe_event
from tracker.storage.retie import Change, as_they_were, retie_changed
from tracker.storage.store import Store
from tracker.storage.subscribers import followed_scopes
from tracker.storage.withheld import is_withheld

# An entry first seen this long after its date is an addition to the record, not news.
LATE = timedelta(days=14)
# More entries of long ago than these, of one docket in one paper, are a backfill.
FEW = 5

Docket = Mapping[str, Any]


class Tracked:
    """The tracked dockets of one court, to be found by number."""

    def __init__(self, dockets: Sequence[Docket]):
        self._by_serial: dict[str, list[Docket]] = defaultdict(list)
        for docket in dockets:
            self._by_serial[serial_key(docket["docket_number"])].append(docket)
        # Written as here, and no other docket of this year and serial: nothing is left to compare.
        self._alone = {rows[0]["docket_number"]: rows[0] for rows in self._by_serial.values() if len(rows) == 1}

    def home(self, number: str) -> Docket | None:
        """The tracked docket that a number names. Year and serial are not enough: many districts number each office
        apart, so that 1:25-cv-00344 and 5:25-cv-00344 of one court are two cases."""
        if (alone := self._alone.get(number)) is not None:
            return alone
        rows = self._by_serial.get(serial_key(number), ())
        return next((row for row in rows if same_docket(row["docket_number"], number)), None)


@dataclass(frozen=True, slots=True)
class Plan:
    """What a body holds for tracked dockets, before anything is written: intents by docket, and what is not ours.

    paper: intents are oldest first, and what is old news is a backfill.
    """

    intents: tuple[tuple[Docket, tuple[EntryIntent, ...]], ...]
    ignored: int
    paper: bool = False

    def count(self, verdict: str) -> int:
        return sum(intent.counts_as == verdict for _, intents in self.intents for intent in intents)

    @property
    def fresh(self) -> list[tuple[Docket, EntryIntent]]:
        """What must be written, oldest first, so that ids rise with time: courts' feeds print the newest on top."""
        found = [(docket, i) for docket, intents in self.intents for i in intents if i.writes]
        return found if self.paper else sorted(found, key=lambda pair: -pair[1].draft.item_index)

    @property
    def brings_something(self) -> bool:
        return any(intent.counts_as != "same" for _, intents in self.intents for intent in intents)


def sort_home(tracked: Tracked, drafts: Sequence[EntryDraft]) -> tuple[list[tuple[Docket, list[EntryDraft]]], int]:
    """Drafts by the tracked docket that they are of, and how many are of none."""
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
    return [(dockets[docket_id], own) for docket_id, own in by_docket.items()], ignored


def plan_entries(
    store: Store, tracked: Tracked, drafts: Sequence[EntryDraft], feed_id: str, zone: str, replay: bool = False
) -> Plan:
    """Sort a court feed's drafts into tracked dockets and decide each against what is stored.

    zone: of the court. What no key knows, and what this feed has not shown before, is compared with what other sources
    brought; the rest, nearly all of what a poll shows, is not. replay: the drafts are of an archived body, and what an
    entry said once is no change of what it says now.
    """
    homes, ignored = sort_home(tracked, drafts)
    stored = matching_entries(
        store,
        [(docket["docket_id"], key) for docket, own in homes for draft in own if (key := natural_key(draft))],
        {(docket["docket_id"], instant_key(d)) for docket, own in homes for d in own if natural_key(d) is None},
    )
    oldest = min((draft.date_entered for draft in drafts if draft.date_entered), default=None)
    planned = [(docket, decide(own, stored.get(docket["docket_id"], ()), oldest)) for docket, own in homes]
    met = meet_others(store, planned, feed_id, zone)
    return Plan(_less_old_words(store, met) if replay else met, ignored)


def _less_old_words(store: Store, met: Sequence[tuple[Docket, tuple[EntryIntent, ...]]]) -> Intents:
    """Without changes back to what an entry once said: its revision of that time is kept already."""
    changed = [i.entry_id for _, own in met for i in own if i.verdict == "changed" and i.entry_id is not None]
    before = words_before(store, changed)

    def settled(intent: EntryIntent) -> EntryIntent:
        draft = intent.draft
        said = any(
            old["short_description"] == AND.join(draft.short_descriptions)
            # What a source does not say, the draft has from the entry as it is now.
            and old["description"] in ("", draft.description)
            and old["document_number"] in (None, draft.document_number)
            for old in before.get(intent.entry_id or 0, ())
        )
        return intent._replace(verdict="same") if said and intent.verdict == "changed" else intent

    return tuple((docket, tuple(map(settled, own))) for docket, own in met)


def store_plan(
    store: Store, plan: Plan, court: Court, read: Callable[[EntryDraft], Tagging], url: str, seen: Seen
) -> None:
    """Write new and changed entries with revision, provenance, tags and event, and owe them to subscribers.

    url: of the feed or paper, where an item names none of its own; "" for none.
    """
    fresh = plan.fresh
    if not fresh:
        return
    were = as_they_were(store, [event_id_of(i.entry_id) for _, i in fresh if i.entry_id is not None])
    ids = put_entries(store, [(docket["docket_id"], intent) for docket, intent in fresh], seen)
    told = register_events_on(store, {docket["docket_id"] for docket, _ in fresh})
    flows = flows_of_cases(store, {docket["case_id"] for docket, _ in fresh})
    new: list[EventRow] = []
    owed: list[tuple[str, Reason]] = []
    backfill, followed = _backfilled(plan, court, seen.at), bool(followed_scopes(store))
    for entry_id, (docket, intent) in zip(ids, fresh, strict=True):
        event_id, known = event_id_of(entry_id), intent.entry_id is not None
        if known and is_withheld(store, event_id):
            # The revision is kept; its words stay out of sight as the first ones do.
            continue
        row = entry_event(
            entry_id, intent.draft, read(intent.draft), court, docket, flows[docket["case_id"]],
            told[docket["docket_id"]], (intent.draft.source_url or url, seen.archive_sha), seen.at,
        )  # fmt: skip
        before = event_row(store, event_id) if known else None
        reason = _reason(intent, row.day, seen.at) if followed else None
        if reason and not _silent(plan, intent, reason, row, before, docket["docket_id"] in backfill, seen.at):
            owed.append((event_id, reason))
        if before is None:
            new.append(row)
        elif reading_of(store, event_id) is None:
            # What a person has read, the machine's reading of a revision does not replace.
            at = before["changed_at"] if intent.counts_as == "same" else utc_text(seen.at)
            put_event(store, row._replace(sources=_joined_sources(before, row)), at)
    add_events(store, new, utc_text(seen.at))
    for event_id, reason in owed:
        owe_event(store, event_id, reason=reason, now=seen.at)
    changes = [Change(row.case_id, row.event_id, row.kind) for row in new]
    changes += [Change(d["case_id"], event_id_of(i.entry_id), "") for d, i in fresh if i.entry_id is not None]
    retie_changed(store, changes, were)
    bump_version(store)


def _joined_sources(before: Mapping[str, Any], row: EventRow) -> tuple[tuple[str, str | None, str | None], ...]:
    """Every address at which the entry was seen, each with its last sight, the newest last."""
    new = {source[0] for source in row.sources}
    kept = ((s["url"], s["retrieved_at"], s["archive_sha"]) for s in before["sources"] if s["url"] not in new)
    return (*kept, *row.sources)


def _reason(intent: EntryIntent, day: str | None, now: datetime) -> Reason | None:
    if intent.verdict == "changed" and not intent.release:
        return "changed"
    if intent.verdict == "same" and not intent.release:
        return None
    return "late" if _is_late(day, now) else "new"


def _is_late(day: str | None, now: datetime) -> bool:
    return day is not None and day <= (now.date() - LATE).isoformat()


def _backfilled(plan: Plan, court: Court, now: datetime) -> set[str]:
    """Dockets of which a paper brings so much of long ago that it fills the record, and tells nobody anything."""
    if not plan.paper:
        return set()
    return {
        docket["docket_id"]
        for docket, intents in plan.intents
        if sum(i.writes and _is_late(_day(i, court), now) for i in intents) > FEW
    }


def _day(intent: EntryIntent, court: Court) -> str | None:
    day = court_day(intent.draft, court)
    return day.isoformat() if day else None


def _silent(
    plan: Plan, intent: EntryIntent, reason: Reason, row: EventRow, before: Mapping[str, Any] | None,
    backfill: bool, now: datetime,
) -> bool:  # fmt: skip
    """Whether nobody is told. A text where there was a stub is news if it is a ruling's; of what was filed it says
    nothing that needs a letter."""
    if reason == "late":
        return backfill
    if reason != "changed" or before is None:
        return False
    ruling = bool(before["pending"] or before["outcome_unknown"] or row.pending or row.outcome_unknown)
    if intent.fuller and not ruling:
        return True
    return plan.paper and _is_late(row.day, now) and not (before["pending"] or before["outcome_unknown"])
