"""Polling the Federal Register, on a real server: paged, incremental, nothing half stored, suggestions only."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from click.testing import CliRunner

from tests import real
from tests.conftest import NOW
from tests.feedserver import Answer, FeedServer
from tests.papers_samples import register_document, register_page
from tracker.cli import cli
from tracker.config import Config
from tracker.courts import load_courts
from tracker.errors import ConfigError
from tracker.ingest.federal_register import SOURCE, in_words, is_due, look
from tracker.jobs import Work
from tracker.models import FeedRun
from tracker.register.agencies import load_agencies
from tracker.storage.claims import claim, release
from tracker.storage.feeds import feed_row
from tracker.storage.store import Store
from tracker.storage.suggestions import open_suggestions

PATH = "/api/v1/documents.json"
SORN = {
    "document_number": "2026-05001", "title": "Privacy Act of 1974; System of Records",
    "action": "Notice of a modified system of records.", "publication_date": "2026-11-10", "dates": "",
    "agencies": [{"name": "Internal Revenue Service", "slug": "internal-revenue-service"}],
}  # fmt: skip
MATCHING = {
    "publication_date": "2026-11-12",
    "agencies": [{"name": "Social Security Administration", "slug": "social-security-administration"}],
}


class Register:
    """The Federal Register's list as a server: `pages` by search (`sorn`, `matching`), each a list of bodies."""

    def __init__(self, server: FeedServer, config: Config, store: Store):
        self.server, self.config, self.store = server, config, store
        self.pages: dict[str, list[bytes]] = {"sorn": [register_page()], "matching": [register_page()]}
        self.now = NOW
        server.routes[PATH] = self.answer

    def answer(self, request: Answer) -> None:
        asked = parse_qs(urlsplit(request.path).query)
        name = "sorn" if "conditions[notice_type][]" in asked else "matching"
        page = int(asked.get("page", ["1"])[0])
        request.reply(self.pages[name][page - 1], Content_Type="application/json")

    def page_url(self, name: str, page: int) -> str:
        kind = "conditions[notice_type][]=sorn" if name == "sorn" else "conditions[term]=x"
        return self.server.url(f"{PATH}?{kind}&page={page}")

    def look(self) -> FeedRun:
        return look(self.store, self.config, lambda: self.now, pause=0)

    @property
    def asked(self) -> list[dict[str, list[str]]]:
        return [parse_qs(urlsplit(path).query) for path, _ in self.server.seen]


@pytest.fixture
def register(store: Store, tmp_path: Path) -> Iterator[Register]:
    with FeedServer() as server:
        config = Config(data_dir=tmp_path, federal_register_url=server.url(PATH), allow_hosts=(server.place,))
        yield Register(server, config, store)


def titles(store: Store) -> list[str]:
    return [found.key for found in open_suggestions(store)]


def test_each_notice_becomes_a_suggestion_and_changes_nothing_else(register: Register) -> None:
    register.pages["sorn"] = [register_page(register_document(**SORN))]
    register.pages["matching"] = [register_page(register_document(**MATCHING))]
    run = register.look()
    assert (run.status, run.items, run.new, run.ignored) == ("ok", 2, 2, 0)
    first, second = open_suggestions(register.store)
    assert (first.key, first.day) == ("fr:2026-05001:2026-11-10", "2026-11-10")
    assert first.because == ("a system of records of Internal Revenue Service",)
    assert first.body["flows"] == ["irs-to-ice-addresses", "irs-to-doge-systems"]
    assert second.because[1] == "runs out on 2027-10-09, as computed from the notice, read by machine"
    assert second.body["span"]["renewable_to"] == "2028-10-09" and second.body["span"]["computed"] is True
    for table in ("docket_entries", "events", "cases", "flows", "coverage", "facts", "archive"):
        assert register.store.value(f"select count(*) from {table}") == 0
    again = register.look()
    assert (again.new, again.unchanged) == (0, 2)
    assert len(open_suggestions(register.store)) == 2


def test_it_asks_for_the_listed_agencies_since_the_last_day_seen_and_a_week_before(register: Register) -> None:
    register.pages["sorn"] = [register_page(register_document(**SORN))]
    register.look()
    slugs = set(load_agencies(register.config.agencies_file))
    assert [set(asked["conditions[agencies][]"]) for asked in register.asked] == [slugs, slugs]
    assert register.asked[0]["conditions[notice_type][]"] == ["sorn"]
    assert register.asked[1]["conditions[term]"] == ['"matching program"']
    assert register.asked[0]["conditions[publication_date][gte]"] == ["2026-10-08"]
    assert all("data-sharing-docket/" in headers["user-agent"] for _, headers in register.server.seen)
    register.now += timedelta(hours=7)
    register.look()
    assert register.asked[2]["conditions[publication_date][gte]"] == ["2026-11-03"]


def test_all_pages_are_read(register: Register) -> None:
    rows = [register_document(**{**SORN, "document_number": f"2026-0500{n}"}) for n in range(3)]
    register.pages["sorn"] = [
        register_page(row, next_page_url=register.page_url("sorn", n + 2) if n < 2 else None)
        for n, row in enumerate(rows)
    ]
    assert register.look().new == 3
    assert len(register.server.seen) == 4


@pytest.mark.parametrize(
    ("second", "said"),
    [
        (b"<html><body>Maintenance</body></html>", "not sound JSON"),
        (b'{"count": 3, "results": [{"document_number"', "not sound JSON"),
        (json.dumps({"errors": {"conditions": "bad"}}).encode(), "refused the search"),
        (b"[]", "no object"),
        (b'{"count": 3}', 'no "results"'),
        (b"", "not sound JSON"),
    ],
)
def test_a_page_that_cannot_be_read_leaves_nothing_of_the_look(register: Register, second: bytes, said: str) -> None:
    first = register_page(register_document(**SORN), next_page_url=register.page_url("sorn", 2))
    register.pages["sorn"] = [first, second]
    run = register.look()
    assert run.status == "failed" and said in (run.error or "")
    assert titles(register.store) == []
    row = register.store.row("select status, error, new from feed_runs")
    assert row and (row["status"], row["new"]) == ("failed", 0)
    register.pages["sorn"] = [register_page(register_document(**SORN))]
    register.now += timedelta(hours=7)
    assert register.look().new == 1
    assert (feed_row(register.store, SOURCE.id) or {})["failures"] == 0


def test_pages_that_name_each_other_end(register: Register) -> None:
    there = register_page(register_document(**SORN), next_page_url=register.page_url("sorn", 2))
    back = register_page(register_document(**SORN), next_page_url=register.page_url("sorn", 2))
    register.pages["sorn"] = [there, back]
    run = register.look()
    assert run.status == "failed" and "read already" in (run.error or "")
    assert len(register.server.seen) == 2 and titles(register.store) == []


def test_pages_without_end_end(register: Register) -> None:
    def more(request: Answer) -> None:
        page = len(register.server.seen) + 1
        request.reply(register_page(register_document(**SORN), next_page_url=register.page_url("sorn", page)))

    register.server.routes[PATH] = more
    run = register.look()
    assert run.status == "failed" and "more than 20 pages" in (run.error or "")
    assert len(register.server.seen) == 20 and titles(register.store) == []


def test_a_next_page_elsewhere_is_not_asked(register: Register) -> None:
    elsewhere = register_page(register_document(**SORN), next_page_url="https://www.federalregister.gov/x?page=2")
    register.pages["sorn"] = [elsewhere]
    run = register.look()
    assert run.status == "failed" and "not its own" in (run.error or "") and titles(register.store) == []


@pytest.mark.parametrize(
    ("status", "headers", "least"),
    [(500, {}, timedelta(hours=6)), (429, {"Retry_After": "40000"}, timedelta(seconds=40000)), (404, {}, timedelta())],
)
def test_an_error_of_the_server_is_one_row_and_a_later_look(
    register: Register, status: int, headers: dict[str, str], least: timedelta
) -> None:
    register.server.routes[PATH] = lambda request: request.reply(b"no", status=status, **headers)
    run = register.look()
    assert (run.status, run.http_status) == ("failed", status)
    assert not is_due(register.store, NOW + least)
    assert is_due(register.store, NOW + timedelta(days=2))


def test_other_notices_are_counted_and_left(register: Register) -> None:
    fees = register_document(title="Fees for Lighthouse Visits", action="Notice.", abstract="Fees rise.", **{})
    rule = register_document(document_number="2026-1", type="Rule", title="Privacy Act of 1974; Implementation")
    register.pages["matching"] = [register_page(fees, rule, {"title": "no number"})]
    run = register.look()
    assert (run.status, run.items, run.ignored, run.new) == ("ok", 2, 2, 0)
    assert run.notes == ("1 document was not read, having no number or no day of publication",)


def test_hostile_texts_are_kept_as_text_and_bad_addresses_are_not(register: Register) -> None:
    bad = SORN | {"title": "Privacy Act; System of Records <script>x</script>", "html_url": "javascript:alert(1)"}
    register.pages["sorn"] = [register_page(register_document(**bad))]
    register.look()
    (found,) = open_suggestions(register.store)
    assert found.url is None and "<script>" in found.title


def test_a_server_that_hangs_up_is_one_failed_row(register: Register) -> None:
    register.server.routes[PATH] = lambda request: request.raw(b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{")
    run = register.look()
    assert run.status == "failed" and "broke off" in (run.error or "")


def test_every_federal_party_of_a_flow_is_watched_and_every_flow_named_exists() -> None:
    register = real.register()
    agencies = load_agencies(Config().agencies_file)
    named = {flow for agency in agencies.values() for flow in agency.flows}
    assert named <= set(register.flows)
    assert set(register.flows) - named == set()
    assert [slug for slug, agency in agencies.items() if not agency.verified] == [
        "child-support-enforcement-office", "executive-office-of-the-president",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "text",
    ["not toml [", '[a-b]\nname = "A"', '[A_B]\nname="A"\nflows=[]\nreason="r"\nverified=true',
     '[a]\nname="A"\nflows=[1]\nreason="r"\nverified=true', '[a]\nname="A"\nflows=[]\nreason=""\nverified=true',
     '[a]\nname="A"\nflows=[]\nreason="r"\nverified="yes"'],
)  # fmt: skip
def test_a_wrong_list_of_agencies_is_refused_with_its_name(tmp_path: Path, text: str) -> None:
    file = tmp_path / "agencies.toml"
    file.write_text(text)
    with pytest.raises(ConfigError, match="agencies.toml"):
        load_agencies(file)


def test_the_newest_day_is_never_later_than_our_clock(register: Register) -> None:
    register.pages["sorn"] = [register_page(register_document(**{**SORN, "publication_date": "2031-01-01"}))]
    register.look()
    row: dict[str, Any] = feed_row(register.store, SOURCE.id) or {}
    assert datetime.fromisoformat(row["newest_entered"]).replace(tzinfo=UTC) <= NOW


def test_the_schedule_looks_when_it_is_due_and_never_twice_at_once(register: Register) -> None:
    register.pages["sorn"] = [register_page(register_document(**SORN))]
    said: list[str] = []
    work = Work(register.config, load_courts(register.config.courts_file), said.append, lambda: register.now)
    assert claim(register.store, SOURCE.id, "another", NOW, timedelta(minutes=5))
    assert work.register_due() is None
    release(register.store, SOURCE.id, "another", NOW)
    run = work.register_due()
    assert run and run.new == 1 and said == ["Federal Register: 1 new on the desk, 0 known, 0 of another kind"]
    assert work.register_due() is None and len(register.server.seen) == 2


def test_an_empty_address_asks_nobody(register: Register) -> None:
    config = replace(register.config, federal_register_url="")
    assert Work(config, load_courts(config.courts_file), print, lambda: NOW).register_due() is None
    assert register.server.seen == []


def test_the_verb_looks_now_and_says_what_came(register: Register, monkeypatch: pytest.MonkeyPatch) -> None:
    register.pages["sorn"] = [register_page(register_document(**SORN))]
    monkeypatch.setenv("TRACKER_DATA_DIR", str(register.config.data_dir / "own"))
    monkeypatch.setenv("TRACKER_FEDERAL_REGISTER_URL", register.config.federal_register_url)
    monkeypatch.setenv("TRACKER_ALLOW_HOSTS", register.server.place)
    found = CliRunner().invoke(cli, ["intake"])
    assert found.exit_code == 0, found.output
    assert "mailbox: none is set up" in found.output and "Federal Register: 1 new on the desk" in found.output
    register.server.routes[PATH] = lambda request: request.reply(b"no", status=500)
    monkeypatch.setenv("TRACKER_MAILDIR", str(register.config.data_dir / "nowhere"))
    failed = CliRunner().invoke(cli, ["intake"])
    assert failed.exit_code == 1 and failed.stdout == ""
    mailbox, federal = failed.stderr.splitlines()
    assert mailbox.startswith("tracker: mailbox: ") and "is no Maildir" in mailbox
    assert federal.startswith("tracker: Federal Register: ") and "has an error of its own" in federal


def test_documents_that_could_not_be_read_are_told_of(register: Register) -> None:
    register.pages["sorn"] = [register_page(register_document(**SORN), register_document(publication_date=None))]
    assert "1 document was not read" in in_words(register.look())
