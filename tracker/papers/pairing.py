"""Which entries of one body are which known entries: `merge.match` for many at once, each known entry taken once. Pure.

A source shows a docket line once. So two lines of one body that look alike are two entries, and a known one answers to
one of them: ids first, then the same words, then words that are alike.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from tracker.models import EntryDraft
from tracker.papers.merge import KnownEntry, match, number_of, words_of
from tracker.papers.scotus import COURT_ID as SUPREME
from tracker.papers.scotus import Proceeding, compare, line_key


class Candidates:
    """Known entries of one docket, to be asked for those that a draft could be."""

    def __init__(self, known: Iterable[KnownEntry]):
        self._by_id: dict[str, list[KnownEntry]] = defaultdict(list)
        self._wordy: list[KnownEntry] = []
        for entry in known:
            for name in _names(entry.draft):
                self._by_id[name].append(entry)
            if number_of(entry.draft) is None or not entry.draft.pacer_doc_id:
                self._wordy.append(entry)

    def of(self, draft: EntryDraft, taken: set[int]) -> list[KnownEntry]:
        found = {e.entry_id: e for name in _names(draft) for e in self._by_id.get(name, ())}
        if number_of(draft) is None or not draft.pacer_doc_id:
            found.update((e.entry_id, e) for e in self._wordy)
        return [entry for entry in found.values() if entry.entry_id not in taken]


def _names(draft: EntryDraft) -> list[str]:
    parts = (("doc", draft.pacer_doc_id), ("seq", draft.pacer_seq_no), ("no", number_of(draft)))
    return [f"{kind}:{value}" for kind, value in parts if value]


def pair(
    known: Sequence[KnownEntry], drafts: Sequence[EntryDraft], zone: str, taken: Iterable[int] = ()
) -> list[KnownEntry | None]:
    """For each draft the known entry that it is another sight of, or None.

    known, drafts: of one docket. zone: the court's. taken: entries that other drafts of the body are already.
    """
    held, gone = Candidates(known), set(taken)
    found: list[KnownEntry | None] = [None] * len(drafts)
    for sure in (True, False):
        for place, draft in enumerate(drafts):
            if found[place] is not None:
                continue
            entry = match(held.of(draft, gone), draft, zone)
            if entry is not None and (not sure or _certain(entry.draft, draft)):
                found[place] = entry
                gone.add(entry.entry_id)
    if drafts and drafts[0].court_id == SUPREME:
        _edited_lines(known, drafts, found, gone)
    return found


def _certain(a: EntryDraft, b: EntryDraft) -> bool:
    """An id of the court's, or the same words; the digits in a Supreme Court paper's address are shared by lines."""
    if (a.pacer_doc_id and a.pacer_doc_id == b.pacer_doc_id) or (a.pacer_seq_no and a.pacer_seq_no == b.pacer_seq_no):
        return True
    return words_of(a.description) == words_of(b.description)


def _edited_lines(
    known: Sequence[KnownEntry], drafts: Sequence[EntryDraft], found: list[KnownEntry | None], gone: set[int]
) -> None:
    """The Supreme Court's file is whole: a line that is gone beside a new one of its day may have been edited."""
    old = {_line(e.draft, -e.entry_id): e for e in known if e.entry_id not in gone and e.draft.description}
    new = {_line(draft, place): place for place, draft in enumerate(drafts) if found[place] is None}
    for edit in compare(list(old), list(new)).edited:
        found[new[edit.after]] = old[edit.before]
        gone.add(old[edit.before].entry_id)


def _line(draft: EntryDraft, ordinal: int) -> Proceeding:
    # The ordinal keeps lines apart; lines with the same words were paired before.
    key = line_key(draft.date_filed, draft.description)
    return Proceeding(draft.date_filed, draft.description, draft.document_number, (), key, ordinal)
