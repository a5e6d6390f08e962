"""`data.db`: the public record as an SQLite file for other people's tools. Tables and columns are listed here and
nowhere else: what is not listed is not in the file. docs/data.md tells what each means."""

import sqlite3
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from tracker.errors import StorageError
from tracker.fingerprint import fingerprint
from tracker.storage.event_rows import SHOWN, WITHHELD
from tracker.storage.store import Store

SCHEMA = """
create table about (key text primary key, value text not null);
create table courts (id text primary key, name text not null, citation text not null);
create table cases (id text primary key, name text not null, caption text, summary text, summary_as_of text,
    verified_through text, withheld text);
create table dockets (id text primary key, case_id text not null references cases(id),
    court_id text not null references courts(id), docket_number text, pacer_case_id text, caption text, judge text);
create table flows (id text primary key, name text not null, source_agency text not null,
    recipient_agency text not null, data text, purpose text, instrument text, authority_claimed text,
    legal_barrier text, first_known text, verified_through text);
create table events (number integer primary key, id text not null unique, title text not null, text text,
    date text, date_precision text not null, kind text, case_id text references cases(id),
    docket_id text references dockets(id), court_id text references courts(id), document_number text, judge text,
    entered_at text, origin text not null, confirmed integer not null, reported_only integer not null,
    pending integer not null, outcome_unknown integer not null, routine integer not null, order_id text,
    first_seen_at text not null, changed_at text not null, withheld text);
create table event_rulings (event_id text not null references events(id), relief text not null,
    disposition text not null, primary key (event_id, relief, disposition)) without rowid;
create table event_flows (event_id text not null references events(id), flow_id text not null references flows(id),
    effect text not null, primary key (event_id, flow_id, effect)) without rowid;
create table event_sources (event_id text not null references events(id), position integer not null, url text not null,
    retrieved_at text, sha256 text, primary key (event_id, position)) without rowid;
create table event_readings (event_id text not null references events(id), position integer not null,
    label text not null, rule text not null, words text not null, primary key (event_id, position)) without rowid;
create table orders (id text primary key, title text not null, event_id text references events(id),
    case_id text not null references cases(id), court_id text references courts(id), entered text not null,
    relief text not null, term text not null, verified_through text);
create table order_states (order_id text not null references orders(id), position integer not null,
    from_date text not null, until_date text, state text not null, cause_event_id text, reason text not null,
    primary key (order_id, position)) without rowid;
create table restrictions (order_id text not null references orders(id), from_date text not null,
    position integer not null, flow_id text not null references flows(id), effect text not null, whole integer not null,
    people text, places text, data text, recipients text, exceptions text, text text not null,
    primary key (order_id, from_date, position)) without rowid;
create table flow_statuses (flow_id text not null references flows(id), position integer not null,
    from_date text not null, until_date text, status text not null, cause_event_id text,
    primary key (flow_id, position)) without rowid;
create table news (id integer primary key, title text not null, outlet text, url text not null, published_at text,
    first_seen_at text not null);
create table news_links (news_id integer not null references news(id), about text not null, about_id text not null,
    primary key (news_id, about, about_id)) without rowid;
create table gaps (id integer primary key, feed_id text not null, court_id text, from_at text not null,
    to_at text not null, closed_at text, closed_why text);
"""
_INDEXES = """
create index events_date on events(date);
create index events_case on events(case_id, date);
create index events_court on events(court_id, date);
create index events_kind on events(kind, date);
create index events_order on events(order_id);
create index event_flows_flow on event_flows(flow_id);
create index event_rulings_relief on event_rulings(relief, disposition);
create index dockets_case on dockets(case_id);
create index orders_case on orders(case_id);
create index restrictions_flow on restrictions(flow_id);
create index news_links_about on news_links(about, about_id);
create virtual table events_fts using fts5(title, text, content='events', content_rowid='number',
    tokenize='unicode61 remove_diacritics 2');
insert into events_fts(events_fts) values ('rebuild');
insert into events_fts(events_fts) values ('optimize')
"""
_HIDDEN_CASE = "(select w.reason from withheld w where w.target_kind = 'case' and w.target_id = {} limit 1)"
_EVENTS = (
    "insert into events select e.event_no, e.event_id, iif(h is null, e.title, 'Withheld'),"
    " iif(h is null, coalesce(json_extract(e.body, '$.text'), e.text), null), e.day, e.day_precision,"
    " iif(h is null, e.kind, null), (select id from cases where id = e.case_id),"
    " iif(h is null, (select id from dockets where id = e.docket_id), null),"
    " (select id from courts where id = e.court_id), iif(h is null, e.document, null), iif(h is null, e.judge, null),"
    " e.entered_at, e.origin, e.confirmed, e.reported_only, e.pending, e.outcome_unknown, e.routine,"
    " iif(h is null, e.order_id, null), e.first_seen_at, e.changed_at, h"
    f" from (select e.*, {WITHHELD} h from live.events e left join live.docket_entries n on n.entry_id = e.entry_id"
    f" where {SHOWN}) e order by e.event_no"
)
# What hangs on an event goes only where the event itself is told.
_TOLD = " where event_id in (select id from events where withheld is null)"
COPIES = (
    (
        "insert into cases select case_id, iif(h is null, name, 'Withheld'), iif(h is null, caption, null),"
        " iif(h is null, json_extract(body, '$.state.text'), null),"
        " iif(h is null, json_extract(body, '$.state.as_of'), null),"
        f" verified_through, h from (select *, {_HIDDEN_CASE.format('c.case_id')} h from live.cases c) order by case_id"
    ),
    (
        "insert into dockets select docket_id, case_id, court_id, docket_number, pacer_case_id, caption, judge"
        " from live.dockets where case_id in (select id from cases where withheld is null)"
        " and court_id in (select id from courts) order by case_id, position"
    ),
    (
        "insert into flows select flow_id, name, source_agency, recipient_agency,"
        " (select group_concat(value, '; ') from json_each(body, '$.data')), json_extract(body, '$.purpose'),"
        " json_extract(body, '$.instrument'), json_extract(body, '$.authority_claimed'),"
        " json_extract(body, '$.legal_barrier'), json_extract(body, '$.first_known'),"
        " json_extract(body, '$.verified_through') from live.flows order by position"
    ),
    _EVENTS,
    f"insert into event_rulings select event_id, relief, disposition from live.event_actions{_TOLD}",
    (
        f"insert into event_flows select event_id, flow_id, effect from live.event_flows{_TOLD}"
        " and flow_id in (select id from flows)"
    ),
    (
        f"insert into event_sources select event_id, position, url, retrieved_at, archive_sha"
        f" from live.event_sources{_TOLD}"
    ),
    f"insert into event_readings select event_id, position, label, rule, words from live.tag_matches{_TOLD}",
    (
        "insert into news select coverage_id, title, outlet, url, published_at, first_seen_at from live.coverage"
        " where not exists (select 1 from withheld w where w.target_kind = 'coverage'"
        " and w.target_id = cast(coverage_id as text)) and coverage_id in (select coverage_id from live.coverage_links)"
    ),
    (
        "insert into news_links select coverage_id, target_kind, target_id from live.coverage_links"
        " where coverage_id in (select id from news) and case target_kind"
        " when 'event' then target_id in (select id from events where withheld is null)"
        " when 'case' then target_id in (select id from cases where withheld is null)"
        " else target_id in (select id from flows) end"
    ),
    "insert into gaps select gap_id, feed_id, court_id, from_at, to_at, closed_at, closed_why from live.gaps",
)


def data_mark(store: Store) -> str:
    """Changes whenever anything that the file tells may have changed."""
    asked = (
        "select value from meta where key = 'version'", "select value from meta where key = 'catalogue'",
        "select count(*) || max(changed_at) || count(retracted_at) || max(event_no) from events",
        "select count(*) || max(last_changed_at) || sum(private) from docket_entries",
        "select group_concat(target_kind || target_id || reason || withheld_at) from withheld",
        "select count(*) || max(coverage_id) || max(coalesce(run_id, 0)) from coverage",
        "select count(*) || sum(score) from coverage_links join coverage using (coverage_id)",
        "select count(*) || count(closed_at) from gaps",
    )  # fmt: skip
    return fingerprint([store.value(sql) for sql in asked])


def hidden_mark(store: Store) -> str:
    """Changes whenever something public may have been taken from sight."""
    asked = (
        "select group_concat(target_kind || target_id) from withheld", "select sum(private) from docket_entries",
        "select count(retracted_at) from events",
    )  # fmt: skip
    return fingerprint([store.value(sql) for sql in asked])


def write_datafile(
    source: Path, target: Path, courts: Iterable[tuple[str, str, str]], law: Mapping[str, Iterable[tuple[Any, ...]]],
    about: Mapping[str, str],
) -> None:  # fmt: skip
    """Write the file from the database at `source`, in one state of it.

    courts: id, name, citation form. law: rows of `orders`, `order_states`, `restrictions`, `flow_statuses`; `flows`:
    the day through which the sources of a flow and of its orders were read, and its id.
    Raises StorageError where the file cannot be written or its rows do not fit together.
    """
    target.unlink(missing_ok=True)
    try:
        conn = sqlite3.connect(f"file:{target}", uri=True, isolation_level=None)
        try:
            _fill(conn, source, courts, law, about)
        finally:
            conn.close()
    except sqlite3.Error as error:
        target.unlink(missing_ok=True)
        raise StorageError(f"cannot write {target}: {error}") from error


def _fill(
    conn: sqlite3.Connection, source: Path, courts: Iterable[tuple[str, str, str]],
    law: Mapping[str, Iterable[tuple[Any, ...]]], about: Mapping[str, str],
) -> None:  # fmt: skip
    for pragma in ("journal_mode = off", "synchronous = off", "cache_size = -64000"):
        conn.execute(f"pragma {pragma}")
    conn.execute("attach ? as live", [f"file:{source}?mode=ro"])
    conn.execute("begin")
    for statement in SCHEMA.strip().rstrip(";").split(";\n"):
        conn.execute(statement)
    conn.executemany("insert into about values (?, ?)", about.items())
    conn.executemany("insert into courts values (?, ?, ?)", courts)
    for sql in COPIES:
        conn.execute(sql)
    for table in ("orders", "order_states", "restrictions", "flow_statuses"):
        for row in law[table]:
            conn.execute(f"insert into {table} values ({', '.join('?' * len(row))})", row)
    # A flow is known through no later day than the orders that bear on it.
    conn.executemany("update flows set verified_through = ? where id = ?", law["flows"])
    # An order may name an event that is not public; the order itself stays.
    conn.execute("update orders set event_id = null where event_id not in (select id from events)")
    for statement in _INDEXES.strip().split(";\n"):
        conn.execute(statement)
    conn.execute("commit")
    conn.execute("detach live")
    if wrong := conn.execute("pragma foreign_key_check").fetchone():
        raise StorageError(f"data.db: a row of {wrong[0]} names one of {wrong[2]} that is not there")
    conn.execute("analyze")


def tables(path: Path) -> dict[str, list[str]]:
    """The tables of a written file and their columns, without those that full-text search keeps for itself."""
    conn = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    try:
        names = [r[0] for r in conn.execute("select name from sqlite_master where type = 'table' order by 1")]
        return {
            name: [r[1] for r in conn.execute(f"pragma table_info({name})")]
            for name in names
            if not name.startswith(("events_fts", "sqlite_"))
        }
    finally:
        conn.close()
