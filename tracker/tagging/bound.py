"""Which number and which request belong together, where an entry names them apart: "heard on 18 Motion to Dismiss ...
the Motion to Dismiss is GRANTED", "takes 8 under advisement".

Owns giving a ruling on a named motion the number that the entry gives that motion elsewhere, and a ruling on a bare
number the relief. Refuses where two motions for the same relief leave a choice.
"""

import re

from tracker.tagging.numbers import names_no_paper
from tracker.tagging.patterns import over_ascii
from tracker.tagging.readings import Finding, Number, Reading, Ruling
from tracker.tagging.scan import Hit

_NOUN = r"(?:cross-)?(?:motions?|mot|applications?|requests?|petitions?|objections?)"
# "18 MOTION to ", "[61] Motion for ", "12 Joint Motion for Leave to "
_BEFORE = over_ascii(
    rf"(?<![\d$.:/-])(?<!no )(?<!no\. )(?<!count )(?<!rule )\b(\d{{1,3}})\]?\)? "
    rf"(?:[a-z'/-]+ ){{0,4}}?{_NOUN}[ /]"
    r"(?:(?:to|for|in|of|the|an?|leave|motion|partial|order) ){0,4}$"
)
_TITLED = over_ascii(rf"\b{_NOUN}[ /](?:(?:to|for|in|of|the|an?|leave|motion|partial|order) ){{0,4}}$")
# "Motion to Dismiss 20 hearing held", "Motion to Compel [9]", "Motion to Dismiss filed by Trustee (Document No. 31)"
_BEHIND = over_ascii(
    r"(?:[^.;:()\[\]\d,]{0,60}?)"
    r"(?: \(?(?:ecf|docs?|dkts?|docket|documents?|filing|de|d\.i)\.?(?: entry| nos?\.?| #)*[ #\[]{0,3}"
    r"|(?<= )\[#? ?|(?<= )#? ?)(\d{1,3})(?=\]|\)| ?[,.;]| (?:is|are|be|hearing|filed|by|and)\b| *$)"
)
# "re 20 Report and Recommendation", "Recommendation [Docket No. 30]", "Report and Recommendation 20 ;"
_REPORT = over_ascii(
    r"(?<![\d$.:/-])\b(\d{1,3})\]? (?:report and|findings and|recommendations?\b)|"
    r"\brecommendations? \(?\[?(?:(?:ecf|docs?|dkts?|docket|de|d\.i)\.?(?: entry| nos?\.?)* ?#? ?)?"
    r"(\d{1,3})(?=[\])]| ?[,.;])"
)
_DIGITS = over_ascii(r"\d+")
_REACH = 90
_OPENING = 1_500
# More rulings than any real entry has; bounds the work on hostile texts.
_MOST = 60


def bind(reading: Reading, ruling: Ruling) -> None:
    """Complete the findings of verbs in `ruling`, and what it decides."""
    bare = [one for one in ruling.findings if one.verb is not None and not one.weak][:_MOST]
    if not bare:
        return
    known: list[tuple[Hit, Number]] | None = None
    for one in bare:
        by_number = one.rule.group == "verb" and one.relief == "other" and one.numbers
        if not by_number and (one.numbers or one.rule.group != "relief" or one.verb is None or one.verb.rule.plain):
            continue
        if known is None:
            known = _numbered(reading)
            if not known:
                return
        if by_number:
            _name(ruling, one, known)
        elif one.verb is not None and (number := _only(one, known)) and not _is_ruled(ruling, one, number):
            one.numbers = (number,)
            ruling.decided.append((*number, one.verb.rule))


def _numbered(reading: Reading) -> list[tuple[Hit, Number]]:
    """The requests of the entry that stand beside a document number."""
    low = reading.low
    found: list[tuple[Hit, Number]] = []
    for hit in reading.reliefs:
        first = max(0, hit.start - _REACH)
        before = _number_before(low, first, hit.start)
        if before is None and _TITLED.search(low, first, hit.start):
            before = _BEHIND.match(low, hit.end)
        if before is not None and not _counts(low[first : before.start(1)]):
            found.append((hit, (int(before.group(1)), before.start(1), before.end(1))))
    return found


def _number_before(low: str, first: int, end: int) -> re.Match[str] | None:
    # Tried at digits alone, because the pattern itself would be tried everywhere.
    for digits in _DIGITS.finditer(low, first, end):
        found = _BEFORE.match(low, digits.start(), end)
        if found is not None:
            return found
    return None


def _counts(before: str) -> bool:
    """Whether the number behind `before` counts something else than papers ("Count 3"); "Document No. 3" is one."""
    return not before.rstrip(" .#[(").endswith(("no", "nos", "number")) and names_no_paper(before)


def _only(one: Finding, known: list[tuple[Hit, Number]]) -> Number | None:
    """The number of the one motion for this relief; None where there are none or several."""
    same = [number for hit, number in known if hit.rule.label == one.relief and hit.rule.id == one.rule.id]
    return same[0] if same and all(number[0] == same[0][0] for number in same) else None


def _is_ruled(ruling: Ruling, one: Finding, number: Number) -> bool:
    """Whether the entry rules on that paper already: then this tells it again, or of a part."""
    return any(number[0] == other[0] for said in ruling.findings if said.relief == one.relief for other in said.numbers)


def _name(ruling: Ruling, one: Finding, known: list[tuple[Hit, Number]]) -> None:
    """A ruling on bare numbers, told as one on what those papers ask for."""
    wanted = [number for number, _, _ in one.numbers]
    hits = {number[0]: hit for hit, number in known if number[0] in wanted}
    if len(hits) < len(set(wanted)):
        return
    at = ruling.findings.index(one)
    named = {hit.rule.label: hit for hit in hits.values()}.values()
    ruling.findings[at : at + 1] = [
        Finding(hit.rule.label, one.disposition, hit.rule, hit.start, hit.end, one.verb, one.numbers) for hit in named
    ]


def report_number(low: str) -> tuple[Number, ...]:
    """The number of the one report that the entry names, for the sentence that adopts it without a number."""
    found = {int(one.group(1) or one.group(2)): one for one in _REPORT.finditer(low, 0, _OPENING)}
    if len(found) != 1:
        return ()
    number, one = found.popitem()
    return ((number, one.start(one.lastindex or 1), one.end(one.lastindex or 1)),)
