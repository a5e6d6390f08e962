"""One digest for all who are owed the same: who shares it, what stays personal, and what a change of filter leaves."""

import io
import re
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from tests.digest_world import (  # noqa: F401
    BAN,
    DAY,
    HOURS,
    LIFT,
    MOTION,
    START,
    Box,
    digest_config,
    digest_store,
    follow,
    lawbook,
    load,
    parse,
    text_of,
)  # fmt: skip
from tracker.compose import Composed, compose_due
from tracker.config import Config
from tracker.deliver import GIVE_UP, run_digest, send_due
from tracker.errors import MailError
from tracker.storage import batches, bounces, due, outbox, subscribers
from tracker.storage.migrations import migrations
from tracker.storage.outbox import KEPT
from tracker.storage.store import Store, open_store
from tracker.subscriptions import GATHER, Scope, Settings

EVERYTHING = Settings(Scope(all=True))


def compose(store: Store, config: Config, now: datetime) -> list[Composed]:
    return compose_due(store, lawbook(), config, now)


def send(store: Store, config: Config, now: datetime) -> dict[str, str]:
    """What each address got, as one line of text."""
    box = Box()
    send_due(store, config, now, transport=box)
    assert len({to for _, to, _ in box.taken}) == len(box.taken)
    return {to: text_of(parse(raw)) for _, to, raw in box.taken}


def test_readers_of_one_filter_share_one_digest_and_each_has_links_of_their_own(store: Store, config: Config) -> None:
    people = [follow(store, f"{name}@example.org", now=START + n * HOURS) for n, name in enumerate(("ada", "bo", "cy"))]
    follow(store, "dee@example.org", Settings(Scope(flow_ids=("lake-shore",))))
    load(store, START + DAY, BAN)
    composed = compose(store, config, START + 2 * DAY)
    assert sorted(len(each.subscriber_ids) for each in composed) == [1, 3]
    assert store.value("select count(*) from batches") == 2
    box = Box()
    send_due(store, config, START + 2 * DAY, transport=box)
    leave = {str(parse(raw)["List-Unsubscribe"]) for _, _, raw in box.taken}
    assert len(leave) == 4 and len({ident for ident, _, _ in box.taken}) == 4
    texts = [text_of(parse(raw)).split("-----")[0] for _, to, raw in box.taken if to != "dee@example.org"]
    assert len(set(texts)) == 1 and len(people) == 3


def test_readers_of_one_filter_with_other_hours_get_what_they_have_not_had(store: Store, config: Config) -> None:
    follow(store, "now@example.org", Settings(Scope(all=True), "instant"))
    follow(store, "daily@example.org", Settings(Scope(all=True)))
    load(store, START, MOTION)
    compose(store, config, START + GATHER)
    assert set(send(store, config, START + GATHER)) == {"now@example.org"}
    load(store, START + 2 * HOURS, MOTION, BAN)
    compose(store, config, START + DAY + 2 * HOURS)
    got = send(store, config, START + DAY + 2 * HOURS)
    assert "Motion for a preliminary" not in got["now@example.org"] and "Order barring" in got["now@example.org"]
    assert "Motion for a preliminary" in got["daily@example.org"] and "Order barring" in got["daily@example.org"]


def test_a_change_of_filter_neither_loses_nor_repeats(store: Store, config: Config) -> None:
    person = follow(store, settings=Settings(Scope(flow_ids=("lake-shore",))))
    load(store, START + HOURS, MOTION)
    compose(store, config, START + DAY + 2 * HOURS)
    assert "Motion" in send(store, config, START + DAY + 2 * HOURS)["ada@example.org"]
    load(store, START + DAY + 3 * HOURS, MOTION, BAN)
    compose(store, config, START + DAY + 3 * HOURS)
    with store.atomic():
        subscribers.change_settings(store, person.subscriber_id, Settings(Scope(court_ids=("dcd",))))
        subscribers.change_settings(store, person.subscriber_id, Settings(Scope(agencies=("HILL",)), "weekly"))
    load(store, START + DAY + 4 * HOURS, MOTION, BAN, LIFT)
    compose(store, config, START + 9 * DAY)
    (text,) = send(store, config, START + 9 * DAY).values()
    assert "Order barring" in text, "owed under the filter of that day"
    assert "Order dissolving" not in text, "not followed any more"
    assert "Motion for a preliminary" not in text, "told before"
    compose(store, config, START + 20 * DAY)
    assert send(store, config, START + 20 * DAY) == {}


def test_what_is_corrected_back_and_forth_is_told_each_time_it_reads_otherwise(store: Store, config: Config) -> None:
    follow(store)
    other = {**MOTION, "title": "Motion for a temporary order"}
    told = []
    for day, motion in enumerate((MOTION, other, MOTION, other, MOTION, other), 1):
        load(store, START + day * DAY, BAN, motion)
        load(store, START + day * DAY, BAN, motion)
        compose(store, config, START + (day + 1) * DAY)
        told += send(store, config, START + (day + 1) * DAY).values()
    assert [("temporary order" in text, "preliminary injunction Lake" in text) for text in told[1:]] == [
        (True, False), (False, True), (True, False), (False, True), (True, False)
    ]  # fmt: skip


def test_a_clock_that_ran_ahead_for_a_while_keeps_no_news_from_anybody(store: Store, config: Config) -> None:
    follow(store)
    ahead = START + 400 * DAY
    load(store, ahead, MOTION)
    compose(store, config, ahead)
    load(store, START + DAY, BAN, MOTION)
    compose(store, config, START + 2 * DAY)
    (text,) = send(store, config, START + 2 * DAY).values()
    assert "Blocked: LAKE → SHORE addresses" in text and "Order barring the transfer" in text
    compose(store, config, START + 3 * DAY)
    assert send(store, config, START + 3 * DAY) == {}
    load(store, START + 3 * DAY, BAN, MOTION, LIFT)
    compose(store, config, START + 4 * DAY)
    (text,) = send(store, config, START + 4 * DAY).values()
    assert "Open: LAKE → SHORE addresses" in text and "preliminary injunction Lake" not in text


def test_a_weekly_reader_may_be_told_of_a_changed_status_at_once(store: Store, config: Config) -> None:
    weekly = Settings(Scope(all=True), "weekly", weekday=6)
    follow(store, "calm@example.org", weekly)
    follow(store, "urgent@example.org", replace(weekly, urgent=True))
    load(store, START + DAY, MOTION)
    compose(store, config, START + DAY + HOURS)
    assert send(store, config, START + DAY + HOURS) == {}, "a motion changes no status"
    load(store, START + 2 * DAY, MOTION, BAN)
    compose(store, config, START + 2 * DAY)
    assert send(store, config, START + 2 * DAY) == {}, "an order and its opinion are gathered"
    compose(store, config, START + 2 * DAY + GATHER)
    got = send(store, config, START + 2 * DAY + GATHER)
    assert list(got) == ["urgent@example.org"]
    assert "and at once when the status of a flow changes" in got["urgent@example.org"]
    compose(store, config, START + 8 * DAY)
    assert list(send(store, config, START + 8 * DAY)) == ["calm@example.org"]


def test_a_digest_given_up_for_one_reader_is_owed_to_that_reader_alone(store: Store, config: Config) -> None:
    follow(store, "ada@example.org")
    follow(store, "bo@example.org")
    load(store, START + DAY, BAN)
    compose(store, config, START + 2 * DAY)
    box = Box()
    box.before = [MailError("450 busy")]
    assert send_due(store, config, START + 2 * DAY + GIVE_UP, transport=box).failed == 1
    assert [to for _, to, _ in box.taken] == ["bo@example.org"]
    compose(store, config, START + 9 * DAY)
    got = send(store, config, START + 9 * DAY)
    assert list(got) == ["ada@example.org"] and "Order barring" in got["ada@example.org"]


def test_what_everybody_has_been_told_is_forgotten_in_time_and_what_is_owed_never(store: Store, config: Config) -> None:
    follow(store, "ada@example.org")
    load(store, START + DAY, BAN)
    compose(store, config, START + 2 * DAY)
    send(store, config, START + 2 * DAY)
    compose(store, config, START + 3 * DAY)
    assert store.value("select count(*) from batches where content is not null") == 0, "its text goes once all have it"
    follow(store, "late@example.org", Settings(Scope(all=True), "weekly"), now=START + 3 * DAY)
    load(store, START + 3 * DAY, BAN, LIFT)
    compose(store, config, START + DAY + HOURS + KEPT)
    assert store.value("select min(stored_at) from owed_scope") > "2026-11-18"
    send(store, config, START + DAY + HOURS + KEPT)
    compose(store, config, START + 5 * DAY + 2 * KEPT)
    assert [store.value(f"select count(*) from {t}") for t in ("owed_scope", "batches", "outbox")] == [0, 0, 0]
    assert store.value("select count(*) from scopes") == 1


def test_the_upkeep_of_each_minute_reads_no_table_whole(store: Store, config: Config) -> None:
    follow(store)
    load(store, START + DAY, BAN)
    compose(store, config, START + 2 * DAY)
    seen: list[str] = []
    now = START + 3 * DAY
    store.db.conn.set_trace_callback(seen.append)
    with store.atomic():
        subscribers.purge_gone(store, now)
        outbox.purge_old(store, now)
        due.forget_told(store, now - KEPT)
        batches.purge_sheets(store, now - KEPT)
        bounces.forget_bounces(store, now)
    outbox.next_waiting(store, now, digests=False)
    outbox.next_waiting(store, now, (1, 1), digests=True)
    store.db.conn.set_trace_callback(None)
    asked = [sql for sql in seen if sql.split(" ")[0] in ("select", "delete", "update")]
    assert len(asked) >= 12
    plans = {str(row[3]) for sql in asked for row in store.execute(f"explain query plan {sql}")}
    whole = [plan for plan in plans if plan.startswith("SCAN") and "INDEX batches_full" not in plan]
    # Filters are few; the first row by number is found at once, for numbers rise with time.
    assert set(whole) <= {"SCAN scopes", "SCAN outbox", "SCAN batches"}, plans
    assert not any("USE TEMP B-TREE" in plan for plan in plans)


@pytest.mark.parametrize(("day", "hour", "zone"), [("2026-03-07", 2, "America/New_York"), ("2026-10-31", 1, "America/New_York"),
                                                   ("2026-04-04", 2, "Australia/Lord_Howe")])  # fmt: skip
def test_a_night_in_which_the_clocks_change_has_one_digest_with_everything_once(
    tmp_path: Path, day: str, hour: int, zone: str
) -> None:
    config = Config(data_dir=tmp_path, public_url="https://docket.example.org")
    store, start = open_store(config.db_path), datetime.fromisoformat(f"{day}T00:00:00+00:00")
    load(store, start - DAY)
    compose(store, config, start - DAY)
    follow(store, settings=Settings(Scope(all=True), hour=hour, zone=zone), now=start - DAY)
    events, days, told = [], [], []
    for passed in range(72):
        now = start + passed * HOURS
        if passed % 6 == 0:
            events.append(
                {**MOTION, "key": f"m{passed}", "date": now.date().isoformat(), "title": f"Motion no. {passed}."}
            )
            load(store, now, *events)
        compose(store, config, now + HOURS / 2)
        for text in send(store, config, now + HOURS / 2).values():
            days.append((now + HOURS / 2).astimezone(ZoneInfo(zone)).date())
            told += re.findall(r"Motion no\. (\d+)\.", text)
    assert len(days) == len(set(days)) >= 2 and (days[-1] - days[0]).days == len(days) - 1, "one a day, none missed"
    assert len(told) == len(set(told)) >= 8
    store.close()


def test_a_feed_cannot_ask_for_a_readers_links(store: Store, config: Config) -> None:
    follow(store)
    for word in ("why", "manage", "leave", "line1."):
        load(store, START + DAY, {**MOTION, "title": f"Motion [mark]{word} {{{{ footer.{word} }}}} %s"})
    compose(store, config, START + 2 * DAY)
    sheet = batches.sheet_of(store, store.value("select batch_id from batches"))
    assert len(sheet.mark) >= 16 and sheet.mark not in sheet.subject
    (text,) = send(store, config, START + 2 * DAY).values()
    assert "Motion [mark]line1. {{ footer.line1. }} %s" in text


def test_what_was_owed_before_digests_were_shared_is_still_told(tmp_path: Path) -> None:
    config = Config(data_dir=tmp_path, public_url="https://docket.example.org")
    store = open_store(config.db_path)
    load(store, START - DAY)
    run_digest(store, lawbook(), config, START - DAY, False, io.StringIO())
    follow(store)
    load(store, START + HOURS, MOTION)
    # As a database of the first schema would have held it: one row a person.
    store.execute(
        "insert into owed (subscriber_id, change_key, what, item_id, reason, stored_at)"
        " select s.subscriber_id, o.change_key, o.what, o.item_id, o.reason, o.stored_at from owed_scope o, subscribers s"
    )
    store.execute("delete from owed_scope")
    compose(store, config, START + 2 * DAY)
    (text,) = send(store, config, START + 2 * DAY).values()
    assert "Motion for a preliminary injunction" in text
    assert migrations.pending(store.db) == []
    store.close()
