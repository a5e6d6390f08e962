"""What a party's paper asks for, and which motions a paper or a setting is about.

Owns titles of motions, stipulations, complaints, responses and letters. Refuses court's acts: what is granted is not
read here.
"""

import re

from tracker.tagging.kinds import Head
from tracker.tagging.scan import Hit
from tracker.tagging.titles import find_addressed, find_requests, withdrawn_motion
from tracker.vocab import INTERIM_RELIEFS

_STOP = re.compile(
    r"[ (](?:filed by\b|on behalf of\b|signed by\b|re:? \[?\d|regarding \[?\d|as to \[?\d|re(?:lated|:)|in support\b|"
    r"responses? due|suggestions in|motions? (?:referred|docket date|\(s\) referred|will be)|noting date|hearing (?:set|scheduled)|"
    r"fee amount|filing fee|service (?:date|of)|document filed by|filed\.|eod|receipt number|re (?:order|notice)|submitted to\b)"
)
_BY = re.compile(r" by (?!(?:tele|video|zoom|public|phone|mail|email|e-mail|remote|the court|court|order|\d|default|[a-z]+ing\b))")
_BOILERPLATE = ("notice to counsel", "motions referred to", "motion referred to", "unless otherwise directed", "unless otherwise ordered")
_OPENING = 120
_WITHDRAWN = re.compile(r"withdraw(?:al|s|n|ing)? (?:of |its |his |her |their |the )*(?:\[?\d+\]? ?)?(?:\S+ ){0,4}?(?:motion|application|request)|withdrawal of\b")
_ASKING = re.compile(r" (?:request(?:ing|s)?|seeking|asking|move|moves|moving|permission|leave|respectfully)\b")


def asked(low: str, head: Head, reliefs: list[Hit]) -> list[Hit | None]:
    """The reliefs that the title of a motion or stipulation names; None for a request that no rule names."""
    stop = _STOP.search(low, head.end)
    hard = stop.start() if stop else len(low)
    by = _BY.search(low, head.end, hard)
    for end in (by.start() if by else hard, hard, len(low)):
        found = find_requests(low, reliefs, head.start, end)
        if any(found):
            return found
    return []


def withdrawn(low: str, head: Head, reliefs: list[Hit]) -> list[Hit | None]:
    """What the motion that a "motion to withdraw a motion" takes back had asked for."""
    begin = withdrawn_motion(low, head.start, head.end + _OPENING)
    return find_requests(low, reliefs, begin, min(len(low), begin + _OPENING)) if begin else []


def interim_asked(reliefs: list[Hit], head: Head) -> list[Hit | None]:
    """The interim reliefs that a complaint's text names; "injunctive relief" alone is what any complaint prays for."""
    return [
        hit
        for hit in reliefs
        if hit.rule.label in INTERIM_RELIEFS and hit.rule.id != "relief.injunction" and hit.start >= head.start
    ]


def addressed(low: str, head: Head, reliefs: list[Hit]) -> list[Hit | None]:
    """The reliefs of the motions, or of the order to show cause, that a paper is about."""
    end = len(low)
    for phrase in _BOILERPLATE:
        at = low.find(phrase, head.end, end)
        if at >= 0:
            end = at
    found = find_addressed(low, reliefs, head.start, end)
    if not found:
        found = [hit for hit in reliefs if hit.start >= head.start and low.startswith("show cause", hit.start)][:1]
    return found


def names_motion(low: str, head: Head) -> bool:
    """Whether the paper is about some motion at all, named or not."""
    return any(word in low[head.start :] for word in ("motion", "application", "request for"))


def withdraws(low: str, head: Head) -> bool:
    """Whether a notice takes a motion back."""
    return "withdraw" in low and bool(_WITHDRAWN.search(low, head.start))


def asked_in_letter(low: str, head: Head, reliefs: list[Hit]) -> list[Hit | None]:
    """What a letter that itself asks ("requesting an extension of time") asks for."""
    found = _ASKING.search(low, head.end)
    if found is None:
        return []
    asked_for = asked(low, head, reliefs)
    return asked_for or find_requests(low, reliefs, found.end(), len(low), object_follows=True)

