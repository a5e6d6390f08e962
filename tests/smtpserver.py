"""A mail server in a test's hands: each answer is the test's."""

import contextlib
import socket
import threading
from dataclasses import replace

from tracker.config import Config


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


class Scripted:
    """A relay that answers each line with what `script` holds for its connection and its first word, and writes down what
    it was sent. An answer of None hangs up."""

    def __init__(self, *script: dict[str, str | None], pipelining: bool = True):
        self.script, self.pipelining = list(script), pipelining
        self.pieces: list[list[str]] = []  # what arrived together, as first words
        self.texts: list[bytes] = []
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port = self._listening.getsockname()[1]
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def __enter__(self) -> "Scripted":
        return self

    def __exit__(self, *error: object) -> None:
        self._listening.shutdown(socket.SHUT_RDWR)
        self._thread.join(10)
        self._listening.close()

    def config(self) -> Config:
        return replace(
            Config(mail_from="docket@example.org"), smtp_host="127.0.0.1", smtp_port=self.port, smtp_tls="none"
        )

    def _run(self) -> None:
        for answers in self.script:
            # The test is over, or its relay was hung up on.
            with contextlib.suppress(OSError):
                connection, _ = self._listening.accept()
                with connection:
                    self._talk(connection, answers)

    def _talk(self, connection: socket.socket, answers: dict[str, str | None]) -> None:
        connection.sendall(b"220 here\r\n")
        names = ["250-here", *(["250-PIPELINING"] if self.pipelining else []), "250 SIZE 1000000"]
        held, in_text = b"", False
        while piece := connection.recv(65536):
            held += piece
            words = []
            while True:
                line, end, rest = held.partition(b"\r\n.\r\n" if in_text and held != b".\r\n" else b"\r\n")
                if not end:
                    break
                held = rest
                if in_text:
                    self.texts.append(line)
                    word, in_text = "dot", False
                else:
                    word = line.split(b" ")[0].decode()
                words.append(word)
                said = answers.get(word, "\r\n".join(names) if word == "ehlo" else "250 ok")
                if word == "DATA":
                    said = answers.get(word, "354 go on")
                    in_text = bool(said and said.startswith("354"))
                if said is None:
                    return
                connection.sendall(said.encode() + b"\r\n")
            self.pieces.append(words)
