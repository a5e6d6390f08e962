"""The Federal Register: which notices they are, and how long a matching programme runs as far as it is said."""

from datetime import date

import pytest

from tests.papers_samples import register_document, register_page
from tracker.errors import ParseError
from tracker.papers.federal_register import RegisterNotice, add_months, parse_register, read_span

ESTIMATED = (
    "The period of this matching program is estimated to cover the 18-month period from April 10, 2026, through "
    "October 9, 2027. It may be extended for up to an additional 12 months."
)
WHICHEVER_IS_LATER = (
    "Comments must be received by April 1, 2026. The matching program will be applicable on 05/01/2026, or once a "
    "minimum of 30 days after publication has elapsed, whichever is later. The matching program will be in effect for "
    "a period of 18 months."
)


def only(**fields: object) -> RegisterNotice:
    (notice,) = parse_register(register_page(register_document(**fields))).notices
    return notice


def test_a_matching_programme_with_its_span() -> None:
    notice = only()
    assert (notice.kind, notice.document_number, notice.published) == ("matching", "2026-04001", date(2026, 3, 2))
    assert [(agency.name, agency.slug) for agency in notice.agencies] == [("Weather Permits Bureau", "weather-permits")]
    assert notice.span is not None
    assert (notice.span.starts, notice.span.ends, notice.span.computed) == (date(2026, 4, 10), date(2027, 10, 9), True)
    assert notice.span.renewable_to == date(2028, 10, 9)
    assert notice.comments_close == date(2026, 4, 1)


@pytest.mark.parametrize(
    ("fields", "kind"),
    [
        (
            {"title": "Privacy Act of 1974; System of Records", "action": "Notice of a modified system of records."},
            "sorn",
        ),
        ({"title": "Privacy Act of 1974; Computer Matching Program", "action": "Notice."}, "matching"),
        ({"title": "Privacy Act of 1974", "action": "Notice of re-establishment of a matching program."}, "matching"),
        ({"title": "Privacy Act of 1974; Implementation", "type": "Rule", "action": "Final rule."}, "other"),
        ({"title": "Fees for Lighthouse Visits", "action": "Notice.", "abstract": "Fees rise."}, "other"),
    ],
)
def test_the_kind_of_a_notice(fields: dict[str, object], kind: str) -> None:
    assert only(**fields).kind == kind


@pytest.mark.parametrize(
    ("words", "starts", "ends", "computed", "estimated", "renewable_to"),
    [
        (
            ESTIMATED,
            date(2026, 4, 10), date(2027, 10, 9), False, True, date(2028, 10, 9),
        ),
        (
            WHICHEVER_IS_LATER,
            date(2026, 5, 1), date(2027, 10, 31), True, True, None,
        ),
        ("The agreement will expire on June 30, 2027.", None, date(2027, 6, 30), False, False, None),
        ("The program is effective on May 1, 2026.", date(2026, 5, 1), None, False, False, None),
        ("Submit comments on or before April 1, 2026.", None, None, False, False, None),
        ("The current agreement will expire on January 2, 2026.", None, None, False, False, None),
        ("", None, None, False, False, None),
    ],
)  # fmt: skip
def test_a_span_is_read_computed_or_not_known(
    words: str, starts: date | None, ends: date | None, computed: bool, estimated: bool, renewable_to: date | None
) -> None:
    span = read_span(words)
    assert (span.starts, span.ends, span.computed, span.estimated) == (starts, ends, computed, estimated)
    assert span.renewable_to == renewable_to


def test_the_words_that_were_read_are_kept() -> None:
    assert (
        read_span("The agreement will expire on June 30, 2027.").quote == "The agreement will expire on June 30, 2027."
    )


def test_months_are_counted_to_the_last_day_where_a_month_is_shorter() -> None:
    assert add_months(date(2026, 8, 31), 6) == date(2027, 2, 28)
    assert add_months(date(2026, 3, 2), 18) == date(2027, 9, 2)


def test_a_number_used_twice_on_different_days_is_two_documents() -> None:
    page = parse_register(register_page(register_document(), register_document(publication_date="2010-03-02")))
    assert len(page.notices) == 2
    assert len(parse_register(register_page(register_document(), register_document())).notices) == 1


def test_pages_follow_each_other_only_on_the_registers_own_site() -> None:
    next_url = "https://www.federalregister.gov/api/v1/documents?page=2"
    assert parse_register(register_page(register_document(), next_page_url=next_url)).next_url == next_url
    with pytest.raises(ParseError, match="not its own"):
        parse_register(register_page(register_document(), next_page_url="https://evil.example/"))


def test_documents_without_a_day_are_counted() -> None:
    page = parse_register(register_page(register_document(publication_date=None), register_document()))
    assert len(page.notices) == 1
    assert page.notes == ("1 document was not read, having no number or no day of publication",)


def test_a_search_without_a_hit_is_an_empty_page() -> None:
    assert parse_register(b'{"count": 0, "description": "Documents"}').notices == ()


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"", "sound JSON"),
        (b'{"errors": {"notice_type": "is not valid"}}', "refused the search"),
        (b'{"count": 3}', "no \"results\""),
        (b'{"results": 5}', "no list"),
        (b"[1]", "no object"),
        (b'{"count": 3, "results": [null, 3, {"title": 5}]}', "no document of the Federal Register reply has a number"),
    ],
)  # fmt: skip
def test_anything_else_is_one_clear_error(body: bytes, words: str) -> None:
    with pytest.raises(ParseError, match=words):
        parse_register(body)
