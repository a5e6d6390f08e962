"""District courts' orders: leave to plead anew, motions decided in parts, objections, linked numbers, dates set anew."""

import pytest

from tests.readings import pairs, read


@pytest.mark.parametrize(
    "leave",
    [
        "The Complaint is dismissed with leave to amend within 30 days.",
        "The Complaint is dismissed. Plaintiff has 30 days from the date of this order to file a first amended complaint.",
        "The Complaint is dismissed. Plaintiff may file a second amended complaint on or before 3/1/2024.",
        "The Complaint is dismissed. Plaintiff is granted sixty days in which to file a second amended complaint.",
    ],
)
def test_leave_to_plead_anew_inside_a_dismissal_is_leave_granted(leave: str) -> None:
    assert pairs(f"ORDER: {leave} Signed by Judge Roe.") == {("dismissal", "entered"), ("leave_to_amend", "granted")}


@pytest.mark.parametrize("end", ["without leave to amend", "with prejudice", "; Defendant has 30 days to answer"])
def test_a_dismissal_without_leave_grants_none(end: str) -> None:
    assert ("leave_to_amend", "granted") not in pairs(f"ORDER: the Complaint is dismissed {end}. Signed by Judge Roe.")


def test_one_motion_allowed_as_to_one_count_and_denied_as_to_another_is_granted_in_part() -> None:
    text = (
        "MEMORANDUM AND ORDER entered. Defendant's Motion for Judgment on the Pleadings (Dkt. No. 25 ) is ALLOWED as to "
        "Count III and DENIED as to Counts I and II. Plaintiff's Motion to Seal (Dkt. No. 28 ) is ALLOWED."
    )
    assert pairs(text, "mad") == {("judgment_on_pleadings", "granted_in_part"), ("seal", "granted")}
    assert read(text, "mad").rules_on == (25, 28)


def test_two_motions_of_one_relief_with_numbers_of_their_own_stay_two_outcomes() -> None:
    text = (
        "ORDER: the City's Motion to Dismiss (Doc. 12) is GRANTED as to Count I. "
        "The County's Motion to Dismiss (Doc. 14) is DENIED as to Count I."
    )
    assert pairs(text, "ohsd") == {("dismissal", "granted"), ("dismissal", "denied")}


def test_objections_to_an_adopted_report_have_no_outcome_of_their_own() -> None:
    text = "ORDER overruling objections, adopting 28 Report and Recommendation, granting 12 Motion to Dismiss."
    assert pairs(text, "gasd") == {("dismissal", "granted")}


def test_objections_to_a_magistrate_judges_order_are_an_appeal_also_beside_a_report() -> None:
    text = (
        "ENTRY ADOPTING 42 Report and Recommendation. Plaintiff's objections to the Report (Doc. 44) are OVERRULED; "
        "Plaintiff's objection to the Magistrate Judge's Order (Doc. 41) is OVERRULED."
    )
    assert pairs(text, "ohsd") == {("appeal", "denied")}


def test_an_objection_overruled_beside_the_order_that_is_affirmed_is_one_outcome() -> None:
    text = "ORDER AFFIRMING 40 Order, OVERRULING 41 Objection filed by Ann Roe. Signed by District Judge Bo Doe."
    assert pairs(text, "mied") == {("appeal", "affirmed")}


def test_an_objection_to_a_claim_keeps_its_outcome() -> None:
    assert ("appeal", "denied") not in pairs("Order Overruling Objection to Claim 4 (Related Doc # 30).", "nyeb")


def test_a_linked_number_at_the_end_of_the_sentence_is_the_paper_ruled_on() -> None:
    text = (
        "OPINION AND ORDER: Plaintiff's Motion for Attorney Fees is GRANTED in the amount of $155,617 123 . "
        "Plaintiff's Amended Bill of Costs is GRANTED in part and DENIED in part 140 ."
    )
    assert read(text, "ord").rules_on == (123, 140)
    assert pairs(text, "ord") == {("fees_costs", "granted"), ("fees_costs", "granted_in_part")}


def test_a_count_at_the_end_of_the_sentence_is_no_paper() -> None:
    assert read("ORDER: Defendant's Motion to Dismiss is DENIED as to Count 3 .", "ord").rules_on == ()


def test_a_conference_taken_off_and_set_anew_is_moved_not_cancelled() -> None:
    text = "ORDER granting 27 Motion to Amend Complaint. The 12/4/23 Scheduling Conference is vacated and reset to 2/12/2024."
    assert pairs(text) == {("leave_to_amend", "granted"), ("scheduling", "entered")}


def test_a_paper_demanded_by_a_date_beside_a_ruling_is_no_outcome() -> None:
    text = (
        "MEMORANDUM ORDER granting 9 Motion to Remand to the Commissioner of Social Security. IT IS FURTHER ORDERED that "
        "the file SHALL be resubmitted on or before 4/17/2017."
    )
    assert pairs(text, "lawd") == {("remand", "granted")}


def test_new_yorks_memorandum_decision_and_order_is_an_order() -> None:
    found = read("MEMORANDUM-DECISION AND ORDER denying 22 Motion for Reconsideration. Signed by Judge Roe.", "nynd")
    assert found.kind == "order"
    assert found.rules_on == (22,)


def test_a_motion_named_by_its_statute_alone_is_for_habeas_relief() -> None:
    assert pairs("MEMORANDUM AND ORDER: petitioner's \u00a7 2255 motion is DENIED.", "tned") == {("habeas", "denied")}


def test_summary_judgment_with_a_hyphen_is_summary_judgment() -> None:
    assert pairs("ORDER: Defendants' 34 summary-judgment motion is DENIED.", "utd") == {("summary_judgment", "denied")}


def test_a_number_with_a_hash_in_brackets_is_the_paper_ruled_on() -> None:
    assert read("ORDER: petitioner's motion for extension of time [# 31 ] is denied.", "moed").rules_on == (31,)


def test_a_number_before_an_outcome_without_a_verb_is_the_paper_ruled_on() -> None:
    assert read("ORDER: 1. Deft's motion to dismiss #29 GRANTED in part and DENIED in part.", "pamd").rules_on == (29,)


def test_a_motion_rendered_as_moot_is_moot() -> None:
    assert pairs("ORDER: Plaintiff's 37 Motion for Voluntary Dismissal is RENDERED AS MOOT.", "scd") == {
        ("dismissal", "moot")
    }


def test_time_to_answer_an_earlier_order_to_show_cause_is_no_new_one() -> None:
    text = (
        "MEMORANDUM AND ORDER re: 147 MOTION for Extension of Time as to 146 Order to Show Cause, filed by Ann Roe: the "
        "Motion for Extension of Time (Doc. 147 ) is DENIED. Plaintiff shall respond to the Show Cause Order (Doc. 146 )."
    )
    assert pairs(text, "moed") == {("extension_of_time", "denied")}


def test_an_agencys_decision_vacated_is_an_appeal_decided() -> None:
    text = "ORDER ADOPTING REPORT AND RECOMMENDATION 18 ; Commissioner's decision is vacated; signed by Judge Roe"
    assert pairs(text, "miwd") == {("appeal", "vacated")}


def test_a_request_in_the_title_of_a_motion_leaves_its_first_relief_standing() -> None:
    text = (
        "MINUTE ORDER: Defendant's Motion to Consolidate [# 93 ] is DENIED as moot. Plaintiffs' Motion for a Temporary "
        "Restraining Order and/or a Preliminary Injunction, and Request for an Evidentiary Hearing [# 96 ] is DENIED."
    )
    assert {
        ("consolidation", "moot"),
        ("temporary_restraining_order", "denied"),
        ("preliminary_injunction", "denied"),
    } <= (pairs(text))
    assert read(text).rules_on == (93, 96)


def test_a_motion_dismissed_by_its_number_is_dismissed() -> None:
    text = "DECISION and ORDER dismissing 16 Motion for Summary Judgment; denying 28 Motion to Stay."
    assert pairs(text, "nywd") == {("summary_judgment", "dismissed"), ("stay_of_proceedings", "denied")}
    assert read(text, "nywd").rules_on == (16, 28)


@pytest.mark.parametrize("law", ["pursuant to 28 U.S.C. 1447(c)", "under sentence four of 42 U.S.C. 405(g)"])
def test_a_case_sent_back_by_statute_is_a_remand_and_no_appeal(law: str) -> None:
    assert pairs(f"ORDER: this case is remanded {law}. Signed by Judge Roe.", "miwd") == {("remand", "entered")}


def test_parties_told_to_attend_a_conference_beside_a_ruling_have_a_date() -> None:
    text = (
        "ORDER that the 2 Motion to Seal is DENIED. The parties shall attend a telephone status conference on June 27."
    )
    assert pairs(text, "laed") == {("seal", "denied"), ("scheduling", "entered")}


def test_a_claim_told_again_behind_a_motion_granted_in_part_is_no_second_outcome() -> None:
    text = (
        "ORDER granting in part and denying in part 31 Defendants' Motion to Dismiss. Defendants' motion to dismiss "
        "Plaintiff's equal protection claim is denied."
    )
    assert pairs(text, "ctd") == {("dismissal", "granted_in_part")}


def test_another_motion_denied_beside_one_granted_in_part_keeps_its_outcome() -> None:
    text = "ORDER granting in part 31 Motion to Dismiss; denying 33 Motion to Dismiss."
    assert pairs(text, "ctd") == {("dismissal", "granted_in_part"), ("dismissal", "denied")}


def test_a_motion_put_off_beside_others_of_its_kind_that_are_decided_is_deferred() -> None:
    text = "ORDER denying 370 Motion in Limine; taking under advisement 372 Motion in Limine."
    assert pairs(text, "ksd") == {("other", "denied"), ("other", "deferred")}


def test_titles_in_a_series_without_commas_are_outcomes_of_their_own() -> None:
    text = "ORDER DENYING MOTION TO SEAL ORDER OF DISMISSAL AND ORDER DENYING LEAVE TO APPEAL IN FORMA PAUPERIS."
    assert pairs(text, "tnwd") == {("seal", "denied"), ("dismissal", "entered"), ("in_forma_pauperis", "denied")}


def test_the_title_of_an_earlier_opinion_and_order_still_rules_on_nothing() -> None:
    text = "ORDER denying 40 Motion for Reconsideration of 38 Opinion and Order denying 12 Motion to Seal."
    assert pairs(text, "tnwd") == {("reconsideration", "denied")}


def test_a_complaint_named_in_a_motions_title_is_not_decided() -> None:
    text = "OPINION and ORDER Granting in Part Defendants' 10 Motion to Dismiss Plaintiffs' Amended 5 Complaint."
    assert read(text, "mied").rules_on == (10,)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("ORDER striking 20 Response to Motion filed by Ann Roe. Signed by Judge Roe.", 20),
        ("ORDER STRIKING the 31 Document filed in error.", 31),
    ],
)
def test_a_paper_struck_is_an_act_of_the_courts_own_and_no_motion_is_about_it(text: str, number: int) -> None:
    assert pairs(text, "mied") == {("other", "entered")}
    assert read(text, "mied").rules_on == (number,)


def test_a_motion_to_strike_that_is_granted_is_granted() -> None:
    text = "ORDER granting 15 Motion to Strike 12 Answer."
    assert pairs(text, "mied") == {("other", "granted")}
    assert read(text, "mied").rules_on == (15,)
