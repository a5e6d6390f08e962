"""Events as a reader sees them: grouped by month, routine papers folded, how each is known said in words."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from tracker.dates import show_day
from tracker.outputs.filters import LISTS, EventFilter
from tracker.outputs.records import EventRecord
from tracker.outputs.words import DISPOSITION, KIND, RELIEF, action, label
from tracker.text import in_order

_MONTH_NAMES = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Item:
    """One event, or a run of routine papers of one day folded into one line."""

    day: date | None
    event: EventRecord | None
    folded: tuple[EventRecord, ...] = ()


@dataclass(frozen=True, slots=True)
class Month:
    key: str
    label: str
    items: tuple[Item, ...]


def months(events: Sequence[EventRecord]) -> tuple[Month, ...]:
    """In the order given. An event known only to the month stands under its month; undated ones at the end."""
    found: list[tuple[str, list[EventRecord]]] = []
    for event in events:
        key = event.day.strftime("%Y-%m") if event.day else ""
        if not found or found[-1][0] != key:
            found.append((key, []))
        found[-1][1].append(event)
    return tuple(Month(key or "undated", month_label(key), _fold(group)) for key, group in found)


def month_label(key: str) -> str:
    return f"{_MONTH_NAMES[int(key[5:]) - 1]} {key[:4]}" if key else "Date not known"


def _fold(events: Iterable[EventRecord]) -> tuple[Item, ...]:
    items: list[Item] = []
    run: list[EventRecord] = []
    for event in events:
        if event.routine and not event.withheld:
            run.append(event)
            continue
        _close(items, run)
        items.append(Item(event.day, event))
    _close(items, run)
    return tuple(items)


def _close(items: list[Item], run: list[EventRecord]) -> None:
    if run:
        items.append(Item(run[0].day, None, tuple(run)))
        run.clear()


@dataclass(slots=True)  # not frozen, for the same reason as EventRecord: a page makes three hundred
class Choice:
    value: str
    text: str
    count: int | None
    chosen: bool


@dataclass(frozen=True, slots=True)
class Active:
    """One filter in use, and the query that takes it back."""

    text: str
    query: str


def choices(names: Mapping[str, str], counts: Mapping[str, int] | None, chosen: Sequence[str]) -> tuple[Choice, ...]:
    """The choices of one filter by their words; those that would show nothing are left out unless chosen."""
    found = [
        Choice(value, text, counts.get(value, 0) if counts is not None else None, value in chosen)
        for value, text in names.items()
        if counts is None or counts.get(value) or value in chosen
    ]
    return tuple(sorted(found, key=lambda c: in_order(c.text)))


# As the labels of the fields have them.
NAMED = {"flow": "data flow", "disposition": "what the court did"}


def active_filters(filter_: EventFilter, names: Mapping[str, Mapping[str, str]]) -> tuple[Active, ...]:
    """What narrows the list, each with the filter that is left without it. names: filter -> id -> words to show."""
    found = [Active(f"words: {filter_.q}", filter_.without("q").query())] if filter_.q else []
    for name in LISTS:
        for value in getattr(filter_, name):
            text = names.get(name, {}).get(value, value)
            found.append(Active(f"{NAMED.get(name, name)}: {text}", filter_.without(name, value).query()))
    if filter_.from_:
        found.append(Active(f"from {show_day(filter_.from_)}", filter_.without("from").query()))
    if filter_.to:
        found.append(Active(f"to {show_day(filter_.to)}", filter_.without("to").query()))
    for name, text in (("confirmed", "confirmed by a person"), ("orders", "orders only")):
        if getattr(filter_, name):
            found.append(Active(text, filter_.without(name).query()))
    return tuple(found)


def vocabulary_names() -> dict[str, dict[str, str]]:
    return {"kind": KIND, "relief": RELIEF, "disposition": DISPOSITION}


def decided(event: EventRecord) -> tuple[str, ...]:
    """What the event asks for or decides, in words; the outcome stays unknown where the text does not say it."""
    return tuple(action(relief, disposition or None) for relief, disposition in event.actions)


@lru_cache(maxsize=1024)
def rule_label(text: str) -> str:
    """A tagger's label in words: `preliminary_injunction granted`, `kind:order`."""
    return " ".join(
        label(RELIEF, w) if w in RELIEF else label(DISPOSITION, w) if w in DISPOSITION else w.replace("_", " ")
        for w in text.replace(":", " ").split()
    )


def view_title(site_name: str, filter_: EventFilter, names: Mapping[str, Mapping[str, str]]) -> str:
    """What a feed or calendar file of the view is called."""
    parts = [a.text for a in active_filters(filter_, names)]
    return f"{site_name}: {', '.join(parts)}" if parts else f"{site_name}: every event"
