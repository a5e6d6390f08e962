"""The review desk: what waits, reading an event, what the board then says, and taking it back."""

import re
from datetime import timedelta
from pathlib import Path

import pytest

from tests.desk import BLOCKS, FLOW, LISTS, Desk, board, fields_of, mark_in, one, order_waiting, token_in
from tests.website import ORDER, read_by_machine
from tracker.storage.facts import cases_at


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


@pytest.fixture
def waiting(desk: Desk) -> str:
    return order_waiting(desk)


def test_only_staff_see_the_desk_and_only_editors_decide(desk: Desk, waiting: str) -> None:
    assert desk.stranger().client.get("/review").status_code == 303
    rosa = desk.as_("Rosa")
    page = rosa.get(f"/review/{waiting}")
    assert "Save this reading" not in page and "Reject" not in page
    refused = rosa.post(f"/review/{waiting}/reject", rosa.form(f"/review/{waiting}"))
    assert refused.status_code == 403 and "role of an editor" in refused.text
    assert one(desk.store(), "select count(*) from decisions") == 0


def test_the_queue_puts_rulings_on_orders_in_force_first(desk: Desk, waiting: str) -> None:
    store = desk.store()
    read_by_machine(store, 8, pending=True, title="Order on Motion to Vacate")
    with store.atomic():
        store.execute(
            "insert into gaps (feed_id, court_id, from_at, to_at, found_at) values ('mad', 'mad',"
            " '2026-11-01T00:00:00Z', '2026-11-02T00:00:00Z', '2026-11-02T01:00:00Z')"
        )
        store.execute("insert into reports (page, text, at) values ('/', 'The date is wrong', '2026-11-20T00:00:00Z')")
    page = desk.as_("Rosa").get("/review")
    order = [page.index(words) for words in (
        "Order on Motion to Vacate", "Motion for Preliminary Injunction", "mad: 2026-11-01", "The date is wrong"
    )]  # fmt: skip
    assert order == sorted(order)
    assert "May change: Stay of the memorandum" in page
    assert "The feed does not say how the court ruled" in page


def test_the_words_that_the_machine_read_are_marked(desk: Desk, waiting: str) -> None:
    page = desk.as_("Rosa").get(f"/review/{waiting}")
    assert ">Motion for Prelim</mark>" in page and "order-on-motion-pi" in page


def test_the_suggestion_says_what_the_machine_read_and_leaves_open_what_it_cannot_know(
    desk: Desk, waiting: str
) -> None:
    fields = desk.as_("Ada").form(f"/review/{waiting}")
    assert fields["title"] == "Order on Motion for Preliminary Injunction"
    assert (fields["o-0-relief"], fields["o-0-disposition"]) == ("preliminary_injunction", "")
    assert "is_order" not in fields and fields["r-0-extent"] == ""


def test_an_outcome_that_the_paper_does_not_say_cannot_be_saved(desk: Desk, waiting: str) -> None:
    ada = desk.as_("Ada")
    answer = ada.post(f"/review/{waiting}", ada.form(f"/review/{waiting}"))
    assert answer.status_code == 422 and "Say how the court ruled" in answer.text
    assert board(desk) == "open"


def test_a_bar_is_stored_only_when_a_person_says_whole_or_part(desk: Desk, waiting: str) -> None:
    ada = desk.as_("Ada")
    fields = ada.form(f"/review/{waiting}") | BLOCKS
    answer = ada.post(f"/review/{waiting}", fields | {"r-0-extent": ""})
    assert answer.status_code == 422 and "the whole flow or a part of it" in answer.text
    assert one(desk.store(), "select count(*) from facts where origin <> 'register'") == 0


def test_a_look_ahead_shows_the_board_before_and_after_and_stores_nothing(desk: Desk, waiting: str) -> None:
    rosa = desk.as_("Rosa")
    answer = rosa.post(f"/review/{waiting}/preview", rosa.form(f"/review/{waiting}") | BLOCKS)
    assert answer.status_code == 200
    ahead = answer.text[answer.text.index('id="ahead"') : answer.text.index('id="reading"')]
    assert "Open" in ahead and "Blocked" in ahead and "Board → Office lists" in ahead
    assert board(desk) == "open"
    assert one(desk.store(), "select count(*) from decisions") == 0


def test_a_saved_reading_blocks_the_flow_at_once_and_its_undo_opens_it(desk: Desk, waiting: str) -> None:
    ada = desk.as_("Ada")
    assert board(desk) == "open"
    saved = ada.post(f"/review/{waiting}", ada.form(f"/review/{waiting}") | BLOCKS)
    assert saved.status_code == 303 and "done=1" in saved.headers["Location"]
    assert board(desk) == "blocked"
    assert waiting not in ada.get("/review")
    desk.clock.now += timedelta(minutes=1)
    undone = ada.post("/review/decisions/1/undo", {"csrf_token": token_in(ada.get("/review"))})
    assert undone.status_code == 303
    assert board(desk) == "open"
    assert waiting in ada.get("/review")
    row = desk.store().row("select * from events where event_id = 'entry-7'")
    assert row and row["pending"] and row["outcome_unknown"] and not row["confirmed"] and not row["is_order"]
    assert row["title"].endswith("outcome not yet known")


def test_nothing_is_rewritten_by_an_undo(desk: Desk, waiting: str) -> None:
    ada = desk.as_("Ada")
    ada.post(f"/review/{waiting}", ada.form(f"/review/{waiting}") | BLOCKS)
    desk.clock.now += timedelta(hours=1)
    ada.post("/review/decisions/1/undo", {"csrf_token": token_in(ada.get("/review")), "why": "wrong case"})
    store = desk.store()
    made = store.rows("select action, by_name, undoes, why from decisions order by decision_id")
    assert [(m["action"], m["by_name"], m["undoes"]) for m in made] == [("confirm", "Ada", None), ("undo", "Ada", 1)]
    assert made[1]["why"] == "wrong case"
    between = cases_at(store, desk.clock.now - timedelta(minutes=30))["list-v-board"]
    assert [e.key for e in between.events if e.order] == ["entry-7"]
    assert not any(e.order for e in cases_at(store)["list-v-board"].events)


def test_an_undo_restores_the_reading_of_whoever_read_before(desk: Desk, waiting: str) -> None:
    ada, grace = desk.as_("Ada"), desk.as_("Grace")
    ada.post(f"/review/{waiting}", ada.form(f"/review/{waiting}") | BLOCKS)
    desk.clock.now += timedelta(minutes=1)
    part = grace.form(f"/review/{waiting}") | {"r-0-extent": "part"}
    assert grace.post(f"/review/{waiting}", part).status_code == 303
    assert board(desk) == "limited"
    desk.clock.now += timedelta(minutes=1)
    grace.post("/review/decisions/2/undo", {"csrf_token": token_in(grace.get("/review"))})
    assert board(desk) == "blocked"
    assert one(desk.store(), "select confirmed_by from events where event_id = 'entry-7'") == "Ada"


def test_only_the_last_decision_about_a_thing_can_be_undone(desk: Desk, waiting: str) -> None:
    ada = desk.as_("Ada")
    ada.post(f"/review/{waiting}", ada.form(f"/review/{waiting}") | BLOCKS)
    ada.post(f"/review/{waiting}", ada.form(f"/review/{waiting}") | {"r-0-extent": "part"})
    answer = ada.post("/review/decisions/1/undo", {"csrf_token": token_in(ada.get("/review"))})
    assert answer.status_code == 422 and "decided about this later" in answer.text
    assert board(desk) == "limited"


def test_a_rejected_act_changes_nothing_and_waits_no_longer(desk: Desk, waiting: str) -> None:
    ada = desk.as_("Ada")
    rejected = ada.post(f"/review/{waiting}/reject", ada.form(f"/review/{waiting}") | BLOCKS)
    assert rejected.status_code == 303
    assert board(desk) == "open"
    row = desk.store().row("select * from events where event_id = 'entry-7'")
    assert row and row["confirmed"] and not row["pending"] and not row["is_order"]
    assert row["title"] == "Order on Motion for Preliminary Injunction"
    assert waiting not in ada.get("/review")


def test_the_second_of_two_people_is_told_and_overwrites_nothing(desk: Desk, waiting: str) -> None:
    ada, grace = desk.as_("Ada"), desk.as_("Grace")
    of_grace = grace.form(f"/review/{waiting}") | BLOCKS | {"r-0-extent": "part"}
    ada.post(f"/review/{waiting}", ada.form(f"/review/{waiting}") | BLOCKS)
    told = grace.post(f"/review/{waiting}", of_grace)
    assert told.status_code == 409
    assert "Nothing of yours was stored" in told.text and "Ada" in told.text
    assert board(desk) == "blocked"
    assert one(desk.store(), "select count(*) from decisions") == 1
    rejected = grace.post(f"/review/{waiting}/reject", of_grace)
    assert rejected.status_code == 409 and board(desk) == "blocked"


@pytest.mark.parametrize("button", ["dismiss", "withhold", "release"])
def test_no_button_decides_on_what_its_reader_has_not_seen(desk: Desk, waiting: str, button: str) -> None:
    ada, grace = desk.as_("Ada"), desk.as_("Grace")
    of_grace = grace.form(f"/review/{waiting}") | {"why": "Sealed."}
    ada.post(f"/review/{waiting}", ada.form(f"/review/{waiting}") | BLOCKS)
    if button == "release":
        desk.store().execute("update docket_entries set private = 1 where entry_id = 7")
    told = grace.post(f"/review/{waiting}/{button}", of_grace)
    assert told.status_code == 409 and "Nothing of yours was stored" in told.text
    assert one(desk.store(), "select count(*) from decisions") == 1


def test_who_is_told_after_a_form_without_a_reading_sees_the_one_that_holds(desk: Desk, waiting: str) -> None:
    ada, grace = desk.as_("Ada"), desk.as_("Grace")
    page = grace.get(f"/review/{waiting}")
    ada.post(f"/review/{waiting}", ada.form(f"/review/{waiting}") | BLOCKS)
    told = grace.post(f"/review/{waiting}/dismiss", {"csrf_token": token_in(page), "mark": mark_in(page)})
    assert told.status_code == 409 and fields_of(told.text)["r-0-flow"] == LISTS


def test_decisions_are_taken_back_one_by_one_down_to_what_the_machine_read(desk: Desk, waiting: str) -> None:
    ada = desk.as_("Ada")
    ada.post(f"/review/{waiting}", ada.form(f"/review/{waiting}") | BLOCKS)
    ada.post(f"/review/{waiting}", ada.form(f"/review/{waiting}") | {"r-0-extent": "part"})
    assert board(desk) == "limited"
    for decision, status in ((2, "blocked"), (1, "open")):
        html = ada.get("/review/decisions")
        assert re.findall(r"/decisions/([0-9]+)/undo", html) == [str(decision)]
        assert ada.post(f"/review/decisions/{decision}/undo", {"csrf_token": token_in(html)}).status_code == 303
        assert board(desk) == status
    assert "/undo" not in ada.get("/review/decisions") and waiting in ada.get("/review")
    again = ada.post("/review/decisions/1/undo", {"csrf_token": token_in(ada.get("/review"))})
    assert again.status_code == 422 and "taken back already" in again.text


def test_a_court_that_changes_its_words_meanwhile_is_noticed(desk: Desk, waiting: str) -> None:
    ada = desk.as_("Ada")
    fields = ada.form(f"/review/{waiting}") | BLOCKS
    store = desk.store()
    store.execute("update docket_entries set revision = 2, description = 'DENIED' where entry_id = 7")
    store.close()
    assert ada.post(f"/review/{waiting}", fields).status_code == 409
    assert board(desk) == "open"


def test_a_stay_read_on_the_desk_suspends_the_order_of_its_case(desk: Desk) -> None:
    store = desk.store()
    event = read_by_machine(
        store, 9, pending=True, title="Order staying the order", court_id="cadc", docket_id="tenants-v-bureau-cadc",
        actions=(("stay_pending_appeal", "granted"),), outcome_unknown=False,
    )  # fmt: skip
    store.close()
    assert board(desk, FLOW) == "blocked"
    ada = desk.as_("Ada")
    fields = ada.form(f"/review/{event}")
    assert (fields["a-0-do"], fields["a-0-order"], fields["a-0-until"]) == ("stays", ORDER, "mandate")
    assert ada.post(f"/review/{event}", fields).status_code == 303
    assert board(desk, FLOW) == "open"


@pytest.mark.parametrize(
    ("act", "changes", "status"),
    [
        ("ends", {"a-0-how": "vacated"}, "open"),
        ("affirms", {}, "blocked"),
        ("extends", {"a-0-to": "2027-01-31"}, "blocked"),
        ("clouds", {}, "unknown"),
        ("modifies", {"r-0-of": ORDER, "r-0-flow": FLOW, "r-0-effect": "bars", "r-0-extent": "part",
                      "r-0-text": "Only members."}, "limited"),
    ],
)  # fmt: skip
def test_each_act_on_an_order_does_to_the_board_what_it_says(
    desk: Desk, act: str, changes: dict[str, str], status: str
) -> None:
    store = desk.store()
    event = read_by_machine(store, 9, pending=True, title="Opinion", outcome_unknown=False, actions=())
    store.close()
    ada = desk.as_("Ada")
    fields = ada.form(f"/review/{event}") | {"a-0-do": act, "a-0-order": ORDER} | changes
    assert ada.post(f"/review/{event}", fields).status_code == 303
    assert board(desk, FLOW) == status


def test_a_new_extent_without_its_act_is_refused(desk: Desk, waiting: str) -> None:
    ada = desk.as_("Ada")
    event = "tenants-v-bureau.2026-01-20-stay-lifted"
    fields = ada.form(f"/review/{event}") | {
        "r-0-of": ORDER, "r-0-flow": FLOW, "r-0-effect": "bars", "r-0-extent": "part", "r-0-text": "Only members."
    }  # fmt: skip
    answer = ada.post(f"/review/{event}", fields)
    assert answer.status_code == 422 and "needs the act" in answer.text
    assert board(desk, FLOW) == "blocked"


def test_an_event_opened_and_saved_unchanged_stays_what_it_was(desk: Desk) -> None:
    before = {e.key: e for e in cases_at(desk.store())["tenants-v-bureau"].events}
    ada = desk.as_("Ada")
    for key in ("2025-12-01-stay", "2026-01-10-admin-stay", "2026-01-20-stay-lifted"):
        event = f"tenants-v-bureau.{key}"
        assert ada.post(f"/review/{event}", ada.form(f"/review/{event}")).status_code == 303
    after = {e.key: e for e in cases_at(desk.store())["tenants-v-bureau"].events}
    for key, event in before.items():
        changed = after[key].model_copy(update={"docket": event.docket})
        assert changed == event, key
    assert board(desk, FLOW) == "blocked"


def test_a_register_order_can_be_corrected_and_the_correction_undone(desk: Desk) -> None:
    ada, event = desk.as_("Ada"), "tenants-v-bureau.2025-12-01-stay"
    fields = ada.form(f"/review/{event}") | {"r-0-extent": "part", "why": "The order carves out two states."}
    assert ada.post(f"/review/{event}", fields).status_code == 303
    assert board(desk, FLOW) == "limited"
    desk.clock.now += timedelta(minutes=1)
    ada.post("/review/decisions/1/undo", {"csrf_token": token_in(ada.get("/review"))})
    assert board(desk, FLOW) == "blocked"
    row = desk.store().row("select * from events where event_id = ?", [event])
    assert row and row["origin"] == "register" and row["confirmed_by"] is None and row["order_id"] == ORDER


def test_an_order_that_others_act_on_cannot_be_taken_away(desk: Desk) -> None:
    ada, event = desk.as_("Ada"), "tenants-v-bureau.2025-12-01-stay"
    answer = ada.post(f"/review/{event}/reject", ada.form(f"/review/{event}"))
    assert answer.status_code == 422 and ORDER in answer.text and "not in the register" in answer.text
    assert board(desk, FLOW) == "blocked"


def test_a_reading_on_which_another_builds_cannot_be_undone_first(desk: Desk, waiting: str) -> None:
    store = desk.store()
    later = read_by_machine(
        store, 8, case_id="list-v-board", docket_id="list-v-board", court_id="mad", pending=True, day="2026-11-21",
        title="Order staying", actions=(("stay_pending_appeal", "granted"),), outcome_unknown=False,
    )  # fmt: skip
    store.close()
    ada = desk.as_("Ada")
    ada.post(f"/review/{waiting}", ada.form(f"/review/{waiting}") | BLOCKS)
    ada.post(f"/review/{later}", ada.form(f"/review/{later}"))
    assert board(desk) == "open"
    token = {"csrf_token": token_in(ada.get("/review"))}
    refused = ada.post("/review/decisions/1/undo", token)
    assert refused.status_code == 422 and "list-v-board.2026-11-20" in refused.text
    assert ada.post("/review/decisions/2/undo", token).status_code == 303
    assert ada.post("/review/decisions/1/undo", token).status_code == 303
    assert board(desk) == "open"


def test_a_form_from_elsewhere_or_of_another_session_stores_nothing(desk: Desk, waiting: str) -> None:
    ada, grace = desk.as_("Ada"), desk.as_("Grace")
    fields = ada.form(f"/review/{waiting}") | BLOCKS
    assert ada.post(f"/review/{waiting}", fields | {"csrf_token": ""}).status_code == 403
    assert grace.post(f"/review/{waiting}", fields).status_code == 403
    assert board(desk) == "open"


def test_one_more_row_keeps_what_was_typed(desk: Desk, waiting: str) -> None:
    ada = desk.as_("Ada")
    fields = ada.form(f"/review/{waiting}") | BLOCKS | {"more": "r"}
    page = ada.post(f"/review/{waiting}/preview", fields).text
    assert "No list goes to the Office." in page and 'name="r-1-flow"' in page


def test_skipping_goes_round_the_queue(desk: Desk, waiting: str) -> None:
    store = desk.store()
    other = read_by_machine(store, 8, pending=True)
    store.close()
    ada = desk.as_("Ada")
    first = ada.client.get(f"/review/next?after={other}", base_url="https://docket.example")
    assert first.headers["Location"] == f"/review/{waiting}"
    again = ada.client.get(f"/review/next?after={waiting}", base_url="https://docket.example")
    assert again.headers["Location"] == f"/review/{other}"


def test_the_command_line_leaves_a_decision_too(desk: Desk, waiting: str) -> None:
    from tracker.courts import load_courts
    from tracker.review.confirm import Reading, confirm

    store = desk.store()
    confirm(store, waiting, Reading("Grace", ("preliminary_injunction denied",)), load_courts(desk.config.courts_file),
            desk.clock.now)  # fmt: skip
    page = desk.as_("Rosa").get("/review/decisions")
    assert "Grace" in page and "read and confirmed" in page


def test_a_stay_granted_in_part_waits_for_a_person_to_say_which_part(desk: Desk) -> None:
    store = desk.store()
    event = read_by_machine(
        store, 9, pending=True, title="Order", actions=(("stay_pending_appeal", "granted_in_part"),),
        outcome_unknown=False,
    )  # fmt: skip
    store.close()
    ada = desk.as_("Ada")
    answer = ada.post(f"/review/{event}", ada.form(f"/review/{event}"))
    assert answer.status_code == 422 and "Choose the order that it touches" in answer.text
    assert board(desk, FLOW) == "blocked"


def test_an_act_can_touch_a_part_of_an_order(desk: Desk) -> None:
    ada = desk.as_("Ada")
    order = "tenants-v-bureau.2025-12-01-stay"
    page = ada.post(f"/review/{order}/preview", ada.form(f"/review/{order}") | {"more": "r"}).text
    second = {"r-1-flow": LISTS, "r-1-effect": "bars", "r-1-extent": "whole", "r-1-text": "Nor the lists."}
    assert ada.post(f"/review/{order}", fields_of(page) | second).status_code == 303
    assert (board(desk), board(desk, FLOW)) == ("blocked", "blocked")
    store = desk.store()
    event = read_by_machine(store, 9, pending=True, title="Order", outcome_unknown=False, actions=())
    store.close()
    stay = {"a-0-do": "stays", "a-0-order": ORDER, "a-0-flows": [LISTS]}
    assert ada.post(f"/review/{event}", ada.form(f"/review/{event}") | stay).status_code == 303
    assert (board(desk), board(desk, FLOW)) == ("open", "blocked")
