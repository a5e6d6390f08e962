"""What people come for, walked in Chromium as a person would: by reading, pointing and typing, at no address of a machine.

The register with invented docket entries on its dockets: 2,000 here, `TRACKER_JOURNEY_EVENTS=100000` for a big run.
"""

import os
import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, Playwright, expect

from bench._crowd import NOW, fill
from tests.browser import WHOLE, Visit, launched, open_tab, served
from tracker.config import Config
from tracker.web import create_app

pytestmark = pytest.mark.browser
EVENTS = int(os.environ.get("TRACKER_JOURNEY_EVENTS", "2000"))
ORDER = "Stay of the IRS-ICE agreement and preliminary injunction"


@pytest.fixture(scope="module")
def chromium(play: Playwright) -> Iterator[Browser]:
    """The whole browser, where other tests make do with its engine."""
    with launched(play, WHOLE) as browser:
        yield browser


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    config = Config(data_dir=tmp_path_factory.mktemp("crowd"))
    fill(config, EVENTS)
    with served(create_app(config, clock=lambda: NOW)) as where:
        yield where


def row(page: Page, flow: str) -> str:
    return page.locator(f"tr#{flow} .b-status").inner_text()


def test_what_is_blocked_today(desk: Visit) -> None:
    page = desk.go("/")
    expect(page.locator("h1")).to_contain_text("Which data flows are blocked today?")
    blocked = page.locator("dl.short div", has_text="Blocked")
    names = blocked.get_by_role("link").all_inner_texts()
    assert "IRS → ICE addresses" in names and "CEDC v. Bessent, D. Mass." in names
    marked = page.locator("tr[data-row]", has=page.locator(".status-blocked")).count()
    assert marked == len(blocked.locator("a[href^='#']").all())


def test_what_was_blocked_on_new_years_day_2026_and_why(desk: Visit) -> None:
    page = desk.go("/")
    page.get_by_label("As of").fill("2026-01-01")
    page.locator(".bar-form").get_by_role("button", name="Show").click()
    expect(page.get_by_role("status")).to_contain_text("Thursday, Jan 1, 2026")
    assert "Blocked since Nov 21, 2025" in row(page, "irs-to-ice-addresses")
    page.locator("tr#irs-to-ice-addresses").get_by_role("link", name="IRS → ICE addresses").click()
    assert "as_of=2026-01-01" in page.url
    expect(page.get_by_role("status")).to_contain_text("Jan 1, 2026")
    why = page.locator("main").get_by_role("link", name=re.compile("Taxpayer Rights|Stay")).first
    why.click()
    expect(page.locator("main")).to_contain_text("May not be done")
    expect(page.locator("main").locator("a.source").first).to_be_visible()


def test_the_massachusetts_order_is_found_and_its_citation_copied(chromium: Browser, address: str) -> None:
    for visit in open_tab(chromium, address, 1280):
        visit.page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=address)
        page = visit.go("/")
        page.get_by_role("searchbox", name="Search all events").fill('"cedc v. bessent" stay')
        page.keyboard.press("Enter")
        page.get_by_label("Orders only").check()
        page.locator(".filter-side").get_by_role("button", name="Show").click()
        page.get_by_role("article").first.get_by_role("heading").get_by_role("link").click()
        page.get_by_role("link", name=ORDER).first.click()
        page.get_by_role("button", name="Copy").first.click()
        expect(page.get_by_role("button", name="Copied")).to_be_visible()
        copied = page.evaluate("navigator.clipboard.readText()")
        assert "No. 1:25-cv-12822 (D. Mass. Feb. 5, 2026)" in copied and "\n" not in copied


def test_a_case_is_followed_to_the_letter_that_confirms_it(phone: Visit) -> None:
    page = phone.go("/cases")
    page.get_by_role("link", name="CEDC v. Bessent").first.click()
    page.get_by_role("link", name="Follow by e-mail").click()
    expect(page.get_by_role("radio", name="Only what I choose here")).to_be_checked()
    expect(page.get_by_role("checkbox", name="CEDC v. Bessent")).to_be_checked()
    page.get_by_label("Your e-mail address").fill("reader@example.org")
    page.get_by_role("button", name="Subscribe").click()
    expect(page.locator("h1")).to_have_text("Check your mail")


def denials(page: Page) -> list[str]:
    """The days of the events shown; each of them a denial in D.D.C."""
    found = page.locator("article[data-row]")
    for text in found.all_inner_texts():
        assert "D.D.C." in text, text
    return page.locator("p.day").all_inner_texts()


def test_all_denials_in_the_district_of_columbia_since_june(desk: Visit) -> None:
    page = desk.go("/timeline")
    page.get_by_label("Court", exact=True).select_option("dcd")
    page.get_by_label("What the court did").select_option("denied")
    page.get_by_label("From").fill("2026-06-01")
    page.locator(".filter-side").get_by_role("button", name="Show").click()
    expect(page).to_have_url(re.compile("court=dcd.*disposition=denied.*from=2026-06-01"))
    said = page.locator(".result-line strong").inner_text()
    total = 10_001 if "More" in said else int(re.sub(r"\D", "", said))
    seen = page.locator("article[data-row]").count()
    denials(page)
    while seen < min(total, 200):
        page.get_by_role("link", name="Earlier events").click()
        denials(page)
        assert "from=2026-06-01" in page.url and "disposition=denied" in page.url
        seen += page.locator("article[data-row]").count()
    assert total > 0 and (seen == total or total > 200)


def test_the_same_denials_by_submit_without_javascript(plain: Visit) -> None:
    page = plain.go("/timeline")
    page.get_by_text("Filters", exact=True).click()
    page.get_by_label("Court", exact=True).select_option("dcd")
    page.get_by_label("What the court did").select_option("denied")
    page.get_by_label("From").fill("2026-06-01")
    page.locator(".filter-side").get_by_role("button", name="Show").click()
    assert {"court=dcd", "disposition=denied", "from=2026-06-01"} <= set(page.url.split("?")[1].split("&"))
    assert page.locator("article[data-row]").count() > 0
    denials(page)
    page.goto(plain.address + "/")
    page.get_by_label("As of").fill("2026-01-01")
    page.locator(".bar-form").get_by_role("button", name="Show").click()
    assert "Blocked since Nov 21, 2025" in row(page, "irs-to-ice-addresses")


def focused(page: Page) -> str:
    return str(page.evaluate("(document.activeElement.innerText || document.activeElement.name || '').trim()"))


RING = """() => {
  const e = document.activeElement, s = getComputedStyle(e);
  return [e.outerHTML.slice(0, 90), s.outlineStyle !== "none" && parseFloat(s.outlineWidth) >= 2];
}"""


def test_the_keyboard_alone_finds_the_blocked_flow_and_its_order(desk: Visit) -> None:
    page = desk.go("/")
    page.keyboard.press("Tab")
    assert focused(page) == "Skip to the content"
    page.keyboard.press("Enter")
    # The jump takes a moment, after which it would take the place from a key pressed sooner than anybody can.
    expect(page.locator("main")).to_be_focused()
    for _ in range(60):
        page.keyboard.press("Tab")
        if focused(page) == "IRS → ICE addresses":
            break
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("irs-to-ice-addresses"))
    page = desk.go("/timeline")
    page.keyboard.press("/")
    page.keyboard.type("injunction")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("q=injunction"))
    page.keyboard.press("j")
    page.keyboard.press("j")
    here = page.locator("[data-row].here").get_attribute("id")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(f"/events/{re.escape(str(here))}$"))


@pytest.mark.parametrize(
    "path", ["/", "/timeline", "/cases/cedc-v-bessent", "/flows/irs-to-ice-addresses", "/subscribe"]
)
def test_the_focus_is_seen_wherever_the_tabulator_goes_and_never_jumps_back(desk: Visit, path: str) -> None:
    page = desk.go(path)
    before = -1.0
    for _ in range(45):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement === document.body"):
            break
        name, ringed = page.evaluate(RING)
        assert ringed, name
        place = page.evaluate(
            "[...document.querySelectorAll('a, button, input, select, textarea, summary, [tabindex]')]"
            ".indexOf(document.activeElement)"
        )
        assert place >= before, f"{name} comes after what stands behind it"
        before = place


def test_no_page_moves_sideways_on_a_phone_however_full_it_is(phone: Visit) -> None:
    for path in ("/", "/timeline", "/timeline?q=motion", "/cases", "/cases/cedc-v-bessent", "/calendar", "/map",
                 "/flows/irs-to-ice-addresses", "/cases/center-for-taxpayer-rights-v-irs"):  # fmt: skip
        page = phone.go(path)
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, path
