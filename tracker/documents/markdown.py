"""A paper as Markdown (GitHub's dialect). Text of feeds is escaped: no link, no markup, no HTML comes out of it."""

import re
from collections.abc import Iterator

from tracker.outputs.paper import Cell, Paper, Para, Table, Text

# Every sign that may begin markup, a table cell, an entity, a formula or a mention.
_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~!&$^@])")
# GitHub's dialect makes links of bare addresses, too.
_BARE = re.compile(r"(?i)(://)|(?<![a-z0-9])(www)\.")
_LIST = re.compile(r"^(\s*)([-+=]|\d+[.)])")
# Where none of this is found, nothing of the above is, and no line break: then the text stays as it is.
_ANY = re.compile(r"[\\`*_{}\[\]<>#|~!&$^@\n]|(?i:://|www\.)|^\s*(?:[-+=]|\d+[.)])")
_SAFE_ADDRESS = re.compile(r"https?://[^\s<>`|]+$")


def write_markdown(paper: Paper) -> bytes:
    return ("\n".join(_lines(paper)).rstrip() + "\n").encode("utf-8")


def _lines(paper: Paper) -> Iterator[str]:
    yield f"# {escape(paper.title)}"
    yield ""
    for block in paper.opening:
        yield from _block(block)
    for section in paper.sections:
        yield f"{'#' * (section.level + 1)} {escape(section.title)}"
        yield ""
        for block in section.blocks:
            yield from _block(block)
    yield f"*{escape(paper.foot)}*"


def _block(block: Text | Table) -> Iterator[str]:
    if isinstance(block, Text):
        yield _para(block.para)
        yield ""
        return
    heads = block.heads or ("",) * len(block.widths)
    yield "| " + " | ".join(escape(head) for head in heads) + " |"
    yield "|" + " --- |" * len(heads)
    for row in block.rows:
        yield "| " + " | ".join(_cell(cell) for cell in row.cells) + " |"
    yield ""


def _cell(cell: Cell) -> str:
    return "<br>".join(_para(para) for para in cell)


def _para(para: Para) -> str:
    return "".join(_span(text, mark, href) for text, mark, href in para)


def _span(text: str, mark: str, href: str | None) -> str:
    if href and _SAFE_ADDRESS.match(href):
        return f"<{href}>" if text == href else f"[{escape(text)}](<{href}>)"
    # Marks must touch the words that they mark.
    bare = text.strip()
    if not bare:
        return text
    before, after = text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]
    sign = {"strong": "**", "ins": "**", "del": "~~"}.get(mark, "")
    return f"{before}{sign}{escape(bare)}{sign}{after}".replace("\n", "<br>")


def escape(text: str) -> str:
    """The text so that Markdown shows it letter by letter; line breaks as `<br>`."""
    if not _ANY.search(text):
        return text
    text = _SPECIAL.sub(r"\\\1", text)
    text = _BARE.sub(lambda m: "\\://" if m[1] else f"{m[2]}\\.", text)
    text = _LIST.sub(lambda m: f"{m[1]}\\{m[2]}" if len(m[2]) == 1 else f"{m[1]}{m[2][:-1]}\\{m[2][-1]}", text)
    return text.replace("\n", "<br>")
