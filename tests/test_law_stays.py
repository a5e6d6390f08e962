"""Suspended is not ended: what suspends an order, what ends a stay by itself, and what revives."""

import pytest

from tests.lawcases import (
    TRIAL,
    act,
    bars,
    day,
    event,
    model,
    order,
    partly,
    state,
    states,
    suit,
    suit_model,
)  # fmt: skip
from tracker.law import extent_on

PI = "suit.2025-04-17"
USUAL = "supreme_court_usual"


def stay(when: str = "2025-06-06", docket: str = "suit-supreme", **more: object) -> dict[str, object]:
    return act(when, "stays", PI, docket=docket, **more)


def test_a_stay_suspends_the_order_from_the_day_it_was_entered() -> None:
    """Fed. R. App. P. 8: stays act when entered. SSA v. AFSCME, June 6, 2025."""
    built = suit_model(order("2025-04-17"), stay(stay_kind="supreme_court", until=USUAL))
    assert states(built, PI) == [("2025-04-17", "in_force"), ("2025-06-06", "suspended")]
    assert built.orders[PI].intervals[1].cause == "suit.stays-2025-06-06"


def test_a_stay_that_ends_revives_the_order_with_the_extent_it_had() -> None:
    built = suit_model(
        order("2025-04-17"), act("2025-05-01", "modifies", PI, restrictions=[partly()]),
        stay(until=["further_order"]),
        act("2025-08-01", "lifts_stay", docket="suit-supreme", stay="suit.stays-2025-06-06"),
    )  # fmt: skip
    assert states(built, PI)[1:] == [("2025-06-06", "suspended"), ("2025-08-01", "in_force")]
    assert extent_on(built, PI, day("2025-08-01")) == extent_on(built, PI, day("2025-06-05"))
    assert built.orders[PI].intervals[-1].cause == "suit.lifts-stay-2025-08-01"


def test_a_stay_through_a_date_lasts_through_that_day() -> None:
    """A stay dated D with end date X: its last day is X."""
    built = suit_model(order("2025-04-17"), stay(until=[{"on": "date", "date": "2025-06-20"}]))
    assert state(built, PI, "2025-06-20") == "suspended"
    assert states(built, PI)[-1] == ("2025-06-21", "in_force")
    assert built.orders[PI].intervals[-1].cause is None


def test_a_stay_whose_date_has_passed_suspends_nothing() -> None:
    built = suit_model(order("2025-04-17"), stay(until=[{"on": "date", "date": "2025-06-01"}]))
    assert states(built, PI) == [("2025-04-17", "in_force")]


@pytest.mark.parametrize("do", ["cert_denied", "supreme_court_judgment", "no_timely_petition"])
def test_the_usual_supreme_court_stay_ends_by_itself(do: str) -> None:
    """It runs through the appeal and a timely petition; certiorari denied ends it, else the Court's judgment."""
    built = suit_model(order("2025-04-17"), stay(until=USUAL), act("2026-02-02", do, docket="suit-supreme"))
    assert states(built, PI)[1:] == [("2025-06-06", "suspended"), ("2026-02-02", "in_force")]


@pytest.mark.parametrize("until", [[], USUAL])
def test_an_appeal_decided_does_not_end_the_usual_supreme_court_stay(until: object) -> None:
    built = suit_model(
        order("2025-04-17"), stay(stay_kind="supreme_court", until=until),
        act("2026-01-10", "affirms", PI, docket="suit-appeal"),
        act("2026-02-02", "mandate", docket="suit-appeal", judgment="suit.affirms-2026-01-10"),
    )  # fmt: skip
    assert states(built, PI)[-1] == ("2025-06-06", "suspended")


def test_certiorari_granted_ends_no_stay() -> None:
    built = suit_model(order("2025-04-17"), stay(until=USUAL), act("2026-02-02", "cert_granted", docket="suit-supreme"))
    assert states(built, PI)[-1] == ("2025-06-06", "suspended")
    assert "suit.cert-granted-2026-02-02" in built.orders[PI].touched_by


def test_certiorari_denied_does_not_end_a_stay_that_runs_until_something_else() -> None:
    built = suit_model(
        order("2025-04-17"), stay(until=["further_order"]), act("2026-02-02", "cert_denied", docket="suit-supreme")
    )
    assert states(built, PI)[-1] == ("2025-06-06", "suspended")


def test_certiorari_denied_in_another_case_ends_nothing_here() -> None:
    other = suit(
        order("2025-04-17", case="other"), act("2026-02-02", "cert_denied", docket="other-supreme"), id="other"
    )
    built = model(suit(order("2025-04-17"), stay(until=USUAL)), other)
    assert states(built, PI)[-1] == ("2025-06-06", "suspended")


def test_an_order_revives_only_when_every_stay_has_ended() -> None:
    first = stay("2025-05-01", "suit-appeal", until=[{"on": "date", "date": "2025-06-30"}], event_key="first")
    second = stay("2025-06-06", until=["further_order"], event_key="second")
    lift = act("2025-07-10", "lifts_stay", docket="suit-supreme", stay="suit.second")
    built = suit_model(order("2025-04-17"), first, second, lift)
    assert states(built, PI) == [("2025-04-17", "in_force"), ("2025-05-01", "suspended"), ("2025-07-10", "in_force")]


def test_a_stay_lifted_leaves_another_stay_running() -> None:
    first = stay("2025-05-01", "suit-appeal", event_key="first")
    second = stay("2025-06-06", event_key="second")
    built = suit_model(
        order("2025-04-17"), first, second, act("2025-05-20", "lifts_stay", docket="suit-appeal", stay="suit.first")
    )
    assert states(built, PI) == [
        ("2025-04-17", "in_force"), ("2025-05-01", "suspended"), ("2025-05-20", "in_force"),
        ("2025-06-06", "suspended"),
    ]  # fmt: skip


def test_a_stay_of_an_order_that_ended_meanwhile_revives_nothing() -> None:
    """Revives only if it still exists."""
    built = suit_model(
        order("2025-04-17"), stay(until=["further_order"]),
        act("2025-07-01", "ends", PI, docket="suit-appeal", how="vacated"),
        act("2025-08-01", "lifts_stay", docket="suit-supreme", stay="suit.stays-2025-06-06"),
    )  # fmt: skip
    assert states(built, PI)[1:] == [("2025-06-06", "suspended"), ("2025-07-01", "ended")]


def test_a_suspended_order_still_ends_on_the_day_it_states() -> None:
    built = suit_model(order("2025-04-17", ends_on="2025-06-30"), stay(until=["further_order"]))
    assert states(built, PI)[1:] == [("2025-06-06", "suspended"), ("2025-07-01", "ended")]


def test_a_partial_stay_suspends_that_part_only() -> None:
    built = suit_model(order("2025-04-17", bars("flow"), bars("other")), stay(flows="other"))
    assert [i.state for i in built.orders[PI].by_flow["flow"]] == ["in_force"]
    assert [i.state for i in built.orders[PI].by_flow["other"]] == ["in_force", "suspended"]
    assert states(built, PI) == [("2025-04-17", "in_force")]


def test_a_stay_lifted_in_part_revives_that_part_only() -> None:
    built = suit_model(
        order("2025-04-17", bars("flow"), bars("other")), stay(),
        act("2025-08-01", "lifts_stay", docket="suit-supreme", stay="suit.stays-2025-06-06", flows="other"),
    )  # fmt: skip
    assert [i.state for i in built.orders[PI].by_flow["flow"]] == ["in_force", "suspended"]
    assert [i.state for i in built.orders[PI].by_flow["other"]] == ["in_force", "suspended", "in_force"]


def test_an_administrative_stay_suspends_and_is_no_merits_ruling() -> None:
    built = suit_model(order("2025-04-17"), stay("2025-04-25", "suit-appeal", stay_kind="administrative"))
    assert states(built, PI)[-1] == ("2025-04-25", "suspended")
    assert "no ruling on the merits" in built.orders[PI].intervals[-1].reason


def test_a_stay_known_to_the_month_leaves_the_days_between_unknown() -> None:
    built = suit_model(
        order("2025-04-17"), stay("2025-06"),
        act("2025-09", "lifts_stay", docket="suit-supreme", stay="suit.stays-2025-06"),
    )  # fmt: skip
    assert states(built, PI) == [
        ("2025-04-17", "in_force"), ("2025-06-01", "unknown"), ("2025-06-30", "suspended"), ("2025-09-01", "unknown"),
        ("2025-09-30", "in_force"),
    ]  # fmt: skip


def test_affirmance_ends_a_stay_pending_that_appeal() -> None:
    built = suit_model(
        order("2025-04-17"), stay("2025-05-01", "suit-appeal", stay_kind="pending_appeal"),
        act("2025-09-01", "affirms", PI, docket="suit-appeal"),
    )  # fmt: skip
    assert states(built, PI)[1:] == [("2025-05-01", "suspended"), ("2025-09-01", "in_force")]


def test_affirmance_that_waits_for_its_mandate_ends_the_stay_with_the_mandate() -> None:
    built = suit_model(
        order("2025-04-17"), stay("2025-05-01", "suit-appeal", until=["mandate"]),
        act("2025-09-01", "affirms", PI, docket="suit-appeal", effective="mandate"),
        act("2025-10-23", "mandate", docket="suit-appeal", judgment="suit.affirms-2025-09-01"),
    )  # fmt: skip
    assert states(built, PI)[1:] == [("2025-05-01", "suspended"), ("2025-10-23", "in_force")]


def test_the_mandate_on_a_dismissed_appeal_ends_the_stay_that_waited_for_it() -> None:
    """The judgment dismisses the appeal and does nothing to the order itself."""
    built = suit_model(
        order("2025-04-17"), stay("2025-05-01", "suit-appeal", stay_kind="pending_appeal"),
        event("2025-09-01", "dismissed", docket="suit-appeal"),
        act("2025-10-23", "mandate", docket="suit-appeal", judgment="suit.dismissed"),
    )  # fmt: skip
    assert states(built, PI)[1:] == [("2025-05-01", "suspended"), ("2025-10-23", "in_force")]


def test_the_stay_of_one_appeal_does_not_end_with_another_appeal() -> None:
    dockets = [
        {"id": TRIAL, "court": "dcd", "number": None},
        {"id": "appeal-1", "court": "cadc", "number": None, "reviews": TRIAL},
        {"id": "appeal-2", "court": "cadc", "number": None, "reviews": TRIAL},
    ]  # fmt: skip
    built = model(suit(
        order("2025-04-17"), stay("2025-05-01", "appeal-1", stay_kind="pending_appeal"),
        act("2025-09-01", "affirms", PI, docket="appeal-2"), dockets=dockets,
    ))  # fmt: skip
    assert states(built, PI)[-1] == ("2025-05-01", "suspended")


def test_a_trial_court_cannot_lift_the_stay_of_a_higher_court() -> None:
    built = suit_model(
        order("2025-04-17"), stay(), act("2025-08-01", "lifts_stay", docket="suit", stay="suit.stays-2025-06-06")
    )
    assert states(built, PI)[-1] == ("2025-06-06", "suspended")


def test_a_higher_court_may_lift_the_stay_of_a_lower_one() -> None:
    built = suit_model(
        order("2025-04-17"), stay("2025-05-01", "suit-appeal"),
        act("2025-08-01", "lifts_stay", docket="suit-supreme", stay="suit.stays-2025-05-01"),
    )  # fmt: skip
    assert states(built, PI)[-1] == ("2025-08-01", "in_force")


def test_a_stay_after_a_cloud_shows_the_order_as_suspended() -> None:
    built = suit_model(order("2025-04-17"), act("2025-05-01", "clouds", PI), stay())
    assert states(built, PI)[1:] == [("2025-05-01", "unknown"), ("2025-06-06", "suspended")]


def test_a_case_closed_while_the_order_is_suspended_makes_it_unknown() -> None:
    built = suit_model(order("2025-04-17"), stay(), act("2026-01-05", "closes"))
    assert states(built, PI)[1:] == [("2025-06-06", "suspended"), ("2026-01-05", "unknown")]


def test_the_end_of_a_stay_does_not_revive_an_order_whose_case_was_closed() -> None:
    built = suit_model(
        order("2025-04-17"), stay(), act("2026-01-05", "closes"),
        act("2026-02-02", "lifts_stay", docket="suit-supreme", stay="suit.stays-2025-06-06"),
    )  # fmt: skip
    assert states(built, PI)[-1] == ("2026-01-05", "unknown")


def test_an_unconfirmed_stay_suspends_nothing() -> None:
    built = suit_model(order("2025-04-17"), stay(event_unverified=True))
    assert states(built, PI) == [("2025-04-17", "in_force")]


def test_one_event_may_stay_two_orders_and_one_lift_ends_both() -> None:
    both = event(
        "2025-06-06", "both", {"do": "stays", "order": PI}, {"do": "stays", "order": "suit.2025-05-01"},
        docket="suit-supreme",
    )  # fmt: skip
    lift = act("2025-08-01", "lifts_stay", docket="suit-supreme", stay="suit.both")
    built = suit_model(order("2025-04-17"), order("2025-05-01"), both, lift)
    assert states(built, PI)[-1] == states(built, "suit.2025-05-01")[-1] == ("2025-08-01", "in_force")
