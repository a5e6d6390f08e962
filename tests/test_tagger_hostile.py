"""Texts made to hurt: the tagger stays fast, stays inside the text, and says the same thing twice."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests import real
from tracker.models import Tagging
from tracker.tagging.prepare import prepare
from tracker.tagging.tagger import tag
from tracker.vocab import DISPOSITIONS, KINDS, RELIEFS

RULES = real.rules()
WORDS = sorted({word for rule in RULES.all for word in rule.words})
PIECES = [
    *(
        "ORDER granting 4 Motion for TRO; ",
        "motion to ",
        "the motion is granted. ",
        "case is stayed ",
        "granted ",
        "((((",
    ),
    *("]]", "(attachments: ", "[1] ", "granting 4, 5, 6, ", "stay of the ", "no. ", "order granting ", "1, 2, and 3, "),
    *(
        "a",
        "motion/",
        "injunction is hereby vacated, the ",
        "set for hearing ",
        "show cause why the ",
        "; 4 ",
        "x.y.z. ",
    ),
    *(
        "signed by judge ",
        "extension of time to respond to motion for ",
        "(entered: 1/1/2024) ",
        "if not whether ",
        "'s ",
    ),
    *("withdraw the motion ", "modified on 1 ", "stipulation approved ", "dismissed; dismissed; ", "\u2019", "\n", "0"),
    *("     ", "-", ","),
]
SECONDS = 2.0


def seconds(text: str) -> float:
    """Processor time, so that a busy machine does not count."""
    started = time.process_time()
    tag(RULES, text, court_id="ca9", source="docket")
    return time.process_time() - started


def check(text: str, found: Tagging) -> None:
    assert found.kind in KINDS
    for action in found.actions:
        assert action.relief in RELIEFS
        assert action.disposition is None or action.disposition in DISPOSITIONS
    assert list(found.rules_on) == sorted(set(found.rules_on))
    for match in found.matches:
        assert 0 <= match.start <= match.end <= len(text)
    for number in found.rules_on:
        spans = [text[m.start : m.end] for m in found.matches if m.label == f"rules_on:{number}"]
        assert [int(span.split("-")[0]) for span in spans] == [number]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(PIECES + WORDS), min_size=1, max_size=12), st.sampled_from(["ORDER ", "MOTION ", ""]))
def test_no_repetition_of_legal_words_takes_long(pieces: list[str], head: str) -> None:
    unit = "".join(pieces) + " "
    text = (head + unit * (20_000 // len(unit) + 1))[:20_000]
    assert seconds(text) < SECONDS


@pytest.mark.parametrize("piece", PIECES)
def test_time_grows_no_faster_than_a_text_of_one_piece(piece: str) -> None:
    def text(size: int) -> str:
        return ("ORDER " + piece * (size // len(piece) + 1))[:size]

    short = min(seconds(text(5_000)) for _ in range(3))
    # Four times the text may take four times as long; the rest is allowance for the machine, as are second tries.
    assert any(seconds(text(20_000)) < 10 * short + 0.05 for _ in range(3))


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(PIECES + WORDS), max_size=40), st.sampled_from(["dcd", "ca9", "nysb", None]))
def test_spans_lie_in_the_text_and_tagging_is_deterministic(pieces: list[str], court: str | None) -> None:
    text = " ".join(pieces)
    found = tag(RULES, text, court_id=court, source="docket")
    check(text, found)
    assert tag(RULES, text, court_id=court, source="docket") == found


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=300), st.sampled_from(["docket", "rss", None]))
def test_any_text_at_all_is_tagged(text: str, source: str | None) -> None:
    check(text, tag(RULES, text, court_id="dcd", source=source))


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=300))
def test_preparing_keeps_every_position(text: str) -> None:
    low = prepare(text).low
    assert low.isascii()
    assert len(low) <= len(text)
    for at, letter in enumerate(low):
        # What is not blanked is the same letter at the same place.
        if letter.isalnum():
            assert text[at].lower() == letter
