"""Letters that the subscription pages put into the outbox, or show."""

from datetime import date, datetime

from tracker.config import Config
from tracker.dates import show_day
from tracker.lawbook import Page
from tracker.letters import confirm_letter, digest_letter
from tracker.mail import Letter, build_message, message_id
from tracker.materials import Book, recent
from tracker.outputs.digest import build_digest
from tracker.storage import outbox
from tracker.storage.store import Store
from tracker.storage.subscribers import Subscriber
from tracker.subscriptions import Settings


def put_confirmation(
    store: Store, config: Config, person: Subscriber | None, settings: Settings, names: dict[str, str], extra: str,
    until: date, now: datetime,
) -> None:  # fmt: skip
    """The letter that asks a mailbox's owner to confirm, once for each request. extra: the mark of this request; until:
    the last day on which its link is good. person: None where nobody may be written to; the letter is made all the
    same and thrown away, so that the time an answer takes does not tell who that is."""
    to = person or Subscriber(0, "", "waiting", "nobody", settings, None, "", None, None)
    letter = confirm_letter(to, settings, names, config, extra, show_day(until))
    ident = message_id(config, to.salt, f"confirm:{extra}")
    body = build_message(letter, config, ident, now)
    if not outbox.has_message(store, ident) and person is not None:
        outbox.add_message(store, ident, person.subscriber_id, "confirm", body, now)


def sample_letter(
    store: Store, page: Page, config: Config, settings: Settings, since: date, today: date
) -> Letter | None:
    """A digest of what happened since that day, for the settings' scope; None where nothing did."""
    book = Book(page, config, store)
    material = recent(store, book, settings.scope, since, today)
    if material.empty:
        return None
    home, period = f"{config.public_url}/subscribe", f"Sample: {show_day(since)} to {show_day(today)}"
    digest = build_digest(material, config.public_url, today)
    return digest_letter(digest, settings, book.names, config, home, home, period)
