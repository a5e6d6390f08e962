"""What people type into the search box: quotes, prefix*, -minus. Whatever they type is a search, never an error."""

import re
import unicodedata
from dataclasses import dataclass

from tracker.docket_numbers import as_docketed

_TOKEN = re.compile(r'(-?)(?:"([^"]*)"?|(\S+))')
_QUOTED = re.compile(r'("[^"]*"?)')
_DIGIT = re.compile(r"[0-9]")
_WORD = re.compile(r"\w+")
# A letter that folding may change into others, or into more than one.
_FOREIGN = re.compile(r"[^\W\x00-\x7f]")
MAX_TERMS = 24


@dataclass(frozen=True, slots=True)
class Term:
    """`words` next to each other; the last may be a prefix."""

    words: tuple[str, ...]
    prefix: bool
    minus: bool


def parse_query(text: str) -> tuple[Term, ...]:
    terms = []
    # What stands in quotes is asked for as it is.
    parts = _QUOTED.split(text[:500])
    parts[::2] = [as_docketed(part) if _DIGIT.search(part) else part for part in parts[::2]]
    for minus, quoted, bare in _TOKEN.findall("".join(parts)):
        words = tuple(_WORD.findall(fold(quoted or bare)))
        if words:
            prefix = bool(bare) and bare.endswith("*") and bare.rstrip("*")[-1:].isalnum()
            terms.append(Term(words, prefix, bool(minus)))
    return tuple(terms[:MAX_TERMS])


def to_fts5(terms: tuple[Term, ...]) -> tuple[str | None, str | None]:
    """FTS5 expressions (must match, must not match), each None when there is nothing to ask.

    Every word is a quoted string, so that no word can act as an operator (https://sqlite.org/fts5.html, section 3).
    """
    wanted = [_phrase(t) for t in terms if not t.minus]
    unwanted = [_phrase(t) for t in terms if t.minus]
    return (" AND ".join(wanted) or None, " OR ".join(unwanted) or None)


def _phrase(term: Term) -> str:
    return '"' + " ".join(term.words) + '"' + (" *" if term.prefix else "")


def fold(text: str) -> str:
    """Lower case without diacritics, as the index keeps words."""
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFD", text.casefold())
    return "".join(c for c in decomposed if not unicodedata.combining(c))


class Finder:
    """Finds the words of a query in texts."""

    def __init__(self, terms: tuple[Term, ...]):
        self._wanted = tuple(dict.fromkeys(t for t in terms if not t.minus))
        words = [word for t in self._wanted for word in t.words]
        begins = tuple(t.words[-1] for t in self._wanted if t.prefix)
        alone = all(len(t.words) == 1 for t in self._wanted)
        apart = len(set(words)) == len(words) and sum(word.startswith(begins) for word in words) == len(begins)
        # One pattern for all, where no two can overlap.
        self._pattern = _pattern(self._wanted) if self._wanted and (alone or apart) else None

    def places(self, text: str) -> list[tuple[int, int]]:
        """Where the words stand, first to last, none of them twice."""
        if not self._wanted or not text:
            return []
        if self._pattern is not None and (text.isascii() or not _FOREIGN.search(text)):
            # Making it lower moves no letter, and one pattern is many times quicker than word by word.
            return [found.span() for found in self._pattern.finditer(text.lower())]
        folded = fold(text)
        if not any(t.words[0] in folded for t in self._wanted):
            return []
        return _word_by_word(text, self._wanted)


def _pattern(wanted: tuple[Term, ...]) -> re.Pattern[str]:
    either = (r"\W+".join(map(re.escape, t.words)) + (r"\w*" if t.prefix else r"\b") for t in wanted)
    return re.compile(rf"\b(?:{'|'.join(either)})")


def _word_by_word(text: str, wanted: tuple[Term, ...]) -> list[tuple[int, int]]:
    words = [(m.start(), m.end(), fold(m.group())) for m in _WORD.finditer(text)]
    firsts = {t.words[0] for t in wanted if not t.prefix or len(t.words) > 1}
    prefixes = tuple(t.words[0] for t in wanted if t.prefix and len(t.words) == 1)
    spans = []
    for index, (_, _, word) in enumerate(words):
        if word not in firsts and not word.startswith(prefixes):
            continue
        for term in wanted:
            if _at(words, index, term):
                spans.append((words[index][0], words[index + len(term.words) - 1][1]))
    return _cut(spans)


def _at(words: list[tuple[int, int, str]], index: int, term: Term) -> bool:
    found = [w[2] for w in words[index : index + len(term.words)]]
    if len(found) < len(term.words) or tuple(found[:-1]) != term.words[:-1]:
        return False
    return found[-1].startswith(term.words[-1]) if term.prefix else found[-1] == term.words[-1]


def _cut(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The same places, where they overlap cut in two."""
    found, at = [], 0
    for start, end in sorted(spans):
        if end > at:
            found.append((max(start, at), end))
            at = end
    return found
