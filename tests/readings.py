"""What the tagger makes of one docket text, for tests that name an entry and what must come of it."""

from tests import real
from tracker.models import Tagging
from tracker.tagging.tagger import tag


def read(text: str, court: str | None = "dcd", source: str | None = "docket") -> Tagging:
    return tag(real.rules(), text, court_id=court, source=source)


def pairs(text: str, court: str = "dcd") -> set[tuple[str, str | None]]:
    return {(one.relief, one.disposition) for one in read(text, court).actions}
