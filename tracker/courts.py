"""Courts by their Free Law id: name, citation form, level, rank and time zone."""

import json
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from tracker.errors import ConfigError
from tracker.feeds.maintenance import Window, parse_window

DEFAULT_ZONE = "America/New_York"


@dataclass(frozen=True, slots=True)
class Court:
    """One court. level: `supreme`, `appeals`, `district`, `bankruptcy`, `state`, `other`; rank: 3 highest, then 2, 1.

    A state's court of last resort has rank 2, so that it may change what its own trial courts ordered.

    state: two letters of the state whose legal holidays Rule 6(a)(6)(C) adds, or None. maintenance: hours of the week
    in which its machines are worked on and its feed is not asked.
    """

    court_id: str
    name: str
    citation: str
    level: str
    rank: int
    zone: str
    state: str | None
    maintenance: tuple[Window, ...] = ()


class Courts(dict[str, Court]):
    """All known courts. `courts[court_id]` raises KeyError for an unknown one."""

    def citation(self, court_id: str | None) -> str:
        court = self.get(court_id or "")
        return court.citation if court else (court_id or "")


@cache
def load_courts(file: Path) -> Courts:
    """courts-db, and over it `data/courts.toml`: zones and states of the courts watched, and courts that it lacks.

    Raises ConfigError when the file cannot be read, or holds a maintenance window that cannot.
    """
    try:
        own: dict[str, dict[str, Any]] = tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise ConfigError(f"cannot read the court table {file}: {error}") from error
    try:
        return _courts(own)
    except ValueError as error:
        raise ConfigError(f"{file}: maintenance: {error}") from error


def _courts(own: dict[str, dict[str, Any]]) -> Courts:
    known = json.loads((files("courts_db") / "data" / "courts.json").read_text(encoding="utf-8"))
    courts = Courts()
    for row in known:
        courts[row["id"]] = _court(
            row["id"], row["name"], row.get("citation_string") or "", row, own.get(row["id"], {})
        )
    for court_id, row in own.items():
        if court_id not in courts:
            courts[court_id] = _court(court_id, row["name"], row["citation"], {}, row)
    return courts


def _court(court_id: str, name: str, citation: str, known: dict[str, Any], own: dict[str, Any]) -> Court:
    level = own.get("level") or _level(court_id, known)
    rank = own.get("rank") or {"supreme": 3, "appeals": 2}.get(level, 1)
    return Court(
        court_id, own.get("name", name), own.get("citation", citation) or name, level, rank,
        own.get("zone", DEFAULT_ZONE), own.get("state"), tuple(parse_window(w) for w in own.get("maintenance", ())),
    )  # fmt: skip


def _level(court_id: str, known: dict[str, Any]) -> str:
    if court_id == "scotus":
        return "supreme"
    if known.get("system") != "federal":
        return "state" if known.get("system") == "state" else "other"
    if known.get("type") == "bankruptcy":
        return "bankruptcy"
    # courts-db calls some district courts appellate, so the name decides.
    return (
        "appeals"
        if str(known.get("name", "")).startswith(("Court of Appeals", "United States Court of Appeals"))
        else "district"
    )
