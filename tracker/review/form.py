"""The form of the desk: what a person may say about an event, as fields. Pure.

It is filled from what the machine read or from what is known, and comes back as posted fields; `form_reading` makes a
reading of it.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from tracker.register.schema import Event
from tracker.text import plain

MOST_ROWS = 20
PEOPLE = ("parties", "members", "class", "states", "agency_action", "everyone")
ACTS = ("stays", "lifts_stay", "ends", "affirms", "mandate", "extends", "modifies", "closes", "clouds")
HOW = ("vacated", "reversed", "dissolved", "superseded", "expired", "by_its_terms")
UNTIL = ("further_order", "supreme_court_usual", "mandate", "cert_denied", "judgment", "no_timely_petition", "date")
_NOTICE = {True: "without", False: "with", None: ""}


@dataclass(frozen=True, slots=True)
class RestrictionRow:
    """`of`: "" for the order that this event is, else the id of the order whose new extent it belongs to.
    extent: `whole`, `part` or "" (not said). who, exceptions: one a line."""

    of: str = ""
    flow: str = ""
    effect: str = ""
    extent: str = ""
    people: str = ""
    who: str = ""
    places: str = ""
    data: str = ""
    recipients: str = ""
    exceptions: str = ""
    text: str = ""

    @property
    def used(self) -> bool:
        return bool(self.flow or self.text)


@dataclass(frozen=True, slots=True)
class ActRow:
    """event: of the stay that is lifted, or of the judgment whose mandate this is. base: JSON of the act as it was,
    for what the form has no field for."""

    do: str = ""
    order: str = ""
    event: str = ""
    how: str = ""
    effective: str = ""
    until: str = ""
    until_date: str = ""
    to: str = ""
    base: str = ""
    flows: tuple[str, ...] = ()  # only as far as these; empty: the whole order


@dataclass(frozen=True, slots=True)
class TouchRow:
    flow: str = ""
    effect: str = ""
    base: str = ""


@dataclass(frozen=True, slots=True)
class Form:
    """A reading as its form holds it: text as typed, "" for what is left open."""

    kind: str = "order"
    title: str = ""
    text: str = ""
    outcomes: tuple[tuple[str, str], ...] = ()
    is_order: bool = False
    permanent: bool = False
    notice: str = ""  # `without`, `with`, or "" where it was not said
    relief: str = ""  # of the order; "" follows from the rulings
    effective: str = ""
    ends_on: str = ""
    replaces: tuple[str, ...] = ()
    restrictions: tuple[RestrictionRow, ...] = ()
    acts: tuple[ActRow, ...] = ()
    touches: tuple[TouchRow, ...] = ()
    sources: str = ""
    why: str = ""
    errors: dict[str, str] = field(default_factory=dict)  # field name -> what is wrong

    def with_room(self, more: str = "") -> "Form":
        """One empty row where there is none, and one more of the kind that was asked for: `o`, `r`, `a` or `t`."""
        return replace(
            self,
            outcomes=self.outcomes + (("", ""),) * (not self.outcomes or more == "o"),
            restrictions=self.restrictions + (RestrictionRow(),) * (not self.restrictions or more == "r"),
            acts=self.acts + (ActRow(),) * (not self.acts or more == "a"),
            touches=self.touches + (TouchRow(),) * (not self.touches or more == "t"),
        )


def from_event(event: Event, why: str = "") -> Form:
    """The form as it says what is already known of an event."""
    order = event.order
    rows = [_restriction_row(r.model_dump(exclude_defaults=True), "") for r in order.restrictions] if order else []
    acts = []
    for act in event.acts:
        data = act.model_dump(mode="json", exclude_defaults=True)
        acts.append(_act_row(data))
        rows += [_restriction_row(r, act.order or "") for r in data.get("restrictions", [])]
    return Form(
        kind=event.kind, title=event.title, text=event.text,
        outcomes=tuple((a.relief, a.disposition) for a in event.actions),
        is_order=order is not None, permanent=bool(order and order.term == "permanent"),
        notice=_NOTICE[order.without_notice] if order else "",
        relief=order.relief if order else "", effective=(order and order.effective) or "",
        ends_on=(order and order.ends_on) or "", replaces=tuple(order.replaces) if order else (),
        restrictions=tuple(rows), acts=tuple(acts),
        touches=tuple(
            TouchRow(t.flow, t.effect or "", _dump(t.model_dump(exclude_defaults=True))) for t in event.flows
        ),
        sources="\n".join(event.sources), why=why,
    )  # fmt: skip


def _dump(data: Mapping[str, Any]) -> str:
    return json.dumps(data, ensure_ascii=False, sort_keys=True)


def _restriction_row(data: Mapping[str, Any], of: str) -> RestrictionRow:
    people = data.get("people") or {}
    return RestrictionRow(
        of, data["flow"], data["effect"],
        ("whole" if data.get("whole") else "part") if data["effect"] == "bars" else "",
        people.get("kind", ""), "\n".join(people.get("who", [])), data.get("places") or "", data.get("data") or "",
        data.get("recipients") or "", "\n".join(data.get("exceptions", [])), data["text"],
    )  # fmt: skip


def _act_row(data: Mapping[str, Any]) -> ActRow:
    until = data.get("until", [])
    single = until[0] if len(until) == 1 else {}
    return ActRow(
        data["do"], data.get("order") or "", data.get("stay") or data.get("judgment") or "", data.get("how") or "",
        data.get("effective", "entry"), "as_before" if len(until) > 1 else single.get("on", ""),
        single.get("date") or "", data.get("to") or "", _dump({k: v for k, v in data.items() if k != "restrictions"}),
        tuple(data.get("flows", ())),
    )  # fmt: skip


def from_posted(data: Mapping[str, Sequence[str]]) -> Form:
    """The form as it was sent: every field with its values. Nothing is checked."""

    def text(name: str, limit: int = 4000) -> str:
        return plain((data.get(name) or [""])[0]).strip()[:limit]

    def rows(prefix: str, names: Sequence[str]) -> list[list[str]]:
        return [row for _, row in rows_with_place(prefix, names)]

    def rows_with_place(prefix: str, names: Sequence[str]) -> list[tuple[int, list[Any]]]:
        count = next((i for i in range(MOST_ROWS) if f"{prefix}-{i}-{names[0]}" not in data), MOST_ROWS)
        found = [(i, [text(f"{prefix}-{i}-{name}") for name in names]) for i in range(count)]
        return [(i, row) for i, row in found if any(v for n, v in zip(names, row, strict=True) if n != "base")]

    restriction = ("of", "flow", "effect", "extent", "people", "who", "places", "data", "recipients", "exceptions",
                   "text")  # fmt: skip
    act = ("do", "order", "event", "how", "effective", "until", "until_date", "to", "base")
    return Form(
        kind=text("kind"), title=text("title", 400), text=text("text"),
        outcomes=tuple((a, b) for a, b in rows("o", ("relief", "disposition"))),
        is_order="is_order" in data, permanent="permanent" in data, notice=text("notice"),
        relief=text("relief"), effective=text("effective"), ends_on=text("ends_on"),
        replaces=tuple(data.get("replaces", ())),
        restrictions=tuple(r for row in rows("r", restriction) if (r := RestrictionRow(*row)).used or r.effect),
        acts=tuple(
            a for i, row in rows_with_place("a", act)
            if (a := replace(ActRow(*row), flows=tuple(plain(f) for f in data.get(f"a-{i}-flows", ())))).do
        ),
        touches=tuple(t for row in rows("t", ("flow", "effect", "base")) if (t := TouchRow(*row)).flow),
        sources=text("sources", 8000), why=text("why", 2000),
    )  # fmt: skip
