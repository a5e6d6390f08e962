"""What the machine read, put into the desk's form for a person to accept or correct. Pure. It never says how far an
order reaches: whole or part, for whom and in which words are left open."""

from collections.abc import Mapping, Sequence
from typing import Any

from tracker.law.answers import OrderHistory
from tracker.register.rows import case_flows
from tracker.register.schema import Case
from tracker.review.confirm import plain_title
from tracker.review.form import ActRow, Form, RestrictionRow, TouchRow
from tracker.text import one_line, plain

_GRANTED = frozenset({"granted", "granted_in_part", "entered"})
_ORDERS = frozenset({
    "temporary_restraining_order", "preliminary_injunction", "permanent_injunction", "stay_of_agency_action",
    "vacatur_of_agency_action",
})  # fmt: skip
_STAYS = frozenset({"stay_pending_appeal", "administrative_stay"})
_ENDED = {"vacated": "vacated", "reversed": "reversed", "dissolved": "dissolved"}


def suggest(row: Mapping[str, Any], case: Case, standing: Sequence[OrderHistory]) -> Form:
    """The form for an event that only a machine has read.

    row: as `storage.events.event_row` gives it; standing: orders of the case that a ruling can still change.
    """
    outcomes = tuple((a["relief"], a["disposition"]) for a in row["actions"])
    flows = tuple(case_flows(case))
    new_order = any(relief in _ORDERS and how in _GRANTED for relief, how in outcomes)
    unknown = any(not how for _, how in outcomes)
    restrictions = (RestrictionRow(flow=flows[0] if len(flows) == 1 else "", effect="bars"),) if new_order else ()
    touches = () if new_order or unknown else tuple(TouchRow(f["flow_id"]) for f in row["flows"])
    return Form(
        kind=row["kind"], title=one_line(plain_title(row)), text=plain(row["text"]).strip(),
        outcomes=outcomes, is_order=new_order,
        permanent=any(r in ("permanent_injunction", "vacatur_of_agency_action") for r, _ in outcomes),
        restrictions=restrictions, acts=_acts(outcomes, row["kind"], standing), touches=touches,
        sources="\n".join(s["url"] for s in row["sources"] if s["url"]),
    )  # fmt: skip


def _acts(outcomes: Sequence[tuple[str, str]], kind: str, standing: Sequence[OrderHistory]) -> tuple[ActRow, ...]:
    # With two orders in force the words of a docket line seldom say which one is meant: a person chooses.
    order = standing[0].order_id if len(standing) == 1 else ""
    found: list[ActRow] = []
    for relief, how in outcomes:
        if relief in _STAYS and how in _GRANTED:
            # A stay granted in part suspends a part; which one, the person who has read it says.
            meant = "" if how == "granted_in_part" else order
            found.append(
                ActRow("stays", meant, until="further_order" if relief == "administrative_stay" else "mandate")
            )
        elif how in _ENDED:
            found.append(ActRow("ends", order, how=_ENDED[how]))
        elif how == "affirmed":
            found.append(ActRow("affirms", order))
        elif how == "extended" and relief in _ORDERS:
            found.append(ActRow("extends", order))
        elif how == "modified":
            found.append(ActRow("modifies", order))
    if kind == "mandate":
        found.append(ActRow("mandate"))
    return tuple(dict.fromkeys(found))
