"""What one source brings meets what others brought: a feed's stub and a notice's text are one entry."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from tracker.ingest.decide import content_sha, instant_key, natural_key
from tracker.ingest.sights import Kept, kept, second_sight, words_sha
from tracker.models import EntryDraft, EntryIntent
from tracker.papers.merge import combine, days_near, number_of
from tracker.papers.pairing import pair
from tracker.storage.entries import Probe, could_be, matching_entries, not_seen_by, shown_before
from tracker.storage.store import Store

Docket = Mapping[str, Any]
Planned = Sequence[tuple[Docket, Sequence[EntryIntent]]]
Intents = tuple[tuple[Docket, tuple[EntryIntent, ...]], ...]


def meet_others(store: Store, planned: Planned, feed_id: str, zone: str) -> Intents:
    """Intents of a court feed, those that are new to it compared with the entries of other sources."""
    first_time = not_seen_by(store, (i.entry_id for _, own in planned for i in own if i.entry_id), feed_id)
    probes = [
        _probe(docket, i.draft, i.identity_key if i.entry_id else None, zone)
        for docket, own in planned
        for i in own
        if i.entry_id is None or i.entry_id in first_time
    ]
    rows = could_be(store, probes) if probes else {}
    return tuple(
        (docket, tuple(_meet(own, _kept_of(rows, docket), zone, first_time)))
        if docket["docket_id"] in rows
        else (docket, tuple(own))
        for docket, own in planned
    )


def _meet(own: Sequence[EntryIntent], known: dict[int, Kept], zone: str, first_time: set[int]) -> list[EntryIntent]:
    places = [place for place, intent in enumerate(own) if intent.entry_id is None]
    paired = pair(
        [entry.known for entry in known.values()], [own[place].draft for place in places], zone,
        [intent.entry_id for intent in own if intent.entry_id],
    )  # fmt: skip
    met = list(own)
    for place, found in zip(places, paired, strict=True):
        if found is not None:
            intent = own[place]
            met[place] = second_sight(
                known[found.entry_id], intent.draft, intent.identity_key, feed=True, private=False
            )
    for place, intent in enumerate(own):
        if intent.entry_id in first_time and intent.entry_id in known:
            met[place] = second_sight(
                known[intent.entry_id], intent.draft, intent.identity_key, feed=True, private=False
            )
    return met


def meet_paper(
    store: Store, docket: Docket, drafts: Sequence[EntryDraft], feed_id: str, zone: str, *,
    read_before: str | None, private: bool,
) -> tuple[EntryIntent, ...]:  # fmt: skip
    """Intents of a paper's entries of one docket, in their order.

    read_before: SHA-256 of an archived body that is read again. private: it came by private mail.
    """
    docket_id = docket["docket_id"]
    drafts = _folded(drafts)
    keys = [natural_key(draft) for draft in drafts]
    undated = {(docket_id, instant_key(d)) for d, key in zip(drafts, keys, strict=True) if key is None}
    stored = matching_entries(store, [(docket_id, key) for key in keys if key], undated).get(docket_id, [])
    by_key = {entry.identity_key: entry.entry_id for entry in stored}
    probes = [_probe(docket, draft, key, zone) for draft, key in zip(drafts, keys, strict=True)]
    known = _kept_of(could_be(store, probes), docket)
    ids = [by_key.get(key) if key else None for key in keys]
    rest = [place for place, entry_id in enumerate(ids) if entry_id is None]
    taken = [entry_id for entry_id in ids if entry_id]
    for place, found in zip(
        rest, pair([k.known for k in known.values()], [drafts[place] for place in rest], zone, taken), strict=True
    ):
        ids[place] = found.entry_id if found else None
    shown = shown_before(store, (entry_id for entry_id in ids if entry_id), feed_id, read_before)
    ordinals: dict[str, int] = defaultdict(int)
    for key in by_key:
        base, mark, ordinal = key.partition("#")
        if mark:
            ordinals[base] = max(ordinals[base], int(ordinal))
    intents = []
    for draft, entry_id, natural in zip(drafts, ids, keys, strict=True):
        if entry_id is not None:
            intents.append(second_sight(known[entry_id], draft, natural, feed=False, private=private, shown=shown))
            continue
        base = instant_key(draft)
        ordinals[base] += natural is None
        key = natural or f"{base}#{ordinals[base]}"
        intents.append(EntryIntent("new", draft, key, content_sha(draft), words_sha=words_sha(draft)))
    return tuple(intents)


def _folded(drafts: Sequence[EntryDraft]) -> list[EntryDraft]:
    """A paper that a body shows twice under one id is one entry."""
    found: dict[object, EntryDraft] = {}
    for place, draft in enumerate(drafts):
        key = natural_key(draft) or place
        found[key] = replace(combine(found[key], draft), item_index=found[key].item_index) if key in found else draft
    return list(found.values())


def _probe(docket: Docket, draft: EntryDraft, key: str | None, zone: str) -> Probe:
    number = number_of(draft)
    wordy = number is None or draft.pacer_doc_id is None
    return Probe(docket["docket_id"], key, draft.pacer_seq_no, number, wordy, days_near(draft, zone) if wordy else None)


def _kept_of(rows: Mapping[str, Sequence[Mapping[str, Any]]], docket: Docket) -> dict[int, Kept]:
    return {row["entry_id"]: kept(row, docket) for row in rows.get(docket["docket_id"], ())}
