"""What must hold for any register: no hole, no overlap, no dependence on arrival, on strangers, or on the future."""

import random
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.lawcases import SOURCE, a_flow, bars, courts, event, partly, suit
from tracker.dates import span
from tracker.law import LawModel, build_model, extent_on, flow_answer, flow_history, interval_on
from tracker.law.answers import Interval
from tracker.register.schema import Case
from tracker.vocab import RESTRAINING_EFFECTS

FIRST = date(2025, 1, 1)
FLOWS = ("flow", "other")
ORDERS = ("suit.2025-01-10", "suit.2025-02-03", "suit.2025-03-31", "suit.2025-05-12")
DOCKETS = ("suit", "suit-appeal", "suit-supreme", "stranger")
ALL_DAYS = [(FIRST + timedelta(days=n)).isoformat() for n in range(0, 400, 3)]
DAYS = [FIRST + timedelta(days=n) for n in range(0, 420, 7)]
quick = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])

days = st.sampled_from(ALL_DAYS)
months = st.sampled_from([f"2025-{n:02}" for n in range(1, 13)])
whens = st.one_of(days, days, days, months, st.none())
extents = st.lists(
    st.builds(
        lambda flow, effect, whole: (
            bars(flow) if whole else {"flow": flow, "effect": effect, "text": "So.", "people": {"kind": "parties"}}
        ),
        st.sampled_from(FLOWS), st.sampled_from(("bars", "limits", "shields", "requires", "permits")), st.booleans(),
    ),
    min_size=1, max_size=3,
)  # fmt: skip


@st.composite
def acts(draw: st.DrawFn, orders: Sequence[str]) -> dict[str, Any]:
    do = draw(st.sampled_from((
        "stays", "stays", "stays", "stays", "lifts_stay", "lifts_stay", "extends", "modifies", "ends", "affirms",
        "mandate", "cert_denied",
        "cert_granted", "supreme_court_judgment", "no_timely_petition", "closes", "clouds",
    )))  # fmt: skip
    act: dict[str, Any] = {"do": do, "flows": draw(st.sampled_from(([], [], [], ["flow"], ["other"])))}
    if do in ("stays", "extends", "modifies", "ends", "affirms", "clouds"):
        act["order"] = draw(st.sampled_from(orders))
    if do == "stays":
        ends = st.sampled_from(("further_order", "mandate", "cert_denied", "judgment", "no_timely_petition"))
        dated = days.map(lambda d: {"on": "date", "date": d})
        act |= {
            "until": draw(st.lists(st.one_of(ends, dated), max_size=2)),
            "stay_kind": draw(st.sampled_from(("administrative", "pending_appeal", "supreme_court", "other"))),
        }
    if do == "lifts_stay":
        act["stay"] = f"suit.act-{draw(st.integers(0, 7))}"
    if do == "mandate":
        act["judgment"] = f"suit.act-{draw(st.integers(0, 7))}"
    if do == "extends":
        act["to"] = draw(st.one_of(st.none(), days))
    if do == "modifies" or (do == "affirms" and draw(st.booleans())):
        act["restrictions"] = draw(extents)
    if do in ("ends", "affirms", "modifies"):
        act |= {"effective": draw(st.sampled_from(("entry", "entry", "mandate"))), "how": "vacated"}
    return act


@st.composite
def an_order(draw: st.DrawFn, order_id: str) -> dict[str, Any]:
    when = order_id.split(".")[1]
    later = (date.fromisoformat(when) + timedelta(days=9)).isoformat()
    fields = {
        "id": order_id, "restrictions": draw(extents), "replaces": draw(st.sampled_from(([], [], [ORDERS[0]]))),
        "relief": draw(st.sampled_from(("temporary_restraining_order", *["preliminary_injunction"] * 3))),
        "without_notice": draw(st.sampled_from((True, False, None))),
        "term": draw(st.sampled_from(("interim", "permanent"))),
        "ends_on": draw(st.one_of(st.none(), st.none(), days)),
        "effective": draw(st.sampled_from((None, None, later))),
    }  # fmt: skip
    return event(when, f"order-{when}", order=fields, unverified=draw(st.sampled_from((False,) * 9 + (True,))))


@st.composite
def events(draw: st.DrawFn) -> list[dict[str, Any]]:
    orders = draw(st.lists(st.sampled_from(ORDERS), min_size=1, max_size=4, unique=True))
    found = [draw(an_order(order_id)) for order_id in orders]
    for n in range(draw(st.integers(2, 8))):
        more = {
            "docket": draw(st.sampled_from(DOCKETS)), "time": draw(st.sampled_from((None, None, "09:00", "17:30"))),
            "unverified": draw(st.sampled_from((False,) * 9 + (True,))),
        }  # fmt: skip
        found.append(event(draw(whens), f"act-{n}", draw(acts(orders)), **more))
    return found


def a_case(found: Sequence[dict[str, Any]]) -> Case:
    above = {"suit-appeal": ("cadc", "suit"), "suit-supreme": ("scotus", "suit-appeal"), "stranger": ("flnd", None)}
    dockets = [{"id": "suit", "court": "dcd", "number": None}]
    dockets += [{"id": d, "court": c, "number": None, "reviews": r} for d, (c, r) in above.items()]
    return suit(*found, dockets=dockets)


def built(found: Sequence[dict[str, Any]], *others: Case) -> LawModel:
    cases = [a_case(found), *others]
    return build_model({c.id: c for c in cases}, {f: a_flow(f) for f in FLOWS}, courts())


def whole_and_parts(model: LawModel) -> list[tuple[Interval, ...]]:
    return [part for o in model.orders.values() for part in (o.intervals, *o.by_flow.values())]


@quick
@given(events())
def test_intervals_of_an_order_never_overlap_and_leave_no_hole(found: list[dict[str, Any]]) -> None:
    for intervals in whole_and_parts(built(found)):
        for one, two in zip(intervals, intervals[1:], strict=False):
            assert one.from_ < two.from_ and one.until == two.from_ and one.state != two.state
        assert not intervals or intervals[-1].until is None


@quick
@given(events(), st.randoms(use_true_random=False))
def test_the_order_in_which_facts_arrive_does_not_matter(found: list[dict[str, Any]], chance: random.Random) -> None:
    shuffled = list(found)
    chance.shuffle(shuffled)
    one, two = built(found), built(shuffled)
    assert one.orders == two.orders and one.histories == two.histories
    for flow in FLOWS:
        assert flow_answer(one, flow, DAYS[30]) == flow_answer(two, flow, DAYS[30])


@quick
@given(events(), days)
def test_an_event_elsewhere_changes_nothing_here(found: list[dict[str, Any]], when: str) -> None:
    other = suit(
        event(when, "elsewhere", order={"id": f"other.{when}", "relief": "preliminary_injunction",
                                        "restrictions": [partly("flow")]}),
        event(when, "end", {"do": "closes"}, {"do": "cert_denied"}), id="other", court="mad",
    )  # fmt: skip
    one, two = built(found), built(found, other)
    assert one.orders == {k: v for k, v in two.orders.items() if not k.startswith("other.")}
    paper = event(when, "paper", kind="motion", flows=["flow"])
    assert one.orders == built([*found, paper]).orders


@quick
@given(events())
def test_a_suspended_order_has_the_extent_it_had_whatever_is_stayed(found: list[dict[str, Any]]) -> None:
    """Without any stay the extent on every day is the same: a stay touches the state alone."""
    kept = [e for e in found if not any(a["do"] in ("stays", "lifts_stay") for a in e["acts"])]
    one, two = built(found), built(kept)
    for order_id in one.orders:
        assert all(extent_on(one, order_id, d) == extent_on(two, order_id, d) for d in DAYS)


@quick
@given(events(), st.sampled_from(DAYS))
def test_the_status_of_a_date_does_not_depend_on_later_events(found: list[dict[str, Any]], cut: date) -> None:
    known = [e for e in found if e["date"] is None or span(e["date"])[0] <= cut]
    one, two = built(found), built(known)
    for day in (d for d in DAYS if d <= cut):
        for order_id, order in one.orders.items():
            then = two.orders.get(order_id)
            parts = [(order.intervals, then.intervals if then else ())]
            parts += [(i, then.by_flow.get(f, ()) if then else ()) for f, i in order.by_flow.items()]
            for all_time, by_then in parts:
                a, b = interval_on(all_time, day), interval_on(by_then, day)
                if by_then or then is None:
                    assert (a.state if a else None) == (b.state if b else None)
        for flow in FLOWS:
            assert flow_answer(one, flow, day).status == flow_answer(two, flow, day).status


@quick
@given(events())
def test_a_days_answer_agrees_with_the_history_and_with_its_orders(found: list[dict[str, Any]]) -> None:
    model = built(found)
    for flow in FLOWS:
        spans = flow_history(model, flow)
        assert all(a.until == b.from_ and a.status != b.status for a, b in zip(spans, spans[1:], strict=False))
        for day in DAYS:
            answer = flow_answer(model, flow, day)
            at = [s for s in spans if s.from_ <= day and (s.until is None or day < s.until)]
            assert [answer.status] == [s.status for s in at] or (not at and answer.since is None)
            assert bool(answer.orders_in_force) == (answer.status in ("blocked", "limited"))
            assert answer.status != "unknown" or answer.orders_uncertain
            for counted in (*answer.orders_in_force, *answer.orders_uncertain):
                assert counted.effect in RESTRAINING_EFFECTS and counted.since <= day
            assert all(r.sources == (SOURCE,) for r in answer.because if r.event_id)
