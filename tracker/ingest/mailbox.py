"""Looking into the mailbox of notices: read, judge who sent it, store, and only then mark.

Everything happens in memory. What reaches the disk is what `take_paper` stores of a notice, which has no field for
people or one-time links; a message that is held leaves its fingerprint, the court it claims to be from, and a sentence.
A crash between storing and marking brings the same notice again, which is then "same".
"""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from email.message import Message
from pathlib import Path

from tracker.config import Config
from tracker.courts import Court
from tracker.errors import InboxError, ParseError
from tracker.inbox import Inbox, Waiting
from tracker.inbox.imap import ImapBox, ImapSettings
from tracker.inbox.maildir import MaildirBox
from tracker.ingest.intake import NOTICES
from tracker.ingest.papers import KEPT_BACK, Paper, take_paper
from tracker.ingest.tools import Tools
from tracker.models import FeedRun
from tracker.papers.common import counted
from tracker.papers.mail import HEADING, MAX_MAIL, NoNoticeError, read_letter
from tracker.papers.nef import Notice, notice_drafts, parse_notice
from tracker.papers.sender import court_that_sent, head_of, trouble
from tracker.storage import feeds as feed_store
from tracker.storage.store import Store
from tracker.storage.suggestions import Found, accepted_notices, add_suggestions, note_taken

A_LOOK = 200
# After a failure the mailbox is left alone for twice as long each time, up to this.
LONGEST_REST = timedelta(minutes=15)


@dataclass(slots=True)
class _Look:
    """One look at one mailbox: what it works with, and what it has found so far."""

    store: Store
    tools: Tools
    box: Inbox
    authserv: str
    now: datetime
    vouched: frozenset[str]
    sums: Counter[str] = field(default_factory=Counter)


def is_due(store: Store, now: datetime) -> bool:
    return feed_store.is_due(store, NOTICES, now)


def boxes(config: Config) -> Iterable[Callable[[], Inbox]]:
    """How to open each mailbox that the settings name."""
    if config.imap_host:
        yield lambda: ImapBox(
            ImapSettings(config.imap_host, config.imap_port, config.imap_user, config.imap_password,
                         config.imap_folder, config.imap_done_folder, config.imap_ca_file, most=MAX_MAIL)
        )  # fmt: skip
    if config.maildir:
        yield lambda: MaildirBox(Path(config.maildir).expanduser())


def look(store: Store, config: Config, tools: Tools, now: datetime, opened: Callable[[], Inbox]) -> FeedRun:
    """Take what waits in one mailbox. Never raises for what a mailbox or a message may do.

    Each notice of a court leaves the row of `take_paper`; a look leaves one of its own when it failed or has something
    to say besides. The run returned adds up the look: items are messages.
    """
    with store.atomic():
        feed_store.add_source(store, NOTICES, "notice")
    vouched = accepted_notices(store)
    run, box = FeedRun(NOTICES, "ok"), None
    sums: Counter[str] = Counter()
    try:
        box = opened()
        state = _Look(store, tools, box, config.mail_authserv, now, frozenset(vouched), sums)
        for message in box.waiting(A_LOOK):
            _one(state, message)
        for message in box.held(A_LOOK) if vouched else ():
            _vouched(state, message)
    except InboxError as error:
        run = replace(run, status="failed", error=f"the mailbox: {error}")
    finally:
        if box is not None:
            box.close()
    run = replace(
        run, items=sums["messages"], new=sums["new"], changed=sums["changed"], unchanged=sums["unchanged"],
        ignored=sums["ignored"], notes=_notes(sums),
    )  # fmt: skip
    _close(store, run, now)
    return run


def in_words(run: FeedRun) -> str:
    """A look in one line, for the operator."""
    messages = "1 message" if run.items == 1 else f"{run.items} messages"
    counts = f"{run.new} new, {run.changed} changed, {run.unchanged} as before, {run.ignored} of other dockets"
    return "; ".join([f"{messages}, {counts}", *run.notes])


def _close(store: Store, run: FeedRun, now: datetime) -> None:
    """The look's own row; what it brought stands in the notices' rows and is not counted twice."""
    with store.atomic():
        if run.status == "failed" or run.notes:
            own = replace(run, new=0, changed=0, unchanged=0, ignored=0)
            feed_store.close_run(store, feed_store.open_run(store, NOTICES, now), own, now)
        rest = timedelta()
        if run.status == "failed":
            feed_store.note_failure(store, NOTICES, now, run)
            failures = int((feed_store.feed_row(store, NOTICES) or {}).get("failures") or 1)
            rest = min(timedelta(minutes=2 ** min(failures - 1, 10)), LONGEST_REST)
        else:
            feed_store.note_paper(store, run, now)
        feed_store.set_next_due(store, NOTICES, now + rest)


def _notes(sums: Counter[str]) -> tuple[str, ...]:
    return (
        *counted(sums["held"], "message", "held for a person, on the desk"),
        *counted(sums["large"], "message", f"not read, having more than {MAX_MAIL // 2**20} MiB"),
        *counted(sums["other"], "message", "passed over, being no notice of a court"),
        *counted(sums["kept_back"], "notice", f"left to be read in the mailbox: {KEPT_BACK}"),
        *counted(sums["unstored"], "notice", "not stored; see its own row"),
    )


def _one(state: _Look, message: Waiting) -> None:
    state.sums["messages"] += 1
    if message.size > MAX_MAIL:
        state.sums["large"] += 1
        state.box.hold(message.key)
        return
    raw = state.box.read(message.key)
    head, ident = head_of(raw), fingerprint(raw)
    try:
        notice, court = read_notice(raw, head, state.tools)
    except ParseError as error:
        if might_be_a_notice(raw, head):
            # Behind a colon stands what a library says of the message, which may repeat it.
            _hold(state, message, head, ident, f"it could not be read: {str(error).partition(':')[0]}")
        else:
            state.sums["other"] += 1
            state.box.passed(message.key)
        return
    why = trouble(head, court.court_id, state.authserv)
    if why and ident not in state.vouched:
        _hold(state, message, head, ident, why, court)
        return
    _take(state, message, notice, court, ident)


def _vouched(state: _Look, message: Waiting) -> None:
    """A message that was held: take it if a person has vouched for it since."""
    if message.size > MAX_MAIL:
        return
    raw = state.box.read(message.key)
    ident = fingerprint(raw)
    if ident not in state.vouched:
        return
    try:
        notice, court = read_notice(raw, head_of(raw), state.tools)
    except ParseError:
        # What cannot be read cannot be taken, whoever sent it.
        with state.store.atomic():
            note_taken(state.store, ident, state.now)
        return
    state.sums["messages"] += 1
    _take(state, message, notice, court, ident)


def _take(state: _Look, message: Waiting, notice: Notice, court: Court, ident: str) -> None:
    drafts = notice_drafts(notice)
    paper = Paper("notice", NOTICES, court, drafts, url=None, body=None, private=True)
    run = take_paper(state.store, paper, state.tools, state.now)
    if run.status != "ok":
        state.sums["unstored"] += 1
        _hold(state, message, None, ident, "it could not be stored; the log says why", court)
        return
    for what, count in (("new", run.new), ("changed", run.changed), ("unchanged", run.unchanged),
                        ("ignored", run.ignored)):  # fmt: skip
        state.sums[what] += count
    state.sums["kept_back"] += KEPT_BACK in run.notes
    if ident in state.vouched:
        with state.store.atomic():
            note_taken(state.store, ident, state.now)
    # Only now, after the commit.
    state.box.stored(message.key)


def _hold(
    state: _Look, message: Waiting, head: Message | None, ident: str, why: str, court: Court | None = None
) -> None:
    court = court or state.tools.courts.get((court_that_sent(head) if head else None) or "")
    claims = f"claims to be a notice of {court.citation}" if court else "looks like a court’s notice"
    found = Found(
        "notice", ident, f"A message in the mailbox {claims}", court.court_id if court else None,
        day=state.now.date().isoformat(), because=(why, "it is flagged in the mailbox, where it can be read"),
    )  # fmt: skip
    with state.store.atomic():
        add_suggestions(state.store, [found], state.now)
    state.sums["held"] += 1
    state.box.hold(message.key)


# What a message is ---------------------------------------------------------------------------------------------------


def fingerprint(raw: bytes) -> str:
    """By which a held message is known again; says nothing of what is in it."""
    return f"mail:{hashlib.sha256(raw).hexdigest()[:40]}"


def read_notice(raw: bytes, head: Message, tools: Tools) -> tuple[Notice, Court]:
    """The notice and its court: the one that its links lead to, else the one that sent it. Raises ParseError."""
    sender = tools.courts.get(court_that_sent(head) or "")
    try:
        court_id = parse_notice(raw).court_id
    except ParseError:
        if sender is None:
            raise
        court_id = parse_notice(raw, sender).court_id
    court = tools.courts.get(court_id)
    if court is None:
        raise ParseError("the court that the notice names is not known here")
    # Once more with the court, whose zone counts where the notice prints none.
    return parse_notice(raw, court), court


def might_be_a_notice(raw: bytes, head: Message) -> bool:
    """Whether a message that could not be read as a notice should be seen by a person: it has a notice's heading, or
    a court sent something that cannot even be taken apart."""
    try:
        return bool(HEADING.search(read_letter(raw).flat.text))
    except NoNoticeError:
        return False
    except ParseError:
        return court_that_sent(head) is not None
