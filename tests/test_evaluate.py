"""Scoring against labelled entries: what counts as right, as wrong, as missed, and how it is told."""

import json

import pytest

from tests import real
from tracker.errors import ParseError
from tracker.tagging.evaluate import Score, evaluate, load_gold, render

RULES = real.rules()


def line(text: str, kind: str, *pairs: str, on: tuple[int, ...] = (), name: str = "a") -> str:
    actions = [dict(zip(("relief", "disposition"), pair.split(":"), strict=True)) for pair in pairs]
    row = {"id": name, "court": "dcd", "source": "docket", "text": text, "kind": kind}
    return json.dumps({**row, "actions": actions, "rules_on": list(on)})


RIGHT = line("ORDER granting 4 Motion to Seal.", "order", "seal:granted", on=(4,), name="right")


def test_a_right_entry_is_no_miss() -> None:
    report = evaluate(RULES, load_gold([RIGHT]))
    assert (report.entries, report.right_kinds, report.exact_numbers, report.misses) == (1, 1, 1, [])
    assert report.all_pairs == Score(right=1)
    assert report.kinds["order"].f1 == report.pairs["seal:granted"].f1 == 1.0


def test_a_wrong_entry_counts_as_wrong_here_and_missed_there() -> None:
    gold = line("ORDER granting 4 Motion to Seal.", "notice", "discovery:denied", on=(5,))
    report = evaluate(RULES, load_gold([RIGHT, gold]))
    assert report.right_kinds == report.exact_numbers == 1
    assert report.kinds["order"] == Score(right=1, wrong=1)
    assert report.kinds["notice"] == Score(missed=1)
    assert report.pairs["seal:granted"] == Score(right=1, wrong=1)
    assert report.pairs["discovery:denied"] == Score(missed=1)
    assert report.all_numbers == Score(right=1, wrong=1, missed=1)
    assert [miss.gold.id for miss in report.misses] == ["a"]


def test_precision_recall_and_f1_are_the_usual_ones() -> None:
    score = Score(right=3, wrong=1, missed=2)
    assert (score.precision, score.recall) == (0.75, 0.6)
    assert score.f1 == pytest.approx(2 * 0.75 * 0.6 / 1.35)
    assert (Score().precision, Score().recall, Score().f1) == (0.0, 0.0, 0.0)


def test_an_interim_ruling_that_the_label_does_not_make_is_the_gravest_miss() -> None:
    claimed = line("ORDER granting 4 Motion for Temporary Restraining Order.", "order", "other:entered", name="claimed")
    kind = line("NOTICE of Settlement by Acme Inc.", "letter", name="kind")
    asked = line("MOTION for Preliminary Injunction by Acme Inc.", "motion", "other:sought", name="asked")
    report = evaluate(RULES, load_gold([asked, kind, claimed, RIGHT]))
    assert report.false_interim == [("claimed", "temporary_restraining_order:granted")]
    assert [miss.gold.id for miss in report.misses] == ["claimed", "kind", "asked"]


def test_the_table_tells_totals_and_the_worst_misses() -> None:
    gold = [RIGHT, line("NOTICE of Settlement by Acme Inc.", "letter", name="kind")]
    report = evaluate(RULES, load_gold(gold))
    text = render(report, 5)
    assert "kind: 0.500 of entries right" in text
    assert "rules_on: 1.000 of entries exactly right" in text
    assert "interim rulings claimed that the label does not make: 0" in text
    assert "kind notice, label letter" in text
    assert "NOTICE of Settlement" not in render(report)


def test_the_same_entries_give_the_same_table() -> None:
    gold = load_gold([RIGHT, line("x", "other", name="b")])
    assert render(evaluate(RULES, gold), 9) == render(evaluate(RULES, gold), 9)


@pytest.mark.parametrize(
    ("lines", "complaint"),
    [
        (["{"], "line 1: not a labelled entry"),
        ([RIGHT, '{"id": 1}'], "line 2: not a labelled entry"),
        (["[1]"], "line 1: not a labelled entry"),
        ([line("x", "verdict")], "'verdict' is not a label"),
        ([line("x", "order", "peace:granted")], "'peace' is not a label"),
        ([line("x", "order", "seal:allowed")], "'allowed' is not a label"),
        (["", " "], "no labelled entries"),
    ],
)
def test_a_gold_file_that_cannot_be_used_is_refused_by_line(lines: list[str], complaint: str) -> None:
    with pytest.raises(ParseError) as error:
        load_gold(lines)
    assert complaint in str(error.value)
