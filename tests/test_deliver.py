"""A composed digest on its way: tried again, given up, refused, left, and never kept once it is sent."""

import io

from tests.digest_world import (  # noqa: F401
    BAN,
    COMPLAINT,
    DAY,
    HOURS,
    LIFT,
    MOTION,
    SOURCE,
    START,
    Box,
    deliver,
    digest_config,
    digest_store,
    follow,
    lawbook,
    load,
    text_of,
)  # fmt: skip
from tracker.config import Config
from tracker.deliver import FIRST_RETRY, GIVE_UP, compose_due, run_digest, send_due
from tracker.errors import MailError
from tracker.storage import outbox, subscribers
from tracker.storage.store import Store, open_store
from tracker.transport import RefusedError, RelayError


def test_a_rehearsal_prints_what_would_go_out_and_keeps_nothing(store: Store, config: Config) -> None:
    follow(store)
    load(store, START + DAY, BAN)
    out = io.StringIO()
    assert run_digest(store, lawbook(), config, START + 2 * DAY, True, out) == 0
    assert "Blocked: LAKE → SHORE addresses" in out.getvalue() and "1 would be sent" in out.getvalue()
    assert "ada@" not in out.getvalue() and "/subscribe/" not in out.getvalue()
    assert outbox.count_waiting(store) == 0 and not config.outbox_dir.exists()
    assert run_digest(store, lawbook(), config, START + 2 * DAY, False, out) == 0
    assert len(list(config.outbox_dir.glob("*.eml"))) == 1


def test_a_busy_mailbox_is_tried_again_later_and_later(store: Store, config: Config) -> None:
    follow(store)
    load(store, START + DAY, BAN)
    now, box = START + 2 * DAY, Box()
    compose_due(store, lawbook(), config, now)
    box.before = [MailError("450 busy"), MailError("451 busy")]
    assert send_due(store, config, now, transport=box).later == 1
    assert send_due(store, config, now + FIRST_RETRY / 2, transport=box).later == 0, "not yet"
    assert send_due(store, config, now + FIRST_RETRY, transport=box).later == 1
    assert send_due(store, config, now + 2 * FIRST_RETRY, transport=box).sent == 0, "the pause doubles"
    assert send_due(store, config, now + 3 * FIRST_RETRY, transport=box).sent == 1
    assert store.value("select attempts from outbox") == 3


def test_a_mailbox_that_does_not_exist_ends_the_subscription(store: Store, config: Config) -> None:
    person = follow(store)
    load(store, START + DAY, BAN)
    compose_due(store, lawbook(), config, START + 2 * DAY)
    box = Box()
    box.before = [RefusedError("550 5.1.1 no such user", code=550)]
    assert send_due(store, config, START + 2 * DAY, transport=box).failed == 1
    found = subscribers.get_subscriber(store, person.subscriber_id)
    assert found is not None and found.state == "suspended"
    load(store, START + 3 * DAY, BAN, LIFT)
    assert deliver(store, config, START + 5 * DAY, box) == []


def test_a_policy_refusal_stops_the_message_and_keeps_the_subscriber(store: Store, config: Config) -> None:
    person = follow(store)
    load(store, START + DAY, BAN)
    compose_due(store, lawbook(), config, START + 2 * DAY)
    box = Box()
    box.before = [RefusedError("550 5.7.1 relaying denied", code=550)]
    assert send_due(store, config, START + 2 * DAY, transport=box).failed == 1
    assert send_due(store, config, START + 3 * DAY, transport=box).sent == 0, "a five is final"
    found = subscribers.get_subscriber(store, person.subscriber_id)
    assert found is not None and found.state == "confirmed"


def test_what_could_not_be_delivered_for_days_is_in_the_next_digest(store: Store, config: Config) -> None:
    follow(store)
    load(store, START + DAY, BAN)
    now, box = START + 2 * DAY, Box()
    compose_due(store, lawbook(), config, now)
    box.before = [MailError("450 busy")]
    assert send_due(store, config, now + GIVE_UP, transport=box).failed == 1
    (message,) = deliver(store, config, now + GIVE_UP + DAY, box)
    assert "Order barring the transfer" in text_of(message)


def test_a_relay_that_is_down_costs_no_message_anything(store: Store, config: Config) -> None:
    for name in ("ada", "bo", "cy"):
        follow(store, f"{name}@example.org")
    load(store, START + DAY, BAN)
    compose_due(store, lawbook(), config, START + 2 * DAY)
    box = Box()
    box.before = [None, RelayError("the mail relay cannot be reached")]
    counts = send_due(store, config, START + 2 * DAY, transport=box)
    assert (counts.sent, counts.failed, counts.problem) == (1, 0, "the mail relay cannot be reached")
    assert send_due(store, config, START + 2 * DAY, transport=box).sent == 2
    assert sorted(to for _, to, _ in box.taken) == ["ada@example.org", "bo@example.org", "cy@example.org"]


def test_somebody_who_leaves_between_composing_and_sending_gets_nothing(store: Store, config: Config) -> None:
    person = follow(store)
    load(store, START + DAY, BAN)
    compose_due(store, lawbook(), config, START + 2 * DAY)
    with store.atomic():
        subscribers.leave(store, person.subscriber_id, START + 2 * DAY)
    assert send_due(store, config, START + 2 * DAY, transport=Box()).sent == 0
    assert outbox.count_waiting(store) == 0


def test_a_second_sender_does_nothing_while_one_is_at_work(store: Store, config: Config) -> None:
    follow(store)
    load(store, START + DAY, BAN)
    compose_due(store, lawbook(), config, START + 2 * DAY)
    other = open_store(config.db_path)

    class Nosy(Box):
        def send(self, ident: str, recipient: str, message: bytes) -> None:
            assert send_due(other, config, START + 2 * DAY, transport=Box()).sent == 0
            super().send(ident, recipient, message)

    assert send_due(store, config, START + 2 * DAY, transport=Nosy()).sent == 1
    other.close()


def test_the_address_and_the_text_are_not_kept_once_a_message_is_sent(store: Store, config: Config) -> None:
    follow(store)
    load(store, START + DAY, BAN)
    deliver(store, config, START + 2 * DAY)
    assert store.value("select message from outbox") is None
    tables = [r["name"] for r in store.rows("select name from sqlite_master where type = 'table'")]
    holding = [t for t in tables if "ada@example.org" in repr(store.rows(f"select * from {t}"))]
    assert holding == ["subscribers"]
