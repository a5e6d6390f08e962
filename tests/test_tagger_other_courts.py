"""Lines of the Court of Federal Claims, of Puerto Rico and of bankruptcy courts with forms of their own."""

import pytest

from tests.readings import pairs, read


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("UNREPORTED MEMORANDUM OPINION and ORDER granting 8 Motion to Dismiss. (dls) Copy to parties.", "order"),
        ("REPORTED OPINION AND ORDER granting 14 Motion to Dismiss. Signed by Judge Ann Roe. (kb1)", "order"),
        ("REPORTED OPINION granting 14 Motion to Dismiss. Signed by Judge Ann Roe. (kb1)", "opinion"),
        ("REPORTED OPINION reissuing SEALED OPINION and ORDER. Signed by Senior Judge Bo Doe.", "opinion"),
    ],
)
def test_a_reported_opinion_and_order_is_an_order(text: str, kind: str) -> None:
    assert read(text, "uscfc").kind == kind


def test_an_opinion_that_is_unreported_loses_none_of_its_rulings() -> None:
    text = "UNREPORTED OPINION and ORDER granting 3 Motion for Leave to Proceed in forma pauperis; denying 9 Motion to Stay"
    assert pairs(text, "uscfc") == {("in_forma_pauperis", "granted"), ("stay_of_proceedings", "denied")}
    assert read(text, "uscfc").rules_on == (3, 9)


@pytest.mark.parametrize("number", ["# [31]", "# 31", "#31", "[31]", "# (31"])
def test_a_number_is_read_however_it_is_bracketed(number: str) -> None:
    text = f"Order signed on 4/2/2021 Granting Ann Roe Admission to Practice Pro Hac Vice (Related Doc {number})."
    assert read(text, "nysb").rules_on == (31,)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ORDER: Plaintiff's motions to vacate the stay are DENIED.", ("stay_of_proceedings", "denied")),
        ("ORDER granting 12 Motion to Vacate Stay.", ("stay_of_proceedings", "dissolved")),
        ("ORDER granting 12 Motion to Vacate the Stay of Removal.", ("modify_order", "granted")),
        ("ORDER denying 12 Motion to Alter or Amend.", ("reconsideration", "denied")),
        ("ORDER denying 12 Motion to Alter or Amend Complaint.", ("leave_to_amend", "denied")),
        ("Order Granting Motion to Shorten (Related Doc # 7).", ("expedite", "granted")),
        ("Agreed Order Granting Motion to Continue/Reschedule", ("scheduling", "granted")),
    ],
)
def test_what_is_asked_is_named_by_another_verb(text: str, expected: tuple[str, str]) -> None:
    assert expected in pairs(text, "prd")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Order on Motion for Return of a Boat (Related Doc # 4)", ("other", "addressed")),
        ("Order on Application for Individuals to Pay Filing Fee in Installments", ("other", "addressed")),
        ("Order on Motion to Deem Acceptance of Amended Plan", ("sale_or_claim", "addressed")),
        ("Order on Motion to Enforce a Preliminary Injunction", ("enforcement", "addressed")),
    ],
)
def test_an_order_that_only_names_its_motion_tells_no_outcome(text: str, expected: tuple[str, str]) -> None:
    assert pairs(text, "neb") == {expected}


def test_a_paper_that_shows_cause_is_ordered_like_an_order_to_show_cause() -> None:
    ordered = (
        "ORDER: Plaintiffs shall have until May 3, 2022 to file a memorandum showing cause why Count I should stand."
    )
    assert pairs(ordered, "prd") == {("enforcement", "entered")}
    told = "ORDER granting 4 Motion for Extension of Time, the plaintiff having filed a paper showing cause why it was late."
    assert pairs(told, "prd") == {("extension_of_time", "granted")}


def test_a_conference_that_stands_already_is_not_set_again() -> None:
    before = (
        "ORDER granting 7 motion to compel. The parties shall confer prior to the settlement conference set for 5/7/21."
    )
    assert pairs(before, "prd") == {("discovery", "granted")}
    setting = "ORDER granting 7 motion to compel. Before trial the parties shall confer. Settlement conference set for 5/7/21."
    assert pairs(setting, "prd") == {("discovery", "granted"), ("scheduling", "entered")}


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Notice of Failure to Submit Certificate of Credit Counseling", "clerk"),
        ("Notice Striking Document for Improper Format", "clerk"),
        ("Final Decree/Case Closed", "clerk"),
        ("Notice of Failure to File Objection filed by Trustee Ann Roe.", "notice"),
        ("Final Decree (Related Doc # 12)", "judgment"),
    ],
)
def test_a_bankruptcy_clerks_lines_are_told_from_notices_and_decrees(text: str, kind: str) -> None:
    assert read(text, "nyeb").kind == kind
