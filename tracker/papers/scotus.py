"""The Supreme Court's docket JSON (`/RSS/Cases/JSON/<number>.json`). Pure.

Proceedings carry no id and no time, and their text is edited. An entry is therefore known by its day and its words, and
two files of one case are compared with `compare`: the same words again are the same entry, changed words on the same
day beside an entry that is gone are a version of it. The Court answers a number that it never gave out with an empty
body or a page, so that both mean `missing`, not an error.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher
from typing import Any

from tracker.captions import clean_caption
from tracker.errors import ParseError
from tracker.models import EntryDraft
from tracker.papers.common import counted, field_text, load_json, parse_day
from tracker.papers.flat import flatten_html
from tracker.papers.lower_courts import lower_court_numbers
from tracker.text import safe_url

MAX_DOCKET = 10 * 1024 * 1024
COURT_ID = "scotus"
SITE = "https://www.supremecourt.gov"
_NUMBER = re.compile(r"([0-9]{2})(-|[AMO])([0-9]{1,5})|([0-9]{1,3}),?\s*Orig\.?", re.IGNORECASE)
_PAPER = re.compile(r"/DocketPDF/[0-9]{1,4}/[^/\s]{1,30}/([0-9]{1,10})/", re.IGNORECASE)
_FOLDED = re.compile(r"[^a-z0-9]+")
# Above this share of common words two texts of one day are the same entry, edited.
SAME_ENTRY = 0.6


@dataclass(frozen=True, slots=True)
class ScotusLink:
    label: str
    url: str


@dataclass(frozen=True, slots=True)
class Proceeding:
    """One line. `key`: day and folded words; `ordinal` tells lines apart that are alike (1 for the first).

    document_number: the digits in its paper's address.
    """

    day: date | None
    text: str
    document_number: str | None
    links: tuple[ScotusLink, ...]
    key: str
    ordinal: int


@dataclass(frozen=True, slots=True)
class ScotusDocket:
    """status: `ok`, or `missing` when the Court has no such case; then everything else is empty.

    lower_court_numbers: each in full. created: the day on which the Court wrote the file.
    """

    status: str
    docket_number: str = ""
    caption: str = ""
    filed: date | None = None
    created: date | None = None
    capital: bool = False
    lower_court: str = ""
    lower_court_numbers: tuple[str, ...] = ()
    lower_court_decided: date | None = None
    linked_with: tuple[str, ...] = ()
    proceedings: tuple[Proceeding, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Edit:
    """A line whose words changed: `before` as it stood, `after` as it stands now."""

    before: Proceeding
    after: Proceeding


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two files of one docket. `gone`: lines that the newer one does not show in any form; they are kept, and said."""

    same: tuple[Proceeding, ...]
    new: tuple[Proceeding, ...]
    edited: tuple[Edit, ...]
    gone: tuple[Proceeding, ...]


def parse_scotus(body: bytes) -> ScotusDocket:
    """A docket, or one with status `missing` for an empty body or a page. Raises ParseError for all else that is not
    the Court's JSON."""
    start = body[:4096].lstrip(b"\xef\xbb\xbf \t\r\n")
    if not start or start.startswith(b"<"):
        return ScotusDocket("missing")
    loaded = load_json(body, "Supreme Court docket", MAX_DOCKET)
    if not isinstance(loaded, dict) or "CaseNumber" not in loaded:
        raise ParseError('the file is no Supreme Court docket: it has no "CaseNumber"')
    number = _case_number(field_text(loaded, "CaseNumber"))
    caption, respondent = field_text(loaded, "PetitionerTitle"), field_text(loaded, "RespondentTitle")
    proceedings, notes = _proceedings(loaded.get("ProceedingsandOrder"))
    linked = field_text(loaded, "Links")
    return ScotusDocket(
        status="ok",
        docket_number=number,
        caption=clean_caption(f"{caption} v. {respondent}" if respondent else caption),
        filed=parse_day(field_text(loaded, "DocketedDate")),
        created=parse_day(field_text(loaded, "sJsonCreationDate")),
        capital=loaded.get("bCapitalCase") is True or "CAPITAL CASE" in field_text(loaded, "CaseNumber"),
        lower_court=field_text(loaded, "LowerCourt"),
        lower_court_numbers=lower_court_numbers(field_text(loaded, "LowerCourtCaseNumbers")),
        lower_court_decided=parse_day(field_text(loaded, "LowerCourtDecision")),
        linked_with=tuple(found.group() for found in _NUMBER.finditer(linked)),
        proceedings=proceedings,
        notes=notes,
    )


def scotus_drafts(docket: ScotusDocket) -> tuple[EntryDraft, ...]:
    """Entry drafts, oldest first as the Court lists them. Several lines may share a paper's number, so it is no id."""
    return tuple(
        EntryDraft(
            court_id=COURT_ID,
            docket_number=docket.docket_number,
            pacer_case_id=None,
            caption=docket.caption,
            date_entered=None,
            document_number=line.document_number,
            pacer_doc_id=None,
            pacer_seq_no=None,
            short_descriptions=(),
            description=line.text,
            date_filed=line.day,
            source_url=line.links[0].url if line.links else docket_page(docket.docket_number),
            item_index=index,
        )
        for index, line in enumerate(docket.proceedings)
    )


def docket_page(number: str) -> str:
    """The page that a reader can open."""
    return f"{SITE}/search.aspx?filename=/docket/docketfiles/html/public/{number.lower()}.html"


def compare(before: Sequence[Proceeding], after: Sequence[Proceeding]) -> Comparison:
    """What a newer file changed. Lines are never matched across days: a corrected day is one gone and one new."""
    old = {(line.key, line.ordinal): line for line in before}
    same = [line for line in after if (line.key, line.ordinal) in old]
    for line in same:
        del old[line.key, line.ordinal]
    known = {(line.key, line.ordinal) for line in same}
    new: list[Proceeding] = []
    edited: list[Edit] = []
    for line in after:
        if (line.key, line.ordinal) in known:
            continue
        near = max((o for o in old.values() if o.day == line.day), key=lambda o: _likeness(o, line), default=None)
        if near is not None and _likeness(near, line) >= SAME_ENTRY:
            del old[near.key, near.ordinal]
            edited.append(Edit(near, line))
        else:
            new.append(line)
    return Comparison(tuple(same), tuple(new), tuple(edited), tuple(old.values()))


def line_key(day: date | None, text: str) -> str:
    """By which a line is known: its day and its words, folded."""
    return f"{day.isoformat() if day else 'undated'}:{_FOLDED.sub('-', text.lower()).strip('-')}"


def _likeness(a: Proceeding, b: Proceeding) -> float:
    if a.document_number is not None and a.document_number == b.document_number:
        return 1.0
    left, right = a.key.split("-")[:400], b.key.split("-")[:400]
    return SequenceMatcher(None, left, right, autojunk=False).ratio()


def _case_number(raw: str) -> str:
    found = _NUMBER.search(raw)
    if found is None:
        raise ParseError(f'the Supreme Court docket names no case number that is known: "{raw[:40]}"')
    if found.group(4):
        return f"{found.group(4)} Orig."
    return f"{found.group(1)}{found.group(2).upper()}{int(found.group(3))}"


def _proceedings(value: Any) -> tuple[tuple[Proceeding, ...], tuple[str, ...]]:
    rows = value if isinstance(value, list) else []
    lines: list[Proceeding] = []
    seen: dict[str, int] = {}
    unread = undated = 0
    for row in rows:
        text = _words(row) if isinstance(row, dict) else ""
        if not text:
            unread += 1
            continue
        day = parse_day(field_text(row, "Date"))
        undated += day is None
        links = _links(row.get("Links"))
        key = line_key(day, text)
        seen[key] = seen.get(key, 0) + 1
        lines.append(Proceeding(day, text, _document_number(links), links, key, seen[key]))
    notes = counted(unread, "line", "not read, having no text")
    return tuple(lines), notes + counted(undated, "line", "kept without a day, because it cannot be read")


def _words(row: dict[str, Any]) -> str:
    html = field_text(row, "Text")
    return " ".join(flatten_html(html).text.split()) if html else ""


def _links(value: Any) -> tuple[ScotusLink, ...]:
    found: list[ScotusLink] = []
    for row in value if isinstance(value, list) else []:
        if isinstance(row, dict) and (url := safe_url(field_text(row, "DocumentUrl"))):
            secure = re.sub(r"^http:", "https:", url)
            found.append(ScotusLink(field_text(row, "Description"), secure))
    return tuple(found)


def _document_number(links: tuple[ScotusLink, ...]) -> str | None:
    """The number in the first paper's address, which is the filing's, not the attachment's."""
    return next((found.group(1) for link in links if (found := _PAPER.search(link.url))), None)
