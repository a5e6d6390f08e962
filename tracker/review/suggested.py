"""Deciding on a suggestion, and the lines that would take it into the register. The register stays the law: accepting
one changes no case, order or flow; it gives a person the text to put there."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from tracker.courts import Courts
from tracker.docket_numbers import same_docket
from tracker.errors import NotFoundError
from tracker.register.schema import Case
from tracker.register.skeleton import case_skeleton, docket_lines, flow_lines
from tracker.storage import suggestions
from tracker.storage.decisions import add_decision
from tracker.storage.store import Store
from tracker.storage.suggestions import Suggestion
from tracker.text import clip

DONE = {"accept": "accepted", "dismiss": "dismissed"}


def waiting(found: Iterable[Suggestion], cases: Mapping[str, Case]) -> tuple[Suggestion, ...]:
    """Those that the register does not tell yet: a docket that a case file has by now waits for nobody."""
    numbers: dict[str, list[str]] = {}
    for case in cases.values():
        for docket in case.dockets:
            numbers.setdefault(docket.court, []).extend(filter(None, (docket.number, *docket.also)))
    return tuple(each for each in found if not _told(each, numbers))


def _told(each: Suggestion, numbers: Mapping[str, list[str]]) -> bool:
    number = each.docket_number if each.kind in ("docket", "appeal") else None
    return number is not None and any(same_docket(number, known) for known in numbers.get(each.court_id or "", ()))


def decide(store: Store, suggestion_id: int, action: str, person: str, why: str, now: datetime) -> Suggestion:
    """`accept` or `dismiss` an open suggestion. Raises NotFoundError where none is open under that number."""
    with store.atomic():
        found = suggestions.find_suggestion(store, suggestion_id)
        if found is None or found.closed_at is not None or action not in DONE:
            raise NotFoundError(
                f"suggestion {suggestion_id} is not open: somebody has decided meanwhile; nothing of yours was stored"
            )
        suggestions.close_suggestion(store, suggestion_id, DONE[action], now)
        add_decision(
            store, ("suggestion", str(suggestion_id)), action, person, now, after={"is": DONE[action]}, why=why
        )
    return found


@dataclass(frozen=True, slots=True)
class Lines:
    """Lines for the register. file: below data/register; under: the key that they go under, "" for a new file."""

    file: str
    under: str
    text: str


def register_text(found: Suggestion, cases: Mapping[str, Case], courts: Courts) -> Lines | None:
    """What to put into the register, or None for what is no matter of it."""
    court = courts.get(found.court_id or "")
    caption = clip(found.caption, 1000)
    if found.kind == "docket" and court and found.docket_number:
        name, text = case_skeleton(court, found.docket_number, None, caption)
        return Lines(f"cases/{name}.yaml", "", text)
    if found.kind == "appeal" and court and found.docket_number:
        own = [cases[i] for i in found.body.get("cases", ()) if i in cases]
        file = f"cases/{own[0].id}.yaml" if len(own) == 1 else "cases/<id>.yaml"
        below = own[0].dockets[0].id if len(own) == 1 else None
        return Lines(file, "dockets:", docket_lines(court, found.docket_number, caption, below))
    if found.kind == "register" and found.day and found.url:
        return Lines("flows/<id>.yaml", "life:", flow_lines(found.title, found.day, found.url))
    return None
