"""New, changed or same? Old rows and fresh drafts in, intents out. Pure.

An entry is known by its document id; without one by its docket sequence; without that by the instant it was entered
and its place among the entries of that instant. Its text is never part of the key: an edited minute entry is a
revision of the same entry, not a second one.
"""

import hashlib
import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from tracker.dates import utc_text
from tracker.models import EntryDraft, EntryIntent, StoredEntry

AND = " AND "  # joins the types of one entry where they are stored as one text
_quoted = json.encoder.encode_basestring


def content_sha(draft: EntryDraft) -> str:
    """What makes an entry's legal content: its event types, its text and its document number. Not its caption, which
    courts rewrite for reasons of their own, and not its time."""
    # As they come back from the store, where they are one text.
    types = ", ".join(_quoted(kind) for kind in AND.join(draft.short_descriptions).split(AND) if kind)
    number = "null" if draft.document_number is None else _quoted(draft.document_number)
    # The JSON list of all three, which stored sums were made of.
    return hashlib.sha256(f"[[{types}], {_quoted(draft.description)}, {number}]".encode()).hexdigest()


def natural_key(draft: EntryDraft) -> str | None:
    """`doc:<id>` or `seq:<n>`; None for an entry known only by its instant."""
    if draft.pacer_doc_id:
        return f"doc:{draft.pacer_doc_id}"
    if draft.pacer_seq_no:
        return f"seq:{draft.pacer_seq_no}"
    return None


def instant_key(draft: EntryDraft) -> str:
    when = utc_text(draft.date_entered) if draft.date_entered else None
    return f"at:{when or draft.date_filed or 'undated'}"


def decide(
    drafts: Sequence[EntryDraft], stored: Sequence[StoredEntry], oldest: datetime | None = None
) -> list[EntryIntent]:
    """One intent an entry, in the order of the drafts. All drafts and all stored entries are of one docket; of those
    only the ones that share a key or an instant with a draft are needed.

    A paper that a body shows more than once (filed again, or noted on another day) is one entry with all its types.
    What a source does not say it does not take away: a feed shows event types only, and leaves a text that is known.
    oldest: when the oldest entry of the whole body was entered; some of its types may have left the window.
    """
    if len(drafts) == 1 and not stored:
        # Most of what is new is alone on its docket.
        return [_intent(drafts[0], natural_key(drafts[0]) or f"{instant_key(drafts[0])}#1", None, oldest)]
    by_key: dict[str, StoredEntry] = {}
    by_instant: dict[str, dict[str, StoredEntry]] = defaultdict(dict)
    for entry in stored:
        by_key[entry.identity_key] = entry
        by_instant[entry.identity_key.partition("#")[0]][entry.identity_key] = entry
    papers: dict[str, EntryDraft] = {}
    crowds: dict[str, list[tuple[int, EntryDraft]]] = defaultdict(list)
    places: dict[str, int] = {}
    for place, draft in enumerate(drafts):
        key = natural_key(draft)
        if key is None:
            crowds[instant_key(draft)].append((place, draft))
            continue
        places.setdefault(key, place)
        papers[key] = _joined(papers[key], draft) if key in papers else draft
    placed = [(places[key], _intent(draft, key, by_key.get(key), oldest)) for key, draft in papers.items()]
    for base, crowd in crowds.items():
        placed += _decide_crowd(base, crowd, by_instant.get(base, {}), oldest)
    return [intent for _, intent in sorted(placed, key=lambda pair: pair[0])]


def _joined(newer: EntryDraft, older: EntryDraft) -> EntryDraft:
    """Two items of one paper: every type, the words of the first, entered when it was entered first."""
    types = newer.short_descriptions + tuple(t for t in older.short_descriptions if t not in newer.short_descriptions)
    times: list[datetime] = [when for when in (newer.date_entered, older.date_entered) if when]
    return replace(newer, short_descriptions=tuple(sorted(types)), date_entered=min(times, default=None))


def _decide_crowd(
    base: str, crowd: list[tuple[int, EntryDraft]], stored: dict[str, StoredEntry], oldest: datetime | None
) -> list[tuple[int, EntryIntent]]:
    """Entries of one instant without an id: equal content first, so that one that dropped out of the feed does not
    turn its neighbours into revisions of each other; the rest in feed order."""
    held = dict(sorted(stored.items(), key=lambda pair: _ordinal(pair[0])))
    intents, rest = [], []
    for place, draft in crowd:
        same = (i for k, entry in held.items() if (i := _intent(draft, k, entry, oldest)).verdict == "same")
        if (intent := next(same, None)) is None:
            rest.append((place, draft))
        else:
            del held[intent.identity_key]
            intents.append((place, intent))
    free = max((_ordinal(key) for key in stored), default=0) + 1
    for place, draft in rest:
        # A stub is no later version of an entry whose text another source brought: whether it is one is for
        # `papers.merge` to say.
        key = next((k for k, entry in held.items() if draft.description or not entry.description), None)
        if key is not None:
            intents.append((place, _intent(draft, key, held.pop(key), oldest)))
        else:
            intents.append((place, _intent(draft, f"{base}#{free}", None, oldest)))
            free += 1
    return intents


def _ordinal(key: str) -> int:
    return int(key.rsplit("#", 1)[1])


def _intent(draft: EntryDraft, key: str, old: StoredEntry | None, oldest: datetime | None) -> EntryIntent:
    if old is None:
        return EntryIntent("new", draft, key, content_sha(draft))
    if old.description and not draft.description and not old.short_description:
        # A source gave the text and no types: what a feed calls the entry says less than that.
        return EntryIntent("same", draft, key, old.content_sha, old.entry_id)
    draft = replace(
        draft,
        short_descriptions=draft.short_descriptions or tuple(filter(None, old.short_description.split(AND))),
        description=draft.description or old.description,
        document_number=draft.document_number or old.document_number,
    )
    sha = content_sha(draft)
    if sha == old.content_sha or (draft.date_entered == oldest is not None and _part_of(draft, old)):
        return EntryIntent("same", draft, key, old.content_sha, old.entry_id)
    return EntryIntent("changed", draft, key, sha, old.entry_id)


def _part_of(draft: EntryDraft, old: StoredEntry) -> bool:
    """Whether the draft has some of the types that are stored and nothing else: courts emit one filing as several
    items, one a type, and the edge of a feed may fall between them."""
    types, known = set(AND.join(draft.short_descriptions).split(AND)), set(old.short_description.split(AND))
    return types < known and (draft.description, draft.document_number) == (old.description, old.document_number)
