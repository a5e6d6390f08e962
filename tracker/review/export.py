"""People's readings back into the register's files, as edits that somebody looks over before they are kept."""

import os
from collections.abc import Mapping, Set
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from tracker.dates import utc_text
from tracker.errors import TrackerError
from tracker.register.lines import BadYamlError, read_yaml
from tracker.register.schema import Case, Event, event_id
from tracker.review.yamltext import event_block, key_of, put_block
from tracker.storage.decisions import adopted_by, adopts, decisions_on, note_adopted
from tracker.storage.desk import private_events
from tracker.storage.facts import list_readings
from tracker.storage.store import Store


@dataclass(frozen=True, slots=True)
class Exported:
    """what: `new`, `changed`, `same` (the file says it already), `private` (not for the public, so not written),
    `nothing` (somebody read the entry and it changes nothing: no matter of the register)."""

    event_id: str
    file: str
    key: str
    what: str


@dataclass(frozen=True, slots=True)
class _File:
    """One case file as it stands: text, the case, and where its events and what follows them begin."""

    path: Path
    text: str
    case: Case
    starts: tuple[int, ...]
    after: int | None


def export_readings(store: Store, register_dir: Path, out: Path, now: datetime) -> list[Exported]:
    """Write each person's reading that holds now into `out`/cases/<case>.yaml, edited from the file there or, where
    there is none, from the register's own. Doing it again changes nothing.

    Raises TrackerError naming the file that cannot be read, edited or written; files before it are then written.
    """
    readings = [(r["object_id"], r["case_id"], Event.model_validate_json(r["body"])) for r in list_readings(store)]
    hidden = private_events(store, [i for i, _, _ in readings])
    idle = {i for i, _, event in readings if i == event.key and i not in hidden and _changes_nothing(store, i)}
    left_out = [Exported(i, "", "", "nothing") for i, _, _ in readings if i in idle]
    readings = [each for each in readings if each[0] not in idle]
    files: dict[str, _File] = {}
    keys: dict[str, str] = {}
    taken: set[str] = set()
    for object_id, case_id, event in readings:
        if object_id not in hidden:
            file = files.get(case_id) or _open(case_id, register_dir, out)
            files[case_id] = file
            keys[object_id] = _key(store, file.case, object_id, event, taken)
            taken.add(event_id(case_id, keys[object_id]))
    done = [*left_out, *(Exported(i, "", "", "private") for i, _, _ in readings if i in hidden)]
    names = {i: event_id(case_id, keys[i]) for i, case_id, _ in readings if i in keys}
    for object_id, case_id, event in readings:
        if object_id in hidden:
            continue
        renamed = _renamed(event, keys[object_id], names)
        files[case_id], what = _put(files[case_id], renamed)
        done.append(Exported(object_id, files[case_id].path.name, renamed.key, what))
        if object_id != names[object_id]:
            with store.atomic():
                note_adopted(store, object_id, names[object_id], utc_text(now))
    return done


def _changes_nothing(store: Store, entry_id: str) -> bool:
    """Whether the last word on a docket entry is that it changes nothing, and the register never told it."""
    read = (d.action for d in decisions_on(store, "event", entry_id) if d.action in ("confirm", "reject"))
    return adopted_by(store, entry_id) is None and next(read, None) == "reject"


def _open(case_id: str, register_dir: Path, out: Path) -> _File:
    target = out / "cases" / f"{case_id}.yaml"
    source = target if target.exists() else register_dir / "cases" / f"{case_id}.yaml"
    return _parse(target, source)


def _parse(target: Path, source: Path) -> _File:
    try:
        data, origin = read_yaml(source, source.name)
        case = Case.model_validate(data)
        text = source.read_text(encoding="utf-8")
    except BadYamlError as error:
        raise TrackerError(f"{source}: {error}") from error
    except ValidationError as error:
        raise TrackerError(f"{source} is not a valid case file; `tracker check` says where") from error
    starts = tuple(origin.line(("events", i)) for i in range(len(case.events)))
    behind = [line for path, line in origin.lines.items() if len(path) == 1 and starts and line > starts[-1]]
    return _File(target, text, case, starts, min(behind, default=None))


def _key(store: Store, case: Case, object_id: str, event: Event, taken: Set[str]) -> str:
    """The key under which the file has, or gets, this reading. taken: ids that other readings of this export have."""
    if object_id != event.key:
        return event.key  # a reading of one of the register's own events
    if told := adopted_by(store, object_id):
        return told.removeprefix(f"{case.id}.")
    if event.order and (own := next((e for e in case.events if e.order and e.order.id == event.order.id), None)):
        return own.key
    wanted = key_of(event.date, event.title)
    used = {e.key: e for e in case.events}

    def free(key: str) -> bool:
        # Two rulings of one day may have one title, and minute orders no number: neither may be written over the other.
        full = event_id(case.id, key)
        if full in taken or adopts(store, full) not in (None, object_id):
            return False
        return key not in used or _same(used[key], event, case)

    key, number = wanted, 1
    while not free(key):
        number += 1
        key = f"{wanted}-{number}"
    return key


def _same(there: Event, event: Event, case: Case) -> bool:
    docket = there.docket or (None if there.out_of_court else case.dockets[0].id)
    return (there.date, docket, there.document) == (event.date, event.docket, event.document)


def _renamed(event: Event, key: str, names: Mapping[str, str]) -> Event:
    """The event under its key in the register, and what it points at under theirs."""
    acts = [
        act.model_copy(update={
            "stay": names.get(act.stay or "", act.stay), "judgment": names.get(act.judgment or "", act.judgment),
        })
        for act in event.acts
    ]  # fmt: skip
    return event.model_copy(update={"key": key, "acts": acts})


def _put(file: _File, event: Event) -> tuple[_File, str]:
    place = next((i for i, e in enumerate(file.case.events) if e.key == event.key), None)
    first = file.case.dockets[0].id
    if place is not None and _plain(file.case.events[place], first) == _plain(event, first):
        return file, "same"
    indent = _indent(file)
    try:
        text = put_block(file.text, file.starts, file.after, place, event_block(event, first, indent))
    except ValueError as error:
        raise TrackerError(f"{file.path}: {error}; write the reading of {event.key} by hand") from error
    return _write(file, event, text), "new" if place is None else "changed"


def _indent(file: _File) -> int:
    if not file.starts:
        return 2
    line = file.text.splitlines()[file.starts[0] - 1]
    return len(line) - len(line.lstrip())


def _plain(event: Event, first_docket: str) -> dict[str, Any]:
    docket = None if event.docket == first_docket else event.docket
    return event.model_copy(update={"docket": docket}).model_dump(mode="json")


def _write(file: _File, event: Event, text: str) -> _File:
    """Write the text and read it back; what does not say the same as the reading is not kept."""
    file.path.parent.mkdir(parents=True, exist_ok=True)
    draft = file.path.with_name(f".{file.path.name}.new")
    try:
        draft.write_text(text, encoding="utf-8")
        made = _parse(file.path, draft)
        first = file.case.dockets[0].id
        told = [e for e in made.case.events if e.key == event.key]
        others = [e for e in made.case.events if e.key != event.key]
        if [_plain(e, first) for e in told] != [_plain(event, first)] or others != [
            e for e in file.case.events if e.key != event.key
        ]:
            raise TrackerError(f"{file.path}: the reading of {event.key} cannot be written without changing its sense")
        os.replace(draft, file.path)
    except OSError as error:
        raise TrackerError(f"cannot write {file.path}: {error.strerror}") from error
    finally:
        draft.unlink(missing_ok=True)
    return made
