"""Which reliefs a title, or the object of a ruling, really names: "leave to file reply re 9 MOTION to Dismiss" is one.

Owns the reading of requests ("MOTION for a TRO, MOTION to Expedite") and of chains inside one request ("a TRO and a
preliminary injunction"). Refuses nested titles: what a paper is *about* is not what it asks. A request that no rule
names comes out as None.
"""

from tracker.tagging.patterns import over_ascii
from tracker.tagging.scan import Hit
from tracker.vocab import INTERIM_RELIEFS

Named = list[Hit | None]

_SMALL = (
    "for|to|of|a|an|the|in|alternative|alternatively|and|or|motions?|applications?|requests?|petitions?|joint|consent|"
    "unopposed|partial|cross|cross-motions?|emergency|expedited|amended|first|second|third|fourth|order|orders|entry|leave|"
    "as|well|both|either|renewed|supplemental|his|its|her|their|further|also|seeking|moves|issuance|immediate|limited|"
    "stipulated|combined|that|court|enter|grant|other|requesting|letter|ex|parte|opposed|agreed|sealed|section|pending|"
    "setting|temporary|nationwide|statewide|issue|oral|ecf|dkt|corrected|verified|pro|se|granting|authorizing|approving|directing|"
    "i{1,3}|i?v|vi{1,3}|[b-e]"
)
_POSSESSIVE = r"[a-z.]+(?:'s|s')|plaintiffs?|defendants?|debtors?|government|movants?|petitioners?|respondents?|trustee"
_SEPARATOR = (
    r"(?:[,;&)\].]|(?<!respond re)(?<!answer re):|[/-](?!\d)|\b(?:and|or|alternative|alternatively|"
    r"(?<!compliance )(?<!accordance )(?<!connection )(?<!comply )(?<!consistent )with)\b)"
)
_JOIN = over_ascii(rf"{_SEPARATOR}(?:[ ,;/&()\[\]#-]|\b(?:{_SMALL})\b|\b\d+\b){{0,16}}$")
_NOUN_JOIN = over_ascii(rf"{_SEPARATOR}(?:[ ,;/&()\[\]#-]|\b(?:{_SMALL}|{_POSSESSIVE})(?![a-z'])|\b\d+\b){{0,12}}$")
# "and Defendant City of Somewhere's Motion for ...": a party's whole name between two motions.
_NAME_JOIN = over_ascii(
    r"\b(?:and|&) (?:(?!(?:to|for|in|re|on|by|from|with|of (?:the|its|his)|order) |oppos|respon|repl|object)"
    rf"[a-z.&,-]{{1,20}} ){{0,6}}[a-z.]{{2,20}}(?:'s|s') (?:(?:{_SMALL}) ){{0,3}}$"
)
_CARRIED = over_ascii(r"\b(?:motions?|applications?|requests?|petitions?|to|for)\b")
_DOCUMENT = over_ascii(
    r"\(?\[?\b(?:ecf|docs?|dkts?|d\.e|d\.i|docket|documents?|filing)\.?(?: entry| nos?\.?)? ?#?\[? ?\d+[\d, ()\[\]-]*"
)
# "in Opposition to 4 and 11 Motions to Intervene": the "and" stands between two numbers and joins no requests.
_LISTED = over_ascii(r"\b\d{1,4}(?:(?:,? and |, | ?& ?)\d{1,4})+ (?=[a-z]|$)")
# "MOTION to Expedite. Emergency Motion under Circuit Rule 27-3": the heading that the rule prescribes, no request.
_PRESCRIBED = over_ascii(r" (?:under|pursuant to) (?:(?:local|circuit|[a-z]{1,10} circuit) )?rule 27\b")
# "Motion to Compel Answers to Interrogatories and Requests for Admission": what a party served is no second motion.
_NOUN = over_ascii(
    r"(?:(?:motion|application|petition|mot|mtn|mtd)s?|"
    r"requests?(?! redaction)(?! for (?:admissions?|inspection|notices?|transcripts?)\b))\b(?! hearing)"
)
_STEMS = ("mot", "mtn", "mtd", "application", "request", "petition")
_POSSESSIVES = ("'s ", "s' ")
_NO_NOUN = ("transcript ", "pre ", "pre-", "voluntary ")
# The Ninth Circuit repeats the event: "[10] Motion (ECF Filing) motion to expedite case".
# "extension of time to file petition for rehearing": what the time is for.
_FOR_WHAT = (" to ", " to file ", " to file a ", " to file the ")
_NO_TITLE = (" (ecf filing", " practice", " papers", " and motion for", " and motion to")
_OBJECT = over_ascii(r"\b(?:to|for|re|on|of|regarding|in|that|and|or|under|pursuant)\b|[,;/:]")
_ASKS = over_ascii(
    r"[^a-z]{0,8}(?:\(\S{1,40}\) )?(?:to|for|of|under|in|seeking|requesting|re|regarding|pursuant|that)\b"
)
_NUMBERED = over_ascii(r"(?<!rule )(?<!chapter )(?<![\d$.:/-])\d{1,4}\]? ?$")
_NUMBERED_NOUN = over_ascii(
    r"(?<!rule )(?<!rule \d)(?<!count )(?<!counts )\d(?<!/\d{4})(?<!, 20\d\d)\]? +(?:[a-z-]+ +){0,2}$"
)
_POINTS_ON = over_ascii(r",? +(?:re|regarding):? +\[?\d")
_AS_TO = over_ascii(r"\b(?:as to|re:?|regarding) \[?\d+\]? (?:[a-z-]+ ){0,2}$")
# "Order on Motion for ...", "Order granting Joint Motion": the title of an order.
_IN_ORDER = over_ascii(
    r"\borders? (?:on|granting|denying|re|regarding)(?: in part)?(?: and denying in part)? +"
    r"(?:(?:[a-z'-]{1,20}|\[?\d{1,4}\]?) +){0,4}$"
)
_OPPOSES = over_ascii(
    r"\d\]? [^;\d]{0,80}motion[^;\d]{0,60}\b(?:and|&) (?:proposed )?(?:response )?(?:in )?"
    r"opposition to (?:[a-z.]+'?s?'? ){0,3}$"
)
_QUOTED = over_ascii(
    r"\b(?:re|regarding):? +\[?\d+\]? (?:[a-z&,-]+ ){0,4}(?:order|opinion|judgment|ruling)s?\b"
    # "the request for a TRO in 4 Motion for TRO and Preliminary Injunction": a part of that motion.
    r"|\b(?:in|portion of|part of) (?:[a-z]+'s?,? |the |their |its )?\[?\d*\]? ?(?:[a-z]+ )?motions? for\b"
)
_NO_MOTION = (" of appeal", " in support", " in opp")
_WITHDRAWS = over_ascii(
    r"(?:motions?|notice|request|stipulation)(?: +by [^;:()]{1,160}?)?(?: +(?:to|of|for leave to))? +"
    r"withdraw(?:al|ing)?(?: +of)? +"
    r"(?:(?!filed |by )[^ ,;:()]{1,40} +){0,5}?(?P<motion>motions?|applications?|requests?)\b"
)
_TITLED = over_ascii(
    r"(?:motion|application|request|petition|stipulation)s?[ /](?:(?:(?!by |filed |from )\S{1,40}[ /]){0,3}"
    # "Motion of Acme Inc., Ann Roe, and the City to Intervene"
    r"|of [^.;:()\[\]]{1,140} (?:to|for) (?:an? |the )?)$"
)
_AFTER = over_ascii(r" *(?:motions?|applications?|requests?)\b")
# Never carried over from words that another request only mentions.
RESTRAINTS = INTERIM_RELIEFS | {"permanent_injunction", "vacatur_of_agency_action"}
# "12 Temporary Restraining Order" is an order, not a motion.
_ORDERS_TOO = frozenset(("temporary_restraining_order", "preliminary_injunction", "permanent_injunction"))
# An interim relief counts as asked for only directly behind "for", "to", "granting", "and" and the like.
_DIRECT = over_ascii(
    rf"(?:\b(?:for|to|seeking|requesting|and|or|granting|denying|entering|issuing|enter|issue|alternative|alternatively)\b|"
    rf"\b(?:issuance|entry) of\b|[,;/:&(\]])(?:[ ,?]|\b(?:{_SMALL}|705)\b)*$"
)
_SUPPORTED = over_ascii(
    r" (?:and|with) (?:declaration|affidavit|memorandum|brief|affirmation)(?: (?:of law|in support|of|for)){0,3} "
    r"(?:\S{1,20} ){0,2}"
    # New Jersey sets the event before the paper's own title: "Motion re: Debtor's Motion for Entry of Orders (I) ..."
    r"| re: (?:[a-z.&,-]{1,20} ){0,4}[a-z.]{2,20}(?:'s?|s') (?:[a-z-]{1,20} ){0,2}"
)
_GAP, _CLOSE, _FAR, _TITLE = 90, 28, 60, 170
_BARE, _AT_ONCE, _SOON = 12, 30, 40
# More requests than any real title has; bounds the work on hostile texts.
_MOST = 60


def find_requests(low: str, hits: list[Hit], begin: int, end: int, *, object_follows: bool = False) -> Named:
    """What the requests named side by side in [begin, end) ask for; None stands for one that no rule names.

    Without any word for a request ("granting preliminary injunction") the chain of reliefs from the first one on.
    object_follows: the region begins with the thing itself, also where a word for a request comes later.
    """
    inside = [hit for hit in hits if begin <= hit.start and hit.end <= end]
    nouns = _nouns(low, begin, end)
    if not nouns:
        return list(_chain(low, inside))
    if object_follows and inside and inside[0].end < nouns[0][0] and inside[0].start - begin < _SOON:
        nouns.insert(0, (begin, begin))
    while len(nouns) > 1 and (
        not _OBJECT.search(low, nouns[0][1], nouns[1][0]) or _SUPPORTED.fullmatch(low, nouns[0][1], nouns[1][0])
    ):
        # "MOTION Defendant's Motion to Transfer": the title repeats the event; "APPLICATION and Declaration in Support
        # of Request to Proceed": the paper carries its own support.
        del nouns[0]
    top = [nouns[0]]
    passed = False
    for noun in nouns[1:]:
        gap = _gap(low[max(top[-1][1], noun[0] - _GAP) : noun[0]])
        somebodys = gap.endswith(_POSSESSIVES)
        if (_NOUN_JOIN.search(gap) or _NAME_JOIN.search(gap) or _is_glued(low, inside, noun)) and not (
            passed and somebodys
        ):
            top.append(noun)
            passed = False
        else:
            # "Briefing Schedule for Defendant's Motion to Dismiss and Plaintiff's Motion to Compel": both are theirs.
            passed = somebodys
    found: Named = []
    for n, (start, stop) in enumerate(top):
        limit = top[n + 1][0] if n + 1 < len(top) else end
        found += _one_request(low, inside, nouns, start, stop, limit)
    return found


def find_addressed(
    low: str, hits: list[Hit], begin: int, end: int, *, strict: bool = False, of_party: bool = False
) -> Named:
    """The reliefs of all motions that a paper is about; None for a motion that no rule names.

    strict: a motion that no rule names counts only with its document number.
    of_party: "re 12 Order on Motion to Seal" names an order, not a motion.
    """
    inside = [hit for hit in hits if begin <= hit.start and hit.end <= end]
    nouns = _nouns(low, begin, end)
    if of_party and nouns:
        nouns = [noun for noun in nouns if _IN_ORDER.search(low, max(begin, noun[0] - _GAP), noun[0]) is None]
    nouns = [noun for n, noun in enumerate(nouns) if not n or not _is_object(low, inside, nouns[n - 1], noun)]
    found: Named = []
    carried = False
    for n, (start, stop) in enumerate(nouns):
        before = _just_before(low, inside, start)
        if before and (before.end > start or not _ASKS.match(low, stop)):
            found.append(before)
            continue
        if n and _OPPOSES.search(low, max(begin, start - 2 * _GAP), start):
            # "53 MOTION to Dismiss and Opposition to Motion to Compel": one motion, with an answer in its title.
            continue
        if carried and (
            low.endswith(_FOR_WHAT, begin, start) or _AS_TO.search(low, max(begin, start - _AT_ONCE), start)
        ):
            # "extension of time to respond to motion ...": the second motion is not what the paper is about.
            continue
        own = _own(inside, start, stop, nouns[n + 1][0] if n + 1 < len(nouns) else end)
        if own and (own[0].start - stop < _FAR or low.startswith((" by ", " of ", " for entry of "), stop)):
            close = _chain(low, own)
            kept = [hit for m, hit in enumerate(close) if not m or hit.start - close[m - 1].end < _CLOSE]
            found += kept
            carried = kept[-1].rule.option
        elif n + 1 < len(nouns) and _POINTS_ON.match(low, stop):
            # "Response to Motion re 33 MOTION to Transfer": one motion, named twice.
            continue
        elif _is_unnamed_motion(low, start, stop, strict):
            found.append(None)
    for hit in inside:
        if hit not in found and hit.rule.label not in _ORDERS_TOO and _is_numbered(low, hit.start):
            found.append(hit)
    return found


def withdrawn_motion(low: str, begin: int, end: int) -> int:
    """Where the motion that is taken back is named ("Motion to Withdraw 12 Motion for ..."); 0 if none is."""
    if low.find("withdraw", begin, end) < 0:
        return 0
    found = _WITHDRAWS.search(low, begin, end)
    return found.start("motion") if found else 0


def _gap(between: str) -> str:
    """The words between two requests, without the numbers of the papers that they name."""
    return _LISTED.sub(" ", _DOCUMENT.sub(" ", between))


def is_titled(low: str, hit: Hit) -> bool:
    """Whether the hit is part of the name of a motion: "motion for leave to ...", "... injunction motion"."""
    return bool(_TITLED.search(low, max(0, hit.start - _TITLE), hit.start) or _AFTER.match(low, hit.end))


def _nouns(low: str, begin: int, end: int) -> list[tuple[int, int]]:
    """Where the words for a request stand in [begin, end)."""
    starts = []
    for stem in _STEMS:
        # Looking for plain letters is many times faster than trying the pattern everywhere.
        at = low.find(stem, begin, end)
        while at >= 0:
            starts.append(at)
            at = low.find(stem, at + 3, end)
    starts.sort()
    found: list[tuple[int, int]] = []
    for start in starts:
        noun = _NOUN.match(low, start, end)
        if (
            noun is not None
            and not low[start - 1 : start].isalpha()
            and not low.endswith(_NO_NOUN, 0, start)
            and not low.startswith(_NO_TITLE, noun.end())
            and not (found and _PRESCRIBED.match(low, noun.end()))
        ):
            if found and found[-1][1] == start - 1 and low[start - 1] == "/":
                # Sacramento writes "Motion/Application": one request.
                found[-1] = (found[-1][0], noun.end())
                continue
            found.append(noun.span())
            if len(found) == _MOST:
                break
    return found


def _one_request(low: str, hits: list[Hit], nouns: list[tuple[int, int]], start: int, stop: int, limit: int) -> Named:
    """What the request whose noun stands at [start, stop) asks for."""
    before = _just_before(low, hits, start)
    if before and not _is_glued(low, hits, (start, stop)):
        # "preliminary injunction motion", "counsel's motion to withdraw"
        return [before]
    own = _own(hits, start, stop, limit)
    if own:
        first = own[0]
        if first.rule.label in INTERIM_RELIEFS and not _DIRECT.search(low, max(0, first.start - _FAR), first.start):
            return [None]
        if not any(start < noun[0] < first.start for noun in nouns):
            return list(_chain(low, own))
    asks = _ASKS.match(low, stop) and len(low[stop:limit].strip(" .,;:-()[]")) >= _BARE
    return [None] if asks else []


def _is_glued(low: str, hits: list[Hit], noun: tuple[int, int]) -> bool:
    """ "MOTION for TRO MOTION for Preliminary Injunction": CM/ECF sets two events side by side."""
    before = _just_before(low, hits, noun[0])
    if before is None or before.rule.label not in _ORDERS_TOO or not low.startswith(" for ", noun[1]):
        return False
    return any(noun[1] < hit.start <= noun[1] + _BARE for hit in hits)


def _is_object(low: str, hits: list[Hit], previous: tuple[int, int], noun: tuple[int, int]) -> bool:
    """ "MOTION for Leave to Amend Petition", "MOTION to Dismiss Petition": the noun is what the motion is about."""
    for hit in hits:
        if hit.start >= noun[0]:
            break
        if previous[1] <= hit.start and low[previous[1] : hit.start].strip() in ("to", "for"):
            if hit.end >= noun[1]:
                return True
            if low.startswith("petition", noun[0]) and not low[hit.end : noun[0]].strip():
                return True
    return False


def _own(hits: list[Hit], start: int, stop: int, limit: int) -> list[Hit]:
    return [hit for hit in hits if hit.start == start or (stop <= hit.start and hit.end <= limit)]


def _just_before(low: str, hits: list[Hit], start: int) -> Hit | None:
    found = None
    for hit in hits:
        if hit.start >= start:
            break
        if hit.end > start:
            # "Fee Application of ...": the noun is part of the relief's own name.
            return hit
        if hit.end + 2 >= start and not low[hit.end : start].strip():
            found = hit
    return found


def _is_unnamed_motion(low: str, start: int, stop: int, strict: bool) -> bool:
    if not strict and _ASKS.match(low, stop) and not low.startswith(_NO_MOTION, stop):
        return True
    return _NUMBERED_NOUN.search(low, max(0, start - _AT_ONCE), start) is not None


def _is_numbered(low: str, start: int) -> bool:
    return _NUMBERED.search(low, max(0, start - 14), start) is not None


def _chain(low: str, hits: list[Hit]) -> list[Hit]:
    """The hits that are named side by side, from the first on."""
    kept = hits[:1]
    passed: Hit | None = None
    for hit in hits[1:]:
        if passed and hit.rule.label in RESTRAINTS and _goes_with(low, passed, hit):
            # "Motion to Dismiss the claim for preliminary and permanent injunctive relief" asks for neither.
            passed = hit
        elif _is_beside(low, kept[-1], hit):
            kept.append(hit)
        else:
            passed = hit
    return kept


def _goes_with(low: str, passed: Hit, hit: Hit) -> bool:
    """Whether the hit only goes on with one that is not asked for, and begins no request of its own."""
    gap = low[passed.end : hit.start]
    joined = _JOIN.search(gap) if len(gap) <= _GAP else None
    return joined is not None and _CARRIED.search(joined.group()) is None


def _is_beside(low: str, previous: Hit, hit: Hit) -> bool:
    gap = low[previous.end : hit.start]
    if len(gap) > 2 * _GAP:
        gap = gap[-_GAP:]
        if "motion" not in gap and not gap.endswith((" , to ", " , for ")):
            return False
    if _QUOTED.search(gap):
        # "Motion to Seal re 7 Opinion and Order granting ...": the order is only what the motion is about.
        return False
    joined = _JOIN.search(_gap(gap))
    if joined is None:
        # Richmond sets a space before the comma that parts two requests: "to recall mandate. , to reopen case".
        return gap.endswith((" , to ", " , for "))
    # Behind "leave to file" or "extension of time" only a new "motion to" or "and for" begins another request.
    return not previous.rule.option or _CARRIED.search(joined.group()) is not None
