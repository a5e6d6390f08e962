"""From what is owed to mail: have composed what is due, send what is composed, mark what was taken.

Each step commits before the next begins, so that a crash anywhere loses nothing and repeats at most the one message
whose acceptance was not yet written, with the Message-ID it had. See docs/adr/0005-digest-delivery.md.
"""

import fcntl
import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from tracker.compose import Composed, compose_due
from tracker.config import Config, secret_key
from tracker.dates import from_utc_text
from tracker.errors import MailError
from tracker.lawbook import Lawbook
from tracker.letters import leave_url, manage_url
from tracker.mailmerge import Mould, make_mould
from tracker.private import private_folder
from tracker.storage import due, outbox, subscribers
from tracker.storage.batches import sheet_of
from tracker.storage.outbox import Ledger, Waiting
from tracker.storage.store import Store
from tracker.transport import RefusedError, RelayError, Transport, open_transport

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


class _Undo(Exception):
    """Leaves a transaction without keeping anything of it."""


def run_digest(
    store: Store, lawbook: Lawbook, config: Config, now: datetime, dry_run: bool, out: Out,
    seconds: float | None = None,
) -> int:  # fmt: skip
    """Compose and send what is due at `now`; returns how many messages failed for good, plus one if the relay did.

    dry_run: print what would be composed; nothing is kept, marked or sent. seconds: see send_due. Says nothing when
    there is nothing to do.
    """
    if dry_run:
        _rehearse(store, lawbook, config, now, out)
        return 0
    composed = compose_due(store, lawbook, config, now)
    counts = send_due(store, config, now, seconds=seconds)
    if composed or counts.sent or counts.failed or counts.later:
        out.write(
            f"mail: {_messages(composed)} composed, {counts.sent} sent, {counts.later} to try again,"
            f" {counts.failed} failed\n"
        )
    if counts.problem:
        out.write(f"mail: {counts.problem}\n")
    return counts.failed + (1 if counts.problem else 0)


def _rehearse(store: Store, lawbook: Lawbook, config: Config, now: datetime, out: Out) -> None:
    composed: list[Composed] = []
    bodies: dict[int, str] = {}
    try:
        with store.atomic():
            composed = compose_due(store, lawbook, config, now)
            for each in composed:
                sheet = sheet_of(store, each.batch_id)
                # The links at the foot sign somebody in; they have no place on a terminal. Nor has a reader's period.
                lines = [line for line in sheet.text.split("\n-----", 1)[0].splitlines() if sheet.mark not in line]
                bodies[each.batch_id] = "\n".join(lines)
            raise _Undo
    except _Undo:
        pass
    for each in composed:
        out.write(f"--- to {_named(each.subscriber_ids)}: {each.subject}\n\n{bodies[each.batch_id]}\n")
    out.write(f"{_messages(composed)} would be sent (dry run: nothing was)\n")


def _named(ids: tuple[int, ...]) -> str:
    more = f" and {len(ids) - 3} more" if len(ids) > 3 else ""
    return f"subscriber{'s' if len(ids) > 1 else ''} {', '.join(map(str, ids[:3]))}{more}"


def _messages(composed: list[Composed]) -> int:
    return sum(len(each.subscriber_ids) for each in composed)


def send_due(
    store: Store, config: Config, now: datetime, *, transport: Transport | None = None, seconds: float | None = None
) -> Counts:
    """Hand over every message that is due; one process at a time, the others return at once.

    Each acceptance is committed before the next message begins. seconds: stop after that long; the next run goes on.
    """
    counts = Counts()
    if not outbox.count_waiting(store):
        return counts
    until = None if seconds is None else time.monotonic() + seconds
    with _alone(config) as alone, outbox.ledger(store, now) as ledger:
        if not alone:
            return counts
        if transport is not None:
            _send_all(_Desk(store, ledger, config, transport, now, until), counts)
        else:
            with open_transport(config) as opened:
                _send_all(_Desk(store, ledger, config, opened, now, until), counts)
    return counts


class _Desk:
    """Where messages are made and handed over. The mould of the digest in hand is kept for its next reader."""

    def __init__(
        self, store: Store, ledger: Ledger, config: Config, transport: Transport, now: datetime, until: float | None
    ):
        self.store, self.ledger, self.config, self.transport = store, ledger, config, transport
        self.now, self.until = now, until
        self._secret = secret_key(config)
        self._mould: tuple[int, Mould] | None = None
        self._next = 0.0

    def pace(self) -> None:
        """Wait until the next message may go, where the operator set a pace."""
        if self.config.mail_per_minute:
            time.sleep(max(0.0, self._next - time.monotonic()))
            self._next = time.monotonic() + 60 / self.config.mail_per_minute

    def late(self) -> bool:
        return self.until is not None and time.monotonic() >= self.until

    def hand_over(self, waiting: Waiting) -> None:
        self.transport.send(waiting.message_id, waiting.recipient, self._message(waiting))

    def _message(self, waiting: Waiting) -> bytes:
        if waiting.batch_id is None:
            return waiting.message
        if self._mould is None or self._mould[0] != waiting.batch_id:
            composed_at = from_utc_text(waiting.created_at)
            sheet = sheet_of(self.store, waiting.batch_id)
            self._mould = waiting.batch_id, make_mould(sheet, self.config, composed_at)
        secret = self._secret
        links = {
            "manage": manage_url(self.config, waiting, secret), "leave": leave_url(self.config, waiting, secret),
        }  # fmt: skip
        return self._mould[1].cast(waiting.message_id, waiting.personal | links)


def _send_all(desk: _Desk, counts: Counts) -> None:
    # Somebody who has just asked for a subscription must not wait behind a morning's digests.
    for digests in (False, True):
        after = (0, 0)
        while (waiting := outbox.next_waiting(desk.store, desk.now, after, digests=digests)) is not None:
            after = waiting.place
            if desk.late() or not _send(desk, waiting, counts):
                return


def _send(desk: _Desk, waiting: Waiting, counts: Counts) -> bool:
    """Whether the relay takes more."""
    desk.pace()
    try:
        desk.hand_over(waiting)
    except RelayError as error:
        # Not the message's fault: all wait as they are, and the next run tries again.
        counts.problem = str(error)
        return False
    except MailError as error:
        with desk.store.atomic():
            _note_failure(desk.store, waiting, error, desk.now, counts)
    else:
        desk.ledger.sent(waiting.message_id, desk.now)
        counts.sent += 1
    return True


def _note_failure(store: Store, waiting: Waiting, error: MailError, now: datetime, counts: Counts) -> None:
    given_up = now - from_utc_text(waiting.created_at) >= GIVE_UP
    if not error.permanent and not given_up:
        wait = min(FIRST_RETRY * 2 ** min(waiting.attempts, 10), LONGEST_RETRY)
        outbox.mark_retry(store, waiting.message_id, str(error), now + wait)
        counts.later += 1
        return
    log.warning("message %s to subscriber %s failed: %s", waiting.outbox_id, waiting.subscriber_id or "operator", error)
    counts.failed += 1
    if not outbox.mark_failed(store, waiting.message_id, str(error), now):
        return  # its reader has left meanwhile
    if not error.permanent:
        # The relay never said no: the next digest carries it all again.
        due.release(store, waiting.outbox_id)
    elif isinstance(error, RefusedError) and error.no_such_mailbox and waiting.subscriber_id:
        subscribers.suspend(store, waiting.subscriber_id, str(error), now)


@contextmanager
def _alone(config: Config) -> Iterator[bool]:
    """Whether this process holds the sender's lock. The kernel gives it back when a process dies, however it dies."""
    private_folder(config.data_dir)
    with (config.data_dir / "mail.lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
            return
        yield True
