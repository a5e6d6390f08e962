"""One motion decided in parts, and objections: a verb whose object is a part, or was made to another paper.

Owns "ALLOWED as to Count III and DENIED as to Counts I and II" (granted in part) and whose objection is overruled (to a
report: no outcome of its own; to a magistrate judge's order: an appeal). Refuses to merge motions with different
numbers.
"""

from tracker.tagging.patterns import over_ascii
from tracker.tagging.readings import Finding, Reading
from tracker.tagging.scan import Hit

_REPORT_WORDS = frozenset((b"report", b"recommendation", b"recommendations", b"reports"))
_EITHER = frozenset(("granted", "denied"))
_PART = over_ascii(
    r",? ?(?:only )?(?:as to|with respect to|with regard to|insofar as|to the extent|in that|"
    r"as it (?:relates|pertains) to) "
)
# "granted as to Requests 4 and 7 and otherwise denied"; "In all other respects the motion is denied"
_OTHERWISE = over_ascii(
    r"(?:otherwise|(?:in )?all (?:other )?respects(?: other)?|remainder[a-z ]{0,30}?)"
    r"(?:,? the (?:[a-z]+ ){0,2}(?:motion|request|application))?(?: is| are| hereby)* $"
)
# "The motion is denied in all other respects."
_OTHERWISE_BEHIND = over_ascii(r",? (?:in all (?:other respects|respects other)|otherwise\b|as to (?:all|the) other)")
# "denies the motion to the extent that it seeks sanctions"
_TO_THE_EXTENT = over_ascii(r"( the (?:[a-z]+ )?(?:motion|request|application)) (?:to the extent|insofar as)\b")
_GRANTED = frozenset(("granted", "granted_in_part"))
_OF_MAGISTRATE = over_ascii(
    r"\bobjections?\b(?! to (?:the )?(?:magistrate judge's )?(?:report|r&r|findings|recommend))[^;]{0,90}?\bmagistrate|"
    r"\bmagistrate(?: judge)?'?s? (?:\S+ ){0,4}?(?:orders?|rulings?|decisions?)\b"
)
_ADOPTS = over_ascii(r"\b(?:reports?|recommendations?|r&r|findings)\b")
_TO_REPORT = over_ascii(r"\bobjections?\b.{0,200}?\b(?:reports?|recommendations?|r&r)\b")
# What a magistrate judge decides; "objection to the Magistrate Judge's reasoning" is one to the report.
_OWN_ORDER = over_ascii(r"\b(?:orders?|rulings?|decisions?)\b")


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


def denies_the_rest(low: str, verb: Hit, begin: int, end: int, previous: list[Finding]) -> bool:
    """Whether the denial, its object in [begin, end), is of what is left of a motion granted before."""
    return any(one.disposition in _GRANTED for one in previous) and (
        _OTHERWISE.search(low, begin, end) is not None
        or (not verb.rule.after and _OTHERWISE_BEHIND.match(low, verb.end) is not None)
    )


def end_of_part(low: str, begin: int, end: int) -> int:
    """Where "the motion" ends of which [begin, end) tells a part ("the motion to the extent that ..."); else 0."""
    found = _TO_THE_EXTENT.match(low, begin, end)
    return found.end(1) if found else 0


def to_report(text: str) -> bool:
    """Whether an objection to a report is named before any motion ("Objections to the Report on the Motion")."""
    return _TO_REPORT.search(text, 0, text.find("motion")) is not None


def objected(reading: Reading, text: str) -> str:
    """The relief of the objection named in `text`: "" to a report, `appeal` to a magistrate judge's order."""
    low, words = reading.low, reading.prepared.words
    for named in (text, low):
        # The objection's own words decide before those of the rest of the entry.
        if (named is text or not _REPORT_WORDS.isdisjoint(words) or "r&r" in low) and _ADOPTS.search(named):
            return ""
        if (
            b"magistrate" in words
            and _OF_MAGISTRATE.search(named)
            and (_OWN_ORDER.search(named) or _ADOPTS.search(low) is None)
        ):
            return "appeal"
    affirmed = b"affirming" in words or b"affirmed" in words
    return "appeal" if affirmed and b"claim" not in words else "other"
