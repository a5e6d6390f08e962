"""From what is owed to the outbox: one digest for all who are owed the same, and one message each.

Each digest is one transaction: the sheet, a message a reader, and the marks on how far they have now been told. See
docs/adr/0005-digest-delivery.md and docs/adr/0012-one-digest-for-many.md.
"""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import lru_cache
from itertools import groupby
from zoneinfo import ZoneInfo

from tracker.config import Config, secret_key
from tracker.dates import EASTERN, from_utc_text, show_day, today_eastern, utc_text
from tracker.law.answers import FlowAnswer
from tracker.law.engine import flow_answer
from tracker.lawbook import Lawbook
from tracker.letters import digest_sheet, why_line
from tracker.mail import message_id
from tracker.materials import Book, gather
from tracker.outputs.digest import build_digest
from tracker.storage import batches, bounces, due, outbox, statuses, subscribers
from tracker.storage.batches import Slip
from tracker.storage.due import Crowd, Owed, Reader
from tracker.storage.facts import version
from tracker.storage.store import Store
from tracker.subscriptions import GATHER, Scope, Settings, bucket, describe_scope, last_slot, period_key


@dataclass(frozen=True, slots=True)
class Composed:
    """One digest put into the outbox, for one or many."""

    subscriber_ids: tuple[int, ...]
    subject: str
    batch_id: int


@dataclass(frozen=True, slots=True)
class _To:
    """Somebody to write to, and the rhythm they asked for."""

    reader: Reader
    settings: Settings


def compose_due(store: Store, lawbook: Lawbook, config: Config, now: datetime) -> list[Composed]:
    """Put a digest into the outbox for everybody whose time has come and who is owed something.

    A machine that slept through several periods makes one digest of them.
    """
    with store.atomic():
        subscribers.purge_gone(store, now)
        outbox.purge_old(store, now)
        due.forget_told(store, now - outbox.KEPT)
        batches.purge_sheets(store, now - outbox.KEPT)
        bounces.forget_bounces(store, now)
        _note_statuses(store, lawbook, now)
    press = _Press(store, lawbook, config, now)
    found = [*press.crowds(), *press.single_persons()]
    return [each for each in found if each is not None]


def _note_statuses(store: Store, lawbook: Lawbook, now: datetime) -> None:
    """See which flows changed status since the last run: by what was learned, or because a day has passed."""
    today, facts = today_eastern(now), version(store)
    noted = statuses.last_status_note(store)
    if noted and noted[1] == facts and today <= noted[0]:
        return
    page = lawbook.page(store)
    flows: Iterable[str] = page.flows
    if noted and today < noted[0]:
        # Either clock may be the wrong one: yesterday's status is no news, what was learned since the note is.
        held = statuses.last_statuses(store)
        flows = [i for i in flows if flow_answer(page.law, i, noted[0]).status != held.get(i)]
    answers = {flow_id: flow_answer(page.law, flow_id, today) for flow_id in flows}
    # Owed from when it could first be known, so that a digest that runs once a day is not a day behind.
    midnight = datetime(today.year, today.month, today.day, tzinfo=EASTERN)
    known = min(now, max(midnight, statuses.facts_changed_at(store) or midnight))
    told = {i: (a.status, a.since, _cause(a, today)) for i, a in answers.items()}
    statuses.note_statuses(store, told, today, known)
    statuses.put_status_note(store, today, facts)


def _cause(answer: FlowAnswer, today: date) -> str | None:
    return next((s.cause for s in answer.history if s.from_ <= today and (s.until is None or s.until > today)), None)


@dataclass(frozen=True, slots=True)
class _Oldest:
    """When the oldest of some things owed was stored, and the oldest change of status among them."""

    stored_at: str
    status_at: str | None

    def is_due(self, settings: Settings, now: datetime) -> bool:
        """Whether somebody with this rhythm who is owed these is written to at `now`."""
        if self.stored_at <= _slot(settings, now):
            return True
        return settings.urgent and self.status_at is not None and self.status_at <= utc_text(now - GATHER)


def _oldest_from(rows: Sequence[Owed]) -> list[_Oldest]:
    """For each place in rows, of what stands there and after it."""
    found: list[_Oldest] = []
    last: _Oldest | None = None
    for row in reversed(rows):
        at, status_at = row.stored_at, row.stored_at if row.what == "status" else None
        if last is not None:
            at = min(at, last.stored_at)
            status_at = min(filter(None, (status_at, last.status_at)), default=None)
        if last is None or at != last.stored_at or status_at != last.status_at:
            last = _Oldest(at, status_at)
        found.append(last)
    return found[::-1]


@lru_cache(maxsize=4096)
def _slot(settings: Settings, now: datetime) -> str:
    return utc_text(last_slot(settings, now).astimezone(UTC))


_period_key = lru_cache(maxsize=4096)(period_key)


@lru_cache(maxsize=4096)
def _period(since: str, zone: str, now: datetime) -> str:
    first, last = from_utc_text(since).astimezone(ZoneInfo(zone)).date(), now.astimezone(ZoneInfo(zone)).date()
    return show_day(last) if first >= last else f"{show_day(first)} to {show_day(last)}"


class _Press:
    """One run of composing at `now`, up to the last thing owed by then."""

    def __init__(self, store: Store, lawbook: Lawbook, config: Config, now: datetime):
        self.store, self.lawbook, self.config, self.now = store, lawbook, config, now
        self.to_seq = due.last_seq(store, now)
        self._book: Book | None = None
        self._written = 0

    def crowds(self) -> Iterable[Composed | None]:
        """Those who are owed only what all with their filter are."""
        news = due.scopes_with_news(self.store, self.to_seq)
        if not news:
            return
        for scope_id, own in groupby(due.crowds(self.store), lambda crowd: crowd.scope_id):
            if scope_id not in news:
                continue
            stamp, rows = self.store.others_wrote(), due.shared_rows(self.store, scope_id, news[scope_id], self.to_seq)
            seqs, oldest = [row.seq or 0 for row in rows], _oldest_from(rows)
            ready: dict[int, list[Crowd]] = {}
            for crowd in own:
                place = bisect_right(seqs, crowd.told_seq)
                if place < len(rows) and oldest[place].is_due(crowd.settings, self.now):
                    ready.setdefault(place, []).append(crowd)
            for place, alike in ready.items():
                with self.store.atomic():
                    told = alike[0].told_seq
                    # What somebody else wrote since may have dropped one of the rows.
                    unread = self.store.others_wrote() != stamp
                    owed = due.shared_rows(self.store, scope_id, told, self.to_seq) if unread else rows[place:]
                    composed = self._compose_crowds(scope_id, told, owed, alike)
                yield composed

    def _compose_crowds(
        self, scope_id: int, told: int, rows: Sequence[Owed], alike: Sequence[Crowd]
    ) -> Composed | None:
        """Inside a transaction. The crowds are owed the same rows, though they may have been told equally little."""
        people = [_To(reader, settings) for reader, settings in due.readers(self.store, scope_id, alike)]
        return self._compose(scope_id, told, rows, people) if people else None

    def single_persons(self) -> Iterable[Composed | None]:
        """Those who are owed something of their own besides what all with their filter are."""
        for subscriber_id in due.apart(self.store):
            with self.store.atomic():
                composed = self._compose_single(subscriber_id)
            yield composed

    def _compose_single(self, subscriber_id: int) -> Composed | None:
        person = subscribers.get_subscriber(self.store, subscriber_id)
        standing = due.standing(self.store, subscriber_id)
        if person is None or standing is None:
            return None
        scope_id, told = standing
        own = due.own_rows(self.store, subscriber_id, self.now)
        held = {row.change_key for row in own}
        shared = [r for r in due.shared_rows(self.store, scope_id, told, self.to_seq) if r.change_key not in held]
        rows = sorted([*own, *shared], key=lambda row: (row.stored_at, row.change_key))
        if not rows or not _oldest_from(rows)[0].is_due(person.settings, self.now):
            return None
        since = person.last_digest_at or person.confirmed_at or utc_text(self.now)
        return self._compose(scope_id, told, rows, [_To(Reader(subscriber_id, person.salt, since), person.settings)])

    def _compose(self, scope_id: int, told: int, rows: Sequence[Owed], people: Sequence[_To]) -> Composed | None:
        """One digest, its messages, and the marks on what it carries: all, or nothing. Inside a transaction."""
        store, now, book = self.store, self.now, self._current_book()
        scope = subscribers.scope_of(store, scope_id)
        material, gone = gather(store, book, rows, scope, today_eastern(now))
        ids = tuple(to.reader.subscriber_id for to in people)
        due.drop(store, [row for row in rows if row.change_key in gone], ids[0] if len(ids) == 1 else None)
        due.mark_told(store, ids, max(told, self.to_seq), None if material.empty else now)
        if material.empty:
            return None
        digest = build_digest(material, self.config.public_url, today_eastern(now), book.lines)
        mark = bucket(secret_key(self.config), "sheet", f"{scope_id}:{told}:{self.to_seq}:{ids[0]}")
        sheet = digest_sheet(digest, self.config, mark)
        batch_id = batches.add_batch(store, sheet, scope_id, told, max(told, self.to_seq), now)
        kept = [row for row in rows if row.change_key not in gone]
        slips = self._slips(people, kept, scope, book)
        batches.add_slips(store, batch_id, slips, now)
        if own := [row for row in kept if row.seq is None]:
            due.mark_own(store, ids[0], own, batches.outbox_id_of(store, slips[0].message_id))
        return Composed(ids, sheet.subject, batch_id)

    def _current_book(self) -> Book:
        """What was read for an earlier digest of this run serves the next, unless somebody wrote in between."""
        page, written = self.lawbook.page(self.store), self.store.others_wrote()
        if self._book is None or self._book.page is not page or self._written != written:
            self._book, self._written = Book(page, self.config, self.store), written
        return self._book

    def _slips(self, people: Sequence[_To], rows: Sequence[Owed], scope: Scope, book: Book) -> list[Slip]:
        oldest = from_utc_text(min(row.stored_at for row in rows))
        keys = {settings: self._key(settings, rows, oldest) for settings in {to.settings for to in people}}
        what = describe_scope(scope, book.names)
        why = {settings: why_line(what, settings) for settings in keys}
        idents = [message_id(self.config, to.reader.salt, keys[to.settings]) for to in people]
        taken = batches.taken_ids(self.store, idents)
        slips = []
        for to, ident in zip(people, idents, strict=True):
            if ident in taken:
                ident = self._next_id(to, keys[to.settings])
            period = _period(to.reader.since, to.settings.zone, self.now)
            slips.append(Slip(to.reader.subscriber_id, ident, {"period": period, "why": why[to.settings]}))
        return slips

    def _key(self, settings: Settings, rows: Sequence[Owed], oldest: datetime) -> str:
        """Names the period; a letter that could not wait for its day is none of the period's."""
        key = _period_key(settings, oldest, self.now)
        if settings.urgent and utc_text(oldest) > _slot(settings, self.now):
            return f"urgent:{min(row.stored_at for row in rows if row.what == 'status')}"
        return key

    def _next_id(self, to: _To, key: str) -> str:
        """A second message of one period (a clock turned back) gets an id of its own."""
        number = 2
        while outbox.has_message(self.store, ident := message_id(self.config, to.reader.salt, f"{key}:{number}")):
            number += 1
        return ident
