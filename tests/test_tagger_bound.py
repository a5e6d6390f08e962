"""Rulings and the numbers of what they decide, where an entry names them apart; lists; reports that also order."""

import pytest

from tests.readings import pairs, read

HEARD = "Minute Entry: MOTION HEARING held. The Court heard argument on 18 Motion to Dismiss and 22 Motion to Strike. "


def test_a_motion_ruled_on_by_name_has_the_number_under_which_it_was_heard() -> None:
    found = read(HEARD + "Motion to Dismiss is taken under advisement. Motion to Strike is denied as moot.", "txsd")
    assert {(one.relief, one.disposition) for one in found.actions} == {("dismissal", "deferred"), ("other", "moot")}
    assert found.rules_on == (18, 22)


def test_a_motion_ruled_on_by_number_asks_what_that_number_was_heard_on() -> None:
    text = "Electronic Clerk's Notes for proceedings held: Hearing on 8 MOTION to Dismiss, 14 MOTION to Amend Complaint. Court takes 8 under advisement and allows 14."
    assert pairs(text, "mad") == {("dismissal", "deferred"), ("leave_to_amend", "granted")}
    assert read(text, "mad").rules_on == (8, 14)


def test_two_motions_for_one_relief_leave_the_number_open() -> None:
    text = "Minute Entry: argument heard on 18 Motion to Dismiss and 22 Motion to Dismiss. Acme's motion to dismiss is denied."
    assert read(text, "txsd").rules_on == ()


@pytest.mark.parametrize("count", ["as to Count 3 .", "as to claims 2 and 4.", "as to Ground 7."])
def test_a_count_behind_a_motion_is_not_its_number(count: str) -> None:
    assert read(f"ORDER: Defendant's Motion to Dismiss is DENIED {count}", "ord").rules_on == ()


def test_numbers_that_stand_behind_the_minutes_in_brackets_belong_to_the_motion_granted_alone() -> None:
    text = (
        "Minutes. Hearing Held. Motion for Sanctions is continued to 4/9/2010; Motion to Compel is granted. "
        "(related document(s): [61] Motion for Sanctions, [64] Motion to Compel)"
    )
    assert read(text, "wawb").rules_on == (64,)


def test_a_matter_taken_under_advisement_is_what_the_bracket_behind_it_names() -> None:
    text = "Hearing Held and Matter Taken Under Advisement (RE: related document(s)44 Objection to Claim filed by Debtor Ann Roe)."
    assert pairs(text, "nhb") == {("sale_or_claim", "deferred")}
    assert read(text, "nhb").rules_on == (44,)


@pytest.mark.parametrize(
    "text",
    [
        "ORDER - Motion to Dismiss [12]; Motion to Strike [15]; and Motion for Hearing [19] are DENIED.",
        "ORDER: Motion to Dismiss 12 ; Motion to Strike 15 ; Motion for Hearing 19 are denied.",
        "ORDER: The motions at Docs. 12; 15; and 19 are DENIED without prejudice.",
    ],
)
def test_one_verb_at_the_end_of_a_list_decides_all_that_semicolons_divide(text: str) -> None:
    assert read(text, "insd").rules_on == (12, 15, 19)
    assert {disposition for _, disposition in pairs(text, "insd")} == {"denied"}


def test_a_list_does_not_reach_over_the_ruling_before_it() -> None:
    text = "ORDER: Motion to Seal [9] is GRANTED; Motion to Dismiss [12]; and Motion to Strike [15] are DENIED."
    assert pairs(text) == {("seal", "granted"), ("dismissal", "denied"), ("other", "denied")}


def test_numbers_of_a_list_closed_by_one_bracket_are_no_documents() -> None:
    text = "ORDER: 1) 18 MOTION to Dismiss is GRANTED IN PART; 2) Counts II and V are DISMISSED; 3) 20 MOTION for Hearing is DENIED AS MOOT."
    assert read(text, "kyed").rules_on == (18, 20)


@pytest.mark.parametrize(
    "text",
    [
        (
            "REPORT AND RECOMMENDATION re 14 MOTION to Dismiss. IT IS RECOMMENDED that 14 MOTION to Dismiss be GRANTED. "
            "IT IS ORDERED that 18 MOTION to Appoint Counsel is DENIED."
        ),
        "RECOMMENDED DISPOSITION recommending that 14 Motion to Dismiss be granted; denying 18 Motion to Appoint Counsel.",
        "REPORT AND RECOMMENDATION re 14 Motion to Dismiss and ORDER denying 18 Motion to Appoint Counsel.",
    ],
)
def test_a_report_that_also_orders_rules_on_what_it_orders_alone(text: str) -> None:
    assert read(text, "lawd").kind == "report_recommendation"
    assert pairs(text, "lawd") == {("dismissal", "addressed"), ("counsel", "denied")}
    assert read(text, "lawd").rules_on == (18,)


@pytest.mark.parametrize("relief", ["Temporary Restraining Order", "Preliminary Injunction", "Stay Pending Appeal"])
def test_a_report_gives_no_interim_relief_even_where_it_orders(relief: str) -> None:
    text = f"REPORT AND RECOMMENDATION re 14 Motion to Dismiss. ORDER granting 12 Motion for {relief}."
    assert not {disposition for _, disposition in pairs(text, "lawd")} - {"addressed"}
    assert read(text, "lawd").rules_on == ()


def test_a_report_that_a_clerk_calls_an_order_is_a_report() -> None:
    text = "Magistrate Judge Bo Doe: ORDER entered. REPORT AND RECOMMENDATIONS re 8 MOTION to Dismiss. Recommendation: that it be ALLOWED."
    assert read(text, "mad").kind == "report_recommendation"
    assert pairs(text, "mad") == {("dismissal", "addressed")}


@pytest.mark.parametrize(
    ("text", "outcome"),
    [
        ("MINUTE ORDER striking 40 Motion for Protective Order as premature.", ("discovery", "dismissed")),
        ("TEXT ORDER: The motion [40] to seal is hereby administratively terminated.", ("seal", "dismissed")),
        ("ORDER: Motion to Compel 40 is STRICKEN for failure to confer.", ("discovery", "dismissed")),
        ("Order Abating Motion to Dismiss Case (Doc # 40).", ("dismissal", "deferred")),
        ("ORDER holding in abeyance 40 Motion to Compel.", ("discovery", "deferred")),
        ("ORDER accepting withdrawal and withdrawing 40 Motion to Compel.", ("discovery", "withdrawn")),
    ],
)
def test_a_motion_ends_or_waits_also_by_other_words(text: str, outcome: tuple[str, str]) -> None:
    assert pairs(text) == {outcome}
    assert read(text).rules_on == (40,)


def test_a_hearing_struck_from_the_calendar_strikes_no_motion() -> None:
    text = "ORDER: the hearing on the motion to compel is STRICKEN; counsel Ann Poe is terminated."
    assert ("discovery", "dismissed") not in pairs(text)


def test_a_company_s_full_stop_ends_the_sentence_that_names_what_it_filed() -> None:
    text = (
        "OPINION & ORDER re: 24 MOTION to Dismiss filed by Acme Inc., 31 MOTION to Stay Discovery filed by Acme Inc. "
        "For the reasons set forth above, Acme's motion to dismiss is denied. The motion to stay discovery is denied as moot."
    )
    assert pairs(text, "nysd") == {("dismissal", "denied"), ("stay_of_proceedings", "moot")}
    assert read(text, "nysd").rules_on == (24, 31)


def test_a_ruling_on_an_oral_motion_is_told_in_the_past_and_made_there() -> None:
    text = "Minute Entry: Status Conference held. The Court GRANTED plaintiff's oral motion to continue trial."
    assert pairs(text, "laed") == {("scheduling", "granted")}
    assert pairs("Minute Entry: Status Conference held. The Court GRANTED a stay last year.", "laed") == set()


@pytest.mark.parametrize(
    "text",
    [
        "ORDER: The Sixth Circuit has issued its mandate, vacating the preliminary injunction. A status report is due Monday.",
        "ORDER granting Motion to view papers on the administratively stayed order.",
        "ORDER: After a ruling on the preliminary injunction is entered, defendants shall have 14 days to answer.",
        'ORDER: Plaintiff quotes a statement that "the motion for a temporary restraining order is granted" elsewhere.',
        "ORDER denying Plaintiffs' Motion to Supplement Their Verified Emergency Motion for a Temporary Restraining Order.",
        "ORDER: The parties' stipulation to convert the TRO briefing to a preliminary injunction schedule is approved.",
        "ORDER: Defendants' motion for clarification whether the TRO reaches grants awarded in 2021 is DENIED.",
        'ORDER: the argument that the agency "temporarily restrained" their funds asks for no restraining order.',
        "ORDER: Because Plaintiffs no longer seek a temporary restraining order, the expedited schedule is withdrawn.",
        "MINUTE ORDER: In the event that the TRO is dissolved on appeal, the hearing will go forward on April 2.",
        "ORDER: Counsel's suggestion at argument that the temporary restraining order be dissolved is noted.",
    ],
)
def test_interim_relief_that_is_news_or_to_come_or_quoted_is_not_ruled_on(text: str) -> None:
    reliefs = {"temporary_restraining_order", "preliminary_injunction", "administrative_stay"}
    assert not {pair for pair in pairs(text) if pair[0] in reliefs and pair[1] != "addressed"}


@pytest.mark.parametrize(
    ("text", "court", "kind"),
    [
        ("NOTICE of Motion Setting re: 14 MOTION to Remand : Motion Hearing set for 8/3/2011.", "lamd", "hearing"),
        (
            "Adjournment of Hearing RE: Motion for Relief from Stay; adjourned to 4/9/2020 at 10:00 AM",
            "nysb",
            "hearing",
        ),
        (
            "Proceeding Memo: Hearing Held on Motion to Dismiss Case (Document No. 31). RULING: Denied",
            "flmb",
            "minute_entry",
        ),
        ("Line Withdrawing Motion for Relief from Stay on behalf of Acme Bank Filed by Bo Poe", "mdb", "notice"),
        ("Brief of respondent Acme Corp. in opposition filed.", "scotus", "response"),
    ],
)
def test_clerks_own_names_for_settings_minutes_and_notices_are_known(text: str, court: str, kind: str) -> None:
    assert read(text, court).kind == kind


@pytest.mark.parametrize(
    ("text", "court", "outcomes", "numbers"),
    [
        (
            "ORDER denying 19 Motion to Seal for failure to confer. 18 Motion to Dismiss remains pending.",
            "flsd",
            {("seal", "denied")},
            (19,),
        ),
        (
            "MINUTE ORDER granting 22 Consent Motion for Briefing Schedule: Defendants' motion for summary judgment due by May 1.",
            "dcd",
            {("scheduling", "granted")},
            (22,),
        ),
        (
            "ORDER denying 40 Motion for Reconsideration, for the reasons stated in the Court's 38 Ruling on 30 Motion to Dismiss.",
            "ctd",
            {("reconsideration", "denied")},
            (40,),
        ),
        (
            "ORDER finding as moot 33 Motion to Quash, in light of the parties' 41 Stipulation of Dismissal.",
            "ctd",
            {("discovery", "moot")},
            (33,),
        ),
        (
            "ORDER REGARDING REPORT AND RECOMMENDATION 20 ; the court overrules objections 21 , adopts the R&R, and grants motion to dismiss 12 ;",
            "miwd",
            {("dismissal", "granted")},
            (12, 20, 21),
        ),
        (
            "MINUTE ENTRY: Motions Hearing held. All motions resolved by the parties; 20 , 21 , and 23 are moot.",
            "gasd",
            {("other", "moot")},
            (20, 21, 23),
        ),
        (
            "Order signed on 4/4/2018 Modifying the Automatic Stay as to 1 Main Street (Related Doc # 20).",
            "nysb",
            {("automatic_stay", "modified")},
            (20,),
        ),
        (
            "SO ORDERED D.I. 20 STIPULATION TO EXTEND TIME to answer.",
            "ded",
            {("extension_of_time", "entered")},
            (20,),
        ),
        (
            "ORDER denying 14 Motion for Default Judgment; striking 16 Answer.",
            "ared",
            {("default_judgment", "denied"), ("other", "entered")},
            (14, 16),
        ),
        (
            "ORDER: The parties' Stipulation (Dkt. 20) is ADOPTED and the Motion to Dismiss (Dkt. 14) is deemed WITHDRAWN.",
            "idd",
            {("dismissal", "withdrawn")},
            (14, 20),
        ),
        (
            "ORDER DENIES AS MOOT 20 Motion to Dismiss and TERMINATES 22 Motion to Transfer as moot.",
            "txnd",
            {("dismissal", "moot"), ("transfer", "moot")},
            (20, 22),
        ),
        (
            "ORDER GRANTING 20 Motion to Compel; CARRYING 22 Motion to Seal.",
            "txed",
            {("discovery", "granted"), ("seal", "deferred")},
            (20, 22),
        ),
        (
            "Minute Entry: Motion Hearing held re 7 MOTION to Seal and 18 MOTION to Dismiss. Oral arguments heard, and taken under advisement.",
            "dcd",
            {("seal", "deferred"), ("dismissal", "deferred")},
            (7, 18),
        ),
        (
            "PM/Hearing held on Motion by Acme Bank for Relief from Stay. OUTCOME: Motion denied. (related document(s): 20)",
            "wiwb",
            {("automatic_stay", "denied")},
            (20,),
        ),
        (
            "Text Order: Motion GRANTED. Case is converted to Chapter 7. (RE: related document(s): 20 Motion to Convert Case).",
            "pawb",
            {("other", "granted")},
            (20,),
        ),
    ],
)
def test_what_is_decided_is_told_from_what_is_only_named(
    text: str, court: str, outcomes: set[tuple[str, str]], numbers: tuple[int, ...]
) -> None:
    assert pairs(text, court) == outcomes
    assert read(text, court).rules_on == numbers


def test_custody_stands_beside_a_motion_withdrawn_in_the_same_minutes() -> None:
    text = "Minute Entry: Detention Hearing as to Bo Doe held. Motion to suppress withdrawn; detention continued."
    assert pairs(text, "txwd") == {("other", "withdrawn"), ("other", "entered")}


def test_a_recommendation_that_begins_as_an_order_gives_leave_and_recommends() -> None:
    text = (
        "ORDER AND RECOMMENDATION OF UNITED STATES MAGISTRATE JUDGE. In forma pauperis status is GRANTED. "
        "IT IS RECOMMENDED that this action be dismissed."
    )
    assert read(text, "ncmd").kind == "report_recommendation"
    assert pairs(text, "ncmd") == {("in_forma_pauperis", "granted")}


def test_a_motion_gone_for_a_reason_that_is_only_told_is_not_withdrawn_here() -> None:
    text = "MINUTE ORDER: Because the motion for a stay has been withdrawn, discovery will proceed as scheduled."
    assert ("stay_of_proceedings", "withdrawn") not in pairs(text)


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        (
            "ORDER: the Motion for Extension of Time (Doc. 20) to respond to the Motion to Dismiss (Doc. 15) is granted.",
            (20,),
        ),
        ("ORDER: GRANTING EX PARTE APPLICATION 20 to continue hearing on Motion to Dismiss 15 .", (20,)),
        ("ORDER granting 20 Motion to Seal 18 Exhibit and 19 Memorandum in Opposition.", (20,)),
        ("ORDER GRANTING 20 MOTION to Seal Document and DIRECTING Clerk to seal Doc. 18.", (20,)),
        ("ORDER that defendant's motion to dismiss (#20) is GRANTED.", (20,)),
        (
            "ORDER granting 20 MOTION for extension of time; noted 22 Informative Motion; moot 24 Motion to Seal.",
            (20, 22, 24),
        ),
        ("ORDER granting 20 Motion to Dismiss, terminating on the docket 8 Motion to Remand.", (8, 20)),
    ],
)
def test_numbers_of_papers_answered_heard_or_handled_are_not_decided(text: str, numbers: tuple[int, ...]) -> None:
    assert read(text).rules_on == numbers


def test_a_list_of_numbers_divided_by_semicolons_goes_on_to_its_bracket() -> None:
    text = (
        "Order Granting Debtors' Motion for Order Extending Exclusive Periods (Related Doc # 20; 25; 31) Order Signed"
    )
    assert read(text, "deb").rules_on == (20, 25, 31)


@pytest.mark.parametrize(
    ("text", "outcome"),
    [
        ("ORDER denying 20 Motion for Assistance in Recruiting Counsel.", ("counsel", "denied")),
        ("ORDER granting 20 Motion for Relief from Deadline.", ("extension_of_time", "granted")),
        ("ORDER granting 20 Motion for a Conference.", ("scheduling", "granted")),
        ("ORDER granting 20 Motion to Restrict 18 .", ("seal", "granted")),
        ("ORDER granting 20 Motion to Withdraw.", ("counsel", "granted")),
    ],
)
def test_more_titles_of_motions_are_known(text: str, outcome: tuple[str, str]) -> None:
    assert pairs(text) == {outcome}
