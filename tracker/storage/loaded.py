"""What the register's present state was loaded from, as a mark that the next start compares."""

from tracker.storage.meta import note, noted
from tracker.storage.store import Store


def loaded_mark(store: Store) -> str:
    """Empty where the register was never loaded, or not from files."""
    return noted(store, "register_mark") or ""


def note_loaded(store: Store, mark: str) -> None:
    """Call inside the transaction that loads, so that a kill leaves both or neither."""
    note(store, "register_mark", mark)


def register_counts(store: Store) -> tuple[int, int]:
    """Cases and flows of the register as it was loaded last."""
    sql = "select count(*) from facts where kind = ? and origin = 'register' and known_until is null"
    return store.value(sql, ["case"]), store.value(sql, ["flow"])


def entries_of_case(store: Store, case_id: str) -> int:
    """How many docket entries are shown under this case."""
    return int(store.value("select count(*) from events where case_id = ? and entry_id is not null", [case_id]))
