"""Where the rules match in a prepared text: the one scan behind reliefs and rulings.

Owns candidate selection (only rules whose words are in the text are tried, and only at those words), sentences,
clauses, and the rule that of two overlapping hits the earlier-ranked wins. Refuses to interpret what a hit means.
"""

from typing import final

from tracker.tagging.patterns import over_ascii
from tracker.tagging.prepare import Prepared
from tracker.tagging.rules import Indexes, Rule

_NO_END = frozenset(
    (
        *(
            "no",
            "nos",
            "doc",
            "docs",
            "dkt",
            "d.i",
            "inc",
            "co",
            "corp",
            "ltd",
            "hon",
            "jr",
            "sr",
            "mr",
            "ms",
            "mrs",
            "dr",
            "st",
        ),
        *(
            "fed",
            "civ",
            "crim",
            "app",
            "dept",
            "sec",
            "art",
            "v",
            "vs",
            "llc",
            "cir",
            "bankr",
            "dist",
            "ct",
            "supp",
            "rev",
        ),
        *(
            "ex",
            "rm",
            "ste",
            "ave",
            "u.s",
            "u.s.c",
            "al",
            "p.m",
            "a.m",
            "id",
            "gov",
            "esq",
            "attys",
            "atty",
            "dft",
            "pltf",
        ),
        *("def", "ord", "mem", "ecf", "mot", "colo", "ariz", "fla", "cal", "mich", "minn"),
    )
)
_SENTENCE = over_ascii(
    r"\.(?=[ )\"'\]]* +[^\d ]|$|\(| +\[?\d{1,3}\]? (?:[a-z-]+ ){0,2}motions?\b)|"
    r";(?! *(?:and +)?(?:(?:docket entry|ecf|dkt\.?|doc\.?) no\. )?\[?\d+\]?[ ;,)])"
)
# "filed by Acme Inc. For the reasons set forth above, ...": the full stop ends both the name and the sentence.
_COMPANY = frozenset(("inc", "corp", "co", "ltd", "llc", "al"))
_NEXT_SENTENCE = over_ascii(
    r" +(?:for the (?:foregoing )?reasons|it is|the (?:court|motion|clerk|hearing|parties)|upon |having |accordingly|"
    r"in light|so ordered|order (?:granting|denying)|"
    r"(?:plaintiff|defendant|[a-z]+)'?s?'? (?:motion|application|request)\b)"
)
# A clause begins behind a colon and ", ", and with "that" or "and" before another subject: by what they begin with.
_CLAUSES = (
    (": ", (": ",)),
    (" that ", (" that ",)),
    (", ", (", the ", ", this ", ", all ", ", these ", ", any ", ", and ", ", it ")),
    (" and ", (" and the ", " and this ", " and all ", " and any ")),
)
_WINDOW = 260
_TITLE_REACH = 60
_FAR = 2_000


@final
class Hit:
    """Rule `rule` matched the words at [start, end)."""

    __slots__ = ("end", "rule", "start")

    def __init__(self, start: int, end: int, rule: Rule) -> None:
        self.start = start
        self.end = end
        self.rule = rule


Row = tuple[int, int, int, Rule]


def find_rows(indexes: Indexes, prepared: Prepared, head_end: int = 0) -> list[Row]:
    """Every match of an indexed rule as (start, order, end, rule), in no particular order.

    Rules for the title alone are tried no further than shortly behind `head_end`.
    """
    index = indexes[prepared.court]
    words = prepared.words
    present = index.keys & words
    found: list[Row] = []
    if not present:
        return found
    low, tries, find = prepared.low, index.tries, prepared.letters.find
    title = head_end + _TITLE_REACH
    for key in present:
        spaced, candidates = tries[key]
        # Between spaces stand whole words alone, not a part of one: "nonetheless" is not "the".
        at = find(spaced)
        while at >= 0:
            for match, order, rule, in_title, context in candidates:
                if (context and context.isdisjoint(words)) or (in_title and at > title):
                    continue
                hit = match(low, at)
                if hit is not None:
                    found.append((at, order, hit.end(), rule))
            at = find(spaced, at + 1)
    return found


def find_all(indexes: Indexes, prepared: Prepared, head_end: int) -> tuple[list[Row], list[Row]]:
    """The matches of reliefs, and those of verbs and acts, in one scan."""
    reliefs: list[Row] = []
    rulings: list[Row] = []
    for row in find_rows(indexes, prepared, head_end):
        (reliefs if row[3].group == "relief" else rulings).append(row)
    return reliefs, rulings


def find_reliefs(indexes: Indexes, prepared: Prepared) -> list[Hit]:
    """The reliefs that the text names, in its order, none overlapping another."""
    return without_overlaps(find_rows(indexes, prepared))


def without_overlaps(found: list[Row]) -> list[Hit]:
    """Hits in the order of the text; of overlapping ones the earlier-ranked rule's."""
    if not found:
        return []
    if len(found) == 1:
        start, _, end, rule = found[0]
        return [Hit(start, end, rule)]
    # By place, then rank; no two rows share both, so that rules themselves are never compared.
    found.sort()
    kept: list[Row] = []
    until = -1
    for row in found:
        if row[0] >= until:
            kept.append(row)
            until = row[2]
        elif row[1] < kept[-1][1]:
            kept[-1] = row
            until = row[2]
    return [Hit(start, end, rule) for start, _, end, rule in kept]


@final
class Sentences:
    """Where the sentences of one text begin and end; a full stop after an abbreviation ends none.

    A sentence is looked for 2,000 characters to either side; a longer one counts as cut there.
    """

    __slots__ = ("_clauses", "_last", "_low")

    def __init__(self, low: str) -> None:
        self._low = low
        self._last = (0, -1)
        self._clauses: dict[int, int] = {}

    def _find(self, at: int) -> tuple[int, int]:
        begin, end = self._last
        if begin <= at < end:
            return self._last
        low = self._low
        end = len(low) if len(low) < at + _FAR else at + _FAR
        # Looking for plain letters is many times faster than trying the pattern everywhere.
        point, half = low.find(".", at, end), low.find(";", at, end)
        while point >= 0 or half >= 0:
            if half < 0 or 0 <= point < half:
                place, point = point, low.find(".", point + 1, end)
                ends = _SENTENCE.match(low, place, end) is not None and not _is_abbreviation(low, place)
            else:
                place, half = half, low.find(";", half + 1, end)
                ends = _SENTENCE.match(low, place, end) is not None
            if ends:
                end = place + 1
                break
        begin = at
        first = max(0, at - _FAR)
        while begin > first:
            begin = max(low.rfind(".", first, begin), low.rfind(";", first, begin))
            if begin < 0:
                begin = first
                break
            found_end = _SENTENCE.match(low, begin)
            if found_end is not None and (low[begin] == ";" or not _is_abbreviation(low, begin)):
                begin += 1
                break
        self._last = (begin, end)
        return self._last

    def start(self, at: int) -> int:
        """The beginning of the sentence that holds position `at`."""
        return self._find(at)[0]

    def end(self, at: int) -> int:
        """The end of the sentence that holds position `at`."""
        return self._find(at)[1]

    def clause_start(self, at: int) -> int:
        """The beginning of the clause before `at`: behind the last "that", colon or ", the" of its sentence."""
        known = self._clauses.get(at)
        if known is None:
            begin = max(self._find(at)[0], at - _WINDOW)
            window = self._low[begin:at]
            last = -1
            for beginning, marks in _CLAUSES:
                if beginning in window:
                    for mark in marks:
                        place = window.rfind(mark)
                        if place > last:
                            last = place
            known = self._clauses[at] = begin + last + 1
        return known


def _is_abbreviation(low: str, at: int) -> bool:
    word = low[max(0, at - 8) : at].replace("(", " ").replace("[", " ").rsplit(" ", 1)[-1]
    # "n.d", "d.c": single letters with points between them.
    if word in _COMPANY and _NEXT_SENTENCE.match(low, at + 1):
        return False
    return word in _NO_END or (word.isalpha() if len(word) == 1 else word[1:2] == "." and len(word) <= 5)
