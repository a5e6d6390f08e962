"""A case under another id keeps what hangs on it: entries, readings, followers, addresses, the ids of its feeds."""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from tests.website import CASES, NOW, ORDER, load_small, page, read_by_machine, site_over, small_register
from tracker.config import Config
from tracker.courts import Courts, load_courts
from tracker.ingest.register import load_into_store
from tracker.law.engine import flow_answer
from tracker.lawbook import Lawbook
from tracker.outputs.addresses import Addresses
from tracker.publish.render import Renderer
from tracker.register.files import Register
from tracker.register.lines import Sourced
from tracker.register.schema import Case
from tracker.review.confirm import Reading, confirm
from tracker.review.decide import withhold_event
from tracker.storage.facts import Changes, cases_at
from tracker.storage.store import Store, open_store
from tracker.storage.subscribers import (
    confirm_subscription,
    followed_scopes,
    get_subscriber,
    request_subscription,
)
from tracker.subscriptions import Scope, Settings

OLD, NEW = "tenants-v-bureau", "renters-v-bureau"
BARS = {"flow": "board-to-office-lists", "effect": "bars", "whole": True, "text": "No list may be given."}
LATER = NOW + timedelta(hours=1)


def renamed(*, dockets: bool = True) -> Register:
    """The small register with every id of the case replaced, as an editor would; dockets: those of its dockets too."""
    found = json.loads(json.dumps(CASES).replace(OLD, NEW))
    if not dockets:
        for part in (*found[0]["dockets"], *found[0]["events"]):
            named = {"docket"} if "key" in part else {"id", "reviews"}
            part |= {name: part[name].replace(NEW, OLD) for name in named & part.keys() if part[name]}
    cases = {c["id"]: Case.model_validate(c) for c in found}
    cases[NEW] = cases[NEW].model_copy(update={"formerly": [OLD]})
    flows = small_register().flows
    return Register(cases, flows, {i: Sourced(f"{i}.yaml", {}) for i in (*cases, *flows)})


@pytest.fixture
def config(tmp_path: Path) -> Config:
    return load_small(tmp_path)


@pytest.fixture
def courts(config: Config) -> Courts:
    return load_courts(config.courts_file)


@pytest.fixture
def store(config: Config, courts: Courts) -> Iterator[Store]:
    """The small register with all that can hang on a case."""
    opened = open_store(config.db_path)
    for settings in (Settings(Scope(case_ids=(OLD, "list-v-board"))), Settings(Scope(case_ids=(OLD,)))):
        person = request_subscription(opened, f"p{len(settings.scope.case_ids)}@example.org", settings, NOW)
        assert person and person.requested
        if len(settings.scope.case_ids) == 2:
            confirm_subscription(opened, person.subscriber_id, person.requested, NOW)
    for number in (7, 8, 9):
        read_by_machine(opened, number, day="2026-11-20")
    acts = ({"do": "ends", "order": ORDER, "how": "vacated", "effective": "entry"},)
    confirm(
        opened, "entry-7", Reading("Ada", ("temporary_restraining_order granted",), restrictions=(BARS,)), courts, NOW
    )
    confirm(opened, "entry-8", Reading("Ada", ("stay_of_agency_action vacated",), acts=acts), courts, NOW)
    confirm(opened, f"{OLD}.2025-06-10-complaint", Reading("Ada", title="The tenants sue"), courts, NOW)
    withhold_event(opened, f"{OLD}.2025-06-11-appearance", "Ada", "a wrong name", NOW)
    opened.execute("insert into coverage (url, title, first_seen_at, content_sha) values ('https://n.example', 'T', ?, '')",
                   ["2026-11-20T00:00:00Z"])  # fmt: skip
    for kind, target in (("case", OLD), ("event", f"{OLD}.2025-12-01-stay")):
        opened.execute("insert into coverage_links values (1, ?, ?)", [kind, target])
    yield opened
    opened.close()


def load(store: Store, courts: Courts, register: Register | None = None) -> Changes:
    return load_into_store(store, register or renamed(), courts, LATER)


def told(store: Store, courts: Courts, known_at: object = None) -> str:
    """What the law says of every flow, as text."""
    law = Lawbook(courts).law(store, known_at)  # type: ignore[arg-type]
    return "\n".join(
        repr(flow_answer(law, flow, NOW.date())) for flow in ("bureau-to-office-files", "board-to-office-lists")
    )


def test_nothing_is_left_under_the_id_of_before(store: Store, courts: Courts) -> None:
    assert load(store, courts).renamed == ((OLD, NEW),)
    left = []
    for table in (row["name"] for row in store.rows("select name from sqlite_master where type = 'table'")):
        for row in store.rows(f"select * from {table}") if not table.startswith("events_fts") else []:
            for column, value in row.items():
                text = re.sub(rf'"formerly":\s?\["{OLD}"\]', "", value) if isinstance(value, str) else ""
                # What somebody asked for and has not confirmed is what the link in their letter is good for.
                # And a fact that holds no longer was read from the file of then.
                if OLD in text and column != "requested" and not (column == "source_file" and row["known_until"]):
                    left.append((table, column, value))
    assert not left


def test_entries_readings_withheld_words_and_the_law_are_as_they_were(store: Store, courts: Courts) -> None:
    before = told(store, courts)
    assert ORDER in before and f"{OLD}.2026-11-20" in before
    count = store.value("select count(*) from events where retracted_at is null")
    changes = load(store, courts)
    assert told(store, courts) == before.replace(OLD, NEW)
    assert (changes.new, changes.changed, changes.retracted) == ((), (("case", NEW),), ())
    assert store.value("select count(*) from events where case_id = ? and retracted_at is null", [NEW]) == count - 1
    case = cases_at(store)[NEW]
    assert {event.title for event in case.events} >= {"The tenants sue", "Withheld"}
    assert not load(store, courts), "loaded again, nothing changes"


def test_what_was_known_before_stays_known_and_is_found_under_the_id_of_today(store: Store, courts: Courts) -> None:
    then = NOW - timedelta(days=1)
    before = told(store, courts, then)
    load(store, courts)
    assert told(store, courts, then) == before.replace(OLD, NEW)


def test_followers_follow_and_are_told_nothing_of_it(store: Store, courts: Courts) -> None:
    store.execute("delete from owed_scope")
    load(store, courts)
    assert store.value("select count(*) from owed_scope") == 0
    ((_, scope),) = followed_scopes(store)
    assert set(scope.case_ids) == {NEW, "list-v-board"}
    row = store.row("select subscriber_id, requested from subscribers where state = 'waiting'")
    assert row
    confirm_subscription(store, row["subscriber_id"], row["requested"], LATER)
    person = get_subscriber(store, row["subscriber_id"])
    assert person and person.settings.scope.case_ids == (NEW,)


def test_the_dockets_may_keep_their_ids(store: Store, courts: Courts) -> None:
    load(store, courts, renamed(dockets=False))
    assert {row["docket_id"] for row in store.rows("select docket_id from docket_entries")} == {OLD}
    assert [d.id for d in cases_at(store)[NEW].dockets] == [OLD, f"{OLD}-cadc"]


def test_a_second_name_leads_on_from_both_before(store: Store, courts: Courts, config: Config) -> None:
    load(store, courts)
    register = renamed()
    third = json.dumps(CASES).replace(OLD, "lodgers-v-bureau")
    cases = {c["id"]: Case.model_validate(c) for c in json.loads(third)}
    cases["lodgers-v-bureau"] = cases["lodgers-v-bureau"].model_copy(update={"formerly": [OLD, NEW]})
    load(
        store, courts, replace(register, cases=cases, origins={i: Sourced("x", {}) for i in (*cases, *register.flows)})
    )
    client = site_over(config).test_client()
    for old in (OLD, NEW):
        assert client.get(f"/cases/{old}").headers["Location"] == "/cases/lodgers-v-bureau"


@pytest.fixture
def client(store: Store, config: Config) -> FlaskClient:
    return site_over(config).test_client()


@pytest.mark.parametrize(
    "path",
    ["/cases/{}", "/cases/{}?as_of=2026-01-15", "/cases/{}-cadc", "/orders/{}.2025-12-01", "/events/{}.2025-12-01-stay",
     "/api/v1/cases/{}", "/api/v1/cases/{}/events", "/api/v1/orders/{}.2025-12-01",
     "/api/v1/events/{}.2025-12-01-stay"],
)  # fmt: skip
def test_addresses_of_before_lead_to_those_of_today_for_good(
    client: FlaskClient, store: Store, courts: Courts, path: str
) -> None:
    assert client.get(path.format(OLD)).status_code in (200, 301)
    register = renamed()
    case = register.cases[NEW].model_copy(update={"formerly": [OLD, f"{OLD}-cadc"]})
    load(store, courts, replace(register, cases={**register.cases, NEW: case}))
    answer = client.get(path.format(OLD))
    assert (answer.status_code, answer.headers["Location"]) == (301, path.replace("-cadc", "").format(NEW))
    assert client.get(answer.headers["Location"]).status_code == 200


def test_feeds_and_calendars_of_before_go_on_and_show_nothing_twice(
    client: FlaskClient, store: Store, courts: Courts
) -> None:
    def ids() -> list[list[str]]:
        atom = client.get(f"/timeline.atom?case={OLD}").text
        feed = client.get(f"/timeline.json?case={OLD}").json
        calendars = [client.get(f"/{name}.ics?case={OLD}").text for name in ("calendar", "timeline")]
        found = [re.findall("<id>(.*?)</id>", atom), [item["id"] for item in feed["items"]]]
        return found + [re.findall(r"^UID:.*(?:\r\n .*)*", text, re.M) for text in calendars]

    before = ids()
    assert all(before)
    load(store, courts)
    assert ids() == before
    assert f"/events/{NEW}.2025-12-01-stay" in client.get(f"/timeline.atom?case={OLD}").text


def test_the_published_site_leads_on_too(store: Store, courts: Courts, config: Config, tmp_path: Path) -> None:
    load(store, courts)
    addresses = Addresses(
        site="https://docket.example.org", server="https://desk.example", cases=frozenset({NEW, "list-v-board"})
    )
    made = Renderer(Config(data_dir=config.data_dir), config.db_path, tmp_path, addresses, NOW)
    files = made._moved("")
    made.close()
    for path in ("cases/{}", "orders/{}.2025-12-01", "events/{}.2025-12-01-stay"):
        body = files[f"{path.format(OLD)}/index.html"]
        assert isinstance(body, bytes) and f"url=/{path.format(NEW)}/" in body.decode()


def test_the_page_of_the_case_tells_its_entries_under_the_new_id(
    client: FlaskClient, store: Store, courts: Courts
) -> None:
    load(store, courts)
    assert "entry-9" in page(client, f"/cases/{NEW}")
    assert f'href="/orders/{NEW}.2025-12-01"' in page(client, "/")
