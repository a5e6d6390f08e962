"""Citations that can be pasted: the paper, the case, the court and the day, in the forms of the Bluebook."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from tests.conftest import ROOT
from tracker.courts import load_courts
from tracker.law.engine import build_model
from tracker.outputs.citation import cite, cite_event, cite_order
from tracker.outputs.citation_names import short_case_name, state_name
from tracker.outputs.citation_papers import as_remark, paper_name
from tracker.outputs.records import EventRecord
from tracker.register.schema import Case

COURTS = load_courts(ROOT / "data" / "courts.toml")
AT = datetime(2026, 3, 1, tzinfo=UTC)
EVENT = EventRecord(
    event_id="c.e", case_id="c", docket_id="d", court_id="dcd", origin="register", kind="order",
    title="Court bars the hand-over", text="", day=date(2025, 3, 4), precision="day", entered_at=None, document="39",
    judge=None, confirmed=True, confirmed_by=None, reported_only=False, order_id=None, pending=False, routine=False,
    outcome_unknown=False, first_seen_at=AT, changed_at=AT, docket_number="1:25-cv-00123", case_name="Doe v. Agency",
    caption="Jane Doe et al. v. Agency", revision=1, withheld=None, actions=(("preliminary_injunction", "granted"),),
)  # fmt: skip


def event(**changes: object) -> EventRecord:
    return replace(EVENT, **changes)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, "Order Granting Prelim. Inj., Doe v. Agency, No. 1:25-cv-00123 (D.D.C. Mar. 4, 2025), ECF No. 39"),
        ({"document": "111, 112"},
         "Order Granting Prelim. Inj., Doe v. Agency, No. 1:25-cv-00123 (D.D.C. Mar. 4, 2025), ECF Nos. 111, 112"),
        ({"kind": "minute_entry", "document": None},
         "Minute Order Granting Prelim. Inj., Doe v. Agency, No. 1:25-cv-00123 (D.D.C. Mar. 4, 2025)"),
        ({"kind": "minute_entry", "document": None, "actions": ()},
         "Minute Entry, Doe v. Agency, No. 1:25-cv-00123 (D.D.C. Mar. 4, 2025)"),
        ({"document": None, "docket_number": None},
         "Order Granting Prelim. Inj., Doe v. Agency, No. [not known] (D.D.C. Mar. 4, 2025)"),
        ({"day": None, "document": None},
         "Order Granting Prelim. Inj., Doe v. Agency, No. 1:25-cv-00123 (D.D.C. [day not known])"),
        ({"precision": "month"},
         "Order Granting Prelim. Inj., Doe v. Agency, No. 1:25-cv-00123 (D.D.C. Mar. 2025), ECF No. 39"),
        ({"court_id": "scotus", "docket_number": "25A12", "document": None,
          "actions": (("stay_pending_appeal", "granted"),)},
         "Doe v. Agency, No. 25A12 (U.S. Mar. 4, 2025) (order granting stay pending appeal)"),
        ({"court_id": "cadc", "docket_number": "25-5012", "document": None, "kind": "judgment",
          "actions": (("temporary_restraining_order", "vacated"), ("appeal", "remanded"))},
         "Doe v. Agency, No. 25-5012 (D.C. Cir. Mar. 4, 2025) (judgment vacating TRO and remanding)"),
        ({"court_id": "ca4", "docket_number": "25-1411", "document": None, "kind": "opinion", "actions": ()},
         "Doe v. Agency, No. 25-1411, slip op. (4th Cir. Mar. 4, 2025)"),
        ({"court_id": "cadc", "docket_number": "25-5012", "document": "2100123", "kind": "motion",
          "actions": (("stay_pending_appeal", "sought"),)},
         "Mot. for Stay Pending Appeal, Doe v. Agency, No. 25-5012 (D.C. Cir. Mar. 4, 2025), ECF No. 2100123"),
        ({"court_id": "cotrialctdenver", "docket_number": "25CV1"},
         "Order Granting Prelim. Inj., Doe v. Agency, No. 25CV1 (Colo. Dist. Ct. (Denver) Mar. 4, 2025), Dkt. No. 39"),
    ],
)  # fmt: skip
def test_each_paper_is_cited_in_the_form_of_its_court(changes: dict[str, object], expected: str) -> None:
    assert cite_event(event(**changes), COURTS) == expected


def test_what_happened_outside_a_court_or_is_withheld_has_no_citation() -> None:
    assert cite_event(event(court_id=None), COURTS) is None
    assert cite_event(event(withheld="sealed"), COURTS) is None


def test_a_paper_that_only_a_machine_read_keeps_the_words_of_the_docket() -> None:
    found = event(confirmed=False, title="Order on Motion for Preliminary Injunction: outcome not yet known")
    assert (cite_event(found, COURTS) or "").startswith("Order on Mot. for Prelim. Inj., Doe v. Agency, ")
    long = event(confirmed=False, title="ORDER granting " + "very " * 40 + "much")
    assert (cite_event(long, COURTS) or "").startswith("Order re Prelim. Inj., Doe v. Agency, ")


def test_an_order_that_the_record_calls_a_minute_order_is_cited_as_one() -> None:
    found = event(document=None, text="By minute order the court grants the motion.")
    assert (cite_event(found, COURTS) or "").startswith("Minute Order Granting Prelim. Inj., Doe v. Agency, ")


def test_no_document_number_never_makes_a_minute_order() -> None:
    assert (cite_event(event(document=None), COURTS) or "").startswith("Order Granting Prelim. Inj., ")


@pytest.mark.parametrize(
    ("caption", "known", "expected"),
    [
        ("Center for Taxpayer Rights et al. v. Internal Revenue Service et al.", "",
         "Ctr. for Taxpayer Rts. v. Internal Revenue Serv."),
        ("League of Women Voters et al. v. U.S. Department of Homeland Security et al.", "LWV v. DHS",
         "League of Women Voters v. U.S. Dep’t of Homeland Sec."),
        ("Federation of State, County and Municipal Employees, AFL-CIO, et al. v. Social Security Administration",
         "", "Fed’n of State, Cnty. & Mun. Emps. v. Soc. Sec. Admin."),
        ("State of California et al. v. United States Department of Agriculture", "",
         "California v. U.S. Dep’t of Agric."),
        ("USA v. State of New York", "", "United States v. New York"),
        ("United States v. District of Columbia", "", "United States v. District of Columbia"),
        ("DSCC v. Trump (consolidated with LULAC v. EOP)", "", "DSCC v. Trump"),
        ("Jane Does 1-2 v. Office of Personnel Management", "", "Doe v. Off. of Pers. Mgmt."),
        ("Common Cause et al. v. Donald J. Trump, in his official capacity as President", "",
         "Common Cause v. Trump"),
        ("Rosa Example v. Brooke Example", "Example v. Example", "Example v. Example"),
        ("Democracy Forward v. Robert Example", "", "Democracy Forward v. Robert Example"),
        ("University of California Student Association v. Carter et al. (later McMahon)", "",
         "Univ. of Cal. Student Ass’n v. Carter"),
        ("American Oversight v. TSA and ICE", "", "Am. Oversight v. TSA"),
        ("In re Sealed Case", "", "In re Sealed Case"),
        ("", "", "Unknown Case Title"),
    ],
)  # fmt: skip
def test_case_names_are_shortened_by_the_tables_and_people_lose_only_known_given_names(
    caption: str, known: str, expected: str
) -> None:
    assert short_case_name(caption, known) == expected


def test_a_states_own_court_calls_it_only_state() -> None:
    assert (
        short_case_name("State of California v. City of El Cajon", "", state_name("CA")) == "State v. City of El Cajon"
    )
    assert short_case_name("State of California v. City of Reno", "", state_name("NV")) == "California v. City of Reno"
    assert state_name("NE") == "Nebraska" and state_name("WY") == "Wyoming" and state_name(None) == ""


@pytest.mark.parametrize(
    ("kind", "actions", "expected"),
    [
        ("order", [("dismissal", "denied"), ("preliminary_injunction", "granted"), ("expedite", "granted")],
         "Order Granting Prelim. Inj. & Mot. to Expedite and Denying Mot. to Dismiss"),
        ("order", [("enforcement", "entered")], "Order re Mot. to Enforce"),
        ("order", [("preliminary_injunction", None)], "Order re Prelim. Inj."),
        ("order", [("other", "granted")], "Order"),
        ("judgment", [("appeal", "affirmed"), ("dismissal", "affirmed")], "Judgment Affirming Dismissal"),
        ("response", [("dismissal", "addressed")], "Opp’n to Mot. to Dismiss"),
        ("reply", [("preliminary_injunction", "addressed")], "Reply in Supp. of Mot. for Prelim. Inj."),
        ("notice", [("dismissal", "entered")], "Notice of Dismissal"),
        ("hearing", [("preliminary_injunction", "addressed")], "Hr’g on Prelim. Inj."),
        ("complaint", [], "Compl."),
    ],
)  # fmt: skip
def test_papers_are_named_by_what_they_ask_or_decide(
    kind: str, actions: list[tuple[str, str | None]], expected: str
) -> None:
    assert paper_name(kind, actions) == expected


def test_remarks_are_whole_words_in_small_letters() -> None:
    assert as_remark("Order Denying TRO & Mot. for Recons.") == "order denying TRO and motion for reconsideration"


def test_a_citation_needs_no_more_than_a_name_and_a_number() -> None:
    found = cite(case_name="A v. B", docket_number="1:25-cv-1", court="D. Mass.", day=date(2026, 2, 5), what="stay")
    assert found == "Stay, A v. B, No. 1:25-cv-1 (D. Mass. Feb. 5, 2026)"


def test_an_order_is_cited_by_the_caption_of_its_own_docket() -> None:
    case = Case.model_validate({
        "id": "a-v-b", "name": "A v. B", "caption": "A et al. v. B",
        "dockets": [{"id": "a-v-b", "court": "mad", "number": "1:26-cv-1"},
                    {"id": "b-v-a", "court": "scotus", "number": "26A1", "caption": "B v. A"}],
        "events": [{"key": "stay", "date": "2026-02-05", "docket": "b-v-a", "kind": "order", "title": "A stay",
                    "actions": ["stay_pending_appeal granted"], "sources": ["https://example.org/1"],
                    "order": {"id": "a-v-b.2026-02-05", "relief": "stay_pending_appeal"}}],
    })  # fmt: skip
    history = build_model({case.id: case}, {}, COURTS).orders["a-v-b.2026-02-05"]
    assert cite_order(case, history, case.events[0], COURTS) == (
        "B v. A, No. 26A1 (U.S. Feb. 5, 2026) (order granting stay pending appeal)"
    )
