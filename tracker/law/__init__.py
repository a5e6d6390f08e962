"""What stood in the way of a flow on a day. Pure: facts in, dated intervals and reasons out; no I/O, no clock."""

from tracker.law.engine import (
    LawModel,
    build_model,
    changes_between,
    extent_on,
    flow_answer,
    flow_history,
    get_order,
    interval_on,
    order_state,
    orders_in_force,
    pending_on_order,
)

__all__ = [
    "LawModel",
    "build_model",
    "changes_between",
    "extent_on",
    "flow_answer",
    "flow_history",
    "get_order",
    "interval_on",
    "order_state",
    "orders_in_force",
    "pending_on_order",
]
