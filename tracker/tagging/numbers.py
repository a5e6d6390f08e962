"""Document numbers that a ruling decides: "granting 4 and 7 Motions", "(ECF No. 15)", "Related Doc # 50".

Owns the difference between a decided paper and one that is only mentioned ("Motion to Strike 10 Answer"). Refuses
dates, amounts, rule numbers and case numbers: none of them stands where a docketed paper is named.
"""

from tracker.tagging.patterns import over_ascii
from tracker.tagging.readings import Number

# A number by itself: no part of a date, an amount, a case number, a time or a decimal.
_TOKEN = over_ascii(r"\d(?<![\w$./-]\d)(?<!\d:\d)\d{0,3}(?:-\d{1,3})?(?![\w/%]|[.:,-]\d|, ?\d{4}|\.\w)")
_PAPER = over_ascii(
    r"\]?\)? *(?:- )?(?:motions?|applications?|letters?|requests?|stipulat\w+|petitions?|reports?|objections?|joint|"
    r"consent|unopposed|amended|emergency|ex parte|exparte|proposed|notice|position|bill|memorandum|first|second|third|"
    r"renewed|opposed|partial|cross|sealed|response|appeal|orders?|judgment|complaint|status|plaintiff'?s?'?|defendant'?s?'?|"
    r"agreed|expedited|supplemental|findings|mot|unsealed|oral|pro se|plea|recommendations?|r&r|suggestion|brief|"
    r"affidavit|declaration|claim|plan|disclosure|assented|final report)\b"
)
_PLEADING = over_ascii(r"\]? (?:(?:first|second|third|amended) )*(?:complaint|answer|counterclaim|indictment)s?\b")
# "ECF No. ", "(Doc. # ", "Related document(s) ": what follows is a document number.
_REFERENCE = over_ascii(
    r"\b(?:ecf|docs?|dkts?|dn|docket|documents?|filing|d\.e|d\.i|de|documents?\(s\)|docs?\(s\))(?:\.|:)?"
    r"(?: entry| entries)?(?: ?nos?\.?| ?numbers?| ?no\.?\(s\):?)? ?(?:[#(\[] ?){0,3}$|\(re:? # ?$|\(# ?$"
    # Kentucky: "Motions to Dismiss, [R. 9 ; R. 29 ]"
    r"|(?:^|[\[(;,]) ?r\. ?$"
)
_BETWEEN = over_ascii(r" ?\]? ?(?:,|;|&|and|, ?and|; ?and) ?\[?#? ?$| (?=\d{1,3}$)?")
# Behind these words a number names a paper that is only mentioned.
_MENTIONED = over_ascii(
    r"(?:\b(?:to|of|from|see|per|oppose|opposing|vacate|strike|respond|answer|regarding|supporting|support|amend|modify|under|against|"
    r"light of (?:the )?(?:parties'|[a-z]+'s)|"
    r"correct|alter|enforce|reconsider|quash|by|withdraw|withdrawing|stay|clarify|dissolve|seal|unseal|restrict|redact)|"
    r"reasons (?:set forth |stated |given )?in)"
    r"(?: the| his| its| their| emergency| amended| unopposed| opposed| joint| renewed| expedited)? ?[(\[]*$"
)
# "for the reasons set forth in Doc. 20", "complaint (Doc. 1)": the number belongs to a paper that is not decided.
_CITED = over_ascii(
    r"(?:\b(?:see|see also|per|under|in light of|pursuant to|set forth in|stated in|"
    r"oppos(?:e|es|ed)(?: the| this)?(?: motion| application| request)?\.?)|reasons [a-z ]{2,20} in) ?[(\[]*$"
)
# "Motion for Extension (Doc. 20) to respond to the Motion to Dismiss (Doc. 15)": the second is not decided.
_CONCERNED = over_ascii(
    r"\b(?:respond(?:ing)?|responses?|oppos(?:ing|ition)|repl(?:y|ying)|hearing|argument|briefing|support) "
    r"(?:to|on|of|for|re|regarding)(?: (?!and |is |are |granted |denied )[^ .;:,()\[\]]+){1,12} ?[(\[]*$"
)
_STRUCK_TOO = over_ascii(r"\]? (?:[a-z]+ ){1,3}and \[?")
_OF_ANOTHER = over_ascii(
    r"\b(?:response|opposition|complaint|order|answer|judgment|indictment|notice|brief|exhibit|declaration|memorandum|"
    r"transcript|reply|docket)s?(?: to| at| in|,)? ?[(\[]*$"
)
_REQUEST = over_ascii(r"(?:motion|application|request|petition|stipulation|objection)s?\b(?! hearing)")
# "Motion to Compel [9]", "Report and Recommendation [84]"
_BRACKETS_CLOSE = over_ascii(rf"{_REQUEST.pattern}|recommendations? \[$")
_NO_PAPER = frozenset(
    (
        *(
            "chapter",
            "rule",
            "section",
            "sec",
            "count",
            "counts",
            "page",
            "pages",
            "title",
            "part",
            "class",
            "year",
            "form",
        ),
        *(
            "law",
            "judge",
            "room",
            "rm",
            "usc",
            "art",
            "article",
            "no",
            "fed",
            "courtroom",
            "suite",
            "item",
            "items",
            "day",
            "requests",
            "interrogatory",
            "interrogatories",
            "topics",
            "claim",
            "claims",
            "ground",
            "grounds",
            "paragraph",
            "p",
            "evid",
            "lcivr",
            "lcvr",
            "paragraphs",
        ),
        *("january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november"),
        *("december", "jan", "feb", "mar", "apr", "jun", "jul", "aug", "sep", "sept", "oct", "nov", "dec", "term"),
    )
)
# "granted as to Request 4": one of those that a party served.
_NO_PAPER_EITHER = ("as to request ", "as to request no. ", "respect to request ")
_LEADING = over_ascii(
    r"(?:[^a-z0-9]|\b(?:the|as|to|moot|re|in|part|without|with|prejudice|and|on|regarding|court's|courts|for|of|order|that|"
    r"plaintiff'?s?'?|defendant'?s?'?|motions?|joint|parties'?|government's?|document|no|nos|ecf|doc|dkt|docket|unopposed|"
    r"findings?|minute|oral|text|modified|amended|supplemented|written|full|its|entirety)\b){0,16}$"
)
_NEXT = over_ascii(r"\]? *(?:[a-z(),;.:\"&]|$)")
# Los Angeles and Chicago put the number behind the title: "Report and Recommendation (Issued) 25".
_TITLE_BEFORE = over_ascii(
    r"(?:motion|mtd|mot|r&r|report|stipulation|stipulated|application|request|recommendation|objection|bill of cost)"
    r"s?\b"
    r"[^;\d\[]{0,140} \[?#?$"
)
_NOUN_BEFORE = over_ascii(r"\b(?:motions?|applications?|petitions?|objections?) \[?$")
_PURPOSE = over_ascii(r"\]? (?:to|for)\b")
# "Granting 7 Motion to Dismiss and Acme's Motion to Intervene [9]": the second motion's number closes its title.
_NEXT_MOTION = over_ascii(
    r"\d\]? [^\d;]{1,80}?\band (?:[a-z.-]+'?s?'? ){0,3}motions? (?:to|for) "
    r"(?:(?!respon|repl|oppos)[a-z'-]{1,20} ){1,8}\[$"
)
_END_BEHIND = over_ascii(
    r"\]| ?[.,;:]| -(?!\d)| &| (?:is|are|be|and|as (?:to|modified|amended|supplemented)|upon|hearing|"
    r"granted|denied|allowed|adopted)\b|"
    r" by (?:the )?(?:judge|magistrate|district|chief|hon)| *$"
)
_LIST_END = over_ascii(rf"{_END_BEHIND.pattern}| ?\)| re\b")
# "is GRANTED in part and DENIED in part 140 .": the court's system sets a space behind the link to the paper.
_LINKED = over_ascii(r"([^.;:()\[\]\d]{0,60}(?:\$[\d,]+ )?)(?<= )(\d{1,4})( [.;,]|$)")
# "granting temporary administrative stay [12]"
_RELIEF_BEFORE = (" stay ", " injunction ")
_ABOUT = ("regarding", "as to", "consideration of", "review of", " on")
_BEFORE = 90
_ADDRESS = over_ascii(
    r" (?:[a-z.]{1,16} ){1,3}(?:street|avenue|ave|road|rd|drive|lane|boulevard|blvd|court|way|place)\b(?! of)"
)
_TITLE = 160
_NEAR = 28
_NEARER = 40
_LIST_GAP = 12
_YEARS = range(1900, 2100)
# "Petitioner's 2255 motion": the section of the code (28 U.S.C.), no paper.
_SECTIONS = frozenset((2241, 2254, 2255))


def decided_numbers(low: str, begin: int, end: int, *, leading: bool = True, about: bool = False) -> list[Number]:
    """(number, start, end) of the papers that the ruling over [begin, end) decides, in the order of the text.

    leading: a bare number that opens the region counts, whatever noun follows ("adopting 5 Report").
    about: the region introduces the paper ("Motion Hearing held regarding 96 Motion").
    """
    found: list[Number] = []
    waiting: list[Number] = []
    behind: list[Number] = []
    last = -1
    passed = -1
    for token in _TOKEN.finditer(low, begin, end):
        start, stop = token.span()
        # "7-2" is attachment 2 of document 7.
        number = int(token.group().split("-", 1)[0])
        listed = last >= 0 and _BETWEEN.fullmatch(low, last, start) is not None
        last = stop
        if (
            not number
            or number in _YEARS
            or number in _SECTIONS
            or low.startswith(")(", start - 2)
            or _ADDRESS.match(low, stop)
        ):
            # "Rule 12(b)(6)", "1 Main Street" name no paper.
            continue
        if found and _is_nested(low, begin, start):
            continue
        one = (number, start, stop)
        if listed and not waiting and found and found[-1][2] >= start - _LIST_GAP:
            found.append(one)
            continue
        waiting = [*waiting, one] if listed else [one]
        before = low[max(begin, start - _BEFORE) : start]
        if found and passed >= 0 and _STRUCK_TOO.fullmatch(low, passed, start):
            # "granting 20 Motion to Seal 18 Exhibit and 19 Memorandum"
            passed = stop
        elif _decides(low, before, stop, bool(found), leading and not found, about):
            found += waiting
            waiting = []
            passed = -1
        elif found and passed < 0 and low[stop : stop + 1] == "]" and _NEXT_MOTION.search(before):
            found.append(one)
            waiting = []
        elif listed and behind and behind[-1] is waiting[-2] and _LIST_END.match(low, stop, end):
            # "Motions to Extend Time 24 and 26 are granted": the list goes on.
            behind = [*behind, one]
        elif (
            leading
            and not found
            and _stands_behind(low, begin, end, before, start, stop)
            and not (behind and _CONCERNED.search(before))
        ):
            # "Motion to Dismiss 17 and the Motion to Dismiss 25 are granted": both are.
            behind = [*behind, one]
        elif found and _MENTIONED.search(before, max(0, len(before) - _NEARER)):
            passed = stop
    return found or behind


def _is_nested(low: str, begin: int, start: int) -> bool:
    """Whether the number at `start` is one to which only the paper refers that a ruling decides:
    "Order Denying (related document(s): 188 Motion to Dismiss (related document(s): 102 Complaint))".
    """
    at = low.rfind("(related doc", max(begin, start - _NEARER), start)
    first = low.find("(related doc", begin, at) if at > 0 else -1
    return first >= 0 and low.count("(", first, at) > low.count(")", first, at)


def linked_number(low: str, at: int) -> Number | None:
    """The paper whose linked number closes the sentence that rules on it ("is DENIED 140 ."), `at` the verb's end."""
    found = _LINKED.match(low, at)
    if found is None or names_no_paper(found.group(1)) or int(found.group(2)) in _YEARS:
        return None
    if not found.group(3) and found.group(1).strip():
        # The full stop that closes a text is not kept, and with it the space that told a link from a plain number.
        return None
    return int(found.group(2)), found.start(2), found.end(2)


def _stands_behind(low: str, begin: int, end: int, before: str, start: int, stop: int) -> bool:
    """Whether the number closes a title: "Motion to Compel [9]", "Report and Recommendation (Issued) 25"."""
    if before.rstrip(" #").endswith("[") and low[stop : stop + 2].lstrip(" ").startswith("]"):
        return _BRACKETS_CLOSE.search(low, begin, start) is not None or low.endswith(_RELIEF_BEFORE, begin, start - 1)
    if _NOUN_BEFORE.search(before) and _PURPOSE.match(low, stop):
        # "Motion 17 to Certify Class": Washington's way.
        return True
    if not _END_BEHIND.match(low, stop, end) or names_no_paper(before):
        return False
    return _TITLE_BEFORE.search(low, max(begin, start - _TITLE), start) is not None


def names_no_paper(before: str) -> bool:
    """Whether the words before a number say that it counts something else ("Count 3", "March 3")."""
    words = before.rstrip("( [#.").rsplit(None, 1)
    return bool(words) and (words[-1].strip("(.,") in _NO_PAPER or before.endswith(_NO_PAPER_EITHER))


def _decides(low: str, before: str, stop: int, others: bool, leading: bool, about: bool) -> bool:
    """Whether the number that ends at `stop`, with `before` in front of it, names a decided paper."""
    reference = _REFERENCE.search(before, max(0, len(before) - _NEAR))
    if reference:
        stem = before[: reference.start()]
        if _CITED.search(stem):
            return False
        if others and _CONCERNED.search(stem):
            return False
        # "Motion for Restraining Order (Doc. 5)" is the motion; "the complaint (Doc. 1)" is another paper.
        if not _OF_ANOTHER.search(stem):
            return True
        return _REQUEST.search(stem[max(stem.rfind(")"), stem.rfind("]")) + 1 :] if others else stem) is not None
    if names_no_paper(before):
        return False
    if others and _PLEADING.match(low, stop):
        # "10 Motion to Dismiss Plaintiffs' Amended 5 Complaint"
        return False
    if _PAPER.match(low, stop):
        stem = before.rstrip(" [#(")
        if about and stem.endswith(_ABOUT):
            return True
        if stem.endswith((" re", " re:")) and (others or _REQUEST.search(stem)):
            # "Motion to Stay re 12 Order": the order is only what the motion is about.
            return about and not others
        return _MENTIONED.search(before, max(0, len(before) - _NEARER)) is None
    return leading and _LEADING.match(before) is not None and _NEXT.match(low, stop) is not None
