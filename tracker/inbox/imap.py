"""A mailbox over IMAP4rev1 (RFC 3501) and TLS, with the certificate checked. Asks, reads without marking, marks.

A server may be slow, hang or lie about sizes: every step has a timeout, the whole look has one too, and no more than
the largest message that is taken is ever read into memory. Nothing that the server says goes into an error or a log:
some repeat the login. Nor does its name: errors stand on a public page.
"""

import imaplib
import re
import socket
import ssl
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any

from tracker.errors import InboxError
from tracker.inbox import Waiting

# More than the largest message that is read, by what the protocol puts around it.
_SLACK = 64 * 1024
_SIZE = re.compile(rb"UID (\d+)[^()]*RFC822\.SIZE (\d+)|RFC822\.SIZE (\d+)[^()]*UID (\d+)")


@dataclass(frozen=True, slots=True)
class ImapSettings:
    """step: seconds for one answer; whole: seconds for everything; most: bytes of one message. done_folder: "" to
    leave what is stored where it is."""

    host: str
    port: int
    user: str
    password: str
    folder: str
    done_folder: str = ""
    ca_file: str = ""
    step: float = 20.0
    whole: float = 120.0
    most: int = 10 * 1024 * 1024

    def __repr__(self) -> str:
        return f"ImapSettings({self.host})"


class _Watchdog:
    """Cuts a connection that is not done in time, however busily it drips. late: it had to."""

    def __init__(self, seconds: float):
        self.late = False
        self.plug: socket.socket | None = None
        self._timer = threading.Timer(seconds, self._cut)
        self._timer.daemon = True
        self._timer.start()

    def _cut(self) -> None:
        self.late = True
        if self.plug is not None:
            with suppress(OSError):
                self.plug.shutdown(socket.SHUT_RDWR)

    def rest(self) -> None:
        self._timer.cancel()


class _Wire(imaplib.IMAP4_SSL):
    """The stdlib's client, which reads a literal of any size; this one does not."""

    def __init__(self, settings: ImapSettings, context: ssl.SSLContext, dog: _Watchdog):
        self.most, self.dog = settings.most, dog
        super().__init__(settings.host, settings.port, ssl_context=context, timeout=settings.step)

    def _create_socket(self, timeout: float | None) -> socket.socket:
        made: socket.socket = super()._create_socket(timeout)  # type: ignore[misc]
        self.dog.plug = made
        return made

    def read(self, size: int) -> bytes:
        if size > self.most + _SLACK:
            raise self.abort("larger than it was said to be")
        return super().read(size)


class ImapBox:
    """An open, selected folder. Use `close` in any case. Raises InboxError."""

    def __init__(self, settings: ImapSettings):
        self.settings = settings
        self._wire: _Wire | None = None
        self._dog = _Watchdog(settings.whole)
        try:
            context = ssl.create_default_context(cafile=settings.ca_file or None)
        except (OSError, ssl.SSLError):
            self._dog.rest()
            raise InboxError("the file that TRACKER_IMAP_CA_FILE names holds no certificate that can be read") from None
        try:
            with self._in_words():
                self._wire = _Wire(settings, context, self._dog)
            with self._in_words(refused="refused the login; check TRACKER_IMAP_USER and TRACKER_IMAP_PASSWORD"):
                self._wire.login(settings.user, settings.password)
            self._ask("select", _quoted(settings.folder), refused="has no folder of the name in TRACKER_IMAP_FOLDER")
        except InboxError:
            self.close()
            raise

    def waiting(self, limit: int) -> list[Waiting]:
        return self._found("UNSEEN", limit)

    def held(self, limit: int) -> list[Waiting]:
        return self._found("FLAGGED", limit)

    def read(self, key: str) -> bytes:
        for part in self._uid("FETCH", key, "(BODY.PEEK[])"):
            if isinstance(part, tuple) and len(part) == 2 and isinstance(part[1], bytes):
                return part[1]
        raise InboxError("the mail server does not hand out a message that it has listed")

    def stored(self, key: str) -> None:
        """Mark a message as done: read, and moved where a folder for that is set."""
        folder = self.settings.done_folder
        if not folder:
            self._uid("STORE", key, "-FLAGS", r"(\Flagged)")
            self._uid("STORE", key, "+FLAGS", r"(\Seen)")
            return
        # Read before it leaves, so that a move that fails half way does not bring it back.
        self._uid("STORE", key, "+FLAGS", r"(\Seen)")
        if self._can("MOVE"):
            self._uid("MOVE", key, _quoted(folder), make=folder)
            return
        self._uid("COPY", key, _quoted(folder), make=folder)
        self._uid("STORE", key, "+FLAGS", r"(\Deleted)")
        if self._can("UIDPLUS"):
            # Without it other people's deleted messages would go as well.
            self._uid("EXPUNGE", key)

    def passed(self, key: str) -> None:
        self._uid("STORE", key, "+FLAGS", r"(\Seen)")

    def hold(self, key: str) -> None:
        self._uid("STORE", key, "+FLAGS", r"(\Seen \Flagged)")

    def close(self) -> None:
        self._dog.rest()
        wire, self._wire = self._wire, None
        if wire is None:
            return
        with suppress(OSError, imaplib.IMAP4.error):
            if not self._dog.late and wire.state != "LOGOUT":
                wire.logout()
        with suppress(OSError, imaplib.IMAP4.error):
            wire.shutdown()

    def _found(self, what: str, limit: int) -> list[Waiting]:
        said = self._uid("SEARCH", what)
        numbers = sorted({int(n) for n in b" ".join(p for p in said if isinstance(p, bytes)).split() if n.isdigit()})
        if not numbers:
            return []
        wanted = numbers[:limit]
        sizes: dict[int, int] = {}
        for part in self._uid("FETCH", ",".join(map(str, wanted)), "(RFC822.SIZE)"):
            for found in _SIZE.finditer(part if isinstance(part, bytes) else b""):
                uid, size, size_first, uid_last = found.groups()
                sizes[int(uid or uid_last)] = int(size or size_first)
        return [Waiting(str(number), sizes[number]) for number in wanted if number in sizes]

    def _can(self, what: str) -> bool:
        return self._wire is not None and what in self._wire.capabilities

    def _uid(self, command: str, *args: str, make: str = "") -> Sequence[Any]:
        refused = f"did not carry out {command}"
        if not make:
            return self._ask("uid", command, *args, refused=refused)
        try:
            return self._ask("uid", command, *args, refused=refused)
        except InboxError:
            # Most likely the folder is not there yet.
            self._ask("create", _quoted(make), refused="neither has nor makes the folder in TRACKER_IMAP_DONE_FOLDER")
            return self._ask("uid", command, *args, refused=refused)

    def _ask(self, method: str, *args: str, refused: str) -> Sequence[Any]:
        if self._wire is None:
            raise InboxError("the connection to the mail server is closed")
        with self._in_words(refused=refused):
            status, data = getattr(self._wire, method)(*args)
            if status != "OK":
                raise imaplib.IMAP4.error
        return list(data)

    @contextmanager
    def _in_words(self, refused: str = "does not speak IMAP as it should") -> Iterator[None]:
        """Every way in which a server may fail, as one sentence of our own."""
        try:
            yield
        except ssl.SSLCertVerificationError as error:
            raise InboxError(f"the certificate of the mail server cannot be trusted: {error.verify_message}") from None
        except ssl.SSLError:
            raise InboxError("no secure connection to the mail server could be made, or it broke off") from None
        except socket.gaierror:
            raise InboxError("the mail server could not be found; check TRACKER_IMAP_HOST") from None
        except TimeoutError:
            raise InboxError(f"the mail server did not answer within {self.settings.step:g} s") from None
        except ConnectionRefusedError:
            raise InboxError("the mail server refused the connection; check TRACKER_IMAP_PORT") from None
        except imaplib.IMAP4.abort:
            raise InboxError(self._broke()) from None
        except imaplib.IMAP4.error:
            raise InboxError(self._broke() if self._dog.late else f"the mail server {refused}") from None
        except (OSError, ValueError):
            raise InboxError(self._broke()) from None

    def _broke(self) -> str:
        if self._dog.late:
            return f"the mail server was not done within {self.settings.whole:g} s"
        return "the mail server broke off, or sent what it should not"


def _quoted(name: str) -> str:
    """A folder's name as a quoted string (RFC 3501 section 9)."""
    return '"' + name.replace("\\", "\\\\").replace('"', '\\"') + '"'
