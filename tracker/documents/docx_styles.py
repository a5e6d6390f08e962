"""The empty Word document: styles, page, running lines. Editable by whoever gets it: nothing is formatted by hand."""

import io
from functools import lru_cache
from typing import Any

from docx import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Inches, Pt, RGBColor

from tracker.outputs.paper import Paper

FONT = "Times New Roman"
_INK = RGBColor(0x12, 0x12, 0x12)
_GREY = RGBColor(0x59, 0x59, 0x59)
_BLUE = RGBColor(0x0B, 0x33, 0x80)
BODY_MARK = "TRACKER-BODY"


def empty_document(paper: Paper) -> Any:
    """A document with every style that the body uses, and one paragraph that stands for the body."""
    document = Document(io.BytesIO(_styled()))
    section = document.sections[0]
    section.header.paragraphs[0].text = paper.running
    _footer(section.footer.paragraphs[0], paper.foot)
    core = document.core_properties
    core.title, core.subject, core.author, core.last_modified_by = paper.title, paper.subject, paper.author, ""
    core.comments, core.language, core.revision = "", "en-US", 1
    core.created = core.modified = paper.made_at.replace(tzinfo=None)
    document.add_paragraph(BODY_MARK)
    return document


@lru_cache(maxsize=1)
def _styled() -> bytes:
    """The part that is the same in every document: looking styles up by name costs more than most bodies."""
    document = Document()
    _paragraph_styles(document)
    _character_styles(document)
    _table_style(document)
    _settings(document)
    section = document.sections[0]
    section.page_width, section.page_height = Inches(8.5), Inches(11)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Inches(0.75)
    section.header_distance = section.footer_distance = Inches(0.4)
    kept = io.BytesIO()
    document.save(kept)
    return kept.getvalue()


def _style(document: Any, name: str, base: str | None = "Normal", kind: Any = WD_STYLE_TYPE.PARAGRAPH) -> Any:
    known = {style.name for style in document.styles}
    own = not name.startswith(("TOC", "Hyperlink"))
    style = document.styles[name] if name in known else document.styles.add_style(name, kind, builtin=not own)
    if name.startswith("TOC"):
        # Word's own contents styles are known to it by their small letters.
        style.element.find(qn("w:name")).set(qn("w:val"), name.lower())
    if base and name != base:
        style.base_style = document.styles[base]
    return style


def _font(style: Any, size: float | None = None, *, bold: bool | None = None, color: RGBColor | None = None) -> None:
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for name in list(fonts.attrib):
        # A theme's typeface would win over the one named here.
        if name.endswith("Theme"):
            del fonts.attrib[name]
    for name in ("w:ascii", "w:hAnsi", "w:cs", "w:eastAsia"):
        fonts.set(qn(name), FONT)
    if size:
        style.font.size = Pt(size)
    if bold is not None:
        style.font.bold = bold
    if color is not None:
        style.font.color.rgb = color


def _paragraph_styles(document: Any) -> None:
    for name, size, bold, before, after, color in (
        ("Normal", 11, None, 0, 6, None), ("Title", 22, True, 0, 8, _INK), ("Heading 1", 15, True, 16, 6, _INK),
        ("Heading 2", 12, True, 10, 4, _INK), ("Lead", 12, True, 0, 8, None), ("Note", 9.5, None, 0, 6, _GREY),
        ("Table Text", 9.5, None, 0, 0, None), ("Table Fine", 8, None, 0, 0, None), ("TOC 1", 11, None, 0, 2, None),
        ("TOC 2", 10, None, 0, 1, None), ("Header", 8.5, None, 0, 0, _GREY), ("Footer", 8.5, None, 0, 0, _GREY),
        ("Contents Heading", 15, True, 16, 6, _INK),
    ):  # fmt: skip
        style = _style(document, name, None if name == "Normal" else "Normal")
        _font(style, size, bold=bold, color=color)
        style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(before), Pt(after)
        if name == "TOC 2":
            style.paragraph_format.left_indent = Inches(0.25)
    for name in ("Heading 1", "Heading 2"):
        document.styles[name].paragraph_format.keep_with_next = True
    title = document.styles["Title"].element.get_or_add_pPr()
    for border in title.findall(qn("w:pBdr")):
        title.remove(border)


def _character_styles(document: Any) -> None:
    inks = (("Strong", None), ("Muted", _GREY), ("Inserted", None), ("Deleted", _GREY), ("Hyperlink", _BLUE))
    for name, color in inks:
        style = _style(document, name, None, WD_STYLE_TYPE.CHARACTER)
        if color is not None:
            style.font.color.rgb = color
    document.styles["Strong"].font.bold = True
    document.styles["Inserted"].font.underline = True
    document.styles["Deleted"].font.strike = True


def _table_style(document: Any) -> None:
    """Thin rules, shaded heads; cells a little apart."""
    style = _style(document, "Chronology Table", "Normal Table", WD_STYLE_TYPE.TABLE)
    properties = _element("w:tblPr")
    borders = _element("w:tblBorders")
    for side in ("top", "bottom", "insideH"):
        borders.append(_element(f"w:{side}", val="single", sz="4", space="0", color="8C8C8C"))
    margins = _element("w:tblCellMar")
    for side, width in (("top", "40"), ("left", "60"), ("bottom", "40"), ("right", "100")):
        margins.append(_element(f"w:{side}", w=width, type="dxa"))
    properties.append(borders)
    properties.append(margins)
    head = _element("w:tblStylePr", type="firstRow")
    bold = _element("w:rPr")
    bold.append(_element("w:b"))
    shade = _element("w:tcPr")
    shade.append(_element("w:shd", val="clear", color="auto", fill="EDEDED"))
    head.append(bold)
    head.append(shade)
    style.element.append(properties)
    style.element.append(head)


def _element(tag: str, **attributes: str) -> Any:
    found = OxmlElement(tag)
    for name, value in attributes.items():
        found.set(qn(f"w:{name}"), value)
    return found


def _settings(document: Any) -> None:
    """Below 15 Word opens the file in a mode of compatibility with an older Word."""
    for setting in document.settings.element.iter(qn("w:compatSetting")):
        if setting.get(qn("w:name")) == "compatibilityMode":
            setting.set(qn("w:val"), "15")


def _footer(paragraph: Any, text: str) -> None:
    """`… Page 3 of 12`: fields that Word and others work out while they lay out the page, without asking."""
    paragraph.add_run(f"{text} · Page ")
    _field(paragraph, "PAGE")
    paragraph.add_run(" of ")
    _field(paragraph, "NUMPAGES")


def _field(paragraph: Any, instruction: str) -> None:
    for kind in ("begin", "instr", "separate", "text", "end"):
        run = paragraph.add_run()
        if kind == "instr":
            code = OxmlElement("w:instrText")
            code.set(qn("xml:space"), "preserve")
            code.text = f" {instruction} "
            run._r.append(code)
        elif kind == "text":
            run.text = "1"
        else:
            run._r.append(_element("w:fldChar", fldCharType=kind))
