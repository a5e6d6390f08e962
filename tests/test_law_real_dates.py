"""The register against the collected facts: each flow on the days before and after each act of a court."""

from datetime import date
from functools import cache

import pytest

from tests import real
from tests.lawcases import courts, day
from tracker.law import LawModel, build_model, flow_answer, flow_history, order_state

AFSCME_TRO, AFSCME_PI = "afscme-v-ssa.2025-03-20", "afscme-v-ssa.2025-04-17"
TAXPAYERS, CEDC = "center-for-taxpayer-rights-v-irs.2025-11-21", "cedc-v-bessent.2026-02-05"
HHS_1, HHS_2 = "california-v-hhs.2025-08-12", "california-v-hhs.2025-12-29"
SAVE = "lwv-v-dhs.2026-06-22"
ARA = "alliance-for-retired-americans-v-bessent.2025-02-06"
NY_TRO, NY_PI = "new-york-v-trump-treasury.2025-02-08", "new-york-v-trump-treasury.2025-02-21"
AFT_TRO, AFT_PI = "aft-v-bessent.2025-02-24", "aft-v-bessent.2025-03-24"
OPM = "afge-v-opm.2025-06-20"
LISTS, LISTS_FINAL = "california-v-trump-eo14399.2026-06-25", "california-v-trump-eo14399.2026-07-07"
ACF_TRO, ACF_PI = "new-york-v-acf.2026-01-09", "new-york-v-acf.2026-02-06"
SNAP_TRO, SNAP_PI, SNAP_MORE = (f"california-v-usda.{d}" for d in ("2025-09-18", "2025-10-15", "2026-02-26"))
GTO_TX_TRO, GTO_TX, GTO_CA = "tamsb-v-bondi.2025-04-30", "tamsb-v-bondi.2025-05-19", "novedades-v-fincen.2025-04-22"
USPS = "california-v-usps.2026-09-04"
COLORADO = "moss-v-polis.2025-06-25"
TODAY = "2026-11-22"

# flow: (day, status, orders in force on it)
DATES: dict[str, list[tuple[str, str, set[str]]]] = {
    "ssa-to-doge": [
        ("2025-03-19", "open", set()), ("2025-03-20", "limited", {AFSCME_TRO}), ("2025-04-01", "limited", {AFSCME_TRO}),
        ("2025-04-16", "limited", {AFSCME_TRO}), ("2025-04-17", "limited", {AFSCME_PI}),
        ("2025-04-30", "limited", {AFSCME_PI}), ("2025-06-05", "limited", {AFSCME_PI}), ("2025-06-06", "open", set()),
        ("2026-04-09", "open", set()), ("2026-04-10", "open", set()), (TODAY, "open", set()),
    ],
    "irs-to-ice-addresses": [
        ("2025-04-06", "proposed", set()), ("2025-04-07", "open", set()), ("2025-05-12", "open", set()),
        ("2025-11-20", "open", set()), ("2025-11-21", "blocked", {TAXPAYERS}), ("2026-01-13", "blocked", {TAXPAYERS}),
        ("2026-02-04", "blocked", {TAXPAYERS}), ("2026-02-05", "blocked", {TAXPAYERS, CEDC}),
        ("2026-02-24", "blocked", {TAXPAYERS, CEDC}), ("2026-02-26", "blocked", {TAXPAYERS, CEDC}),
        (TODAY, "blocked", {TAXPAYERS, CEDC}),
    ],
    "cms-to-ice-medicaid": [
        ("2025-08-11", "open", set()), ("2025-08-12", "limited", {HHS_1}), ("2025-12-29", "limited", {HHS_1}),
        ("2026-01-05", "limited", {HHS_1}), ("2026-01-06", "limited", {HHS_2}), ("2026-05-31", "limited", {HHS_2}),
        (TODAY, "limited", {HHS_2}),
    ],
    "ssa-to-dhs-save": [
        ("2025-11-17", "open", set()), ("2026-06-21", "open", set()), ("2026-06-22", "blocked", {SAVE}),
        ("2026-07-06", "blocked", {SAVE}), ("2026-07-07", "limited", {SAVE}), ("2026-07-08", "limited", {SAVE}),
        ("2026-09-04", "limited", {SAVE}), ("2026-09-24", "limited", {SAVE}), ("2026-09-25", "open", set()),
        ("2026-09-29", "open", set()), (TODAY, "open", set()),
    ],
    "state-voter-rolls-to-save": [
        ("2026-06-21", "open", set()), ("2026-06-22", "blocked", {SAVE}), ("2026-07-06", "blocked", {SAVE}),
        ("2026-07-07", "limited", {SAVE}), ("2026-09-24", "limited", {SAVE}), ("2026-09-25", "open", set()),
    ],
    "treasury-to-doge-payments": [
        ("2025-02-05", "open", set()), ("2025-02-06", "limited", {ARA}), ("2025-02-07", "limited", {ARA}),
        ("2025-02-08", "blocked", {ARA, NY_TRO}), ("2025-02-11", "blocked", {ARA, NY_TRO}),
        ("2025-02-20", "blocked", {ARA, NY_TRO}), ("2025-02-21", "blocked", {ARA, NY_PI}),
        ("2025-03-06", "blocked", {ARA, NY_PI}), ("2025-03-07", "blocked", {NY_PI}),
        ("2025-03-24", "blocked", {NY_PI, AFT_PI}), ("2025-04-07", "blocked", {NY_PI}),
        ("2025-04-10", "blocked", {NY_PI}), ("2025-04-11", "limited", {NY_PI}), ("2025-05-27", "limited", {NY_PI}),
        (TODAY, "limited", {NY_PI}),
    ],
    "opm-to-doge": [
        ("2025-02-23", "open", set()), ("2025-02-24", "limited", {AFT_TRO}), ("2025-03-23", "limited", {AFT_TRO}),
        ("2025-03-24", "limited", {AFT_PI}), ("2025-04-06", "limited", {AFT_PI}), ("2025-04-07", "open", set()),
        ("2025-06-09", "open", set()), ("2025-06-19", "open", set()), ("2025-06-20", "limited", {OPM}),
        ("2025-08-12", "limited", {OPM}), (TODAY, "limited", {OPM}),
    ],
    "education-to-doge": [
        ("2025-02-17", "open", set()), ("2025-02-23", "open", set()), ("2025-02-24", "limited", {AFT_TRO}),
        ("2025-03-24", "limited", {AFT_PI}), ("2025-04-06", "limited", {AFT_PI}), ("2025-04-07", "open", set()),
        ("2025-08-12", "open", set()), (TODAY, "open", set()),
    ],
    "eo14399-state-citizenship-lists": [
        ("2026-05-28", "proposed", set()), ("2026-06-24", "proposed", set()), ("2026-06-25", "limited", {LISTS}),
        ("2026-07-06", "limited", {LISTS}), ("2026-07-07", "limited", {LISTS_FINAL}),
        ("2026-08-23", "limited", {LISTS_FINAL}), ("2026-08-24", "open", set()), (TODAY, "open", set()),
    ],
    "states-tanf-ccdf-to-hhs": [
        ("2026-01-08", "proposed", set()), ("2026-01-09", "limited", {ACF_TRO}), ("2026-01-22", "limited", {ACF_TRO}),
        ("2026-01-24", "limited", {ACF_TRO}), ("2026-02-05", "limited", {ACF_TRO}), ("2026-02-06", "limited", {ACF_PI}),
        (TODAY, "limited", {ACF_PI}),
    ],
    "snap-states-to-usda": [
        ("2025-09-17", "open", set()), ("2025-09-18", "limited", {SNAP_TRO}), ("2025-10-14", "limited", {SNAP_TRO}),
        ("2025-10-15", "limited", {SNAP_PI}), ("2026-02-25", "limited", {SNAP_PI}),
        ("2026-02-26", "limited", {SNAP_PI, SNAP_MORE}), (TODAY, "limited", {SNAP_PI, SNAP_MORE}),
    ],
    "fincen-border-gto": [
        ("2025-03-31", "proposed", set()), ("2025-04-01", "unknown", set()), ("2025-04-21", "unknown", set()),
        ("2025-04-22", "limited", {GTO_CA}), ("2025-04-25", "limited", {GTO_CA}), ("2025-05-18", "limited", {GTO_CA}),
        ("2025-05-19", "limited", {GTO_CA, GTO_TX}), ("2025-05-20", "limited", {GTO_CA, GTO_TX}),
        ("2025-05-21", "limited", {GTO_TX}),
    ],
    "colorado-labor-to-ice": [
        ("2025-06-24", "proposed", set()), ("2025-06-25", "limited", {COLORADO}), (TODAY, "limited", {COLORADO}),
    ],
}  # fmt: skip


@cache
def model() -> LawModel:
    return build_model(real.register().cases, real.register().flows, courts())


@pytest.mark.parametrize(("flow", "on", "status", "orders"), [(f, *row) for f, rows in DATES.items() for row in rows])
def test_each_flow_stands_on_each_day_as_the_facts_say(flow: str, on: str, status: str, orders: set[str]) -> None:
    answer = flow_answer(model(), flow, day(on))
    assert (answer.status, {o.order_id for o in answer.orders_in_force}) == (status, orders)


def test_no_other_flow_was_ever_blocked_or_limited() -> None:
    """A dismissal of a demand suit bars nobody from sharing; a declaration and a denial restrict nothing."""
    touched = {f for f in model().flows if any(s.status in ("blocked", "limited") for s in flow_history(model(), f))}
    assert touched == set(DATES)


def test_from_july_7_2026_two_courts_of_equal_rank_pull_in_opposite_directions() -> None:
    """N.D. Fla. for four states against the D.D.C. vacatur: both stand until the Supreme Court's stay."""
    for flow in ("ssa-to-dhs-save", "state-voter-rolls-to-save"):
        found = {
            d: flow_answer(model(), flow, day(d)).conflict for d in ("2026-07-06", "2026-07-07", "2026-09-24", TODAY)
        }
        assert [bool(text) for text in found.values()] == [False, True, True, False]
        assert "D.D.C." in str(found["2026-07-07"]) and "N.D. Fla." in str(found["2026-07-07"])


@pytest.mark.parametrize(("order", "on", "state"), [
    (AFSCME_PI, "2025-06-05", "in_force"), (AFSCME_PI, "2025-06-06", "suspended"),
    (AFSCME_PI, "2026-04-10", "suspended"), (AFSCME_PI, TODAY, "suspended"),
    (USPS, "2026-11-03", "in_force"), (USPS, "2026-11-04", "unknown"),
    (AFSCME_TRO, "2025-04-16", "in_force"), (AFSCME_TRO, "2025-04-17", "ended"),
    (SAVE, "2026-09-24", "in_force"), (SAVE, "2026-09-25", "suspended"), (SAVE, TODAY, "suspended"),
    (LISTS, "2026-07-07", "ended"), (LISTS_FINAL, "2026-08-24", "suspended"),
    (GTO_TX_TRO, "2025-04-10", "unknown"), (GTO_TX_TRO, "2025-04-26", "ended"), (GTO_CA, "2025-05-21", "ended"),
    (HHS_2, "2026-01-05", None), (HHS_2, "2026-01-06", "in_force"), (NY_TRO, "2025-02-21", "ended"),
])  # fmt: skip
def test_each_order_stands_on_each_day_as_the_facts_say(order: str, on: str, state: str | None) -> None:
    found = order_state(model(), order, day(on))
    assert (found.state if found else None) == state


def test_the_fourth_circuits_judgments_wait_for_mandates_that_nobody_saw() -> None:
    assert "vacated by judgment of Apr 10, 2026, mandate not seen" in model().orders[AFSCME_PI].notes
    assert "vacated by judgment of Aug 12, 2025, mandate not seen" in model().orders[AFT_PI].notes
    told = " ".join(r.text for r in flow_answer(model(), "ssa-to-doge", day(TODAY)).because)
    assert "suspended since Jun 6, 2025 by a stay of the Supreme Court" in told and "mandate not seen" in told


def test_whether_the_fourth_circuit_stayed_the_part_on_treasury_is_not_known() -> None:
    """Sources disagree: the order is listed as uncertain for Treasury, and suspended for Education and OPM."""
    assert {
        o.order_id for o in flow_answer(model(), "treasury-to-doge-payments", day("2025-04-07")).orders_uncertain
    } == {AFT_PI}
    assert flow_answer(model(), "education-to-doge", day("2025-04-07")).orders_uncertain == ()


def test_the_affirmance_in_centro_lifts_neither_order_against_the_address_sharing() -> None:
    told = flow_answer(model(), "irs-to-ice-addresses", day("2026-02-24")).because
    assert any((r.event_id or "").startswith("centro-de-trabajadores-unidos-v-bessent.2026-02-24") for r in told)


def test_no_status_is_verified_later_than_the_latest_source() -> None:
    """Nothing dated after Oct 5, 2026 was found for any case."""
    for flow in model().flows:
        verified = flow_answer(model(), flow, day(TODAY)).verified_through
        assert verified is None or verified <= date(2026, 10, 5)
    assert all(o.verified_through is None or o.verified_through <= date(2026, 10, 5) for o in model().orders.values())


def test_every_reason_of_every_flow_has_sources_or_is_marked_as_a_report() -> None:
    for flow in model().flows:
        for reason in flow_answer(model(), flow, day(TODAY)).because:
            assert reason.sources or "eported" in reason.text or "No source" in reason.text, (flow, reason.text)
