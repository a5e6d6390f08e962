"""How every feed stands now: the list of feeds, what is stored of each, and the courts, put together."""

from collections import deque
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from tracker.config import Config
from tracker.courts import Courts
from tracker.errors import ConfigError
from tracker.feeds.sources import load_sources
from tracker.ingest.listed import with_dockets
from tracker.models import FeedSource
from tracker.outputs.feed_state import FeedState, feed_state
from tracker.storage.feeds import all_feed_types, feed_rows
from tracker.storage.gaps import gap_notes
from tracker.storage.store import Store

# Lists of feeds as they were read: file and its state, the courts, what it lists.
_read: deque[tuple[tuple[Path, int, int, int], Courts, tuple[FeedSource, ...]]] = deque(maxlen=4)


def listed_sources(config: Config, courts: Courts) -> list[FeedSource]:
    """The list of feeds; empty while an edit of it cannot be read, which polling and `check` say."""
    try:
        stat = config.feeds_file.stat()
    except OSError:
        return []
    state = (config.feeds_file, stat.st_ino, stat.st_mtime_ns, stat.st_size)
    # Many pages ask, and reading the file takes as long as half of one.
    for held, by, found in _read:
        if held == state and by is courts:
            return list(found)
    try:
        listed = load_sources(config.feeds_file, courts)
    except ConfigError:
        listed = []
    _read.append((state, courts, tuple(listed)))
    return listed


def feed_states(store: Store, sources: Iterable[FeedSource], courts: Courts, now: datetime) -> tuple[FeedState, ...]:
    """Every feed that was ever registered, courts first, by id."""
    by_id = {source.id: source for source in with_dockets(store, sources)}
    types, gaps = all_feed_types(store), gap_notes(store)
    found = []
    for row in feed_rows(store):
        source = by_id.get(row["feed_id"])
        # What has left the list keeps its name; a court's feed is named for its court.
        court = courts.get((source.court_id if source else row["feed_id"]) or "")
        own = [gap for gap in gaps if gap.feed_id == row["feed_id"]]
        found.append(feed_state(row, source, court, types.get(row["feed_id"], []), own, now))
    return tuple(sorted(found, key=lambda state: (state.kind, state.feed_id)))
