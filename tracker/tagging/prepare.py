"""The text of one docket entry made ready for matching, with every position kept.

Owns folding (case, quotation marks, white space) and blanking: lists of attachments, times of entry and clerk's
initials are overwritten with spaces, so that no rule can read them and every span still points into the original text.
Refuses nothing: any string can be prepared. Work is linear in the length of the text.
"""

import re
from dataclasses import dataclass

# Real entries stay far below this (the longest criminal judgments reach about 8,000 characters).
MAX_LENGTH = 20_000

_LOOKALIKES = str.maketrans({"\u2018": "'", "\u2019": "'", "\u201c": '"', "\u201d": '"', "\u2013": "-", "\u2014": "-"})
_LOWER = bytes((c + 32 if 65 <= c <= 90 else 32 if c < 32 or c == 127 else c) for c in range(256))
_LETTERS = bytes((c + 32 if 65 <= c <= 90 else c if 97 <= c <= 122 else 32) for c in range(256))
_CIRCUITS = frozenset({"1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "dc", "fc", "vc"})

_BRACKETS = re.compile(r"[()\[\]]")
_BLANKED = (
    "(attachments:",
    "(attachment:",
    "(additional attachment",
    "(entered:",
    "[entered:",
    "(court reporter",
)
_TAIL_WINDOW = 80
# At the end of a text, short bracketed groups are initials and names of clerks: "(tro)", "(jao)(jrd)", "(Doe, J.)".
_TAIL_GROUP = re.compile(r"[([](?:[a-z]{1,6}\d{0,3} ?,? ?|[a-z' .-]{0,30},[a-z' .,-]{0,34})[)\]]$")
_MODIFIED = re.compile(r"\(?modified (?:text |event |docket text )?on \d[^()]{0,120}(?:\([^()]{0,20}\))?")
_MONTHS = "january|february|march|april|may|june|july|august|september|october|november|december"
_SIGNED = re.compile(
    rf"\b(?:signed|so ordered|ordered|authorized) by\b(?P<name>[^;()]{{0,90}}?(?:\d{{1,2}}/\d{{1,2}}/\d{{2,4}}|\b(?:{_MONTHS}) \d{{1,2}}, \d{{4}}))"
)


@dataclass(frozen=True, slots=True)
class Prepared:
    """`low` is as long as the tagged text, in lower-case ASCII; `words` are its words as bytes, to select rules."""

    low: str
    words: frozenset[bytes]
    court: str


def court_level(court_id: str | None) -> str:
    """`appeal`, `bankruptcy` or `trial` from a Free Law court id; unknown courts count as `trial`."""
    if not court_id:
        return "trial"
    if court_id == "scotus" or court_id.startswith("bap") or (court_id.startswith("ca") and court_id[2:] in _CIRCUITS):
        return "appeal"
    return "bankruptcy" if court_id.endswith("b") else "trial"


def prepare(text: str, court_id: str | None = None) -> Prepared:
    """Fold and blank `text` (its first 20,000 characters); positions stay those of the original."""
    text = text[:MAX_LENGTH]
    if not text.isascii():
        text = text.translate(_LOOKALIKES)
    low = _blank_tail(_blank(text.encode("ascii", "replace").translate(_LOWER).decode("ascii")))
    words = frozenset(low.encode("ascii").translate(_LETTERS).split())
    return Prepared(low, words, court_level(court_id))


def _blank(low: str) -> str:
    spans = []
    for mark in _BLANKED:
        at = low.find(mark)
        while at >= 0:
            end = _closing(low, at)
            spans.append((at, end))
            at = low.find(mark, end)
    if "modified " in low:
        spans.extend(found.span() for found in _MODIFIED.finditer(low))
    if "ed by " in low:
        spans.extend(found.span("name") for found in _SIGNED.finditer(low))
    if not spans:
        return low
    pieces, done = [], 0
    for start, end in sorted(spans):
        if end > done:
            pieces += [low[done : max(done, start)], " " * (end - max(done, start))]
            done = end
    pieces.append(low[done:])
    return "".join(pieces)


def _blank_tail(low: str) -> str:
    """Overwrite the bracketed groups that end the text, from the last one backwards."""
    end = len(low.rstrip(" .,"))
    while end and low[end - 1] in ")]":
        start = max(0, end - _TAIL_WINDOW)
        found = _TAIL_GROUP.search(low[start:end])
        if found is None:
            break
        end = len(low[: start + found.start()].rstrip(" .,"))
    return low[:end] + " " * (len(low) - end)


def _closing(low: str, start: int) -> int:
    """The position after the bracket that closes the one at `start`; the end of the text if none does."""
    depth = 0
    for found in _BRACKETS.finditer(low, start):
        depth += 1 if found.group() in "([" else -1
        if depth == 0:
            return found.end()
    return len(low)
