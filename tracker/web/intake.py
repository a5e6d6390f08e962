"""How the sources that are no feeds stand, for `/sources`: notices by mail, the Federal Register."""

from dataclasses import dataclass
from datetime import datetime

from tracker.ingest.intake import FEDERAL_REGISTER, NOTICES, reads_federal_register, takes_notices
from tracker.storage.feeds import feed_row
from tracker.storage.timeline import instant
from tracker.text import one_line
from tracker.web.context import site, store


@dataclass(frozen=True, slots=True)
class Standing:
    """One source. on: whether the settings ask for it; known: it has been looked at; failing_since, error: while it
    fails."""

    source_id: str
    on: bool
    known: bool
    last_ok_at: datetime | None
    last_changed_at: datetime | None
    failing_since: datetime | None
    error: str

    @property
    def failing(self) -> bool:
        return self.failing_since is not None


def intake() -> dict[str, Standing]:
    config = site().config
    return {
        "mail": _standing(NOTICES, takes_notices(config)),
        "register": _standing(FEDERAL_REGISTER, reads_federal_register(config)),
    }


def _standing(source_id: str, on: bool) -> Standing:
    row = feed_row(store(), source_id) or {}
    return Standing(
        source_id, on, bool(row), instant(row.get("last_ok_at")), instant(row.get("last_changed_at")),
        instant(row.get("failing_since")), one_line(row.get("last_error")),
    )  # fmt: skip
