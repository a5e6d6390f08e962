"""What one reading of a feed says about the feed itself: gaps, window, coverage, staleness, and bodies that a person
must look at before anything of them is stored. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from tracker.dates import from_utc_text, utc_text
from tracker.feeds.dialects import declared_types
from tracker.models import ParsedFeed

# More new entries at once than any court enters in a day on the dockets of one subject: a changed format, or old
# entries shown as new, is likelier than so much news.
TOO_MANY = 2_000
TOO_FAR_AHEAD = timedelta(days=1)
STALE_AFTER = timedelta(hours=2)
COURT_OPENS, COURT_CLOSES = time(9), time(17)


@dataclass(frozen=True, slots=True)
class Window:
    """How far back a body reaches. `items`: how many it holds, with and without a time."""

    items: int
    oldest: datetime | None
    newest: datetime | None

    @property
    def span(self) -> timedelta | None:
        """From the oldest to the newest item; None when fewer than two have a time."""
        if self.items < 2 or self.oldest is None or self.newest is None:
            return None
        return self.newest - self.oldest


def window_of(items: int, times: Iterable[datetime | None]) -> Window:
    known = [when.astimezone(UTC) for when in times if when]
    return Window(items, min(known, default=None), max(known, default=None))


def find_gap(oldest: datetime | None, last_build: str | None, newest_seen: str | None = None) -> tuple[str, str] | None:
    """The period that nobody saw: the oldest item now was entered after the build date of the last good read.

    Instants in UTC text. None when the reads overlap, or when there is nothing to compare. A build date wobbles by a
    minute between two copies of one feed, so an item that the last read already showed (`newest_seen`) proves overlap.
    """
    if oldest is None or not last_build:
        return None
    seen = max(last_build, newest_seen or last_build)
    return (last_build, utc_text(oldest)) if oldest.replace(microsecond=0) > from_utc_text(seen) else None


def refusal(
    feed_id: str, built_at: datetime | None, window: Window, new: int, known_before: bool, now: datetime
) -> str | None:
    """Why a body must not be stored before a person has looked at it, in a sentence with the remedy; None if it may.

    new: entries it would add to tracked dockets; known_before: whether the feed has been read well at least once.
    """
    limit = now + TOO_FAR_AHEAD
    if built_at and built_at > limit:
        what = f"the feed says that it was made on {_moment(built_at)}, more than a day ahead of our clock"
    elif window.newest and window.newest > limit:
        what = f"an entry is dated {_moment(window.newest)}, more than a day ahead of our clock"
    elif known_before and new > TOO_MANY:
        what = (
            f"{new:,} new entries on tracked dockets at once, where more than {TOO_MANY:,} are no day's work of a court"
        )
    else:
        return None
    return (
        f"{what}; the body is kept and nothing of it was stored. If it is right, take it with: "
        f"tracker fetch --feed {feed_id} --accept"
    )


def _moment(when: datetime) -> str:
    return f"{when.astimezone(UTC):%Y-%m-%d %H:%M} UTC"


def coverage_of(feed: ParsedFeed) -> tuple[str, tuple[str, ...]]:
    """`full`: the court says that its feed carries all entries; `partial`: the types it names; `none`: it says neither.

    With the types as declared, in lower case.
    """
    types = declared_types(feed)
    if types:
        return ("full" if "all" in types else "partial"), types
    # E.D. Ark. writes a sentence where other courts write a list.
    return ("full", ("all",)) if feed.description.strip().lower().startswith("all docket entries") else ("none", ())


def is_stale(row: Mapping[str, Any], zone: str, now: datetime) -> bool:
    """Whether a court's feed has stopped being made: its build date was more than two hours old when the court was last
    at work (Monday to Friday, 9 to 17 on its own clock), and it is a weekday there. Courts make their feed anew many
    times an hour, entries or not; what stopped in the morning is no sounder after five.

    row: of a feed, with `last_build_date`; a feed that names no build date is never stale.
    """
    built, zoned = row.get("last_build_date"), ZoneInfo(zone)
    local = now.astimezone(zoned)
    if not built or local.weekday() > 4:
        return False
    at_work = local
    if local.time() >= COURT_CLOSES:
        at_work = datetime.combine(local.date(), COURT_CLOSES, zoned)
    elif local.time() < COURT_OPENS:
        days = 3 if local.weekday() == 0 else 1
        at_work = datetime.combine(local.date() - timedelta(days=days), COURT_CLOSES, zoned)
    return at_work.astimezone(UTC) - from_utc_text(str(built)) > STALE_AFTER


def in_words(notes: Sequence[str]) -> str:
    """Notes as a run row keeps them: one a line."""
    return "\n".join(" ".join(note.split()) for note in notes)
