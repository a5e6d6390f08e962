"""Bare event types of court feeds: "[Order on Motion for TRO]", "~Util - Set Hearings", "Order AND Scheduling Order".

Owns recognising such a type by its form, and tagging it. A type names what was acted on, never with what outcome: the
disposition of a court's act is None. Refuses full docket texts.
"""

import re

from tracker.models import Action, Tagging, TagMatch
from tracker.tagging.asks import asked, findings, read_party
from tracker.tagging.kinds import find_kind
from tracker.tagging.prepare import Prepared, prepare
from tracker.tagging.readings import Finding, Head, Reading
from tracker.tagging.rules import Rules
from tracker.tagging.rulings import find_rulings
from tracker.tagging.scan import find_all, without_overlaps
from tracker.tagging.titles import find_requests
from tracker.vocab import COURT_ACT_KINDS

_MAX = 160
_BRACKETED = re.compile(r"\s*\[[^\[\]]{2,390}\]\s*$")
# Signs of a full docket text: sentences, numbers, dates, names of filers, outcomes, initials of a clerk at the end.
_FULL_TEXT = re.compile(
    r"\d{2,}|[.;:]\s|[.;]$|\b(?:signed|entered|by|granted|denied|granting|denying|ordered|is|are|be|re|against|issued|held)\b"
    r"|\([A-Za-z' -]{1,30},[A-Za-z' .-]{0,30}\)\s*$|\([a-z]{2,6}\)\s*$",
    re.IGNORECASE,
)
_PARTS = re.compile(r" AND (?=[A-Z~\d])")
_UTIL = re.compile(r"(?:~ ?util|utility) ?- ?|\d - (?=terminate)", re.IGNORECASE)
_ASIDE = re.compile(rf"\s*(?:{_UTIL.pattern}|set(?:/reset)? )", re.IGNORECASE)
# Of several types of one item, the first of these is the item's kind.
_RANKED = (
    "mandate", "judgment", "order", "opinion", "report_recommendation", "minute_entry", "notice_of_appeal", "complaint",
    "motion", "stipulation", "answer", "response", "reply", "brief", "declaration", "letter", "status_report",
    "hearing", "transcript", "summons", "appearance", "notice", "clerk", "other",
)  # fmt: skip
_RANK = {kind: rank for rank, kind in enumerate(_RANKED)}
_PARTY = frozenset(("motion", "stipulation", "response", "reply", "brief", "letter", "notice", "declaration"))


def is_short(text: str) -> bool:
    """Whether a text of unknown source has the form of an event type rather than of a docket text."""
    if text.lstrip()[:1] == "[":
        return bool(_BRACKETED.match(text)) and "ntered:" not in text
    return len(text) <= _MAX and not _FULL_TEXT.search(text)


def tag_short(rules: Rules, types: str | tuple[str, ...], *, court_id: str | None = None) -> Tagging:
    """Label the event types of one feed item (twins given as a tuple, or joined by AND).

    Spans in `matches` are positions in the string, or in the strings of the tuple joined by " AND ".
    """
    text = types if isinstance(types, str) else " AND ".join(types)
    kinds: list[tuple[int, int, TagMatch, str]] = []
    actions: dict[Action, TagMatch] = {}
    aside: dict[Action, TagMatch] = {}
    start = 0
    for part in _PARTS.split(text):
        at = text.index(part, start)
        start = at + len(part)
        # Brackets and the feed's own prefixes become spaces, so that positions stay.
        plain = _UTIL.sub(lambda found: " " * len(found.group()), part).replace("[", " ").replace("]", " ")
        prepared = prepare(plain, court_id)
        head = find_kind(rules, prepared)
        if head is None:
            kinds.append((_RANK["other"], at, TagMatch("kind:other", "kind.fallback", at, at), "other"))
            continue
        why = TagMatch(f"kind:{head.kind}", head.rule.id, at + head.start, at + head.end)
        kinds.append((_RANK[head.kind], at, why, head.kind))
        for one, disposition in _read(rules, prepared, head):
            label = f"action:{one.relief}:{disposition or 'unknown'}"
            match = TagMatch(label, one.rule.id, at + one.start, at + one.end)
            (aside if _ASIDE.match(part) else actions).setdefault(Action(one.relief, disposition), match)
    # Deadlines that the clerk sets along with a ruling are part of it.
    actions = actions or aside
    _, _, why, kind = min(kinds, key=lambda one: one[:2])
    return Tagging(kind, tuple(actions), (), (why, *actions.values()))


def _read(rules: Rules, prepared: Prepared, head: Head) -> list[tuple[Finding, str | None]]:
    """The reliefs of one type; the disposition is None for what a court or clerk did."""
    kind = head.kind
    named = Finding("appeal" if kind == "notice_of_appeal" else "scheduling", "sought", head.rule, head.start, head.end)
    if kind == "notice_of_appeal":
        return [(named, "sought")]
    if kind == "hearing":
        return [(named, None)]
    if head.rule.plain:
        return []
    reliefs, rows = find_all(rules.court, prepared, head.end)
    reading = Reading(rules, prepared, head, without_overlaps(reliefs))
    if kind in COURT_ACT_KINDS:
        found = findings(head, [hit for hit in asked(reading) if hit is not None], "")
        acts = [one for one in find_rulings(reading, rows).findings if one.rule.group == "act"]
        # "Order Vacating Dismissal": what an act undoes is part of it.
        found = [one for one in found if not any(act.start < one.start and one.end <= act.end for act in acts)]
        if not found + acts and find_requests(reading.low, [], head.end, len(reading.low)):
            # "Order on Motion to Deposit Funds": of a motion that no rule names.
            found = findings(head, [None], "")
        return [(one, None) for one in found + acts]
    if kind not in _PARTY:
        return []
    sought = kind in ("motion", "stipulation")
    return [(one, one.disposition) for one in read_party(reading) if sought or one.relief != "other"]
