"""Plain records that cross layers. No behaviour beyond small derived values; no I/O."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import NamedTuple


@dataclass(frozen=True, slots=True)
class FeedSource:
    """One feed to poll, as `data/feeds.toml` names it. `kind`: `cmecf`, `news` or `scotus`; `interval` in seconds.

    pattern: an address with `{number}` in it, of which each tracked docket of the court makes a feed of its own.
    """

    id: str
    kind: str
    title: str
    url: str | None
    interval: int
    court_id: str | None = None
    verified: bool = False
    reason: str | None = None
    pattern: str | None = None


@dataclass(frozen=True, slots=True)
class Fetched:
    """A body as it came. Header values verbatim; `not_modified` means a 304 and an empty body. `moved_to`: the address
    to which the server has moved the feed for good (301, 308), None where it has not."""

    url: str
    status: int
    body: bytes
    fetched_at: datetime
    content_type: str | None = None
    etag: str | None = None
    last_modified: str | None = None
    not_modified: bool = False
    moved_to: str | None = None


class FeedItem(NamedTuple):
    """One `<item>`, text unescaped once from XML, nothing interpreted. `published` is the raw string."""

    title: str
    link: str
    summary: str
    guid: str
    published: str


@dataclass(frozen=True, slots=True)
class ParsedFeed:
    """A feed as read. `built_at` is its own build date; notes: what was odd, a sentence each; partial: an item of
    it, or its end, could not be read, so that it proves nothing about what it does not show."""

    title: str
    description: str
    built_at: datetime | None
    items: tuple[FeedItem, ...]
    notes: tuple[str, ...] = ()
    partial: bool = False


@dataclass(frozen=True, slots=True)
class EntryDraft:
    """One docket entry as a source shows it, before the store knows it.

    docket_number: without judge's initials. date_entered: aware, in the zone the feed wrote; date_filed: court-local.
    short_descriptions: event types, twins merged. description: the full docket text, "" if the source has none.
    """

    court_id: str
    docket_number: str
    pacer_case_id: str | None
    caption: str
    date_entered: datetime | None
    document_number: str | None
    pacer_doc_id: str | None
    pacer_seq_no: str | None
    short_descriptions: tuple[str, ...]
    description: str = ""
    date_filed: date | None = None
    source_url: str | None = None
    item_index: int = 0


@dataclass(frozen=True, slots=True)
class Action:
    """What is asked or decided; `disposition` None means that the text does not say (a bare RSS type)."""

    relief: str
    disposition: str | None


class TagMatch(NamedTuple):
    """Why: `label` was given by `rule` for the words at [start, end) of the tagged text."""

    label: str
    rule: str
    start: int
    end: int


class Tagging(NamedTuple):
    """What one entry is, asks for and decides, and why."""

    kind: str
    actions: tuple[Action, ...]
    rules_on: tuple[int, ...]
    matches: tuple[TagMatch, ...]


class StoredEntry(NamedTuple):
    """What `decide` needs to know of an entry already kept. short_description: its types, joined by ` AND `.

    identity_key: the key it was asked for by, which may be another than its first.
    """

    entry_id: int
    identity_key: str
    content_sha: str
    short_description: str = ""
    description: str = ""
    document_number: str | None = None


class EntryIntent(NamedTuple):
    """`verdict`: `new`, `changed` or `same`. `entry_id` is None for new ones.

    sight: another source shows a known entry, which is noted even where nothing changes. alias: a further key of it.
    fuller: only a text or types where there was less. release: the entry was private, and a public source shows it.
    words_sha: of the words that a paper showed, before they were joined with what is known. kept_back: they speak of
    something sealed, came by private mail, and the entry is public, so that they are not stored.
    """

    verdict: str
    draft: EntryDraft
    identity_key: str
    content_sha: str
    entry_id: int | None = None
    sight: bool = False
    alias: str | None = None
    fuller: bool = False
    release: bool = False
    words_sha: str | None = None
    kept_back: bool = False

    @property
    def counts_as(self) -> str:
        """What a run reports: an entry that becomes public has changed."""
        return "changed" if self.release else self.verdict

    @property
    def writes(self) -> bool:
        return self.verdict != "same" or self.sight or self.release


@dataclass(frozen=True, slots=True)
class FeedRun:
    """The outcome of one attempt at a feed.

    status: `ok`, `unchanged`, `partial` (what was whole of a broken body is stored, the rest said), `failed`,
    `quarantined` (a body that a person must look at first: kept, nothing stored), `held` (not asked, because its host
    wants rest). retry_after: seconds the server asked for. items: how many the body
    held; built_at: its own build date. notes: what was odd and yet could be read, a sentence each.
    """

    feed_id: str
    status: str
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    ignored: int = 0
    gap: bool = False
    error: str | None = None
    http_status: int | None = None
    bytes: int = 0
    retry_after: int | None = None
    notes: tuple[str, ...] = field(default_factory=tuple)
    items: int = 0
    built_at: datetime | None = None
    archive_sha: str | None = None
