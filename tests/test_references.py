"""Which papers an entry names, by the numbers that courts' systems write into its words."""

import pytest

from tracker.linking.references import Reference, own_number, references


def named(text: str, kind: str, rules_on: tuple[int, ...] = ()) -> list[tuple[str, str]]:
    return [(r.what, r.number) for r in references(text, kind, rules_on)]


@pytest.mark.parametrize(
    ("kind", "text", "expected"),
    [
        ("response", "Memorandum in opposition to re 12 MOTION for Preliminary Injunction filed by BOARD OF FERRIES.",
         [("opposes", "12")]),
        ("response", "RESPONSE in Opposition re: 12 MOTION to Stay. Document filed by Harbor Board.", [("opposes", "12")]),
        ("response", ("Response in Opposition to Motion, filed by Ann Reed, re [42] Opposed MOTION to Certify Class filed by"
         " Plaintiff Guild"), [("opposes", "42")]),
        ("response", "OPPOSITION/RESPONSE (re 12 MOTION to Dismiss ) filed by Guild.", [("opposes", "12")]),
        ("response", "RESPONSE by Guild in Opposition to MOTION by Defendant Board to dismiss 12", [("opposes", "12")]),
        ("response", "OPPOSITION to NOTICE OF MOTION AND MOTION to Dismiss Case 12 filed by Guild.", [("opposes", "12")]),
        ("response", "RESPONSE, by Defendant Board, to 12 MOTION for Leave.", [("answers", "12")]),
        ("response", "Objection to (related document(s): 50 Motion to Sell filed by Debtor) Filed by US Trustee",
         [("opposes", "50")]),
        ("response", "Response to (Related Doc # 50). Filed by Bank.", [("answers", "50")]),
        ("response", "RESPONSE in Opposition to Motion (ECF No. 12) filed by Guild", [("opposes", "12")]),
        ("response", "RESPONSE IN OPPOSITION [2147000] filed by Board to motion to stay case [2146789-2]",
         [("opposes", "2146789")]),
        ("response", "RESPONSE/ANSWER by Board to Motion for stay pending appeal [17].", [("answers", "17")]),
        ("response", "OPPOSITION TO MOTION, [12], on behalf of Appellee Guild, FILED. [20]", [("opposes", "12")]),
        ("response", "Memorandum in opposition to re 12 MOTION to Stay, 14 MOTION to Expedite filed by Guild.",
         [("opposes", "12"), ("opposes", "14")]),
        ("reply", "REPLY to opposition to motion re 12 MOTION for Preliminary Injunction filed by GUILD.",
         [("replies", "12")]),
        ("reply", "REPLY to 8 Government's Response to 1 Motion to Vacate filed by Ann Reed.", [("replies", "8")]),
        ("reply", ("REPLY to Response to Motion filed by Reed re 116 APPEAL OF MAGISTRATE JUDGE DECISION by Reed re 107"
         " Order"), [("replies", "116")]),
        ("reply", "REPLY, filed by Plaintiff, TO RESPONSE to 12 MOTION for Leave", [("replies", "12")]),
        ("brief", "MEMORANDUM OF LAW in Support re: 12 MOTION to Stay. Document filed by Board.", [("supports", "12")]),
        ("brief", "BRIEF IN SUPPORT re [12] Motion for Attorney Fees filed by Ann Reed.", [("supports", "12")]),
        ("brief", "MEMORANDUM in Opposition re 12 MOTION to Stay filed by Guild.", [("opposes", "12")]),
        ("declaration", "DECLARATION of Ann Reed in Opposition re: 12 MOTION to Stay.", [("opposes", "12")]),
        ("declaration", "Declaration IN SUPPORT OF EX PARTE MOTION (Related document(s)2 Motion for TRO)... Filed by Reed",
         [("supports", "2")]),
        ("notice_of_appeal", ("NOTICE OF APPEAL TO DC CIRCUIT COURT as to 45 Order on Motion for Preliminary Injunction, 44"
         " Memorandum & Opinion by BOARD."), [("appeals", "45"), ("appeals", "44")]),
        ("notice_of_appeal", "NOTICE OF APPEAL from 45 Order,,. Document filed by Board.", [("appeals", "45")]),
        ("notice_of_appeal", "NOTICE OF APPEAL of 42 RULING AND ORDER Adopting Report by Reed.", [("appeals", "42")]),
        ("notice_of_appeal", "NOTICE OF APPEAL to the 9th Circuit Court of Appeals as to (Doc. 45) by Board.",
         [("appeals", "45")]),
        ("motion", "MOTION for Reconsideration re 45 Order by BOARD OF FERRIES.", [("concerns", "45")]),
        ("motion", "MOTION to Stay re 45 Order on Motion for Preliminary Injunction by Board", [("concerns", "45")]),
        ("mandate", "MANDATE of USCA as to 26 Notice of Appeal filed by Guild.", [("decides", "26")]),
    ],
)  # fmt: skip
def test_numbers_are_read_in_each_courts_own_form(kind: str, text: str, expected: list[tuple[str, str]]) -> None:
    assert named(text, kind) == expected


def test_a_ruling_names_what_the_tagger_says_it_decides() -> None:
    text = "ORDER granting 12 Motion for Preliminary Injunction and denying as moot 14 Motion to Expedite."
    found = references(text, "order", (12, 14))
    assert [(r.what, r.number, r.noun) for r in found] == [("decides", "12", "motion"), ("decides", "14", "motion")]
    assert found[0].words == "granting 12 Motion for Preliminary Injunction"


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("response", "RESPONSE to Order of March 12, 2026 filed by Guild."),
        ("response", "RESPONSE in Opposition filed by Guild. (Attachments: # 1 Exhibit A, # 2 Exhibit B)"),
        ("reply", "REPLY BRIEF submitted for filing by Appellant. Date of service: 06/12/2026. [13123456]"),
        ("motion", "MOTION for Extension of Time to 45 days by Board"),
        ("motion", "MOTION for Extension of Time to File Response re 12 MOTION to Dismiss by Board"),
        ("notice_of_appeal", "NOTICE OF APPEAL by Board. Filing fee $ 605, receipt number 12."),
        ("notice_of_appeal", "CIVIL CASE docketed. Notice of appeal (doc. #12) filed by Appellant Reed."),
        ("declaration", "DECLARATION of Ann Reed, 12 pages"),
        ("response", "Objection to (1) Debtors' Motion to Sell; (2) Debtors' Motion to Borrow Filed by Trustee"),
        ("appearance", "NOTICE of Appearance by Ann Reed re 12 MOTION"),
        ("other", "12 MOTION"),
    ],
)  # fmt: skip
def test_other_numbers_name_no_paper(kind: str, text: str) -> None:
    assert named(text, kind) == []


def test_the_number_of_another_docket_keeps_its_docket() -> None:
    found = references("RESPONSE in Opposition re 12 MOTION to Stay in case 1:25-cv-00457-CKK", "response", ())
    assert found == (Reference("opposes", "12", "motion", "re 12 MOTION to Stay", "1:25-cv-00457"),)


def test_an_appellate_paper_carries_its_own_number_behind_its_title() -> None:
    assert own_number("MOTION [2146789] to stay case filed by Board") == "2146789"
    assert own_number("PER CURIAM ORDER [2150001] filed granting motion to stay [2146789-2]") == "2150001"
    assert own_number("RESPONSE to motion to stay [2146789-2]") is None
    assert own_number("ORDER granting 12 Motion") is None


def test_hostile_text_takes_no_longer_than_its_length() -> None:
    import time

    begin = time.process_time()
    for text in ("re " * 7000, "re 1 MOTION, " * 1600, "[" * 20000, "motion " * 2800 + "[", "12 " * 6500):
        references("RESPONSE " + text, "response", ())
        references("ORDER " + text, "order", tuple(range(1, 50)))
    assert time.process_time() - begin < 2
