"""Which flows an event touches: by its own order, by a mere mention, or through the order that it acts on."""

from tests.factories import CASE, FLOW, demo_courts, demo_register
from tracker.register.rows import case_flows, event_row, flows_touched
from tracker.register.schema import Case, Event

ORDER = f"{CASE}.2026-10-20"


def event(key: str, **more: object) -> Event:
    base = {"key": key, "date": "2026-10-20", "kind": "order", "title": "An act", "sources": ["https://demo.example/a"]}
    return Event.model_validate({**base, **more})


def case(*events: Event) -> Case:
    return demo_register().cases[CASE].model_copy(update={"events": list(events)})


INJUNCTION = event(
    "injunction",
    order={
        "id": ORDER,
        "relief": "preliminary_injunction",
        "restrictions": [
            {"flow": FLOW, "effect": "requires", "text": "Delete the file."},
            {"flow": FLOW, "effect": "bars", "text": "No hand-over."},
        ],
    },
)
STAY = event("stay", acts=[{"do": "stays", "order": ORDER}])
LIFTED = event("lifted", acts=[{"do": "lifts_stay", "stay": f"{CASE}.stay"}])
JUDGMENT = event("judgment", acts=[{"do": "ends", "order": ORDER, "effective": "mandate"}])
MANDATE = event("mandate", acts=[{"do": "mandate", "judgment": f"{CASE}.judgment"}])


def test_an_order_touches_a_flow_with_its_strongest_effect() -> None:
    assert flows_touched(case(INJUNCTION), INJUNCTION) == {FLOW: "bars"}


def test_an_act_touches_the_flows_of_the_order_it_acts_on() -> None:
    whole = case(INJUNCTION, STAY, LIFTED, JUDGMENT, MANDATE)
    for act in (STAY, LIFTED, JUDGMENT, MANDATE):
        assert flows_touched(whole, act) == {FLOW: ""}, act.key


def test_a_case_concerns_every_flow_that_any_event_of_it_touches() -> None:
    assert list(case_flows(case(INJUNCTION, STAY))) == [FLOW]


def test_an_event_is_found_by_the_short_name_of_its_relief_and_by_its_orders_title() -> None:
    titled = event(
        "tro",
        actions=["temporary_restraining_order granted"],
        order={"id": ORDER, "relief": "temporary_restraining_order", "title": "The lighthouse order"},
    )
    names = event_row(case(titled), titled, demo_register().flows, demo_courts()).names
    assert "TRO" in names and "The lighthouse order" in names


def test_a_paper_that_makes_or_changes_an_order_is_never_routine_whatever_it_is_called() -> None:
    def routine(found: Event) -> bool:
        return event_row(case(INJUNCTION, found), found, demo_register().flows, demo_courts()).routine

    called = {"kind": "appearance"}
    assert routine(event("plain", **called))
    assert not routine(event("order", **called, order={"id": f"{ORDER}.2", "relief": "preliminary_injunction"}))
    assert not routine(event("act", **called, acts=[{"do": "stays", "order": ORDER}]))
