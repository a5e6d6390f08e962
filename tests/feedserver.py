"""A real HTTP server on the loopback address, whose answers tests write byte by byte: slow, cut off, lying, packed."""

import ssl
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

# A certificate for "localhost" that nobody trusts, made for these tests alone.
_KEY = """-----BEGIN {0}-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgdVD4ZnrKlyNfyooF
iLdkLoPJSJiCKMWdV5vFGUoWvOehRANCAAROgIWd5FtH0Gzzf+ijKXzfhnU8Q7vN
zIdOu+jMqPVBLiZMCSdiTzK6msQ8PrnrKXpnLIQqpEsttTqbNBxruz99
-----END {0}-----
"""
CERTIFICATE = """-----BEGIN CERTIFICATE-----
MIIBlDCCATugAwIBAgIUNEZEa7D4YFQ40CF9dsXfeJguSWgwCgYIKoZIzj0EAwIw
FDESMBAGA1UEAwwJbG9jYWxob3N0MCAXDTI2MTEyMjAzMTIwN1oYDzIxMjYxMDI5
MDMxMjA3WjAUMRIwEAYDVQQDDAlsb2NhbGhvc3QwWTATBgcqhkjOPQIBBggqhkjO
PQMBBwNCAAROgIWd5FtH0Gzzf+ijKXzfhnU8Q7vNzIdOu+jMqPVBLiZMCSdiTzK6
msQ8PrnrKXpnLIQqpEsttTqbNBxruz99o2kwZzAdBgNVHQ4EFgQUiNF6Jb43BMrA
bzD70SF0E3JTjHkwHwYDVR0jBBgwFoAUiNF6Jb43BMrAbzD70SF0E3JTjHkwDwYD
VR0TAQH/BAUwAwEB/zAUBgNVHREEDTALgglsb2NhbGhvc3QwCgYIKoZIzj0EAwID
RwAwRAIgUUy/7ladptBT6cELfgiSf2+pDe7GNwK9L5qOe8l1HQ8CIGJwkHtNw/48
qOZaWVAZS0CurMyuJYOrFmoBp/Uji61z
-----END CERTIFICATE-----
"""


class Answer(BaseHTTPRequestHandler):
    """One request. A route gets it and writes with `reply`, or with `raw` for what http.server would not send."""

    protocol_version = "HTTP/1.1"
    server: "FeedServer"

    def do_GET(self) -> None:
        self.close_connection = True
        self.server.seen.append((self.path, {name.lower(): value for name, value in self.headers.items()}))
        route = self.server.routes.get(self.path.partition("?")[0])
        try:
            if route is None:
                self.reply(b"no such page", status=404)
            else:
                route(self)
        except OSError:
            # The client hung up, which several tests are about.
            pass

    def reply(self, body: bytes = b"", *, status: int = 200, **headers: str) -> None:
        """Header names are given with underscores. Content-Length is right unless given."""
        fields = {name.replace("_", "-"): value for name, value in headers.items()}
        fields.setdefault("Content-Length", str(len(body)))
        head = f"HTTP/1.1 {status} Any\r\n" + "".join(f"{name}: {value}\r\n" for name, value in fields.items())
        self.raw(head.encode("latin-1") + b"Connection: close\r\n\r\n" + body)

    def raw(self, data: bytes) -> None:
        self.wfile.write(data)
        self.wfile.flush()

    def drip(self, data: bytes, pause: float) -> None:
        for byte in data:
            self.raw(bytes([byte]))
            if self.server.stopping.wait(pause):
                return

    def hang(self) -> None:
        self.server.stopping.wait(20)

    def log_message(self, format: str, *args: Any) -> None:
        pass


Route = Callable[[Answer], None]


def server_context(folder: Path) -> ssl.SSLContext:
    """For a server that shows the test certificate; `folder` takes its file."""
    file = folder / "server.pem"
    file.write_text(_KEY.format("PRIVATE KEY") + CERTIFICATE)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    return context


class FeedServer(ThreadingHTTPServer):
    """Use as a context manager. `routes`: path -> what answers it; `seen`: (path, headers) of every request."""

    daemon_threads = True
    block_on_close = False

    def __init__(self, routes: dict[str, Route] | None = None):
        super().__init__(("127.0.0.1", 0), Answer)
        self.routes: dict[str, Route] = routes or {}
        self.seen: list[tuple[str, dict[str, str]]] = []
        self.names: list[str | None] = []
        self.stopping = threading.Event()
        self._thread = threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)

    @property
    def port(self) -> int:
        return int(self.server_address[1])

    @property
    def place(self) -> str:
        return f"127.0.0.1:{self.port}"

    def url(self, path: str, scheme: str = "http", host: str = "127.0.0.1") -> str:
        return f"{scheme}://{host}:{self.port}{path}"

    def secure(self, folder: Path) -> None:
        """Speak TLS with the test certificate; the names that clients ask for are kept in `names`."""
        context = server_context(folder)
        context.sni_callback = lambda _socket, name, _context: self.names.append(name)
        self.socket = context.wrap_socket(self.socket, server_side=True, do_handshake_on_connect=False)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hangs up, or refuses the certificate, is part of the tests and no noise in them."""

    def __enter__(self) -> "FeedServer":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stopping.set()
        self.shutdown()
        self.server_close()
        self._thread.join(5)
