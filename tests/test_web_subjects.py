"""The pages of a case, an order, a flow and an event over a small register: what a reader is told."""

import re

from flask.testing import FlaskClient
from lxml import html

from tests.disputes import PI, file
from tests.website import HOSTILE, ORDER, page, read_by_machine, row_of
from tracker.storage.store import Store
from tracker.web.filters import source_links


def test_a_bare_rss_type_leaves_the_outcome_unknown(client: FlaskClient, writing: Store) -> None:
    read_by_machine(writing, 7)
    text = page(client, "/events/entry-7")
    assert "the outcome is not yet known" in text
    assert "temporary restraining order: outcome not known" in text
    assert "Read by machine" in text and "order-on-motion-tro" in text


def test_the_order_page_tells_its_terms_its_history_and_how_to_cite_it(client: FlaskClient) -> None:
    text = " ".join(html.fromstring(page(client, f"/orders/{ORDER}")).text_content().split())
    assert "May not be done The Bureau may not give tenancy files to the Office." in text
    assert "as the statute allows" in text
    cited = "Tenants Union v. Bureau of Tenancy, No. 1:25-cv-01234 (D.D.C. Dec. 1, 2025), ECF No. 53"
    assert f"Order Granting Stay of Agency Action, {cited}" in text
    for cause in ("2026-01-10-admin-stay", "2026-01-20-stay-lifted"):
        assert f"/events/tenants-v-bureau.{cause}" in page(client, f"/orders/{ORDER}")


def test_a_rumour_is_shown_as_reported_and_ends_nothing(client: FlaskClient) -> None:
    text = page(client, "/cases/tenants-v-bureau")
    assert "The order is said to have ended" in text and "Reported, not confirmed" in text
    assert "In force" in " ".join(html.fromstring(text).xpath("//table")[0].text_content().split())


def test_differing_figures_stand_side_by_side(client: FlaskClient) -> None:
    text = page(client, "/flows/bureau-to-office-files")
    assert "47,289" in text and "47,489" in text


def test_a_report_of_a_status_is_quoted_and_not_counted(client: FlaskClient) -> None:
    text = page(client, "/flows/bureau-to-office-files")
    assert "“active”" in text and "never counted as status" in text


def test_the_slug_of_an_appeal_leads_to_its_case(client: FlaskClient) -> None:
    response = client.get("/cases/tenants-v-bureau-cadc")
    assert (response.status_code, response.headers["Location"]) == (301, "/cases/tenants-v-bureau")


def test_the_list_of_cases_says_when_an_order_in_force_was_last_checked(client: FlaskClient) -> None:
    row = html.fromstring(page(client, "/cases")).xpath("//tr[@id='tenants-v-bureau']")[0]
    assert "1 in force" in row.text_content() and "when last checked, Jul 28, 2026" in row.text_content()


def test_news_about_a_case_is_shown_apart_from_its_orders(client: FlaskClient, writing: Store) -> None:
    with writing.atomic():
        writing.execute(
            "insert into coverage (coverage_id, url, outlet, title, first_seen_at, content_sha) values"
            " (1, 'https://paper.example/1', 'The Paper', ?, '2026-11-01T00:00:00Z', 'x')",
            [HOSTILE],
        )
        writing.execute("insert into coverage_links values (1, 'case', 'tenants-v-bureau')")
        writing.execute("insert into coverage_links values (1, 'flow', 'bureau-to-office-files')")
        writing.execute(
            "insert into coverage_revisions (coverage_id, seen_at, title, summary, content_sha) values"
            " (1, '2026-10-31T00:00:00Z', ?, '', 'w')",
            [f"Before {HOSTILE}"],
        )
    for path in ("/cases/tenants-v-bureau", "/flows/bureau-to-office-files"):
        text = page(client, path)
        assert "The Paper" in text and "<script>alert" not in text
        assert "Headline before: “<bdi>Before " in text


def test_an_order_and_the_list_of_cases_say_what_may_have_changed_since(client: FlaskClient, writing: Store) -> None:
    state = html.fromstring(page(client, f"/orders/{ORDER}")).xpath("string(//p[@class='big-status'])")
    assert " ".join(state.split()) == "In force since Jan 20, 2026 (last checked Jul 28, 2026)"
    assert "an unread ruling may change this" not in page(client, "/cases")
    read_by_machine(writing, 7, pending=True, flows=(("bureau-to-office-files", ""),))
    row = row_of(page(client, "/cases"), "tenants-v-bureau")
    assert "1 in force" in row and "an unread ruling may change this" in row


def test_an_order_leads_to_the_chronology_of_its_case(client: FlaskClient) -> None:
    links = html.fromstring(page(client, f"/orders/{ORDER}")).xpath("//main//a/@href")
    assert "/export/chronology.docx?case=tenants-v-bureau" in links and "/calendar.ics?case=tenants-v-bureau" in links


def test_a_flow_shows_which_motion_its_rulings_decide(client: FlaskClient, writing: Store) -> None:
    about = (("board-to-office-lists", ""),)
    asked = file(
        writing, 12, "motion", "2026-01-05", "MOTION for Preliminary Injunction", actions=((PI, "sought"),), flows=about
    )
    file(
        writing,
        20,
        "order",
        "2026-01-20",
        "ORDER granting 12 Motion",
        actions=((PI, "granted"),),
        body='{"rules_on":[12]}',
        flows=about,
    )
    found = html.fromstring(page(client, "/flows/board-to-office-lists")).xpath(
        "//article[@id='entry-20']//ul[@class='ties']"
    )
    assert "Decides No. 12" in found[0].text_content() and found[0].xpath(f".//a[@href='/events/{asked}']")


def test_two_sources_of_one_host_are_told_apart(client: FlaskClient, writing: Store) -> None:
    with client.application.test_request_context():
        said = str(source_links(["https://a.example/1", "https://b.example/2", "https://a.example/3"]))
    assert re.findall(r">([^<]+)</a>", said) == ["a.example", "b.example", "a.example (2)"]
    assert "https://a.example/3" in said


def test_an_order_does_not_say_twice_that_it_is_in_force(client: FlaskClient) -> None:
    said = " ".join(
        html.fromstring(page(client, f"/orders/{ORDER}")).xpath("//p[@class='big-status']")[0].text_content().split()
    )
    assert said.count("n force") == 1 and "(last checked Jul 28, 2026)" in said


def test_a_machines_ruling_tells_its_outcome_beside_its_kind(client: FlaskClient, writing: Store) -> None:
    read_by_machine(writing, 40, title="Order on Motion for TRO", actions=(("temporary_restraining_order", "denied"),))
    read_by_machine(writing, 41, title="Motion for TRO", actions=(("temporary_restraining_order", "sought"),))
    found = html.fromstring(page(client, "/timeline"))
    kind = {n: found.xpath(f"//article[@id='entry-{n}']/p[@class='event-kind']")[0].text_content() for n in (40, 41)}
    assert kind == {40: "Order temporary restraining order: denied", 41: "Order"}
