"""What a party's paper asks for, and which motions a paper or a setting is about.

Owns titles of motions, stipulations, complaints, responses and letters. Refuses court's acts: what is granted is not
read here.
"""

from tracker.tagging.patterns import over_ascii
from tracker.tagging.prepare import Prepared
from tracker.tagging.readings import Finding, Head, Reading
from tracker.tagging.scan import Hit
from tracker.tagging.titles import RESTRAINTS, Named, find_addressed, find_requests, withdrawn_motion
from tracker.vocab import INTERIM_RELIEFS

_STOP = over_ascii(
    r"[ (](?:filed by\b|on behalf of\b|signed by\b|re:? \[?\d|regarding \[?\d|as to \[?\d|(?<!cause )re(?:lated|:)|"
    r"in support\b|responses? due|suggestions in|motions? (?:referred|docket date|\(s\) referred|will be)|noting date|"
    r"hearing (?:set|scheduled)|fee amount|filing fee|service (?:date|of)|document filed by|filed\.|eod|"
    r"receipt number|re (?:order|notice)|submitted to\b)"
)
# "Motion set for hearing on 3/1": a date, no part of what is asked.
_SETTING = over_ascii(r"\bmotions? (?:set|scheduled|noted) (?:for|on)\b")
_BY = over_ascii(
    r" by (?!tele|video|zoom|public|phone|mail|email|e-mail|remote|the court|court|order|\d|default|[a-z]+ing\b)"
)
_BOILERPLATE = (
    "notice to counsel", "motions referred to", "motion referred to", "unless otherwise directed",
    "unless otherwise ordered", "redaction request", "intent to redact", "request redaction",
    "transcript may be viewed",
)  # fmt: skip
_WITHDRAWN = over_ascii(
    r"withdraw(?:al|s|n|ing)? (?:(?:of|its|his|her|their|the) ){0,3}(?:\[?\d+\]? ?)?(?:\S{1,40} ){0,4}?"
    r"(?:motion|application|request)|withdrawal of\b|voluntary dismissal of (?:motion|application)\b"
)
_ASKING = over_ascii(
    r" (?:for an? (?:automatic )?(?=extension|adjournment)|(?:request(?:ing|s)?|seeking|asking|moves?|moving|"
    r"permission|leave|respectfully)\b)"
)
_REQUESTING = over_ascii(
    r" (?:requesting|requests|asking|seeking)\b"
    r"(?! (?:that )?(?:an? |the )?(?:motion|application|cop(?:y|ies)|docket|forms?|information|status))"
)
_NAMELESS = over_ascii(r"withdrawal of (?:\w+ )?(?:motion|application)s?\b")
_SOME_MOTION = ("motion", "application", "request for")
_AND_PAUPER = over_ascii(r" and (?:motion|application) for leave to proceed (?:on appeal )?(?:in )?forma pauperis\b")
# "Order on Motion for Return of a Bond (Related Doc # 4)": about a motion that no rule names, and nothing more.
_ON_SOME_MOTION = over_ascii(
    r" (?:on|re:?|regarding) (?:[a-z]+'s?'? |the )?(?:motion|application) (?:for|to|of) [^.;:()\[\]]{1,90}"
    r"(?:\.? ?\((?:re:? ?)?related doc[^)]{1,40}\))?[. ]*(?:$|signed on|\([^)]{1,40}\)|\(entered)"
)
# "Objection to Claim Number 4": what it asks is that the claim be disallowed, though it answers no motion.
_TO_CLAIM = over_ascii(
    r"\bobjections? (?:\([a-z-]+\) )?to (?:the )?(?:allowance of )?(?:(?:amended|secured|priority) )?(?:proofs? of )?"
    r"claims?\b(?! of exempt| for exempt)"
)
_OPENING = 120


def read_party(reading: Reading) -> list[Finding]:
    """The pairs of a party's paper, or of a notice or transcript: `sought`, `addressed` or `withdrawn`."""
    head, low = reading.head, reading.low
    kind = head.kind
    if kind == "complaint":
        return findings(head, _interim_asked(reading), "sought")
    if kind in ("motion", "stipulation"):
        taken_back = _taken_back(reading)
        if any(taken_back):
            return findings(head, taken_back, "withdrawn")
        return findings(head, asked(reading), "sought") or findings(head, [None], "sought")
    if kind == "letter":
        requested = _asked_in_letter(reading)
        if requested:
            return findings(head, requested, "sought")
    about = addressed(reading)
    if kind == "notice" and ("withdraw" in low or "voluntary" in low) and _WITHDRAWN.search(low, head.start):
        return findings(head, about or ([None] if _NAMELESS.search(low, head.start) else []), "withdrawn")
    if not about and kind in ("response", "reply"):
        about = _claim_objected_to(reading)
    if not about and kind in ("response", "reply") and any(word in low[head.start :] for word in _SOME_MOTION):
        about = [None]
    return findings(head, about, "addressed")


def findings(head: Head, named: Named, disposition: str) -> list[Finding]:
    """One outcome for each relief; `other`, by the rule of the kind, where no rule names it."""
    return [
        Finding("other", disposition, head.rule, head.start, head.end)
        if hit is None
        else Finding(hit.rule.label, disposition, hit.rule, hit.start, hit.end)
        for hit in named
    ]


def asked(reading: Reading) -> Named:
    """The reliefs that the title of a motion or stipulation names; empty if none of them is known."""
    low, head, reliefs = reading.low, reading.head, reading.reliefs
    if not reliefs:
        return []
    stop = _STOP.search(low, head.end)
    hard = stop.start() if stop else len(low)
    by = _BY.search(low, head.end, hard)
    # Chicago writes "MOTION by Acme Inc. for extension of time": the title goes on behind the name.
    setting = _SETTING.search(low, hard)
    for end in (by.start() if by else hard, hard, setting.start() if setting else len(low)):
        found = find_requests(low, reliefs, head.start, end)
        if any(found):
            return found
    return []


def addressed(reading: Reading) -> Named:
    """The reliefs of the motions, or of the order to show cause, that a paper is about."""
    low, head, reliefs = reading.low, reading.head, reading.reliefs
    end = len(low)
    for phrase in _BOILERPLATE:
        if phrase in low and (at := low.find(phrase, head.end, end)) >= 0:
            end = at
    begin = head.end if head.kind == "transcript" else head.start
    found = find_addressed(low, reliefs, begin, end, of_party=True)
    if not found:
        found += [hit for hit in reliefs if hit.start >= head.start and low.startswith("show cause", hit.start)][:1]
    return found


def _claim_objected_to(reading: Reading) -> Named:
    """The claim that an objection, or an answer to one, is about."""
    found = _TO_CLAIM.search(reading.low, reading.head.start, reading.head.end + _OPENING)
    if found is None:
        return []
    named: Named = [hit for hit in reading.reliefs if found.start() <= hit.start < found.end()]
    return named[:1]


def _taken_back(reading: Reading) -> Named:
    """What the motion that a "motion to withdraw a motion" takes back had asked for."""
    low, head = reading.low, reading.head
    begin = withdrawn_motion(low, head.start, head.end + _OPENING)
    return find_requests(low, reading.reliefs, begin, min(len(low), begin + _OPENING)) if begin else []


def _interim_asked(reading: Reading) -> Named:
    """The interim reliefs that a complaint's text names; "injunctive relief" alone is what any complaint prays for."""
    start = reading.head.start
    found: Named = []
    for hit in reading.reliefs:
        if hit.rule.label in INTERIM_RELIEFS and hit.rule.id != "relief.injunction" and hit.start >= start:
            found.append(hit)
    return found


def _asked_in_letter(reading: Reading) -> Named:
    """What a letter that itself asks ("requesting an extension of time") asks for."""
    low = reading.low
    found = _ASKING.search(low, reading.head.end)
    if found is None:
        return []
    named = asked(reading) or find_requests(low, reading.reliefs, found.end(), len(low), object_follows=True)
    # "LETTER requesting that the clerk return exhibits": something is asked for, whatever it is.
    return named or ([None] if _REQUESTING.match(low, found.start()) else [])


def beside_appeal(prepared: Prepared, head: Head) -> list[Finding]:
    """ "Petition for a writ of certiorari and motion for leave to proceed in forma pauperis": two papers, one line."""
    found = _AND_PAUPER.search(prepared.low, head.end, head.end + _OPENING)
    return [Finding("in_forma_pauperis", "sought", head.rule, found.start(), found.end())] if found else []


def named_motions(low: str, hits: list[Hit], head: Head, end: int) -> list[Finding]:
    """The motions, by name or by number, that stand between the head and `end`: addressed, not decided."""
    return findings(head, find_addressed(low, hits, head.start, end, strict=True), "addressed")


def title_on_motion(reading: Reading) -> list[Finding]:
    """What an order is about that says nothing but "Order on Motion ..."; empty for every other entry."""
    head = reading.head
    titled = _ON_SOME_MOTION.match(reading.low, head.end) if head.kind == "order" else None
    if titled is None:
        return []
    named = (hit for hit in reading.reliefs if titled.start() <= hit.start and hit.rule.label not in RESTRAINTS)
    return findings(head, [next(named, None)], "addressed")
