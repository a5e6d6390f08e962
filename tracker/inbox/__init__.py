"""Mailboxes that receive courts' notices: IMAP and Maildir behind one shape. Reads and marks; parses nothing."""

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Waiting:
    """A message by its name in the box, and its size in bytes as the box tells it."""

    key: str
    size: int


class Inbox(Protocol):
    """An open mailbox. Every method raises InboxError, in words, without anything that a message or a server said."""

    def waiting(self, limit: int) -> list[Waiting]:
        """Unread messages, oldest first, `limit` at most."""
        ...

    def held(self, limit: int) -> list[Waiting]:
        """Messages that were set aside for a person."""
        ...

    def read(self, key: str) -> bytes:
        """The whole message; it stays unread."""
        ...

    def stored(self, key: str) -> None:
        """What it says is stored: mark it as read, move it where such messages go."""
        ...

    def passed(self, key: str) -> None:
        """It is no notice: mark it as read."""
        ...

    def hold(self, key: str) -> None:
        """Set it aside for a person: read and flagged."""
        ...

    def close(self) -> None: ...
