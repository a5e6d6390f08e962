"""How CourtListener stands as a source, for `status` and the sources page: budget, dockets, texts awaited, hooks."""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from tracker.config import Config
from tracker.courtlistener.plan import Limits, pace
from tracker.dates import show_day, utc_text
from tracker.outputs.words import counted
from tracker.storage import courtlistener as watch
from tracker.storage.courtlistener_calls import calls_left, resting, search_trusted
from tracker.storage.hook_queue import hook_counts
from tracker.storage.store import Store


@dataclass(frozen=True, slots=True)
class Standing:
    """token, hook: whether there is one. used, allowed: calls of the last 24 hours. every: hours in which each docket
    comes round by itself. rest: why nothing is asked before `rest_until`. watched: dockets; awaited, given_up: texts.
    hooks: deliveries by state. troubled: dockets that could not be read, or are not those the register means."""

    token: bool
    hook: bool
    feeds: bool
    used: int
    allowed: int
    every: int
    trusted: bool
    watched: int
    awaited: int
    given_up: int
    rest: str
    rest_until: datetime | None
    hooks: dict[str, Any]
    troubled: tuple[dict[str, Any], ...]


def limits_of(config: Config) -> Limits:
    return Limits(config.courtlistener_per_minute, config.courtlistener_per_hour, config.courtlistener_per_day)


def standing(store: Store, config: Config, now: datetime) -> Standing:
    """How the account and its calls stand now. Reads only."""
    counts, limits = watch.watch_counts(store), limits_of(config)
    rest, trusted = resting(store, now), search_trusted(store, now)
    own = pace(watch.watched(store, now), limits, trusted)
    return Standing(
        token=bool(config.courtlistener_token),
        hook=bool(config.courtlistener_hook),
        feeds=config.courtlistener_feeds,
        used=limits.day - calls_left(store, limits, now).day,
        allowed=limits.day,
        every=round(own.sweep.total_seconds() / 3600),
        trusted=trusted,
        watched=counts.get("checked", 0) + counts.get("unchecked", 0),
        awaited=counts.get("awaited", 0),
        given_up=counts.get("given_up", 0),
        rest=rest.why if rest else "",
        rest_until=rest.until if rest else None,
        hooks=hook_counts(store),
        troubled=tuple(watch.troubled(store)),
    )


def standing_lines(found: Standing) -> list[str]:
    """For a terminal, a fact a line."""
    lines = [_asked(found)]
    if found.rest_until is not None:
        lines.append(f"CourtListener: not asked before {_when(found.rest_until)}: {found.rest}")
    if found.awaited or found.given_up:
        lines.append(
            f"CourtListener: text awaited of {counted(found.awaited, 'entry', 'entries')}, given up of {found.given_up}"
        )
    if found.token and not found.trusted:
        lines.append("CourtListener: its search is not relied upon today; dockets with a pending ruling are asked each")
    if found.hook:
        waiting, failed = found.hooks.get("waiting", 0), found.hooks.get("failed", 0)
        last = found.hooks["last"] or "none yet"
        lines.append(f"CourtListener webhook: {waiting} waiting, {failed} could not be read, last delivery: {last}")
    lines += [
        f"CourtListener docket {row['cl_id']} ({row['docket_id']}): {row['last_error']}" for row in found.troubled
    ]
    return lines


def standing_json(found: Standing) -> dict[str, Any]:
    """The same for a monitor; instants as UTC text."""
    return asdict(found) | {"rest_until": utc_text(found.rest_until) if found.rest_until else None}


def _asked(found: Standing) -> str:
    dockets = counted(found.watched, "docket")
    if found.token:
        return (
            f"CourtListener: {found.used} of {found.allowed} calls used in the last 24 hours; {dockets}, "
            f"each read at least every {found.every} hours"
        )
    if found.feeds:
        return f"CourtListener: no token; the feeds of {dockets} are read every few hours"
    return "CourtListener: no token, and docket feeds are switched off"


def _when(moment: datetime) -> str:
    return f"{show_day(moment.date())}, {moment:%H:%M} UTC"
