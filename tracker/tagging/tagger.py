"""One docket entry's text to kind, outcome pairs and decided documents, with the words and the rule behind each.

Owns the order of questions: what is it; if a party's paper, what does it ask; if a court's act, what does it decide.
Pure and deterministic. Refuses to guess an outcome: a bare event type of a court feed gets none.
"""

from functools import cache

from tracker.models import Action, Tagging, TagMatch
from tracker.tagging.asks import beside_appeal, read_party
from tracker.tagging.kinds import find_kind
from tracker.tagging.prepare import Prepared, prepare
from tracker.tagging.readings import Decided, Finding, Head, Reading
from tracker.tagging.rules import Rules
from tracker.tagging.rulings import find_rulings
from tracker.tagging.scan import find_all, find_reliefs, find_rows, without_overlaps
from tracker.tagging.settle import settle
from tracker.tagging.short_types import is_short, tag_short
from tracker.vocab import COURT_ACT_KINDS, KINDS

__all__ = ["tag", "tag_short"]

_PARTY = frozenset(
    (
        *("complaint", "motion", "stipulation", "response", "reply", "brief", "declaration", "letter", "notice"),
        "transcript",
    )
)
_COURT = COURT_ACT_KINDS | {"hearing"}
_KIND_LABELS = {kind: f"kind:{kind}" for kind in KINDS}
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
    rule = head.rule
    first = TagMatch(_KIND_LABELS[head.kind], rule.id, head.start, head.end)
    findings, decided = _NOTHING if rule.plain else _read(rules, prepared, head)
    if not findings and not decided:
        return Tagging(head.kind, (), (), (first,))
    actions: dict[str, Action] = {}
    shown = [first]
    seen: set[tuple[str, int]] = set()
    for one in findings:
        label, action = _claim(one.relief, one.disposition)
        actions[label] = action
        key = (label, one.start)
        if key not in seen:
            seen.add(key)
            shown.append(TagMatch(label, one.rule.id, one.start, one.end))
        verb = one.verb
        if verb is not None and (key := (label, verb.start)) not in seen:
            seen.add(key)
            shown.append(TagMatch(label, verb.rule.id, verb.start, verb.end))
    if not decided:
        return Tagging(head.kind, tuple(actions.values()), (), tuple(shown))
    numbers: dict[int, TagMatch] = {}
    for number, start, end, rule in decided:
        if number not in numbers:
            numbers[number] = TagMatch(f"rules_on:{number}", rule.id, start, end)
    on = tuple(sorted(numbers))
    for number in on:
        shown.append(numbers[number])
    return Tagging(head.kind, tuple(actions.values()), on, tuple(shown))


def _read(rules: Rules, prepared: Prepared, head: Head) -> tuple[list[Finding], list[Decided]]:
    kind = head.kind
    if kind == "notice_of_appeal":
        return [Finding("appeal", "sought", head.rule, head.start, head.end), *beside_appeal(prepared, head)], []
    if kind in _COURT:
        reliefs, rows = find_all(rules.court, prepared, head.end)
        reading = Reading(rules, prepared, head, without_overlaps(reliefs))
        return settle(reading, find_rulings(reading, rows))
    if kind not in _PARTY:
        return _NOTHING
    reading = Reading(rules, prepared, head, find_reliefs(rules.reliefs, prepared))
    findings = read_party(reading)
    if prepared.court == "appeal" and (rows := find_rows(rules.beside_party, prepared)):
        # A motion above may carry with it a stay that issues by itself.
        findings = findings + find_rulings(reading, rows).findings
    return findings, []


@cache
def _claim(relief: str, disposition: str) -> tuple[str, Action]:
    """The label of an outcome, and one object for each pair of the vocabulary."""
    return f"action:{relief}:{disposition}", Action(relief, disposition)
