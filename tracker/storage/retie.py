"""Ties between papers, worked out from the stored papers of cases and written where they differ.

A case is tied whole, or, where it is large, only from the day of its new papers on (`retie_latest`). Both leave the
same ties.
"""

import json
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from tracker.linking.ties import NAMING, RULES, Paper, ties_of
from tracker.storage.meta import note, noted
from tracker.storage.retie_latest import HELD, retie_latest, write_ties
from tracker.storage.store import Store
from tracker.storage.tie_papers import courts_of, papers_by_id, papers_where

# A case of more papers than this is not read whole for one paper more. Below, that takes some 50 ms.
FEW = 1_000


class Change(NamedTuple):
    """A new or changed paper, as it is stored now."""

    case_id: str | None
    event_id: str
    kind: str


def retie(store: Store, case_ids: Iterable[str | None]) -> None:
    """Work out the ties of these cases anew; only what differs is written. Call inside the transaction that changed
    their papers, so that a kill leaves both or neither."""
    wanted = sorted({case_id for case_id in case_ids if case_id})
    papers: dict[str, list[Paper]] = {}
    condition = "e.case_id in (select value from json_each(?))"
    for case_id, paper in papers_where(store, condition, [json.dumps(wanted)]):
        papers.setdefault(case_id, []).append(paper)
    dockets = courts_of(store, wanted)
    sql = f"select tie_id, case_id, {HELD} from ties where case_id in (select value from json_each(?))"
    held = {tuple(row[1:]): row[0] for row in store.execute(sql, [json.dumps(wanted)])}
    found = ((case_id, tie) for case_id, own in papers.items() for tie in ties_of(own, dockets.get(case_id, ())))
    write_ties(store, held, found)


def as_they_were(store: Store, event_ids: Iterable[str]) -> Mapping[str, tuple[str, Paper]]:
    """The papers that are about to be changed, for `retie_changed`."""
    return papers_by_id(store, event_ids)


def retie_changed(
    store: Store, changes: Iterable[Change], were: Mapping[str, tuple[str, Paper]] | None = None, few: int = FEW
) -> None:
    """Make the ties right again after these papers came or changed, in the same transaction. Where papers were there
    before, `were` tells how; with none of them, they are all new."""
    were = were or {}
    by_case: dict[str, list[Change]] = {}
    for change in changes:
        if change.case_id:
            by_case.setdefault(change.case_id, []).append(change)
    large = _large(store, by_case, few)
    whole = _cases_to_retie(store, [c for case_id, own in by_case.items() if case_id not in large for c in own], were)
    for case_id in large:
        ids = [change.event_id for change in by_case[case_id]]
        before = {event_id: were[event_id][1] for event_id in ids if event_id in were}
        if not retie_latest(store, case_id, ids, before):
            whole.add(case_id)
    if whole:
        retie(store, whole)


def _large(store: Store, case_ids: Iterable[str], few: int) -> set[str]:
    """Of these, the cases of more than a few papers; none while the stored ties are those of older rules."""
    wanted = list(case_ids)
    if not wanted or _stale(store):
        return set()
    sql = (
        "select c.value from json_each(?) c"
        " where exists (select 1 from events e where e.case_id = c.value limit 1 offset ?)"
    )
    return {case_id for (case_id,) in store.execute(sql, [json.dumps(wanted), few])}


def _cases_to_retie(store: Store, changes: Iterable[Change], were: Mapping[str, tuple[str, Paper]]) -> set[str]:
    """The cases whose ties may differ: a new paper that names none and asks for nothing matters only where one was
    named and never seen. A changed one may have been of any kind before."""
    told = list(changes)
    found = {c.case_id for c in told if c.case_id and (c.kind in NAMING or c.event_id in were)}
    rest = json.dumps(sorted({c.case_id for c in told if c.case_id} - found))
    sql = "select distinct case_id from ties where to_event is null and case_id in (select value from json_each(?))"
    return found | {row["case_id"] for row in store.rows(sql, [rest])}


def retie_all(store: Store) -> None:
    """Work out every case anew, and remember by which rules. Call inside a transaction."""
    # Case by case: a large store's papers need not lie in memory together.
    for row in store.rows("select case_id from cases"):
        retie(store, [row["case_id"]])
    note(store, "ties", RULES)


def _stale(store: Store) -> bool:
    return noted(store, "ties") != RULES


def stale_papers(store: Store) -> int:
    """How many papers were tied by other rules than today's; 0 where the ties are today's."""
    return int(store.value("select count(*) from events where case_id is not null")) if _stale(store) else 0


def retie_stale(store: Store) -> None:
    """Work out every case anew, only where the rules that made the stored ties are not today's. Call inside a
    transaction."""
    if _stale(store):
        retie_all(store)
