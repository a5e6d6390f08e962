"""The published files in Chromium, served by a plain file server that sets no header: search, other days, filters."""

import functools
import threading
from collections.abc import Iterator
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, expect

from tests.test_publish import made, run, with_store
from tests.website import read_by_machine
from tracker.config import Config

pytestmark = pytest.mark.browser


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *args: object) -> None:
        pass


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("published")
    config: Config = made(folder)
    with_store(config, lambda s: read_by_machine(
        s, 5, title="Order compelling disclosure", text="The Café ledger is to be produced", day="2026-11-18",
        court_id="mad", case_id="list-v-board", docket_id="list-v-board"))  # fmt: skip
    run(config, folder / "site")
    server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=str(folder / "site")))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()
    thread.join(5)


@pytest.fixture
def tab(chromium: Browser, address: str) -> Iterator[Page]:
    context = chromium.new_context(base_url=address)
    page = context.new_page()
    wrong: list[str] = []

    def said(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            wrong.append(message.text)

    def asked(request: Request) -> None:
        if not request.url.startswith(address):
            wrong.append(request.url)

    page.on("console", said)
    page.on("request", asked)
    page.on("pageerror", lambda error: wrong.append(str(error)))
    yield page
    context.close()
    assert wrong == []


def test_a_search_from_any_page_is_answered_in_the_browser(tab: Page) -> None:
    tab.goto("/cases/tenants-v-bureau/")
    tab.fill("#nav-q", "cafe led*")
    tab.press("#nav-q", "Enter")
    expect(tab.locator("#found")).to_have_text("1 event, newest first")
    tab.get_by_role("link", name="Order compelling disclosure").click()
    expect(tab.get_by_role("heading", level=1)).to_have_text("Order compelling disclosure")


def test_words_are_left_out_and_filters_narrow(tab: Page) -> None:
    tab.goto("/search/?q=order")
    expect(tab.locator("#results li").first).to_be_visible()
    every = tab.locator("#results li").count()
    tab.goto("/search/?q=order+-disclosure")
    expect(tab.locator("#found")).to_have_text(f"{every - 1} events, newest first")
    tab.goto("/search/?court=mad&kind=order")
    expect(tab.locator("#found")).to_have_text("1 event, newest first")
    assert tab.locator("#f-court").input_value() == "mad"
    tab.goto("/search/?q=nothingatall")
    expect(tab.locator("#found")).to_contain_text("Nothing fits")


def test_a_day_is_turned_to_the_board_that_held_on_it(tab: Page) -> None:
    tab.goto("/")
    tab.fill("#as_of", "2025-12-20")
    tab.press("#as_of", "Enter")
    tab.wait_for_url("**/on/2025-12-01/")
    expect(tab.locator("#bureau-to-office-files")).to_contain_text("Blocked")
    tab.goto("/on/?as_of=2025-06-15")
    tab.wait_for_url("**/on/2025-06-01/")


def test_the_board_is_filtered_in_the_browser(tab: Page) -> None:
    tab.goto("/?status=blocked")
    expect(tab.locator("#bureau-to-office-files")).to_be_visible()
    expect(tab.locator("#board-to-office-lists")).to_be_hidden()


def test_without_a_script_every_day_is_a_link(chromium: Browser, address: str) -> None:
    context = chromium.new_context(base_url=address, java_script_enabled=False)
    page = context.new_page()
    page.goto("/")
    page.fill("#as_of", "2025-12-20")
    page.press("#as_of", "Enter")
    page.get_by_role("link", name="Dec 1, 2025").click()
    expect(page.locator("#bureau-to-office-files")).to_contain_text("Blocked")
    page.goto("/search/")
    # Whether a browser whose scripts are switched off from outside draws a noscript differs from version to version.
    assert "Searching these pages takes a script" in " ".join(page.locator("noscript").all_text_contents())
    context.close()
