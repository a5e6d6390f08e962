"""Journeys through the real register in Chromium: what readers come for, on a desk and on a phone."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from tests import real
from tests.browser import Visit

pytestmark = pytest.mark.browser
PAGES = [
    "/", "/?as_of=2025-12-01", "/timeline", "/timeline?q=injunction&kind=order", "/cases",
    "/cases/center-for-taxpayer-rights-v-irs", "/cases/lwv-v-dhs", "/flows", "/flows/irs-to-ice-addresses",
    "/flows/cms-to-ice-medicaid", "/orders/center-for-taxpayer-rights-v-irs.2025-11-21", "/sources", "/about",
    "/events/center-for-taxpayer-rights-v-irs.2025-06-ice-request",
]  # fmt: skip


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The site over the real register, on a loopback port."""
    with real.site(tmp_path_factory.mktemp("site")) as where:
        yield where


def test_every_page_stands_without_javascript_in_the_dark(plain: Visit) -> None:
    for path in PAGES:
        page = plain.go(path)
        expect(page.locator("h1")).to_have_count(1)
        expect(page.locator("main")).to_be_visible()


def test_a_reader_finds_what_is_blocked_today_and_by_which_order(desk: Visit) -> None:
    page = desk.go("/")
    page.locator("dl.short div", has_text="Blocked").get_by_role("link", name="IRS → ICE addresses").click()
    row = page.locator("tr#irs-to-ice-addresses")
    expect(row).to_be_in_viewport()
    expect(row).to_contain_text("Blocked since Nov 21, 2025")
    row.get_by_role("link", name=re.compile("CEDC v. Bessent, D. Mass., Feb 5, 2026")).click()
    expect(page.locator("h1")).to_contain_text("Stay of the IRS-ICE agreement")
    expect(page.locator("main")).to_contain_text("May not be done")
    expect(page.locator(".big-status")).to_contain_text("In force")


def test_the_board_turns_back_in_time_says_so_and_returns(desk: Visit) -> None:
    page = desk.go("/")
    page.get_by_label("As of").fill("2025-11-20")
    page.locator(".bar-form").get_by_role("button", name="Show").click()
    expect(page).to_have_url(re.compile("as_of=2025-11-20"))
    expect(page.get_by_role("status")).to_contain_text("You are looking at Thursday, Nov 20, 2025, not at today.")
    expect(page.locator("tr#irs-to-ice-addresses .b-status")).to_contain_text("Open")
    page.get_by_role("link", name="Back to today").click()
    expect(page.locator("tr#irs-to-ice-addresses .b-status")).to_contain_text("Blocked")


def test_why_opens_what_an_event_was_read_from(phone: Visit) -> None:
    page = phone.go("/timeline?case=cedc-v-bessent&orders=1")
    event = page.locator("article").first
    event.get_by_text("Why?").click()
    expect(event.locator(".why-box")).to_be_visible()
    expect(event.locator(".why-box")).to_contain_text("Entered in the register by a person")


def test_the_massachusetts_order_is_found_by_search_on_a_phone(phone: Visit) -> None:
    page = phone.go("/timeline")
    page.get_by_role("searchbox", name=re.compile("^Search:")).fill('"cedc v. bessent" stay*')
    page.locator("#tf").get_by_role("button", name="Show").click()
    expect(page.locator("mark").first).to_be_visible()
    page.locator("article.event-order h4 a").first.click()
    page.get_by_role("link", name="Stay of the IRS-ICE agreement and preliminary injunction").click()
    expect(page.locator("h1")).to_contain_text("Stay of the IRS-ICE agreement")
    expect(page.locator("[data-copy]")).to_contain_text("No. 1:25-cv-12822 (D. Mass. Feb. 5, 2026)")


def test_filters_stand_beside_the_timeline_on_a_desk_and_write_a_short_address(desk: Visit) -> None:
    page = desk.go("/timeline")
    page.get_by_label("Court", exact=True).select_option("mad")
    page.locator(".filter-side").get_by_role("button", name="Show").click()
    expect(page).to_have_url(re.compile(r"/timeline\?court=mad$"))
    expect(page.get_by_role("link", name=re.compile("court: D. Mass."))).to_be_visible()


def test_keys_move_through_the_timeline_and_to_the_search(desk: Visit) -> None:
    page = desk.go("/timeline")
    page.keyboard.press("j")
    page.keyboard.press("j")
    expect(page.locator("[data-row].here")).to_have_count(1)
    page.keyboard.press("k")
    expect(page.locator("[data-row]").first).to_have_class(re.compile("here"))
    page.keyboard.press("/")
    expect(page.locator("#q")).to_be_focused()
    page.keyboard.type("jk/")
    expect(page.locator("#q")).to_have_value("jk/")


def test_keys_that_act_alone_can_be_turned_off_and_on_again(desk: Visit) -> None:
    # WCAG 2.2, 2.1.4: who dictates says letters.
    page = desk.go("/about")
    page.get_by_role("button", name="Turn these keys off").click()
    page.goto(desk.address + "/timeline")
    page.keyboard.press("j")
    page.keyboard.press("/")
    expect(page.locator("[data-row].here")).to_have_count(0)
    expect(page.locator("#q")).not_to_be_focused()
    page.goto(desk.address + "/about")
    page.get_by_role("button", name="Turn these keys on").click()
    page.goto(desk.address + "/timeline")
    page.keyboard.press("j")
    expect(page.locator("[data-row].here")).to_have_count(1)


def test_the_first_tab_stop_skips_to_the_content(desk: Visit) -> None:
    page = desk.go("/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()


def test_paper_carries_the_board_without_its_controls(desk: Visit) -> None:
    page = desk.go("/")
    page.emulate_media(media="print")
    expect(page.locator(".bar-form")).to_be_hidden()
    expect(page.locator("nav")).to_be_hidden()
    expect(page.locator("tr#irs-to-ice-addresses")).to_be_visible()


@pytest.mark.parametrize("path", ["/", "/flows", "/map", "/flows/tsa-to-ice-passengers"])
def test_a_beginning_known_to_the_month_is_not_given_a_day(desk: Visit, path: str) -> None:
    page = desk.go(path)
    said = page.locator("main").inner_text()
    assert "Open since Dec 2025 (day not known)" in said
    # What the law counts from is a last day of a month, which nobody reported.
    assert "since Dec 31, 2025" not in said


def test_heads_of_tables_and_months_of_pictures_stand_on_a_phone(phone: Visit) -> None:
    page = phone.go("/orders/new-york-v-trump-treasury.2025-02-21")
    caption = page.locator("caption:visible", has_text="The order as a whole").first.bounding_box()
    assert caption and caption["height"] < 40
    assert page.locator(".strip .tick text").filter(has_text="Jul").first.is_visible()


def test_the_columns_of_the_data_flows_stand_below_one_another(desk: Visit) -> None:
    page = desk.go("/flows")
    for column in (1, 4):
        boxes = page.locator(f".flows-table tbody td:nth-of-type({column})").evaluate_all(
            "l => l.map(e => e.getBoundingClientRect().x)"
        )
        assert len(boxes) > 10 and max(boxes) - min(boxes) < 1, (column, boxes)
