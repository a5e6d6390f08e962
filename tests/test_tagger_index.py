"""The choice of candidates hides no rule: what the index finds is what every rule, tried by itself, finds."""

import json
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests import real
from tests.test_tagger_hostile import PIECES, WORDS
from tracker.tagging.kinds import find_kind
from tracker.tagging.prepare import Prepared, prepare
from tracker.tagging.rules import Rule
from tracker.tagging.scan import Row, find_rows

RULES = real.rules()
LABELLED = [
    json.loads(line)
    for line in (Path(__file__).parent / "tagger_entries.jsonl").read_text(encoding="utf-8").splitlines()
]
AT_WORD = {word: [rule for rule in RULES.all if word in rule.words] for word in WORDS}
COURTS = ["dcd", "ca9", "nysb"]
_WORD = re.compile(r"[a-z]+")
_BEHIND_THE_HEAD = 60


def every_match(prepared: Prepared, head_end: int) -> list[Row]:
    """All matches of reliefs, verbs and acts: each rule, by itself, at each of its words."""
    found: list[Row] = []
    for word in _WORD.finditer(prepared.low):
        at = word.start()
        for rule in AT_WORD.get(word.group(), ()):
            if rule.group == "kind" or rule.weak:
                continue
            if counts(rule, prepared, at, head_end) and (hit := rule.pattern.match(prepared.low, at)):
                found.append((at, rule.order, hit.end(), rule))
    return found


def counts(rule: Rule, prepared: Prepared, at: int, head_end: int) -> bool:
    if prepared.court not in rule.courts or (rule.head and at > head_end + _BEHIND_THE_HEAD):
        return False
    return not rule.context or prepared.court == "appeal" or not rule.context.isdisjoint(prepared.words)


def first_kind(prepared: Prepared, at: int, word: str) -> str | None:
    """The kind rule that wins at one word, each tried by itself."""
    for rule in RULES.all:
        if rule.group == "kind" and word in rule.words and prepared.court in rule.courts:
            has_context = not rule.context or not rule.context.isdisjoint(prepared.words)
            if has_context and rule.pattern.match(prepared.low, at):
                return rule.id
    return None


def compare(text: str, court: str) -> None:
    prepared = prepare(text, court)
    head = find_kind(RULES, prepared)
    if head is not None:
        first = _WORD.match(prepared.low, head.start)
        assert first is not None
        if first.group() not in RULES.anywhere[prepared.court]:
            assert first_kind(prepared, head.start, first.group()) == head.rule.id
    head_end = head.end if head else 0
    found = find_rows(RULES.court, prepared, head_end)
    assert sorted(found, key=place) == sorted(every_match(prepared, head_end), key=place)


def place(row: Row) -> tuple[int, int]:
    return row[0], row[1]


@pytest.mark.parametrize("court", COURTS)
def test_no_rule_is_hidden_in_any_labelled_entry(court: str) -> None:
    # Each entry is read as one of the three levels of court has it; all of them in every third.
    for entry in LABELLED[COURTS.index(court) :: len(COURTS)]:
        compare(entry["text"], court)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(PIECES + WORDS), max_size=25), st.sampled_from(COURTS), st.sampled_from(["ORDER ", ""]))
def test_no_rule_is_hidden_in_heaps_of_legal_words(pieces: list[str], court: str, head: str) -> None:
    compare(head + " ".join(pieces), court)
