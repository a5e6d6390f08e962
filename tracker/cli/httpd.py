"""waitress, with one thing mended: a connection stays open behind an answer that has no body."""

import socket
from typing import TYPE_CHECKING, Any

from waitress.channel import HTTPChannel
from waitress.server import create_server
from waitress.task import WSGITask

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication


class _Task(WSGITask):  # type: ignore[misc]
    """waitress 3.0 drops the Content-Length of a 304 or 204, then takes its absence for a body that only the end of the
    connection ends. Such an answer ends with its header (RFC 9112 section 6.3), so the next request may follow: a
    reader who asks whether a page changed need not shake hands again for each file."""

    def set_close_on_finish(self) -> None:
        asked = self.request.headers.get("CONNECTION", "").lower() == "close"
        if self.wrote_header or self.has_body or self.version != "1.1" or asked:
            super().set_close_on_finish()


class _Channel(HTTPChannel):  # type: ignore[misc]
    task_class = _Task


def server_on(app: "WSGIApplication", listener: socket.socket, threads: int) -> Any:
    """A server on this socket: `run()` answers until the process is stopped, `close()` ends it."""
    server = create_server(app, sockets=[listener], threads=threads, ident=None)
    server.channel_class = _Channel
    return server
