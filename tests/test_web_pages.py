"""Pages over a small register: what a reader is told, and what must never reach a browser."""

import hashlib
import json
import re
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from flask.testing import FlaskClient
from lxml import html

from tests.disputes import PI, file
from tests.website import HOSTILE, NOW, ORDER, page, read_by_machine, site_over
from tracker.config import ROOT, Config
from tracker.storage.store import Store
from tracker.web.about import MEASURED
from tracker.web.filters import source_links

PAGES = [
    "/", "/?as_of=2026-01-15", "/timeline", "/cases", "/cases/tenants-v-bureau", "/flows",
    "/flows/bureau-to-office-files", "/flows/board-to-office-lists", f"/orders/{ORDER}", "/sources", "/about",
    "/events/tenants-v-bureau.2025-12-01-stay", "/events/entry-7", "/map", "/calendar", "/corrections", "/report",
]  # fmt: skip


def row_of(text: str, flow_id: str) -> str:
    return " ".join(html.fromstring(text).xpath(f"//tr[@id='{flow_id}']")[0].text_content().split())


def test_the_board_names_the_blocked_flow_its_order_and_its_day(client: FlaskClient) -> None:
    row = row_of(page(client, "/"), "bureau-to-office-files")
    assert "Blocked since Jan 20, 2026" in row
    assert "bars all of it: Tenants v. Bureau, D.D.C., Dec 1, 2025" in row
    assert "stay of agency action, 5 U.S.C. 705" in row


def test_the_first_lines_name_the_orders_that_block_and_lead_to_them(client: FlaskClient) -> None:
    blocked = html.fromstring(page(client, "/")).xpath("//dl[@class='short']/div[1]/dd")[0]
    said = " ".join(blocked.text_content().split())
    assert said.startswith("Bureau → Office files since Jan 20, 2026, by Tenants v. Bureau, D.D.C.")
    assert blocked.xpath(f".//a[@href='/orders/{ORDER}']")


def test_a_day_on_which_nothing_was_blocked_says_none(client: FlaskClient) -> None:
    short = html.fromstring(page(client, "/?as_of=2025-11-01")).xpath("//dl[@class='short']/div[1]")[0]
    assert "Blocked 0 none: no order known here bars a whole data flow" in " ".join(short.text_content().split())


def test_a_status_says_when_it_was_last_checked_once_that_is_two_weeks_ago(client: FlaskClient) -> None:
    text = page(client, "/")
    assert "in force when last checked, Jul 28, 2026" in row_of(text, "bureau-to-office-files")
    assert "last checked" not in row_of(text, "board-to-office-lists")


def test_the_board_can_be_turned_back_and_says_so_loudly(client: FlaskClient) -> None:
    text = page(client, "/?as_of=2026-01-15")
    assert "You are looking at Thursday, Jan 15, 2026, not at today." in text
    row = row_of(text, "bureau-to-office-files")
    assert "Open" in row and "Blocked since" not in row


def test_todays_board_carries_no_notice_of_another_day(client: FlaskClient) -> None:
    assert "You are looking at" not in page(client, "/")


def test_what_changed_in_the_week_is_told_in_sentences(client: FlaskClient) -> None:
    text = html.fromstring(page(client, "/?as_of=2025-12-03")).xpath("//ul[contains(@class, 'changes')]")[0]
    said = " ".join(text.text_content().split())
    assert "Dec 1, 2025: Bureau → Office files is blocked from this day; until then it was open." in said


def test_an_unread_ruling_shows_on_board_flow_order_and_case_and_changes_nothing(
    client: FlaskClient, writing: Store
) -> None:
    read_by_machine(writing, 7, pending=True)
    for path in ("/", "/flows/bureau-to-office-files", f"/orders/{ORDER}", "/cases/tenants-v-bureau"):
        assert "ruling that may change this was entered on Nov 20, 2026; not yet read" in page(client, path), path
    assert "Blocked since Jan 20, 2026" in row_of(page(client, "/"), "bureau-to-office-files")


def test_an_unread_ruling_was_not_there_before_it_was_entered(client: FlaskClient, writing: Store) -> None:
    read_by_machine(writing, 7, pending=True)
    assert "not yet read" not in row_of(page(client, "/?as_of=2026-11-19"), "bureau-to-office-files")


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


def test_the_list_of_cases_says_when_an_order_in_force_was_last_checked(client: FlaskClient) -> None:
    row = html.fromstring(page(client, "/cases")).xpath("//tr[@id='tenants-v-bureau']")[0]
    assert "1 in force" in row.text_content() and "when last checked, Jul 28, 2026" in row.text_content()


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


def test_a_day_looked_at_travels_along_the_links(client: FlaskClient) -> None:
    assert "/flows/bureau-to-office-files?as_of=2026-01-15" in page(client, "/?as_of=2026-01-15")


def test_what_was_known_before_the_first_load_is_nothing(client: FlaskClient) -> None:
    text = page(client, "/?known_at=2026-02-01")
    assert "Nothing was known to the tracker then" in text and "fits these filters" not in text
    assert "Bureau → Office files" in page(client, "/?known_at=2026-03-02")


def test_a_page_turned_back_leaves_out_what_came_later_and_says_so(client: FlaskClient) -> None:
    text = page(client, "/cases/tenants-v-bureau?as_of=2025-12-15")
    assert "dissolves its stay" not in text and "2 later events not shown" in " ".join(text.split())


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


def test_without_a_store_the_site_says_what_to_do(tmp_path: Path) -> None:
    client = site_over(Config(data_dir=tmp_path)).test_client()
    assert "python -m tracker load" in page(client, "/", 503)
    assert client.get("/api/v1/flows").json.keys() == {"error"}


def test_the_date_of_the_board_is_the_eastern_one(config: Config) -> None:
    late = site_over(config, lambda: NOW.replace(hour=3)).test_client()
    assert "Saturday, Nov 21, 2026" in page(late, "/")


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


def test_a_status_is_nowhere_shown_without_the_day_of_its_last_check(client: FlaskClient, writing: Store) -> None:
    read_by_machine(writing, 7, pending=True, flows=(("bureau-to-office-files", ""),))
    row = row_of(page(client, "/flows"), "bureau-to-office-files")
    assert "Blocked since Jan 20, 2026" in row and "in force when last checked, Jul 28, 2026" in row
    told = " ".join(
        html.fromstring(page(client, "/flows/bureau-to-office-files")).xpath("string(//details//caption)").split()
    )
    assert told == "Status of the flow; after Jul 28, 2026 carried forward from the last check"
    strip = html.fromstring(page(client, "/")).xpath("//tr[@id='bureau-to-office-files']//details")[0].text_content()
    assert "after Jul 28, 2026 carried forward from the last check" in strip
    for path in (f"/orders/{ORDER}", "/cases/tenants-v-bureau"):
        assert "pale: carried forward since the last check" in page(client, path), path


def test_an_order_and_the_list_of_cases_say_what_may_have_changed_since(client: FlaskClient, writing: Store) -> None:
    state = html.fromstring(page(client, f"/orders/{ORDER}")).xpath("string(//p[@class='big-status'])")
    assert " ".join(state.split()) == "In force since Jan 20, 2026 (last checked Jul 28, 2026)"
    assert "an unread ruling may change this" not in page(client, "/cases")
    read_by_machine(writing, 7, pending=True, flows=(("bureau-to-office-files", ""),))
    row = row_of(page(client, "/cases"), "tenants-v-bureau")
    assert "1 in force" in row and "an unread ruling may change this" in row


def test_flows_that_are_only_named_say_when_the_oldest_was_last_checked(client: FlaskClient) -> None:
    # On Jan 15 the order is stayed: the flow is open, among those that the first lines only count.
    short = html.fromstring(page(client, "/?as_of=2026-10-15")).xpath("string(//dl[@class='short'])")
    assert "Blocked" in short and "(in force when last checked, Jul 28, 2026)" in short
    later = html.fromstring(page(client, "/?as_of=2027-02-01")).xpath("string(//dl[@class='short']/div[last()])")
    assert "no order known here stands in its way (as last checked, Nov 20, 2026)" in " ".join(later.split())


def test_an_order_leads_to_the_chronology_of_its_case(client: FlaskClient) -> None:
    links = html.fromstring(page(client, f"/orders/{ORDER}")).xpath("//main//a/@href")
    assert "/export/chronology.docx?case=tenants-v-bureau" in links and "/calendar.ics?case=tenants-v-bureau" in links


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


def test_many_unread_rulings_show_the_newest_three_and_fold_the_rest(client: FlaskClient, writing: Store) -> None:
    for entry in range(30, 36):
        read_by_machine(writing, entry, pending=True, case_id="tenants-v-bureau")
    for path in ("/", "/cases/tenants-v-bureau", "/map"):
        assert "more rulings not yet read" in page(client, path), path


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
