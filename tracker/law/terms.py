"""How long an order lasts: dates that a court states, and the computed limits of temporary restraining orders."""

from datetime import date
from typing import NamedTuple

from tracker.dates import show_day
from tracker.law.answers import Limit
from tracker.law.deadlines import TRO_DAYS, TRO_DAYS_EXTENDED, last_day
from tracker.law.steps import Step
from tracker.law.timeline import Fact, Term
from tracker.register.schema import Order


class Setting(NamedTuple):
    """What the computation needs of the court: the state whose holidays count, and whether the federal rules govern."""

    state: str | None
    federal: bool


def first_term(order: Order, start: Fact, entered: date, setting: Setting) -> Term:
    """The term of the order as entered. entered: the first day it may have been entered, so that a limit is never
    computed too late."""
    cap, rule = None, ""
    if order.relief == "temporary_restraining_order" and not order.consent:
        if order.without_notice:
            cap, rule = _limit(entered, TRO_DAYS, setting)
        elif order.ends_on is None:
            cap, rule = _limit(entered, TRO_DAYS_EXTENDED, setting)
    return _term(start, order.ends_on, cap, rule)


def extended_term(order: Order, step: Step, fact: Fact, entered: date, setting: Setting) -> Term:
    """The term after an extension to `step.act.to` (None: until further order).

    Without notice one like extension is the most, unless by consent (Fed. R. Civ. P. 65(b)(2)): the second fourteen
    days are counted from entry, and a further extension does not move them.
    """
    to = step.act.to and date.fromisoformat(step.act.to)
    cap, rule = None, ""
    if order.relief == "temporary_restraining_order" and not order.consent:
        if order.without_notice:
            cap, rule = _limit(entered, TRO_DAYS_EXTENDED, setting)
        elif to is None:
            cap, rule = max(
                _limit(entered, TRO_DAYS_EXTENDED, setting), _limit(step.first, TRO_DAYS, setting), key=lambda c: c[0]
            )
    return _term(fact, to or None, cap, rule)


def _limit(trigger: date, days: int, setting: Setting) -> tuple[date, str]:
    rule = (
        f"{days} days after entry (Fed. R. Civ. P. 65(b)(2), counted under Rule 6(a))"
        if setting.federal
        else f"{days} days after entry (the state's own rule was not read)"
    )
    return last_day(trigger, days, setting.state), rule


def _term(fact: Fact, stated: date | str | None, cap: date | None, rule: str) -> Term:
    day = date.fromisoformat(stated) if isinstance(stated, str) else stated
    if cap and day and cap >= day:
        cap = None
    reason = ""
    if cap:
        reason = f"The computed limit passed on {show_day(cap)}: {rule}. "
        reason += "No later act was seen, so whether it still binds is not known."
    return Term(fact, day, cap, reason, rule if cap else "")


def limit_of(term: Term) -> Limit | None:
    """The day on which the order lapses or may lapse, for calendars."""
    if term.cap:
        return Limit(term.cap, True, term.rule)
    if term.last_day:
        return Limit(term.last_day, False, "stated by the court")
    return None
