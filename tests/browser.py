"""A site on a loopback port and a tab of Chromium that looks at it."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Error, Page, Playwright, Request
from waitress.server import create_server

from tests.loopback import answering

# Quiet: a browser that looks for updates would reach beyond this machine.
ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip
# The whole browser, as a reader has it, without a screen.
WHOLE = ("chromium", "chromium-browser", "google-chrome")
# Debian builds it from the same source as its `chromium`: the same engine draws, runs scripts and asks for pages, without
# the windows, menus and profile around it, which cost more than half of what a test spends in the browser.
SHELL = "chromium-headless-shell"
CONTRAST = """() => {
  const light = (c) => { c /= 255; return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4; };
  const parse = (text) => text.match(/[0-9.]+/g).map(Number);
  const sum = ([r, g, b]) => 0.2126 * light(r) + 0.7152 * light(g) + 0.0722 * light(b);
  const grounds = new Map();
  const ground = (e) => {
    if (!e) return [255, 255, 255];
    if (!grounds.has(e)) {
      const c = parse(getComputedStyle(e).backgroundColor);
      grounds.set(e, c.length < 4 || c[3] > 0 ? c : ground(e.parentElement));
    }
    return grounds.get(e);
  };
  const bad = [];
  for (const e of document.querySelectorAll("body *")) {
    const own = [...e.childNodes].some((n) => n.nodeType === 3 && n.textContent.trim());
    if (!own || !e.checkVisibility() || e.closest("svg") || e.closest(".vh")) continue;
    const a = sum(parse(getComputedStyle(e).color)), b = sum(ground(e));
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (ratio < 4.5) bad.push([e.tagName, e.className, e.textContent.trim().slice(0, 30), ratio.toFixed(2)]);
  }
  return bad;
}"""
FORGET = "() => { if (location.protocol !== 'about:') { localStorage.clear(); sessionStorage.clear(); } }"
# The tab of the test before, by whether it runs JavaScript.
_kept: dict[bool, BrowserContext] = {}


@contextmanager
def launched(play: Playwright, programs: tuple[str, ...] = (SHELL, *WHOLE)) -> Iterator[Browser]:
    """The first of the programs that is installed, headless. Skips the test where there is none, and fails it where
    there must be one."""
    path = next(filter(None, map(shutil.which, programs)), None)
    if path is None:
        reason = "no Chromium on this machine: what the browser shows was not looked at"
        if os.environ.get("TRACKER_REQUIRE_BROWSER") == "1":
            pytest.fail(reason)
        pytest.skip(reason)
    browser = play.chromium.launch(executable_path=path, args=ARGUMENTS)
    yield browser
    browser.close()


@contextmanager
def served(app: Flask) -> Iterator[str]:
    """The site on a loopback port, while the block runs; its address."""
    server = create_server(app, host="127.0.0.1", port=0, threads=4)
    with answering(server):
        yield f"http://127.0.0.1:{server.effective_port}"


@dataclass
class Visit:
    """A tab, and everything in it that should not have happened."""

    page: Page
    address: str
    wrong: list[str] = field(default_factory=list)

    def go(self, path: str) -> Page:
        self.page.goto(self.address + path)
        return self.page

    def _said(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.wrong.append(f"console: {message.text}")

    def _asked(self, request: Request) -> None:
        if not request.url.startswith((self.address, "data:")):
            self.wrong.append(f"request to {request.url}")

    def _broke(self, error: Error) -> None:
        self.wrong.append(f"error: {error}")

    def watch(self) -> "Visit":
        self.page.on("console", self._said)
        self.page.on("pageerror", self._broke)
        self.page.on("request", self._asked)
        return self

    def leave(self) -> None:
        self.page.remove_listener("console", self._said)
        self.page.remove_listener("pageerror", self._broke)
        self.page.remove_listener("request", self._asked)


def faint(page: Page) -> list[Any]:
    """The text of a page that stands out too little from its ground, in the light and in the dark."""
    found = []
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        found += [[scheme, *fault] for fault in page.evaluate(CONTRAST)]
    return found


def open_tab(
    chromium: Browser, address: str, width: int, *, script: bool = True, dark: bool = False
) -> Iterator[Visit]:
    """A tab as a new reader's: without cookies, permissions or anything stored. A window and its renderer cost more than
    the page that a test looks at, so that the tab of the test before is cleared and used again; one in which something
    went wrong is not."""
    context = _kept.pop(script, None)
    if context is None or context not in chromium.contexts:
        context = chromium.new_context(java_script_enabled=script, locale="en-US")
        context.set_default_timeout(30_000)
        context.new_page()
    page = context.pages[0]
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(media="null", color_scheme="dark" if dark else "light")
    visit = Visit(page, address).watch()
    try:
        yield visit
        visit.leave()
        if not visit.wrong and len(context.pages) == 1:
            page.evaluate(FORGET)
            context.clear_cookies()
            context.clear_permissions()
            _kept[script] = context
            context = None
    finally:
        # A test that ends in the middle, in a loop over this, leaves a tab that nobody can vouch for.
        if context:
            context.close()
    assert visit.wrong == []
