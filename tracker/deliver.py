"""From what is owed to mail: compose what is due, send what is composed, mark what was taken.

Each step commits before the next begins, so that a crash anywhere loses nothing and repeats at most the one message
whose acceptance was not yet written, with the Message-ID it had. See docs/adr/0005-digest-delivery.md.
"""

import fcntl
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

from tracker.config import Config
from tracker.dates import EASTERN, from_utc_text, show_day, today_eastern, utc_text
from tracker.errors import MailError
from tracker.law.answers import FlowAnswer
from tracker.law.engine import flow_answer
from tracker.lawbook import Lawbook
from tracker.letters import digest_letter, leave_url, manage_url
from tracker.mail import RefusedError, RelayError, Transport, build_message, message_id, open_transport
from tracker.materials import Book, gather
from tracker.outputs.digest import build_digest
from tracker.storage import outbox, owed, subscribers
from tracker.storage.facts import version
from tracker.storage.outbox import Waiting
from tracker.storage.store import Store
from tracker.storage.subscribers import Subscriber
from tracker.subscriptions import last_slot, period_key

log = logging.getLogger(__name__)

FIRST_RETRY = timedelta(minutes=5)
LONGEST_RETRY = timedelta(hours=6)
# RFC 5321 section 4.5.4.1: give up after 4 to 5 days.
GIVE_UP = timedelta(days=5)


class Out(Protocol):
    def write(self, text: str, /) -> int: ...


@dataclass(slots=True)
class Counts:
    """What one sending run did. problem: why it stopped early, in words."""

    sent: int = 0
    later: int = 0
    failed: int = 0
    problem: str | None = None


@dataclass(frozen=True, slots=True)
class Composed:
    """One message put into the outbox. text: its plain part."""

    outbox_id: int
    subscriber_id: int
    subject: str
    text: str


class _Undo(Exception):
    """Leaves a transaction without keeping anything of it."""


def run_digest(store: Store, lawbook: Lawbook, config: Config, now: datetime, dry_run: bool, out: Out) -> int:
    """Compose and send what is due at `now`; returns how many messages failed for good, plus one if the relay did.

    dry_run: print what would be composed; nothing is kept, marked or sent. Says nothing when there is nothing to do.
    """
    if dry_run:
        _rehearse(store, lawbook, config, now, out)
        return 0
    composed = compose_due(store, lawbook, config, now)
    counts = send_due(store, config, now)
    if composed or counts.sent or counts.failed or counts.later:
        out.write(
            f"mail: {len(composed)} composed, {counts.sent} sent, {counts.later} to try again, {counts.failed} failed\n"
        )
    if counts.problem:
        out.write(f"mail: {counts.problem}\n")
    return counts.failed + (1 if counts.problem else 0)


def _rehearse(store: Store, lawbook: Lawbook, config: Config, now: datetime, out: Out) -> None:
    composed: list[Composed] = []
    try:
        with store.atomic():
            composed = compose_due(store, lawbook, config, now)
            raise _Undo
    except _Undo:
        pass
    for each in composed:
        # The links at the foot sign somebody in; they have no place on a terminal.
        body = each.text.split("\n-----", 1)[0]
        out.write(f"--- to subscriber {each.subscriber_id}: {each.subject}\n\n{body}\n")
    out.write(f"{len(composed)} would be sent (dry run: nothing was)\n")


def compose_due(store: Store, lawbook: Lawbook, config: Config, now: datetime) -> list[Composed]:
    """Put a digest into the outbox for everybody whose time has come and who is owed something.

    A machine that slept through several periods makes one digest of them.
    """
    with store.atomic():
        subscribers.purge_gone(store, now)
        outbox.purge_old(store, now)
        _note_statuses(store, lawbook, now)
    due = owed.oldest_owed(store, now)
    composed: list[Composed] = []
    book: Book | None = None
    for person in subscribers.list_confirmed(store) if due else []:
        oldest = due.get(person.subscriber_id)
        if oldest is None or oldest > utc_text(last_slot(person.settings, now).astimezone(UTC)):
            continue
        with store.atomic():
            page = lawbook.page(store)
            if book is None or book.page is not page:
                book = Book(page, config, store)
            if found := _compose(store, book, person.subscriber_id, config, now):
                composed.append(found)
    return composed


def _note_statuses(store: Store, lawbook: Lawbook, now: datetime) -> None:
    """See which flows changed status since the last run: by what was learned, or because a day has passed."""
    today, facts = today_eastern(now), version(store)
    noted = owed.last_status_note(store)
    # A clock turned back must not make yesterday's status news.
    if noted and (today < noted[0] or noted == (today, facts)):
        return
    page = lawbook.page(store)
    answers = {flow_id: flow_answer(page.law, flow_id, today) for flow_id in page.flows}
    # Owed from when it could first be known, so that a digest that runs once a day is not a day behind.
    midnight = datetime(today.year, today.month, today.day, tzinfo=EASTERN)
    known = min(now, max(midnight, owed.facts_changed_at(store) or midnight))
    owed.note_statuses(store, {i: (a.status, a.since, _cause(a, today)) for i, a in answers.items()}, today, known)
    owed.put_status_note(store, today, facts)


def _cause(answer: FlowAnswer, today: date) -> str | None:
    return next((s.cause for s in answer.history if s.from_ <= today and (s.until is None or s.until > today)), None)


def _compose(store: Store, book: Book, subscriber_id: int, config: Config, now: datetime) -> Composed | None:
    """One digest, its outbox row and the marks on what it carries: all, or nothing. Inside a transaction."""
    person = subscribers.get_subscriber(store, subscriber_id)
    rows = owed.list_owed(store, subscriber_id, now)
    if person is None or person.state != "confirmed" or not rows:
        return None
    today = today_eastern(now)
    material, gone = gather(store, book, rows, person.settings.scope, today)
    owed.drop_owed(store, subscriber_id, gone)
    if material.empty:
        return None
    digest = build_digest(material, config.public_url, today)
    letter = digest_letter(
        digest, person.settings, book.names, config, leave_url(config, person), manage_url(config, person),
        _period(person, now),
    )  # fmt: skip
    ident = _free_id(store, config, person, period_key(person.settings, from_utc_text(rows[0].stored_at), now))
    message = build_message(letter, config, ident, now)
    outbox_id = outbox.add_message(store, ident, subscriber_id, "digest", message, now)
    owed.mark_owed(store, subscriber_id, [row.change_key for row in rows if row.change_key not in gone], outbox_id)
    subscribers.note_digest(store, subscriber_id, now)
    return Composed(outbox_id, subscriber_id, letter.subject, letter.text)


def _period(person: Subscriber, now: datetime) -> str:
    zone = ZoneInfo(person.settings.zone)
    since = person.last_digest_at or person.confirmed_at or utc_text(now)
    first, last = from_utc_text(since).astimezone(zone).date(), now.astimezone(zone).date()
    return show_day(last) if first >= last else f"{show_day(first)} to {show_day(last)}"


def _free_id(store: Store, config: Config, person: Subscriber, key: str) -> str:
    """The id for this person and period; a second message of one period (a clock turned back) gets its own."""
    number, ident = 1, message_id(config, person.salt, key)
    while outbox.has_message(store, ident):
        number += 1
        ident = message_id(config, person.salt, f"{key}:{number}")
    return ident


def send_due(store: Store, config: Config, now: datetime, *, transport: Transport | None = None) -> Counts:
    """Hand over every message that is due; one process at a time, the others return at once.

    Each acceptance is on disk before the next message begins.
    """
    counts = Counts()
    if not outbox.count_waiting(store):
        return counts
    with _alone(config) as alone, outbox.durable(store):
        if not alone:
            return counts
        if transport is not None:
            _send_all(store, transport, now, counts)
        else:
            with open_transport(config) as opened:
                _send_all(store, opened, now, counts)
    return counts


def _send_all(store: Store, transport: Transport, now: datetime, counts: Counts) -> None:
    after = 0
    while (waiting := outbox.next_waiting(store, now, after)) is not None:
        after = waiting.outbox_id
        try:
            transport.send(waiting.message_id, waiting.recipient, waiting.message)
        except RelayError as error:
            # Not the message's fault: all wait as they are, and the next run tries again.
            counts.problem = str(error)
            return
        except MailError as error:
            with store.atomic():
                _note_failure(store, waiting, error, now, counts)
        else:
            with store.atomic():
                outbox.mark_sent(store, waiting.outbox_id, now)
            counts.sent += 1


def _note_failure(store: Store, waiting: Waiting, error: MailError, now: datetime, counts: Counts) -> None:
    given_up = now - from_utc_text(waiting.created_at) >= GIVE_UP
    if not error.permanent and not given_up:
        wait = min(FIRST_RETRY * 2 ** min(waiting.attempts, 10), LONGEST_RETRY)
        outbox.mark_retry(store, waiting.outbox_id, str(error), now + wait)
        counts.later += 1
        return
    log.warning("message %s to subscriber %s failed: %s", waiting.outbox_id, waiting.subscriber_id or "operator", error)
    outbox.mark_failed(store, waiting.outbox_id, str(error), now)
    counts.failed += 1
    if not error.permanent:
        # The relay never said no: the next digest carries it all again.
        owed.release_owed(store, waiting.outbox_id)
    elif isinstance(error, RefusedError) and error.no_such_mailbox and waiting.subscriber_id is not None:
        subscribers.suspend(store, waiting.subscriber_id, str(error), now)


@contextmanager
def _alone(config: Config) -> Iterator[bool]:
    """Whether this process holds the sender's lock. The kernel gives it back when a process dies, however it dies."""
    config.data_dir.mkdir(parents=True, exist_ok=True)
    with (config.data_dir / "mail.lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
            return
        yield True
