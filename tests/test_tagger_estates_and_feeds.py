"""Lines of estates in bankruptcy, of notices of electronic filing, and event types that several at once make up."""

import pytest

from tests import real
from tests.readings import pairs, read
from tracker.tagging.tagger import tag

RULES = real.rules()


@pytest.mark.parametrize(
    ("text", "court", "kind"),
    [
        ("Notice and Motion to Dismiss Case filed by Trustee Ann Roe.", "scb", "motion"),
        ("Notice & Application for Compensation filed by Bo Poe.", "scb", "motion"),
        ("Notice and Hearing on Motion to Dismiss Case filed by Trustee Ann Roe.", "scb", "hearing"),
        ("Request for Clerk to issue summons as to Acme Inc. (Poe, Bo)", "ctd", "summons"),
        ("Request to Issue Summons", "ctd", "summons"),
        ("RETURN of 16 MOTION for Admission of Bo Poe to attorney for correction.", "gand", "clerk"),
        ("RETURN of Service by Acme Inc. as to 1 Complaint.", "gand", "summons"),
        ("NOTICE OF DOCKET MODIFICATION TO Bo Poe re 12 Response: counsel is told to refile.", "kyed", "clerk"),
        ("Submission of 12 MOTION for Recusal, to District Judge Ann Roe.", "gand", "clerk"),
        ("SUBMISSION to the record by Acme Inc.", "gand", "other"),
        ("NOTICE by Acme Inc. of Amended Suppl Authority (Poe, Bo)", "nmd", "brief"),
        ("Statement Regarding Ownership of Corporate Debtor/Party. See page 6 of Voluntary Petition", "caeb", "notice"),
        ("Request to be removed from CM/ECF noticing filed by Bo Poe on behalf of Acme Inc.", "njb", "notice"),
        ("Voluntary Petition under chapter 7 (Fee Paid: $338.00) filed by Ann Roe.", "caeb", "complaint"),
    ],
)
def test_what_a_paper_is_hangs_on_more_than_its_first_word(text: str, court: str, kind: str) -> None:
    assert read(text, court).kind == kind


@pytest.mark.parametrize(
    ("text", "court", "outcomes"),
    [
        (
            "Motion re: Debtor's Motion for Orders (I) Authorizing Postpetition Financing, (II) Modifying the Automatic Stay",
            "njb",
            {("sale_or_claim", "sought"), ("automatic_stay", "sought")},
        ),
        (
            "Motion for Entry of Orders (I) Modifying the Automatic Stay and (II) Scheduling a Final Hearing Filed by Bo Poe",
            "njb",
            {("automatic_stay", "sought"), ("scheduling", "sought")},
        ),
        (
            "Motion for an Order (A) Approving Bidding Procedures, (B) Scheduling Bid Deadlines and (C) Other Relief",
            "njb",
            {("sale_or_claim", "sought"), ("scheduling", "sought")},
        ),
        # What a title holds in letters and numerals of its own counts nothing; what follows them counts once.
        ("Objection to Motion (I) to Employ Acme LLP (II) as Counsel", "njb", {("sale_or_claim", "addressed")}),
        ("Stipulation between Acme Inc. and Bo Poe re: Certain Leases filed by Bo Poe", "njb", {("sale_or_claim", "sought")}),
        ("Motion to Dismiss Case or Convert Case to Chapter 7 by Acme Bank", "flmb", {("dismissal", "sought"), ("other", "sought")}),
        ("Statement Regarding Ownership of Corporate Debtor. See page 6 of Voluntary Petition", "caeb", set()),
        ("Order on Pretrial Deadlines: Discovery due by 7/8/2031 Dispositive Motions due by 8/12/2031.", "ctd", {("scheduling", "entered")}),
        ("REPLY re 17 Emergency MOTION for Expedited Procedure filed by Acme Inc.", "gand", {("expedite", "addressed")}),
    ],
)  # fmt: skip
def test_long_titles_of_estates_name_what_they_ask_part_by_part(
    text: str, court: str, outcomes: set[tuple[str, str | None]]
) -> None:
    assert {(relief, done or "addressed") for relief, done in pairs(text, court)} == outcomes


def test_a_motion_held_until_a_day_is_put_off_and_its_number_counts() -> None:
    text = (
        "Hearing Held. The Motion to Compel, ECF No. 14 is granted. The Motion to Withdraw, ECF No. 15 is held until "
        "October 22, 2031 (RE: 14 Motion to Compel filed by Ann Roe)"
    )
    assert pairs(text, "ctb") == {("discovery", "granted"), ("counsel", "deferred")}
    assert read(text, "ctb").rules_on == (14, 15)


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("ORDER: Granting 7 Acme's MOTION to Dismiss and Unions' Motions to Dismiss [9-1], 12 .", (7, 9, 12)),
        ("ORDER: Granting 7 Acme's MOTION to Dismiss and Unions' Motion to Intervene [9].", (7, 9)),
        ("ORDER: Granting 7 Acme's MOTION for time to respond to Unions' Motion to Dismiss [9].", (7,)),
    ],
)
def test_a_second_motion_is_decided_along_with_the_first(text: str, numbers: tuple[int, ...]) -> None:
    assert read(text, "cacd").rules_on == numbers


@pytest.mark.parametrize(
    ("types", "kind", "actions"),
    [
        ("Order on Motion to Stay AND Set/Reset Deadlines", "order", [("stay_of_proceedings", None)]),
        (
            "Order on Motion for Miscellaneous Relief AND ~Util - Set/Reset Deadlines/Hearings",
            "order",
            [("other", None)],
        ),
        ("Order(Other) AND ~Util - Set Deadlines", "order", [("scheduling", None)]),
        ("Set/Reset Deadlines AND Order on Motion to Seal", "order", [("seal", None)]),
        ("Scheduling Order AND Order on Motion to Seal", "order", [("scheduling", None), ("seal", None)]),
        ("USCA Case Number", "notice_of_appeal", [("appeal", "sought")]),
        ("Dismissal", "order", [("dismissal", None)]),
        ("Order Reinstating Case", "order", [("other", None)]),
        ("Order on Motion to Deposit Funds into Court", "order", [("other", None)]),
        ("Order on Motion", "order", []),
        ("Order Vacating Dismissal", "order", [("modify_order", None)]),
        ("Motion to Dismiss/Convert/Modify", "motion", [("dismissal", "sought"), ("other", "sought")]),
        ("Notice of Docket Modification", "clerk", []),
        ("Submission to District Judge", "clerk", []),
    ],
)
def test_deadlines_that_come_with_a_ruling_are_part_of_it(
    types: str, kind: str, actions: list[tuple[str, str | None]]
) -> None:
    tagging = tag(RULES, types, court_id="scb" if "Convert" in types or "Case" in types else "gand", source="rss")
    assert tagging.kind == kind
    assert [(one.relief, one.disposition) for one in tagging.actions] == actions
