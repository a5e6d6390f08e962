"""The records that the steps of tagging hand to each other: one entry being read, and what was found in it.

Owns no logic. Plain classes with slots, because their fields are read many times for each time one is made, and from a
named tuple that takes ten times as long.
"""

from typing import final

from tracker.tagging.prepare import Prepared
from tracker.tagging.rules import Rule, Rules
from tracker.tagging.scan import Hit, Sentences

# (document number, start, end)
Number = tuple[int, int, int]
# (document number, start, end, the rule by which it counts)
Decided = tuple[int, int, int, Rule]


@final
class Head:
    """The kind of an entry, the rule that gave it and the words [start, end) that decided."""

    __slots__ = ("end", "kind", "rule", "start")

    def __init__(self, kind: str, rule: Rule, start: int, end: int) -> None:
        self.kind = kind
        self.rule = rule
        self.start = start
        self.end = end


@final
class Reading:
    """One entry with a known kind: its prepared text (`low`: that in lower case), its head, the reliefs it names."""

    __slots__ = ("head", "low", "prepared", "reliefs", "rules", "sentences")

    def __init__(self, rules: Rules, prepared: Prepared, head: Head, reliefs: list[Hit]) -> None:
        self.rules = rules
        self.prepared = prepared
        self.low = prepared.low
        self.head = head
        self.reliefs = reliefs
        self.sentences = Sentences(prepared.low)


@final
class Finding:
    """One outcome: `rule` and [start, end) are the words for the relief, `verb` those for what was done with it."""

    __slots__ = ("disposition", "end", "numbers", "relief", "rule", "start", "verb", "weak")

    def __init__(
        self,
        relief: str,
        disposition: str,
        rule: Rule,
        start: int,
        end: int,
        verb: Hit | None = None,
        numbers: tuple[Number, ...] = (),
        weak: bool = False,
    ) -> None:
        self.relief = relief
        self.disposition = disposition
        self.rule = rule
        self.start = start
        self.end = end
        self.verb = verb
        self.numbers = numbers
        self.weak = weak

    def but(self, relief: str, disposition: str) -> "Finding":
        """The same words, read as another outcome."""
        return Finding(relief, disposition, self.rule, self.start, self.end, self.verb, self.numbers, self.weak)


@final
class Ruling:
    """What a court's act says before it is settled: outcomes, and the documents decided."""

    __slots__ = ("decided", "findings")

    def __init__(self) -> None:
        self.findings: list[Finding] = []
        self.decided: list[Decided] = []
