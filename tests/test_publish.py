"""The published files: every link leads somewhere, a second run makes what a first one would, nothing hidden gets out."""

import json
import re
import shutil
from dataclasses import replace
from datetime import datetime, timedelta
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urlsplit
from xml.etree import ElementTree as ET

import pytest
from click.testing import CliRunner

from tests.kept import keep_folder
from tests.website import HOSTILE, LOADED, NOW, ORDER, load_small, read_by_machine, small_register
from tracker.cli.publish import publish_verb
from tracker.config import Config
from tracker.courts import load_courts
from tracker.errors import PublishError
from tracker.ingest.intake import NOTICES
from tracker.ingest.register import load_into_store
from tracker.outputs.addresses import file_of
from tracker.publish.run import Published, publish
from tracker.storage.feeds import add_source
from tracker.storage.store import Store, open_store
from tracker.storage.withheld import withhold

SITE, SERVER = "https://docket.example.org", "https://desk.example"
# What a tracker with everything set up reads beside feeds.
SOURCES = {NOTICES: "notice", "notice": "notice", "sheet": "sheet", "federal-register": "federal_register",
           "courtlistener": "courtlistener"}  # fmt: skip


def made(tmp_path: Path, **changes: object) -> Config:
    config = load_small(tmp_path / "data")
    config = Config(data_dir=config.data_dir, public_url=SERVER, static_url=SITE, **changes)  # type: ignore[arg-type]
    with_store(
        config,
        lambda s: (
            read_by_machine(s, 1),
            read_by_machine(s, 2, day="2026-11-19", case_id="list-v-board"),
            *(add_source(s, name, kind) for name, kind in SOURCES.items()),
        ),
    )
    return config


def with_store(config: Config, change) -> None:  # type: ignore[no-untyped-def]
    store = open_store(config.db_path)
    change(store)
    store.close()


@cache
def _published() -> Path:
    """A folder that holds the world of `made`, and the site that was published from it."""
    folder = keep_folder("published")
    run(made(folder), folder / "site")
    return folder


def published(tmp_path: Path) -> Config:
    """As `made`, with `site` published from it beside the data: a copy of what one first run of this process made."""
    shutil.copytree(_published(), tmp_path, symlinks=True, dirs_exist_ok=True)
    return Config(data_dir=tmp_path / "data", public_url=SERVER, static_url=SITE)


def run(config: Config, out: Path, now: datetime = NOW, **options: object) -> Published:
    return publish(config, out, now, **({"forms": ("csv", "ics"), "workers": 1} | options))  # type: ignore[arg-type]


def files(out: Path) -> dict[str, bytes]:
    return {str(p.relative_to(out)): p.read_bytes() for p in out.rglob("*") if p.is_file()}


class Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.links: list[tuple[str, str]] = []
        self.ids: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "link" and given.get("rel") in ("alternate", "canonical"):
            tag = "a"  # a reader may follow it; the browser loads nothing
        for name, value in attrs:
            if name in ("href", "src", "action") and value is not None:
                self.links.append((tag, value))
            if name == "id" and value:
                self.ids.add(value)


def links_of(body: bytes) -> Links:
    found = Links()
    found.feed(body.decode())
    return found


def local(link: str) -> str | None:
    """The path of a link to the published site, or None for one that leads elsewhere."""
    if link.startswith(SITE):
        return link[len(SITE) :] or "/"
    return link if link.startswith("/") else None


def crawl(found: dict[str, bytes]) -> list[str]:
    """What is wrong with the links of a published site."""
    wrong = []
    pages = {name: links_of(body) for name, body in found.items() if name.endswith(".html")}
    for name, page in pages.items():
        for tag, link in page.links:
            if tag in ("script", "img", "link") and urlsplit(link).netloc not in ("", urlsplit(SITE).netloc):
                wrong.append(f"{name} loads {link}")
            path = local(link)
            if path is None:
                if link.startswith("#") and len(link) > 1 and link[1:] not in page.ids:
                    wrong.append(f"{name}: {link} is nowhere on the page")
                continue
            target = file_of(path)
            if target not in found:
                wrong.append(f"{name}: {link}")
            elif (mark := urlsplit(link).fragment) and target in pages and mark not in pages[target].ids:
                wrong.append(f"{name}: {link} has no such place")
    return wrong


@pytest.fixture(scope="module")
def site() -> dict[str, bytes]:
    return files(_published() / "site")


def test_every_link_of_every_page_leads_to_a_file_or_to_the_server(site: dict[str, bytes]) -> None:
    assert len([n for n in site if n.endswith(".html")]) > 30
    assert crawl(site) == []


def test_every_address_in_feeds_sitemaps_and_api_leads_to_a_file(site: dict[str, bytes]) -> None:
    addresses = [u for n in site if n.endswith(".xml") for u in re.findall(r"<loc>([^<]*)</loc>", site[n].decode())]
    for name, body in site.items():
        if name.endswith(".atom"):
            addresses += [e.attrib["href"] for e in ET.fromstring(body).iter("{http://www.w3.org/2005/Atom}link")]
        if name.startswith("api/") and "openapi" not in name:
            addresses += re.findall(r'"(?:url|next)":"(https://docket[^"]*)"', body.decode())
        if name.endswith("feed.json") or name == "timeline.json":
            feed = json.loads(body)
            addresses += [feed["feed_url"], feed["home_page_url"], *(i["url"] for i in feed["items"])]
        if name.endswith(".ics"):
            addresses += re.findall(r"URL:(\S+)", body.decode().replace("\r\n ", ""))
    for name, body in site.items():
        if name.endswith(".html"):
            for told in re.findall(r'<script type="application/ld\+json">(.*?)</script>', body.decode()):
                addresses += re.findall(r'"(?:url|item|contentUrl)": "(https://docket[^"]*)"', told)
    assert len(addresses) > 90
    assert [a for a in addresses if not a.startswith(SITE) or file_of(a[len(SITE) :]) not in site] == []


def test_each_part_of_the_site_is_there(site: dict[str, bytes]) -> None:
    assert {
        "index.html", "timeline/index.html", "timeline/2026-11/index.html", "timeline/undated/index.html",
        "cases/index.html", "cases/tenants-v-bureau/index.html", "cases/tenants-v-bureau-cadc/index.html",
        "flows/bureau-to-office-files/index.html", f"orders/{ORDER}/index.html", "events/entry-1/index.html",
        "map/index.html", "on/index.html", "on/2025-12-01/index.html", "on/2025-12-01/map/index.html", "on/days.json",
        "calendar/index.html", "calendar.ics", "cases/tenants-v-bureau/calendar.ics", "sources/index.html",
        "about/index.html", "corrections/index.html", "subscribe/index.html", "search/index.html", "404.html",
        "timeline.atom", "timeline.json", "timeline/2026-11/events.csv", "cases/tenants-v-bureau/feed.atom",
        "flows/bureau-to-office-files/chronology.csv", "cases/tenants-v-bureau/chronology.ics", "data.db",
        "metadata.json", "sitemap.xml", "sitemap-pages.xml", "sitemap-events-1.xml", "robots.txt", "static/site.css",
        "api/v1/cases.json", "api/v1/cases/tenants-v-bureau.json", "api/v1/cases/tenants-v-bureau/events.json",
        f"api/v1/orders/{ORDER}.json", "api/v1/flows/bureau-to-office-files.json", "api/v1/events.json",
        "api/v1/events/2026-11.json", "api/v1/feeds.json", "api/v1/openapi.json", "search/index.json",
    } <= set(site)  # fmt: skip


def test_the_board_of_a_past_day_says_what_held_on_it(site: dict[str, bytes]) -> None:
    assert b"Which data flows are blocked on" in site["on/2025-12-01/index.html"]
    assert json.loads(site["on/days.json"])["today"] == "2026-11-22"
    before = site["on/2025-06-01/index.html"].decode()
    assert (
        'data-status="blocked"' not in before and 'data-status="blocked"' in site["on/2025-12-01/index.html"].decode()
    )


def test_what_needs_a_server_leads_to_the_server(site: dict[str, bytes]) -> None:
    links = [link for _, link in links_of(site["cases/tenants-v-bureau/index.html"]).links]
    assert f"{SERVER}/subscribe?case=tenants-v-bureau" in links
    assert any(link.startswith(f"{SERVER}/report?page=") for link in links)
    assert f"{SERVER}/subscribe".encode() in site["subscribe/index.html"]


def test_the_events_of_the_api_are_each_listed_once(site: dict[str, bytes]) -> None:
    seen, name = [], "api/v1/events.json"
    for _ in range(50):
        answer = json.loads(site[name])
        seen += [row["id"] for row in answer["results"]]
        if not answer["next"]:
            break
        name = file_of(answer["next"][len(SITE) :])
    assert len(seen) == len(set(seen)) == 10


def test_every_event_stands_on_a_page_of_the_timeline(site: dict[str, bytes]) -> None:
    shown = {i for n, b in site.items() if n.startswith("timeline/") and n.endswith(".html") for i in links_of(b).ids}
    assert {n.split("/")[1] for n in site if n.startswith("events/")} <= shown


def test_a_second_run_without_a_change_writes_nothing(tmp_path: Path) -> None:
    config = published(tmp_path)
    again = run(config, tmp_path / "site", NOW + timedelta(minutes=3))
    assert (again.written, again.deleted) == (0, 0)


def sealed(config: Config) -> None:
    with_store(config, lambda s: withhold(s, "entry-2", "sealed", "Zachary Keeper", "2026-11-22T10:00:00Z"))


def edited(config: Config, cases: int = 99) -> None:
    """The register says otherwise: a case has another name, an order another last day."""
    register = small_register()
    found = dict(list(register.cases.items())[:cases])
    case = found["tenants-v-bureau"]
    events = [e.model_copy(update={"title": e.title + " (amended)"}) if e.order else e for e in case.events]
    found[case.id] = case.model_copy(update={"events": events, "verified_through": "2026-11-01"})
    changed = replace(register, cases=found)
    with_store(
        config, lambda s: load_into_store(s, changed, load_courts(config.courts_file), LOADED + timedelta(days=9))
    )


def news(store: Store) -> None:
    store.execute("insert into coverage (url, title, first_seen_at, content_sha) values"
                  " ('https://news.example.com/x', 'A paper writes', '2026-11-21T00:00:00Z', 'x')")  # fmt: skip
    store.execute("insert into coverage_links values (1, 'flow', 'board-to-office-lists')")
    store.execute("insert into coverage_links values (1, 'case', 'list-v-board')")


CHANGES = {
    "an entry": lambda c: with_store(c, lambda s: read_by_machine(s, 3, day="2026-11-21", pending=True)),
    "an old entry": lambda c: with_store(
        c, lambda s: read_by_machine(s, 3, day="2025-07-04", confirmed=True, flows=(("bureau-to-office-files", "bars"),))
    ),
    "a withheld entry": sealed,
    "an edit of the register": edited,
    "news": lambda c: with_store(c, news),
    "a gap": lambda c: with_store(
        c, lambda s: (s.execute("insert into feeds (feed_id, kind, url) values ('dcd', 'cmecf', 'https://x.example/')"),
                      s.execute("insert into gaps (feed_id, court_id, from_at, to_at, found_at) values ('dcd', 'dcd',"
                                " '2026-11-01T00:00:00Z', '2026-11-02T00:00:00Z', '2026-11-02T00:00:00Z')")),
    ),
    "a day": lambda c: None,
}  # fmt: skip


@pytest.mark.parametrize("change", CHANGES)
def test_a_second_run_leaves_what_a_first_one_would_have_made(tmp_path: Path, change: str) -> None:
    config = published(tmp_path)
    CHANGES[change](config)
    now = NOW + timedelta(days=1 if change == "a day" else 0, minutes=5)
    second = run(config, tmp_path / "site", now)
    first = run(config, tmp_path / "other", now)
    grown, fresh = files(tmp_path / "site"), files(tmp_path / "other")
    assert set(grown) == set(fresh)
    differ = {n for n in fresh if _lasting(n, grown[n]) != _lasting(n, fresh[n])}
    assert differ == set() and second.written > 0
    assert second.written < first.files / (1 if change in ("a day", "an edit of the register") else 2)


def _lasting(name: str, body: bytes) -> bytes:
    """Without the instant at which an answer was given, which a file keeps as long as nothing in it changes; and
    without documents, which keep the state of the whole record at which they were made."""
    if "/chronology." in name or name == "data.db":
        return b""
    return re.sub(rb'"known_at":"[^"]*"', b"", body)


def test_three_runs_in_a_row_share_what_did_not_change(tmp_path: Path) -> None:
    config, out = published(tmp_path), tmp_path / "site"
    first = (out / "events/entry-2/index.html").stat().st_ino
    for number in (3, 4, 5):
        with_store(config, lambda s, n=number: read_by_machine(s, n, day="2026-11-21"))  # type: ignore[misc]
        run(config, out, NOW + timedelta(minutes=number))
        assert (out / f"events/entry-{number}/index.html").exists()
        assert (out / "events/entry-2/index.html").stat().st_ino == first
    assert crawl(files(out)) == []


def test_what_is_withheld_or_private_is_in_no_file(tmp_path: Path) -> None:
    config = made(tmp_path)
    secret = "Zqxwv"
    with_store(config, lambda s: (
        read_by_machine(s, 7, title=f"Order naming {secret}", text=f"{secret} is named"),
        read_by_machine(s, 8, title=f"Sealed {secret}", private=1),
    ))  # fmt: skip
    run(config, tmp_path / "site")
    assert any(secret.encode() in body for body in files(tmp_path / "site").values())
    assert "events/entry-8/index.html" not in files(tmp_path / "site")
    with_store(config, lambda s: withhold(s, "entry-7", "protected data", "Zachary Keeper", "2026-11-22T10:00:00Z"))
    run(config, tmp_path / "site", NOW + timedelta(minutes=1))
    after = files(tmp_path / "site")
    for word in (secret, secret.lower(), "Zachary Keeper"):
        assert [n for n, body in after.items() if word.encode() in body] == []
    assert b"protected data" in after["events/entry-7/index.html"]


def test_with_a_mailbox_the_site_is_made_and_does_not_tell_when_notices_came(site: dict[str, bytes]) -> None:
    assert "sources/sheet/index.html" in site and "sources/courtlistener/index.html" in site
    assert [n for n, body in site.items() if n.startswith("sources/notice") or NOTICES.encode() in body] == []


def test_a_withheld_case_leaves_no_page_behind(tmp_path: Path) -> None:
    config = published(tmp_path)
    with_store(config, lambda s: (
        s.execute("insert into withheld values ('case', 'list-v-board', 'sealed case', '2026-11-22T10:00:00Z', 'X')"),
        s.execute("update meta set value = value + 1 where key = 'version'"),
    ))  # fmt: skip
    done = run(config, tmp_path / "site", NOW + timedelta(minutes=1))
    assert done.deleted >= 6
    assert not [n for n in files(tmp_path / "site") if "list-v-board" in n and n.startswith(("cases/", "api/"))]


def test_hostile_text_stays_text(tmp_path: Path) -> None:
    config = made(tmp_path)
    with_store(config, lambda s: read_by_machine(s, 9, title=HOSTILE, text='<a href="/x">" src="//evil.example/'))
    run(config, tmp_path / "site")
    found = files(tmp_path / "site")
    assert crawl(found) == []
    assert b"<script>alert" not in b"".join(b for n, b in found.items() if n.endswith(".html"))


def test_readers_see_the_old_version_until_the_new_one_is_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    config, out = published(tmp_path), tmp_path / "site"
    before = files(out)
    with_store(config, lambda s: read_by_machine(s, 3, day="2026-11-21"))
    from tracker.publish.render import Renderer

    def fails(self: Renderer, *args: str) -> dict[str, bytes]:
        raise PublishError("the disk is full")

    monkeypatch.setattr(Renderer, "_search_head", fails)
    with pytest.raises(PublishError, match="disk"):
        run(config, out)
    assert files(out) == before
    monkeypatch.undo()
    run(config, out)
    assert "events/entry-3/index.html" in files(out) and crawl(files(out)) == []


def test_a_file_that_somebody_deleted_is_made_again(tmp_path: Path) -> None:
    config, out = published(tmp_path), tmp_path / "site"
    (out / "events/entry-1/index.html").unlink()
    run(config, out)
    assert (out / "events/entry-1/index.html").exists()


def test_a_folder_with_other_things_in_it_is_refused(tmp_path: Path) -> None:
    (tmp_path / "home").mkdir()
    (tmp_path / "home/letter.txt").write_text("keep me")
    with pytest.raises(PublishError, match="was not written by `publish`"):
        run(made(tmp_path), tmp_path / "home")
    assert (tmp_path / "home/letter.txt").read_text() == "keep me"


def test_the_list_of_changes_names_what_a_store_of_objects_must_take_and_drop(tmp_path: Path) -> None:
    config, out = published(tmp_path), tmp_path / "site"
    sealed(config)
    with_store(config, lambda s: s.execute("update docket_entries set private = 1 where entry_id = 1"))
    run(config, out, NOW + timedelta(minutes=1))
    changes = json.loads((tmp_path / ".site.versions/changes.json").read_text())
    put = {c["file"]: c for c in changes["put"]}
    assert put["events/entry-2/index.html"]["type"] == "text/html; charset=utf-8"
    assert put["timeline.atom"]["type"] == "application/atom+xml; charset=utf-8"
    assert "events/entry-1/index.html" in changes["delete"] and "static/site.css" not in put


def test_two_processes_make_the_same_files_as_one(tmp_path: Path) -> None:
    config = made(tmp_path)
    with_store(config, lambda s: [read_by_machine(s, n, day=f"2026-10-{n % 28 + 1:02}") for n in range(20, 160)])
    run(config, tmp_path / "one")
    run(config, tmp_path / "two", workers=2)
    one, two = files(tmp_path / "one"), files(tmp_path / "two")
    assert {n: b for n, b in one.items() if n != "data.db"} == {n: b for n, b in two.items() if n != "data.db"}


def test_nothing_is_published_to_a_host_with_a_path(tmp_path: Path) -> None:
    config = made(tmp_path)
    with pytest.raises(PublishError, match="top of a host"):
        run(Config(data_dir=config.data_dir, static_url="https://x.example/docket"), tmp_path / "site")


def test_a_folder_that_cannot_be_written_is_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    config = load_small(tmp_path / "data")
    monkeypatch.setenv("TRACKER_DATA_DIR", str(config.data_dir))
    (tmp_path / "file").touch()
    done = CliRunner().invoke(publish_verb, [str(tmp_path / "file" / "site")])
    assert isinstance(done.exception, PublishError)
    assert str(done.exception).startswith(f"cannot write {tmp_path}/file") and "Not a directory" in str(done.exception)
