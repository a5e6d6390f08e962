"""Turns the patterns that people write into regular expressions that cannot run away.

Owns the notation of `data/tag_rules/`: a space stands for any run of spaces, `<name>` for a fragment. Refuses patterns
that do not compile, that match nothing at all, or that nest open-ended repeats (those can take exponential time).
"""

import re
from re import _compiler, _constants, _parser  # type: ignore[attr-defined]
from typing import Any

from tracker.errors import RuleError

_FRAGMENT = re.compile(r"<([a-z_]+)>")
_SPACE = re.compile(r" (?![*+?{])")
_LOOKBEHIND = re.compile(r"(\(\?<[=!][^)]*\))")


def over_ascii(source: str) -> re.Pattern[str]:
    """A pattern of the code itself, over prepared text: that is ASCII, so that no table of Unicode need be asked."""
    return re.compile(source, re.ASCII)


def compile_pattern(where: str, source: str, fragments: dict[str, str]) -> re.Pattern[str]:
    """`where` (file and rule) begins the message of the RuleError that a bad pattern raises."""

    def expand(found: re.Match[str]) -> str:
        name = found.group(1)
        if name not in fragments:
            raise RuleError(f"{where}: unknown fragment <{name}>; known: {', '.join(sorted(fragments))}")
        return f"(?:{fragments[name]})"

    for _ in range(3):
        source = _FRAGMENT.sub(expand, source)
    # A lookbehind must have a fixed width, so that a space stays one space there.
    # A word (\S+) is at most 40 characters, holds no comma or bracket and ends no sentence.
    parts = _LOOKBEHIND.split(source)
    source = "".join(part if part.startswith("(?<") else _SPACE.sub(" +", part).replace(" ?", " *") for part in parts)
    source = source.replace(r"\S+", r"[^ ,;:()]{1,40}(?<!\.)")
    try:
        # Over prepared text alone, which is ASCII: no table of Unicode need be asked.
        parsed = _parser.parse(source, re.ASCII)
        # Compiled from what was parsed, because parsing is half of the time that rules take to load.
        compiled: re.Pattern[str] = _compiler.compile(parsed)
    except re.error as error:
        raise RuleError(f"{where}: the pattern does not compile: {error}") from error
    if _nests(parsed, inside=False):
        raise RuleError(f"{where}: an open repeat inside an open repeat; use a bounded one such as {{0,3}}")
    if not source.endswith("$") and compiled.match(""):
        raise RuleError(f"{where}: the pattern matches nothing at all; it would fire everywhere")
    return compiled


def _nests(parsed: Any, *, inside: bool) -> bool:
    """Whether an open-ended repeat of more than one character class stands within another one."""
    for op, value in parsed:
        if op in (_constants.MAX_REPEAT, _constants.MIN_REPEAT):
            _, high, body = value
            spaces = len(body) == 1 and body[0] == (_constants.LITERAL, 32)
            is_open = high == _constants.MAXREPEAT and not spaces
            if (is_open and inside) or _nests(body, inside=inside or is_open):
                return True
        elif any(_nests(child, inside=inside) for child in _children(op, value)):
            return True
    return False


def _children(op: Any, value: Any) -> list[Any]:
    if op is _constants.BRANCH:
        return list(value[1])
    if op is _constants.SUBPATTERN:
        return [value[3]]
    if op in (_constants.ASSERT, _constants.ASSERT_NOT):
        return [value[1]]
    return []
