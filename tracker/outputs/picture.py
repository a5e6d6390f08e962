"""Geometry of the pictures: bars on a time axis. Places are percentages of the width, so that a picture fits any
screen without stretching its letters. Pure; the templates draw what stands here."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from tracker.dates import MONTHS, show_day
from tracker.law.answers import Interval, OrderHistory, StatusSpan
from tracker.outputs.words import STATE, STATUS


@dataclass(frozen=True, slots=True)
class Axis:
    """From the start of `first` to the end of `last`. told: the last day of which the picture tells; that a state ends
    on a later one is kept back. Without it, ends of days ahead are told."""

    first: date
    last: date
    told: date = date.max

    def x(self, day: date) -> float:
        """Where `day` begins, 0 to 100, days outside held at the edge."""
        whole = (self.last - self.first).days + 1
        return round(min(max((day - self.first).days / whole, 0.0), 1.0) * 100, 3)


@dataclass(frozen=True, slots=True)
class Tick:
    x: float
    label: str
    minor: bool
    end: bool  # near the right edge: its letters stand to the left of it


@dataclass(frozen=True, slots=True)
class Bar:
    """One state over a stretch. `from_`, `until` are the true days; x and width what of it the axis shows."""

    x: float
    width: float
    code: str
    word: str
    from_: date
    until: date | None
    title: str
    open_end: bool


def months_back(day: date, months: int) -> date:
    """The first day of the month `months` before that of `day`."""
    index = day.year * 12 + day.month - 1 - months
    return date(index // 12, index % 12 + 1, 1)


def status_axis(as_of: date, months: int = 18, told: date = date.max) -> Axis:
    return Axis(months_back(as_of, months), as_of, told)


def ticks(axis: Axis, most: int = 8) -> tuple[Tick, ...]:
    """Month marks, labelled so that at most `most` carry letters; January carries its year."""
    start = axis.first if axis.first.day == 1 else months_back(axis.first, -1)
    months = (axis.last.year - start.year) * 12 + axis.last.month - start.month + 1
    step = next((s for s in (1, 2, 3, 6, 12, 24) if months / s <= most), 60)
    found = []
    for count in range(months):
        day = months_back(start, -count)
        if (day.month - 1) % min(step, 12) or (step > 12 and (day.year % (step // 12))):
            continue
        x = axis.x(day)
        label = str(day.year) if day.month == 1 else MONTHS[day.month - 1]
        found.append(Tick(x, label, day.month != 1, x > 94))
    return tuple(found)


def status_bars(axis: Axis, history: Iterable[StatusSpan]) -> tuple[Bar, ...]:
    return _bars(axis, ((s.from_, s.until, s.status, STATUS[s.status]) for s in history))


def state_bars(axis: Axis, intervals: Iterable[Interval]) -> tuple[Bar, ...]:
    return _bars(axis, ((i.from_, i.until, i.state, STATE[i.state]) for i in intervals))


def _bars(axis: Axis, spans: Iterable[tuple[date, date | None, str, str]]) -> tuple[Bar, ...]:
    found = []
    beyond = axis.last + timedelta(days=1)
    for from_, until, code, word in spans:
        if from_ > axis.last or (until is not None and until <= axis.first):
            continue
        if until is not None and until > axis.told:
            until = None
        x = axis.x(from_)
        width = axis.x(min(until or beyond, beyond)) - x
        # A state of one day stays visible.
        width = round(max(width, 0.4), 3)
        found.append(Bar(x, width, code, word, from_, until, f"{word}: {stretch(from_, until)}", until is None))
    return tuple(found)


def stretch(from_: date, until: date | None) -> str:
    """`Nov 21, 2025 to Apr 9, 2026`; `until` is the first day after."""
    if until is None:
        return f"since {show_day(from_)}"
    last = until - timedelta(days=1)
    return show_day(from_) if last <= from_ else f"{show_day(from_)} to {show_day(last)}"


def describe(bars: Sequence[Bar]) -> str:
    """What a strip shows, in words, for those who do not see it."""
    return "; ".join(b.title for b in bars) + "." if bars else "Nothing is known for this time."


def carried_from(axis: Axis, verified_through: date | None) -> float | None:
    """Where the stretch begins that is only carried forward from the last check; None where all is checked."""
    if verified_through is None:
        return 0.0
    x = axis.x(max(axis.first, verified_through + timedelta(days=1)))
    return x if x < 100 and axis.last - verified_through > timedelta(days=14) else None


@dataclass(frozen=True, slots=True)
class OrderRow:
    """One order on a picture: its bars, and where its label stands so that it stays inside the picture.

    wide, narrow: place and SVG text-anchor (`start`, `middle`, `end`) of the label on a wide and on a narrow screen.
    """

    order_id: str
    label: str
    bars: tuple[Bar, ...]
    wide: tuple[float, str]
    narrow: tuple[float, str]
    y: int
    carried: float | None

    @property
    def described(self) -> str:
        """The label and the states, for those who do not see the bars."""
        return f"{self.label}: " + ", ".join(b.title[:1].lower() + b.title[1:] for b in self.bars)


ROW_HEIGHT = 34


def order_rows(axis: Axis, orders: Iterable[tuple[OrderHistory, Sequence[Interval], str]], top: int) -> list[OrderRow]:
    """Rows of order bars under each other from `top` pixels on: (history, intervals to draw, label)."""
    found: list[OrderRow] = []
    for history, intervals, text in orders:
        bars = state_bars(axis, intervals)
        if not bars:
            continue
        x = bars[0].x
        found.append(
            OrderRow(
                history.order_id,
                text,
                bars,
                (x, "start") if x <= 60 else (100.0, "end"),
                _narrow_place(x),
                top + len(found) * ROW_HEIGHT,
                None if bars[-1].code == "ended" else carried_from(axis, history.verified_through),
            )
        )
    return found


def _narrow_place(x: float) -> tuple[float, str]:
    # Letters do not scale with the picture: on a phone a label takes two thirds of the width.
    if x <= 33:
        return x, "start"
    return (50.0, "middle") if x <= 50 else (100.0, "end")
