"""Feeds that follow from what is tracked: a list of feeds names a pattern, and each tracked docket has its address."""

import re
from collections.abc import Iterable
from dataclasses import replace

from tracker.models import FeedSource
from tracker.storage.catalogue import dockets_of_court
from tracker.storage.store import Store

# Numbers that the Supreme Court's addresses have: 25-150, 25A1088, 25M12.
_NUMBER = re.compile(r"[0-9]{2}(?:-|A|M)[0-9]{1,5}")


def with_dockets(store: Store, sources: Iterable[FeedSource]) -> list[FeedSource]:
    """The sources, and after each that has a pattern one for every docket tracked in its court."""
    found: list[FeedSource] = []
    for source in sources:
        found.append(source)
        if source.pattern is None or source.court_id is None:
            continue
        for docket in sorted(dockets_of_court(store, source.court_id), key=lambda row: row["docket_number"]):
            number = docket["docket_number"].strip().upper()
            if _NUMBER.fullmatch(number):
                found.append(
                    replace(
                        source, id=docket_source_id(source.id, number), title=f"{source.title}, No. {number}",
                        url=source.pattern.replace("{number}", number), pattern=None, reason=None,
                    )
                )  # fmt: skip
    return found


def docket_source_id(base: str, number: str) -> str:
    """`scotus-25a1088`."""
    return f"{base}-{number.lower()}"
