"""New, changed or same? Old rows and fresh drafts in, intents out. Pure.

An entry is known by its document id; without one by its docket sequence; without that by the instant it was entered
and its place among the entries of that instant. Its text is never part of the key: an edited minute entry is a
revision of the same entry, not a second one.
"""

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import UTC

from tracker.models import EntryDraft, EntryIntent, StoredEntry


def content_sha(draft: EntryDraft) -> str:
    """What makes an entry's legal content: its event types, its text and its document number. Not its caption, which
    courts rewrite for reasons of their own, and not its time."""
    content = [list(draft.short_descriptions), draft.description, draft.document_number]
    return hashlib.sha256(json.dumps(content, ensure_ascii=False).encode()).hexdigest()


def natural_key(draft: EntryDraft) -> str | None:
    """`doc:<id>` or `seq:<n>`; None for an entry known only by its instant."""
    if draft.pacer_doc_id:
        return f"doc:{draft.pacer_doc_id}"
    if draft.pacer_seq_no:
        return f"seq:{draft.pacer_seq_no}"
    return None


def instant_key(draft: EntryDraft) -> str:
    when = draft.date_entered.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if draft.date_entered else None
    return f"at:{when or draft.date_filed or 'undated'}"


def decide(drafts: Sequence[EntryDraft], stored: Iterable[StoredEntry]) -> list[EntryIntent]:
    """One intent a draft, in the order given. All drafts and all stored entries are of one docket."""
    by_key = {entry.identity_key: entry for entry in stored}
    intents: dict[int, EntryIntent] = {}
    crowds: dict[str, list[int]] = defaultdict(list)
    for index, draft in enumerate(drafts):
        key = natural_key(draft)
        if key is None:
            crowds[instant_key(draft)].append(index)
        else:
            intents[index] = _intent(draft, key, by_key.get(key))
    for base, indexes in crowds.items():
        intents.update(_decide_crowd(base, indexes, drafts, by_key))
    return [intents[index] for index in range(len(drafts))]


def _decide_crowd(
    base: str, indexes: list[int], drafts: Sequence[EntryDraft], by_key: dict[str, StoredEntry]
) -> dict[int, EntryIntent]:
    """Entries of one instant without an id: equal content first, so that one that dropped out of the feed does not
    turn its neighbours into revisions of each other; the rest in feed order."""
    held = {key: entry for key, entry in by_key.items() if key.startswith(base + "#")}
    intents, rest = {}, []
    for index in indexes:
        sha = content_sha(drafts[index])
        key = next((k for k, entry in sorted(held.items()) if entry.content_sha == sha), None)
        if key is None:
            rest.append(index)
        else:
            intents[index] = _intent(drafts[index], key, held.pop(key))
    taken = {key for key in by_key if key.startswith(base + "#")}
    for index in rest:
        if held:
            key = min(held, key=lambda k: int(k.rsplit("#", 1)[1]))
            intents[index] = _intent(drafts[index], key, held.pop(key))
            continue
        ordinal = 1
        while f"{base}#{ordinal}" in taken:
            ordinal += 1
        taken.add(f"{base}#{ordinal}")
        intents[index] = _intent(drafts[index], f"{base}#{ordinal}", None)
    return intents


def _intent(draft: EntryDraft, key: str, old: StoredEntry | None) -> EntryIntent:
    sha = content_sha(draft)
    if old is None:
        return EntryIntent("new", draft, key, sha)
    return EntryIntent("same" if old.content_sha == sha else "changed", draft, key, sha, old.entry_id)
