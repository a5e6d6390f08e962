"""Interim relief that an entry only tells of, asks about or puts off, and odd wordings in which it is truly ruled on."""

import pytest

from tests.readings import pairs, read


def test_a_court_that_orders_claims_stayed_stays_no_order() -> None:
    text = "ORDER: the court ORDERS all claims against the debtor SEVERED and STAYED pending further order."
    assert pairs(text, "innd") == {("stay_of_proceedings", "entered")}


def test_the_order_of_a_district_court_is_still_stayed() -> None:
    text = "ORDER: the district court orders of March 1 and 2 are stayed pending appeal."
    assert pairs(text, "ca9") == {("stay_pending_appeal", "granted")}


@pytest.mark.parametrize("adverb", ["conditionally", "provisionally", "partially"])
def test_an_earlier_order_that_granted_with_an_adverb_is_only_named(adverb: str) -> None:
    text = f"ORDER denying 9 Motion to Enforce Order {adverb} granting Oral Motion to Stay Pending Appeal."
    assert pairs(text) == {("enforcement", "denied")}


def test_a_restraint_granted_in_this_case_before_is_not_granted_again() -> None:
    text = (
        "MINUTE entry before the Honorable Ann Roe: Plaintiff's motion for extension of TRO 30 , which is granted. "
        "The Court has read the TRO granted in this case and finds that its reasons still hold."
    )
    assert pairs(text, "ilnd") == {("temporary_restraining_order", "extended")}
    assert pairs("MINUTE ORDER: the motion for TRO is granted in this case.") == {
        ("temporary_restraining_order", "granted")
    }


def test_a_motion_entered_and_continued_is_put_off_and_extends_no_restraint() -> None:
    text = "MINUTE entry: Plaintiff's motion for temporary restraining order 4 is entered and continued to 3/8/2025."
    assert pairs(text, "ilnd") == {("temporary_restraining_order", "deferred")}
    assert pairs("ORDER: the TRO is continued to 3/8/2025.") == {("temporary_restraining_order", "extended")}


@pytest.mark.parametrize("words", ["explained in", "erred in", "held before", "held after"])
@pytest.mark.parametrize("act", ["vacating the preliminary injunction", "issuing an administrative stay"])
def test_what_another_court_said_in_doing_it_is_not_done(words: str, act: str) -> None:
    text = f"MINUTE ORDER. As the Fourth Circuit {words} {act} in Roe v. Poe, the parties shall brief standing by 9/1/2025."
    assert pairs(text) == {("scheduling", "entered")}


@pytest.mark.parametrize(
    "asked", ["Motion for Damages for Willful Violation of the", "Motion for Relief for violating the"]
)
def test_damages_for_a_breach_of_the_stay_lift_no_stay(asked: str) -> None:
    assert pairs(f"Order Granting {asked} Automatic Stay (Related Doc # 33)", "mdb") == {("enforcement", "granted")}


def test_a_motion_withdrawn_without_prejudice_is_no_appeal_withdrawn() -> None:
    text = (
        "ORDER STAYING CASE until the D.C. Circuit issues its opinion. Plaintiffs' 2 Motion for Preliminary Injunction "
        "have been withdrawn without prejudice."
    )
    assert pairs(text, "caed") == {("stay_of_proceedings", "entered"), ("preliminary_injunction", "withdrawn")}


def test_a_preliminary_injunction_pending_appeal_is_interim_relief() -> None:
    assert pairs("ORDER denying 67 Motion for a Preliminary Injunction Pending Appeal.", "mnd") == {
        ("preliminary_injunction", "denied")
    }


@pytest.mark.parametrize(
    "title",
    ["PRELIMINARY INJUNCTION ORDER.", "MEMORANDUM OPINION AND PRELIMINARY INJUNCTION.", "PRELIMINARY INJUNCTION."],
)
def test_an_injunction_under_its_own_title_is_granted(title: str) -> None:
    found = read(f"{title} Signed by Judge Ann Roe on 3/1/2025.")
    assert found.kind == "order"
    assert [(one.relief, one.disposition) for one in found.actions] == [("preliminary_injunction", "granted")]


def test_an_administrative_stay_that_the_court_hereby_does_enter_is_entered() -> None:
    text = "MINUTE ORDER. The 41 motion for a stay pending appeal is DENIED, but the Court hereby does enter a seven-day administrative stay."
    assert pairs(text) == {("stay_pending_appeal", "denied"), ("administrative_stay", "entered")}


def test_an_appeal_of_an_injunction_is_an_appeal() -> None:
    assert read("NOTICE OF PRELIMINARY INJUNCTION APPEAL as to 44 Order by Acme Inc.", "mdd").kind == "notice_of_appeal"
    assert read("Preliminary injunction appeal docketed. [25-1291]", "ca4").kind == "notice_of_appeal"


def test_a_discovery_stay_pauses_the_case() -> None:
    assert pairs("ORDER granting 116 Motion for Discovery Stay.", "caed") == {("stay_of_proceedings", "granted")}


def test_argument_heard_asks_for_no_argument() -> None:
    text = (
        "Minute Entry for Motion Hearing held on 3/10/2025 re: motion for preliminary injunction. Oral argument heard."
    )
    assert pairs(text) == {("preliminary_injunction", "addressed")}


def test_the_paper_of_one_who_opposes_is_not_decided() -> None:
    text = (
        "ORDER: Before the Court is the Motion for Stay Pending Appeal. (Doc. 709). Plaintiffs oppose the motion. "
        "(Doc. 727). The motion is granted in part and denied in part."
    )
    assert read(text, "ilsd").rules_on == (709,)


def test_a_report_with_its_number_in_brackets_is_adopted() -> None:
    assert read("ORDER ADOPTING REPORT AND RECOMMENDATION [84] AND DENYING MOTION TO SEAL [74]", "mied").rules_on == (
        74,
        84,
    )


def test_a_bankruptcy_clerk_names_the_motion_behind_re() -> None:
    assert read("Order Denying Motion to Extend Automatic Stay (Re: # 16)", "flsb").rules_on == (16,)


def test_a_court_that_declines_to_decide_refuses_no_relief() -> None:
    text = "ORDER: The court declines to decide whether the TRO was issued in error; the motion to compel is granted."
    assert pairs(text) == {("discovery", "granted")}
    assert pairs("ORDER: The court declines to extend the TRO.") != set()


@pytest.mark.parametrize("relief", ["Temporary Restraining Order", "Preliminary Injunction", "Stay of Agency Action"])
def test_a_motion_to_compel_compliance_asks_for_no_restraint(relief: str) -> None:
    text = f"ORDER granting 9 Motion to Compel Compliance with the {relief} granted on 2/3/2025."
    assert pairs(text) == {("enforcement", "granted")}


def test_a_feed_names_a_motion_for_relief_from_stay_by_its_type() -> None:
    found = read("Relief from Stay (fee)", "scb")
    assert (found.kind, found.actions[0].relief, found.actions[0].disposition) == ("motion", "automatic_stay", "sought")


def test_a_posted_bond_is_the_clerks_note() -> None:
    found = read("Security bond in the amount of $100 posted for temporary restraining order.", "mdd")
    assert (found.kind, found.actions) == ("clerk", ())


def test_the_supreme_court_names_the_stay_and_the_writ_themselves() -> None:
    stay = "Stay of execution granted by The Chief Justice pending further order."
    assert read(stay, "scotus").kind == "order"
    assert pairs(stay, "scotus") == {("stay_pending_appeal", "granted")}
    writ = "Writ of certiorari DISMISSED as improvidently granted.  Opinion per curiam."
    assert read(writ, "scotus").kind == "judgment"
    assert pairs(writ, "scotus") == {("appeal", "dismissed")}


@pytest.mark.parametrize(
    "lead", ["Once more", "In this case", "Following the hearing,", "Given the urgency,", "Until further order"]
)
def test_a_lead_in_does_not_hide_a_ruling(lead: str) -> None:
    assert pairs(f"ORDER: {lead} the motion for TRO is GRANTED.") == {("temporary_restraining_order", "granted")}
