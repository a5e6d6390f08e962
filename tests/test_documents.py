"""Chronologies as files: each form opens in its own library and says the same."""

import csv
import io
import json
import re
import zipfile
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import jsonschema
import openpyxl
import pytest
import time_machine
from docx import Document
from docx.oxml.ns import qn
from icalendar import Calendar
from pypdf import PdfReader

from tests.chronology_world import CASE, FLOW, HOSTILE, ORDER, World, changed_register, with_events
from tests.conftest import ROOT
from tests.website import SOURCE
from tracker.documents import FORMS, render
from tracker.documents.markdown import escape
from tracker.documents.xlsx import _Book
from tracker.outputs.chronology import Chronology
from tracker.outputs.chronology_words import COLUMNS
from tracker.storage.withheld import withhold

SCHEMA = ROOT / "docs" / "chronology.schema.json"


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    found = World(tmp_path_factory.mktemp("documents"))
    found.reload(
        with_events(
            {"key": "2026-12-01-hearing", "date": "2026-12-01", "time": "14:30", "kind": "hearing",
             "title": "Argument, on the motion; part 1", "sources": [SOURCE]},
            {"key": "2026-02-03-a", "date": "2026-02-03", "kind": "motion", "title": "First paper of the day",
             "sources": [SOURCE]},
            {"key": "2026-02-03-b", "date": "2026-02-03", "kind": "motion", "title": "Second paper of the day",
             "sources": [SOURCE]},
        )
    )  # fmt: skip
    found.read(7, title="Order on Motion for TRO", text=f"ORDER {HOSTILE} " + "word " * 400, pending=True)
    yield found
    found.store.close()


@pytest.fixture(scope="module")
def chronology(world: World) -> Chronology:
    return world.chronology(flow_ids=[FLOW])


def parts(package: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(package)) as found:
        return {name: found.read(name) for name in found.namelist()}


@pytest.mark.parametrize("form", FORMS)
def test_the_same_data_give_the_same_bytes_at_any_time(world: World, form: str) -> None:
    with time_machine.travel(datetime(2026, 11, 23, tzinfo=UTC), tick=False):
        first = render(world.chronology(flow_ids=[FLOW]), form)
    with time_machine.travel(datetime(2031, 5, 6, 7, 8, 9, tzinfo=UTC), tick=False):
        assert render(world.chronology(flow_ids=[FLOW]), form) == first


def words_of(form: str, body: bytes) -> str:
    if form == "pdf":
        return " ".join(page.extract_text() for page in PdfReader(io.BytesIO(body)).pages)
    if form in ("docx", "xlsx"):
        return " ".join(part.decode("utf-8") for name, part in parts(body).items() if name.endswith((".xml", ".rels")))
    return body.decode("utf-8")


@pytest.mark.parametrize("form", FORMS)
def test_no_form_shows_what_is_withheld(tmp_path: Path, form: str) -> None:
    world = World(tmp_path)
    world.read(7, title="Xylophone order", text="Xylophone words")
    world.read(8, kind="hearing", title="Xylophone hearing", day="2026-11-21")
    before = words_of(form, render(world.chronology(), form))
    assert "Xylophone" in before
    for event_id in ("entry-7", "entry-8", f"{CASE}.2025-12-01-stay"):
        withhold(world.store, event_id, "sealed by the court", "op", "2026-11-21T00:00:00Z")
    after = words_of(form, render(world.chronology(), form))
    assert "Xylophone" not in after and "tenancy files" not in after and "Court stays" not in after
    world.store.close()


# Word


@pytest.fixture(scope="module")
def word(chronology: Chronology) -> Any:
    return Document(io.BytesIO(render(chronology, "docx")))


def test_word_has_real_styles_headings_and_contents_written_out(word: Any) -> None:
    headings = [p.text for p in word.paragraphs if p.style.name == "Heading 1"]
    assert headings[-1] == "Sources" and "Orders in force on Nov 22, 2026" in headings and "Chronology" in headings
    assert [p.text for p in word.paragraphs if p.style.name == "Heading 2"] == ["2025", "2026", "Date not known"]
    contents = [p for p in word.paragraphs if p.style.name.startswith("toc ")]
    linked = [p.text for p in contents if p._p.findall(qn("w:hyperlink"))]
    assert linked == [p.text for p in word.paragraphs if p.style.name in ("Heading 1", "Heading 2")]
    names = {b.get(qn("w:name")) for b in word.element.iter(qn("w:bookmarkStart"))}
    assert {h.get(qn("w:anchor")) for h in word.element.iter(qn("w:hyperlink")) if h.get(qn("w:anchor"))} <= names


def test_word_asks_nothing_when_it_opens(word: Any) -> None:
    body = render_parts(word)
    assert "updateFields" not in body["word/settings.xml"] and "w:dirty" not in "".join(body.values())
    codes = re.findall(r"<w:instrText[^>]*>([^<]*)<", "".join(body.values()))
    assert sorted(code.split()[0] for code in codes) == ["NUMPAGES", "PAGE", "TOC"]


def render_parts(word: Any) -> dict[str, str]:
    out = io.BytesIO()
    word.save(out)
    return {name: body.decode("utf-8", "replace") for name, body in parts(out.getvalue()).items()}


def test_word_lays_tables_on_their_side_with_heads_that_repeat(word: Any) -> None:
    assert [s.page_width > s.page_height for s in word.sections] == [False, True, False]
    assert all(s.header.paragraphs[0].text.startswith("Chronology: Tenants v. Bureau") for s in word.sections)
    table = next(t for t in word.tables if t.rows[0].cells[0].text == "Date")
    assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
    assert [c.text for c in table.rows[0].cells][-1] == "Standing"
    assert table.style.name == "Chronology Table"


def test_word_writes_its_sources_as_a_numbered_appendix(word: Any, chronology: Chronology) -> None:
    table = word.tables[-1]
    assert [row.cells[0].text for row in table.rows[1:]] == [str(s.number) for s in chronology.sources]
    targets = {r.target_ref for r in word.part.rels.values() if r.is_external}
    assert targets == {s.url for s in chronology.sources}


# PDF


@pytest.fixture(scope="module")
def pdf(chronology: Chronology) -> PdfReader:
    return PdfReader(io.BytesIO(render(chronology, "pdf")))


def test_the_pdf_is_tagged_and_says_title_and_language(pdf: PdfReader) -> None:
    root: Any = pdf.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"] and root["/Lang"] == "en-US" and root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert pdf.metadata and pdf.metadata.title == "Chronology: Tenants v. Bureau; Bureau → Office files"
    kinds: dict[str, int] = {}
    waiting = [root["/StructTreeRoot"]["/K"]]
    while waiting:
        element = waiting.pop().get_object()
        kinds[element["/S"]] = kinds.get(element["/S"], 0) + 1
        assert element.get("/K") is not None
        waiting += [k for k in element["/K"] if isinstance(k.get_object(), dict) and "/S" in k.get_object()]
    assert kinds["/H1"] == 1 and kinds["/TH"] > 20 and kinds["/TD"] > 50 and kinds["/Link"] > 10 and kinds["/TOCI"] > 5


def test_every_content_of_the_pdf_belongs_to_an_element_or_is_an_artifact(pdf: PdfReader) -> None:
    root: Any = pdf.trailer["/Root"]
    parents: dict[int, Any] = {}
    for leaf in root["/StructTreeRoot"]["/ParentTree"]["/Kids"]:
        nums = leaf.get_object()["/Nums"]
        parents |= dict(zip(nums[::2], nums[1::2], strict=True))
    for page in pdf.pages:
        content = page.get_contents()
        assert content is not None
        text = content.get_data().decode("latin-1")
        assert text.count("BDC") + text.count("BMC") == text.count("EMC")
        assert len(parents[page["/StructParents"]]) == text.count("/MCID")
        for link in page.get("/Annots", []):
            assert parents[link.get_object()["/StructParent"]].get_object()["/S"] == "/Link"


def test_the_pdf_embeds_its_fonts(pdf: PdfReader) -> None:
    fonts: Any = pdf.pages[0]["/Resources"]
    for font in fonts["/Font"].values():
        descriptor = font["/DescendantFonts"][0].get_object()["/FontDescriptor"]
        assert "/FontFile2" in descriptor and "/ToUnicode" in font


def test_the_pdf_has_bookmarks_numbers_its_pages_and_repeats_heads(pdf: PdfReader) -> None:
    titles: list[str] = []
    for item in pdf.outline:
        titles += [i.title for i in item] if isinstance(item, list) else [item.title]
    assert titles[-5:] == ["Chronology", "2025", "2026", "Date not known", "Sources"]
    for number, page in enumerate(pdf.pages, 1):
        text = page.extract_text()
        assert f"Page {number} of {len(pdf.pages)}" in text and "Not an official record of any court" in text
    wide = [p.extract_text() for p in pdf.pages if p.mediabox.width > p.mediabox.height]
    assert sum("Effect on data flows" in " ".join(t.split()) for t in wide) >= len(wide) - 1


def test_no_heading_of_the_pdf_stands_alone_at_the_foot_of_a_page(pdf: PdfReader) -> None:
    for page in pdf.pages:
        lines = [line for line in page.extract_text().splitlines() if line.strip()]
        body = lines[: next(i for i, line in enumerate(lines) if line.startswith("Not an official record"))]
        assert body[-1] not in ("Chronology", "2025", "2026", "Date not known", "Sources")


def test_the_contents_of_the_pdf_name_the_right_pages(pdf: PdfReader) -> None:
    first = pdf.pages[0].extract_text()
    number = int(re.search(r"^\s*Sources\s+(\d+)\s*$", first, re.MULTILINE)[1])  # type: ignore[index]
    assert "Sources\nUnder an address" in pdf.pages[number - 1].extract_text()


def test_links_of_the_pdf_lead_inside_it_or_to_a_source(pdf: PdfReader, chronology: Chronology) -> None:
    outside, inside = set(), set()
    for page in pdf.pages:
        for link in page.get("/Annots", []):
            found = link.get_object()
            if "/A" in found:
                outside.add(found["/A"]["/URI"])
            else:
                inside.add(found["/Dest"])
    assert outside == {s.url for s in chronology.sources}
    assert inside <= set(pdf.named_destinations) and f"order-{ORDER}" in pdf.named_destinations


def test_a_letter_that_the_typeface_lacks_is_written_as_its_code(pdf: PdfReader) -> None:
    text = "".join("".join(p.extract_text() for p in pdf.pages).split())
    assert "[U+4E2D][U+6587]" in text


# Excel


def test_excel_has_typed_dates_frozen_heads_filters_and_sheets_apart(chronology: Chronology) -> None:
    book = openpyxl.load_workbook(io.BytesIO(render(chronology, "xlsx")))
    assert book.sheetnames == [
        "Chronology",
        "Orders in force",
        "Suspended or unknown",
        "Data flows",
        "Sources",
        "About",
    ]
    sheet = book["Chronology"]
    assert sheet.freeze_panes == "A2" and sheet.auto_filter.ref == f"A1:W{len(chronology.rows) + 1}"
    first = [cell.value for cell in sheet[2]]
    assert first[0] == datetime(2025, 6, 10) and sheet["A2"].number_format == "yyyy-mm-dd"
    month = next(row for row in sheet.iter_rows(min_row=2) if row[1].value == "month")
    assert month[0].value == datetime(2025, 7, 31) and month[0].number_format == "mmm yyyy"
    entered = next(row for row in sheet.iter_rows(min_row=2) if row[22].value == "entry-7")
    assert entered[3].value == datetime(2026, 11, 20, 18, 0)
    assert book["Orders in force"]["A2"].value == ORDER and book["Orders in force"]["G2"].value == datetime(2025, 12, 1)
    assert book["Sources"]["B2"].hyperlink.target == SOURCE


def test_no_cell_of_excel_is_a_formula_and_codes_are_shown_as_they_stand(chronology: Chronology) -> None:
    body = render(chronology, "xlsx")
    assert not [name for name, part in parts(body).items() if b"<f>" in part or b"<f " in part]
    book = openpyxl.load_workbook(io.BytesIO(body))
    assert all(cell.data_type != "f" for sheet in book for row in sheet.iter_rows() for cell in row)
    assert b"_x005F_x0041_" in parts(body)["xl/worksheets/sheet1.xml"]
    # Sheets of orders, flows and sources are written by the library, which would take such text for a formula.
    out = io.BytesIO()
    made = _Book(out, chronology)
    made.table("Orders", (("Order", 20),), [("=1+1",), ("{=1+1}",), ('=HYPERLINK("https://evil.example")',)])
    made.book.close()
    cells = [cell for row in openpyxl.load_workbook(out)["Orders"].iter_rows() for cell in row]
    assert [cell.data_type for cell in cells] == ["s"] * 4


def test_an_empty_chronology_is_a_file_in_every_form(world: World) -> None:
    empty = world.chronology(kinds=["mandate"])
    assert not empty.rows
    for form in FORMS:
        assert render(empty, form)
    assert "No event on record fits." in Document(io.BytesIO(render(empty, "docx"))).element.xml


# Text forms


def test_every_column_of_the_csv_is_documented(chronology: Chronology) -> None:
    told = (ROOT / "docs" / "chronologies.md").read_text(encoding="utf-8")
    documented = re.findall(r"^\| `([a-z0-9_]+)` \|", told.split("## Columns")[1], re.MULTILINE)
    assert tuple(documented) == COLUMNS
    rows = list(csv.DictReader(io.StringIO(render(chronology, "csv").decode("utf-8-sig"), newline="")))
    assert len(rows) == len(chronology.rows) and tuple(rows[0]) == COLUMNS


@pytest.mark.parametrize("asked", [{}, {"since": datetime(2026, 4, 1, tzinfo=UTC)}, {"to": date(1999, 1, 1)},
                                   {"case_ids": [], "court_ids": ["mad"], "kinds": ["complaint"], "orders_only": True}])  # fmt: skip
def test_the_json_fits_its_schema(world: World, asked: dict[str, Any]) -> None:
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    data = json.loads(render(world.chronology(**asked), "json"))
    jsonschema.Draft202012Validator(schema, format_checker=jsonschema.FormatChecker()).validate(data)


def test_the_schema_refuses_what_it_does_not_know(chronology: Chronology) -> None:
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    data = json.loads(render(chronology, "json"))
    for change in ({"extra": 1}, {"made_at": "yesterday"}, {"format_version": 2}):
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.Draft202012Validator(schema).validate(data | change)


def test_the_calendar_holds_hearings_and_ends_in_the_courts_time(chronology: Chronology) -> None:
    calendar: Any = Calendar.from_ical(render(chronology, "ics"))
    (event,) = [e for e in calendar.walk("VEVENT") if "Argument" in e["summary"]]
    assert event["summary"] == "Argument, on the motion; part 1"
    assert str(event.decoded("dtstart")) == "2026-12-01 14:30:00-05:00" and event["uid"].startswith(
        f"{CASE}.2026-12-01"
    )
    assert event["dtstart"].params["TZID"] == "America/New_York" and list(calendar.walk("VTIMEZONE"))


def test_the_timeline_escapes_text_and_counts_what_has_no_date(chronology: Chronology) -> None:
    data = json.loads(render(chronology, "timelinejs"))
    assert "1 without a known date is not shown" in data["title"]["text"]["text"]
    assert len(data["events"]) == len(chronology.rows) - 1
    entry = next(e for e in data["events"] if e["unique_id"] == "entry-7")
    assert "<script" not in entry["text"]["text"] and "&lt;script&gt;" in entry["text"]["text"]
    month = next(e for e in data["events"] if e["unique_id"].endswith("2025-07-sent"))
    assert month["start_date"] == {"year": 2025, "month": 7} and month["display_date"] == "Jul 2025"
    assert data["eras"][0]["start_date"] == {"year": 2026, "month": 1, "day": 20}


def test_casemap_gets_its_columns_its_fuzzy_dates_and_no_judgment(chronology: Chronology) -> None:
    rows = list(csv.DictReader(io.StringIO(render(chronology, "casemap").decode("utf-8-sig"), newline="")))
    dates = [r["Date & Time"] for r in rows]
    assert dates[0] == "06/10/2025" and "07/??/2025" in dates and dates[-1] == "To Be Determined"
    assert "02/03/2026 #1" in dates and "02/03/2026 #2" in dates
    assert {r["Material"] for r in rows} == {"Unsure"} and {r["Status"] for r in rows} <= {"", "Unsure"}
    assert all(len(r["Fact Text"]) <= 10_000 for r in rows)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("[a](javascript:b) <b> | `c` *d* _e_", r"\[a\](javascript:b) \<b\> \| \`c\` \*d\* \_e\_"),
        ("see http://evil.example and www.evil.example", r"see http\://evil.example and www\.evil.example"),
        ("- item", r"\- item"), ("1. item", r"1\. item"), ("a\nb", "a<br>b"), ("@team &amp; $x$", r"\@team \&amp; \$x\$"),
    ],
)  # fmt: skip
def test_markdown_shows_text_letter_by_letter(text: str, shown: str) -> None:
    assert escape(text) == shown


def test_changes_are_marked_in_word_pdf_and_markdown(tmp_path: Path) -> None:
    world = World(tmp_path)
    world.reload(changed_register(k2025_06_10_complaint={"title": "Tenants and others sue"}))
    found = world.chronology(since=datetime(2026, 4, 1, tzinfo=UTC))
    document = Document(io.BytesIO(render(found, "docx")))
    runs = [r for t in document.tables for row in t.rows for c in row.cells for p in c.paragraphs for r in p.runs]
    assert [r.text for r in runs if r.style.name == "Inserted"] == ["and others "]
    assert "**and others** " in render(found, "md").decode()
    text = "".join(p.extract_text() for p in PdfReader(io.BytesIO(render(found, "pdf"))).pages)
    assert "Corrected" in text and "and others" in text
    world.store.close()


@pytest.mark.parametrize("form", FORMS)
def test_hostile_text_stays_text_in_every_form(chronology: Chronology, form: str) -> None:
    body = render(chronology, form)
    text = words_of(form, body)
    assert "\u202e" not in text and "\u0007" not in text
    if form in ("docx", "timelinejs", "xlsx"):
        assert "<script>" not in text
    if form in ("csv", "casemap"):
        cells = [cell for row in csv.reader(io.StringIO(body.decode("utf-8-sig"), newline="")) for cell in row]
        assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@"))]
    if form == "pdf":
        assert b"/JavaScript" not in body and b"evil.example" not in body
