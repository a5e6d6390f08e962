"""Lines of the Supreme Court and the courts of appeals, and long-titled orders of bankruptcy courts."""

import pytest

from tests.readings import pairs, read

GRANTED, DENIED = "granted", "denied"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Petition GRANTED. Judgment VACATED and case REMANDED.", {"granted", "vacated", "remanded"}),
        (
            "Petition for writ of certiorari GRANTED. Judgment of the District Court VACATED and case REMANDED.",
            {"granted", "vacated", "remanded"},
        ),
        ("Case Dismissed - Rule 46.", {"dismissed"}),
        ("Writ of Certiorari Dismissed - Rule 46.", {"dismissed"}),
        (
            "It appearing that petitioner died on May 2, 2020, the petition for a writ of certiorari is DISMISSED.",
            {"dismissed"},
        ),
    ],
)
def test_the_supreme_courts_outcomes_without_a_verb_are_read(text: str, expected: set[str]) -> None:
    assert pairs(text, "scotus") == {("appeal", one) for one in expected}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Motion of respondents to extend the time to file responses to the petition for a writ of certiorari granted.", "extension_of_time"),
        ("The motions to extend the time to file responses to the petition are granted and the time is extended to May 2, 2021.", "extension_of_time"),
        ("Motion to delay distribution of the petition for a writ of certiorari granted.", "scheduling"),
        ("Petitioners' request to delay distribution of the petition granted. It will be distributed on May 2, 2021.", "scheduling"),
        ("Motion to unseal the petition for a writ of certiorari GRANTED.", "seal"),
        ("Motion (23M4) for leave to file a petition for a writ of certiorari under seal Granted.", "seal"),
        ("Joint motion to defer consideration of the petition for a writ of certiorari GRANTED.", "stay_of_proceedings"),
        ("Motion of the Solicitor General for leave to participate in oral argument as amicus curiae, for enlargement of time for oral argument, and for divided argument GRANTED.", "amicus_leave"),
    ],
)  # fmt: skip
def test_a_motion_about_a_petition_does_not_grant_the_petition(text: str, expected: str) -> None:
    found = read(text, "scotus")
    assert (found.kind, {(one.relief, one.disposition) for one in found.actions}) == ("order", {(expected, GRANTED)})


@pytest.mark.parametrize(
    "text",
    [
        "Motion to proceed in forma pauperis and petition for a writ of certiorari GRANTED.",
        "The motion of petitioner for leave to proceed in forma pauperis and the petition for a writ of certiorari are granted.",
    ],
)
def test_a_motion_and_a_petition_with_one_verb_are_both_decided(text: str) -> None:
    assert pairs(text, "scotus") == {("in_forma_pauperis", GRANTED), ("appeal", GRANTED)}


def test_a_petition_filed_with_a_motion_to_proceed_without_fees_asks_for_both() -> None:
    text = "Petition for a writ of certiorari and motion for leave to proceed in forma pauperis filed. (Response due May 2, 2025)"
    assert pairs(text, "scotus") == {("appeal", "sought"), ("in_forma_pauperis", "sought")}


@pytest.mark.parametrize(
    ("court", "text"),
    [
        ("scotus", "The Solicitor General is invited to file a brief expressing the views of the United States."),
        ("scotus", "This case is no longer consolidated with No. 19-999, Roe v. Doe."),
        ("cand", "Plaintiff is directed to serve the summons by 3/1/2025."),
        ("nysd", "The parties are ordered to confer."),
    ],
)
def test_who_is_directed_to_do_something_is_directed_by_the_court(court: str, text: str) -> None:
    assert read(text, court).kind == "order"


def test_the_title_of_an_earlier_order_grants_nothing_where_a_line_begins_with_the_case() -> None:
    text = "This case is no longer consolidated with No. 19-999. The July 9, 2024 order granting the petition for a writ of certiorari is vacated."
    assert ("appeal", GRANTED) not in pairs(text, "scotus")


@pytest.mark.parametrize(
    "text",
    [
        "MOTION for an order that Acme Inc. be granted leave to amend by Ann Roe.",
        "MOTION requesting that a temporary restraining order be granted by Acme Inc.",
        "REQUEST that the stay pending appeal not be denied by Ann Roe.",
        "Motion of petitioner to expedite merits briefing in the event the petition is granted filed.",
    ],
)
@pytest.mark.parametrize("court", ["cand", "ca4", "scotus", "njb"])
def test_what_a_paper_asks_to_be_granted_is_not_granted(text: str, court: str) -> None:
    found = read(text, court)
    assert found.kind == "motion"
    assert {one.disposition for one in found.actions} == {"sought"}


@pytest.mark.parametrize(
    "title", ["ORDER AND OPINION", "ORDER & OPINION", "Order and Memorandum Opinion", "ORDER AND DECISION"]
)
def test_an_order_that_calls_itself_an_opinion_too_rules_on_the_motion_behind_its_title(title: str) -> None:
    found = read(f"{title} granting 113 Motion for Summary Judgment. Signed by Judge Ann Roe on 3/1/2024.", "gand")
    assert {(one.relief, one.disposition) for one in found.actions} == {("summary_judgment", GRANTED)}
    assert found.rules_on == (113,)


@pytest.mark.parametrize(
    "text",
    [
        "ORDER. Acme's motion to dismiss, ECF No. 8, and Acme's motion for summary judgment, ECF No. 14, are GRANTED.",
        "ORDER: Acme's motion to dismiss (ECF No. 8), and Roe's motion for summary judgment (ECF No. 14), are GRANTED.",
        "ORDER: Defendant Acme County's Motion to Dismiss (Docket No. 8) and Defendant City of Roe Falls's Motion for Summary Judgment (Docket No. 14) are GRANTED.",
    ],
)  # fmt: skip
def test_two_motions_between_commas_or_with_the_names_of_parties_share_their_verb(text: str) -> None:
    found = read(text, "mnd")
    assert {(one.relief, one.disposition) for one in found.actions} == {
        ("dismissal", GRANTED),
        ("summary_judgment", GRANTED),
    }
    assert found.rules_on == (8, 14)


def test_an_opposition_named_behind_a_motion_is_not_granted_with_it() -> None:
    text = "ORDER granting 8 Motion to Seal and opposing Roe's Motion to Dismiss is noted."
    assert ("dismissal", GRANTED) not in pairs(text, "mnd")


@pytest.mark.parametrize("outcome", ["DENIED, in part, and GRANTED, in part", "GRANTED, in part, and DENIED, in part"])
def test_commas_around_in_part_change_nothing(outcome: str) -> None:
    assert pairs(f"ORDER: the Motion to Compel [9] is {outcome}.", "moed") == {("discovery", "granted_in_part")}


def test_a_stipulation_of_time_is_no_motion_to_dismiss() -> None:
    text = "ORDER granting the parties' Stipulation of Time to File Response to Motion to Dismiss (Doc. [13])."
    assert pairs(text, "azd") == {("extension_of_time", GRANTED)}


def test_requests_that_a_space_and_a_comma_part_are_all_asked_for() -> None:
    text = "Emergency MOTION by Ann Roe for injunctive relief pending appeal Date of action to be enjoined: May 2, 2025 , for temporary administrative stay, Date of action to be stayed, if applicable: May 2, 2025. , to expedite decision. Date and method of service: 04/19/2025 ecf."
    assert pairs(text, "ca4") == {
        (relief, "sought") for relief in ("preliminary_injunction", "administrative_stay", "expedite")
    }


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Order (I) Authorizing the Payment of Certain Taxes and Fees and (II) Granting Related Relief", ("other", GRANTED)),
        ("Third Order Approving the Rejection of Certain Executory Contracts and/or Unexpired Leases", ("sale_or_claim", GRANTED)),
        ("ORDER PURSUANT TO SECTIONS 365 AND 363 APPROVING THE LEASE TERMINATION AGREEMENT WITH ACME LLC", ("sale_or_claim", GRANTED)),
        ("STIPULATION AND CONSENT ORDER APPROVING THE LEASE TERMINATION AGREEMENT WITH ACME LLC", ("sale_or_claim", "entered")),
        ("Order Approving Stipulation Regarding Claim No. 12", ("sale_or_claim", "entered")),
        ("STIPULATION AND AGREED ORDER REGARDING ACME BANKS MOTION FOR RELIEF FROM THE STAY", ("automatic_stay", "entered")),
        ("Order Shortening Time Period for Notice", ("expedite", GRANTED)),
        ("Order Setting Aside Final Decree", ("modify_order", "vacated")),
    ],
)  # fmt: skip
def test_long_titles_of_estates_say_what_was_granted(text: str, expected: tuple[str, str]) -> None:
    found = read(text, "njb")
    assert (found.kind, {(one.relief, one.disposition) for one in found.actions}) == ("order", {expected})


@pytest.mark.parametrize(
    "text",
    [
        "CONFIDENTIALITY STIPULATION AND PROTECTIVE ORDER REGARDING ACME'S MOTION FOR RELIEF FROM THE STAY",
        "STIPULATION AND AGREED ORDER CONTINUING HEARING ON MOTION FOR RELIEF FROM STAY",
        "Order Approving Stipulation Extending Time to Respond re: Motion for Relief from Stay",
        "STIPULATION AND AGREED ORDER SETTING DISCOVERY DEADLINES ON MOTION FOR RELIEF FROM THE AUTOMATIC STAY",
    ],
)
def test_a_stipulation_about_the_course_of_a_stay_motion_ends_no_stay(text: str) -> None:
    ruled = {one.disposition for one in read(text, "njb").actions if one.relief == "automatic_stay"}
    assert ruled <= {"addressed"}


@pytest.mark.parametrize(
    ("text", "kind", "actions"),
    [
        ("Document re: Ninth Notice of Rejection of Certain Executory Contracts", "notice", set()),
        ("Document re: Declaration of Ann Roe in Support of Debtors' Motion for Entry of an Order Pursuant to Sections 365 and 363 Approving the Lease Termination Agreement with Acme LLC", "declaration", {("sale_or_claim", "addressed")}),
        ("Objection to Debtors' Motion for Entry of an Order (I) Authorizing (A) Rejection of Certain Unexpired Leases filed by Acme LLC.", "response", {("sale_or_claim", "addressed")}),
        ("Motion to Compel Payment of Administrative Expenses Filed by Acme LLC.", "motion", {("sale_or_claim", "sought")}),
        ("Motion to Dismiss Count Two And Motion To Abstain filed by Cy Poe for Defendant Acme LLC.", "motion", {("dismissal", "sought"), ("other", "sought")}),
        ("Monthly Fee Statement. For the Month of May, 2024. Objection Date is 6/20/2024", "notice", set()),
        ("Verified Statement of Poe LLP Pursuant to Rule 2019 of the Federal Rules of Bankruptcy Procedure", "notice", set()),
        ("Certificate of Budget and Credit Counseling Course Filed by Debtor Ann Roe.", "declaration", set()),
        ("Flags Set PlnDue", "clerk", set()),
        ("Minute Entry. Order to Show Cause Dissolved. Disposition: Fee Paid (RE: related document(s)[28] Order to Show Cause)", "minute_entry", {("enforcement", "vacated")}),
    ],
)  # fmt: skip
def test_lines_of_bankruptcy_dockets(text: str, kind: str, actions: set[tuple[str, str]]) -> None:
    found = read(text, "njb")
    assert (found.kind, {(one.relief, one.disposition) for one in found.actions}) == (kind, actions)


def test_a_paper_that_only_the_decided_paper_refers_to_is_not_decided() -> None:
    text = (
        "Order Denying (related document(s): 188 Motion to Dismiss filed by Cy Poe for Defendant Acme LLC. "
        "(related document(s): 102 Amended Complaint filed by Bo Poe for Plaintiff Ann Roe)) (Order entered on 7/7/2026)"
    )
    assert read(text, "txwb").rules_on == (188,)
    assert read(
        "Order Denying (related document(s): 188 Motion to Dismiss, 190 Motion to Strike)", "txwb"
    ).rules_on == (188, 190)


def test_a_determination_goes_back_to_the_agency() -> None:
    text = "OPINION: granting in part 12 Motion for Judgment on the Agency Record; remanding the final results of the administrative review."
    assert pairs(text, "cit") == {("judgment_on_pleadings", "granted_in_part"), ("remand", "entered")}
