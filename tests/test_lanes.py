"""The picture of a case through its courts: bars, ticks and joining lines, with three marks and with three hundred."""

import re
from datetime import date, timedelta
from pathlib import Path

import pytest

from tests.website import HOSTILE, load_small, page, read_by_machine, site_over, small_register
from tracker.outputs.lanes import Lanes, build_lanes
from tracker.outputs.records import Mark
from tracker.storage.store import open_store
from tracker.web.ticks import lane_ticks

CASE = small_register().cases["tenants-v-bureau"]
LAST = date(2026, 11, 22)
TICK = re.compile(r'<a href="/events/([^"]+)"( tabindex="-1")?><title>([^<]*)</title><use [^>]*x="([\d.]+)%"/></a>')


def marks(count: int) -> list[Mark]:
    """An order or a motion every day, on both dockets in turn."""
    return [
        Mark(
            f"entry-{n}", CASE.dockets[n % 2].id, ("order", "motion")[n % 3 > 0], f"Paper {n}",
            date(2026, 1, 1) + timedelta(n),
        )
        for n in range(count)
    ]  # fmt: skip


def drawn(found: list[Mark], as_of: date = LAST) -> Lanes:
    picture = build_lanes(CASE, found, {}, {"dcd": "D.D.C.", "cadc": "D.C. Cir."}, as_of)
    assert picture is not None
    return picture


@pytest.mark.parametrize("count", [1, 3, 300])
def test_each_event_has_one_tick_in_the_lane_of_its_docket_and_inside_the_picture(count: int) -> None:
    found = marks(count)
    picture = drawn(found)
    assert [lane.docket_id for lane in picture.lanes] == [d.id for d in CASE.dockets]
    for lane in picture.lanes:
        own = [m.event_id for m in found if m.docket_id == lane.docket_id]
        assert [f.event_id for f in lane.filings] == own
        assert all(0 <= f.x < 100 for f in lane.filings)
        assert [f.x for f in lane.filings] == sorted(f.x for f in lane.filings)
    assert max(lane.line_y for lane in picture.lanes) < picture.height


def test_what_comes_after_the_day_asked_about_has_no_tick_and_nothing_dated_means_no_picture() -> None:
    picture = drawn(marks(30), date(2026, 1, 10))
    assert sum(len(lane.filings) for lane in picture.lanes) == 10
    assert build_lanes(CASE, marks(3), {}, {}, date(2025, 12, 31)) is None


def test_a_docket_that_reviews_another_is_joined_to_it_on_the_day_it_was_filed() -> None:
    (join,) = drawn(marks(30)).joins
    assert join.title == "Jan 5, 2026: D.C. Cir. takes up the ruling of D.D.C.  No. 1:25-cv-01234"
    assert join.y1 < join.y2


def test_a_tick_is_a_link_with_its_words_and_hostile_words_stay_words() -> None:
    (lane,) = [one for one in drawn([Mark("entry-1", CASE.dockets[0].id, "order", HOSTILE, LAST)]).lanes if one.filings]
    html = str(lane_ticks(lane, 1))
    ((event, aside, title, x),) = TICK.findall(html)
    assert (event, aside) == ("entry-1", "")
    assert "<script" not in html and "&lt;script&gt;" in title
    assert 0 <= float(x) < 100


def test_the_tab_key_stops_at_acts_of_a_small_picture_and_at_no_tick_of_a_large_one() -> None:
    def stops(count: int) -> int:
        found = [tick for lane in drawn(marks(count)).lanes for tick in TICK.findall(lane_ticks(lane, count))]
        assert len(found) == count
        return sum(not aside for _, aside, _, _ in found)

    assert stops(30) == sum(m.kind == "order" for m in marks(30))
    assert stops(300) == 0


def test_a_page_of_a_case_with_many_papers_draws_the_newest_three_hundred_and_says_so(tmp_path: Path) -> None:
    config = load_small(tmp_path)
    store = open_store(config.db_path)
    with store.atomic():
        for n in range(1, 321):
            day = date(2025, 7, 1) + timedelta(n)
            read_by_machine(store, n, title=f"Order {n}", day=day.isoformat())
    store.close()
    client = site_over(config).test_client()
    shown = page(client, "/cases/tenants-v-bureau")
    ticks = TICK.findall(shown)
    # One of the newest three hundred is known to the month alone.
    assert len(ticks) == 299 and "Only the 299 newest events with a known day have a tick." in shown
    assert any("Order 320" in title for _, _, title, _ in ticks)
    page(client, f"/events/{ticks[0][0]}")
