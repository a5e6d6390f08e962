"""The engine's answers against a slow and plain second reading of the same rules, day by day, over random histories."""

import re
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.lawcases import courts, model
from tests.oracle_days import month_days
from tests.oracle_flows import Oracle
from tests.random_law import FIRST, FLOWS, World, histories
from tracker.ingest.register import load_into_store
from tracker.law import LawModel, flow_answer, flow_history, interval_on, order_state, orders_in_force
from tracker.law.answers import Pending
from tracker.lawbook import Lawbook
from tracker.register.files import Register
from tracker.register.lines import Sourced
from tracker.register.schema import Case, Flow
from tracker.storage.store import open_store

DAYS = [FIRST + timedelta(n) for n in range(-6, 80)]
EXAMPLES = 25


def story(cases: list[Case], flows: list[Flow]) -> str:
    """The history in a few lines, for whoever reads a failure."""
    lines = []
    for event in sorted((e for c in cases for e in c.events), key=lambda e: (e.date or "", e.time or "")):
        kept = event.model_dump(exclude_defaults=True, exclude={"kind", "title", "sources"})
        for part in [kept.get("order", {}), *kept.get("acts", [])]:
            part["restrictions"] = [
                f"{r['effect']} {r['flow']}{' whole' * r.get('whole', False)}{' part' * ('people' in r)}"
                for r in part.get("restrictions", [])
            ]
        lines.append(str(kept))
    return "\n".join([*lines, *(f"{f.id}: {[(b.date, b.state) for b in f.life]}" for f in flows)])


def turns(cases: list[Case], built: LawModel) -> list[date]:
    """Days on which either answer can change, and their eves: enough for a long run, which has no time for every day."""
    named = {date.fromisoformat(d) for c in cases for d in re.findall(r"\d{4}-\d\d-\d\d", c.model_dump_json())}
    named |= {d for c in cases for e in c.events for d in month_days(e.date or "")}
    acts = [e for c in cases for e in c.events if e.date and (e.order or any(a.do == "extends" for a in e.acts))]
    entered = {month_days(e.date)[0] for e in acts if e.date}
    limits = {d + timedelta(n) for d in entered for n in (*range(14, 19), *range(28, 33))}
    engine = {i.from_ for o in built.orders.values() for part in o.by_flow.values() for i in part}
    engine |= {s.from_ for f in FLOWS for s in flow_history(built, f)}
    found = named | limits | engine | {d + timedelta(1) for d in named}
    return sorted({d for turn in found for d in (turn - timedelta(1), turn)} & set(DAYS))


def difference(
    cases: list[Case], flows: list[Flow], pending: list[Pending], long: bool = False, law: LawModel | None = None
) -> str | None:
    """The first thing about which engine and oracle differ, or None. law: the engine's answer, where it is at hand."""
    built, oracle = law or model(*cases, flows=flows, pending=pending), Oracle(cases, flows, pending)
    for day in turns(cases, built) if long else DAYS:
        for order in oracle.worlds:
            for flow in sorted(oracle.parts_on(order, day)):
                part = interval_on(built.orders[order].by_flow.get(flow, ()), day)
                if (part.state if part else None) != (said := oracle.part(order, flow, day).state):
                    return f"{day} {order} on {flow}: {part and part.state}, oracle {said}"
            whole = order_state(built, order, day)
            if (whole.state if whole else None) != (said := oracle.order_state(order, day)):
                return f"{day} {order}: {whole and whole.state}, oracle {said}"
        standing = {o.order_id for o in orders_in_force(built, day)}
        if standing != (held := {o for o in oracle.worlds if oracle.order_state(o, day) == "in_force"}):
            return f"{day} orders in force: {standing}, oracle {held}"
        for flow in FLOWS:
            answer = flow_answer(built, flow, day)
            found = (
                answer.status,
                {o.order_id for o in answer.orders_in_force},
                {o.order_id for o in answer.orders_uncertain},
                {p.event_id for p in answer.pending},
                answer.verified_through,
            )
            expected = (
                oracle.status(flow, day),
                oracle.in_force(flow, day),
                oracle.uncertain(flow, day),
                oracle.pending_on(flow, day),
                oracle.verified_through(flow, day),
            )
            if found != expected:
                return f"{day} {flow}: {found}, oracle {expected}"
    return None


# The same few in every run; `python -m tests.torture_law` makes thousands of others.
QUICK = settings(derandomize=True, database=None, deadline=None, suppress_health_check=list(HealthCheck))


@given(histories())
@settings(QUICK, max_examples=EXAMPLES)
def test_engine_and_a_slow_second_reading_agree_on_every_day(world: World) -> None:
    cases, flows, pending = world
    found = difference(cases, flows, pending)
    assert found is None, f"{found}\n{story(cases, flows)}"


@given(histories(), st.data())
@settings(QUICK, max_examples=6)
def test_what_was_known_at_an_instant_is_what_the_files_said_then(world: World, data: st.DataObject) -> None:
    """Events become known one after the other, some as reports first; some are withdrawn. Nothing is backdated."""
    cases, flows, _ = world
    learned = data.draw(st.lists(st.sampled_from([(0, 9), (0, 9), (1, 9), (2, 9), (0, 2), (1, 2)]), min_size=9))
    reported = data.draw(st.lists(st.booleans(), min_size=9))
    start = datetime(2025, 6, 1, 12, tzinfo=UTC)
    with TemporaryDirectory() as folder, closing(open_store(Path(folder) / "store.db")) as store:
        told = []
        for step in range(3):
            told.append([_as_known(case, step, learned, reported) for case in cases])
            named = {c.id: c for c in told[-1]}, {f.id: f for f in flows}
            origins = {i: Sourced(f"{i}.yaml", {}) for part in named for i in part}
            load_into_store(store, Register(*named, origins), courts(), start + timedelta(step))
        book = Lawbook(courts())
        for step, then in enumerate(told):
            for instant in (start + timedelta(step), start + timedelta(step, hours=23)):
                found = difference(then, flows, [], long=True, law=book.page(store, instant).law)
                assert found is None, f"known in step {step}: {found}\n{story(then, flows)}"


def _as_known(case: Case, step: int, learned: list[tuple[int, int]], reported: list[bool]) -> Case:
    """The case as its file stood at that step: without what was not yet, or no longer, said; some events as reports."""
    events = []
    for n, event in enumerate(case.events):
        first, until = learned[n % len(learned)]
        if first <= step < until:
            unsure = event.unverified or (reported[n % len(reported)] and step == first)
            events.append(event.model_copy(update={"unverified": unsure}))
    return case.model_copy(update={"events": events})
