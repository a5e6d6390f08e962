"""Ties between papers, worked out from the stored papers of whole cases and written where they differ."""

import json
from collections.abc import Iterable, Sequence
from functools import lru_cache
from sys import intern
from typing import Any, NamedTuple

from tracker.linking.references import speaks
from tracker.linking.ties import NAMING, RULES, Court, Paper, ties_of
from tracker.register.schema import event_id as id_of
from tracker.storage.meta import note, noted
from tracker.storage.store import Store
from tracker.storage.withheld import IS_WITHHELD

_PAPERS = (
    "select e.case_id, e.event_id, e.kind, coalesce(e.day, ''), e.docket_id, e.document, e.origin, e.order_id, e.body,"
    " coalesce(nullif(n.description, ''), nullif(n.short_description, ''), e.title || '. ' || e.text),"
    " (select json_group_array(json_array(a.relief, a.disposition)) from event_actions a where a.event_id = e.event_id)"
    " from events e left join docket_entries n on n.entry_id = e.entry_id"
    " where e.retracted_at is null and e.case_id in (select value from json_each(?))"
)
# In the order of a `Tie`.
_HELD = "from_event, to_event, to_document, what, certainty, because"


def retie(store: Store, case_ids: Iterable[str | None]) -> None:
    """Work out the ties of these cases anew; only what differs is written. Call inside the transaction that changed
    their papers, so that a kill leaves both or neither."""
    wanted = json.dumps(sorted({case_id for case_id in case_ids if case_id}))
    hidden = _hidden(store, wanted)
    papers: dict[str, list[Paper]] = {}
    # Rows as they come: a feed may touch thousands of papers.
    for case_id, *row in store.execute(_PAPERS, [wanted]):
        papers.setdefault(case_id, []).append(_paper(case_id, row, row[0] in hidden))
    bodies = store.execute(
        "select case_id, body from cases where case_id in (select value from json_each(?))", [wanted]
    ).fetchall()
    dockets = {case_id: _courts(body) for case_id, body in bodies}
    rows = store.execute(
        f"select tie_id, case_id, {_HELD} from ties where case_id in (select value from json_each(?))", [wanted]
    )
    held = {tuple(row[1:]): row[0] for row in rows}
    new = []
    for case_id, own in papers.items():
        for tie in ties_of(own, dockets.get(case_id, ())):
            key = (case_id, *tie)
            if held.pop(key, None) is None:
                new.append(key)
    store.many("delete from ties where tie_id = ?", [(tie_id,) for tie_id in held.values()])
    store.many(f"insert into ties (case_id, {_HELD}) values (?, ?, ?, ?, ?, ?, ?)", new)


def cases_to_retie(store: Store, fresh: Iterable[tuple[str | None, str]]) -> set[str]:
    """Of (case id, kind of a new or changed paper), the cases whose ties may differ: a paper that names none and
    asks for nothing matters only where one was named and never seen."""
    told = [(case_id, kind) for case_id, kind in fresh if case_id]
    found = {case_id for case_id, kind in told if kind in NAMING}
    rest = json.dumps(sorted({case_id for case_id, _ in told} - found))
    sql = "select distinct case_id from ties where to_event is null and case_id in (select value from json_each(?))"
    return found | {row["case_id"] for row in store.rows(sql, [rest])}


def retie_all(store: Store) -> None:
    """Work out every case anew, and remember by which rules. Call inside a transaction."""
    # Case by case: a large store's papers need not lie in memory together.
    for row in store.rows("select case_id from cases"):
        retie(store, [row["case_id"]])
    note(store, "ties", RULES)


def retie_stale(store: Store) -> None:
    """The same, only where the rules that made the stored ties are not today's. Call inside a transaction."""
    if noted(store, "ties") != RULES:
        retie_all(store)


@lru_cache(maxsize=256)
def _courts(body: str) -> tuple[Court, ...]:
    return tuple(Court(d["id"], d.get("number"), d.get("reviews")) for d in json.loads(body).get("dockets", ()))


def _hidden(store: Store, wanted: str) -> set[str]:
    if not store.value("select 1 from withheld"):
        return set()
    sql = f"select e.event_id from events e where e.case_id in (select value from json_each(?)) and {IS_WITHHELD}"
    return {row["event_id"] for row in store.rows(sql, [wanted])}


def _paper(case_id: str, row: Sequence[Any], hidden: bool) -> Paper:
    event_id, kind, day, docket_id, document, origin, order_id, raw, words, actions = row
    if hidden:
        # It says nothing, but may still be what another paper names.
        return Paper(event_id, "other", day, docket_id, document)
    said = _said(raw)
    # Tens of thousands of papers lie in memory at once: what is the same is held once, what names nothing not at all.
    # What is only reported has done nothing yet.
    sure = said.verified and day
    acts = [(do if sure else "clouds", to) for do, to in said.acts]
    acts += [("replaces", order_id) for order_id in said.replaces]
    return Paper(
        event_id, intern(kind), intern(day), docket_id and intern(docket_id), document,
        words if speaks(words, kind, said.rules_on) else "", _pairs(actions) if actions != "[]" else (),
        said.rules_on, intern(origin), order_id, tuple((do, to) for do, to in acts if to),
        tuple((what, _event(case_id, key)) for what, key in said.named), said.told_by,
    )  # fmt: skip


class _Said(NamedTuple):
    """What the body of an event says about other papers."""

    verified: bool
    acts: tuple[tuple[str, str | None], ...]
    replaces: tuple[str, ...]
    named: tuple[tuple[str, str], ...]
    rules_on: tuple[int, ...]
    told_by: str | None


# Courts use the same few types over and over, and a case's papers are read again with each new one.
@lru_cache(maxsize=4096)
def _said(raw: str) -> _Said:
    body = json.loads(raw)
    named = (line.split(None, 1) for line in body.get("ties", ()))
    return _Said(
        not body.get("unverified"), tuple((a["do"], _target(a)) for a in body.get("acts", ())),
        tuple((body.get("order") or {}).get("replaces", ())), tuple((what, key) for what, key in named),
        tuple(body.get("rules_on", ())), body.get("told_by"),
    )  # fmt: skip


@lru_cache(maxsize=1024)
def _pairs(actions: str) -> tuple[tuple[str, str], ...]:
    return tuple((relief, how) for relief, how in json.loads(actions))


def _target(act: dict[str, Any]) -> str | None:
    return act.get("stay") or act.get("judgment") or act.get("order")


def _event(case_id: str, key: str) -> str:
    return key if "." in key else id_of(case_id, key)
