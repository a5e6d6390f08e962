"""A small IMAP4rev1 server over TLS on the loopback address: enough of RFC 3501 for a client that reads one folder.

Tests fill `folders`, and may make it slow, deaf, chatty or lying. Every command it gets is kept in `heard`.
"""

import re
import socketserver
import ssl
import threading
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.feedserver import _KEY, CERTIFICATE

_LINE = re.compile(rb"(\S+) (UID )?(\S+) ?(.*)", re.DOTALL)
_QUOTED = re.compile(rb'"((?:[^"\\]|\\.)*)"|(\S+)')


@dataclass
class Kept:
    """A message in a folder."""

    uid: int
    raw: bytes
    flags: set[str] = field(default_factory=set)
    size: int | None = None  # what the server says, where that is not the truth

    @property
    def says(self) -> int:
        return len(self.raw) if self.size is None else self.size


class _Session(socketserver.StreamRequestHandler):
    server: "ImapServer"
    # An answer of several lines would else wait for the client to confirm the first: 40 ms each time.
    disable_nagle_algorithm = True

    def handle(self) -> None:
        try:
            self.request.do_handshake()
            self.converse()
        except (OSError, ValueError):
            # The client hung up, or does not trust us: several tests are about that.
            pass

    def say(self, line: str) -> None:
        self.wfile.write(line.encode() + b"\r\n")
        self.wfile.flush()

    def converse(self) -> None:
        mood = self.server.mood
        if mood == "deaf":
            self.server.stopping.wait(30)
            return
        if mood == "drip":
            while not self.server.stopping.wait(0.05):
                self.wfile.write(b"*")
                self.wfile.flush()
            return
        if mood == "web":
            self.say("HTTP/1.1 400 Bad Request")
            return
        self.say("* OK ready")
        self.folder: list[Kept] = []
        for line in iter(self.rfile.readline, b""):
            found = _LINE.match(line.rstrip(b"\r\n"))
            if found is None:
                return
            tag, uid, command, rest = found[1].decode(), bool(found[2]), found[3].decode().upper(), found[4]
            words = [(a or b).replace(b'\\"', b'"') for a, b in _QUOTED.findall(rest)]
            self.server.heard.append(f"{'UID ' if uid else ''}{command}")
            if self.server.mood == f"deaf to {command}":
                self.server.stopping.wait(30)
                return
            if self.server.mood == f"gone at {command}":
                return
            answer = getattr(self, f"do_{command.lower()}", None)
            said = answer(words, rest) if answer else "BAD what is that"
            self.say(f"{tag} {said}")
            if command == "LOGOUT":
                return

    def do_capability(self, words: list[bytes], rest: bytes) -> str:
        self.say(f"* CAPABILITY IMAP4rev1 {' '.join(self.server.can)}")
        return "OK done"

    def do_login(self, words: list[bytes], rest: bytes) -> str:
        good = [word.decode() for word in words] == [self.server.user, self.server.password]
        return (
            "OK done" if good else f"NO [AUTHENTICATIONFAILED] {words[0].decode()} with {words[1].decode()} is nobody"
        )

    def do_select(self, words: list[bytes], rest: bytes) -> str:
        folder = self.server.folders.get(words[0].decode())
        if folder is None:
            return "NO there is no such folder"
        self.folder = folder
        self.say(f"* {len(folder)} EXISTS")
        return "OK [READ-WRITE]"

    def do_create(self, words: list[bytes], rest: bytes) -> str:
        self.server.folders.setdefault(words[0].decode(), [])
        return "OK done"

    def do_search(self, words: list[bytes], rest: bytes) -> str:
        wanted = {
            b"UNSEEN": lambda m: r"\Seen" not in m.flags, b"FLAGGED": lambda m: r"\Flagged" in m.flags,
        }[words[-1]]  # fmt: skip
        self.say("* SEARCH " + " ".join(str(m.uid) for m in self.folder if wanted(m)))
        return "OK done"

    def do_fetch(self, words: list[bytes], rest: bytes) -> str:
        uids = {int(n) for n in words[0].split(b",")}
        for place, message in enumerate(self.folder, 1):
            if message.uid not in uids:
                continue
            if b"RFC822.SIZE" in rest:
                self.say(f"* {place} FETCH (UID {message.uid} RFC822.SIZE {message.says})")
                continue
            assert b"BODY.PEEK[]" in rest, "a message is read without marking it"
            raw = message.raw
            self.server.sent += 1
            self.wfile.write(b"* %d FETCH (UID %d BODY[] {%d}\r\n" % (place, message.uid, len(raw)))
            if self.server.mood == "half a message":
                self.wfile.write(raw[: len(raw) // 2])
                return "OK done"
            self.wfile.write(raw + b")\r\n")
        return "OK done"

    def do_store(self, words: list[bytes], rest: bytes) -> str:
        flags = set(re.findall(rb"\\\w+", rest))
        for message in self.folder:
            if message.uid == int(words[0]):
                named = {flag.decode() for flag in flags}
                message.flags = message.flags | named if b"+FLAGS" in rest else message.flags - named
        return "OK done"

    def do_copy(self, words: list[bytes], rest: bytes) -> str:
        target = self.server.folders.get(words[1].decode())
        if target is None:
            return "NO [TRYCREATE] there is no such folder"
        target += [Kept(len(target) + 1, m.raw, set(m.flags)) for m in self.folder if m.uid == int(words[0])]
        return "OK done"

    def do_move(self, words: list[bytes], rest: bytes) -> str:
        if "MOVE" not in self.server.can:
            return "BAD not here"
        said = self.do_copy(words, rest)
        if said.startswith("OK"):
            self.folder[:] = [m for m in self.folder if m.uid != int(words[0])]
        return said

    def do_expunge(self, words: list[bytes], rest: bytes) -> str:
        only = {int(words[0])} if words else {m.uid for m in self.folder}
        self.folder[:] = [m for m in self.folder if not (r"\Deleted" in m.flags and m.uid in only)]
        return "OK done"

    def do_logout(self, words: list[bytes], rest: bytes) -> str:
        self.say("* BYE")
        return "OK done"


class ImapServer(socketserver.ThreadingTCPServer):
    """Use as a context manager. mood: "" or how it misbehaves. `authority` is the file that makes it trusted."""

    daemon_threads = True
    block_on_close = False
    allow_reuse_address = True
    user, password = "desk", 'a "quoted" word'

    def __init__(self, folder: Path, mood: str = ""):
        super().__init__(("127.0.0.1", 0), _Session)
        pem = folder / "imap.pem"
        pem.write_text(_KEY.format("PRIVATE KEY") + CERTIFICATE)
        self.authority = folder / "authority.pem"
        self.authority.write_text(CERTIFICATE)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(pem)
        self.socket = context.wrap_socket(self.socket, server_side=True, do_handshake_on_connect=False)
        self.mood = mood
        self.can: list[str] = ["MOVE", "UIDPLUS"]
        self.folders: dict[str, list[Kept]] = {"INBOX": []}
        self.heard: list[str] = []
        self.sent = 0
        self.stopping = threading.Event()
        self._thread = threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)

    @property
    def port(self) -> int:
        return int(self.server_address[1])

    @property
    def inbox(self) -> list[Kept]:
        return self.folders["INBOX"]

    def deliver(self, raw: bytes, size: int | None = None) -> Kept:
        kept = Kept(max((m.uid for m in self.inbox), default=100) + 1, raw, size=size)
        self.inbox.append(kept)
        return kept

    def handle_error(self, request: Any, client_address: Any) -> None:
        """What a session could not take is no noise in the tests."""

    def __enter__(self) -> "ImapServer":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stopping.set()
        self.shutdown()
        self.server_close()
        self._thread.join(5)
