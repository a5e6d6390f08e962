"""How the linker cuts text into words and sentences, and what it takes for a place, a court or a party."""

from datetime import date
from pathlib import Path

import pytest

from tests import real
from tracker.linking.dates import Stated, stated_in
from tracker.linking.flows import flow_hits
from tracker.linking.lexicon import AGENCIES, TOPICS
from tracker.linking.model import NewsText
from tracker.linking.parties import captions_of, judges_of, parties_of
from tracker.linking.places import CIRCUITS, CITIES, STATES, forum
from tracker.linking.reading import read
from tracker.linking.words import Phrases, fold, norms, sentences, tokens

ROOT = Path(__file__).resolve().parent.parent
COURTS = real.courts()
REGISTER = real.register()
BOOK = real.linkbook()


@pytest.mark.parametrize(
    ("raw", "folded"),
    [("voters'", "voter"), ("IRS", "irs"), ("agencies", "agency"), ("taxes", "tax"), ("U.S.", "us"), ("47,289", "47289"),
     ("1.28", "1.28"), ("judge's", "judge"), ("access", "access"), ("status", "status"), ("&", "and")],
)  # fmt: skip
def test_words_are_folded_to_one_form(raw: str, folded: str) -> None:
    assert fold(raw) == folded


def test_hyphens_and_curly_quotes_do_not_part_a_phrase() -> None:
    assert norms("the state’s driver‑license data—sharing") == ("the", "state", "driver", "license", "data", "sharing")


def test_abbreviations_do_not_end_a_sentence() -> None:
    text = "U.S. District Judge A. B. Cote said on Jan. 6 that AFT v. Bessent goes on. It is No. 25-1282. Gov. Polis agrees."
    assert sentences(text) == (
        "U.S. District Judge A. B. Cote said on Jan. 6 that AFT v. Bessent goes on.",
        "It is No. 25-1282.",
        "Gov. Polis agrees.",
    )


def test_the_longest_phrase_wins_and_capitals_count_for_short_words() -> None:
    phrases = Phrases({"agency": ["Social Security"], "number": ["Social Security number"], "ice": ["ICE"]})

    def found(text: str) -> list[str]:
        return [hit.value for hit in phrases.find(tokens(text))]

    assert found("Social Security numbers and Social Security") == ["number", "agency"]
    assert (found("ICE on the road"), found("Ice on the road")) == (["ice"], [])
    assert [hit.value for hit in phrases.find(tokens("ICE ON THE ROAD"), shouted=True)] == []


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("on April 7, 2025, and", [Stated(2025, 4, 7, 3)]),
        ("the Dec. 2 ruling", [Stated(None, 12, 2, 4)]),
        ("Tuesday 21 April", [Stated(None, 4, 21, 11)]),
        ("filed 2026-02-05", [Stated(2026, 2, 5, 6)]),
        ("in November 2025", [Stated(2025, 11, None, 3)]),
        ("last November", [Stated(None, 11, None, 5)]),
        ("it may march on", []),
    ],
)
def test_stated_days_and_months(line: str, expected: list[Stated]) -> None:
    assert [*stated_in(line, None)] == expected


def test_a_weekday_is_the_last_one_up_to_the_items_day() -> None:
    (friday,) = stated_in("said Friday", date(2026, 2, 5))
    assert (friday.year, friday.month, friday.day) == (2026, 1, 30)


@pytest.mark.parametrize(
    ("court_id", "phrase"),
    [("mad", "District of Massachusetts"), ("nysd", "Southern District of New York"), ("ca4", "4th Circuit"),
     ("ca4", "Fourth U.S. Circuit"), ("cadc", "D.C. Circuit"), ("neb", "Nebraska Supreme Court"),
     ("nedistctlancaster", "Lancaster County judge"), ("scotus", "Supreme Court"), ("wvsd", "S.D.W. Va.")],
)  # fmt: skip
def test_a_court_is_found_by_what_newspapers_call_it(court_id: str, phrase: str) -> None:
    assert phrase in forum(COURTS[court_id]).phrases


def test_every_city_and_circuit_names_a_known_court_and_state() -> None:
    assert set(CITIES.values()) | set(CIRCUITS.values()) <= COURTS.keys()
    assert CIRCUITS.keys() <= STATES.keys()


@pytest.mark.parametrize(
    ("line", "courts", "court_places", "states"),
    [
        ("A federal judge in Boston ruled.", {"mad"}, set(), set()),
        ("SAN FRANCISCO -- The states won.", {"cand"}, set(), set()),
        ("Boston celebrates.", set(), set(), set()),
        ("A judge in Oregon ruled for Maine.", set(), {"OR"}, {"OR", "ME"}),
        ("Buses left Harlingen, Texas, for Ohio.", set(), set(), {"OH"}),
        ("Officials in Washington said no.", set(), set(), set()),
        ("Utah and Washington were sued.", set(), set(), {"UT", "WA"}),
        ("The New York Times and West Virginia.", set(), set(), {"WV"}),
        ("A D.C. judge ruled.", set(), {"DC"}, set()),
    ],
)
def test_where_a_court_sits_is_told_from_who_is_a_party(
    line: str, courts: set[str], court_places: set[str], states: set[str]
) -> None:
    seen = read(BOOK, NewsText("Title", line, "")).seen[1]
    assert (seen.courts, seen.court_places, seen.states) == (courts, court_places, states)


def test_a_judge_once_introduced_is_known_by_the_surname() -> None:
    found = read(BOOK, NewsText("DOGE", "Judge Ellen Lipton Hollander ruled. Later Hollander explained.", ""))
    assert found.judges == {"hollander": frozenset({1, 2})}


@pytest.mark.parametrize(
    "line", ["Bates also dismissed a claim.", "Judges Millett and Bates sat.", "John Bates spoke."]
)
def test_a_judge_is_known_by_a_title_a_first_name_or_an_act(line: str) -> None:
    assert "bates" in {name + "s" for name in read(BOOK, NewsText("DOGE", line, "")).judges}


def test_a_namesake_is_no_judge() -> None:
    assert not read(BOOK, NewsText("King of pop", "The King and Alan Walker sang with Tom Jones.", "")).judges


def test_register_judges_are_read_out_of_notes() -> None:
    assert judges_of(["Richardson, J.; King, J., dissenting", "Per curiam", "Full court (opinion by Heytens, J.)"]) == {
        ("richardson",), ("king",), ("heyten",),
    }  # fmt: skip


def test_captions_know_which_sides_many_cases_have() -> None:
    common = {(c.left, c.right): c.common for c in captions_of(REGISTER.cases["california-v-hhs"])}
    assert common[("california",), ("hhs",)]
    assert not any(caption.common for caption in captions_of(REGISTER.cases["gribbon-v-musk"]))


def test_officials_and_groups_of_people_are_no_parties_of_their_own() -> None:
    labels = {" ".join(party.words) for party in parties_of(REGISTER.cases["afge-v-opm"])}
    assert "american federation of government employee" in labels
    assert not any("individual" in label or "administrator" in label for label in labels)


def test_lexicon_names_are_written_as_they_are_looked_up() -> None:
    for agency in AGENCIES.values():
        assert all(norms(name) for name in (*agency.names, *agency.weak))
        assert agency.parent is None or agency.parent in AGENCIES
    assert all(norms(phrase) for phrases in TOPICS.values() for phrase in phrases)


@pytest.mark.parametrize(
    "summary",
    [
        "The IRS and ICE both held press conferences.",
        "ICE wants records.",
        "Taxpayers paid the IRS online.",
    ],
)
def test_a_flow_needs_both_ends_and_moving_data(summary: str) -> None:
    hit = flow_hits(BOOK, read(BOOK, NewsText("", summary, ""))).get("irs-to-ice-addresses")
    assert hit is None or hit.score < 0.7
