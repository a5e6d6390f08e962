"""The Supreme Court's docket JSON: lines without ids, edited texts, cases that do not exist."""

from datetime import date

import pytest

from tests.papers_samples import scotus_json, scotus_line
from tracker.errors import ParseError
from tracker.papers.lower_courts import lower_court_numbers
from tracker.papers.scotus import compare, parse_scotus, scotus_drafts

APPLIED = scotus_line("Mar 02 2026", "Application (25A1088) for a stay, submitted to The Chief Justice.", 390001)
GRANTED = scotus_line(
    "Mar 9 2026", "Application (25A1088) referred to the Court. <a href='x'>Granted</a> &amp; stayed."
)


def test_a_docket_and_its_lines() -> None:
    docket = parse_scotus(scotus_json(APPLIED, GRANTED))
    assert (docket.status, docket.docket_number) == ("ok", "25A1088")
    assert docket.caption == "Agency of Records, Applicants v. Rivers Reading Circle, et al."
    assert (docket.filed, docket.created) == (date(2026, 3, 2), date(2026, 3, 9))
    assert docket.lower_court_numbers == ("26-1291",) and docket.linked_with == ("25-150",)
    assert [(line.day, line.text, line.document_number) for line in docket.proceedings] == [
        (date(2026, 3, 2), "Application (25A1088) for a stay, submitted to The Chief Justice.", "390001"),
        (date(2026, 3, 9), "Application (25A1088) referred to the Court. Granted & stayed.", None),
    ]


def test_lawyers_addresses_stay_in_the_file() -> None:
    assert "harborlaw" not in repr(parse_scotus(scotus_json(APPLIED)))


def test_drafts_have_a_filing_day_no_time_and_a_link_that_opens() -> None:
    first, second = scotus_drafts(parse_scotus(scotus_json(APPLIED, GRANTED)))
    assert (first.date_filed, first.date_entered, first.document_number) == (date(2026, 3, 2), None, "390001")
    assert first.source_url == "https://www.supremecourt.gov/DocketPDF/25/25A1088/390001/20260302_Application.pdf"
    assert second.source_url == (
        "https://www.supremecourt.gov/search.aspx?filename=/docket/docketfiles/html/public/25a1088.html"
    )


@pytest.mark.parametrize("body", [b"", b"  \r\n", b"<!DOCTYPE html><html><body>Not found</body></html>"])
def test_a_case_that_does_not_exist_is_missing_not_broken(body: bytes) -> None:
    docket = parse_scotus(body)
    assert docket.status == "missing" and docket.proceedings == ()


@pytest.mark.parametrize(
    ("raw", "number"),
    [
        ("25-150 *** CAPITAL CASE ***", "25-150"),
        ("25A1088 ", "25A1088"),
        ("22O156", "22O156"),
        ("156, Orig.", "156 Orig."),
        ("25m7", "25M7"),
    ],
)
def test_case_numbers_as_the_court_writes_them(raw: str, number: str) -> None:
    assert parse_scotus(scotus_json(CaseNumber=raw)).docket_number == number


def test_a_case_without_a_respondent_is_named_by_its_petitioner() -> None:
    assert parse_scotus(scotus_json(RespondentTitle=None)).caption == "Agency of Records, Applicants"


@pytest.mark.parametrize(
    ("raw", "numbers"),
    [
        ("(13-55323)", ("13-55323",)),
        ("(98-35309/35509)", ("98-35309", "98-35509")),
        ("(99-1845,-1846,-1847)", ("99-1845", "99-1846", "99-1847")),
        ("(98-60240,-60454,-)", ("98-60240", "98-60454")),
        ("(98-4033;-4214)", ("98-4033", "98-4214")),
        ("(96-C-235/239)", ("96-C-235", "96-C-239")),
        ("(24-5181 and 24-5182)", ("24-5181", "24-5182")),
        ("-1845,-1846", ("-1845", "-1846")),
        ("()", ()),
    ],
)
def test_lower_court_numbers_are_written_out_and_never_guessed(raw: str, numbers: tuple[str, ...]) -> None:
    assert lower_court_numbers(raw) == numbers


def test_the_same_file_twice_changes_nothing() -> None:
    lines = parse_scotus(scotus_json(APPLIED, GRANTED)).proceedings
    result = compare(lines, lines)
    assert result.same == lines and not (result.new or result.edited or result.gone)


def test_an_edited_line_is_a_version_and_a_later_one_is_new() -> None:
    before = parse_scotus(scotus_json(APPLIED)).proceedings
    edited = scotus_line(
        "Mar 02 2026", "Application (25A1088) for a stay, submitted to The Chief Justice. Response due.", 390001
    )
    result = compare(before, parse_scotus(scotus_json(edited, GRANTED)).proceedings)
    assert [(edit.before.text, edit.after.text[-13:]) for edit in result.edited] == [(before[0].text, "Response due.")]
    assert [line.day for line in result.new] == [date(2026, 3, 9)] and not result.gone


def test_markup_and_spacing_are_no_edit() -> None:
    plain = scotus_line("Mar 9 2026", "Application  (25A1088) referred to the Court. Granted &amp; stayed.")
    result = compare(parse_scotus(scotus_json(GRANTED)).proceedings, parse_scotus(scotus_json(plain)).proceedings)
    assert len(result.same) == 1 and not result.edited


def test_two_lines_alike_on_one_day_stay_two() -> None:
    waiver = scotus_line("Mar 3 2026", "Waiver of right of respondent to respond filed.")
    once, twice = (parse_scotus(scotus_json(*[waiver] * n)).proceedings for n in (1, 2))
    assert [line.ordinal for line in twice] == [1, 2]
    assert len(compare(once, twice).new) == 1


def test_a_line_that_vanishes_is_said_to_be_gone() -> None:
    before = parse_scotus(scotus_json(APPLIED, GRANTED)).proceedings
    assert [line.text for line in compare(before, before[:1]).gone] == [before[1].text]


def test_lines_that_cannot_be_read_are_counted() -> None:
    docket = parse_scotus(
        scotus_json(APPLIED, {"Date": "Mar 3 2026", "Text": ""}, scotus_line("soon", "Order issued."))
    )
    assert docket.notes == (
        "1 line was not read, having no text",
        "1 line was kept without a day, because it cannot be read",
    )
    assert docket.proceedings[1].day is None


@pytest.mark.parametrize("body", [b"{", b"[]", b'{"a": 1}', b'{"CaseNumber": "soon"}', b"\xff\xfe{"])
def test_anything_else_is_one_clear_error(body: bytes) -> None:
    with pytest.raises(ParseError):
        parse_scotus(body)
