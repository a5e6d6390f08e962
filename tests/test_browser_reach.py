"""Who sees large, spaces letters widely, points with a finger, or chose two colours of their own."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from tests import real
from tests.browser import Visit

pytestmark = pytest.mark.browser
# WCAG 2.2, 1.4.12.
SPACED = """*, *::before { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important }
p { margin-bottom: 2em !important }"""
SPACE = (
    "(text) => { const sheet = new CSSStyleSheet(); sheet.replaceSync(text); document.adoptedStyleSheets = [sheet]; }"
)
WIDTH = "document.documentElement.scrollWidth"
LOW = """() => [...document.querySelectorAll("main summary, main td .line > a:only-child")]
  .filter((e) => e.checkVisibility() && !e.closest(".vh") && e.getBoundingClientRect().height < 24)
  .map((e) => [e.textContent.trim().slice(0, 40), e.getBoundingClientRect().height])"""


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with real.site(tmp_path_factory.mktemp("reach")) as where:
        yield where


@pytest.mark.parametrize("path", ["/", "/timeline?q=stay", "/map", "/subscribe", "/flows/irs-to-ice-addresses"])
def test_letters_twice_as_large_on_a_small_phone_move_nothing_sideways(phone: Visit, path: str) -> None:
    phone.page.set_viewport_size({"width": 320, "height": 640})
    page = phone.go(path)
    page.evaluate(SPACE, "html { font-size: 200% !important }")
    page.evaluate("document.querySelectorAll('details').forEach((d) => { d.open = true; })")
    assert page.evaluate(WIDTH) == 320


@pytest.mark.parametrize(
    "path", ["/", "/flows/irs-to-ice-addresses", "/timeline", "/cases", "/orders/cedc-v-bessent.2026-02-05"]
)
def test_at_four_times_the_size_with_wide_letters_nothing_moves_sideways(phone: Visit, path: str) -> None:
    phone.page.set_viewport_size({"width": 320, "height": 256})
    page = phone.go(path)
    page.evaluate("document.querySelectorAll('details').forEach((d) => { d.open = true; })")
    assert page.evaluate(WIDTH) == 320
    page.evaluate(SPACE, SPACED)
    assert page.evaluate(WIDTH) == 320


@pytest.mark.parametrize("path", ["/timeline", "/cases", "/flows/irs-to-ice-addresses"])
def test_what_stands_below_one_another_is_high_enough_for_a_finger(phone: Visit, path: str) -> None:
    assert phone.go(path).evaluate(LOW) == []


def test_in_the_readers_own_colours_the_page_one_is_on_and_the_marks_are_told_apart(desk: Visit) -> None:
    desk.page.emulate_media(forced_colors="active", color_scheme="dark")
    page = desk.go("/timeline?orders=1")
    here, other = page.locator(".nav a[aria-current]"), page.locator(".nav a:not([aria-current])").first
    colour = "e => getComputedStyle(e).borderBottomColor"
    ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert other.evaluate(colour) == ground != here.evaluate(colour)
    mark = "e => getComputedStyle(e, '::before').backgroundColor"
    assert page.locator(".event-order > .event-title").first.evaluate(mark) != ground
    page = desk.go("/flows/irs-to-ice-addresses")
    fill = "e => getComputedStyle(e).fill"
    carried, solid = page.locator(".lanes .carried").first, page.locator(".lanes .s-fill").first
    assert carried.evaluate(fill) == ground != solid.evaluate(fill)
    desk.page.emulate_media(forced_colors="null")


def test_a_tick_chooses_only_what_is_chosen(desk: Visit) -> None:
    page = desk.go("/subscribe")
    expect(page.get_by_role("radio", name="Everything")).to_be_checked()
    page.locator("summary", has_text="Cases").click()
    page.get_by_role("checkbox", name="CEDC v. Bessent").check()
    expect(page.get_by_role("radio", name="Only what I choose here")).to_be_checked()
