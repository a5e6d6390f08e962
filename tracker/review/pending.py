"""Which machine-read acts may touch a known order, and which the register already tells. Pure."""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache
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
    tagging: Tagging, document: str | None, day: date | None, register: Sequence[Mapping[str, Any]]
) -> str | None:
    """The id of the register event that already tells this entry: same document number on the same docket, or a
    ruling of the same day on the same relief. None if there is none."""
    for row in register if document else ():
        if row["document"] and document in _numbers(row["document"]):
            return str(row["event_id"])
    if day is None or not tagging.actions:
        return None
    reliefs, on = {a.relief for a in tagging.actions}, day.isoformat()
    return next((str(r["event_id"]) for r in register if r["day"] == on and reliefs & r["reliefs"]), None)


@lru_cache(maxsize=4096)
def _numbers(document: str) -> frozenset[str]:
    """The numbers that the register gives of an event's papers: "12, 13 (sealed)" has two."""
    numbers = {n.strip() for n in document.replace("(", ",").split(",")}
    return frozenset(n.split(" ")[0] for n in numbers if n)
