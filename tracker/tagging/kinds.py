"""What one entry is: the first word that names a paper decides, read from the beginning of the text.

Owns the walk over the head of an entry: words that stand before the name of a paper ("Second AMENDED ...") are stepped
over; if the beginning names no paper, the first later word that does decides. Falls back to None: kind `other`.
"""

from tracker.tagging.patterns import over_ascii
from tracker.tagging.prepare import Prepared
from tracker.tagging.readings import Head
from tracker.tagging.rules import HeadTry, Rules

_WORD = over_ascii(r"[a-z]+")
# "***STRICKEN PURSUANT TO 35 ORDER***", "[VACATED PER 9 ORDER]": a note of the clerk before the paper itself.
_NOTE = over_ascii(
    r"[^a-z0-9]*[*\[(]+ *(?:stricken|vacated|withdrawn|(?:entered|filed|docketed) in error|incorrect|error|duplicate|"
    r"disregard|refiled|document (?:removed|stricken|locked)|modified|superseded)[^*\])]{0,90}[*\])]+"
)
_SKIPS = 14
_LATER_WORDS = 40
# Behind these words another paper, a person or a date is named, not this entry.
_STOP = frozenset(("re", "regarding", "filed", "by", "signed", "entered", "pursuant", "granting", "denying"))


def find_kind(rules: Rules, prepared: Prepared) -> Head | None:
    """The kind of one prepared entry; None where no rule knows the paper."""
    low, heads = prepared.low, rules.heads[prepared.court]
    at = 0
    if low[:1] in ("*", "[", "("):
        note = _NOTE.match(low)
        at = note.end() if note else 0
    for _ in range(_SKIPS):
        found = _WORD.search(low, at)
        if found is None:
            return None
        at, word = found.start(), found.group()
        if word in heads:
            head = _try(heads[word], prepared, at)
            if head is not None:
                return head
        skipped = _skip(rules, low, word, at)
        if skipped == at:
            break
        at = skipped
    return _later(rules, prepared, at)


def _try(candidates: tuple[HeadTry, ...], prepared: Prepared, at: int) -> Head | None:
    low = prepared.low
    for match, context, rule in candidates:
        if context and context.isdisjoint(prepared.words):
            continue
        found = match(low, at)
        if found is not None:
            return Head(rule.label, rule, at, found.end())
    return None


def _skip(rules: Rules, low: str, word: str, at: int) -> int:
    """Behind the phrase at `at` that says nothing of the paper's kind; `at` if none stands there."""
    for phrase in rules.skip.get(word, ()):
        end = at + len(phrase)
        if low.startswith(phrase, at) and not low[end : end + 1].isalpha():
            return end
    return at


def _later(rules: Rules, prepared: Prepared, at: int) -> Head | None:
    anywhere = rules.anywhere[prepared.court]
    for count, found in enumerate(_WORD.finditer(prepared.low, at)):
        word = found.group()
        if count >= _LATER_WORDS or (count and word in _STOP):
            break
        if word in anywhere:
            head = _try(anywhere[word], prepared, found.start())
            if head is not None:
                return head
    return None
