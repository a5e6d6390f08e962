"""The desk on news and gaps: first reports, unsure links, times that no feed covered."""

import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from werkzeug.test import TestResponse

from tests.desk import BLOCKS, LISTS, Desk, board, fields_of, one, token_in
from tracker.storage.store import Store


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def test_a_gap_is_closed_with_a_reason_that_readers_see(desk: Desk) -> None:
    store = desk.store()
    with store.atomic():
        store.execute("insert into feeds (feed_id, kind, url) values ('mad', 'cmecf', 'https://ecf.example/rss')")
        store.execute(
            "insert into gaps (feed_id, court_id, from_at, to_at, found_at) values ('mad', 'mad',"
            " '2026-11-01T00:00:00Z', '2026-11-02T00:00:00Z', '2026-11-02T01:00:00Z')"
        )
    ada = desk.as_("Ada")
    token = token_in(ada.get("/review/gap/1"))
    assert ada.post("/review/gap/1", {"csrf_token": token, "why": ""}).status_code == 422
    closed = ada.post("/review/gap/1", {"csrf_token": token, "why": "Docket sheet of Nov 2 read; nothing missing."})
    assert closed.status_code == 303
    assert "Docket sheet of Nov 2 read" in desk.stranger().get("/sources")
    ada.post("/review/decisions/1/undo", {"csrf_token": token})
    assert "gap/1" in ada.get("/review")


def news(store: Store, score: float, told: str | None, links: list[tuple[str, str]]) -> None:
    with store.atomic():
        store.execute(
            "insert into coverage (url, outlet, title, first_seen_at, content_sha, event_body, score) values"
            " ('https://news.example/1', 'Example News', 'Judge blocks lists', '2026-11-20T00:00:00Z', '0', ?, ?)",
            [told, score],
        )
        for kind, target in links:
            store.execute("insert into coverage_links values (1, ?, ?)", [kind, target])


TOLD = '{"kind":"order","relief":"preliminary_injunction","disposition":"granted","date":"2026-11-19"}'


def test_news_of_an_order_that_the_register_lacks_is_a_first_report(desk: Desk) -> None:
    store = desk.store()
    news(store, 0.9, TOLD, [("case", "list-v-board")])
    page = desk.as_("Rosa").get("/review")
    assert "News that may be a first report" in page and "order on preliminary injunction, granted" in page


def test_news_of_an_event_that_the_register_has_is_no_first_report(desk: Desk) -> None:
    store = desk.store()
    told = TOLD.replace("preliminary_injunction", "stay_of_agency_action").replace("2026-11-19", "2025-12-02")
    news(store, 0.9, told, [("case", "tenants-v-bureau")])
    assert "Judge blocks lists" not in desk.as_("Rosa").get("/review")


def test_an_unsure_link_is_mended_by_a_person_and_stays_so(desk: Desk) -> None:
    store = desk.store()
    news(store, 0.3, None, [("case", "tenants-v-bureau")])
    ada = desk.as_("Ada")
    assert "linked with a score of 0.30" in ada.get("/review").lower()
    token = token_in(ada.get("/review/coverage/1"))
    ada.post(
        "/review/coverage/1",
        {"csrf_token": token, "mark": "0", "do": "link", "case": ["list-v-board", "no-such-case", ""]},
    )
    assert "Judge blocks lists" in desk.stranger().get("/cases/list-v-board")
    assert "Judge blocks lists" not in desk.stranger().get("/cases/tenants-v-bureau")
    assert "Judge blocks lists" not in ada.get("/review")
    ada.post("/review/decisions/1/undo", {"csrf_token": token})
    assert "Judge blocks lists" in desk.stranger().get("/cases/tenants-v-bureau")


def test_a_word_that_no_button_says_changes_no_links(desk: Desk) -> None:
    store = desk.store()
    news(store, 0.4, None, [("case", "list-v-board")])
    ada = desk.as_("Ada")
    fields = {"csrf_token": token_in(ada.get("/review/coverage/1")), "mark": "0", "do": "nonsense"}
    assert ada.post("/review/coverage/1", fields).status_code == 400
    assert one(store, "select count(*) from decisions") == 0
    assert one(store, "select count(*) from coverage_links") == 1


def test_of_two_who_save_one_news_item_at_once_one_is_told(desk: Desk) -> None:
    store = desk.store()
    news(store, 0.4, None, [("case", "list-v-board")])
    people = [desk.as_("Ada"), desk.as_("Grace")]
    for round_number in range(5):
        html = people[0].get("/review/coverage/1")
        seen = re.findall(r'name="mark" value="([0-9]+)"', html)[0]
        forms = [
            {"csrf_token": token_in(p.get("/review/coverage/1")), "mark": seen, "do": "link", "case": "list-v-board"}
            for p in people
        ]
        with ThreadPoolExecutor(2) as pool:
            answers = list(pool.map(lambda p, form: p.post("/review/coverage/1", form).status_code, people, forms))
        assert sorted(answers) == [303, 409]
        assert one(store, "select count(*) from decisions") == round_number + 1


def started(desk: Desk, **changes: str) -> TestResponse:
    store = desk.store()
    news(store, 0.9, TOLD, [("case", "list-v-board")])
    store.close()
    ada = desk.as_("Ada")
    fields = fields_of(ada.get("/review/coverage/1"), "new-event") | {"docket": "list-v-board"}
    assert (fields["day"], fields["kind"], fields["title"]) == ("2026-11-19", "order", "Judge blocks lists")
    return ada.post("/review/coverage/1/event", fields | changes)


MADE = "list-v-board.2026-11-19-judge-blocks-lists"


def test_a_first_report_becomes_an_event_shown_as_reported_that_changes_no_status(desk: Desk) -> None:
    answered = started(desk)
    assert answered.status_code == 303 and answered.location.endswith(f"/review/{MADE}")
    assert "Reported, not confirmed" in desk.stranger().get(f"/events/{MADE}")
    assert "news.example" in desk.stranger().get(f"/events/{MADE}")
    assert board(desk) == "open"
    assert "News that may be a first report" not in desk.as_("Ada").get("/review")
    told = desk.stranger().client.get(f"/api/v1/events/{MADE}").json
    assert (told["confirmed"], told["reported_only"], told["order_id"], told["actions"]) == (False, True, None, [])


def test_its_page_offers_what_the_news_says_and_leaves_the_extent_to_the_person(desk: Desk) -> None:
    started(desk)
    ada = desk.as_("Ada")
    fields = ada.form(f"/review/{MADE}")
    assert (fields["o-0-relief"], fields["o-0-disposition"]) == ("preliminary_injunction", "granted")
    refused = ada.post(f"/review/{MADE}", fields | {"r-0-flow": LISTS, "r-0-text": "No list goes to the Office."})
    assert refused.status_code == 422 and "whole flow or a part" in refused.text and board(desk) == "open"


def test_read_in_full_it_is_an_order_with_the_news_item_as_its_source(desk: Desk) -> None:
    started(desk)
    ada = desk.as_("Ada")
    assert ada.post(f"/review/{MADE}", ada.form(f"/review/{MADE}") | BLOCKS).status_code == 303
    assert board(desk) == "blocked"
    told = desk.stranger().client.get(f"/api/v1/events/{MADE}").json
    assert told["confirmed"] and told["sources"][0]["url"] == "https://news.example/1"


def test_an_event_from_a_report_can_be_taken_back(desk: Desk) -> None:
    started(desk)
    ada = desk.as_("Ada")
    html = ada.get(f"/review/{MADE}")
    ada.post("/review/decisions/2/undo", {"csrf_token": token_in(html)})
    assert desk.stranger().client.get(f"/events/{MADE}").status_code == 404


@pytest.mark.parametrize(
    ("changes", "says"),
    [({"docket": "no-such"}, "docket of the court"), ({"day": ""}, "day on which it happened"),
     ({"day": "2027-01-01"}, "lies ahead"), ({"title": "x"}, "title"), ({"kind": "gossip"}, "kind")],
)  # fmt: skip
def test_an_event_that_lacks_something_is_refused_in_words(desk: Desk, changes: dict[str, str], says: str) -> None:
    answered = started(desk, **changes)
    assert answered.status_code == 422 and says in answered.text
    assert one(desk.store(), "select count(*) from events where event_id like 'list-v-board.2026-11%'") == 0


def test_a_second_report_of_one_day_makes_an_event_of_its_own(desk: Desk) -> None:
    started(desk)
    ada = desk.as_("Ada")
    again = fields_of(ada.get("/review/coverage/1"), "new-event") | {"docket": "list-v-board"}
    assert ada.post("/review/coverage/1/event", again).location.endswith(f"/review/{MADE}-2")


def test_a_reader_of_the_desk_makes_no_event(desk: Desk) -> None:
    news(desk.store(), 0.9, TOLD, [("case", "list-v-board")])
    rosa = desk.as_("Rosa")
    assert "New event from this report" not in rosa.get("/review/coverage/1")
    token = token_in(rosa.get("/review/coverage/1"))
    assert rosa.post("/review/coverage/1/event", {"csrf_token": token, "docket": "list-v-board"}).status_code == 403
