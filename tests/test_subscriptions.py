"""When a digest is due, what a scope covers, and what a signed link is good for."""

from datetime import UTC, datetime, timedelta

import pytest

from tracker.subscriptions import (
    Scope,
    Settings,
    Topic,
    describe_period,
    describe_scope,
    last_slot,
    matches,
    scope_from_json,
    scope_to_json,
    settings_from_json,
    settings_to_json,
    sign,
    unsign,
)

EVERYTHING = Scope(all=True)


def slot(settings: Settings, *when: int) -> str:
    return last_slot(settings, datetime(*when, tzinfo=UTC)).astimezone(UTC).strftime("%a %d %H:%M")  # type: ignore[misc,arg-type]


def test_a_daily_digest_is_due_at_its_hour_in_the_subscribers_own_zone() -> None:
    east = Settings(EVERYTHING, "daily", 8)
    assert slot(east, 2026, 11, 20, 12, 59) == "Thu 19 13:00"
    assert slot(east, 2026, 11, 20, 13, 0) == "Fri 20 13:00"
    assert slot(Settings(EVERYTHING, "daily", 8, zone="Pacific/Honolulu"), 2026, 11, 20, 18, 0) == "Fri 20 18:00"


def test_a_weekly_digest_is_due_on_its_weekday() -> None:
    monday = Settings(EVERYTHING, "weekly", 9, 0, "UTC")
    assert slot(monday, 2026, 11, 23, 9, 0) == "Mon 23 09:00"
    assert slot(monday, 2026, 11, 23, 8, 59) == "Mon 16 09:00"
    assert slot(monday, 2026, 11, 29, 23, 0) == "Mon 23 09:00"
    assert slot(Settings(EVERYTHING, "weekly", 9, 6, "UTC"), 2026, 11, 23, 8, 0) == "Sun 22 09:00"


def test_daylight_saving_neither_skips_nor_doubles_a_day() -> None:
    # 2 a.m. does not exist on March 8, 2026 in New York, and 1 a.m. happens twice on November 1.
    for settings, first in (
        (Settings(EVERYTHING, "daily", 2), (2026, 3, 6)),
        (Settings(EVERYTHING, "daily", 1), (2026, 10, 30)),
    ):
        start = datetime(*first, tzinfo=UTC)
        slots = {last_slot(settings, start + timedelta(minutes=15 * n)).timestamp() for n in range(96 * 5)}
        gaps = sorted(b - a for a, b in zip(sorted(slots), sorted(slots)[1:], strict=False))
        assert all(22 * 3600 < gap < 26 * 3600 for gap in gaps), gaps


def test_as_it_happens_gathers_for_a_quarter_of_an_hour() -> None:
    assert slot(Settings(EVERYTHING, "instant"), 2026, 11, 20, 12, 0) == "Fri 20 11:45"


@pytest.mark.parametrize(
    ("scope", "topic", "told"),
    [
        (EVERYTHING, Topic(case_ids={"a"}), True),
        (Scope(), Topic(case_ids={"a"}), False),
        (Scope(case_ids=("a",)), Topic(case_ids={"a"}), True),
        (Scope(case_ids=("a",)), Topic(case_ids={"ab"}), False),
        (Scope(flow_ids=("f",)), Topic(case_ids={"a"}, flow_ids={"e", "f"}), True),
        (Scope(court_ids=("dcd",)), Topic(court_ids={"mad"}), False),
        (Scope(agencies=("IRS",)), Topic(agencies={"IRS", "ICE"}), True),
        (Scope(all=True, orders_only=True), Topic(case_ids={"a"}), False),
        (Scope(all=True, orders_only=True), Topic(case_ids={"a"}, ruling=True), True),
        (EVERYTHING, Topic(case_ids={"a"}, routine=True), False),
        (Scope(all=True, routine=True), Topic(case_ids={"a"}, routine=True), True),
    ],
)
def test_a_scope_covers_what_it_names_and_nothing_else(scope: Scope, topic: Topic, told: bool) -> None:
    assert matches(scope, topic) is told


def test_scopes_and_settings_survive_being_stored() -> None:
    scope = Scope(case_ids=("a", "b"), agencies=("IRS",), orders_only=True)
    settings = Settings(scope, "weekly", 17, 4, "America/Denver")
    assert scope_from_json(scope_to_json(scope)) == scope
    assert settings_from_json(settings_to_json(settings)) == settings


def test_a_scope_and_a_rhythm_are_said_in_words() -> None:
    scope = Scope(flow_ids=("f",), case_ids=("c",), orders_only=True)
    assert describe_scope(scope, {"f": "LAKE → SHORE", "c": "A v. B"}) == (
        "LAKE → SHORE, A v. B (rulings and changes of status only)"
    )
    assert describe_scope(Scope(case_ids=tuple("abcdefgh")), {}).endswith("and 2 more")
    assert describe_period(Settings(scope, "weekly", 7, 4)) == "each Friday at 7:00 (America/New York)"


def test_a_link_is_good_for_one_purpose_and_cannot_be_forged() -> None:
    token = sign("secret", "leave", 7, "salt")
    ticket = unsign("secret", "leave", token)
    assert ticket is not None and (ticket.subscriber_id, ticket.salt) == (7, "salt")
    assert unsign("secret", "manage", token) is None
    assert unsign("other", "leave", token) is None
    for bad in ("", "x", token[:-1], token + "A", "é", "." * 50):
        assert unsign("secret", "leave", bad) is None
