"""Pages turned back to a day tell of no later one, and say the same as the board, the map and the interface do."""

import json
import re

import pytest
from flask.testing import FlaskClient
from lxml import html

from tests.website import ORDER, page

FLOW = "/flows/bureau-to-office-files"


def words(text: str, path: str = "//main") -> str:
    return " ".join(html.fromstring(text).xpath(path)[0].text_content().split())


@pytest.mark.parametrize("path", [FLOW, f"/orders/{ORDER}", "/cases/tenants-v-bureau"])
def test_a_page_turned_back_tells_of_no_later_state(client: FlaskClient, path: str) -> None:
    said = words(page(client, f"{path}?as_of=2025-12-15"))
    assert "Suspended" in words(page(client, f"{path}?as_of=2026-01-15"))
    # A state that reaches to a later day names its end; none begins with that day, and no act of it is told.
    assert not re.search(r"(since|from) Jan [12]0, 2026|Court of appeals", said, re.IGNORECASE)


def test_the_table_beside_the_picture_holds_what_the_picture_draws(client: FlaskClient) -> None:
    before = html.fromstring(page(client, f"{FLOW}?as_of=2025-11-01"))
    tables = before.xpath("//details[summary='The same as a table']//table")
    assert len(tables) == 1 and "Blocked" not in tables[0].text_content()
    assert not before.xpath("//svg[@class='lanes']//a")


def test_later_acts_on_an_order_are_counted_and_kept_back_on_a_page_turned_back(client: FlaskClient) -> None:
    text = page(client, f"/orders/{ORDER}?as_of=2025-12-15")
    said = words(text)
    assert "later acts not shown, since this page is turned back" in said and "None known." not in said
    assert "Court of appeals stays the order for now" not in said
    today = words(page(client, f"/orders/{ORDER}"))
    assert "not shown" not in today and "Court of appeals stays the order for now" in today


def test_an_order_looked_at_before_its_day_says_so_and_is_told_whole(client: FlaskClient) -> None:
    said = words(page(client, f"/orders/{ORDER}?as_of=2025-11-01"))
    assert "Not yet entered on Nov 1, 2025." in said and "Court of appeals stays the order for now" in said


def test_the_interface_tells_the_notes_of_the_day_asked_for(client: FlaskClient) -> None:
    def notes(day: str) -> list[str]:
        found: list[str] = json.loads(page(client, f"/api/v1/orders/{ORDER}?as_of={day}"))["notes"]
        return found

    assert not [n for n in notes("2025-12-15") if "2026" in n]
    assert [n for n in notes("2026-01-15") if "Jan 10, 2026" in n]


def test_the_words_of_a_picture_name_months_as_the_page_does(client: FlaskClient) -> None:
    for path in (FLOW, "/cases/tenants-v-bureau"):
        told = " ".join(html.fromstring(page(client, path)).xpath("//svg//desc/text() | //svg//title/text()"))
        assert "Dec 1, 2025" in told and "dec 1, 2025" not in told and "2026-11-22" not in told


def test_a_summing_up_written_later_says_so_first(client: FlaskClient) -> None:
    assert "Written later than the day looked at: as of Jul 28, 2026." in words(
        page(client, "/cases/tenants-v-bureau?as_of=2026-01-15")
    )
    assert "Written later" not in page(client, "/cases/tenants-v-bureau")


@pytest.mark.parametrize("path", ["/", "/map", "/flows", FLOW])
def test_a_status_without_a_first_day_says_why(client: FlaskClient, path: str) -> None:
    assert "Proposed (nothing is known of it by this day)" in words(page(client, f"{path}?as_of=2025-01-01"))
    assert "nothing is known of it" not in page(client, f"{path}?as_of=2025-06-02")


@pytest.mark.parametrize("path", [f"/orders/{ORDER}", "/cases/tenants-v-bureau", FLOW])
def test_links_of_a_picture_keep_the_day_looked_at(client: FlaskClient, path: str) -> None:
    links = html.fromstring(page(client, f"{path}?as_of=2026-01-15")).xpath("//svg//a/@href")
    assert all("as_of=2026-01-15" in link for link in links if link.startswith("/orders/"))
    assert links or path.startswith("/orders/")
