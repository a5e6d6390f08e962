"""How one feed stands, in sentences: what it carries and does not, what is wrong, when it is asked next. Pure.

One reading for the sources page, a case's page and the command line, so that all three say the same.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal
from zoneinfo import ZoneInfo

from tracker.courts import DEFAULT_ZONE, Court
from tracker.dates import from_utc_text, show_day, show_instant
from tracker.feeds.maintenance import rest_until
from tracker.feeds.schedule import pace
from tracker.ingest.checks import is_stale
from tracker.models import FeedSource
from tracker.outputs.gaps import GapNote
from tracker.outputs.records import PRIVATE_SOURCES
from tracker.outputs.words import counted, listed
from tracker.text import one_line, outlet, without_keys

Code = Literal[
    "quarantined",
    "gone",
    "partial",
    "failing",
    "unsteady",
    "held",
    "maintenance",
    "stale",
    "moved",
    "gap",
    "unverified",
]
# What keeps entries out; the rest is worth knowing and no trouble.
BAD: frozenset[Code] = frozenset({"quarantined", "gone", "partial", "failing", "unsteady", "stale", "gap"})
_MOST_TYPES = 40
# What is asked without standing in the list of feeds.
_UNLISTED = {"courtlistener-feeds": "CourtListener: docket feeds", "courtlistener": "CourtListener: docket entries"}


@dataclass(frozen=True, slots=True)
class Remark:
    """One thing to know of a feed, in a sentence ready to print."""

    code: Code
    text: str

    @property
    def bad(self) -> bool:
        return self.code in BAD


@dataclass(frozen=True, slots=True)
class FeedState:
    """One feed. Instants are UTC; next_try None: as soon as the schedule comes round, or never where `url` is None.

    asked_every: seconds. carries: full, partial, none (the court does not say), unknown (not whole yet), or "" for
    what is no court's feed;
    carries_text: the same in a sentence; carried: what was said before, newest first.
    """

    feed_id: str
    kind: str
    title: str
    court_id: str | None
    url: str | None
    reason: str
    last_checked_at: datetime | None
    last_ok_at: datetime | None
    last_changed_at: datetime | None
    next_try: datetime | None
    asked_every: int | None
    asked_text: str
    carries: str
    carries_text: str
    carried: tuple[str, ...]
    remarks: tuple[Remark, ...]
    gaps: tuple[GapNote, ...]

    @property
    def public(self) -> bool:
        return self.kind not in PRIVATE_SOURCES

    @property
    def trouble(self) -> bool:
        return any(remark.bad for remark in self.remarks)

    @property
    def summary(self) -> str:
        if self.url is None:
            return "not asked"
        if self.trouble:
            return "in trouble"
        return "read without error" if self.last_ok_at else "waits for its first reading"


def feed_state(
    row: Mapping[str, Any],
    source: FeedSource | None,
    court: Court | None,
    types: Sequence[Mapping[str, Any]],
    gaps: Iterable[GapNote],
    now: datetime,
) -> FeedState:
    """row: of the table of feeds; source: its entry in the list, if it still has one; types: what it declared, newest
    first (`since, coverage, types`); gaps: all of the feed's, open and closed."""
    gaps = tuple(gaps)
    zone = ZoneInfo(court.zone if court else DEFAULT_ZONE)
    asked, asked_text = _asked(row, source)
    carries, carries_text, carried = _carries(row, types, zone)
    resting = rest_until(court.maintenance, court.zone, now) if court and row["url"] else None
    return FeedState(
        feed_id=row["feed_id"],
        kind=row["kind"],
        title=source.title if source else _UNLISTED.get(row["feed_id"], row["feed_id"]),
        court_id=source.court_id if source else None,
        url=without_keys(row["url"]),
        reason=one_line(source.reason) if source and source.reason else "",
        last_checked_at=_moment(row["last_checked_at"]),
        last_ok_at=_moment(row["last_ok_at"]),
        last_changed_at=_moment(row["last_changed_at"]),
        next_try=_next_try(row, resting),
        asked_every=asked,
        asked_text=asked_text,
        carries=carries,
        carries_text=carries_text,
        carried=carried,
        remarks=tuple(_remarks(row, source, court, gaps, resting, now)) if row["url"] else (),
        gaps=gaps,
    )


def _moment(text: str | None) -> datetime | None:
    return from_utc_text(text) if text else None


def _next_try(row: Mapping[str, Any], resting: datetime | None) -> datetime | None:
    """The schedule's time, never before a host's rest or a court's maintenance is over."""
    if not row["url"]:
        return None
    return max((m for m in (_moment(row["next_due_at"]), _moment(row["held_until"]), resting) if m), default=None)


def _asked(row: Mapping[str, Any], source: FeedSource | None) -> tuple[int | None, str]:
    if source is None or source.url is None:
        return None, ""
    seconds = pace(source, row["items"], row["span_seconds"])
    every = f"every {_span(seconds)}"
    if row["span_seconds"] is not None and seconds < source.interval:
        reach = _span(row["span_seconds"])
        return seconds, f"{every}, oftener than the {_span(source.interval)} set, since it reaches back only {reach}"
    if row["span_seconds"]:
        return seconds, f"{every}; it reaches back {_span(row['span_seconds'])}"
    return seconds, every


def _span(seconds: int) -> str:
    minutes = max(1, round(seconds / 60))
    if minutes < 120:
        return counted(minutes, "minute")
    return counted(round(minutes / 60), "hour") if minutes < 48 * 60 else counted(round(minutes / 1440), "day")


# What it carries ---------------------------------------------------------------------------------------------------


def _carries(
    row: Mapping[str, Any], types: Sequence[Mapping[str, Any]], zone: ZoneInfo
) -> tuple[str, str, tuple[str, ...]]:
    if row["kind"] != "cmecf":
        return "", "", ()
    if not types:
        return "unknown", "Which entries it carries is not known: it has not been read whole yet.", ()
    said = [(t["coverage"], t["types"], show_day(from_utc_text(t["since"]).astimezone(zone).date())) for t in types]
    coverage, names, since = said[0]
    if coverage == "partial":
        text = (
            f"The court publishes only these types of entry here: {_named(names)}. Whatever else is filed does not "
            "appear, and its absence means nothing."
        )
    elif coverage == "full":
        text = "The court says that it publishes all its docket entries here."
    else:
        text = "The court does not say which types of entry it publishes here; that one does not appear means nothing."
    since_text = f" So since {since}, when it changed." if len(said) > 1 else f" First read so on {since}."
    carried = tuple(
        f"From {day} until {until}: {_said(before, own)}."
        for (before, own, day), (_, _, until) in zip(said[1:], said, strict=False)
    )
    return coverage, text + since_text, carried


def _said(coverage: str, names: Sequence[str]) -> str:
    if coverage == "partial":
        return f"only {_named(names)}"
    return "all entries" if coverage == "full" else "it did not say which"


def _named(names: Sequence[str]) -> str:
    shown = [one_line(name)[:80] for name in names[:_MOST_TYPES]]
    more = len(names) - len(shown)
    return listed([*shown, f"{more} more"] if more > 0 else shown)


# What is to be known -----------------------------------------------------------------------------------------------


def _remarks(
    row: Mapping[str, Any],
    source: FeedSource | None,
    court: Court | None,
    gaps: Sequence[GapNote],
    resting: datetime | None,
    now: datetime,
) -> Iterable[Remark]:
    yield from _failure(row)
    if not row["failures"] and "unsteady" in (row["told"] or ""):
        yield Remark(
            "unsteady", "Read at the last visit; of late it was read only now and then, so entries may be missing."
        )
    held = _moment(row["held_until"])
    if held and held > now:
        yield Remark("held", f"Not asked before {show_instant(held)}, because its host wants rest: {row['held_why']}.")
    if resting and court:
        yield Remark(
            "maintenance", f"The court’s machines are worked on; it is not asked before {show_instant(resting)}."
        )
    elif court and not row["failures"] and is_stale(row, court.zone, now):
        built = show_instant(from_utc_text(row["last_build_date"]), ZoneInfo(court.zone))
        yield Remark(
            "stale",
            f"The court last made this feed on {built} and has been at work since: what it entered later is not here.",
        )
    if row["moved_to"]:
        yield Remark("moved", f"Moved for good to {outlet(row['moved_to'])}, where it is asked now.")
    if number := sum(gap.open for gap in gaps):
        yield Remark("gap", f"{counted(number, 'open gap').capitalize()}: entries of those times may be missing.")
    if source and source.url and not source.verified and not row["last_ok_at"]:
        yield Remark("unverified", "Nobody has checked this address yet.")


def _failure(row: Mapping[str, Any]) -> Iterable[Remark]:
    if not row["failures"]:
        return
    since, error = _moment(row["failing_since"]), one_line(row["last_error"]).rstrip(".")
    when = show_instant(since) if since else "it was listed"
    tries = counted(row["failures"], "failed try", "failed tries")
    if row["gone_since"]:
        day = show_instant(from_utc_text(row["gone_since"]))
        yield Remark("gone", f"Its server says since {day} that this feed is gone for good; it is asked once a day.")
    elif row["last_status"] == "quarantined":
        yield Remark("quarantined", f"The last body waits for a person’s word, nothing of it is stored: {error}.")
    elif row["last_status"] == "partial":
        yield Remark("partial", f"Read only in part since {when}: {error}.")
    elif row["last_ok_at"]:
        yield Remark("failing", f"Not read since {when}, {tries}: {error}.")
    else:
        yield Remark("failing", f"Never read yet, {tries} since {when}: {error}.")
