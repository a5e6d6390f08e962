"""Settles what one court's act says in several places: which outcomes stand, which documents it decides.

Owns the rules between outcomes (a grant outranks the bare act that follows from it; weak signs count only alone) and the
fallbacks of the guide. Refuses to add an outcome that no words carry, except "other: entered" for an order.
"""

import re
from dataclasses import replace

from tracker.tagging.kinds import Head
from tracker.tagging.numbers import decided_numbers
from tracker.tagging.prepare import Prepared
from tracker.tagging.rules import Rule, Rules
from tracker.tagging.rulings import Finding, Ruling, find_weak
from tracker.tagging.scan import Hit, Sentences
from tracker.tagging.titles import find_addressed, is_titled

_RELATED = re.compile(r"[ (](?:re: ?)?(?:related doc|re:? ?[\[\d(]|related|as to \[?\d|endorsed\b[^\[]{0,90}(?=\[))")
_DECIDED = frozenset(
    "granted denied granted_in_part moot deferred withdrawn affirmed reversed vacated remanded dismissed modified"
    " extended dissolved".split()
)
_ON_MOTION = re.compile(
    r"(?:\d\]? +|\b(?:on|re:?|regarding|concerning|as to|consideration of|considered|reviewed) +)(?:(?:the|an?|\[?\d+\]?|[a-z.]+'s?|[a-z-]+) +){0,4}?"
    r"(?:cross-)?(?:motions?|applications?|requests?|petitions?)[ /](?:[^ ]{1,30} +){0,3}$"
)
_NOTICE_OF_APPEAL = re.compile(r"\]? *(?:amended )?(?:notice of (?:\S+ )?(?:cross )?appeal)")
# An appellate judgment vacating an injunction is two outcomes (the guide).
_INJUNCTIONS = frozenset({"preliminary_injunction", "permanent_injunction"})
_OPENING = 260
_FIRST_SENTENCE = 50


Numbered = list[tuple[int, int, int, Rule]]


def settle(
    rules: Rules, prepared: Prepared, head: Head, hits: list[Hit], ruling: Ruling
) -> tuple[list[Finding], Numbered]:
    """The outcomes and decided documents of one court's act."""
    kind, low = head.kind, prepared.low
    assert head.rule is not None
    if kind == "report_recommendation":
        # A report decides nothing yet; a restraining order that it recommends is not made.
        named = find_addressed(low, hits, head.start, len(low), strict=True)
        return _addressed(named, head), []
    if kind == "hearing":
        set_down = _setting(low, head, hits, ruling)
        ruled = any(one.disposition in _DECIDED for one in set_down)
        return set_down, (list(ruling.numbers) or _related(low, head)) if ruled else []
    strong = [one for one in ruling.findings if not one.weak and one.relief]
    kept = _resolve(strong)
    numbers = list(ruling.numbers)
    if not any(one.disposition in _DECIDED for one in kept):
        about = [] if kind == "judgment" else _about(low, head, hits)
        if about:
            if not numbers and kind == "order" and not any(one.relief == "scheduling" for one in kept):
                numbers = _related(low, head)
            kept = [_on_motion(one, about) for one in kept if one.relief != "scheduling"]
            kept += [one for one in about if all(one.relief != other.relief for other in kept)]
    if not kept:
        kept = [one for one in ruling.findings if one.weak and one.relief][:1]
    if not kept:
        weak = find_weak(rules, prepared, kind, (head.start, head.end))
        kept = [weak] if weak else []
        ruling.findings.extend(kept)
    vacated = [one for one in kept if one.relief in _INJUNCTIONS and one.disposition == "vacated"]
    if vacated and kind in ("judgment", "opinion"):
        kept.append(replace(vacated[0], relief="appeal"))
    if not kept and kind in ("order", "judgment"):
        kept = [Finding("other", "entered", head.rule, head.start, head.end)]
    acted = any(one.relief != "scheduling" for one in ruling.findings) or "stipulat" in low[head.start : head.end]
    if not numbers and acted and kind != "minute_entry":
        numbers = _related(low, head)
    if not any(one.relief == "appeal" for one in kept):
        # The guide: the number of a notice of appeal only where the appeal's outcome is stated.
        numbers = [row for row in numbers if not _NOTICE_OF_APPEAL.match(low, row[2])]
    return kept, numbers


def _resolve(findings: list[Finding]) -> list[Finding]:
    """Drop what follows from another outcome; join "granted as to A, denied as to B" on one relief."""
    by_relief: dict[str, set[str]] = {}
    for one in findings:
        by_relief.setdefault(one.relief, set()).add(one.disposition)
    kept = []
    for one in findings:
        said = by_relief[one.relief]
        if one.disposition == "entered" and said & _DECIDED:
            continue
        if one.disposition == "granted" and "granted_in_part" in said:
            continue
        if one.disposition == "deferred" and said & {"granted", "denied", "granted_in_part"}:
            continue
        if one.relief == "appeal" and one.disposition == "granted" and "dismissed" in said:
            continue
        kept.append(one)
    return kept


def _on_motion(one: Finding, about: list[Finding]) -> Finding:
    """ "re 15 Joint Motion to Dismiss ... is hereby dismissed": done on motion, so granted."""
    if one.disposition == "entered" and any(one.relief == named.relief for named in about):
        return replace(one, disposition="granted")
    return one


def _about(low: str, head: Head, hits: list[Hit]) -> list[Finding]:
    """The motions that an order names at its beginning without ruling on them."""
    opening = [
        hit
        for hit in hits
        if hit.end <= head.end + _OPENING
        and is_titled(low, hit)
        and _ON_MOTION.search(low, max(0, hit.start - 90), hit.start)
    ]
    found = find_addressed(low, opening, head.start, min(len(low), head.end + _OPENING + 60), strict=True)
    return _addressed(found, head)


def _addressed(hits: list[Hit | None], head: Head) -> list[Finding]:
    assert head.rule is not None
    return [
        Finding("other", "addressed", head.rule, head.start, head.end)
        if hit is None
        else Finding(hit.rule.label, "addressed", hit.rule, hit.start, hit.end)
        for hit in hits
    ]


def _setting(low: str, head: Head, hits: list[Hit], ruling: Ruling) -> list[Finding]:
    """A setting by the clerk: about a motion, or else a date."""
    assert head.rule is not None
    decided = [one for one in ruling.findings if one.disposition in _DECIDED and one.relief and not one.weak]
    if decided:
        return [*_resolve(decided), Finding("scheduling", "entered", head.rule, head.start, head.end)]
    reach = head.end if "schedule notice" in low[head.start : head.end] else head.start + _FIRST_SENTENCE
    first = Sentences(low).end(min(reach, len(low)))
    named = find_addressed(low, hits, 0, first, strict=True)
    about = [hit for hit in named if hit is None or hit.rule.label != "scheduling"]
    if about:
        return _addressed(about, head)
    return [Finding("scheduling", "entered", head.rule, head.start, head.end)]


def _related(low: str, head: Head) -> Numbered:
    """Document numbers that stand in a "(Related Doc # 12)" or "re 12 ..." at large."""
    assert head.rule is not None
    found = _RELATED.search(low, max(0, head.start - 1))
    if found is None:
        return []
    return [(*number, head.rule) for number in decided_numbers(low, found.start(), len(low), about=True)]
