"""The published files in Chromium, served by a plain file server that sets no header: search, other days, filters."""

import functools
import threading
from collections.abc import Iterator
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

import pytest
from playwright.sync_api import expect

from tests.browser import Visit
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
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()
    thread.join(5)


def test_a_search_from_any_page_is_answered_in_the_browser(desk: Visit) -> None:
    page = desk.go("/cases/tenants-v-bureau/")
    page.fill("#nav-q", "cafe led*")
    page.press("#nav-q", "Enter")
    expect(page.locator("#found")).to_have_text("1 event, newest first")
    page.get_by_role("link", name="Order compelling disclosure").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Order compelling disclosure")


def test_words_are_left_out_and_filters_narrow(desk: Visit) -> None:
    page = desk.go("/search/?q=order")
    expect(page.locator("#results li").first).to_be_visible()
    every = page.locator("#results li").count()
    desk.go("/search/?q=order+-disclosure")
    expect(page.locator("#found")).to_have_text(f"{every - 1} events, newest first")
    desk.go("/search/?court=mad&kind=order")
    expect(page.locator("#found")).to_have_text("1 event, newest first")
    assert page.locator("#f-court").input_value() == "mad"
    desk.go("/search/?q=nothingatall")
    expect(page.locator("#found")).to_contain_text("Nothing fits")


def test_a_day_is_turned_to_the_board_that_held_on_it(desk: Visit) -> None:
    page = desk.go("/")
    page.fill("#as_of", "2025-12-20")
    page.press("#as_of", "Enter")
    page.wait_for_url("**/on/2025-12-01/")
    expect(page.locator("#bureau-to-office-files")).to_contain_text("Blocked")
    desk.go("/on/?as_of=2025-06-15")
    page.wait_for_url("**/on/2025-06-01/")


def test_the_board_is_filtered_in_the_browser(desk: Visit) -> None:
    page = desk.go("/?status=blocked")
    expect(page.locator("#bureau-to-office-files")).to_be_visible()
    expect(page.locator("#board-to-office-lists")).to_be_hidden()
    expect(page.get_by_text("1 of 2 data flows fits these filters.")).to_be_visible()


def test_without_a_script_every_day_is_a_link(plain: Visit) -> None:
    page = plain.go("/")
    page.fill("#as_of", "2025-12-20")
    page.press("#as_of", "Enter")
    page.get_by_role("link", name="Dec 1, 2025").click()
    expect(page.locator("#bureau-to-office-files")).to_contain_text("Blocked")
    plain.go("/search/")
    # Whether a browser whose scripts are switched off from outside draws a noscript differs from version to version.
    assert "Searching these pages takes a script" in " ".join(page.locator("noscript").all_text_contents())
