"""A waitress server that answers in a thread of its own, and ends without an error of its own."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from waitress.wasyncore import close_all


@contextmanager
def answering(server: Any) -> Iterator[None]:
    """The server answers while the block runs. `server.close()` from another thread would take the sockets away under
    the loop that waits on them: the loop fails, or wakes on whatever file got the same number. So the threads that make
    answers end first, and the loop then closes its sockets itself."""
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.task_dispatcher.shutdown()
        server.trigger.pull_trigger(lambda: close_all(server._map))
        thread.join(10)
    assert not thread.is_alive(), "the server's loop did not end"
