"""Bare event types of court feeds: "[Order on Motion for TRO]", "~Util - Set Hearings", "Order AND Scheduling Order".

Owns recognising such a type by its form, and tagging it. A type names what was acted on, never with what outcome: the
disposition of a court's act is None. Refuses full docket texts.
"""

import re

from tracker.models import Action, TagMatch, Tagging
from tracker.tagging import asks
from tracker.tagging.kinds import Head, find_kind
from tracker.tagging.prepare import prepare
from tracker.tagging.rules import Rules
from tracker.tagging.scan import find_rows, without_overlaps
from tracker.vocab import COURT_ACT_KINDS

_MAX = 400
_BRACKETED = re.compile(r"\s*\[[^\[\]]{2,390}\]\s*$")
_FORM = re.compile(
    r"\s*(?:~ ?util\b|\d - terminate|(?:order|memorandum|opinion|judgment|minute order|memorandum (?:opinion|order))[^.\d\[\]]{0,24} on (?:motion|application|petition|report)s?\b)",
    re.IGNORECASE,
)
# Words that only a full docket text has.
_FULL_TEXT = re.compile(
    r"\d{2,}|\b(?:signed|entered|filed by|granted|denied|granting|denying|ordered|re:?|is|are|by)\b|[.;] ", re.IGNORECASE
)
_PARTS = re.compile(r" AND (?=[A-Z~\d])")
_RANK = {
    kind: rank
    for rank, kind in enumerate(
        ("mandate", "judgment", "order", "opinion", "report_recommendation", "minute_entry", "notice_of_appeal", "complaint",
         "motion", "stipulation", "answer", "response", "reply", "brief", "declaration", "letter", "status_report", "hearing",
         "transcript", "summons", "appearance", "notice", "clerk", "other")
    )
}  # fmt: skip
_UTIL = re.compile(r"(?:~ ?util|utility) ?- ?|\d - (?=terminate)", re.IGNORECASE)


def is_short(text: str) -> bool:
    """Whether the text has the form of an event type rather than of a docket text."""
    if len(text) > _MAX:
        return False
    if text.lstrip()[:1] == "[":
        return bool(_BRACKETED.match(text)) and "ntered:" not in text
    return bool(_FORM.match(text)) and not _FULL_TEXT.search(text)


def tag_short(rules: Rules, types: str | tuple[str, ...], *, court_id: str | None = None) -> Tagging:
    """Label the event types of one feed item (twins given as a tuple, or joined by AND).

    Spans in `matches` are positions in the string, or in the strings of the tuple joined by " AND ".
    """
    text = types if isinstance(types, str) else " AND ".join(types)
    kinds: list[tuple[int, int, str, TagMatch]] = []
    actions: dict[Action, TagMatch] = {}
    start = 0
    for part in _PARTS.split(text):
        at = text.index(part, start)
        start = at + len(part)
        kind, match, found = _part(rules, part, at, court_id)
        kinds.append((_RANK[kind], at, kind, match))
        for action, why in found:
            actions.setdefault(action, why)
    _, _, kind, match = min(kinds, key=lambda one: one[:2])
    return Tagging(kind, tuple(actions), (), (match, *actions.values()))


def _part(rules: Rules, part: str, at: int, court_id: str | None):
    prepared = prepare(_UTIL.sub(lambda found: " " * len(found.group()), part).replace("[", " ").replace("]", " "), court_id)
    low = prepared.low
    head = find_kind(rules, low)
    why = TagMatch(f"kind:{head.kind}", head.rule.id if head.rule else "kind.fallback", at + head.start, at + head.end)
    found = [
        (Action(relief, disposition), TagMatch(f"action:{relief}:{disposition or 'unknown'}", rule, at + start, at + end))
        for relief, disposition, rule, start, end in _actions(rules, prepared, head)
    ]
    return head.kind, why, found


def _actions(rules: Rules, prepared, head: Head):
    kind, low = head.kind, prepared.low
    if head.rule is None:
        return []
    if kind == "notice_of_appeal":
        return [("appeal", "sought", head.rule.id, head.start, head.end)]
    if kind == "hearing":
        return [("scheduling", None, head.rule.id, head.start, head.end)]
    hits = without_overlaps(find_rows(rules.reliefs, prepared))
    if kind in COURT_ACT_KINDS:
        return [(hit.rule.label, None, hit.rule.id, hit.start, hit.end) for hit in asks.asked(low, head, hits) if hit]
    if kind in ("motion", "stipulation"):
        named = asks.asked(low, head, hits)
        rows = [(hit.rule.label, "sought", hit.rule.id, hit.start, hit.end) for hit in named if hit]
        return rows or [("other", "sought", head.rule.id, head.start, head.end)]
    if kind in ("response", "reply", "brief", "letter", "notice", "declaration"):
        named = asks.addressed(low, head, hits)
        return [(hit.rule.label, "addressed", hit.rule.id, hit.start, hit.end) for hit in named if hit]
    return []
