"""The tables behind delivery: what is kept, for how long, and what leaving and erasing take away."""

from datetime import timedelta

import pytest

from tests.digest_world import DAY, START, follow
from tracker.storage import outbox, owed, subscribers
from tracker.storage.store import Store, open_store
from tracker.subscriptions import Scope, Settings


def put(store: Store, subscriber_id: int, ident: str = "<a@b>", kind: str = "digest") -> int:
    with store.atomic():
        return outbox.add_message(store, ident, subscriber_id, kind, b"From: x\r\n\r\n", START)


def test_an_id_can_be_used_once(store: Store) -> None:
    person = follow(store)
    put(store, person.subscriber_id)
    with pytest.raises(Exception, match="UNIQUE"):
        put(store, person.subscriber_id)
    assert outbox.has_message(store, "<a@b>") and not outbox.has_message(store, "<c@d>")


def test_a_digest_goes_only_to_the_confirmed_and_a_confirmation_also_to_those_who_wait(store: Store) -> None:
    with store.atomic():
        waiting = subscribers.request_subscription(store, "bo@example.org", Settings(Scope(all=True)), START)
    assert waiting is not None
    put(store, waiting.subscriber_id, "<digest@b>")
    put(store, waiting.subscriber_id, "<confirm@b>", "confirm")
    found = outbox.next_waiting(store, START, digests=False)
    assert found is not None and found.message_id == "<confirm@b>"
    assert outbox.next_waiting(store, START, found.place, digests=False) is None
    assert outbox.next_waiting(store, START, digests=True) is None


def test_erasing_somebody_leaves_no_trace_of_them_in_any_table(store: Store) -> None:
    person = follow(store)
    put(store, person.subscriber_id)
    store.execute(
        "insert into owed (subscriber_id, change_key, what, item_id, reason, stored_at) values (?, 'k', 'event', 'e',"
        " 'new', '')",
        [person.subscriber_id],
    )
    with store.atomic():
        subscribers.erase(store, person.subscriber_id)
    assert [store.value(f"select count(*) from {t}") for t in ("subscribers", "owed", "outbox")] == [0, 0, 0]


def test_leaving_drops_what_waits_and_keeps_what_went(store: Store) -> None:
    person = follow(store)
    put(store, person.subscriber_id, "<sent@b>")
    outbox.mark_sent(store, "<sent@b>", START)
    put(store, person.subscriber_id, "<waits@b>")
    with store.atomic():
        subscribers.leave(store, person.subscriber_id, START)
    assert [r["message_id"] for r in store.rows("select message_id from outbox")] == ["<sent@b>"]
    assert subscribers.followed_scopes(store) == []


def test_addresses_that_never_confirm_are_deleted_after_seven_days(store: Store) -> None:
    follow(store)
    with store.atomic():
        subscribers.request_subscription(store, "bo@example.org", Settings(Scope(all=True)), START)
        subscribers.request_subscription(store, "ada@example.org", Settings(Scope(all=True)), START)
        assert subscribers.purge_gone(store, START + timedelta(days=7)) == 0
        assert subscribers.purge_gone(store, START + timedelta(days=7, seconds=1)) == 1
    assert [r["email"] for r in store.rows("select email from subscribers")] == ["ada@example.org"]
    assert store.value("select requested from subscribers") is None


def test_somebody_who_left_is_forgotten_after_a_month(store: Store) -> None:
    person = follow(store)
    with store.atomic():
        subscribers.leave(store, person.subscriber_id, START)
        assert subscribers.purge_gone(store, START + 30 * DAY) == 0
        assert subscribers.purge_gone(store, START + 31 * DAY) == 1


def test_a_mailbox_that_refused_us_is_left_alone_for_a_month(store: Store) -> None:
    person = follow(store)
    with store.atomic():
        subscribers.suspend(store, person.subscriber_id, "550 no such user", START)
        assert subscribers.request_subscription(store, "ada@example.org", person.settings, START + 29 * DAY) is None
        assert subscribers.request_subscription(store, "ada@example.org", person.settings, START + 31 * DAY)


def test_old_messages_and_what_they_carried_are_forgotten(store: Store) -> None:
    person = follow(store)
    old = put(store, person.subscriber_id)
    for key, carried in (("told", old), ("open", None)):
        store.execute(
            "insert into owed values (?, ?, 'event', 'e', 'new', '2026-01-01T00:00:00Z', ?)",
            [person.subscriber_id, key, carried],
        )
    outbox.mark_sent(store, "<a@b>", START)
    with store.atomic():
        outbox.purge_old(store, START + 91 * DAY)
    assert store.value("select count(*) from outbox") == 0
    assert [r["change_key"] for r in store.rows("select change_key from owed")] == ["open"]


def test_acceptances_outlive_the_process_at_once_and_reach_the_disk_ten_at_a_time(store: Store) -> None:
    people = [follow(store, f"reader{n}@example.org") for n in range(25)]
    ids = [f"<{p.subscriber_id}@b>" for p in people]
    for person, ident in zip(people, ids, strict=True):
        put(store, person.subscriber_id, ident)
    clock, seen = [100.0], []
    ledger = outbox.Ledger(store, lambda: clock[0])
    other = open_store(store.path)
    store.db.conn.set_trace_callback(seen.append)
    for done, ident in enumerate(ids, 1):
        ledger.sent(ident, START)
        assert other.value("select count(*) from outbox where sent_at is not null") == done
    store.db.conn.set_trace_callback(None)
    on_disk, waiting, most = False, 0, 0
    for sql in (s.lower() for s in seen):
        if sql.startswith("pragma synchronous ="):
            on_disk = sql.endswith("full")
        elif sql == "commit":
            waiting = 0 if on_disk else waiting + 1
            most = max(most, waiting)
    assert most == outbox.NOTES_A_SYNC - 1
    other.close()


def test_a_slow_relay_has_every_acceptance_on_the_disk_and_so_has_the_end_of_a_run(store: Store) -> None:
    before = store.value("pragma synchronous")
    seen: list[str] = []
    person = follow(store)
    ids = [f"<{n}@b>" for n in range(3)]
    for ident in ids:
        put(store, person.subscriber_id, ident)
    clock = [100.0]
    ledger = outbox.Ledger(store, lambda: clock[0])
    store.db.conn.set_trace_callback(seen.append)
    for ident in ids:
        ledger.sent(ident, START)
        clock[0] += 1.0
    assert sum("= full" in sql for sql in seen) == 3
    ledger.close(START)
    assert sum("= full" in sql for sql in seen) == 3, "nothing waited"
    clock[0] -= 1.0
    ledger.sent(ids[0], START)
    assert sum("= full" in sql for sql in seen) == 3
    ledger.close(START)
    assert sum("= full" in sql for sql in seen) == 4
    store.db.conn.set_trace_callback(None)
    assert store.value("pragma synchronous") == before


def test_an_unknown_reason_is_refused_and_an_unknown_event_owes_nothing(store: Store) -> None:
    with pytest.raises(ValueError, match="new, changed"):
        owed.owe_event(store, "x", reason="because", now=START)  # type: ignore[arg-type]
    assert owed.owe_event(store, "x", reason="new", now=START) == 0


def test_a_subscriber_in_a_traceback_shows_no_address(store: Store) -> None:
    person = follow(store)
    put(store, person.subscriber_id)
    waiting = outbox.next_waiting(store, START, digests=False)
    assert "ada" not in repr(person) + repr(waiting) + repr([person]) + f"{waiting!s}"
