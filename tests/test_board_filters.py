"""The filters of the board: their counts, the answer above them, and what is said to those who do not see rows go."""

import re
from datetime import date, timedelta

import pytest
from flask.testing import FlaskClient
from lxml import html

from tests.test_turned_back import words
from tests.website import page, read_by_machine, small_register
from tracker.law.answers import FlowAnswer, FlowOrder
from tracker.outputs.board import BoardRow, build_row, oldest_check
from tracker.storage.store import Store
from tracker.text import in_order

DAY = date(2026, 11, 22)
_PAGES = ("/", "/timeline", "/cases", "/flows", "/map", "/calendar", "/sources", "/about", "/subscribe", "/report",
          "/corrections", "/cases/list-v-board", "/flows/board-to-office-lists")  # fmt: skip


def counts(text: str) -> dict[str, int]:
    options = html.fromstring(text).xpath("//select[@name='status']/option[@value != '']")
    return {o.get("value"): int(re.sub(r"\D", "", o.text_content())) for o in options}


@pytest.mark.parametrize("chosen", ["agency=Board", "agency=Bureau", "data=addresses", "agency=Board&data=addresses"])
def test_a_status_counts_the_flows_that_choosing_it_would_leave(client: FlaskClient, chosen: str) -> None:
    rows = html.fromstring(page(client, f"/?{chosen}")).xpath("//tr/@data-status")
    assert counts(page(client, f"/?{chosen}")) == {status: rows.count(status) for status in set(rows)}


def test_a_status_that_is_chosen_stays_among_the_choices(client: FlaskClient) -> None:
    chosen = html.fromstring(page(client, "/?agency=Board&status=blocked")).xpath("//option[@selected]/@value")
    assert "blocked" in chosen


def test_the_answer_above_the_filters_leads_to_rows_that_are_there(client: FlaskClient) -> None:
    for path in ("/", "/?status=open", "/?agency=Board&as_of=2026-02-03"):
        text = html.fromstring(page(client, path))
        ids = set(text.xpath("//tr/@id"))
        for link in text.xpath("//dl[@class='short']//a/@href"):
            assert link[1:] in ids if link.startswith("#") else page(client, link)


def test_an_unread_ruling_on_a_flow_that_is_only_counted_is_told_above_the_rows(
    client: FlaskClient, writing: Store
) -> None:
    read_by_machine(
        writing, 7, case_id="list-v-board", docket_id="list-v-board", court_id="mad", pending=True,
        flows=(("board-to-office-lists", ""),),
    )  # fmt: skip
    told = words(page(client, "/"), "//dl[@class='short']/div[last()]")
    assert "Open" in told and "(an unread ruling may change Board → Office lists)" in told


def test_filters_say_how_many_flows_fit_and_keep_the_day_when_taken_back(client: FlaskClient) -> None:
    text = page(client, "/?agency=Board&as_of=2026-02-03")
    told = html.fromstring(text).xpath("//*[@data-told]")
    assert len(told) == 1 and told[0].text_content().startswith("1 of 2 data flows fits these filters.")
    assert told[0].xpath("./a/@href") == ["/?as_of=2026-02-03"]
    assert "No data flow fits these filters." in words(page(client, "/?agency=Board&status=blocked"))
    assert "these filters" not in page(client, "/")


def row(checked: date | None, status: str = "open", uncertain: tuple[FlowOrder, ...] = ()) -> BoardRow:
    flow = small_register().flows["board-to-office-lists"]
    said = FlowAnswer(
        flow_id=flow.id, as_of=DAY, status=status, since=date(2026, 1, 2), operating="unknown",  # type: ignore[arg-type]
        verified_through=checked, orders_in_force=(), orders_uncertain=uncertain, pending=(), because=(),
        conflict=None, history=(),
    )  # fmt: skip
    return build_row(flow, said, {}, {}, {}, None)


def test_one_flow_checked_long_ago_does_not_make_its_whole_group_old() -> None:
    old, older, fresh, never = row(date(2026, 7, 1)), row(date(2026, 5, 1)), row(DAY - timedelta(days=3)), row(None)
    assert oldest_check([fresh]) is None
    assert oldest_check([old]) == "as last checked, Jul 1, 2026"
    assert oldest_check([old, fresh]) == "one of them as last checked, Jul 1, 2026"
    assert oldest_check([never, fresh]) == "one of them as last checked; when that was is not known"
    assert oldest_check([old, older]) == "each as last checked, the oldest on May 1, 2026"
    assert oldest_check([old, older, fresh]) == "2 of them as last checked, the oldest on May 1, 2026"


def test_a_status_that_an_order_left_unknown_says_since_when() -> None:
    order = FlowOrder(
        order_id="tenants-v-bureau.2025-12-01", case_id="tenants-v-bureau", title="Stay", entered=date(2025, 12, 1),
        since=date(2026, 1, 2), effect="bars", whole=True, extent="", restrictions=(), state="unknown",
    )  # fmt: skip
    assert row(DAY, "unknown", (order,)).since == date(2026, 1, 2)
    # Without such an order nobody knows since when nothing is known.
    assert row(DAY, "unknown").since is None


def test_not_known_is_explained_also_where_no_order_is_the_reason(client: FlaskClient) -> None:
    assert "or no confirmed source says that it exists" in words(page(client, "/about"))


def test_a_preview_of_the_board_says_when_what_is_blocked_was_last_checked(client: FlaskClient) -> None:
    (told,) = html.fromstring(page(client, "/")).xpath("//meta[@name='description']/@content")
    assert told.startswith(
        "Nov 22, 2026. Blocked: Bureau → Office files (in force when last checked, Jul 28, 2026). By"
    )
    (none,) = html.fromstring(page(client, "/?as_of=2025-01-01")).xpath("//meta[@name='description']/@content")
    assert none.startswith("Jan 1, 2025. No data flow is blocked or limited. By which court order")


def test_pages_do_not_borrow_the_description_of_the_board(client: FlaskClient) -> None:
    told = {p: html.fromstring(page(client, p)).xpath("//meta[@name='description']/@content")[0] for p in _PAGES}
    assert len(set(told.values())) == len(told)


def test_courts_stand_in_the_order_of_their_numbers(client: FlaskClient) -> None:
    assert sorted(["10th Cir.", "2d Cir.", "D.D.C.", "1st Cir."], key=in_order) == [
        "1st Cir.", "2d Cir.", "10th Cir.", "D.D.C.",
    ]  # fmt: skip
    named = html.fromstring(page(client, "/subscribe")).xpath("//input[@name='court']/..")
    told = [" ".join(label.text_content().split()) for label in named]
    assert told == sorted(told) and not [t for t in told if t.startswith("United States")] and len(told) == 3


def test_a_docket_whose_number_is_not_known_says_so_plainly(client: FlaskClient) -> None:
    for path in ("/cases/tenants-v-bureau", "/events/tenants-v-bureau.2026-01-10-admin-stay"):
        said = words(page(client, path))
        assert "D.C. Cir. (number not known)" in said and "No. not known" not in said


def test_a_picture_without_orders_explains_no_marks_of_orders(client: FlaskClient) -> None:
    legend = "//p[@class='legend']"
    assert not html.fromstring(page(client, "/cases/list-v-board")).xpath(legend)
    assert html.fromstring(page(client, "/cases/tenants-v-bureau")).xpath(legend)


def test_a_department_finds_what_its_offices_receive_as_well_as_what_they_give(client: FlaskClient) -> None:
    for department, office in (("Housing", "Bureau"), ("Interior", "Office")):
        rows = html.fromstring(page(client, f"/?agency={department}")).xpath("//tr[@data-status]/@id")
        assert "bureau-to-office-files" in rows
        found = client.get(f"/api/v1/events?agency={department}").get_json()["results"]
        assert found and {e["id"] for e in found} <= {
            e["id"] for e in client.get(f"/api/v1/events?agency={office}").get_json()["results"]
        }
        assert f'value="{department}"' in page(client, "/subscribe")
