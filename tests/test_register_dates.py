"""A second reading of the facts, flow by flow and day by day, made apart from the register and from the first table.

Where the facts allow two readings, a row holds the one that the register takes and explains on the flow or the event.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from tests import real
from tests.lawcases import courts, day
from tests.website import site_over
from tracker.config import Config
from tracker.ingest.register import load_into_store
from tracker.law import LawModel, build_model, extent_on, flow_answer, flow_history, order_state
from tracker.storage.store import open_store

TODAY = "2026-11-22"
TAXPAYERS, CEDC = "center-for-taxpayer-rights-v-irs.2025-11-21", "cedc-v-bessent.2026-02-05"
AFSCME_TRO, AFSCME_PI = "afscme-v-ssa.2025-03-20", "afscme-v-ssa.2025-04-17"
AFT_TRO, AFT_PI = "aft-v-bessent.2025-02-24", "aft-v-bessent.2025-03-24"
ARA = "alliance-for-retired-americans-v-bessent.2025-02-06"
NY_TRO, NY_PI = "new-york-v-trump-treasury.2025-02-08", "new-york-v-trump-treasury.2025-02-21"
OPM = "afge-v-opm.2025-06-20"
HHS_1, HHS_2 = "california-v-hhs.2025-08-12", "california-v-hhs.2025-12-29"
SNAP_TRO, SNAP_PI, SNAP_MORE = (f"california-v-usda.{d}" for d in ("2025-09-18", "2025-10-15", "2026-02-26"))
SAVE, FLORIDA = "lwv-v-dhs.2026-06-22", "florida-v-dhs.2026-07-07"
LISTS, LISTS_FINAL = "california-v-trump-eo14399.2026-06-25", "california-v-trump-eo14399.2026-07-07"
ACF_TRO, ACF_PI = "new-york-v-acf.2026-01-09", "new-york-v-acf.2026-02-06"
COLORADO = "moss-v-polis.2025-06-25"
GTO_TX_TRO, GTO_TX, GTO_CA = "tamsb-v-bondi.2025-04-30", "tamsb-v-bondi.2025-05-19", "novedades-v-fincen.2025-04-22"
USPS_1, USPS_2 = "california-v-usps.2026-08-11", "california-v-usps.2026-09-04"

# flow: "days: status, in force / uncertain". Days of one line share an answer.
READING: dict[str, list[tuple[str, str, set[str], set[str]]]] = {
    "irs-to-ice-addresses": [
        ("2025-02-19 2025-02-20", "proposed", set(), set()),
        # A refusal of an injunction on May 12 and the bulk disclosure of Aug 7 restrict nothing.
        ("2025-05-11 2025-08-07", "open", set(), set()),
        ("2025-12-31 2026-01-12 2026-01-23", "blocked", {TAXPAYERS}, set()),
        ("2026-02-10 2026-02-23 2026-02-25 2026-07-28", "blocked", {TAXPAYERS, CEDC}, set()),
    ],
    "irs-to-doge-systems": [("2025-02-17 2025-11-21 2026-02-05 " + TODAY, "proposed", set(), set())],
    "ssa-to-ice-addresses": [
        ("2025-02-01 2025-02-27", "unknown", set(), set()),  # known to the month
        # One outlet alone reads the CEDC order as reaching the Social Security Administration.
        ("2025-02-28 2026-02-04 2026-02-05 " + TODAY, "open", set(), set()),
    ],
    "ssa-to-dhs-law-enforcement-queries": [("2026-09-14 2026-09-25 " + TODAY, "open", set(), set())],
    "ssa-to-doge": [
        ("2025-02-10", "open", set(), set()),
        ("2025-03-31", "limited", {AFSCME_TRO}, set()), ("2025-04-29", "limited", {AFSCME_PI}, set()),
        ("2025-06-07 2025-09-11 2026-01-16 2026-04-11 2026-07-24", "open", set(), set()),
    ],
    "ssa-doge-to-advocacy-group": [("2025-03-24 2026-01-16 " + TODAY, "proposed", set(), set())],
    "dhs-to-ssa-death-master-file": [("2025-04-10 " + TODAY, "open", set(), set())],
    "treasury-to-doge-payments": [
        ("2025-02-03", "open", set(), set()),
        ("2025-02-10 2025-02-14", "blocked", {ARA, NY_TRO}, set()),
        ("2025-02-24", "blocked", {ARA, NY_PI}, set()), ("2025-03-23", "blocked", {NY_PI}, set()),
        ("2025-04-06", "blocked", {NY_PI, AFT_PI}, set()),
        ("2025-04-09", "blocked", {NY_PI}, {AFT_PI}),
        ("2025-05-26 2025-05-28 2025-07-31 2025-08-12 2026-03-05", "limited", {NY_PI}, {AFT_PI}),
    ],
    "opm-to-doge": [
        ("2025-02-10 2025-02-17 2025-02-21", "open", set(), set()),
        ("2025-03-17", "limited", {AFT_TRO}, set()),
        ("2025-03-27", "limited", {AFT_PI}, set()),  # a refused stay
        ("2025-04-25 2025-05-29 2025-06-10 2025-06-12", "open", set(), set()),  # a ruling whose terms came later
        ("2025-08-11 2025-08-13 2025-12-19 2026-07-24", "limited", {OPM}, set()),
    ],
    "education-to-doge": [
        ("2025-02-07 2025-02-16", "open", set(), set()), ("2025-03-17 2025-03-23", "limited", {AFT_TRO}, set()),
        ("2025-03-28", "limited", {AFT_PI}, set()), ("2025-04-16 2025-08-11 2025-10-09", "open", set(), set()),
    ],
    "dol-hhs-cfpb-to-doge": [
        ("2025-02-05 2025-02-06", "proposed", set(), set()),
        ("2025-02-07 2025-04-16 2025-06-27 2026-03-31 " + TODAY, "open", set(), set()),
    ],
    "fehb-carriers-to-opm-claims": [("2025-12-12 " + TODAY, "proposed", set(), set())],
    "cms-to-ice-medicaid": [
        ("2025-06-13 2025-07-31", "open", set(), set()),
        ("2025-08-13 2025-11-16 2025-11-17 2025-12-28 2025-12-31", "limited", {HHS_1}, set()),
        ("2026-01-07 2026-03-26 2026-05-01 2026-08-18", "limited", {HHS_2}, set()),
    ],
    "ice-to-palantir-medicaid": [("2026-07-16 2026-07-17 " + TODAY, "unknown", set(), set())],
    "snap-states-to-usda": [
        ("2025-05-06 2025-07-29", "proposed", set(), set()), ("2025-07-30", "open", set(), set()),
        ("2025-09-19 2025-10-09", "limited", {SNAP_TRO}, set()), ("2025-10-16 2026-01-09", "limited", {SNAP_PI}, set()),
        ("2026-02-27", "limited", {SNAP_PI, SNAP_MORE}, set()),
    ],
    "ssa-to-dhs-save": [
        ("2025-05-15", "unknown", set(), set()),
        ("2025-05-31 2025-11-16 2026-01-30 2026-03-31", "open", set(), set()),  # a declaration restricts nothing
        ("2026-06-23", "blocked", {SAVE}, set()),
        ("2026-07-20 2026-09-03 2026-09-14", "limited", {SAVE}, set()), ("2026-10-05", "open", set(), set()),
    ],
    "state-voter-rolls-to-save": [
        ("2025-04-15", "unknown", set(), set()), ("2025-04-30 2025-11-17", "open", set(), set()),
        ("2026-07-08 2026-07-20 2026-09-04", "limited", {SAVE}, set()), ("2026-09-29 " + TODAY, "open", set(), set()),
    ],
    "state-voter-rolls-to-doj": [
        ("2025-05-31 2026-01-14 2026-01-15", "proposed", set(), set()), ("2026-02-10", "unknown", set(), set()),
        # Dismissals and their affirmance bar nobody from sharing; a settlement commands nothing.
        ("2026-02-28 2026-03-24 2026-06-24 2026-08-14 2026-09-22 " + TODAY, "open", set(), set()),
    ],
    "doj-voter-data-to-dhs": [("2026-03-26 2026-04-21 " + TODAY, "open", set(), set())],
    "eo14399-state-citizenship-lists": [
        ("2026-03-31", "proposed", set(), set()), ("2026-07-25 2026-07-28", "limited", {LISTS_FINAL}, set()),
        # The injunctions of September 2026 are on ballot mail.
        ("2026-09-04 2026-09-13 2026-11-04", "open", set(), set()),
    ],
    "hud-to-dhs-save": [
        ("2025-03-24 2026-01-22", "proposed", set(), set()), ("2026-01-23 " + TODAY, "open", set(), set()),
    ],
    "orr-to-ice-sponsors": [("2025-03-25 2025-06-09 " + TODAY, "open", set(), set())],
    "hhs-fpls-to-dhs": [("2026-03-11 " + TODAY, "proposed", set(), set())],
    "tsa-to-ice-passengers": [("2025-12-15", "unknown", set(), set()), ("2025-12-31 " + TODAY, "open", set(), set())],
    "nlets-dmv-to-ice": [("2025-11-12 " + TODAY, "open", set(), set())],
    "ny-dmv-to-ice": [("2025-02-28 2025-12-22 2025-12-23 " + TODAY, "open", set(), set())],
    "states-tanf-ccdf-to-hhs": [
        ("2026-01-05", "proposed", set(), set()), ("2026-01-23", "limited", {ACF_TRO}, set()),
        ("2026-02-07", "limited", {ACF_PI}, set()),
    ],
    "alpr-flock-to-federal": [("2025-10-03 " + TODAY, "open", set(), set())],
    "colorado-labor-to-ice": [
        ("2025-04-24 2025-06-09 2025-06-23", "proposed", set(), set()), ("2025-06-26", "limited", {COLORADO}, set()),
    ],
    "state-dl-records-to-dhs": [("2025-11-28 2026-07-07 " + TODAY, "open", set(), set())],
    "fincen-border-gto": [
        ("2025-03-14", "proposed", set(), set()), ("2025-04-14", "unknown", set(), {GTO_TX_TRO}),
        ("2025-04-23", "limited", {GTO_CA}, {GTO_TX_TRO}),
        ("2025-04-26 2025-05-15", "limited", {GTO_CA}, set()), ("2025-05-22 2025-09-09", "limited", {GTO_TX}, set()),
        # The reporting order that the injunction concerns ran out on Sept 9, 2025.
        ("2025-09-10 2026-03-07 " + TODAY, "unknown", set(), {GTO_TX}),
    ],
}  # fmt: skip

ROWS = [
    (flow, on, status, orders, unsure)
    for flow, rows in READING.items()
    for days, status, orders, unsure in rows
    for on in days.split()
]

# order: state on each day; None before it existed or took effect
STATES: dict[str, list[tuple[str, str | None]]] = {
    TAXPAYERS: [("2025-11-20", None), ("2026-01-13", "in_force"), ("2026-02-24", "in_force"), (TODAY, "in_force")],
    CEDC: [("2026-02-04", None), ("2026-02-05", "in_force"), ("2026-02-24", "in_force")],
    AFSCME_TRO: [("2025-03-19", None), ("2025-04-01", "in_force"), (TODAY, "ended")],
    AFSCME_PI: [("2025-04-16", None), ("2025-04-30", "in_force"), ("2026-04-09", "suspended")],
    AFT_TRO: [("2025-03-23", "in_force"), ("2025-03-24", "ended")],
    AFT_PI: [("2025-03-27", "in_force"), ("2025-04-07", "suspended"), ("2025-08-12", "suspended")],
    ARA: [("2025-02-05", None), ("2025-03-06", "in_force"), ("2025-03-07", "ended"), ("2026-03-05", "ended")],
    NY_TRO: [("2025-02-08", "in_force"), ("2025-02-11", "in_force"), ("2025-02-20", "in_force")],
    NY_PI: [("2025-04-11", "in_force"), ("2025-07-31", "in_force"), (TODAY, "in_force")],
    OPM: [("2025-06-09", None), ("2025-06-20", "in_force"), (TODAY, "in_force")],
    HHS_1: [("2025-12-29", "in_force"), ("2026-01-05", "in_force"), ("2026-01-06", "ended")],
    HHS_2: [("2025-12-29", None), ("2026-05-31", "in_force"), (TODAY, "in_force")],
    SNAP_TRO: [("2025-10-14", "in_force"), ("2025-10-15", "ended")],
    SNAP_PI: [("2026-02-26", "in_force"), (TODAY, "in_force")],
    SAVE: [("2026-06-21", None), ("2026-07-08", "in_force"), ("2026-09-04", "in_force")],
    FLORIDA: [("2026-07-06", None), ("2026-07-07", "in_force"), (TODAY, "in_force")],
    LISTS: [("2026-06-24", None), ("2026-07-06", "in_force"), (TODAY, "ended")],
    LISTS_FINAL: [("2026-08-23", "in_force"), (TODAY, "suspended")],
    ACF_TRO: [("2026-01-23", "in_force"), ("2026-02-05", "in_force"), ("2026-02-06", "ended")],
    GTO_TX_TRO: [("2025-04-25", "unknown"), ("2025-04-26", "ended")],
    GTO_TX: [("2025-05-19", "in_force"), ("2025-09-09", "in_force"), ("2025-09-10", "unknown")],
    GTO_CA: [("2025-05-20", "in_force"), (TODAY, "ended")],
    USPS_1: [("2026-08-11", "in_force"), ("2026-08-25", "in_force"), ("2026-08-26", "ended")],
    USPS_2: [("2026-09-03", None), ("2026-09-14", "in_force"), (TODAY, "unknown")],
    "dscc-v-trump.2026-09-13": [("2026-09-12", None), (TODAY, "in_force")],
    "lulac-v-eop.2025-10-31": [("2026-03-31", "in_force"), (TODAY, "in_force")],
    "angelica-s-v-hhs.2025-06-09": [("2025-06-08", None), ("2025-06-09", "in_force")],
}  # fmt: skip


@cache
def model() -> LawModel:
    return build_model(real.register().cases, real.register().flows, courts())


@pytest.mark.parametrize(("flow", "on", "status", "orders", "unsure"), ROWS)
def test_a_second_reading_of_the_facts_agrees(
    flow: str, on: str, status: str, orders: set[str], unsure: set[str]
) -> None:
    answer = flow_answer(model(), flow, day(on))
    told = {o.order_id for o in answer.orders_in_force}, {o.order_id for o in answer.orders_uncertain}
    assert (answer.status, *told) == (status, orders, unsure)


@pytest.mark.parametrize(("order", "on", "state"), [(o, *row) for o, rows in STATES.items() for row in rows])
def test_each_order_has_the_state_that_the_facts_give_it(order: str, on: str, state: str | None) -> None:
    found = order_state(model(), order, day(on))
    assert (found.state if found else None) == state


def test_every_flow_is_read() -> None:
    undated = {"ssa-to-ice-appointments"}
    assert set(READING) | undated <= set(model().flows) and len(READING) == 31
    assert flow_history(model(), "ssa-to-ice-appointments") == ()


def test_an_order_bears_the_day_of_its_entry_in_its_id() -> None:
    for order in model().orders.values():
        case_id, entered = order.order_id.rsplit(".", 1)
        assert case_id == order.case_id and entered == order.entered.isoformat()


@pytest.mark.parametrize(("order", "on", "effects"), [
    (NY_TRO, "2025-02-11", {"bars", "requires"}), (NY_PI, "2025-04-11", {"bars"}),
    (NY_PI, "2025-05-27", {"bars", "limits"}), (OPM, TODAY, {"limits", "requires"}),
    (TAXPAYERS, TODAY, {"bars", "requires"}), (SNAP_TRO, "2025-10-01", {"shields"}), (ACF_PI, TODAY, {"shields"}),
    (COLORADO, TODAY, {"shields"}), (GTO_CA, "2025-05-01", {"shields"}), (FLORIDA, "2026-07-07", {"permits"}),
    ("lulac-v-eop.2026-01-30", TODAY, {"declares"}), (ARA, "2025-02-06", {"limits"}),
])  # fmt: skip
def test_each_order_does_what_the_facts_say(order: str, on: str, effects: set[str]) -> None:
    assert {r.effect for r in extent_on(model(), order, day(on))} == effects


def test_only_these_orders_ever_barred_a_whole_flow() -> None:
    whole = {o.order_id for o in model().orders.values() for v in o.versions if any(r.whole for r in v.restrictions)}
    assert whole == {TAXPAYERS, CEDC, NY_TRO, NY_PI, SAVE}
    assert not any(r.whole for r in extent_on(model(), NY_PI, day("2025-04-11")))  # one member of staff let in


def test_a_bar_with_a_carve_out_is_told_as_a_bar_on_a_part() -> None:
    for flow, on, words in (
        ("cms-to-ice-medicaid", TODAY, "bars a part of this sharing"),
        ("treasury-to-doge-payments", TODAY, "bars a part of this sharing"),
        ("irs-to-ice-addresses", TODAY, "bars this sharing"),
    ):
        assert words in flow_answer(model(), flow, day(on)).because[0].text


def test_no_reason_speaks_of_what_was_told_only_later() -> None:
    """The flow to Palantir is known from reports of July 2026, none of them confirmed."""
    for on, told in (("2026-07-16", "No source read says"), ("2026-07-17", "Reported, not confirmed")):
        (only,) = flow_answer(model(), "ice-to-palantir-medicaid", day(on)).because
        assert only.text.startswith(told)


def test_the_terms_as_changed_are_traced_to_the_order_that_changed_them() -> None:
    first = flow_answer(model(), "treasury-to-doge-payments", day("2025-04-11")).because[0]
    changed = next(
        e for e in real.register().cases["new-york-v-trump-treasury"].events if e.key == "2025-04-11-one-staffer"
    )
    assert "except one named member" in first.text and set(changed.sources) <= set(first.sources)


@pytest.mark.parametrize(("flow", "on", "operating"), [
    ("irs-to-ice-addresses", "2025-08-07", "yes"), ("irs-to-ice-addresses", TODAY, "unknown"),
    ("ssa-to-doge", "2025-03-19", "yes"), ("ssa-to-doge", "2025-03-20", "unknown"),
    ("cms-to-ice-medicaid", "2026-06-30", "unknown"), ("ice-to-palantir-medicaid", TODAY, "unknown"),
    ("irs-to-doge-systems", TODAY, "unknown"), ("doj-voter-data-to-dhs", TODAY, "unknown"),
    ("fincen-border-gto", "2025-05-01", "yes"), ("fincen-border-gto", "2025-09-10", "unknown"),
    ("snap-states-to-usda", TODAY, "yes"), ("ssa-to-ice-appointments", TODAY, "unknown"),
])  # fmt: skip
def test_whether_data_moves_is_said_only_as_far_as_it_is_reported(flow: str, on: str, operating: str) -> None:
    assert flow_answer(model(), flow, day(on)).operating == operating


def test_nothing_is_verified_later_than_the_case_it_rests_on() -> None:
    for order in model().orders.values():
        verified = real.register().cases[order.case_id].verified_through
        assert order.verified_through is None or order.verified_through == date.fromisoformat(verified or "")
    for flow in model().flows:
        answer = flow_answer(model(), flow, day(TODAY))
        for one in (*answer.orders_in_force, *answer.orders_uncertain):
            rests_on = model().orders[one.order_id].verified_through
            assert answer.verified_through and rests_on and answer.verified_through <= rests_on


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    config = Config(data_dir=Path(tmp_path_factory.mktemp("real")), public_url="https://docket.example")
    store = open_store(config.db_path)
    load_into_store(store, real.register(), courts(), datetime(2026, 11, 1, tzinfo=UTC))
    store.close()
    yield site_over(config).test_client()


def get(client: FlaskClient, path: str) -> Any:
    response = client.get(f"/api/v1{path}")
    assert response.status_code == 200, response.text
    return response.json


ANSWER = [
    "id", "as_of", "known_at", "status", "operating", "verified_through", "orders_in_force", "orders_uncertain",
    "pending", "because", "history",
]  # fmt: skip
ORDER = {"order_id", "case_id", "entered", "effect", "whole", "extent", "restrictions"}
RESTRICTION = {"effect", "whole", "people", "places", "data", "recipients", "exceptions", "text"}


@pytest.mark.parametrize("on", ["2025-02-11", "2025-04-09", "2026-07-08", TODAY])
def test_the_interface_gives_the_same_answers_in_the_agreed_shape(client: FlaskClient, on: str) -> None:
    rows = get(client, f"/flows?as_of={on}&limit=500")["results"]
    assert {row["id"] for row in rows} == set(model().flows)
    for row in rows:
        found, told = get(client, f"/flows/{row['id']}?as_of={on}"), flow_answer(model(), row["id"], day(on))
        assert list(found)[: len(ANSWER)] == ANSWER and found["as_of"] == on
        assert found["status"] == told.status == row["status"]
        assert [o["order_id"] for o in found["orders_in_force"]] == [o.order_id for o in told.orders_in_force]
        assert [o["order_id"] for o in found["orders_uncertain"]] == [o.order_id for o in told.orders_uncertain]
        for order in found["orders_in_force"] + found["orders_uncertain"]:
            assert set(order) == ORDER and order["restrictions"]
            assert all(set(r) == RESTRICTION for r in order["restrictions"])
        assert all(set(b) == {"text", "event_id", "order_id", "sources"} for b in found["because"])


def test_every_order_that_the_interface_names_can_be_asked_for(client: FlaskClient) -> None:
    events, url = set(), "/events?limit=500"
    while url:
        page = get(client, url)
        events |= {row["id"] for row in page["results"]}
        url = page["next"] and page["next"].split("/api/v1", 1)[1]
    for order_id, history in model().orders.items():
        found = get(client, f"/orders/{order_id}")
        assert (found["id"], found["case_id"], found["entered"]) == (
            order_id, history.case_id, history.entered.isoformat(),
        )  # fmt: skip
        assert {i["cause"] for i in found["intervals"]} - {None} <= events
