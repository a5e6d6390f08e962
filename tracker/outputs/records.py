"""What the store hands to pages and to the API: plain rows, already joined, nothing computed."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

# Kinds of sources. When a notice came, and that it speaks of something sealed, is as private as the notice.
PRIVATE_SOURCES = frozenset({"notice"})


@dataclass(frozen=True, slots=True)
class Source:
    url: str
    retrieved_at: datetime | None = None
    archive_sha: str | None = None


@dataclass(frozen=True, slots=True)
class Match:
    """The words that a label was read from, and the rule that read them."""

    label: str
    rule: str
    words: str


# Not frozen, though nobody changes one: a frozen record sets each of its thirty fields by a call, and a page of fifty
# events spent more on that than on reading them.
@dataclass(slots=True)
class EventRecord:
    """One event as stored. `precision`: day, month, none. `withheld`: why it must not be shown, else None; then
    title, text, judge, names, sources and matches are empty. `seq` orders events of one day."""

    event_id: str
    case_id: str | None
    docket_id: str | None
    court_id: str | None
    origin: str
    kind: str
    title: str
    text: str
    day: date | None
    precision: str
    entered_at: datetime | None
    document: str | None
    judge: str | None
    confirmed: bool
    confirmed_by: str | None
    reported_only: bool
    order_id: str | None
    pending: bool
    routine: bool
    outcome_unknown: bool
    first_seen_at: datetime
    changed_at: datetime
    docket_number: str | None
    case_name: str | None
    caption: str
    revision: int
    withheld: str | None
    body: dict[str, Any] = field(default_factory=dict)
    actions: tuple[tuple[str, str], ...] = ()
    flows: tuple[tuple[str, str], ...] = ()
    sources: tuple[Source, ...] = ()
    matches: tuple[Match, ...] = ()


@dataclass(frozen=True, slots=True)
class Mark:
    """What a picture draws of an event whose day is known."""

    event_id: str
    docket_id: str | None
    kind: str
    title: str
    day: date


@dataclass(frozen=True, slots=True)
class Coverage:
    """A news item about a case, flow or event. It is no order and proves none. earlier: other headlines that its feeds
    have shown, newest first."""

    coverage_id: int
    url: str
    outlet: str
    title: str
    summary: str
    published_at: datetime | None
    first_seen_at: datetime
    earlier: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a list. `next`: opaque cursor of the following page, or None on the last."""

    events: tuple[EventRecord, ...]
    next: str | None
    total: int | None = None


@dataclass(frozen=True, slots=True)
class FeedRecord:
    """How one feed stands. Instants in UTC; `last_error` in the words of the last failed attempt."""

    feed_id: str
    kind: str
    url: str | None
    last_checked_at: datetime | None
    last_ok_at: datetime | None
    last_changed_at: datetime | None
    next_due_at: datetime | None
    failures: int
    failing_since: datetime | None
    last_error: str | None
    newest_entered: datetime | None
    gaps: tuple[dict[str, Any], ...] = ()

    @property
    def public(self) -> bool:
        return self.kind not in PRIVATE_SOURCES
