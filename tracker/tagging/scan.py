"""Where the rules match in a prepared text: the one scan behind reliefs and rulings.

Owns candidate selection (only rules whose words are in the text are tried, and only at those words), sentences, clauses,
and the rule that of two overlapping hits the earlier-ranked wins. Refuses to interpret: what a hit means is for others.
"""

import re
from bisect import bisect_right
from dataclasses import dataclass

from tracker.tagging.prepare import Prepared
from tracker.tagging.rules import Index, Rule

_ABBREVIATIONS = "no|nos|doc|docs|dkt|inc|co|corp|ltd|hon|jr|sr|mr|ms|mrs|dr|st|fed|civ|crim|app|dept|sec|art|v|vs|llc|cir|bankr|dist|ct|supp|rev|ex|rm|ste|ave|u.s|u.s.c|et al|p.m|a.m|id|gov|esq|attys|atty|dft|pltf|def|ord|mem|ecf|mot|n|e|s|w"
_SENTENCE = re.compile(r"\.(?=[ )\"'\]]* +[^\d ])|;(?! *(?:and +)?\[?\d+\]? )|\.$|\.(?=\()")
_LAST_WORD = re.compile(r"[a-z.]*$")
_ENDS_NO_SENTENCE = frozenset(_ABBREVIATIONS.split("|"))
_CLAUSE = re.compile(r":(?= )|\bthat\b|, +(?:the|this|all|these|any|and|it)\b|\band +(?:the|this|all|any)\b|\)\.?$")
_WINDOW = 260


@dataclass(frozen=True, slots=True)
class Hit:
    """Rule `rule` matched the words at [start, end)."""

    start: int
    end: int
    rule: Rule


Row = tuple[int, int, int, Rule]


def find_rows(index: Index, prepared: Prepared) -> list[Row]:
    """Every match of an indexed rule as (start, order, end, rule), in no particular order."""
    low, court = prepared.low, prepared.court
    found: list[Row] = []
    for key in prepared.words & index.keys():
        word, rules = index[key]
        size = len(word)
        at = low.find(word)
        while at >= 0:
            if not (at and low[at - 1].isalpha()) and not low[at + size : at + size + 1].isalpha():
                for rule in rules:
                    if court in rule.courts:
                        match = rule.pattern.match(low, at)
                        if match is not None:
                            found.append((at, rule.order, match.end(), rule))
            at = low.find(word, at + size)
    return found


def without_overlaps(found: list[Row]) -> list[Hit]:
    """Hits in the order of the text; of overlapping ones the earlier-ranked rule's."""
    found.sort(key=lambda row: row[:3])
    kept: list[Row] = []
    for row in found:
        if not kept or row[0] >= kept[-1][2]:
            kept.append(row)
        elif row[1] < kept[-1][1]:
            kept[-1] = row
    return [Hit(start, end, rule) for start, _, end, rule in kept]


class Sentences:
    """Where the sentences of one text begin and end; a full stop after an abbreviation ends none."""

    __slots__ = ("_ends", "_low")

    def __init__(self, low: str) -> None:
        self._low = low
        self._ends = [
            found.end()
            for found in _SENTENCE.finditer(low)
            if found.group() == ";" or not self._abbreviated(found.start())
        ]

    def _abbreviated(self, at: int) -> bool:
        found = _LAST_WORD.search(self._low[max(0, at - 8) : at])
        word = found.group() if found else ""
        return word in _ENDS_NO_SENTENCE or (len(word) == 1 and word.isalpha())

    def start(self, at: int) -> int:
        """The beginning of the sentence that holds position `at`."""
        index = bisect_right(self._ends, at)
        return self._ends[index - 1] if index else 0

    def end(self, at: int) -> int:
        """The end of the sentence that holds position `at`."""
        index = bisect_right(self._ends, at)
        return self._ends[index] if index < len(self._ends) else len(self._low)

    def clause_start(self, at: int) -> int:
        """The beginning of the clause before `at`: behind the last "that", colon or ", the" of its sentence."""
        begin = max(self.start(at), at - _WINDOW)
        for found in _CLAUSE.finditer(self._low, begin, at):
            begin = found.start() + 1 if found.group()[0] in ",:)" else found.start()
        return begin
