"""Register files on disk: read, checked one by one and then against each other."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TypeVar

from pydantic import ValidationError

from tracker.errors import RegisterError
from tracker.register.check import cross_check
from tracker.register.explain import explain
from tracker.register.in_time import still_to_come
from tracker.register.lines import BadYamlError, Path_, Sourced, read_yaml
from tracker.register.schema import Case, Flow, event_id
from tracker.text import clip

T = TypeVar("T", Case, Flow)


# What editors and shells leave beside a file, and nobody means to be read.
_LEFT_OVER = re.compile(r"[.#].*|.*(~|\.(bak|orig|rej|swp|tmp))", re.IGNORECASE)


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


def file_with(folder: Path, court_id: str, number: str) -> str | None:
    """The name of the case file that keeps this docket; also of one that is not filled in yet, which no case is."""
    for file in _files_of(folder / "cases"):
        try:
            data, _ = read_yaml(file, file.name)
        except BadYamlError:
            continue
        dockets = data.get("dockets") if isinstance(data, dict) else None
        for docket in dockets if isinstance(dockets, list) else ():
            if isinstance(docket, dict) and docket.get("court") == court_id:
                also = docket.get("also")
                if number in (docket.get("number"), *(also if isinstance(also, list) else (also,))):
                    return file.name
    return None


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


def _shown(folder: Path) -> str:
    # Relative where it can be, so that a terminal or an editor can follow the line.
    try:
        return str(folder.resolve().relative_to(Path.cwd()))
    except ValueError:
        return str(folder)
