"""The parts of a digest: what it is made from, and what it is made of. Pure records."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from tracker.law.answers import FlowAnswer
from tracker.outputs.records import Coverage, EventRecord


@dataclass(frozen=True, slots=True)
class Change:
    """A flow's status then and now. path: every status in between, oldest first, without `before` and `after`.

    answer: the law model's answer for today, if it agrees with `after`; noted: the day the change was seen here.
    """

    flow_id: str
    flow_name: str
    before: str
    after: str
    since: date | None
    path: tuple[str, ...] = ()
    answer: FlowAnswer | None = None
    noted: date | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """One event to tell, and why: `new changed confirmed corrected late`."""

    event: EventRecord
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Removed:
    """An event that was taken off the record after it had been told."""

    event_id: str
    title: str
    case_name: str | None


@dataclass(frozen=True, slots=True)
class Expected:
    """Something that is to happen on `day`. computed: by rule, not stated by a court."""

    day: date
    text: str
    path: str
    computed: bool = False


@dataclass(frozen=True, slots=True)
class Material:
    """All that one digest has to tell, with the names it needs."""

    changes: Sequence[Change] = ()
    told: Sequence[Told] = ()
    removed: Sequence[Removed] = ()
    news: Sequence[Coverage] = ()
    expected: Sequence[Expected] = ()
    flow_names: Mapping[str, str] = field(default_factory=dict)
    courts: Mapping[str, str] = field(default_factory=dict)

    @property
    def empty(self) -> bool:
        return not (self.changes or self.told or self.removed or self.news)


@dataclass(frozen=True, slots=True)
class Line:
    """One update. lead: a word or day set apart before it; text: what the link covers; more: the rest of the sentence;
    status: a flow status to mark it with."""

    text: str
    url: str
    lead: str = ""
    notes: tuple[str, ...] = ()
    sources: tuple[tuple[str, str], ...] = ()
    status: str | None = None
    more: str = ""

    def __hash__(self) -> int:
        # Lines are looked up in tables a million times a run; few have one address and different words.
        return hash(self.url)


@dataclass(frozen=True, slots=True)
class Group:
    title: str
    url: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """`cut`: how many more lines there are on the site than are shown here."""

    key: str
    title: str
    intro: str
    groups: tuple[Group, ...]
    cut: int = 0

    @property
    def lines(self) -> tuple[Line, ...]:
        return tuple(line for group in self.groups for line in group.lines)


@dataclass(frozen=True, slots=True)
class Digest:
    """One digest before it is written as mail. updates: how many things it tells, what is cut included."""

    subject: str
    preview: str
    sections: tuple[Section, ...]
    updates: int

    def capped(self, most: int) -> "Digest":
        """The same digest with at most `most` lines in each section; what is cut is counted."""
        return replace(self, sections=tuple(_capped(section, most) for section in self.sections))


def _capped(section: Section, most: int) -> Section:
    groups, left = [], most
    for group in section.groups:
        lines = group.lines[:left]
        left -= len(lines)
        if lines:
            groups.append(replace(group, lines=lines))
    kept = sum(len(group.lines) for group in groups)
    return replace(section, groups=tuple(groups), cut=len(section.lines) - kept)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A composed digest. In text and html stand the words mark + `period`, `why`, `manage` and `leave` where something
    personal goes; `mark` is a word that nobody outside can guess, so that no feed can ask for a reader's links."""

    subject: str
    text: str
    html: str
    mark: str
