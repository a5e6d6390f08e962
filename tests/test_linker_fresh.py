"""News written before the linker saw it: wires, local papers, trade press, advocacy groups, courts' press pages, headlines
alone, and near misses of each kind. `tests/data/news.jsonl` holds it with its labels; docs/accuracy-sets.md has what was
found at first sight."""

import json
from datetime import date
from pathlib import Path

import pytest

from tests import real
from tracker.linking.evaluate import evaluate, read_lines
from tracker.linking.model import NewsLink, NewsText
from tracker.linking.news import link

DATA = Path(__file__).resolve().parent / "data"
LINES = (DATA / "news.jsonl").read_text(encoding="utf-8").splitlines()
ADMISSION = (DATA / "admission.jsonl").read_text(encoding="utf-8").splitlines()


def test_no_near_miss_is_taken_up() -> None:
    near = [item for item in read_lines(LINES) if not item.relevant]
    assert [item.text.title for item in near if link(real.linkbook(), item.text) != NewsLink(False)] == []


def test_cases_and_flows_are_found_as_well_as_on_the_day_when_this_was_measured() -> None:
    report = evaluate(real.linkbook(), read_lines(LINES))
    assert (report.relevant.precision, report.cases.precision) == (1.0, 1.0)
    assert report.relevant.recall >= 0.95 and report.cases.recall >= 0.91
    assert report.flows.precision >= 0.95 and report.flows.recall >= 0.88


@pytest.mark.parametrize("line", ADMISSION, ids=lambda line: json.loads(line)["id"])
def test_an_admission_in_any_wording_is_linked_to_both_orders_and_to_the_declaration(line: str) -> None:
    item = json.loads(line)
    day = date.fromisoformat(item["published"]) if item["published"] else None
    found = link(real.linkbook(), NewsText(item["title"], item["summary"], item["url"], day))
    assert found.flow_ids == ("irs-to-ice-addresses",)
    assert set(found.case_ids) == {"center-for-taxpayer-rights-v-irs", "cedc-v-bessent"}
    assert set(found.event_ids) >= real.ADMISSION_EVENTS
