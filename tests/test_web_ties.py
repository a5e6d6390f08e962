"""Ties on pages and in the interface: what a paper decides, answers or appeals, with links, and a case's threads."""

import re
from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient

from tests.disputes import AT, CASE, dispute, file
from tests.website import ORDER, page, site_over
from tracker.config import Config
from tracker.storage.store import Store, open_store
from tracker.storage.withheld import withhold


@pytest.fixture
def writing(config: Config) -> Iterator[Store]:
    opened = open_store(config.db_path)
    yield opened
    opened.close()


@pytest.fixture
def client(config: Config, writing: Store) -> FlaskClient:
    dispute(writing)
    return site_over(config).test_client()


def words(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def row(html: str, event_id: str) -> str:
    return html.split(f'id="{event_id}"', 1)[1].split("</article>", 1)[0]


def test_a_timeline_row_names_and_links_what_it_is_tied_to(client: FlaskClient) -> None:
    html = page(client, "/timeline")
    ruling, motion = row(html, "entry-20"), row(html, "entry-12")
    assert 'Decides <a href="/events/entry-12">No. 12 (' in ruling
    assert "Decided by No. 20 (" in words(motion) and "Opposed by No. 15 (" in words(motion)


def test_a_paper_that_was_never_seen_is_said_to_be_so(client: FlaskClient, writing: Store) -> None:
    file(writing, 60, "response", "2026-03-02", "RESPONSE in Opposition re 44 MOTION to Stay")
    assert "Opposes No. 44, not seen" in words(row(page(client, "/timeline"), "entry-60"))


def test_the_why_box_shows_the_words_of_a_tie(client: FlaskClient) -> None:
    assert "“ re 12 MOTION for Preliminary Injunction ”" in words(row(page(client, "/timeline"), "entry-15"))


def test_a_case_page_nests_motion_opposition_reply_and_ruling(client: FlaskClient) -> None:
    html = page(client, f"/cases/{CASE}")
    thread = html.split('id="threads"', 1)[1].split('id="timeline"', 1)[0]
    thread = thread[thread.index("/events/entry-12") :]
    found = [words(part) for part in re.findall(r'<span class="tie-said">(.*?)</span>', thread)]
    assert found[:3] == ["Opposes:", "Replies on:", "Decides:"]
    assert re.findall(r"No\. (\d+)", thread)[:4] == ["12", "15", "18", "20"]


def test_a_case_page_turned_back_shows_no_later_thread(client: FlaskClient) -> None:
    assert "entry-20" not in page(client, f"/cases/{CASE}?as_of=2026-01-14")


def test_an_order_page_shows_who_challenges_it(client: FlaskClient, writing: Store) -> None:
    file(writing, 61, "notice_of_appeal", "2026-01-04", "NOTICE OF APPEAL as to 53 Order by Bureau")
    html = page(client, f"/orders/{ORDER}")
    assert "Appealed by No. 61" in words(html.split('id="attacked"', 1)[1])


def test_an_event_page_shows_all_its_ties(client: FlaskClient) -> None:
    html = page(client, "/events/entry-12").split('id="ties"', 1)[1]
    assert ["No. 15" in words(html), "No. 18" in words(html), "No. 20" in words(html)] == [True] * 3


def test_a_withheld_motion_is_tied_without_its_words(client: FlaskClient, writing: Store) -> None:
    withhold(writing, "entry-12", "sealed by the court", "Ada", AT)
    assert "Decides a withheld paper" in words(row(page(client, "/timeline"), "entry-20"))


def test_the_interface_gives_ties_both_ways(client: FlaskClient) -> None:
    rows = {r["id"]: r for r in client.get("/api/v1/events").json["results"]}
    assert rows["entry-20"]["ties"] == [{
        "what": "decides", "event_id": "entry-12", "document": "12", "certainty": "read",
        "because": "granting 12 Motion for Preliminary Injunction",
    }]  # fmt: skip
    assert [t["what"] for t in rows["entry-12"]["ties"]] == ["opposed_by", "replied_by", "decided_by"]
    assert client.get("/api/v1/events/entry-12").json["ties"] == rows["entry-12"]["ties"]
