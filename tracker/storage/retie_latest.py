"""Ties of a large case from the day of its new papers on, as if all of it were tied anew.

What comes before that day keeps its ties: a tie depends on papers of its own day and before. Where it does not (an
undated paper, a number that a paper no longer has, an act written by hand), nothing is done and the caller is told so.
What the later papers need of the earlier ones (`tracker.linking.needs`) is found by the indexes of `m0014_ties`.
"""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from tracker.linking.casepapers import numbers_of
from tracker.linking.guesses import LEAVES_OPEN
from tracker.linking.needs import Needs, loses_its_number, needs, targets_of
from tracker.linking.ties import Before, Paper, Tie, ties_of
from tracker.storage.store import Store
from tracker.storage.tie_papers import courts_of, papers_by_id, papers_where
from tracker.vocab import COURT_ACT_KINDS

# In the order of a `Tie`.
HELD = "from_event, to_event, to_document, what, certainty, because"
# More papers than these since the oldest changed one: the whole case is no more work.
_MOST = 5_000
_ACTING = """(e.body glob '*"acts":*' or e.body glob '*"ties":*' or e.body glob '*"replaces":*')"""
_RULING = json.dumps(sorted(COURT_ACT_KINDS))
# The place of a paper in its case, as `Docketed` sorts them.
_PLACE = "({0}.day, iif({0}.document glob '[0-9]*', cast({0}.document as integer), 0), {0}.event_id)"
_LATER = f"x.docket_id is m.docket_id and x.day < :until and {_PLACE.format('x')} > {_PLACE.format('m')}"
_TIED = "select 1 from ties t join events x on x.event_id = t.from_event where t.to_event = m.event_id and"
# As `guesses` goes through them: open until a ruling decides it, opposed since a paper did.
_OPEN = (
    f"select m.event_id, exists ({_TIED} x.kind in ('response', 'reply', 'brief')"
    f" and (t.certainty = 'likely' or t.what in ('opposes', 'answers')) and {_LATER})"
    " from events m where m.case_id = :case and m.docket_id is :docket and m.kind = 'motion' and m.retracted_at is null"
    " and m.day >= min(:since, :any) and m.day < :until and (m.day >= :any or exists (select 1 from event_actions a"
    " where a.event_id = m.event_id and a.relief in (select value from json_each(:reliefs))))"
    f" and not exists ({_TIED} t.what = 'decides' and x.kind in (select value from json_each(:ruling)) and {_LATER}"
    " and (t.certainty = 'likely' or not exists (select 1 from event_actions a where a.event_id = x.event_id)"
    " or exists (select 1 from event_actions a where a.event_id = x.event_id"
    " and a.disposition not in (select value from json_each(:leaves)))))"
)
_OWN = "coalesce(nullif(n.description, ''), n.short_description)"
# Left joins only keep SQLite from reading whole indexes into a filter first; a null is no paper.
_NUMBERED = (
    "with w(docket, number) as (select json_extract(value, '$[0]'), json_extract(value, '$[1]') from json_each(?))"
    " select e.event_id from w left join events e on e.docket_id = w.docket and e.document = w.number"
    # "12-1" is 12, "-" comes right before "."
    " union select e.event_id from w left join events e on e.docket_id = w.docket"
    " and e.document >= w.number || '-' and e.document < w.number || '.'"
    " union select e.event_id from w left join events e on e.docket_id = w.docket"
    " and e.document glob '*[,; ]*' and instr(e.document, w.number) > 0"
    # "]" comes right before "^"
    f" union select e.event_id from w left join docket_entries n on n.docket_id = w.docket and instr({_OWN}, '[') > 0"
    f" and substr({_OWN}, instr({_OWN}, '[') + 1, 9) >= w.number || ']'"
    f" and substr({_OWN}, instr({_OWN}, '[') + 1, 9) < w.number || '^'"
    " left join events e on e.entry_id = n.entry_id"
)


def retie_latest(store: Store, case_id: str, event_ids: Iterable[str], were: Mapping[str, Paper]) -> bool:
    """Make the ties of the case right after these papers came or changed; False, and nothing done, where only the
    whole case tells. were: those that were there, as they were before. Call inside a transaction."""
    now = {event_id: paper for event_id, (own, paper) in papers_by_id(store, event_ids).items() if own == case_id}
    if same := {event_id for event_id, paper in were.items() if now.get(event_id) == paper}:
        # Other words may have changed, none that a rule of ties reads.
        were, now = ({i: p for i, p in some.items() if i not in same} for some in (were, now))
        if not now and not were:
            return True
    changed = [*were.values(), *now.values()]
    if not now or not all(paper.day for paper in changed) or _acted_on(store, case_id, changed):
        return False
    if any(i not in now or loses_its_number(numbers_of(paper), numbers_of(now[i])) for i, paper in were.items()):
        return False
    since, seen = _unseen_before(store, case_id, changed)
    sql = "select count(*) from (select 1 from events where case_id = ? and day >= ? limit ?)"
    if store.value(sql, [case_id, since, _MOST + 1]) > _MOST:
        return False
    papers = {p.event_id: p for _, p in papers_where(store, "e.case_id = ? and e.day >= ?", [case_id, since])}
    papers |= {p.event_id: p for _, p in papers_where(store, "e.case_id = ? and e.day is null", [case_id])}
    dockets = courts_of(store, [case_id]).get(case_id, ())
    earlier, before = _before(store, case_id, papers, needs(papers.values(), dockets), since)
    found = ties_of([*papers.values(), *earlier], dockets, before)
    held = {tuple(row[1:]): row[0] for row in store.execute(
        f"select tie_id, case_id, {HELD} from ties where from_event in (select value from json_each(?))"
        " or tie_id in (select value from json_each(?))", [json.dumps(list(papers)), json.dumps(seen)],
    )}  # fmt: skip
    write_ties(store, held, ((case_id, tie) for tie in found))
    return True


def write_ties(store: Store, held: dict[tuple[Any, ...], int], found: Iterable[tuple[str, Tie]]) -> None:
    """Write (case id, tie) where none is held, and forget what is held and not found. held: a stored tie with its case
    in front -> tie_id."""
    left, new = dict(held), []
    for case_id, tie in found:
        if left.pop(key := (case_id, *tie), None) is None:
            new.append(key)
    store.many("delete from ties where tie_id = ?", [(tie_id,) for tie_id in left.values()])
    store.many(f"insert into ties (case_id, {HELD}) values (?, ?, ?, ?, ?, ?, ?)", new)


def _acted_on(store: Store, case_id: str, changed: Iterable[Paper]) -> bool:
    """Whether a paper of the case, of any time, acts on one of these or is tied to it by hand."""
    acting = papers_where(store, f"e.case_id = ? and {_ACTING}", [case_id])
    targets = set().union(*(targets_of(paper) for _, paper in acting))
    return any({paper.event_id, paper.order_id} & targets for paper in changed)


def _unseen_before(store: Store, case_id: str, papers: Iterable[Paper]) -> tuple[str, list[int]]:
    """The day from which papers are tied anew, and the ties of earlier ones that end: a paper named there as never
    seen is seen now, and came later than it was named."""
    wanted = {(paper.docket_id, number): paper.day for paper in papers for number in numbers_of(paper)}
    since, ended = min(paper.day for paper in papers), []
    rows = store.execute(
        "select t.tie_id, e.kind, coalesce(e.day, ''), e.docket_id, t.to_document from ties t"
        " join events e on e.event_id = t.from_event where t.case_id = ? and t.to_event is null"
        " and t.to_document in (select value from json_each(?))", [case_id, json.dumps([n for _, n in wanted])],
    )  # fmt: skip
    for tie_id, kind, day, docket_id, number in rows:
        if (docket_id, number) in wanted and day:
            ended.append(tie_id)
            if kind in ("mandate", "notice_of_appeal", "response", "reply"):
                # Naming nothing any more, they may be guessed about, and what follows from that comes later.
                since = min(since, day)
    return since, ended


def _before(
    store: Store, case_id: str, papers: Mapping[str, Paper], wanted: Needs, since: str
) -> tuple[list[Paper], Before]:
    """The earlier papers that these need, and what is known of them."""
    motions = _motions(store, case_id, wanted, since)
    ids = set(motions) | _numbered(store, wanted) | wanted.targets
    targets = json.dumps(sorted(wanted.targets))
    by_order = (
        "select event_id from events indexed by events_order where case_id = ?"
        " and order_id in (select value from json_each(?))"
    )
    ids |= {event_id for (event_id,) in store.execute(by_order, [case_id, targets])} if wanted.targets else set()
    ids |= _rulings(store, case_id, wanted)
    appeals = _appeals(store, case_id, papers) if wanted.appeals else []
    ids |= {event_id for tie in appeals for event_id in tie[:2] if event_id}
    if wanted.appeals:
        sql = "select event_id from events where case_id = ? and kind = 'notice_of_appeal'"
        ids |= {event_id for (event_id,) in store.execute(sql, [case_id])}
    held = {i: paper for i, (own, paper) in papers_by_id(store, ids - set(papers)).items() if own == case_id}
    present = {*held, *papers}
    return list(held.values()), Before(
        frozenset(held),
        frozenset(i for i in motions if i in held and held[i].kind == "motion" and not held[i].told_by),
        frozenset(i for i, opposed in motions.items() if opposed),
        tuple(
            tie for tie in appeals if tie.from_event in present and (tie.to_event is None or tie.to_event in present)
        ),
    )


def _motions(store: Store, case_id: str, wanted: Needs, since: str) -> dict[str, bool]:
    """Open motions, and whether each is opposed."""
    found: dict[str, bool] = {}
    for docket_id, motions in wanted.motions.items():
        found |= {event_id: bool(opposed) for event_id, opposed in store.execute(_OPEN, {
            "case": case_id, "docket": docket_id, "since": motions.since, "any": motions.any_since, "until": since,
            "reliefs": json.dumps(sorted(motions.reliefs)), "ruling": _RULING,
            "leaves": json.dumps(sorted(LEAVES_OPEN)),
        })}  # fmt: skip
    return found


def _numbered(store: Store, wanted: Needs) -> set[str]:
    rows = store.execute(_NUMBERED, [json.dumps(sorted(wanted.numbers))]) if wanted.numbers else ()
    return {event_id for (event_id,) in rows if event_id}


def _rulings(store: Store, case_id: str, wanted: Needs) -> set[str]:
    """Court acts that a notice of appeal may attack."""
    found: set[str] = set()
    of_days = " and substr(day, 6) in (select value from json_each(?))"
    for condition, value in ((" and day >= ?", wanted.ruled_since), (of_days, json.dumps(sorted(wanted.ruled_on)))):
        if value not in ("9999", "[]"):
            sql = (
                f"select event_id from events where case_id = ? and kind in (select value from json_each(?)){condition}"
            )
            found |= {event_id for (event_id,) in store.execute(sql, [case_id, _RULING, value])}
    return found


def _appeals(store: Store, case_id: str, papers: Mapping[str, Paper]) -> list[Tie]:
    """The ties of earlier papers that say what is appealed, the sure ones first."""
    sql = f"select {HELD} from ties where case_id = ? and what = 'appeals' order by certainty = 'likely', tie_id"
    return [tie for row in store.execute(sql, [case_id]) if (tie := Tie(*row)).from_event not in papers]
