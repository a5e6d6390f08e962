"""Attacks that no other test is about: `docs/security.md` names for each kind of attack the tests that hold it off."""

import json
import logging
import os
import stat
import time
from pathlib import Path

import pytest

from tests.desk import BASE, Desk
from tests.website import HOSTILE, read_by_machine
from tracker.config import Config, secret_key
from tracker.errors import ConfigError, ParseError, StorageError
from tracker.outputs.filters import BadParameter, Cursor, parse_filter, read_cursor
from tracker.papers.scotus import parse_scotus
from tracker.storage.backup import backup
from tracker.storage.store import Store, open_store


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def test_no_page_may_stand_in_a_frame_and_none_runs_anything_inline(desk: Desk) -> None:
    client = desk.stranger().client
    for path in ("/", "/timeline", "/signin", "/subscribe", "/report", "/nothing", "/api/v1/flows", "/events/none"):
        policy = client.get(path, base_url=BASE).headers["Content-Security-Policy"]
        assert "frame-ancestors 'none'" in policy and "default-src 'none'" in policy and "unsafe" not in policy, path


def test_a_forged_host_reaches_no_letter_no_feed_and_no_other_reader(desk: Desk) -> None:
    client = desk.stranger().client
    forged = {"Host": "evil.example", "X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "https"}
    for path in ("/", "/timeline.atom", "/sitemap.xml", "/calendar.ics", "/robots.txt"):
        client.get(path, headers=forged)
        assert "evil.example" not in client.get(path, base_url=BASE).text, f"{path}: kept for the next reader"
    for path in ("/timeline.atom", "/calendar.ics", "/sitemap.xml", "/robots.txt"):
        assert "evil.example" not in client.get(path, headers=forged).text, path


def test_a_forwarded_host_is_not_believed_without_a_trusted_proxy(desk: Desk) -> None:
    found = desk.stranger().client.get("/api/v1/cases", base_url=BASE, headers={"X-Forwarded-Host": "evil.example"})
    assert "evil.example" not in found.text


def test_headers_that_carry_line_breaks_or_hostile_names_split_no_answer(desk: Desk) -> None:
    client = desk.stranger().client
    for path in ("/signin?next=/review%0d%0aSet-Cookie:%20x=1", "/export/chronology.csv?case=a%0d%0aX:%20y"):
        for name, value in client.get(path, base_url=BASE).headers:
            assert "\r" not in value and "\n" not in value and value != "x=1" and name != "X"


def test_what_a_stranger_writes_cannot_begin_a_line_of_the_log(desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        client = desk.stranger().client
        client.get("/events/a%0aFAKE%20LINE", base_url=BASE, headers={"User-Agent": "x\tFAKE"})
        client.get("/api/v1/events?cursor=%0aFAKE", base_url=BASE)
    assert not any("\nFAKE" in record.getMessage() for record in caplog.records)


@pytest.mark.parametrize(
    "name", ["q", "case", "court", "kind", "relief", "disposition", "flow", "agency", "from", "to"]
)
def test_no_filter_carries_sql(desk: Desk, name: str) -> None:
    store = desk.store()
    before = store.value("select count(*) from events")
    client = desk.stranger().client
    for value in ("' or '1'='1", "x'; drop table events; --", '" union select password_hash from users --', "%", "a\\"):
        for path in ("/timeline", "/timeline.csv", "/api/v1/events"):
            response = client.get(path, base_url=BASE, query_string={name: value})
            assert response.status_code in (200, 400) and "argon2" not in response.text, (path, name, value)
    assert store.value("select count(*) from events") == before
    store.close()


def test_a_cursor_is_text_between_a_day_and_an_id_and_nothing_else(desk: Desk) -> None:
    odd = (Cursor("2026-99-99", "a"), Cursor("2026-01-01' or 1=1", "a"), Cursor("' or 1=1 --", ""))
    for raw in ("2026-01-01' or 1=1", "x", "2026-99-99|a", *(cursor.text() for cursor in odd)):
        with pytest.raises(BadParameter):
            read_cursor(raw)
    found = desk.stranger().client.get(
        "/api/v1/events", base_url=BASE, query_string={"cursor": Cursor("2026-01-01", "' or 1=1 --").text()}
    )
    assert found.status_code == 200 and isinstance(found.json["results"], list)


@pytest.mark.parametrize(
    "path", ["/static/../app.py", "/static/..%2f..%2fapp.py", "/static/%2e%2e/%2e%2e/etc/passwd", "/static//etc/passwd",
             "/export/chronology.../../x", "/export/chronology.csv/../../../etc/passwd", "/sources/..%2f..%2fsecret",
             "/static/..\\..\\app.py", "/data.db/../tracker.db", "/tracker.db", "/var/tracker.db", "/secret"],
)  # fmt: skip
def test_no_path_leads_out_of_the_site(desk: Desk, path: str) -> None:
    response = desk.stranger().client.get(path, base_url=BASE)
    assert response.status_code in (301, 308, 404), path
    assert "create_app" not in response.text and "root:" not in response.text and "SQLite format" not in response.text


def test_searches_of_any_shape_take_no_longer_than_their_length(desk: Desk) -> None:
    client = desk.stranger().client
    for query in ("a*" * 240, '"' * 499, "(a OR " * 80, "-" * 500, "é\u0301" * 240, "a b " * 120):
        began = time.thread_time()
        assert client.get("/timeline", base_url=BASE, query_string={"q": query}).status_code == 200
        assert time.thread_time() - began < 1, query


def test_numbers_as_long_as_a_book_are_refused_at_once() -> None:
    began = time.thread_time()
    for body in (b'{"CaseNumber":' + b"9" * 200_000 + b"}", b"[" * 100_000, b'{"a":' * 100_000):
        with pytest.raises(ParseError):
            parse_scotus(body)
    assert time.thread_time() - began < 1


def test_the_site_reads_through_a_connection_that_cannot_write(desk: Desk) -> None:
    site = desk.app.extensions["tracker"]
    reading = site.borrow()
    with pytest.raises(StorageError, match="only be read"):
        reading.execute("delete from events")
    site.give_back(reading)


def test_no_get_request_writes_to_the_database(desk: Desk) -> None:
    store = desk.store()
    read_by_machine(store, 7, title=HOSTILE, pending=True)
    before = store.others_wrote()
    client = desk.stranger().client
    for rule in desk.app.url_map.iter_rules():
        if "GET" in (rule.methods or ()) and not rule.arguments:
            client.get(rule.rule, base_url=BASE).close()
    assert store.others_wrote() == before, "a page that is only looked at wrote something"
    store.close()


def test_only_the_owner_may_read_the_key_the_database_its_copies_and_the_folder(tmp_path: Path) -> None:
    old = os.umask(0)
    try:
        config = Config(data_dir=tmp_path / "var")
        secret_key(config)
        store = open_store(config.db_path)
        store.execute("create table t (a)")
        backup(store, tmp_path / "copy.db")
        places = [
            config.data_dir,
            config.data_dir / "secret",
            tmp_path / "copy.db",
            *config.data_dir.glob("tracker.db*"),
        ]
        store.close()
        assert [p.name for p in places if p.exists() and stat.S_IMODE(p.stat().st_mode) & 0o077] == []
    finally:
        os.umask(old)


def test_a_key_that_was_cut_short_is_refused_and_not_used(tmp_path: Path) -> None:
    for left in ("", "abc"):
        (tmp_path / "secret").write_text(left)
        with pytest.raises(ConfigError, match="delete it"):
            secret_key(Config(data_dir=tmp_path))
    (tmp_path / "secret").unlink()
    assert len(secret_key(Config(data_dir=tmp_path))) == 64
    assert [p.name for p in tmp_path.iterdir()] == ["secret"]


def test_debug_is_never_on_and_a_fault_tells_a_reader_nothing(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FLASK_DEBUG", "1")
    app = desk.app
    app.testing = app.debug = False
    monkeypatch.setattr(Store, "rows", lambda *_: 1 / 0)
    for path in ("/cases", "/api/v1/events"):
        response = app.test_client().get(path, base_url=BASE)
        assert response.status_code == 500 and "ZeroDivision" not in response.text and "Traceback" not in response.text
    assert not any(
        word in (Path(__file__).parent.parent / "app.py").read_text() for word in ("debug=True", "use_debugger")
    )


def test_the_api_hands_out_text_as_data_and_never_as_a_page(desk: Desk) -> None:
    store = desk.store()
    read_by_machine(store, 7, title=HOSTILE)
    store.close()
    response = desk.stranger().client.get("/api/v1/events", base_url=BASE)
    assert response.content_type == "application/json" and response.headers["X-Content-Type-Options"] == "nosniff"
    assert json.loads(response.text)["results"]


def test_a_filter_repeated_ten_thousand_times_is_refused() -> None:
    from werkzeug.datastructures import MultiDict

    with pytest.raises(BadParameter, match="at most 50"):
        parse_filter(MultiDict([("case", f"a{n}") for n in range(10_000)]))
