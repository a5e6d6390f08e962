"""A case, and dockets of it, under another id: everything that names the old one, at whatever time, names the new one.

Ids are not knowledge: what was known when stays as it was, told with the ids of today. Who the old addresses lead to
stands in the register (`formerly`).
"""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from tracker.storage.facts import bump_version, compact
from tracker.storage.store import Store
from tracker.storage.told import marks_of_orders, remark
from tracker.subscriptions import scope_from_json, scope_to_json

# What holds the id of a case, or of one of its events or orders, which begin with it and a full stop.
_CASE_IDS = (
    ("facts", "object_id"), ("facts", "case_id"), ("events", "event_id"), ("events", "case_id"),
    ("events", "order_id"), ("event_actions", "event_id"), ("event_flows", "event_id"), ("event_sources", "event_id"),
    ("tag_matches", "event_id"), ("cases", "case_id"), ("dockets", "case_id"), ("coverage_links", "target_id"),
    ("owed", "item_id"), ("owed_scope", "item_id"), ("status_changes", "cause"), ("adopted", "register_event_id"),
    ("withheld", "target_id"), ("decisions", "target_id"), ("ties", "case_id"), ("ties", "from_event"),
    ("ties", "to_event"), ("retag_changes", "event_id"),
)  # fmt: skip
_DOCKET_IDS = (
    ("dockets", "docket_id"), ("docket_entries", "docket_id"), ("entry_keys", "docket_id"), ("events", "docket_id"),
    ("gap_fills", "docket_id"), ("courtlistener_dockets", "docket_id"), ("courtlistener_finds", "docket_id"),
)  # fmt: skip
# Table, key and columns of JSON in which ids stand. Facts are read for themselves: they carry their own sum.
_JSON = (
    ("events", "event_no", ("body",)), ("cases", "case_id", ("body",)),
    ("decisions", "decision_id", ("before", "after")),
    ("retag_changes", "change_id", ("before", "after")), ("suggestions", "suggestion_id", ("body", "because")),
)  # fmt: skip
_OF_DOCKETS = frozenset({"docket", "docket_id", "reviews", "private"})
# Where the id of a case stands by itself; "": in a list of pairs of kind and id. Elsewhere the same letters are a word.
_OF_CASES = frozenset({"id", "case", "case_id", "cases", "case_ids", "related", ""})


@dataclass(frozen=True, slots=True)
class Rename:
    """old, new: ids of the case; dockets: those of its dockets whose id changes with it."""

    old: str
    new: str
    dockets: Mapping[str, str]

    def of(self, value: str) -> str:
        """An id of the case, or of an event or order of it, as it is from now on; any other text as it is."""
        found = re.fullmatch(rf"{re.escape(self.old)}((?:\.[a-z0-9-]+)*)", value)
        return self.new + found[1] if found else value

    def within(self, value: Any, key: str = "", about_docket: bool = False) -> Any:
        """The same in data as facts and decisions are kept. The trial court's docket often has the id of its case, so
        that what names a docket is told from what names the case by its key."""
        if isinstance(value, str):
            docket = key in _OF_DOCKETS or (about_docket and key == "id")
            if docket:
                return self.dockets.get(value, value)
            return self.of(value) if value != self.old or key in _OF_CASES else value
        if isinstance(value, list):
            return [self.within(one, key, key == "dockets") for one in value]
        if isinstance(value, dict):
            return {name: self.within(one, name, about_docket) for name, one in value.items()}
        return value


def is_taken(store: Store, case_id: str) -> bool:
    """Whether something is still kept under this id, of a case that has left the register: its events, what was known
    of it, or who followed it."""
    return bool(
        store.value(
            "select exists (select 1 from events where case_id = :id or event_id glob :id || '.*')"
            " or exists (select 1 from facts where case_id = :id)"
            " or exists (select 1 from scopes s, json_each(s.body, '$.case_ids') j where j.value = :id)",
            {"id": case_id},
        )
    )


def case_of_docket(store: Store, docket_id: str) -> str | None:
    """The case under which a docket is kept, also one that has left the register."""
    found = store.value("select case_id from dockets where docket_id = ?", [docket_id])
    return str(found) if found else None


def rename_case(store: Store, what: Rename) -> None:
    """Call inside the transaction that loads the register under the new id."""
    told = marks_of_orders(store, what.old)
    # Children of an event name it by its id, and all of them change before the transaction ends.
    store.execute("pragma defer_foreign_keys = on")
    for table, column in _CASE_IDS:
        store.execute(
            f"update {table} set {column} = ? || substr({column}, ?) where {column} = ? or {column} glob ?",
            [what.new, len(what.old) + 1, what.old, f"{what.old}.*"],
        )
    for table in ("owed", "owed_scope"):
        before = f"event:{what.old}."
        store.execute(
            f"update {table} set change_key = ? || substr(change_key, ?) where change_key glob ?",
            [f"event:{what.new}.", len(before) + 1, f"{before}*"],
        )
    # Two dockets may change places, so that each leaves its id before any takes another.
    for name in ("~{new}", "{new}"):
        for old, new in what.dockets.items():
            for table, column in _DOCKET_IDS:
                was = old if name.startswith("~") else f"~{new}"
                store.execute(f"update {table} set {column} = ? where {column} = ?", [name.format(new=new), was])
    # Where what holds now is read from; what held before was read from the file of then.
    store.execute(
        "update facts set source_file = replace(source_file, ?, ?) where case_id = ? and known_until is null",
        [f"{what.old}.yaml", f"{what.new}.yaml", what.new],
    )
    _rewrite_facts(store, what)
    for table, key, columns in _JSON:
        _rewrite(store, what, table, key, columns)
    _rewrite_scopes(store, what)
    remark(store, told, marks_of_orders(store, what.new))
    bump_version(store)


_NAMED = "exists (select 1 from json_each(?) j where instr(body, j.value))"


def _names(what: Rename) -> str:
    return json.dumps([what.old, *what.dockets])


def _rewrite_facts(store: Store, what: Rename) -> None:
    for row in store.rows(f"select fact_id, body from facts where kind <> 'flow' and {_NAMED}", [_names(what)]):
        body = compact(what.within(json.loads(row["body"])))
        if body != row["body"]:
            sha = hashlib.sha256(body.encode()).hexdigest()
            store.execute("update facts set body = ?, body_sha = ? where fact_id = ?", [body, sha, row["fact_id"]])


def _rewrite(store: Store, what: Rename, table: str, key: str, columns: tuple[str, ...]) -> None:
    for column in columns:
        named = _NAMED.replace("body", column)
        rows = store.rows(f"select {key} as id, {column} as body from {table} where {named}", [_names(what)])
        for row in rows:
            body = compact(what.within(json.loads(row["body"])))
            if body != row["body"]:
                store.execute(f"update {table} set {column} = ? where {key} = ?", [body, row["id"]])


def _rewrite_scopes(store: Store, what: Rename) -> None:
    """Who followed the case follows it. What somebody asked for and has not confirmed stays word for word, since the
    link in the letter about it is good for just that; it is read by `present_ids` when it is confirmed."""
    for table, key, column in (("subscribers", "subscriber_id", "scope"), ("scopes", "scope_id", "body")):
        rows = store.rows(f"select {key} as id, {column} as scope from {table} where instr({column}, ?)", [what.old])
        for row in rows:
            scope = scope_from_json(row["scope"])
            scope = replace(scope, case_ids=tuple(map(what.of, scope.case_ids)))
            store.execute(f"update {table} set {column} = ? where {key} = ?", [scope_to_json(scope), row["id"]])


def present_ids(store: Store) -> dict[str, str]:
    """Every id that a case of the register had before, and the one that it has."""
    rows = store.execute(
        "select j.value, f.object_id from facts f, json_each(f.body, '$.formerly') j"
        " where f.kind = 'case' and f.known_until is null"
    )
    return dict(rows)
