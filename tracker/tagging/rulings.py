"""What a court's act decides: verbs with their objects ("granting 4 Motion to Seal") and acts of the court's own.

Owns giving each verb its object, and reading outcome pairs and decided documents from both. Refuses to make a ruling of
a verb whose object cannot be found; "the motion" means the motion named before.
"""

from tracker.tagging.apart import asked_in_letter
from tracker.tagging.bound import bind, report_number
from tracker.tagging.conditions import find_counting, is_participle
from tracker.tagging.numbers import decided_numbers, linked_number
from tracker.tagging.parts import denies_the_rest, end_of_part, objected, one_in_parts, to_report
from tracker.tagging.patterns import over_ascii
from tracker.tagging.readings import Finding, Number, Reading, Ruling
from tracker.tagging.regions import MOTION, has_any, object_region
from tracker.tagging.rules import Rule
from tracker.tagging.scan import Hit, Row, find_rows
from tracker.tagging.titles import find_addressed, find_requests, withdrawn_motion

_AS_MOOT = (" as moot", " is moot", " are moot", " now moot")
# "denying 9 Motion to Reconsider Order Denying 4 Motion as Moot": that earlier one was moot.
_OWN_MOOT = over_ascii(r"\border (?:denying|dismissing|finding)\b[^;]{0,160} as moot")
_REPORT = ("report", "r&r", "recommendation", "findings")
_AGREED = ("stipulat", *_REPORT, "agreement", "consent judgment", "plea")
_STIPULATED = ("stipulat", "report", "recommendation", "consent")
_ASKED_FOR = ("motion", "application", "petition", "request for")
_ANAPHORA = over_ascii(
    r" (?:the|this|that|said|both|these|such|foregoing|instant|pending|same) (?:\S{1,40} ){0,2}?"
    r"(?:motion|application|request|petition)s?\b"
)
# "Hearing on Motion for Relief. OUTCOME: Motion denied. (related document(s): 20)"
_JUST_MOTION = over_ascii(r"(?:^|[:;.,-]) ?motion (?:is |hereby )?$")
# Words that are the object of a ruling only as the title of a motion: "a sentence of ... is granted" rules on none.
_NEVER_ALONE = frozenset(("sentencing_plea", "other", "dismissal", "enforcement"))
# "granting the motion and setting a hearing", "... and order to show cause": the second is no motion granted.
_OWN_ACTS = frozenset(("enforcement", "scheduling"))
# "granting 18 Motion to Compel, and staying discovery": the court goes on to do a thing of its own.
_GOES_ON = (", ", "; ", " and ", ",and ")
# Acts on dates decide no document: "the deadline to respond to 27 Motion is extended".
_DATES = frozenset(("scheduling", "extension_of_time"))
_LIFTS = ("lift", "vacat", "dissolv")
_RELATED = over_ascii(r"\.? ?\((?:re:? ?)?related doc(?:ument)?s?(?:\(s\))?[: #]*")
_ALL = over_ascii(r"\b(?:matters|motions|applications|cross-motions)\b")
_HEARD = over_ascii(r"\barguments? (?:(?:was|were) )?(?:heard|presented|held)\b")
_DISMISSAL = ("dismiss", "voluntary dismiss", "voluntarily dismiss")
_BRACKETED = over_ascii(r"\.? ?\[(\d{1,3})\](?! ?\[?\d)")
# "The following Motions to Intervene are hereby GRANTED: 53, 58, 61, and 71 ."
_LIST_BEHIND = over_ascii(r": ((?:\[?\d{1,4}\]? ?(?:,|and|&) ?(?:and )?){1,12}\[?\d{1,4}\]?) ?(?:[.;]|$)")
# "... are GRANTED pursuant to Fed. R. Civ. P. 24(b). (ECF Nos. 5 ; 7 .)": a citation for the whole sentence.
_CITED_BEHIND = over_ascii(r" *\((?:docs?|ecf|dkts?)\.? ?(?:nos?\.? )?[\d ,;&]{1,30}\.?\)")
_ANOTHER_PAPER = ("order.", "opinion.", "decision.", "report.", "stipulation.", "agreement.", "complaint.", "record.")
_BARE_LIST = over_ascii(
    r"(?<=[;:.]) ((?:\[?\d{1,3}\]? ?(?:,|and|&) ?(?:and )?){1,12}\[?\d{1,3}\]? )(?:is|are|be) (?:hereby )?$"
)
_DIGITS = over_ascii(r"\d+")
# "ORDER ON MOTIONS TO SEAL. GRANTING DKT. NO. 50": the title says what that paper asks.
_REFERENCE = over_ascii(r" (?:docket|dkts?\.?|ecf|docs?\.?) nos?\.? \d")
_FIRST_PART = over_ascii(r" *(?:\((?:i|a|1)\) ?){0,2}")
_RULED_OBJECTION = frozenset(("granted", "denied", "granted_in_part", "moot"))
# Objections are ruled on with the paper that they are made to.
_OBJECTION = over_ascii(r"\bobjections?\b")
_NEAR = 70
_SHORT = 40
_BARE = 30
_NUMBER_BEFORE = 8
_NUMBER_BEHIND = 24
_BRACKET_BEHIND = 400
# "The motion" refers to one named not far from the beginning; this also bounds the work on hostile texts.
_ANTECEDENT = 1_500


def find_rulings(reading: Reading, rows: list[Row]) -> Ruling:
    """Read the verbs and acts that were found as `rows` in one entry."""
    ruling = Ruling()
    if not rows:
        return ruling
    hits, clauses = find_counting(reading, rows)
    verbs = []
    own_acts = []
    for hit in hits:
        rule = hit.rule
        if rule.group == "verb":
            verbs.append(hit)
            continue
        ruling.findings.append(Finding(rule.label, rule.disposition, rule, hit.start, hit.end))
        if (
            rule.label in _OWN_ACTS
            or rule.id == "act.dismissing_case"
            or (reading.low.endswith(_GOES_ON, 0, hit.start) and is_participle(reading.low, hit.start))
        ):
            own_acts.append(hit)
        if rule.label not in _DATES:
            begin, end = _act_region(reading.low, hit, clauses)
            ruling.decided += [(*number, rule) for number in decided_numbers(reading.low, begin, end)]
    if verbs:
        _rule(reading, verbs, own_acts, ruling)
        ruling.findings = one_in_parts(reading.low, ruling.findings)
        bind(reading, ruling)
    return ruling


def find_weak(reading: Reading) -> Finding | None:
    """The best-ranked weak sign of what an act is about; only for entries in which nothing else was found."""
    kind = reading.head.kind
    rows = find_rows(reading.rules.weak, reading.prepared)
    rows = [row for row in rows if not row[3].kinds or kind in row[3].kinds]
    if not rows:
        return None
    start, _, end, rule = min(rows, key=lambda row: (row[1], row[0]))
    return Finding(rule.label, rule.disposition, rule, start, end)


def _act_region(low: str, hit: Hit, clauses: dict[int, int]) -> tuple[int, int]:
    """Where the number of the paper acted upon may stand: "48 Preliminary Injunction is ...", "vacating 12 Order"."""
    if hit.start in clauses:
        return clauses[hit.start], hit.start
    if is_participle(low, hit.start):
        space = low.find(" ", hit.start, hit.end)
        return (space if space >= 0 else hit.end), hit.end
    return max(0, hit.start - _NUMBER_BEFORE), hit.end


def _rule(reading: Reading, verbs: list[Hit], own_acts: list[Hit], ruling: Ruling) -> None:
    """Give each verb its object and add what it decides to `ruling`."""
    reliefs = reading.reliefs
    if own_acts:
        reliefs = [one for one in reliefs if not any(act.start <= one.start < act.end for act in own_acts)]
    previous: list[Finding] = []
    for n, verb in enumerate(verbs):
        begin, end = object_region(reading, verbs, n)
        found = _objects(reading, verb, begin, end, reliefs, previous)
        ruling.findings += found
        previous = found or previous
        for one in found:
            ruling.decided += [(*number, verb.rule) for number in one.numbers]


def _objects(
    reading: Reading, verb: Hit, begin: int, end: int, reliefs: list[Hit], previous: list[Finding]
) -> list[Finding]:
    """The outcomes of one verb whose object stands in [begin, end)."""
    low, rule = reading.low, verb.rule
    part = end_of_part(low, begin, end) if previous and rule.after else 0
    if part:
        if any(one.disposition == "granted_in_part" for one in previous):
            return []
        end = part
    text = low[begin:end]
    disposition = _said(reading, verb, text)
    if disposition == "denied" and previous and denies_the_rest(low, verb, begin, end, previous):
        # "granted as to Requests 4 and 7 and otherwise denied"
        return [one.but(one.relief, "granted_in_part") for one in previous]
    numbers = _numbers(low, verb, begin, end) or _numbers_behind(reading, verb)
    if disposition in _RULED_OBJECTION and _OBJECTION.search(text) and ("motion" not in text or to_report(text)):
        relief = objected(reading, text)
        if relief != "other":
            # To a report: what is adopted says the outcome. To an order: an appeal from the magistrate judge.
            return [Finding(relief, disposition, rule, verb.start, verb.end, verb, numbers, weak=not relief)]
    withdrawn = withdrawn_motion(low, begin, end) if disposition == "granted" else 0
    if withdrawn:
        named = find_requests(low, reliefs, withdrawn, end)
        disposition = "withdrawn"
    else:
        # "approving class settlement": the verb itself may be part of the name of the relief.
        # But "striking Motion to Seal" is no motion to strike.
        whole = rule.after and rule.disposition != "dismissed"
        named = find_requests(low, reliefs, verb.start if whole else begin, end, object_follows=rule.after)
    asks = has_any(text, MOTION)
    if not rule.after and not asks:
        named = [hit for hit in named if hit and hit.rule.label not in _NEVER_ALONE and verb.start - hit.end < _NEAR]
    if disposition == "entered" and _is_report(text):
        # A report is adopted: the outcome is in what else the order says.
        return [Finding("", disposition, rule, verb.start, verb.end, verb, numbers or report_number(low), weak=True)]
    if not any(named):
        earlier = _antecedent(reading, verb, begin, reliefs, previous, text, bool(numbers))
        if earlier:
            return [_again(low, one, disposition, verb, numbers) for one in earlier]
    if not named and (asks or numbers or _is_titled_grant(reading, verb)):
        named = [None]
    return [_finding(low, hit, disposition, verb, numbers) for hit in named]


def _is_report(text: str) -> bool:
    """Whether a report is named first: "adopting Report and Recommendation for 99 Motion to Stay" grants no motion."""
    named = [at for word in _REPORT if (at := text.find(word)) >= 0]
    asked = [at for word in ("motion", "stipulat") if (at := text.find(word)) >= 0]
    return bool(named) and (not asked or min(named) < min(asked))


def _is_titled_grant(reading: Reading, verb: Hit) -> bool:
    """ "Order Granting Complex Case Treatment": the title says that something was asked for, whatever it was."""
    head = reading.head
    if head.kind != "order":
        return False
    if verb.rule.id == "verb.authorizing":
        # "Interim Order (I) Authorizing ... and (II) Granting Related Relief": the estate had asked for it.
        return reading.prepared.court == "bankruptcy" and bool(_FIRST_PART.fullmatch(reading.low, head.end, verb.start))
    return verb.rule.id in ("verb.granting", "verb.denying") and not reading.low[head.end : verb.start].strip()


def _said(reading: Reading, verb: Hit, text: str) -> str:
    """The disposition of the verb, seen with its object."""
    disposition = verb.rule.disposition
    if reading.low.startswith("approv", verb.start) and disposition in ("granted", "entered"):
        named = reading.low[reading.head.start : verb.start] + text
        if reading.prepared.court == "bankruptcy" and not has_any(named, _STIPULATED):
            # What an estate sells, pays or agrees to needs the court's leave, which somebody asked for.
            return "granted"
        # What the parties agreed is entered; what one of them asked for is granted.
        if has_any(text, _AGREED) and "motion" not in text:
            return "entered"
        return "granted" if has_any(text, _ASKED_FOR) or disposition == "granted" else disposition
    if (
        disposition in ("denied", "dismissed")
        and verb.rule.after
        and has_any(text, _AS_MOOT)
        and not _OWN_MOOT.search(text)
    ):
        return "moot"
    return disposition


def _numbers(low: str, verb: Hit, begin: int, end: int) -> tuple[Number, ...]:
    if verb.rule.plain:
        return ()
    numbers = decided_numbers(low, begin, end)
    if not verb.rule.after and not numbers and (bare := _BARE_LIST.search(low, begin, end)):
        # "20 , 21 , and 23 are moot"
        return tuple((int(one.group()), *one.span()) for one in _DIGITS.finditer(low, *bare.span(1)))
    if not verb.rule.after and not numbers and (own := _BRACKETED.match(low, verb.end)):
        # "is DENIED. [5]": courts of appeals put the paper's number behind the outcome.
        return ((int(own.group(1)), own.start(1), own.end(1)),)
    if not verb.rule.after and not numbers and (linked := linked_number(low, verb.end)):
        return (linked,)
    if not verb.rule.after and not numbers:
        # "is GRANTED (ECF No. 12)": the number may follow.
        stop = min(len(low), verb.end + _NUMBER_BEHIND)
        while stop < len(low) and low[stop].isdigit():
            # "(related document(s): 18": a number is not cut in two.
            stop += 1
        numbers += decided_numbers(low, verb.end, stop, leading=False)
    return tuple(numbers)


def _numbers_behind(reading: Reading, verb: Hit) -> tuple[Number, ...]:
    """The numbers that stand behind the outcome: a list behind a colon, or a citation behind the whole sentence."""
    low = reading.low
    if verb.rule.after or verb.rule.plain:
        return ()
    if listed := _LIST_BEHIND.match(low, verb.end):
        return tuple((int(one.group()), *one.span()) for one in _DIGITS.finditer(low, *listed.span(1)))
    end = reading.sentences.end(verb.end)
    cited = None if low.endswith(_ANOTHER_PAPER, verb.end, end) else _CITED_BEHIND.match(low, end)
    return tuple(decided_numbers(low, *cited.span())) if cited else ()


def _finding(low: str, hit: Hit | None, disposition: str, verb: Hit, numbers: tuple[Number, ...]) -> Finding:
    if hit is None:
        return Finding(
            "other", disposition, verb.rule, verb.start, verb.end, verb, numbers, _is_weak(verb, disposition)
        )
    relief, disposition = _outcome(low, hit.rule, hit.start, disposition)
    return Finding(relief, disposition, hit.rule, hit.start, hit.end, verb, numbers)


def _is_weak(verb: Hit, disposition: str) -> bool:
    """Whether the verb says too little to stand by itself beside other outcomes; a paper noted is noted."""
    return disposition == "entered" and verb.rule.id != "verb.noting"


def _again(low: str, one: Finding, disposition: str, verb: Hit, numbers: tuple[Number, ...]) -> Finding:
    """The same relief under another verb."""
    relief = one.relief
    if one.rule.group == "relief":
        relief, disposition = _outcome(low, one.rule, one.start, disposition)
    return Finding(relief, disposition, one.rule, one.start, one.end, verb, numbers or one.numbers, one.weak)


def _outcome(low: str, rule: Rule, start: int, disposition: str) -> tuple[str, str]:
    """The pair for a relief named at `start` by `rule`, where the bare disposition would mislead."""
    relief = rule.label
    if rule.id == "relief.extend_restraint":
        # A longer restraint granted extends it; one denied is no refusal of the restraint itself.
        if disposition == "denied":
            return "modify_order", disposition
        return relief, "extended" if disposition == "granted" else disposition
    if disposition == "granted" and relief == "stay_of_proceedings" and low.startswith(_LIFTS, start):
        return relief, "dissolved"
    if rule.id == "relief.show_cause_for_injunction" and disposition != "denied":
        return "enforcement", "entered"
    if disposition == "granted" and relief == "appeal" and low.startswith(_DISMISSAL, start):
        return relief, "dismissed"
    if disposition == "entered" and relief == "settlement_approval":
        # Settlements are approved on motion only.
        return relief, "granted"
    return relief, disposition


def _antecedent(
    reading: Reading, verb: Hit, begin: int, reliefs: list[Hit], previous: list[Finding], text: str, numbered: bool
) -> list[Finding]:
    """What "the motion" means: the motion named before in the entry; for a bare second verb, that of the first."""
    if (
        numbered
        and "stipulat" not in text
        and not _ANAPHORA.search(text)
        and not _REFERENCE.match(text)
        and not _JUST_MOTION.search(text)
    ):
        # "denying 24 Application": a paper with a number of its own, whatever it asks.
        return []
    if "matter" in text and (behind := _behind(reading, verb, at_once=True)):
        return behind
    head = reading.head
    end = min(begin, head.end + _ANTECEDENT)
    alone = not has_any(text, MOTION)
    if alone and (previous or len(text.strip(" ,.;and")) >= _BARE):
        return previous if len(text.strip(" ,.;and")) < _BARE else []
    if "stipulat" in text and "motion" not in text:
        titled = [
            hit for hit in reading.reliefs if head.start <= hit.start and hit.end <= end and hit.rule.label != "other"
        ]
        return previous or [Finding(hit.rule.label, "", hit.rule, hit.start, hit.end) for hit in titled[:1]]
    if not (alone or _ANAPHORA.search(text) or len(text) < _SHORT):
        return []
    named = find_addressed(reading.low, reliefs, head.start, end)
    numbers = tuple(decided_numbers(reading.low, head.end, end, leading=False, about=True))
    first = next((hit for hit in named if hit is not None), None)
    if first is not None and (_ALL.search(text) or _HEARD.search(text)):
        # "takes the matters under advisement": every motion that was heard.
        return [Finding(one.rule.label, "", one.rule, one.start, one.end, None, numbers) for one in named if one]
    if first is not None:
        return [Finding(first.rule.label, "", first.rule, first.start, first.end, None, numbers)]
    if numbers:
        return [Finding("other", "", verb.rule, verb.start, verb.end, None, numbers)]
    return previous or asked_in_letter(reading, begin) or _behind(reading, verb)


def _behind(reading: Reading, verb: Hit, *, at_once: bool = False) -> list[Finding]:
    """ "Matter Taken Under Advisement (RE: related document(s)44 Objection to Claim)": what the bracket names."""
    low = reading.low
    opening = _RELATED.match(low, verb.end) if at_once else _RELATED.search(low, verb.end, verb.end + _BRACKET_BEHIND)
    if opening is None:
        return []
    end = low.find(")", opening.end())
    end = len(low) if end < 0 else end
    first = next((hit for hit in reading.reliefs if opening.end() <= hit.start and hit.end <= end), None)
    if first is None:
        return []
    numbers = tuple(decided_numbers(low, opening.start(), end, about=True))
    return [Finding(first.rule.label, "", first.rule, first.start, first.end, None, numbers)]
