"""The desk in Chromium: sign in, read an event by key, see the board change, take it back; on a desk and on a phone."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser import Visit, faint, served
from tests.desk import WORDS
from tests.website import NOW, read_by_machine, small_register
from tracker.config import Config
from tracker.courts import load_courts
from tracker.ingest.register import load_into_store
from tracker.storage import users
from tracker.storage.reports import add_report
from tracker.storage.store import open_store
from tracker.web import create_app

pytestmark = pytest.mark.browser
LISTS = "board-to-office-lists"
LOADED = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


@pytest.fixture
def address(tmp_path: Path) -> Iterator[str]:
    """A site with an order that waits to be read, on a loopback port."""
    config = Config(data_dir=tmp_path)
    store = open_store(config.db_path)
    load_into_store(store, small_register(), load_courts(config.courts_file), LOADED)
    users.add_user(store, "Ada", "editor", WORDS, NOW)
    text = "ORDER granting [12] Motion for Preliminary Injunction. The Board shall not send its lists to the Office."
    read_by_machine(
        store, 7, case_id="list-v-board", docket_id="list-v-board", court_id="mad", pending=True, title=text[:80],
        text=text, outcome_unknown=False, actions=(("preliminary_injunction", "granted"),),
        flows=((LISTS, ""),), matches=(("preliminary_injunction granted", "order-granting", 0, 51, text[:51]),),
    )  # fmt: skip
    read_by_machine(store, 8, pending=True)
    with store.atomic():
        add_report(store, "/", "The date of the stay is wrong.", None, None, NOW)
    store.close()
    with served(create_app(config, clock=lambda: NOW)) as where:
        yield where


def sign_in(visit: Visit, wanted: str = "/review") -> Page:
    page = visit.go(wanted)
    page.get_by_label("Name").fill("Ada")
    page.get_by_label("Password").fill(WORDS)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**" + wanted)
    return page


def status(page: Page, address: str) -> str:
    return str(page.request.get(f"{address}/api/v1/flows/{LISTS}").json()["status"])


def test_the_whole_way_from_sign_in_to_a_blocked_flow_and_back(desk: Visit) -> None:
    page = sign_in(desk)
    page.get_by_role("link", name=re.compile("ORDER granting")).click()
    expect(page.locator("mark")).to_contain_text("ORDER granting [12] Motion")
    expect(page.get_by_label("On", exact=True)).to_have_value("preliminary_injunction")
    # The machine says that it was granted; how far it reaches it leaves open, so that accepting is not enough.
    page.keyboard.press("a")
    expect(page.get_by_role("alert")).to_contain_text("whole flow or a part")
    assert status(page, desk.address) == "open"
    desk.wrong.clear()  # the browser notes the refused form (422) in its console
    page.get_by_label("A bar of").select_option("whole")
    page.get_by_label("The restriction in one sentence").fill("The Board may not send its lists to the Office.")
    page.get_by_role("heading", name="The reading").click()
    page.keyboard.press("a")
    expect(page.locator("#ahead")).to_be_focused()
    expect(page.locator("#ahead")).to_contain_text(re.compile("Open.*Blocked since Nov 20, 2026", re.S))
    assert status(page, desk.address) == "open"
    page.keyboard.press("a")
    expect(page.get_by_role("status")).to_contain_text("Stored: read and confirmed.")
    assert status(page, desk.address) == "blocked"
    desk.go("/")
    expect(page.locator(f"tr#{LISTS} .b-status")).to_contain_text("Blocked since Nov 20, 2026")
    page.go_back()
    page.keyboard.press("u")
    expect(page.get_by_role("status")).to_contain_text("Taken back.")
    desk.go("/")
    expect(page.locator(f"tr#{LISTS} .b-status")).to_contain_text("Open")


def test_reject_skip_and_help_by_key_and_no_key_while_typing(desk: Visit) -> None:
    page = sign_in(desk, "/review/entry-7")
    page.get_by_label("What happened, in one sentence").fill("")
    page.keyboard.type("racs?")
    expect(page.get_by_label("What happened, in one sentence")).to_have_value("racs?")
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_contain_text("reject: it changes nothing")
    page.keyboard.press("r")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()
    page.keyboard.press("c")
    expect(page.get_by_label("What it is", exact=True)).to_be_focused()
    page.keyboard.press("Escape")
    page.keyboard.press("s")
    page.wait_for_url("**/review/report/1")
    desk.go("/review/entry-7")
    page.keyboard.press("r")
    expect(page.get_by_role("status")).to_contain_text("read; it changes nothing")
    desk.go("/review")
    expect(page.get_by_text("ORDER granting")).to_have_count(0)


def test_the_desk_works_without_javascript(plain: Visit) -> None:
    page = sign_in(plain, "/review/entry-7")
    page.get_by_label("A bar of").select_option("part")
    page.get_by_label("The restriction in one sentence").fill("The Board may not send lists of its members.")
    page.get_by_role("button", name="Accept").click()
    expect(page.locator("#ahead")).to_contain_text("Limited")
    page.get_by_role("button", name="Save this reading").first.click()
    expect(page.get_by_role("status")).to_contain_text("Stored")
    page.get_by_role("button", name="Undo", exact=True).click()
    expect(page.get_by_role("status")).to_contain_text("Taken back")


PAGES = ("/review", "/review/entry-7", "/review/tenants-v-bureau.2025-12-01-stay", "/review/decisions",
         "/review/report/1", "/report", "/corrections")  # fmt: skip


def test_the_desk_fits_a_phone_and_its_text_stands_out(phone: Visit) -> None:
    sign_in(phone)
    for path in PAGES:
        page = phone.go(path)
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, path
        page.evaluate("document.querySelectorAll('details').forEach((d) => { d.open = true; })")
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, f"{path}, all opened"
        assert faint(page) == [], path


UNNAMED = """() => [...document.querySelectorAll("main input:not([type=hidden]), main select, main textarea")]
  .filter((field) => !field.labels.length).map((field) => field.name)"""


def test_every_field_of_the_desk_has_a_label(desk: Visit) -> None:
    sign_in(desk)
    for path in PAGES:
        assert desk.go(path).evaluate(UNNAMED) == [], path
