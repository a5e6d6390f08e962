"""Agreement with entries that others labelled. The aims stand here; docs/accuracy.md tells the figures."""

import csv
from pathlib import Path

import pytest

from tests import real
from tests.conftest import require_shared
from tracker.tagging.evaluate import Report, evaluate, load_gold
from tracker.tagging.tagger import tag

pytestmark = pytest.mark.shared
RULES = real.rules()
# Their labels to ours; a reply is a response to them.
SCALES = {
    "order": {"order"}, "motion": {"motion"}, "minute entry": {"minute_entry"}, "response": {"response", "reply"},
    "summons": {"summons"}, "complaint": {"complaint"}, "stipulation": {"stipulation"}, "judgment": {"judgment"},
    "answer": {"answer"}, "notice of appeal": {"notice_of_appeal"},
}  # fmt: skip


@pytest.fixture(scope="module")
def report() -> Report:
    gold = require_shared() / "gold" / "entries.jsonl"
    return evaluate(RULES, load_gold(gold.read_text(encoding="utf-8").splitlines()))


def test_the_kind_is_right_for_95_of_100_labelled_entries(report: Report) -> None:
    assert report.right_kinds / report.entries >= 0.95


def test_outcome_pairs_reach_an_f1_of_90_percent(report: Report) -> None:
    assert report.all_pairs.f1 >= 0.90


def test_decided_documents_are_exactly_right_for_95_of_100_entries(report: Report) -> None:
    assert report.exact_numbers / report.entries >= 0.95


def test_not_one_interim_ruling_is_claimed_that_the_label_does_not_make(report: Report) -> None:
    assert report.false_interim == []


def test_kinds_agree_with_the_scales_labels_where_those_name_one(shared: Path) -> None:
    rows = list(csv.DictReader((shared / "gold" / "scales.csv").read_text(encoding="utf-8").splitlines()))
    scores = []
    for theirs, ours in SCALES.items():
        right = wrong = missed = 0
        for row in rows:
            named = set(row["labels"].split("|")) & set(SCALES)
            if not named:
                continue
            kind = tag(RULES, row["docket_text"], court_id=row["ucid"].split(";")[0], source="scales").kind
            right += theirs in named and kind in ours
            wrong += theirs not in named and kind in ours
            missed += theirs in named and kind not in ours
        scores.append(2 * right / (2 * right + wrong + missed))
    assert sum(scores) / len(scores) >= 0.85
