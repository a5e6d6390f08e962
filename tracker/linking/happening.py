"""What an item reports to have happened, read from its title and lead by general rules. Pure.

The answer is in the vocabulary of the tagging guide: kind, relief, disposition; `none` where the words name none. It is
a reading of a report, never of an order, and changes nothing by itself.
"""

import re
from collections.abc import Callable

from tracker.linking import acts
from tracker.linking.model import NewsEvent
from tracker.linking.reading import Reading

NOTHING = NewsEvent("other", "none", "none")


def read_event(reading: Reading) -> NewsEvent:
    """The main act of an item that concerns a tracked case or flow: what its lead tells first, else its title."""
    told = [acts.PASSING.sub(" ", seen.line.text) for seen in reading.main]
    first = next(iter(reading.seen[0].line.tokens), None)
    if first and first.norm in reading.judges:
        told[0] = f"Judge {told[0]}"
    title, lead, body = told[0], " ".join(told[1:2]), " ".join(told)
    kinds = _kinds(lead, body) or _kinds(title, body) or _kinds(" ".join(told[2:3]), body)
    for kind in kinds:
        event = _READ[kind](f"{title}. {lead}", body)
        if event:
            return event
    return NewsEvent("disclosure", "none", "none") if acts.DISCLOSES.search(f"{title}. {lead}") else NOTHING


def _kinds(text: str, body: str) -> list[str]:
    """The kinds of act that a sentence tells, by where they begin; a hearing before a ruling by the same judge."""
    if not acts.IN_COURT.search(body):
        return ["agreement"] if acts.SETTLES.search(text) else []
    patterns = {
        "hearing": acts.HEARING, "agreement": acts.SETTLES, "ruling": acts.RULING, "complaint": acts.SUES,
        "appeal": acts.APPEALS, "brief": acts.BRIEFS, "motion": acts.ASKS, "disclosure": acts.CONCEDES,
    }  # fmt: skip
    found = {kind: match.start() for kind, pattern in patterns.items() if (match := pattern.search(text))}
    if "ruling" not in found and (passive := acts.RULED_UPON.search(text)):
        found["ruling"] = passive.start()
    if "agreement" in found:
        found.pop("complaint", None)  # "announced that they have settled their suit"
    if "motion" in found:
        found.pop("disclosure", None)  # what is told to a court on asking it for something
    if "appeal" in found:
        found = {k: at for k, at in found.items() if k not in ("motion", "complaint")}
        found["appeal"] = min(found.values())
    if "hearing" in found and "ruling" in found:
        found["hearing"] = min(found["hearing"], found["ruling"] - 1)
    return sorted(found, key=lambda kind: found[kind])


def _hearing(head: str, body: str) -> NewsEvent | None:
    argued = re.search(r"\boral argument", head, re.IGNORECASE)
    if not argued and not acts.UNDECIDED.search(body):
        return None
    if argued or acts.APPELLATE.search(head):
        return NewsEvent("hearing", "appeal", "none")
    return NewsEvent("hearing", _relief(head) or _relief(body) or "preliminary_injunction", "sought")


def _agreement(head: str, body: str) -> NewsEvent | None:
    return NewsEvent("agreement", "none", "entered")


def _ruling(head: str, body: str) -> NewsEvent | None:
    if acts.APPEAL_DISMISSED.search(head):
        return NewsEvent("opinion", "appeal", "dismissed")
    if acts.AFFIRMED.search(head):
        return NewsEvent("opinion", "appeal", "affirmed")
    relief = _relief(head) or _relief(body) or ("preliminary_injunction" if acts.RESTRAINS.search(head) else "none")
    if relief == "stay_pending_appeal" and not acts.APPELLATE.search(body):
        relief = "stay_of_agency_action"
    disposition = _disposition(head, body, relief)
    return NewsEvent(_paper(body, relief, disposition), relief, disposition)


def _disposition(head: str, body: str, relief: str) -> str:
    if relief == "none":
        return "entered"
    if relief == "dismissal":
        going_on = acts.GOES_ON.search(body)
        return (
            "granted_in_part" if going_on and acts.ALSO_DISMISSED.search(body) else "denied" if going_on else "granted"
        )
    if relief in ("preliminary_injunction", "temporary_restraining_order") and acts.UNDONE.search(head):
        return "vacated"
    if acts.PARTLY.search(head):
        return "granted_in_part"
    return "denied" if acts.REFUSES.search(head) else "granted"


def _paper(body: str, relief: str, disposition: str) -> str:
    """An opinion where the report tells reasons, an order where it tells what was ordered."""
    if acts.JUST_ORDERED.search(body) and disposition != "denied":
        return "order"
    if relief in ("temporary_restraining_order", "stay_pending_appeal") and disposition == "granted":
        return "order"
    reasoned = acts.REASONED.search(body) or (relief == "dismissal" and re.search(r"\bsaid\b", body))
    return "opinion" if disposition == "denied" or reasoned else "order"


def _complaint(head: str, body: str) -> NewsEvent | None:
    return NewsEvent("complaint", "none", "sought")


def _motion(head: str, body: str) -> NewsEvent | None:
    return NewsEvent("motion", _relief(head) or _relief(body) or "none", "sought")


def _appeal(head: str, body: str) -> NewsEvent | None:
    return NewsEvent("notice_of_appeal", "appeal", "sought")


def _brief(head: str, body: str) -> NewsEvent | None:
    return NewsEvent("brief", "none", "none")


def _disclosure(head: str, body: str) -> NewsEvent | None:
    return NewsEvent("disclosure", "none", "none")


_READ: dict[str, Callable[[str, str], NewsEvent | None]] = {
    "hearing": _hearing, "agreement": _agreement, "ruling": _ruling, "complaint": _complaint, "motion": _motion,
    "appeal": _appeal, "brief": _brief, "disclosure": _disclosure,
}  # fmt: skip


def _relief(text: str) -> str | None:
    """The relief that a deciding verb takes as its object, else the first of the table that the words name."""
    for verb in acts.DECIDES.finditer(text):
        near = text[verb.end() : verb.end() + 60]
        found = [(match.start(), name) for name, pattern in acts.RELIEFS if (match := pattern.search(near))]
        if found:
            return min(found)[1]
    return next((name for name, pattern in acts.RELIEFS if pattern.search(text)), None)
