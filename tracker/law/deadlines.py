"""Computed periods: Fed. R. Civ. P. 6(a), and the limits of temporary restraining orders that rest on it.

A date that an order states is never moved; only periods counted in days pass through here.
"""

from datetime import date, timedelta
from functools import cache

import holidays

SATURDAY = 5
TRO_DAYS = 14  # Fed. R. Civ. P. 65(b)(2)
TRO_DAYS_EXTENDED = 28  # the first period and one like extension


@cache
def legal_holidays(year: int, state: str | None) -> frozenset[date]:
    """Federal holidays as observed (5 U.S.C. 6103) and those of the state where the court sits, Rule 6(a)(6)(A), (C).

    state: two letters, or None for federal holidays only. Unknown letters add nothing.
    """
    days = set(holidays.country_holidays("US", years=year))
    if state in holidays.list_supported_countries()["US"]:
        days |= set(holidays.country_holidays("US", subdiv=state, years=year))
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
