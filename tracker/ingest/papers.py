"""Papers that say what an order did: notices, docket sheets, Supreme Court dockets, CourtListener pages.

They go the way of a feed's entries: matched, decided, stored, tagged, owed, in one transaction. A notice of electronic
filing never reaches the disk: it comes here as entries, without its body, and what it brings is private.
"""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from tracker import archive
from tracker.courts import Court
from tracker.dates import show_day
from tracker.errors import ParseError, TrackerError
from tracker.ingest.entries import Plan, sort_home, store_plan
from tracker.ingest.entry_event import court_day
from tracker.ingest.gaps import close_filled_gaps
from tracker.ingest.meeting import meet_paper
from tracker.ingest.suggest import suggest
from tracker.ingest.tools import Tools
from tracker.models import EntryDraft, FeedRun
from tracker.papers.detect import read_paper
from tracker.papers.sealed import is_sealed
from tracker.storage import feeds as feed_store
from tracker.storage.entries import Seen, court_of_body
from tracker.storage.store import Store
from tracker.storage.suggestions import add_suggestions

log = logging.getLogger(__name__)

NAMES = {
    "notice": "notice of filing", "sheet": "docket sheet", "scotus": "Supreme Court docket",
    "courtlistener": "CourtListener page",
}  # fmt: skip
PAPER_KINDS = tuple(NAMES)
_SEALED = "speaks of something sealed or ex parte"
KEPT_BACK = f"the entry is public and its text {_SEALED}: it was not stored"


@dataclass(frozen=True, slots=True)
class Paper:
    """What one paper of one court says.

    kind: `notice`, `sheet`, `scotus`, `courtlistener`. source_id: where it came from, a row of `feeds`. url: the public
    address of it, or None. body: kept in the archive when it brings something; None: never kept (notices). private: it
    came by private mail, so that what it brings stays out of public sight until a public source shows the entry.
    whole_until: the paper shows each of its dockets from the first entry to this instant; None: perhaps a part.
    """

    kind: str
    source_id: str
    court: Court
    drafts: tuple[EntryDraft, ...]
    url: str | None
    body: bytes | None
    private: bool
    whole_until: datetime | None = None


def take_paper(store: Store, paper: Paper, tools: Tools, now: datetime, *, replay: bool = False) -> FeedRun:
    """Store what a paper says of tracked dockets. Every outcome leaves a run row; a failure changes nothing else.

    The run: status `ok` or `failed`; new, changed (also: made public), unchanged, ignored (other dockets). What
    happened long ago is owed to nobody when there is much of it. replay: an archived body is read again, so that what
    it once showed is no news.
    """
    try:
        with store.atomic():
            feed_store.add_source(store, paper.source_id, paper.kind)
            run_id = feed_store.open_run(store, paper.source_id, now)
            run = store_paper(store, paper, tools, run_id, now, replay=replay)
            feed_store.close_run(store, run_id, run, now)
            feed_store.note_paper(store, run, now)
            return run
    except TrackerError as error:
        run = FeedRun(paper.source_id, "failed", error=str(error))
    except Exception as error:
        # As for feeds: a bug in one paper closes its run. What a private paper says must not get into a log.
        what = f"unexpected {type(error).__name__} while storing this paper"
        log.error("%s: %s", paper.source_id, what, exc_info=None if paper.private else error)
        run = FeedRun(paper.source_id, "failed", error=f"{what}; see the log")
    with store.atomic():
        feed_store.add_source(store, paper.source_id, paper.kind)
        feed_store.close_run(store, feed_store.open_run(store, paper.source_id, now), run, now)
        feed_store.note_failure(store, paper.source_id, now, run)
    return run


def replay_paper(
    store: Store, source_id: str, kind: str, body: bytes, row: Mapping[str, Any], tools: Tools, now: datetime
) -> FeedRun:
    """Read an archived paper again, other than CourtListener's (tracker.courtlistener.replay). row: of the archive."""
    court = tools.courts.get(court_of_body(store, row["body_sha"]) or "")
    if court is None:
        return FeedRun(source_id, "unchanged", notes=("not read again: the body does not say whose docket it is",))
    try:
        drafts = read_paper(body, court)
    except ParseError as error:
        return FeedRun(source_id, "failed", error=str(error))
    paper = Paper(kind, source_id, court, drafts, row["url"] or None, body, private=False)
    return take_paper(store, paper, tools, now, replay=True)


def store_paper(
    store: Store, paper: Paper, tools: Tools, run_id: int, now: datetime, *, replay: bool = False
) -> FeedRun:
    """`take_paper` within a run that is open; the caller closes it. Call inside a transaction."""
    sha = archive.body_sha(paper.body) if paper.body and not paper.private else None
    plan = plan_paper(store, paper, tools, sha if replay else None)
    run = FeedRun(
        paper.source_id, "ok", new=plan.count("new"), changed=plan.count("changed"), unchanged=plan.count("same"),
        ignored=plan.ignored, items=len(paper.drafts), bytes=len(paper.body or b""), notes=_notes(paper, plan),
    )  # fmt: skip
    if sha and paper.body and plan.brings_something:
        _, path = archive.keep(tools.archive_dir, paper.source_id, paper.body)
        feed_store.add_archive(store, sha, paper.source_id, paper.url or "", len(paper.body), path, now)
        run = replace(run, archive_sha=sha)
    seen = Seen(paper.source_id, run_id, run.archive_sha, now, paper.private)
    store_plan(store, plan, paper.court, tools.read, paper.url or "", seen)
    if paper.whole_until is not None:
        day = paper.whole_until.astimezone(ZoneInfo(paper.court.zone)).date()
        why = f"the {NAMES[paper.kind]} of {show_day(day)}"
        read = [docket["docket_id"] for docket, _ in plan.intents]
        close_filled_gaps(store, paper.court.court_id, read, None, paper.whole_until, why, now)
    # Only what its entries name: the other dockets of a mailbox are nobody's business here.
    add_suggestions(store, suggest(store, tools, paper.court, (), plan, paper.private), now)
    return run


def plan_paper(store: Store, paper: Paper, tools: Tools, read_before: str | None) -> Plan:
    """What would be written, oldest first. read_before: SHA-256 of a body that is read again."""
    homes, ignored = sort_home(tools.tracked(paper.court.court_id), paper.drafts)
    intents = tuple(
        (docket, meet_paper(store, docket, _oldest_first(own, paper.court), paper.source_id, paper.court.zone,
                            read_before=read_before, private=paper.private))
        for docket, own in homes
    )  # fmt: skip
    return Plan(intents, ignored, paper=True)


def _oldest_first(drafts: Sequence[EntryDraft], court: Court) -> list[EntryDraft]:
    """Sheets are printed either way round; entries of one day stay in the order of time."""
    days = [court_day(draft, court) or date.min for draft in drafts]
    backwards = bool(days) and days[0] > days[-1]
    paired = list(zip(days, drafts, strict=True))
    return [draft for _, draft in sorted(paired[::-1] if backwards else paired, key=lambda pair: pair[0])]


def _notes(paper: Paper, plan: Plan) -> tuple[str, ...]:
    """What a person should know of a text that is not made public."""
    told: dict[str, None] = {}
    for intent in (intent for _, intents in plan.intents for intent in intents):
        if intent.kept_back:
            told[KEPT_BACK] = None
        elif paper.private and intent.entry_id is None and is_sealed(intent.draft.description):
            told[f"the text {_SEALED}: it stays private until a person releases it"] = None
    return tuple(told)
