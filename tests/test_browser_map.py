"""The map and the calendar in Chromium: by pointer, by key, on a phone, in the dark, on paper."""

# ruff: noqa: F811  (fixtures are taken over by name)
import re

import pytest
from playwright.sync_api import Locator, expect

from tests.browser import Visit, faint
from tests.test_browser import address  # noqa: F401

pytestmark = pytest.mark.browser
PAGES = ["/map", "/map?as_of=2026-01-22", "/calendar", "/calendar?as_of=2026-01-20"]


def arrow(visit: Visit, flow_id: str) -> Locator:
    return visit.page.locator(f"a.map-flow[href^='/flows/{flow_id}']")


def test_pointing_at_an_arrow_tells_its_flow_and_the_others_step_back(desk: Visit) -> None:
    desk.go("/map")
    link, other = arrow(desk, "irs-to-ice-addresses"), arrow(desk, "cms-to-ice-medicaid")
    expect(link.locator(".map-tip")).to_be_hidden()
    link.locator(".map-row").hover()
    expect(link.locator(".map-tip")).to_be_visible()
    expect(link.locator(".map-tip")).to_contain_text("Blocked since Nov 21, 2025")
    expect(other).to_have_css("opacity", "0.28")
    expect(link).to_have_css("opacity", "1")


def test_the_words_told_on_top_of_the_map_stay_inside_it(desk: Visit) -> None:
    page = desk.go("/map")
    top = page.locator(".map").bounding_box()
    assert top
    for link in page.locator("a.map-flow").all()[:3]:
        link.focus()
        tip = link.locator(".map-tip").bounding_box()
        assert tip and tip["y"] >= top["y"]


def test_the_keyboard_walks_the_arrows_from_top_to_bottom_and_opens_a_flow(desk: Visit) -> None:
    page = desk.go("/map")
    links = page.locator("a.map-flow")
    links.first.focus()
    places = [page.evaluate("document.activeElement.querySelector('.map-row').getBoundingClientRect().top + scrollY")]
    for n in range(1, links.count()):
        page.keyboard.press("Tab")
        expect(links.nth(n)).to_be_focused()
        expect(links.nth(n).locator(".map-tip")).to_be_visible()
        places.append(page.evaluate(
            "document.activeElement.querySelector('.map-row').getBoundingClientRect().top + scrollY"
        ))  # fmt: skip
    assert places == sorted(places)
    arrow(desk, "irs-to-ice-addresses").focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/flows/irs-to-ice-addresses$"))


def test_an_arrow_itself_can_be_clicked(desk: Visit) -> None:
    page = desk.go("/map?as_of=2026-01-22")
    at = page.evaluate("""() => {
      const a = document.querySelector("a.map-flow[href^='/flows/irs-to-ice-addresses']");
      a.scrollIntoView({block: "center", behavior: "instant"});
      const path = a.querySelector(".map-hit"), p = path.getPointAtLength(path.getTotalLength() / 8);
      const m = path.getScreenCTM();
      return [p.x * m.a + m.e, p.y * m.d + m.f];
    }""")
    page.mouse.click(*at)
    expect(page).to_have_url(re.compile(r"/flows/irs-to-ice-addresses\?as_of=2026-01-22$"))


def test_no_words_of_the_real_map_leave_their_box(desk: Visit) -> None:
    page = desk.go("/map")
    wrong = page.evaluate("""() => {
      const out = [];
      for (const a of document.querySelectorAll("a.map-flow")) {
        const name = a.querySelector(".map-name").getBBox(), mark = a.querySelector("use");
        if (name.x + name.width > Number(mark.getAttribute("x")) - 4) out.push(a.getAttribute("href"));
        const tip = a.querySelector(".map-tip-box").getBBox();
        for (const t of a.querySelectorAll(".map-tip-text")) {
          const b = t.getBBox();
          if (b.x + b.width > tip.x + tip.width - 4) out.push(t.textContent);
        }
      }
      for (const g of document.querySelectorAll(".map-agency")) {
        const b = g.getBBox(), box = g.parentNode.querySelector("rect").getBBox();
        if (b.x + b.width > box.x + box.width || b.y + b.height > box.y + box.height + 2) out.push(g.textContent);
      }
      return out;
    }""")
    assert wrong == []


def test_on_a_phone_only_the_map_itself_moves_sideways(phone: Visit) -> None:
    for path in PAGES:
        page = phone.go(path)
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, path
    page = phone.go("/map")
    assert page.evaluate("(e => e.scrollWidth > e.clientWidth)(document.querySelector('.map-box'))")
    page.get_by_role("link", name="read the table").click()
    expect(page.get_by_role("heading", name="The same as a table")).to_be_in_viewport()


def test_both_pages_stand_without_javascript_in_the_dark(plain: Visit) -> None:
    for path in PAGES:
        page = plain.go(path)
        expect(page.locator("h1")).to_have_count(1)
    expect(plain.go("/map").locator("a.map-flow").first).to_be_visible()


def test_paper_carries_the_whole_map(desk: Visit) -> None:
    page = desk.go("/map")
    page.emulate_media(media="print")
    expect(page.locator(".bar-form")).to_be_hidden()
    box = page.locator(".map").bounding_box()
    assert box and box["height"] <= 205 / 25.4 * 96 + 1
    expect(page.locator("tr#irs-to-ice-addresses")).to_be_visible()


def test_all_text_stands_out_from_its_ground(desk: Visit) -> None:
    """WCAG 2.2, success criterion 1.4.3: at least 4.5 to 1; in the light and in the dark."""
    for path in PAGES:
        page = desk.go(path)
        assert faint(page) == [], path
