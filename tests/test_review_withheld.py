"""The desk and what the public must not see: withheld papers, private notices, hostile words."""

from pathlib import Path

import pytest

from tests.desk import BLOCKS, LISTS, Desk, board, one, order_waiting, token_in
from tests.website import read_by_machine
from tracker.errors import TrackerError
from tracker.review.decide import withhold_event
from tracker.review.undo import undo


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


@pytest.fixture
def waiting(desk: Desk) -> str:
    return order_waiting(desk)


def test_a_withheld_event_leaves_the_public_pages_and_offers_no_form(desk: Desk, waiting: str) -> None:
    ada = desk.as_("Ada")
    ada.post(f"/review/{waiting}/reject", ada.form(f"/review/{waiting}"))
    fields = ada.form(f"/review/{waiting}")
    refused = ada.post(f"/review/{waiting}/withhold", fields)
    assert refused.status_code == 422 and "reason" in refused.text
    assert ada.post(f"/review/{waiting}/withhold", fields | {"why": "Sealed by the court."}).status_code == 303
    assert "Preliminary" not in desk.stranger().get(f"/events/{waiting}")
    page = ada.get(f"/review/{waiting}")
    assert 'id="reading"' not in page and "Motion for Prelim" not in page
    assert "Motion for Prelim" not in ada.get("/review/decisions")
    assert ada.post(f"/review/{waiting}", fields | BLOCKS).status_code == 422
    assert waiting not in ada.get("/review")


def test_a_private_notice_is_read_on_the_desk_only_until_somebody_releases_it(desk: Desk) -> None:
    store = desk.store()
    event = read_by_machine(store, 8, pending=True, private=1)
    store.close()
    ada = desk.as_("Ada")
    assert "From a private notice" in ada.get(f"/review/{event}")
    desk.stranger().get(f"/events/{event}", 404)
    assert ada.post(f"/review/{event}/release", ada.form(f"/review/{event}")).status_code == 303
    assert "Order on Motion for TRO" in desk.stranger().get(f"/events/{event}")


def test_hostile_words_of_a_court_feed_are_shown_as_words(desk: Desk) -> None:
    from tests.website import HOSTILE

    store = desk.store()
    event = read_by_machine(
        store, 8, pending=True, title=HOSTILE, text=HOSTILE, matches=(("other", "r", 0, 8, "<script>"),)
    )
    store.close()
    ada = desk.as_("Ada")
    for path in ("/review", f"/review/{event}"):
        page = ada.get(path)
        assert "<script>alert" not in page and 'onclick="x' not in page and "\u202e" not in page
    assert "&lt;script&gt;</mark>" in ada.get(f"/review/{event}")


def test_a_withheld_reading_keeps_its_effect_and_loses_its_words_everywhere(desk: Desk, waiting: str) -> None:
    ada = desk.as_("Ada")
    words = {"title": "Zebra enjoined", "text": "Zebra text", "r-0-text": "Zebra lists stay.", "r-0-data": "zebra",
             "sources": "https://zebra.example/"}  # fmt: skip
    assert ada.post(f"/review/{waiting}", ada.form(f"/review/{waiting}") | BLOCKS | words).status_code == 303
    stranger = desk.stranger()
    order = "list-v-board.2026-11-20"
    pages = ["/", f"/flows/{LISTS}", f"/orders/{order}", "/cases/list-v-board", "/timeline", f"/api/v1/flows/{LISTS}",
             f"/api/v1/orders/{order}", "/corrections", "/timeline.atom", "/map", f"/events/{waiting}"]  # fmt: skip
    assert any("Zebra" in stranger.get(path) for path in pages)
    ada.post(f"/review/{waiting}/withhold", ada.form(f"/review/{waiting}") | {"why": "Sealed."})
    assert board(desk) == "blocked"
    for path in [*pages, f"/flows/{LISTS}?known_at=2026-11-23"]:
        assert "zebra" not in stranger.get(path).lower(), path


def test_a_withhold_is_taken_back_on_the_desk_and_the_words_return(desk: Desk, waiting: str) -> None:
    ada = desk.as_("Ada")
    before = desk.stranger().client.get(f"/api/v1/events/{waiting}").json
    ada.post(f"/review/{waiting}/withhold", ada.form(f"/review/{waiting}") | {"why": "Sealed by the court."})
    assert "withheld" in desk.stranger().client.get(f"/api/v1/events/{waiting}").json
    html = ada.get(f"/review/{waiting}")
    assert "Undo this decision" in html and "Motion for Prelim" not in html
    ada.post("/review/decisions/1/undo", {"csrf_token": token_in(html), "why": "unsealed"})
    after = desk.stranger().client.get(f"/api/v1/events/{waiting}").json
    assert {k: v for k, v in after.items() if k != "changed_at"} == {
        k: v for k, v in before.items() if k != "changed_at"
    }
    assert waiting in ada.get("/review")


def test_a_withheld_reading_comes_back_as_the_reading_it_was(desk: Desk, waiting: str) -> None:
    ada = desk.as_("Ada")
    ada.post(f"/review/{waiting}", ada.form(f"/review/{waiting}") | BLOCKS)
    facts = one(desk.store(), "select count(*) from facts")
    store = desk.store()
    withhold_event(store, waiting, "Ada", "Sealed by the court.", desk.clock.now)
    undo(store, 2, "Grace", "unsealed", desk.app.extensions["tracker"].courts, desk.clock.now)
    assert board(desk) == "blocked" and "Court enjoins the lists" in desk.stranger().get(f"/events/{waiting}")
    assert one(store, "select count(*) from facts") == facts


def test_a_court_text_that_changed_while_withheld_is_what_comes_back(desk: Desk, waiting: str) -> None:
    store = desk.store()
    withhold_event(store, waiting, "Ada", "Sealed by the court.", desk.clock.now)
    store.execute("update docket_entries set description = 'ORDER unsealed.', revision = 2 where entry_id = 7")
    undo(store, 1, "Ada", "", desk.app.extensions["tracker"].courts, desk.clock.now)
    assert "ORDER unsealed." in desk.stranger().get(f"/events/{waiting}")


def test_another_reason_for_withholding_is_taken_back_first_and_then_the_withholding(desk: Desk, waiting: str) -> None:
    store, courts = desk.store(), desk.app.extensions["tracker"].courts
    withhold_event(store, waiting, "operator", "Sealed by the court.", desk.clock.now)
    withhold_event(store, waiting, "Grace", "Sealed by order of Nov 21.", desk.clock.now)
    with pytest.raises(TrackerError, match="decided about this later"):
        undo(store, 1, "Ada", "", courts, desk.clock.now)
    undo(store, 2, "Ada", "", courts, desk.clock.now)
    public = desk.stranger().client.get(f"/api/v1/events/{waiting}").json
    assert public["withheld"] == "Sealed by the court." and "title" not in public
    assert one(store, "select by_name from withheld") == "operator"
    assert "Undo this decision" in desk.as_("Ada").get(f"/review/{waiting}")
    undo(store, 1, "Ada", "", courts, desk.clock.now)
    assert "Preliminary Injunction" in desk.stranger().client.get(f"/api/v1/events/{waiting}").json["title"]
    with pytest.raises(TrackerError, match="taken back already"):
        undo(store, 1, "Ada", "", courts, desk.clock.now)


def test_the_second_of_two_who_withhold_is_told_and_the_first_ones_reason_stays(desk: Desk, waiting: str) -> None:
    ada, grace = desk.as_("Ada"), desk.as_("Grace")
    of_grace = grace.form(f"/review/{waiting}") | {"why": "Names a minor."}
    ada.post(f"/review/{waiting}/withhold", ada.form(f"/review/{waiting}") | {"why": "Sealed by the court."})
    told = grace.post(f"/review/{waiting}/withhold", of_grace)
    assert told.status_code == 409 and "Nothing of yours was stored" in told.text
    assert desk.stranger().client.get(f"/api/v1/events/{waiting}").json["withheld"] == "Sealed by the court."
    assert one(desk.store(), "select count(*) from decisions") == 1
