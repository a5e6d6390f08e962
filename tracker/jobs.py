"""The schedule: which job runs when, in one process at a time. A job is one call into a flow."""

import logging
import os
import socket
from collections.abc import Callable
from datetime import datetime, timedelta

from apscheduler.schedulers.background import BackgroundScheduler

from tracker.clock import utc_now
from tracker.config import Config
from tracker.courts import Courts
from tracker.deliver import run_digest
from tracker.feeds.sources import load_sources
from tracker.ingest.poll import Polled, choose, poll
from tracker.ingest.tools import make_tools
from tracker.lawbook import Lawbook
from tracker.storage.claims import claim, release
from tracker.storage.store import open_store

log = logging.getLogger(__name__)

POLL_EVERY = 30
MAIL_EVERY = 60
# A job that holds its claim longer than this is taken to have died with its process.
CLAIM_FOR = timedelta(minutes=20)


class Work:
    """The two jobs of the tracker. `say` prints a line for the operator."""

    def __init__(
        self, config: Config, courts: Courts, say: Callable[[str], None], clock: Callable[[], datetime] = utc_now
    ):
        self.config, self.courts, self.say, self.clock = config, courts, say, clock
        self.lawbook = Lawbook(courts)
        self.holder = f"{socket.gethostname()}:{os.getpid()}"

    def poll_due(self) -> list[Polled]:
        """Fetch and store what is due, unless another process is at it."""
        store = open_store(self.config.db_path)
        try:
            if not claim(store, "poll", self.holder, self.clock(), CLAIM_FOR):
                return []
            try:
                sources = load_sources(self.config.feeds_file, self.courts)
                due = choose(store, sources, None, False, self.clock())
                done = []
                for polled in poll(store, due, self.config, make_tools(self.config, self.courts, store), self.clock):
                    done.append(polled)
                    self.say(poll_line(polled))
                return done
            finally:
                release(store, "poll", self.holder, self.clock())
        finally:
            store.close()

    def mail_due(self) -> None:
        """Compose and send the digests that are due, unless another process is at it."""
        store = open_store(self.config.db_path)
        try:
            if not claim(store, "mail", self.holder, self.clock(), CLAIM_FOR):
                return
            try:
                run_digest(store, self.lawbook, self.config, self.clock(), False, _Lines(self.say))
            finally:
                release(store, "mail", self.holder, self.clock())
        finally:
            store.close()


class _Lines:
    """A writable that hands whole lines to `say`."""

    def __init__(self, say: Callable[[str], None]):
        self.say = say

    def write(self, text: str) -> int:
        for line in text.splitlines():
            if line.strip():
                self.say(line)
        return len(text)


def poll_line(polled: Polled) -> str:
    run = polled.run
    when = f"asked again at {polled.next_due:%H:%M} UTC"
    if run.status == "failed":
        return f"{polled.source.id}: {run.error}; {when}"
    gap = "; a gap: items were lost between this read and the last" if run.gap else ""
    return f"{polled.source.id}: {run.new} new, {run.changed} changed, {run.unchanged} as before{gap}; {when}"


def start(work: Work) -> BackgroundScheduler:
    """Start both jobs in a background thread. Late runs are made up for once, not many times."""
    scheduler = BackgroundScheduler(
        timezone="UTC", job_defaults={"coalesce": True, "misfire_grace_time": None, "max_instances": 1}
    )
    now = work.clock()
    scheduler.add_job(work.poll_due, "interval", seconds=POLL_EVERY, next_run_time=now, id="poll")
    scheduler.add_job(
        work.mail_due, "interval", seconds=MAIL_EVERY, next_run_time=now + timedelta(seconds=10), id="mail"
    )
    scheduler.start()
    return scheduler
