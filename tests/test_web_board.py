"""The board over a small register: which flows are blocked on a day, how sure that is, and what was known then."""

from pathlib import Path

from flask.testing import FlaskClient
from lxml import html

from tests.website import NOW, ORDER, page, read_by_machine, row_of, site_over
from tracker.config import Config
from tracker.storage.store import Store


def test_the_board_names_the_blocked_flow_its_order_and_its_day(client: FlaskClient) -> None:
    row = row_of(page(client, "/"), "bureau-to-office-files")
    assert "Blocked since Jan 20, 2026" in row
    assert "bars all of it: Tenants v. Bureau, D.D.C., Dec 1, 2025" in row
    assert "stay of agency action, 5 U.S.C. 705" in row


def test_the_first_lines_name_the_orders_that_block_and_lead_to_them(client: FlaskClient) -> None:
    blocked = html.fromstring(page(client, "/")).xpath("//dl[@class='short']/div[1]/dd")[0]
    said = " ".join(blocked.text_content().split())
    assert said.startswith("Bureau → Office files since Jan 20, 2026, by Tenants v. Bureau, D.D.C.")
    assert blocked.xpath(f".//a[@href='/orders/{ORDER}']")


def test_a_day_on_which_nothing_was_blocked_says_none(client: FlaskClient) -> None:
    short = html.fromstring(page(client, "/?as_of=2025-11-01")).xpath("//dl[@class='short']/div[1]")[0]
    assert "Blocked 0 none: no order known here bars a whole data flow" in " ".join(short.text_content().split())


def test_a_status_says_when_it_was_last_checked_once_that_is_two_weeks_ago(client: FlaskClient) -> None:
    text = page(client, "/")
    assert "in force when last checked, Jul 28, 2026" in row_of(text, "bureau-to-office-files")
    assert "last checked" not in row_of(text, "board-to-office-lists")


def test_the_board_can_be_turned_back_and_says_so_loudly(client: FlaskClient) -> None:
    text = page(client, "/?as_of=2026-01-15")
    assert "You are looking at Thursday, Jan 15, 2026, not at today." in text
    row = row_of(text, "bureau-to-office-files")
    assert "Open" in row and "Blocked since" not in row


def test_todays_board_carries_no_notice_of_another_day(client: FlaskClient) -> None:
    assert "You are looking at" not in page(client, "/")


def test_what_changed_in_the_week_is_told_in_sentences(client: FlaskClient) -> None:
    text = html.fromstring(page(client, "/?as_of=2025-12-03")).xpath("//ul[contains(@class, 'changes')]")[0]
    said = " ".join(text.text_content().split())
    assert "Dec 1, 2025: Bureau → Office files is blocked from this day; until then it was open." in said


def test_an_unread_ruling_shows_on_board_flow_order_and_case_and_changes_nothing(
    client: FlaskClient, writing: Store
) -> None:
    read_by_machine(writing, 7, pending=True)
    for path in ("/", "/flows/bureau-to-office-files", f"/orders/{ORDER}", "/cases/tenants-v-bureau"):
        assert "ruling that may change this was entered on Nov 20, 2026; not yet read" in page(client, path), path
    assert "Blocked since Jan 20, 2026" in row_of(page(client, "/"), "bureau-to-office-files")


def test_an_unread_ruling_was_not_there_before_it_was_entered(client: FlaskClient, writing: Store) -> None:
    read_by_machine(writing, 7, pending=True)
    assert "not yet read" not in row_of(page(client, "/?as_of=2026-11-19"), "bureau-to-office-files")


def test_a_day_looked_at_travels_along_the_links(client: FlaskClient) -> None:
    assert "/flows/bureau-to-office-files?as_of=2026-01-15" in page(client, "/?as_of=2026-01-15")


def test_what_was_known_before_the_first_load_is_nothing(client: FlaskClient) -> None:
    text = page(client, "/?known_at=2026-02-01")
    assert "Nothing was known to the tracker then" in text and "fits these filters" not in text
    assert "Bureau → Office files" in page(client, "/?known_at=2026-03-02")


def test_a_page_turned_back_leaves_out_what_came_later_and_says_so(client: FlaskClient) -> None:
    text = page(client, "/cases/tenants-v-bureau?as_of=2025-12-15")
    assert "dissolves its stay" not in text and "2 later events not shown" in " ".join(text.split())


def test_without_a_store_the_site_says_what_to_do(tmp_path: Path) -> None:
    client = site_over(Config(data_dir=tmp_path)).test_client()
    assert "python -m tracker load" in page(client, "/", 503)
    assert client.get("/api/v1/flows").json.keys() == {"error"}


def test_the_date_of_the_board_is_the_eastern_one(config: Config) -> None:
    late = site_over(config, lambda: NOW.replace(hour=3)).test_client()
    assert "Saturday, Nov 21, 2026" in page(late, "/")


def test_a_status_is_nowhere_shown_without_the_day_of_its_last_check(client: FlaskClient, writing: Store) -> None:
    read_by_machine(writing, 7, pending=True, flows=(("bureau-to-office-files", ""),))
    row = row_of(page(client, "/flows"), "bureau-to-office-files")
    assert "Blocked since Jan 20, 2026" in row and "in force when last checked, Jul 28, 2026" in row
    told = " ".join(
        html.fromstring(page(client, "/flows/bureau-to-office-files")).xpath("string(//details//caption)").split()
    )
    assert told == "Status of the flow; after Jul 28, 2026 carried forward from the last check"
    strip = html.fromstring(page(client, "/")).xpath("//tr[@id='bureau-to-office-files']//details")[0].text_content()
    assert "after Jul 28, 2026 carried forward from the last check" in strip
    for path in (f"/orders/{ORDER}", "/cases/tenants-v-bureau"):
        assert "pale: carried forward since the last check" in page(client, path), path


def test_flows_that_are_only_named_say_when_the_oldest_was_last_checked(client: FlaskClient) -> None:
    # On Jan 15 the order is stayed: the flow is open, among those that the first lines only count.
    short = html.fromstring(page(client, "/?as_of=2026-10-15")).xpath("string(//dl[@class='short'])")
    assert "Blocked" in short and "(in force when last checked, Jul 28, 2026)" in short
    later = html.fromstring(page(client, "/?as_of=2027-02-01")).xpath("string(//dl[@class='short']/div[last()])")
    assert "no order known here stands in its way (as last checked, Nov 20, 2026)" in " ".join(later.split())


def test_many_unread_rulings_show_the_newest_three_and_fold_the_rest(client: FlaskClient, writing: Store) -> None:
    for entry in range(30, 36):
        read_by_machine(writing, entry, pending=True, case_id="tenants-v-bureau")
    for path in ("/", "/cases/tenants-v-bureau", "/map"):
        assert "more rulings not yet read" in page(client, path), path
