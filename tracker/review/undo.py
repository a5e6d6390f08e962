"""Taking a decision back. The decision stays on record; a new one restores what held before it."""

import json
from dataclasses import replace
from datetime import datetime
from typing import Any

from tracker.courts import Courts
from tracker.dates import utc_text
from tracker.errors import NotFoundError, TrackerError
from tracker.register.rows import event_row as register_row
from tracker.register.schema import Event
from tracker.review.confirm import case_of, check, event_id_key, put_into, readable_event
from tracker.review.snapshot import Snapshot, read, take
from tracker.storage import coverage, gaps, reports, suggestions
from tracker.storage.decisions import Decision, add_decision, facts_of_event, find_decision, last_standing
from tracker.storage.entries import entry_row
from tracker.storage.events import put_event, retract_event
from tracker.storage.facts import Fact, bump_version, cases_at, close_reading, flows_at, put_reading
from tracker.storage.owed import owe_event
from tracker.storage.retie import retie
from tracker.storage.store import Store
from tracker.storage.withheld import show_again, withhold

UNDOABLE = frozenset({"confirm", "reject", "withhold", "report", "link", "unlink", "dismiss", "close", "accept"})


def undo(store: Store, decision_id: int, person: str, why: str, courts: Courts, now: datetime) -> Decision:
    """Restore what held before a decision; returns the decision undone.

    Raises NotFoundError for an unknown one, TrackerError where it is not the last about its object, cannot be undone,
    or others have built on it.
    """
    with store.atomic():
        found = find_decision(store, decision_id)
        if found is None:
            raise NotFoundError(f"no decision {decision_id}")
        if found.action not in UNDOABLE:
            raise TrackerError("this kind of decision cannot be undone on the desk")
        standing = last_standing(store, found.target_kind, found.target_id)
        if standing is None or standing.decision_id < decision_id:
            raise TrackerError("this decision has been taken back already")
        if standing.decision_id != decision_id:
            raise TrackerError("something was decided about this later; only the last decision can be undone")
        after: Any = found.before
        if found.action in ("confirm", "reject"):
            after = _restore_event(store, found, courts, now)
        elif found.action == "report":
            # The news item keeps its link to a retracted event, which no page shows; its own decision can be undone.
            readable_event(store, found.target_id)
            retract_event(store, found.target_id, utc_text(now))
            bump_version(store)
        elif found.action == "withhold":
            after = _show_again(store, found, courts, now)
        else:
            _restore_rest(store, found)
        add_decision(
            store, (found.target_kind, found.target_id), "undo", person, now, before=found.after, after=after, why=why,
            undoes=decision_id,
        )  # fmt: skip
        if found.action in ("confirm", "reject"):
            owe_event(store, found.target_id, reason="corrected", now=now)
    return found


def _restore_event(store: Store, decision: Decision, courts: Courts, now: datetime) -> Any:
    event_id, at = decision.target_id, utc_text(now)
    row = readable_event(store, event_id)
    cases, flows = cases_at(store), flows_at(store)
    case, held = case_of(cases, row), read(decision.before)
    told = Event.model_validate_json(held.reading[0]) if held.reading else _register_event(store, event_id)
    check(told, case, cases, flows, courts, key=event_id_key(event_id))
    if held.reading and told:
        put_reading(
            store, Fact("event", event_id, case.id, held.reading[0]), held.reading[1], "restored by an undo", now
        )
        put_event(store, held.row, at)
    else:
        close_reading(store, event_id, now)
        if told:
            # From the register as it stands now, which may have been edited since.
            case = put_into(case, told.key, told)
            put_event(store, register_row(case, told, flows, courts), at)
        elif row["origin"] == "register":
            retract_event(store, event_id, at)
        else:
            put_event(store, _as_the_court_has_it(store, held).row, at)
    retie(store, [case.id])
    return take(store, event_id).as_json()


def _show_again(store: Store, decision: Decision, courts: Courts, now: datetime) -> Any:
    """Put back what was withheld, in the words that hold now: a register file or a court may have changed meanwhile."""
    event_id, at = decision.target_id, utc_text(now)
    if decision.before is None:
        raise TrackerError("the words were withheld by an earlier decision; only that one could be undone")
    if "row" not in decision.before:
        # It only gave another reason. The words stay out of sight until the first withholding is taken back too.
        withhold(store, event_id, decision.before["reason"], decision.before["by"], at)
        return decision.before
    if not show_again(store, event_id):
        raise TrackerError("this event is not withheld any more")
    held = read(decision.before)
    told = Event.model_validate_json(held.reading[0]) if held.reading else _register_event(store, event_id)
    if told and held.row.case_id:
        case = put_into(cases_at(store)[held.row.case_id], told.key, told)
        row = register_row(
            case, told, flows_at(store), courts, row_id=event_id, entry_id=held.row.entry_id,
            confirmed_by=held.row.confirmed_by,
        )  # fmt: skip
    else:
        row = _as_the_court_has_it(store, held).row
    put_event(store, row, at)
    retie(store, [held.row.case_id])
    return None


def _register_event(store: Store, event_id: str) -> Event | None:
    body = facts_of_event(store, event_id).get("register")
    return Event.model_validate_json(json.dumps(body)) if body else None


def _as_the_court_has_it(store: Store, held: Snapshot) -> Snapshot:
    """The machine's reading, over the docket text as it is now; it then still waits for a person."""
    entry = entry_row(store, held.row.entry_id) if held.row.entry_id is not None else None
    if entry is None or entry["revision"] == held.revision:
        return held
    return replace(held, row=held.row._replace(text=entry["description"], matches=(), pending=True))


def _restore_rest(store: Store, decision: Decision) -> None:
    number = int(decision.target_id) if decision.target_id.isdigit() else 0
    if decision.target_kind == "report":
        reports.reopen_report(store, number)
    elif decision.target_kind == "suggestion":
        suggestions.reopen_suggestion(store, number)
    elif decision.target_kind == "gap":
        gaps.reopen_gap(store, number)
    elif decision.target_kind == "coverage" and decision.action in ("link", "unlink"):
        coverage.set_links(store, number, [(kind, target) for kind, target in decision.before])
