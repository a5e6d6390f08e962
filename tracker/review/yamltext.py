"""An event as a block of register text, in the hand that the register's files are written in. Pure."""

import json
import re
import textwrap
from collections.abc import Mapping, Sequence
from typing import Any

from tracker.register.schema import Event

WIDTH = 118
# Words that need no quotes: a letter or digit first, and nothing that YAML reads as its own sign.
_PLAIN = re.compile(r"[^\W_][^\n\t]*")
_TYPED = frozenset({"true", "false", "null"})


def event_block(event: Event, first_docket: str, indent: int = 2) -> list[str]:
    """The lines of one event under `events:`, without a line break at their ends."""
    return _item(_shaped(event, first_docket), indent)


def _shaped(event: Event, first_docket: str) -> dict[str, Any]:
    """What a person would write: short forms where the schema takes them, nothing that is so by default."""
    data = event.model_dump(mode="json", exclude_defaults=True)
    data = {"key": data.pop("key"), "date": event.date, **{k: v for k, v in data.items() if k != "date"}}
    if data.get("docket") == first_docket or data.get("out_of_court"):
        data.pop("docket", None)
    if "actions" in data:
        data["actions"] = [f"{a['relief']} {a['disposition']}" for a in data["actions"]]
    if "flows" in data:
        data["flows"] = [t["flow"] if set(t) == {"flow"} else t for t in data["flows"]]
    for act in data.get("acts", []):
        if "until" in act:
            act["until"] = [end["on"] if set(end) == {"on"} else end for end in act["until"]]
    return data


def _item(data: Mapping[str, Any], indent: int) -> list[str]:
    lines = _mapping(data, indent + 2)
    return [" " * indent + "- " + lines[0].lstrip(), *lines[1:]]


def _mapping(data: Mapping[str, Any], indent: int) -> list[str]:
    lines: list[str] = []
    for name, value in data.items():
        lines += _entry(name, value, indent)
    return lines


def _entry(name: str, value: Any, indent: int) -> list[str]:
    pad = " " * indent
    if isinstance(value, Mapping):
        return [f"{pad}{name}:", *_mapping(value, indent + 2)]
    if isinstance(value, Sequence) and not isinstance(value, str):
        return _list(name, value, indent)
    if isinstance(value, str) and len(pad) + len(name) + len(value) + 2 > WIDTH or "\n" in str(value):
        return _long(name, str(value), indent)
    return [f"{pad}{name}: {scalar(value)}"]


def _list(name: str, values: Sequence[Any], indent: int) -> list[str]:
    pad = " " * indent
    if not values:
        return [f"{pad}{name}: []"]
    if all(isinstance(v, str) for v in values) and name != "sources":
        line = f"{pad}{name}: [{', '.join(scalar(v, inside=True) for v in values)}]"
        if len(line) <= WIDTH:
            return [line]
    lines = [f"{pad}{name}:"]
    for value in values:
        if isinstance(value, Mapping):
            lines += _item(value, indent + 2)
        elif name != "sources" and len(pad) + len(str(value)) + 4 > WIDTH:
            lines += [f"{pad}  -{line}" if not i else line for i, line in enumerate(_long("", value, indent + 2))]
        else:
            lines.append(f"{pad}  - {scalar(value)}")
    return lines


def _long(name: str, text: str, indent: int) -> list[str]:
    """Folded over lines where that says the same; quoted where line breaks or blanks matter."""
    pad = " " * indent
    head = f"{pad}{name}:" if name else ""
    if "\n" in text or text != " ".join(text.split()):
        return [f"{head} {scalar(text)}"]
    width = max(WIDTH - indent - 2, 40)
    lines = textwrap.wrap(text, width, break_long_words=False, break_on_hyphens=False)
    return [f"{head} >-", *(f"{pad}  {line}" for line in lines)]


def scalar(value: Any, *, inside: bool = False) -> str:
    """One value on one line; `inside`: between square brackets, where commas part."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    text = str(value)
    plain = (
        _PLAIN.fullmatch(text) and text == text.strip() and text.isprintable() and text.lower() not in _TYPED
        and ": " not in text and " #" not in text and not text.endswith(":")
        and not (inside and re.search(r"[,\[\]{}]", text))
    )  # fmt: skip
    return text if plain else json.dumps(text, ensure_ascii=False)


def key_of(date: str | None, title: str) -> str:
    """A key from day and words: `2026-11-20-court-enjoins-the-lists`."""
    words = re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")
    short = words[:40].rsplit("-", 1)[0] if len(words) > 40 else words
    return "-".join(filter(None, [date, short.strip("-")])) or "event"


def put_block(text: str, starts: Sequence[int], after: int | None, place: int | None, block: Sequence[str]) -> str:
    """The file's text with `block` in place of its `place`th event, or behind the last one.

    starts: the lines (from 1) on which its events begin; after: the line of the first key behind `events:`, if any.
    Every other line stays as it is. Raises ValueError where the file's events are not written as a block.
    """
    lines = text.splitlines()
    if not starts:
        return _first(lines, block)
    ends = [*starts[1:], after or len(lines) + 1]
    if place is not None:
        begin, end = starts[place] - 1, _trimmed(lines, starts[place], ends[place] - 1)
        return "\n".join([*lines[:begin], *block, *lines[end:]]) + "\n"
    end = _trimmed(lines, starts[-1], ends[-1] - 1)
    return "\n".join([*lines[:end], "", *block, *lines[end:]]) + "\n"


def _trimmed(lines: Sequence[str], start: int, end: int) -> int:
    """The end of a block without the blank lines and comments that lead over to what follows."""
    while end > start and (not lines[end - 1].strip() or re.match(r"\s{0,2}#", lines[end - 1])):
        end -= 1
    return end


def _first(lines: list[str], block: Sequence[str]) -> str:
    for number, line in enumerate(lines):
        if re.fullmatch(r"events:\s*(\[\s*\])?\s*", line):
            return "\n".join([*lines[:number], "events:", *block, *lines[number + 1 :]]) + "\n"
    raise ValueError("no line `events:`")
