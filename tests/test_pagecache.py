"""Pages kept in memory: given again as they were, never a moment after something changed, and never what is private."""

import gzip
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.website import NOW, load_small, read_by_machine, site_over
from tracker.config import Config
from tracker.storage.store import QUIET, Store, open_store
from tracker.web.pagecache import PageCache


class Site:
    """A site that counts the pages it makes, over a store that can be written."""

    def __init__(self, config: Config):
        self.now = NOW
        self.app: Flask = site_over(config, lambda: self.now)
        self.made = 0
        self.app.before_request(self._count)
        self.client: FlaskClient = self.app.test_client()
        self.store: Store = open_store(config.db_path)

    def _count(self) -> None:
        self.made += 1

    def get(self, path: str, **headers: str) -> Any:
        return self.client.get(path, headers={k.replace("_", "-"): v for k, v in headers.items()})


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    found = Site(load_small(tmp_path))
    yield found
    found.store.close()


PAGES = ("/", "/timeline", "/timeline?kind=order", "/cases", "/cases/tenants-v-bureau", "/flows", "/map", "/calendar",
         "/timeline.atom", "/timeline.json", "/api/v1/cases", "/api/v1/events?q=stay", "/corrections")  # fmt: skip


@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_made_once_and_given_again_the_same(site: Site, path: str) -> None:
    first, second = site.get(path), site.get(path)
    assert site.made == 1 and first.status_code == second.status_code == 200
    assert first.data == second.data and dict(first.headers) == dict(second.headers)
    assert second.headers["Content-Security-Policy"] and second.headers["Vary"] == "Accept-Encoding"


@pytest.mark.parametrize("path", PAGES)
def test_a_new_event_is_seen_by_the_next_request(site: Site, path: str) -> None:
    before = site.get(path)
    read_by_machine(site.store, 1, title="A stay that is new", flows=(("bureau-to-office-files", ""),))
    after = site.get(path, If_None_Match=before.headers["ETag"])
    assert site.made == 2 and after.status_code == 200 and after.headers["ETag"] != before.headers["ETag"]
    if path in ("/timeline", "/cases/tenants-v-bureau", "/timeline.atom", "/api/v1/events?q=stay"):
        assert "A stay that is new" in after.text


def test_every_table_that_pages_may_show_forgets_pages_when_it_is_written(site: Site) -> None:
    tables = {r["name"] for r in site.store.rows("select name from sqlite_master where type = 'table'")}
    watched = {r["tbl_name"] for r in site.store.rows("select tbl_name from sqlite_master where name like 'watch%'")}
    assert {t for t in tables - QUIET if not t.startswith(("sqlite_", "events_fts"))} == watched
    assert {"events", "facts", "withheld", "coverage", "docket_entries", "gaps", "feeds"} <= watched


def test_polling_that_brings_nothing_leaves_pages_as_they_are(site: Site) -> None:
    with site.store.atomic():
        site.store.execute("insert into feeds (feed_id, kind) values ('dcd', 'court')")
    site.get("/timeline")
    with site.store.atomic():
        site.store.execute("update feeds set last_checked_at = '2026-11-22T15:00:00Z'")
        site.store.execute(
            "insert into job_claims (job, holder, until_at) values ('poll', 'x', '2026-11-22T15:00:00Z')"
        )
    site.get("/timeline")
    assert site.made == 1


def test_an_unchanged_page_is_told_as_unchanged_and_not_made(site: Site) -> None:
    etag = site.get("/timeline").headers["ETag"]
    answer = site.get("/timeline", If_None_Match=etag)
    assert answer.status_code == 304 and answer.data == b"" and site.made == 1
    assert answer.headers["ETag"] == etag and answer.headers["Vary"] == "Accept-Encoding"


def test_a_reader_who_has_the_page_is_told_so_before_it_is_made(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    etag = site.get("/timeline").headers["ETag"]
    other = Site(replace(site.app.config["TRACKER"], page_cache_mb=0))
    monkeypatch.setattr("tracker.web.timeline.render_template", lambda *a, **k: pytest.fail("it was made"))
    other.app.config["TRACKER"] = site.app.config["TRACKER"]
    other.app.extensions["tracker"].config = site.app.config["TRACKER"]
    answer = other.get("/timeline", If_None_Match=etag)
    assert answer.status_code == 304 and answer.headers["ETag"] == etag
    other.store.close()


def test_errors_forms_and_redirects_are_never_kept(site: Site) -> None:
    for path, code in (("/cases/nothing", 404), ("/timeline?nonsense=1", 400), ("/subscribe", 200), ("/report", 200),
                       ("/signin", 200), ("/review", 303), ("/cases/tenants-v-bureau-cadc", 301)):  # fmt: skip
        made = site.made
        assert site.get(path).status_code == site.get(path).status_code == code
        assert site.made == made + 2, path


def test_what_is_refused_while_somebody_chooses_is_told_and_never_kept(site: Site) -> None:
    """The page's own script gets the words without an error on the browser's console; the address stays refused."""
    told = site.get("/timeline?kind=nonsense", X_Live_Filter="1")
    assert told.status_code == 200 and "data-problem" in told.text and told.headers["Cache-Control"] == "no-store"
    assert site.get("/timeline?kind=nonsense").status_code == 400
    assert site.get("/timeline", X_Live_Filter="1").headers["Cache-Control"] != "no-store"


def test_whoever_may_be_signed_in_gets_a_page_of_their_own(site: Site) -> None:
    site.get("/timeline")
    site.client.set_cookie("desk", "anything")
    site.get("/timeline")
    site.client.delete_cookie("desk")
    site.get("/timeline", Authorization="Basic eA==")
    assert site.made == 3
    site.get("/timeline")
    assert site.made == 3


def test_what_one_reader_calls_the_site_never_reaches_another(site: Site) -> None:
    evil = site.client.get("/api/v1/events", headers={"Host": "evil.example"})
    good = site.client.get("/api/v1/events", headers={"Host": "docket.example"})
    assert "evil.example" in evil.text and "evil.example" not in good.text


def test_text_is_sent_packed_to_who_can_unpack_it(site: Site) -> None:
    packed = site.get("/timeline", Accept_Encoding="gzip, br")
    plain = site.get("/timeline")
    assert packed.headers["Content-Encoding"] == "gzip" and "Content-Encoding" not in plain.headers
    assert gzip.decompress(packed.data) == plain.data and len(packed.data) < len(plain.data) / 3
    assert packed.headers["ETag"] == plain.headers["ETag"] and site.made == 1


def test_text_is_kept_packed_only(site: Site) -> None:
    page, cache = site.get("/timeline"), site.app.wsgi_app
    assert isinstance(cache, PageCache)
    (kept,) = cache._pages.values()
    assert kept.size < len(page.data) / 3 + 1024 and gzip.decompress(kept.body) == page.data
    assert site.get("/timeline").data == page.data and site.made == 1


def test_a_head_request_tells_what_a_get_would_give(site: Site) -> None:
    got = site.get("/timeline")
    head = site.client.head("/timeline")
    assert head.data == b"" and head.headers["Content-Length"] == str(len(got.data)) and site.made == 1


def test_a_kept_page_is_made_anew_after_a_minute_and_at_midnight(site: Site) -> None:
    site.get("/timeline")
    site.now = NOW + timedelta(seconds=59)
    site.get("/timeline")
    assert site.made == 1
    site.now = NOW + timedelta(seconds=61)
    site.get("/timeline")
    assert site.made == 2
    site.now = NOW.replace(hour=4, minute=59, second=50) + timedelta(days=1)  # ten seconds to midnight in Washington
    assert "Nov 22, 2026" in site.get("/").text
    site.now += timedelta(seconds=11)
    assert "Nov 23, 2026" in site.get("/").text


def test_memory_for_pages_is_bounded(tmp_path: Path) -> None:
    site = Site(replace(load_small(tmp_path), page_cache_mb=1))
    cache: Any = site.app.wsgi_app
    assert cache._most == 1 << 20
    cache._most = 300_000
    for number in range(150):
        site.get(f"/timeline?q=word{number}")
        site.get("/timeline")
    assert 100_000 < cache._size <= 300_000 and len(cache._pages) < 151
    assert cache._size == sum(kept.size for kept in cache._pages.values())
    # What is asked for again and again stays.
    assert site.made == 151
    site.store.close()


def test_pages_that_will_not_be_given_again_are_let_go_before_there_is_no_more_room(site: Site) -> None:
    cache: Any = site.app.wsgi_app
    for number in range(20):
        site.get(f"/timeline?q=word{number}")
    assert len(cache._pages) == 20
    site.now += timedelta(seconds=61)
    site.get("/timeline")
    assert len(cache._pages) == 1
    read_by_machine(site.store, 900, title="A stay that is new")
    site.get("/timeline?q=stay")  # within ten seconds of the last time: nothing is looked through
    assert len(cache._pages) == 2
    site.now += timedelta(seconds=11)
    site.get("/cases")
    assert len(cache._pages) == 2 and cache._size == sum(kept.size for kept in cache._pages.values())


def test_without_a_cache_every_page_is_made(tmp_path: Path) -> None:
    site = Site(replace(load_small(tmp_path), page_cache_mb=0))
    assert site.get("/timeline").data == site.get("/timeline").data and site.made == 2
    site.store.close()
