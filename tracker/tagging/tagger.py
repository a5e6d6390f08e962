"""One docket entry's text to kind, outcome pairs and decided documents, with the words and the rule behind each.

Owns the order of questions: what is it; if a party's paper, what does it ask; if a court's act, what does it decide.
Pure and deterministic. Refuses to guess an outcome: a bare event type of a court feed gets none.
"""

from tracker.models import Action, TagMatch, Tagging
from tracker.tagging import asks
from tracker.tagging.kinds import Head, find_kind
from tracker.tagging.prepare import Prepared, prepare
from tracker.tagging.rules import Rules
from tracker.tagging.rulings import Finding, find_rulings
from tracker.tagging.scan import Hit, find_rows, without_overlaps
from tracker.tagging.settle import settle
from tracker.tagging.short_types import is_short, tag_short
from tracker.vocab import COURT_ACT_KINDS

_SEEK = frozenset({"motion", "stipulation"})
_ABOUT = frozenset({"response", "reply", "brief", "declaration", "letter", "notice", "transcript", "hearing"})


def tag(rules: Rules, text: str, *, court_id: str | None = None, source: str | None = None) -> Tagging:
    """Label one entry. `court_id`: Free Law id, else None; `source` "rss" marks a bare event type.

    Reads the first 20,000 characters. Spans in `matches` are positions in `text`.
    """
    if source == "rss" or is_short(text):
        return tag_short(rules, text, court_id=court_id)
    prepared = prepare(text, court_id)
    head = find_kind(rules, prepared.low)
    matches = [TagMatch(f"kind:{head.kind}", head.rule.id if head.rule else "kind.fallback", head.start, head.end)]
    findings, numbers = _actions(rules, prepared, head)
    actions: dict[Action, None] = {}
    for one in findings:
        actions[Action(one.relief, one.disposition)] = None
        matches.append(TagMatch(f"action:{one.relief}:{one.disposition}", one.rule.id, one.start, one.end))
    decided: dict[int, TagMatch] = {}
    for number, start, end, rule in numbers:
        decided.setdefault(number, TagMatch(f"rules_on:{number}", rule.id, start, end))
    matches += [decided[number] for number in sorted(decided)]
    return Tagging(head.kind, tuple(actions), tuple(sorted(decided)), tuple(dict.fromkeys(matches)))


def _actions(rules: Rules, prepared: Prepared, head: Head):
    kind, low = head.kind, prepared.low
    if head.rule is None or head.rule.plain:
        return [], []
    if kind in COURT_ACT_KINDS or kind == "hearing":
        hits = without_overlaps(find_rows(rules.reliefs, prepared))
        ruling = find_rulings(rules, prepared, kind, (head.start, head.end), hits)
        return settle(low, head, hits, ruling)
    if kind in ("complaint", *_SEEK, *_ABOUT):
        hits = without_overlaps(find_rows(rules.reliefs, prepared))
        found = _party(low, head, hits)
        if prepared.court == "appeal" and b"stay" in prepared.words:
            # A motion above may carry with it a stay that issues by itself.
            found += find_rulings(rules, prepared, kind, (head.start, head.end), hits, only_for_kind=True).findings
        return found, []
    if kind == "notice_of_appeal" and head.rule:
        return [Finding("appeal", "sought", head.rule, head.start, head.end)], []
    return [], []


def _party(low: str, head: Head, hits: list[Hit]) -> list[Finding]:
    kind = head.kind
    assert head.rule is not None
    if kind == "complaint":
        return _findings(head, asks.interim_asked(hits, head), "sought")
    if kind in _SEEK:
        taken_back = asks.withdrawn(low, head, hits)
        asked = _findings(head, taken_back, "withdrawn") or _findings(head, asks.asked(low, head, hits), "sought")
        return asked or [Finding("other", "sought", head.rule, head.start, head.end)]
    if kind == "letter" and asks.asks_itself(low, head):
        return _findings(head, asks.asked(low, head, hits), "sought")
    about = _findings(head, asks.addressed(low, head, hits), "addressed")
    if kind == "notice" and asks.withdraws(low, head):
        return _findings(head, asks.addressed(low, head, hits), "withdrawn")
    if not about and kind in ("response", "reply") and asks.names_motion(low, head):
        return [Finding("other", "addressed", head.rule, head.start, head.end)]
    return about


def _findings(head: Head, hits: list[Hit | None], disposition: str) -> list[Finding]:
    assert head.rule is not None
    return [
        Finding("other", disposition, head.rule, head.start, head.end)
        if hit is None
        else Finding(hit.rule.label, disposition, hit.rule, hit.start, hit.end)
        for hit in hits
    ]
