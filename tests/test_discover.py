"""What other programs and lost readers find: sitemap, robots.txt, cards, a 404 that helps."""

import html
import re

import pytest
from flask.testing import FlaskClient

from tests.website import ORDER, page, read_by_machine, site_over
from tracker.config import Config
from tracker.storage import lastmod
from tracker.storage.store import open_store
from tracker.storage.withheld import withhold
from tracker.web import discover


def addresses(client: FlaskClient) -> list[str]:
    parts = re.findall("<loc>([^<]*)</loc>", page(client, "/sitemap.xml"))
    return [u for part in parts for u in re.findall("<loc>([^<]*)</loc>", page(client, part.split("example", 1)[1]))]


def test_the_sitemap_names_every_page_once_and_each_answers(client: FlaskClient) -> None:
    found = addresses(client)
    assert len(found) == len(set(found))
    for path in ("/", "/cases/tenants-v-bureau", f"/orders/{ORDER}", "/flows/board-to-office-lists"):
        assert f"https://docket.example{path}" in found
    assert [u for u in found if client.get(u.removeprefix("https://docket.example")).status_code != 200] == []


def changed_days(client: FlaskClient) -> dict[str, str]:
    text = page(client, "/sitemap-pages.xml")
    found = re.findall("<loc>https://docket.example([^<]*)</loc>(?:<lastmod>([^<]*)</lastmod>)?", text)
    return dict(found)


def test_the_sitemap_says_when_a_page_changed_only_where_that_is_known(config: Config, client: FlaskClient) -> None:
    case, flow, order = "/cases/list-v-board", "/flows/board-to-office-lists", f"/orders/{ORDER}"
    found = changed_days(client)
    assert found[case] == found[flow] == found[order] == "2026-03-01"
    assert {path for path, day in found.items() if not day} == set(discover._PAGES)
    store = open_store(config.db_path)
    about = {"case_id": "list-v-board", "docket_id": "list-v-board", "court_id": "mad"}
    read_by_machine(store, 3, **about, private=1, flows=(("board-to-office-lists", ""),))
    # What nobody may see changes no page.
    assert changed_days(client) == found
    read_by_machine(store, 4, **about, flows=(("board-to-office-lists", ""),))
    store.close()
    assert changed_days(client) == found | {case: "2026-11-20", flow: "2026-11-20"}


def test_of_a_case_with_very_many_events_the_sitemap_gives_no_last_change(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lastmod, "MOST", 1)
    found = changed_days(client)
    assert found["/cases/tenants-v-bureau"] == "" and found["/cases/list-v-board"] == "2026-03-01"


def test_withheld_and_private_events_are_not_in_the_sitemap(config: Config, client: FlaskClient) -> None:
    store = open_store(config.db_path)
    read_by_machine(store, 1)
    read_by_machine(store, 2, private=1)
    withhold(store, "entry-1", "sealed", "x", "2026-11-22T00:00:00Z")
    store.close()
    assert not [u for u in addresses(client) if "entry-" in u]


def test_a_long_record_is_split_by_number(config: Config, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = addresses(site_over(config).test_client())
    monkeypatch.setattr(discover, "PART", 3)
    client = site_over(config).test_client()
    assert page(client, "/sitemap.xml").count("<sitemap>") == 4
    assert sorted(addresses(client)) == sorted(whole)
    page(client, "/sitemap-events-9.xml", 404)


def test_robots_stay_out_of_what_is_for_people(client: FlaskClient) -> None:
    text = page(client, "/robots.txt")
    for path in ("/review", "/signin", "/hooks/", "/subscribe/"):
        assert f"Disallow: {path}\n" in text
    assert "Sitemap: https://docket.example/sitemap.xml" in text


def test_a_page_says_of_itself_what_a_card_needs(client: FlaskClient) -> None:
    text = page(client, "/flows/bureau-to-office-files")
    assert '<meta property="og:title" content="Bureau → Office files">' in text
    assert '<meta property="og:url" content="https://docket.example/flows/bureau-to-office-files">' in text


def test_a_misspelt_id_leads_to_the_one_that_was_meant(client: FlaskClient) -> None:
    text = page(client, "/cases/tenant-v-bureau", 404)
    assert '<a href="/cases/tenants-v-bureau">Tenants v. Bureau</a>' in text and 'value="cases tenant v bureau"' in text


def test_all_forms_of_the_chronology_stand_on_case_flow_and_filtered_timeline(client: FlaskClient) -> None:
    for path in ("/cases/tenants-v-bureau", "/flows/bureau-to-office-files", "/timeline?court=dcd"):
        text = page(client, path)
        for form in ("csv", "xlsx", "docx", "pdf", "json", "md", "ics", "timelinejs.json", "casemap.csv"):
            assert f'href="/export/chronology.{form}?' in text, (path, form)


PAGES = (
    "/", "/?as_of=2026-02-01", "/timeline", "/timeline?court=dcd&from=2026-01-01", "/cases", "/cases/tenants-v-bureau",
    "/flows", "/flows/board-to-office-lists", f"/orders/{ORDER}", "/sources", "/about", "/corrections", "/report", "/map",
    "/calendar", "/subscribe",
)  # fmt: skip


def test_every_kind_of_page_describes_itself_in_its_own_words(client: FlaskClient) -> None:
    said = {
        path: html.unescape(re.findall(r'<meta name="description" content="([^"]+)"', page(client, path))[0])
        for path in PAGES
    }
    assert len(set(said.values())) == len(said), said
    for path, text in said.items():
        assert 30 < len(text) < 400 and "<" not in text and "  " not in text, (path, text)
    assert "since" in said["/flows/board-to-office-lists"] and "Feb 1, 2026" in said["/?as_of=2026-02-01"]


def test_a_link_to_a_past_day_passed_on_leads_to_that_day(client: FlaskClient) -> None:
    text = page(client, "/?as_of=2026-02-01")
    assert re.search(r'property="og:url" content="[^"]*/\?as_of=2026-02-01"', text)
    assert "<title>Which data flows are blocked on Feb 1, 2026?" in text
    assert 'rel="canonical" href="' in text and '/timeline">' in page(client, "/search?q=x")


def test_what_is_not_there_asks_not_to_be_kept_by_searches(client: FlaskClient) -> None:
    text = page(client, "/nothing", 404)
    assert '<meta name="robots" content="noindex">' in text and "canonical" not in text and "og:url" not in text


def test_a_link_preview_has_a_picture_that_is_there(client: FlaskClient) -> None:
    shown = re.findall(r'property="og:image" content="https://docket\.example(/[^"]+)"', page(client, "/"))
    with client.get(shown[0]) as answer:
        assert answer.status_code == 200 and answer.mimetype == "image/png" and len(answer.data) < 60_000
