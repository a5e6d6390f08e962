"""Ties in the store: worked out with the papers that make them, in one transaction, and read in one query."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from tests.disputes import CASE, dispute, file
from tests.website import LOADED, small_register
from tracker.config import Config
from tracker.courts import load_courts
from tracker.ingest.register import load_into_store
from tracker.outputs.ties import Side, said, threads
from tracker.outputs.words import KIND, label
from tracker.register.check import cross_check
from tracker.storage.events import retract_event
from tracker.storage.retie import retie, retie_stale
from tracker.storage.store import Store
from tracker.storage.ties import case_ties, ties_on
from tracker.storage.withheld import withhold

AT = "2026-11-20T18:05:00Z"


@pytest.fixture
def loaded(store: Store) -> Store:
    load_into_store(store, small_register(), load_courts(Config().courts_file), LOADED)
    return store


def name_of(side: Side) -> str:
    kind = label(KIND, side.kind).lower()
    return f"No. {side.document} ({kind})" if side.document else kind


def lines(store: Store, event_id: str, **more: Any) -> list[tuple[str, str]]:
    found = ties_on(store, [event_id], **more).get(event_id, ())
    return [(said(t), name_of(t.other) if t.other else f"No. {t.document}, not seen") for t in found]


def test_a_ruling_names_what_it_decides_and_the_motion_who_decided_it(loaded: Store) -> None:
    dispute(loaded)
    assert lines(loaded, "entry-20") == [("Decides", "No. 12 (motion)")]
    assert lines(loaded, "entry-12") == [
        ("Opposed by", "No. 15 (opposition)"), ("Reply in", "No. 18 (reply)"), ("Decided by", "No. 20 (order)"),
    ]  # fmt: skip


def test_many_events_are_one_query(loaded: Store) -> None:
    dispute(loaded)
    asked: list[str] = []
    loaded.db.conn.set_trace_callback(asked.append)
    found = ties_on(loaded, [f"entry-{n}" for n in range(1, 60)])
    loaded.db.conn.set_trace_callback(None)
    assert len([sql for sql in asked if sql.startswith("select")]) == 1 and set(found) == {
        "entry-12",
        "entry-15",
        "entry-18",
        "entry-20",
    }


def test_a_paper_never_seen_is_said_to_be_so_until_it_comes(loaded: Store) -> None:
    file(loaded, 15, "response", "2026-01-12", "RESPONSE in Opposition re 12 MOTION to Stay")
    assert lines(loaded, "entry-15") == [("Opposes", "No. 12, not seen")]
    file(loaded, 12, "motion", "2026-01-05", "MOTION to Stay")
    assert lines(loaded, "entry-15") == [("Opposes", "No. 12 (motion)")]


def test_working_them_out_again_writes_nothing(loaded: Store) -> None:
    dispute(loaded)
    before = loaded.rows("select * from ties order by tie_id")
    with loaded.atomic():
        changes = loaded.db.conn.total_changes
        retie(loaded, [CASE])
        assert loaded.db.conn.total_changes == changes
    assert before and loaded.rows("select * from ties order by tie_id") == before


def test_a_broken_transaction_leaves_the_ties_as_they_were(loaded: Store) -> None:
    dispute(loaded)
    before = loaded.rows("select * from ties order by tie_id")
    with pytest.raises(RuntimeError), loaded.atomic():
        retract_event(loaded, "entry-12", AT)
        retie(loaded, [CASE])
        raise RuntimeError
    assert loaded.rows("select * from ties order by tie_id") == before


def test_a_retracted_paper_is_tied_to_nothing(loaded: Store) -> None:
    dispute(loaded)
    with loaded.atomic():
        retract_event(loaded, "entry-20", AT)
        retie(loaded, [CASE])
    assert ("Decided by", "No. 20 (order)") not in lines(loaded, "entry-12")


def test_a_withheld_paper_shows_neither_its_words_nor_what_it_tied(loaded: Store) -> None:
    dispute(loaded)
    withhold(loaded, "entry-15", "sealed by the court", "Ada", AT)
    assert "No. 15 (opposition)" not in str(lines(loaded, "entry-12"))
    withhold(loaded, "entry-12", "sealed by the court", "Ada", AT)
    (tie,) = ties_on(loaded, ["entry-20"])["entry-20"]
    assert tie.other and tie.other.withheld and tie.other.title == "Withheld" and tie.other.document is None
    assert not loaded.rows("select 1 from ties where from_event = 'entry-15'")
    with loaded.atomic():
        retie(loaded, [CASE])
    assert not loaded.rows("select 1 from ties where from_event = 'entry-15'")
    pairs, sides = case_ties(loaded, CASE)
    assert not {"entry-12", "entry-15"} & set(sides) and all(p.to_event != "entry-12" for p in pairs)


def test_a_paper_from_a_private_notice_is_not_seen(loaded: Store) -> None:
    file(loaded, 12, "motion", "2026-01-05", "MOTION to Stay", private=1)
    file(loaded, 15, "response", "2026-01-12", "RESPONSE in Opposition re 12 MOTION to Stay")
    file(loaded, 16, "reply", "2026-01-13", "REPLY re 15 Response", private=1)
    assert lines(loaded, "entry-15") == [("Opposes", "No. 12, not seen")]


def test_turned_back_a_paper_knows_nothing_of_later_ones(loaded: Store) -> None:
    dispute(loaded)
    assert lines(loaded, "entry-12", until=date(2026, 1, 14)) == [("Opposed by", "No. 15 (opposition)")]
    assert lines(loaded, "entry-12", known_at=datetime(2026, 1, 1, tzinfo=UTC)) == []


def test_the_registers_acts_are_ties_too(loaded: Store) -> None:
    assert lines(loaded, f"{CASE}.2026-01-10-admin-stay") == [("Stays", "No. 53 (order)"), ("Acted on by", "order")]
    assert lines(loaded, f"{CASE}.2026-01-20-stay-lifted") == [("Lifts", "order")]
    assert [what for what, _ in lines(loaded, f"{CASE}.2025-12-01-stay")] == ["Acted on by", "Acted on by"]


def test_what_is_only_reported_has_done_nothing_to_an_order(loaded: Store) -> None:
    assert lines(loaded, f"{CASE}.rumour") == [("May touch", "No. 53 (order)")]
    (thread,) = threads(*case_ties(loaded, CASE))
    assert [t.said for t in thread.below] == ["Stays", "May touch"] and thread.below[0].below[0].said == "Lifts"


def test_ties_of_older_rules_are_worked_out_anew_once(loaded: Store) -> None:
    dispute(loaded)
    with loaded.atomic():
        loaded.execute("delete from ties")
        retie_stale(loaded)
        assert not loaded.rows("select 1 from ties")
        loaded.execute("update meta set value = '0' where key = 'ties'")
        retie_stale(loaded)
    assert loaded.rows("select 1 from ties")


def test_a_thread_nests_answers_reply_ruling_and_what_came_of_it_in_the_order_of_time(loaded: Store) -> None:
    dispute(loaded)
    file(loaded, 25, "notice_of_appeal", "2026-02-01", "NOTICE OF APPEAL as to 20 Order by Bureau")
    found = threads(*case_ties(loaded, CASE))
    (thread,) = [t for t in found if t.side.event_id == "entry-12"]
    assert [(t.said, t.side.document) for t in thread.below] == [
        ("Opposes", "15"),
        ("Replies on", "18"),
        ("Decides", "20"),
    ]
    assert [(t.said, t.side.document) for t in thread.below[2].below] == [("Appeals from", "25")]
    assert thread.size == 5 and thread.last == date(2026, 2, 1)
    assert found[0] is thread  # the newest first


def test_a_tie_written_in_a_register_file_is_stated(store: Store) -> None:
    register = small_register()
    case = register.cases[CASE]
    events = [e.model_copy(update={"ties": ["appeals 2025-12-01-stay"]}) if e.key == "2025-06-11-appearance" else e
              for e in case.events]  # fmt: skip
    register.cases[CASE] = case.model_copy(update={"events": events})
    load_into_store(store, register, load_courts(Config().courts_file), LOADED)
    assert lines(store, f"{CASE}.2025-06-11-appearance") == [("Appeals from", "No. 53 (order)")]


def test_a_tie_to_an_event_that_is_not_there_is_refused_by_the_check() -> None:
    register = small_register()
    case = register.cases[CASE]
    wrong = case.events[0].model_copy(update={"ties": ["decides no-such-event"]})
    cases = {**register.cases, CASE: case.model_copy(update={"events": [wrong, *case.events[1:]]})}
    found = cross_check(cases, register.flows, frozenset(load_courts(Config().courts_file)))
    assert (CASE, ("events", 0, "ties", 0), "'no-such-event' is no event of this case") in list(found)
