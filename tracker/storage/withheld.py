"""What the public may no longer see: a sealed paper, protected data, a wrong name. Ids, dates and reasons stay."""

from tracker.storage.facts import bump_version
from tracker.storage.store import Store


def withhold(store: Store, event_id: str, reason: str, person: str, at: str) -> bool:
    """Withhold an event with its words and tags; False where there is none of that id.

    The words leave search with the row's text; the entry and its revisions keep theirs, out of public sight.
    """
    with store.atomic():
        if not store.value("select 1 from events where event_id = ?", [event_id]):
            return False
        store.execute(
            "insert into withheld (target_kind, target_id, reason, withheld_at, by_name) values ('event', ?, ?, ?, ?)"
            " on conflict do update set reason = excluded.reason, withheld_at = excluded.withheld_at,"
            " by_name = excluded.by_name",
            [event_id, reason, at, person],
        )
        store.execute(
            "update events set title = 'Withheld: ' || ?, text = '', names = '', judge = null, body = '{}',"
            " changed_at = ? where event_id = ?",
            [reason, at, event_id],
        )
        for table in ("tag_matches", "event_sources"):
            store.execute(f"delete from {table} where event_id = ?", [event_id])
        bump_version(store)
    return True


def is_withheld(store: Store, event_id: str) -> bool:
    return bool(store.value("select 1 from withheld where target_kind = 'event' and target_id = ?", [event_id]))


def list_withheld(store: Store) -> list[dict[str, str]]:
    """Everything withheld, newest first: `target_kind, target_id, reason, withheld_at`. Who did it is not told."""
    return store.rows(
        "select target_kind, target_id, reason, withheld_at from withheld order by withheld_at desc, target_id"
    )
