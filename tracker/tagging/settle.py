"""Settles what one court's act says in several places: which outcomes stand, which documents it decides.

Owns the rules between outcomes (a grant outranks the bare act that follows from it; weak signs count only alone) and
the fallbacks of the guide. Refuses to add an outcome that no words carry, but "other: entered" for an order.
"""

from tracker.tagging.apart import closed_by_clerk, end_of_list, without_answers
from tracker.tagging.asks import asked, findings, named_motions, title_on_motion
from tracker.tagging.numbers import decided_numbers
from tracker.tagging.patterns import over_ascii
from tracker.tagging.readings import Decided, Finding, Head, Reading, Ruling
from tracker.tagging.resolve import DECIDED, name_the_leave, name_the_request, resolved, stay_of_restraint
from tracker.tagging.rulings import find_weak
from tracker.tagging.scan import Hit
from tracker.tagging.titles import is_titled
from tracker.vocab import CONSEQUENTIAL_RELIEFS, INTERIM_RELIEFS

_IS = (" is ", " are ", " is hereby ", " are hereby ")
# An appellate judgment vacating an injunction is two outcomes (the guide).
_INJUNCTIONS = frozenset(("preliminary_injunction", "permanent_injunction"))
_RELATED = over_ascii(
    r"[ (](?:(?:re: ?)?(?:related doc|re:? (?:joint )?stipulation (?=for |to )|re:? ?[\[\d(]|related|as to \[?\d|"
    r"endorsed\b[^\[]{0,90}(?=\[)))"
)
_ON_MOTION = over_ascii(
    r"(?:\d\]? +|\b(?:has filed|have filed|on|re:?|regarding|concerning|as to|consideration of|considered|reviewed) +)"
    r"(?:(?:the|an?|\[?\d+\]?|\d\.|[a-z.]+'s?|[a-z-]+) +){0,4}?"
    r"(?:cross-)?(?:motions?|applications?|requests?|petitions?)[ /]"
    r"(?:(?:[^ ]{1,30} +){0,3}|of [^.;:()\[\]]{1,140} (?:to|for) )$"
)
# "... on the Motion to Dismiss and the Plaintiff's Motion to Compel": the second of two.
_AND_MOTION = over_ascii(
    r"\band (?:(?:the|an?|first|second|[a-z.]+'s?'?) ){0,3}(?:motions?|applications?|requests?) (?:[^ ]{1,30} +){0,2}$"
)
_NOTICE_OF_APPEAL = over_ascii(r"\]? *(?:amended )?notice of (?:\S{1,40} )?(?:cross )?appeal")
# Words by which a motion that an order names is only set down for papers or a hearing.
_SET_DOWN = frozenset((b"due", b"hearing", b"respond", b"scheduled", b"shall"))
_OPENING = 260
_LISTED_TITLE = 90
_AGREED_TITLE = 120
# "AGREED ORDER": the word that says so stands before the name of the paper.
_AGREED = 10
_TITLE = 170
_FIRST_SENTENCE = 50
_RULING = over_ascii(r"\]? *(?:memorandum|opinion|order|decision|ruling|verdict|findings|jury)")
_NO_PAPER = (" meeting", " 341", "] meeting")


def settle(reading: Reading, ruling: Ruling) -> tuple[list[Finding], list[Decided]]:
    """The outcomes and decided documents of one court's act or setting."""
    kind, head, low = reading.head.kind, reading.head, reading.low
    if kind == "report_recommendation":
        # A report decides nothing yet; a restraining order that it recommends is not made.
        return _settle_report(reading, ruling)
    if kind == "hearing":
        return _settle_setting(reading, ruling)
    kept = resolved([one for one in ruling.findings if one.relief and not one.weak])
    decided = ruling.decided
    acted = bool(ruling.findings) and any(one.relief != "scheduling" for one in ruling.findings)
    struck = any(one.rule.id == "act.paper_struck" for one in kept)
    if kind != "judgment" and not struck and not any(one.disposition in DECIDED for one in kept):
        about = _about(reading)
        if about:
            set_down = not _SET_DOWN.isdisjoint(reading.prepared.words) or any(
                one.relief == "scheduling" for one in kept
            )
            if not decided and kind == "order" and not set_down:
                decided = _related(reading)
            kept = [_on_motion(one, about) for one in kept if one.relief != "scheduling"]
            # An order to show cause tells what the pleading asks; it is about no motion.
            shows = any(one.relief == "enforcement" for one in kept)
            kept += [
                one
                for one in about
                if all(one.relief != other.relief for other in kept) and not (shows and one.relief == "other")
            ]
    kept = stay_of_restraint(low, name_the_leave(low, name_the_request(low, kept)))
    acted = acted or "endors" in low[: head.end + 1]
    if not kept:
        kept, on_paper = _said_at_all(reading, ruling)
        acted = acted or on_paper
    if kind in ("judgment", "opinion"):
        kept += [
            one.but("appeal", one.disposition)
            for one in kept
            if one.relief in _INJUNCTIONS and one.disposition == "vacated"
        ][:1]
    if not decided:
        decided = _decided_beside(reading, kept, acted)
    if decided and not any(one.relief == "appeal" for one in kept):
        # The guide: the number of a notice of appeal only where the appeal's outcome is stated.
        decided = [row for row in decided if not _NOTICE_OF_APPEAL.match(low, row[2])]
    return kept, decided


def _said_at_all(reading: Reading, ruling: Ruling) -> tuple[list[Finding], bool]:
    """The outcome of an act in which no rule found one; whether it also says that a paper was acted upon."""
    head, low = reading.head, reading.low
    told = [one for one in ruling.findings if one.weak and one.relief][:1]
    if told:
        return told, False
    weak = find_weak(reading)
    if weak is not None:
        return [weak], weak.relief != "scheduling"
    if head.kind not in ("order", "judgment"):
        return [], False
    if about := title_on_motion(reading):
        return about, True
    # An adopted report names no relief of its own, but the words that adopt it say why the order is one.
    said = next((one for one in ruling.findings if not one.relief), None)
    why = said or head
    kept = _agreed(reading) or [Finding("other", "entered", why.rule, why.start, why.end)]
    return kept, "(related doc" in low


def _decided_beside(reading: Reading, kept: list[Finding], acted: bool) -> list[Decided]:
    """The documents decided where no verb or act has one of its own."""
    head, low = reading.head, reading.low
    if head.kind != "minute_entry":
        related = _related(reading) if acted or "stipulat" in low[head.start : head.end] else []
        return related or closed_by_clerk(reading)
    if kept and all(one.disposition in DECIDED for one in kept):
        # "... OUTCOME: Motion denied. (related document(s): 20)"
        about_one = _related(reading)
        return about_one if len(about_one) == 1 else []
    return []


def _settle_report(reading: Reading, ruling: Ruling) -> tuple[list[Finding], list[Decided]]:
    """A report: about its motions, beside what is ordered there and then ("ORDER granting 5 Motion")."""
    ordered = [
        one
        for one in ruling.findings
        if one.verb is not None
        and one.disposition in DECIDED
        and one.relief
        and not one.weak
        and one.relief not in CONSEQUENTIAL_RELIEFS
        and _is_ordered(reading, one.verb)
    ]
    reliefs = {one.relief for one in ordered}
    about = named_motions(reading.low, reading.reliefs, reading.head, len(reading.low))
    numbers = [(*number, one.verb.rule) for one in ordered if one.verb is not None for number in one.numbers]
    return [*resolved(ordered), *(one for one in about if one.relief not in reliefs)], numbers


def _is_ordered(reading: Reading, verb: Hit) -> bool:
    """Whether the sentence orders: it says so, or begins with the verb, and it recommends nothing."""
    low = reading.low
    said = low[max(reading.sentences.start(verb.start), reading.head.start) : verb.start]
    if said.endswith((" and order ", " & order ")):
        return True
    if "recommend" in said or "report" in said:
        return False
    if "order" in low[reading.head.start : reading.head.end] and low.endswith(_IS, 0, verb.start):
        # "ORDER AND RECOMMENDATION: leave to proceed in forma pauperis is GRANTED. IT IS RECOMMENDED that ..."
        return True
    return "order" in said or (verb.rule.after and (not said.strip(" ,;-") or "court" in said))


def _settle_setting(reading: Reading, ruling: Ruling) -> tuple[list[Finding], list[Decided]]:
    """A setting by the clerk: about a motion, or else a date; some also tell what was ruled."""
    head, low = reading.head, reading.low
    date = Finding("scheduling", "entered", head.rule, head.start, head.end)
    ruled = [one for one in ruling.findings if one.disposition in DECIDED and one.relief and not one.weak]
    if ruled:
        return [*resolved(ruled), date], ruling.decided or _related(reading)
    reach = head.end if "schedule notice" in low[head.start : head.end] else head.start + _FIRST_SENTENCE
    first = reading.sentences.end(min(reach, len(low)))
    about = [
        one
        for one in named_motions(low, reading.reliefs, Head(head.kind, head.rule, 0, head.end), first)
        if one.relief != "scheduling"
    ]
    return about or [date], []


def _agreed(reading: Reading) -> list[Finding]:
    """What a stipulation, signed by the judge, says in its title; interim relief takes the words of a ruling."""
    head, low = reading.head, reading.low
    if not any(word in low[max(0, head.start - _AGREED) : head.end] for word in ("stipulat", "agreed", "consent")):
        return []
    named = [
        hit
        for hit in asked(reading)
        if hit is not None
        and hit.rule.label not in INTERIM_RELIEFS
        # "Plaintiffs shall suspend the execution": a term of what was agreed, far behind its title, stays no judgment.
        and (hit.rule.label not in CONSEQUENTIAL_RELIEFS or hit.start < head.end + _AGREED_TITLE)
    ]
    return findings(head, list(named), "entered")


def _on_motion(one: Finding, about: list[Finding]) -> Finding:
    """ "re 15 Joint Motion to Dismiss ... is hereby dismissed": done on motion, so granted."""
    if one.rule.id != "act.stipulation_on_automatic_stay" and (
        one.disposition == "entered" and any(one.relief == named.relief for named in about)
    ):
        return one.but(one.relief, "granted")
    return one


def _about(reading: Reading) -> list[Finding]:
    """The motions that an order names at its beginning without ruling on them."""
    low, head = reading.low, reading.head
    opening: list[Hit] = []
    last = max(head.end + _OPENING, end_of_list(low, head.end) + _LISTED_TITLE)
    for hit in reading.reliefs:
        if hit.end > last or not is_titled(low, hit):
            continue
        before = max(0, hit.start - _TITLE)
        if _ON_MOTION.search(low, before, hit.start) or (opening and _AND_MOTION.search(low, before, hit.start)):
            opening.append(hit)
    end = low.find("motions terminated", head.end)
    return named_motions(low, opening, head, min(len(low) if end < 0 else end, last + 60))


def _related(reading: Reading) -> list[Decided]:
    """Document numbers that stand in a "(Related Doc # 12)" or "re 12 ..." at large."""
    low, head = reading.low, reading.head
    found = _RELATED.search(low, max(0, head.start - 1))
    if found is None:
        return []
    numbers = decided_numbers(low, found.start(), len(low), about=True)
    numbers = [number for number in numbers if not low.startswith(_NO_PAPER, number[2])]
    numbers = without_answers(low, numbers)
    if head.kind == "judgment":
        # "JUDGMENT re 61 Opinion & Order": the judgment follows from that paper, it does not decide it.
        numbers = [number for number in numbers if _RULING.match(low, number[2]) is None]
    return [(*number, head.rule) for number in numbers]
