"""What users of other trackers report as missed, doubled or misdated does not happen here. One test a report, on stored
entries; what concerns reading alone is tested beside the readers."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.conftest import NOW
from tests.paper_world import World, feed_item, make_world
from tests.papers_samples import (
    COMPLAINT,
    appellate_row,
    appellate_sheet,
    cl_docket,
    cl_entry,
    cl_page,
    cl_paper,
    district_sheet,
    notice_mail,
    sheet_row,
)
from tracker.papers.courtlistener import parse_courtlistener
from tracker.papers.detect import read_paper
from tracker.storage.store import Store
from tracker.storage.timeline import case_events

TEXT = "ORDER granting in part 12 Motion for Temporary Restraining Order as to the permit rolls. (jrt)"
MARCH = datetime(2026, 3, 3, 15, 0, tzinfo=UTC)


@pytest.fixture
def world(store: Store, tmp_path: Path) -> World:
    return make_world(store, tmp_path)


def event(world: World) -> dict[str, object]:
    row = world.store.row("select * from events where origin = 'docket' order by event_no")
    assert row
    return row


def test_an_item_without_an_outcome_decides_nothing_and_says_so(world: World) -> None:
    world.feed(feed_item("Order on Motion for TRO"))
    assert event(world)["outcome_unknown"] == 1 and event(world)["pending"] == 1
    assert world.store.value("select disposition from event_actions") == ""


def test_a_feeds_stub_and_the_full_entry_are_one_row_that_shows_the_text(world: World) -> None:
    # recap#409, recap#272, CourtListener#6394: two rows, of which only the empty one was shown.
    world.feed(feed_item())
    world.take(cl_page(cl_entry(text=TEXT)))
    world.take(district_sheet(COMPLAINT))
    assert [e["document_number"] for e in world.entries()] == ["39", "1"]
    assert event(world)["text"] == TEXT


def test_the_day_of_entry_is_not_shown_as_the_day_of_filing(world: World) -> None:
    # CourtListener#6872: an order filed on Friday and entered on Monday night, which is Tuesday in UTC.
    world.feed(feed_item())
    assert world.only()["date_filed"] is None and event(world)["day"] == "2026-03-02"
    world.take(notice_mail())
    assert (world.only()["date_filed"], world.only()["date_entered"]) == ("2026-02-27", "2026-03-03T04:40:17Z")
    assert event(world)["day"] == "2026-02-27"


def test_minute_entries_without_a_number_are_kept_each_one(world: World) -> None:
    # recap#219
    at = datetime(2026, 3, 2, 20, 15, tzinfo=UTC)
    items = [
        feed_item(kind, None, entered=at + timedelta(seconds=n), seq=70 + n)
        for n, kind in enumerate(("Minute Order", "Set Hearings"))
    ]
    assert world.feed(*items).new == 2
    assert [e["document_number"] for e in world.entries()] == [None, None]


def test_a_minute_entry_that_is_edited_is_a_revision_not_a_second_entry(world: World) -> None:
    def line(words: str) -> bytes:
        text = f"Minute Entry for proceedings before Judge Birchwood: {words} (abc) (Entered: 03/02/2026)"
        return district_sheet(sheet_row("03/02/2026", "&nbsp;", text))

    world.take(line("Motion Hearing held on 12 Motion for TRO. Argument heard from both sides. Order to follow."))
    run = world.take(line("Motion Hearing held on 12 Motion for TRO. Arguments heard from all sides. Order to follow."))
    assert (run.new, run.changed) == (0, 1) and len(world.revisions()) == 2


def test_a_case_split_over_two_ids_of_a_source_is_one_docket(world: World) -> None:
    # CourtListener#2632
    dockets = {d.cl_id: d for d in parse_courtlistener(cl_page(cl_docket(), cl_docket(id=70010002))).dockets}
    other = cl_entry(text=TEXT, id=400009999, docket="https://www.courtlistener.com/api/rest/v4/dockets/70010002/")
    for row in (cl_entry(text=TEXT), other):
        world.take_drafts("courtlistener", "dcd", read_paper(cl_page(row), world.courts["dcd"], "", dockets))
    assert len(world.entries()) == 1


def test_entries_that_arrive_out_of_order_stand_in_the_courts_order(world: World) -> None:
    # CourtListener#5731
    later = cl_entry(40, "NOTICE of Appeal. (x)", id=400000040, date_filed="2026-03-05", pacer_sequence_number=99,
                     recap_documents=[cl_paper(40, pacer_doc_id="04511234599")])  # fmt: skip
    world.take(cl_page(later))
    world.take(cl_page(cl_entry(text=TEXT)))
    assert [record.document for record in case_events(world.store, "rivers")] == ["39", "40"]


def test_a_text_that_arrives_later_is_told_and_read_again(world: World) -> None:
    # CourtListener#7423: the stub was announced, the text never.
    world.subscribe()
    world.feed(feed_item(), now=MARCH)
    world.take(cl_page(cl_entry(text=TEXT)), now=MARCH)
    assert world.owed() == [("entry-1", "changed"), ("entry-1", "new")]
    assert world.store.value("select disposition from event_actions") == "granted_in_part"


def test_an_entry_that_left_the_window_unseen_is_a_gap_that_a_sheet_fills(world: World) -> None:
    # CourtListener#934, #860: silence that looks like no filings.
    world.feed(feed_item("Status Report", 50, "04510000050", 200, entered=NOW - timedelta(hours=9)),
               now=NOW - timedelta(hours=8))  # fmt: skip
    run = world.feed(feed_item("Order", 52, "04510000052", 202, entered=NOW - timedelta(minutes=5)))
    assert run.gap and world.count("gaps") == 1
    row = sheet_row("11/22/2026", "51", "ORDER denying 12 Motion. (x) (Entered: 11/22/2026)")
    assert world.take(district_sheet(COMPLAINT, row)).new == 2


def test_a_paperless_entry_links_to_a_page_that_opens(world: World) -> None:
    # calvinli/pacerrssscraper#14: with the entry's place in it, the docket's address leads to an empty form.
    world.feed(feed_item("Minute Order", None, seq=70))
    url = world.store.value("select url from event_sources")
    assert url == "https://ecf.dcd.uscourts.gov/cgi-bin/DktRpt.pl?277123"


def test_a_court_without_a_feed_is_not_silent_until_somebody_buys_a_page(world: World) -> None:
    row = appellate_row("03/04/2026", "7", "ORDER FILED. The motion for a stay pending appeal is denied. [7] (KLM)")
    assert world.take(appellate_sheet(row), "ca9").new == 1
    assert event(world)["court_id"] == "ca9"


def test_items_that_share_a_guid_are_each_kept(world: World) -> None:
    # miniflux#4197: E.D.N.Y. gives every entry of a case one guid.
    items = [feed_item("Order", n, f"0451000000{n}", n).replace(f"&amp;{n}</guid>", "</guid>") for n in (3, 4, 5)]
    assert world.feed(*items).new == 3


def test_a_caption_that_names_another_case_number_merges_nothing(world: World) -> None:
    (draft,) = read_paper(notice_mail(), world.courts["dcd"])
    other = replace(draft, docket_number="1:26-cr-00123")
    assert world.take_drafts("sheet", "dcd", (draft, other)).ignored == 1
    assert len(world.entries()) == 1
