"""Register files on disk: YAML read with line numbers, checked one by one and then against each other."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import ValidationError

from tracker.errors import RegisterError
from tracker.register.check import cross_check
from tracker.register.explain import explain
from tracker.register.in_time import still_to_come
from tracker.register.schema import Case, Flow, event_id
from tracker.text import clip

T = TypeVar("T", Case, Flow)
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
# What editors and shells leave beside a file, and nobody means to be read.
_LEFT_OVER = re.compile(r"[.#].*|.*(~|\.(bak|orig|rej|swp|tmp))", re.IGNORECASE)


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


@dataclass(frozen=True, slots=True)
class Register:
    cases: dict[str, Case]
    flows: dict[str, Flow]
    origins: dict[str, Sourced]  # by case or flow id


@dataclass(slots=True)
class _Reading:
    """What one pass over the folder has found so far."""

    folder: Path
    origins: dict[str, Sourced] = field(default_factory=dict)
    broken: set[str] = field(default_factory=set)
    problems: list[tuple[str, int, str]] = field(default_factory=list)  # file, line, message

    def lines(self) -> Iterator[str]:
        shown = _shown(self.folder)
        for file, line, message in sorted(self.problems):
            # A message quotes the value that it is about, which may be as long as the file.
            yield f"{shown}/{file}:{line}: {clip(message, 1000)}"


def load_register(folder: Path, court_ids: frozenset[str]) -> Register:
    """Read `cases/*.yaml` and `flows/*.yaml` below `folder`.

    Raises RegisterError with every problem found, each `file:line: what is wrong`, in the order of files and lines.
    """
    reading = _Reading(folder)
    for kind in ("cases", "flows"):
        if not (folder / kind).is_dir():
            reading.problems.append((kind, 1, f"no such folder; the register keeps one file a {kind[:-1]} there"))
    cases = _load_kind(reading, "cases", Case)
    flows = _load_kind(reading, "flows", Flow)
    problems = [*_reserved_keys(cases), *cross_check(cases, flows, court_ids, frozenset(reading.broken))]
    for owner, path, message in problems:
        origin = reading.origins[owner]
        reading.problems.append((origin.file, origin.line(path), message))
    if reading.problems:
        raise RegisterError(list(reading.lines()))
    return Register(cases, flows, reading.origins)


def refuse_days_to_come(register: Register, folder: Path, today: date) -> None:
    """Raises RegisterError where a file tells of a day that no source can have told of yet: a slip in a year would else
    keep an act from counting, or an order "verified", for decades."""
    reading = _Reading(folder)
    for owner, path, message in still_to_come(register.cases, register.flows, today):
        origin = register.origins[owner]
        reading.problems.append((origin.file, origin.line(path), message))
    if reading.problems:
        raise RegisterError(list(reading.lines()))


def _reserved_keys(cases: dict[str, Case]) -> Iterator[tuple[str, Path_, str]]:
    for case in cases.values():
        for index, event in enumerate(case.events):
            if event_id(case.id, event.key) == event.key:
                yield case.id, ("events", index, "key"), "keys `entry-1`, `entry-2` … are kept for docket entries"


def _load_kind(reading: _Reading, kind: str, model: type[T]) -> dict[str, T]:
    found: dict[str, T] = {}
    for file in _files_of(reading.folder / kind):
        name = str(file.relative_to(reading.folder))
        problems, item, origin = _load_file(file, name, model)
        if file.parent.name != kind:
            problems = [(1, f"files stand in {kind}/ itself, not in a folder below it; move this one up")]
        if item and not problems:
            if item.id in reading.origins:
                first = reading.origins[item.id].file
                problems = [(origin.line(("id",)), f"id {item.id!r} is already used by {first}")]
            else:
                found[item.id] = item
                reading.origins[item.id] = origin
        if problems:
            reading.broken.add(file.name.split(".", 1)[0])
        reading.problems.extend((name, line, message) for line, message in problems)
    return found


def _files_of(folder: Path) -> list[Path]:
    """Every file that somebody may have meant for the register, also where a slip in its name would leave it out: what
    is not read is retracted."""
    named = [file for file in folder.glob("*") if not _LEFT_OVER.fullmatch(file.name)]
    inside = [file for deeper in named if deeper.is_dir() for file in deeper.rglob("*.y*ml")]
    return sorted([f for f in named if re.search(r"\.ya?ml\b", f.name, re.IGNORECASE)] + inside)


def _load_file(file: Path, name: str, model: type[T]) -> tuple[list[tuple[int, str]], T | None, Sourced]:
    origin = Sourced(name, {})
    if file.suffix != ".yaml":
        return [(1, f"the file must be named {file.name.split('.', 1)[0]}.yaml")], None, origin
    try:
        data, origin = read_yaml(file, name)
        item = model.model_validate(data)
    except BadYamlError as error:
        return [(error.line, error.why)], None, origin
    except ValidationError as error:
        return [(origin.line(path), message) for path, message in explain(error, model)], None, origin
    if item.id != file.stem:
        line = origin.line(("id",))
        return [(line, f"id is {item.id!r} and the file is named {file.stem!r}: make them equal")], None, origin
    return [], item, origin


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


def _shown(folder: Path) -> str:
    # Relative where it can be, so that a terminal or an editor can follow the line.
    try:
        return str(folder.resolve().relative_to(Path.cwd()))
    except ValueError:
        return str(folder)
