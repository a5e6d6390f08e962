"""Loading the register: facts, catalogue and timeline rows change together, in one transaction."""

from collections.abc import Iterable, Set
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

from tracker.config import Config
from tracker.courts import Courts
from tracker.dates import utc_text
from tracker.errors import RegisterError
from tracker.register.files import Register, load_register, refuse_days_to_come
from tracker.register.mark import register_mark
from tracker.register.rows import event_row
from tracker.register.schema import Case, Docket, event_id
from tracker.review.adopt import adopt
from tracker.storage.catalogue import put_catalogue
from tracker.storage.events import put_event, retract_event
from tracker.storage.facts import Changes, Fact, cases_at, compact, reading_of, replace_register
from tracker.storage.loaded import entries_of_case, note_loaded, register_counts
from tracker.storage.owed import Reason, owe_event
from tracker.storage.rename import Rename, is_taken, rename_case
from tracker.storage.retie import retie, retie_stale
from tracker.storage.store import Store
from tracker.storage.subscribers import followed_scopes


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
    renames = _renames(store, register)
    _refuse_taken(store, renames, register, config.register_dir)
    _refuse_renamed(store, register, config.register_dir, {rename.old for rename in renames})
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


def _renames(store: Store, register: Register) -> list[Rename]:
    """Cases that stand under another id than they were loaded as, and say so (`formerly`)."""
    if not any(case.formerly for case in register.cases.values()):
        return []
    held = cases_at(store)
    found = []
    for case in register.cases.values():
        for old in case.formerly:
            if old in held and case.id not in held:
                found.append(Rename(old, case.id, _dockets_now(held[old].dockets, case.dockets)))
                break
    return found


def _refuse_taken(store: Store, renames: Iterable[Rename], register: Register, folder: Path) -> None:
    problems = []
    for old, new in ((rename.old, rename.new) for rename in renames if is_taken(store, rename.new)):
        at = f"{folder / register.origins[new].file}:{register.origins[new].line(('id',))}"
        problems.append(
            f"{at}: {new!r} was the id of another case, whose events are kept; give {old!r} an id that was never one"
        )
    if problems:
        raise RegisterError(problems)


def _dockets_now(before: Iterable[Docket], now: Iterable[Docket]) -> dict[str, str]:
    """By the id that a docket had, the one that it has, where another; a docket is known by its court and number, or as
    the one of its court without a number."""
    ids: dict[tuple[str, str | None], list[str]] = {}
    for docket in now:
        ids.setdefault((docket.court, docket.number), []).append(docket.id)
    found = {d.id: ids.get((d.court, d.number), []) for d in before}
    return {old: new[0] for old, new in found.items() if len(new) == 1 and new != [old]}


def _refuse_renamed(store: Store, register: Register, folder: Path, said: Set[str]) -> None:
    """Raises RegisterError where a case stands under another id now without saying so, and something hangs on the one
    it had: docket entries would be missing in its chronology, and whoever follows it would hear nothing more."""
    held = cases_at(store)
    gone = {i: case for i, case in held.items() if i not in register.cases and i not in said}
    now_in: dict[tuple[str, str | None], str] = {
        (d.court, d.number): c.id for c in register.cases.values() for d in c.dockets if d.number
    }
    problems = []
    for old, case in gone.items():
        new = next((now_in[d.court, d.number] for d in case.dockets if (d.court, d.number) in now_in), None)
        entries = entries_of_case(store, old)
        follow = sum(old in scope.case_ids for _, scope in followed_scopes(store))
        if new and (entries or follow):
            # One that joined another case is no rename.
            keep = "" if new in held else f", or say `formerly: [{old}]` to keep what hangs on it"
            problems.append(
                f"{folder / register.origins[new].file}:{register.origins[new].line(('id',))}: this case was loaded as "
                f"{old!r}, and {entries} docket entries and {follow} subscriptions hang on that id; give it the id it "
                f"had (its name may change){keep}"
            )
    if problems:
        raise RegisterError(problems)


def load_into_store(store: Store, register: Register, courts: Courts, now: datetime, mark: str = "") -> Changes:
    """Make the store's register state equal to the files; loading the same files again changes nothing.

    The first load owes no subscriber anything; later ones owe what is new or changed. mark: of what the register was
    read from (tracker.register.mark), kept with it so that the next start need not read the same again.
    """
    with store.atomic():
        note_loaded(store, mark)
        renames = _renames(store, register)
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
