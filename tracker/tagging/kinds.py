"""What one entry is: the first word that names a paper decides, read from the beginning of the text.

Owns the walk over the head of an entry: words that stand before the name of a paper ("Second AMENDED ...") are stepped
over; if the beginning names no paper, the first later word that does decides. Falls back to `other`.
"""

import re
from dataclasses import dataclass

from tracker.tagging.rules import Rule, Rules

_WORD = re.compile(r"[a-z]+")
# "***STRICKEN PURSUANT TO 35 ORDER***", "[VACATED PER 9 ORDER]": a note of the clerk before the paper itself.
_NOTE = re.compile(
    r"[^a-z0-9]*[*\[(]+ *(?:stricken|vacated|withdrawn|entered in error|filed in error|docketed in error|incorrect|error|"
    r"duplicate|disregard|refiled|document (?:removed|stricken)|modified|superseded)[^*\])]{0,90}[*\])]+"
)
_SKIPS = 14
_LATER_WORDS = 40
# Behind these words another paper, a person or a date is named, not this entry.
_STOP = frozenset({"re", "regarding", "filed", "by", "signed", "entered", "pursuant", "granting", "denying"})


@dataclass(frozen=True, slots=True)
class Head:
    """The kind, the rule that gave it (None for the fallback) and the words that decided."""

    kind: str
    rule: Rule | None
    start: int
    end: int


def find_kind(rules: Rules, low: str) -> Head:
    """The kind of the entry whose prepared text is `low`."""
    note = _NOTE.match(low)
    at = note.end() if note else 0
    for _ in range(_SKIPS):
        word = _WORD.search(low, at)
        if word is None:
            return Head("other", None, 0, 0)
        at = word.start()
        for rule in rules.heads.get(word.group(), ()):
            found = rule.pattern.match(low, at)
            if found is not None:
                return Head(rule.label, rule, at, found.end())
        skipped = rules.skip.match(low, at)
        if skipped is None:
            break
        at = skipped.end()
    return _later(rules, low, at)


def _later(rules: Rules, low: str, at: int) -> Head:
    for count, word in enumerate(_WORD.finditer(low, at)):
        if count >= _LATER_WORDS or (count and word.group() in _STOP):
            break
        for rule in rules.anywhere.get(word.group(), ()):
            found = rule.pattern.match(low, word.start())
            if found is not None:
                return Head(rule.label, rule, word.start(), found.end())
    return Head("other", None, 0, 0)
