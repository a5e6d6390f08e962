"""Pages on paper, as Chromium prints them: what belongs together stands together, and controls stay on the screen."""

import io
import re
from collections.abc import Iterator

import pytest
from pypdf import PdfReader

from tests import real
from tests.browser import Visit

pytestmark = pytest.mark.browser
HEADS = ("DATA FLOW", "LAST 18 MONTHS")


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with real.site(tmp_path_factory.mktemp("paper")) as where:
        yield where


def sheets(visit: Visit, path: str, size: str) -> list[list[str]]:
    """The lines of each sheet."""
    body = visit.go(path).pdf(format=size)
    texts = [sheet.extract_text() for sheet in PdfReader(io.BytesIO(body)).pages]
    return [[line.strip() for line in text.splitlines() if line.strip()] for text in texts]


@pytest.mark.parametrize("size", ["A4", "Letter"])
def test_no_group_of_the_board_is_parted_from_its_heading_and_each_has_its_column_heads(desk: Visit, size: str) -> None:
    found = sheets(desk, "/", size)
    groups = desk.page.locator(".board-group h2").all_inner_texts()
    assert len(groups) > 8 and len(found) > 4
    names = {re.sub(r"\s+", " ", name) for name in groups}
    for lines in found[:-1]:
        assert re.sub(r"\s+", " ", lines[-1]) not in names | set(HEADS), lines[-3:]
    # A sheet with rows has the heads of their columns, also where a group goes on from the sheet before.
    for lines in found:
        told = "\n".join(lines)
        if re.search("^(Open|Limited|Blocked) since", told, re.M):
            assert all(head in told for head in HEADS), lines[:4]


def test_filters_and_links_to_other_forms_stay_off_the_paper(desk: Visit) -> None:
    text = "\n".join(
        line for lines in sheets(desk, "/timeline?case=cedc-v-bessent&as_of=2026-11-22", "A4") for line in lines
    )
    assert "4 events" in text and "case: CEDC v. Bessent" in text
    for control in ("What the court did", "Orders only", "JSON Feed", "clear all"):
        assert control not in text


def test_the_first_sheet_says_of_which_day_it_is_and_where_it_came_from(desk: Visit) -> None:
    for path in ("/map", "/cases/cedc-v-bessent", "/flows"):
        first = " ".join(sheets(desk, path, "Letter")[0])
        assert re.search(r"As it stood Nov 22, 2026, 10:00 a\.m\. EST at http://\S+" + path, first), first[:300]


@pytest.mark.parametrize("size", ["A4", "Letter"])
def test_the_map_stands_on_one_sheet_with_its_heading(desk: Visit, size: str) -> None:
    first = " ".join(sheets(desk, "/map", size)[0])
    assert "Who gives data to whom" in first and "OPM → DOGE personnel records" in first and "DOGE" in first
