"""Where the object of a ruling verb may stand: behind "granting", before "is GRANTED", and no further than its clause.

Owns the ends of that stretch: the next verb, advice, a new title, a day by which papers are due, reasons, directions
to the clerk. Refuses nothing.
"""

from tracker.tagging.patterns import over_ascii
from tracker.tagging.readings import Reading
from tracker.tagging.scan import Hit

MOTION = ("motion", "application", "request", "petition", "stipulat", "letter", "objection", " mot ", "mtd ")
_SAME_TITLE = tuple(f"and {noun} {link} " for noun in ("request", "motion", "application") for link in ("for", "to"))
_AND = ("and ", " and ")
_PLURAL = (" are ", " are hereby ", " are each ", " are both ", " be ")
_NUMBER_IN_BRACKETS = over_ascii(
    r" *(?:\((?:docs?|ecf|dkts?|de)\b[^()a-z]{0,6}(?:nos?)?[^()a-z]{1,24}\)|\[\d{1,3}\](?! ?\[?\d)"
    # "The Court GRANTS the motions to intervene. Dkt. Nos. 23, 28. The clerk shall ...": a citation for a sentence.
    r"|(?:dkts?\.?|ecf|docs?\.) (?:nos?\.? )?#?\d{1,4}(?:(?: ?,| and| &) \d{1,4}){0,8} ?(?=\.))"
)
_ADVICE = over_ascii(r" (?:recommending|recommends|is recommended)\b")
_NEW_TITLE = over_ascii(
    r"(?<!vacate)(?<!vacating)(?<!aside)(?<!reconsider)(?<!re)(?<!re:)(?<!the)(?<!from)(?<!\d)(?<!,)(?<!and)"
    r"(?<!for)(?<!an) order (?:of dismissal|certifying)\b"
)
_DUE = over_ascii(
    r"(?<=\w)[:;,] (?:the |any )?(?:[a-z]+'s?'? |cross-){0,2}"
    r"(?:motions?|oppositions?|responses?|repl(?:y|ies)|briefs?|answers?)\b"
    r"[^.;:]{0,70}? (?:(?:is|are|be|shall|now) )*due\b"
)
_REASONS = over_ascii(
    r"(?<=[a-z\d\])]),? for (?:the )?reasons (?:set forth|stated|given|explained|discussed|described) in\b"
)
# "GRANTING 20 MOTION to Seal and DIRECTING Clerk to seal Doc. 18"
_DIRECTS = over_ascii(r"(?:[,;]| and|[,;] and) (?:directing|instructing) (?:the )?(?:clerk|part(?:y|ies)|counsel)\b")
# "DENYING PROPOSED PLANS: ORDERED that discovery is stayed until 2 Motion is decided": the order follows its title.
_ORDERED = over_ascii(r"(?<=\w) ?: (?:it is )?(?:hereby )?ordered that\b")
# Letters without which the pattern beside them fits nowhere.
_OBJECT_ENDS = (
    (" recommend", _ADVICE),
    (" order ", _NEW_TITLE),
    (" due", _DUE),
    (" reasons ", _REASONS),
    ("cting ", _DIRECTS),
    ("ordered that", _ORDERED),
)
_BECAUSE = over_ascii(r"\W*(?:because|since|although|though|while|whereas)\b")
# "Motion to Compel Answers to Interrogatories, and Requests for Admission": what a party served, no motion.
_SERVED = over_ascii(r"\brequests? (?:for (?:admissions?|production|inspection|documents)|to admit)\b")
_SHORT = 40
_BRACKET = 160


def object_region(reading: Reading, verbs: list[Hit], n: int) -> tuple[int, int]:
    """Where the object of verb `n` may stand."""
    verb, sentences = verbs[n], reading.sentences
    if verb.rule.after:
        end = sentences.end(verb.end)
        # "granting the Motion to Dismiss. (Doc. 12)": the number belongs to the sentence before it.
        number = _NUMBER_IN_BRACKETS.match(reading.low, end)
        end = number.end() if number else end
        # "DENYING 72 Motion to Strike and RECOMMENDING 61 Motion to Dismiss be denied": only the first is ruled on.
        # "ORDER DENYING MOTION ORDER OF DISMISSAL": a new title, set down without a comma.
        # "granting 22 Motion for Schedule: motion for summary judgment due May 1"; "... for the reasons in 38 Ruling".
        for letters, other in _OBJECT_ENDS:
            # Looking for plain letters is many times faster than trying the pattern everywhere.
            if reading.low.find(letters, verb.end, end) >= 0:
                found = other.search(reading.low, verb.end, end)
                end = found.start() if found else end
        return verb.end, min(end, verbs[n + 1].start) if n + 1 < len(verbs) else end
    begin = _before_bracket(reading, sentences.start(verb.start), verb.start)
    if n and verbs[n - 1].end > begin:
        begin = verbs[n - 1].end
    if reading.low.endswith(_PLURAL, begin, verb.start):
        series = _series_start(reading, begin, verbs[n - 1].end if n else reading.head.end)
        if series < begin:
            return series, verb.start
    clause = sentences.clause_start(verb.start)
    if reading.low.startswith(_AND, clause) and reading.low.endswith(_PLURAL, clause, verb.start):
        # "The motion for a stay and the request for a hearing are denied": both are.
        clause = sentences.clause_start(clause)
    while clause > begin and reading.low[clause : clause + _SHORT].lstrip().startswith(_SAME_TITLE):
        # "Motion for a TRO, and Request for a Hearing [# 96 ] is denied": one paper with two requests.
        clause = sentences.clause_start(clause)
    clause = _before_bracket(reading, clause, verb.start)
    if clause > begin and (
        _names_motion(reading.low[clause : verb.start]) or _BECAUSE.match(reading.low, max(begin, reading.head.end))
    ):
        # "Because plaintiffs no longer seek a TRO, the schedule is withdrawn."
        begin = clause
    return begin, verb.start


def _series_start(reading: Reading, begin: int, floor: int) -> int:
    """Where a series of motions begins whose last part stands at `begin`, behind `floor`, the ruling before it:
    "Motion to Dismiss [12]; Motion to Strike [15]; and Motion for Hearing [19] are DENIED".
    """
    low, sentences = reading.low, reading.sentences
    start = begin
    while start > floor and low[start - 1] == ";" and has_any(low[start : start + _SHORT], MOTION):
        part = max(floor, sentences.start(start - 1))
        if not has_any(low[part:start], MOTION):
            break
        start = part
    return start


def _before_bracket(reading: Reading, begin: int, end: int) -> int:
    """Where the stretch begins if [begin, end) opens inside a bracket: "Motions to Dismiss [R. 9 ; R. 29 ] are"."""
    low = reading.low
    close = low.find("]", begin, end)
    if close < 0 or low.find("[", begin, close) >= 0:
        return begin
    opening = low.rfind("[", max(reading.head.end, begin - _BRACKET), begin)
    return reading.sentences.start(opening) if opening >= 0 and low.find("]", opening, begin) < 0 else begin


def _names_motion(text: str) -> bool:
    """Whether a motion is named, and not only what a party served on another."""
    return has_any(_SERVED.sub("", text) if "request" in text else text, MOTION)


def has_any(text: str, words: tuple[str, ...]) -> bool:
    """Whether one of the words, or of the parts of words, stands in the text."""
    return any(word in text for word in words)
