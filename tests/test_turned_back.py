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
    # Nor that a state ends on a later day.
    assert not re.search(r"Jan (9|[12]0), 2026|Court of appeals", said, re.IGNORECASE)


def test_the_table_beside_the_picture_holds_what_the_picture_draws(client: FlaskClient) -> None:
    before = html.fromstring(page(client, f"{FLOW}?as_of=2025-11-01"))
    tables = before.xpath("//details[summary='The same as a table']//table")
    assert len(tables) == 1 and "Blocked" not in tables[0].text_content()
    assert not before.xpath("//svg[@class='lanes']//a")


def test_before_anything_is_known_the_picture_has_no_empty_tables_beside_it(client: FlaskClient) -> None:
    beside = html.fromstring(page(client, f"{FLOW}?as_of=2025-01-01")).xpath(
        "//details[summary='The same as a table']"
    )[0]
    assert not beside.xpath(".//table") and "Nothing is known of its status for this time." in beside.text_content()


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


def test_the_table_of_a_cases_orders_holds_the_states_that_its_picture_draws(client: FlaskClient) -> None:
    path = "/cases/tenants-v-bureau"
    earlier = "before: In force: Dec 1, 2025 to Jan 9, 2026; Suspended: Jan 10, 2026 to Jan 19, 2026"
    assert earlier in words(page(client, path), "//table[caption='Orders in this case and their state']")
    assert "before: In force: Dec 1, 2025 to Jan 9, 2026" in words(page(client, f"{path}?as_of=2026-01-15"))
    assert "before:" not in words(page(client, f"{path}?as_of=2025-12-15"))


@pytest.mark.parametrize("path", ["/", FLOW, f"/orders/{ORDER}", "/cases/tenants-v-bureau"])
def test_a_picture_turned_back_draws_no_end_that_came_later(client: FlaskClient, path: str) -> None:
    def told(day: str) -> str:
        return " ".join(
            html.fromstring(page(client, f"{path}?as_of={day}")).xpath("//svg//desc/text() | //svg//title/text()")
        )

    assert "Jan 9, 2026" not in told("2025-12-15") and "since Dec 1, 2025" in told("2025-12-15")
    assert "Dec 1, 2025 to Jan 9, 2026" in told("2026-01-15")


def test_orders_dockets_reports_and_figures_of_later_days_are_kept_back_and_counted(client: FlaskClient) -> None:
    case, day = "/cases/tenants-v-bureau", "?as_of=2025-06-15"
    then, today = words(page(client, case + day)), words(page(client, case))
    assert "1 later order not shown, since this page is turned back." in then and "Stay of the memorandum" not in then
    assert "D.C. Cir." not in then and "D.C. Cir." in today and "not shown" not in today
    then, today = words(page(client, FLOW + day)), words(page(client, FLOW))
    assert "1 later figure not shown" in then and "47,289" not in then and "47,489" in then
    assert then.count("1 later report not shown") == 2 and "Files moved." not in then and "A paper says so." not in then
    assert "47,289" in today and "A paper says so." in today and "not shown" not in today


@pytest.mark.parametrize("path", ["/timeline", "/timeline?kind=order", "/events/tenants-v-bureau.2025-12-01-stay"])
def test_a_page_that_cannot_be_turned_back_says_so(client: FlaskClient, path: str) -> None:
    mark = "&" if "?" in path else "?"
    turned = words(page(client, f"{path}{mark}as_of=2026-01-15"), "//*[@class='turned']")
    assert "This page tells all that is known today, of every day, not only of Thursday, Jan 15, 2026." in turned
    known = words(page(client, f"{path}{mark}known_at=2026-02-01"), "//*[@class='turned']")
    assert "not only what the tracker knew on Feb 1, 2026, 6:59 p.m. EST." in known
    assert not html.fromstring(page(client, path)).xpath("//*[@class='turned']")


def test_the_timeline_offers_the_events_up_to_the_day_looked_at(client: FlaskClient) -> None:
    def offered(query: str) -> list[str]:
        found: list[str] = html.fromstring(page(client, f"/timeline?{query}")).xpath("//*[@class='turned']//a/@href")
        return found

    assert offered("kind=order&as_of=2026-01-15") == ["/timeline?kind=order&to=2026-01-15"]
    assert not offered("to=2025-12-31&as_of=2026-01-15") and not offered("from=2026-02-01&as_of=2026-01-15")
    rows = html.fromstring(page(client, offered("kind=order&as_of=2026-01-15")[0])).xpath("//article/@id")
    assert "tenants-v-bureau.2026-01-10-admin-stay" in rows and "tenants-v-bureau.2026-01-20-stay-lifted" not in rows


@pytest.mark.parametrize("path", [FLOW, f"/orders/{ORDER}", "/cases/tenants-v-bureau"])
def test_what_the_tracker_did_not_know_yet_is_not_said_to_be_wrongly_spelt_alone(
    client: FlaskClient, path: str
) -> None:
    said = words(page(client, f"{path}?known_at=2026-02-01", 404))
    assert "The tracker may not have known it yet on Feb 1, 2026, 6:59 p.m. EST" in said
    assert "may not have known" not in words(page(client, f"{path}-not", 404))


@pytest.mark.parametrize("path", ["/", "/map", "/flows", "/cases"])
def test_a_list_of_a_time_before_the_first_load_says_that_nothing_was_known(client: FlaskClient, path: str) -> None:
    said = words(page(client, f"{path}?known_at=2026-02-01"))
    assert "Nothing was known to the tracker then: the register was loaded later." in said
    assert "0 disputes" not in said and "in the register yet" not in said
