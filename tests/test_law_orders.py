"""Identity, start, replacement, change and end of orders."""

import pytest

from tests.lawcases import act, bars, day, event, order, partly, state, states, suit_model
from tracker.errors import NotFoundError
from tracker.law import extent_on, get_order, order_state

PI = "suit.2025-03-03"


def test_an_order_is_in_force_from_the_day_it_was_entered() -> None:
    """A day means its end in the court's zone (design, section 2)."""
    built = suit_model(order("2025-03-03"))
    assert state(built, PI, "2025-03-02") is None
    assert state(built, PI, "2025-03-03") == "in_force"
    assert order_state(built, PI, day("2030-01-01")) == built.orders[PI].intervals[-1]


def test_an_order_is_ended_from_the_day_of_the_act_that_ends_it() -> None:
    built = suit_model(order("2025-03-03"), act("2025-04-10", "ends", PI, how="dissolved"))
    assert states(built, PI) == [("2025-03-03", "in_force"), ("2025-04-10", "ended")]
    assert built.orders[PI].intervals[1].cause == "suit.ends-2025-04-10"


def test_an_order_with_a_later_effective_day_is_not_yet_in_force_before_it() -> None:
    """California v. HHS: entered Dec 29, 2025, operative Jan 6, 2026."""
    built = suit_model(order("2025-12-29", effective="2026-01-06"))
    assert state(built, "suit.2025-12-29", "2026-01-05") is None
    assert states(built, "suit.2025-12-29") == [("2026-01-06", "in_force")]
    assert built.orders["suit.2025-12-29"].entered == day("2025-12-29")


def test_an_order_vacated_before_its_first_day_never_was_in_force() -> None:
    built = suit_model(
        order("2025-12-29", effective="2026-01-06"), act("2026-01-02", "ends", "suit.2025-12-29", how="vacated")
    )
    assert states(built, "suit.2025-12-29") == [("2026-01-02", "ended")]


def test_an_order_nunc_pro_tunc_reaches_back_and_says_so() -> None:
    built = suit_model(order("2025-03-10", effective="2025-03-07"))
    assert states(built, "suit.2025-03-10") == [("2025-03-07", "in_force")]
    assert "nunc pro tunc" in built.orders["suit.2025-03-10"].intervals[0].reason


def test_an_end_nunc_pro_tunc_never_reaches_behind_the_entry_of_the_order() -> None:
    built = suit_model(order("2025-03-03"), act("2025-05-01", "ends", PI, how="vacated", effective="2025-02-01"))
    assert states(built, PI) == [("2025-03-03", "ended")]


def test_a_date_that_the_order_states_is_its_last_day_in_force() -> None:
    """A stated date ends the order, and Rule 6(a) never moves it: Mar 15, 2025 was a Saturday."""
    built = suit_model(order("2025-03-03", ends_on="2025-03-15"))
    assert states(built, PI) == [("2025-03-03", "in_force"), ("2025-03-16", "ended")]
    assert built.orders[PI].intervals[1].cause is None


def test_a_replaced_order_ends_on_the_day_the_new_one_takes_effect() -> None:
    """California v. HHS: the August order ran through Jan 5, the December order from Jan 6, 2026."""
    built = suit_model(order("2025-03-03"), order("2025-12-29", effective="2026-01-06", replaces=[PI]))
    assert state(built, PI, "2026-01-05") == "in_force"
    assert state(built, PI, "2026-01-06") == "ended"
    assert built.orders[PI].intervals[-1].cause == "suit.order-2025-12-29"
    assert built.orders[PI].touched_by == ("suit.order-2025-12-29",)


@pytest.mark.parametrize("fate", [
    act("2025-05-01", "ends", "suit.2025-04-01", how="vacated"),
    act("2025-05-01", "stays", "suit.2025-04-01", docket="suit-appeal", stay_kind="pending_appeal"),
])  # fmt: skip
def test_a_superseded_order_does_not_revive_when_its_successor_falls(fate: dict[str, object]) -> None:
    built = suit_model(order("2025-03-03"), order("2025-04-01", replaces=PI), fate)
    assert states(built, PI) == [("2025-03-03", "in_force"), ("2025-04-01", "ended")]


def test_a_successor_that_fell_before_its_first_day_replaced_nothing() -> None:
    built = suit_model(
        order("2025-03-03"), order("2025-04-01", effective="2025-05-01", replaces=PI),
        act("2025-04-20", "ends", "suit.2025-04-01", how="vacated"),
    )  # fmt: skip
    assert states(built, PI) == [("2025-03-03", "in_force")]


def test_further_relief_that_leaves_the_first_standing_is_a_second_order() -> None:
    """California v. USDA: the order of Feb 26, 2026 adds to that of Oct 15, 2025."""
    built = suit_model(order("2025-03-03"), order("2025-04-01"))
    assert state(built, PI, "2025-06-01") == state(built, "suit.2025-04-01", "2025-06-01") == "in_force"


@pytest.mark.parametrize("how", ["clarified", "narrowed", "widened", "modified"])
def test_a_change_keeps_the_order_and_makes_a_new_version_of_its_extent(how: str) -> None:
    built = suit_model(order("2025-03-03"), act("2025-04-11", "modifies", PI, how=how, restrictions=[partly()]))
    assert states(built, PI) == [("2025-03-03", "in_force")]
    assert [str(v.from_) for v in built.orders[PI].versions] == ["2025-03-03", "2025-04-11"]
    assert extent_on(built, PI, day("2025-04-10"))[0].whole
    assert not extent_on(built, PI, day("2025-04-11"))[0].whole


def test_a_partial_change_leaves_the_extent_on_other_flows() -> None:
    built = suit_model(
        order("2025-03-03", bars("flow"), bars("other")),
        act("2025-04-11", "modifies", PI, flows="other", restrictions=[partly("other")]),
    )
    assert {(r.flow, r.whole) for r in extent_on(built, PI, day("2025-04-11"))} == {("flow", True), ("other", False)}


def test_an_extension_keeps_the_order_and_moves_its_last_day() -> None:
    built = suit_model(order("2025-03-03", ends_on="2025-03-20"), act("2025-03-18", "extends", PI, to="2025-04-03"))
    assert states(built, PI) == [("2025-03-03", "in_force"), ("2025-04-04", "ended")]


def test_an_extension_until_further_order_takes_the_last_day_away() -> None:
    built = suit_model(order("2025-03-03", ends_on="2025-03-20"), act("2025-03-18", "extends", PI))
    assert states(built, PI) == [("2025-03-03", "in_force")]


def test_an_extension_after_the_last_day_leaves_the_days_between_ended() -> None:
    """The status of a day does not depend on what happened later."""
    built = suit_model(order("2025-03-03", ends_on="2025-03-20"), act("2025-03-25", "extends", PI, to="2025-04-03"))
    assert states(built, PI) == [
        ("2025-03-03", "in_force"), ("2025-03-21", "ended"), ("2025-03-25", "in_force"), ("2025-04-04", "ended"),
    ]  # fmt: skip


def test_an_extension_cannot_bring_back_an_order_that_a_court_ended() -> None:
    built = suit_model(
        order("2025-03-03"), act("2025-03-10", "ends", PI, how="vacated"),
        act("2025-03-12", "extends", PI, to="2025-04-03"),
    )  # fmt: skip
    assert states(built, PI) == [("2025-03-03", "in_force"), ("2025-03-10", "ended")]


def test_a_partial_end_ends_that_part_only() -> None:
    built = suit_model(
        order("2025-03-03", bars("flow"), bars("other")), act("2025-04-10", "ends", PI, how="vacated", flows="other")
    )
    history = built.orders[PI]
    assert [i.state for i in history.by_flow["flow"]] == ["in_force"]
    assert [i.state for i in history.by_flow["other"]] == ["in_force", "ended"]
    assert states(built, PI) == [("2025-03-03", "in_force")]


def test_an_end_with_a_later_day_takes_effect_on_that_day() -> None:
    built = suit_model(order("2025-03-03"), act("2025-04-10", "ends", PI, how="dissolved", effective="2025-05-01"))
    assert states(built, PI) == [("2025-03-03", "in_force"), ("2025-05-01", "ended")]


def test_a_start_known_to_the_month_counts_from_its_last_day() -> None:
    """Design: unknown between, so April 1 to 29, and in force from April 30, 2025."""
    built = suit_model(order("2025-04", of="suit.2025-04-30"))
    assert states(built, "suit.2025-04-30") == [("2025-04-01", "unknown"), ("2025-04-30", "in_force")]


def test_an_end_known_to_the_month_counts_from_its_first_day() -> None:
    """In force through March 31, unknown April 1 to 29, ended from April 30, 2025."""
    built = suit_model(order("2025-03-03"), act("2025-04", "ends", PI, how="vacated"))
    assert states(built, PI) == [("2025-03-03", "in_force"), ("2025-04-01", "unknown"), ("2025-04-30", "ended")]


def test_an_order_known_to_the_month_that_ended_within_it_is_never_shown_in_force() -> None:
    """TAMSB v. Bondi: a restraining order of April 2025, to April 25."""
    built = suit_model(order("2025-04", of="suit.2025-04-30", ends_on="2025-04-25"))
    assert states(built, "suit.2025-04-30") == [("2025-04-01", "unknown"), ("2025-04-26", "ended")]


def test_a_change_known_to_the_month_leaves_only_the_changed_flow_uncertain() -> None:
    built = suit_model(
        order("2025-03-03", bars("flow"), bars("other")),
        act("2025-04", "modifies", PI, restrictions=[partly("flow"), bars("other")]),
    )
    history = built.orders[PI]
    assert [(str(i.from_), i.state) for i in history.by_flow["flow"]] == [
        ("2025-03-03", "in_force"), ("2025-04-01", "unknown"), ("2025-04-30", "in_force"),
    ]  # fmt: skip
    assert [i.state for i in history.by_flow["other"]] == ["in_force"]


def test_an_extension_known_to_the_month_never_makes_an_order_end_that_had_no_end() -> None:
    built = suit_model(order("2025-03-03"), act("2025-12", "extends", PI, to="2026-01-05"))
    assert states(built, PI) == [("2025-03-03", "in_force"), ("2026-01-06", "ended")]


def test_an_extension_known_to_the_month_leaves_the_days_after_the_old_end_unknown() -> None:
    built = suit_model(order("2025-03-03", ends_on="2025-12-15"), act("2025-12", "extends", PI, to="2026-01-05"))
    assert states(built, PI) == [
        ("2025-03-03", "in_force"), ("2025-12-16", "unknown"), ("2025-12-31", "in_force"), ("2026-01-06", "ended"),
    ]  # fmt: skip


@pytest.mark.parametrize("more", [{"unverified": True}, {"unverified": True, "sources": []}])
def test_an_unconfirmed_act_changes_no_interval_and_is_listed(more: dict[str, object]) -> None:
    """Design: shown as reported."""
    unsure = event("2025-04-10", "rumour", {"do": "ends", "order": PI, "how": "vacated"}, **more)
    built = suit_model(order("2025-03-03"), unsure)
    assert states(built, PI) == [("2025-03-03", "in_force")]
    assert built.orders[PI].touched_by == ("suit.rumour",)
    assert "Reported, not confirmed" in built.orders[PI].notes[0]


def test_an_undated_act_changes_no_interval_and_is_listed() -> None:
    built = suit_model(order("2025-03-03"), act(None, "ends", PI, how="vacated", event_key="undated"))
    assert states(built, PI) == [("2025-03-03", "in_force")]
    assert built.orders[PI].touched_by == ("suit.undated",)


def test_an_order_that_is_only_reported_is_never_in_force() -> None:
    """Novedades v. FinCEN: the date of the injunction comes from a press release alone."""
    built = suit_model(order("2025-03-03", event_more={"unverified": True}))
    assert order_state(built, PI, day("2025-06-01")) is None
    assert not built.orders[PI].confirmed
    assert built.orders[PI].versions[0].restrictions


def test_an_agencys_own_postponement_is_no_order() -> None:
    """Design: an agency's own postponement under 5 U.S.C. 705 is no order; nor is any act out of court."""
    built = suit_model(order("2025-03-03", event_more={"out_of_court": True}))
    assert order_state(built, PI, day("2025-06-01")) is None and not built.orders[PI].confirmed
    assert "5 U.S.C. 705" in built.orders[PI].notes[0]


def test_an_unconfirmed_successor_replaces_nothing() -> None:
    built = suit_model(order("2025-03-03"), order("2025-04-01", replaces=PI, event_more={"unverified": True}))
    assert states(built, PI) == [("2025-03-03", "in_force")]
    assert built.orders[PI].touched_by == ("suit.order-2025-04-01",)


def test_an_act_dated_before_the_order_cannot_touch_it() -> None:
    built = suit_model(order("2025-03-03"), act("2025-02-01", "ends", PI, how="vacated"))
    assert states(built, PI) == [("2025-03-03", "in_force")]


def test_final_judgment_makes_interim_relief_unknown_until_a_person_reads_it() -> None:
    """Normally ends with the case; no source read says so."""
    built = suit_model(order("2025-03-03"), act("2026-03-05", "closes"))
    assert states(built, PI) == [("2025-03-03", "in_force"), ("2026-03-05", "unknown")]
    assert "normally ends with the case" in built.orders[PI].intervals[1].reason


def test_a_voluntary_dismissal_makes_interim_relief_unknown_too() -> None:
    """Fed. R. Civ. P. 41(a)(1): a notice, without any act of the court."""
    built = suit_model(order("2025-03-03"), act("2025-08-01", "closes", event_kind="notice"))
    assert state(built, PI, "2025-08-01") == "unknown"


def test_a_person_who_read_the_judgment_settles_what_became_of_the_order() -> None:
    ended = suit_model(order("2025-03-03"), act("2026-03-05", "closes"), act("2026-03-20", "ends", PI, how="dissolved"))
    assert states(ended, PI)[-2:] == [("2026-03-05", "unknown"), ("2026-03-20", "ended")]
    kept = suit_model(order("2025-03-03"), act("2026-03-05", "closes"), act("2026-03-20", "extends", PI))
    assert states(kept, PI)[-1] == ("2026-03-20", "in_force")


def test_final_judgment_that_names_an_order_and_how_it_ended_ends_it() -> None:
    built = suit_model(order("2025-03-03"), act("2026-03-05", "closes", PI, how="by_its_terms"))
    assert states(built, PI)[-1] == ("2026-03-05", "ended")


def test_permanent_relief_supersedes_the_preliminary_instead() -> None:
    """California v. Trump (EO 14399): the judgment of July 7 restates the relief of June 25, 2026."""
    final = order("2026-07-07", term="permanent", relief="permanent_injunction", replaces=PI)
    final["acts"] = [{"do": "closes"}]
    built = suit_model(order("2025-03-03"), final)
    assert states(built, PI)[-1] == ("2026-07-07", "ended")
    assert states(built, "suit.2026-07-07") == [("2026-07-07", "in_force")]


def test_a_closed_case_leaves_permanent_relief_and_other_dockets_alone() -> None:
    built = suit_model(
        order("2025-03-03", term="permanent"), order("2025-04-01", event_more={"docket": "suit-appeal"}),
        act("2026-03-05", "closes"),
    )  # fmt: skip
    assert state(built, PI, "2026-04-01") == state(built, "suit.2025-04-01", "2026-04-01") == "in_force"


def test_a_cloud_makes_the_order_unknown_and_a_later_clear_act_resolves_it() -> None:
    cloud = act("2025-04-10", "clouds", PI, why="A report says that the order was changed.")
    clear = act("2025-05-02", "modifies", PI, restrictions=[partly()])
    built = suit_model(order("2025-03-03"), cloud, clear)
    assert states(built, PI) == [("2025-03-03", "in_force"), ("2025-04-10", "unknown"), ("2025-05-02", "in_force")]
    assert built.orders[PI].intervals[1].reason == "A report says that the order was changed."


def test_an_order_reported_to_run_out_on_a_day_is_unknown_from_then_on() -> None:
    """California v. USPS: by its reported terms for elections to Nov 3, 2026; that it ran out is not confirmed."""
    reported = order("2025-03-03")
    reported["acts"] = [{"do": "clouds", "order": PI, "effective": "2025-11-04"}]
    built = suit_model(reported)
    assert states(built, PI) == [("2025-03-03", "in_force"), ("2025-11-04", "unknown")]
    assert built.orders[PI].touched_by == ()


def test_a_partial_cloud_leaves_the_rest_clear() -> None:
    built = suit_model(order("2025-03-03", bars("flow"), bars("other")), act("2025-04-10", "clouds", PI, flows="other"))
    assert [i.state for i in built.orders[PI].by_flow["other"]] == ["in_force", "unknown"]
    assert states(built, PI) == [("2025-03-03", "in_force")]


def test_touched_by_lists_acts_oldest_first_and_those_that_changed_nothing() -> None:
    built = suit_model(
        order("2025-03-03"), act("2025-05-01", "affirms", PI, docket="suit-appeal"),
        act("2025-04-01", "modifies", PI, restrictions=[partly()]),
    )  # fmt: skip
    assert built.orders[PI].touched_by == ("suit.modifies-2025-04-01", "suit.affirms-2025-05-01")


def test_an_unknown_order_is_an_error_that_names_it() -> None:
    with pytest.raises(NotFoundError, match=r"suit\.2020-01-01"):
        get_order(suit_model(), "suit.2020-01-01")
