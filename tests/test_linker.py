"""Which news the linker takes up, for which cases and flows, and what it leaves out."""

import tomllib
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests import real
from tracker.linking.model import NewsLink, NewsText
from tracker.linking.news import LinkBook, build_linkbook, link
from tracker.linking.places import STATES

ROOT = Path(__file__).resolve().parent.parent
ITEMS: dict[str, list[dict[str, Any]]] = tomllib.loads(
    (ROOT / "tests/test_linker_items.toml").read_text(encoding="utf-8")
)
REGISTER = real.register()


@cache
def book() -> LinkBook:
    return build_linkbook(REGISTER.cases, REGISTER.flows, real.courts())


def read(title: str, summary: str = "", url: str = "", day: date | None = None) -> NewsLink:
    return link(book(), NewsText(title, summary, url, day))


@pytest.mark.parametrize("item", ITEMS["about"], ids=lambda item: item["title"][:60])
def test_an_item_is_linked_to_its_cases_and_flows(item: dict[str, Any]) -> None:
    found = read(item["title"], item["summary"], day=item.get("day"))
    assert found.relevant
    assert set(found.case_ids) == set(item["cases"])
    assert len(item["cases"]) != 1 or found.case_ids[0] == item["cases"][0]
    assert set(item["flows"]) <= set(found.flow_ids) <= {*item["flows"], *item.get("also", [])}


@pytest.mark.parametrize("item", ITEMS["beside"], ids=lambda item: item["title"][:60])
def test_a_near_miss_stays_out(item: dict[str, Any]) -> None:
    assert read(item["title"], item["summary"]) == NewsLink(False)


@pytest.mark.parametrize("case_id", sorted(REGISTER.cases))
def test_every_case_of_the_register_is_found_by_its_name_and_flow(case_id: str) -> None:
    case, profile = REGISTER.cases[case_id], book().cases[case_id]
    court = real.courts()[case.dockets[0].court]
    flows = [REGISTER.flows[flow].name.replace(" → ", " data are handed over to ") for flow in profile.flows[:1]]
    states = " and ".join(STATES[state] for state in sorted(profile.lead_states))
    name = case.name.split(" (")[0]
    about = flows[0] if flows else " and ".join(case.topics)
    found = read(f"New filing in {name}", f"The court ({court.citation}) has the lawsuit over how {about}. {states}")
    assert found.case_ids == (case_id,)


@pytest.mark.parametrize("flow_id", sorted(REGISTER.flows))
def test_every_flow_of_the_register_is_found_by_its_own_words(flow_id: str) -> None:
    flow = REGISTER.flows[flow_id]
    source, recipient = flow.source.name.split(" (")[0], flow.recipient.name.split(" (")[0]
    data = ", ".join([flow.name.split(" → ")[0], *flow.data])
    summary = f"{source} gives {recipient} records with {data}, under {flow.instrument or 'an agreement'}."
    assert flow_id in read("Records handed over", summary).flow_ids


def test_reasons_name_the_judge_the_court_and_the_flow() -> None:
    found = read("Use of tax data barred", "Judge Indira Talwani forbade ICE to use addresses that the IRS gave it.")
    assert found.because == (
        "CEDC v. Bessent: names Judge Indira Talwani (D. Mass.) and tells of the flow IRS → ICE addresses",
    )
    assert 0.6 <= found.score <= 1


def test_a_flow_without_a_case_gives_the_passage_as_its_reason() -> None:
    found = read("HUD checks its tenants", "The housing department ran tenants' records through the SAVE database.")
    assert (found.case_ids, found.flow_ids) == ((), ("hud-to-dhs-save",))
    assert found.because[0].startswith('HUD tenant files → SAVE: "')


def test_more_evidence_gives_a_higher_score() -> None:
    flow = "DOGE's access to Treasury payment systems"
    some = read("Ruling", f"Judge Jeannette Vargas limited {flow}.")
    more = read("Ruling", f"In New York v. Trump, No. 1:25-cv-01144, Judge Jeannette Vargas limited {flow}.")
    assert some.case_ids == more.case_ids == ("new-york-v-trump-treasury",)
    assert some.score < more.score


def test_the_words_of_an_address_help() -> None:
    url = "https://example.org/2026/02/13/social-security-offices-give-ice-appointment-records"
    assert read("What they told us at the counter", url=url).flow_ids == ("ssa-to-ice-appointments",)
    assert not read("What they told us at the counter").relevant


def test_a_day_in_the_address_stands_in_for_the_day_of_publication() -> None:
    summary = "U.S. District Judge Indira Talwani on Thursday barred ICE from using addresses that the IRS gave it."
    dated = read("Court bars use of tax data", summary, "https://example.org/2026/02/06/x")
    assert dated.event_date == date(2026, 2, 5)
    assert read("Court bars use of tax data", summary, "https://example.org/2026/02/36/x").event_date is None


@pytest.mark.parametrize("title", ["ICE GETS IRS RECORDS OF TAXPAYERS", "Ice on roads; save your tax records"])
def test_an_abbreviation_that_is_a_word_counts_in_capitals_only(title: str) -> None:
    assert not read(title).flow_ids


def test_a_state_in_a_list_of_other_suits_is_not_the_news() -> None:
    found = read(
        "Justice Department sues Virginia for voter rolls",
        "It asks a court to make Virginia produce its voter list. In September it sued Oregon and Maine.",
        day=date(2026, 1, 16),
    )
    assert found.case_ids == ("us-v-virginia",)


def test_a_town_is_not_its_state() -> None:
    found = read(
        "Colorado and Nevada sued over voter lists",
        "The Justice Department wants both states to hand over voter lists, and Fulton County, Georgia, old ballots.",
        day=date(2025, 12, 12),
    )
    assert set(found.case_ids) == {"us-v-colorado", "us-v-nevada"}


def test_a_common_caption_about_something_else_is_no_case_of_ours() -> None:
    assert not read("Court rules in California v. Trump", "The case concerns tariffs on steel.").relevant
    assert not read("New York v. Trump goes on", "States want disaster money back, a judge in New York heard.").relevant


def test_a_suit_for_public_records_is_told_apart_from_the_suit_over_the_flow() -> None:
    group = "Community Economic Development Center of Southeastern Massachusetts"
    foia = read("Group sues for papers", f"Under the Freedom of Information Act the {group} sued the IRS for records "
                "on taxpayer addresses given to ICE.")  # fmt: skip
    assert foia.case_ids[:1] == ("cedc-v-irs-foia",)


@settings(deadline=None, max_examples=60)
@given(st.text(max_size=300), st.text(max_size=600), st.text(max_size=80))
def test_any_text_gets_an_answer(title: str, summary: str, url: str) -> None:
    found = read(title, summary, url)
    assert found.relevant == bool(found.case_ids or found.flow_ids)
    assert found.relevant or found == NewsLink(False)


def test_the_same_item_always_gets_the_same_answer() -> None:
    item = ITEMS["about"][0]
    again = build_linkbook(REGISTER.cases, REGISTER.flows, real.courts())
    text = NewsText(item["title"], item["summary"], "", item["day"])
    assert link(again, text) == link(book(), text)


def test_a_very_long_item_is_read_from_its_beginning_only() -> None:
    beginning = "Judge Indira Talwani forbade ICE to use tax addresses that the IRS gave it. "
    found = read("Use of tax data barred", beginning + "More. " * 100_000 + "In Gribbon v. Musk a motion was filed.")
    assert found.case_ids == ("cedc-v-bessent",)
