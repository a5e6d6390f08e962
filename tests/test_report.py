"""What readers say is wrong, and the log of what was."""

from datetime import timedelta
from pathlib import Path

import pytest

from tests.desk import Desk, fields_of, token_in
from tests.website import HOSTILE, LOADED, read_by_machine, small_register
from tracker.courts import load_courts
from tracker.ingest.register import load_into_store
from tracker.register.files import Register


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def send(desk: Desk, **fields: str):  # type: ignore[no-untyped-def]
    reader = desk.stranger()
    token = token_in(reader.get("/report"))
    given = {"csrf_token": token, "page": "/cases/list-v-board", "text": "The date of the complaint is wrong."}
    return reader.post("/report", given | fields)


def kept(desk: Desk) -> int:
    return int(desk.store().value("select count(*) from reports"))


def test_a_report_lands_on_the_desk_and_its_address_is_forgotten_when_it_is_closed(desk: Desk) -> None:
    sent = send(desk, source="https://example.org/docket", email="reader@example.org")
    assert sent.status_code == 303
    assert "Thank you" in desk.stranger().get("/report/sent")
    ada = desk.as_("Ada")
    assert "The date of the complaint is wrong." in ada.get("/review")
    page = ada.get("/review/report/1")
    assert (
        "reader@example.org" in page and "https://example.org/docket" in page and 'href="/cases/list-v-board"' in page
    )
    ada.post("/review/report/1", {"csrf_token": token_in(page), "why": "Corrected."})
    assert "report/1" not in ada.get("/review")
    assert "reader@example.org" not in repr(desk.store().rows("select * from reports, decisions"))


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"text": "wrong"}, "Say in a sentence"),
        ({"text": "x" * 4001}, "under 4000"),
        ({"source": "javascript:alert(1)"}, "begins with https"),
        ({"source": "https://user:pass@example.org/"}, "begins with https"),
        ({"email": "nobody"}, "no e-mail address"),
    ],
)
def test_what_cannot_be_used_is_said_at_its_field_and_nothing_typed_is_lost(
    desk: Desk, fields: dict[str, str], said: str
) -> None:
    answer = send(desk, **fields)
    assert answer.status_code == 400 and said in answer.text
    assert "/cases/list-v-board" in answer.text
    assert kept(desk) == 0


def test_a_form_without_its_token_is_refused(desk: Desk) -> None:
    answer = desk.stranger().post("/report", {"text": "The date of the complaint is wrong."})
    assert answer.status_code == 400 and "open too long" in answer.text and kept(desk) == 0


def test_a_program_that_fills_in_everything_is_thanked_and_not_heard(desk: Desk) -> None:
    assert send(desk, website="https://spam.example").status_code == 303
    assert kept(desk) == 0


def test_one_network_sends_five_an_hour_and_the_same_words_once(desk: Desk) -> None:
    for number in range(5):
        for _ in range(2):
            assert send(desk, text=f"The date is wrong in place {number}.").status_code == 303
    assert kept(desk) == 5
    assert send(desk, text="Another thing is wrong.").status_code == 429
    desk.clock.now += timedelta(hours=1, seconds=1)
    assert send(desk, text="Another thing is wrong.").status_code == 303


def test_hostile_words_are_shown_as_words_on_the_desk(desk: Desk) -> None:
    assert send(desk, text=HOSTILE, page='/"><script>x</script>').status_code == 303
    ada = desk.as_("Ada")
    for path in ("/review", "/review/report/1"):
        page = ada.get(path)
        assert "<script>alert" not in page and "<script>x" not in page and "\u202e" not in page
    assert "alert(1)" in ada.get("/review/report/1")


@pytest.mark.parametrize("page", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:x"])
def test_the_page_of_a_report_is_a_path_of_this_site(desk: Desk, page: str) -> None:
    assert fields_of_report(desk, page) == "/"
    send(desk, page=page)
    assert desk.store().value("select page from reports") == "/"


def fields_of_report(desk: Desk, page: str) -> str:
    html = desk.stranger().client.get("/report", query_string={"page": page}).text
    found = fields_of(html.replace('class="report-form"', 'id="reading"'))
    return str(found["page"])


def test_the_footer_leads_to_the_form_with_the_page_filled_in(desk: Desk) -> None:
    assert "/report?page=/flows/board-to-office-lists" in desk.stranger().get("/flows/board-to-office-lists")
    assert fields_of_report(desk, "/flows/board-to-office-lists") == "/flows/board-to-office-lists"


def reload(desk: Desk, register: Register, hours: int) -> None:
    store = desk.store()
    load_into_store(store, register, load_courts(desk.config.courts_file), LOADED + timedelta(hours=hours))
    store.close()


def edited(register: Register, **changes: object) -> Register:
    """The small register with the first event of its second case changed; `gone=True` takes it out."""
    case = register.cases["list-v-board"]
    events = [] if changes.pop("gone", False) else [case.events[0].model_copy(update=changes)]
    cases = {**register.cases, case.id: case.model_copy(update={"events": events})}
    return Register(cases, register.flows, register.origins)


def test_nothing_is_a_correction_before_something_changed(desk: Desk) -> None:
    assert "Nothing has been corrected" in desk.stranger().get("/corrections")


def test_a_changed_register_event_is_listed_with_what_it_said_before(desk: Desk) -> None:
    reload(desk, edited(small_register(), date="2026-02-03", title="A resident goes to court"), 1)
    page = desk.stranger().get("/corrections")
    assert "Corrected in the register" in page
    assert "Feb 2, 2026" in page and "Feb 3, 2026" in page and "A resident sues" in page


def test_an_event_that_was_taken_out_is_listed(desk: Desk) -> None:
    reload(desk, edited(small_register(), gone=True), 1)
    page = desk.stranger().get("/corrections")
    assert "Taken out of the register" in page and "A resident sues" in page


def test_a_corrected_order_is_listed_without_the_name_of_who_read_it(desk: Desk) -> None:
    ada, event = desk.as_("Ada"), "tenants-v-bureau.2025-12-01-stay"
    ada.post(f"/review/{event}", ada.form(f"/review/{event}") | {"r-0-extent": "part", "why": "Ada saw a carve-out."})
    page = desk.stranger().get("/corrections")
    assert "bars the whole of bureau-to-office-files" in page and "bars a part of bureau-to-office-files" in page
    assert "Ada" not in page
    desk.clock.now += timedelta(hours=1)
    ada.post("/review/decisions/1/undo", {"csrf_token": token_in(ada.get("/review"))})
    assert "A reading was taken back" in desk.stranger().get("/corrections")


def test_a_first_reading_of_a_docket_entry_is_no_correction(desk: Desk) -> None:
    store = desk.store()
    event = read_by_machine(store, 7, pending=True)
    store.close()
    ada = desk.as_("Ada")
    ada.post(f"/review/{event}/reject", ada.form(f"/review/{event}"))
    assert "Nothing has been corrected" in desk.stranger().get("/corrections")


def test_what_is_withheld_is_listed_with_its_reason_and_none_of_its_words(desk: Desk) -> None:
    reload(desk, edited(small_register(), title="A resident of Mill Street sues"), 1)
    ada, event = desk.as_("Ada"), "list-v-board.2026-02-02-complaint"
    fields = ada.form(f"/review/{event}") | {"why": "Protected data, Rule 5.2."}
    assert ada.post(f"/review/{event}/withhold", fields).status_code == 303
    page = desk.stranger().get("/corrections")
    assert "Protected data, Rule 5.2." in page and "Withheld from the public" in page
    assert "Mill Street" not in page and "A resident sues" not in page
