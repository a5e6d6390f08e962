"""Document numbers that a ruling decides: "granting 4 and 7 Motions", "(ECF No. 15)", "Related Doc # 50".

Owns the difference between a decided paper and one that is only mentioned ("Motion to Strike 10 Answer"). Refuses dates,
amounts, rule numbers and case numbers, because none of them stands where a docketed paper is named.
"""

import re

_PAPERS = (
    "motions?|applications?|letter|letters|requests?|stipulations?|stipulated|petitions?|reports?|objections?|joint|consent|unopposed|"
    "amended|emergency|ex parte|exparte|proposed|notice|position|bill|application|memorandum|first|second|third|renewed|"
    "opposed|partial|cross|sealed|response|appeal|order|orders|judgment|complaint|status|plaintiff'?s?'?|defendant'?s?'?|agreed|expedited|"
    "supplemental|findings|mot|unsealed|oral|pro se|plea|recommendations?|r&r|suggestion|brief|affidavit|declaration|claim"
)
_LIST = r"\[?#? ?(?P<{0}>\d{{1,4}})(?:-\d{{1,3}})?\]?(?P<{0}more>(?:(?: ?, ?(?:and )?| and | & | ?; ?(?:and )?)\[?#? ?\d{{1,4}}(?:-\d{{1,3}})?\]?(?![\d/]))*)"
_BEFORE_PAPER = re.compile(rf"(?<![\w$./:-]){_LIST.format('n')}(?![\d/:.,%-]) *(?=(?:{_PAPERS})\b)")
_REFERENCE = re.compile(
    r"(?:\b(?:ecf|docs?|dkts?|docket entry|docket|documents?|filing|d\.e|de|related docs?|related documents?\(s\)|related document|document\(s\)|re: related document\(s\)|doc\.)"
    r"(?:\.|:)? ?(?:nos?\.? |numbers? |entry |entries |nos?\.)?(?:\(s\):? ?)?[#(\[]{0,2} ?)" + _LIST.format("n") + r"(?![\d/])"
)
# Los Angeles and Chicago put the number behind the title: "Report and Recommendation (Issued) 25".
_TRAILING = re.compile(
    r"\b(?:motions?|reports?|stipulations?|applications?|requests?|recommendations?)\b[^.;\d]{0,100}? (?P<n>\[\d{1,4}(?:-\d+)?\]|\d{1,4}(?= ?[.,;:]| is\b| are\b| and\b| *$)(?![.,:]\d))"
)
_DIGITS = re.compile(r"\d+")
_MENTION_ONLY = re.compile(r"(?:\b(?:to|of|from|see|per|vacate|strike|respond|answer|regarding|supporting|support|amend|modify|under|against|correct|alter|enforce|reconsider|quash|by|withdraw|withdrawing|stay|clarify|dissolve|and amend|amend/correct)|reasons (?:set forth |stated |given )?in)(?: the| his| its| their)? ?[(\[]*$")
# "complaint (Doc. 1)", "for the reasons set forth in Doc. 20": the number belongs to a paper that is not decided.
_OF_ANOTHER = re.compile(
    r"(?:\b(?:see|see also|per|under|in light of|pursuant to|set forth in|stated in|response|opposition|complaint|order|answer|judgment|"
    r"indictment|notice|brief|exhibit|declaration|memorandum|transcript|reply|docket)s?(?: to| at| in)?|reasons [a-z ]{2,20} in) ?[(\[]*$"
)
_ORDER_ASKED = re.compile(r"\b(?:motions?|applications?|requests?)\b[^.;\d]*\b(?:order|judgment) ?[(\[]*$")
_NO_PAPER = re.compile(
    r"(?:chapter|rule|section|sec\.|counts?|pages?|title|u\.s\.c\.|part|class|year|form|law|judge|january|february|march|april|may|june|july|august|september|october|november|december|jan\.?|feb\.?|mar\.?|apr\.?|jun\.?|jul\.?|aug\.?|sept?\.?|oct\.?|nov\.?|dec\.?|room|rm|usc|art\.|article|no\. \w+-) ?$"
)
_LEADING = (
    r"(?:[^a-z0-9\[]|\b(?:the|as|to|moot|re|in|part|without|with|prejudice|and|on|regarding|court's|courts|plaintiff'?s?'?|defendant'?s?'?|"
    r"motions?|joint|parties'?|government'?s|document|no|nos|ecf|doc|dkt|docket|unopposed|for|of|order|that)\b){0,14}?"
)
_OPENING = re.compile(_LEADING + r"(?P<first>(?<![\w$./:-])" + _LIST.format("n") + r"(?![\d/:.%]\d|/|, ?\d{4}| ?%)(?= *(?:[a-z(,;.:\"]|$)))")


def decided_numbers(
    low: str, begin: int, end: int, *, leading: bool = True, about: bool = False
) -> list[tuple[int, int, int]]:
    """(number, start, end) of the papers that the ruling over [begin, end) decides, in the order of the text.

    leading: a bare number that opens the region counts, whatever noun follows ("adopting 5 Report").
    about: the region introduces the paper ("Motion Hearing held regarding 96 Motion").
    """
    found: dict[int, tuple[int, int]] = {}
    if leading:
        opening = _OPENING.match(low, begin, end)
        if opening is not None and not _NO_PAPER.search(low[max(0, opening.start("first") - 12) : opening.start("first")]):
            _add(found, opening, "first")
    for match in _BEFORE_PAPER.finditer(low, begin, end):
        before = low[max(begin, match.start() - 24) : match.start()]
        if about and before.rstrip().endswith(("regarding", "as to", " of", " on")):
            before = ""
        if _MENTION_ONLY.search(before) or _NO_PAPER.search(before) or (found and before.rstrip().endswith("re")):
            continue
        _add(found, match, 0)
    for match in _REFERENCE.finditer(low, begin, end):
        before = low[max(begin, match.start() - 90) : match.start()]
        # "Motion for Temporary Restraining Order (Doc. 5)" is the motion; "complaint (Doc. 1)" is another paper.
        if not _OF_ANOTHER.search(before) or (not found and _ORDER_ASKED.search(before)):
            _add(found, match, 0)
    if not found and leading:
        for match in _TRAILING.finditer(low, begin, end):
            if not _NO_PAPER.search(low[max(begin, match.start("n") - 12) : match.start("n")]):
                _add(found, match, "n")
    return sorted(((number, *span) for number, span in found.items()), key=lambda row: row[1])


def _add(found: dict[int, tuple[int, int]], match: re.Match[str], group: int | str) -> None:
    for digits in _DIGITS.finditer(match.group(group)):
        # "7-2" is attachment 2 of document 7.
        at = match.start(group) + digits.start()
        if match.string[at - 1 : at] == "-":
            continue
        number = int(digits.group())
        if not number or 1900 <= number < 2100:
            continue
        found.setdefault(number, (at, match.start(group) + digits.end()))
