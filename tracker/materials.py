"""What goes into one digest: the owed rows turned into events, changes and news, read from store and law."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from tracker.config import Config
from tracker.courts import load_courts
from tracker.law.answers import FlowAnswer
from tracker.law.engine import flow_answer
from tracker.lawbook import Page
from tracker.outputs import words
from tracker.outputs.digest_model import Change, Expected, Line, Material, Removed, Told
from tracker.outputs.records import EventRecord
from tracker.storage import digest_reads
from tracker.storage.due import Owed
from tracker.storage.news_shown import coverage_by_id
from tracker.storage.owed import status_topic
from tracker.storage.statuses import StatusChange, status_changes
from tracker.storage.store import Store
from tracker.storage.timeline import events_by_id
from tracker.subscriptions import Scope, Topic, matches

# How far ahead "what to expect" looks.
AHEAD = timedelta(days=30)


@dataclass(slots=True)
class Book:
    """The law as known now, with each answer computed once, and the names that digests use."""

    page: Page
    config: Config
    store: Store
    names: dict[str, str] = field(init=False)
    courts: dict[str, str] = field(init=False)
    _answers: dict[tuple[str, date], FlowAnswer] = field(init=False, default_factory=dict)
    _topics: dict[str, Topic] = field(init=False, default_factory=dict)
    _events: dict[str, EventRecord | None] = field(init=False, default_factory=dict)
    _ahead: list[tuple[EventRecord, Topic]] | None = field(init=False, default=None)
    # What a line of a digest says of an event is the same in every digest.
    lines: dict[Any, Line] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        self.courts = {court_id: c.citation for court_id, c in load_courts(self.config.courts_file).items()}
        flows = {flow_id: flow.name for flow_id, flow in self.page.flows.items()}
        self.names = {**self.courts, **digest_reads.case_names(self.store), **flows}

    def answer(self, flow_id: str, as_of: date) -> FlowAnswer | None:
        if flow_id not in self.page.flows:
            return None
        key = (flow_id, as_of)
        if key not in self._answers:
            self._answers[key] = flow_answer(self.page.law, flow_id, as_of)
        return self._answers[key]

    def events(self, ids: Iterable[str]) -> dict[str, EventRecord]:
        """The events that are on the record, in the order of `ids`."""
        wanted = list(ids)
        if missing := [i for i in wanted if i not in self._events]:
            found = events_by_id(self.store, missing)
            self._events.update({i: found.get(i) for i in missing})
        return {i: event for i in wanted if (event := self._events[i]) is not None}

    def hearings(self, today: date) -> list[tuple[EventRecord, Topic]]:
        """Hearings of the coming days that may be shown, with what they are about."""
        if self._ahead is None:
            until = today + AHEAD
            topics = dict(digest_reads.topics_between(self.store, today + timedelta(days=1), until, "hearing"))
            self._ahead = [(e, topics[i]) for i, e in self.events(topics).items() if e.withheld is None]
        return self._ahead

    def topic(self, flow_id: str) -> Topic:
        """What a change of this flow's status would be about."""
        if flow_id not in self._topics:
            self._topics[flow_id] = status_topic(self.store, flow_id, None)
        return self._topics[flow_id]


def gather(
    store: Store, book: Book, rows: Iterable[Owed], scope: Scope, today: date
) -> tuple[Material, frozenset[str]]:
    """The material of a digest, and the keys of rows that must not be told any more (withheld, taken off the record
    before anybody heard of them)."""
    keys: dict[str, dict[str, list[Owed]]] = {"event": {}, "coverage": {}, "status": {}}
    for row in rows:
        keys[row.what].setdefault(row.item_id, []).append(row)
    events = book.events(keys["event"])
    shown = {i: e for i, e in events.items() if e.withheld is None}
    # An event that is withheld is not "removed": nothing about it may be said.
    lost = [i for i in keys["event"] if i not in events and any(r.reason == "corrected" for r in keys["event"][i])]
    removed = digest_reads.retracted_titles(store, lost)
    news = coverage_by_id(store, keys["coverage"])
    held = {str(item.coverage_id) for item in news}
    gone = {r.change_key for i, found in keys["event"].items() if i not in shown and i not in removed for r in found}
    gone |= {r.change_key for i, found in keys["coverage"].items() if i not in held for r in found}
    material = Material(
        changes=_changes(book, status_changes(store, keys["status"]), today),
        told=[Told(e, tuple([r.reason for r in keys["event"][i]])) for i, e in shown.items()],
        removed=[Removed(i, title, book.names.get(case_id or "")) for i, (title, case_id) in removed.items()],
        news=news,
        expected=expected(book, scope, today),
        flow_names={i: f.name for i, f in book.page.flows.items()},
        courts=book.courts,
    )
    return material, frozenset(gone)


def recent(store: Store, book: Book, scope: Scope, since: date, today: date) -> Material:
    """What a digest over [since, today] would hold for this scope, as far as the record shows it now: a sample."""
    changes = []
    for flow_id in book.page.flows:
        before, after = book.answer(flow_id, since), book.answer(flow_id, today)
        if before is None or after is None or not matches(scope, book.topic(flow_id)):
            continue
        path = tuple(s.status for s in after.history if since < s.from_ <= today)[:-1]
        if before.status != after.status or path:
            name = book.page.flows[flow_id].name
            changes.append(Change(flow_id, name, before.status, after.status, after.since, path, after))
    topics = digest_reads.topics_between(store, since + timedelta(days=1), today)
    found = book.events(event_id for event_id, topic in topics if matches(scope, topic))
    return Material(
        changes=changes,
        told=[Told(e, ("new",)) for e in found.values() if e.withheld is None],
        expected=expected(book, scope, today),
        flow_names={i: f.name for i, f in book.page.flows.items()},
        courts=book.courts,
    )


def _changes(book: Book, steps: list[StatusChange], today: date) -> list[Change]:
    """Net change by flow: many steps between two digests are one sentence."""
    by_flow: dict[str, list[StatusChange]] = {}
    for step in steps:
        by_flow.setdefault(step.flow_id, []).append(step)
    found = []
    for flow_id, own in by_flow.items():
        last, answer = own[-1], book.answer(flow_id, today)
        if answer and answer.status != last.after:
            answer = None
        found.append(
            Change(
                flow_id, book.names.get(flow_id, flow_id), own[0].before or last.after, last.after,
                answer.since if answer else last.since, tuple(s.after for s in own[:-1]), answer, last.as_of,
            )
        )  # fmt: skip
    return found


def expected(book: Book, scope: Scope, today: date) -> list[Expected]:
    """Hearings on the record, and days on which a followed flow's status is due to change as the orders now stand."""
    found = []
    for flow_id, flow in book.page.flows.items():
        answer = book.answer(flow_id, today)
        if answer is None or not matches(scope, book.topic(flow_id)):
            continue
        for span in answer.history:
            if today < span.from_ <= today + AHEAD:
                before, after = (words.STATUS[s].lower() for s in (answer.status, span.status))
                text = f"{flow.name}: from {before} to {after} on this day, unless a court acts before."
                # Only a limit that a rule computes leaves a status unknown; a date that an order states ends it.
                found.append(Expected(span.from_, text, f"/flows/{flow_id}", span.status == "unknown"))
    for event, topic in book.hearings(today):
        if event.day and matches(scope, topic):
            text = f"{event.title} ({event.case_name or event.caption})"
            found.append(Expected(event.day, text, f"/events/{event.event_id}"))
    return found
