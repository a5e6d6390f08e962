"""The same filing through several sources. Each failure that users of other trackers report is shown not to happen."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import permutations

import pytest

from tests.papers_samples import (
    CADC,
    COMPLAINT,
    DCD,
    MINUTE,
    NUMBERED,
    appellate_row,
    appellate_sheet,
    cl_docket,
    cl_entry,
    cl_page,
    cl_webhook,
    district_sheet,
    notice_html,
    notice_mail,
    sheet_row,
)
from tracker.models import EntryDraft
from tracker.papers.courtlistener import entry_draft, parse_courtlistener, parse_webhook
from tracker.papers.docket_sheet import parse_docket_sheet, sheet_drafts
from tracker.papers.merge import KnownEntry, combine, compare, days_near, fuller, is_stub, match
from tracker.papers.nef import notice_drafts, parse_notice

# 23:40 in Washington on March 2: already March 3 in UTC, as feeds write it.
LATE = datetime(2026, 3, 3, 4, 40, tzinfo=UTC)
TEXT = "MINUTE ORDER granting 12 Motion for Leave to File. (abc)"


def seen(
    *types: str,
    text: str = "",
    number: str | None = None,
    doc: str | None = None,
    seq: str | None = None,
    entered: datetime | None = None,
    filed: date | None = None,
    docket: str = "1:26-cv-00123",
    case: str | None = "277123",
    court: str = "dcd",
) -> EntryDraft:
    return EntryDraft(
        court_id=court, docket_number=docket, pacer_case_id=case, caption="Rivers v. Agency", date_entered=entered,
        document_number=number, pacer_doc_id=doc, pacer_seq_no=seq, short_descriptions=types, description=text,
        date_filed=filed,
    )  # fmt: skip


def known(*drafts: EntryDraft, docket_id: str = "a") -> list[KnownEntry]:
    return [KnownEntry(index + 1, docket_id, draft) for index, draft in enumerate(drafts)]


def matched(existing: list[KnownEntry], draft: EntryDraft) -> int | None:
    found = match(existing, draft)
    return found.entry_id if found else None


# An RSS stub is never merged with the full entry (recap#409, recap#272, CourtListener #6394).


def test_a_feeds_stub_and_the_notice_of_the_same_paper_are_one_entry_and_the_text_wins() -> None:
    stub = seen("Order on Motion for TRO", number="39", doc="04501234567", seq="98", entered=LATE)
    (notice,) = notice_drafts(parse_notice(notice_mail(), DCD))
    assert matched(known(stub), notice) == 1
    assert compare(stub, notice) == "fuller" and fuller(stub, notice) is notice and fuller(notice, stub) is notice
    whole = combine(stub, notice)
    assert whole.description == notice.description and whole.date_filed == date(2026, 2, 27)
    assert whole.date_entered == LATE and not is_stub(whole)


def test_a_stub_with_a_number_meets_the_sheets_entry_that_has_no_link() -> None:
    stub = seen("Set/Reset Deadlines", number="14", seq="70", entered=datetime(2026, 3, 3, 15, tzinfo=UTC))
    (sheet,) = sheet_drafts(parse_docket_sheet(district_sheet(NUMBERED), DCD))
    assert matched(known(stub), sheet) == 1


def test_the_stub_read_again_after_the_text_is_the_same_entry_and_takes_nothing_away() -> None:
    stub = seen("Minute Order", seq="70", entered=LATE)
    whole = combine(stub, seen(text=TEXT, filed=date(2026, 3, 2), seq="70"))
    assert matched(known(whole), stub) == 1
    assert compare(whole, stub) == "poorer" and combine(whole, stub) == whole


# The day of entry taken for the day of filing (CourtListener #6872).


def test_a_day_of_entry_never_becomes_a_day_of_filing() -> None:
    stub = seen("Order", doc="04501234567", entered=LATE)
    assert combine(stub, seen("Order", doc="04501234567", entered=LATE)).date_filed is None
    full = seen(text="ORDER. (a)", doc="04501234567", filed=date(2026, 2, 27))
    assert combine(stub, full).date_filed == date(2026, 2, 27)


def test_a_stubs_day_gives_way_to_the_day_that_the_text_comes_with() -> None:
    stub = seen("Order", doc="04501234567", filed=date(2026, 3, 2))
    assert combine(stub, seen(text="ORDER. (a)", doc="04501234567", filed=date(2026, 2, 27))).date_filed == date(
        2026, 2, 27
    )


def test_days_are_the_courts_own_not_those_of_utc() -> None:
    stub = seen("Minute Order", entered=LATE)
    sheet = seen(text=TEXT + " (Entered: 03/02/2026)", filed=date(2026, 3, 2))
    assert matched(known(stub), sheet) == 1
    assert match(known(stub), sheet, zone="UTC") is None


def test_an_entry_made_days_after_filing_is_found_and_one_made_before_is_not() -> None:
    stub = seen("Minute Order", entered=LATE)
    assert matched(known(stub), seen(text=TEXT, filed=date(2026, 2, 27))) == 1
    assert match(known(stub), seen(text=TEXT, filed=date(2026, 3, 3))) is None
    assert match(known(stub), seen(text=TEXT, filed=date(2026, 2, 1))) is None


# Minute entries without a number (recap#219).


def test_a_minute_entry_is_found_by_its_day_and_type() -> None:
    stub = seen("Minute Order", entered=LATE)
    (sheet,) = sheet_drafts(parse_docket_sheet(district_sheet(MINUTE), DCD))
    assert sheet.document_number is None and matched(known(stub), sheet) == 1


@pytest.mark.parametrize(
    ("label", "text", "fits"),
    [
        ("Order on Motion for TRO", "MINUTE ORDER denying 5 Motion for Temporary Restraining Order. (a)", True),
        ("Order on Motion for Leave to File", "MINUTE ORDER granting 12 Motion for Leave to File. (a)", True),
        ("Order on Motion for Extension of Time to File Response/Reply",
         "MINUTE ORDER granting 13 Consent Motion for Extension of Time to File Reply. (a)", True),
        ("Order on Motion to Seal", "MINUTE ORDER granting 13 Motion for Extension of Time. (a)", False),
        ("Notice of Hearing", "MINUTE ORDER granting 13 Motion for Extension of Time. (a)", False),
        ("Minute Entry", "MINUTE ORDER granting 13 Motion for Extension of Time. (a)", False),
    ],
)  # fmt: skip
def test_a_type_fits_a_text_only_with_all_its_words(label: str, text: str, fits: bool) -> None:
    assert (match(known(seen(label, entered=LATE)), seen(text=text, filed=date(2026, 3, 2))) is not None) is fits


def test_two_minute_orders_of_one_day_in_one_form_of_words_stay_two() -> None:
    first = seen(text="MINUTE ORDER granting 12 Motion for Leave to Appear Pro Hac Vice. (abc)", filed=date(2026, 3, 2))
    second = replace(first, description=first.description.replace("12", "13"))
    assert match(known(first), second) is None
    assert matched(known(first, second), second) == 2


def test_two_stubs_of_one_type_at_different_seconds_stay_two() -> None:
    first = seen("Minute Order", entered=LATE)
    assert match(known(first), replace(first, date_entered=LATE + timedelta(seconds=40))) is None
    assert matched(known(first), first) == 1


def test_two_stubs_and_their_two_texts_pair_off_one_to_one() -> None:
    entries = known(seen("Minute Order", entered=LATE), seen("Minute Order", entered=LATE + timedelta(minutes=30)))
    for text in ("MINUTE ORDER resetting the hearing. (a)", "MINUTE ORDER granting 12 Motion to Seal. (a)"):
        found = match(entries, seen(text=text, filed=date(2026, 3, 2)))
        assert found is not None
        entries[found.entry_id - 1] = replace(
            found, draft=combine(found.draft, seen(text=text, filed=date(2026, 3, 2)))
        )
    assert [entry.draft.description[:20] for entry in entries] == ["MINUTE ORDER resetti", "MINUTE ORDER grantin"]


def test_a_minute_entry_never_takes_the_place_of_a_numbered_paper() -> None:
    paper = seen("Order", number="39", doc="04501234567", entered=LATE)
    assert match(known(paper), seen(text="MINUTE ORDER granting 12 Motion. (a)", filed=date(2026, 3, 2))) is None


def test_different_places_on_the_docket_are_never_one_entry() -> None:
    assert match(known(seen(text=TEXT, seq="70", entered=LATE)), seen(text=TEXT, seq="71", entered=LATE)) is None
    assert match(known(seen(number="39", text=TEXT)), seen(number="40", text=TEXT)) is None


def test_a_minute_entry_that_was_edited_is_a_revision_of_itself() -> None:
    edited = seen(text=TEXT.replace("(abc)", "(abc) Modified to correct event (jrt)"), filed=date(2026, 3, 2))
    assert matched(known(seen(text=TEXT, filed=date(2026, 3, 2))), edited) == 1


# One case split over two docket ids (CourtListener #2632).


def test_one_docket_that_a_source_has_under_two_ids_is_one_docket() -> None:
    rows = cl_docket(), cl_docket(id=70019999, pacer_case_id=None, docket_number="26-cv-123")
    first, second = parse_courtlistener(cl_page(*rows)).dockets
    stub, full = parse_courtlistener(cl_page(cl_entry(text=""), cl_entry(id=777))).entries
    one, two = entry_draft(stub, first), entry_draft(full, second)
    existing = known(one, docket_id="70010001")
    assert matched(existing, two) == 1 and fuller(one, two) is two


def test_the_same_paper_on_two_dockets_is_an_entry_of_each() -> None:
    here = seen(number="749", doc="12703204195")
    there = seen(number="124", doc="12703204195", docket="1:26-cv-00456")
    assert match(known(here), there) is None
    assert match(known(here), replace(here, court_id="mad")) is None


def test_minute_entries_of_co_defendants_are_kept_apart() -> None:
    mine = seen(text=TEXT, filed=date(2026, 3, 2), case="1")
    assert match(known(mine), replace(mine, pacer_case_id="2")) is None
    assert matched(known(mine), replace(mine, pacer_case_id=None)) == 1


# Entries out of order (CourtListener #5731).


def test_the_order_of_arrival_changes_no_match() -> None:
    drafts = sheet_drafts(parse_docket_sheet(district_sheet(COMPLAINT, MINUTE, NUMBERED), DCD))
    for order in permutations(drafts):
        entries = known(*order)
        assert [entries[n - 1].draft.item_index for d in drafts if (n := matched(entries, d))] == [0, 1, 2]


def test_a_webhook_out_of_order_comes_out_in_the_dockets_order() -> None:
    docket = parse_courtlistener(cl_page(cl_docket())).dockets[0]
    late, early = (
        cl_entry(41, id=3, recap_sequence_number="2026-03-04.041"),
        cl_entry(40, recap_sequence_number="2026-03-03.040"),
    )
    drafts = [entry_draft(entry, docket) for entry in parse_webhook(cl_webhook(late, early)).entries]
    assert [draft.document_number for draft in drafts] == ["40", "41"]


# Text that arrives later (CourtListener #7423).


def test_text_that_arrives_later_is_seen_to_be_more() -> None:
    docket = parse_courtlistener(cl_page(cl_docket())).dockets[0]
    stub, full = (entry_draft(e, docket) for e in parse_courtlistener(cl_page(cl_entry(text=""), cl_entry())).entries)
    assert matched(known(stub), full) == 1 and compare(stub, full) == "fuller"
    assert combine(stub, full).description == "ORDER granting 12 Motion for TRO."


def test_the_beginning_of_a_text_gives_way_to_the_whole() -> None:
    part, whole = seen(text="ORDER granting 12 Motion"), seen(text="ORDER granting 12 Motion for TRO. (abc)")
    assert compare(part, whole) == "fuller" and fuller(whole, part) is whole


def test_texts_that_contradict_each_other_are_a_revision_and_the_known_one_stays_till_it_is_decided() -> None:
    one, other = seen(text="ORDER granting 12 Motion."), seen(text="ORDER denying 12 Motion.")
    assert compare(one, other) == "differs" and fuller(one, other) is one


@pytest.mark.parametrize(
    "other",
    [
        "ORDER granting 12 Motion (Attachments: # 1 Exhibit A)(abc) (Entered: 03/02/2026)",
        "ORDER granting [12] Motion (Attachments: (1) Exhibit A) (abc)",
        "ORDER  granting 12  MOTION (Attachments: # (1) Exhibit A)(abc) [Entered: 03/02/2026 04:19 PM]",
    ],
)
def test_how_each_source_prints_the_same_words_makes_no_difference(other: str) -> None:
    assert compare(seen(text="ORDER granting 12 Motion (Attachments: 1 Exhibit A)(abc)"), seen(text=other)) == "same"


def test_an_appeals_document_id_in_place_of_a_number_is_no_number() -> None:
    stub = seen("Order", number="01208286728", doc="01208286728", docket="26-5181", case=None, court="cadc")
    text = seen(text="PER CURIAM ORDER filed. (KLM)", doc="01208286728", docket="26-5181", case=None, court="cadc")
    assert matched(known(stub), text) == 1 and combine(text, stub).document_number == "01208286728"
    row = appellate_row("03/02/2026", "&nbsp;", "CLERK'S ORDER filed. [Entered: 03/02/2026 12:24 PM]")
    (sheet,) = sheet_drafts(parse_docket_sheet(appellate_sheet(row, host="ecf.cadc.uscourts.gov"), CADC))
    minute = seen("Clerk Order", entered=sheet.date_entered, docket="26-1234", case=None, court="cadc")
    assert matched(known(minute), sheet) == 1


def test_a_paper_that_was_replaced_keeps_its_number_and_is_the_same_entry() -> None:
    assert matched(known(seen(number="39", doc="04501234567")), seen(number="039", doc="04501239999")) == 1


def test_a_number_of_the_supreme_court_needs_the_day_as_well() -> None:
    line = seen(text="Application filed.", number="390001", filed=date(2026, 3, 2), docket="25A1088", court="scotus")
    other = replace(line, description="Response filed.", date_filed=date(2026, 3, 5))
    assert match(known(line), other) is None
    assert matched(known(line), replace(line, description="Application filed. Response due.")) == 1


def test_a_feed_a_notice_a_sheet_and_courtlistener_make_one_entry() -> None:
    row = sheet_row("02/27/2026", '<a href="https://ecf.dcd.uscourts.gov/doc1/04511234567">39</a>',
                    "ORDER granting in part 12 Motion for Temporary Restraining Order as to the permit rolls. (jrt) "
                    "(Entered: 03/02/2026)")  # fmt: skip
    sights = [
        seen("Order on Motion for TRO", number="39", doc="04501234567", seq="98", entered=LATE),
        notice_drafts(parse_notice(notice_mail(notice_html()), DCD))[0],
        sheet_drafts(parse_docket_sheet(district_sheet(row), DCD))[0],
        entry_draft(parse_courtlistener(cl_page(cl_entry(text="", date_filed="2026-03-02"))).entries[0],
                    parse_courtlistener(cl_page(cl_docket())).dockets[0]),
    ]  # fmt: skip
    for order in permutations(sights):
        whole = order[0]
        for sight in order[1:]:
            assert matched(known(whole), sight) == 1
            whole = combine(whole, sight)
        assert (whole.document_number, whole.pacer_doc_id, whole.date_filed) == ("39", "04501234567", date(2026, 2, 27))
        assert "granting in part" in whole.description and whole.pacer_seq_no == "98"


def test_whatever_words_alone_can_match_has_a_day_near() -> None:
    day, met = date(2026, 3, 2), 0
    instants = [None, *(datetime(2026, 3, 2, hour, 30, tzinfo=UTC) + timedelta(days=n) for n in range(-9, 10)
                        for hour in (0, 4, 12, 23))]  # fmt: skip
    filed = [None, *(day + timedelta(days=n) for n in range(-9, 10, 3))]
    for own in (instants[20], LATE, None):
        for own_filed in (None, day, day - timedelta(days=3)):
            for text in (TEXT, f"{TEXT} (Entered: 03/04/2026)"):
                draft = seen(text=text, entered=own, filed=own_filed)
                near = days_near(draft, "America/New_York")
                for entered in instants:
                    for other_filed in filed:
                        other = seen(text=TEXT, entered=entered, filed=other_filed)
                        if match(known(other), draft, "America/New_York") is None:
                            continue
                        met += 1
                        # The same as `storage.entries.could_be` asks of a row.
                        days = [entered and entered.date(), other_filed]
                        assert near is None or entered is None or any(d and near[0] <= d <= near[1] for d in days)
    assert met > 100


def test_the_supreme_courts_file_is_compared_whole_and_what_has_no_day_with_any() -> None:
    assert days_near(seen(text=TEXT, entered=LATE, court="scotus"), "America/New_York") is None
    assert days_near(seen(text=TEXT), "America/New_York") is None
    # It was entered on March 2 in Washington, and may have been filed a week before.
    assert days_near(seen(text=TEXT, entered=LATE), "America/New_York") == (date(2026, 2, 22), date(2026, 3, 10))
