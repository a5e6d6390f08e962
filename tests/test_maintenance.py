"""The hours in which a court's machines are worked on: how they are written, and that the schedule keeps them."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.factories import DEMO, demo_courts
from tracker.config import Config
from tracker.courts import load_courts
from tracker.errors import ConfigError
from tracker.feeds.maintenance import parse_window, rest_until
from tracker.ingest.poll import choose
from tracker.models import FeedSource
from tracker.storage import feeds as feed_store
from tracker.storage.store import Store

ZONE = "America/New_York"
# Thursday, 22:00 Eastern.
THURSDAY = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("window", "now", "ends"),
    [
        ("Thu 21:00-23:30", THURSDAY, THURSDAY + 1.5 * HOUR),
        ("Thu 21:00-24:00", THURSDAY, THURSDAY + 2 * HOUR),
        ("Thu 21:00-Fri 02:00", THURSDAY, THURSDAY + 4 * HOUR),
        ("Thu 22:00-22:01", THURSDAY + timedelta(seconds=59), THURSDAY + timedelta(minutes=1)),
        ("Thu 21:00-22:00", THURSDAY, None),
        ("Fri 21:00-23:30", THURSDAY, None),
        ("Sun 22:00-Mon 02:00", THURSDAY + 76 * HOUR, THURSDAY + 76 * HOUR),  # Monday 2:00 is its end
    ],
)
def test_a_window_is_of_the_courts_own_clock_and_may_cross_midnight(
    window: str, now: datetime, ends: datetime | None
) -> None:
    found = rest_until([parse_window(window)], ZONE, now)
    assert found == (None if ends == now else ends)


def test_a_window_that_crosses_the_week_holds_on_monday_too() -> None:
    monday = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)  # 1:00 Eastern
    assert rest_until([parse_window("Sun 22:00-Mon 02:00")], ZONE, monday) == monday + HOUR


@pytest.mark.parametrize(
    "text", ["Thursday 21:00-23:00", "Thu 21-23", "Thu 21:00-21:00", "Thu 25:00-26:00", "Thu 9:00"]
)
def test_a_window_that_cannot_be_read_is_refused_with_an_example(text: str, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="window|clock"):
        parse_window(text)
    file = tmp_path / "courts.toml"
    file.write_text(f'[dcd]\nstate = "DC"\nmaintenance = ["{text}"]\n')
    with pytest.raises(ConfigError, match="courts.toml: maintenance: "):
        load_courts(file)


def test_the_courts_file_gives_a_court_its_windows(tmp_path: Path) -> None:
    file = tmp_path / "courts.toml"
    file.write_text('[dcd]\nstate = "DC"\nmaintenance = ["Thu 21:00-23:30", "Sun 06:00-08:00"]\n')
    courts = load_courts(file)
    assert [w.text for w in courts["dcd"].maintenance] == ["Thu 21:00-23:30", "Sun 06:00-08:00"]
    assert courts["mad"].maintenance == ()


def test_no_court_of_ours_has_hours_that_nobody_announced() -> None:
    assert not [c.court_id for c in load_courts(Config().courts_file).values() if c.maintenance]
    assert not [c.court_id for c in load_courts(DEMO / "courts.toml").values() if c.maintenance]


def test_what_is_due_during_maintenance_waits_and_a_person_who_asks_does_not(store: Store) -> None:
    courts = demo_courts()
    own = {**courts, "demod": replace(courts["demod"], maintenance=(parse_window("Thu 21:00-23:30"),))}
    source = FeedSource("demod", "cmecf", "Demo", "https://ecf.demod.example/rss", 300, "demod")
    with store.atomic():
        feed_store.register_feeds(store, [source])
    assert choose(store, [source], None, False, THURSDAY, own) == []
    assert choose(store, [source], None, False, THURSDAY + 1.5 * HOUR, own) == [source]
    assert choose(store, [source], None, False, THURSDAY, courts) == [source]
    assert choose(store, [source], "demod", False, THURSDAY, own) == [source]
    assert choose(store, [source], None, True, THURSDAY, own) == [source]
