"""The form of the desk: what a person may say about an event, as fields. Pure.

It is filled from what the machine read or from what is known, comes back as posted fields, and becomes a Reading.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from tracker.register.schema import Event
from tracker.review.confirm import Reading
from tracker.text import plain
from tracker.vocab import DISPOSITIONS, EFFECTS, KINDS, RELIEFS

MOST_ROWS = 20
PEOPLE = ("parties", "members", "class", "states", "agency_action", "everyone")
ACTS = ("stays", "lifts_stay", "ends", "affirms", "mandate", "extends", "modifies", "closes", "clouds")
HOW = ("vacated", "reversed", "dissolved", "superseded", "expired", "by_its_terms")
UNTIL = ("further_order", "supreme_court_usual", "mandate", "cert_denied", "judgment", "no_timely_petition", "date")
_NOTICE = {True: "without", False: "with", None: ""}
_NEED_ORDER = frozenset({"stays", "ends", "affirms", "extends", "modifies", "clouds"})


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


def to_reading(form: Form, person: str) -> tuple[Reading, dict[str, str]]:
    """What the form says, and what is wrong with it by field. With errors the reading must not be used."""
    errors: dict[str, str] = {}
    outcomes = _outcomes(form, errors)
    new_extents: dict[str, list[dict[str, Any]]] = {}
    own: list[dict[str, Any]] = []
    for number, row in enumerate(form.restrictions):
        made = _restriction(row, f"r-{number}", errors)
        (new_extents.setdefault(row.of, []) if row.of else own).append(made)
    acts = [_act(row, f"a-{i}", new_extents, errors) for i, row in enumerate(form.acts)]
    for order_id in new_extents.keys() - {row.order for row in form.acts if row.do in ("modifies", "affirms")}:
        number = next(i for i, row in enumerate(form.restrictions) if row.of == order_id)
        errors[f"r-{number}-of"] = "A new extent of another order needs the act “changes the extent” of that order."
    if own and not form.is_order:
        errors["is_order"] = "It restricts a data flow, so it is an order of its own: tick this, or take those out."
    if not 3 <= len(form.title) <= 200:
        errors["title"] = "One sentence of 3 to 200 characters."
    if form.is_order and form.relief and form.relief not in RELIEFS:
        errors["relief"] = "Choose one of the list."
    if form.kind not in KINDS:
        errors["kind"] = "Choose what it is."
    for name in ("effective", "ends_on"):
        _day(getattr(form, name), name, errors)
    reading = Reading(
        person=person, outcomes=tuple(f"{r} {d}" for r, d in outcomes), title=form.title, text=form.text,
        kind=form.kind, restrictions=tuple(own), acts=tuple(acts), ends_on=form.ends_on or None,
        effective=form.effective or None, replaces=form.replaces, relief=form.relief or None,
        without_notice={"without": True, "with": False}.get(form.notice),
        permanent=form.permanent, sources=tuple(form.sources.split()), why=form.why or None,
        touches=tuple({**_base(t.base, "flow", t.flow), "flow": t.flow, "effect": t.effect or None}
                      for t in form.touches),
        complete=True, is_order=form.is_order,
    )  # fmt: skip
    return reading, errors


def _outcomes(form: Form, errors: dict[str, str]) -> list[tuple[str, str]]:
    found = []
    for number, (relief, disposition) in enumerate(form.outcomes):
        if not relief and not disposition:
            continue
        if relief not in RELIEFS:
            errors[f"o-{number}-relief"] = "Choose what was asked for or decided."
        if disposition not in DISPOSITIONS:
            errors[f"o-{number}-disposition"] = (
                "Say how the court ruled; if the paper does not say, leave this one out."
            )
        found.append((relief, disposition))
    return found


def _restriction(row: RestrictionRow, name: str, errors: dict[str, str]) -> dict[str, Any]:
    if not row.flow:
        errors[f"{name}-flow"] = "Choose the data flow."
    if row.effect not in EFFECTS:
        errors[f"{name}-effect"] = "Say what it does to the flow."
    if row.effect == "bars" and row.extent not in ("whole", "part"):
        errors[f"{name}-extent"] = "Say whether it bars the whole flow or a part of it; the machine cannot know."
    if row.effect != "bars" and row.extent == "whole":
        errors[f"{name}-extent"] = "Only an order that bars can bar the whole flow."
    if len(row.text) < 3:
        errors[f"{name}-text"] = "Say in one sentence what it restricts."
    if row.people and row.people not in PEOPLE:
        errors[f"{name}-people"] = "Choose one of the list."
    if row.who and not row.people:
        errors[f"{name}-people"] = "Say of what kind the people named are."
    return {
        "flow": row.flow, "effect": row.effect, "whole": row.extent == "whole",
        "people": {"kind": row.people, "who": _lines(row.who)} if row.people else None,
        "places": row.places or None, "data": row.data or None, "recipients": row.recipients or None,
        "exceptions": _lines(row.exceptions), "text": row.text,
    }  # fmt: skip


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _act(
    row: ActRow, name: str, new_extents: Mapping[str, list[dict[str, Any]]], errors: dict[str, str]
) -> dict[str, Any]:
    if row.do not in ACTS and not row.base:
        errors[f"{name}-do"] = "Choose what it does."
    if row.do in _NEED_ORDER and not row.order:
        errors[f"{name}-order"] = "Choose the order that it touches."
    if row.do in ("lifts_stay", "mandate") and not row.event:
        errors[f"{name}-event"] = "Choose the stay that is lifted, or the judgment whose mandate this is."
    base = _base(row.base, "do", row.do)
    act: dict[str, Any] = {
        **{k: v for k, v in base.items() if k not in ("order", "stay", "judgment", "how", "effective", "to", "flows")},
        "do": row.do,
    }
    if row.order:
        act["order"] = row.order
    if row.flows:
        act["flows"] = list(row.flows)
    if row.do == "lifts_stay":
        act["stay"] = row.event
    if row.do == "mandate":
        act["judgment"] = row.event
    if row.effective not in ("", "entry"):
        if row.effective != "mandate":
            _day(row.effective, f"{name}-effective", errors)
        act["effective"] = row.effective
    if row.do == "ends" or row.how:
        act["how"] = row.how or "vacated"
    if row.do == "stays" and row.until != "as_before":
        act["until"] = _until(row, name, errors)
    if row.do == "extends":
        _day(row.to, f"{name}-to", errors)
        act["to"] = row.to or None
    if row.do in ("modifies", "affirms") and row.order in new_extents:
        act["restrictions"] = new_extents[row.order]
    elif row.do == "modifies" and row.order:
        errors[f"{name}-do"] = "Write the whole new extent below, as restrictions that belong to that order."
    return act


def _until(row: ActRow, name: str, errors: dict[str, str]) -> Any:
    if row.until == "date":
        if not row.until_date:
            errors[f"{name}-until_date"] = "Give the day on which the stay ends."
        _day(row.until_date, f"{name}-until_date", errors)
        return [{"on": "date", "date": row.until_date}]
    if row.until == "supreme_court_usual":
        return row.until
    return [row.until] if row.until in UNTIL else []


def _base(text: str, name: str, value: str) -> dict[str, Any]:
    """What the row was made from, if it still speaks of the same thing."""
    try:
        data = json.loads(text) if text else {}
    except ValueError:
        return {}
    return data if isinstance(data, dict) and data.get(name) == value else {}


def _day(text: str, name: str, errors: dict[str, str]) -> None:
    if not text:
        return
    try:
        if len(text) != 10:
            raise ValueError
        date.fromisoformat(text)
    except ValueError:
        errors[name] = "Write a day such as 2026-02-05."
