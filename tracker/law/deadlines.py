"""Computed periods: Fed. R. Civ. P. 6(a), and the limits of temporary restraining orders that rest on it.

A date that an order states is never moved; only periods counted in days pass through here.
"""

import sys
from datetime import date, timedelta
from functools import cache
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from holidays.countries.united_states import UnitedStates

SATURDAY = 5
TRO_DAYS = 14  # Fed. R. Civ. P. 65(b)(2)
TRO_DAYS_EXTENDED = 28  # the first period and one like extension


@cache
def _calendar() -> "type[UnitedStates]":
    """The holidays library's calendar of the United States alone: its package of countries reads 250 others when it is
    imported, a fifth of a second and 10 MB. Any other of them can still be asked for by module."""
    name = "holidays.countries"
    if name not in sys.modules:
        package = ModuleType(name)
        package.__path__ = [f"{folder}/countries" for folder in import_module("holidays").__path__]
        sys.modules[name] = package
    found: type[UnitedStates] = import_module(f"{name}.united_states").UnitedStates
    return found


@cache
def legal_holidays(year: int, state: str | None) -> frozenset[date]:
    """Federal holidays as observed (5 U.S.C. 6103) and those of the state where the court sits, Rule 6(a)(6)(A), (C).

    state: two letters, or None for federal holidays only. Unknown letters add nothing.
    """
    days = set(_calendar()(years=year))
    if state in _calendar().subdivisions:
        days |= set(_calendar()(subdiv=state, years=year))
    return frozenset(days)


def is_court_day(day: date, state: str | None) -> bool:
    return day.weekday() < SATURDAY and day not in legal_holidays(day.year, state)


@cache
def last_day(trigger: date, days: int, state: str | None) -> date:
    """The last day of a period of `days` after `trigger` (Rule 6(a)(1)).

    The day of the event is excluded, every day counts, and a period that would end on a Saturday, Sunday or legal
    holiday runs to the end of the next day that is none of these.
    """
    day = trigger + timedelta(days=days)
    while not is_court_day(day, state):
        day += timedelta(days=1)
    return day
