"""The form to subscribe: what it takes, how often, what it shows beforehand, and what it keeps to itself."""
# ruff: noqa: F811  (fixtures are taken over by name)

import json
import re
from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest

from tests.digest_world import BAN, DAY, START, follow, load
from tests.subscribe_world import World, link, world  # noqa: F401  (a fixture)
from tracker.letters import leave_url, manage_url
from tracker.subscriptions import Scope
from tracker.web import create_app


def test_browser_forms_need_a_token_of_ours(world: World) -> None:
    person = follow(world.store)
    bare = world.app.test_client()
    form = {"email": "bo@example.org", "what": "all", "period": "daily", "action": "erase"}
    for path in ("/subscribe", manage_url(world.config, person)):
        assert bare.post(path, data=form).status_code == 400
        assert bare.post(path, data={**form, "csrf_token": "x"}).status_code == 400
    assert world.person() is not None and world.person("bo@example.org") is None
    assert world.ask().status_code == 303


@pytest.mark.parametrize(
    "email", ["", "ada", "ada@", "@example.org", "a b@example.org", "ada@example", "ada@example.org\r\nBcc: x@y.org",
              "ada@example.org,bo@example.org", "é\u202e@example.org", "a" * 65 + "@example.org", "ada@exa_mple.org"],
)  # fmt: skip
def test_what_is_no_address_is_said_so_beside_the_field(world: World, email: str) -> None:
    answer = world.ask(email)
    assert answer.status_code == 400
    assert "Enter an e-mail address in the form name@example.org." in answer.text
    assert 'aria-describedby="error-email"' in answer.text
    assert world.store.value("select count(*) from subscribers") == 0


def test_odd_values_in_the_form_are_refused_or_ignored_never_stored(world: World) -> None:
    assert world.ask(what="some", flow="no-such-flow").status_code == 400
    assert world.ask(period="hourly").status_code == 400
    assert world.ask(zone="Mars/Olympus").status_code == 400
    world.ask(hour="99", weekday="-1", case="<script>")
    requested = json.loads(world.person().requested or "")  # type: ignore[union-attr]
    assert (requested["hour"], requested["weekday"], requested["scope"]["case_ids"]) == (8, 0, [])


def test_one_address_gets_at_most_five_confirmations_an_hour(world: World) -> None:
    for n in range(8):
        world.clock.now = START + timedelta(minutes=n)
        assert world.ask().status_code == 303, "the answer does not tell"
    assert len(world.mail()) == 5
    world.clock.now = START + timedelta(minutes=62)
    world.ask()
    assert len(world.mail()) == 1


def test_one_network_may_ask_twenty_times_an_hour(world: World) -> None:
    def ask(n: int, address: str) -> int:
        client = world.app.test_client()
        client.environ_base["REMOTE_ADDR"] = address
        form = {"email": f"reader{n}@example.org", "what": "all"}
        return int(world.post("/subscribe", client=client, **form).status_code)

    codes = [ask(n, f"192.0.2.{n}") for n in range(21)]
    assert codes == [303] * 20 + [429]
    assert ask(30, "198.51.100.1") == 303, "another network"
    assert [ask(40 + n, f"2001:db8:5:{n:x}::1") for n in range(21)][-1] == 429
    held = " ".join(r["bucket"] for r in world.store.rows("select bucket from subscribe_attempts"))
    assert "192.0" not in held and "example" not in held


def test_the_form_is_prefilled_from_the_address(world: World) -> None:
    page = world.client.get("/subscribe?flow=lake-shore&case=hill-v-dale&case=nope").text
    assert re.search(r'name="flow" value="lake-shore" checked', page)
    assert re.search(r'name="case" value="hill-v-dale" checked', page)
    assert re.search(r'name="what" value="some" checked', page)
    assert 'value="nope"' not in page
    assert re.search(r'name="what" value="all" checked', world.client.get("/subscribe").text)


def test_the_sample_shows_the_last_thirty_days_for_the_chosen_scope(world: World) -> None:
    load(world.store, START + DAY, BAN)
    world.clock.now = START + 2 * DAY
    answer = world.client.get("/subscribe/sample?flow=lake-shore")
    assert "Blocked: LAKE → SHORE addresses" in answer.text and "Sample: Oct 19, 2026 to Nov 18, 2026" in answer.text
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert "/subscribe/manage/" not in answer.text
    text = world.client.get("/subscribe/sample?format=txt&orders_only=1")
    assert text.mimetype == "text/plain" and "WHAT CHANGED IN STATUS" in text.text
    assert "Nothing in the last 30 days" in world.client.get("/subscribe/sample?case=hill-v-dale").text
    posted = world.post("/subscribe/sample", "/subscribe", email="ada@example.org", what="some", flow="lake-shore")
    assert "Blocked: LAKE" in posted.text and "ada@" not in posted.text
    assert world.store.value("select count(*) from subscribers") == 0


def test_who_ticks_things_and_leaves_everything_chosen_is_asked_and_keeps_the_ticks(world: World) -> None:
    answer = world.ask(what="all", case="lake-v-shore", flow="lake-shore")
    assert answer.status_code == 400 and "You ticked some things below" in answer.text
    assert world.mail() == []
    assert re.search(r'name="what" value="some" checked', answer.text)
    for ticked in ('name="case" value="lake-v-shore" checked', 'name="flow" value="lake-shore" checked'):
        assert ticked in answer.text
    # The sample is of what was ticked.
    load(world.store, START + DAY, BAN)
    world.clock.now = START + 2 * DAY
    sample = {"email": "ada@example.org", "what": "all"}
    assert "Blocked: LAKE" in world.post("/subscribe/sample", "/subscribe", **sample, flow="lake-shore").text
    assert "Nothing in the last 30" in world.post("/subscribe/sample", "/subscribe", **sample, case="hill-v-dale").text


def test_who_goes_from_some_things_to_everything_means_everything(world: World) -> None:
    person = follow(world.store)
    path = manage_url(world.config, person).removeprefix("http://localhost")
    world.post(path, action="save", what="some", case="lake-v-shore", period="daily")
    assert "Saved." in world.post(path, action="save", what="all", case="lake-v-shore", period="daily").text
    assert world.person().settings.scope == Scope(all=True)  # type: ignore[union-attr]
    again = world.post(path, action="save", what="all", case="lake-v-shore", period="daily")
    assert again.status_code == 400 and "You ticked some things below" in again.text


def test_pages_with_links_that_sign_in_are_neither_kept_nor_indexed(world: World) -> None:
    person = follow(world.store)
    answer = world.client.get(manage_url(world.config, person))
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["X-Robots-Tag"] == "noindex"
    assert answer.headers["Referrer-Policy"] == "no-referrer"


def test_the_pages_stand_in_the_site_and_work_there(tmp_path: Path) -> None:
    world = World(tmp_path)
    site = create_app(world.config, clock=world.clock)
    client = site.test_client()
    assert "subscribe.css" in client.get("/subscribe").text
    assert world.post("/subscribe", client=client, email="ada@example.org", what="all").status_code == 303
    ((_, text),) = world.mail()
    assert world.post(link(text, "confirm"), client=client).status_code == 200
    person = world.person()
    assert person is not None and person.state == "confirmed"
    assert "What you get" in client.get(manage_url(world.config, person)).text
    bare = site.test_client(use_cookies=False)
    assert bare.post(leave_url(world.config, person), data={"List-Unsubscribe": "One-Click"}).status_code == 200
    assert client.get("/subscribe/sample?flow=lake-shore").status_code == 200
    world.store.close()


def test_no_address_reaches_a_log(world: World, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(0)
    world.ask()
    ((_, text),) = world.mail()
    world.post(link(text, "confirm"))
    assert "ada@" not in caplog.text.lower()


def test_a_hundred_sign_ups_from_one_network_write_twenty_letters_and_keep_nothing_of_the_rest(
    world: World,
) -> None:
    client = world.app.test_client()
    page = client.get("/subscribe").text
    token = re.search(r'name="csrf_token" value="([^"]+)"', page)
    assert token is not None
    codes: Counter[int] = Counter()
    for n in range(120):
        client.environ_base["REMOTE_ADDR"] = f"192.0.2.{n % 256}"
        form = {"email": f"reader{n}@example.org", "what": "all", "csrf_token": token[1]}
        codes[client.post("/subscribe", data=form, headers={"Referer": "http://localhost/subscribe"}).status_code] += 1
    assert codes == {303: 20, 429: 100}
    assert world.store.value("select count(*) from subscribers") == 20
    assert world.store.value("select count(*) from outbox where kind = 'confirm'") == 20
    assert world.store.value("select count(*) from subscribe_attempts") <= 40
