"""The schedule: which job runs when, in one process at a time. A job is one call into a flow."""

import logging
import os
import socket
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import date, datetime, timedelta
from pathlib import Path

from apscheduler.schedulers.background import BackgroundScheduler

from tracker.bounces import take_maildir
from tracker.clock import utc_now
from tracker.config import Config
from tracker.courtlistener.round import one_round, run_line
from tracker.courts import Courts
from tracker.deliver import run_digest
from tracker.errors import ConfigError, TrackerError
from tracker.feeds.sources import load_sources
from tracker.ingest import federal_register, mailbox
from tracker.ingest.alerts import tell_operator
from tracker.ingest.intake import FEDERAL_REGISTER, reads_federal_register, takes_notices
from tracker.ingest.listed import with_dockets
from tracker.ingest.poll import Polled, choose, poll
from tracker.ingest.tools import make_tools
from tracker.lawbook import Lawbook
from tracker.memory import give_back
from tracker.models import FeedRun, FeedSource
from tracker.storage.claims import claim, release
from tracker.storage.feeds import drop_unlisted, forget_old_runs, register_feeds
from tracker.storage.store import Store, open_store

log = logging.getLogger(__name__)

POLL_EVERY = 30
MAIL_EVERY = 60
# How often it is seen whether the Federal Register is due, which it is every six hours.
REGISTER_EVERY = 600
# Seconds a round of sending lasts at most: a morning's hundred thousand must not hold up what happens meanwhile.
SEND_FOR = 45
MAILBOX_EVERY = 60
# A poll whose claim is older than this has died with its process. It is renewed with every feed that is done, and no
# host takes that long.
CLAIM_FOR = timedelta(minutes=5)
# At most twenty pages of thirty seconds each.
REGISTER_CLAIM = timedelta(minutes=15)
COURTLISTENER_EVERY = 60
# A look into a mailbox is cut off after two minutes; storing two hundred notices takes seconds.
MAILBOX_CLAIM = timedelta(minutes=5)


class Work:
    """The jobs of the tracker. `say` prints a line for the operator."""

    def __init__(
        self, config: Config, courts: Courts, say: Callable[[str], None], clock: Callable[[], datetime] = utc_now
    ):
        self.config, self.courts, self.say, self.clock = config, courts, say, clock
        self.lawbook = Lawbook(courts)
        self.tidied: date | None = None
        self.listed: list[FeedSource] | None = None
        self.wrong = ""
        self.holder = f"{socket.gethostname()}:{os.getpid()}"

    def poll_due(self) -> list[Polled]:
        """Fetch and store what is due, unless another process is at it; then tell the operator of feeds that fail."""
        with closing(open_store(self.config.db_path)) as store:
            with self._alone(store, "poll", CLAIM_FOR) as mine:
                if not mine:
                    return []
                self._tidy(store)
                done = self._poll(store)
            if done:
                give_back()
            for line in tell_operator(store, self.config, self.clock()):
                self.say(line)
            return done

    @contextmanager
    def _alone(self, store: Store, job: str, at_most: timedelta) -> Iterator[bool]:
        """Whether this process may do the job now. What it claims it gives back at the end."""
        mine = self._claim(store, job, at_most)
        try:
            yield mine
        finally:
            if mine:
                release(store, job, self.holder, self.clock())

    def _claim(self, store: Store, job: str, at_most: timedelta) -> bool:
        return claim(store, job, self.holder, self.clock(), at_most)

    def _poll(self, store: Store) -> list[Polled]:
        sources = with_dockets(store, self._sources())
        with store.atomic():
            register_feeds(store, sources)
            drop_unlisted(store, [source.id for source in sources])
        due = choose(store, sources, None, False, self.clock(), self.courts)
        done: list[Polled] = []
        if not due:
            return done
        tools = make_tools(self.config, self.courts, store)
        for polled in poll(store, due, self.config, tools, self.clock):
            done.append(polled)
            self.say(poll_line(polled))
            if not self._claim(store, "poll", CLAIM_FOR):
                self.say("poll: another process has taken over; the rest is left to it")
                break
        return done

    def _sources(self) -> list[FeedSource]:
        """The list of feeds as it is now; while an edit of it is wrong, as it last was."""
        try:
            self.listed, self.wrong = load_sources(self.config.feeds_file, self.courts), ""
        except ConfigError as error:
            if self.listed is None:
                raise
            if self.wrong != str(error):
                self.wrong = str(error)
                self.say(f"{error}; the list is used as it was before")
        return self.listed

    def _tidy(self, store: Store) -> None:
        """Once a day of this process: forget old attempts that brought nothing."""
        if self.tidied != (today := self.clock().date()):
            with store.atomic():
                forget_old_runs(store, self.clock())
            self.tidied = today

    def register_due(self) -> FeedRun | None:
        """Look for new notices in the Federal Register when they are due, in one process at a time."""
        if not reads_federal_register(self.config):
            return None
        with closing(open_store(self.config.db_path)) as store:
            if not federal_register.is_due(store, self.clock()):
                return None
            with self._alone(store, FEDERAL_REGISTER, REGISTER_CLAIM) as mine:
                if not mine:
                    return None
                run = federal_register.look(store, self.config, self.clock)
        self.say(f"Federal Register: {run.error or federal_register.in_words(run)}")
        return run

    def courtlistener_due(self) -> list[FeedRun]:
        """Read what CourtListener pushed, ask it what its budget allows, look at one docket feed."""
        done: list[FeedRun] = []
        with (
            closing(open_store(self.config.db_path)) as store,
            self._alone(store, "courtlistener", CLAIM_FOR) as mine,
        ):
            if not mine:
                return done
            for run in one_round(store, self.config, make_tools(self.config, self.courts, store), self.clock):
                done.append(run)
                if line := run_line(run):
                    self.say(line)
                if not self._claim(store, "courtlistener", CLAIM_FOR):
                    break
        return done

    def mailbox_due(self) -> list[FeedRun]:
        """Look into the mailboxes of notices, where there are some, in one process at a time."""
        if not takes_notices(self.config):
            return []
        with closing(open_store(self.config.db_path)) as store:
            now = self.clock()
            if not mailbox.is_due(store, now):
                return []
            with self._alone(store, "mailbox", MAILBOX_CLAIM) as mine:
                if not mine:
                    return []
                tools = make_tools(self.config, self.courts, store)
                done = [mailbox.look(store, self.config, tools, now, box) for box in mailbox.boxes(self.config)]
        for run in done:
            if run.items or run.error:
                self.say(f"mailbox: {run.error or mailbox.in_words(run)}")
        return done

    def mail_due(self) -> None:
        """Compose and send the digests that are due. Two processes may try: composing marks what it carries, and the
        sender's lock lets one send (tracker.deliver)."""
        with closing(open_store(self.config.db_path)) as store:
            self._take_bounces(store)
            run_digest(store, self.lawbook, self.config, self.clock(), False, _Lines(self.say), SEND_FOR)

    def _take_bounces(self, store: Store) -> None:
        if not self.config.bounce_maildir:
            return
        try:
            counts = take_maildir(store, self.config, Path(self.config.bounce_maildir), self.clock())
        except TrackerError as error:
            self.say(f"bounces: {error}")
            return
        if counts:
            self.say("bounces: " + ", ".join(f"{number} {kind}" for kind, number in sorted(counts.items())))


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
    said = f"; {polled.said}" if polled.said else ""
    if run.status in ("failed", "quarantined", "held"):
        return f"{polled.source.id}: {run.error}{said}; {when}"
    gap = "; a gap: items were lost between this read and the last" if run.gap else ""
    counts = f"{run.new} new, {run.changed} changed, {run.unchanged} as before"
    part = f"; read in part: {run.error}" if run.status == "partial" else ""
    return f"{polled.source.id}: {counts}{part}{gap}{said}; {when}"


def said(work: Work, job: Callable[[], object]) -> Callable[[], None]:
    """The job, in whose way a full disk or a locked database is one line and no traceback; it is tried again."""

    def run() -> None:
        try:
            job()
        except (TrackerError, OSError) as error:
            work.say(f"{_name(job)}: {error}")

    return run


def _name(job: Callable[[], object]) -> str:
    return str(getattr(job, "__name__", "job")).removesuffix("_due")


def start(work: Work) -> BackgroundScheduler:
    """Start the jobs in a background thread. Late runs are made up for once, not many times."""
    scheduler = BackgroundScheduler(
        timezone="UTC", job_defaults={"coalesce": True, "misfire_grace_time": None, "max_instances": 1}
    )
    now = work.clock()
    jobs: tuple[tuple[Callable[[], object], int, int], ...] = (
        (work.poll_due, POLL_EVERY, 0), (work.mail_due, MAIL_EVERY, 10), (work.register_due, REGISTER_EVERY, 120),
        (work.courtlistener_due, COURTLISTENER_EVERY, 20), (work.mailbox_due, MAILBOX_EVERY, 20),
    )  # fmt: skip
    for job, seconds, later in jobs:
        begin = now + timedelta(seconds=later)
        scheduler.add_job(said(work, job), "interval", seconds=seconds, next_run_time=begin, id=_name(job))
    scheduler.start()
    return scheduler
