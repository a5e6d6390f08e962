"""What a token or a mailbox would bring, and how the budget of one that is there stands: for the sources page."""

from dataclasses import dataclass
from datetime import datetime

from tracker.courtlistener.plan import Limits, pace
from tracker.storage import courtlistener as watch
from tracker.storage.courtlistener_calls import calls_left, resting, search_trusted
from tracker.web.context import now, site, store


@dataclass(frozen=True, slots=True)
class Gains:
    """hook, token: whether there is one. used, allowed: calls of the last day. rest: why nothing is asked now, and
    until when. every: hours in which each docket comes round. watched, awaited: dockets, and entries without text."""

    token: bool
    hook: bool
    watched: int
    awaited: int
    used: int = 0
    allowed: int = 0
    every: int = 24
    rest: str = ""
    rest_until: datetime | None = None


def gains() -> Gains:
    config, moment, own = site().config, now(), store()
    counts = watch.watch_counts(own)
    known = counts.get("checked", 0) + counts.get("unchecked", 0)
    hook = bool(config.courtlistener_hook)
    if not config.courtlistener_token:
        return Gains(False, hook, known, counts.get("awaited", 0))
    limits = Limits(config.courtlistener_per_minute, config.courtlistener_per_hour, config.courtlistener_per_day)
    left, rest = calls_left(own, limits, moment), resting(own, moment)
    every = pace(watch.watched(own, moment), limits, search_trusted(own, moment)).sweep
    return Gains(
        True, hook, known, counts.get("awaited", 0), limits.day - left.day, limits.day,
        round(every.total_seconds() / 3600), rest.why if rest else "", rest.until if rest else None,
    )  # fmt: skip
