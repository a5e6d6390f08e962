"""Readings go back into the register's files as edits, once, and the register takes over when it is loaded."""

import json
import shutil
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from tests import real
from tests.conftest import NOW
from tests.factories import CASE, DEMO, FLOW, demo_courts, item
from tests.test_ingest import Poll, poll, tools
from tracker.cli import cli
from tracker.errors import TrackerError
from tracker.ingest.register import load_into_store
from tracker.ingest.retag import retag
from tracker.ingest.run import Tools
from tracker.law.engine import flow_answer
from tracker.lawbook import Lawbook
from tracker.register.files import load_register
from tracker.register.schema import Event
from tracker.review.confirm import Reading, confirm
from tracker.review.decide import reject
from tracker.review.export import Exported, export_readings
from tracker.review.undo import undo
from tracker.review.yamltext import event_block, key_of, scalar
from tracker.storage.facts import cases_at
from tracker.storage.store import Store

__all__ = ["poll", "tools"]
BARS = {"flow": FLOW, "effect": "bars", "whole": True, "people": {"kind": "everyone"}, "text": "No hand-over."}
READ = Reading("Ada", ("preliminary_injunction granted",), title="Court: no permits", restrictions=(BARS,))
LONG = "A long text " * 30 + "with a colon: and a # and 'quotes'."


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the demo's register that may be edited."""
    return Path(shutil.copytree(DEMO / "register", tmp_path / "register"))


def read(store: Store, reading: Reading = READ, event_id: str = "entry-1", hours: int = 1) -> Event:
    return confirm(store, event_id, reading, demo_courts(), NOW + timedelta(hours=hours))


def export(store: Store, folder: Path, out: Path | None = None) -> list[Exported]:
    return export_readings(store, folder, out or folder, NOW + timedelta(hours=2))


def reload(store: Store, folder: Path, hours: int = 3) -> None:
    register = load_register(folder, frozenset(demo_courts()))
    load_into_store(store, register, demo_courts(), NOW + timedelta(hours=hours))


def status(store: Store) -> str:
    return flow_answer(Lawbook(demo_courts()).law(store), FLOW, NOW.date()).status


def test_an_entry_that_somebody_read_and_that_changes_nothing_is_no_matter_of_the_register(
    store: Store, poll: Poll, folder: Path
) -> None:
    poll(item("Order on Motion for Preliminary Injunction", 44))
    before = {path.name: path.read_bytes() for path in (folder / "cases").iterdir()}
    reject(store, "entry-1", "Ada", "routine", demo_courts(), NOW + timedelta(hours=1))
    assert [(done.event_id, done.what) for done in export(store, folder)] == [("entry-1", "nothing")]
    assert {path.name: path.read_bytes() for path in (folder / "cases").iterdir()} == before
    undo(store, 1, "Ada", "", demo_courts(), NOW + timedelta(hours=1, minutes=1))
    read(store, hours=1)
    assert [done.what for done in export(store, folder)] == ["new"]


def test_a_reading_becomes_a_block_at_the_end_and_the_rest_of_the_file_stays(
    store: Store, poll: Poll, folder: Path
) -> None:
    poll(item("Order on Motion for Preliminary Injunction", 44))
    read(store)
    file = folder / "cases" / f"{CASE}.yaml"
    before = file.read_text()
    assert [e.what for e in export(store, folder)] == ["new"]
    after = file.read_text()
    assert after.startswith(before.rstrip("\n"))
    added = after[len(before.rstrip("\n")) :]
    assert added.startswith("\n\n  - key: 2026-11-22-court-no-permits\n    date: 2026-11-22\n    kind: order\n")
    assert '    title: "Court: no permits"\n' in added and "actions: [preliminary_injunction granted]" in added
    load_register(folder, frozenset(demo_courts()))


def test_a_second_export_changes_nothing(store: Store, poll: Poll, folder: Path) -> None:
    poll(item("Order on Motion for Preliminary Injunction", 44))
    read(store)
    export(store, folder)
    once = (folder / "cases" / f"{CASE}.yaml").read_bytes()
    assert [e.what for e in export(store, folder)] == ["same"]
    assert (folder / "cases" / f"{CASE}.yaml").read_bytes() == once


@pytest.mark.parametrize("numbered", [True, False])
def test_two_rulings_of_one_day_and_one_title_are_two_events(
    store: Store, poll: Poll, folder: Path, numbered: bool
) -> None:
    poll(item("Order on Motion to Stay", 44), item("Order on Motion to Stay", 45))
    if not numbered:
        store.execute("update events set document = null where entry_id is not null")
    denied = Reading("Ada", ("stay_of_proceedings denied",), title="Order on Motion to Stay")
    granted = Reading("Ada", ("stay_of_proceedings granted",), title="Order on Motion to Stay")
    read(store, denied, "entry-1")
    export(store, folder)
    read(store, granted, "entry-2")
    read(store, denied, "entry-1", hours=2)
    keys = ["2026-11-22-order-on-motion-to-stay", "2026-11-22-order-on-motion-to-stay-2"]
    assert sorted((e.event_id, e.key, e.what) for e in export(store, folder)) == [
        ("entry-1", keys[0], "same"), ("entry-2", keys[1], "new"),
    ]  # fmt: skip
    assert {e.what for e in export(store, folder)} == {"same"}
    case = load_register(folder, frozenset(demo_courts())).cases[CASE]
    told = {e.key: e.actions[0].disposition for e in case.events if e.key in keys}
    assert told == dict(zip(keys, ("denied", "granted"), strict=True))


def test_two_new_readings_of_one_title_in_one_export_are_both_written(store: Store, poll: Poll, folder: Path) -> None:
    poll(item("Order on Motion to Stay", 44), item("Order on Motion to Stay", 45))
    for event, outcome in (("entry-1", "denied"), ("entry-2", "granted")):
        read(store, Reading("Ada", (f"stay_of_proceedings {outcome}",), title="Order on Motion to Stay"), event)
    assert [e.what for e in export(store, folder)] == ["new", "new"]
    assert [e.what for e in export(store, folder)] == ["same", "same"]


def test_a_corrected_reading_replaces_its_block_under_the_same_key(store: Store, poll: Poll, folder: Path) -> None:
    poll(item("Order on Motion for Preliminary Injunction", 44))
    read(store)
    export(store, folder)
    part = Reading("Ada", READ.outcomes, title="Court limits permits", restrictions=({**BARS, "whole": False},))
    read(store, part, hours=2)
    done = export(store, folder)
    assert [(e.what, e.key) for e in done] == [("changed", "2026-11-22-court-no-permits")]
    text = (folder / "cases" / f"{CASE}.yaml").read_text()
    assert "Court limits permits" in text and "no permits\n" not in text and text.count("- key: 2026-11-22") == 1


def test_the_register_is_left_alone_where_another_folder_is_named(store: Store, poll: Poll, folder: Path) -> None:
    poll(item("Order on Motion for Preliminary Injunction", 44))
    read(store)
    before = (folder / "cases" / f"{CASE}.yaml").read_text()
    out = folder.parent / "out"
    export(store, folder, out)
    assert (folder / "cases" / f"{CASE}.yaml").read_text() == before
    assert "court-no-permits" in (out / "cases" / f"{CASE}.yaml").read_text()
    assert [e.what for e in export(store, folder, out)] == ["same"]


def test_a_loaded_export_leaves_one_order_and_the_flow_as_it_was(store: Store, poll: Poll, folder: Path) -> None:
    poll(item("Order on Motion for Preliminary Injunction", 44))
    event = read(store)
    export(store, folder)
    reload(store, folder)
    assert event.order
    orders = [e.order.id for e in cases_at(store)[CASE].events if e.order]
    assert orders == [event.order.id] and status(store) == "blocked"
    assert store.value("select count(*) from facts where origin <> 'register' and known_until is null") == 0
    law = Lawbook(demo_courts()).law(store)
    assert law.orders[event.order.id].event_id == f"{CASE}.2026-11-22-court-no-permits"
    row = store.row("select * from events where event_id = 'entry-1'")
    assert row and not row["is_order"] and not row["pending"] and not row["retracted_at"]
    assert json.loads(row["body"])["told_by"] == f"{CASE}.2026-11-22-court-no-permits"


def test_a_retag_does_not_make_a_taken_over_act_wait_again(
    store: Store, poll: Poll, folder: Path, tools: Tools
) -> None:
    poll(item("Order on Motion for Preliminary Injunction", 44, number=None))
    read(store, Reading("Ada", ("other granted",), title="Something else", complete=True))
    export(store, folder)
    reload(store, folder)
    retag(store, tools, NOW + timedelta(hours=4))
    row = store.row("select * from events where event_id = 'entry-1'")
    assert row and not row["pending"] and not row["confirmed"]
    assert not row["outcome_unknown"] and "not yet known" not in row["title"]


def test_an_order_that_somebody_wrote_by_hand_takes_over_by_its_id(store: Store, poll: Poll, folder: Path) -> None:
    poll(item("Order on Motion for Preliminary Injunction", 44))
    read(store)
    out = folder.parent / "out"
    export(store, folder, out)
    text = (out / "cases" / f"{CASE}.yaml").read_text().replace("2026-11-22-court-no-permits", "2026-11-22-own-key")
    (folder / "cases" / f"{CASE}.yaml").write_text(text)
    reload(store, folder)
    assert [e.key for e in cases_at(store)[CASE].events if e.order] == ["2026-11-22-own-key"]
    assert status(store) == "blocked"


def test_a_taken_over_reading_is_corrected_in_the_register_and_not_undone(
    store: Store, poll: Poll, folder: Path
) -> None:
    poll(item("Order on Motion for Preliminary Injunction", 44))
    read(store)
    export(store, folder)
    reload(store, folder)
    for attempt in (
        lambda: read(store, hours=5),
        lambda: undo(store, 1, "Ada", "", demo_courts(), NOW + timedelta(hours=5)),
    ):
        with pytest.raises(TrackerError, match="the register now tells this act"):
            attempt()
    assert status(store) == "blocked"


def test_a_corrected_register_event_is_replaced_in_place_and_the_register_takes_over(
    store: Store, poll: Poll, folder: Path
) -> None:
    event_id = f"{CASE}.2026-10-12-motion"
    read(store, Reading("Ada", title="The club asks for an injunction", text=LONG), event_id)
    assert [(e.what, e.key) for e in export(store, folder)] == [("changed", "2026-10-12-motion")]
    register = load_register(folder, frozenset(demo_courts()))
    assert [e.key for e in register.cases[CASE].events] == ["2026-10-05-complaint", "2026-10-12-motion"]
    assert register.cases[CASE].events[1].text == LONG
    reload(store, folder)
    assert store.value("select count(*) from facts where origin <> 'register' and known_until is null") == 0
    row = store.row("select * from events where event_id = ?", [event_id])
    assert row and row["title"] == "The club asks for an injunction" and row["confirmed_by"] is None


def test_a_stay_that_is_lifted_points_at_its_key_in_the_register(store: Store, poll: Poll, folder: Path) -> None:
    poll(item("Order on Motion for Preliminary Injunction", 44, 17, 9), item("Order on Motion to Stay", 45, 18, 7),
         item("Order", 46, 19, 5))  # fmt: skip
    order = read(store)
    assert order.order
    read(store, Reading("Ada", ("stay_pending_appeal granted",), title="Stayed",
                        acts=({"do": "stays", "order": order.order.id, "until": ["mandate"]},)), "entry-2")  # fmt: skip
    read(store, Reading("Ada", (), title="Stay lifted", acts=({"do": "lifts_stay", "stay": "entry-2"},)), "entry-3")
    export(store, folder)
    text = (folder / "cases" / f"{CASE}.yaml").read_text()
    assert f"stay: {CASE}.2026-11-22-stayed" in text and "entry-" not in text
    before = status(store)
    reload(store, folder)
    assert status(store) == before == "blocked"


def test_what_came_by_a_private_notice_is_not_written(store: Store, poll: Poll, folder: Path) -> None:
    poll(item("Order on Motion for Preliminary Injunction", 44))
    read(store)
    store.execute("update docket_entries set private = 1")
    before = (folder / "cases" / f"{CASE}.yaml").read_text()
    assert [e.what for e in export(store, folder)] == ["private"]
    assert (folder / "cases" / f"{CASE}.yaml").read_text() == before


def test_the_verb_says_what_it_wrote(
    store: Store, poll: Poll, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    poll(item("Order on Motion for Preliminary Injunction", 44))
    read(store)
    for name, value in (("DATA_DIR", tmp_path), ("REGISTER_DIR", folder)):
        monkeypatch.setenv(f"TRACKER_{name}", str(value))
    done = CliRunner().invoke(cli, ["register", "export"], catch_exceptions=False)
    assert done.exit_code == 0
    assert "new event 2026-11-22-court-no-permits (from entry-1)" in done.output and "1 written" in done.output


def test_a_file_without_a_block_of_events_is_named(store: Store, poll: Poll, folder: Path) -> None:
    poll(item("Order on Motion for Preliminary Injunction", 44))
    read(store)
    (folder / "cases" / f"{CASE}.yaml").write_text("id: [\n")
    with pytest.raises(TrackerError, match=CASE):
        export(store, folder)


@pytest.mark.parametrize(
    "text",
    ["plain words", "a: b", "- dash", "# no comment", "x # y", "ends:", "true", "Null", "2026-02-05", "1:25-cv-1",
     "{x}", "'single'", '"double"', "back\\slash", "tab\there", "two  blanks", " lead", "line\nbreak", "é – ’", "@at",
     "*star", "&and", "!bang", "%p", "|", ">", "?",
     "~", "", "0x1F", "1_000", "a, b", "[x]", "IRS → ICE", "50% off: no"],
)  # fmt: skip
def test_every_value_is_read_back_as_it_was(text: str, tmp_path: Path) -> None:
    from tracker.register.lines import read_yaml

    file = tmp_path / "x.yaml"
    file.write_text(f"a: {scalar(text)}\nb: [{scalar(text, inside=True)}, z]\n", encoding="utf-8")
    data, _ = read_yaml(file, "x.yaml")
    assert data == {"a": text, "b": [text, "z"]}


def test_every_event_of_the_real_register_is_read_back_from_its_block(tmp_path: Path) -> None:
    from tracker.register.lines import read_yaml

    for case in real.register().cases.values():
        lines = [line for event in case.events for line in event_block(event, case.dockets[0].id)]
        file = tmp_path / f"{case.id}.yaml"
        file.write_text("events:\n" + "\n".join(lines) + "\n", encoding="utf-8")
        data, _ = read_yaml(file, file.name)
        for event, again in zip(case.events, data["events"], strict=True):
            made = Event.model_validate(again)
            docket = made.docket or (None if event.docket is None else case.dockets[0].id)
            assert made.model_copy(update={"docket": docket}) == event
        assert all(len(line) <= 120 or "http" in line or '"' in line for line in lines)


def test_keys_are_days_and_words() -> None:
    assert key_of("2026-11-20", "Court: enjoins the “lists” & more!") == "2026-11-20-court-enjoins-the-lists-more"
    assert key_of(None, "???") == "event"
    assert len(key_of("2026-11-20", "word " * 50)) <= 52
