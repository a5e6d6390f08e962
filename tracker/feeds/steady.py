"""Whether a feed that is read now and then fails most of the time. Pure.

It is measured by the hour and not by the visit: a feed that fails is asked more seldom than one that is read, so that
of their visits too few would be failed ones, and reading the archive again adds a hundred visits to one hour.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby

# Over so long a feed is looked at, and in so many hours of that it must have been asked: every six hours will do.
WINDOW = timedelta(days=3)
ENOUGH_HOURS = 8
# A feed asked more seldom than that, as after its pace was changed, is well when all of at least so many hours are.
FEW_HOURS = 3
TO_AND_FRO = 3
# Less than a day tells nothing. Where nothing but failures was seen for so long, that has been told of by itself.
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Hour:
    """The visits that began in one hour of the clock, and how many of them failed, were read in part or put aside.
    turns: how often a good visit was followed by one of which the operator is told at once."""

    at: datetime
    visits: int
    failed: int
    turns: int = 0


@dataclass(frozen=True, slots=True)
class Measured:
    """asked: hours in which the feed was asked, without those of outages told of by themselves; bad: those of them in
    which more visits failed than not. Too few hours, or of less than a day, are neither mostly bad nor steady."""

    asked: int
    bad: int
    turns: int = 0

    @property
    def mostly_bad(self) -> bool:
        return self.asked >= ENOUGH_HOURS and self.bad * 2 >= self.asked

    @property
    def to_and_fro(self) -> bool:
        """Good and put aside, or gone, by turns, as where two servers answer: a letter for each would be a flood."""
        return self.turns >= TO_AND_FRO

    @property
    def steady(self) -> bool:
        """Fewer than a quarter are bad: far enough below a half that no feed goes to and fro between the two. A feed
        that is asked seldom is steady when none is."""
        enough = self.bad * 4 < self.asked if self.asked >= ENOUGH_HOURS else self.asked >= FEW_HOURS and not self.bad
        return enough and self.turns < 2


def measured(hours: Iterable[Hour]) -> Measured:
    """hours: those of the last WINDOW, oldest first."""
    hours = list(hours)
    turns = sum(hour.turns for hour in hours)
    counted = list(_without_outages(hours))
    if not counted or counted[-1].at - counted[0].at < DAY:
        return Measured(0, 0, turns)
    return Measured(len(counted), sum(hour.failed * 2 > hour.visits for hour in counted), turns)


def _without_outages(hours: Sequence[Hour]) -> Iterator[Hour]:
    for failing, group in groupby(hours, key=lambda hour: hour.failed == hour.visits):
        stretch = list(group)
        if not (failing and stretch[-1].at - stretch[0].at >= DAY):
            yield from stretch
