"""What a court's act decides: verbs with their objects ("granting 4 Motion to Seal") and acts of the court's own.

Owns finding verbs and acts that count, giving each verb its object, and reading outcome pairs from both. Refuses every
verb that a guard word makes unreal ("should not be granted", "if denied") and every verb inside another paper's title.
"""

import re
from dataclasses import dataclass, field

from tracker.tagging.numbers import decided_numbers
from tracker.tagging.prepare import Prepared
from tracker.tagging.rules import Rule, Rules
from tracker.tagging.scan import Hit, Row, Sentences, find_rows, without_overlaps
from tracker.tagging.titles import find_addressed, find_requests, withdrawn_motion

_BE = frozenset(
    "is are be hereby therefore also now and further it accordingly temporarily immediately is,"
    " herewith thus being remain remains".split()
)
# What an order only tells of: "the injunction, which was vacated on appeal".
_RECITAL = frozenset({"was", "were", "been", "had"})
_REMAINS = frozenset({"remain", "remains", "not", "previously"})
_MOTION = ("motion", "application", "request", "petition", "stipulat", "letter", "objection", " mot ")
_AS_MOOT = (" as moot", " is moot", " are moot", " now moot")
_SO_ENTERED = ("stipulat", "report", "r&r", "recommendation", "findings")
_ANAPHORA = re.compile(r" (?:the|this|that|said|both|these|such|foregoing|instant|pending|same) (?:\S+ ){0,2}?(?:motions?|applications?|requests?|petitions?)\b")
_PARTICIPLE = re.compile(r"[a-z]+ing\b")
_NUMBER_NEXT = re.compile(r"[^a-z]*\d")
_IRREAL = re.compile(r" (?:why|whether|if|should|would|may be|will be|failure to [a-z ]{3,40} (?:may|will))\b")
# "the sentence is ... granted": words that are the object of a ruling only as the title of a motion.
_NEVER_ALONE = frozenset({"sentencing_plea", "other", "dismissal", "enforcement"})
_NEAR = 70
_NUMBER_BEFORE = 8
_HEAD_LINK = re.compile(
    r"(?:\W|\b(?:order|granting|of|for|and|the|an?|entering|issuing|stipulated|agreed|consent|amended|plaintiff'?s?'?|with|"
    r"emergency|to|show|cause|judgment|final|decree|nationwide|permanent|preliminary|temporary|in|part|regarding|re|on|"
    r"concerning|governing|setting|directing|initial|joint|pretrial|standing|case|civil|trial|scheduling)\b){0,40}$"
)


@dataclass(slots=True)
class Finding:
    """One outcome: relief, disposition, and the hits (for the relief and for the verb) that say so."""

    relief: str
    disposition: str
    rule: Rule
    start: int
    end: int
    weak: bool = False
    numbers: list[tuple[int, int, int]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Ruling:
    """All outcomes of one act, the document numbers decided, and where the last verb stood (-1: no verb)."""

    findings: list[Finding]
    numbers: list[tuple[int, int, int, Rule]]
    verbs: list[Hit]


def find_rulings(
    rules: Rules, rows: list[Row], prepared: Prepared, kind: str, head: tuple[int, int], reliefs: list[Hit]
) -> Ruling:
    """Read verbs and acts, found as `rows`, in an entry whose title stands at `head`."""
    low = prepared.low
    if not rows:
        return Ruling([], [], [])
    sentences = Sentences(low)
    regions: dict[int, int] = {}
    hits = _counting(rules, prepared, kind, head, rows, sentences, regions)
    findings: list[Finding] = []
    numbers: list[tuple[int, int, int, Rule]] = []
    verbs = [hit for hit in hits if hit.rule.group == "verb"]
    for n, hit in enumerate(hits):
        if hit.rule.group == "act":
            findings.append(Finding(hit.rule.label, hit.rule.disposition, hit.rule, hit.start, hit.end))
            if hit.rule.label != "scheduling":
                found = decided_numbers(low, *_act_region(low, hit, regions))
                numbers += [(*number, hit.rule) for number in found]
    # "granting the motion ... and order to show cause": the second is the court's own act, not a motion granted.
    acted = [hit for hit in hits if hit.rule.label == "enforcement"]
    if acted:
        reliefs = [one for one in reliefs if not any(act.start <= one.start < act.end for act in acted)]
    previous: list[Finding] = []
    for n, verb in enumerate(verbs):
        begin, end = _region(low, verbs, n, sentences)
        found = _objects(low, verb, begin, end, reliefs, head, previous)
        findings += found
        if found:
            previous = found
        for finding in found:
            numbers += [(*number, verb.rule) for number in finding.numbers]
    return Ruling(findings, numbers, verbs)


def _counting(
    rules: Rules, prepared: Prepared, kind: str, head: tuple[int, int], rows: list[Row], sentences: Sentences,
    regions: dict[int, int],
) -> list[Hit]:
    """The hits whose conditions hold, without overlaps; `regions` gets where the clause of an act with a subject begins."""
    low = prepared.low
    kept: list[Row] = []
    subjects: dict[int, tuple[int, int]] = {}
    quoted_until = -1
    for row in sorted(rows, key=lambda one: one[:2]):
        start, order, end, rule = row
        if rule.kinds and kind not in rule.kinds:
            continue
        if rule.head:
            gap = low[head[1] : start].strip()
            if gap and not _HEAD_LINK.match(gap):
                continue
        elif start > head[1] + 1:
            if rule.before is None and _is_unreal(rules, low, start):
                continue
            if low[start - 2] not in ";.:*" and _PARTICIPLE.match(low, start):
                if rules.title.search(low, max(head[1], start - 110), start):
                    quoted_until = sentences.end(start)
                    continue
                # "... order vacating its opinion, dismissing the appeal, ...": the series goes on with the quoted order.
                if start < quoted_until and not _NUMBER_NEXT.match(low, end):
                    continue
        if rule.before is not None and not rule.before.search(low[max(sentences.start(start), start - 160) : start]):
            continue
        if rule.subject is not None:
            where = _subject(low, rule, start, sentences)
            if where is None or (start in subjects and subjects[start] <= (where, order)):
                continue
            subjects[start] = (where, order)
            regions[start] = sentences.clause_start(start)
            kept = [one for one in kept if one[0] != start or one[3].subject is None]
        kept.append(row)
    return without_overlaps(kept)


def _is_unreal(rules: Rules, low: str, start: int) -> bool:
    """Whether a word like "not", "if" or "should" makes that which follows at `start` no act of the court."""
    for word in reversed(low[max(0, start - 50) : start].split()):
        if word in rules.unreal:
            return True
        if word not in rules.between:
            return False
    return False


def find_weak(rules: Rules, prepared: Prepared, kind: str, head: tuple[int, int]) -> Finding | None:
    """The best-ranked weak sign of what the act is about; only for entries in which nothing else was found."""
    rows = [row for row in find_rows(rules.weak, prepared) if not row[3].kinds or kind in row[3].kinds]
    if not rows:
        return None
    start, _, end, rule = min(rows, key=lambda row: (row[1], row[0]))
    return Finding(rule.label, rule.disposition, rule, start, end)


def _act_region(low: str, hit: Hit, regions: dict[int, int]) -> tuple[int, int]:
    """Where the number of the paper acted upon may stand: "48 Preliminary Injunction is ...", "vacating 12 Order"."""
    if hit.start in regions:
        return regions[hit.start], hit.start
    if _PARTICIPLE.match(low, hit.start):
        return low.find(" ", hit.start) if " " in low[hit.start : hit.end] else hit.end, hit.end
    return max(0, hit.start - _NUMBER_BEFORE), hit.end


def _subject(low: str, rule: Rule, start: int, sentences: Sentences) -> int | None:
    """Where the thing acted upon is named, before the word at `start` and in its clause."""
    assert rule.subject is not None
    tail = low[max(0, start - 24) : start].split()
    if tail and tail[-1] in _RECITAL:
        return None
    if rule.option and not (tail and tail[-1].strip(",") in _BE and tail[-1] not in _REMAINS):
        return None
    begin = sentences.clause_start(start)
    found = rule.subject.search(low, begin, start)
    if found is None or _IRREAL.search(low, begin, start):
        return None
    return found.start()


def _region(low: str, verbs: list[Hit], n: int, sentences: Sentences) -> tuple[int, int]:
    """Where the object of verb `n` may stand."""
    verb = verbs[n]
    if verb.rule.after:
        end = sentences.end(verb.end)
        if n + 1 < len(verbs):
            end = min(end, verbs[n + 1].start)
        return verb.end, end
    begin = sentences.start(verb.start)
    if n and verbs[n - 1].end > begin:
        begin = verbs[n - 1].end
    clause = sentences.clause_start(verb.start)
    if clause > begin and _has(low[clause : verb.start], _MOTION):
        begin = clause
    return begin, verb.start


def _objects(
    low: str, verb: Hit, begin: int, end: int, reliefs: list[Hit], head: tuple[int, int], previous: list[Finding]
) -> list[Finding]:
    """The outcomes of one verb over its object."""
    rule = verb.rule
    disposition = rule.disposition
    text = low[begin:end]
    if low.startswith("approved", verb.start) and _has(text, _SO_ENTERED) and "motion" not in text:
        disposition = "entered"
    if disposition == "denied" and rule.after and _has(text, _AS_MOOT):
        disposition = "moot"
    # "approving class settlement": the verb itself may be part of the name of the relief.
    start = begin
    withdrawn = withdrawn_motion(low, begin, end)
    if withdrawn and disposition == "granted":
        begin, disposition = withdrawn, "withdrawn"
    named = find_requests(low, reliefs, verb.start if not withdrawn else begin, end, object_follows=rule.after) if rule.after else find_requests(low, reliefs, begin, end)
    if not rule.after and not _has(text, _MOTION):
        named = [hit for hit in named if hit and hit.rule.label not in _NEVER_ALONE and verb.start - hit.end < _NEAR]
    numbers = [] if rule.plain else decided_numbers(low, start, end)
    if not rule.after:
        # "is GRANTED (ECF No. 12)": the number may follow.
        numbers += decided_numbers(low, verb.end, min(len(low), verb.end + 24), leading=False)
    if not any(named):
        earlier = _antecedent(low, rule, begin, head, reliefs, previous, text, bool(numbers))
        if earlier:
            return [
                Finding(one.relief, disposition, rule, verb.start, verb.end, False, numbers or one.numbers)
                for one in earlier
            ]
    if disposition == "entered" and _has(text, _SO_ENTERED) and "motion" not in text and "stipulat" not in text:
        return [Finding("", disposition, rule, verb.start, verb.end, True, numbers)]
    if not named and (_has(text, _MOTION) or numbers):
        named = [None]
    return [_finding(low, hit, disposition, verb, numbers) for hit in named]


def _has(text: str, words: tuple[str, ...]) -> bool:
    return any([word in text for word in words])


def _finding(low: str, hit: Hit | None, disposition: str, verb: Hit, numbers: list[tuple[int, int, int]]) -> Finding:
    if hit is None:
        return Finding("other", disposition, verb.rule, verb.start, verb.end, disposition == "entered", numbers)
    relief = hit.rule.label
    if hit.rule.id == "relief.extend_restraint" and disposition == "denied":
        # The restraint is not prolonged: that is no refusal of the restraint itself.
        relief = "modify_order"
    return Finding(relief, _outcome(low, hit, disposition), hit.rule, hit.start, hit.end, False, numbers)


def _outcome(low: str, hit: Hit, disposition: str) -> str:
    """A stay that is lifted on motion is dissolved; a settlement is approved on motion only."""
    if disposition == "granted" and hit.rule.label == "stay_of_proceedings" and low.startswith("lift", hit.start):
        return "dissolved"
    if disposition == "granted" and hit.rule.id == "relief.extend_restraint":
        return "extended"
    if disposition == "entered" and hit.rule.label == "settlement_approval":
        return "granted"
    return disposition


def _antecedent(
    low: str,
    rule: Rule,
    begin: int,
    head: tuple[int, int],
    reliefs: list[Hit],
    previous: list[Finding],
    text: str,
    numbered: bool,
) -> list[Finding]:
    """What "the motion" means: the motion named before in the entry; for a bare second verb, that of the first."""
    if numbered and "stipulat" not in text:
        return []
    if not _has(text, _MOTION):
        return previous if len(text.strip(" ,.;and")) < 30 else []
    if "stipulat" in text and "motion" not in text:
        titled = [hit for hit in reliefs if head[0] <= hit.start and hit.end <= begin and hit.rule.label != "other"]
        return previous or [Finding(hit.rule.label, "", hit.rule, hit.start, hit.end) for hit in titled[:1]]
    if not (_ANAPHORA.search(text) or len(text) < 40):
        return []
    named = find_addressed(low, reliefs, head[0], begin)
    numbers = decided_numbers(low, head[1], begin, leading=False, about=True)
    if any(named):
        return [
            Finding(hit.rule.label, "", hit.rule, hit.start, hit.end, False, numbers) for hit in named[:1] if hit is not None
        ]
    if numbers:
        return [Finding("other", "", rule, begin, begin, False, numbers)]
    return previous
