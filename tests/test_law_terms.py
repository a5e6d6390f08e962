"""Temporary restraining orders: stated dates, computed limits, extensions. Fed. R. Civ. P. 65(b)(2) and 6(a)."""

from datetime import date

import pytest

from tests.lawcases import act, day, model, order, states, suit, suit_model
from tracker.law.deadlines import is_court_day, last_day

TRO = "suit.2026-01-05"


def tro(when: str = "2026-01-05", **more: object) -> dict[str, object]:
    return order(when, relief="temporary_restraining_order", **more)


@pytest.mark.parametrize(("entered", "days", "state", "last"), [
    ("2026-01-05", 14, "DC", "2026-01-20"),  # the 19th is Martin Luther King Day
    ("2026-01-09", 14, "NY", "2026-01-23"),
    ("2025-02-08", 14, "NY", "2025-02-24"),  # the 22nd is a Saturday
    ("2026-04-02", 14, "DC", "2026-04-17"),  # Emancipation Day, April 16, is a holiday of the District
    ("2026-04-02", 14, "MA", "2026-04-16"),
    ("2025-03-17", 14, "CA", "2025-04-01"),  # Cesar Chavez Day in California
    ("2025-03-17", 14, "NV", "2025-03-31"),
    ("2026-06-19", 14, "DC", "2026-07-06"),  # July 3, 2026 is the observed holiday of a Saturday July 4
    ("2025-12-11", 14, None, "2025-12-26"),
    ("2025-03-20", 28, "MD", "2025-04-17"),
])  # fmt: skip
def test_a_period_runs_to_the_next_day_that_is_no_weekend_and_no_holiday(
    entered: str, days: int, state: str | None, last: str
) -> None:
    """Fed. R. Civ. P. 6(a)(1) and 6(a)(6), with the legal holidays of the state where the court sits."""
    assert last_day(day(entered), days, state) == day(last)


def test_a_state_without_letters_known_to_the_table_has_federal_holidays() -> None:
    assert is_court_day(date(2026, 4, 16), "??")
    assert not is_court_day(date(2026, 12, 25), "??")


def test_an_order_without_notice_is_unknown_from_the_day_after_its_computed_limit() -> None:
    """At most 14 days after entry (65(b)(2)); neither in force nor ended, and caused by no event."""
    built = suit_model(tro(without_notice=True))
    assert states(built, TRO) == [("2026-01-05", "in_force"), ("2026-01-21", "unknown")]
    last = built.orders[TRO].intervals[-1]
    assert last.cause is None and "65(b)(2)" in last.reason and last.until is None
    limit = built.orders[TRO].limit
    assert limit and limit.computed and limit.day == day("2026-01-20")


def test_a_stated_date_ends_the_order_and_is_never_moved() -> None:
    """January 17, 2026 was a Saturday."""
    built = suit_model(tro(without_notice=True, ends_on="2026-01-17"))
    assert states(built, TRO) == [("2026-01-05", "in_force"), ("2026-01-18", "ended")]
    limit = built.orders[TRO].limit
    assert limit and not limit.computed and limit.day == day("2026-01-17")


def test_a_stated_date_beyond_the_limit_is_unknown_between() -> None:
    """Without notice at most 14 days: the days beyond are neither shown in force nor ended; the stated date ends it."""
    built = suit_model(tro(without_notice=True, ends_on="2026-01-30"))
    assert states(built, TRO) == [("2026-01-05", "in_force"), ("2026-01-21", "unknown"), ("2026-01-31", "ended")]


def test_one_like_extension_carries_an_order_without_notice_to_28_days() -> None:
    built = suit_model(tro(without_notice=True), act("2026-01-16", "extends", TRO))
    assert states(built, TRO) == [("2026-01-05", "in_force"), ("2026-02-03", "unknown")]


def test_a_second_extension_without_consent_does_not_move_the_limit() -> None:
    """Longer only by consent (65(b)(2))."""
    acts = [act("2026-01-16", "extends", TRO, to="2026-01-30"), act("2026-01-30", "extends", TRO, to="2026-02-13")]
    built = suit_model(tro(without_notice=True), *acts)
    assert states(built, TRO) == [("2026-01-05", "in_force"), ("2026-02-03", "unknown"), ("2026-02-14", "ended")]


def test_consent_takes_the_limit_away() -> None:
    assert states(suit_model(tro(without_notice=True, consent=True)), TRO) == [("2026-01-05", "in_force")]


@pytest.mark.parametrize("notice", [False, None])
def test_a_noticed_order_without_a_stated_end_is_unknown_after_28_days(notice: bool | None) -> None:
    """Some courts read 28 days into noticed restraining orders."""
    built = suit_model(tro(without_notice=notice))
    assert states(built, TRO) == [("2026-01-05", "in_force"), ("2026-02-03", "unknown")]


def test_a_noticed_order_lasts_as_the_court_set_it() -> None:
    built = suit_model(tro(without_notice=False, ends_on="2026-02-20"))
    assert states(built, TRO) == [("2026-01-05", "in_force"), ("2026-02-21", "ended")]


def test_a_restraining_order_replaced_before_its_limit_ends_by_supersession() -> None:
    """AFSCME v. SSA: TRO March 20, injunction April 17, 2025: the 28th day."""
    built = suit_model(tro("2025-03-20"), order("2025-04-17", replaces="suit.2025-03-20"))
    assert states(built, "suit.2025-03-20") == [("2025-03-20", "in_force"), ("2025-04-17", "ended")]
    assert built.orders["suit.2025-03-20"].intervals[-1].cause == "suit.order-2025-04-17"


def test_a_later_extension_settles_what_the_limit_left_unknown() -> None:
    built = suit_model(tro(without_notice=False), act("2026-02-10", "extends", TRO, to="2026-02-20"))
    assert states(built, TRO) == [
        ("2026-01-05", "in_force"), ("2026-02-03", "unknown"), ("2026-02-10", "in_force"), ("2026-02-21", "ended"),
    ]  # fmt: skip


def test_a_dissolved_restraining_order_is_ended_even_after_its_limit() -> None:
    built = suit_model(tro(without_notice=True), act("2026-03-01", "ends", TRO, how="dissolved"))
    assert states(built, TRO)[1:] == [("2026-01-21", "unknown"), ("2026-03-01", "ended")]


def test_a_limit_that_passes_while_the_order_is_stayed_leaves_it_unknown() -> None:
    stayed = act("2026-01-10", "stays", TRO, docket="suit-appeal", stay_kind="administrative")
    built = suit_model(tro(without_notice=True), stayed)
    assert states(built, TRO)[1:] == [("2026-01-10", "suspended"), ("2026-01-21", "unknown")]


def test_an_injunction_has_no_computed_limit() -> None:
    built = suit_model(order("2026-01-05", without_notice=True))
    assert states(built, TRO) == [("2026-01-05", "in_force")] and built.orders[TRO].limit is None


def test_a_limit_counts_from_the_first_day_on_which_the_order_may_have_been_entered() -> None:
    """Known to the month only, it may have lapsed before the month was out: then it is never shown in force."""
    built = suit_model(tro("2026-01", of="suit.2026-01-31", without_notice=True))
    assert states(built, "suit.2026-01-31") == [("2026-01-01", "unknown")]


def test_a_state_court_order_is_not_measured_by_a_federal_rule() -> None:
    built = model(suit(tro(without_notice=True), court="cotrialctdenver"))
    assert states(built, TRO)[-1][1] == "unknown"
    assert "Fed. R." not in built.orders[TRO].intervals[-1].reason
