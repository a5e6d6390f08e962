"""The filters of the timeline, as they stand in an address: read, checked, written back."""

import base64
import binascii
import re
from dataclasses import dataclass, replace
from datetime import date
from typing import Protocol
from urllib.parse import urlencode

from tracker.register.schema import ID
from tracker.text import one_line
from tracker.vocab import DISPOSITIONS, KINDS, RELIEFS


class BadParameter(ValueError):
    """A parameter that cannot be understood; `parameter` is its name."""

    def __init__(self, parameter: str, message: str):
        super().__init__(message)
        self.parameter = parameter


class Args(Protocol):
    """The query string: a MultiDict, or anything alike."""

    def get(self, key: str, /) -> str | None: ...
    def getlist(self, key: str, /) -> list[str]: ...


@dataclass(frozen=True, slots=True)
class EventFilter:
    """Which events to show; empty means all. Values of one filter are alternatives, filters narrow each other."""

    q: str = ""
    case: tuple[str, ...] = ()
    court: tuple[str, ...] = ()
    kind: tuple[str, ...] = ()
    relief: tuple[str, ...] = ()
    disposition: tuple[str, ...] = ()
    flow: tuple[str, ...] = ()
    agency: tuple[str, ...] = ()
    from_: date | None = None
    to: date | None = None
    confirmed: bool = False
    orders: bool = False

    def pairs(self) -> list[tuple[str, str]]:
        """As query parameters, in a fixed order."""
        found = [("q", self.q)] if self.q else []
        for name in LISTS:
            found += [(name, value) for value in getattr(self, name)]
        if self.from_:
            found.append(("from", self.from_.isoformat()))
        if self.to:
            found.append(("to", self.to.isoformat()))
        return found + [(name, "1") for name in ("confirmed", "orders") if getattr(self, name)]

    def query(self) -> str:
        return urlencode(self.pairs())

    def without(self, name: str, value: str = "") -> "EventFilter":
        """The same filter with one choice taken back."""
        if name in LISTS:
            return _set(self, name, tuple(v for v in getattr(self, name) if v != value))
        blank = {"q": "", "from": None, "to": None, "confirmed": False, "orders": False}[name]
        return _set(self, "from_" if name == "from" else name, blank)

    def __bool__(self) -> bool:
        return bool(self.pairs())


LISTS = ("case", "court", "kind", "relief", "disposition", "flow", "agency")
NAMES = ("q", *LISTS, "from", "to", "confirmed", "orders")
_VOCABULARIES = {"kind": KINDS, "relief": RELIEFS, "disposition": DISPOSITIONS}
_MOST = 50


def _set(filter_: EventFilter, name: str, value: object) -> EventFilter:
    return replace(filter_, **{name: value})  # type: ignore[arg-type]


def parse_filter(args: Args) -> EventFilter:
    """The filter that a query string asks for. Empty values count as absent. Raises BadParameter."""
    lists = {name: _list(args, name) for name in LISTS}
    from_, to = parse_day(args, "from"), parse_day(args, "to")
    if from_ and to and from_ > to:
        raise BadParameter("to", f"`to` ({to}) lies before `from` ({from_})")
    return EventFilter(
        q=one_line(args.get("q"))[:500],
        case=lists["case"],
        court=lists["court"],
        kind=lists["kind"],
        relief=lists["relief"],
        disposition=lists["disposition"],
        flow=lists["flow"],
        agency=lists["agency"],
        from_=from_,
        to=to,
        confirmed=parse_switch(args, "confirmed"),
        orders=parse_switch(args, "orders"),
    )


def _list(args: Args, name: str) -> tuple[str, ...]:
    values = tuple(dict.fromkeys(v.strip() for v in args.getlist(name) if v.strip()))
    if len(values) > _MOST:
        raise BadParameter(name, f"`{name}` is given {len(values)} times; at most {_MOST} are read")
    for value in values:
        words = _VOCABULARIES.get(name)
        if words and value not in words:
            raise BadParameter(name, f"`{name}` cannot be {one_line(value)[:40]!r}; it is one of: {', '.join(words)}")
        if name in ("case", "court", "flow") and not re.fullmatch(ID, value):
            raise BadParameter(name, f"`{name}` is an id of small letters, digits and hyphens")
        if name == "agency" and (len(value) > 120 or one_line(value) != value):
            raise BadParameter(name, "`agency` is the name of an agency as the board shows it")
    return values


def parse_day(args: Args, name: str) -> date | None:
    """A day written 2026-02-05, or None when absent. Raises BadParameter."""
    text = (args.get(name) or "").strip()
    if not text:
        return None
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text, re.ASCII):
        try:
            return date.fromisoformat(text)
        except ValueError:
            pass
    raise BadParameter(name, f"`{name}` is a day such as 2026-02-05")


def parse_switch(args: Args, name: str) -> bool:
    text = (args.get(name) or "").strip().lower()
    if text in ("1", "true", "yes", "on"):
        return True
    if text in ("", "0", "false", "no", "off"):
        return False
    raise BadParameter(name, f"`{name}` is 1 or 0")


def parse_limit(args: Args, default: int, most: int) -> int:
    text = (args.get("limit") or "").strip()
    if not text:
        return default
    if not re.fullmatch(r"\d{1,4}", text, re.ASCII) or not 1 <= int(text) <= most:
        raise BadParameter("limit", f"`limit` is a whole number from 1 to {most}")
    return int(text)


@dataclass(frozen=True, slots=True)
class Cursor:
    """Where a page of events ended: the day ("" for undated) and the event of its last row."""

    day: str
    event_id: str

    def text(self) -> str:
        return base64.urlsafe_b64encode(f"{self.day}|{self.event_id}".encode()).decode().rstrip("=")


def parse_cursor(args: Args, name: str = "cursor") -> Cursor | None:
    text = (args.get(name) or "").strip()
    return read_cursor(text, name) if text else None


def read_cursor(text: str, name: str = "cursor") -> Cursor:
    """Raises BadParameter on a text that `Cursor.text` did not write."""
    try:
        raw = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True).decode()
        day, event_id = raw.split("|", 1)
        if day:
            date.fromisoformat(day)
    except (binascii.Error, UnicodeError, ValueError):
        raise BadParameter(name, f"`{name}` is not one that this site gave out; start from the first page") from None
    return Cursor(day, event_id)
