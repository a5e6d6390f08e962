"""Which of several outcomes of one court's act stand beside each other, and what a nameless one is about. Pure."""

from tracker.tagging.patterns import over_ascii
from tracker.tagging.readings import Finding
from tracker.tagging.titles import RESTRAINTS

DECIDED = frozenset(
    (
        *("granted", "denied", "granted_in_part", "moot", "deferred", "withdrawn", "affirmed", "reversed", "vacated"),
        *("remanded", "dismissed", "modified", "extended", "dissolved"),
    )
)
_FINAL = frozenset(("granted", "denied", "granted_in_part"))
# What is done with a defendant or a paper follows from no other ruling on something that the vocabulary does not name.
_BESIDE = frozenset(("act.bond", "verb.noting"))
_DATES = frozenset(("scheduling", "extension_of_time"))
_IN_FORCE = frozenset(("granted", "granted_in_part", "entered", "extended", "modified"))
# "re 12 Preliminary Injunction": the order itself, not a motion for one.
_RESTRAINED = over_ascii(
    r"(?<!for )\b(?:re:?|on|regarding) (?:the |its )?\[?\d+\]? (?:order granting )?"
    r"(?:preliminary injunction|temporary restraining order|permanent injunction)\b(?! motion)"
)
_NAMELESS = over_ascii(r"\b(?:application|request)s?(?: \(\d+a\d+\))?(?: is| are| hereby)* $")
# Leaves that have a name of their own beside "any other leave to file".
_LEAVES = frozenset(("amicus_leave", "leave_to_amend", "seal"))
_ENDS = over_ascii(r" ?[.;]")


def resolved(findings: list[Finding]) -> list[Finding]:
    """Drop what only follows from another outcome of the same relief."""
    if len(findings) < 2:
        return findings
    by_relief: dict[str, set[str]] = {}
    for one in findings:
        by_relief.setdefault(one.relief, set()).add(one.disposition)
    kept = []
    # A motion to modify that is granted says already that the injunction is modified.
    modified = not _FINAL.isdisjoint(by_relief.get("modify_order", ()))
    for one in findings:
        said = by_relief[one.relief]
        if modified and one.disposition == "modified":
            continue
        if len(said) > 1 and (
            (one.disposition == "entered" and said & DECIDED and one.rule.id not in _BESIDE)
            or (one.disposition == "granted" and "granted_in_part" in said and not _of_its_own(one, findings))
            # "granting in part 31 Motion to Dismiss. The motion to dismiss the second claim is denied": told twice.
            or (one.disposition == "denied" and "granted_in_part" in said and _repeats(one, findings))
            or (one.disposition == "deferred" and said & _FINAL and not _is_apart(one, findings))
            or (one.relief == "appeal" and one.disposition == "granted" and "dismissed" in said)
            # An objection to a magistrate judge's order is overruled because the order is affirmed.
            or (one.rule.group == "verb" and one.disposition == "denied" and "affirmed" in said)
        ):
            continue
        kept.append(one)
    return kept


def _repeats(one: Finding, others: list[Finding]) -> bool:
    """Whether a ruling without a number comes behind that on the numbered motion for the same relief, in parts."""
    return not one.numbers and any(
        other.disposition == "granted_in_part" and other.relief == one.relief and other.start < one.start
        for other in others
        if other.numbers
    )


def _is_apart(one: Finding, others: list[Finding]) -> bool:
    """Whether the paper put off is one on which nothing else is ruled."""
    ruled = {number for other in others if other.disposition in _FINAL for number, _, _ in other.numbers}
    return bool(one.numbers) and ruled.isdisjoint(number for number, _, _ in one.numbers)


def _of_its_own(one: Finding, others: list[Finding]) -> bool:
    """Whether the document that is granted is another one than that granted in part."""
    own = {number for number, _, _ in one.numbers}
    in_part = {
        number
        for other in others
        if other.disposition == "granted_in_part" and other.relief == one.relief
        for number, _, _ in other.numbers
    }
    return bool(own and in_part) and own.isdisjoint(in_part)


def stay_of_restraint(low: str, kept: list[Finding]) -> list[Finding]:
    """ "Granting the injunction and denying a stay": what is not stayed is the injunction, not the case.

    A stay with a number of its own ("denying 20 Motion to Stay") was asked for by another paper, whatever that asks.
    """
    if not any(one.rule.id == "relief.stay" and one.disposition == "denied" for one in kept):
        return kept
    restrained = any(one.relief in RESTRAINTS and one.disposition in _IN_FORCE for one in kept)
    return [
        one.but("stay_pending_appeal", one.disposition)
        if one.rule.id == "relief.stay"
        and one.disposition == "denied"
        and not one.numbers
        and (restrained or _RESTRAINED.search(low, 0, one.start))
        else one
        for one in kept
    ]


def name_the_request(low: str, kept: list[Finding]) -> list[Finding]:
    """ "Application granted. Time to answer is extended": what was done says what the nameless request asked for."""
    nameless = [one for one in kept if one.relief == "other" and _is_nameless(low, one)]
    if not nameless:
        return kept
    granted = {one.relief for one in kept if one.disposition == "granted"} - {"other"}
    if granted:
        return [one for one in kept if one not in nameless]
    dates = {one.relief for one in kept if one.disposition == "entered" and one.relief in _DATES}
    if len(dates) != 1:
        return kept
    named = [one.but(next(iter(dates)), one.disposition) if one in nameless else one for one in kept]
    return [one for one in named if one.relief not in dates or one.disposition != "entered"]


def name_the_leave(low: str, kept: list[Finding]) -> list[Finding]:
    """ "Granting 65 Motion for Leave to File. The Motion for Leave to File an Amicus Brief is GRANTED": one ruling, the
    second sentence names it.
    """
    bare = [one for one in kept if one.rule.id == "relief.leave_to_file" and _ENDS.match(low, one.end)]
    if not bare:
        return kept
    told = {one.disposition for one in kept if one.relief in _LEAVES and not one.numbers}
    return [one for one in kept if one not in bare or one.disposition not in told]


def _is_nameless(low: str, one: Finding) -> bool:
    return one.disposition == "granted" and _NAMELESS.search(low, max(0, one.start - 40), one.start) is not None
