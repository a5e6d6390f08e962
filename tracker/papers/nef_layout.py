"""Where the fields of a notice stand in its text: labels, blocks of one docket each, and where docket text ends. Pure.

In HTML a label is a bold element of its own, so that no filer's words can pass for one (CM/ECF escapes what filers
type). In plain text a label opens a line, and a notice that would name a second case after the docket text is refused.
"""

import re
from dataclasses import dataclass

from tracker.errors import ParseError
from tracker.papers.common import host_of, squeeze
from tracker.papers.flat import Flat, Span

_LABELS = ("Case Name", "Case Number", "Filer", "Document Number", "Document(s)", "Document", "Docket Text")
_BY_NAME = {label.lower(): label for label in _LABELS}
_PLAIN_LABEL = re.compile(
    r"^[ \t*]*(Case Name|Case Number|Filer|Document Number|Document\(s\)|Docket Text)[ \t]*:",
    re.IGNORECASE | re.MULTILINE,
)
_DOCUMENTS = re.compile(r"^[ \t]*The following document\(s\) (?:are|is) associated", re.IGNORECASE | re.MULTILINE)
# A bold line of its own: the docket number, then who was told, then a colon. The court's own text may speak of notices,
# too, but neither opens with a number nor ends so.
_CASE = r"(?:MDL No\. [0-9]{1,6}|[^\s]{0,12}[0-9]{2}-[^\s]{2,30})"
_RECIPIENTS = re.compile(
    rf"(?:{_CASE} )?Notice (?:has|will|was) [^\n]{{0,120}}?\b(?:mailed|delivered|sent|served)\b[^\n]{{0,60}}:"
    rf"|{_CASE} The CM/ECF system has NOT delivered .{{0,400}}", re.IGNORECASE
)  # fmt: skip
_PLAIN_RECIPIENTS = re.compile(
    r"^[ \t]*(?:[0-9A-Za-z:./ -]{3,40}[ \t])?Notice[ \t]+(?:has[ \t]+been|will[ \t]+(?:not[ \t]+)?be)[ \t]+"
    r"[^\n]{0,60}\b(?:mailed|delivered|sent)\b[^\n]{0,40}:", re.IGNORECASE | re.MULTILINE
)  # fmt: skip
# The same words in the midst of others: with an address behind them, a heading that lost its place.
TOLD = re.compile(
    r"\bNotice\s+(?:has|will|was)\b[^\n@]{0,80}\b(?:mailed|delivered|sent|served)\b[^@]{0,40}:", re.IGNORECASE
)
# How the second such heading goes on; names and streets follow it, without an address.
BY_OTHER_MEANS = re.compile(r"\bby\s+other\s+means\s+to\s*:|\bother\s+means\s+to\s*::", re.IGNORECASE)
_TRANSACTION = re.compile(
    r"\bon\s+([0-9/]{8,10})\s+(?:at\s+)?([0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?\s*(?:[AP]\.?M\.?)?)\s*([A-Za-z ]{0,30}?)\s*"
    r"\band\s+filed\s+on\s+([0-9/]{8,10})", re.IGNORECASE
)  # fmt: skip
_FILED = re.compile(r"\bfiled\s+on\s+([0-9/]{8,10})", re.IGNORECASE)
_ACMS_HOST = re.compile(r"(ca[0-9]{1,2}|cadc|cafc)-[a-z0-9-]{1,30}\.(?:azurewebsites|powerappsportals)\.us")
_MAX_BLOCKS = 200
_MAX_SPANS = 10_000


@dataclass(frozen=True, slots=True)
class Block:
    """One docket of a notice: where each label's value and the docket text stand. kind: `table`, `plain`, `acms`."""

    start: int
    end: int
    fields: dict[str, tuple[int, int]]
    text: tuple[int, int]
    kind: str

    def span(self, label: str) -> tuple[int, int]:
        if label not in self.fields:
            raise ParseError(f'the notice has no "{label}"')
        return self.fields[label]


@dataclass(frozen=True, slots=True)
class Transaction:
    """The words of "entered on … at … and filed on …"; empty where the notice prints only the filing."""

    day: str
    clock: str
    zone: str
    filed: str


@dataclass(frozen=True, slots=True)
class _Label:
    name: str
    start: int
    end: int


def transaction(text: str) -> Transaction | None:
    line = squeeze(text[:4000])
    if found := _TRANSACTION.search(line):
        return Transaction(*(part.strip() for part in found.groups()))
    filed = _FILED.search(line)
    return Transaction("", "", "", filed.group(1)) if filed else None


def acms_court(url: str) -> str | None:
    """The circuit whose ACMS site a link leads to."""
    found = _ACMS_HOST.fullmatch(host_of(url))
    return found.group(1) if found else None


def cut_blocks(flat: Flat, start: int) -> tuple[Block, ...]:
    """The dockets of a notice, in its order. Where several cases share one docket text, as in bankruptcy courts, each
    gets it. Raises ParseError when there is no case or no docket text."""
    labels = _html_labels(flat, start) if flat.html else _plain_labels(flat, start)
    groups: list[list[_Label]] = []
    for label in labels:
        if label.name == "Case Name":
            groups.append([label])
        elif groups and label.name not in (known.name for known in groups[-1]):
            groups[-1].append(label)
    if not groups:
        raise ParseError("the notice names no case")
    if (
        len(groups) > _MAX_BLOCKS
        or len(labels) > _MAX_BLOCKS * len(_LABELS)
        or max(len(flat.links), len(flat.bold)) > _MAX_SPANS
    ):
        raise ParseError(f"the notice names more than {_MAX_BLOCKS} cases or is all markup: that is no notice")
    starts = [label.start for label in labels]
    numbers = _printed_numbers(flat, labels) if flat.html else frozenset()
    blocks: list[Block] = []
    shared: Block | None = None
    for group in reversed(groups):
        block = _block(flat, group, starts, numbers, shared)
        shared = block
        blocks.append(block)
    return tuple(reversed(blocks))


def _printed_numbers(flat: Flat, labels: list[_Label]) -> frozenset[str]:
    """The cases' numbers as the notice prints them, initials and all: what the list of those told begins with."""
    found: set[str] = set()
    for label, after in zip(labels, [*labels[1:], None], strict=True):
        link = (
            flat.link_within(label.end, after.start if after else len(flat.text))
            if label.name == "Case Number"
            else None
        )
        if link is not None and (number := squeeze(flat.text[link.start : link.end])):
            found.add(number)
    return frozenset(found)


def _block(flat: Flat, group: list[_Label], starts: list[int], numbers: frozenset[str], shared: Block | None) -> Block:
    fields: dict[str, tuple[int, int]] = {}
    for label in group:
        after = min((start for start in starts if start >= label.end), default=len(flat.text))
        fields[label.name] = (label.end, after)
    if "Docket Text" in fields:
        begin, after = fields["Docket Text"]
        text = (begin, min(after, _end_of_text(flat, begin, numbers)))
    elif shared is not None:
        text = shared.text
    else:
        raise ParseError("the notice has no docket text")
    if not squeeze(flat.text[slice(*text)]):
        raise ParseError("the docket text of the notice is empty")
    fields["Docket Text"] = text
    kind = "plain" if not flat.html else "acms" if _is_acms(flat, fields) else "table"
    return Block(group[0].start, text[1], fields, text, kind)


def _is_acms(flat: Flat, fields: dict[str, tuple[int, int]]) -> bool:
    links = (flat.link_within(*span) for name, span in fields.items() if name != "Docket Text")
    return any(link is not None and acms_court(link.href) for link in links)


def _html_labels(flat: Flat, start: int) -> list[_Label]:
    found: dict[int, _Label] = {}
    for span in flat.bold:
        words = squeeze(flat.text[span.start : span.end]) if span.end - span.start < 60 else ""
        name = _BY_NAME.get(words.rstrip(": ").lower()) if words.endswith(":") else None
        if name and span.start >= start:
            found[span.start] = _Label(name, span.start, span.end)
    return [found[position] for position in sorted(found)]


def _plain_labels(flat: Flat, start: int) -> list[_Label]:
    labels: list[_Label] = []
    for found in _PLAIN_LABEL.finditer(flat.text, start):
        name = _BY_NAME[found.group(1).lower()]
        told = [label.name for label in labels]
        if name == "Case Name" and "Docket Text" in told and found.start() < _end_of_text(flat, labels[-1].end):
            raise ParseError("the notice names a second case inside its docket text: save the message as HTML instead")
        if name in told:
            continue
        labels.append(_Label(name, found.start(), found.end()))
    return labels


def _end_of_text(flat: Flat, start: int, numbers: frozenset[str] = frozenset()) -> int:
    """Where the docket text stops: at the list of documents or of those notified, whichever comes first. Courts word
    the heading of the latter as they like; it is bold and begins with a case's number.

    Without either nobody can say where the court's words end and people's addresses begin, so there must be one.
    """
    ends = [found.start() for found in (_DOCUMENTS.search(flat.text, start),) if found]
    if flat.html:
        ends += [span.start for span in flat.bold if span.start >= start and _is_recipients(flat, start, span, numbers)]
    elif found := _PLAIN_RECIPIENTS.search(flat.text, start):
        ends.append(found.start())
    if not ends:
        raise ParseError("the notice is cut off: it does not say where its docket text ends")
    return min(ends)


def _is_recipients(flat: Flat, start: int, span: Span, numbers: frozenset[str]) -> bool:
    words = squeeze(flat.text[span.start : span.end]) if span.end - span.start < 600 else ""
    if _RECIPIENTS.fullmatch(words):
        return True
    # The docket text may be bold as a whole, but then nothing stands between the label and it.
    numbered = any(words.startswith(f"{number} ") for number in numbers)
    return numbered and bool(flat.text[start : span.start].strip())
