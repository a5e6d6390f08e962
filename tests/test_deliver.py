"""A composed digest on its way: tried again, given up, refused, left, and never kept once it is sent."""

import io
import zlib

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
from tracker.review.decide import withhold_event
from tracker.storage import outbox, subscribers
from tracker.storage.store import Store, open_store
from tracker.subscriptions import Scope, Settings
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


def test_a_message_whose_reader_leaves_while_it_is_in_the_air_marks_no_other(store: Store, config: Config) -> None:
    person = follow(store)
    load(store, START + DAY, BAN)
    now = START + 2 * DAY
    compose_due(store, lawbook(), config, now)

    class Slow(Box):
        """A relay that is long about one message: its reader leaves meanwhile, and somebody else signs up."""

        def __init__(self, answer: Exception | None) -> None:
            super().__init__()
            self.answer = answer

        def send(self, ident: str, recipient: str, message: bytes) -> None:
            if recipient == "ada@example.org":
                with store.atomic():
                    subscribers.erase(store, person.subscriber_id)
                    other = subscribers.request_subscription(store, "bo@example.org", Settings(Scope(all=True)), now)
                    assert other is not None and other.subscriber_id == person.subscriber_id
                    assert outbox.add_message(store, "<c@b>", other.subscriber_id, "confirm", b"x", now) == number
                if self.answer:
                    raise self.answer
            super().send(ident, recipient, message)

    number = store.value("select outbox_id from outbox")
    send_due(store, config, now, transport=Slow(RefusedError("550 no such user", code=550)))
    assert store.value("select state from subscribers where email = 'bo@example.org'") == "waiting"
    box = Box()
    assert send_due(store, config, now, transport=box).sent == 1
    assert [to for _, to, _ in box.taken] == ["bo@example.org"]


def test_what_is_withheld_leaves_digests_that_wait_to_be_sent_and_all_else_in_them_is_told_once(
    store: Store, config: Config
) -> None:
    follow(store)
    follow(store, "bo@example.org", Settings(Scope(all=True), "weekly", weekday=2))
    sealed = {**MOTION, "key": "sealed", "title": "Motion naming a protected witness"}
    load(store, START + DAY, BAN, sealed)
    now, down = START + 2 * DAY + 2 * HOURS, Box()
    down.before = [RelayError("the mail relay cannot be reached")]
    assert sum(len(c.subscriber_ids) for c in compose_due(store, lawbook(), config, now)) == 2
    send_due(store, config, now, transport=down)
    idents = {r["message_id"] for r in store.rows("select message_id from outbox")}
    withhold_event(store, "lake-v-shore.sealed", "operator", "sealed by the court", now)
    assert outbox.count_waiting(store) == 0
    box = Box()
    mail = deliver(store, config, now, box)
    assert sorted(to for _, to, _ in box.taken) == ["ada@example.org", "bo@example.org"]
    assert {ident for ident, _, _ in box.taken} == idents, "the period's own, as before"
    for message in mail:
        assert "witness" not in text_of(message) and "Order barring the transfer" in text_of(message)
    assert b"witness" not in b"".join(zlib.decompress(r["content"]) for r in store.rows(
        "select content from batches where content is not null"
    ))  # fmt: skip
    assert deliver(store, config, now + 14 * DAY) == []


def test_what_is_taken_back_from_a_digest_and_carried_by_a_later_one_is_not_mixed_up(
    store: Store, config: Config
) -> None:
    """One digest waits, greylisted; a later one has gone; the reader has changed what they follow."""
    person = follow(store)
    load(store, START + DAY, BAN)
    box = Box()
    box.before = [MailError("451 greylisted")]
    assert deliver(store, config, START + 2 * DAY, box) == []
    load(store, START + 3 * DAY, BAN, MOTION)
    due_now = store.value("select outbox_id from outbox")
    store.execute("update outbox set next_try_at = '2027-01-01T00:00:00Z'")
    (later,) = deliver(store, config, START + 4 * DAY)
    assert "Motion for a preliminary" in text_of(later) and due_now
    with store.atomic():
        subscribers.change_settings(store, person.subscriber_id, Settings(Scope(case_ids=("hill-v-dale",))))
    load(store, START + 4 * DAY, BAN, MOTION, other=({**MOTION, "key": "x", "title": "Another paper", "flows": []},))
    withhold_event(store, "hill-v-dale.complaint", "operator", "wrong person named", START + 4 * DAY)
    (message,) = deliver(store, config, START + 6 * DAY)
    text = text_of(message)
    assert "Order barring the transfer" in text and "Another paper" in text
    assert "Motion for a preliminary" not in text, "told by the later digest"
    assert deliver(store, config, START + 14 * DAY) == []


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
