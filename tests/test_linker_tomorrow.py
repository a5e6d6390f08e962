"""A case and a flow written into the register tomorrow, between agencies that other flows have too, told as the press does."""

from datetime import date

import pytest

from tests import real
from tracker.linking.model import NewsLink, NewsText
from tracker.linking.news import LinkBook, build_linkbook, link
from tracker.register.schema import Case, Flow

RELIEF_LOANS = Flow.model_validate({
    "id": "sba-to-ice-borrowers",
    "name": "SBA relief loans → ICE",
    "source": {"name": "Small Business Administration", "short": "SBA", "system": "pandemic relief loan files"},
    "recipient": {"name": "U.S. Immigration and Customs Enforcement", "short": "ICE", "part_of": "DHS"},
    "data": ["names and home addresses of borrowers", "payroll of small businesses"],
    "instrument": "Memorandum of understanding of Sep 8, 2026",
    "first_known": "2026-09-08",
})  # fmt: skip
GROCERS = Case.model_validate({
    "id": "latino-grocers-v-sba",
    "name": "Latino Grocers Alliance v. SBA",
    "caption": "Latino Grocers Alliance et al. v. Small Business Administration et al.",
    "topics": ["loan data", "immigration enforcement"],
    "plaintiffs": ["Latino Grocers Alliance", "Heartland Restaurant Workers Center"],
    "defendants": ["Small Business Administration", "U.S. Immigration and Customs Enforcement"],
    "dockets": [
        {"id": "latino-grocers-v-sba", "court": "mowd", "number": "4:26-cv-00871", "judge": "Harriet Ostrander",
         "filed": "2026-09-21"},
    ],
    "events": [
        {"key": "2026-09-21-complaint", "date": "2026-09-21", "kind": "complaint",
         "title": "Grocers sue over loan files", "flows": ["sba-to-ice-borrowers"], "sources": ["https://example.org/1"]},
        {"key": "2026-10-15-tro", "date": "2026-10-15", "kind": "order", "title": "Court stops the transfer of loan files",
         "actions": ["temporary_restraining_order granted"],
         "order": {"id": "latino-grocers-v-sba.2026-10-15", "relief": "temporary_restraining_order",
                   "restrictions": [{"flow": "sba-to-ice-borrowers", "effect": "bars", "text": "No loan files."}]},
         "sources": ["https://example.org/2"]},
    ],
})  # fmt: skip
CASE, FLOW = (GROCERS.id,), (RELIEF_LOANS.id,)


@pytest.fixture(scope="module")
def book() -> LinkBook:
    cases, flows = real.register().cases, real.register().flows
    return build_linkbook({**cases, GROCERS.id: GROCERS}, {**flows, RELIEF_LOANS.id: RELIEF_LOANS}, real.courts())


def read(book: LinkBook, title: str, summary: str, day: str) -> NewsLink:
    return link(book, NewsText(title, summary, "", date.fromisoformat(day)))


ABOUT = [
    ("Judge stops SBA from handing loan files to ICE", ("KANSAS CITY (AP) — A federal judge on Thursday temporarily "
     "blocked the Small Business Administration from giving Immigration and Customs Enforcement the home addresses of "
     "people who took pandemic relief loans."), "2026-10-16", CASE, FLOW),
    ("Grocers take agency to court over borrowers' data", ("The Latino Grocers Alliance sued the SBA on Monday, saying "
     "that its agreement to share loan files with ICE breaks the Privacy Act."), "2026-09-22", CASE, FLOW),
    ("Ostrander bars ICE from SBA borrowers' addresses", "", "2026-10-16", CASE, FLOW),
    ("Filing in No. 4:26-cv-871 tells how many names went out", ("The Small Business Administration told the court that "
     "it gave ICE names and addresses of 212,000 borrowers."), "2026-11-02", CASE, FLOW),
    ("SBA signed pact to share loan records with immigration agents", ("Under a memorandum of Sept. 8 the Small Business "
     "Administration would give Immigration and Customs Enforcement the files of pandemic borrowers, documents show."),
     "2026-09-12", (), FLOW),
]  # fmt: skip
BESIDE = [
    ("Ostrander rules on ICE detention in Leavenworth", ("U.S. District Judge Harriet Ostrander in Kansas City ordered "
     "bond hearings for people whom Immigration and Customs Enforcement holds.")),
    ("Lender's breach bares small businesses' loan files", ("Hackers took names and addresses of borrowers from an online "
     "lender that made relief loans for the Small Business Administration.")),
    ("Shoppers sue grocery chain over face scans", ("Customers in Kansas City accuse a grocer of keeping their data without "
     "consent; the Latino Grocers Alliance has no part in the suit.")),
    ("SBA cuts disaster loan staff", ("The Small Business Administration will close regional offices. ICE has "
     "leased one of the buildings.")),
    ("Judge lets SBA end loans to noncitizens", ("A federal judge in Kansas City declined to block a Small Business "
     "Administration rule that keeps immigrants from its loan programs.")),
]  # fmt: skip


@pytest.mark.parametrize(("title", "summary", "day", "cases", "flows"), ABOUT, ids=[item[0] for item in ABOUT])
def test_news_of_it_is_found(
    book: LinkBook, title: str, summary: str, day: str, cases: tuple[str, ...], flows: tuple[str, ...]
) -> None:
    found = read(book, title, summary, day)
    assert (found.case_ids, found.flow_ids) == (cases, flows)


@pytest.mark.parametrize(("title", "summary"), BESIDE, ids=[item[0] for item in BESIDE])
def test_what_resembles_it_stays_out(book: LinkBook, title: str, summary: str) -> None:
    assert read(book, title, summary, "2026-10-20") == NewsLink(False)
