"""All pages over a small register: their parts, links and headers, and what must never reach a browser."""

import hashlib
import json
import re
from typing import Any
from urllib.parse import urlsplit

import pytest
from flask.testing import FlaskClient
from lxml import html

from tests.website import HOSTILE, ORDER, page, read_by_machine
from tracker.config import ROOT
from tracker.storage.store import Store
from tracker.web.about import MEASURED

PAGES = [
    "/", "/?as_of=2026-01-15", "/timeline", "/cases", "/cases/tenants-v-bureau", "/flows",
    "/flows/bureau-to-office-files", "/flows/board-to-office-lists", f"/orders/{ORDER}", "/sources", "/about",
    "/events/tenants-v-bureau.2025-12-01-stay", "/events/entry-7", "/map", "/calendar", "/corrections", "/report",
]  # fmt: skip


@pytest.mark.parametrize("path", ["/nothing", "/cases/none", "/flows/none", "/orders/none", "/events/none"])
def test_what_is_not_there_is_a_page_that_helps(client: FlaskClient, path: str) -> None:
    text = page(client, path, 404)
    assert 'href="/timeline"' in text and "<h1>" in text


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/?as_of=2026-02-30", "as_of"), ("/?as_of=yesterday", "as_of"), ("/?as-of=2026-01-01", "as-of"),
        ("/?known_at=2026-01-01T10:00", "known_at"), ("/?status=shut", "status"), ("/timeline?kind=memo", "kind"),
        ("/timeline?from=x", "from"), ("/timeline?from=2026-02-01&to=2026-01-01", "to"),
        ("/timeline?after=%00", "after"),
        ("/cases?as_of=1", "as_of"), ("/timeline?case=<b>", "case"), ("/timeline.atom?relief=x", "relief"),
        ("/?agency=zz", "agency"), ("/?data=zz", "data"), ("/timeline?agency=zz", "agency"),
    ],
)  # fmt: skip
def test_a_malformed_parameter_is_named(client: FlaskClient, path: str, name: str) -> None:
    assert f"`{name}`" in page(client, path, 400)
    # While the reader is still choosing, the words stand beside the fields and nothing is an error.
    assert f"`{name}`" in client.get(path, headers={"X-Live-Filter": "1"}).text


@pytest.mark.parametrize("path", PAGES)
def test_no_page_holds_inline_style_or_script_and_all_headers_are_strict(
    client: FlaskClient, writing: Store, path: str
) -> None:
    read_by_machine(writing, 7, title=HOSTILE, text=HOSTILE, judge=HOSTILE, document=HOSTILE, pending=True)
    response = client.get(path)
    assert response.status_code == 200
    tree = html.fromstring(response.text)
    assert not tree.xpath("//@style") and not tree.xpath("//style")
    # A block of data is no script: no browser runs it, whatever it names.
    assert not [s for s in tree.xpath("//script[not(@type='application/ld+json')]") if not s.get("src")]
    assert not [a for e in tree.iter() for a in e.attrib if a.startswith("on")]
    policy = response.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy and "unsafe" not in policy
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Referrer-Policy"] == "no-referrer"
    assert "\u202e" not in response.text and "\x07" not in response.text


@pytest.mark.parametrize("path", PAGES)
def test_every_page_has_one_heading_landmarks_and_unique_ids(client: FlaskClient, writing: Store, path: str) -> None:
    read_by_machine(writing, 7)
    tree = html.fromstring(page(client, path))
    assert len(tree.xpath("//h1")) == 1 and len(tree.xpath("//main")) == 1 and tree.xpath("//html/@lang") == ["en"]
    ids = tree.xpath("//@id")
    assert sorted(set(ids)) == sorted(ids)
    for field in tree.xpath("//input[not(@type='hidden')] | //select"):
        named = field.xpath("ancestor::label") or tree.xpath(f"//label[@for='{field.get('id')}']")
        assert named, html.tostring(field)
    for picture in tree.xpath("//svg[@role]"):
        for part in picture.get("aria-labelledby").split():
            assert tree.xpath(f"//*[@id='{part}']"), part


def test_links_of_sources_are_plain_web_addresses(client: FlaskClient, writing: Store) -> None:
    bad = ("javascript:alert(1)", "https://user:pw@evil.example/", "data:text/html,x", "https://ok.example/page")
    read_by_machine(writing, 7, sources=tuple((url, None, None) for url in bad))
    text = page(client, "/events/entry-7")
    assert "javascript:" not in text and "evil.example" not in text and "data:text" not in text
    link = html.fromstring(text).xpath("//a[@href='https://ok.example/page']")[0]
    assert link.get("rel") == "noopener nofollow" and link.text == "ok.example"


def test_every_link_inside_the_site_leads_somewhere(client: FlaskClient, writing: Store) -> None:
    read_by_machine(writing, 7, pending=True)
    todo, seen = ["/"], {"/"}
    while todo:
        path = todo.pop()
        response = client.get(path)
        assert response.status_code in (200, 301), (path, response.status_code)
        if "html" not in response.content_type:
            response.close()
            continue
        for link in html.fromstring(response.text).xpath("//a/@href"):
            link = re.sub(r"#.*", "", link)
            if link.startswith("/") and link not in seen and len(seen) < 400:
                seen.add(link)
                todo.append(link)
    assert f"/orders/{ORDER}" in seen and "/flows/board-to-office-lists" in seen


def test_withheld_words_leave_every_page_feed_and_answer(client: FlaskClient, writing: Store) -> None:
    secret = "Zebulon Quartermain"
    read_by_machine(writing, 7, title=f"Order on {secret}", text=f"about {secret}", judge=secret)
    with writing.atomic():
        writing.execute(
            "insert into withheld values ('event', 'entry-7', 'sealed by the court', '2026-11-21T00:00:00Z', 'op')"
        )
    paths = [*PAGES, "/timeline.atom", "/timeline.json", "/timeline.csv", "/api/v1/events", "/api/v1/events/entry-7",
             "/api/v1/cases/tenants-v-bureau/events"]  # fmt: skip
    for path in paths:
        text = page(client, path)
        assert "Zebulon" not in text and "Quartermain" not in text, path
    assert "sealed by the court" in page(client, "/timeline")
    assert "0 events" in page(client, "/timeline?q=Quartermain")
    row = client.get("/api/v1/events/entry-7").json
    assert set(row) == {"id", "withheld", "date", "first_seen_at"}


def test_a_kept_copy_of_a_page_is_refused_once_an_event_is_withheld(client: FlaskClient, writing: Store) -> None:
    read_by_machine(writing, 7)
    tag = client.get("/events/entry-7").headers["ETag"]
    with writing.atomic():
        writing.execute("insert into withheld values ('event', 'entry-7', 'sealed', '2026-11-21T00:00:00Z', 'op')")
    again = client.get("/events/entry-7", headers={"If-None-Match": tag})
    assert again.status_code == 200 and "sealed" in again.text


def test_private_mail_stays_private_until_a_public_source_shows_it(client: FlaskClient, writing: Store) -> None:
    read_by_machine(writing, 7, title="Sealed Zinfandel order", private=1)
    for path in ("/", "/timeline", "/cases/tenants-v-bureau", "/timeline.atom", "/api/v1/events"):
        assert "Zinfandel" not in page(client, path), path
    page(client, "/events/entry-7", 404)


def test_an_unchanged_page_is_not_sent_twice_and_a_changed_one_is(client: FlaskClient, writing: Store) -> None:
    tag = client.get("/timeline").headers["ETag"]
    assert client.get("/timeline", headers={"If-None-Match": tag}).status_code == 304
    read_by_machine(writing, 7)
    assert client.get("/timeline", headers={"If-None-Match": tag}).status_code == 200


def test_feeds_say_when_they_were_read_what_failed_and_what_is_missing(client: FlaskClient, writing: Store) -> None:
    with writing.atomic():
        writing.execute(
            "insert into feeds (feed_id, kind, url, last_checked_at, last_ok_at, failures, failing_since, last_error,"
            " next_due_at) values ('dcd', 'cmecf', 'https://ecf.example.gov/rss', '2026-11-22T14:56:00Z',"
            " '2026-11-21T14:00:00Z', 3, '2026-11-21T15:00:00Z', 'the server did not answer within 30 seconds',"
            " '2026-11-22T15:30:00Z')"
        )
        writing.execute(
            "insert into gaps (feed_id, court_id, from_at, to_at, found_at) values"
            " ('dcd', 'dcd', '2026-11-01T00:00:00Z', '2026-11-02T00:00:00Z', '2026-11-02T00:10:00Z')"
        )
    text = " ".join(html.fromstring(page(client, "/sources")).text_content().split())
    assert "4 minutes ago" in text and "in 30 minutes" in text
    assert "3 failed tries: the server did not answer within 30 seconds" in text
    assert "Oct 31, 2026, 8:00 p.m. EDT" in text and "1 open gap" in text


def test_about_describes_the_data_file_to_searches_for_data_sets(client: FlaskClient) -> None:
    (block,) = html.fromstring(page(client, "/about")).xpath("//script[@type='application/ld+json']/text()")
    told = json.loads(block)
    assert told["@type"] == "Dataset" and told["license"].startswith("https://creativecommons.org/")
    (file,) = told["distribution"]
    assert file["contentUrl"] == told["creator"]["url"] + "/data.db" and len(told["description"]) > 50
    assert urlsplit(file["contentUrl"]).path in html.fromstring(page(client, "/about")).xpath("//main//a/@href")
    assert not [path for path in ("/", "/cases", "/timeline") if "Dataset" in page(client, path)]
    assert told_to_programs(client, "/")["@type"] == "WebSite"


def told_to_programs(client: FlaskClient, path: str) -> dict[str, Any]:
    (block,) = html.fromstring(page(client, path)).xpath("//script[@type='application/ld+json']/text()")
    found: dict[str, Any] = json.loads(block)
    return found


@pytest.mark.parametrize(
    ("path", "names"),
    [
        ("/cases/tenants-v-bureau", ["Cases", "Tenants v. Bureau"]),
        (f"/orders/{ORDER}", ["Cases", "Tenants v. Bureau", "Stay of the memorandum"]),
        ("/flows/bureau-to-office-files", ["Data flows", "Bureau → Office files"]),
        ("/events/tenants-v-bureau.2025-12-01-stay", ["Cases", "Tenants v. Bureau", "Court stays the memorandum"]),
    ],
)
def test_a_page_tells_programs_the_way_to_it_and_each_step_answers(
    client: FlaskClient, path: str, names: list[str]
) -> None:
    way = told_to_programs(client, path)
    assert way["@type"] == "BreadcrumbList"
    steps = way["itemListElement"]
    assert [s["name"] for s in steps] == ["The Data-Sharing Docket", *names]
    assert [s["position"] for s in steps] == list(range(1, len(steps) + 1))
    paths = [urlsplit(s["item"]).path for s in steps]
    assert paths[-1] == path and all(client.get(p).status_code == 200 for p in paths)


def test_hostile_words_told_to_programs_stay_data(client: FlaskClient, writing: Store) -> None:
    read_by_machine(writing, 7, title=HOSTILE + "</script><script>alert(2)</script>")
    tree = html.fromstring(page(client, "/events/entry-7"))
    assert [s for s in tree.xpath("//script[not(@src)]") if s.get("type") != "application/ld+json"] == []
    assert "alert(2)" in told_to_programs(client, "/events/entry-7")["itemListElement"][-1]["name"]


@pytest.mark.parametrize("path", ["/", "/timeline", "/flows/bureau-to-office-files", "/cases/tenants-v-bureau"])
def test_what_opens_and_where_links_lead_is_told_apart_by_name_alone(
    client: FlaskClient, writing: Store, path: str
) -> None:
    read_by_machine(writing, 7)
    tree = html.fromstring(page(client, path))
    opened = [" ".join(s.text_content().split()) for s in tree.xpath("//main//summary")]
    assert len(opened) == len(set(opened)), opened
    named: dict[str, set[str]] = {}
    for link in tree.xpath("//main//a[@href][not(contains(@class, 'source'))]"):
        named.setdefault(" ".join(link.text_content().split()), set()).add(link.get("href").split("?")[0].lstrip("/#"))
    assert not {"See the event", "see the event", "the event", "the order", "event"} & named.keys(), named.keys()


def test_files_kept_for_good_have_the_name_of_what_stands_in_them(client: FlaskClient) -> None:
    (style,) = html.fromstring(page(client, "/")).xpath("//link[contains(@href, 'site.css')]/@href")
    assert style.endswith("?v=" + hashlib.sha256((ROOT / "static" / "site.css").read_bytes()).hexdigest()[:12])
    with client.get(style) as answer:
        assert answer.status_code == 200


def test_the_page_of_feeds_is_sent_packed_and_not_twice_within_a_minute(client: FlaskClient) -> None:
    first = client.get("/sources", headers={"Accept-Encoding": "gzip"})
    assert first.headers["Content-Encoding"] == "gzip"
    again = client.get("/sources", headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304


def test_what_a_machine_gets_right_is_said_as_measured(client: FlaskClient) -> None:
    text, notes = page(client, "/about"), (ROOT / "docs" / "accuracy.md").read_text(encoding="utf-8")
    assert "130 entries of 42 district courts" in text and "How well the machine reads" in text
    for m in MEASURED:
        shares = [f"{share / 100:.3f}" for share in (m.kind, m.right, m.found)]
        rows = [
            line
            for line in notes.splitlines()
            if f"| {m.entries} |" in line and line.rstrip().endswith(f"| {m.false} |")
        ]
        assert any(all(share in line for share in shares) for line in rows), m
