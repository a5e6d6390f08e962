"""What a slow second reading of the rules (`tests/oracle_law.py`) found wrong, one test a finding."""

import pytest

from tests.lawcases import act, bars, day, event, model, order, state, states, suit, suit_model
from tracker.law import extent_on, flow_answer

OLD, NEW, THIRD = "suit.2025-03-03", "suit.2025-04-01", "suit.2025-04-10"


def test_an_end_set_between_entry_and_the_first_day_in_force_counts() -> None:
    """The order came into force without an end, and stayed so for ever."""
    built = suit_model(
        order("2025-04-01", effective="2025-04-20"), act("2025-04-15", "extends", NEW, to="2025-04-30"),
    )  # fmt: skip
    assert states(built, NEW) == [("2025-04-20", "in_force"), ("2025-05-01", "ended")]


def test_an_end_set_in_the_month_of_entry_counts() -> None:
    entered = order("2025-04", of="suit.2025-04-30")
    built = suit_model(entered, act("2025-04-15", "extends", "suit.2025-04-30", to="2025-05-10"))
    assert states(built, "suit.2025-04-30") == [
        ("2025-04-01", "unknown"), ("2025-04-30", "in_force"), ("2025-05-11", "ended"),
    ]  # fmt: skip


def test_an_act_known_to_the_month_did_not_come_before_its_order() -> None:
    """Entered on April 10 and working back to April 1: the stay of some day in April began on the 10th at the
    earliest."""
    built = suit_model(order("2025-04-10", effective="2025-04-01"), act("2025-04", "stays", THIRD))
    assert states(built, THIRD) == [("2025-04-01", "in_force"), ("2025-04-10", "unknown"), ("2025-04-30", "suspended")]


def test_a_stay_known_to_the_month_is_over_once_it_is_lifted() -> None:
    """Lifted on April 18, it was still counted as running from April 30 on."""
    built = suit_model(
        order("2025-03-03"), act("2025-04", "stays", OLD, event_key="stay"),
        act("2025-04-18", "lifts_stay", stay="suit.stay"),
    )  # fmt: skip
    assert states(built, OLD) == [("2025-03-03", "in_force"), ("2025-04-01", "unknown"), ("2025-04-18", "in_force")]


def test_a_day_named_beforehand_begins_before_the_acts_of_that_day() -> None:
    """A report says that the order may have run out on April 10; on that day the court extends it."""
    built = suit_model(
        order("2025-03-03"),
        act("2025-04-01", "clouds", OLD, effective="2025-04-10", event_time="17:00"),
        act("2025-04-10", "extends", OLD, to="2025-05-10", event_time="10:00"),
    )  # fmt: skip
    assert state(built, OLD, "2025-04-10") == "in_force"


def test_a_trial_court_that_leaves_its_order_decides_no_appeal() -> None:
    built = suit_model(
        order("2025-03-03"), act("2025-03-10", "stays", OLD, docket="suit-appeal", stay_kind="pending_appeal"),
        act("2025-03-20", "affirms", OLD),
    )  # fmt: skip
    assert state(built, OLD, "2025-03-20") == "suspended"


def test_a_mandate_on_a_judgment_that_is_only_reported_revives_nothing() -> None:
    """The judgment is said to have vacated the order. That the appeal is over does not put it in force."""
    built = suit_model(
        order("2025-03-03"), act("2025-03-10", "stays", OLD, docket="suit-appeal", stay_kind="pending_appeal"),
        act("2025-04-01", "ends", OLD, docket="suit-appeal", effective="mandate", event_key="j", event_unverified=True),
        act("2025-04-20", "mandate", docket="suit-appeal", judgment="suit.j"),
    )  # fmt: skip
    assert states(built, OLD)[1:] == [("2025-03-10", "suspended"), ("2025-04-20", "unknown")]
    assert "no source read confirms" in built.orders[OLD].intervals[-1].reason


@pytest.mark.parametrize("ended", [
    (act("2025-04-05", "ends", NEW),),
    (act("2025-04-05", "closes", NEW, how="dissolved"),),
    (order("2025-04-05", replaces=NEW),),
    (act("2025-04-05", "ends", NEW, docket="suit-appeal", effective="mandate", event_key="j"),
     act("2025-04-06", "mandate", docket="suit-appeal", judgment="suit.j")),
])  # fmt: skip
def test_a_successor_ended_in_any_way_before_its_first_day_replaced_nothing(
    ended: tuple[dict[str, object], ...],
) -> None:
    built = suit_model(order("2025-03-03"), order("2025-04-01", effective="2025-05-01", replaces=OLD), *ended)
    assert states(built, OLD) == [("2025-03-03", "in_force")]


def test_orders_that_replace_each_other_come_to_an_answer() -> None:
    built = suit_model(
        order("2025-03-03", effective="2025-03-20", replaces=NEW), order("2025-04-01", effective="2025-05-01", replaces=OLD),
    )  # fmt: skip
    assert states(built, OLD)[0] == ("2025-03-20", "in_force")


def test_the_end_of_one_parts_stay_settles_no_doubt_about_another_part() -> None:
    built = suit_model(
        order("2025-03-03", bars(), bars("second")), event("2025-03-10", "cloud", {"do": "clouds", "order": OLD}),
        act("2025-03-20", "stays", OLD, flows=["second"], event_key="stay"),
        act("2025-04-01", "lifts_stay", stay="suit.stay"),
    )  # fmt: skip
    by_flow = {flow: [i.state for i in part] for flow, part in built.orders[OLD].by_flow.items()}
    assert by_flow == {"flow": ["in_force", "unknown"], "second": ["in_force", "unknown", "suspended", "in_force"]}


def test_a_noticed_restraining_order_extended_without_a_day_is_unknown_after_one_like_period() -> None:
    built = suit_model(
        order("2025-03-03", relief="temporary_restraining_order", without_notice=False),
        act("2025-03-28", "extends", OLD),
    )  # fmt: skip
    assert states(built, OLD)[-1] == ("2025-04-12", "unknown")


def test_a_part_of_which_an_order_does_not_yet_speak_puts_nothing_in_force() -> None:
    """All that it says is stayed on March 20; that it will speak of a second flow from April 1 changes nothing of that."""
    built = suit_model(
        order("2025-03-03"), act("2025-03-20", "stays", OLD, flows=["flow"]),
        act("2025-04-01", "modifies", OLD, restrictions=[bars(), bars("second")]),
    )  # fmt: skip
    assert states(built, OLD) == [("2025-03-03", "in_force"), ("2025-03-20", "suspended"), ("2025-04-01", "in_force")]


def test_a_last_day_set_some_time_in_a_month_leaves_the_days_after_it_unknown() -> None:
    built = suit_model(order("2025-04-01"), act("2025-04", "extends", NEW, to="2025-04-18"))
    assert states(built, NEW) == [("2025-04-01", "in_force"), ("2025-04-19", "unknown"), ("2025-04-30", "ended")]


def test_an_order_cannot_replace_a_later_one() -> None:
    built = suit_model(order("2025-03-03", replaces=NEW), order("2025-04-01"))
    assert states(built, NEW) == [("2025-04-01", "in_force")]


def test_a_change_of_some_day_in_a_month_leaves_what_the_order_said_before_in_sight() -> None:
    """Changed on some day of April, and again on April 15: until then the first extent may hold, and it is shown."""
    built = suit_model(
        order("2025-04-01"),
        act("2025-04", "modifies", NEW, restrictions=[bars("second")], event_key="some-day"),
        act("2025-04-15", "modifies", NEW, restrictions=[bars("third")]),
    )  # fmt: skip
    shown = {when: {r.flow for r in extent_on(built, NEW, day(f"2025-04-{when}"))} for when in ("10", "20", "30")}
    assert shown == {"10": {"flow", "second"}, "20": {"third", "second"}, "30": {"second"}}
    assert [o.order_id for o in flow_answer(built, "flow", day("2025-04-10")).orders_uncertain] == [NEW]


def test_a_successor_that_reaches_back_ends_no_order_before_its_entry() -> None:
    built = suit_model(order("2025-04-01"), order("2025-04-10", effective="2025-03-20", replaces=NEW))
    assert states(built, NEW)[0][0] == "2025-04-01"


@pytest.mark.parametrize("kind", ["administrative", "other"])
def test_an_affirmance_or_a_mandate_leaves_a_stay_that_does_not_wait_for_the_appeal(kind: str) -> None:
    built = suit_model(
        order("2025-03-03"), act("2025-03-10", "stays", OLD, docket="suit-appeal", stay_kind=kind),
        act("2025-03-20", "affirms", OLD, docket="suit-appeal", effective="mandate", event_key="j"),
        act("2025-03-25", "mandate", docket="suit-appeal", judgment="suit.j"),
        act("2025-03-28", "affirms", OLD, docket="suit-appeal"),
    )  # fmt: skip
    assert state(built, OLD, "2025-03-28") == "suspended"


def test_acts_of_one_day_are_compared_across_time_zones() -> None:
    """17:00 in California is 20:00 in Washington, after the modification of 19:00 there."""
    case = suit(
        order("2025-03-03", event_more={"time": "09:00"}),
        act("2025-04-01", "modifies", OLD, restrictions=[bars("third")], event_time="17:00", event_key="a"),
        act("2025-04-01", "modifies", OLD, restrictions=[bars("second")], docket="suit-supreme", event_time="19:00"),
        court="cand", above="ca9",
    )  # fmt: skip
    assert [r.flow for r in extent_on(model(case), OLD, day("2025-04-01"))] == ["third"]


def test_a_mandate_known_to_the_month_did_not_come_before_its_judgment() -> None:
    """Judgment on April 20, the mandate some time in April: until the 20th the stay ran, whatever the month says."""
    built = suit_model(
        order("2025-03-03"), act("2025-03-10", "stays", OLD, docket="suit-appeal", stay_kind="pending_appeal"),
        act("2025-04-20", "affirms", OLD, docket="suit-appeal", effective="mandate", event_key="j"),
        act("2025-04", "mandate", docket="suit-appeal", judgment="suit.j"),
    )  # fmt: skip
    assert states(built, OLD)[1:] == [
        ("2025-03-10", "suspended"),
        ("2025-04-20", "unknown"),
        ("2025-04-30", "in_force"),
    ]


def test_a_mandate_known_to_the_month_raises_no_doubt_before_the_day_of_its_reported_judgment() -> None:
    built = suit_model(
        order("2025-03-03"), act("2025-03-03", "stays", OLD, stay_kind="administrative"),
        act("2025-03-10", "affirms", OLD, docket="suit-appeal", effective="mandate", event_key="j", event_unverified=True),
        act("2025-03", "mandate", docket="suit-appeal", judgment="suit.j"),
    )  # fmt: skip
    assert states(built, OLD) == [("2025-03-03", "suspended"), ("2025-03-10", "unknown")]
