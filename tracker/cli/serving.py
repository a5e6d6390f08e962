"""The site on its socket, and what begins only behind its first page."""

import _thread
import contextlib
import gc
import logging
import os
import signal
import socket
import threading
from collections.abc import Callable

from tracker.cli.common import say
from tracker.config import Config
from tracker.errors import ConfigError, TrackerError
from tracker.memory import SELDOM, Returns, give_back, settle, share
from tracker.storage.store import open_store

# Seconds in which whoever waited since the command gets a page before anything else is done.
FIRST_PAGE = 1.0


def bind(config: Config) -> socket.socket:
    """The listening socket, taken first so that a port in use is said before anything else happens."""
    gc.set_threshold(*SELDOM)
    family = socket.AF_INET6 if ":" in config.host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((config.host, config.port))
        # A bound socket that does not listen yet would let a second process bind beside it.
        listener.listen(128)
    except OSError as error:
        listener.close()
        raise ConfigError(
            f"cannot listen on {config.host}:{config.port}: {error.strerror}; "
            "stop what uses that port, or set TRACKER_PORT to another"
        ) from error
    return listener


class Behind(threading.Thread):
    """Does `jobs` one after the other, a moment after the site is up. A job that fails stops the process: a site whose
    schedule never began would look well and grow old."""

    def __init__(self, *jobs: Callable[[], None]):
        super().__init__(daemon=True, name="behind")
        self._jobs, self._over = jobs, threading.Event()
        self.failed: BaseException | None = None

    def run(self) -> None:
        if self._over.wait(FIRST_PAGE):
            return
        try:
            for job in self._jobs:
                job()
        except BaseException as error:
            self.failed = error
            if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
                # A shell that put the site in the background has it ignore what Ctrl-C sends, and this with it.
                say(f"stopped: {error}")
                os.kill(os.getpid(), signal.SIGTERM)
            else:
                _thread.interrupt_main()

    def stop(self) -> None:
        """Raises what a job failed of."""
        self._over.set()
        if self.failed is not None:
            raise self.failed


def serve_on(config: Config, listener: socket.socket, *jobs: Callable[[], None]) -> None:
    """Answer readers until the process is stopped. `jobs` begin behind the first page."""
    # Imported here: the site's pages are of no use to the other verbs and cost them start-up time.
    from tracker.cli.httpd import server_on
    from tracker.web import create_app

    app = create_app(config)
    share()
    # It warns whenever a request waits a moment for a thread.
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
    behind, returns = Behind(lambda: _warm(config), *jobs), Returns()
    behind.start()
    returns.start()
    try:
        server_on(app, listener, config.threads, kept=config.page_cache_mb > 0).run()
    finally:
        returns.stop()
        behind.stop()


def _warm(config: Config) -> None:
    """Read the lists of events before the first reader waits for them, and let the interpreter stop looking through
    what stays: with a million events a look costs as much as a page."""
    # Imported here, like what the schedule needs: the board is there without it.
    from tracker.storage.postings import warm

    try:
        with contextlib.closing(open_store(config.db_path, readonly=True)) as store:
            warm(store)
    except TrackerError as error:
        # Whoever asks first reads them then.
        say(f"lists of events: {error}")
    settle()
    give_back()
