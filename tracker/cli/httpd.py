"""waitress, with two things changed: kept pages are given by the thread that reads the sockets, and a connection stays
open behind an answer that has no body.

Handing a request to another thread costs a kept page more than the page itself: the threads wait for the interpreter's
lock in turn, and the more connections, the longer. So a page that is ready goes out at once, and only what must be made
goes to the threads that make it.
"""

import socket
from threading import get_ident
from typing import TYPE_CHECKING, Any

from waitress.channel import HTTPChannel
from waitress.server import create_server
from waitress.task import ThreadedTaskDispatcher, WSGITask

from tracker.web.pagecache import AT_ONCE, NotKeptError

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication


class _Task(WSGITask):  # type: ignore[misc]
    def execute(self) -> None:
        if self.channel.at_once:
            self.get_environment()[AT_ONCE] = True
        super().execute()

    def set_close_on_finish(self) -> None:
        """waitress 3.0 drops the Content-Length of a 304 or 204, then takes its absence for a body that only the end of
        the connection ends. Such an answer ends with its header (RFC 9112 section 6.3), so the next request may follow:
        a reader who asks whether a page changed need not shake hands again for each file."""
        asked = self.request.headers.get("CONNECTION", "").lower() == "close"
        if self.wrote_header or self.has_body or self.version != "1.1" or asked:
            super().set_close_on_finish()


class _Channel(HTTPChannel):  # type: ignore[misc]
    task_class = _Task
    # The thread that reads this connection, while it reads; whether it found a request; whether it answers one.
    reader: int | None = None
    due = at_once = False

    def received(self, data: bytes) -> bool:
        self.reader = get_ident()
        try:
            got: bool = super().received(data)
            # Answering may find the next of several requests that came together.
            while self.due:
                self.due = False
                self._answer()
        finally:
            self.reader = None
        return got

    def _answer(self) -> None:
        self.at_once, ready = True, True
        try:
            self.service()
        except NotKeptError:
            ready = False
        finally:
            self.at_once = False
        if not ready:
            self.server.task_dispatcher.hand_over(self)


class _Dispatcher(ThreadedTaskDispatcher):  # type: ignore[misc]
    def add_task(self, task: Any) -> None:
        # Called with a lock of the connection held that answering takes itself: `received` answers behind it.
        if task.reader == get_ident():
            task.due = True
        else:
            self.hand_over(task)

    def hand_over(self, channel: _Channel) -> None:
        super().add_task(channel)


def server_on(app: "WSGIApplication", listener: socket.socket, threads: int, *, kept: bool) -> Any:
    """A server on this socket: `run()` answers until the process is stopped, `close()` ends it. kept: `app` keeps pages
    (`PageCache`), and says NotKeptError where it was asked for one at once and has none."""
    dispatcher = _Dispatcher() if kept else ThreadedTaskDispatcher()
    dispatcher.set_thread_count(threads)
    server = create_server(app, sockets=[listener], ident=None, _dispatcher=dispatcher)
    server.channel_class = _Channel
    return server
