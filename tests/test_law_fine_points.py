"""Fine points: which of several causes is named, lines of review, acts that meet on one day, what rests on what."""

from typing import Any

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
    state,
    states,
    story,
    suit,
    suit_model,
)  # fmt: skip
from tracker.law import changes_between, extent_on, flow_answer, flow_history

PI = "suit.2025-04-17"


def docket(id: str, court: str, reviews: str | None = None) -> dict[str, Any]:
    return {"id": id, "court": court, "number": None, "reviews": reviews}


def test_a_higher_court_of_the_same_case_may_act_though_nobody_wrote_what_it_reviews() -> None:
    dockets = [docket("suit", "dcd"), docket("suit-appeal", "cadc")]
    built = model(suit(order("2025-04-17"), act("2025-05-01", "ends", PI, docket="suit-appeal"), dockets=dockets))
    assert states(built, PI)[-1] == ("2025-05-01", "ended")


def test_an_appeal_kept_as_a_case_of_its_own_may_act_on_the_docket_that_it_reviews() -> None:
    above = suit(
        act("2025-05-01", "ends", PI, docket="above"), id="above", dockets=[docket("above", "cadc", "suit")],
    )  # fmt: skip
    assert states(model(suit(order("2025-04-17")), above), PI)[-1] == ("2025-05-01", "ended")


@pytest.mark.parametrize(("reviews", "found"), [("suit", "ended"), (None, "in_force")])
def test_a_district_court_acts_on_a_bankruptcy_order_only_where_it_reviews_it(reviews: str | None, found: str) -> None:
    dockets = [docket("suit", "nysb"), docket("district", "nysd", reviews)]
    built = model(suit(order("2025-04-17"), act("2025-05-01", "ends", PI, docket="district"), dockets=dockets))
    assert state(built, PI, "2025-05-01") == found


def test_a_states_higher_court_acts_on_the_docket_that_it_reviews() -> None:
    dockets = [docket("suit", "nedistctlancaster"), docket("above", "neb", "suit")]
    built = model(suit(order("2025-04-17"), act("2025-05-01", "ends", PI, docket="above"), dockets=dockets))
    assert states(built, PI)[-1] == ("2025-05-01", "ended")


def test_certiorari_denied_ends_only_stays_in_its_own_line_of_courts() -> None:
    dockets = [
        docket("suit", "dcd"), docket("twin", "mad"), docket("suit-appeal", "cadc", "suit"),
        docket("suit-supreme", "scotus", "suit-appeal"),
    ]  # fmt: skip
    twin = order("2025-04-18", event_more={"docket": "twin"})
    usual = {"do": "stays", "until": "supreme_court_usual"}
    both = ({**usual, "order": PI}, {**usual, "order": "suit.2025-04-18"})
    stays = event("2025-05-01", "both", *both, docket="suit-supreme")
    built = model(suit(
        order("2025-04-17"), twin, stays, act("2026-02-02", "cert_denied", docket="suit-supreme"), dockets=dockets
    ))  # fmt: skip
    assert state(built, PI, "2026-02-02") == "in_force"
    assert state(built, "suit.2025-04-18", "2026-02-02") == "suspended"


@pytest.mark.parametrize(
    ("kind", "found"), [("other", "suspended"), ("supreme_court", "in_force"), (None, "suspended")]
)
def test_only_a_stay_of_the_supreme_court_ends_with_certiorari_where_nobody_says_what_ends_it(
    kind: str | None, found: str
) -> None:
    stay = act("2025-05-01", "stays", PI, docket="suit-supreme", stay_kind=kind)
    built = suit_model(order("2025-04-17"), stay, act("2026-02-02", "cert_denied", docket="suit-supreme"))
    assert state(built, PI, "2026-02-02") == found


def test_the_first_of_several_ends_of_a_stay_ends_it() -> None:
    stay = act("2025-05-01", "stays", PI, docket="suit-supreme", until=[{"on": "date", "date": "2025-06-30"}])
    lift = act("2025-06-10", "lifts_stay", docket="suit-supreme", stay="suit.stays-2025-05-01")
    built = suit_model(order("2025-04-17"), stay, lift, act("2025-07-20", "lifts_stay", docket="suit-supreme",
                       stay="suit.stays-2025-05-01"))  # fmt: skip
    assert states(built, PI)[-1] == ("2025-06-10", "in_force")
    assert built.orders[PI].intervals[-1].cause == "suit.lifts-stay-2025-06-10"


def test_the_first_mandate_seen_counts() -> None:
    built = suit_model(
        order("2025-04-17"), act("2025-05-01", "ends", PI, docket="suit-appeal", effective="mandate"),
        act("2025-08-01", "mandate", docket="suit-appeal", judgment="suit.ends-2025-05-01"),
        act("2025-07-01", "mandate", docket="suit-appeal", judgment="suit.ends-2025-05-01"),
    )  # fmt: skip
    assert states(built, PI)[-1] == ("2025-07-01", "ended")


def test_a_judgment_without_authority_waits_for_no_mandate() -> None:
    stranger = suit(act("2025-05-01", "ends", PI, docket="florida-appeal", effective="mandate"),
                    id="florida", court="flnd", above="ca11")  # fmt: skip
    assert model(suit(order("2025-04-17")), stranger).orders[PI].notes == ()


def test_a_mandate_of_the_day_of_the_judgment_follows_it() -> None:
    built = suit_model(
        order("2025-04-17"), act("2025-05-01", "affirms", PI, docket="suit-appeal", effective="mandate", event_key="z",
                                 restrictions=[partly()]),
        act("2025-05-01", "mandate", docket="suit-appeal", judgment="suit.z", event_key="a"),
    )  # fmt: skip
    assert not extent_on(built, PI, day("2025-05-01"))[0].whole


def test_a_successor_that_was_only_stayed_before_its_first_day_still_replaces() -> None:
    built = suit_model(
        order("2025-03-03"), order("2025-04-01", effective="2025-05-01", replaces="suit.2025-03-03"),
        act("2025-04-10", "stays", "suit.2025-04-01", docket="suit-appeal"),
    )  # fmt: skip
    assert states(built, "suit.2025-03-03")[-1] == ("2025-05-01", "ended")


def test_an_order_cannot_replace_itself() -> None:
    assert states(suit_model(order("2025-04-17", replaces=PI)), PI) == [("2025-04-17", "in_force")]


def test_a_replacement_by_a_court_of_equal_rank_or_by_a_mere_report_is_noted() -> None:
    stranger = suit(order("2025-07-07", case="florida", replaces=PI), id="florida", court="flnd")
    assert "it cannot end this one" in model(suit(order("2025-04-17")), stranger).orders[PI].notes[0]
    reported = order("2025-05-01", replaces=PI, event_more={"unverified": True})
    assert "Reported, not confirmed" in suit_model(order("2025-04-17"), reported).orders[PI].notes[0]
    firm = suit_model(order("2025-04-17"), order("2025-05-01", replaces=PI)).orders[PI]
    assert firm.notes == ()


def test_a_second_stay_after_a_cloud_is_the_cause_of_the_suspension() -> None:
    built = suit_model(
        order("2025-04-17"), act("2025-05-01", "stays", PI, docket="suit-appeal"), act("2025-05-10", "clouds", PI),
        act("2025-05-20", "stays", PI, docket="suit-supreme"),
    )  # fmt: skip
    assert [(str(i.from_), i.state, i.cause) for i in built.orders[PI].intervals[1:]] == [
        ("2025-05-01", "suspended", "suit.stays-2025-05-01"), ("2025-05-10", "unknown", "suit.clouds-2025-05-10"),
        ("2025-05-20", "suspended", "suit.stays-2025-05-20"),
    ]  # fmt: skip


def test_a_doubt_cleared_under_a_running_stay_leaves_the_order_suspended() -> None:
    built = suit_model(
        order("2025-04-17"), act("2025-05-01", "stays", PI, docket="suit-appeal"), act("2025-05-10", "clouds", PI),
        act("2025-05-20", "modifies", PI, restrictions=[partly()]),
    )  # fmt: skip
    last = built.orders[PI].intervals[-1]
    assert (str(last.from_), last.state, last.cause) == ("2025-05-20", "suspended", "suit.modifies-2025-05-20")


def test_days_that_a_month_leaves_open_name_the_stay_or_what_ended_it() -> None:
    stay = act("2025-06", "stays", PI, docket="suit-supreme", event_key="stay")
    lift = act("2025-09", "lifts_stay", docket="suit-supreme", stay="suit.stay", event_key="lift")
    causes = [i.cause for i in suit_model(order("2025-04-17"), stay, lift).orders[PI].intervals if i.state == "unknown"]
    assert causes == ["suit.stay", "suit.lift"]


def test_an_untimed_act_after_a_timed_one_comes_after_all_that_happened_before_that() -> None:
    first = act("2025-05-01", "modifies", PI, restrictions=[bars()], event_key="b-evening", event_time="18:00")
    noon = act("2025-05-01", "modifies", PI, restrictions=[bars()], event_key="c-noon", event_time="12:00")
    last = act("2025-05-01", "modifies", PI, restrictions=[partly()], event_key="a-last", event_after="b-evening")
    assert not extent_on(suit_model(order("2025-04-17"), noon, last, first), PI, day("2025-05-01"))[0].whole


def test_an_act_on_an_order_of_the_same_day_keeps_its_place_after_a_later_act() -> None:
    """It stands after the order (9:00) and after the act that it names (18:00), so after noon as well."""
    made = order("2025-05-01", event_more={"time": "09:00"})
    evening = event("2025-05-01", "evening", time="18:00")
    noon = act(
        "2025-05-01", "modifies", "suit.2025-05-01", restrictions=[bars()], event_key="z-noon", event_time="12:00"
    )
    last = act(
        "2025-05-01", "modifies", "suit.2025-05-01", restrictions=[partly()], event_key="a", event_after="evening"
    )
    assert not extent_on(suit_model(made, evening, noon, last), "suit.2025-05-01", day("2025-05-01"))[0].whole


def test_acts_of_one_minute_follow_after() -> None:
    first = act("2025-05-01", "modifies", PI, restrictions=[bars()], event_key="z", event_time="10:00")
    last = act(
        "2025-05-01", "modifies", PI, restrictions=[partly()], event_key="a", event_time="10:00", event_after="z"
    )
    assert not extent_on(suit_model(order("2025-04-17"), last, first), PI, day("2025-05-01"))[0].whole


def test_the_cause_of_a_status_is_the_order_that_brought_it() -> None:
    """Two orders of one day: the whole bar blocks, whatever the partial one's name."""
    first = order("2025-05-01", partly(), key="a-partial")
    second = order("2025-05-01", bars(), key="b-whole", of="suit.2025-05-01.2")
    assert flow_history(suit_model(first, second), "flow")[-1].cause == "suit.b-whole"


def test_the_cause_of_an_open_flow_is_the_act_that_took_the_last_bar_away() -> None:
    gone = event("2025-06-01", "gone", {"do": "ends", "order": PI})
    new = order("2025-06-01", {"flow": "flow", "effect": "declares", "text": "Unlawful."}, key="a-declares")
    assert flow_history(suit_model(order("2025-04-17"), gone, new), "flow")[-1].cause == "suit.gone"


def test_the_whole_order_names_the_part_that_changed() -> None:
    built = suit_model(
        order("2025-04-17", bars("flow"), bars("other")),
        act("2025-05-01", "stays", PI, docket="suit-supreme", flows="flow", event_key="z-first"),
        act("2025-06-01", "stays", PI, docket="suit-supreme", flows="other", event_key="a-second"),
    )  # fmt: skip
    assert [(i.state, i.cause) for i in built.orders[PI].intervals][-1] == ("suspended", "suit.a-second")


def test_since_is_the_first_day_of_the_present_status() -> None:
    answer = flow_answer(suit_model(order("2025-04-17")), "flow", day("2025-04-17"))
    assert (answer.status, answer.since) == ("blocked", day("2025-04-17"))
    assert len(changes_between(suit_model(order("2025-04-17")), day("2025-04-17"), day("2025-04-17"))) == 1


def test_an_order_that_restrains_nothing_does_not_age_the_flow() -> None:
    early = suit(
        order("2025-04-17", {"flow": "flow", "effect": "declares", "text": "So."}), verified_through="2025-05-01"
    )
    built = model(early, flows=[a_flow(verified_through="2026-09-30")])
    assert flow_answer(built, "flow", day("2026-10-01")).verified_through == day("2026-09-30")


def test_an_ended_order_does_not_age_the_flow() -> None:
    early = suit(order("2025-04-17"), act("2025-04-20", "ends", PI), verified_through="2025-05-01")
    built = model(early, flows=[a_flow(verified_through="2026-09-30")])
    assert flow_answer(built, "flow", day("2026-10-01")).verified_through == day("2026-09-30")


def test_a_flow_without_dated_facts_has_a_history_from_the_day_it_was_first_known() -> None:
    flow = a_flow(life=[{"date": None, "state": "exists", "text": "It is there."}], first_known="2025-02")
    assert story(model(suit(order("2025-04-17")), flows=[flow])) == [("2025-02-01", "open"), ("2025-04-17", "blocked")]


def test_an_event_read_from_a_docket_entry_is_found_under_its_own_id() -> None:
    first = act("2025-05-01", "modifies", PI, restrictions=[bars()], event_key="entry-9")
    last = act("2025-05-01", "modifies", PI, restrictions=[partly()], event_key="entry-10", event_after="entry-9")
    built = suit_model(order("2025-04-17"), last, first)
    assert built.orders[PI].touched_by == ("entry-9", "entry-10")
    assert not extent_on(built, PI, day("2025-05-01"))[0].whole


def test_certiorari_denied_for_a_named_order_ends_the_stay_of_that_order_only() -> None:
    usual = {"do": "stays", "until": "supreme_court_usual"}
    both = event(
        "2025-05-01", "both", {**usual, "order": PI}, {**usual, "order": "suit.2025-04-18"}, docket="suit-supreme"
    )
    denied = act("2026-02-02", "cert_denied", PI, docket="suit-supreme")
    built = suit_model(order("2025-04-17"), order("2025-04-18"), both, denied)
    assert state(built, PI, "2026-02-02") == "in_force"
    assert state(built, "suit.2025-04-18", "2026-02-02") == "suspended"


def test_an_order_extended_to_the_eve_of_its_replacement_ends_by_the_replacement() -> None:
    """California v. HHS: prolonged through Jan 5, replaced from Jan 6, 2026: the new order is the cause."""
    built = suit_model(
        order("2025-08-12"), act("2025-12-10", "extends", "suit.2025-08-12", to="2026-01-05"),
        order("2025-12-29", effective="2026-01-06", replaces="suit.2025-08-12"),
    )  # fmt: skip
    last = built.orders["suit.2025-08-12"].intervals[-1]
    assert (str(last.from_), last.cause) == ("2026-01-06", "suit.order-2025-12-29")


def test_two_trial_courts_of_one_case_do_not_change_each_others_orders() -> None:
    dockets = [docket("suit", "dcd"), docket("other-trial", "mad")]
    built = model(suit(order("2025-04-17"), act("2025-05-01", "ends", PI, docket="other-trial"), dockets=dockets))
    assert states(built, PI) == [("2025-04-17", "in_force")]


def test_a_doubt_later_than_the_stay_prevails_over_it() -> None:
    built = suit_model(
        order("2025-04-17"), act("2025-05-01", "closes"), act("2025-05-10", "stays", PI, docket="suit-appeal"),
        act("2025-05-20", "closes"),
    )  # fmt: skip
    assert states(built, PI)[1:] == [("2025-05-01", "unknown"), ("2025-05-10", "suspended"), ("2025-05-20", "unknown")]
