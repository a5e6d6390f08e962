"""Asking for digests and confirming: double opt-in, one answer for all, links instead of passwords."""
# ruff: noqa: F811  (fixtures are taken over by name)

from datetime import timedelta

import pytest

from tests.digest_world import BAN, DAY, START, follow, lawbook, load
from tests.subscribe_world import World, link, world  # noqa: F401  (a fixture)
from tracker.deliver import compose_due
from tracker.letters import leave_url, manage_url
from tracker.storage import subscribers
from tracker.subscriptions import Scope, Settings
from tracker.web import subscribe_letters


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
