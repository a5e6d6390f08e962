"""What a court's body suggests besides its entries: unknown dockets that look like data sharing, and new dockets above
a tracked one. Reads no network; the words are weighed in `tracker.linking`."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from tracker.courts import Court
from tracker.docket_numbers import clean
from tracker.ingest.entries import Plan, Tracked
from tracker.ingest.entry_event import court_day
from tracker.ingest.tools import Tools, Watched
from tracker.linking.appeals import named_above
from tracker.linking.suspect import ENOUGH, type_weight
from tracker.models import EntryDraft
from tracker.storage.store import Store
from tracker.storage.suggestions import Found, known_suggestions

_WATCHED_LEVELS = frozenset({"district", "appeals", "supreme"})


def suggest(
    store: Store, tools: Tools, court: Court, drafts: Sequence[EntryDraft], plan: Plan, private: bool = False
) -> list[Found]:
    """What is worth a person's look and not stored yet (or stored with weaker reasons), one a docket. private: the plan
    is of a notice that only its recipients have."""
    if court.level not in _WATCHED_LEVELS:
        return []
    tracked, watched = tools.tracked(court.court_id), tools.watched()
    found: dict[str, Found] = {}
    for each in (*_unknown(drafts, tracked, watched, court), *_named(plan, tools, court, private)):
        if each.key not in found or each.score > found[each.key].score:
            found[each.key] = each
    known = known_suggestions(store, list(found)) if found else {}
    return [each for key, each in found.items() if each.score > known.get(key, 0.0)]


def docket_key(court_id: str, docket_number: str) -> str:
    """One suggestion a docket, whoever finds it."""
    return f"docket:{court_id}:{clean(docket_number).lower()}"


def _unknown(drafts: Iterable[EntryDraft], tracked: Tracked, watched: Watched, court: Court) -> Iterable[Found]:
    appeals = court.level == "appeals"
    for draft in drafts:
        # The types first: most rule a docket out, and a court has few.
        if type_weight(draft.short_descriptions):
            seen = watched.look(draft.caption, draft.docket_number, draft.short_descriptions)
            if seen.score >= ENOUGH and tracked.home(draft.docket_number) is None:
                yield _found("docket", draft, court, seen.score, seen.because, {})
        if appeals:
            cases = watched.cases_of(court.court_id, draft.docket_number, draft.caption, draft.short_descriptions)
            if cases and tracked.home(draft.docket_number) is None:
                because = (f"the parties are those of {' and '.join(cases)}",)
                yield _found("appeal", draft, court, 0.9, because, {"cases": list(cases)})


def _found(
    kind: str, draft: EntryDraft, court: Court, score: float, because: tuple[str, ...], body: Mapping[str, Any]
) -> Found:
    day = court_day(draft, court)
    return Found(
        kind, docket_key(court.court_id, draft.docket_number), draft.caption, court.court_id, draft.docket_number,
        draft.caption, draft.source_url, day.isoformat() if day else None, score, because, body,
    )  # fmt: skip


def _named(plan: Plan, tools: Tools, court: Court, private: bool) -> Iterable[Found]:
    """Dockets above that the words of a new entry on a tracked docket name, where that court's docket is not known.

    What a private notice names is for those who may release it, as long as its entry is: `private` in the body says
    which."""
    for docket, intent in plan.fresh:
        if not intent.draft.description:
            # An event type names no number.
            continue
        for court_id, number in named_above(court.court_id, intent.draft.description):
            if court_id not in tools.courts or tools.tracked(court_id).home(number) is not None:
                continue
            day = court_day(intent.draft, court)
            paper = f"entry {intent.draft.document_number}" if intent.draft.document_number else "an entry"
            because = (f"{paper} of {docket['docket_number']} ({court.citation}) names this number",)
            own = {"private": [docket["docket_id"], intent.draft.document_number]} if private else {}
            yield Found(
                "appeal", docket_key(court_id, number), docket["case_name"], court_id, number, docket["caption"] or "",
                intent.draft.source_url, day.isoformat() if day else None, 0.99 if private else 1.0, because,
                {"cases": [docket["case_id"]], **own},
            )  # fmt: skip
