"""The subscribe pages: double opt-in, one answer for all, links instead of passwords, one-click leave."""

import json
import re
from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from tests.digest_world import BAN, DAY, MOTION, START, Box, follow, lawbook, load
from tests.kept import KeptTemplates
from tests.website import site_over
from tracker.config import Config
from tracker.deliver import compose_due, send_due
from tracker.letters import leave_url, manage_url
from tracker.storage import subscribers
from tracker.storage.store import Store, open_store
from tracker.storage.subscribers import Subscriber
from tracker.subscriptions import Scope, Settings
from tracker.web import create_app, subscribe_letters

BASE = "<!doctype html><title>{% block title %}{% endblock %}</title><main>{% block main %}{% endblock %}</main>"

# Compiled for the bare app of this file, which compiles otherwise than the site does.
TEMPLATES = KeptTemplates()


class Clock:
    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> datetime:
        return self.now


class World:
    """The site over a store with digests to come, a clock that can be moved, and a box for mail."""

    def __init__(self, folder: Path):
        self.config = Config(data_dir=folder, public_url="http://localhost")
        self.store: Store = open_store(self.config.db_path)
        load(self.store, START - DAY)
        compose_due(self.store, lawbook(), self.config, START - DAY)
        self.clock, self.box = Clock(), Box()
        app = site_over(self.config, self.clock)
        self.app = app
        self.client: FlaskClient = app.test_client()

    def post(self, path: str, page: str | None = None, client: FlaskClient | None = None, **data: object):  # type: ignore[no-untyped-def]
        """Open `page` (default: the same address) for its token, then post to `path`."""
        client = client or self.client
        found = re.search(r'name="csrf_token" value="([^"]+)"', client.get(page or path).text)
        assert found
        return client.post(path, data={"csrf_token": found[1], **data})

    def ask(self, email: str = "Ada@Example.org", **data: object):  # type: ignore[no-untyped-def]
        return self.post("/subscribe", **{"email": email, "what": "all", "period": "daily", **data})

    def mail(self) -> list[tuple[str, str]]:
        """Send what waits; (recipient, plain text) of each."""
        start = len(self.box.taken)
        send_due(self.store, self.config, self.clock(), transport=self.box)
        found = []
        for _, to, raw in self.box.taken[start:]:
            body = message_from_bytes(raw, policy=policy.SMTP).get_body(("plain",))  # type: ignore[attr-defined]
            found.append((to, body.get_content()))
        return found

    def person(self, email: str = "ada@example.org") -> Subscriber | None:
        row = self.store.row("select subscriber_id from subscribers where email = ?", [email])
        return subscribers.get_subscriber(self.store, row["subscriber_id"]) if row else None


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    made = World(tmp_path)
    yield made
    made.store.close()


def link(text: str, purpose: str) -> str:
    found = re.search(rf"http://localhost(/subscribe/{purpose}/\S+)", text)
    assert found, text
    return found[1]


def test_asking_confirming_and_getting_a_digest(world: World) -> None:
    answer = world.ask(what="some", flow="lake-shore", period="weekly", weekday="2", hour="17", zone="America/Denver")
    assert answer.status_code == 303
    assert "Check your mail" in world.client.get(answer.location).text
    ((to, text),) = world.mail()
    assert to == "ada@example.org"
    flat = " ".join(text.split())
    assert "* LAKE → SHORE addresses * each Wednesday at 17:00 (America/Denver)" in flat
    assert "works until Nov 19, 2026" in flat
    page = world.client.get(link(text, "confirm"))
    assert "LAKE → SHORE addresses" in page.text
    person = world.person()
    assert person is not None and person.state == "waiting", "opening the link confirms nothing"
    assert "You follow LAKE → SHORE addresses" in world.post(link(text, "confirm")).text
    person = world.person()
    assert person is not None and person.state == "confirmed"
    assert person.settings == Settings(Scope(flow_ids=("lake-shore",)), "weekly", 17, 2, "America/Denver")
    load(world.store, START + DAY, BAN)
    compose_due(world.store, lawbook(), world.config, START + 8 * DAY)
    assert len(world.mail()) == 1


def test_addresses_in_any_script_can_subscribe_and_one_mailbox_has_one_row(world: World) -> None:
    for address in ("żółw@bücher.example", "ŻÓŁW@BÜCHER.example", "z\u0307o\u0301łw@bücher.example"):
        assert world.ask(address).status_code == 303
    rows = [r["email"] for r in world.store.rows("select email from subscribers order by 1")]
    assert rows == ["żółw@xn--bcher-kva.example"]


def test_the_answer_is_the_same_for_new_waiting_confirmed_and_refused_addresses(world: World) -> None:
    follow(world.store, "confirmed@example.org")
    gone = follow(world.store, "gone@example.org")
    with world.store.atomic():
        subscribers.suspend(world.store, gone.subscriber_id, "550", START)
        subscribers.request_subscription(world.store, "waiting@example.org", Settings(Scope(all=True)), START)
    answers = {}
    for name in ("new", "waiting", "confirmed", "gone"):
        answer = world.ask(f"{name}@example.org")
        headers = {k: v for k, v in answer.headers.items() if k not in ("Date", "Set-Cookie")}
        answers[name] = (answer.status_code, answer.text, headers)
    assert len({repr(a) for a in answers.values()}) == 1, answers
    assert sorted(to for to, _ in world.mail()) == [f"{n}@example.org" for n in ("confirmed", "new", "waiting")]


def test_an_address_that_may_not_be_written_to_costs_as_much_work_as_any(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Making the letter is a quarter of the time of the answer: without it the answer would tell."""
    made: list[object] = []
    real = subscribe_letters.build_message
    monkeypatch.setattr(subscribe_letters, "build_message", lambda *a: made.append(a[0]) or real(*a))
    follow(world.store, "there@example.org")
    gone = follow(world.store, "gone@example.org")
    with world.store.atomic():
        subscribers.suspend(world.store, gone.subscriber_id, "550", START)
    for number, address in enumerate(("new@example.org", "there@example.org", "gone@example.org"), 1):
        world.ask(address)
        assert len(made) == number
    for _ in range(5):
        world.ask("often@example.org")
    made.clear()
    world.ask("often@example.org")
    assert len(made) == 1, "one that was asked often"
    assert sorted(to for to, _ in world.mail()) == ["new@example.org", "often@example.org", "there@example.org"]


def test_a_stranger_cannot_change_what_somebody_gets(world: World) -> None:
    person = follow(world.store)
    world.ask(period="instant")
    assert world.person() and world.person().settings == person.settings  # type: ignore[union-attr]
    ((_, text),) = world.mail()
    assert "You already get our digests" in " ".join(text.split())
    world.post(link(text, "confirm"))
    assert world.person().settings.period == "instant"  # type: ignore[union-attr]


def test_a_link_confirms_what_its_own_letter_named(world: World) -> None:
    world.ask(period="daily")
    ((_, first),) = world.mail()
    world.clock.now += timedelta(minutes=1)
    world.ask(period="instant")
    ((_, second),) = world.mail()
    assert world.client.get(link(first, "confirm")).status_code == 410
    assert world.post(link(second, "confirm")).status_code == 200
    assert world.client.get(link(second, "confirm")).status_code == 410, "used"


def test_a_link_to_confirm_works_for_three_days(world: World) -> None:
    world.ask()
    ((_, text),) = world.mail()
    world.clock.now = START + timedelta(days=3)
    assert world.client.get(link(text, "confirm")).status_code == 200
    world.clock.now += timedelta(seconds=1)
    assert world.client.get(link(text, "confirm")).status_code == 410


@pytest.mark.parametrize("purpose", ["confirm", "manage", "leave"])
def test_a_forged_or_foreign_link_opens_nothing(world: World, purpose: str) -> None:
    person = follow(world.store)
    other = {"confirm": "leave", "manage": "leave", "leave": "manage"}[purpose]
    foreign = leave_url(world.config, person) if other == "leave" else manage_url(world.config, person)
    for token in ("x", foreign.rsplit("/", 1)[1]):
        assert world.client.get(f"/subscribe/{purpose}/{token}").status_code == 404
    # The next person may get the number of one who was deleted, never their links.
    with world.store.atomic():
        subscribers.erase(world.store, person.subscriber_id)
    again = follow(world.store, "bo@example.org")
    assert again.subscriber_id == person.subscriber_id
    world.client.post(leave_url(world.config, person), data={"List-Unsubscribe": "One-Click"})
    assert world.client.get(manage_url(world.config, person)).status_code == 404
    assert world.person("bo@example.org").state == "confirmed"  # type: ignore[union-attr]


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
