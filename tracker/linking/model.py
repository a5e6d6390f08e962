"""What the linker is asked and what it answers."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class NewsText:
    """A news item to link; `published` is its day where known."""

    title: str
    summary: str
    url: str
    published: date | None = None


@dataclass(frozen=True, slots=True)
class NewsEvent:
    """What an item reports to have happened, in the tagging vocabulary. relief "none" where it names none."""

    kind: str
    relief: str
    disposition: str


@dataclass(frozen=True, slots=True)
class NewsLink:
    """case_ids: cases, the one where the event happened first; event_ids: register events it tells of;
    because: one short reason a link, with the words it stands on; score: 0..1."""

    relevant: bool
    case_ids: tuple[str, ...] = ()
    flow_ids: tuple[str, ...] = ()
    event_ids: tuple[str, ...] = ()
    event: NewsEvent | None = None
    event_date: date | None = None
    because: tuple[str, ...] = ()
    score: float = 0.0
