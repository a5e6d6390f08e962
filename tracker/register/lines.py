"""YAML as people write the register: read with the line of each part, and nothing taken that only a program writes."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

Path_ = tuple[str | int, ...]


class _Loader(yaml.SafeLoader):
    """Dates, numbers, `yes`/`no` and `1:25` stay the strings a person wrote; only true, false and null are typed."""


_Loader.yaml_implicit_resolvers = {
    first: [
        (tag, pattern) for tag, pattern in resolvers if tag in ("tag:yaml.org,2002:null", "tag:yaml.org,2002:merge")
    ]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
_Loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"^(?:true|false)$"), list("tf"))


# Reading by libyaml takes a ninth of the time. PyYAML comes without it where it was built so.
_CLoader: Any = getattr(yaml, "CSafeLoader", None)
if _CLoader:

    class _Quick(_CLoader):  # type: ignore[misc]
        """The same, read by libyaml."""

    _Quick.yaml_implicit_resolvers = _Loader.yaml_implicit_resolvers

# No file of the register is a tenth as deep.
_DEEPEST = 200
_TOO_DEEP = "parts within parts without end; no file of the register is as deep"

# A few lines of them make parts without number, and two places that change together are hard to see.
_REPEATED = "a part is repeated by `*`; the register uses no `&` and `*`, write it out"
_NO_TAGS = "`!` and `<<` have no place here; put text that begins with them in quotes"
_PLAIN_TAGS = frozenset(f"tag:yaml.org,2002:{name}" for name in ("str", "null", "bool", "map", "seq"))
# What no page, spreadsheet or mail can carry, or what turns the direction of the text after it.
_UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f\x80-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Sourced:
    """Where in which file a register object, or a part of it, stands. `file` is relative to the register's folder."""

    file: str
    lines: dict[Path_, int]

    def line(self, path: Path_) -> int:
        """The line of `path`, or of the nearest part around it."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)

    def at(self, path: Path_) -> str:
        return f"{self.file}:{self.line(path)}"


class BadYamlError(Exception):
    """The file is not YAML text that the register takes. `why` in words; `line` counted from 1."""

    def __init__(self, line: int, why: str):
        super().__init__(f"line {line}: {why}")
        self.line = line
        self.why = why


def read_yaml(file: Path, name: str) -> tuple[Any, Sourced]:
    """The plain data of a YAML file and the line of each of its parts. Raises BadYamlError when it cannot be read."""
    text = _read_text(file)
    try:
        loader, node = _quick_node(text) or _slow_node(text)
        try:
            lines: dict[Path_, int] = {}
            if node is not None:
                _note_lines(node, (), lines, frozenset())
            return (loader.construct_document(node) if node is not None else None), Sourced(name, lines)
        finally:
            loader.dispose()
    except yaml.MarkedYAMLError as error:
        raise BadYamlError(*_marked(error)) from None
    except RecursionError:
        raise BadYamlError(1, _TOO_DEEP) from None
    except OverflowError:
        raise BadYamlError(1, "an escape such as `\\U0001F600` in it names no character") from None
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, int(error.position)) + 1
        raise BadYamlError(line, "a control character stands here; delete it") from None


def _quick_node(text: str) -> tuple[Any, yaml.Node | None] | None:
    """A loader and the node that it read; None where only the slow loader may say what is wrong with the text.

    The depth is looked at first: libyaml's loader goes down into parts by itself, until the process dies of it. Raises
    BadYamlError.
    """
    if not _CLoader:
        return None
    depth = 0
    try:
        for found in yaml.parse(text, Loader=_CLoader):
            if isinstance(found, yaml.AliasEvent):
                raise BadYamlError(found.start_mark.line + 1 if found.start_mark else 1, _REPEATED)
            depth += isinstance(found, yaml.CollectionStartEvent) - isinstance(found, yaml.CollectionEndEvent)
            if depth > _DEEPEST:
                raise BadYamlError(found.start_mark.line + 1 if found.start_mark else 1, _TOO_DEEP)
        loader = _Quick(text)
        return loader, loader.get_single_node()
    except yaml.YAMLError:
        return None


def _slow_node(text: str) -> tuple[Any, yaml.Node | None]:
    loader = _Loader(text)
    try:
        return loader, loader.get_single_node()
    except BaseException:
        loader.dispose()
        raise


def _read_text(file: Path) -> str:
    try:
        body = file.read_bytes()
    except OSError as error:
        raise BadYamlError(1, f"cannot be read: {error.strerror}") from error
    try:
        return body.decode("utf-8").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError as error:
        line = body.count(b"\n", 0, error.start) + 1
        raise BadYamlError(line, "not UTF-8 text; save the file as UTF-8") from None


def _marked(error: yaml.MarkedYAMLError) -> tuple[int, str]:
    mark = error.problem_mark or error.context_mark
    line = mark.line + 1 if mark else 1
    problem = error.problem or error.context or "cannot be read"
    if "tab" in problem or "'\\t'" in problem:
        problem = "a tab stands here; indent with spaces"
    elif problem.startswith(("expected <block end>", "mapping values are not allowed", "could not find expected")):
        problem = (
            f"{problem} (look at the indentation of this line and of the one above; text that holds `: ` needs quotes)"
        )
    return line, f"not valid YAML: {problem}"


def _note_lines(node: yaml.Node, path: Path_, lines: dict[Path_, int], above: frozenset[int]) -> None:
    line = node.start_mark.line + 1
    lines.setdefault(path, line)
    if id(node) in above:
        raise BadYamlError(line, _REPEATED)
    _check_plain(node, line)
    if isinstance(node, yaml.MappingNode):
        seen: set[str] = set()
        for key, value in node.value:
            line = key.start_mark.line + 1
            if not isinstance(key, yaml.ScalarNode):
                raise BadYamlError(line, "a key must be one word")
            if key.tag.endswith(":merge"):
                raise BadYamlError(line, _NO_TAGS)
            if key.value in seen:
                raise BadYamlError(line, f"`{key.value}` stands twice; keep one")
            seen.add(key.value)
            lines[(*path, key.value)] = line
            _note_lines(value, (*path, key.value), lines, above | {id(node)})
    elif isinstance(node, yaml.SequenceNode):
        for index, value in enumerate(node.value):
            _note_lines(value, (*path, index), lines, above | {id(node)})


def _check_plain(node: yaml.Node, line: int) -> None:
    if node.tag not in _PLAIN_TAGS or (node.tag.endswith(":bool") and node.value not in ("true", "false")):
        raise BadYamlError(line, _NO_TAGS)
    if isinstance(node, yaml.ScalarNode) and _UNSEEN.search(node.value):
        raise BadYamlError(line, "the text holds a control character, or one that turns its direction; delete it")
