"""Register files on disk: YAML read with line numbers, checked one by one and then against each other."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from tracker.errors import RegisterError
from tracker.register.check import cross_check
from tracker.register.schema import Case, Flow

T = TypeVar("T", Case, Flow)
Path_ = tuple[str | int, ...]


class _Loader(yaml.SafeLoader):
    """Dates, `yes`/`no` and `1:25` stay the strings a person wrote; only true, false, null and numbers are typed."""


_Loader.yaml_implicit_resolvers = {
    first: [
        (tag, pattern) for tag, pattern in resolvers if tag in ("tag:yaml.org,2002:null", "tag:yaml.org,2002:merge")
    ]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
_Loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"^(?:true|false)$"), list("tf"))


@dataclass(frozen=True, slots=True)
class Sourced:
    """Where in which file a register object, or a part of it, stands."""

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


def load_register(folder: Path, court_ids: frozenset[str]) -> Register:
    """Read `cases/*.yaml` and `flows/*.yaml` below `folder`.

    Raises RegisterError with every problem found, each `file:line: what is wrong`.
    """
    problems: list[str] = []
    origins: dict[str, Sourced] = {}
    cases = _load_kind(folder, "cases", Case, origins, problems)
    flows = _load_kind(folder, "flows", Flow, origins, problems)
    if not (folder / "cases").is_dir():
        problems.append(f"{folder}/cases:1: no such folder; the register keeps one file a case there")
    for owner, path, message in cross_check(cases, flows, court_ids):
        problems.append(f"{origins[owner].at(path)}: {message}")
    if problems:
        raise RegisterError(sorted(problems))
    return Register(cases, flows, origins)


def _load_kind(
    folder: Path, kind: str, model: type[T], origins: dict[str, Sourced], problems: list[str]
) -> dict[str, T]:
    found: dict[str, T] = {}
    for file in sorted((folder / kind).glob("*.yaml")):
        name = f"{kind}/{file.name}"
        try:
            data, origin = read_yaml(file, name)
            item = model.model_validate(data)
        except RegisterError as error:
            problems.extend(error.problems)
            continue
        except ValidationError as error:
            problems.extend(_explain(error, origin))
            continue
        if item.id != file.stem:
            problems.append(
                f"{origin.at(('id',))}: id is {item.id!r}; the file is named {file.stem!r}: make them equal"
            )
        elif item.id in origins:
            problems.append(f"{origin.at(('id',))}: id {item.id!r} is already used by {origins[item.id].file}")
        else:
            found[item.id] = item
            origins[item.id] = origin
    return found


def read_yaml(file: Path, name: str) -> tuple[Any, Sourced]:
    """The plain data of a YAML file and the line of each of its parts. Raises RegisterError when it is not YAML."""
    try:
        text = file.read_text(encoding="utf-8")
        loader = _Loader(text)
        try:
            node = loader.get_single_node()
            lines: dict[Path_, int] = {}
            if node is not None:
                _note_lines(node, (), lines, name)
            data = loader.construct_document(node) if node is not None else None
        finally:
            loader.dispose()
    except UnicodeDecodeError as error:
        raise RegisterError(
            [f"{name}:1: not UTF-8 text ({error.reason} at byte {error.start}); save it as UTF-8"]
        ) from None
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 1
        raise RegisterError([f"{name}:{line}: not valid YAML: {error.problem or error.context}"]) from None
    except yaml.YAMLError as error:
        raise RegisterError([f"{name}:1: not valid YAML: {' '.join(str(error).split())}"]) from None
    return data, Sourced(name, lines)


def _note_lines(node: yaml.Node, path: Path_, lines: dict[Path_, int], name: str) -> None:
    lines.setdefault(path, node.start_mark.line + 1)
    if isinstance(node, yaml.MappingNode):
        seen: set[str] = set()
        for key, value in node.value:
            word = str(key.value)
            if word in seen:
                raise RegisterError([f"{name}:{key.start_mark.line + 1}: `{word}` stands twice; keep one"])
            seen.add(word)
            lines[(*path, word)] = key.start_mark.line + 1
            _note_lines(value, (*path, word), lines, name)
    elif isinstance(node, yaml.SequenceNode):
        for index, value in enumerate(node.value):
            _note_lines(value, (*path, index), lines, name)


def _explain(error: ValidationError, origin: Sourced) -> list[str]:
    problems = []
    for problem in error.errors(include_url=False):
        path = tuple(problem["loc"])
        where = ".".join(str(part) for part in path) or "file"
        message = problem["msg"].removeprefix("Value error, ")
        if problem["type"] == "extra_forbidden":
            message = f"unknown key; allowed here: {', '.join(_allowed(error, path))}"
        problems.append(f"{origin.at(path)}: {where}: {message}")
    return problems


def _allowed(error: ValidationError, path: Path_) -> list[str]:
    model: Any = Case if error.title == "Case" else Flow
    for part in path[:-1]:
        if isinstance(part, int):
            continue
        model = _model_of(model, part) or model
    return list(model.model_fields)


def _model_of(model: Any, name: str) -> type[BaseModel] | None:
    field = model.model_fields.get(name)
    todo: list[Any] = [field.annotation] if field else []
    while todo:
        kind = todo.pop()
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            return kind
        todo.extend(getattr(kind, "__args__", ()))
    return None
