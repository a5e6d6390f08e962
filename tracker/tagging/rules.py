"""Loads the tagging rules (`data/tag_rules/*.toml`) and refuses to start on a wrong one, naming file and rule.

Owns the shape of a rule. A rule names the words at which it is tried and a pattern that must match there, over
lower-cased text. Refuses keys, kinds, reliefs and dispositions that the vocabulary does not know.
"""

import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tracker.errors import RuleError
from tracker.tagging.patterns import compile_pattern
from tracker.vocab import DISPOSITIONS, KINDS, OUT_OF_COURT_KINDS, RELIEFS

GROUPS = ("kind", "relief", "act", "verb")
LEVELS = frozenset({"appeal", "bankruptcy", "trial"})
_TABLES = frozenset({*GROUPS, "fragments", "skip", "guard"})
_REQUIRED = ("id", "words", "pattern", "reason", "example", "near_miss")
_OPTIONAL = {
    "kind": frozenset({"kind", "anywhere", "plain", "context", "courts"}),
    "relief": frozenset({"relief", "courts", "carrier", "context"}),
    "verb": frozenset({"disposition", "side", "plain", "before"}),
    "act": frozenset(
        {"relief", "disposition", "courts", "kinds", "subject", "linked", "before", "context", "head", "weak"}
    ),
}
_WORD = re.compile(r"[a-z]+")


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule; the keys are described at the head of the file that holds it.

    order: its rank, the lower wins where two claim the same words. label: a kind or a relief. option: `anywhere` of a
    kind rule, `carrier` of a relief rule, `linked` of an act.
    """

    id: str
    group: str
    order: int
    words: tuple[str, ...]
    pattern: re.Pattern[str]
    label: str
    disposition: str
    courts: frozenset[str]
    kinds: frozenset[str]
    context: frozenset[bytes]
    after: bool
    option: bool
    head: bool
    weak: bool
    plain: bool
    subject: re.Pattern[str] | None
    before: re.Pattern[str] | None
    reason: str
    example: str
    near_miss: str
    file: str


# match, order, the rule, title only, words one of which must be there
Try = tuple[Callable[[str, int], re.Match[str] | None], int, Rule, bool, frozenset[bytes]]


# match, words one of which must be there, the rule
HeadTry = tuple[Callable[[str, int], re.Match[str] | None], frozenset[bytes], Rule]
# The rules of the head of an entry, by word
Heads = Mapping[str, tuple[HeadTry, ...]]


@dataclass(frozen=True, slots=True)
class Index:
    """Rules of one level of court by the word at which they are tried; `keys` are the words as bytes, to be cut with
    those of a text.

    What the scan needs of a rule is unpacked beforehand, because it is looked up some twenty times for every entry:
    the word between two spaces and the rules to try at it.
    """

    keys: frozenset[bytes]
    tries: Mapping[bytes, tuple[bytes, tuple[Try, ...]]]


# By level of court
Indexes = Mapping[str, Index]


@dataclass(frozen=True, slots=True)
class Rules:
    """All rules, by use. `heads`, `anywhere`: by level of court, then word; the next four by level of court; `skip`:
    phrases before the name of a paper, by first word; the last three: [guard].
    """

    all: tuple[Rule, ...]
    heads: Mapping[str, Heads]
    anywhere: Mapping[str, Heads]
    reliefs: Indexes
    court: Indexes
    weak: Indexes
    beside_party: Indexes
    skip: dict[str, tuple[str, ...]]
    unreal: frozenset[str]
    between: frozenset[str]
    title: re.Pattern[str]


def load_rules(path: Path) -> Rules:
    """Read one rule file, or every `*.toml` of a folder in the order of names.

    Raises RuleError on the first file or rule that cannot be used.
    """
    files = sorted(path.glob("*.toml")) if path.is_dir() else [path]
    if not files:
        raise RuleError(f"{path}: no tagging rules (*.toml) here; restore the folder from the release")
    tables = [(file.name, _read(file)) for file in files]
    fragments: dict[str, str] = {}
    guard: dict[str, Any] = {}
    skip: list[str] = []
    for file, table in tables:
        if unknown := sorted(set(table) - _TABLES):
            raise RuleError(f"{file}: unknown table [{unknown[0]}]; expected one of {', '.join(sorted(_TABLES))}")
        fragments |= table.get("fragments", {})
        guard |= table.get("guard", {})
        skip += table.get("skip", {}).get("words", [])
    rows = [(file, group, row) for group in GROUPS for file, table in tables for row in table.get(group, [])]
    rules = tuple(_rule(file, group, row, order, fragments) for order, (file, group, row) in enumerate(rows))
    seen: set[str] = set()
    for rule in rules:
        if rule.id in seen:
            raise RuleError(f"{rule.file}: rule {rule.id!r}: this id is used twice; give each rule its own")
        seen.add(rule.id)
    rulings = [rule for rule in rules if rule.group in ("verb", "act")]
    return Rules(
        all=rules,
        heads=_heads([rule for rule in rules if rule.group == "kind"]),
        anywhere=_heads([rule for rule in rules if rule.group == "kind" and rule.option]),
        reliefs=_index([rule for rule in rules if rule.group == "relief"]),
        court=_index([rule for rule in rules if rule.group != "kind" and not rule.weak]),
        weak=_index([rule for rule in rulings if rule.weak]),
        beside_party=_index([rule for rule in rulings if "motion" in rule.kinds]),
        skip=_skip(skip),
        unreal=frozenset(guard.get("unreal", ())),
        between=frozenset(guard.get("between", ())),
        title=compile_pattern("[guard] title", guard.get("title", "(?!)x"), fragments),
    )


def _read(file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise RuleError(f"{file}: cannot be read ({error.strerror}); tagging rules are needed to start") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise RuleError(f"{file.name}: not valid TOML: {error}") from error


def _rule(file: str, group: str, row: dict[str, Any], order: int, fragments: dict[str, str]) -> Rule:
    where = f"{file}: rule {row.get('id', '(without id)')!r}"
    _check(where, group, row)

    def pattern(key: str, frame: str = "{}") -> re.Pattern[str] | None:
        return compile_pattern(f"{where}: {key}", frame.replace("{}", row[key]), fragments) if row.get(key) else None

    return Rule(
        id=row["id"],
        group=group,
        order=order,
        words=tuple(row["words"]),
        pattern=compile_pattern(where, row["pattern"], fragments),
        label=row.get("kind" if group == "kind" else "relief", ""),
        disposition=row.get("disposition", ""),
        courts=frozenset(row.get("courts", ())) or LEVELS,
        kinds=frozenset(row.get("kinds", ())),
        context=frozenset(word.encode() for word in row.get("context", ())),
        after=row.get("side") == "after",
        option=any(row.get(key) for key in ("anywhere", "carrier", "linked")),
        head=bool(row.get("head")),
        weak=bool(row.get("weak")),
        plain=bool(row.get("plain")),
        subject=pattern("subject", r"\b(?:{})\b"),
        before=pattern("before"),
        reason=row["reason"],
        example=row["example"],
        near_miss=row["near_miss"],
        file=file,
    )


def _check(where: str, group: str, row: dict[str, Any]) -> None:
    if missing := [key for key in _REQUIRED if not row.get(key)]:
        raise RuleError(f"{where}: {missing[0]!r} is missing; every rule has {', '.join(_REQUIRED)}")
    if unknown := sorted(set(row) - set(_REQUIRED) - _OPTIONAL[group]):
        raise RuleError(f"{where}: unknown key {unknown[0]!r} in a {group} rule")
    if bad := [word for word in row["words"] if not isinstance(word, str) or not _WORD.fullmatch(word)]:
        raise RuleError(f"{where}: {bad[0]!r} in 'words' is not a single lower-case word")
    if not set(row["words"]) & set(_WORD.findall(row["example"].lower())):
        raise RuleError(f"{where}: the example holds none of the rule's words")
    label = row.get("kind" if group == "kind" else "relief", "")
    allowed: tuple[str, ...] = RELIEFS if group in ("relief", "act") else ("",)
    if group == "kind":
        allowed = tuple(kind for kind in KINDS if kind not in OUT_OF_COURT_KINDS)
    if label not in allowed:
        raise RuleError(f"{where}: {label!r} is not a {group} of the vocabulary (tracker/vocab.py)")
    if group in ("verb", "act") and row.get("disposition") not in DISPOSITIONS:
        raise RuleError(
            f"{where}: {row.get('disposition')!r} is not a disposition of the vocabulary (tracker/vocab.py)"
        )
    if set(row.get("courts", ())) - LEVELS:
        raise RuleError(f"{where}: 'courts' may hold {', '.join(sorted(LEVELS))}")
    if set(row.get("kinds", ())) - set(KINDS):
        raise RuleError(f"{where}: 'kinds' may hold only kinds of the vocabulary (tracker/vocab.py)")
    if group == "verb" and row.get("side") not in ("after", "before"):
        raise RuleError(f"{where}: 'side' must say whether the object stands 'after' or 'before' the verb")


def _by_word(rules: list[Rule]) -> dict[str, tuple[Rule, ...]]:
    found: dict[str, list[Rule]] = {}
    for rule in rules:
        for word in dict.fromkeys(rule.words):
            found.setdefault(word, []).append(rule)
    return {word: tuple(listed) for word, listed in found.items()}


def _heads(rules: list[Rule]) -> dict[str, Heads]:
    return {
        level: {
            word: tuple((rule.pattern.match, rule.context, rule) for rule in listed)
            for word, listed in _by_word([rule for rule in rules if level in rule.courts]).items()
        }
        for level in LEVELS
    }


def _index(rules: list[Rule]) -> Indexes:
    return {level: _index_of([rule for rule in rules if level in rule.courts], level) for level in LEVELS}


def _index_of(rules: list[Rule], level: str) -> Index:
    # The short entries of the courts of appeal are read without the words that a rule wants elsewhere in the text.
    no_words: frozenset[bytes] = frozenset()
    found = {
        word.encode(): (
            f" {word} ".encode(),
            tuple((r.pattern.match, r.order, r, r.head, no_words if level == "appeal" else r.context) for r in listed),
        )
        for word, listed in _by_word(rules).items()
    }
    return Index(frozenset(found), found)


def _skip(phrases: list[str]) -> dict[str, tuple[str, ...]]:
    """Phrases by their first word, the longer before the shorter."""
    found: dict[str, list[str]] = {}
    for phrase in sorted(phrases, key=len, reverse=True):
        first = _WORD.match(phrase)
        if first is None:
            raise RuleError(f"[skip]: {phrase!r} does not begin with a lower-case word")
        found.setdefault(first.group(), []).append(phrase)
    return {word: tuple(listed) for word, listed in found.items()}
