"""How well the linker does on labelled news items, half by half; and that the measuring itself is right."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from tests import real
from tracker.cli import cli
from tracker.errors import ParseError
from tracker.linking.evaluate import evaluate, halves, read_lines, render
from tracker.linking.news import LinkBook

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="module")
def book() -> LinkBook:
    return real.linkbook()


@pytest.mark.shared
def test_both_halves_of_the_labelled_items_reach_the_aim(book: LinkBook, shared: Path) -> None:
    items = read_lines((shared / "gold/news.jsonl").read_text(encoding="utf-8").splitlines())
    for half in halves(items):
        report = evaluate(book, half)
        assert report.relevant.f1 >= 0.97, render(report, 10)
        assert report.cases.precision >= 0.95, render(report, 10)
        assert report.cases.recall >= 0.94, render(report, 10)
        assert report.flows.precision >= 0.9, render(report, 10)
        assert report.flows.recall >= 0.95, render(report, 10)


@pytest.mark.shared
def test_what_happened_and_when_is_read_from_most_labelled_items(book: LinkBook, shared: Path) -> None:
    report = evaluate(book, read_lines((shared / "gold/news.jsonl").read_text(encoding="utf-8").splitlines()))
    assert report.kinds[0] / report.kinds[1] >= 0.85, render(report, 10)
    assert report.events[0] / report.events[1] >= 0.8, render(report, 10)
    assert report.dates[0] / report.dates[1] >= 0.95, render(report, 10)


def line(**label: object) -> str:
    whole = {"relevant": True, "case_ids": [], "flow_ids": [], "event": None, "event_date": None, **label}
    return json.dumps({
        "id": "x", "url": "", "published": None, "title": "HUD tenants checked",
        "summary": "HUD gave tenants' records to the SAVE database.", "label": whole,
    })  # fmt: skip


def test_every_difference_is_counted_and_told(book: LinkBook) -> None:
    report = evaluate(book, read_lines([line(flow_ids=["hud-to-dhs-save", "ssa-to-doge"], case_ids=["afge-v-opm"])]))
    assert (report.flows.right, report.flows.extra, report.flows.missed) == (1, 0, 1)
    assert (report.cases.right, report.cases.missed) == (0, 1)
    assert report.misses[0].what[:2] == ("case afge-v-opm is missing", "flow ssa-to-doge is missing")
    assert "flow ssa-to-doge is missing" in render(report, 1)
    assert "flow ssa-to-doge is missing" not in render(report)


def test_an_item_taken_up_though_beside_the_matter_is_an_extra(book: LinkBook) -> None:
    report = evaluate(book, read_lines([line(relevant=False)]))
    assert (report.relevant.right, report.relevant.extra) == (0, 1)
    assert report.relevant.precision == 0


def test_a_wrong_event_is_both_extra_and_missed_and_a_wrong_day_too(book: LinkBook) -> None:
    told = json.loads(
        line(event={"kind": "order", "relief": "other", "disposition": "denied"}, event_date="2026-01-02")
    )
    told["summary"] = "A judge on Jan. 5, 2026 blocked HUD from giving tenants' records to the SAVE database."
    report = evaluate(book, read_lines([json.dumps(told)]))
    assert (report.event.right, report.event.extra, report.event.missed) == (0, 1, 1)
    assert (report.day.right, report.day.extra, report.day.missed) == (0, 1, 1)


def test_the_verb_knows_labelled_news_from_labelled_entries(tmp_path: Path) -> None:
    gold = tmp_path / "news.jsonl"
    gold.write_text("\n" + line(flow_ids=["ssa-to-doge"]) + "\n", encoding="utf-8")
    ran = CliRunner().invoke(cli, ["evaluate", str(gold), "--worst", "1"])
    assert ran.exit_code == 0, ran.output
    assert "flow_ids   precision 0.000  recall 0.000" in ran.output
    assert "event_date precision" in ran.output
    assert "flow ssa-to-doge is missing" in ran.output


def test_halves_are_the_same_every_time_and_lose_nothing() -> None:
    items = read_lines([line().replace('"x"', f'"{n}"') for n in range(5)])
    assert [[i.id for i in half] for half in halves(items)] == [["0", "2", "4"], ["1", "3"]]


def test_a_line_that_is_no_labelled_item_is_named() -> None:
    with pytest.raises(ParseError, match="line 2"):
        read_lines([line(), "{}"])
