"""Of a long docket only those entries are read that one of a body could be."""

from datetime import date
from pathlib import Path

import pytest

from tests.website import load_small
from tracker.storage.entries import Probe, could_be
from tracker.storage.store import Store, open_store

DAYS = (date(2026, 2, 22), date(2026, 3, 10))


@pytest.fixture
def store(tmp_path: Path) -> Store:
    store = open_store(load_small(tmp_path).db_path)
    docket = store.value("select docket_id from dockets order by docket_id limit 1")
    rows = {
        "near": ("2026-03-02T12:00:00Z", None, None, None),
        "first": ("2026-02-22T00:00:00Z", None, None, None),
        "last": ("2026-03-10T23:59:59Z", None, None, None),
        "filed": ("2026-06-01T12:00:00Z", "2026-03-02", None, None),
        "undated": (None, "2019-01-01", None, None),
        "before": ("2026-02-21T23:59:59Z", None, None, None),
        "after": ("2026-03-11T00:00:00Z", "2026-03-11", None, None),
        "old": ("2019-03-02T12:00:00Z", "2019-03-02", None, None),
        "numbered": ("2019-03-02T12:00:00Z", None, "007", None),
        "paper": ("2019-03-02T12:00:00Z", None, "04512345678", "04512345678"),
    }
    with store.atomic():
        for key, (entered, filed, number, paper) in rows.items():
            store.execute(
                "insert into docket_entries (docket_id, identity_key, date_entered, date_filed, document_number,"
                " pacer_doc_id, content_sha, first_seen_at, last_changed_at) values (?, ?, ?, ?, ?, ?, '', '', '')",
                [docket, key, entered, filed, number, paper],
            )
    return store


def found(store: Store, *probes: tuple[str | None, str | None, bool, tuple[date, date] | None]) -> set[str]:
    docket = store.value("select docket_id from dockets order by docket_id limit 1")
    asked = [Probe(docket, key, None, number, wordy, days) for key, number, wordy, days in probes]
    keys = {row["identity_key"] for row in could_be(store, asked).get(docket, [])}
    return keys & {"near", "first", "last", "filed", "undated", "before", "after", "old", "numbered", "paper"}


def test_by_words_only_entries_of_the_days_around_are_read_and_those_whose_day_is_not_known(store: Store) -> None:
    assert found(store, (None, None, True, DAYS)) == {"near", "first", "last", "filed", "undated", "paper"}
    store.close()


def test_where_one_of_a_body_may_be_of_any_day_the_whole_docket_is_read(store: Store) -> None:
    everything = found(store, (None, None, True, None))
    assert everything >= {"before", "after", "old", "numbered", "near"}
    assert found(store, (None, None, True, DAYS), (None, None, True, None)) == everything
    store.close()


def test_days_of_several_are_taken_together(store: Store) -> None:
    other = (date(2019, 3, 1), date(2019, 3, 3))
    assert found(store, (None, None, True, DAYS), (None, None, True, other)) >= {"old", "near", "before", "numbered"}
    assert "after" not in found(store, (None, None, True, DAYS), (None, None, True, other))
    store.close()


def test_a_key_or_a_number_finds_an_entry_of_any_day(store: Store) -> None:
    assert found(store, ("old", None, True, DAYS)) >= {"old", "near"}
    assert "numbered" in found(store, (None, "7", True, DAYS))
    assert found(store, ("old", "7", False, None)) == {"old", "numbered"}
    store.close()
