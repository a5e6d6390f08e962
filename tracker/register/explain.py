"""What is wrong with a register file, in words for the person who edits it. Pure: pydantic's findings in, lines out."""

from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

Path_ = tuple[str | int, ...]

_NEEDS = {
    "list_type": "must be a list: `- one` below each other, or [one, two]",
    "dict_type": "must be a block of `key: value` lines",
    "string_type": "must be text",
    "bool_parsing": "must be true or false",
    "bool_type": "must be true or false",
}
_FORMS = {
    "^[a-z0-9]+(-[a-z0-9]+)*$": "small letters, digits and single hyphens, such as 2026-02-05-stay-entered",
    r"^[a-z0-9-]+\.\d{4}-\d{2}-\d{2}(\.\d+)?$": "an order id, such as example-v-agency.2026-02-05",
    r"^\d\d:\d\d$": "a time of day, such as 14:05",
    "^[a-z0-9-]+/s?[0-9]+$": "a fact's number, such as example-v-agency/3",
}


def explain(error: ValidationError, model: type[BaseModel]) -> Iterator[tuple[Path_, str]]:
    """Each problem with its path inside the file. `model` is the shape that the file should have."""
    problems = [(tuple(problem["loc"]), problem) for problem in error.errors(include_url=False)]
    typos = {(*path[:-1], _meant(path, model)) for path, problem in problems if problem["type"] == "extra_forbidden"}
    for path, problem in problems:
        if problem["type"] == "missing" and path in typos:
            continue  # it stands there, mistyped: one message is enough
        yield path, _words(problem, path, model)


def _words(problem: ErrorDetails, path: Path_, model: type[BaseModel]) -> str:
    name = next((f"`{part}`" for part in reversed(path) if isinstance(part, str)), "the file")
    kind, given = problem["type"], problem["input"]
    context: Mapping[str, Any] = problem.get("ctx", {})
    if kind == "extra_forbidden":
        return _unknown_key(path, model)
    if kind == "missing":
        return f"{name} is missing"
    if given is None and not path:
        return "the file is empty"
    if kind in ("model_type", "model_attributes_type"):
        return f"{name} must be a block of `key: value` lines"
    if kind in _NEEDS:
        return f"{name} {_NEEDS[kind]}, not {_shown(given)}"
    if kind == "literal_error":
        return (
            f"{name}: {_shown(given)} is not one of {context['expected']}{_near_word(given, str(context['expected']))}"
        )
    if kind == "string_pattern_mismatch":
        form = _FORMS.get(str(context["pattern"]), f"of the form {context['pattern']}")
        return f"{name}: {_shown(given)} is not {form}"
    message = problem["msg"].removeprefix("Value error, ")
    if isinstance(given, str) and repr(given) not in message:
        message = f"{_shown(given)}: {message}"
    return f"{name}: {message}"


def _shown(value: Any) -> str:
    if value is None:
        return "nothing"
    if isinstance(value, str):
        return repr(value if len(value) <= 60 else value[:57] + "...")
    return "a list" if isinstance(value, list) else "a block" if isinstance(value, dict) else repr(value)


def _near_word(given: Any, expected: str) -> str:
    words = [word.strip("' ") for word in expected.replace(" or ", ", ").split(",")]
    near = get_close_matches(str(given), words, n=1)
    return f"; did you mean {near[0]!r}?" if near else ""


def _unknown_key(path: Path_, model: type[BaseModel]) -> str:
    meant = _meant(path, model)
    hint = f"did you mean `{meant}`? " if meant else ""
    return f"`{path[-1]}` is no key here; {hint}Allowed: {', '.join(_allowed(path, model))}"


def _meant(path: Path_, model: type[BaseModel]) -> str | None:
    near = get_close_matches(str(path[-1]), _allowed(path, model), n=1)
    return near[0] if near else None


def _allowed(path: Path_, model: type[BaseModel]) -> list[str]:
    around = model
    for part in path[:-1]:
        if isinstance(part, str):
            around = _model_of(around, part) or around
    return list(around.model_fields)


def _model_of(model: type[BaseModel], name: str) -> type[BaseModel] | None:
    field = model.model_fields.get(name)
    todo: list[Any] = [field.annotation] if field else []
    while todo:
        kind = todo.pop()
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            return kind
        todo.extend(getattr(kind, "__args__", ()))
    return None
