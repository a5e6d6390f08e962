"""The same filing seen through several sources: which records are one entry, and which of them says more. Pure.

Decisions only; nothing is changed here. A wrong merge loses an entry, a missed one shows it twice: where ids disagree
nothing is merged, and where there are none, day and words must both fit.

1. The same document id on the same docket.
2. The same place in the court's own order (sequence). Different places are never one entry.
3. The same document number; a paper that was replaced keeps it. Lines of the Supreme Court share numbers, so there the
   day must agree as well. Different numbers are never one entry.
4. Neither has a number (a minute entry), or one has and no paper: the day of entry agrees, or of filing; the words do
   too, or the event type of a stub is what the text says.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from difflib import SequenceMatcher
from typing import Literal
from zoneinfo import ZoneInfo

from tracker.courts import DEFAULT_ZONE
from tracker.docket_numbers import same_docket
from tracker.models import EntryDraft
from tracker.papers.common import parse_day

Verdict = Literal["same", "fuller", "poorer", "differs"]
# Words in common of two texts of one entry: they differ in what a clerk corrects. Two orders of one day in one form
# of words differ in the papers that they rule on, and those are compared apart.
ALIKE = 0.85
# How long after a filing it may be entered and still be looked for by its words alone.
ENTRY_LAG = timedelta(days=7)
# How far apart two sources' instants of one entry may be, in seconds. Two stubs of one feed must agree to the second.
SAME_INSTANT = 300.0
_LONGEST = 400
_WORD = re.compile(r"[a-z0-9]+")
_STAMPS = re.compile(r"[(\[](?:Entered|Edited):\s*[^)\]]{1,40}[)\]]", re.IGNORECASE)
_ENTERED = re.compile(r"[(\[]Entered:\s*([0-9]{1,2}/[0-9]{1,2}/[0-9]{4})", re.IGNORECASE)
_DATE = re.compile(r"\b[0-9]{1,2}/[0-9]{1,2}/[0-9]{2,4}\b")
# Words of an event type that its text need not repeat.
_COMMON = frozenset(
    {"a", "an", "and", "as", "at", "by", "for", "in", "of", "on", "or", "re", "the", "to", "util", "with"}
)
_SHORT_FORMS = {
    "tro": "temporary restraining order", "pi": "preliminary injunction", "phv": "pro hac vice",
    "ifp": "in forma pauperis", "msj": "summary judgment",
}  # fmt: skip
# The first words of an entry say what it is; further on it may speak of other papers.
_OPENING = 60


@dataclass(frozen=True, slots=True)
class KnownEntry:
    """An entry that is kept. `docket_id` is ours or a source's: one court docket may have been given several."""

    entry_id: int
    docket_id: str
    draft: EntryDraft


def match(existing: Sequence[KnownEntry], draft: EntryDraft, zone: str = DEFAULT_ZONE) -> KnownEntry | None:
    """The known entry that `draft` is another sight of; None when it is new. Of several the oldest.

    existing: entries of the same docket, or of all that could be it; others are passed over. zone: the court's.
    """
    docket = [known for known in existing if _same_docket(known.draft, draft)]
    docket.sort(key=lambda known: known.entry_id)
    for known in docket:
        if draft.pacer_doc_id and known.draft.pacer_doc_id == draft.pacer_doc_id:
            return known
    left = [known for known in docket if not _places_differ(known.draft, draft)]
    for known in left:
        if draft.pacer_seq_no and known.draft.pacer_seq_no == draft.pacer_seq_no:
            return known
    number = number_of(draft)
    for known in left:
        if number and number_of(known.draft) == number and _number_is_enough(known.draft, draft, zone):
            return known
    return _by_words(left, draft, zone)


def compare(a: EntryDraft, b: EntryDraft) -> Verdict:
    """What `b` says beside `a`: the same, more (`fuller`), less (`poorer`), something else (`differs`: a revision)."""
    left, right = words_of(a.description), words_of(b.description)
    if left == right:
        return _compare_ids(a, b)
    if not left or not right:
        return "fuller" if right else "poorer"
    if _contains(right, left):
        return "fuller"
    return "poorer" if _contains(left, right) else "differs"


def fuller(a: EntryDraft, b: EntryDraft) -> EntryDraft:
    """The one that says more: text beats a stub, a whole text its beginning; `a` where neither does."""
    return b if compare(a, b) == "fuller" else a


def is_stub(draft: EntryDraft) -> bool:
    """Whether a source only says that something was filed, perhaps of what type: no text from which to read more."""
    return not draft.description.strip()


def combine(a: EntryDraft, b: EntryDraft) -> EntryDraft:
    """Two sights of one entry as one: the fuller text, and each id, number and day from whichever has it, `a` first.

    A day of entry never becomes a day of filing.
    """
    best = fuller(a, b)
    # A source that has only a stub may call the day of entry the day of filing, as CourtListener does with feeds.
    filed = best.date_filed or a.date_filed or b.date_filed
    return replace(
        a,
        pacer_case_id=a.pacer_case_id or b.pacer_case_id,
        date_entered=a.date_entered or b.date_entered,
        date_filed=filed,
        document_number=number_of(a) or number_of(b) or a.document_number or b.document_number,
        pacer_doc_id=a.pacer_doc_id or b.pacer_doc_id,
        pacer_seq_no=a.pacer_seq_no or b.pacer_seq_no,
        short_descriptions=a.short_descriptions or b.short_descriptions,
        description=best.description,
        source_url=best.source_url or a.source_url or b.source_url,
    )


def number_of(draft: EntryDraft) -> str | None:
    """The number on the docket, without its zeros; None where a source puts a document's id in its place."""
    number = (draft.document_number or "").strip().lstrip("0")
    if not number or draft.document_number == draft.pacer_doc_id or len(number) > 7:
        return None
    return number


def words_of(text: str) -> list[str]:
    """The words that count when texts are compared: no case, no marks, no clerk's stamp, no sharp signs."""
    return _WORD.findall(_STAMPS.sub(" ", text).lower())


def _same_docket(a: EntryDraft, b: EntryDraft) -> bool:
    return a.court_id == b.court_id and same_docket(a.docket_number, b.docket_number)


def _places_differ(a: EntryDraft, b: EntryDraft) -> bool:
    """Whether their places on the docket say that they are two."""
    if a.pacer_seq_no and b.pacer_seq_no and a.pacer_seq_no != b.pacer_seq_no:
        return True
    left, right = number_of(a), number_of(b)
    return left is not None and right is not None and left != right


def _number_is_enough(a: EntryDraft, b: EntryDraft, zone: str) -> bool:
    return a.court_id != "scotus" or _days_agree(a, b, zone)


def _by_words(left: list[KnownEntry], draft: EntryDraft, zone: str) -> KnownEntry | None:
    best: tuple[float, float] = (0.0, 0.0)
    known_best = None
    for known in left:
        other = known.draft
        if not _may_be_paperless(other, draft) or not _days_agree(other, draft, zone) or _cases_differ(other, draft):
            continue
        gap = _seconds_between(other, draft)
        if gap > (0 if is_stub(other) and is_stub(draft) else SAME_INSTANT):
            continue
        fit = (_likeness(other, draft), -gap)
        if fit[0] > 0 and (known_best is None or fit > best):
            best, known_best = fit, known
    return known_best


def _seconds_between(a: EntryDraft, b: EntryDraft) -> float:
    """0 where one of them has no instant. Feeds have seconds, notices minutes."""
    if a.date_entered is None or b.date_entered is None:
        return 0.0
    return abs((a.date_entered - b.date_entered).total_seconds())


def _may_be_paperless(a: EntryDraft, b: EntryDraft) -> bool:
    """Words decide only where ids cannot: neither is numbered, or the one that is has no paper, since a source that
    knows of a paper prints its number."""
    if a.pacer_doc_id and b.pacer_doc_id:
        return False
    if number_of(a) is None and number_of(b) is None:
        return True
    numbered, other = (a, b) if number_of(a) else (b, a)
    return number_of(other) is None and numbered.pacer_doc_id is None and other.pacer_doc_id is None


def _cases_differ(a: EntryDraft, b: EntryDraft) -> bool:
    """Co-defendants share a docket number and have each a case id."""
    return bool(a.pacer_case_id and b.pacer_case_id and a.pacer_case_id != b.pacer_case_id)


def _days_agree(a: EntryDraft, b: EntryDraft, zone: str) -> bool:
    """Entered with entered, filed with filed; only where a source has the one and another the other, entry may follow
    filing by some days."""
    entered = _entered_day(a, zone), _entered_day(b, zone)
    if entered[0] and entered[1]:
        return entered[0] == entered[1]
    if a.date_filed and b.date_filed:
        return a.date_filed == b.date_filed
    filed, later = (a.date_filed, entered[1]) if a.date_filed else (b.date_filed, entered[0])
    return filed is not None and later is not None and timedelta() <= later - filed <= ENTRY_LAG


def days_near(draft: EntryDraft, zone: str) -> tuple[date, date] | None:
    """The first and last day, by the clock in Greenwich, on which an entry may have been filed or entered that words
    alone show to be this one; None: any day, as where the Supreme Court's file is compared whole."""
    days = [day for day in (draft.date_filed, _entered_day(draft, zone)) if day]
    if draft.court_id == "scotus" or not days:
        return None
    reach = ENTRY_LAG + timedelta(days=1)
    return min(days) - reach, max(days) + reach


def _entered_day(draft: EntryDraft, zone: str) -> date | None:
    """The court's day of entry: from the instant, else from the clerk's stamp in the text."""
    if draft.date_entered is not None:
        return draft.date_entered.astimezone(ZoneInfo(zone)).date()
    stamps = _ENTERED.findall(draft.description)
    return parse_day(stamps[-1]) if stamps else None


def _likeness(a: EntryDraft, b: EntryDraft) -> float:
    """0 when they cannot be one entry, else how well they fit, up to 1. Two stubs fit when their types are the same."""
    if is_stub(a) and is_stub(b):
        return 1.0 if a.short_descriptions and set(a.short_descriptions) == set(b.short_descriptions) else 0.0
    if is_stub(a) or is_stub(b):
        stub, whole = (a, b) if is_stub(a) else (b, a)
        return _type_fits(stub.short_descriptions, whole)
    left, right = words_of(a.description)[:_LONGEST], words_of(b.description)[:_LONGEST]
    if left == right:
        return 1.0
    if _numbers(a.description) != _numbers(b.description):
        return 0.0
    if _contains(left, right) or _contains(right, left):
        # A clerk's note was added to the same words.
        return 0.97
    likeness = SequenceMatcher(None, left, right, autojunk=False).ratio()
    return likeness if likeness >= ALIKE else 0.0


def _numbers(text: str) -> Counter[str]:
    """The papers that an entry cites; dates aside, which are corrected."""
    return Counter(word for word in words_of(_DATE.sub(" ", text)) if word.isdigit())


def _type_fits(types: tuple[str, ...], whole: EntryDraft) -> float:
    """Whether a text opens with an event type: all words of one type that mean something, in its first words or among
    its own types. Below 1, so that equal texts come first."""
    if set(types) & set(whole.short_descriptions):
        return 0.95
    opening = {_stem(word) for word in words_of(whole.description)[:_OPENING]}
    return 0.9 if any(_says(label, opening) for label in types) else 0.0


def _says(label: str, opening: set[str]) -> bool:
    """Whether all words of a type stand in the opening. `Response/Reply` asks for either."""
    asked = [alternatives for part in label.split() if (alternatives := _alternatives(part))]
    return bool(asked) and all(any(words <= opening for words in alternatives) for alternatives in asked)


def _alternatives(part: str) -> list[set[str]]:
    found = []
    for piece in part.split("/"):
        words = words_of(_SHORT_FORMS.get(piece.lower().strip("()"), piece))
        wanted = {_stem(word) for word in words} - _COMMON
        if wanted:
            found.append(wanted)
    return found


def _stem(word: str) -> str:
    return word[:-1] if len(word) > 3 and word.endswith("s") else word


def _contains(whole: list[str], part: list[str]) -> bool:
    """Whether `part` stands in `whole`, word for word in one piece."""
    text, piece = f" {' '.join(whole)} ", f" {' '.join(part)} "
    return len(whole) > len(part) and piece in text


def _compare_ids(a: EntryDraft, b: EntryDraft) -> Verdict:
    """Equal texts: more is a paper's id or number, a place, an instant or a day that the other lacks."""
    mine = [bool(x) for x in (a.pacer_doc_id, number_of(a), a.pacer_seq_no, a.date_entered, a.date_filed)]
    theirs = [bool(x) for x in (b.pacer_doc_id, number_of(b), b.pacer_seq_no, b.date_entered, b.date_filed)]
    if any(t and not m for m, t in zip(mine, theirs, strict=True)):
        return "fuller"
    return "poorer" if any(m and not t for m, t in zip(mine, theirs, strict=True)) else "same"
