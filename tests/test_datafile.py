"""`data.db`: the public tables and no others, rows that fit together, good to open elsewhere."""

import re
import sqlite3
from datetime import timedelta
from pathlib import Path

import pytest

from tests.website import NOW, load_small, read_by_machine, site_over, small_register
from tracker import datafile
from tracker.config import Config
from tracker.courts import load_courts
from tracker.dates import today_eastern
from tracker.ingest.register import load_into_store
from tracker.lawbook import Lawbook
from tracker.storage.datafile import data_mark, tables
from tracker.storage.store import open_store
from tracker.storage.withheld import withhold

DOC = Path(__file__).resolve().parent.parent / "docs" / "data.md"
# Nothing gets into the file by being added to the working database: a new column must be added here as well.
ALLOWED = {
    "about": "key value",
    "cases": "id name caption summary summary_as_of verified_through withheld",
    "courts": "id name citation",
    "dockets": "id case_id court_id docket_number pacer_case_id caption judge",
    "event_flows": "event_id flow_id effect",
    "event_readings": "event_id position label rule words",
    "event_rulings": "event_id relief disposition",
    "event_sources": "event_id position url retrieved_at sha256",
    "events": "number id title text date date_precision kind case_id docket_id court_id document_number judge entered_at"
    " origin confirmed reported_only pending outcome_unknown routine order_id first_seen_at changed_at withheld",
    "flow_statuses": "flow_id position from_date until_date status cause_event_id",
    "flows": "id name source_agency recipient_agency data purpose instrument authority_claimed legal_barrier first_known"
    " verified_through",
    "gaps": "id feed_id court_id from_at to_at closed_at closed_why",
    "news": "id title outlet url published_at first_seen_at",
    "news_links": "news_id about about_id",
    "order_states": "order_id position from_date until_date state cause_event_id reason",
    "orders": "id title event_id case_id court_id entered relief term verified_through",
    "restrictions": "order_id from_date position flow_id effect whole people places data recipients exceptions text",
}
SECRETS = ("reader@example.org", "Zoltan Staff", "argon2-hash", "/raw/some/path", "Sealed Quux", "Private Frobnitz")


@pytest.fixture
def config(tmp_path: Path) -> Config:
    """A store with something in every table that must stay inside."""
    config = load_small(tmp_path)
    store = open_store(config.db_path)
    read_by_machine(store, 1)
    read_by_machine(store, 2, title="Sealed Quux", text="Sealed Quux is named")
    read_by_machine(store, 3, title="Private Frobnitz", private=1)
    at = "2026-11-20T00:00:00Z"
    with store.atomic():
        for sql, row in (
            ("insert into subscribers (email, state, token_salt, created_at) values (?, 'confirmed', 's', ?)", (SECRETS[0], at)),
            ("insert into users (name, role, password_hash, created_at) values (?, 'editor', ?, ?)", (SECRETS[1], SECRETS[2], at)),
            (("insert into decisions (target_kind, target_id, action, by_name, at, before, after)"
             " values ('event', 'entry-1', 'confirm', ?, ?, '{}', '{}')"), (SECRETS[1], at)),
            ("insert into archive (body_sha, stored_at, bytes, path) values ('ab', ?, 1, ?)", (at, SECRETS[3])),
            ("insert into reports (page, text, email, at) values ('/', 'x', ?, ?)", (SECRETS[0], at)),
            ("update events set confirmed_by = ? where event_id = 'entry-1'", (SECRETS[1],)),
        ):  # fmt: skip
            store.execute(sql, row)
    withhold(store, "entry-2", "protected data", SECRETS[1], at)
    store.close()
    return config


def write(config: Config, target: Path) -> sqlite3.Connection:
    store, courts = open_store(config.db_path, readonly=True), load_courts(config.courts_file)
    datafile.write(store, Lawbook(courts).page(store), courts, today_eastern(NOW), target, {"title": "t", "url": "u"})
    store.close()
    return sqlite3.connect(target)


def test_it_holds_the_listed_tables_and_columns_and_no_others(config: Config, tmp_path: Path) -> None:
    write(config, tmp_path / "data.db").close()
    assert {name: " ".join(columns) for name, columns in tables(tmp_path / "data.db").items()} == ALLOWED


def test_nothing_of_readers_staff_or_what_is_hidden_is_in_its_bytes(config: Config, tmp_path: Path) -> None:
    write(config, tmp_path / "data.db").close()
    assert all(secret.encode() in config.db_path.read_bytes() + _wal(config) for secret in SECRETS)
    body = (tmp_path / "data.db").read_bytes().lower()
    assert [s for s in (*SECRETS, "quux", "frobnitz") if s.lower().encode() in body] == []


def _wal(config: Config) -> bytes:
    path = config.db_path.with_name("tracker.db-wal")
    return path.read_bytes() if path.exists() else b""


def test_a_withheld_event_keeps_id_date_and_reason_alone(config: Config, tmp_path: Path) -> None:
    conn = write(config, tmp_path / "data.db")
    row = conn.execute(
        "select title, text, date, withheld, docket_id, judge from events where id = 'entry-2'"
    ).fetchone()
    assert row == ("Withheld", None, "2026-11-20", "protected data", None, None)
    for table in ("event_sources", "event_readings", "event_rulings"):
        assert not conn.execute(f"select 1 from {table} where event_id = 'entry-2'").fetchone()
    assert not conn.execute("select 1 from events where id = 'entry-3'").fetchone()
    conn.close()


def test_a_flow_is_known_through_the_day_that_its_page_and_the_interface_name(config: Config, tmp_path: Path) -> None:
    # The flow's own sources were read later than those of the order that bars it.
    later, flow_id = small_register(), "bureau-to-office-files"
    later.flows[flow_id] = later.flows[flow_id].model_copy(update={"verified_through": "2026-11-01"})
    store = open_store(config.db_path)
    load_into_store(store, later, load_courts(config.courts_file), NOW)
    store.close()
    conn = write(config, tmp_path / "data.db")
    client = site_over(config).test_client()
    (checked,) = conn.execute("select verified_through from flows where id = ?", [flow_id]).fetchone()
    answer = client.get(f"/api/v1/flows/{flow_id}").json
    assert answer and checked == answer["verified_through"] == "2026-07-28"
    assert f'Sources have been read through <time datetime="{checked}">' in client.get(f"/flows/{flow_id}").text
    conn.close()


def test_it_answers_what_is_blocked_and_since_when(config: Config, tmp_path: Path) -> None:
    conn = write(config, tmp_path / "data.db")
    found = conn.execute(
        "select f.name, s.from_date from flow_statuses s join flows f on f.id = s.flow_id"
        " where s.status = 'blocked' and s.until_date is null"
    ).fetchall()
    assert found == [("Bureau → Office files", "2026-01-20")]
    assert conn.execute("select state from order_states order by position").fetchall()[-1] == ("in_force",)
    found = conn.execute(
        "select e.id from events_fts join events e on e.number = events_fts.rowid where events_fts match 'dissolves'"
    ).fetchall()
    assert found == [("tenants-v-bureau.2026-01-20-stay-lifted",)]
    conn.close()


def test_its_rows_fit_together(config: Config, tmp_path: Path) -> None:
    conn = write(config, tmp_path / "data.db")
    assert conn.execute("pragma foreign_key_check").fetchall() == []
    assert conn.execute("pragma integrity_check").fetchone() == ("ok",)
    conn.close()


def test_a_withheld_case_is_told_by_id_and_reason(config: Config, tmp_path: Path) -> None:
    store = open_store(config.db_path)
    store.execute("insert into withheld values ('case', 'tenants-v-bureau', 'sealed', '2026-11-20T00:00:00Z', 'x')")
    store.execute("update meta set value = value + 1 where key = 'version'")
    store.close()
    conn = write(config, tmp_path / "data.db")
    case = conn.execute("select name, caption, summary, withheld from cases where id = 'tenants-v-bureau'").fetchone()
    assert case == ("Withheld", None, None, "sealed")
    assert (
        not conn.execute("select 1 from orders").fetchone()
        and not conn.execute("select 1 from dockets where case_id = 'tenants-v-bureau'").fetchone()
    )
    conn.close()


def test_every_table_and_column_is_described() -> None:
    text = DOC.read_text(encoding="utf-8")
    for name, columns in ALLOWED.items():
        section = re.search(rf"^## {name}$(.*?)(?=^## |\Z)", text, re.S | re.M)
        assert section, name
        assert [c for c in columns.split() if f"`{c}`" not in section[1]] == [], name


def test_the_site_hands_it_out_and_keeps_it(config: Config) -> None:
    client = site_over(config).test_client()
    with client.get("/data.db") as first:
        assert first.status_code == 200 and first.data[:15] == b"SQLite format 3"
        assert first.headers["Content-Type"] == "application/vnd.sqlite3"
    with client.get("/data.db", headers={"If-None-Match": first.headers["ETag"]}) as again:
        assert again.status_code == 304
    with client.get("/data.db", headers={"Range": "bytes=0-14"}) as part:
        assert part.status_code == 206 and part.data == b"SQLite format 3"
    assert client.get("/metadata.json").json["databases"]["data"]["tables"]["events"]


def test_what_is_withheld_is_gone_from_the_next_download(config: Config) -> None:
    clock = [NOW]
    client = site_over(config, lambda: clock[0]).test_client()
    with client.get("/data.db") as before:
        assert b"Order on Motion for TRO" in before.data
    store = open_store(config.db_path)
    withhold(store, "entry-1", "sealed", "x", "2026-11-22T00:00:00Z")
    store.close()
    clock[0] += timedelta(seconds=5)
    with client.get("/data.db") as after:
        assert b"Order on Motion for TRO" not in after.data


def test_the_mark_changes_with_what_the_file_tells(config: Config) -> None:
    store = open_store(config.db_path)
    seen = {data_mark(store)}
    read_by_machine(store, 9)
    seen.add(data_mark(store))
    store.execute("update docket_entries set private = 1 where entry_id = 9")
    seen.add(data_mark(store))
    withhold(store, "entry-1", "sealed", "x", "2026-11-22T00:00:00Z")
    seen.add(data_mark(store))
    store.close()
    assert len(seen) == 4
