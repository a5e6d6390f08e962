"""Small cases for tests of the law engine: a trial court, its court of appeals, the Supreme Court, and strangers."""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from tracker.courts import Courts, load_courts
from tracker.law import LawModel, build_model, flow_answer, flow_history, order_state
from tracker.law.answers import OrderHistory, Pending
from tracker.register.schema import Case, Flow

ROOT = Path(__file__).resolve().parent.parent
SOURCE = "https://example.org/source"
TRIAL, APPEAL, SUPREME = "suit", "suit-appeal", "suit-supreme"


@cache
def courts() -> Courts:
    return load_courts(ROOT / "data" / "courts.toml")


def day(text: str) -> date:
    return date.fromisoformat(text)


def bars(flow: str = "flow", **more: Any) -> dict[str, Any]:
    return {"flow": flow, "effect": "bars", "whole": True, "text": "The agency may not share."} | more


def partly(flow: str = "flow", **more: Any) -> dict[str, Any]:
    return bars(flow, whole=False, people={"kind": "states", "who": ["California"]}, **more)


def event(when: str | None, key: str, *acts: Mapping[str, Any], **more: Any) -> dict[str, Any]:
    base = {"key": key, "date": when, "kind": "order", "title": f"Event {key}", "acts": list(acts), "sources": [SOURCE]}
    return base | more


def order(
    when: str, *restrictions: Mapping[str, Any], case: str = "suit", key: str | None = None, of: str | None = None,
    relief: str = "preliminary_injunction", event_more: Mapping[str, Any] | None = None, **more: Any,
) -> dict[str, Any]:  # fmt: skip
    """An event that is an order; `of` overrides its id where it is a further order of the day or known to the month."""
    fields = {"id": of or f"{case}.{when}", "relief": relief, "restrictions": list(restrictions) or [bars()]}
    return event(when, key or f"order-{of or when}".replace(".", "-"), order=fields | more, **(event_more or {}))


def act(when: str | None, do: str, on: str | None = None, docket: str = TRIAL, **more: Any) -> dict[str, Any]:
    """An event with one act; keys `event_*` go to the event, the rest to the act."""
    fields: dict[str, Any] = {"do": do} | ({"order": on} if on else {})
    about = {name.removeprefix("event_"): value for name, value in more.items() if name.startswith("event_")}
    fields |= {name: value for name, value in more.items() if not name.startswith("event_")}
    return event(when, about.pop("key", f"{do.replace('_', '-')}-{when}"), fields, docket=docket, **about)


def suit(*events: Mapping[str, Any], id: str = "suit", court: str = "dcd", above: str = "cadc", **more: Any) -> Case:
    dockets = [
        {"id": id, "court": court, "number": "1:25-cv-00001"},
        {"id": f"{id}-appeal", "court": above, "number": "25-5001", "reviews": id},
        {"id": f"{id}-supreme", "court": "scotus", "number": "25A1", "reviews": f"{id}-appeal"},
    ]
    base = {
        "id": id, "name": f"The {id} case", "caption": "A v. B", "dockets": dockets, "events": list(events),
        "verified_through": "2026-10-01",
    }  # fmt: skip
    return Case.model_validate(base | more)


def a_flow(id: str = "flow", **more: Any) -> Flow:
    agency = {"name": "Agency", "short": "AG"}
    life = [{"date": "2025-01-02", "state": "exists", "text": "The sharing began.", "sources": [SOURCE]}]
    base = {"id": id, "name": "A → B", "source": agency, "recipient": agency, "data": "names", "life": life}
    return Flow.model_validate(base | more)


def model(*cases: Case, flows: Sequence[Flow] = (), pending: Sequence[Pending] = ()) -> LawModel:
    ids = {r.flow for c in cases for e in c.events if e.order for r in e.order.restrictions}
    ids |= {r.flow for c in cases for e in c.events for a in e.acts for r in a.restrictions}
    ids |= {t.flow for c in cases for e in c.events for t in e.flows}
    known = {f: a_flow(f) for f in sorted(ids | {"flow"})} | {f.id: f for f in flows}
    return build_model({c.id: c for c in cases}, known, courts(), pending)


def suit_model(*events: Mapping[str, Any]) -> LawModel:
    return model(suit(*events))


def told(history: OrderHistory) -> list[tuple[str, str]]:
    """`[("2025-03-01", "in_force"), …]`: when each state began."""
    return [(str(i.from_), i.state) for i in history.intervals]


def states(built: LawModel, order_id: str) -> list[tuple[str, str]]:
    return told(built.orders[order_id])


def state(built: LawModel, order_id: str, on: str) -> str | None:
    interval = order_state(built, order_id, day(on))
    return interval.state if interval else None


def status(built: LawModel, on: str, flow: str = "flow") -> str:
    return flow_answer(built, flow, day(on)).status


def story(built: LawModel, flow: str = "flow") -> list[tuple[str, str]]:
    return [(str(s.from_), s.status) for s in flow_history(built, flow)]
