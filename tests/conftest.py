"""Fixtures shared by all tests. Real SQLite, a fixed clock, and the files that lie beside the project."""

import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tracker.storage.store import Store, open_store

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared"
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
    opened = open_store(tmp_path / "tracker.db")
    yield opened
    opened.close()
