"""`/sources`: how current this is. Each feed, what it carries, when it was last read, what is missing, and why, in
words; and each attempt at one feed."""

import re
from typing import Any

from flask import Blueprint, render_template, request

from tracker.errors import NotFoundError
from tracker.ingest.standing import feed_states, listed_sources
from tracker.outputs.feed_state import FeedState
from tracker.outputs.filters import BadParameter
from tracker.storage.feeds import last_runs
from tracker.storage.gaps import gap_notes
from tracker.storage.timeline import instant, totals
from tracker.text import one_line, plain
from tracker.web.context import now, read_view, set_etag, site, store
from tracker.web.errors import known_arguments
from tracker.web.intake import intake

bp = Blueprint("sources", __name__)
RUNS_A_PAGE = 50
RUN_STATUS = {
    "ok": "read", "unchanged": "as before", "partial": "read in part", "failed": "failed",
    "quarantined": "waits for a person", "in_progress": "being read",
}  # fmt: skip


@bp.get("/sources")
def show() -> str:
    known_arguments()
    view = read_view()
    set_etag(_minute(), feeds=True)
    feeds = _states()
    cases = sorted(view.page.cases.values(), key=lambda c: (c.verified_through or "", c.name))
    asked = [f for f in feeds if f.url]
    return render_template(
        "sources.html",
        feeds=sorted(asked, key=lambda f: not f.trouble),
        trouble=[f for f in asked if f.trouble],
        unread=[f for f in feeds if not f.url and f.kind in ("cmecf", "news")],
        intake=intake(),
        gaps=gap_notes(store()),
        names={f.feed_id: f.title for f in feeds},
        cases=cases,
        totals=totals(store()),
        checked=max((f.last_ok_at for f in asked if f.last_ok_at), default=None),
        moment=now(),
    )


@bp.get("/sources/<feed_id>")
def attempts(feed_id: str) -> str:
    """One feed, and what each attempt at it brought, newest first."""
    known_arguments("before")
    before = _before(request.args.get("before", ""))
    found = next((f for f in _states() if f.feed_id == feed_id), None)
    if found is None or not found.public:
        raise NotFoundError(f"No feed has the id {one_line(feed_id)[:80]!r}.")
    rows = last_runs(store(), feed_id, RUNS_A_PAGE + 1, before)
    return render_template(
        "source.html",
        f=found,
        runs=[_run(row) for row in rows[:RUNS_A_PAGE]],
        older=rows[RUNS_A_PAGE - 1]["run_id"] if len(rows) > RUNS_A_PAGE else None,
        first=before is None,
        moment=now(),
    )


def _states() -> tuple[FeedState, ...]:
    here = site()
    return feed_states(store(), listed_sources(here.config, here.courts), here.courts, now())


def _minute() -> str:
    """Times stand here as "4 minutes ago"."""
    return now().strftime("%Y-%m-%dT%H:%M")


def _before(text: str) -> int | None:
    if text and not re.fullmatch(r"\d{1,15}", text, re.ASCII):
        raise BadParameter("before", "`before` is the number of an attempt")
    return int(text) if text else None


def _run(row: dict[str, Any]) -> dict[str, Any]:
    """An attempt ready to print."""
    return {
        **row,
        "at": instant(row["started_at"]),
        "built": instant(row["built_at"]),
        "said": RUN_STATUS.get(row["status"], row["status"]),
        "error": one_line(row["error"]),
        "notes": [plain(note) for note in row["notes"].splitlines() if note],
    }
