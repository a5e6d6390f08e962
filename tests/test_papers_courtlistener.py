"""CourtListener's API, webhook and docket feed: what is needed, what is ignored, what it cannot say."""

import json
from datetime import date

import pytest

from tests.papers_samples import cl_atom, cl_atom_entry, cl_docket, cl_entry, cl_page, cl_paper, cl_webhook
from tracker.errors import ParseError
from tracker.papers.courtlistener import entry_draft, parse_courtlistener, parse_webhook
from tracker.papers.courtlistener_feed import parse_docket_feed

NEXT = "https://www.courtlistener.com/api/rest/v4/docket-entries/?cursor=cD0yMDI2&docket=70010001"


def test_a_page_of_entries_and_where_the_next_one_is() -> None:
    page = parse_courtlistener(cl_page(cl_entry(), next_url=NEXT))
    assert (page.kind, page.next_url) == ("entries", NEXT)
    (entry,) = page.entries
    assert (entry.cl_id, entry.docket_cl_id, entry.entry_number) == (400000039, 70010001, 39)
    assert (entry.filed, entry.pacer_seq_no, entry.sort_key) == (date(2026, 3, 2), "98", "2026-03-02.039")
    assert entry.modified is not None and entry.modified.isoformat() == "2026-03-02T15:00:01.123456-08:00"
    assert entry.documents[0].pacer_doc_id == "04501234567"
    assert entry.documents[0].url == (
        "https://storage.courtlistener.com/recap/gov.uscourts.dcd.277123/gov.uscourts.dcd.277123.39.0.pdf"
    )


def test_a_next_page_may_be_on_the_site_that_was_asked_and_nowhere_else() -> None:
    own = "http://127.0.0.1:9/api/rest/v4/docket-entries/?cursor=x"
    body = cl_page(cl_entry(), next_url=own)
    assert parse_courtlistener(body, "http://127.0.0.1:9").next_url == own
    for site in ("https://www.courtlistener.com", "http://127.0.0.1:8", "https://127.0.0.1:9"):
        with pytest.raises(ParseError, match="not its own"):
            parse_courtlistener(body, site)


def test_an_entry_without_text_is_a_stub() -> None:
    empty, full = parse_courtlistener(cl_page(cl_entry(text=""), cl_entry())).entries
    assert empty.stub and not full.stub


def test_an_entry_becomes_a_draft_of_its_docket() -> None:
    docket = parse_courtlistener(cl_page(cl_docket())).dockets[0]
    draft = entry_draft(parse_courtlistener(cl_page(cl_entry())).entries[0], docket)
    assert (draft.court_id, draft.docket_number, draft.document_number) == ("dcd", "1:26-cv-00123", "39")
    assert (draft.date_filed, draft.date_entered) == (date(2026, 3, 2), None)
    assert draft.short_descriptions == ("Order on Motion for TRO",)
    assert draft.source_url == "https://www.courtlistener.com/docket/70010001/rivers-v-agency-of-records/#entry-39"


def test_a_minute_entry_has_no_number_and_an_address_of_its_own() -> None:
    docket = parse_courtlistener(cl_page(cl_docket())).dockets[0]
    minute = cl_entry(None, "MINUTE ORDER. (a)", recap_documents=[], id=400000055)
    draft = entry_draft(parse_courtlistener(cl_page(minute)).entries[0], docket)
    assert draft.document_number is None and draft.pacer_doc_id is None
    assert draft.source_url is not None and draft.source_url.endswith("#minute-entry-400000055")


def test_unknown_fields_are_ignored_and_missing_ones_named() -> None:
    assert parse_courtlistener(cl_page(cl_entry(a_new_field=[1, 2]))).entries
    row = cl_entry()
    del row["description"], row["date_filed"]
    with pytest.raises(ParseError, match="lacks date_filed, description"):
        parse_courtlistener(cl_page(row))


def test_a_docket_names_the_court_below() -> None:
    row = cl_docket(
        court_id="cadc", docket_number="26-5181",
        appeal_from="https://www.courtlistener.com/api/rest/v4/courts/dcd/",
        original_court_info={"docket_number": "1:26-cv-00123-ABC"},
    )  # fmt: skip
    (docket,) = parse_courtlistener(cl_page(row)).dockets
    assert (docket.appeal_from, docket.lower_docket_number) == ("dcd", "1:26-cv-00123")


def test_a_page_of_documents_tells_what_may_be_read_free() -> None:
    page = parse_courtlistener(cl_page(cl_paper(), cl_paper(is_available=False, is_sealed=True, attachment_number=2)))
    assert page.kind == "documents"
    assert [(d.attachment_number, d.sealed, d.url is None) for d in page.documents] == [
        (None, False, False),
        (2, True, True),
    ]


def test_entries_that_arrive_out_of_order_are_put_in_the_dockets_order() -> None:
    late = cl_entry(41, id=3, docket=70010001, recap_sequence_number="2026-03-04.041")
    early = cl_entry(40, id=9, docket=70010001, recap_sequence_number="2026-03-03.040")
    page = parse_webhook(cl_webhook(late, early))
    assert [entry.entry_number for entry in page.entries] == [40, 41]
    assert page.entries[0].docket_cl_id == 70010001


def test_markup_in_a_text_goes_and_a_plain_sign_stays() -> None:
    marked, plain = parse_courtlistener(
        cl_page(cl_entry(text="ORDER <i>granting</i> 5 &amp; 6."), cl_entry(text="ORDER: fees < $400 and > $5."))
    ).entries
    assert (marked.text, plain.text) == ("ORDER granting 5 & 6.", "ORDER: fees < $400 and > $5.")


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"", "sound JSON"),
        (b"[]", "no object"),
        (b'{"results": 3}', "no list"),
        (b'{"results": [{"id": 1}]}', "neither"),
        (b'{"detail": "Authentication credentials were not provided."}', "refused the request"),
        (cl_webhook(cl_entry(), event=2), "event type 2"),
        (json.dumps({"webhook": {"event_type": 1}}).encode(), "payload"),
        (cl_page(cl_entry(), next_url="https://evil.example/?token"), "not its own"),
        (cl_page(cl_entry(), next_url="http://www.courtlistener.com/api/"), "not its own"),
        (cl_page(cl_entry(id="x")), "no number"),
    ],
)  # fmt: skip
def test_what_is_no_sound_reply_is_one_clear_error(body: bytes, words: str) -> None:
    with pytest.raises(ParseError, match=words):
        parse_courtlistener(body)


def test_a_message_that_is_no_webhook_is_refused() -> None:
    with pytest.raises(ParseError, match="no CourtListener webhook"):
        parse_webhook(cl_page(cl_entry()))


def test_the_feed_of_a_docket_tells_days_and_no_times() -> None:
    feed = parse_docket_feed(
        cl_atom(
            cl_atom_entry("entry-41", "Entry #41 in Rivers v. Agency", "NOTICE OF APPEAL"),
            cl_atom_entry("minute-entry-400000055", "Minute entry from March 2", "", "2026-03-02T00:00:00-08:00"),
        )
    )
    assert (feed.docket_cl_id, feed.caption) == (70010001, "Rivers v. Agency of Records")
    assert [(e.entry_number, e.minute_id, e.filed, e.text) for e in feed.entries] == [
        (41, None, date(2026, 3, 4), "NOTICE OF APPEAL"),
        (None, 400000055, date(2026, 3, 2), ""),
    ]


def test_a_feed_of_something_else_is_refused() -> None:
    with pytest.raises(ParseError, match="no CourtListener docket feed"):
        parse_docket_feed(cl_atom().replace(b"Docket updates for", b"News of"))
