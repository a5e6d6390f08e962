"""Which machine-read acts may touch a known order, and which the register already tells. Pure."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from tracker.models import Tagging
from tracker.vocab import CONSEQUENTIAL_RELIEFS, COURT_ACT_KINDS

# Acts that may end or change interim relief without naming it: an appeal decided, a case closed, judgment.
_MAY_END = frozenset({"appeal", "dismissal", "summary_judgment", "settlement_approval", "reconsideration", "remand"})
_NOT_ACTED = frozenset({"sought", "addressed", "withdrawn"})


def may_touch_an_order(tagging: Tagging) -> bool:
    """Whether a court's act, as the machine reads it, could change what somebody may do.

    An unknown outcome counts: "Order on Motion for TRO" may have granted it. A mere setting does not.
    """
    if tagging.kind in ("mandate", "judgment"):
        return True
    if tagging.kind not in COURT_ACT_KINDS:
        return False
    reliefs = {a.relief for a in tagging.actions if a.disposition not in _NOT_ACTED}
    return bool(reliefs & (CONSEQUENTIAL_RELIEFS | _MAY_END | {"enforcement"}))


def outcome_unknown(tagging: Tagging) -> bool:
    """A court acted and the words at hand do not say how."""
    return tagging.kind in COURT_ACT_KINDS and any(a.disposition is None for a in tagging.actions)


def covered_by(
    tagging: Tagging, document: str | None, day: date | None, register: Iterable[Mapping[str, Any]]
) -> str | None:
    """The id of the register event that already tells this entry: same document number on the same docket, or a
    ruling of the same day on the same relief. None if there is none."""
    reliefs = {a.relief for a in tagging.actions}
    for row in register:
        numbers = {n.strip() for n in (row["document"] or "").replace("(", ",").split(",")}
        if document and document in {n.split(" ")[0] for n in numbers if n}:
            return str(row["event_id"])
    for row in register:
        if day and row["day"] == day.isoformat() and reliefs & row["reliefs"]:
            return str(row["event_id"])
    return None
