"""Mail that came back: read from a file or a Maildir, and taken to heart.

A report counts only if it quotes the Message-ID of a message that we sent, which nobody but its reader and the mail
servers on the way has seen: otherwise anybody could end anybody's subscription.
"""

import mailbox
from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path

from tracker.config import Config
from tracker.errors import InboxError, MailError
from tracker.inbox.maildir import MaildirBox
from tracker.mail import sender
from tracker.outputs.bounce import LARGEST, Bounce, read_bounce
from tracker.storage import bounces, subscribers
from tracker.storage.store import Store

# So many soft bounces in so many days, and a mailbox is taken to be gone.
SOFT_LIMIT = 10
SOFT_WITHIN = timedelta(days=60)
# Messages that one look takes; the next goes on.
A_LOOK = 1_000


def take_bounce(store: Store, config: Config, raw: bytes, now: datetime) -> str:
    """Count one report and suspend whom it is about, if it is final. Returns what it was: `hard`, `soft`, `complaint`,
    `unmatched` (a report about no message of ours), `known` (read before), or `other` (no report at all)."""
    found = read_bounce(raw, sender(config).domain)
    if found is None:
        return "other"
    with store.atomic():
        person = bounces.subscriber_of_message(store, found.message_ids)
        kind = found.kind if person is not None else "unmatched"
        if not bounces.add_bounce(store, sha256(raw).hexdigest(), kind, person, found.why, now):
            return "known"
        if person is not None:
            _suspend_if_final(store, person, found, now)
    return kind


def _suspend_if_final(store: Store, subscriber_id: int, found: Bounce, now: datetime) -> None:
    person = subscribers.get_subscriber(store, subscriber_id)
    if person is None or person.state != "confirmed":
        return
    if found.kind == "hard":
        subscribers.suspend(store, subscriber_id, f"came back: {found.why}", now)
    elif found.kind == "complaint":
        subscribers.suspend(store, subscriber_id, found.why, now)
    elif bounces.count_soft(store, subscriber_id, now - SOFT_WITHIN) >= SOFT_LIMIT:
        subscribers.suspend(store, subscriber_id, f"came back {SOFT_LIMIT} times: {found.why}", now)


def take_maildir(store: Store, config: Config, folder: Path, now: datetime) -> Counter[str]:
    """Take what nobody has read in a Maildir, and mark it as read; counted by what `take_bounce` says, and `unreadable`
    for what was left. A crash in between reads it again, which counts once. Raises InboxError when it is no Maildir."""
    counts: Counter[str] = Counter()
    box = MaildirBox(folder, f"{folder} in TRACKER_BOUNCE_MAILDIR")
    for message in box.waiting(A_LOOK):
        try:
            raw = box.read(message.key) if message.size <= LARGEST else b""
            counts[take_bounce(store, config, raw, now)] += 1
            box.stored(message.key)
        except InboxError:
            # Taken away meanwhile, or not ours to read: the others must not wait for it.
            counts["unreadable"] += 1
    return counts


def messages_in(path: Path) -> Iterator[bytes]:
    """The messages of an .eml file, an mbox or a Maildir. Raises MailError or InboxError when the path is none."""
    if path.is_dir():
        box = MaildirBox(path, str(path))
        yield from (box.read(message.key) for message in box.everything())
        return
    try:
        with path.open("rb") as file:
            start = file.read(5)
    except OSError as error:
        raise MailError(f"{path} cannot be read: {error.strerror}") from None
    if start == b"From ":
        with_box = mailbox.mbox(path, create=False)
        try:
            yield from (with_box.get_bytes(key) for key in with_box.iterkeys())
        finally:
            with_box.close()
    else:
        yield path.read_bytes()
