"""What is kept of the law as known, and when it is let go."""

import gc
from datetime import date
from pathlib import Path

from tests.website import LOADED, small_register
from tracker.config import Config
from tracker.courts import load_courts
from tracker.ingest.register import load_into_store
from tracker.lawbook import Lawbook, Page
from tracker.storage.facts import bump_version
from tracker.storage.store import open_store
from tracker.web.context import Site


def pages_alive() -> int:
    gc.collect()
    return sum(type(found) is Page for found in gc.get_objects())


def test_of_earlier_versions_of_the_facts_nothing_stays_in_memory(tmp_path: Path) -> None:
    config = Config(data_dir=tmp_path)
    courts, store = load_courts(config.courts_file), open_store(config.db_path)
    load_into_store(store, small_register(), courts, LOADED)
    before = pages_alive()
    site = Site(config, lambda: LOADED)
    for number in range(20):
        page = site.lawbook.page(store)
        assert site.answers(page, date(2026, 1, 1 + number)) is site.answers(page, date(2026, 1, 1 + number))
        with store.atomic():
            bump_version(store)
    assert pages_alive() == before + 1
    store.close()


def test_states_of_knowledge_of_one_version_are_kept_side_by_side(tmp_path: Path) -> None:
    config = Config(data_dir=tmp_path)
    courts, store = load_courts(config.courts_file), open_store(config.db_path)
    load_into_store(store, small_register(), courts, LOADED)
    book = Lawbook(courts)
    now, then = book.page(store), book.page(store, LOADED)
    assert book.page(store) is now and book.page(store, LOADED) is then and book.holds(now) and book.holds(then)
    store.close()


def test_what_two_states_of_knowledge_have_in_common_is_held_once(tmp_path: Path) -> None:
    config = Config(data_dir=tmp_path)
    courts, store = load_courts(config.courts_file), open_store(config.db_path)
    load_into_store(store, small_register(), courts, LOADED)
    now, then, other = Lawbook(courts).page(store), Lawbook(courts).page(store, LOADED), Lawbook(courts).page(store)
    for page in (then, other):
        assert page is not now and page.cases == now.cases and page.flows == now.flows
        assert all(flow is now.flows[name] for name, flow in page.flows.items())
        for name, case in page.cases.items():
            assert case.events and all(a is b for a, b in zip(case.events, now.cases[name].events, strict=True))
    store.close()
