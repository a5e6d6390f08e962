"""Every kind of page in Chromium: axe-core finds nothing, the HTML is valid, nothing is asked of another host.

Each page is loaded once, unfolded, and looked at four times: 1280 and 390 pixels wide, light and dark. axe runs whole in
the look that shows most, 390 in the dark; the other three measure contrast, which is what differs between them. `TRACKER_AXE=all` runs it whole in all four, on near-twins of a page too.
"""

import os
from collections.abc import Iterator
from importlib.resources import files
from typing import Any, Literal

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Response

from tests.browser import CONTRAST, Visit, served
from tests.every_page import DESK, PUBLIC, Built, Kind, build
from tests.markup import faults

pytestmark = pytest.mark.browser
AXE = (files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")
RUN = """() => axe.run(document, {
  resultTypes: ["violations"], preload: false,
  runOnly: {type: "tag", values: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]},
}).then((found) => found.violations.map((v) => [v.id, v.nodes.slice(0, 3).map((n) => n.html.slice(0, 160)),
  (v.nodes[0].any[0] || v.nodes[0].all[0] || v.nodes[0].none[0] || {}).message]))"""
# axe reads the same few colours anew for every text, which is half of what measuring contrast costs.
KEEP_COLOURS = """() => {
  const {Color} = axe.commons.color, read = Color.prototype.parseString, kept = new Map();
  Color.prototype.parseString = function (text) {
    if (!kept.has(text)) kept.set(text, read.call(new Color(0, 0, 0, 1), text));
    const {r, g, b, alpha} = kept.get(text);
    return Object.assign(this, {r, g, b, alpha});
  };
}"""
HEADERS = {
    "x-content-type-options": "nosniff", "referrer-policy": "no-referrer", "cross-origin-opener-policy": "same-origin",
}  # fmt: skip
UNFOLD = """() => document.querySelectorAll("details").forEach((d) => { d.open = true; })"""
Look = tuple[int, Literal["light", "dark"]]
# Each differs from the one before in one thing.
LOOKS: tuple[Look, ...] = ((1280, "light"), (1280, "dark"), (390, "dark"), (390, "light"))


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    return build(tmp_path_factory.mktemp("every"))


@pytest.fixture(scope="module")
def address(built: Built) -> Iterator[str]:
    with served(built.app) as where:
        yield where


def visit(context: BrowserContext, address: str) -> Visit:
    context.set_default_timeout(30_000)
    return Visit(context.new_page(), address).watch()


def reach(seen: Visit, kind: Kind) -> Response:
    """The answer that shows this kind of page; what the browser says of a refused form is not held against it."""
    answer = seen.page.goto(seen.address + kind.path)
    if kind.act:
        with seen.page.expect_navigation() as leads:
            kind.act(seen.page)
        answer = leads.value
    assert answer and answer.status == kind.status, (kind.name, answer and answer.status)
    if kind.status >= 400:
        seen.wrong = [w for w in seen.wrong if "Failed to load resource" not in w]
    return answer


def axe(page: Page) -> list[Any]:
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE)
        page.evaluate(KEEP_COLOURS)
    found: list[Any] = page.evaluate(RUN)
    return found


def look(page: Page, name: str, twin: bool) -> Iterator[str]:
    """What is found in the four looks, with all that folds unfolded. A twin gets the last, without axe."""
    everywhere = os.environ.get("TRACKER_AXE") == "all"
    page.evaluate(UNFOLD)
    for width, scheme in _from_here(page, LOOKS[2:3] if twin and not everywhere else LOOKS):
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=scheme)
        if width == 390 and (wide := page.evaluate("document.documentElement.scrollWidth")) > 390:
            yield f"{name}: scrolls sideways on a phone, {wide} pixels"
        everything = everywhere or (width, scheme, twin) == (390, "dark", False)
        found = axe(page) if everything else page.evaluate(CONTRAST)
        yield from (f"{name}, {width}, {scheme}: {fault}" for fault in found)


def _from_here(page: Page, looks: tuple[Look, ...]) -> tuple[Look, ...]:
    """The looks, the one first in which the page was loaded: drawing it anew costs as much as to measure it."""
    size = page.viewport_size
    return looks if size and size["width"] == looks[0][0] else looks[::-1]


def told(kind: Kind, answer: Response) -> Iterator[str]:
    """What is wrong with the markup and the headers."""
    for fault in faults(answer.text()):
        # The sample is a letter, with its styles inside.
        if kind.name != "sample" or not fault.endswith(" style>"):
            yield f"{kind.name}: {fault}"
    policy = answer.headers.get("content-security-policy", "")
    if "default-src 'none'" not in policy or "unsafe-inline" in policy or "unsafe-eval" in policy:
        yield f"{kind.name}: {policy}"
    for name, value in HEADERS.items():
        if answer.headers.get(name) != value:
            yield f"{kind.name}: {name} is {answer.headers.get(name)}"


def check(seen: Visit, kinds: tuple[Kind, ...]) -> None:
    wrong: list[str] = []
    for kind in kinds:
        wrong += told(kind, reach(seen, kind))
        wrong += look(seen.page, kind.name, kind.twin)
        wrong += (f"{kind.name}: {what}" for what in seen.wrong)
        seen.wrong.clear()
    assert not wrong, "\n".join(wrong)


def test_every_public_page_is_free_of_faults(chromium: Browser, address: str, built: Built) -> None:
    context = chromium.new_context(locale="en-US")
    check(visit(context, address), (*PUBLIC, *built.kinds[len(PUBLIC) + len(DESK) :]))
    context.close()


def test_every_page_of_the_desk_is_free_of_faults(chromium: Browser, address: str, built: Built) -> None:
    context = chromium.new_context(locale="en-US")
    context.add_cookies([{"name": "desk", "value": built.desk_cookie, "url": address}])
    check(visit(context, address), DESK)
    context.close()
