"""Which machine-read acts may touch an order, and which the register already tells."""

from datetime import date

import pytest

from tracker.models import Action, Tagging
from tracker.review.pending import covered_by, may_touch_an_order, outcome_unknown


def tagging(kind: str, *actions: tuple[str, str | None]) -> Tagging:
    return Tagging(kind, tuple(Action(r, d) for r, d in actions), (), ())


@pytest.mark.parametrize(
    ("kind", "actions", "pending"),
    [
        ("order", [("temporary_restraining_order", None)], True),
        ("order", [("preliminary_injunction", "denied")], True),
        ("order", [("stay_pending_appeal", "granted")], True),
        ("order", [("appeal", "dismissed")], True),
        ("mandate", [], True),
        ("judgment", [], True),
        ("order", [("scheduling", "entered")], False),
        ("order", [("preliminary_injunction", "addressed")], False),
        ("motion", [("preliminary_injunction", "sought")], False),
        ("notice_of_appeal", [("appeal", "sought")], False),
        ("order", [("extension_of_time", "granted")], False),
        ("hearing", [("preliminary_injunction", "addressed")], False),
    ],
)
def test_only_a_courts_act_on_relief_that_matters_is_pending(
    kind: str, actions: list[tuple[str, str | None]], pending: bool
) -> None:
    assert may_touch_an_order(tagging(kind, *actions)) is pending


def test_an_outcome_is_unknown_only_where_a_court_acted_and_the_words_do_not_say_how() -> None:
    assert outcome_unknown(tagging("order", ("temporary_restraining_order", None)))
    assert not outcome_unknown(tagging("order", ("temporary_restraining_order", "granted")))
    assert not outcome_unknown(tagging("motion", ("temporary_restraining_order", None)))


TOLD = [
    {"event_id": "c.order", "day": "2026-02-05", "document": "98, 99 (opinion)", "reliefs": {"preliminary_injunction"}}
]


def test_an_entry_with_the_document_number_of_a_register_event_is_told_by_it() -> None:
    assert covered_by(tagging("order"), "99", date(2026, 3, 1), TOLD) == "c.order"
    assert covered_by(tagging("order"), "9", date(2026, 3, 1), TOLD) is None


def test_a_ruling_of_the_same_day_on_the_same_relief_is_told() -> None:
    act = tagging("order", ("preliminary_injunction", None))
    assert covered_by(act, None, date(2026, 2, 5), TOLD) == "c.order"
    assert covered_by(act, None, date(2026, 2, 6), TOLD) is None
