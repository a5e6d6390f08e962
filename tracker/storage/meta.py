"""Single values that the tracker notes for itself, by name, in the table `meta`. Counters among them are raised by who
keeps them (facts, catalogue)."""

from tracker.storage.store import Store


def noted(store: Store, key: str) -> str | None:
    """The value last noted under this name."""
    found = store.value("select value from meta where key = ?", [key])
    return str(found) if found is not None else None


def note(store: Store, key: str, value: str) -> None:
    store.execute(
        "insert into meta (key, value) values (?, ?) on conflict (key) do update set value = excluded.value",
        [key, value],
    )
