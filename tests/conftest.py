"""Fixtures shared by all tests. Real SQLite, a fixed clock, and the files that lie beside the project."""

import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from playwright.sync_api import Browser, Playwright, expect, sync_playwright

from tests.browser import Visit, launched, open_tab
from tests.kept import empty, keep_addresses, put_database
from tests.website import load_small, site_over
from tracker.config import Config
from tracker.storage.store import Store, open_store

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared"
keep_addresses()
# However slow the machine, what a page does at once is there within this; nothing waits as long for what is there.
expect.set_options(timeout=30_000)
NOW = datetime(2026, 11, 22, 15, 0, tzinfo=UTC)


def require_shared() -> Path:
    """The folder beside the project with real feeds and labelled entries; skips where it is absent."""
    if not SHARED.is_dir():
        reason = f"{SHARED.name}/ is not beside the project: tests on real court feeds need it"
        if os.environ.get("TRACKER_REQUIRE_SHARED") == "1":
            pytest.fail(reason)
        pytest.skip(reason)
    return SHARED


@pytest.fixture
def shared() -> Path:
    return require_shared()


@pytest.fixture
def now() -> datetime:
    return NOW


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """A fresh, migrated database on disk."""
    put_database(tmp_path / "tracker.db", empty)
    opened = open_store(tmp_path / "tracker.db")
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def play() -> Iterator[Playwright]:
    with sync_playwright() as started:
        yield started


@pytest.fixture(scope="session")
def chromium(play: Playwright) -> Iterator[Browser]:
    """One browser for all tests of a process."""
    with launched(play) as browser:
        yield browser


@pytest.fixture
def desk(chromium: Browser, address: str) -> Iterator[Visit]:
    """A tab as wide as a desk shows it; the test's file gives the `address` of its site."""
    yield from open_tab(chromium, address, 1280)


@pytest.fixture
def phone(chromium: Browser, address: str) -> Iterator[Visit]:
    yield from open_tab(chromium, address, 390)


@pytest.fixture
def plain(chromium: Browser, address: str) -> Iterator[Visit]:
    """Without JavaScript, dark."""
    yield from open_tab(chromium, address, 390, script=False, dark=True)


@pytest.fixture
def config(tmp_path: Path) -> Config:
    """The settings of a tracker that holds the small register of tests.website."""
    return load_small(tmp_path)


@pytest.fixture
def client(config: Config) -> FlaskClient:
    return site_over(config).test_client()


@pytest.fixture
def writing(config: Config) -> Iterator[Store]:
    """The store under `client`, to write to."""
    opened = open_store(config.db_path)
    yield opened
    opened.close()
