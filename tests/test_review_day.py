"""A day at the desk: what waits there and what does not, what is said after a decision, what a refused one leaves."""

from pathlib import Path

import pytest

from tests.desk import Desk, token_in
from tests.test_review_news import news
from tests.website import NOW, read_by_machine
from tracker.courts import load_courts
from tracker.review.firstreport import docket_told
from tracker.storage.facts import cases_at
from tracker.storage.suggestions import Found, add_suggestions, find_suggestion, is_private


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def bare_order(desk: Desk, number: int, case: str, court: str, **changes: object) -> str:
    """An entry of which the feed says "Order" and nothing else."""
    store = desk.store()
    event = read_by_machine(
        store, number, **{
            "case_id": case, "docket_id": case, "court_id": court, "title": "Order", "text": "", "actions": (),
            "matches": (), "pending": False, "outcome_unknown": False, "day": "2026-11-20", **changes,
        }
    )  # fmt: skip
    store.execute(
        "update docket_entries set description = '', short_description = 'Order' where entry_id = ?", [number]
    )
    store.close()
    return event


def test_an_order_that_says_nothing_waits_where_an_order_stands_in_its_case(desk: Desk) -> None:
    event = bare_order(desk, 7, "tenants-v-bureau", "dcd")
    page = desk.as_("Rosa").get("/review")
    assert f'href="/review/{event}"' in page
    assert "does not say what it decides, and an order stands in this case: Stay of the memorandum" in page


def test_such_an_order_waits_no_longer_once_somebody_has_read_it(desk: Desk) -> None:
    event = bare_order(desk, 7, "tenants-v-bureau", "dcd")
    ada = desk.as_("Ada")
    assert ada.post(f"/review/{event}/reject", ada.form(f"/review/{event}")).status_code == 303
    assert f'href="/review/{event}"' not in ada.get("/review")


@pytest.mark.parametrize("case", [
    {"case": "list-v-board", "court": "mad"},  # no order stands there
    {"case": "tenants-v-bureau", "court": "dcd", "day": "2026-06-01"},  # long ago: other papers tell it by now
    {"case": "tenants-v-bureau", "court": "dcd", "kind": "notice"},
])  # fmt: skip
def test_other_entries_that_say_nothing_wait_for_nobody(desk: Desk, case: dict[str, str]) -> None:
    event = bare_order(desk, 7, **case)  # type: ignore[arg-type]
    assert f'href="/review/{event}"' not in desk.as_("Ada").get("/review")


def test_news_in_which_nothing_happened_is_no_first_report(desk: Desk) -> None:
    store = desk.store()
    news(store, 0.9, '{"kind":"other","relief":"none","disposition":"none","date":null}', [("case", "list-v-board")])
    assert "Judge blocks lists" not in desk.as_("Ada").get("/review")


def test_news_names_what_it_is_linked_to_in_words(desk: Desk) -> None:
    store = desk.store()
    links = [("case", "tenants-v-bureau"), ("event", "tenants-v-bureau.2025-12-01-stay")]
    news(store, 0.3, None, [*links, ("flow", "bureau-to-office-files")])
    page = desk.as_("Ada").get("/review/coverage/1")
    assert "Case: Tenants v. Bureau<" in page and "Data flow: Bureau → Office files<" in page
    assert "Event: 2025-12-01: Court stays the memorandum<" in page


@pytest.mark.parametrize(
    ("words", "relief", "docket"),
    [
        ("The D.C. Circuit on Friday stayed the order of a judge in Washington.", "none", "tenants-v-bureau-cadc"),
        ("Appeals court lifts block on sharing files", "stay_pending_appeal", "tenants-v-bureau-cadc"),
        ("Judge blocks files", "preliminary_injunction", "tenants-v-bureau"),
    ],
)
def test_a_first_report_is_put_on_the_docket_of_the_court_that_acted(
    desk: Desk, words: str, relief: str, docket: str
) -> None:
    cases, courts = cases_at(desk.store()), load_courts(desk.config.courts_file)
    assert docket_told([cases["tenants-v-bureau"]], courts, words, {"relief": relief}) == docket


@pytest.mark.parametrize("made", ["9" * 30, "-1", "x", ""])
def test_a_number_of_a_decision_that_there_cannot_be_is_passed_over(desk: Desk, made: str) -> None:
    assert "Undo this decision" not in desk.as_("Ada").get(f"/review?done={made}")


def test_withholding_without_a_reason_stores_nothing_and_keeps_the_form(desk: Desk) -> None:
    event = bare_order(desk, 7, "tenants-v-bureau", "dcd")
    ada = desk.as_("Ada")
    refused = ada.post(f"/review/{event}/withhold", ada.form(f"/review/{event}", title="Half a sentence"))
    assert refused.status_code == 422 and 'value="Half a sentence"' in refused.text and 'role="alert"' in refused.text
    assert event not in desk.stranger().get("/corrections")


def test_withholding_says_so_and_offers_to_take_it_back(desk: Desk) -> None:
    event = bare_order(desk, 7, "tenants-v-bureau", "dcd")
    ada = desk.as_("Ada")
    done = ada.post(f"/review/{event}/withhold", ada.form(f"/review/{event}", why="sealed on Nov 21"))
    page = ada.get(str(done.headers["Location"]))
    assert "Stored: withheld from the public." in page and 'data-key="u"' in page


def test_a_number_that_only_a_private_notice_names_is_for_those_who_may_release_it(desk: Desk) -> None:
    bare_order(desk, 7, "tenants-v-bureau", "dcd")
    store = desk.store()
    store.execute("update docket_entries set private = 1, document_number = '91' where entry_id = 7")
    appeal = Found(
        "appeal", "docket:cadc:26-5044", "Tenants v. Bureau", "cadc", "26-5044", "Tenants Union v. Bureau", None,
        "2026-11-20", 0.99, ("entry 91 names this number",),
        {"cases": ["tenants-v-bureau"], "private": ["tenants-v-bureau", "91"]},
    )  # fmt: skip
    with store.atomic():
        add_suggestions(store, [appeal], NOW)
    ada, rosa = desk.as_("Ada"), desk.as_("Rosa")
    assert "26-5044" in ada.get("/review") and "26-5044" in ada.get("/review/suggestion/1")
    assert "26-5044" not in rosa.get("/review")
    assert "26-5044" not in rosa.get("/review/suggestion/1", 404)
    store.execute("update docket_entries set private = 0 where entry_id = 7")
    found = find_suggestion(store, 1)
    assert found and not is_private(store, found)
    assert "26-5044" in rosa.get("/review")
    assert token_in(ada.get("/review/suggestion/1"))


def test_of_two_people_at_one_news_item_the_second_is_told_and_nothing_is_overwritten(desk: Desk) -> None:
    store = desk.store()
    news(store, 0.3, None, [("case", "tenants-v-bureau")])
    ada, grace = desk.as_("Ada"), desk.as_("Grace")
    path = "/review/coverage/1"
    forms = [
        {"csrf_token": token_in(each.get(path)), "mark": "0", "case": "list-v-board", "do": do}
        for each, do in ((ada, "link"), (grace, "unlink"))
    ]
    assert ada.post(path, forms[0]).status_code == 303
    second = grace.post(path, forms[1])
    assert second.status_code == 409 and "Somebody has decided about this meanwhile." in second.text
    assert store.rows("select target_kind, target_id from coverage_links") == [
        {"target_kind": "case", "target_id": "list-v-board"}
    ]
    made = {**forms[1], "docket": "list-v-board", "day": "2026-11-20", "kind": "order", "title": "An order"}
    assert grace.post(f"{path}/event", made).status_code == 409


def test_news_can_be_linked_to_a_docket_entry_that_a_person_has_read(desk: Desk) -> None:
    event = bare_order(desk, 7, "tenants-v-bureau", "dcd")
    ada = desk.as_("Ada")
    ada.post(f"/review/{event}", ada.form(f"/review/{event}", text="It sets a day."))
    store = desk.store()
    news(store, 0.3, None, [("case", "tenants-v-bureau")])
    page = ada.get("/review/coverage/1")
    assert f'<option value="{event}">' in page
    form = {"csrf_token": token_in(page), "mark": "0", "case": "tenants-v-bureau", "event": event, "do": "link"}
    assert ada.post("/review/coverage/1", form).status_code == 303
    assert store.value("select count(*) from coverage_links where target_kind = 'event'") == 1


def test_a_suggestion_that_somebody_else_has_settled_is_told_so(desk: Desk) -> None:
    found = Found("docket", "docket:dcd:1:26-cv-00777", "League v. Bureau", "dcd", "1:26-cv-00777", "League v. Bureau")
    store = desk.store()
    with store.atomic():
        add_suggestions(store, [found], NOW)
    ada, path = desk.as_("Ada"), "/review/suggestion/1"
    form = {"csrf_token": token_in(ada.get(path)), "do": "dismiss", "why": ""}
    assert ada.post(path, form).status_code == 303
    second = ada.post(path, form)
    assert second.status_code == 404 and "somebody has decided meanwhile" in second.text
