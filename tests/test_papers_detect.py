"""Which paper a file is; and whatever a file holds: records or one ParseError, in bounded time."""

import time
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests import papers_samples as samples
from tests.feed_samples import district_item, rss
from tests.papers_samples import APPELLATE, CA9, CADC, DCD, PLAIN, SCOTUS
from tracker.courts import Court
from tracker.errors import ParseError
from tracker.papers.courtlistener import parse_courtlistener
from tracker.papers.courtlistener_feed import parse_docket_feed
from tracker.papers.detect import identify, read_paper
from tracker.papers.docket_sheet import parse_docket_sheet
from tracker.papers.federal_register import parse_register
from tracker.papers.nef import parse_notice
from tracker.papers.scotus import parse_scotus

SHEET = samples.district_sheet(samples.COMPLAINT, samples.MINUTE, samples.NUMBERED)
APPEAL = samples.appellate_sheet(samples.appellate_row("03/02/2026", "&nbsp;325&nbsp;", "Order filed."))
LINE = samples.scotus_line("Mar 2 2026", "Application filed.", 390001)
ATOM = samples.cl_atom(samples.cl_atom_entry("entry-41", "Entry #41", "NOTICE"))
SAMPLES: dict[str, bytes] = {
    "notice": samples.notice_mail(),
    "saved notice": samples.notice_html().encode("latin-1"),
    "plain notice": PLAIN.encode(),
    "appeal's notice": samples.notice_mail(APPELLATE),
    "acms": samples.notice_mail(samples.ACMS),
    "sheet": SHEET,
    "appeal": APPEAL,
    "scotus": samples.scotus_json(LINE),
    "entries": samples.cl_page(samples.cl_entry()),
    "webhook": samples.cl_webhook(samples.cl_entry()),
    "atom": ATOM,
    "register": samples.register_page(samples.register_document()),
}
READERS: list[Callable[[bytes], object]] = [
    parse_notice,
    lambda body: parse_notice(body, DCD),
    lambda body: parse_docket_sheet(body, DCD),
    lambda body: parse_docket_sheet(body, CA9),
    parse_scotus,
    parse_courtlistener,
    parse_docket_feed,
    parse_register,
    lambda body: read_paper(body, DCD, "saved.eml"),
    lambda body: read_paper(body, SCOTUS),
]


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (rss([district_item()]), "feed"),
        (SAMPLES["notice"], "notice"),
        (SAMPLES["saved notice"], "notice"),
        (SAMPLES["plain notice"], "notice"),
        (SAMPLES["appeal's notice"], "notice"),
        (SHEET, "sheet"),
        (APPEAL, "sheet"),
        (SAMPLES["scotus"], "scotus"),
        (SAMPLES["entries"], "courtlistener"),
        (SAMPLES["webhook"], "courtlistener"),
    ],
)
def test_a_paper_is_known_by_its_bytes(body: bytes, kind: str) -> None:
    assert identify(body) == kind


def test_a_sheet_that_speaks_of_notices_is_still_a_sheet() -> None:
    row = samples.sheet_row(
        "03/02/2026", "5", "Notice of Electronic Filing re 4 Order. Case Number: 1:26-cv-00123. (a)"
    )
    assert identify(samples.district_sheet(row)) == "sheet"


@pytest.mark.parametrize(
    ("body", "court", "count"),
    [
        (rss([district_item()]), DCD, 1),
        (SAMPLES["notice"], DCD, 1),
        (SAMPLES["appeal's notice"], CADC, 1),
        (SHEET, DCD, 3),
        (APPEAL, CA9, 1),
        (SAMPLES["scotus"], SCOTUS, 1),
    ],
)
def test_each_paper_gives_entries_of_the_court_that_was_named(body: bytes, court: Court, count: int) -> None:
    drafts = read_paper(body, court)
    assert len(drafts) == count and {draft.court_id for draft in drafts} == {court.court_id}


def test_entries_of_courtlistener_need_to_know_their_docket() -> None:
    body = SAMPLES["entries"]
    docket = parse_courtlistener(samples.cl_page(samples.cl_docket())).dockets[0]
    assert read_paper(body, DCD, dockets={docket.cl_id: docket})[0].docket_number == "1:26-cv-00123"
    with pytest.raises(ParseError, match="docket 70010001, which is not known"):
        read_paper(body, DCD)
    with pytest.raises(ParseError, match="of dcd, not of cadc"):
        read_paper(body, CADC, dockets={docket.cl_id: docket})


@pytest.mark.parametrize(
    ("body", "court", "words"),
    [
        (b"", DCD, "empty"),
        (b" \n", DCD, "empty"),
        (b"%PDF-1.7 ...", DCD, "PDF"),
        (b"{broken", DCD, "sound JSON"),
        (b'{"a": 1}', DCD, "no source that is known"),
        (b"just words", DCD, "neither"),
        (b"<html><body>Log in to PACER</body></html>", DCD, "neither"),
        (SAMPLES["scotus"], DCD, "Supreme Court, not of dcd"),
        (SAMPLES["notice"], CADC, "not from cadc"),
        (samples.cl_page(samples.cl_docket()), DCD, "no docket entries"),
        (b"x" * (21 * 1024 * 1024), DCD, "no court paper of more than"),
    ],
)
def test_a_file_that_cannot_be_read_is_one_clear_sentence(body: bytes, court: Court, words: str) -> None:
    with pytest.raises(ParseError, match=words) as raised:
        read_paper(body, court, "saved.html")
    assert "\n" not in str(raised.value) and len(str(raised.value)) < 300


def records_or_one_error(body: bytes) -> None:
    for read in READERS:
        try:
            read(body)
        except ParseError as error:
            assert str(error) and "\n" not in str(error)


@settings(max_examples=60, deadline=2000, suppress_health_check=[HealthCheck.too_slow])
@given(name=st.sampled_from(sorted(SAMPLES)), data=st.data())
def test_a_mutated_paper_gives_records_or_one_error(name: str, data: st.DataObject) -> None:
    body = bytearray(SAMPLES[name])
    for _ in range(data.draw(st.integers(1, 6))):
        at = data.draw(st.integers(0, len(body) - 1))
        piece = data.draw(st.binary(max_size=8))
        cut = data.draw(st.integers(0, 40))
        body[at : at + cut] = piece
        if not body:
            break
    records_or_one_error(bytes(body))


@settings(max_examples=30, deadline=2000, suppress_health_check=[HealthCheck.too_slow])
@given(st.text(max_size=200), st.sampled_from(sorted(SAMPLES)))
def test_words_in_the_place_of_fields_give_records_or_one_error(words: str, name: str) -> None:
    body = (
        SAMPLES[name].replace(b"Rivers", words.encode("utf-8", "replace")).replace(b"03/02/2026", words[:12].encode())
    )
    records_or_one_error(body)


@settings(max_examples=40, deadline=2000, suppress_health_check=[HealthCheck.too_slow])
@given(st.recursive(st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
                    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(
                        ["results", "id", "docket", "description", "date_filed", "entry_number", "recap_documents",
                         "CaseNumber", "ProceedingsandOrder", "Text", "Date", "Links", "webhook", "payload", "agencies",
                         "document_number", "publication_date", "court_id", "docket_number", "case_name", "next"]),
                        inner, max_size=6), max_leaves=12))  # fmt: skip
def test_json_of_any_shape_gives_records_or_one_error(value: object) -> None:
    import json

    records_or_one_error(json.dumps(value).encode())


@pytest.mark.parametrize(
    "body",
    [
        b"<div>" * 100_000,
        b"<table><tr><td>" * 20_000 + b"DOCKET FOR CASE #: 1:26-cv-1",
        samples.notice_html("A " * 80_000).encode(),
        samples.notice_html("<i>" * 3000 + "x").encode(),
        b"Subject: x\r\nContent-Type: multipart/mixed; boundary=a\r\n\r\n" + b"--a\r\n" * 50_000,
        b"[" * 100_000,
        b'{"results":' * 20_000,
        ("Notice of Electronic Filing\n" + "Case Name: x\n" * 20_000).encode(),
        ("Notice of Electronic Filing entered " + "on 3/2/2026 " * 20_000).encode(),
        samples.district_sheet(*[samples.MINUTE] * 1200),
        samples.notice_html(tables=(samples.case_table() + samples.docket_text()) * 60 + "<b>x</b>" * 20_000).encode(),
    ],
    ids=range(11),
)
def test_hostile_and_very_long_files_take_bounded_time(body: bytes) -> None:
    started = time.process_time()
    records_or_one_error(body)
    assert time.process_time() - started < 6
