"""An entry that is kept and another sight of it: what changes, what is only noted. Decides, and stores nothing.

The fuller text wins and the stub stays in the history; a poorer sight adds where it was seen, and ids and times that
were not known. Words that a source has shown before are no news when it shows them again, so that two sources that
differ do not overwrite each other for ever.
"""

import hashlib
from collections.abc import Container, Mapping
from dataclasses import dataclass, replace
from typing import Any

from tracker.ingest.decide import content_sha
from tracker.ingest.entry_event import draft_of
from tracker.models import EntryDraft, EntryIntent
from tracker.papers.merge import KnownEntry, combine, compare, is_stub, words_of
from tracker.papers.sealed import is_sealed


@dataclass(frozen=True, slots=True)
class Kept:
    """An entry of the store. `known` is its form for `papers.merge`. sealed: it is private, and its words have spoken
    of something sealed or ex parte."""

    known: KnownEntry
    identity_key: str
    content_sha: str
    private: bool
    sealed: bool

    @property
    def draft(self) -> EntryDraft:
        return self.known.draft


def kept(row: Mapping[str, Any], docket: Mapping[str, Any]) -> Kept:
    """From a row of `docket_entries` and the row of its docket."""
    known = KnownEntry(row["entry_id"], row["docket_id"], draft_of(row, docket))
    private = bool(row["private"])
    return Kept(known, row["identity_key"], row["content_sha"], private, private and is_sealed(row["all_words"]))


def words_sha(draft: EntryDraft) -> str:
    """What a source shows of an entry, as far as it counts: the words of its text, else its types."""
    words = words_of(draft.description) or ["types", *draft.short_descriptions]
    return hashlib.sha256(" ".join(words).encode()).hexdigest()


def second_sight(
    old: Kept, draft: EntryDraft, key: str | None, *, feed: bool, private: bool, shown: Container[tuple[int, str]] = ()
) -> EntryIntent:
    """What another sight of a kept entry does.

    key: under which this source knows the entry, None for none. feed: the sight is a court feed's, which says what
    types an entry has. private: it came by private mail. shown: (entry id, `words_sha`) that are no news.
    """
    entry_id, before = old.known.entry_id, old.draft
    sha = None if feed else words_sha(draft)
    seen_before = sha is not None and (entry_id, sha) in shown
    whole, said = _whole(before, draft, feed), compare(before, draft)
    kept_back = private and not old.private and is_sealed(f"{draft.description} {' '.join(draft.short_descriptions)}")
    if kept_back:
        # What is sealed is not made public by an entry that already is.
        whole = replace(whole, description=before.description, short_descriptions=before.short_descriptions)
    elif said == "differs" and not seen_before:
        whole = replace(whole, description=draft.description, date_filed=draft.date_filed or before.date_filed)
    changed = (whole.description, whole.short_descriptions) != (before.description, before.short_descriptions)
    ids_before, ids = _ids(before), _ids(whole)
    alias = key if key and key != old.identity_key else None
    return EntryIntent(
        "changed" if changed else "same",
        replace(whole, source_url=draft.source_url, item_index=draft.item_index),
        old.identity_key,
        content_sha(whole) if changed or ids != ids_before else old.content_sha,
        entry_id,
        sight=changed or not seen_before or ids != ids_before,
        alias=alias,
        fuller=changed and said != "differs",
        release=old.private and not private and not old.sealed and not is_sealed(draft.description),
        words_sha=sha,
        kept_back=kept_back,
    )


def _whole(before: EntryDraft, draft: EntryDraft, feed: bool) -> EntryDraft:
    whole = combine(before, draft)
    if whole.description == before.description and before.description:
        # A type that a source gives to a text that is known says nothing new.
        return replace(whole, short_descriptions=before.short_descriptions)
    if feed and is_stub(before) and not set(draft.short_descriptions) <= set(before.short_descriptions):
        return replace(whole, short_descriptions=draft.short_descriptions)
    return whole


def _ids(draft: EntryDraft) -> tuple[object, ...]:
    return (
        draft.pacer_doc_id, draft.pacer_seq_no, draft.document_number, draft.date_entered is None,
        draft.date_filed is None,
    )  # fmt: skip
