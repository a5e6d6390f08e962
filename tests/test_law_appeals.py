"""Judgments on appeal: ruled and effective, the mandate, affirmance, and who may change whose order."""

import pytest

from tests.lawcases import act, bars, day, event, model, order, partly, state, states, status, suit, suit_model
from tracker.law import extent_on, flow_answer

PI = "suit.2025-04-17"


def vacated(when: str = "2026-04-10", effective: str = "mandate", **more: object) -> dict[str, object]:
    return act(when, "ends", PI, docket="suit-appeal", how="vacated", effective=effective, **more)


def mandate(when: str | None = "2026-06-02", **more: object) -> dict[str, object]:
    return act(when, "mandate", docket="suit-appeal", judgment="suit.ends-2026-04-10", **more)


def test_until_the_mandate_issues_the_order_keeps_its_state() -> None:
    """Fed. R. App. P. 41(c). AFSCME v. SSA: vacated April 10, 2026, mandate not seen."""
    built = suit_model(order("2025-04-17"), vacated())
    assert states(built, PI) == [("2025-04-17", "in_force")]
    assert built.orders[PI].notes == ("vacated by judgment of Apr 10, 2026, mandate not seen",)
    assert "suit.ends-2026-04-10" in built.orders[PI].touched_by


def test_a_suspended_order_stays_suspended_until_the_mandate_issues() -> None:
    built = suit_model(
        order("2025-04-17"),
        act("2025-06-06", "stays", PI, docket="suit-supreme", until="supreme_court_usual"),
        vacated(),
    )
    assert states(built, PI)[-1] == ("2025-06-06", "suspended")


def test_the_mandate_ends_the_order_and_the_note() -> None:
    built = suit_model(order("2025-04-17"), vacated(), mandate())
    assert states(built, PI) == [("2025-04-17", "in_force"), ("2026-06-02", "ended")]
    assert built.orders[PI].intervals[1].cause == "suit.mandate-2026-06-02"
    assert built.orders[PI].notes == ()


def test_before_the_mandate_the_reasons_of_a_day_say_that_it_was_not_seen() -> None:
    """A day's reasons use only what had happened by then, also after the mandate."""
    built = suit_model(order("2025-04-17"), vacated(), mandate())
    then = [r.text for r in flow_answer(built, "flow", day("2026-05-01")).because]
    later = [r.text for r in flow_answer(built, "flow", day("2026-06-02")).because]
    assert any("mandate not seen" in text for text in then)
    assert not any("mandate not seen" in text for text in later)


def test_an_unconfirmed_or_undated_mandate_ends_nothing() -> None:
    assert states(suit_model(order("2025-04-17"), vacated(), mandate(event_unverified=True)), PI)[-1][1] == "in_force"
    undated = mandate(None, event_key="undated-mandate")
    assert states(suit_model(order("2025-04-17"), vacated(), undated), PI)[-1][1] == "in_force"


def test_a_mandate_dated_before_its_judgment_ends_nothing() -> None:
    built = suit_model(order("2025-04-17"), vacated(), mandate("2026-04-01"))
    assert states(built, PI) == [("2025-04-17", "in_force")]
    assert built.orders[PI].notes == ("vacated by judgment of Apr 10, 2026, mandate not seen",)
    assert states(suit_model(order("2025-04-17"), vacated(), mandate("2026-04-01"), mandate()), PI)[-1] == (
        "2026-06-02", "ended",
    )  # fmt: skip


def test_a_mandate_known_to_the_month_of_its_judgment_leaves_the_days_before_that_judgment_alone() -> None:
    built = suit_model(order("2025-04-17"), vacated(), mandate("2026-04"))
    assert states(built, PI) == [("2025-04-17", "in_force"), ("2026-04-10", "unknown"), ("2026-04-30", "ended")]


def test_the_mandate_of_another_judgment_ends_nothing() -> None:
    other = event("2026-04-01", "other-judgment", docket="suit-appeal")
    issued = act("2026-06-02", "mandate", docket="suit-appeal", judgment="suit.other-judgment")
    assert states(suit_model(order("2025-04-17"), vacated(), other, issued), PI) == [("2025-04-17", "in_force")]


def test_a_judgment_forthwith_acts_on_the_day_it_was_entered() -> None:
    built = suit_model(order("2025-04-17"), vacated(effective="entry"))
    assert states(built, PI)[-1] == ("2026-04-10", "ended")


def test_affirmance_leaves_the_order() -> None:
    built = suit_model(order("2025-04-17"), act("2026-04-10", "affirms", PI, docket="suit-appeal"))
    assert states(built, PI) == [("2025-04-17", "in_force")]
    assert built.orders[PI].touched_by == ("suit.affirms-2026-04-10",)


@pytest.mark.parametrize(("effective", "last_whole"), [("entry", "2026-04-09"), ("mandate", "2026-06-01")])
def test_affirmed_as_modified_is_a_new_version(effective: str, last_whole: str) -> None:
    affirmed = act(
        "2026-04-10", "affirms", PI, docket="suit-appeal", effective=effective, restrictions=[partly()],
        event_key="ends-2026-04-10",
    )  # fmt: skip
    built = suit_model(order("2025-04-17"), affirmed, mandate())
    assert states(built, PI) == [("2025-04-17", "in_force")]
    assert extent_on(built, PI, day(last_whole))[0].whole
    assert not extent_on(built, PI, day("2026-06-02"))[0].whole


def test_a_partial_vacatur_ends_that_part_when_the_mandate_issues() -> None:
    built = suit_model(order("2025-04-17", bars("flow"), bars("other")), vacated(flows="other"), mandate())
    assert [i.state for i in built.orders[PI].by_flow["flow"]] == ["in_force"]
    assert [i.state for i in built.orders[PI].by_flow["other"]] == ["in_force", "ended"]


def test_a_mandate_known_to_the_month_leaves_the_days_between_unknown() -> None:
    built = suit_model(order("2025-04-17"), vacated(), mandate("2026-06"))
    assert states(built, PI)[1:] == [("2026-06-01", "unknown"), ("2026-06-30", "ended")]


def test_a_court_never_amends_an_order_of_another_of_equal_rank() -> None:
    """D.D.C. and N.D. Fla. both stand; the conflict is shown."""
    stranger = suit(act("2025-07-07", "ends", PI, docket="florida", how="vacated"), id="florida", court="flnd")
    built = model(suit(order("2025-04-17")), stranger)
    assert states(built, PI) == [("2025-04-17", "in_force")]
    assert built.orders[PI].touched_by == ("florida.ends-2025-07-07",)
    answer = flow_answer(built, "flow", day("2025-07-07"))
    assert answer.status == "blocked"
    assert answer.conflict and "N.D. Fla." in answer.conflict
    assert flow_answer(built, "flow", day("2025-07-06")).conflict is None


def test_a_court_of_equal_rank_cannot_replace_an_order_either() -> None:
    stranger = suit(order("2025-07-07", case="florida", replaces=PI), id="florida", court="flnd")
    assert states(model(suit(order("2025-04-17")), stranger), PI) == [("2025-04-17", "in_force")]


def test_another_docket_of_the_same_court_may_change_the_order() -> None:
    sibling = suit(act("2025-07-07", "ends", PI, docket="sibling", how="vacated"), id="sibling", court="dcd")
    assert states(model(suit(order("2025-04-17")), sibling), PI)[-1] == ("2025-07-07", "ended")


def test_a_court_of_appeals_outside_the_line_of_review_changes_nothing() -> None:
    """The Eleventh Circuit does not review the District of Columbia."""
    stranger = suit(
        act("2025-07-07", "ends", PI, docket="florida-appeal", how="vacated"), id="florida", court="flnd", above="ca11"
    )
    assert states(model(suit(order("2025-04-17")), stranger), PI) == [("2025-04-17", "in_force")]


def test_the_supreme_court_may_change_any_order() -> None:
    stranger = suit(act("2025-07-07", "ends", PI, docket="florida-supreme", how="vacated"), id="florida", court="flnd")
    assert states(model(suit(order("2025-04-17")), stranger), PI)[-1] == ("2025-07-07", "ended")


def test_a_trial_court_cannot_change_an_order_of_its_court_of_appeals() -> None:
    above = order("2025-05-01", event_more={"docket": "suit-appeal"})
    built = suit_model(above, act("2025-07-07", "ends", "suit.2025-05-01", docket="suit", how="dissolved"))
    assert states(built, "suit.2025-05-01") == [("2025-05-01", "in_force")]


def test_state_and_federal_courts_do_not_change_each_others_orders() -> None:
    federal = suit(act("2025-07-07", "ends", PI, docket="federal-appeal", how="vacated"), id="federal")
    state_suit = suit(order("2025-04-17"), court="coloctapp")
    assert states(model(state_suit, federal), PI) == [("2025-04-17", "in_force")]
    same_case = suit(order("2025-04-17"), act("2025-07-07", "ends", PI, docket="suit-x", how="vacated"), dockets=[
        {"id": "suit", "court": "coloctapp", "number": None}, {"id": "suit-x", "court": "ca10", "number": None},
    ])  # fmt: skip
    assert states(model(same_case), PI) == [("2025-04-17", "in_force")]


def test_an_act_out_of_court_changes_no_order() -> None:
    built = suit_model(
        order("2025-04-17"),
        event("2025-05-01", "said", {"do": "ends", "order": PI, "how": "vacated"}, out_of_court=True),
    )
    assert states(built, PI) == [("2025-04-17", "in_force")]


def test_acts_of_one_day_are_ordered_by_time() -> None:
    """Two versions on one day: the later in time is the extent at the end of the day."""
    morning = act("2025-05-01", "modifies", PI, restrictions=[partly()], event_time="09:00", event_key="b-morning")
    evening = act("2025-05-01", "modifies", PI, restrictions=[bars()], event_time="18:00", event_key="a-evening")
    built = suit_model(order("2025-04-17"), morning, evening)
    assert extent_on(built, PI, day("2025-05-01"))[0].whole


def test_times_of_one_day_are_compared_across_time_zones() -> None:
    """10:00 in San Francisco is later than 12:00 in Washington."""
    west = act("2025-05-01", "modifies", PI, docket="suit-appeal", restrictions=[partly()], event_time="10:00",
               event_key="west")  # fmt: skip
    east = act("2025-05-01", "modifies", PI, docket="suit-supreme", restrictions=[bars()], event_time="12:00",
               event_key="east")  # fmt: skip
    built = model(suit(order("2025-04-17"), west, east, court="cand", above="ca9"))
    assert not extent_on(built, PI, day("2025-05-01"))[0].whole


def test_acts_of_one_day_without_times_follow_after() -> None:
    first = act("2025-05-01", "modifies", PI, restrictions=[bars()], event_key="z-first")
    second = act("2025-05-01", "modifies", PI, restrictions=[partly()], event_key="a-second", event_after="z-first")
    for acts in ((first, second), (second, first)):
        assert not extent_on(suit_model(order("2025-04-17"), *acts), PI, day("2025-05-01"))[0].whole


def test_otherwise_an_order_stands_before_the_acts_upon_it() -> None:
    built = suit_model(act("2025-04-17", "stays", PI, docket="suit-appeal", event_key="a"), order("2025-04-17"))
    assert states(built, PI) == [("2025-04-17", "suspended")]
    closed = suit_model(act("2025-04-17", "closes", event_key="a"), order("2025-04-17"))
    assert states(closed, PI) == [("2025-04-17", "unknown")]


def test_an_order_entered_after_the_closing_of_the_same_day_is_not_closed() -> None:
    built = suit_model(act("2025-04-17", "closes", event_key="a"), order("2025-04-17", event_more={"after": "a"}))
    assert states(built, PI) == [("2025-04-17", "in_force")]


def test_an_order_made_and_stayed_and_revived_on_one_day_is_in_force() -> None:
    built = suit_model(
        order("2025-04-17"), act("2025-04-17", "stays", PI, docket="suit-appeal", event_key="b"),
        act("2025-04-17", "lifts_stay", docket="suit-appeal", stay="suit.b", event_key="a"),
    )  # fmt: skip
    assert states(built, PI) == [("2025-04-17", "in_force")]


def test_a_circle_of_after_is_still_deterministic() -> None:
    one = act("2025-05-01", "modifies", PI, restrictions=[bars()], event_key="one", event_after="two")
    two = act("2025-05-01", "modifies", PI, restrictions=[partly()], event_key="two", event_after="one")
    found = {
        extent_on(suit_model(order("2025-04-17"), *acts), PI, day("2025-05-01"))[0].whole
        for acts in ((one, two), (two, one))
    }
    assert len(found) == 1


def test_an_indicative_ruling_changes_nothing() -> None:
    """Center for Taxpayer Rights v. IRS, Feb. 26, 2026: no jurisdiction during the appeal, no new relief."""
    built = suit_model(order("2025-04-17"), event("2026-02-26", "indicative", flows=["flow"]))
    assert state(built, PI, "2026-02-26") == "in_force"
    assert status(built, "2026-02-26") == "blocked"
