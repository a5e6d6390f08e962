"""What an item tells beside its news: another judge's act, another court's order, what became of the data, papers asked for."""

from datetime import date

import pytest

from tests import real
from tracker.linking.model import NewsLink, NewsText
from tracker.linking.news import link
from tracker.linking.reading import read as read_words


def read(title: str, summary: str, day: str | None = None) -> NewsLink:
    return link(real.linkbook(), NewsText(title, summary, "", date.fromisoformat(day) if day else None))


def test_a_dispatch_from_washington_is_no_news_of_that_state() -> None:
    text = NewsText("Rolls stay home", "Washington, Friday, 22 May 2026. A judge in Maine ruled for the state.", "")
    lead = read_words(real.linkbook(), text).seen[1]
    assert lead.states == {"ME"} and not lead.background


def test_a_headline_may_begin_with_a_surname_and_let() -> None:
    found = read("Vargas lets four more see Treasury payment files", "DOGE staff must be trained first.")
    assert found.case_ids == ("new-york-v-trump-treasury",)


def test_what_became_of_the_data_is_linked_beside_the_flow_of_the_case() -> None:
    found = read(
        "Delaware keeps its voter list",
        "Judge Richard Andrews threw out the Justice Department's suit for Delaware's registration list. The department "
        "had told him that it would pass voter lists to the Department of Homeland Security.",
    )
    assert found.case_ids == ("us-v-delaware",)
    assert set(found.flow_ids) == {"state-voter-rolls-to-doj", "doj-voter-data-to-dhs"}


def test_another_judges_ruling_is_no_ruling_in_a_case_of_one_of_the_parties() -> None:
    found = read(
        "Ballots may go out without federal lists",
        "Judge Emmet Sullivan ordered the Postal Service on an application of the NAACP not to hold mail ballots until "
        "states have sent their citizenship lists.",
    )
    assert found.case_ids == () and found.flow_ids == ("eo14399-state-citizenship-lists",)


def test_a_round_up_names_a_case_by_its_judge_farther_down() -> None:
    found = read(
        "Four courts, four answers",
        "The D.C. Circuit put off argument in the SAVE case. Judge Vince Chhabria told the health department to list the "
        "Medicaid records that Immigration and Customs Enforcement obtained. A Texas jury acquitted a mayor.",
    )
    assert found.case_ids == ("california-v-hhs",)


def test_papers_asked_of_an_agency_are_no_flow_that_they_may_tell_of() -> None:
    found = read(
        "DOGE must answer records request at once, judge says",
        "The Department of Government Efficiency falls under the Freedom of Information Act, a judge found. Among the "
        "documents are memos on dismissing federal workers and on access to sensitive databases.",
    )
    assert found == NewsLink(False)


def test_a_headline_and_a_distant_sentence_are_no_two_ends_of_a_flow() -> None:
    found = read("DOGE claims billions in savings", "The list has gaps. Treasury data were used to check the entries.")
    assert found == NewsLink(False)


def test_suits_filed_on_one_day_and_not_told_apart_are_no_case() -> None:
    found = read(
        "Justice Department demands voter rolls of six states in court", "The complaints were filed on Sept. 25, 2025."
    )
    assert found.case_ids == () and found.flow_ids == ("state-voter-rolls-to-doj",)


def test_unions_that_sue_over_dismissals_are_no_case_over_data() -> None:
    found = read(
        "Unions lose first round over dismissals of federal workers",
        "A judge denied a restraining order to the National Federation of Federal Employees and the International "
        "Association of Machinists and Aerospace Workers.",
    )
    assert found == NewsLink(False)


def test_a_ruling_above_is_known_by_its_court_and_outcome_where_no_day_is_given() -> None:
    found = read(
        "Full Fourth Circuit lifts bar on Social Security files",
        "Sitting en banc, the Fourth Circuit vacated the preliminary injunction that kept the government from records of "
        "the Social Security Administration.",
    )
    assert (found.case_ids, found.flow_ids) == (("afscme-v-ssa",), ("ssa-to-doge",))


@pytest.mark.parametrize(
    ("title", "summary", "case"),
    [
        ("Nonprofit sues for papers on tax pact with ICE", ("The Community Economic Development Center filed suit under the "
         "Freedom of Information Act against the IRS over its agreement with Immigration and Customs Enforcement."),
         "cedc-v-irs-foia"),
        ("Cash dealers win in Texas", ("The Texas Association for Money Services Businesses need not file FinCEN's currency "
         "transaction reports, a judge ruled."), "tamsb-v-bondi"),
        ("Jueza prohíbe al ICE usar datos de contribuyentes", ("La jueza Indira Talwani, del distrito de Massachusetts, "
         "ordenó al Servicio de Impuestos Internos (IRS) que deje de compartir direcciones con el ICE."), "cedc-v-bessent"),
    ],
)  # fmt: skip
def test_a_party_is_known_without_its_place_and_a_judge_in_spanish(title: str, summary: str, case: str) -> None:
    assert read(title, summary).case_ids == (case,)


def test_two_judges_orders_in_one_sentence_are_both_told() -> None:
    found = read(
        "What stands between the tax agency and ICE",
        "In November Judge Colleen Kollar-Kotelly stayed the sharing of taxpayer addresses by the Internal Revenue Service "
        "with Immigration and Customs Enforcement; in February Judge Indira Talwani barred use of those already sent.",
    )
    assert {"center-for-taxpayer-rights-v-irs.2025-11-21-stay", "cedc-v-bessent.2026-02-05-stay"} <= set(
        found.event_ids
    )


def test_the_governments_word_to_a_court_is_found_by_its_day() -> None:
    found = read(
        "Tax agency admits to sharing error",
        "The Internal Revenue Service wrongly gave confidential taxpayer data to the Department of Homeland Security, a "
        "court filing discloses.",
        "2026-02-11",
    )
    assert found.event_ids == ("center-for-taxpayer-rights-v-irs.2026-02-11-romo-declaration",)


def test_other_news_of_a_case_about_other_things_gives_no_flow() -> None:
    found = read(
        "Overseas voters need no new papers",
        "LULAC v. Executive Office of the President ends the rule on citizenship documents for soldiers' ballots.",
    )
    assert (found.case_ids, found.flow_ids) == (("lulac-v-eop",), ())


def test_a_department_in_a_list_is_named_by_one_word() -> None:
    found = read(
        "DOGE shut out of Education, Treasury and OPM records",
        "Judge Deborah Boardman barred the agencies from sharing personal information with DOGE.",
    )
    assert set(found.flow_ids) == {"education-to-doge", "treasury-to-doge-payments", "opm-to-doge"}


def test_states_that_challenge_an_agency_over_something_else_than_data_are_no_case_over_data() -> None:
    found = read(
        "California leads suit over food stamp rules for refugees",
        "OAKLAND -- Attorney General Rob Bonta and 21 other attorneys general sued the Department of Agriculture, which "
        "excludes some immigrants from the Supplemental Nutrition Assistance Program. All states would have to comply.",
        "2025-11-26",
    )
    assert found == NewsLink(False)
