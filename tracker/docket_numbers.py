"""Docket numbers: as printed, cleaned of judges' initials, and in a normal form that can be compared. Pure.

Always text. Numbers are compared within one court; the court itself is never read out of a number.
"""

import re
from functools import lru_cache
from typing import NamedTuple

# 1:25-cv-00457-CKK-2, 25-cv-457, 2:17-ap-01234: office, year, type, serial; initials and defendant number after it.
_TYPED = re.compile(
    r"(?<![0-9A-Za-z:-])(?:([0-9]{1,2}):)?((?:19|20)?[0-9]{2})-(~?[A-Za-z]{1,5})-([0-9]{1,10})(?![0-9])"
)
# 25-5181, 18-22414-rdd, 8-18-70001-ast, 2023-1234: a year and a serial; Long Island's bankruptcy court prints an
# office before them. Not 37-2025-00012345-CU, which is a state court's.
_PLAIN = re.compile(r"(?<![0-9A-Za-z:-])(?:([0-9])-)?((?:19|20)?[0-9]{2})-([0-9]{1,7})(?![0-9]|-[0-9]{2})")
# 25 Civ. 457 (JMF), as the Southern District of New York writes it.
_SPOKEN = re.compile(
    r"(?<![0-9A-Za-z:-])((?:19|20)?[0-9]{2})\s+(Civ|CV|Cr|Crim|Misc|Mag)\.?\s+([0-9]{1,6})(?![0-9])", re.IGNORECASE
)
# 25A1088 (an application to the Supreme Court), 25M12 (a motion there).
_SERIES = re.compile(r"(?<![0-9A-Za-z:-])([0-9]{2})([AaMm])([0-9]{1,5})(?![0-9A-Za-z-])")
_CIVIL_WORD = re.compile(r"\bciv(?:il)?\b", re.IGNORECASE)
_CRIMINAL_WORD = re.compile(r"\bcr(?:im(?:inal)?)?\b", re.IGNORECASE)
_SPOKEN_TYPES = {"civ": "cv", "cv": "cv", "cr": "cr", "crim": "cr", "misc": "mc", "mag": "mj"}
_INITIALS = re.compile(r"\s*\([A-Za-z/ ,.]{1,20}\)\s*$")
_SPACES = re.compile(r"\s+")
# What stands around a number that somebody searches for.
_NUMBER_WORD = re.compile(
    r"(?<![\w-])(?:(?:case|docket)\s+)?(?:nos?\.?|no:|#)\s*(?=[0-9]{1,2}:[0-9]|[0-9]{2,4}-[0-9a-z]|[0-9]{2}[am][0-9])",
    re.IGNORECASE,
)
_ASKED_TYPED = re.compile(
    r"(?:(?<![\w:-])|(?<=\s-)|(?<=^-))(?:(?P<office>[0-9]{1,2}):)?(?P<year>(?:19|20)?[0-9]{2})"
    r"(?:-(?P<kind>[a-z]{1,5})-|(?P<near>cv|cr|mc|ap|bk|mj|md)-?|\s+(?P<spoken>civ|cv|cr|crim|misc|mag)\.?\s+)"
    r"(?P<serial>[0-9]{1,6})(?:-[a-z]{1,4}|-[0-9]{1,2}|\s*\([a-z]{2,4}(?:/[a-z]{2,4})?\))*(?![\w*])",
    re.IGNORECASE,
)
_ASKED_PLAIN = re.compile(r"(?<![\w:-])([0-9]{2}-[0-9]{3,6})(?:-[a-z]{2,4})+(?![\w*])", re.IGNORECASE)


class _Parts(NamedTuple):
    """`office` and `kind` are None when the number does not print them. `start`, `end`: where it stands in the text.

    kind: `cv`, `cr`, `ap` …, or the Supreme Court's series letter `A`, `M`.
    """

    year: str
    serial: int
    office: str | None
    kind: str | None
    cleaned: str
    start: int
    end: int


def clean(raw: str) -> str:
    """The number without judges' initials, defendant number or words around it: `1:17-cr-00554-MKB` -> `1:17-cr-00554`.

    A text in no federal form (a state court's number) comes back as it is, spaces tidied.
    """
    parts = _first(raw)
    return parts.cleaned if parts else _SPACES.sub(" ", raw).strip()


def find(text: str) -> tuple[str, int] | None:
    """The first docket number in a feed item's title, cleaned, and where the token that holds it ends; None if none."""
    parts = _first(text)
    if parts is None:
        return None
    space = _SPACES.search(text, parts.end)
    return parts.cleaned, space.start() if space else len(text)


def core(number: str) -> str:
    """Year, type if it is printed, serial without leading zeros: `25-cv-457`, `25-457`, `25-5181`, `25A1088`.

    Dropped: office, initials, padding, the century, words, and whatever follows the first number ("consolidated
    with …"). Two numbers of one docket may still differ in whether they print the type, so compare with `same_docket`.
    A text in no federal form becomes its letters and digits in lower case.
    """
    parts = _first(number)
    if parts is None:
        return re.sub(r"[^a-z0-9]+", "-", _INITIALS.sub("", number).lower()).strip("-")
    if parts.kind in ("A", "M"):
        return f"{parts.year}{parts.kind}{parts.serial}"
    return "-".join(piece for piece in (parts.year, parts.kind, str(parts.serial)) if piece)


@lru_cache(maxsize=4096)
def same_docket(a: str, b: str) -> bool:
    """Whether two numbers of the same court name one docket.

    Year and serial must agree. A type or an office that both print must agree too (many districts number each office
    apart); one that only one of them prints does not stand in the way. A Supreme Court application (25A1088) is never
    the petition of the same digits (25-1088). Only the first number of each text counts.
    """
    left, right = _first(a), _first(b)
    if left is None or right is None:
        return bool(core(a)) and core(a) == core(b)
    if (left.year, left.serial) != (right.year, right.serial):
        return False
    if (left.kind in ("A", "M")) != (right.kind in ("A", "M")):
        return False
    same_kind = left.kind is None or right.kind is None or left.kind == right.kind
    return same_kind and (left.office is None or right.office is None or left.office == right.office)


def serial_key(number: str) -> str:
    """Year and serial without the type: equal for all numbers that `same_docket` may hold equal. For an index only."""
    parts = _first(number)
    if parts is None or parts.kind in ("A", "M"):
        return core(number)
    return f"{parts.year}-{parts.serial}"


def numbers_in(text: str) -> tuple[str, ...]:
    """Every docket number in a text, cleaned, in order: `26-5243 (consolidated with 26-5301)` has two."""
    found: list[str] = []
    position = 0
    while parts := _first(text, position):
        found.append(parts.cleaned)
        position = parts.end
    return tuple(found)


def as_docketed(text: str) -> str:
    """Words for a search, docket numbers in them as the courts' systems print them: `No. 1:2025-cv-457-CKK` and
    `1:25cv457` -> `1:25-cv-00457`, `25 Civ. 457 (JMF)` -> `25-cv-00457`, `No. 26-5006` -> `26-5006`.

    A year of four digits without an office before it, and `25CV457`, stay: state courts number so.
    """
    return _ASKED_PLAIN.sub(r"\1", _ASKED_TYPED.sub(_docketed, _NUMBER_WORD.sub("", text)))


def _docketed(found: re.Match[str]) -> str:
    office, year, kind, serial = found["office"], found["year"], found["kind"] or found["near"], found["serial"]
    if found["spoken"]:
        kind = _SPOKEN_TYPES[found["spoken"].lower()]
    if not office and (len(year) == 4 or found["near"]):
        return found[0]
    return f"{office}:" * bool(office) + f"{year[-2:]}-{kind}-{int(serial):05d}"


def _first(text: str, position: int = 0) -> _Parts | None:
    first: _Parts | None = None
    for read in (_typed, _plain, _spoken, _series):
        parts = read(text, position)
        if parts is not None and parts.start == position:
            return parts
        if parts is not None and (first is None or parts.start < first.start):
            first = parts
    return first


def _typed(text: str, position: int) -> _Parts | None:
    found = _TYPED.search(text, position)
    if found is None:
        return None
    office, year, kind, serial = found.groups()
    cleaned = f"{office}:" if office else ""
    cleaned += f"{year[-2:]}-{kind}-{serial}"
    kind = _SPOKEN_TYPES.get(kind.lower(), kind.lower())
    return _Parts(year[-2:], int(serial), office, kind, cleaned, found.start(), found.end())


def _plain(text: str, position: int) -> _Parts | None:
    found = _PLAIN.search(text, position)
    if found is None:
        return None
    office, year, serial = found.groups()
    before = text[position : found.start()]
    kind = "cv" if _CIVIL_WORD.search(before) else "cr" if _CRIMINAL_WORD.search(before) else None
    cleaned = (f"{office}-" if office else "") + f"{year[-2:]}-{serial}"
    return _Parts(year[-2:], int(serial), office, kind, cleaned, found.start(), found.end())


def _spoken(text: str, position: int) -> _Parts | None:
    found = _SPOKEN.search(text, position)
    if found is None:
        return None
    year, word, serial = found.groups()
    kind = _SPOKEN_TYPES[word.lower()]
    return _Parts(year[-2:], int(serial), None, kind, f"{year[-2:]}-{kind}-{serial}", found.start(), found.end())


def _series(text: str, position: int) -> _Parts | None:
    found = _SERIES.search(text, position)
    if found is None:
        return None
    year, letter, serial = found.groups()
    kind = letter.upper()
    return _Parts(year, int(serial), None, kind, f"{year}{kind}{serial}", found.start(), found.end())
