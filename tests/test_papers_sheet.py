"""Docket sheets of district courts and courts of appeals: header, parties, and every entry with its days apart."""

from datetime import UTC, date, datetime

import pytest

from tests.papers_samples import (
    CA9,
    CADC,
    COMPLAINT,
    DCD,
    MINUTE,
    NUMBERED,
    appellate_row,
    appellate_sheet,
    district_sheet,
    paper_link,
    receipt,
    sheet_row,
)
from tracker.errors import ParseError
from tracker.papers.docket_sheet import MAX_SHEET, parse_docket_sheet, sheet_drafts
from tracker.papers.sheet_records import LowerCourt

FOREIGN = paper_link("04508117526", 1, 15, host="ecf.mad.uscourts.gov")
LINK_325 = (
    '<a HREF="https://ecf.ca9.uscourts.gov/docs1/009129497439"'
    " ONCLICK=\"return doDocPostURL('009129497439','289646');\""
    ' title="Open Document">&nbsp;325&nbsp;</a>\n<BR><Font size=-2>1 pg, 260.46 KB</FONT>'
)
RESTRICTED = (
    '<a HREF="https://ecf.ca9.uscourts.gov/docs1/009029497440"'
    " ONCLICK=\"return doDocPostURL('009029497440','289646');\""
    ' title="Open Restricted Document"><img ALT="Open Restricted Document"></a><BR><Font size=-2>0 pg, 0 KB</FONT>'
)


def test_the_header_of_a_district_sheet() -> None:
    sheet = parse_docket_sheet(district_sheet(COMPLAINT, header="Date Terminated: 03/04/2026<br>"), DCD)
    assert (sheet.court_id, sheet.docket_number, sheet.pacer_case_id) == ("dcd", "1:26-cv-00123", "277123")
    assert sheet.caption == "RIVERS et al v. AGENCY OF RECORDS"
    assert (sheet.filed, sheet.terminated) == (date(2026, 2, 20), date(2026, 3, 4))
    assert (sheet.assigned_to, sheet.referred_to) == ("Judge Ada Birchwood", "Magistrate Judge Cole Dunmore")
    assert sheet.nature_of_suit == "890 Other Statutory Actions"


def test_parties_and_counsel_are_names_and_nothing_to_reach_them_by() -> None:
    sheet = parse_docket_sheet(district_sheet(COMPLAINT), DCD)
    assert [(p.role, p.name, p.terminated, p.counsel) for p in sheet.parties] == [
        ("Plaintiff", "RIVERS READING CIRCLE", None, ("Wilma Harbor",)),
        ("Defendant", "AGENCY OF RECORDS", date(2026, 3, 1), ()),
    ]
    for private in ("harborlaw", "555-0100", "Quay", "operator-account"):
        assert private not in repr(sheet)


def test_entries_have_their_whole_text_their_papers_and_both_days() -> None:
    first, minute, numbered = parse_docket_sheet(district_sheet(COMPLAINT, MINUTE, NUMBERED), DCD).entries
    assert first.text == (
        "COMPLAINT against AGENCY OF RECORDS filed by RIVERS. (Attachments: # 1 Civil Cover Sheet)(ztnr) "
        "(Entered: 02/23/2026)"
    )
    assert (first.filed, first.entered_on, first.entered) == (date(2026, 2, 20), date(2026, 2, 23), None)
    assert (first.number, first.pacer_doc_id, first.pacer_seq_no) == ("1", "04508117526", "15")
    assert [paper.pacer_doc_id for paper in first.documents] == ["04508117526", "04508117527"]
    assert (minute.number, minute.pacer_doc_id, minute.pacer_seq_no, minute.documents) == (None, None, None, ())
    assert (numbered.number, numbered.pacer_doc_id) == ("14", None)


def test_a_sheet_with_boxes_to_tick_reads_the_same_and_gives_places_to_papers_without_a_link() -> None:
    box = '<input type="checkbox" name="all_documents" value="277123_15"><br><div>1.2 MB</div>'
    attachments = (
        "<tr><td></td><td></td><td></td><td><table><tbody>"
        '<tr><td><input value="x"></td><td>0</td><td>Main</td></tr></tbody></table></td></tr>'
    )
    row = sheet_row("02/20/2026", "1&nbsp;", "COMPLAINT by RIVERS. (a)", box)
    minute = sheet_row("03/02/2026", "&nbsp;", "MINUTE ORDER. (a)", "&nbsp;")
    first, second = parse_docket_sheet(district_sheet(row, attachments, minute, boxes=True), DCD).entries
    assert (first.number, first.pacer_seq_no, first.text) == ("1", "15", "COMPLAINT by RIVERS. (a)")
    assert (second.number, second.pacer_seq_no, second.text) == (None, None, "MINUTE ORDER. (a)")


def test_the_column_of_a_sheet_sorted_by_entry_is_no_day_of_filing() -> None:
    (entry,) = parse_docket_sheet(district_sheet(MINUTE, heading="Date Entered"), DCD).entries
    assert (entry.filed, entry.entered_on) == (None, date(2026, 3, 2))
    assert sheet_drafts(parse_docket_sheet(district_sheet(MINUTE, heading="Date Entered"), DCD))[0].date_filed is None


def test_entries_in_a_second_table_without_headings_are_not_lost() -> None:
    after = f"<table><tbody>{NUMBERED}</tbody></table>"
    sheet = parse_docket_sheet(district_sheet(COMPLAINT, MINUTE, after=after), DCD)
    assert [entry.number for entry in sheet.entries] == ["1", None, "14"]


def test_rows_without_a_date_are_counted_not_dropped_in_silence() -> None:
    sheet = parse_docket_sheet(district_sheet(COMPLAINT, sheet_row("", "2", "ORDER of long ago")), DCD)
    assert len(sheet.entries) == 1 and sheet.notes == ("1 row was not read, because the sheet gives it no date",)


def test_a_sheet_that_shows_no_entries_says_so() -> None:
    page = district_sheet(after="<h2>There are proceedings for case 1:26-cv-00123 but none satisfy the criteria.</h2>")
    assert parse_docket_sheet(page, DCD).notes == ("the sheet was asked for a part of the docket that has no entries",)


def test_the_receipt_says_when_a_sheet_was_made_and_whether_all_of_the_docket_was_asked_for() -> None:
    whole = parse_docket_sheet(district_sheet(COMPLAINT), DCD)
    assert whole.printed == datetime(2026, 3, 6, 0, 37, 47, tzinfo=UTC) and whole.all_asked
    part = parse_docket_sheet(district_sheet(COMPLAINT, asked="1:26-cv-00123-ABC   Start date: 2/1/2026"), DCD)
    assert part.printed and not part.all_asked
    quoted = district_sheet(
        sheet_row("02/21/2026", "2", "EXHIBIT: " + receipt("1:26-cv-00123-ABC")), asked="1:26-cv-00123-ABC  Start date"
    )
    assert not parse_docket_sheet(quoted, DCD).all_asked
    bare = district_sheet(COMPLAINT).split(b"<hr><center>")[0]
    assert parse_docket_sheet(bare, DCD).printed is None and not parse_docket_sheet(bare, DCD).all_asked


def test_a_court_of_appeals_says_whether_its_sheet_is_full() -> None:
    row = appellate_row("03/02/2026", LINK_325, "ORDER filed. [26-1234]")
    full = parse_docket_sheet(appellate_sheet(row), CA9)
    assert full.printed and full.all_asked
    filtered = parse_docket_sheet(appellate_sheet(row, what="Docket Report (filtered)"), CA9)
    assert filtered.printed and not filtered.all_asked


def test_drafts_of_a_sheet_keep_its_order_and_invent_no_time() -> None:
    drafts = sheet_drafts(parse_docket_sheet(district_sheet(COMPLAINT, MINUTE, NUMBERED), DCD))
    assert [draft.item_index for draft in drafts] == [0, 1, 2]
    assert [draft.date_entered for draft in drafts] == [None, None, None]
    assert drafts[0].source_url == "https://ecf.dcd.uscourts.gov/doc1/04508117526"
    assert drafts[1].description.startswith("MINUTE ORDER granting 12 Motion for Leave to File.")


def test_the_sheet_of_an_appeal() -> None:
    order = (
        "Order filed. The motion for a stay pending appeal is denied. [10642054] (RMM) [Entered: 03/02/2026 04:19 PM]"
    )
    sheet = parse_docket_sheet(
        appellate_sheet(
            appellate_row("03/02/2026", LINK_325, order, 10642054),
            appellate_row(
                "03/03/2026", "&nbsp;326&nbsp;", "Received copy of order. (RL) [Entered: 03/03/2026 10:39 AM]"
            ),
            appellate_row("03/04/2026", RESTRICTED, "SEALED brief. (RL) [Entered: 03/05/2026 10:39 AM]"),
        ),
        CA9,
    )
    assert (sheet.docket_number, sheet.caption) == ("26-1234", "Rivers v. Agency of Records")
    assert (sheet.filed, sheet.terminated) == (date(2026, 3, 1), date(2026, 3, 30))
    assert sheet.lower_court == LowerCourt("1:26-cv-00050", "hid") and sheet.pacer_case_id == "289646"
    first, second, third = sheet.entries
    assert (first.number, first.pacer_doc_id, first.pacer_seq_no) == ("325", "009029497439", "10642054")
    assert first.entered is not None and first.entered.isoformat() == "2026-03-02T16:19:00-08:00"
    assert (second.number, second.pacer_doc_id) == ("326", None)
    assert third.restricted and third.number is None
    assert (third.filed, third.entered_on) == (date(2026, 3, 4), date(2026, 3, 5))


def test_parties_of_an_appeal() -> None:
    row = appellate_row("03/02/2026", LINK_325, "Order filed.")
    sheet = parse_docket_sheet(appellate_sheet(row), CA9)
    assert [(p.role, p.name, p.terminated, p.counsel) for p in sheet.parties] == [
        ("Plaintiff - Appellee", "RIVERS READING CIRCLE", None, ("Wilma Harbor", "Nils Shore, Attorney")),
        ("Defendant - Appellant", "AGENCY OF RECORDS", date(2026, 3, 20), ()),
    ]


def test_a_persons_alien_number_is_not_kept_as_a_docket_number() -> None:
    below = "<B>District: </B>BIA-1 : A099-888-777"
    sheet = parse_docket_sheet(appellate_sheet(appellate_row("03/02/2026", LINK_325, "Order."), below=below), CA9)
    assert sheet.lower_court is None and "888" not in repr(sheet)


def test_an_entry_of_a_circuit_without_numbers_is_known_by_its_own_place() -> None:
    row = appellate_row("03/02/2026", "&nbsp;&nbsp;", "CLERK'S ORDER [2160001] filed. [Entered: 03/02/2026 12:24 PM]")
    (entry,) = parse_docket_sheet(appellate_sheet(row), CADC).entries
    assert (entry.number, entry.pacer_doc_id, entry.pacer_seq_no) == (None, None, "2160001")


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"", "empty"),
        (b"<html><body>Case Number Not Found</body></html>", "no docket sheet"),
        (b"<p>" + b"x" * MAX_SHEET, "refused"),
        (district_sheet(sheet_row("02/31/2026", "1", "ORDER")), "no day"),
        (district_sheet(sheet_row("02/03/26", "1", "ORDER")), "cannot be read"),
        (
            district_sheet(sheet_row("02/03/2026", FOREIGN, "ORDER")),
            "links to papers of mad",
        ),
    ],
)  # fmt: skip
def test_what_is_no_sound_sheet_is_one_clear_error(body: bytes, words: str) -> None:
    with pytest.raises(ParseError, match=words) as raised:
        parse_docket_sheet(body, DCD)
    assert "\n" not in str(raised.value)


def test_links_at_the_foot_to_other_courts_do_not_matter() -> None:
    assert parse_docket_sheet(appellate_sheet(appellate_row("03/02/2026", LINK_325, "Order.")), CA9).court_id == "ca9"
    with pytest.raises(ParseError, match="papers of ca9, not of cadc"):
        parse_docket_sheet(appellate_sheet(appellate_row("03/02/2026", LINK_325, "Order.")), CADC)
