"""The schema, step by step: one file a step, run in the order of this list. Frozen text: a step imports nothing of the
tracker, and a released one is never edited.

Times are ISO 8601 UTC text (`2026-11-22T09:00:00Z`), days are `YYYY-MM-DD`, JSON is compact text. A script has `--`
comments, and inside a trigger `|` stands for the inner semicolon. A step named `mNNNN_word` is the file of that name.
"""

from types import ModuleType

from sqlite_utils import Migrations
from sqlite_utils.db import Database

from . import m0001_first, m0002_gap_fills, m0003_papers, m0004_courtlistener, m0005_suggestions

STEPS: tuple[ModuleType, ...] = (m0001_first, m0002_gap_fills, m0003_papers, m0004_courtlistener, m0005_suggestions)

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
