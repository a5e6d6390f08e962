"""What ingest works with, made once from the settings."""

from tracker.config import Config
from tracker.courts import Courts
from tracker.ingest.run import Tools
from tracker.linking.news import LinkBook, build_linkbook
from tracker.storage.facts import cases_at, flows_at, version
from tracker.storage.store import Store
from tracker.tagging.rules import load_rules


def make_tools(config: Config, courts: Courts, store: Store) -> Tools:
    """Raises RuleError or ConfigError when a rule or the court table is wrong."""
    held: dict[int, LinkBook] = {}

    def linkbook() -> LinkBook:
        # Built from the register's own facts, and again when they change.
        at = version(store)
        if at not in held:
            held.clear()
            held[at] = build_linkbook(cases_at(store), flows_at(store), courts)
        return held[at]

    return Tools(courts, load_rules(config.rules_file), config.archive_dir, linkbook)
