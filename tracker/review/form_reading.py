"""What a person wrote in the form of the desk, as a reading, and what is wrong with it by field. Pure."""

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from tracker.review.confirm import Reading
from tracker.review.form import ACTS, PEOPLE, UNTIL, ActRow, Form, RestrictionRow
from tracker.vocab import DISPOSITIONS, EFFECTS, KINDS, RELIEFS

_NEED_ORDER = frozenset({"stays", "ends", "affirms", "extends", "modifies", "clouds"})


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
