"""Filters that apply at once: the address, the counts and the parts change, and the page is not loaded again."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests import real
from tests.browser import Visit
from tests.conftest import NOW

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with real.site(tmp_path_factory.mktemp("live")) as where:
        yield where


def stay(page: Page) -> None:
    """From here on the page must not be loaded again."""
    page.evaluate("window.stayed = true")


def stayed(page: Page) -> bool:
    return bool(page.evaluate("window.stayed === true"))


def test_a_choice_filters_the_timeline_without_loading_it_again(desk: Visit) -> None:
    page = desk.go("/timeline")
    stay(page)
    before = page.locator(".result-line strong").inner_text()
    page.get_by_label("Court", exact=True).select_option("mad")
    expect(page).to_have_url(re.compile(r"/timeline\?court=mad$"))
    expect(page.get_by_role("link", name=re.compile("court: D. Mass."))).to_be_visible()
    assert page.locator(".result-line strong").inner_text() != before
    expect(page.locator("#f-court option:checked")).to_have_text(re.compile(r"D\. Mass\. \(\d+\)"))
    expect(page.locator("p[aria-live]").filter(has_text="events with")).to_be_attached()
    assert "D. Mass." in page.title() and stayed(page)
    assert page.locator("link[type='application/atom+xml']").get_attribute("href") == "/timeline.atom?court=mad"


def test_a_filter_is_taken_away_and_the_back_button_brings_it_again(desk: Visit) -> None:
    page = desk.go("/timeline?court=mad&orders=1")
    stay(page)
    page.get_by_role("link", name=re.compile("orders")).click()
    expect(page).to_have_url(re.compile(r"\?court=mad$"))
    expect(page.get_by_label("Orders only")).not_to_be_checked()
    page.go_back()
    expect(page).to_have_url(re.compile(r"court=mad&orders=1$"))
    expect(page.get_by_label("Orders only")).to_be_checked()
    assert stayed(page)


def test_words_are_searched_by_enter_and_the_keys_still_walk(desk: Visit) -> None:
    page = desk.go("/timeline")
    stay(page)
    page.keyboard.press("/")
    page.keyboard.type('"stay of"')
    page.keyboard.press("Enter")
    expect(page.locator("mark").first).to_be_visible()
    page.keyboard.press("j")
    expect(page.locator("[data-row]").first).to_have_class(re.compile("here"))
    assert stayed(page)


def test_what_cannot_be_asked_is_said_beside_the_fields(desk: Visit) -> None:
    page = desk.go("/timeline?to=2026-01-01")
    stay(page)
    page.get_by_label("From").fill("2026-05-01")
    expect(page.get_by_text("lies before")).to_be_visible()
    page.get_by_label("To", exact=True).fill("2026-08-01")
    expect(page).to_have_url(re.compile("to=2026-08-01"))
    expect(page.get_by_text("lies before")).to_have_count(0)
    # Nothing of it stands on the browser's console as a fault, which the end of the visit looks for.
    assert stayed(page)


def test_the_board_turns_back_at_once_and_says_so(desk: Visit) -> None:
    page = desk.go("/")
    stay(page)
    page.get_by_label("Status", exact=True).select_option("blocked")
    expect(page).to_have_url(re.compile(r"/\?status=blocked$"))
    expect(page.locator("tr[data-row]")).to_have_count(1)
    page.get_by_label("As of").fill("2025-06-01")
    expect(page.locator(".turned")).to_contain_text("Jun 1, 2025, not at today")
    expect(page.locator("h1")).to_contain_text("Jun 1, 2025")
    page.get_by_role("link", name="Clear").click()
    expect(page.locator(".turned")).to_have_count(0)
    expect(page.get_by_label("As of")).to_have_value(NOW.date().isoformat())
    assert page.url.endswith("/") and stayed(page)


def test_who_hears_the_page_is_told_how_many_flows_fit(desk: Visit) -> None:
    page = desk.go("/")
    stay(page)
    page.get_by_label("Status").select_option("blocked")
    expect(page.locator("[aria-live]")).to_contain_text(re.compile(r"^\d+ of \d+ data flows fits? these filters"))
    page.get_by_role("link", name="Clear").click()
    expect(page.locator("[aria-live]")).to_contain_text("Which data flows are blocked today?")
    assert stayed(page)


@pytest.mark.parametrize(("path", "says"), [("/map", "on Jun 1, 2025"), ("/calendar", "Ahead on Jun 1, 2025")])
def test_map_and_calendar_turn_back_at_once(desk: Visit, path: str, says: str) -> None:
    page = desk.go(path)
    stay(page)
    page.get_by_label("As of").fill("2025-06-01")
    expect(page.locator("main")).to_contain_text(says)
    assert page.url.endswith("?as_of=2025-06-01") and stayed(page)
