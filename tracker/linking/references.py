"""The papers that a docket entry names by number, and in what sense: what it opposes, supports, replies to, appeals,
decides. Pure.

Courts' systems quote a paper by its number and title ("re 12 MOTION for Preliminary Injunction", "(Related Doc # 50)",
"to motion to stay [2146789-2]"). Only numbers that stand so count; dates, amounts and attachments do not.
"""

import re
from dataclasses import dataclass
from functools import lru_cache


@dataclass(frozen=True, slots=True)
class Reference:
    """what: decides, opposes, answers, replies, supports, appeals, concerns. number: without attachment ("12-1" is 12).
    noun: what the words call the paper, None where they do not. docket: the number of another docket, where named."""

    what: str
    number: str
    noun: str | None
    words: str
    docket: str | None = None


_NOUNS = {
    "motion": "motion", "application": "motion", "petition": "petition", "request": "motion", "letter": "motion",
    "stipulation": "motion", "cross-motion": "motion",
    "response": "response", "opposition": "response", "objection": "response", "reply": "reply",
    "order": "order", "opinion": "order", "judgment": "order", "ruling": "order", "decision": "order",
    "memorandum": "paper", "brief": "paper", "declaration": "paper", "affidavit": "paper",
    "report": "report", "notice": "notice", "appeal": "notice", "complaint": "complaint",
}  # fmt: skip
_NOUN = r"(?:" + "|".join(_NOUNS) + r")s?\b"
_NUMBER = r"(?P<n>\d{1,4}|\d{6,8})(?:-\d{1,3})?(?![\d/%]|[.,:]\d|-[a-z])"
_MARK = r"(?:ecf|docs?\.?|dkts?\.?|docket|document|d\.e\.|de|filing)(?: entry)?(?: nos?\.?)?"
# "re 12 MOTION", "as to (Doc. 45)", "(related document(s): 50", "to 12 MOTION", "REPLY to 8 Government's Response"
_LEAD = re.compile(
    r"(?:\b(?P<sure>re|as to|regarding|related (?:document\(s\)|documents?|docs?\.?))|"
    r"\b(?:to|of|from|on|affirming|reversing|vacating|dismissing))"
    rf":?[ (\[]{{1,3}}(?:(?<=g )orders? )?(?:{_MARK})?[ :#(\[]{{0,3}}{_NUMBER}[\])]{{0,2}}"
    r"(?P<tail> [^\d,;.\[\]()]{0,90})?"
)
_GLUED = re.compile(rf"related document\(s\):? ?{_NUMBER}(?P<tail> [^\d,;.\[\]()]{{0,90}})?")
_CHAIN = re.compile(
    rf"(?:[^\d,;\[\]()]{{0,80}}),* ?(?:[,;]|\band\b|&) ?(?:and )?[#(\[]{{0,2}}{_NUMBER}[\])]{{0,2}}"
    r"(?P<tail> [^\d,;.\[\]()]{0,70})?"
)
# "to motion to stay case [2146789-2]", "Motion (ECF No. 12)", "MOTION by Defendant to dismiss 12"
_BEHIND = re.compile(
    rf"\b(?P<noun>{_NOUN})[^.;\d\[\]()]{{0,90}}(?:[\[(]{{1,2}}(?:{_MARK})?[ #:]{{0,2}}|(?<= )){_NUMBER}"
    r"(?=[\])]| ?[.,]? ?$| ?\.(?: |$)| filed\b| \()"
)
_FIRST_NOUN = re.compile(rf"\b{_NOUN}")
# "RESPONSE by Guild to Motion for stay [11]": the motion is numbered, not the response that begins the line.
# "REPLY to response to motion [2]": the motion again.
_TO_NOUN = re.compile(rf"\bto (?:the |an? )?(?:(?:response|opposition|reply)s? to (?:the |an? )?)?(?P<noun>{_NOUN})")
_OWN = re.compile(r"^[A-Z][A-Za-z /,'-]{2,90}\[(\d{6,8})\]")
_DOCKET = re.compile(r"\bin (?:case )?(?:no\. )?(\d:\d\d-[a-z]{2}-\d{3,6})")
_CUT = re.compile(r"\(?\battachments?:|\(entered:|\[entered:|\bmodified on\b|\bset/reset\b")
_AGAINST = re.compile(r"\b(?:opposition|opposing|opposes?|objections?|objects|against)\b")
_NOT_AGAINST = re.compile(r"\b(?:no|non|not|without)[ -](?:opposition|oppos|objection|object)")
_FOR = re.compile(r"\b(?:in|and) support\b|\bsupporting\b")
# "Cross MOTION for Summary Judgment and RESPONSE in Opposition re 10 MOTION"
_AND_AGAINST = re.compile(r"\band (?:response|memorandum|brief)\b[^.;\d]{0,30}\b(?:opposition|opposing)\b")
_OPENING = re.compile(r"docketed|opened|transmission|transmittal|usca case number")
# What follows the paper's title belongs to the next ruling, its filer, or its docket.
_REST = re.compile(r" (?:and [a-z]+ing\b|in case\b|in$|filed\b|by\b).*", re.I)
# The kinds of which `_sense` may say something.
_SPEAKING = frozenset({
    "response", "brief", "declaration", "letter", "notice_of_appeal", "reply", "motion", "mandate", "opinion",
})  # fmt: skip
_DIGIT = re.compile(r"\d")
_MOST = 20
_LONGEST = 4000


@lru_cache(maxsize=8192)
def references(text: str, kind: str, rules_on: tuple[int, ...]) -> tuple[Reference, ...]:
    """What the words name, in their order. rules_on: numbers that the tagger says a court's act decides."""
    text = text[:_LONGEST]
    low = text.lower()
    if len(low) != len(text):  # a letter that grows in lower case would shift every place
        low = text = low[:_LONGEST]
    if cut := _CUT.search(low):
        low, text = low[: cut.start()], text[: cut.start()]
    if rules_on:
        return tuple(_ruled(text, low, number) for number in rules_on[:_MOST])
    what = _sense(low, kind)
    if what is None or not _DIGIT.search(low):
        return ()
    found: dict[str, Reference] = {}
    for match in _named(low, kind):
        number, noun = match["n"], _noun_of(match)
        # A motion is about an order that it names; what else it names (a motion it wants time for) is no tie.
        only = {"motion": "order", "opinion": "motion"}.get(kind) if what != "opposes" else None
        if number != own_number(text) and (only is None or noun == only):
            words = _short(text[match.start("n" if match.re is _CHAIN else 0) : match.end()])
            found.setdefault(number, Reference(what, number, noun, words, _elsewhere(low, match.end("n"))))
    return tuple(found.values())[:_MOST]


def speaks(text: str, kind: str, rules_on: tuple[int, ...]) -> bool:
    """Whether the words of a paper can name another one, or give its own number."""
    return bool(rules_on) or "[" in text or kind in _SPEAKING


def opens(text: str) -> bool:
    """Whether a notice about an appeal only tells that the court above has it, under which number."""
    return _OPENING.search(text[:_LONGEST].lower()) is not None


def _sense(low: str, kind: str) -> str | None:
    if kind == "response":
        against = _AGAINST.search(low) and not _NOT_AGAINST.search(low)
        return "opposes" if against else "supports" if _FOR.search(low) else "answers"
    if kind in ("brief", "declaration", "letter"):
        if _AGAINST.search(low) and not _NOT_AGAINST.search(low):
            return "opposes"
        return "supports" if _FOR.search(low) else None
    if kind == "notice_of_appeal":
        # The court above opens a case; the numbers there are of another docket.
        return None if _OPENING.search(low) else "appeals"
    if kind == "motion" and _AND_AGAINST.search(low):
        return "opposes"
    return {"reply": "replies", "motion": "concerns", "mandate": "decides", "opinion": "decides"}.get(kind)


def _named(low: str, kind: str) -> list[re.Match[str]]:
    """The first paper named, and those listed right behind it; else those whose number stands behind their title."""
    at = 0
    while first := _LEAD.search(low, at) or _GLUED.search(low, at):
        sure = first.groupdict().get("sure") or first.re is _GLUED
        if not sure and first["n"] in ("1", "2", "3") and low[first.start("n") - 1] == "(":
            # "Objection to (1) Motion to Sell; (2) Motion to Borrow" counts its own points.
            return []
        if sure or _FIRST_NOUN.search(first["tail"] or ""):
            found = [first]
            while len(found) < _MOST and (more := _CHAIN.match(low, found[-1].end("n"))):
                found.append(more)
            return found
        at = first.end("n")
    return list(_BEHIND.finditer(low)) if kind != "notice_of_appeal" else []


def _noun_of(match: re.Match[str]) -> str | None:
    groups = match.groupdict()
    word = groups.get("noun")
    if word is not None and (inner := _TO_NOUN.search(match.group())):
        word = inner["noun"]
    if word is None and (first := _FIRST_NOUN.search(groups.get("tail") or "")):
        word = first.group()
    return _NOUNS.get((word or "").removesuffix("s")) if word else None


def _elsewhere(low: str, at: int) -> str | None:
    """The docket that the words behind a paper's number name: "12 MOTION to Stay in case 1:25-cv-00457"."""
    found = _DOCKET.search(low, at, at + 130)
    return found[1] if found else None


def _ruled(text: str, low: str, number: int) -> Reference:
    found = re.search(
        rf"(?:\b[a-z-]+ )?[#(\[]{{0,2}}\b{number}(?:-\d+)?\b[\])]?"
        # "GRANTS Docket No. 5 and RESERVES ruling on Docket No. 4": the second verb's words are not the first's.
        r"(?P<tail> (?:(?!and [a-z]+s )[^\d,;.\[\]()]){0,60})?",
        low,
    )
    if found is None:
        return Reference("decides", str(number), None, "")
    noun = _FIRST_NOUN.search(found["tail"] or "")
    words = _short(text[found.start() : found.end()]) if noun else ""
    return Reference(
        "decides", str(number), _NOUNS.get(noun.group().removesuffix("s")) if noun else None,
        words, _elsewhere(low, found.start()),
    )  # fmt: skip


def _short(words: str) -> str:
    return _REST.sub("", " ".join(words.split()[:14])).strip(" ,;:-([]")


def own_number(text: str) -> str | None:
    """The number that an appellate paper carries behind its own title: "MOTION [2146789] to stay"."""
    found = _OWN.match(text)
    return found.group(1) if found else None
