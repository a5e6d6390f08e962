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
from tracker.tagging.rulings import find_rulings
from tracker.tagging.scan import find_all, without_overlaps
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
    """Whether a text of unknown source has the form of an event type rather than of a docket text."""
    if text.lstrip()[:1] == "[":
        return bool(_BRACKETED.match(text)) and "ntered:" not in text
    return len(text) <= _MAX and not _FULL_TEXT.search(text)


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
    head = find_kind(rules, prepared)
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
    reliefs, rows = find_all(rules.court, prepared, head.end)
    hits = without_overlaps(reliefs)
    if kind in COURT_ACT_KINDS:
        named = [(hit.rule.label, None, hit.rule.id, hit.start, hit.end) for hit in asks.asked(low, head, hits) if hit]
        ruling = find_rulings(rules, rows, prepared, kind, (head.start, head.end), hits)
        acts = [one for one in ruling.findings if one.rule.group == "act"]
        return named + [(one.relief, None, one.rule.id, one.start, one.end) for one in acts]
    if kind in ("motion", "stipulation"):
        named = asks.asked(low, head, hits)
        rows = [(hit.rule.label, "sought", hit.rule.id, hit.start, hit.end) for hit in named if hit]
        return rows or [("other", "sought", head.rule.id, head.start, head.end)]
    if kind in ("response", "reply", "brief", "letter", "notice", "declaration"):
        named = asks.addressed(low, head, hits)
        return [(hit.rule.label, "addressed", hit.rule.id, hit.start, hit.end) for hit in named if hit]
    return []
