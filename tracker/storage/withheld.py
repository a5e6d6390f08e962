"""What the public may no longer see: a sealed paper, protected data, a wrong name. Ids, dates and reasons stay."""

from tracker.storage.facts import bump_version
from tracker.storage.store import Store

# A condition on events `e`: it, its docket entry, its order or its case is withheld.
IS_WITHHELD = (
    "exists (select 1 from withheld w where (w.target_kind = 'event' and w.target_id = e.event_id)"
    " or (w.target_kind = 'entry' and w.target_id in (cast(e.entry_id as text), 'entry-' || e.entry_id))"
    " or (w.target_kind = 'order' and w.target_id = e.order_id)"
    " or (w.target_kind = 'case' and w.target_id = e.case_id))"
)


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
        # What others say of it stays; its own words about them go.
        store.execute("delete from ties where from_event = ?", [event_id])
        for table in ("tag_matches", "event_sources"):
            store.execute(f"delete from {table} where event_id = ?", [event_id])
        bump_version(store)
    return True


def show_again(store: Store, event_id: str) -> bool:
    """Withhold an event no longer; False where it was not. Its row is still without words: the caller puts them back.
    Call inside a transaction."""
    gone = store.execute("delete from withheld where target_kind = 'event' and target_id = ?", [event_id])
    bump_version(store)
    return gone.rowcount > 0


def is_withheld(store: Store, event_id: str) -> bool:
    return bool(store.value("select 1 from withheld where target_kind = 'event' and target_id = ?", [event_id]))


def reason_given(store: Store, event_id: str) -> dict[str, str] | None:
    """`reason` and `by` of an event that is withheld; None where it is not."""
    return store.row(
        "select reason, by_name \"by\" from withheld where target_kind = 'event' and target_id = ?", [event_id]
    )


def list_withheld(store: Store) -> list[dict[str, str]]:
    """Everything withheld, newest first: `target_kind, target_id, reason, withheld_at`. Who did it is not told."""
    return store.rows(
        "select target_kind, target_id, reason, withheld_at from withheld order by withheld_at desc, target_id"
    )
