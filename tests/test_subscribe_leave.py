"""Changing and leaving by the links of a letter: without a password, in one click, and back again."""
# ruff: noqa: F811  (fixtures are taken over by name)

import json

from tests.digest_world import DAY, MOTION, START, follow, lawbook, load
from tests.subscribe_world import World, link, world  # noqa: F401  (a fixture)
from tracker.deliver import compose_due
from tracker.letters import leave_url, manage_url
from tracker.subscriptions import Scope, Settings


def test_one_click_leaves_without_cookie_token_or_redirect_and_twice_is_fine(world: World) -> None:
    person = follow(world.store)
    bare = world.app.test_client(use_cookies=False)
    for _ in range(2):
        answer = bare.post(leave_url(world.config, person), data={"List-Unsubscribe": "One-Click"})
        assert answer.status_code == 200 and "You have left" in answer.text
        assert "Set-Cookie" not in answer.headers or "session" in answer.headers["Set-Cookie"]
    assert world.person().state == "left"  # type: ignore[union-attr]
    multipart = bare.post(
        leave_url(world.config, person), data={"List-Unsubscribe": "One-Click"}, content_type="multipart/form-data"
    )
    assert multipart.status_code == 200


def test_a_scanner_that_opens_or_posts_to_the_leave_link_does_not_unsubscribe(world: World) -> None:
    person = follow(world.store)
    page = world.client.get(leave_url(world.config, person))
    assert page.status_code == 200 and "<button>Leave</button>" in page.text
    assert world.client.head(leave_url(world.config, person)).status_code == 200
    assert world.client.post(leave_url(world.config, person)).status_code == 400
    assert world.person().state == "confirmed"  # type: ignore[union-attr]


def test_the_manage_page_changes_exports_and_erases_without_a_password(world: World) -> None:
    person = follow(world.store)
    load(world.store, START, MOTION)
    path = manage_url(world.config, person).removeprefix("http://localhost")
    page = world.client.get(path)
    assert "a…@example.org" in page.text and "ada@example.org" not in page.text
    assert "Saved." in world.post(path, action="save", what="some", case="lake-v-shore", period="instant").text
    assert world.person().settings == Settings(Scope(case_ids=("lake-v-shore",)), "instant", 8, 0)  # type: ignore[union-attr]
    data = json.loads(world.client.get(f"{path}/my-data.json").text)
    assert data["subscriber"]["email"] == "ada@example.org"
    assert data["items"][0]["item_id"] == "lake-v-shore.motion"
    assert world.post(path, action="save", what="some").status_code == 400, "nothing chosen"
    assert "Deleted" in world.post(path, action="erase").text
    assert world.person() is None
    assert world.client.get(path).status_code == 404


def test_after_leaving_one_can_come_back_by_confirming_again(world: World) -> None:
    person = follow(world.store)
    path = manage_url(world.config, person).removeprefix("http://localhost")
    assert "You have left" in world.post(path, action="leave").text
    assert "You get no mail from us at present" in world.client.get(path).text
    load(world.store, START, MOTION)
    world.ask()
    ((_, text),) = world.mail()
    world.post(link(text, "confirm"))
    assert world.person().state == "confirmed"  # type: ignore[union-attr]
    compose_due(world.store, lawbook(), world.config, START + 3 * DAY)
    assert world.mail() == [], "what happened while away is not sent"
