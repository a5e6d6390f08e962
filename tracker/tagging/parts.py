"""One motion decided in parts, and objections: a verb whose object is a part, or was made to another paper.

Owns "ALLOWED as to Count III and DENIED as to Counts I and II" (granted in part) and whose objection is overruled (to a
report: no outcome of its own; to a magistrate judge's order: an appeal). Refuses to merge motions with different
numbers.
"""

from tracker.tagging.patterns import over_ascii
from tracker.tagging.readings import Finding, Reading

_REPORT_WORDS = frozenset((b"report", b"recommendation", b"recommendations", b"reports"))
_EITHER = frozenset(("granted", "denied"))
_PART = over_ascii(
    r",? ?(?:only )?(?:as to|with respect to|with regard to|insofar as|to the extent|in that|"
    r"as it (?:relates|pertains) to) "
)
_OF_MAGISTRATE = over_ascii(
    r"\bobjections?\b(?! to (?:the )?(?:magistrate judge's )?(?:report|r&r|findings|recommend))[^;]{0,90}?\bmagistrate|"
    r"\bmagistrate(?: judge)?'?s? (?:\S+ ){0,4}?(?:orders?|rulings?|decisions?)\b"
)
_ADOPTS = over_ascii(r"\b(?:report|recommendations?|r&r|findings)\b")


def one_in_parts(low: str, findings: list[Finding]) -> list[Finding]:
    """ "ALLOWED as to Count III and DENIED as to Counts I and II": one motion, granted in part."""
    parts = [
        one
        for one in findings
        if one.verb is not None
        and one.disposition in _EITHER
        and not one.verb.rule.after
        and _PART.match(low, one.verb.end)
    ]
    mixed = {
        one.relief
        for one in parts
        for other in parts
        if one.relief == other.relief
        and one.disposition != other.disposition
        and [row[0] for row in one.numbers] == [row[0] for row in other.numbers]
    }
    if not mixed:
        return findings
    return [one.but(one.relief, "granted_in_part") if one in parts and one.relief in mixed else one for one in findings]


def objected(reading: Reading, text: str) -> str:
    """The relief of the objection named in `text`: "" to a report, `appeal` to a magistrate judge's order."""
    low, words = reading.low, reading.prepared.words
    for named in (text, low):
        # The objection's own words decide before those of the rest of the entry.
        if (named is text or not _REPORT_WORDS.isdisjoint(words)) and _ADOPTS.search(named):
            return ""
        if b"magistrate" in words and _OF_MAGISTRATE.search(named):
            return "appeal"
    affirmed = b"affirming" in words or b"affirmed" in words
    return "appeal" if affirmed and b"claim" not in words else "other"
