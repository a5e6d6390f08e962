"""What an item reports to have happened, on which day, and which events of the register it tells of."""

from datetime import date
from functools import cache
from pathlib import Path

import pytest

from tests import real
from tracker.linking.model import NewsEvent, NewsLink, NewsText
from tracker.linking.news import LinkBook, link

ROOT = Path(__file__).resolve().parent.parent


@cache
def book() -> LinkBook:
    return real.linkbook()


def read(title: str, summary: str = "", day: date | None = None) -> NewsLink:
    return link(book(), NewsText(title, summary, "", day))


ADMISSION = (
    "The tax agency has conceded in court that it passed on information about thousands of taxpayers without right when "
    "it carried out its agreement with the Department of Homeland Security. Its chief risk and control officer says in a "
    "filing that some 47,000 of the 1.28 million names on the list could be verified. For fewer than 5 % of them, ICE was "
    "given additional address data although its request was insufficient. {courts}"
)


@pytest.mark.parametrize(
    "courts",
    [
        "Courts in Massachusetts and, in November, elsewhere had already ordered the IRS to stop.",
        "A court in Massachusetts had ordered the IRS to stop. In November another court had blocked the sharing.",
    ],
)
def test_an_admission_is_linked_to_both_orders_and_to_the_declaration(courts: str) -> None:
    found = read("IRS: taxpayer data wrongly went to ICE", ADMISSION.format(courts=courts), date(2026, 2, 12))
    assert found.flow_ids == ("irs-to-ice-addresses",)
    assert found.case_ids[0] == "center-for-taxpayer-rights-v-irs"
    assert set(found.case_ids) == {"center-for-taxpayer-rights-v-irs", "cedc-v-bessent"}
    assert set(found.event_ids) >= real.ADMISSION_EVENTS
    assert all(event.startswith(("center-for-taxpayer-rights", "cedc-v-bessent")) for event in found.event_ids)
    assert found.event == NewsEvent("disclosure", "none", "none")


DOGE = "DOGE's access to Treasury payment systems"
HAPPENED = {
    "opinion preliminary_injunction denied": f"Judge Kollar-Kotelly refused to block {DOGE}, finding no harm.",
    "order temporary_restraining_order granted": f"Judge Paul Engelmayer granted a restraining order against {DOGE}.",
    "opinion preliminary_injunction granted": f"In an opinion Judge Vargas granted an injunction against {DOGE}.",
    "order preliminary_injunction granted_in_part": f"Judge Vargas partly granted an injunction against {DOGE}.",
    "complaint none sought": f"The Alliance for Retired Americans sued over {DOGE}.",
    "hearing preliminary_injunction sought": f"Judge Vargas signaled on Friday that she will enjoin {DOGE}.",
    "motion preliminary_injunction sought": f"New York asked Judge Vargas to enjoin {DOGE}.",
    "hearing appeal none": f"The 2nd Circuit heard arguments in New York v. Trump on {DOGE}.",
}


@pytest.mark.parametrize(("expected", "summary"), HAPPENED.items(), ids=HAPPENED.keys())
def test_what_happened_is_read_from_the_words(expected: str, summary: str) -> None:
    found = read("News of the Treasury systems", summary)
    assert found.relevant
    assert found.event == NewsEvent(*expected.split())


OTHER_ACTS = [
    ("Judge Susan Brnovich dismissed the Justice Department's suit for Arizona's voter rolls.",
     "order dismissal granted"),
    ("Judge Denise Cote let AFGE pursue some claims over DOGE and OPM records but dismissed others.",
     "order dismissal granted_in_part"),
    ("Florida settled with Homeland Security over access to the SAVE database for its voter rolls.",
     "agreement none entered"),
    ("The 4th Circuit vacated the injunction that kept DOGE from Social Security Administration data.",
     "order preliminary_injunction vacated"),
    ("The Supreme Court stayed the injunction that kept DOGE from Social Security Administration data.",
     "order stay_pending_appeal granted"),
    ("Judge Sparkle Sooknanan set aside the overhaul of the SAVE system with Social Security data.",
     "order vacatur_of_agency_action granted"),
    ("Judge Indira Talwani stayed the IRS agreement to share taxpayer data with ICE.",
     "order stay_of_agency_action granted"),
    ("Moss v. Polis: the court permanently barred answers to the ICE subpoena for labor records.",
     "order permanent_injunction granted"),
]  # fmt: skip


@pytest.mark.parametrize(("summary", "expected"), OTHER_ACTS)
def test_each_relief_is_told_from_the_others(summary: str, expected: str) -> None:
    assert read("In court", summary).event == NewsEvent(*expected.split())


def test_news_beside_the_matter_has_no_event_and_no_day() -> None:
    found = read("Judge rules on parking", "A judge in Boston on Jan. 5, 2026 upheld a fine.", date(2026, 1, 6))
    assert (found.event, found.event_date) == (None, None)


ARIZONA = "Judge Susan Brnovich dismissed the Justice Department's suit for Arizona's voter rolls"


@pytest.mark.parametrize(
    ("summary", "published", "expected"),
    [
        (f"{ARIZONA} on April 28, 2026.", None, date(2026, 4, 28)),
        (f"{ARIZONA} on Tuesday.", date(2026, 4, 29), date(2026, 4, 28)),
        (f"{ARIZONA} on Tuesday.", date(2026, 4, 28), date(2026, 4, 28)),
        (f"{ARIZONA} yesterday.", date(2026, 4, 29), date(2026, 4, 28)),
        (f"{ARIZONA} today.", date(2026, 4, 28), date(2026, 4, 28)),
        (f"{ARIZONA} on Tuesday.", None, None),
        (f"{ARIZONA}.", date(2026, 4, 28), None),
        (f"{ARIZONA} on April 28.", None, date(2026, 4, 28)),
        (f"{ARIZONA} on April 28.", date(2026, 4, 30), date(2026, 4, 28)),
        (f"{ARIZONA} on Dec. 30.", date(2027, 1, 2), date(2026, 12, 30)),
        (f"{ARIZONA} on April 27.", None, None),
        (f"{ARIZONA}; the state had until May 5, 2026 to answer.", None, None),
    ],
    ids=["stated", "weekday", "same weekday", "yesterday", "today", "weekday of unknown week", "only published",
         "year from the register", "year from the item", "last year", "no such day in the register", "a deadline"],
)  # fmt: skip
def test_the_day_is_stated_or_counted_or_left_open(summary: str, published: date | None, expected: date | None) -> None:
    assert read("Arizona keeps its voter list", summary, published).event_date == expected


def test_an_event_is_told_by_its_day() -> None:
    found = read("Arizona keeps its voter list", f"{ARIZONA} on April 28, 2026.")
    assert found.event_ids == ("us-v-arizona.2026-04-28-suit-dismissed",)


def test_of_two_acts_of_one_day_the_reported_one_is_told() -> None:
    found = read(
        "Supreme Court stays ruling on citizenship lists",
        "The Supreme Court on Aug. 24, 2026 stayed the injunction against Executive Order 14399 and its lists of citizens "
        "for states in the case of California.",
    )
    assert found.event_ids[:1] == ("california-v-trump-eo14399.2026-08-24-supreme-court-stay",)
    assert "california-v-trump-eo14399.2026-08-24-intervenors-moot" not in found.event_ids


def test_an_event_after_the_item_is_not_told() -> None:
    summary = (
        "Judge Susan Brnovich heard the Justice Department's suit for Arizona's voter rolls; a ruling is due April 28."
    )
    found = read("Arizona voter list", summary, date(2026, 4, 20))
    assert found.case_ids == ("us-v-arizona",)
    assert found.event_ids == ()


def test_a_refusal_is_not_told_as_an_order_of_that_court() -> None:
    found = read(
        "Appeal filed", "A federal judge in Boston had refused to stop the IRS from sharing taxpayer data with ICE."
    )
    assert "cedc-v-bessent.2026-02-05-stay" not in found.event_ids


def test_every_event_id_is_one_of_the_register() -> None:
    known = {event.id for case in book().cases.values() for event in case.events}
    found = read("IRS: taxpayer data wrongly went to ICE", ADMISSION.format(courts=""), date(2026, 2, 12))
    assert found.event_ids
    assert set(found.event_ids) <= known
