"""The sentences of the law: plain words first, the legal term beside them. No decisions."""

from functools import lru_cache

from tracker.courts import Courts
from tracker.dates import show_day
from tracker.dates import show_when as _show_when
from tracker.law.docketing import Index, Placed
from tracker.law.steps import Step
from tracker.register.schema import Act, Restriction

show_when = lru_cache(maxsize=4096)(_show_when)  # registers name the same days again and again

RELIEF_WORDS = {
    "temporary_restraining_order": "temporary restraining order",
    "preliminary_injunction": "preliminary injunction",
    "permanent_injunction": "permanent injunction",
    "stay_of_agency_action": "stay of agency action, 5 U.S.C. 705",
    "vacatur_of_agency_action": "vacatur of agency action, 5 U.S.C. 706",
    "stay_pending_appeal": "stay pending appeal",
    "administrative_stay": "administrative stay",
    "enforcement": "order enforcing an earlier one",
    "summary_judgment": "summary judgment",
    "settlement_approval": "approved settlement",
}
STAY_WORDS = {
    "administrative": "an administrative stay, which is no ruling on the merits",
    "pending_appeal": "a stay pending appeal",
    "supreme_court": "a stay of the Supreme Court",
    "other": "a stay",
}
END_WORDS = {
    "further_order": "further order",
    "mandate": "the appeal is decided",
    "cert_denied": "certiorari is denied",
    "judgment": "the Supreme Court gives judgment",
    "no_timely_petition": "the time for a petition passes without one",
}
STAY_END_WORDS = {
    "lifts_stay": "the stay was lifted",
    "mandate": "the mandate issued in the appeal for whose length it was stayed",
    "affirms": "it was affirmed in the appeal for whose length it was stayed",
    "cert_denied": "certiorari was denied",
    "supreme_court_judgment": "the Supreme Court gave judgment",
    "no_timely_petition": "the time for a petition passed without one",
}
HOW_WORDS = {
    "by_its_terms": "by its own terms",
    "superseded": "replaced by another order",
    "denied": "the relief was denied",
}
CHANGE_WORDS = {"extends": "Extended", "modifies": "Modified", "affirms": "Affirmed"}
PEOPLE_WORDS = {
    "parties": "the parties",
    "members": "members of the plaintiff groups",
    "class": "a class",
    "states": "named states",
    "agency_action": "everyone, because the agency's action itself is set aside or stayed",
    "everyone": "everyone",
}


def relief_words(relief: str) -> str:
    return RELIEF_WORDS.get(relief, relief.replace("_", " "))


def court_of(index: Index, placed: Placed) -> str:
    return court_name(index.courts, placed.court_id)


def court_name(courts: Courts, court_id: str | None) -> str:
    """The court's citation form; the Supreme Court by its name, since its citation form reads as a country."""
    if court_id == "scotus":
        return "Supreme Court"
    return courts.citation(court_id) or "court not known"


def sentence(text: str) -> str:
    """With a capital and exactly one full stop."""
    text = text.strip().rstrip(".")
    return f"{text[:1].upper()}{text[1:]}."


def started(placed: Placed) -> str:
    order = placed.event.order
    assert order is not None and placed.first is not None
    entered = show_when(placed.event.date)
    if order.effective and order.effective < placed.first.isoformat():
        return f"Entered {entered}, with effect back to {show_when(order.effective)} (nunc pro tunc)."
    if order.effective and order.effective > placed.first.isoformat():
        return f"Entered {entered}, in force from {show_when(order.effective)}."
    return f"In force from {entered}, when it was entered."


def _at(step: Step) -> str:
    return show_day(step.last) if step.first == step.last else show_when(step.first.isoformat()[:7])


def _on(step: Step) -> str:
    return f"on {_at(step)}" if step.first == step.last else f"in {_at(step)}"


def ended(index: Index, step: Step) -> str:
    how = HOW_WORDS.get(step.act.how or "", step.act.how or "by order")
    court = court_of(index, step.by)
    if step.cause != step.by.id:
        judgment = show_when(step.by.event.date)
        return f"Ended {_on(step)}, when the mandate issued on the judgment of {judgment} ({court}: {how})."
    return f"Ended {_on(step)} ({court}: {how})."


def superseded(by: Placed) -> str:
    order = by.event.order
    assert order is not None and by.first is not None
    entered = show_when(by.event.date)
    if order.effective and order.effective > by.first.isoformat():
        entered += f", in force from {show_when(order.effective)}"
    return f"Replaced by another order ({relief_words(order.relief)} of {entered}; {order.id})."


def stayed(index: Index, step: Step) -> str:
    text = f"Suspended {_since(step)} by {STAY_WORDS[step.act.stay_kind or 'other']}"
    if step.act.stay_kind != "supreme_court":
        text += f" ({court_of(index, step.by)})"
    dates = [f"through {show_when(end.date)}" for end in step.act.until if end.date]
    acts = [END_WORDS[end.on] for end in step.act.until if not end.date]
    ends = dates + ([f"until {_either(acts)}"] if acts else [])
    return f"{text}, {_either(ends)}." if ends else f"{text}, until further order."


def _since(step: Step) -> str:
    return f"since {_at(step)}" if step.first == step.last else f"some time in {_at(step)}"


def _either(words: list[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} or {words[-1]}"


def revived(step: Step, stay: Step) -> str:
    return (
        f"In force again {_from(step)} with the extent it had: the stay of {_at(stay)} ended, "
        f"since {STAY_END_WORDS[step.do]}."
    )


def _from(step: Step) -> str:
    return f"from {_at(step)}" if step.first == step.last else f"from the end of {_at(step)}"


def stay_ran_out(stay: Step, through: str) -> str:
    return f"In force again with the extent it had: the stay of {_at(stay)} ran through {through} by its own terms."


def clouded(step: Step) -> str:
    return step.act.why or f"Reported to be touched {_on(step)} in a way that no source read states."


def closed(index: Index, step: Step) -> str:
    return (
        f"The case was closed {_on(step)} ({court_of(index, step.by)}). An order of this kind normally ends with "
        "the case; no source read says so."
    )


def cleared(index: Index, step: Step) -> str:
    did = CHANGE_WORDS.get(step.do, "acted upon").lower()
    return f"{court_of(index, step.by)} treated the order as standing {_on(step)}: it was {did}."


def changed(index: Index, step: Step) -> str:
    """One clause without its full stop: callers put the order's name beside it."""
    to = ""
    if step.do == "extends":
        to = f" through {show_when(step.act.to)}" if step.act.to else " until further order"
    how = f" ({step.act.how})" if step.act.how and step.act.how != "modified" else ""
    return f"{CHANGE_WORDS[step.do]} {_on(step)} by {court_of(index, step.by)}{to}{how}"


def waiting(index: Index, act: Act, judgment: Placed) -> str:
    word: str = act.how or "vacated"
    if act.do == "affirms":
        word = "affirmed as modified" if act.restrictions else "affirmed"
    elif act.do == "modifies":
        word = act.how or "modified"
    return f"{word} by judgment of {show_when(judgment.event.date)}, mandate not seen"


def not_amended(index: Index, step: Step, target: Placed) -> str:
    court = court_of(index, step.by)
    if step.do == "lifts_stay":
        return f"{court} cannot lift this stay, which a higher court or another one entered."
    return (
        f"{court} said otherwise {_on(step)}, but it is no higher court than {court_of(index, target)}: the order "
        "stands as its own court wrote it, and the conflict remains."
    )


def extent(restrictions: tuple[Restriction, ...]) -> str:
    """One sentence on whom and what the restrictions reach."""
    parts: list[str] = []
    for restriction in restrictions:
        for part in _extent_parts(restriction):
            if part not in parts:
                parts.append(part)
    if not parts:
        return "The order as read does not say whom it reaches."
    return sentence("; ".join(part.rstrip(". ") for part in parts))


def _extent_parts(restriction: Restriction) -> list[str]:
    parts = []
    if people := restriction.people:
        words = PEOPLE_WORDS[people.kind]
        parts.append(f"{words}: {', '.join(people.who)}" if people.who else words)
    parts += [f"{name}: {value}" for name, value in (
        ("places", restriction.places), ("data", restriction.data), ("recipients", restriction.recipients),
    ) if value]  # fmt: skip
    return parts + [f"except {exception}" for exception in restriction.exceptions]
