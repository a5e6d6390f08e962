"""Docket entries, their revisions, and where each was seen."""

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from tracker.dates import utc_text
from tracker.models import EntryDraft, EntryIntent, StoredEntry
from tracker.storage.store import Store

# Each entry's id with its docket's and the intent.
Placed = Sequence[tuple[int, tuple[str, EntryIntent]]]


@dataclass(frozen=True, slots=True)
class Seen:
    """Where entries were seen: one body of one feed, read by one run. private: it came by private mail, so that what
    it brings that is new stays out of public sight."""

    feed_id: str
    run_id: int
    archive_sha: str | None
    at: datetime
    private: bool = False


@dataclass(frozen=True, slots=True)
class Probe:
    """By what an entry may be known on a docket: a key, a place, a number (no zeros before it); wordy: by day and
    words, where it has no number or no paper. days: the first and last of the days it may have; None: any."""

    docket_id: str
    key: str | None
    place: str | None
    number: str | None
    wordy: bool
    days: tuple[date, date] | None = None


# Columns in the order in which `_new_row` gives them.
_NEW = (
    "entry_id", "docket_id", "identity_key", "date_filed", "date_entered", "pacer_doc_id", "pacer_seq_no",
    "short_description", "description", "caption", "document_number", "content_sha", "first_seen_at",
    "last_changed_at", "private",
)  # fmt: skip
_REVISION = "entry_id, revision, short_description, description, caption, document_number, content_sha, seen_at, run_id"
_KEYED = (
    (
        "select k.docket_id, k.entry_id, k.identity_key, k.content_sha, k.short_description, k.description,"
        " k.document_number from json_each(?) j cross join docket_entries k"
        " on k.docket_id = j.value ->> 0 and {where}"
    ),
    (
        "select k.docket_id, k.entry_id, k.identity_key, d.content_sha, d.short_description, d.description,"
        " d.document_number from json_each(?) j cross join entry_keys k"
        " on k.docket_id = j.value ->> 0 and {where} join docket_entries d on d.entry_id = k.entry_id"
    ),
)
_PAPERLESS = (
    "(d.document_number is null or d.pacer_doc_id is null or d.document_number = d.pacer_doc_id"
    " or length(d.document_number) > 7)"
)
# Without an instant the day may stand in the text, which is read elsewhere.
_NEAR = (
    "(w.low is null or d.pacer_doc_id is not null or d.date_entered is null or d.date_filed between w.low and w.high"
    " or substr(d.date_entered, 1, 10) between w.low and w.high)"
)
# The left join only keeps SQLite from reading the docket's whole index into a filter first; a null finds nothing.
_COULD_BE = f"""
    with j as (select value ->> 0 docket_id, value ->> 1 key, value ->> 2 place, value ->> 3 number, value ->> 4 wordy,
        value ->> 5 low, value ->> 6 high from json_each(?))
    select *, case when private then (select group_concat(r.description || ' ' || r.short_description, ' ')
        from entry_revisions r where r.entry_id = e.entry_id) end all_words
    from docket_entries e where entry_id in (
        select d.entry_id from j cross join docket_entries d on d.docket_id = j.docket_id and d.identity_key = j.key
        union select k.entry_id from j cross join entry_keys k on k.docket_id = j.docket_id and k.identity_key = j.key
        union select d.entry_id from j cross join docket_entries d
            on d.docket_id = j.docket_id and d.pacer_seq_no = j.place
        union select d.entry_id from j left join docket_entries d
            on d.docket_id = j.docket_id and ltrim(d.document_number, '0') = j.number and d.document_number is not null
        union select d.entry_id from (select docket_id, case when count(low) = count(*) then min(low) end low,
            max(high) high from j where wordy group by docket_id) w
            cross join docket_entries d on d.docket_id = w.docket_id and {_PAPERLESS} and {_NEAR}
    )"""


def matching_entries(
    store: Store, keys: Iterable[tuple[str, str]], instants: Iterable[tuple[str, str]]
) -> dict[str, list[StoredEntry]]:
    """What is kept under (docket id, identity key), and of (docket id, instant key) every entry of that instant,
    by docket. Only these rows are read, however long the docket is."""
    found: dict[str, list[StoredEntry]] = defaultdict(list)
    for where, wanted in (
        ("k.identity_key = j.value ->> 1", keys),
        # `$` follows `#`: everything that begins with the instant and `#`.
        ("k.identity_key > (j.value ->> 1) || '#' and k.identity_key < (j.value ->> 1) || '$'", instants),
    ):
        pairs = json.dumps([list(pair) for pair in wanted])
        for source in _KEYED if pairs != "[]" else ():
            for docket_id, *rest in store.execute(source.format(where=where), [pairs]):
                found[docket_id].append(StoredEntry(*rest))
    return found


def could_be(store: Store, probes: Iterable[Probe]) -> dict[str, list[dict[str, Any]]]:
    """Rows of kept entries that could be one of those described, by docket; `papers.merge` says which are.

    `all_words`: of a private entry, the words of every revision.
    """
    asked = json.dumps([
        [p.docket_id, p.key, p.place, p.number, int(p.wordy), *(day.isoformat() for day in p.days or ())]
        for p in probes
    ])  # fmt: skip
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in store.rows(_COULD_BE, [asked]):
        found[row["docket_id"]].append(row)
    return found


def shown_before(store: Store, entry_ids: Iterable[int], feed_id: str, archive_sha: str | None) -> set[tuple[int, str]]:
    """(entry id, SHA-256 of words): what this source showed last of these entries, and what this body showed."""
    rows = store.rows(
        "select s.entry_id, s.words_sha from source_items s join json_each(?) j on j.value = s.entry_id"
        " where s.feed_id = ? and s.words_sha is not null and (s.archive_sha = ? or s.item_id ="
        " (select max(l.item_id) from source_items l where l.entry_id = s.entry_id and l.feed_id = s.feed_id))",
        [json.dumps(sorted(entry_ids)), feed_id, archive_sha],
    )
    return {(row["entry_id"], row["words_sha"]) for row in rows}


def words_before(store: Store, entry_ids: Iterable[int]) -> dict[int, list[dict[str, Any]]]:
    """By entry, what each of its revisions says: `short_description, description, document_number`."""
    found: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for row in store.rows(
        "select entry_id, short_description, description, document_number from entry_revisions"
        " where entry_id in (select value from json_each(?))",
        [json.dumps(sorted(entry_ids))],
    ):
        found[row["entry_id"]].append(row)
    return found


def not_seen_by(store: Store, entry_ids: Iterable[int], feed_id: str) -> set[int]:
    """Those of these entries that no reading of this source has noted."""
    rows = store.execute(
        "select j.value from json_each(?) j where not exists"
        " (select 1 from source_items s where s.entry_id = j.value and s.feed_id = ?)",
        [json.dumps(sorted(entry_ids)), feed_id],
    )
    return {row[0] for row in rows}


def entry_row(store: Store, entry_id: int) -> dict[str, Any] | None:
    return store.row("select * from docket_entries where entry_id = ?", [entry_id])


def all_entries(store: Store) -> Iterable[dict[str, Any]]:
    return store.rows("select * from docket_entries order by entry_id")


def put_entries(store: Store, intents: Sequence[tuple[str, EntryIntent]], seen: Seen) -> list[int]:
    """Write new and changed entries of (docket id, intent), each with its revision and where it was seen; of further
    sights of a known entry, where, and what they add to its ids and times.

    Returns their ids, in order. Call inside a transaction. A revision keeps what was there: the old text stays in
    `entry_revisions`.
    """
    at = utc_text(seen.at)
    ids: list[int] = []
    new: list[tuple[Any, ...]] = []
    # Inside the write transaction nobody else takes the next number.
    free = int(store.value("select max(entry_id) from docket_entries") or 0) + 1
    for docket_id, intent in intents:
        if intent.entry_id is None:
            ids.append(free)
            new.append(_new_row(free, docket_id, intent, at, seen.private))
            free += 1
        else:
            ids.append(intent.entry_id)
    store.together("docket_entries", _NEW, new)
    placed = list(zip(ids, intents, strict=True))
    store.many(
        "update docket_entries set short_description = ?, description = ?, caption = ?, document_number = ?,"
        " content_sha = ?, last_changed_at = ?, revision = revision + 1, date_entered = coalesce(date_entered, ?),"
        " date_filed = coalesce(?, date_filed) where entry_id = ?",
        [_changed_row(intent, at) for _, intent in intents if intent.verdict == "changed"],
    )
    _note_known(store, placed)
    _note_revisions(store, placed, seen, at)
    _note_seen(store, placed, seen, at)
    return ids


def _note_revisions(store: Store, placed: Placed, seen: Seen, at: str) -> None:
    store.many(
        f"insert into entry_revisions ({_REVISION}) values (?, 1, ?, ?, ?, ?, ?, ?, ?)",
        [
            (entry_id, *_words(i.draft), i.content_sha, at, seen.run_id)
            for entry_id, (_, i) in placed
            if i.entry_id is None
        ],
    )
    store.many(
        f"insert into entry_revisions ({_REVISION}) select entry_id, revision, short_description, description, caption,"
        " document_number, content_sha, ?, ? from docket_entries where entry_id = ?",
        [(at, seen.run_id, i.entry_id) for _, (_, i) in placed if i.verdict == "changed"],
    )


def _note_seen(store: Store, placed: Placed, seen: Seen, at: str) -> None:
    revisions = _revisions(store, [i.entry_id for _, (_, i) in placed if i.entry_id])
    store.many(
        "insert into source_items (entry_id, revision, feed_id, run_id, archive_sha, item_index, url, seen_at,"
        " words_sha) values (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            (entry_id, revisions.get(entry_id, 1), seen.feed_id, seen.run_id, seen.archive_sha, i.draft.item_index,
             i.draft.source_url, at, i.words_sha)
            for entry_id, (_, i) in placed
        ],
    )  # fmt: skip


def _revisions(store: Store, entry_ids: Iterable[int]) -> dict[int, int]:
    rows = store.execute(
        "select entry_id, revision from docket_entries where entry_id in (select value from json_each(?))",
        [json.dumps(list(entry_ids))],
    )
    return dict(rows.fetchall())


def _note_known(store: Store, placed: Placed) -> None:
    """Ids and times that another source adds to what is known, its keys, and that an entry is public now."""
    store.many(
        "update docket_entries set pacer_doc_id = coalesce(pacer_doc_id, ?), pacer_seq_no = coalesce(pacer_seq_no, ?),"
        " document_number = coalesce(document_number, ?), date_entered = coalesce(date_entered, ?),"
        " date_filed = coalesce(date_filed, ?), content_sha = ? where entry_id = ?",
        [
            (i.draft.pacer_doc_id, i.draft.pacer_seq_no, i.draft.document_number, _entered(i.draft),
             i.draft.date_filed.isoformat() if i.draft.date_filed else None, i.content_sha, entry_id)
            for entry_id, (_, i) in placed
            if i.sight
        ],
    )  # fmt: skip
    store.many(
        "insert into entry_keys (docket_id, identity_key, entry_id) values (?, ?, ?) on conflict do nothing",
        [(docket_id, i.alias, entry_id) for entry_id, (docket_id, i) in placed if i.alias],
    )
    store.many(
        "update docket_entries set private = 0 where entry_id = ?",
        [(entry_id,) for entry_id, (_, i) in placed if i.release],
    )


def _words(draft: EntryDraft) -> tuple[Any, ...]:
    """Types, text, caption and number, as the columns of an entry and its revisions."""
    return " AND ".join(draft.short_descriptions), draft.description, draft.caption, draft.document_number


def _new_row(entry_id: int, docket_id: str, intent: EntryIntent, at: str, private: bool) -> tuple[Any, ...]:
    draft = intent.draft
    return (
        entry_id, docket_id, intent.identity_key, draft.date_filed.isoformat() if draft.date_filed else None,
        _entered(draft), draft.pacer_doc_id, draft.pacer_seq_no,
        *_words(draft), intent.content_sha, at, at, int(private),
    )  # fmt: skip


def _changed_row(intent: EntryIntent, at: str) -> tuple[Any, ...]:
    draft = intent.draft
    return (
        *_words(draft), intent.content_sha, at, _entered(draft),
        draft.date_filed.isoformat() if draft.date_filed else None, intent.entry_id,
    )  # fmt: skip


def _entered(draft: EntryDraft) -> str | None:
    return utc_text(draft.date_entered) if draft.date_entered else None


def court_of_body(store: Store, archive_sha: str) -> str | None:
    """The court whose entries an archived body showed."""
    found = store.value(
        "select d.court_id from source_items s join docket_entries e using (entry_id) join dockets d using (docket_id)"
        " where s.archive_sha = ? limit 1",
        [archive_sha],
    )
    return str(found) if found else None
