"""How long it takes to resolve 10,000 orders and the history of 1,000 flows on one core."""

import random
import timeit
from datetime import date, timedelta
from typing import Any

from tracker.courts import Court, Courts
from tracker.law import build_model, flow_history
from tracker.register.schema import Case, Flow

ORDERS, FLOWS = 10_000, 1_000
RELIEFS = ("temporary_restraining_order", "preliminary_injunction", "stay_of_agency_action", "vacatur_of_agency_action")


def run() -> dict[str, float]:
    """Seconds for building the model and reading every flow's history; checking the input is not counted.

    The best of five, as `timeit` does it: the cost of the work, not of what else the machine was doing.
    """
    cases, flows, courts = synthetic_register()
    seconds = min(timeit.repeat(lambda: _recompute(cases, flows, courts), number=1, repeat=5))
    return {"status_recompute_10k_orders_s": seconds}


def _recompute(cases: dict[str, Case], flows: dict[str, Flow], courts: Courts) -> None:
    model = build_model(cases, flows, courts)
    spans = sum(len(flow_history(model, flow_id)) for flow_id in flows)
    if len(model.orders) != ORDERS or spans < FLOWS:
        raise RuntimeError(f"the synthetic register was not resolved: {len(model.orders)} orders, {spans} spans")


def synthetic_register() -> tuple[dict[str, Case], dict[str, Flow], Courts]:
    """Ten orders a case, with extensions, replacements, stays, appeals and reports in the proportions of real ones."""
    chance = random.Random(20261122)
    courts = Courts(
        dcd=Court("dcd", "D.C. District", "D.D.C.", "district", 1, "America/New_York", "DC"),
        cadc=Court("cadc", "D.C. Circuit", "D.C. Cir.", "appeals", 2, "America/New_York", "DC"),
        scotus=Court("scotus", "Supreme Court", "U.S.", "supreme", 3, "America/New_York", "DC"),
    )
    cases = {case["id"]: Case.model_validate(case) for case in (_case(chance, n) for n in range(ORDERS // 10))}
    flows = {flow["id"]: Flow.model_validate(flow) for flow in (_flow(n) for n in range(FLOWS))}
    return cases, flows, courts


def _flow(number: int) -> dict[str, Any]:
    agency = {"name": "Agency", "short": "AG"}
    life = [{"date": "2025-01-15", "state": "exists", "text": "It exists.", "sources": ["https://example.org/f"]}]
    return {
        "id": f"flow-{number}", "name": f"Flow {number}", "source": agency, "recipient": agency, "data": "names",
        "life": life,
    }  # fmt: skip


def _case(chance: random.Random, number: int) -> dict[str, Any]:
    case_id = f"case-{number}"
    events: list[dict[str, Any]] = []
    day = date(2025, 1, 20) + timedelta(days=chance.randrange(60))
    orders: list[str] = []
    for n in range(10):
        day += timedelta(days=chance.randrange(1, 30))
        order_id = f"{case_id}.{day}"
        replaces = [orders[-1]] if orders and chance.random() < 0.2 else []
        events.append(_order(chance, n, day, order_id, replaces))
        orders.append(order_id)
        if chance.random() < 0.7:
            events.append(_act(chance, n, day + timedelta(days=chance.randrange(1, 25)), chance.choice(orders)))
    return {
        "id": case_id, "name": f"Case {number}", "caption": f"Case {number}", "verified_through": "2026-11-01",
        "dockets": [
            {"id": case_id, "court": "dcd", "number": None},
            {"id": f"{case_id}-cadc", "court": "cadc", "number": None, "reviews": case_id},
            {"id": f"{case_id}-scotus", "court": "scotus", "number": None, "reviews": f"{case_id}-cadc"},
        ],
        "events": events,
    }  # fmt: skip


def _event(key: str, day: date) -> dict[str, Any]:
    return {
        "key": key, "date": day.isoformat(), "kind": "order", "title": "An order", "sources": ["https://example.org/e"],
    }  # fmt: skip


def _order(chance: random.Random, n: int, day: date, order_id: str, replaces: list[str]) -> dict[str, Any]:
    relief = chance.choice(RELIEFS)
    restrictions = [
        {"flow": f"flow-{chance.randrange(FLOWS)}", "effect": "bars", "whole": chance.random() < 0.4, "text": "Barred."}
        for _ in range(chance.choice((1, 1, 2)))
    ]
    order: dict[str, Any] = {"id": order_id, "relief": relief, "replaces": replaces, "restrictions": restrictions}
    if relief == "temporary_restraining_order":
        order["without_notice"] = chance.random() < 0.5
    return _event(f"order-{n}", day) | {"order": order}


def _act(chance: random.Random, n: int, day: date, order_id: str) -> dict[str, Any]:
    case_id = order_id.split(".")[0]
    acts: list[tuple[str, dict[str, Any]]] = [
        (case_id, {"do": "extends", "order": order_id, "to": (day + timedelta(days=14)).isoformat()}),
        (f"{case_id}-scotus", {"do": "stays", "order": order_id, "stay_kind": "supreme_court"}),
        (f"{case_id}-cadc", {"do": "ends", "order": order_id, "how": "vacated", "effective": "mandate"}),
        (f"{case_id}-cadc", {"do": "stays", "order": order_id, "stay_kind": "administrative"}),
        (f"{case_id}-cadc", {"do": "affirms", "order": order_id}),
        (case_id, {"do": "ends", "order": order_id, "how": "dissolved"}),
    ]
    docket, act = chance.choice(acts)
    return _event(f"act-{n}", day) | {"docket": docket, "acts": [act]}


if __name__ == "__main__":
    for name, value in run().items():
        print(f"{name}: {value:.3f}")  # noqa: T201
