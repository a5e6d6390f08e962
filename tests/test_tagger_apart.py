"""Rulings told apart from what they rule on: endorsed letters, motions closed by the clerk, lists, parts, own acts."""

import pytest

from tests.readings import pairs, read


def test_a_letter_endorsed_grants_what_the_letter_asks() -> None:
    text = (
        "ENDORSED LETTER addressed to Judge Ann Roe from Bo Poe dated 3/3/2014 re: We write to request permission to file "
        "a brief of 30 pages. ENDORSEMENT: SO ORDERED. (Signed by Judge Ann Roe on 3/4/2014) (ab)"
    )
    assert pairs(text, "nysd") == {("leave_to_file", "granted")}


def test_a_letter_denied_at_its_foot_is_denied() -> None:
    text = (
        "ENDORSED LETTER addressed to Judge Ann Roe from Bo Poe dated 3/3/2014 re: Defendant seeks leave to file a "
        "sur-reply. ENDORSEMENT: Denied. So ordered. (Signed by Judge Ann Roe on 3/4/2014) (ab)"
    )
    assert pairs(text, "nysd") == {("leave_to_file", "denied")}


@pytest.mark.parametrize(
    ("told", "numbers"),
    [
        (
            "The Clerk of Court is respectfully directed to terminate the motions at ECF Nos. 36, 41 and 43.",
            (36, 41, 43),
        ),
        ("The Clerk of the Court is requested to terminate Docket Entries 45 and 47.", (45, 47)),
        ("The Clerk is directed to close the motion at Docket Entry 45 and to restrict ECF No. 46.", (45,)),
        ("The Clerk of Court is directed to close this case and mail a copy of ECF No. 12 to plaintiff.", ()),
        ("The Clerk is directed to terminate Acme Inc. as a defendant and to close this case, 19 Civ. 4012.", ()),
        ("The Clerk of Court shall terminate all pending motions and adjourn all dates.", ()),
    ],
)
def test_the_motions_that_the_clerk_closes_are_those_ruled_on(told: str, numbers: tuple[int, ...]) -> None:
    text = f"ORDER: Defendant's motion to transfer is DENIED. {told} SO ORDERED. (Signed by Judge Ann Roe on 4/1/2019)"
    assert read(text, "nysd").rules_on == numbers
    assert pairs(text, "nysd") == {("transfer", "denied")}


def test_a_ruling_about_a_long_list_is_about_all_its_motions() -> None:
    text = (
        "MEMORANDUM RULING re 7 MOTION to Dismiss filed by Ann Roe, Bo Poe, 12 MOTION to Transfer filed by the Board of "
        "the Parish of Somewhere, 17 Memorandum in Opposition to Motion filed by Cy Doe, 33 MOTION to Remand filed by the "
        "Clerk and the Sheriff of Somewhere, 44 MOTION for Reconsideration filed by Cy Doe. Signed by Judge Di Foe on 3/9/2017."
    )
    found = read(text, "lawd")
    reliefs = {relief for relief, _ in pairs(text, "lawd")}
    assert reliefs == {"dismissal", "transfer", "remand", "reconsideration"}
    assert found.rules_on == (7, 12, 33, 44)


@pytest.mark.parametrize(
    "text",
    [
        "ORDER granting 23 Motion to Compel. Responses due 9/25. Plaintiff's motion is denied in all other respects.",
        "ORDER: the motion to compel 23 is granted as to the bank. In all other respects the motion is denied.",
        "ORDER: the motion to compel (Doc. 23) is denied and granted as set forth herein.",
        "ORDER denying in part 23 Motion to Compel. Signed by Judge Ann Roe.",
    ],
)
def test_what_is_denied_for_the_rest_is_granted_in_part(text: str) -> None:
    assert pairs(text, "ksd") == {("discovery", "granted_in_part")}
    assert read(text, "ksd").rules_on == (23,)


def test_what_is_denied_in_part_as_moot_is_no_grant() -> None:
    text = "ORDER denying as moot in part 23 Motion to Compel. Signed by Judge Ann Roe."
    assert ("discovery", "granted_in_part") not in pairs(text, "ksd")


def test_a_second_motion_behind_one_for_summary_judgment_has_its_own_verb() -> None:
    text = "ORDER DENYING 21 MOTION for Summary Judgment, GRANTING 58 MOTION to Transfer (Signed by Judge Ann Roe)"
    assert pairs(text, "txsd") == {("summary_judgment", "denied"), ("transfer", "granted")}


@pytest.mark.parametrize(
    "text",
    [
        "ORDER re 12 Judgment granting preliminary injunction. Signed by Judge Ann Roe.",
        "ORDER re: 12 Order Granting Preliminary Injunction. Signed by Judge Ann Roe.",
        "ORDER regarding Order for Preliminary Injunction. Signed by Judge Ann Roe.",
        "ORDER on 12 Order Preliminary Injunction. Signed by Judge Ann Roe.",
    ],
)
def test_the_title_of_an_earlier_order_grants_nothing_again(text: str) -> None:
    assert pairs(text, "txsd") == {("other", "entered")}


def test_a_stay_that_goes_with_a_grant_is_the_courts_own_act() -> None:
    text = "ORDER granting 18 Motion to Compel, and staying all other discovery, by Magistrate Judge Roe."
    assert pairs(text, "cod") == {("discovery", "granted"), ("stay_of_proceedings", "entered")}


def test_a_participle_in_the_title_of_a_paper_is_no_act_of_its_own() -> None:
    text = "ORDER by Judge Ann Roe: GRANTING 19 STIPULATION Extending Time to Answer the complaint. (abc)"
    assert pairs(text, "cand") == {("extension_of_time", "granted")}


@pytest.mark.parametrize(
    "text",
    [
        "ORDER EXTENDING STAY of case to 8/1/2018; parties directed to file a status report. Signed by Judge Ann Roe.",
        "ORDER extending stay for 60 days. Signed by Judge Ann Roe.",
        "ORDER: the stay of discovery is extended through May 1, 2020. Signed by Judge Ann Roe.",
    ],
)
def test_a_case_stopped_for_longer_has_its_stay_extended(text: str) -> None:
    assert ("stay_of_proceedings", "extended") in pairs(text, "wawd")


@pytest.mark.parametrize(
    "text",
    [
        "ORDER extending the stay of the injunction pending appeal. Signed by Judge Ann Roe.",
        "ORDER extending stay pending resolution of the appeal. Signed by Judge Ann Roe.",
        "ORDER extending stay of execution. Signed by Judge Ann Roe.",
        "ORDER denying 12 Motion to Extend Stay of Discovery. Signed by Judge Ann Roe.",
        "ORDER: counsel reports that the stay of discovery is extended in the state case. Signed by Judge Ann Roe.",
        "ORDER: If the stay of discovery is extended, the parties shall confer. Signed by Judge Ann Roe.",
        "ORDER: the court will consider extending the stay of this case. Signed by Judge Ann Roe.",
        "ORDER re 14 Order extending stay of case. Signed by Judge Ann Roe.",
        "NOTICE of order extending stay of case by Acme Inc.",
    ],
)
def test_a_stay_of_another_thing_or_only_told_of_extends_none(text: str) -> None:
    assert not {one for one in pairs(text, "cand") if one[1] in ("extended", "entered") and one[0] != "other"}


@pytest.mark.parametrize(
    ("text", "expected", "numbers"),
    [
        (
            "ORDER. Roe's objections 4 are OVERRULED, and the R&R 2 as modified herein is ADOPTED. A COA is DENIED.",
            {("appeal", "denied")},
            (2, 4),
        ),
        (
            "ORDER ADOPTING AS MODIFIED the 2 Final Report and Recommendation. This action is DISMISSED.",
            {("dismissal", "entered")},
            (2,),
        ),
        (
            "ORDER overruling 20 Objections to the Report on the Motion for Preliminary Injunction. Signed by Judge Roe.",
            {("preliminary_injunction", "addressed")},
            (20,),
        ),
    ],
)
def test_an_objection_to_a_report_has_no_outcome_beside_it(
    text: str, expected: set[tuple[str, str]], numbers: tuple[int, ...]
) -> None:
    assert pairs(text, "gand") == expected
    assert read(text, "gand").rules_on == numbers


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("CONDITIONAL REMAND ORDER signed by the Clerk of the Panel. (abc)", {("remand", "entered")}),
        ("ORDER SUMMARILY REMANDING IMPROPERLY-REMOVED ACTION by Judge Ann Roe. (abc)", {("remand", "entered")}),
        ("ORDER RE-NOTING 12 Motion to Dismiss for 10/13/2017, by Judge Ann Roe.", {("dismissal", "addressed")}),
        ("ORDER: 8 Motion to Amend Complaint is PASSED to the next hearing.", {("leave_to_amend", "deferred")}),
        ("ORDER: Application to Proceed with Prepaying Fees is GRANTED.", {("in_forma_pauperis", "granted")}),
        (
            "ORDER - Motion to Compel Answers to Interrogatories, and Requests for Admission 56 is granted.",
            {("discovery", "granted")},
        ),
        (
            "ORDER denying 5 Motion to Transfer. The Clerk is directed to cancel the pretrial conference.",
            {("transfer", "denied"), ("scheduling", "entered")},
        ),
        (
            "ORDER granting in part 28 Motion to Compel. The Court denies the motion to the extent it seeks sanctions.",
            {("discovery", "granted_in_part")},
        ),
    ],
)
def test_words_of_one_court_are_read(text: str, expected: set[tuple[str, str]]) -> None:
    assert pairs(text, "mnd") == expected


def test_a_long_stipulation_signed_by_the_judge_is_an_order() -> None:
    terms = "the parties agree that the schedule below shall govern; " * 20
    text = f"JOINT STIPULATION regarding discovery: {terms} SO ORDERED. (Signed by Judge Ann Roe on 3/18/2026) (jca)"
    assert read(text, "nysd").kind == "order"
    assert read(f"JOINT STIPULATION regarding discovery: {terms} (Roe, Ann)", "nysd").kind == "stipulation"


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("REBUTTAL EXPERT REPORT of Ann Roe by Acme LLC (Poe, B.)", "declaration"),
        ("JOINT STATUS REPORT on expert discovery by Acme LLC (Poe, B.)", "status_report"),
        ("***SEALED***REDACTION to Transcript of Proceedings held on 3/1/2024 by Acme Inc.", "transcript"),
    ],
)
def test_reports_of_experts_and_redacted_transcripts_are_told_apart(text: str, kind: str) -> None:
    assert read(text, "nysd").kind == kind


def test_an_order_acted_upon_does_not_swallow_the_next_ruling() -> None:
    text = "ORDER signed by Judge Ann Roe on 3/1/2024 VACATING 52 Order, GRANTING 53 Motion for Extension of Time to Object."
    assert pairs(text, "caed") == {("modify_order", "vacated"), ("extension_of_time", "granted")}
    assert read(text, "caed").rules_on == (52, 53)


def test_an_order_to_show_cause_is_about_no_petition_that_it_reviewed() -> None:
    text = (
        "MINUTES (IN CHAMBERS) ORDER TO SHOW CAUSE RE LACK OF JURISDICTION by Judge Ann Roe. The Court has reviewed the "
        "Petition for Declaratory Relief filed by Bo Poe. Poe is ordered to show cause why the case should not be dismissed."
    )
    assert pairs(text, "cacd") == {("enforcement", "entered")}


def test_an_order_of_a_trial_court_that_names_a_judgment_entered_is_an_order() -> None:
    text = (
        "ORDER vacating the clerk's judgment entered on May 31, 2011, and reopening the case. Signed by Judge Ann Roe."
    )
    assert read(text, "hid").kind == "order"
