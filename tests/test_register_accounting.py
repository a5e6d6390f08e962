"""Nothing collected is lost, doubled or made surer than it was: each fact against the event that carries it."""

import json
import re
from collections import Counter
from dataclasses import dataclass
from functools import cache
from typing import Any

import pytest

from tests import real
from tests.conftest import ROOT, require_shared
from tracker.register.files import Register
from tracker.register.lines import read_yaml
from tracker.register.schema import Case, Event

DATA = ROOT / "data"
# Dockets that belong to another docket's case; every other collected docket is a case of its own.
APPEALS = {
    "center-for-taxpayer-rights-v-irs-cadc": "center-for-taxpayer-rights-v-irs",
    "centro-de-trabajadores-unidos-v-bessent-cadc": "centro-de-trabajadores-unidos-v-bessent",
    "afscme-v-ssa-ca4": "afscme-v-ssa",
    "ssa-v-afscme-scotus": "afscme-v-ssa",
    "aft-v-bessent-ca4": "aft-v-bessent",
    "new-york-v-trump-treasury-ca2": "new-york-v-trump-treasury",
    "lwv-v-dhs-cadc": "lwv-v-dhs",
    "dhs-v-lwv-scotus": "lwv-v-dhs",
}
# Collected as one docket of the state's highest court; filed, in truth, in the trial court below it.
OTHER_COURT = {"common-cause-v-evnen": ("neb", "nedistctlancaster")}
COPIED_WORDS = 12


@dataclass(frozen=True)
class Fact:
    id: str
    case_id: str
    body: dict[str, Any]

    @property
    def firm(self) -> bool:
        """Sourced, dated and not marked unverified: what an event may be confirmed on."""
        return bool(self.body["sources"]) and not self.body.get("unverified") and self.body["date"] is not None


@cache
def dockets() -> dict[str, dict[str, Any]]:
    return {d["id"]: d for d in json.loads((require_shared() / "facts" / "cases.json").read_text(encoding="utf-8"))}


@cache
def facts() -> dict[str, Fact]:
    found = {}
    for docket_id, docket in dockets().items():
        case_id = APPEALS.get(docket_id, docket_id)
        for mark, key in (("", "events"), ("s", "second_sheet_events")):
            for index, body in enumerate(docket.get(key, [])):
                found[f"{docket_id}/{mark}{index}"] = Fact(f"{docket_id}/{mark}{index}", case_id, body)
    return found


@cache
def flow_facts() -> dict[str, dict[str, Any]]:
    return {f["id"]: f for f in json.loads((require_shared() / "facts" / "flows.json").read_text(encoding="utf-8"))}


@cache
def register() -> Register:
    return real.register()


@cache
def left_out() -> dict[str, str]:
    file = DATA / "register" / "left_out.yaml"
    return (read_yaml(file, file.name)[0] or {}) if file.exists() else {}


@cache
def carried() -> dict[str, tuple[Case, Event]]:
    """The event that carries each fact (the last one, should there be two)."""
    return {f: (case, event) for case in register().cases.values() for event in case.events for f in event.from_facts}


def kept() -> list[tuple[Fact, Case, Event]]:
    return [(fact, *carried()[fact.id]) for fact in facts().values() if fact.id in carried()]


def explained(event: Event) -> bool:
    return bool(event.note or event.conflict)


def test_all_the_collected_facts_are_here() -> None:
    second = sum("/s" in fact_id for fact_id in facts())
    assert (len(dockets()), len(facts()) - second, second, len(flow_facts())) == (77, 261, 13, 32)


def test_every_fact_is_carried_by_one_event_or_left_out_with_a_reason() -> None:
    uses = Counter(f for case in register().cases.values() for event in case.events for f in event.from_facts)
    uses.update(left_out().keys())
    assert {f: n for f, n in uses.items() if n > 1} == {}
    assert sorted(set(uses) - set(facts())) == []
    assert sorted(set(facts()) - set(uses)) == []
    assert all(isinstance(why, str) and len(why) > 10 for why in left_out().values())


def test_an_event_carries_facts_of_its_own_case() -> None:
    strays = [fact.id for fact, case, _ in kept() if case.id != fact.case_id]
    assert strays == []


def test_an_event_beyond_the_collected_facts_says_where_it_comes_from() -> None:
    bare = [
        f"{case.id}.{event.key}"
        for case in register().cases.values()
        for event in case.events
        if not (event.from_facts or event.sources or explained(event))
    ]
    assert bare == []


def test_an_event_has_the_date_of_its_facts_or_says_why_not() -> None:
    differ = [
        f"{fact.id}: {fact.body['date']} / {event.date}"
        for fact, _, event in kept()
        if fact.body["date"] != event.date and not explained(event)
    ]
    assert differ == []


def test_every_source_of_a_fact_stands_on_its_event() -> None:
    lost = [
        f"{fact.id}: {url}" for fact, _, event in kept() for url in fact.body["sources"] if url not in event.sources
    ]
    assert lost == []


def test_documents_named_but_not_read_are_shown_as_such() -> None:
    lost = [
        f"{fact.id}: {url}"
        for fact, _, event in kept()
        for url in fact.body.get("cited_primary_not_read", [])
        if url not in event.primary_not_read
    ]
    assert lost == []


def test_no_event_is_surer_than_its_facts() -> None:
    too_sure = [
        f"{case.id}.{event.key}"
        for case in register().cases.values()
        for event in case.events
        if event.from_facts and event.confirmed and not explained(event)
        if not any(facts()[f].firm for f in event.from_facts)
    ]
    assert too_sure == []


def test_no_event_is_less_sure_than_its_facts_without_a_reason() -> None:
    too_shy = [
        f"{fact.id}: {case.id}.{event.key}"
        for fact, case, event in kept()
        if fact.firm and not event.confirmed and not explained(event)
    ]
    assert too_shy == []


def test_an_order_rests_on_a_firm_fact() -> None:
    loose = [
        event.order.id
        for case in register().cases.values()
        for event in case.events
        if event.order and event.confirmed and event.from_facts
        if not any(facts()[f].firm for f in event.from_facts)
    ]
    assert loose == []


def test_document_numbers_carry_over() -> None:
    number = re.compile(r"\d+[A-Z]?\d*(?:-\d+)?")
    lost = []
    for fact, case, event in kept():
        # A minute order has no number of its own: the text then names the paper that it decides.
        have = {*number.findall(f"{event.document} {event.text}"), *(d.number for d in case.dockets)}
        lost += [f"{fact.id}: {word}" for word in number.findall(fact.body["document_no"] or "") if word not in have]
    assert lost == []


def test_the_flows_that_a_fact_restricts_are_named_on_its_event() -> None:
    orders = {e.order.id: e for c in register().cases.values() for e in c.events if e.order}
    lost = []
    for fact, _, event in kept():
        touched = {t.flow for t in event.flows} | {r.flow for r in (event.order.restrictions if event.order else [])}
        for act in event.acts:
            touched |= {*act.flows, *(r.flow for r in act.restrictions)}
            acted_on = orders.get(act.order or "")
            if acted_on and acted_on.order:
                touched |= {r.flow for r in acted_on.order.restrictions}
        if not explained(event):
            lost += [f"{fact.id}: {flow}" for flow in fact.body["restricts"] if flow not in touched]
    assert lost == []


def test_every_collected_docket_is_a_docket_of_its_case() -> None:
    where = {d.id: c.id for c in register().cases.values() for d in c.dockets}
    wrong = {d: where.get(d) for d in dockets() if where.get(d) != APPEALS.get(d, d)}
    assert wrong == {}
    assert sorted(set(register().cases) - (set(dockets()) - set(APPEALS))) == []


def test_dockets_keep_court_number_and_ids() -> None:
    wrong = []
    for case in register().cases.values():
        for docket in case.dockets:
            fact = dockets().get(docket.id)
            if fact is None:
                continue
            court = OTHER_COURT.get(docket.id, (fact["court_id"],) * 2)
            if court != (fact["court_id"], docket.court):
                wrong.append(f"{docket.id}: court {docket.court}, collected {fact['court_id']}")
            printed = re.match(r"\d+:\d+-\w+-\d+|[\dA]+-?\d*", fact["docket_number"] or "")
            if docket.number != (printed[0] if printed else None):
                wrong.append(f"{docket.id}: number {docket.number}, collected {fact['docket_number']}")
            listed = fact.get("courtlistener_docket_id")
            if listed and str(listed) not in (docket.courtlistener or ""):
                wrong.append(f"{docket.id}: CourtListener {docket.courtlistener}, collected {listed}")
            if fact["filed"] != docket.filed and not case.note:
                wrong.append(f"{docket.id}: filed {docket.filed}, collected {fact['filed']}")
    assert wrong == []


def test_appeals_named_beside_a_docket_are_dockets_of_its_case() -> None:
    lost = []
    for docket_id, docket in dockets().items():
        case = register().cases[APPEALS.get(docket_id, docket_id)]
        have = " ".join(" ".join([d.court, d.number or "", *d.also]) for d in case.dockets)
        for named in docket.get("appeal_dockets", []):
            court = re.search(r"\((ca\w+|scotus)\b", named)
            wanted = re.findall(r"\b\d\d-\d{3,5}\b|\b\d\dA\d+\b", named) + ([court[1]] if court else [])
            lost += [f"{docket_id}: {word} of {named}" for word in wanted if word not in have]
    assert lost == []


def test_a_case_is_never_verified_beyond_its_last_source() -> None:
    late = []
    for case in register().cases.values():
        own = [d for d in dockets().values() if APPEALS.get(d["id"], d["id"]) == case.id]
        spoken = [d["status_as_of"] for d in own if d.get("status_as_of")]
        spoken += [f.body["date"] for f in facts().values() if f.case_id == case.id and f.body["sources"]]
        spoken += [e.date for e in case.events if e.sources and not e.from_facts]
        # A report on a flow speaks of the orders that restrict it.
        barred = {r.flow for e in case.events if e.order for r in e.order.restrictions}
        spoken += [step["date"] for flow in barred for step in flow_facts()[flow]["status_history"] if step["sources"]]
        last = max((date if len(date) == 10 else f"{date}-31" for date in spoken if date), default="")
        if case.verified_through and case.verified_through > last:
            late.append(f"{case.id}: {case.verified_through} > {last}")
    assert late == []


def test_every_flow_is_here_with_all_its_sources() -> None:
    assert sorted(register().flows) == sorted(flow_facts())
    lost = []
    for flow_id, fact in flow_facts().items():
        body = register().flows[flow_id].model_dump_json()
        urls = [*fact["sources"], *(u for step in fact["status_history"] for u in step["sources"])]
        lost += [f"{flow_id}: {url}" for url in urls if json.dumps(url, ensure_ascii=False) not in body]
    assert lost == []


def test_reported_status_words_are_kept_as_reports_only() -> None:
    lost = []
    for flow_id, fact in flow_facts().items():
        flow = register().flows.get(flow_id)
        have = {(r.date, r.word.replace(" ", "_")) for r in flow.reports} if flow else set()
        wanted = [(step["date"], step["status"]) for step in fact["status_history"]]
        lost += [f"{flow_id}: {step}" for step in wanted if step not in have]
    assert lost == []


def words(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower())


def copied_run(theirs: str, ours: str) -> str | None:
    """The first run of as many words as nobody writes twice by chance, or None."""
    mine, given = " ".join(words(ours)), words(theirs)
    runs = (" ".join(given[n : n + COPIED_WORDS]) for n in range(len(given) - COPIED_WORDS + 1))
    return next((run for run in runs if run in mine), None)


@pytest.mark.parametrize("field", ["detail", "effect", "title"])
def test_sentences_are_the_register_s_own(field: str) -> None:
    parts = {"title", "text", "flows", "order", "acts", "note"}
    copied = {}
    for fact, _, event in kept():
        copied[fact.id] = copied_run(fact.body[field] or "", event.model_dump_json(include=parts))
    assert {fact_id: run for fact_id, run in copied.items() if run} == {}


def test_the_state_of_play_is_told_in_the_register_s_own_words() -> None:
    copied = {}
    for docket_id, docket in dockets().items():
        state = register().cases[APPEALS.get(docket_id, docket_id)].state
        assert state, f"{docket_id}: no state of play"
        copied[docket_id] = copied_run(docket["status"], state.text)
    assert {docket_id: run for docket_id, run in copied.items() if run} == {}
