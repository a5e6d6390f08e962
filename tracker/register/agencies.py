"""data/federal_register.toml: the agencies whose notices are looked at, read and checked. Guesses nothing."""

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path

from tracker.errors import ConfigError

_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_KEYS = {"name", "flows", "reason", "verified"}


@dataclass(frozen=True, slots=True)
class WatchedAgency:
    """slug: the Federal Register's name of it; flows: ids of the flows that its notices may concern."""

    slug: str
    name: str
    flows: tuple[str, ...]
    verified: bool


def load_agencies(file: Path) -> dict[str, WatchedAgency]:
    """By slug. Raises ConfigError naming the file and the entry."""
    try:
        tables = tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ConfigError(f"cannot read the list of agencies {file}: {error}") from error
    found: dict[str, WatchedAgency] = {}
    for slug, table in tables.items():
        if not isinstance(table, dict) or set(table) != _KEYS or not _SLUG.fullmatch(slug):
            raise ConfigError(f"{file}: [{slug}]: write a table with {', '.join(sorted(_KEYS))}, and no other key")
        name, flows, verified = table["name"], table["flows"], table["verified"]
        texts = [name, table["reason"], *(flows if isinstance(flows, list) else [None])]
        if not all(isinstance(text, str) and text.strip() for text in texts) or not isinstance(verified, bool):
            raise ConfigError(
                f"{file}: [{slug}]: name and reason are texts, flows a list of ids, verified true or false"
            )
        found[slug] = WatchedAgency(slug, name, tuple(flows), verified)
    return found
