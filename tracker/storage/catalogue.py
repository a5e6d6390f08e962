"""The present cases, dockets and flows as plain rows, kept equal to the register by `put_catalogue`."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from tracker.docket_numbers import core
from tracker.register.schema import Case, Flow
from tracker.storage.store import Store


def put_catalogue(store: Store, cases: Mapping[str, Case], flows: Mapping[str, Flow]) -> None:
    """Make the catalogue rows equal to the register. Call inside a transaction.

    A docket or case that left the register stays as long as entries hang on it.
    """
    for case in cases.values():
        store.execute(
            "insert into cases (case_id, name, caption, verified_through, body) values (?, ?, ?, ?, ?)"
            " on conflict (case_id) do update set name = excluded.name, caption = excluded.caption,"
            " verified_through = excluded.verified_through, body = excluded.body",
            [case.id, case.name, case.caption, case.verified_through, case.model_dump_json(exclude={"events"})],
        )
        for position, docket in enumerate(case.dockets):
            store.execute(
                "insert into dockets (docket_id, case_id, court_id, docket_number, docket_number_core, pacer_case_id,"
                " caption, judge, position) values (?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict (docket_id) do update set"
                " case_id = excluded.case_id, court_id = excluded.court_id, docket_number = excluded.docket_number,"
                " docket_number_core = excluded.docket_number_core, pacer_case_id = excluded.pacer_case_id,"
                " caption = excluded.caption, judge = excluded.judge, position = excluded.position",
                [docket.id, case.id, docket.court, docket.number, core(docket.number) if docket.number else None,
                 docket.pacer_case_id, docket.caption or case.caption, docket.judge, position],
            )  # fmt: skip
    _drop_gone(store, {d.id for c in cases.values() for d in c.dockets}, set(cases))
    for position, flow in enumerate(sorted(flows.values(), key=lambda f: (f.source.part_of or f.source.short, f.name))):
        store.execute(
            "insert into flows (flow_id, name, source_agency, recipient_agency, source_group, position, body)"
            " values (?, ?, ?, ?, ?, ?, ?) on conflict (flow_id) do update set name = excluded.name,"
            " source_agency = excluded.source_agency, recipient_agency = excluded.recipient_agency,"
            " source_group = excluded.source_group, position = excluded.position, body = excluded.body",
            [flow.id, flow.name, flow.source.short, flow.recipient.short, flow.source.part_of or flow.source.short,
             position, flow.model_dump_json()],
        )  # fmt: skip
    for row in store.rows("select flow_id from flows"):
        if row["flow_id"] not in flows:
            store.execute("delete from flows where flow_id = ?", [row["flow_id"]])
    store.execute(
        "insert into meta (key, value) values ('catalogue', '1')"
        " on conflict (key) do update set value = cast(value as integer) + 1"
    )


def _drop_gone(store: Store, docket_ids: set[str], case_ids: set[str]) -> None:
    for row in store.rows("select docket_id from dockets"):
        used = store.value("select 1 from docket_entries where docket_id = ? limit 1", [row["docket_id"]])
        if row["docket_id"] not in docket_ids and not used:
            store.execute("delete from dockets where docket_id = ?", [row["docket_id"]])
    for row in store.rows("select case_id from cases"):
        used = store.value("select 1 from dockets where case_id = ? limit 1", [row["case_id"]])
        if row["case_id"] not in case_ids and not used:
            store.execute("delete from cases where case_id = ?", [row["case_id"]])


def catalogue_version(store: Store) -> int:
    """Rises each time the catalogue may have changed, so that what is built from it can be kept until then."""
    return int(store.value("select value from meta where key = 'catalogue'") or 0)


def dockets_of_court(store: Store, court_id: str) -> list[dict[str, Any]]:
    return store.rows(
        "select d.*, c.name case_name from dockets d join cases c using (case_id)"
        " where court_id = ? and docket_number_core is not null",
        [court_id],
    )


def docket_row(store: Store, docket_id: str) -> dict[str, Any] | None:
    return store.row(
        "select d.*, c.name case_name from dockets d join cases c using (case_id) where docket_id = ?", [docket_id]
    )


def flows_of_cases(store: Store, case_ids: Iterable[str]) -> dict[str, list[str]]:
    """Flow ids that register events of each case concern, by first mention."""
    found: dict[str, list[str]] = {case_id: [] for case_id in case_ids}
    for case_id, flow_id, _ in store.execute(
        "select e.case_id, flow_id, min(e.day) first from events e join event_flows f using (event_id)"
        " where e.case_id in (select value from json_each(?)) and e.origin = 'register' and e.retracted_at is null"
        " group by e.case_id, flow_id order by first, flow_id",
        [json.dumps(list(found))],
    ):
        found[case_id].append(flow_id)
    return found
