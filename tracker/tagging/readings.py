"""The records that the steps of tagging hand to each other: one entry being read, and what was found in it.

Owns no logic. Records that are made by the dozen for every entry are named tuples, because those are made fastest.
"""

from dataclasses import dataclass, field
from typing import NamedTuple

from tracker.tagging.rules import Rule, Rules
from tracker.tagging.scan import Hit, Sentences

# (document number, start, end)
Number = tuple[int, int, int]
# (document number, start, end, the rule by which it counts)
Decided = tuple[int, int, int, Rule]


class Head(NamedTuple):
    """The kind of an entry, the rule that gave it and the words [start, end) that decided."""

    kind: str
    rule: Rule
    start: int
    end: int


class Reading(NamedTuple):
    """One entry with a known kind: its prepared text and words, its head, the reliefs that it names."""

    rules: Rules
    low: str
    words: list[bytes]
    court: str
    head: Head
    reliefs: list[Hit]
    sentences: Sentences


class Finding(NamedTuple):
    """One outcome: `rule` and [start, end) are the words for the relief, `verb` those for what was done with it."""

    relief: str
    disposition: str
    rule: Rule
    start: int
    end: int
    verb: Hit | None = None
    numbers: tuple[Number, ...] = ()
    weak: bool = False


@dataclass(slots=True)
class Ruling:
    """What a court's act says before it is settled: outcomes, and the documents decided."""

    findings: list[Finding] = field(default_factory=list)
    decided: list[Decided] = field(default_factory=list)
