"""The status of a flow on a day: precedence, conflicts, what counts, since when, and how far it is verified."""

import pytest

from tests.lawcases import (
    a_flow,
    act,
    bars,
    day,
    event,
    model,
    order,
    partly,
    status,
    story,
    suit,
    suit_model,
)  # fmt: skip
from tracker.errors import NotFoundError
from tracker.law import changes_between, flow_answer, flow_history, orders_in_force, pending_on_order
from tracker.law.answers import Pending

PI = "suit.2025-04-17"
FOUR = {"kind": "states", "who": ["Florida", "Indiana", "Iowa", "Ohio"]}


def effect(word: str, **more: object) -> dict[str, object]:
    return {"flow": "flow", "effect": word, "text": "As it says."} | more


def test_a_whole_bar_in_force_blocks_the_flow() -> None:
    assert status(suit_model(order("2025-04-17")), "2025-04-17") == "blocked"
    assert status(suit_model(order("2025-04-17")), "2025-04-16") == "open"


@pytest.mark.parametrize("restriction", [
    partly(), effect("limits"), effect("shields"), effect("requires"),
])  # fmt: skip
def test_a_partial_bar_a_condition_a_shield_or_a_duty_limits_the_flow(restriction: dict[str, object]) -> None:
    built = suit_model(order("2025-04-17", restriction))
    assert story(built) == [("2025-01-02", "open"), ("2025-04-17", "limited")]
    assert flow_answer(built, "flow", day("2025-05-01")).orders_in_force[0].effect == restriction["effect"]


@pytest.mark.parametrize("word", ["permits", "declares", "declines"])
def test_permits_declares_and_declines_appear_only_in_because(word: str) -> None:
    built = suit_model(order("2025-04-17", effect(word)))
    answer = flow_answer(built, "flow", day("2025-05-01"))
    assert answer.status == "open" and answer.orders_in_force == answer.orders_uncertain == ()
    assert any(r.order_id == PI for r in answer.because)


def test_a_mere_permission_of_unknown_state_makes_nothing_uncertain() -> None:
    built = suit_model(order("2025-04-17", effect("permits")), act("2025-05-01", "clouds", PI))
    answer = flow_answer(built, "flow", day("2025-06-01"))
    assert answer.status == "open" and answer.orders_uncertain == ()


def test_two_partial_orders_never_add_up_to_a_whole_one() -> None:
    built = suit_model(order("2025-04-17", partly()), order("2025-05-01", partly()))
    assert status(built, "2025-06-01") == "limited"
    assert len(flow_answer(built, "flow", day("2025-06-01")).orders_in_force) == 2


def test_a_suspended_order_leaves_the_flow_open() -> None:
    """ssa-to-doge since June 6, 2025."""
    built = suit_model(order("2025-04-17"), act("2025-06-06", "stays", PI, docket="suit-supreme"))
    assert story(built) == [("2025-01-02", "open"), ("2025-04-17", "blocked"), ("2025-06-06", "open")]
    assert flow_history(built, "flow")[-1].cause == "suit.stays-2025-06-06"


def test_the_only_order_that_could_count_is_of_unknown_status() -> None:
    built = suit_model(order("2025-04-17"), act("2025-06-06", "clouds", PI))
    answer = flow_answer(built, "flow", day("2025-06-06"))
    assert answer.status == "unknown"
    assert [o.order_id for o in answer.orders_uncertain] == [PI] and answer.orders_in_force == ()


def test_blocked_and_limited_go_before_unknown() -> None:
    cloud = act("2025-06-06", "clouds", PI)
    assert status(suit_model(order("2025-04-17"), cloud, order("2025-05-01", partly())), "2025-07-01") == "limited"
    assert status(suit_model(order("2025-04-17"), cloud, order("2025-05-01")), "2025-07-01") == "blocked"


def test_a_flow_goes_on_being_blocked_while_one_of_two_bars_falls() -> None:
    """irs-to-ice-addresses has two orders in force from Feb. 5, 2026."""
    built = suit_model(order("2025-04-17"), order("2025-05-01"), act("2025-06-01", "ends", PI, how="vacated"))
    assert story(built) == [("2025-01-02", "open"), ("2025-04-17", "blocked")]
    assert [o.order_id for o in flow_answer(built, "flow", day("2025-06-01")).orders_in_force] == ["suit.2025-05-01"]


def test_a_partial_permission_of_equal_rank_limits_what_a_whole_bar_barred() -> None:
    """N.D. Fla., July 7, 2026, against the D.D.C. vacatur of June 22, 2026: both stand, and the flow is limited."""
    florida = suit(order("2025-07-07", effect("permits", people=FOUR), case="florida"), id="florida", court="flnd")
    built = model(suit(order("2025-06-22")), florida)
    assert story(built) == [("2025-01-02", "open"), ("2025-06-22", "blocked"), ("2025-07-07", "limited")]
    answer = flow_answer(built, "flow", day("2025-07-07"))
    assert answer.conflict and "D.D.C." in answer.conflict and "N.D. Fla." in answer.conflict
    assert [(o.order_id, o.effect, o.whole) for o in answer.orders_in_force] == [("suit.2025-06-22", "bars", True)]
    assert flow_answer(built, "flow", day("2025-07-06")).conflict is None


def test_when_the_permission_ends_the_bar_blocks_again() -> None:
    florida = suit(
        order("2025-07-07", effect("permits", people=FOUR), case="florida"),
        act("2025-08-01", "ends", "florida.2025-07-07", docket="florida", how="vacated"), id="florida", court="flnd",
    )  # fmt: skip
    assert story(model(suit(order("2025-06-22")), florida))[-1] == ("2025-08-01", "blocked")


def test_a_total_permission_of_equal_rank_leaves_the_bar_and_shows_the_conflict() -> None:
    florida = suit(order("2025-07-07", effect("permits"), case="florida"), id="florida", court="flnd")
    answer = flow_answer(model(suit(order("2025-06-22")), florida), "flow", day("2025-07-07"))
    assert answer.status == "blocked" and "N.D. Fla. allows or commands it" in str(answer.conflict)


def test_a_lower_court_cannot_cut_into_the_bar_of_a_higher_one() -> None:
    florida = suit(order("2025-07-07", effect("permits", people=FOUR), case="florida"), id="florida", court="flnd")
    built = model(suit(order("2025-06-22", event_more={"docket": "suit-appeal"})), florida)
    assert status(built, "2025-07-07") == "blocked"


def test_states_that_do_not_overlap_are_no_conflict() -> None:
    florida = suit(order("2025-07-07", effect("permits", people=FOUR), case="florida"), id="florida", court="flnd")
    answer = flow_answer(model(suit(order("2025-06-22", partly())), florida), "flow", day("2025-07-07"))
    assert answer.status == "limited" and answer.conflict is None


def test_a_narrowed_bar_turns_a_blocked_flow_into_a_limited_one() -> None:
    """New York v. Trump: modified April 11, 2025 to admit one staffer."""
    built = suit_model(order("2025-02-21"), act("2025-04-11", "modifies", "suit.2025-02-21", restrictions=[partly()]))
    assert story(built)[1:] == [("2025-02-21", "blocked"), ("2025-04-11", "limited")]
    assert flow_history(built, "flow")[-1].cause == "suit.modifies-2025-04-11"


def test_a_suspended_order_that_revives_blocks_with_the_extent_it_had() -> None:
    built = suit_model(
        order("2025-04-17"), act("2025-05-01", "modifies", PI, restrictions=[partly()]),
        act("2025-06-06", "stays", PI, docket="suit-supreme"),
        act("2025-08-01", "lifts_stay", docket="suit-supreme", stay="suit.stays-2025-06-06"),
    )  # fmt: skip
    assert [s for _, s in story(built)] == ["open", "blocked", "limited", "open", "limited"]


def test_a_change_that_adds_a_flow_restricts_it_from_that_day() -> None:
    built = suit_model(order("2025-04-17"), act("2025-05-01", "modifies", PI, restrictions=[bars(), bars("other")]))
    assert story(built, "other") == [("2025-01-02", "open"), ("2025-05-01", "blocked")]


def test_a_change_known_to_the_month_that_frees_a_flow_leaves_it_unknown_between() -> None:
    built = suit_model(
        order("2025-04-17", bars(), bars("other")), act("2025-05", "modifies", PI, restrictions=[bars()])
    )
    assert story(built, "other")[1:] == [("2025-04-17", "blocked"), ("2025-05-01", "unknown"), ("2025-05-31", "open")]
    assert story(built)[1:] == [("2025-04-17", "blocked")]


def test_the_replacement_of_an_order_is_no_change_of_status() -> None:
    built = suit_model(order("2025-03-20"), order("2025-04-17", replaces="suit.2025-03-20"))
    assert story(built) == [("2025-01-02", "open"), ("2025-03-20", "blocked")]
    answer = flow_answer(built, "flow", day("2025-04-17"))
    assert answer.since == day("2025-03-20") and answer.orders_in_force[0].since == day("2025-04-17")


def test_orders_in_force_are_listed_strongest_first() -> None:
    built = suit_model(
        order("2025-03-01", effect("requires")), order("2025-03-02", partly()), order("2025-03-03", bars()),
        order("2025-03-04", effect("limits")), order("2025-03-05", effect("shields")),
    )  # fmt: skip
    answer = flow_answer(built, "flow", day("2025-04-01"))
    assert [(o.effect, o.whole) for o in answer.orders_in_force] == [
        ("bars", True), ("bars", False), ("limits", False), ("shields", False), ("requires", False),
    ]  # fmt: skip


def test_the_effect_of_an_order_is_its_strongest_on_this_flow() -> None:
    built = suit_model(order("2025-03-01", effect("requires"), effect("permits"), partly(), bars("other")))
    found = flow_answer(built, "flow", day("2025-04-01")).orders_in_force[0]
    assert found.effect == "bars" and not found.whole
    assert [r.effect for r in found.restrictions] == ["requires", "permits", "bars"]
    assert found.extent == "Named states: California."


def test_the_extent_is_one_sentence() -> None:
    restriction = partly(data="addresses", recipients="ICE", exceptions=["what the law says"], places="all")
    found = flow_answer(suit_model(order("2025-03-01", restriction)), "flow", day("2025-04-01")).orders_in_force[0]
    assert found.extent == (
        "Named states: California; places: all; data: addresses; recipients: ICE; except what the law says."
    )


def test_verified_through_is_never_later_than_the_last_source_read() -> None:
    flow = a_flow(verified_through="2026-09-30")
    early = suit(order("2025-04-17"), verified_through="2026-07-24")
    late = suit(order("2025-05-01", case="late"), id="late", verified_through="2026-09-01")
    assert flow_answer(model(early, late, flows=[flow]), "flow", day("2026-11-22")).verified_through == day(
        "2026-07-24"
    )
    assert flow_answer(model(flows=[flow]), "flow", day("2026-11-22")).verified_through == day("2026-09-30")
    assert flow_answer(model(late, flows=[a_flow(verified_through="2026-08-01")]), "flow", day("2026-11-22")
                       ).verified_through == day("2026-08-01")  # fmt: skip


def test_an_open_flow_is_verified_only_as_far_as_the_stay_it_rests_on() -> None:
    stayed = act("2025-06-06", "stays", PI, docket="suit-supreme")
    case = suit(order("2025-04-17"), stayed, verified_through="2026-07-24")
    built = model(case, flows=[a_flow(verified_through="2026-09-30")])
    assert flow_answer(built, "flow", day("2026-11-22")).verified_through == day("2026-07-24")


def test_an_order_whose_case_names_no_date_leaves_the_flow_unverified() -> None:
    built = model(suit(order("2025-04-17"), verified_through=None), flows=[a_flow(verified_through="2026-09-30")])
    assert flow_answer(built, "flow", day("2026-11-22")).verified_through is None


def test_a_pending_act_shows_on_the_flow_and_the_order_and_changes_nothing() -> None:
    pending = Pending("entry-1", day("2025-09-01"), "A ruling that may change this.", "suit", (PI,), ("flow",))
    built = model(suit(order("2025-04-17")), pending=[pending])
    assert flow_answer(built, "flow", day("2025-08-31")).pending == ()
    answer = flow_answer(built, "flow", day("2025-09-01"))
    assert answer.pending == (pending,) and answer.status == "blocked"
    assert pending_on_order(built, PI, day("2025-09-01")) == (pending,)
    assert pending_on_order(built, PI, day("2025-08-31")) == ()


def test_a_pending_act_that_names_only_its_case_shows_on_the_orders_of_that_case() -> None:
    pending = Pending("entry-1", day("2025-09-01"), "A ruling.", "suit", (), ())
    other = suit(order("2025-05-01", bars("other"), case="late"), id="late")
    built = model(suit(order("2025-04-17")), other, pending=[pending])
    assert flow_answer(built, "flow", day("2025-09-01")).pending == (pending,)
    assert flow_answer(built, "other", day("2025-09-01")).pending == ()


def test_changes_between_two_days_name_what_was_and_what_is() -> None:
    built = suit_model(order("2025-04-17"), act("2025-06-06", "stays", PI, docket="suit-supreme"))
    [change] = changes_between(built, day("2025-06-01"), day("2025-06-07"))
    assert (change.flow_id, change.before, change.after, change.cause) == (
        "flow", "blocked", "open", "suit.stays-2025-06-06",
    )  # fmt: skip
    assert [c.before for c in changes_between(built, day("2025-01-01"), day("2026-01-01"))] == ["blocked", "open", None]


def test_all_orders_in_force_on_a_day() -> None:
    built = suit_model(order("2025-04-17"), order("2025-05-01"), act("2025-06-01", "ends", PI, how="vacated"))
    assert [o.order_id for o in orders_in_force(built, day("2025-05-15"))] == [PI, "suit.2025-05-01"]
    assert [o.order_id for o in orders_in_force(built, day("2025-06-01"))] == ["suit.2025-05-01"]


def test_an_order_without_restrictions_stands_in_the_way_of_no_flow() -> None:
    bare = order("2025-04-17")
    bare["order"]["restrictions"] = []
    built = suit_model(bare)
    assert status(built, "2025-05-01") == "open"
    assert [o.order_id for o in orders_in_force(built, day("2025-05-01"))] == [PI]


def test_an_unknown_flow_is_an_error_that_names_it() -> None:
    with pytest.raises(NotFoundError, match="nowhere"):
        flow_answer(suit_model(), "nowhere", day("2025-01-01"))


def test_a_proposed_order_a_motion_or_a_notice_of_appeal_changes_nothing() -> None:
    papers = [event(f"2025-05-0{n}", f"paper-{n}", kind=kind, flows=["flow"])
              for n, kind in enumerate(("motion", "notice_of_appeal", "stipulation"), 1)]  # fmt: skip
    assert story(suit_model(order("2025-04-17"), *papers)) == [("2025-01-02", "open"), ("2025-04-17", "blocked")]
