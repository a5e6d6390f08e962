"""Notices of electronic filing: what must come out, what must never, and what is refused."""

import json
import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.conftest import SHARED, require_shared
from tests.papers_samples import (
    ACMS,
    APPELLATE,
    CA9,
    CADC,
    DCD,
    DOCUMENTS,
    PLAIN,
    RECIPIENTS,
    case_table,
    docket_text,
    notice_html,
    notice_mail,
)
from tracker.errors import ParseError
from tracker.papers.mail import MAX_MAIL
from tracker.papers.nef import Notice, NoticeEntry, notice_drafts, parse_notice

# ared_2.html is another notice than ared_2.txt and has no expected parse of its own.
REAL = sorted(p for p in (SHARED / "nef").glob("*") if p.suffix in (".txt", ".html") and p.name != "ared_2.html")


def entry_of(notice: Notice) -> NoticeEntry:
    (docket,) = notice.dockets
    (entry,) = docket.entries
    return entry


def expected(path: Path) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
    return loaded


@pytest.mark.shared
@pytest.mark.parametrize("path", REAL, ids=lambda path: path.name)
def test_a_real_notice_comes_out_as_it_must(path: Path) -> None:
    want = expected(path)
    notice = parse_notice(path.read_bytes())
    assert (notice.court_id, notice.appellate, notice.acms) == (want["court_id"], want["appellate"], want["acms"])
    got = [
        (d.docket_number, d.case_name, d.pacer_case_id, e.document_number, e.pacer_doc_id, e.pacer_seq_no,
         e.description, e.filed.isoformat(), e.short_description)
        for d in notice.dockets
        for e in d.entries
    ]  # fmt: skip
    assert got == [
        (d["docket_number"], d["case_name"], e["pacer_case_id"], e["document_number"], e["pacer_doc_id"],
         e["pacer_seq_no"], e["description"], e["date_filed"], e["short_description"])
        for d in want["dockets"]
        for e in d["docket_entries"]
    ]  # fmt: skip
    assert all(e.entered is not None for d in notice.dockets for e in d.entries)


@pytest.mark.shared
def test_there_are_real_notices_to_read() -> None:
    require_shared()
    assert len(REAL) >= 28


@pytest.mark.shared
@pytest.mark.parametrize("path", REAL, ids=lambda path: path.name)
def test_nobody_who_was_notified_and_no_free_look_leaves_a_real_notice(path: Path) -> None:
    want = expected(path)
    notice = parse_notice(path.read_bytes())
    out = repr(notice) + repr(notice_drafts(notice))
    assert "@" not in out and "magic" not in out.lower()
    for docket in want["dockets"]:
        for entry in docket["docket_entries"]:
            if entry["pacer_magic_num"]:
                assert entry["pacer_magic_num"] not in out
    for person in want["email_recipients"]:
        assert not [address for address in person["email_addresses"] if address and address in out]


@pytest.mark.shared
def test_a_saved_page_of_a_real_notice_is_read_without_its_headers() -> None:
    entry = entry_of(parse_notice((require_shared() / "nef" / "ared_2.html").read_bytes()))
    assert (entry.document_number, entry.pacer_doc_id, entry.pacer_seq_no) == ("2", "02705212135", "10")
    assert entry.filed == date(2021, 6, 10) and entry.short_description == ""
    assert entry.entered is not None and entry.entered.isoformat() == "2021-06-10T10:23:00-05:00"


def test_a_notice_says_what_was_entered_when_and_filed_when() -> None:
    notice = parse_notice(notice_mail())
    entry = entry_of(notice)
    assert entry.description == (
        "ORDER granting in part [12] Motion for Temporary Restraining Order as to the permit rolls. (jrt)"
    )
    assert entry.short_description == "Order on Motion for TRO"
    assert (entry.document_number, entry.pacer_doc_id, entry.pacer_seq_no) == ("39", "04501234567", "98")
    assert entry.entered is not None and entry.entered.isoformat() == "2026-03-02T23:40:00-05:00"
    assert entry.filed == date(2026, 2, 27)
    assert entry.source_url == "https://ecf.dcd.uscourts.gov/doc1/04511234567?caseid=277123&de_seq_num=98"


def test_a_notice_becomes_a_draft_with_both_days_apart() -> None:
    (draft,) = notice_drafts(parse_notice(notice_mail(), DCD))
    assert (draft.court_id, draft.docket_number, draft.pacer_case_id) == ("dcd", "1:26-cv-00123", "277123")
    assert draft.caption == "Rivers et al v. Agency of Records"
    assert draft.date_filed == date(2026, 2, 27)
    assert draft.date_entered is not None and draft.date_entered.date() == date(2026, 3, 2)
    assert draft.short_descriptions == ("Order on Motion for TRO",)


def test_no_recipient_address_header_or_one_time_link_leaves_the_parser() -> None:
    notice = parse_notice(
        notice_mail(notice_html("ORDER. Write to wilma@harborlaw.example or abc_chambers@dcd.uscourts.gov."))
    )
    out = repr(notice) + repr(notice_drafts(notice))
    for secret in ("harborlaw", "Otto Pier", "Quay", "55551234", "magic", "desk@", "subscriber"):
        assert secret not in out
    assert "[address removed]" in out and "abc_chambers@dcd.uscourts.gov" in out


def test_unknown_parameters_of_a_link_are_dropped_as_the_known_ones_are() -> None:
    link = '<a href="https://ecf.dcd.uscourts.gov/doc1/04511234567?caseid=277123&free_look_2=abc&de_seq_num=98">39</a>'
    entry = entry_of(parse_notice(notice_mail(notice_html(tables=case_table(document=link) + docket_text()))))
    assert entry.source_url == "https://ecf.dcd.uscourts.gov/doc1/04511234567?caseid=277123&de_seq_num=98"


def test_a_paperless_entry_keeps_its_number_and_has_no_document() -> None:
    entry = entry_of(
        parse_notice(notice_mail(notice_html(tables=case_table(document="23(No document attached)") + docket_text())))
    )
    assert (entry.document_number, entry.pacer_doc_id, entry.pacer_seq_no) == ("23", None, None)
    assert entry.source_url == "https://ecf.dcd.uscourts.gov/cgi-bin/DktRpt.pl?277123"
    entry = entry_of(
        parse_notice(notice_mail(notice_html(tables=case_table(document="No document attached") + docket_text())))
    )
    assert entry.document_number is None


def test_a_filing_in_several_cases_is_an_entry_in_each() -> None:
    tables = (
        case_table() + docket_text("ORDER one. (a)")
        + case_table("Brook v. Agency of Records", "1:26-cv-00456-ABC", 277999) + docket_text("ORDER two. (a)")
    )  # fmt: skip
    notice = parse_notice(notice_mail(notice_html(tables=tables)))
    assert [(d.docket_number, d.pacer_case_id, d.entries[0].description) for d in notice.dockets] == [
        ("1:26-cv-00123", "277123", "ORDER one. (a)"),
        ("1:26-cv-00456", "277999", "ORDER two. (a)"),
    ]


def test_cases_that_share_one_docket_text_each_get_it() -> None:
    host = "ecf.njb.uscourts.gov"
    tables = (
        case_table("Sand v. Gravel LLC", "26-01196-ABA", 11, "", host)
        + case_table("Gravel LLC", "26-19628-ABA", 12, "", host)
        + "<p><strong>Docket Text:</strong>\n<BR>\nAdversary Case <i>so-called</i> Closed.   (def)\n</p>"
    )
    notice = parse_notice(notice_html(tables=tables).encode())
    assert [d.docket_number for d in notice.dockets] == ["26-01196", "26-19628"]
    for docket in notice.dockets:
        assert docket.entries[0].description == "Adversary Case Closed. (def)"
        assert docket.entries[0].full_text == "Adversary Case so-called Closed. (def)"


def test_the_draft_has_every_word_that_the_filer_added_in_italics() -> None:
    host = "ecf.njb.uscourts.gov"
    tables = case_table("Gravel LLC", "26-19628-ABA", 12, None, host) + (
        "<p><strong>Docket Text:</strong><BR>Order Granting <i>in part</i> Motion for Relief from Stay (def)</p>"
    )
    (draft,) = notice_drafts(parse_notice(notice_html(tables=tables).encode()))
    assert draft.description == "Order Granting in part Motion for Relief from Stay (def)"


def test_a_plain_text_notice_takes_the_courts_zone_where_it_prints_none() -> None:
    notice = parse_notice(PLAIN.encode(), DCD)
    entry = entry_of(notice)
    assert entry.description == "NOTICE of Appeal as to 39 Order by AGENCY OF RECORDS (Harbor, Wilma)"
    assert (entry.document_number, entry.pacer_doc_id, entry.pacer_seq_no) == ("41", "04501234569", "101")
    assert entry.entered is not None and entry.entered.isoformat() == "2026-03-02T09:52:00-05:00"
    assert entry_of(parse_notice(PLAIN.encode())).entered is None
    assert "34532" not in repr(notice) and "@" not in repr(notice)


def test_a_notice_of_docket_activity_is_read_from_a_court_of_appeals() -> None:
    mail = notice_mail(APPELLATE, subject='FW: 26-5181 Rivers v. Agency of Records "Administrative Stay Order"')
    notice = parse_notice(mail, CADC)
    entry = entry_of(notice)
    assert (notice.court_id, notice.appellate, notice.acms) == ("cadc", True, False)
    assert entry.description == (
        "PER CURIAM ORDER [2160001] filed granting administrative stay of the district court's order pending further "
        "order [26-5181] (KLM)"
    )
    assert entry.entered is not None and entry.entered.isoformat() == "2026-03-04T14:18:33-05:00"
    assert (entry.pacer_doc_id, entry.document_number) == ("01208286728"[:3] + "0" + "01208286728"[4:], None)
    assert notice.dockets[0].docket_number == "26-5181" and notice.dockets[0].pacer_case_id == "41001"
    assert entry.short_description == "Administrative Stay Order"
    assert "bb7362dc82a0af94" not in repr(notice)


def test_a_notice_of_the_newer_appellate_system_is_told_by_its_links() -> None:
    notice = parse_notice(notice_mail(ACMS, subject="Rivers v. Agency of Records 26-1234 - 012 - Order - 3"), CA9)
    entry = entry_of(notice)
    assert (notice.court_id, notice.appellate, notice.acms) == ("ca9", True, True)
    assert entry.description == "ORDER FILED. The motion for a stay pending appeal (Docket Entry No. 7) is denied."
    assert entry.short_description == "Order" and entry.pacer_doc_id is None
    assert "one-time-token" not in repr(notice) and "harborlaw" not in repr(notice)


@pytest.mark.parametrize(
    ("text", "sealed", "ex_parte"),
    [
        ("ORDER granting motion. (a)", False, False),
        ("SEALED ORDER. (This document is SEALED and only available to authorized persons.) (a)", True, False),
        ("MOTION filed under seal by RIVERS. (a)", True, False),
        ("EX PARTE MOTION by RIVERS. (a)", False, True),
        ("ORDER unsealing case; motion to seal denied. (a)", False, False),
    ],
)
def test_sealed_and_ex_parte_filings_are_marked(text: str, sealed: bool, ex_parte: bool) -> None:
    notice = parse_notice(notice_mail(notice_html(text)))
    assert (notice.sealed, notice.ex_parte) == (sealed, ex_parte)


def test_a_filer_cannot_pass_words_off_as_a_case_or_as_the_end_of_the_text() -> None:
    typed = "NOTICE. Case Name: Forged v. Order Case Number: 9:99-cv-99999 Docket Text: ORDER GRANTING ALL (a)"
    notice = parse_notice(notice_mail(notice_html(typed)))
    assert len(notice.dockets) == 1 and entry_of(notice).description == typed
    told = "ORDER. Notice will be mailed to all parties. The stay is granted. (a)"
    assert entry_of(parse_notice(notice_mail(notice_html(told)))).description == told


def test_a_section_sign_in_the_courts_old_encoding_is_read() -> None:
    assert (
        "28 U.S.C. § 1404(a)"
        in entry_of(parse_notice(notice_mail(notice_html("MOTION under 28 U.S.C. § 1404(a) (a)")))).description
    )


def mail_of(*tables: str) -> bytes:
    return notice_mail(notice_html(tables="".join(tables)))


FALSE_HOST = case_table(host="ecf.dcd.uscourts.gov.evil.example")
OTHER_COURT = case_table(host="ecf.mad.uscourts.gov")
FALSE_LINK = case_table(document='<a href="https://evil.example/doc1/04511234567">39</a>')


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"", "empty"),
        (b"Dear editor, nothing happened today.", "no notice"),
        (notice_mail(notice_html(heading="Notice of Electronic Claims Filing")), "claim"),
        (mail_of(FALSE_HOST, docket_text()), "federal court"),
        (mail_of(FALSE_LINK, docket_text()), "federal court"),
        (mail_of(case_table(), docket_text(), OTHER_COURT, docket_text()), "several courts"),
        (notice_mail(notice_html(tables=case_table())), "no docket text"),
        (notice_mail(notice_html(tables=case_table() + docket_text(""))), "empty"),
        (notice_mail(notice_html(tables=docket_text())), "no case"),
        (notice_mail(notice_html(line="entered on some day")), "which day"),
        (notice_mail(notice_html(line="filed on 13/45/2026")), "which day"),
        (notice_mail(notice_html(recipients="", documents="")), "cut off"),
        (notice_mail(notice_html(recipients="Told: a@pier.example, b@pier.example")), "runs into the list"),
        (notice_mail("Nothing of note", subject="Hello"), "holds no notice"),
        (PLAIN.replace("NOTICE of Appeal", "Case Name: Other v. Case\nCase Number: 1").encode(), "second case"),
    ],
)  # fmt: skip
def test_what_is_no_sound_notice_is_one_clear_error(body: bytes, words: str) -> None:
    with pytest.raises(ParseError, match=words) as raised:
        parse_notice(body)
    assert "\n" not in str(raised.value) and len(str(raised.value)) < 300


def test_a_notice_of_another_court_than_the_one_named_is_refused() -> None:
    with pytest.raises(ParseError, match="comes from court dcd, not from ca9"):
        parse_notice(notice_mail(), CA9)


def test_a_mail_of_fifty_megabytes_is_refused_by_its_size() -> None:
    with pytest.raises(ParseError, match="52,428,800 bytes"):
        parse_notice(b"x" * (50 * 1024 * 1024))
    filler = notice_mail() + b" " * (MAX_MAIL - len(notice_mail()))
    with pytest.raises(ParseError, match="part of the message"):
        parse_notice(filler)


def test_wording_of_recipients_that_courts_use_ends_the_docket_text() -> None:
    for wording in (
        "1:26-cv-00123-ABC Notice will be electronically mailed to:",
        "1:26-cv-00123-ABC Notice has been delivered by other means to:",
        "1:26-cv-00123-ABC The CM/ECF system has NOT delivered notice electronically to the names listed below.",
        "MDL No. 2967 Notice has been electronically mailed to:",
        "1:26-cv-00123-ABC Persons whom a court tells in words of its own",
    ):
        html = notice_html(
            recipients=f"<BR><B>\n{wording}\n</B><BR>Otto Pier otto@pier.example<BR>", documents=DOCUMENTS
        )
        notice = parse_notice(notice_mail(html))
        assert not re.search("Otto|pier", repr(notice)), wording


@settings(max_examples=60, deadline=2000)
@given(st.data())
def test_whatever_is_cut_out_of_a_notice_no_address_of_a_recipient_comes_through(data: st.DataObject) -> None:
    body = bytearray(notice_mail())
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(body) - 1))
        body[at : at + data.draw(st.integers(1, 120))] = b""
    try:
        out = repr(parse_notice(bytes(body)))
    except ParseError:
        return
    # A cut may leave the domain at the end of a word, or the key's digits at the end of another number: neither is an
    # address or a link any more.
    assert "@harborlaw" not in out and "magic_num" not in out


@pytest.mark.parametrize(
    "recipients",
    [
        # A heading that is no longer bold, so that it ends no docket text.
        "<BR>1:26-cv-00123-ABC Notice has been electronically mailed to: <BR>Wilma Harbor wilma@harborlaw.example<BR>",
        "<BR>Wilma Harbor wilma@harborlawdocket@harborlaw.example<BR>",
        "<BR>Wilma Harbor @harborlaw.example<BR>",
        "<BR>Wilma Harbor wilma@harborla<BR>",
        "<BR>Otice will be delivered by other means to::<BR>Otto Pier, harborlaw<BR>",
    ],
)
def test_recipients_whose_heading_was_lost_and_addresses_that_ran_together_leave_no_address(recipients: str) -> None:
    mail = notice_mail(notice_html(recipients=recipients))
    try:
        out = repr(parse_notice(mail))
    except ParseError as error:
        assert "runs into the list of those who were notified" in str(error)
        return
    assert "harborlaw" not in out and "[address removed]" in out


def test_an_hour_behind_an_at_sign_is_no_address() -> None:
    notice = parse_notice(notice_mail(notice_html(text="Hearing set for 3/5/2026 @ 10:00 AM, 3/6/2026 @2:00 PM.")))
    assert "@ 10:00 AM, 3/6/2026 @2:00 PM" in repr(notice) and "removed" not in repr(notice)


def test_the_sample_notice_does_name_its_recipients() -> None:
    assert "wilma@harborlaw.example" in RECIPIENTS and RECIPIENTS in notice_html()


LOOK = "https://ecf.dcd.uscourts.gov/doc1/04511234567?caseid=277123&de_seq_num=98&magic_num=55551234"
KEPT = "https://ecf.dcd.uscourts.gov/doc1/04511234567?caseid=277123&de_seq_num=98"


@pytest.mark.parametrize(
    ("words", "want"),
    [
        (f"ORDER. See {LOOK}. (abc)", f"ORDER. See {KEPT}. (abc)"),
        (f"ORDER ({LOOK.replace('&', '&amp;amp;')})", f"ORDER ({KEPT})"),
        (f"ORDER {LOOK.replace('magic_', 'magic_ ')} (abc)", f"ORDER {KEPT} (abc)"),
        ("ORDER magic_num=55551234 (abc)", "ORDER (abc)"),
        ("ORDER https://ecf.cadc.uscourts.gov/docs1/01208286728?uid=bb7362dc82a0af94 (abc)",
         "ORDER https://ecf.cadc.uscourts.gov/docs1/01208286728 (abc)"),
        ("Hearing at https://court.example/j/1?pwd=abc (abc)", "Hearing at https://court.example/j/1?pwd=abc (abc)"),
    ],
)  # fmt: skip
def test_a_link_that_a_clerk_put_into_the_docket_text_loses_its_one_time_look(words: str, want: str) -> None:
    entry = entry_of(parse_notice(notice_mail(notice_html(words))))
    assert (entry.full_text, entry.description) == (want, want)


def test_a_link_in_the_docket_text_of_a_plain_notice_loses_its_one_time_look() -> None:
    plain = PLAIN.replace("AGENCY OF RECORDS (Harbor", f"AGENCY OF RECORDS, see {LOOK} (Harbor")
    entry = entry_of(parse_notice(notice_mail(plain, kind="text/plain")))
    assert KEPT in entry.full_text and "magic" not in repr(entry) and "55551234" not in repr(entry)


@pytest.mark.parametrize(
    "words",
    ["Sealed_Motion filed", "MOTION filed underseal", "lodged under-seal", "Ex_Parte application", "exparte letter",
     "NOTICE *SELECTED PARTIES* (abc)", "LETTER. Access restricted by the court", "REPORT (Viewable by court users only)",
     "This document is not available to the general public"],
)  # fmt: skip
def test_the_ways_in_which_courts_say_that_a_paper_is_not_for_everybody_are_known(words: str) -> None:
    notice = parse_notice(notice_mail(notice_html(words)))
    assert notice.sealed or notice.ex_parte


@pytest.mark.parametrize("words", ["ORDER unsealing the case", "Unsealed indictment", "MOTION for Protective Order"])
def test_what_is_open_or_opened_is_not_called_sealed(words: str) -> None:
    notice = parse_notice(notice_mail(notice_html(words)))
    assert not notice.sealed and not notice.ex_parte
