"""Loading the register: facts, catalogue and timeline rows change together, in one transaction."""

from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

from tracker.config import Config
from tracker.courts import Courts
from tracker.dates import utc_text
from tracker.errors import RegisterError
from tracker.ingest.renames import refuse_wrong_ids, renames_in
from tracker.register.files import Register, load_register, refuse_days_to_come
from tracker.register.mark import register_mark
from tracker.register.rows import event_row
from tracker.register.schema import Case, event_id
from tracker.review.adopt import adopt
from tracker.storage.catalogue import put_catalogue
from tracker.storage.events import put_event, retract_event
from tracker.storage.facts import Changes, Fact, compact, reading_of, replace_register
from tracker.storage.loaded import note_loaded, register_counts
from tracker.storage.owed import Reason, owe_event
from tracker.storage.rename import rename_case
from tracker.storage.retie import retie, retie_stale
from tracker.storage.store import Store


def load_files(
    store: Store, config: Config, courts: Courts, now: datetime, *, told_by: date | None = None
) -> tuple[Register, Changes]:
    """Read and check every file of the register, and load it. Raises RegisterError, with every problem found.

    told_by: the last day that a source can tell of; None where the machine's clock is not to keep the service from
    starting.
    """
    mark = register_mark(config)
    register = load_register(config.register_dir, frozenset(courts))
    if told_by:
        refuse_days_to_come(register, config.register_dir, told_by)
    _refuse_emptied(store, register, config.register_dir)
    refuse_wrong_ids(store, register, config.register_dir)
    return register, load_into_store(store, register, courts, now, mark)


def _refuse_emptied(store: Store, register: Register, folder: Path) -> None:
    # A folder that is not mounted, or half checked out: taking it at its word would retract every order there is.
    for name, found, held in zip(
        ("cases", "flows"), (register.cases, register.flows), register_counts(store), strict=True
    ):
        if not found and held > 1:
            told = (
                f"{folder / name}:1: no file is there, while {held} {name} are loaded; put the files back, or set "
                "TRACKER_REGISTER_DIR to where they are. Nothing was retracted"
            )
            raise RegisterError([told])


def load_into_store(store: Store, register: Register, courts: Courts, now: datetime, mark: str = "") -> Changes:
    """Make the store's register state equal to the files; loading the same files again changes nothing.

    The first load owes no subscriber anything; later ones owe what is new or changed. mark: of what the register was
    read from (tracker.register.mark), kept with it so that the next start need not read the same again.
    """
    with store.atomic():
        note_loaded(store, mark)
        renames = renames_in(store, register)
        for rename in renames:
            rename_case(store, rename)
        changes = replace_register(store, _facts(register), now)
        changes = replace(changes, renamed=tuple((rename.old, rename.new) for rename in renames))
        if not changes:
            retie_stale(store)
            return changes
        put_catalogue(store, register.cases, register.flows)
        at = utc_text(now)
        touched = {object_id for kind, object_id in (*changes.new, *changes.changed) if kind == "event"}
        touched |= {object_id for object_id in adopt(store, now) if "." in object_id}
        # A changed order changes which flows later acts on it touch, so its whole case is written again.
        cases = {found.split(".", 1)[0] for found in touched}
        cases |= {object_id for kind, object_id in (*changes.new, *changes.changed) if kind == "case"}
        for case_id in sorted(cases & set(register.cases)):
            _put_case_events(store, register, courts, register.cases[case_id], at)
        for kind, object_id in changes.retracted:
            # What a person read otherwise stays on the record as they read it.
            if kind == "event" and reading_of(store, object_id) is None:
                retract_event(store, object_id, at)
        retie(store, cases | {found.split(".", 1)[0] for kind, found in changes.retracted if kind == "event"})
        retie_stale(store)
        if not changes.first:
            _owe(store, changes, now)
    return changes


def _owe(store: Store, changes: Changes, now: datetime) -> None:
    reasons: list[tuple[tuple[tuple[str, str], ...], Reason]] = [
        (changes.new, "new"), (changes.changed, "corrected"), (changes.retracted, "corrected"),
    ]  # fmt: skip
    for found, reason in reasons:
        for kind, object_id in found:
            if kind == "event":
                owe_event(store, object_id, reason=reason, now=now)


def _put_case_events(store: Store, register: Register, courts: Courts, case: Case, at: str) -> None:
    for event in case.events:
        if reading_of(store, event_id(case.id, event.key)) is None:
            put_event(store, event_row(case, event, register.flows, courts), at)


def _facts(register: Register) -> list[Fact]:
    facts = []
    for flow in register.flows.values():
        origin = register.origins[flow.id]
        body = compact(flow.model_dump(mode="json", exclude_defaults=True))
        facts.append(Fact("flow", flow.id, None, body, origin.file, 1))
    for case in register.cases.values():
        origin = register.origins[case.id]
        body = compact({**case.model_dump(mode="json", exclude_defaults=True, exclude={"events"}), "events": []})
        facts.append(Fact("case", case.id, case.id, body, origin.file, 1))
        for index, event in enumerate(case.events):
            dumped = event.model_dump(mode="json", exclude_defaults=True)
            # `date: null` is a statement of its own and has no default, so it is always there.
            facts.append(
                Fact("event", event_id(case.id, event.key), case.id, compact(dumped), origin.file,
                     origin.line(("events", index)))
            )  # fmt: skip
    return facts
