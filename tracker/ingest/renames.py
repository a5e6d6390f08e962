"""Cases that stand under another id than they were loaded as: those that say so, and what is refused."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import Path

from tracker.errors import RegisterError
from tracker.register.files import Register
from tracker.register.schema import Case, Docket
from tracker.storage.facts import cases_at
from tracker.storage.loaded import entries_of_case
from tracker.storage.rename import Rename, case_of_docket, is_taken
from tracker.storage.store import Store
from tracker.storage.subscribers import followed_scopes

Problem = tuple[str, tuple[str, ...], str]  # id of the case, path inside its file, message


def renames_in(store: Store, register: Register) -> list[Rename]:
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


def _dockets_now(before: Iterable[Docket], now: Iterable[Docket]) -> dict[str, str]:
    """By the id that a docket had, the one that it has, where another; a docket is known by its court and number, or as
    the one of its court without a number."""
    ids: dict[tuple[str, str | None], list[str]] = {}
    for docket in now:
        ids.setdefault((docket.court, docket.number), []).append(docket.id)
    found = {d.id: ids.get((d.court, d.number), []) for d in before}
    return {old: new[0] for old, new in found.items() if len(new) == 1 and new != [old]}


def refuse_wrong_ids(store: Store, register: Register, folder: Path) -> None:
    """Raises RegisterError where ids of cases or dockets would tear what hangs on them, or leave an address or a reader
    of a feed behind."""
    renames = renames_in(store, register)
    held = cases_at(store)
    said = {rename.old: rename for rename in renames}
    found = [*_taken(store, renames), *_unsaid(store, register, held, said.keys())]
    found += _left_behind(register, held, {rename.new: rename for rename in renames})
    problems = []
    for case_id, path, message in found:
        origin = register.origins[case_id]
        problems.append(f"{folder / origin.file}:{origin.line(path)}: {message}")
    if problems:
        raise RegisterError(problems)


def _taken(store: Store, renames: Iterable[Rename]) -> Iterator[Problem]:
    for rename in renames:
        if is_taken(store, rename.new):
            yield (
                rename.new,
                ("id",),
                (
                    f"{rename.new!r} was the id of another case, whose events are kept; give {rename.old!r} an id that "
                    "was never one"
                ),
            )
        for old, new in rename.dockets.items():
            if new not in rename.dockets and (owner := case_of_docket(store, new)):
                yield (
                    rename.new,
                    ("dockets",),
                    (
                        f"{new!r} is kept as the id of a docket of {owner!r}; give the docket {old!r} an id that was "
                        "never one"
                    ),
                )


def _left_behind(register: Register, held: Mapping[str, Case], renamed: Mapping[str, Rename]) -> Iterator[Problem]:
    """Feeds gave out the id that stands first, and each of the others has addresses somewhere."""
    for case in register.cases.values():
        rename = renamed.get(case.id)
        before = held.get(rename.old if rename else case.id)
        if before is None or not (before.formerly or case.formerly):
            continue
        kept = before.formerly or [before.id]
        if case.formerly[:1] != kept[:1] or not set(kept) <= set(case.formerly):
            yield case.id, ("formerly",), (
                f"`formerly` must begin with {kept[0]} and keep [{', '.join(kept)}]: feeds know this case by its "
                "first, and each leads here"
            )  # fmt: skip
        leads = {case.id, *case.formerly, *(docket.id for docket in case.dockets)}
        for old in rename.dockets if rename else ():
            if old not in leads:
                yield case.id, ("formerly",), f"put the docket id {old!r} into `formerly`, or its address leads nowhere"


def _unsaid(store: Store, register: Register, held: Mapping[str, Case], said: Collection[str]) -> Iterator[Problem]:
    """Where a case stands under another id now without saying so, and something hangs on the one it had: docket entries
    would be missing in its chronology, and whoever follows it would hear nothing more, or of another case."""
    now_in: dict[tuple[str, str], str] = {
        (d.court, d.number): c.id for c in register.cases.values() for d in c.dockets if d.number
    }
    for old, case in held.items():
        owners = {now_in[d.court, d.number] for d in case.dockets if d.number and (d.court, d.number) in now_in}
        if old in said or old in owners or not owners:
            continue
        entries = entries_of_case(store, old)
        follow = sum(old in scope.case_ids for _, scope in followed_scopes(store))
        new = min(owners)
        if entries or follow:
            # One that joined another case is no rename, nor is one whose id another case has now.
            free = new not in held and old not in register.cases
            keep = f", or say `formerly: [{old}]` to keep what hangs on it" if free else ""
            yield (
                new,
                ("id",),
                (
                    f"this case was loaded as {old!r}, and {entries} docket entries and {follow} subscriptions hang on "
                    f"that id; give it the id it had (its name may change){keep}"
                ),
            )
