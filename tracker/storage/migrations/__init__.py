"""The schema, step by step: one file a step, run in the order of their numbers. Frozen text: a step imports nothing
of the tracker, and a released one is never edited.

Times are ISO 8601 UTC text (`2026-11-22T09:00:00Z`), days are `YYYY-MM-DD`, JSON is compact text. A script has `--`
comments, and inside a trigger `|` stands for the inner semicolon. A step named `mNNNN_word` is the file of that name.
"""

from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType

from sqlite_utils import Migrations
from sqlite_utils.db import Database

STEPS: tuple[ModuleType, ...] = tuple(
    import_module(f"{__name__}.{found.name}")
    for found in sorted(iter_modules(__path__), key=lambda m: m.name)
    if found.name.startswith("m")
)

migrations = Migrations("tracker")


def statements(script: str) -> list[str]:
    """The statements of a script, one by one: executescript() would commit the surrounding transaction."""
    lines = [line.split("--", 1)[0] for line in script.splitlines()]
    return [s.replace("|", ";") for s in (part.strip() for part in "\n".join(lines).split(";")) if s]


def _add(step: ModuleType) -> None:
    @migrations(name=step.__name__.rpartition(".")[2])
    def run(db: Database) -> None:
        for statement in statements(step.SCRIPT):
            db.execute(statement)


for _step in STEPS:
    _add(_step)
