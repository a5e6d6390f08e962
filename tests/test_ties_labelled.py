"""Ties on dockets with labelled ties: what is reached stands here, how it is counted too. docs/linking.md tells it."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from tests import real
from tracker.cli import cli
from tracker.errors import ParseError
from tracker.linking.evaluate_ties import TieReport, evaluate, read_papers, render
from tracker.models import Tagging
from tracker.tagging.tagger import tag

RULES = real.rules()
LABELLED = Path(__file__).parent / "data" / "ties.jsonl"


def read(text: str, court: str, source: str | None) -> Tagging:
    return tag(RULES, text, court_id=court, source=source)


def line(name: str, text: str, *ties: tuple[str, list[str]], day: str = "2026-01-05") -> str:
    labelled = [{"what": what, "to": to} for what, to in ties]
    return json.dumps({
        "case": "a", "id": name, "court": "dcd", "docket_number": "1:26-cv-00001", "reviews": None, "date_filed": day,
        "document_number": name, "source": "docket", "text": text, "ties": labelled,
    })  # fmt: skip


MOTION = line("4", "MOTION for Preliminary Injunction by Acme Inc.")
AGAINST = "Memorandum in opposition to re 4 MOTION for Preliminary Injunction filed by Bolt LLC."


def count(*lines: str) -> TieReport:
    return evaluate(read_papers(lines), read)


@pytest.fixture(scope="module")
def report() -> TieReport:
    return evaluate(read_papers(LABELLED.read_text(encoding="utf-8").splitlines()), read)


def test_no_labelled_docket_gets_a_tie_that_is_not_there(report: TieReport) -> None:
    assert [miss.said for miss in report.misses if "extra" in miss.said] == []


@pytest.mark.parametrize("group", ["ruling to motion", "response to motion", "reply to motion", "appeal to order",
                                   "act above to order"])  # fmt: skip
def test_nineteen_of_twenty_labelled_ties_of_each_sense_are_found(report: TieReport, group: str) -> None:
    assert report.by_group[group].recall >= 0.95


def test_right_extra_and_missing_ties_are_counted() -> None:
    found = count(MOTION, line("5", AGAINST, ("opposes", ["4"]), day="2026-01-09"))
    assert found.by_group["response to motion"].f1 == 1.0 and found.misses == ()
    found = count(MOTION, line("5", AGAINST, day="2026-01-09"))
    assert found.by_group["response to motion"].extra == 1
    reply = line("6", "REPLY by Acme Inc.", ("replies", ["4"]), day="2026-01-12")
    found = count(
        MOTION, line("5", AGAINST, ("answers", ["4"]), day="2026-01-09"), line("7", "ANSWER", day="2026-01-11")
    )
    assert found.by_group["response to motion"].right == 1  # an opposition is an answer too
    found = count(MOTION, reply)
    assert found.by_group["reply to motion"].missed == 1 and "is missing" in found.misses[0].said


def test_of_two_ways_to_name_one_thing_either_is_right() -> None:
    answer = line("5", AGAINST, ("opposes", ["4"]), day="2026-01-09")
    reply = "REPLY to 5 Memorandum in Opposition filed by Acme Inc."
    found = count(MOTION, answer, line("6", reply, ("replies", ["4", "5"]), day="2026-01-12"))
    assert (found.by_group["reply to motion"].right, found.by_group["reply to motion"].missed) == (1, 0)


@pytest.mark.parametrize(
    ("lines", "complaint"),
    [
        (["{"], "line 1: not a labelled paper"),
        ([line("4", "MOTION", ("loves", ["5"]))], "line 1: not a labelled paper"),
        ([line("4", "MOTION", ("opposes", ["9"]))], "a tie to '9', which the file does not hold"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_by_line(lines: list[str], complaint: str) -> None:
    with pytest.raises(ParseError) as error:
        read_papers(lines)
    assert complaint in str(error.value)


def test_the_command_tells_dockets_from_other_labelled_files() -> None:
    shown = CliRunner().invoke(cli, ["evaluate", str(LABELLED), "--worst", "1"])
    assert shown.exit_code == 0 and "ruling to motion" in shown.output and "is missing" in shown.output


def test_the_table_tells_every_group_and_certainty(report: TieReport) -> None:
    text = render(report)
    assert "433 papers of 21 cases" in text and "appeal to order" in text and "likely" in text
