"""Loading the register: idempotent, in one transaction, and nothing that left it is forgotten."""

import shutil
from datetime import timedelta
from pathlib import Path

import pytest

from tests.conftest import NOW
from tests.factories import CASE, DEMO, FLOW, demo_courts, demo_register
from tracker.config import Config
from tracker.errors import RegisterError
from tracker.ingest.register import load_files, load_into_store
from tracker.register.files import Register
from tracker.storage.facts import Changes, cases_at, flows_at
from tracker.storage.store import Store
from tracker.storage.subscribers import confirm_subscription, request_subscription, settings_to_json
from tracker.subscriptions import Scope, Settings


def load(store: Store, register: Register, hours: int = 0) -> Changes:
    return load_into_store(store, register, demo_courts(), NOW + timedelta(hours=hours))


def without_motion() -> Register:
    register = demo_register()
    case = register.cases[CASE]
    fewer = case.model_copy(update={"events": case.events[:1]})
    return Register({CASE: fewer}, register.flows, register.origins)


def retitled() -> Register:
    register = demo_register()
    case = register.cases[CASE]
    first = case.events[0].model_copy(update={"title": "A corrected title"})
    return Register(
        {CASE: case.model_copy(update={"events": [first, *case.events[1:]]})}, register.flows, register.origins
    )


def test_an_empty_store_takes_the_register_and_a_second_load_changes_nothing(store: Store) -> None:
    first = load(store, demo_register())
    assert first.first and len(first.new) == 4
    assert not load(store, demo_register(), hours=1)
    assert store.value("select count(*) from facts") == 4


def test_a_changed_event_is_a_new_fact_and_the_old_one_is_closed(store: Store) -> None:
    load(store, demo_register())
    changes = load(store, retitled(), hours=1)
    assert changes.changed == (("event", f"{CASE}.2026-10-05-complaint"),)
    assert store.value("select title from events where event_id like '%complaint'") == "A corrected title"
    then = cases_at(store, NOW + timedelta(minutes=1))[CASE]
    now = cases_at(store)[CASE]
    assert then.events[0].title != now.events[-1].title or then.events[0].title != "A corrected title"
    assert {e.title for e in now.events} >= {"A corrected title"}


def test_a_removed_event_is_retracted_not_erased(store: Store) -> None:
    load(store, demo_register())
    changes = load(store, without_motion(), hours=1)
    assert changes.retracted == (("event", f"{CASE}.2026-10-12-motion"),)
    assert len(cases_at(store)[CASE].events) == 1
    assert len(cases_at(store, NOW + timedelta(minutes=1))[CASE].events) == 2
    assert store.value("select retracted_at from events where event_id like '%motion'")


def test_a_retracted_event_that_comes_back_is_shown_again(store: Store) -> None:
    load(store, demo_register())
    load(store, without_motion(), hours=1)
    load(store, demo_register(), hours=2)
    assert store.value("select retracted_at from events where event_id like '%motion'") is None


def test_the_catalogue_and_the_timeline_follow_the_files(store: Store) -> None:
    load(store, demo_register())
    assert store.value("select docket_number_core from dockets") is not None
    assert store.value("select name from flows where flow_id = ?", [FLOW])
    flows = store.rows("select flow_id, effect from event_flows order by event_id")
    assert [f["flow_id"] for f in flows] == [FLOW, FLOW]


def test_a_folder_without_a_single_file_retracts_nothing(store: Store, tmp_path: Path) -> None:
    load(store, demo_register())
    first = demo_register()
    two = {name: flow.model_copy(update={"id": name}) for flow in first.flows.values() for name in (FLOW, "other-flow")}
    load(store, Register(first.cases, two, {**first.origins, "other-flow": first.origins[FLOW]}), hours=1)
    (tmp_path / "cases").mkdir()
    (tmp_path / "flows").mkdir()
    with pytest.raises(RegisterError, match="no file is there, while 2 flows are loaded"):
        load_files(store, Config(register_dir=tmp_path), demo_courts(), NOW + timedelta(hours=2))
    assert len(flows_at(store)) == 2 and CASE in cases_at(store)


def test_a_case_on_whose_id_somebody_s_subscription_hangs_keeps_that_id(store: Store, tmp_path: Path) -> None:
    folder = tmp_path / "register"
    shutil.copytree(DEMO / "register", folder)
    config = Config(register_dir=folder)
    load_files(store, config, demo_courts(), NOW)
    settings = Settings(Scope(case_ids=(CASE,)))
    with store.atomic():
        person = request_subscription(store, "ada@example.org", settings, NOW)
        assert person
        confirm_subscription(store, person.subscriber_id, settings_to_json(settings), NOW)
    text = (folder / "cases" / f"{CASE}.yaml").read_text(encoding="utf-8")
    (folder / "cases" / f"{CASE}.yaml").unlink()
    (folder / "cases" / "renamed.yaml").write_text(text.replace(CASE, "renamed"), encoding="utf-8")
    with pytest.raises(RegisterError, match=f"was loaded as '{CASE}', and 0 docket entries and 1 subscriptions"):
        load_files(store, config, demo_courts(), NOW + timedelta(hours=1))
    assert CASE in cases_at(store)
    file = folder / "cases" / "renamed.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("id: renamed\n", f"id: renamed\nformerly: {CASE}\n", 1))
    changes = load_files(store, config, demo_courts(), NOW + timedelta(hours=2))[1]
    assert changes.renamed == ((CASE, "renamed"),) and not changes.retracted
    assert "renamed" in cases_at(store)


def test_a_case_takes_no_id_under_which_the_events_of_another_are_kept(store: Store, tmp_path: Path) -> None:
    folder = tmp_path / "register"
    shutil.copytree(DEMO / "register", folder)
    config, file = Config(register_dir=folder), folder / "cases" / f"{CASE}.yaml"
    load_files(store, config, demo_courts(), NOW)
    store.execute(
        "insert into events select event_no + 100, 'renamed.gone', 'renamed', docket_id, court_id, origin, kind, title,"
        " text, names, day, day_precision, entered_at, document, judge, confirmed, confirmed_by, reported_only, 0, null,"
        " 0, 0, 0, null, first_seen_at, changed_at, changed_at, body from events limit 1"
    )
    text = (
        file.read_text(encoding="utf-8")
        .replace(CASE, "renamed")
        .replace("id: renamed\n", f"id: renamed\nformerly: {CASE}\n", 1)
    )
    file.unlink()
    (folder / "cases" / "renamed.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(RegisterError, match="'renamed' was the id of another case"):
        load_files(store, config, demo_courts(), NOW + timedelta(hours=1))
