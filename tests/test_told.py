"""From a stored event to a digest: who is told, of what, when, and only once."""

from dataclasses import replace
from datetime import timedelta

import pytest

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
from tracker.dates import utc_text
from tracker.deliver import compose_due
from tracker.storage import owed
from tracker.storage.events import EventRow, put_event
from tracker.storage.facts import bump_version
from tracker.storage.store import Store
from tracker.subscriptions import GATHER, Scope, Settings


def test_a_confirmed_block_is_told_with_its_order_and_only_once(store: Store, config: Config) -> None:
    follow(store)
    load(store, START + DAY, BAN)
    (message,) = deliver(store, config, START + 2 * DAY)
    assert message["Subject"] == "Blocked: LAKE → SHORE addresses — and 1 more update"
    assert message["To"] == "ada@example.org"
    text = text_of(message)
    assert "LAKE → SHORE addresses, since Nov 17, 2026. It was open before." in text
    assert "Effect: bars LAKE → SHORE addresses" in text
    assert "https://docket.example.org/events/lake-v-shore.ban" in text and SOURCE in text
    for days in (2, 3, 9):
        assert deliver(store, config, START + days * DAY) == []


def test_nothing_new_means_no_mail(store: Store, config: Config) -> None:
    follow(store)
    load(store, START + DAY)
    assert deliver(store, config, START + 5 * DAY) == []


def test_loading_the_same_register_again_owes_nothing(store: Store, config: Config) -> None:
    follow(store)
    load(store, START, MOTION)
    load(store, START + HOURS, MOTION)
    assert store.value("select count(*) from owed_scope") == 1


def test_what_happened_before_somebody_confirmed_is_not_sent_to_them(store: Store, config: Config) -> None:
    load(store, START, BAN)
    compose_due(store, lawbook(), config, START)
    follow(store, now=START + HOURS)
    assert deliver(store, config, START + 3 * DAY) == []


def test_a_machine_that_slept_three_days_sends_one_digest(store: Store, config: Config) -> None:
    follow(store)
    load(store, START + HOURS, MOTION)
    load(store, START + 2 * DAY, MOTION, BAN)
    (message,) = deliver(store, config, START + 4 * DAY)
    assert "Motion for a preliminary injunction" in text_of(message)
    assert deliver(store, config, START + 4 * DAY + HOURS) == []


def test_a_daily_digest_waits_for_its_hour(store: Store, config: Config) -> None:
    follow(store)  # 8:00 in New York is 13:00 UTC
    load(store, START + 2 * HOURS, MOTION)  # 14:00 UTC: today's hour has passed
    assert deliver(store, config, START + 8 * HOURS) == []
    assert deliver(store, config, START + 24 * HOURS) == []
    assert len(deliver(store, config, START + 25 * HOURS)) == 1


def test_as_it_happens_gathers_what_belongs_together(store: Store, config: Config) -> None:
    follow(store, settings=Settings(Scope(all=True), "instant"))
    load(store, START, MOTION)
    load(store, START + timedelta(minutes=10), MOTION, BAN)
    assert deliver(store, config, START + timedelta(minutes=14)) == []
    (message,) = deliver(store, config, START + GATHER)
    assert "Motion" in text_of(message) and "Order barring" in text_of(message)


def test_a_status_that_changes_by_the_calendar_alone_is_told(store: Store, config: Config) -> None:
    lapsing = {**BAN, "order": {**BAN["order"], "ends_on": "2026-11-19"}}
    load(store, START + DAY, lapsing)
    compose_due(store, lawbook(), config, START + DAY)
    follow(store, now=START + DAY)
    assert deliver(store, config, START + 2 * DAY) == [], "in force to the end of its last day"
    # One run a day, an hour after the digest's: what the calendar changed overnight must not wait another day.
    (message,) = deliver(store, config, START + 4 * DAY + 2 * HOURS)
    assert message["Subject"] == "Open: LAKE → SHORE addresses"
    assert "It was blocked before." in text_of(message)


def test_a_coming_end_is_said_under_what_to_expect(store: Store, config: Config) -> None:
    follow(store)
    load(store, START + DAY, {**BAN, "order": {**BAN["order"], "ends_on": "2026-12-01"}})
    text = text_of(deliver(store, config, START + 2 * DAY)[0])
    assert "WHAT TO EXPECT * Dec 2, 2026: LAKE → SHORE addresses: from blocked to open on this day" in text


def test_two_changes_between_digests_are_one_sentence(store: Store, config: Config) -> None:
    follow(store, settings=Settings(Scope(all=True), "weekly", 8, 0))
    for n, events in enumerate(((BAN,), (BAN, LIFT)), start=1):
        load(store, START + 2 * n * DAY, *events)
        compose_due(store, lawbook(), config, START + 2 * n * DAY)
    (message,) = deliver(store, config, START + 8 * DAY)
    assert "LAKE → SHORE addresses is open again, as it was. In between it was blocked." in text_of(message)
    assert not message["Subject"].startswith(("Open", "Blocked"))


def test_a_clock_turned_back_makes_no_news_of_yesterday(store: Store, config: Config) -> None:
    follow(store)
    load(store, START + DAY, BAN)
    assert len(deliver(store, config, START + 2 * DAY)) == 1
    load(store, START + 2 * DAY, BAN, MOTION)
    compose_due(store, lawbook(), config, START - 5 * DAY)
    (message,) = deliver(store, config, START + 4 * DAY)
    assert message["Subject"] == "Motion in Lake v. Shore"


def test_an_old_event_is_added_to_the_record_in_one_line(store: Store, config: Config) -> None:
    follow(store)
    load(store, START + DAY, {**MOTION, "date": "2026-10-20"})
    (message,) = deliver(store, config, START + 2 * DAY)
    assert message["Subject"] == "Added to the record of Lake v. Shore"
    assert "ADDED TO THE RECORD" in text_of(message) and "FILINGS" not in text_of(message)


def test_a_correction_is_told_as_one_after_the_thing_was_told(store: Store, config: Config) -> None:
    follow(store)
    load(store, START + HOURS, MOTION)
    deliver(store, config, START + DAY + HOURS)
    load(store, START + DAY + 2 * HOURS, {**MOTION, "title": "Motion for a stay"})
    (message,) = deliver(store, config, START + 3 * DAY)
    assert message["Subject"] == "An entry changed in Lake v. Shore"
    assert "Corrected: Motion for a stay" in text_of(message)


@pytest.mark.parametrize(
    ("scope", "told"),
    [
        (Scope(case_ids=("lake-v-shore",)), True),
        (Scope(case_ids=("hill-v-dale",)), False),
        (Scope(flow_ids=("lake-shore",)), True),
        (Scope(flow_ids=("hill-dale",)), False),
        (Scope(court_ids=("dcd",)), True),
        (Scope(court_ids=("mad",)), False),
        (Scope(agencies=("SHORE",)), True),
        (Scope(agencies=("Treasury",)), True),
        (Scope(agencies=("Coast",)), True),
        (Scope(agencies=("DALE",)), False),
        (Scope(all=True, orders_only=True), True),
    ],
)
def test_each_gets_what_they_follow_and_nothing_else(store: Store, config: Config, scope: Scope, told: bool) -> None:
    follow(store, settings=Settings(scope))
    load(store, START + DAY, BAN)
    found = deliver(store, config, START + 2 * DAY)
    assert [m["Subject"] for m in found] == (["Blocked: LAKE → SHORE addresses — and 1 more update"] if told else [])


def test_orders_only_leaves_filings_out(store: Store, config: Config) -> None:
    follow(store, settings=Settings(Scope(all=True, orders_only=True)))
    load(store, START + HOURS, MOTION)
    assert deliver(store, config, START + 2 * DAY) == []


def test_what_is_withheld_before_the_digest_is_not_in_it(store: Store, config: Config) -> None:
    follow(store)
    load(store, START + HOURS, MOTION)
    store.execute("insert into withheld values ('event', 'lake-v-shore.motion', 'sealed', ?, 'ada')", [utc_text(START)])
    assert deliver(store, config, START + 2 * DAY) == []
    assert store.value("select count(*) from owed_scope where dropped = 0") == 0


def test_what_came_by_private_mail_is_owed_to_nobody(store: Store, config: Config) -> None:
    follow(store)
    load(store, START, MOTION)
    with store.atomic():
        store.execute("delete from owed_scope")
        store.execute(
            "insert into docket_entries (entry_id, docket_id, identity_key, content_sha, first_seen_at,"
            " last_changed_at, private) values (1, 'lake-v-shore', 'k', 's', '', '', 1)"
        )
        store.execute("update events set entry_id = 1 where event_id = 'lake-v-shore.motion'")
        assert owed.owe_event(store, "lake-v-shore.motion", reason="new", now=START) == 0
        store.execute("update docket_entries set private = 0")
        assert owed.owe_event(store, "lake-v-shore.motion", reason="new", now=START) == 1
        assert owed.owe_event(store, "lake-v-shore.motion", reason="new", now=START) == 0, "once"


def test_an_event_taken_off_the_record_after_it_was_told_is_told_again_as_such(store: Store, config: Config) -> None:
    follow(store)
    load(store, START + HOURS, MOTION)
    deliver(store, config, START + DAY + HOURS)
    load(store, START + 2 * DAY)
    with store.atomic():
        owed.owe_event(store, "lake-v-shore.motion", reason="corrected", now=START + 2 * DAY)
    (message,) = deliver(store, config, START + 4 * DAY)
    assert "Taken off: Motion for a preliminary injunction" in text_of(message)


def test_a_ruling_read_by_machine_is_a_ruling_that_was_entered_until_a_person_reads_it(
    store: Store, config: Config
) -> None:
    follow(store)
    row = EventRow(
        event_id="entry-9", case_id="lake-v-shore", docket_id="lake-v-shore", court_id="dcd", origin="docket",
        kind="order", title="ORDER GRANTING Motion for Preliminary Injunction", text="GRANTED", names="",
        day="2026-11-16", day_precision="day", entered_at=None, document="31", judge=None, confirmed=False,
        pending=True, actions=(("preliminary_injunction", "granted"),), flows=(("lake-shore", ""),),
        sources=((SOURCE, None, None),),
    )  # fmt: skip
    with store.atomic():
        put_event(store, row, utc_text(START))
        bump_version(store)
        owed.owe_event(store, "entry-9", reason="new", now=START)
    (message,) = deliver(store, config, START + 2 * DAY)
    assert message["Subject"] == "A ruling was entered in Lake v. Shore"
    text = text_of(message)
    assert "WHAT CHANGED IN STATUS" not in text, "a machine's reading changes no status"
    assert "A ruling was entered in Lake v. Shore, on: preliminary injunction." in text
    assert "May touch: LAKE → SHORE addresses" in text and "read by machine" in text
    with store.atomic():
        put_event(store, row._replace(confirmed=True, confirmed_by="Ada", pending=False), utc_text(START + 2 * DAY))
        owed.owe_event(store, "entry-9", reason="confirmed", now=START + 2 * DAY)
    (message,) = deliver(store, config, START + 4 * DAY)
    assert message["Subject"] == "ORDER GRANTING Motion for Preliminary Injunction (Lake v. Shore)"
    assert "ORDERS AND RULINGS" in text_of(message)
    assert "confirmed by a person since it was first told here" in text_of(message)


def test_coverage_is_told_as_news_and_never_as_an_order(store: Store, config: Config) -> None:
    follow(store, settings=Settings(Scope(flow_ids=("lake-shore",))))
    with store.atomic():
        store.execute(
            "insert into coverage (coverage_id, url, outlet, title, first_seen_at, content_sha)"
            " values (5, 'https://news.example.org/1', 'Example News', 'Judge blocks sharing', ?, 's')",
            [utc_text(START)],
        )
        assert owed.owe_coverage(store, 5, now=START) == 0, "linked to nothing"
        store.execute("insert into coverage_links values (5, 'flow', 'lake-shore')")
        assert owed.owe_coverage(store, 5, now=START) == 1
        assert owed.owe_coverage(store, 5, now=START) == 0
    (message,) = deliver(store, config, START + 2 * DAY)
    assert message["Subject"] == "In the news: 1 report", "a headline is not ours to shout"
    assert "IN THE NEWS Reports are not orders. * Judge blocks sharing Example News" in text_of(message)


def test_complaints_of_other_cases_stay_there(store: Store, config: Config) -> None:
    follow(store, settings=Settings(Scope(case_ids=("hill-v-dale",))))
    load(store, START + HOURS, other=({**COMPLAINT, "key": "second", "date": "2026-11-16", "title": "Amended"},))
    (message,) = deliver(store, config, START + 2 * DAY)
    assert message["Subject"] == "Complaint in Hill v. Dale"
    assert "because you asked for Hill v. Dale, each day" in text_of(message)


def test_a_demonstration_is_marked_in_every_subject(store: Store, config: Config) -> None:
    follow(store)
    load(store, START + DAY, BAN)
    (message,) = deliver(store, replace(config, demo=True), START + 2 * DAY)
    assert message["Subject"].startswith("[DEMO] Blocked")
