"""What ingest works with, made once from the settings, and kept until what it was made from changes."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache, partial
from pathlib import Path

from tracker.config import Config
from tracker.courts import Courts
from tracker.ingest.entries import Tracked
from tracker.ingest.entry_event import tagged_text
from tracker.linking.appeals import Captions
from tracker.linking.news import LinkBook, build_linkbook
from tracker.linking.suspect import Look, Watch, build_watch, look
from tracker.models import EntryDraft, Tagging
from tracker.storage.catalogue import catalogue_version, dockets_of_court
from tracker.storage.facts import cases_at, flows_at, version
from tracker.storage.store import Store
from tracker.tagging.rules import Rules, load_rules
from tracker.tagging.tagger import tag


class Watched:
    """What makes an unknown docket worth a look, from the register as it is; answers are kept, since a feed shows the
    same captions again and again."""

    def __init__(self, watch: Watch, captions: Captions):
        self.look: Callable[[str, str, tuple[str, ...]], Look] = lru_cache(8192)(partial(look, watch))
        self.cases_of: Callable[[str, str, str, tuple[str, ...]], tuple[str, ...]] = lru_cache(8192)(captions.cases_of)


@dataclass(frozen=True, slots=True)
class Tools:
    """What ingest needs besides the store. read: the tags of a draft; tracked: a court's tracked dockets; watched:
    what suggests that an unknown docket be tracked."""

    courts: Courts
    archive_dir: Path
    read: Callable[[EntryDraft], Tagging]
    tracked: Callable[[str], Tracked]
    linkbook: Callable[[], LinkBook]
    watched: Callable[[], Watched]


# Reading the rules takes most of a second, and the schedule makes its tools anew for each round.
@lru_cache(maxsize=2)
def _rules(place: Path, stamps: tuple[tuple[str, int], ...]) -> Rules:
    return load_rules(place)


def _stamps(place: Path) -> tuple[tuple[str, int], ...]:
    files = place.glob("*.toml") if place.is_dir() else [place]
    return tuple(sorted((file.name, file.stat().st_mtime_ns) for file in files if file.exists()))


def make_tools(config: Config, courts: Courts, store: Store) -> Tools:
    """Raises RuleError or ConfigError when a rule or the court table is wrong."""
    rules = _rules(config.rules_file, _stamps(config.rules_file))
    books: dict[int, LinkBook] = {}
    dockets: dict[str, tuple[int, Tracked]] = {}
    watches: dict[int, Watched] = {}

    def linkbook() -> LinkBook:
        # Built from the register's own facts, and again when they change.
        at = version(store)
        if at not in books:
            books.clear()
            books[at] = build_linkbook(cases_at(store), flows_at(store), courts)
        return books[at]

    def watched() -> Watched:
        at = catalogue_version(store)
        if at not in watches:
            watches.clear()
            cases = cases_at(store)
            watches[at] = Watched(build_watch(cases, flows_at(store)), Captions(cases))
        return watches[at]

    def tracked(court_id: str) -> Tracked:
        at = catalogue_version(store)
        held = dockets.get(court_id)
        if held is None or held[0] != at:
            held = dockets[court_id] = (at, Tracked(dockets_of_court(store, court_id)))
        return held[1]

    # Courts use a few hundred event types over and over; the same words of the same court get the same tags.
    @lru_cache(maxsize=4096)
    def read_short(text: str, court_id: str) -> Tagging:
        return tag(rules, text, court_id=court_id, source="rss")

    def read(draft: EntryDraft) -> Tagging:
        if not draft.description:
            return read_short(tagged_text(draft), draft.court_id)
        # A full text, however short: "Order Dismissing Case" says its outcome here, and as a bare type would not.
        return tag(rules, tagged_text(draft), court_id=draft.court_id, source="docket")

    return Tools(courts, config.archive_dir, read, tracked, linkbook, watched)
