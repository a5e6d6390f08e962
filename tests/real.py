"""The real register, courts and tag rules, and what is built from them, read once a process. Nobody changes what these give."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from tests.browser import served
from tests.conftest import NOW, ROOT
from tests.kept import put_database
from tracker.config import Config
from tracker.courts import Courts, load_courts
from tracker.ingest.register import load_into_store
from tracker.linking.book import LinkBook, build_linkbook
from tracker.register.files import Register, load_register
from tracker.storage.store import open_store
from tracker.tagging.rules import Rules, load_rules
from tracker.web import create_app

# What the first report of the tax agency's admission tells: its own declaration, and the two orders it ran into.
ADMISSION_EVENTS = {
    "center-for-taxpayer-rights-v-irs.2026-02-11-romo-declaration",
    "center-for-taxpayer-rights-v-irs.2025-11-21-stay",
    "cedc-v-bessent.2026-02-05-stay",
}


@cache
def courts() -> Courts:
    return load_courts(Config().courts_file)


@cache
def register() -> Register:
    return load_register(Config().register_dir, frozenset(courts()))


@cache
def rules() -> Rules:
    return load_rules(ROOT / "data" / "tag_rules")


@cache
def linkbook() -> LinkBook:
    return build_linkbook(register().cases, register().flows, courts())


def loaded(path: Path) -> None:
    """For tests.kept.put_database: a database with the real register, loaded on NOW."""
    store = open_store(path)
    load_into_store(store, register(), courts(), NOW)
    store.close()


@contextmanager
def site(folder: Path) -> Iterator[str]:
    """The site over the register, its data below `folder`, on a loopback port while the block runs; its address."""
    config = Config(data_dir=folder)
    put_database(config.db_path, loaded)
    with served(create_app(config, clock=lambda: NOW)) as address:
        yield address
