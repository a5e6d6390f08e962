"""One docket entry's text to kind, outcome pairs and decided documents, with the words and the rule behind each.

Owns the order of questions: what is it; if a party's paper, what does it ask; if a court's act, what does it decide.
Pure and deterministic. Refuses to guess an outcome: a bare event type of a court feed gets none.
"""

from functools import cache

from tracker.models import Action, TagMatch, Tagging
from tracker.tagging import asks
from tracker.tagging.kinds import Head, find_kind
from tracker.tagging.prepare import Prepared, prepare
from tracker.tagging.rules import Rules
from tracker.tagging.rulings import Finding, find_rulings
from tracker.tagging.scan import Hit, find_all, find_reliefs, find_rows, without_overlaps
from tracker.tagging.settle import settle
from tracker.tagging.short_types import is_short, tag_short
from tracker.vocab import COURT_ACT_KINDS

_SEEK = frozenset({"motion", "stipulation"})
_ABOUT = frozenset({"response", "reply", "brief", "declaration", "letter", "notice", "transcript", "hearing"})


def tag(rules: Rules, text: str, *, court_id: str | None = None, source: str | None = None) -> Tagging:
    """Label one entry. `court_id`: Free Law id, else None; `source` "rss" marks a bare event type; without a
    source the form of the text decides.

    Reads the first 20,000 characters. Spans in `matches` are positions in `text`.
    """
    if source == "rss" or (source is None and is_short(text)):
        return tag_short(rules, text, court_id=court_id)
    prepared = prepare(text, court_id)
    head = find_kind(rules, prepared)
    matches = [TagMatch(f"kind:{head.kind}", head.rule.id if head.rule else "kind.fallback", head.start, head.end)]
    findings, numbers = _actions(rules, prepared, head)
    actions: dict[tuple[str, str], None] = {}
    seen = set()
    for one in findings:
        pair = (one.relief, one.disposition)
        actions[pair] = None
        key = (pair, one.start)
        if key not in seen:
            seen.add(key)
            matches.append(TagMatch(f"action:{one.relief}:{one.disposition}", one.rule.id, one.start, one.end))
    if not numbers:
        return Tagging(head.kind, tuple([_action(*pair) for pair in actions]), (), tuple(matches))
    decided: dict[int, TagMatch] = {}
    for number, start, end, rule in numbers:
        if number not in decided:
            decided[number] = TagMatch(f"rules_on:{number}", rule.id, start, end)
    on = sorted(decided)
    matches += [decided[number] for number in on]
    return Tagging(head.kind, tuple([_action(*pair) for pair in actions]), tuple(on), tuple(matches))


@cache
def _action(relief: str, disposition: str) -> Action:
    """One object for each pair of the vocabulary."""
    return Action(relief, disposition)


def _actions(rules: Rules, prepared: Prepared, head: Head):
    kind, low = head.kind, prepared.low
    if head.rule is None or head.rule.plain:
        return [], []
    if kind in COURT_ACT_KINDS or kind == "hearing":
        reliefs, rows = find_all(rules.court, prepared, head.end)
        hits = without_overlaps(reliefs)
        ruling = find_rulings(rules, rows, prepared, kind, (head.start, head.end), hits)
        return settle(rules, prepared, head, hits, ruling)
    if kind in ("complaint", *_SEEK, *_ABOUT):
        hits = find_reliefs(rules.reliefs, prepared)
        found = _party(low, head, hits)
        if prepared.court == "appeal" and not prepared.words.isdisjoint(rules.beside_party.keys):
            # A motion above may carry with it a stay that issues by itself.
            found += find_rulings(
                rules, find_rows(rules.beside_party, prepared), prepared, kind, (head.start, head.end), hits
            ).findings
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
    if kind == "letter" and (asked_for := asks.asked_in_letter(low, head, hits)):
        return _findings(head, asked_for, "sought")
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
