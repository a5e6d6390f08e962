"""Orders with several rulings, lists, adopted reports and what an order only tells: one outcome each, none invented."""

import pytest

from tests.readings import pairs, read


def test_a_report_adopted_for_a_motion_grants_no_injunction() -> None:
    text = (
        "ORDER Adopting Report and Recommendation for 31 Motion for Summary Judgment filed by Ann Roe, "
        "12 Motion for Preliminary Injunction filed by Ann Roe Signed by Judge Bo Doe."
    )
    assert pairs(text, "mied") == {("summary_judgment", "addressed"), ("preliminary_injunction", "addressed")}
    assert read(text, "mied").rules_on == (12, 31)


def test_what_a_court_below_did_is_told_and_not_done() -> None:
    text = (
        "Filed order for publication. The States went to court, and a federal district court ruled for them and "
        "temporarily enjoined the directive. The emergency motion for a stay pending appeal is DENIED."
    )
    assert pairs(text, "ca9") == {("stay_pending_appeal", "denied")}


def test_an_order_above_still_restrains_with_its_own_verb() -> None:
    text = "ORDER: the ruling of the district court being before us, defendants are temporarily enjoined from acting."
    assert pairs(text, "ca9") == {("temporary_restraining_order", "granted")}


@pytest.mark.parametrize(
    "condition",
    [
        "If certiorari is sought and the Court denies the petition, this order shall terminate.",
        "Should the Court deny the petition, the stay is dissolved.",
        "Unless the parties agree, the Court grants the motion for a preliminary injunction on May 1.",
    ],
)
def test_a_sentence_of_condition_rules_on_nothing(condition: str) -> None:
    text = "The application for stay presented to Justice Roe and by her referred to the Court is granted. " + condition
    assert pairs(text, "scotus") == {("stay_pending_appeal", "granted")}


def test_numbers_of_a_list_are_no_documents() -> None:
    text = (
        "MEMORANDUM AND ORDER entered. It is ordered that (1) Defendant's Motion to Dismiss [ECF No. 15] is GRANTED; "
        "(2) Plaintiffs' Motion for Leave to File Amended Complaint [ECF Nos. 25 & 26] is DENIED; and "
        "(3) Plaintiffs' Motion to Compel [ECF No. 28] is DENIED."
    )
    assert read(text, "mad").rules_on == (15, 25, 26, 28)
    assert pairs(text, "mad") == {("dismissal", "granted"), ("leave_to_amend", "denied"), ("discovery", "denied")}


def test_numbers_that_courts_write_in_brackets_before_a_motion_stay_documents() -> None:
    text = "ORDER granting (186) Motion to Seal; denying (211) Motion to Compel."
    assert read(text, "cand").rules_on == (186, 211)


def test_a_rule_of_procedure_is_no_document() -> None:
    text = "ORDER denying 16 Motion to Dismiss under Rule 12(b)(6)."
    assert read(text).rules_on == (16,)


def test_a_number_behind_the_full_stop_belongs_to_the_ruling_before_it() -> None:
    text = (
        "ORDER signed by Judge Roe. IT IS ORDERED granting Defendants Motion to Dismiss. (Doc. 12).IT IS FURTHER "
        "ORDERED denying Plaintiffs Motion to Compel. (Doc. 18). (ABC)"
    )
    assert read(text, "azd").rules_on == (12, 18)


def test_one_motion_granted_beside_another_granted_in_part_keeps_both_outcomes() -> None:
    text = "ORDER granting in part and denying in part 18 Motion to Seal; granting 25 Motion to Seal."
    assert pairs(text, "cand") == {("seal", "granted_in_part"), ("seal", "granted")}
    assert pairs("ORDER: the Motion to Seal 18 is GRANTED IN PART. It is GRANTED as to Exhibit A.") == {
        ("seal", "granted_in_part")
    }


def test_what_a_granted_motion_is_about_is_not_granted() -> None:
    text = "ORDER that First and Second Motions to Extend Time 24 and 26 are GRANTED re 22 MOTION to Dismiss."
    assert pairs(text, "nvd") == {("extension_of_time", "granted")}
    assert read(text, "nvd").rules_on == (24, 26)


def test_a_draft_that_is_not_approved_is_refused() -> None:
    text = "ORDER that the parties' Proposed Stipulated Protective Order 38 is NOT APPROVED, without prejudice."
    assert pairs(text, "caed") == {("discovery", "denied")}
    assert read(text, "caed").rules_on == (38,)


def test_a_stipulated_protective_order_decides_the_stipulation_that_it_names() -> None:
    text = "STIPULATED PROTECTIVE ORDER by Magistrate Judge Ann Roe re Stipulation for Protective Order 37 (abc)"
    assert pairs(text, "cacd") == {("discovery", "entered")}
    assert read(text, "cacd").rules_on == (37,)


def test_a_petition_dismissed_beside_a_certificate_of_appealability_is_one_of_habeas_corpus() -> None:
    text = "ORDER Dismissing the Petition without prejudice. A Certificate of Appealability is DENIED."
    assert pairs(text, "gamd") == {("habeas", "dismissed"), ("appeal", "denied")}


def test_a_judgment_vacated_and_remanded_above_is_an_outcome_of_the_appeal() -> None:
    text = (
        "The petition for a writ of certiorari is granted. The judgment is vacated, and the case is remanded to the "
        "United States Court of Appeals for the Second Circuit."
    )
    assert pairs(text, "scotus") == {("appeal", "granted"), ("appeal", "vacated"), ("appeal", "remanded")}


def test_days_given_for_briefs_are_a_schedule() -> None:
    text = "ORDER granting 14 Motion to Lift Stay. Appellant shall have 14 days from today to file an opening brief."
    assert pairs(text, "nvd") == {("stay_of_proceedings", "dissolved"), ("scheduling", "entered")}


def test_several_applications_above_are_ruled_on_by_the_line_that_says_so() -> None:
    text = "The applications to vacate stay presented to Justice Roe and by him referred to the Court are denied."
    assert read(text, "scotus").kind == "order"
    assert pairs(text, "scotus") == {("modify_order", "denied")}


def test_a_notice_of_supplemental_authority_is_argument_however_it_is_introduced() -> None:
    assert read("NOTICE re: Supplemental Authority Under FRAP 28(j) by Ann Roe. [1001844630]", "ca4").kind == "brief"


@pytest.mark.parametrize("title", ["OPINION MEMORANDUM AND ORDER", "MEMORANDUM, OPINION and ORDER"])
def test_an_opinion_that_ends_in_and_order_is_an_order(title: str) -> None:
    text = f"{title} re: 4 MOTION to Appoint Counsel filed by Plaintiff Ann Roe is DENIED. Signed by Judge Bo Doe."
    assert read(text, "moed").kind == "order"
    assert pairs(text, "moed") == {("counsel", "denied")}


def test_a_list_of_numbers_with_spaces_before_its_commas_is_read_to_its_end() -> None:
    text = "ORDER that Plaintiffs' Motion for a Preliminary Injunction (see Docs. 8 , 73 , 89 ) is DENIED."
    assert read(text, "ncmd").rules_on == (8, 73, 89)


def test_a_request_whose_name_ends_in_order_has_its_own_number() -> None:
    text = (
        "ORDER: Plaintiff's Motion for Appointment of Counsel (Doc. #4 ) and Request for the Court to Issue a "
        "Preliminary Injunction Order (Doc. #5 ) are denied without prejudice."
    )
    assert read(text, "azd").rules_on == (4, 5)


def test_a_motion_held_in_abeyance_stays_no_case() -> None:
    assert pairs("MINUTE ORDER holding in abeyance 17 Motion to Certify Class.") == {
        ("class_certification", "deferred")
    }
    assert pairs("ORDER holding the case in abeyance.") == {("stay_of_proceedings", "entered")}


def test_a_motion_carried_with_the_case_is_put_off() -> None:
    text = "COURT ORDER granting temporary administrative stay [12]; carrying with the case motion for stay pending appeal [12]"
    assert pairs(text, "ca5") == {("administrative_stay", "granted"), ("stay_pending_appeal", "deferred")}
    assert read(text, "ca5").rules_on == (12,)


def test_a_number_in_brackets_behind_the_outcome_is_the_paper_of_a_court_of_appeals() -> None:
    assert read(
        "ORDER: Motion for stay pending appeal filed by Acme Inc. is DENIED. [5] AR and BD", "ca11"
    ).rules_on == (5,)
    assert read("ORDER: The motion to expedite is GRANTED. [25-1001]", "ca1").rules_on == ()
    assert read("ORDER: The motion to expedite is GRANTED. [15] [7500000] [25-1001]", "ca7").rules_on == ()


def test_a_title_names_what_the_numbered_papers_of_an_order_ask() -> None:
    text = "ORDER ON ADMINISTRATIVE MOTIONS TO SEAL. GRANTING IN PART DKT. NO. 50; DENYING DKT. NO. 52. Signed by Judge Roe."
    assert pairs(text, "cand") == {("seal", "granted_in_part"), ("seal", "denied")}
    assert read(text, "cand").rules_on == (50, 52)


def test_compelling_reasons_are_no_discovery() -> None:
    text = "ORDER RE MOTIONS TO FILE UNDER SEAL: defendants may show compelling reasons by March 1, 2025."
    assert ("discovery", "granted") not in pairs(text, "cand")


def test_outcome_granted_may_be_followed_by_who_submits_the_order() -> None:
    text = (
        "Minute of Hearing Held, OUTCOME: GRANTED, Order to be submitted (related document(s): 22 Motion for Relief "
        "from Stay re: 1 Elm Street filed by Acme Bank)"
    )
    assert pairs(text, "njb") == {("automatic_stay", "granted")}
    assert read(text, "njb").rules_on == (22,)


def test_a_request_for_a_lesser_sentence_is_ruled_on_beside_the_sentence() -> None:
    text = "Minute Entry: SENTENCING held as to John Roe. Defendant's oral motion for downward variance is DENIED. 60 months."
    assert pairs(text, "txsd") == {("other", "denied"), ("sentencing_plea", "entered")}


def test_admission_with_a_request_for_notices_of_filing_is_one_request_of_counsel() -> None:
    text = (
        "PAPERLESS ORDER granting 9 Motion to Appear Pro Hac Vice, Consent to Designation, and Request to "
        "Electronically Receive Notices of Electronic Filing for Ann Roe."
    )
    assert pairs(text, "flsd") == {("counsel", "granted")}


def test_a_motion_to_withdraw_a_motion_may_name_its_filer_first() -> None:
    text = "MOTION by Ann Roe in 24-2160, 25-1229 to withdraw APPELLANT'S MOTION FOR SUMMARY REVERSAL. Date: 07/17/2025 ecf."
    assert pairs(text, "ca4") == {("appeal", "withdrawn")}
    assert pairs("NOTICE re: Withdrawal of Motion (ECF 87) by Ann Roe.", "ca4") == {("other", "withdrawn")}
    assert pairs("NOTICE of Withdrawal of Appearance by Ann Roe.", "ca4") == set()


def test_a_court_that_speaks_without_the_word_order_is_read_as_one() -> None:
    text = "The court has received appellants' emergency motion (Docket Entry No. 14). The request for an administrative stay is denied."
    assert read(text, "ca9").kind == "order"
    assert pairs(text, "ca9") == {("administrative_stay", "denied")}


@pytest.mark.parametrize("advice", ["RECOMMENDING 61 Motion for Preliminary Injunction be granted",
                                    "RECOMMENDING that 61 Motion for Preliminary Injunction be granted",
                                    "it is recommended that 61 Motion for Preliminary Injunction be denied"])  # fmt: skip
def test_what_is_recommended_in_an_order_is_not_ruled_on(advice: str) -> None:
    text = f"ORDER and FINDINGS and RECOMMENDATIONS DENYING 72 Motion to Strike and {advice}."
    assert pairs(text, "caed") == {("other", "denied")}
    assert read(text, "caed").rules_on == (72,)


def test_two_reliefs_of_a_motion_above_keep_their_own_names() -> None:
    text = (
        "SUPPLEMENT to [4] Motion for stay pending appeal, [4] Motion for injunctive relief pending appeal by Ann Roe."
    )
    assert pairs(text, "ca4") == {("stay_pending_appeal", "addressed"), ("preliminary_injunction", "addressed")}


def test_objections_to_a_magistrate_judges_order_are_an_appeal_and_to_a_report_are_none() -> None:
    text = "ORDER: Defendants' objections DN 90 to Magistrate Judge Roe's 8/1/2016 Order are OVERRULED."
    assert pairs(text, "kywd") == {("appeal", "denied")}
    assert read(text, "kywd").rules_on == (90,)
    half = "ORDER sustaining in part and overruling in part 30 Objections to Magistrate Judge's Order."
    assert pairs(half, "dcd") == {("appeal", "granted_in_part")}
    report = (
        "ORDER overruling 31 Objections to Magistrate Judge's Report and Recommendation; granting 12 Motion to Dismiss."
    )
    assert ("appeal", "denied") not in pairs(report, "dcd")


def test_objections_sustained_or_overruled_in_part_are_half_a_grant() -> None:
    text = "ORDER: Defendant's Motion in Limine [doc. 63] is SUSTAINED IN PART and OVERRULED IN PART."
    assert pairs(text, "lamd") == {("other", "granted_in_part")}
    assert pairs("Order Sustaining Objection to Claim 4 (Related Doc # 30).", "nyeb") == {("sale_or_claim", "granted")}


@pytest.mark.parametrize(
    "rest",
    ["All other pending motions are DENIED as moot.", "The remaining motions (Docs. 2, 3, 4 & 5) are DENIED as moot."],
)
def test_what_is_left_over_is_not_the_motion_named_before(rest: str) -> None:
    text = f"ORDER: Defendants' 9 Motion for Preliminary Injunction is GRANTED. {rest}"
    assert pairs(text, "ohsd") == {("preliminary_injunction", "granted"), ("other", "moot")}


def test_a_list_may_end_in_an_ampersand() -> None:
    text = "ORDER: the remaining pending motions ( 2 , 3 , 4 & 5 ) are DENIED as MOOT."
    assert read(text, "ohsd").rules_on == (2, 3, 4, 5)


def test_a_case_sent_back_to_a_countys_circuit_court_is_no_appeal_decided() -> None:
    text = (
        "ORDER: 7 Motion to Remand is GRANTED. This case is REMANDED to the Circuit Court of Barbour County, Alabama."
    )
    assert pairs(text, "almd") == {("remand", "granted")}


def test_a_dismissal_that_shall_follow_is_not_yet_made() -> None:
    text = "ORDER granting 2 Motion to proceed in forma pauperis. A separate order of dismissal shall accompany this Order."
    assert pairs(text, "moed") == {("in_forma_pauperis", "granted")}
    assert pairs("ORDER OF DISMISSAL. Signed by Judge Ann Roe.", "moed") == {("dismissal", "entered")}


def test_a_complaint_filed_without_a_fee_is_leave_to_proceed_without_one() -> None:
    text = (
        "ORDER that the Clerk receive and file the complaint in this action without payment of the required filing fee."
    )
    assert pairs(text, "moed") == {("in_forma_pauperis", "granted")}
    assert ("in_forma_pauperis", "granted") not in pairs(
        "ORDER: he may not file the complaint without payment of the fee."
    )


def test_a_decision_and_entry_is_an_order() -> None:
    text = "DECISION AND ENTRY granting 12 Motion to Dismiss. Signed by Judge Ann Roe."
    assert read(text, "ohsd").kind == "order"
    assert pairs(text, "ohsd") == {("dismissal", "granted")}


def test_leave_to_appeal_and_a_motion_to_affirm_are_about_the_appeal() -> None:
    assert pairs("ORDER denying 1 Motion for Leave to File Bankruptcy Appeal.", "mied") == {("appeal", "denied")}
    assert pairs("MOTION by Acme, Inc. to affirm decision on appeal.", "ca4") == {("appeal", "sought")}


def test_an_appeal_or_objection_of_a_magistrates_order_is_sustained_or_overruled() -> None:
    text = (
        "ORDER sustaining 164 Appeal/Objection of Magistrate Judge Order to District Court; "
        "overruling 165 Appeal/Objection of Magistrate Judge Order to District Court."
    )
    assert pairs(text, "flsd") == {("appeal", "granted"), ("appeal", "denied")}
    assert read(text, "flsd").rules_on == (164, 165)
