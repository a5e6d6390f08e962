"""A case and a flow that nobody has seen before are found by their own facts: no rule names them."""

from datetime import date
from pathlib import Path

import pytest

from tests import real
from tracker.linking.model import NewsLink, NewsText
from tracker.linking.news import LinkBook, build_linkbook, link
from tracker.register.schema import Case, Flow

ROOT = Path(__file__).resolve().parent.parent
KEEPERS = Flow.model_validate({
    "id": "lighthouses-to-ferries",
    "name": "Lighthouses → Ferries keepers' addresses",
    "source": {"name": "Bureau of Lighthouses", "short": "Lighthouses", "system": "keepers' pay roll"},
    "recipient": {"name": "Ferry Inspection Office", "short": "FIO"},
    "data": ["name", "home address", "tide diary"],
    "instrument": "Memorandum of understanding of Mar 3, 2026",
    "first_known": "2026-03",
})  # fmt: skip
GUILD = Case.model_validate({
    "id": "keepers-guild-v-lighthouses",
    "name": "Keepers' Guild v. Bureau of Lighthouses",
    "caption": "Keepers' Guild of the Northern Coast et al. v. Bureau of Lighthouses et al.",
    "topics": ["keepers' data"],
    "plaintiffs": ["Keepers' Guild of the Northern Coast", "Lantern Society"],
    "defendants": ["Bureau of Lighthouses", "Ferry Inspection Office", "Director Abel Quirke"],
    "dockets": [
        {"id": "keepers-guild-v-lighthouses", "court": "med", "number": "2:26-cv-09871", "judge": "Ottilie Zundel",
         "filed": "2026-03-20"},
        {"id": "keepers-guild-ca1", "court": "ca1", "number": "26-9876", "reviews": "keepers-guild-v-lighthouses"},
    ],
    "events": [
        {"key": "2026-03-20-complaint", "date": "2026-03-20", "kind": "complaint",
         "title": "Keepers sue over addresses", "flows": ["lighthouses-to-ferries"], "sources": ["https://example.org/1"]},
        {"key": "2026-04-09-injunction", "date": "2026-04-09", "kind": "order",
         "title": "Court keeps the pay roll shut",
         "actions": ["preliminary_injunction granted"], "flows": ["lighthouses-to-ferries"],
         "order": {"id": "keepers-guild-v-lighthouses.2026-04-09", "relief": "preliminary_injunction",
                   "restrictions": [{"flow": "lighthouses-to-ferries", "effect": "bars", "text": "No pay roll data."}]},
         "sources": ["https://example.org/2"]},
    ],
})  # fmt: skip


@pytest.fixture(scope="module")
def book() -> LinkBook:
    cases, flows = real.register().cases, real.register().flows
    return build_linkbook({**cases, GUILD.id: GUILD}, {**flows, KEEPERS.id: KEEPERS}, real.courts())


def read(book: LinkBook, title: str, summary: str, day: date | None = None) -> NewsLink:
    return link(book, NewsText(title, summary, "", day))


BY_ITS_FACTS = {
    "judge": "Judge Ottilie Zundel said that the Bureau of Lighthouses may not give keepers' addresses to the Ferry "
    "Inspection Office.",
    "party": "The Lantern Society won its case over the addresses that the Bureau of Lighthouses shares with the FIO.",
    "place": "A federal judge in Maine blocked the Lighthouses Bureau from sharing keepers' home addresses with the "
    "Ferry Inspection Office.",
    "number": "In No. 2:26-cv-09871 the judge kept the pay roll of the Bureau of Lighthouses from the Ferry Inspection "
    "Office.",
    "caption": "The ruling in Keepers' Guild v. Bureau of Lighthouses keeps pay roll data from ferry inspectors.",
}


@pytest.mark.parametrize("summary", BY_ITS_FACTS.values(), ids=BY_ITS_FACTS.keys())
def test_a_new_case_is_found_by_its_own_facts(book: LinkBook, summary: str) -> None:
    found = read(book, "Keepers may sleep again", summary)
    assert found.case_ids == (GUILD.id,)
    assert found.flow_ids == (KEEPERS.id,)


def test_a_new_flow_is_found_without_any_case(book: LinkBook) -> None:
    summary = (
        "The Ferry Inspection Office has asked for the pay roll data that the Bureau of Lighthouses keeps on keepers."
    )
    found = read(book, "Keepers' files wanted", summary)
    assert (found.case_ids, found.flow_ids) == ((), (KEEPERS.id,))


def test_an_event_of_a_new_case_is_found_by_its_day(book: LinkBook) -> None:
    summary = (
        "U.S. District Judge Ottilie Zundel on Thursday barred the Bureau of Lighthouses from giving keepers' addresses "
        "to the Ferry Inspection Office."
    )
    found = read(book, "Court shields lighthouse keepers", summary, date(2026, 4, 10))
    assert found.event_ids == ("keepers-guild-v-lighthouses.2026-04-09-injunction",)
    assert found.event_date == date(2026, 4, 9)


@pytest.mark.parametrize(
    "summary",
    [
        "The Bureau of Lighthouses paints its towers; a judge in Maine opened the season.",
        "The Ferry Inspection Office closed two piers after a storm, and a court in Portland heard the owners.",
        "Judge Ottilie Zundel sentenced a smuggler to four years.",
        "The Lantern Society sued a brewery over its label.",
    ],
)
def test_the_same_people_about_something_else_are_left_out(book: LinkBook, summary: str) -> None:
    assert not read(book, "From the coast", summary).relevant


def test_news_from_before_a_case_began_is_not_about_it(book: LinkBook) -> None:
    summary = BY_ITS_FACTS["judge"]
    assert read(book, "A speech", summary, date(2026, 4, 1)).case_ids == (GUILD.id,)
    assert read(book, "A speech", summary, date(2025, 9, 1)).case_ids == ()


def test_without_its_register_file_the_case_is_unknown() -> None:
    assert not read(real.linkbook(), "Court shields lighthouse keepers", BY_ITS_FACTS["judge"]).relevant
