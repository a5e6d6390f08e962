"""After `retag`: what today's rules read otherwise waits on the desk with before and after, until somebody looks."""

import re
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.desk import Desk, mark_in, one, token_in
from tests.website import NOW, read_by_machine
from tracker.courts import load_courts
from tracker.ingest.retag import Retagged, retag
from tracker.ingest.tools import Tools, make_tools
from tracker.models import Action, Tagging
from tracker.storage.decisions import decisions_on
from tracker.storage.retagged import open_changes

TITLE = "Today’s rules read it otherwise"
GROUP = "Entries that today’s rules read otherwise"


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """With entry-7, a plain order on a restraining order whose outcome no words tell."""
    desk = Desk(tmp_path)
    store = desk.store()
    read_by_machine(store, 7, outcome_unknown=False, text="ORDER: the request is GRANTED.")
    store.close()
    return desk


def tools_that_read(desk: Desk, *pairs: tuple[str, str], kind: str = "order") -> Tools:
    """Rules of another day, which read the same in every entry."""
    store = desk.store()
    tools = make_tools(desk.config, load_courts(desk.config.courts_file), store)
    read = Tagging(kind, tuple(Action(relief, how or None) for relief, how in pairs), (), ())
    return replace(tools, read=lambda draft: read)


def tag_again(desk: Desk, *pairs: tuple[str, str], kind: str = "order", days: int = 1) -> Retagged:
    store = desk.store()
    try:
        return retag(store, tools_that_read(desk, *pairs, kind=kind), NOW + timedelta(days=days))
    finally:
        store.close()


def waiting(desk: Desk) -> list[str]:
    return [change.event_id for change in open_changes(desk.store())]


def look(desk: Desk, event_id: str = "entry-7") -> str:
    browser = desk.as_("Ada")
    page = browser.get(f"/review/{event_id}")
    answer = browser.post(
        f"/review/{event_id}/dismiss", {"csrf_token": token_in(page), "mark": mark_in(page), "why": ""}
    )
    assert answer.status_code == 303, answer.text[:300]
    return str(answer.headers["Location"])


def confirm(desk: Desk, disposition: str) -> None:
    browser = desk.as_("Ada")
    form = browser.form("/review/entry-7", **{
        "o__0__relief": "temporary_restraining_order", "o__0__disposition": disposition, "title": "Court rules",
        "sources": "https://ecf.example.gov/1",
    })  # fmt: skip
    form.pop("is_order", None)
    form = {key: value for key, value in form.items() if not key.startswith(("r-", "a-"))}
    answer = browser.post("/review/entry-7", form)
    assert answer.status_code == 303, answer.text[:2000]


def test_an_order_that_is_read_otherwise_waits_with_before_and_after(desk: Desk) -> None:
    assert tag_again(desk, ("extension_of_time", "granted")).changed == 1
    page = desk.as_("Rosa").get("/review")
    assert GROUP in page
    assert "Nobody has read it. Rules before: order: temporary restraining order (outcome not stated)" in page
    assert "today: order: extension of time (granted)" in page
    page = desk.as_("Ada").get("/review/entry-7")
    assert TITLE in page and "what stands here and on the public pages is the reading of today’s rules" in page


def test_rules_that_read_the_same_leave_nothing_to_look_at(desk: Desk) -> None:
    tag_again(desk, ("temporary_restraining_order", ""))
    assert waiting(desk) == [] and TITLE not in desk.as_("Ada").get("/review/entry-7")


def test_what_no_court_did_is_not_for_the_desk(desk: Desk) -> None:
    store = desk.store()
    read_by_machine(store, 8, kind="notice", actions=(), outcome_unknown=False)
    store.close()
    tag_again(desk, ("temporary_restraining_order", ""))
    assert waiting(desk) == ["entry-8"]  # a notice that is an order now
    tag_again(desk, kind="notice", days=2)
    assert waiting(desk) == ["entry-7"]  # entry-8 is a notice again, and entry-7 no order any more
    tag_again(desk, kind="letter", days=3)
    assert waiting(desk) == ["entry-7"]


def test_a_reading_that_comes_back_waits_no_longer_and_a_third_one_keeps_the_first(desk: Desk) -> None:
    tag_again(desk, ("temporary_restraining_order", "granted"))
    tag_again(desk, ("temporary_restraining_order", "denied"), days=2)
    change = open_changes(desk.store())[0]
    assert change.before.pairs == {("temporary_restraining_order", "")}
    assert change.after.pairs == {("temporary_restraining_order", "denied")}
    tag_again(desk, ("temporary_restraining_order", ""), days=3)
    assert waiting(desk) == []


def test_looked_at_it_waits_no_longer_until_that_is_taken_back_or_rules_change_again(desk: Desk) -> None:
    tag_again(desk, ("temporary_restraining_order", "granted"))
    made = int(look(desk).rpartition("done=")[2])
    assert waiting(desk) == []
    tag_again(desk, ("temporary_restraining_order", "granted"), days=2)
    assert waiting(desk) == []
    ada = desk.as_("Ada")
    ada.post(f"/review/decisions/{made}/undo", {"csrf_token": token_in(ada.get("/review/decisions")), "why": ""})
    assert waiting(desk) == ["entry-7"]
    look(desk)
    tag_again(desk, ("temporary_restraining_order", "denied"), days=3)
    change = open_changes(desk.store())[0]
    assert change.before.pairs == {("temporary_restraining_order", "granted")}


def test_a_persons_reading_stays_and_is_shown_beside_what_the_rules_read_before_and_today(desk: Desk) -> None:
    confirm(desk, "denied")
    assert tag_again(desk, ("temporary_restraining_order", "")).kept == 1
    assert waiting(desk) == []  # the rules read what they read before
    tag_again(desk, ("temporary_restraining_order", "granted"), days=2)
    page = desk.as_("Rosa").get("/review")
    assert "A person has read it, and that stays. Rules before: order: temporary restraining order (outcome" in page
    page = desk.as_("Ada").get("/review/entry-7")
    assert (
        "Order: temporary restraining order (denied)" in page and "Order: temporary restraining order (granted)" in page
    )
    assert one(desk.store(), "select disposition from event_actions where event_id = 'entry-7'") == "denied"


def test_rules_that_come_to_read_what_the_person_read_need_nobody(desk: Desk) -> None:
    confirm(desk, "denied")
    tag_again(desk, ("temporary_restraining_order", "granted"))
    assert waiting(desk) == ["entry-7"]
    tag_again(desk, ("temporary_restraining_order", "denied"), days=2)
    assert waiting(desk) == []


def test_what_waits_as_a_ruling_already_is_not_listed_twice_but_its_page_says_so(desk: Desk) -> None:
    tag_again(desk, ("preliminary_injunction", "granted"))
    page = desk.as_("Rosa").get("/review")
    assert GROUP not in page and page.count('href="/review/entry-7"') == 1
    assert TITLE in desk.as_("Ada").get("/review/entry-7")


def test_a_persons_reading_after_the_change_settles_it(desk: Desk) -> None:
    tag_again(desk, ("temporary_restraining_order", "granted"))
    confirm(desk, "denied")
    assert waiting(desk) == []


def test_what_was_confirmed_comes_first_and_private_words_are_for_editors(desk: Desk) -> None:
    store = desk.store()
    read_by_machine(store, 8, day="2026-11-21", title="A newer order", outcome_unknown=False)
    read_by_machine(store, 9, day="2026-11-21", title="A private order", outcome_unknown=False, private=1)
    store.close()
    confirm(desk, "denied")
    tag_again(desk, ("extension_of_time", "granted"))
    assert waiting(desk)[0] == "entry-7" and set(waiting(desk)) == {"entry-7", "entry-8", "entry-9"}
    page = desk.as_("Rosa").get("/review")
    assert page.index("Court rules") < page.index("A newer order")
    assert "A private order" not in page


# Several at once ---------------------------------------------------------------------------------------------------


def look_over(desk: Desk, *changes: int, who: str = "Ada", **form: str) -> Any:
    browser = desk.as_(who)
    shown = " ".join(re.findall(r'name="shown" value="([0-9 ]*)"', page := browser.get("/review")))
    posted = {"csrf_token": token_in(page), "shown": shown, "change": [str(n) for n in changes], **form}
    return browser.post("/review/looked-at", posted)


@pytest.fixture
def three(desk: Desk) -> Desk:
    store = desk.store()
    for number in (8, 9):
        read_by_machine(store, number, title=f"ORDER number {number}", outcome_unknown=False)
    store.close()
    tag_again(desk, ("extension_of_time", "granted"))
    return desk


def test_marked_entries_are_looked_at_together_each_by_a_decision_that_is_taken_back_alone(three: Desk) -> None:
    numbers = {change.event_id: change.change_id for change in open_changes(three.store())}
    answer = look_over(three, numbers["entry-7"], numbers["entry-8"])
    assert answer.headers["Location"] == "/review?looked=2&asked=2" and waiting(three) == ["entry-9"]
    ada = three.as_("Ada")
    assert "Stored: 2 entries looked at" in ada.get("/review?looked=2&asked=2")
    made = decisions_on(three.store(), "event", "entry-8")
    assert [(d.action, d.by_name) for d in made] == [("dismiss", "Ada")]
    form = {"csrf_token": token_in(ada.get("/review/decisions")), "why": ""}
    ada.post(f"/review/decisions/{made[0].decision_id}/undo", form)
    assert set(waiting(three)) == {"entry-8", "entry-9"}


def test_all_that_are_shown_are_looked_at_by_one_button_without_a_mark(three: Desk) -> None:
    assert look_over(three, all="1").headers["Location"] == "/review?looked=3&asked=3" and waiting(three) == []


def test_an_entry_that_the_rules_read_yet_otherwise_meanwhile_still_waits(three: Desk) -> None:
    seen = [change.change_id for change in open_changes(three.store())]
    tag_again(three, ("extension_of_time", "denied"), days=2)
    assert look_over(three, *seen).headers["Location"] == "/review?looked=0&asked=3"
    assert len(waiting(three)) == 3
    assert "3 entries changed meanwhile" in three.as_("Ada").get("/review?looked=0&asked=3")


def test_nothing_marked_a_stranger_a_reader_and_a_form_from_elsewhere_store_nothing(three: Desk) -> None:
    assert look_over(three).headers["Location"] == "/review?looked=0&asked=0"
    assert "Nothing was marked" in three.as_("Ada").get("/review?looked=0&asked=0")
    numbers = [change.change_id for change in open_changes(three.store())]
    assert look_over(three, *numbers, who="Rosa").status_code == 403
    assert 'action="/review/looked-at"' not in three.as_("Rosa").get("/review")
    assert look_over(three, *numbers, csrf_token="forged").status_code == 403
    assert look_over(three, 10**14).headers["Location"] == "/review?looked=0&asked=1"
    assert len(waiting(three)) == 3
