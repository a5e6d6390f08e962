"""The text of one docket entry made ready for matching, with every position kept.

Owns folding (case, quotation marks, white space) and blanking: lists of attachments, times of entry, names of signing
judges and clerk's initials are overwritten with spaces, so that no rule can read them and every span still points into
the original text. Refuses nothing: any string can be prepared. Work is linear in the length of the text.
"""

from functools import lru_cache
from typing import final

from tracker.tagging.patterns import over_ascii

# Real entries stay far below this (the longest criminal judgments reach about 8,000 characters).
MAX_LENGTH = 20_000

_LOOKALIKES = (("\u2019", "'"), ("\u2018", "'"), ("\u201c", '"'), ("\u201d", '"'), ("\u2013", "-"), ("\u2014", "-"))
_LOWER = bytes((c + 32 if 65 <= c <= 90 else 32 if c < 32 or c == 127 else c) for c in range(256))
_LETTERS = bytes((c + 32 if 65 <= c <= 90 else c if 97 <= c <= 122 else 32) for c in range(256))
_CIRCUITS = frozenset({"1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "dc", "fc", "vc"})

_BRACKETS = over_ascii(r"[()\[\]]")
# A bracket with at most one level of brackets inside; possessive, so that an unclosed one costs nothing.
_GROUP = over_ascii(r"\((?:[^()\[\]]++|\([^()]*+\)|\[[^\[\]]*+\])*+\)|\[[^()\[\]]*+\]")
_MARKS = ("(attachment", "(additional attachment", "(entered:", "[entered:", "(court reporter")
_MODIFIED = over_ascii(r"modified (?:text |event |docket text )?on \d[^()]{0,120}(?:\([^()]{0,20}\))?")
_MONTH = "january|february|march|april|may|june|july|august|september|october|november|december"
_SIGNED = over_ascii(rf"[^;()]{{0,90}}?(?:\d{{1,2}}/\d{{1,2}}/\d{{2,4}}|\b(?:{_MONTH}) \d{{1,2}}, \d{{4}})")
_SIGNERS = ("signed by", "ordered by", "authorized by")
# At the end of a text, short bracketed groups are initials and names of clerks: "(tro)", "(jao)(jrd)", "(Doe, J.)".
_INITIALS = over_ascii(r"[a-z]{1,6}\d{0,3} ?,? ?")
_NAME = "abcdefghijklmnopqrstuvwxyz' .,-"
_SURNAME, _FORENAMES = 30, 34
# How the items of a list are numbered; a docketed paper is not called "(1)" and then "(2)" in this order.
_LISTS = ("({}) ", " {}. ", " {}) ")
_CLOSING = " .,"
_TAIL_WINDOW = 80


@final
class Prepared:
    """One text to match against. `low`: lower-case ASCII with the positions of the text, without the names and times
    that close it; `court`: the level of the court. `words`, its words to select rules by, and `letters`, where to find
    them: the text with a space for all that is no letter, one space before it and one behind. Both are bytes.
    """

    __slots__ = ("_letters", "_words", "court", "low")

    def __init__(self, low: str, court: str) -> None:
        self.low = low
        self.court = court
        self._letters: bytes | None = None
        self._words: set[bytes] | None = None

    @property
    def letters(self) -> bytes:
        """Made on first use: many entries are read from their beginning alone."""
        letters = self._letters
        if letters is None:
            letters = self._letters = b" %b " % self.low.encode("ascii").translate(_LETTERS)
        return letters

    @property
    def words(self) -> set[bytes]:
        """Cut on first use, as `letters`."""
        words = self._words
        if words is None:
            words = self._words = set(self.letters.split())
        return words


@lru_cache(maxsize=1024)
def court_level(court_id: str | None) -> str:
    """`appeal`, `bankruptcy` or `trial` from a Free Law court id; unknown courts count as `trial`."""
    if not court_id:
        return "trial"
    if court_id == "scotus" or court_id.startswith("bap") or (court_id.startswith("ca") and court_id[2:] in _CIRCUITS):
        return "appeal"
    return "bankruptcy" if court_id.endswith("b") else "trial"


def prepare(text: str, court_id: str | None = None) -> Prepared:
    """Fold and blank `text` (its first 20,000 characters); positions stay those of the original."""
    if len(text) > MAX_LENGTH:
        text = text[:MAX_LENGTH]
    if not text.isascii():
        for mark, plain in _LOOKALIKES:
            text = text.replace(mark, plain)
    low = text.encode("ascii", "replace").translate(_LOWER).decode("ascii")
    spans = _spans(low)
    end = _tail(low, spans)
    if spans:
        low = _blank(low, spans, end)
    elif end < len(low):
        low = low[:end]
    if "(1) " in low or " 1. " in low or " 1) " in low:
        low = _unnumbered(low)
    return Prepared(low, court_level(court_id))


def _unnumbered(low: str) -> str:
    """Blank the numbers of a list, "(1) ... (2) ...": they are no documents."""
    for mark in _LISTS:
        count = 0
        at = -1
        places = []
        while (at := low.find(mark.format(count + 1), at + 1)) >= 0:
            count += 1
            places.append(at)
        if count > 1:
            for n, place in enumerate(places, 1):
                size = len(mark.format(n))
                low = f"{low[:place]}{' ' * size}{low[place + size :]}"
    return low


def _spans(low: str) -> list[tuple[int, int]]:
    """What must not be read: attachments, times of entry, reporters, notes of modification, the judge's name."""
    spans: list[tuple[int, int]] = []
    for mark in _MARKS:
        # Most marks are not there, and "in" says so in a third of the time of "find".
        if mark in low:
            at = low.find(mark)
            while at >= 0:
                group = _GROUP.match(low, at)
                end = group.end() if group else _closing(low, at)
                spans.append((at, end))
                at = low.find(mark, end)
    if "modified " in low:
        spans += [noted.span() for noted in _MODIFIED.finditer(low)]
    if "ed by " in low:
        for signer in _SIGNERS:
            if signer in low:
                # The word "signed" stays: it tells an order from a draft.
                at = low.find(signer)
                while at >= 0:
                    at += len(signer)
                    found = _SIGNED.match(low, at)
                    if found is not None:
                        spans.append(found.span())
                    at = low.find(signer, at)
    if len(spans) > 1:
        spans.sort()
    return spans


def _tail(low: str, spans: list[tuple[int, int]]) -> int:
    """Where the text proper ends: before the bracketed groups and blanked spans that close it."""
    end = len(low.rstrip(_CLOSING))
    last = len(spans) - 1
    while end:
        start = -1
        if last >= 0:
            begin, stop = spans[last]
            if begin < end <= stop:
                start = begin
                last -= 1
        if start < 0:
            if low[end - 1] not in ")]":
                break
            floor = end - _TAIL_WINDOW if end > _TAIL_WINDOW else 0
            start = low.rfind("(", floor, end)
            square = low.rfind("[", floor, end)
            if square > start:
                start = square
            if start < 0 or not _is_signature(low[start + 1 : end - 1]):
                break
        while start and low[start - 1] in _CLOSING:
            start -= 1
        end = start
    return end


def _is_signature(words: str) -> bool:
    """Whether bracketed words are a clerk's initials or a name, "doe, j."."""
    comma = words.find(",")
    if 0 <= comma <= _SURNAME and len(words) - comma <= _FORENAMES + 1 and not words.strip(_NAME):
        return True
    return _INITIALS.fullmatch(words) is not None


def _blank(low: str, spans: list[tuple[int, int]], end: int) -> str:
    pieces: list[str] = []
    at = 0
    for start, stop in spans:
        if start >= end:
            break
        if stop > at:
            if start < at:
                start = at
            pieces.append(low[at:start])
            pieces.append(" " * ((stop if stop < end else end) - start))
            at = stop
    pieces.append(low[at:end])
    return "".join(pieces)


def _closing(low: str, start: int) -> int:
    """The position after the bracket that closes the one at `start`; the end of the text if none does."""
    depth = 0
    for found in _BRACKETS.finditer(low, start):
        depth += 1 if found.group() in "([" else -1
        if depth == 0:
            return found.end()
    return len(low)
