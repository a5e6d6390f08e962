"""From feed items to docket entry drafts, for each kind of court and for the real feeds beside the project."""

import json
from collections import Counter
from datetime import UTC, datetime, timedelta
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.conftest import ROOT, require_shared
from tests.feed_samples import appellate_item, bankruptcy_item, district_item, nyed_item, rss
from tracker.courts import Court, load_courts
from tracker.errors import ParseError
from tracker.feeds.dialects import declared_types, entries_from, entry_json
from tracker.feeds.dialects.common import _unescaped
from tracker.feeds.parse import parse_feed
from tracker.models import EntryDraft, FeedItem, ParsedFeed

DCD = Court("dcd", "District Court, District of Columbia", "D.D.C.", "district", 1, "America/New_York", "DC")
CADC = Court("cadc", "Court of Appeals for the D.C. Circuit", "D.C. Cir.", "appeals", 2, "America/New_York", "DC")
NYSB = Court("nysb", "Bankruptcy Court, S.D.N.Y.", "Bankr. S.D.N.Y.", "bankruptcy", 1, "America/New_York", "NY")
SCOTUS = Court("scotus", "Supreme Court", "U.S.", "supreme", 3, "America/New_York", "DC")


def read(*items: str, court: Court = DCD) -> tuple[EntryDraft, ...]:
    drafts, notes = entries_from(parse_feed(rss(items)), court)
    assert notes == ()
    return drafts


def test_a_district_item_becomes_an_entry() -> None:
    (entry,) = read(district_item())
    assert entry_json(entry) == {
        "court_id": "dcd",
        "docket_number": "1:26-cv-00123",
        "pacer_case_id": "277123",
        "caption": "Rivers v. Agency of Records",
        "date_entered": "2026-03-02T14:09:55+00:00",
        "document_number": "39",
        "pacer_doc_id": "04501234567",
        "pacer_seq_no": "98",
        "short_descriptions": ["Order on Motion for TRO"],
    }
    assert entry.source_url == "https://ecf.dcd.uscourts.gov/cgi-bin/DktRpt.pl?277123"


def test_an_item_without_a_link_is_a_paperless_entry() -> None:
    (entry,) = read(district_item(kind="Minute Entry", doc=None))
    assert (entry.document_number, entry.pacer_doc_id, entry.pacer_seq_no) == (None, None, None)


def test_the_sequence_is_never_taken_from_the_guid() -> None:
    (entry,) = read(district_item(doc=None, seq=777))
    assert entry.pacer_seq_no is None


def test_a_title_without_a_caption_says_so() -> None:
    assert read(district_item("1:26-cv-00123-ABC"))[0].caption == "Unknown Case Title"


def test_types_of_one_filing_are_one_entry_with_sorted_types() -> None:
    (entry,) = read(district_item(kind="Set Deadlines"), district_item(kind="Order"), district_item(kind="Order"))
    assert entry.short_descriptions == ("Order", "Order", "Set Deadlines")
    assert entry.item_index == 0


@pytest.mark.parametrize(
    "other",
    [
        district_item(doc="04511234568", number="40"),
        district_item(when="Mon, 02 Mar 2026 14:09:56 GMT"),
        district_item(case=277124),
        district_item("1:26-cv-00124-ABC Rivers v. Agency"),
        district_item(doc=None),
    ],
)
def test_items_that_differ_in_more_than_their_type_are_two_entries(other: str) -> None:
    assert len(read(district_item(), other)) == 2


def test_the_fourth_digit_of_a_document_id_does_not_make_a_second_paper() -> None:
    assert len(read(district_item(doc="04501234567"), district_item(doc="04511234567", kind="Notice"))) == 1


def test_a_type_may_hold_brackets_and_stays_as_printed() -> None:
    assert read(district_item(kind="Order [SEALED] filed"))[0].short_descriptions == ("Order [SEALED] filed",)
    assert read(district_item(kind=" Plan &amp;amp; Notice "))[0].short_descriptions == (" Plan & Notice ",)
    assert read(district_item(kind=""))[0].short_descriptions == ()


def test_the_clerk_s_time_zone_is_kept() -> None:
    (entry,) = read(district_item(when="Mon, 02 Mar 2026 22:09:55 MST"))
    assert entry_json(entry)["date_entered"] == "2026-03-02T22:09:55-07:00"


def test_an_item_that_names_no_docket_is_counted_and_named() -> None:
    drafts, notes = entries_from(parse_feed(rss([district_item("Notice to the bar"), district_item()])), DCD)
    assert len(drafts) == 1
    assert notes == ('1 item was not read, because the title holds no docket number: item 1 ("Notice to the bar")',)


def test_an_item_whose_date_cannot_be_read_is_kept_without_a_time_and_said() -> None:
    items = [district_item(when="Mon, 02 Mar 2026 14:09:55"), district_item(when="soon")]
    drafts, notes = entries_from(parse_feed(rss(items)), DCD)
    assert [draft.date_entered for draft in drafts] == [None, None]
    assert "2 items were kept without a time" in notes[0]
    assert entry_json(drafts[0])["date_entered"] is None


def test_a_case_id_behind_a_nonce_is_found() -> None:
    link = "https://ecf.azb.uscourts.gov/cgi-bin/iquery.pl?625371913403797-L_9999_1-0-663150"
    item = FeedItem("2:26-bk-01234-ABC Doe", link, "[Order]", "", "Mon, 02 Mar 2026 14:09:55 GMT")
    drafts, _ = entries_from(ParsedFeed("", "", None, (item,)), NYSB)
    assert (drafts[0].pacer_case_id, drafts[0].docket_number) == ("663150", "2:26-bk-01234")


def test_a_link_that_is_not_of_the_web_is_not_kept() -> None:
    item = FeedItem("1:26-cv-1 A", "javascript:alert(1)", "[Order]", "", "Mon, 02 Mar 2026 14:09:55 GMT")
    drafts, _ = entries_from(ParsedFeed("", "", None, (item,)), DCD)
    assert (drafts[0].source_url, drafts[0].pacer_case_id) == (None, None)


# E.D.N.Y., bankruptcy, appeals -------------------------------------------------------------------------------------


def test_entries_of_one_brooklyn_case_share_a_guid_and_stay_apart() -> None:
    later = "Mon, 02 Mar 2026 14:11:04 GMT"
    first, second = read(nyed_item(), nyed_item(when=later, kind="~Util - Set Hearings"))
    assert (first.caption, first.docket_number) == ("Moss v. Harbor & Sons et al", "1:25-cv-00777")
    assert second.short_descriptions == ("~Util - Set Hearings",)


def test_a_brooklyn_paper_has_a_number_but_no_document_id() -> None:
    (entry,) = read(nyed_item(number="63"))
    assert (entry.document_number, entry.pacer_doc_id, entry.pacer_seq_no) == ("63", None, None)
    assert entry.pacer_case_id == "408999"


def test_two_brooklyn_papers_of_one_second_are_two_entries() -> None:
    assert len(read(nyed_item(number="63"), nyed_item(number="64"))) == 2


@pytest.mark.parametrize("trustee", ["", "O&#x26;#039;Moss, Ann"])
def test_a_bankruptcy_type_stands_after_office_chapter_and_trustee(trustee: str) -> None:
    (entry,) = read(bankruptcy_item(trustee=trustee), court=NYSB)
    assert entry.short_descriptions == ("Objection",)
    assert (entry.docket_number, entry.caption, entry.pacer_seq_no) == ("26-10992", "Lantern Oil, Inc.", "16739")


def test_a_bankruptcy_link_that_says_doc_gives_an_id_and_no_number() -> None:
    (entry,) = read(bankruptcy_item(number="doc"), court=NYSB)
    assert (entry.document_number, entry.pacer_doc_id) == (None, "126018830418")


def test_an_appellate_link_that_says_document_gives_its_id_as_number() -> None:
    (entry,) = read(appellate_item(), court=CADC)
    assert (entry.document_number, entry.pacer_doc_id, entry.pacer_case_id) == ("01208712345", "01208712345", None)
    assert entry_json(entry)["date_entered"] == "2026-03-02T10:09:55-05:00"


def test_an_appellate_number_is_used_where_the_court_prints_one() -> None:
    assert read(appellate_item(label="27"), court=CADC)[0].document_number == "27"
    assert read(appellate_item(doc=None), court=CADC)[0].document_number is None


def test_one_order_in_consolidated_appeals_is_an_entry_in_each() -> None:
    drafts = read(appellate_item("26-5006"), appellate_item("26-5007"), court=CADC)
    assert [draft.docket_number for draft in drafts] == ["26-5006", "26-5007"]


def test_a_doubly_escaped_appellate_caption_is_plain() -> None:
    (entry,) = read(appellate_item(caption="Harbor &amp;amp; Sons v. Moss"), court=CADC)
    assert entry.caption == "Harbor & Sons v. Moss"


def test_the_supreme_court_has_no_such_feed() -> None:
    with pytest.raises(ParseError, match="publishes no CM/ECF feed"):
        entries_from(parse_feed(rss([])), SCOTUS)


def test_what_the_court_says_it_publishes_is_read() -> None:
    assert declared_types(parse_feed(rss([]))) == ("order", "motion")
    assert declared_types(ParsedFeed("", "Public filings in the last 24 hours", None, ())) == ()


@settings(deadline=timedelta(seconds=1), max_examples=40, suppress_health_check=[HealthCheck.too_slow])
@given(st.text(max_size=80), st.text(max_size=60), st.text(max_size=100), st.text(max_size=40))
def test_no_item_however_odd_stops_the_reading(title: str, link: str, summary: str, published: str) -> None:
    feed = ParsedFeed("", "", None, (FeedItem(title, link, summary, "", published),) * 2)
    for court in (DCD, CADC, NYSB):
        drafts, notes = entries_from(feed, court)
        assert drafts or notes
        json.dumps([entry_json(draft) for draft in drafts])


@pytest.mark.parametrize("piece", ["[", '<a href="', "<a ", "Type:Office:", "1-", "12-12-", "&amp;", "?1-L-1"])
def test_a_long_odd_item_is_read_at_once(piece: str) -> None:
    text = piece * 20_000
    item = FeedItem("1:26-cv-1 " + text, "https://x.example/?" + text, text, "", text)
    started = datetime.now(UTC)
    entries_from(ParsedFeed("", "", None, (item,)), NYSB)
    assert datetime.now(UTC) - started < timedelta(seconds=3)


# The real feeds ----------------------------------------------------------------------------------------------------


def _real_feeds() -> list[str]:
    folder = ROOT.parent / "shared" / "feeds" / "cmecf"
    return sorted(path.stem for path in folder.glob("*.xml")) or ["absent"]


def _expected(docket: dict[str, Any]) -> list[tuple[Any, ...]]:
    return [
        (
            docket["docket_number"], docket["pacer_case_id"], entry["document_number"], entry["pacer_doc_id"] or None,
            entry["pacer_seq_no"] or None, datetime.fromisoformat(entry["date_filed"]), entry["short_description"],
        )
        for entry in docket["docket_entries"]
    ]  # fmt: skip


@pytest.mark.shared
@pytest.mark.parametrize("name", _real_feeds())
def test_a_real_court_feed_gives_its_entries_in_order(name: str) -> None:
    folder: Path = require_shared() / "feeds" / "cmecf"
    court = load_courts(ROOT / "data" / "courts.toml")[name.partition("_")[0]]
    drafts, notes = entries_from(parse_feed((folder / f"{name}.xml").read_bytes()), court)
    dockets = json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))
    expected = [entry for docket in dockets for entry in _expected(docket)]
    read_out = [
        (
            draft.docket_number, draft.pacer_case_id, draft.document_number, draft.pacer_doc_id, draft.pacer_seq_no,
            draft.date_entered, " AND ".join(draft.short_descriptions),
        )
        for draft in drafts
    ]  # fmt: skip
    assert notes == ()
    assert Counter(read_out) == Counter(expected)
    assert read_out == expected


@pytest.mark.parametrize(
    "address",
    [
        "/doc1/0921?caseid=62&amp;de_seq_num=7", "/doc1/0921?caseid=62&de_seq_num=7", "/doc1/0921?a=1&amp;amp;b&amp;",
        "/doc1/0921?a&amp;lt;b", "/doc1/0921?a&#38;b&amp;c", "/doc1/0921?a&ampb&amp;c", "/doc1/0921", "&", "&amp",
    ],
)  # fmt: skip
def test_an_address_is_unescaped_once_as_html_says(address: str) -> None:
    assert _unescaped(address) == unescape(address)
