"""A flow's own state and whether it is said to operate: dated, vague, undated and unconfirmed facts."""

import pytest

from tests.lawcases import SOURCE, a_flow, day, model, status, story
from tracker.law import flow_answer


def fact(when: str | None, state: str, **more: object) -> dict[str, object]:
    return {"date": when, "state": state, "text": f"It is {state}.", "sources": [SOURCE]} | more


def moves(when: str | None, value: str, **more: object) -> dict[str, object]:
    return {"date": when, "value": value, "text": "As reported.", "sources": [SOURCE]} | more


def own(*facts: dict[str, object], **more: object) -> list[tuple[str, str]]:
    return story(model(flows=[a_flow(life=list(facts), **more)]))


def test_before_the_first_dated_fact_a_flow_is_proposed() -> None:
    """irs-to-ice-addresses before the memorandum of April 7, 2025."""
    built = model(flows=[a_flow(life=[fact("2025-04-07", "exists")])])
    assert status(built, "2025-04-06") == "proposed"
    assert status(built, "2025-04-07") == "open"
    assert flow_answer(built, "flow", day("2025-04-06")).since is None


def test_a_flow_goes_from_proposed_to_open_to_ended() -> None:
    facts = [fact("2025-09-10", "ended"), fact("2025-03-14", "proposed"), fact("2025-04-14", "exists")]
    assert own(*facts) == [("2025-03-14", "proposed"), ("2025-04-14", "open"), ("2025-09-10", "ended")]


def test_a_beginning_known_to_the_month_is_unknown_until_its_last_day() -> None:
    assert own(fact("2025-05", "exists")) == [("2025-05-01", "unknown"), ("2025-05-31", "open")]


def test_an_end_known_to_the_month_is_unknown_from_its_first_day() -> None:
    assert own(fact("2025-01-02", "exists"), fact("2025-05", "ended"))[1:] == [
        ("2025-05-01", "unknown"), ("2025-05-31", "ended"),
    ]  # fmt: skip


def test_facts_of_one_month_follow_the_order_of_life() -> None:
    assert own(fact("2025-05", "proposed"), fact("2025-05-10", "exists")) == [
        ("2025-05-01", "proposed"), ("2025-05-10", "open"),
    ]  # fmt: skip
    assert own(fact("2025-05", "ended"), fact("2025-05-10", "exists")) == [
        ("2025-05-10", "open"), ("2025-05-11", "unknown"), ("2025-05-31", "ended"),
    ]  # fmt: skip
    assert own(fact("2025-05", "exists"), fact("2025-05-20", "ended")) == [
        ("2025-05-01", "unknown"), ("2025-05-20", "ended"),
    ]  # fmt: skip


def test_an_undated_or_unconfirmed_fact_dates_nothing() -> None:
    facts = [fact("2025-01-02", "exists"), fact("2025-06-01", "ended", unverified=True), fact(None, "ended")]
    assert own(*facts) == [("2025-01-02", "open")]


@pytest.mark.parametrize(("facts", "found"), [
    ([], "unknown"), ([fact(None, "exists")], "open"), ([fact(None, "proposed")], "unknown"),
    ([fact("2025-05-01", "exists", unverified=True)], "open"),
])  # fmt: skip
def test_without_dated_facts_a_flow_is_open_if_it_is_said_to_exist(facts: list[dict[str, object]], found: str) -> None:
    built = model(flows=[a_flow(life=facts)])
    assert status(built, "2026-01-01") == found
    assert story(built) == []


def test_first_known_begins_the_history_where_nothing_else_is_dated() -> None:
    assert own(fact(None, "exists"), first_known="2025-02-21") == [("2025-02-21", "open")]


def test_a_fact_without_sources_leans_on_the_sources_of_the_flow() -> None:
    assert own(fact("2025-05-01", "exists", sources=[]), sources=[SOURCE]) == [("2025-05-01", "open")]
    assert own(fact("2025-05-01", "exists", sources=[])) == []


def test_what_operates_is_the_latest_confirmed_fact_by_the_day() -> None:
    flow = a_flow(operating=[
        moves("2025-06-13", "yes"), moves("2025-08-12", "paused"), moves("2025-09-01", "no", unverified=True),
        moves(None, "no"),
    ])  # fmt: skip
    built = model(flows=[flow])
    found = [
        flow_answer(built, "flow", day(d)).operating for d in ("2025-06-12", "2025-06-13", "2025-08-12", "2026-01-01")
    ]
    assert found == ["unknown", "yes", "paused", "paused"]


def test_an_operating_fact_known_to_the_month_is_unknown_until_its_last_day() -> None:
    built = model(flows=[a_flow(operating=[moves("2025-06-13", "yes"), moves("2025-08", "no")])])
    found = [
        flow_answer(built, "flow", day(d)).operating for d in ("2025-07-31", "2025-08-01", "2025-08-30", "2025-08-31")
    ]
    assert found == ["yes", "unknown", "unknown", "no"]


def test_two_facts_of_one_day_follow_the_order_in_which_a_person_wrote_them() -> None:
    built = model(flows=[a_flow(operating=[moves("2025-06-13", "yes"), moves("2025-06-13", "paused")])])
    assert flow_answer(built, "flow", day("2025-06-13")).operating == "paused"
