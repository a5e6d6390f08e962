"""The papers of cases and their dockets, as the rules of ties read them."""

import json
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from sys import intern
from typing import Any, NamedTuple

from tracker.linking.references import speaks
from tracker.linking.ties import Court, Paper
from tracker.register.schema import event_id as id_of
from tracker.storage.store import Store
from tracker.storage.withheld import IS_WITHHELD

_PAPERS = (
    "select e.case_id, e.event_id, e.kind, coalesce(e.day, ''), e.docket_id, e.document, e.origin, e.order_id, e.body,"
    " coalesce(nullif(n.description, ''), nullif(n.short_description, ''), e.title || '. ' || e.text),"
    " (select json_group_array(json_array(a.relief, a.disposition)) from event_actions a where a.event_id = e.event_id)"
    " from events e left join docket_entries n on n.entry_id = e.entry_id where e.retracted_at is null and "
)


def papers_where(store: Store, condition: str, params: Sequence[Any]) -> Iterator[tuple[str, Paper]]:
    """(case id, paper) of each event `e` of a case that the condition is true of, and that is not retracted."""
    hidden: set[str] = set()
    if store.value("select 1 from withheld"):
        rows = store.execute(f"select e.event_id from events e where {condition} and {IS_WITHHELD}", params)
        hidden = {event_id for (event_id,) in rows}
    # Rows as they come: a feed may touch thousands of papers.
    for case_id, *row in store.execute(f"{_PAPERS}({condition})", params):
        if case_id:
            yield case_id, _paper(case_id, row, row[0] in hidden)


def papers_by_id(store: Store, event_ids: Iterable[str]) -> dict[str, tuple[str, Paper]]:
    """Event id -> (case id, paper). Ids of no case, and of no present event, are left out."""
    wanted = sorted(set(event_ids))
    if not wanted:
        return {}
    condition = "e.event_id in (select value from json_each(?))"
    return {paper.event_id: (case_id, paper) for case_id, paper in papers_where(store, condition, [json.dumps(wanted)])}


def courts_of(store: Store, case_ids: Iterable[str]) -> dict[str, tuple[Court, ...]]:
    """Case id -> its dockets."""
    rows = store.execute(
        "select case_id, body from cases where case_id in (select value from json_each(?))",
        [json.dumps(sorted(case_ids))],
    )
    return {case_id: _courts(body) for case_id, body in rows}


@lru_cache(maxsize=256)
def _courts(body: str) -> tuple[Court, ...]:
    return tuple(Court(d["id"], d.get("number"), d.get("reviews")) for d in json.loads(body).get("dockets", ()))


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
