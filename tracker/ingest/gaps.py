"""Closing gaps by reading: when dockets have been read in full from another source, nothing of them is missing."""

from collections.abc import Iterable
from datetime import datetime

from tracker.storage import gaps as gap_store
from tracker.storage.catalogue import dockets_of_court
from tracker.storage.store import Store


def close_filled_gaps(
    store: Store,
    court_id: str,
    docket_ids: Iterable[str],
    from_: datetime | None,
    to: datetime,
    why: str,
    now: datetime,
) -> list[int]:
    """Note that these dockets of a court were read in full over a time, and close the gaps that this fills.

    docket_ids: our own. from_, to: the entries of which time the source shows whole; None: from the docket's first
    entry on; `to` is when the source was made (a docket sheet's own time), never later. why: which source, in words
    that readers see. Only a gap that lies wholly within that time is filled, and only for these dockets; when every
    docket that is tracked in the court is, the gap is closed. Returns the ids of the gaps that were closed.
    """
    read = sorted(set(docket_ids))
    closed = []
    with store.atomic():
        tracked = {row["docket_id"] for row in dockets_of_court(store, court_id)}
        for gap in gap_store.gaps_within(store, court_id, from_, to):
            filled = gap_store.fill_gap(store, gap["gap_id"], [i for i in read if i in tracked], why, now)
            if gap["closed_at"] is None and tracked and tracked <= filled:
                count = (
                    "the one tracked docket was" if len(tracked) == 1 else f"each of {len(tracked)} tracked dockets was"
                )
                gap_store.close_gap(store, gap["gap_id"], f"{count} read in full: {why}", now, by_fills=True)
                closed.append(gap["gap_id"])
    return closed
