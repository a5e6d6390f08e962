"""One docket entry's text to kind, outcome pairs and decided documents, with the words and the rule behind each.

Owns the order of questions: what is it; if a party's paper, what does it ask; if a court's act, what does it decide.
Pure and deterministic. Refuses to guess an outcome: a bare event type of a court feed gets none.
"""

from functools import cache

from tracker.models import Action, Tagging, TagMatch
from tracker.tagging.asks import read_party
from tracker.tagging.kinds import find_kind
from tracker.tagging.prepare import Prepared, prepare
from tracker.tagging.readings import Decided, Finding, Head, Reading
from tracker.tagging.rules import Rules
from tracker.tagging.rulings import find_rulings
from tracker.tagging.scan import Sentences, find_all, find_reliefs, find_rows, without_overlaps
from tracker.tagging.settle import settle
from tracker.tagging.short_types import is_short, tag_short
from tracker.vocab import COURT_ACT_KINDS

__all__ = ["tag", "tag_short"]

_PARTY = frozenset(
    (
        *("complaint", "motion", "stipulation", "response", "reply", "brief", "declaration", "letter", "notice"),
        "transcript",
    )
)
_COURT = COURT_ACT_KINDS | {"hearing"}
_NOTHING: tuple[list[Finding], list[Decided]] = ([], [])


def tag(rules: Rules, text: str, *, court_id: str | None = None, source: str | None = None) -> Tagging:
    """Label one entry. `court_id`: Free Law id, else None; `source` "rss" marks a bare event type, None lets the form
    of the text decide.

    Reads the first 20,000 characters. Spans in `matches` are positions in `text`; an outcome that a verb gives has one
    match for the words of the relief and one for the verb.
    """
    if source == "rss" or (source is None and is_short(text)):
        return tag_short(rules, text, court_id=court_id)
    prepared = prepare(text, court_id)
    head = find_kind(rules, prepared)
    if head is None:
        return Tagging("other", (), (), (TagMatch("kind:other", "kind.fallback", 0, 0),))
    findings, decided = _NOTHING if head.rule.plain else _read(rules, prepared, head)
    first = TagMatch(f"kind:{head.kind}", head.rule.id, head.start, head.end)
    if not findings and not decided:
        return Tagging(head.kind, (), (), (first,))
    actions: dict[str, Action] = {}
    matches: dict[tuple[str, int], TagMatch] = {}
    for one in findings:
        label = f"action:{one.relief}:{one.disposition}"
        if label not in actions:
            actions[label] = _action(one.relief, one.disposition)
        if (key := (label, one.start)) not in matches:
            matches[key] = TagMatch(label, one.rule.id, one.start, one.end)
        verb = one.verb
        if verb is not None and (key := (label, verb.start)) not in matches:
            matches[key] = TagMatch(label, verb.rule.id, verb.start, verb.end)
    numbers: dict[int, TagMatch] = {}
    for number, start, end, rule in decided:
        if number not in numbers:
            numbers[number] = TagMatch(f"rules_on:{number}", rule.id, start, end)
    on = sorted(numbers)
    shown = (first, *matches.values(), *(numbers[number] for number in on))
    return Tagging(head.kind, tuple(actions.values()), tuple(on), shown)


def _read(rules: Rules, prepared: Prepared, head: Head) -> tuple[list[Finding], list[Decided]]:
    if head.kind == "notice_of_appeal":
        return [Finding("appeal", "sought", head.rule, head.start, head.end)], []
    if head.kind not in _COURT and head.kind not in _PARTY:
        return _NOTHING
    low, words, court = prepared.low, prepared.words, prepared.court
    if head.kind in _COURT:
        reliefs, rows = find_all(rules.court, prepared, head.end)
        reading = Reading(rules, low, words, court, head, without_overlaps(reliefs), Sentences(low))
        return settle(reading, find_rulings(reading, rows))
    reading = Reading(rules, low, words, court, head, find_reliefs(rules.reliefs, prepared), Sentences(low))
    findings = read_party(reading)
    if court == "appeal" and not rules.beside_party.keys.isdisjoint(words):
        # A motion above may carry with it a stay that issues by itself.
        findings = findings + find_rulings(reading, find_rows(rules.beside_party, low, words, court)).findings
    return findings, []


@cache
def _action(relief: str, disposition: str) -> Action:
    """One object for each pair of the vocabulary."""
    return Action(relief, disposition)
