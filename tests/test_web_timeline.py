"""The timeline: filters, search, paging, folding."""

import re
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import html

from tests.website import load_small, page, read_by_machine, site_over
from tracker.outputs.filters import EventFilter, parse_filter, read_cursor
from tracker.storage.store import open_store
from tracker.storage.timeline import count_events, list_events


@pytest.fixture(scope="module")
def data_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small site and 60 docket entries, three a day, a third of them routine."""
    folder = tmp_path_factory.mktemp("timeline")
    config = load_small(folder)
    store = open_store(config.db_path)
    for number in range(1, 61):
        kind = "appearance" if number % 3 == 0 else "motion" if number % 3 == 1 else "order"
        read_by_machine(
            store, number, kind=kind, routine=kind == "appearance", title=f"Paper {number} on naïve décor",
            day=f"2026-10-{(number + 2) // 3:02d}", actions=(("discovery", "granted"),) if kind == "order" else (),
        )  # fmt: skip
    store.close()
    return folder


@pytest.fixture(scope="module")
def client(data_dir: Path) -> FlaskClient:
    from tracker.config import Config

    return site_over(Config(data_dir=data_dir, public_url="https://docket.example")).test_client()


def titles(text: str) -> list[str]:
    return [" ".join(e.text_content().split()) for e in html.fromstring(text).xpath("//h4")]


def test_paging_shows_every_event_once_newest_first_and_undated_last(client: FlaskClient) -> None:
    seen, path = [], "/timeline"
    for _ in range(10):
        tree = html.fromstring(page(client, path))
        seen += tree.xpath("//article/@id")
        following = tree.xpath("//a[@rel='next']/@href")
        if not following:
            break
        path = following[0]
    assert len(seen) == len(set(seen)) == 60 + 8
    assert seen[-1] == "tenants-v-bureau.rumour" and seen[0] == "entry-60"


@pytest.mark.parametrize("limit", [1, 2, 7, 68, 100])
def test_pages_of_any_size_meet_without_gap_or_overlap(data_dir: Path, limit: int) -> None:
    store = open_store(data_dir / "tracker.db", readonly=True)
    found, after = [], None
    while True:
        part = list_events(store, EventFilter(), after, limit)
        found += [e.event_id for e in part.events]
        if part.next is None:
            break
        after = read_cursor(part.next)
    whole = [e.event_id for e in list_events(store, EventFilter(), None, 500).events]
    store.close()
    assert found == whole and len(whole) == 68


def test_routine_papers_are_folded_and_not_dropped(client: FlaskClient) -> None:
    tree = html.fromstring(page(client, "/timeline"))
    folded = tree.xpath("//details[contains(@class, 'folded')]")
    assert folded and all("routine paper" in f.text_content() for f in folded)
    assert tree.xpath("//details[contains(@class, 'folded')]//article[@id='entry-60']")


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("kind=motion", 20), ("kind=motion&kind=order", 44), ("court=mad", 1), ("case=list-v-board", 1),
        ("relief=discovery&disposition=granted", 20), ("relief=discovery&disposition=denied", 0),
        ("flow=bureau-to-office-files", 6), ("agency=Board", 1), ("agency=Housing", 6), ("orders=1", 1),
        ("confirmed=1&court=dcd", 3), ("from=2026-10-20", 3), ("to=2025-06-30", 2),
        ("from=2026-10-01&to=2026-10-01", 3),
        ("q=memorandum", 1), ("q=decor", 60), ("q=DÉCOR+-12", 59), ("q=%22paper+7%22", 1), ("q=Pap*+kind", 0),
        ("q=tenan*&kind=complaint", 1), ("court=ca3", 0),
    ],
)  # fmt: skip
def test_filters_narrow_to_what_they_say(client: FlaskClient, query: str, expected: int) -> None:
    text = html.fromstring(page(client, f"/timeline?{query}")).xpath("//p[@class='result-line']/strong")[0].text
    assert text.startswith(f"{expected} event")
    rows = client.get(f"/api/v1/events?{query}&limit=500").json["results"]
    assert len(rows) == expected
    assert client.get(f"/timeline.csv?{query}").text.count("https://docket.example/events/") == expected


def test_a_file_that_cannot_hold_the_whole_view_says_so_in_its_name(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert 'filename="timeline.csv"' in client.get("/timeline.csv").headers["Content-Disposition"]
    monkeypatch.setattr("tracker.web.feeds._ROWS", 5)
    monkeypatch.setattr("tracker.web.feeds._MOST_ROWS", 10)
    cut = client.get("/timeline.csv?confirmed=0")
    assert 'filename="timeline-newest-10.csv"' in cut.headers["Content-Disposition"]
    assert cut.text.count("https://docket.example/events/") == 10


def test_found_words_are_marked_whatever_their_accents(client: FlaskClient) -> None:
    marked = html.fromstring(page(client, "/timeline?q=naive+dec*")).xpath("//article[1]//mark/text()")
    assert marked[:2] == ["naïve", "décor"]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(q=st.text(max_size=60) | st.text(alphabet='"*-()^:+AND ORNEAR', max_size=30))
def test_no_search_text_is_an_error(client: FlaskClient, q: str) -> None:
    response = client.get("/timeline", query_string={"q": q})
    assert response.status_code == 200


@pytest.mark.parametrize(
    "q", ['"', "*", "-", "-injunction", "a OR", "NEAR(", "title:x", "^a", "{a b}", "'; drop table"]
)
def test_signs_of_the_search_language_are_only_signs(client: FlaskClient, q: str) -> None:
    page_ = client.get("/timeline", query_string={"q": q})
    assert page_.status_code == 200
    assert client.get("/api/v1/events", query_string={"q": q}).status_code == 200


def test_counts_beside_choices_are_what_the_choice_would_show(client: FlaskClient) -> None:
    tree = html.fromstring(page(client, "/timeline?court=dcd"))
    for option in tree.xpath("//select[@name='kind']/option[@value!='']"):
        counted = int(re.search(r"\((\d+)\)$", option.text_content().strip()).group(1))  # type: ignore[union-attr]
        found = client.get(f"/api/v1/events?court=dcd&kind={option.get('value')}&limit=500").json["results"]
        assert len(found) == counted


def test_one_filter_can_be_taken_back_and_the_others_stay(client: FlaskClient) -> None:
    tree = html.fromstring(page(client, "/timeline?kind=order&court=dcd&q=paper"))
    links = {a.text_content().split(" ×")[0].strip(): a.get("href") for a in tree.xpath("//a[@class='chip']")}
    assert links["kind: Order"] == "/timeline?q=paper&court=dcd"
    assert links["words: paper"] == "/timeline?court=dcd&kind=order"


def test_a_filter_written_into_an_address_reads_back_the_same() -> None:
    from werkzeug.datastructures import MultiDict
    from werkzeug.urls import iri_to_uri

    given_ = EventFilter(q='a "b c"', kind=("order", "motion"), flow=("x-y",), confirmed=True)
    assert iri_to_uri(given_.query())
    pairs = MultiDict(given_.pairs())
    assert parse_filter(pairs) == given_


def test_atom_json_and_csv_carry_exactly_the_view(client: FlaskClient) -> None:
    query = "court=mad"
    atom = page(client, f"/timeline.atom?{query}")
    assert atom.count("<entry>") == 1 and "https://docket.example/events/list-v-board.2026-02-02-complaint" in atom
    items = client.get(f"/timeline.json?{query}").json["items"]
    assert [i["url"] for i in items] == ["https://docket.example/events/list-v-board.2026-02-02-complaint"]


def test_counting_agrees_with_listing(data_dir: Path) -> None:
    store = open_store(data_dir / "tracker.db", readonly=True)
    for filter_ in (EventFilter(), EventFilter(q="paper"), EventFilter(kind=("order",), confirmed=True)):
        assert count_events(store, filter_) == len(list_events(store, filter_, None, 500).events)
    store.close()


@pytest.mark.parametrize(
    ("path", "rest"),
    [
        ("/cases/tenants-v-bureau", "/timeline?case=tenants-v-bureau"),
        ("/flows/bureau-to-office-files", "/timeline?flow=bureau-to-office-files"),
    ],
)
def test_a_case_and_a_flow_with_many_events_show_the_newest_say_so_and_lead_to_the_rest(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch, path: str, rest: str
) -> None:
    monkeypatch.setattr("tracker.web.cases.MANY", 3)
    monkeypatch.setattr("tracker.web.flows.MANY", 3)
    text = page(client, path)
    found = re.search(r">(\d+) events, the newest (\d+) here<", text)
    assert found and int(found.group(2)) == 3 < int(found.group(1))
    assert f'These are the newest 3 of {found.group(1)} events. <a href="{rest}">' in text
